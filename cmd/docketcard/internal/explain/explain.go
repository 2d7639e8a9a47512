// Package explain tells a holder in plain words, in several languages, what is in the codes of a card.
package explain

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"docketcard/render/locale"
	"docketcard/render/seal"
	"docketcard/templates"
)

// A Code is one code and where it was found.
type Code struct {
	File string // not repeated for codes of one place; may be empty
	Page int    // of File, from 1; 0 for none
	Text string
}

// Write explains the codes in one of Languages: every item in them, what is not in them, and whom to ask for corrections, of whom issuer
// tells names and telephones unless it is nil. What the codes say is not verified.
func Write(w io.Writer, language string, codes []Code, issuer *templates.Issuer) error {
	e := explainer{w: w, words: languages[language], language: language, issuer: issuer, found: map[string]bool{}, ask: map[[2]string]bool{}}
	where := ""
	for _, c := range codes {
		here := c.File
		if c.Page > 0 {
			here = fmt.Sprintf(e.words.page, c.File, c.Page)
		}
		if here != where {
			where = here
			e.line("%s", where)
			e.line("")
		}
		e.code(c.Text)
		e.line("")
	}
	e.end()
	return e.err
}

type explainer struct {
	w        io.Writer
	words    *words
	language string
	issuer   *templates.Issuer
	found    map[string]bool    // the names of the items that any code has
	ask      map[[2]string]bool // issuers and offices to ask for corrections
	closed   bool               // a code could not be read, so what is not in it is not known
	err      error
}

func (e *explainer) line(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format+"\n", args...)
	}
}

// code explains one code.
func (e *explainer) code(text string) {
	link, _, _ := strings.Cut(strings.TrimSpace(text), "#")
	u, err := url.Parse(strings.ToLower(link))
	if err != nil {
		u = new(url.URL)
	}
	isLink := u.Scheme == "https" && u.Host != ""
	reading, err := seal.Read(text)
	switch {
	case errors.Is(err, seal.ErrNoSeal) && !strings.HasPrefix(u.Path, "/c/"):
		e.line(e.words.otherCode, "URL")
		e.line("  "+e.words.link, shown(link))
		return
	case errors.Is(err, seal.ErrNoSeal):
		e.line("%s", e.words.holderCode)
		e.line("  "+e.words.link, shown(link))
		e.line("  "+e.words.linkMeans, shown(u.Host))
		return
	case err != nil:
		e.closed = true
		e.line("%s", e.words.unread)
		return
	case reading.Format != "docketcard" && reading.Format != "claim169":
		e.line(e.words.otherCode, reading.Format)
	case isLink && strings.HasPrefix(u.Path, "/c/"):
		e.line("%s", e.words.oneCode)
		e.line("  "+e.words.link, shown(link))
		e.line("  " + e.words.oneMeans)
	default:
		e.line("%s", e.words.officerCode)
		if isLink {
			e.line("  "+e.words.link, shown(link))
		}
	}
	e.line("  %s", e.words.says)
	p := &reading.Payload
	var who [2]string
	for _, f := range slices.Concat(p.Fields(), reading.Rest) {
		e.found[f.Name] = true
		switch f.Name {
		case "issuer":
			who[0] = f.Value
		case "office":
			who[1] = f.Value
		}
		label, known := e.words.items[f.Name]
		if !known {
			label = fmt.Sprintf(e.words.unlike, f.Label)
		}
		e.line("    %s: %s", label, e.value(p, f))
	}
	if reading.KeyID != nil {
		e.line("  "+e.words.signature, fmt.Sprintf("%x", reading.KeyID))
	} else {
		e.line("  %s", e.words.unsigned)
	}
	if who[0] != "" {
		e.ask[who] = true
	}
}

// shown returns text of a code as it may stand on a terminal.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f {
			return '?'
		}
		return r
	}, text)
}

// value returns what an item says, in the language.
func (e *explainer) value(p *seal.Payload, f seal.Field) string {
	switch f.Name {
	case "expires":
		return fmt.Sprintf(e.words.lastDay, e.day(p.Expires.Add(-time.Second)))
	case "not_before":
		return e.day(p.NotBefore)
	case "issued_at":
		return e.day(p.IssuedAt)
	case "birth_date", "order_date":
		return e.date(f.Value)
	case "nationality", "issuing_country":
		return e.country(f.Value)
	case "sex":
		return known(e.words.sexes, f.Value)
	case "marital_status":
		return known(e.words.marital, f.Value)
	case "photo":
		if b, ok := p.Attributes[seal.AttributePhoto].([]byte); ok {
			return fmt.Sprintf(e.words.picture, len(b))
		}
	case "photo_format":
		return known(map[string]string{"1": "JPEG", "2": "JPEG 2000", "3": "AVIF", "4": "WebP"}, f.Value)
	case "status_list":
		return fmt.Sprintf(e.words.status, shown(p.Status.URI), p.Status.Index)
	case "specimen":
		return e.words.specimen
	case "issuer":
		if e.issuer != nil && e.issuer.ID == p.Issuer {
			return fmt.Sprintf("%s (%s)", e.issuer.Name, f.Value)
		}
	case "office":
		if row := e.office(p.Issuer, f.Value); row["name"] != "" {
			return fmt.Sprintf("%s (%s)", row["name"], f.Value)
		}
	}
	return f.Value
}

func known(words map[string]string, value string) string {
	if word, ok := words[value]; ok {
		return word
	}
	return value
}

func (e *explainer) day(t time.Time) string {
	t = t.UTC()
	return locale.Date(t.Year(), int(t.Month()), t.Day(), true, e.language)
}

// date writes YYYY-MM-DD, YYYY-MM or YYYY as the language does.
func (e *explainer) date(value string) string {
	var n [3]int
	parts := strings.Split(value, "-")
	if len(parts) > 3 {
		return value
	}
	for i, part := range parts {
		var err error
		if n[i], err = strconv.Atoi(part); err != nil || n[i] < 1 {
			return value
		}
	}
	if n[1] > 12 {
		return value
	}
	return locale.Date(n[0], n[1], n[2], true, e.language)
}

// country returns the name of a country and its code.
func (e *explainer) country(code string) string {
	name, ok := locale.Country(code, e.language)
	if !ok && e.language == "ht" {
		if name, ok = creoleCountries[code]; !ok {
			name, ok = locale.Country(code, "fr")
		}
	}
	if !ok {
		return code
	}
	return fmt.Sprintf("%s (%s)", name, code)
}

// office returns the row of an office in the issuer's table of them.
func (e *explainer) office(issuer, code string) map[string]string {
	if e.issuer == nil || e.issuer.ID != issuer {
		return nil
	}
	return e.issuer.Tables["offices"][code]
}

// end says what is not in the codes, and whom to ask.
func (e *explainer) end() {
	if !e.closed && len(e.ask) > 0 {
		e.line("%s", e.words.absent)
		for _, name := range slices.Sorted(maps.Keys(e.words.things)) {
			if !e.found[name] {
				e.line("  - %s", e.words.things[name])
			}
		}
		for i, thing := range e.words.never {
			// Fingerprints, irises and the like are attributes 50 to 65 of Claim 169.
			if i > 0 || !slices.ContainsFunc(slices.Collect(maps.Keys(e.found)), biometric) {
				e.line("  - %s", thing)
			}
		}
		e.line("%s", e.words.only)
		e.line("")
	}
	if len(e.ask) > 0 {
		e.line("%s", e.words.corrections)
		byName := func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }
		for _, who := range slices.SortedFunc(maps.Keys(e.ask), byName) {
			e.line("  - %s", e.whom(who[0], who[1]))
		}
	}
	e.line("%s", e.words.unverified)
}

func biometric(name string) bool {
	n, err := strconv.Atoi(strings.TrimPrefix(name, "attribute_"))
	return err == nil && n >= 50 && n <= 65
}

// whom returns whom to ask for corrections of cards of an issuer and office.
func (e *explainer) whom(id, office string) string {
	if e.issuer == nil || e.issuer.ID != id {
		s := fmt.Sprintf(e.words.correctionsIssuer, id)
		if office != "" {
			s += ", " + fmt.Sprintf(e.words.office, office)
		}
		return s
	}
	parts := []string{e.issuer.Name}
	phone := e.issuer.Phone
	if row := e.office(id, office); row != nil {
		for _, column := range []string{"name", "address"} {
			if row[column] != "" {
				parts = append(parts, row[column])
			}
		}
		if row["phone"] != "" {
			phone = row["phone"]
		}
	}
	if phone != "" {
		parts = append(parts, fmt.Sprintf(e.words.telephone, phone))
	}
	return strings.Join(parts, ", ")
}
