package templates

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// Content is text with placeholders: "Issued {card.issued_on | date}". A value that a placeholder brings in is never read again, so
// braces in it print as braces. {{ and }} stand for braces in the template itself, and what stands between {* and *} is strong.
type Content struct {
	Parts    []Part
	Pos      source.Pos
	Language string // of the text of a Translation; empty for what any card may show
}

// Part is literal text, or a placeholder when Ref is set.
type Part struct {
	Literal  string
	Ref      string // a field's name, or issuer.NAME, text.NAME, portal.url or seal.url
	Filters  []Filter
	Strong   bool         // set in the strong faces of the style
	Text     *Translation // of text.NAME
	language string       // the field that says which language of Text is shown
}

// Filter changes the text of a placeholder.
type Filter struct {
	Name string
	Args []string
}

// Filters are the names of the filters, what each takes and what it does.
var Filters = []struct{ Name, Args, Does string }{
	{"upper", "", "capital letters"},
	{"lower", "", "small letters"},
	{"date", "[FORM]", "a date as 2 Jan 2006; in the order of the card's language with long or medium; or in the form given, where 2 or 02 is the day, Jan, January, 1 or 01 the month, 2006 the year"},
	{"time", "[FORM]", "the time of day as 15:04, or as 3:04 pm or 3:04 PM if that is the form given"},
	{"group", "[N ...]", "spaces after every N characters, or as the field's format groups them"},
	{"country", "[LANGUAGE]", "the name of a country's or nationality's code, in the card's language or the one given"},
	{"pad", "N", "zeros in front up to N characters"},
	{"mask", "N", "all but the last N characters as bullets"},
	{"default", "TEXT", "the text given, if there is no value"},
	{"mrz", "", "as in a machine-readable zone: A to Z, 0 to 9 and <"},
}

// DateWords are the words of a form of the filter date, none before one that it begins with.
var DateWords = []string{"2006", "January", "Jan", "01", "02", "1", "2"}

// TimeForms are the forms of the filter time.
var TimeForms = []string{"15:04", "3:04 pm", "3:04 PM"}

// Refs returns the names that the placeholders refer to; those of a text in place of its own.
func (c *Content) Refs() []string {
	var refs []string
	for _, p := range c.Parts {
		switch {
		case p.Text != nil:
			refs = append(refs, p.Text.refs(p.language)...)
		case p.Ref != "":
			refs = append(refs, p.Ref)
		}
	}
	return refs
}

// Strong tells whether some of c is strong, or of a text that it shows.
func (c *Content) Strong() bool {
	return slices.ContainsFunc(c.Parts, func(p Part) bool {
		return p.Strong || p.Text != nil && p.Text.strong()
	})
}

// Empty tells whether c has no text at all.
func (c *Content) Empty() bool { return c == nil || len(c.Parts) == 0 }

// parseContent takes a text apart and calls fault with all that is wrong with it and a hint.
func parseContent(s string, fault func(msg, hint string)) []Part {
	var parts []Part
	var lit strings.Builder
	strong := false
	flush := func() {
		if lit.Len() > 0 {
			parts = append(parts, Part{Literal: lit.String(), Strong: strong})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			lit.WriteByte(s[i])
			i += 2
		case !strong && strings.HasPrefix(s[i:], "{*"), strong && strings.HasPrefix(s[i:], "*}"):
			flush()
			strong = !strong
			i += 2
		case strings.HasPrefix(s[i:], "{*"):
			fault("a {* after another", "")
			return parts
		case s[i] == '}':
			fault("a } without its {", "write }} for the character")
			return parts
		case s[i] == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				fault("a { without its }", "write {{ for the character")
				return parts
			}
			flush()
			p := parsePlaceholder(s[i+1:i+end], fault)
			p.Strong = strong
			parts = append(parts, p)
			i += end + 1
		default:
			lit.WriteByte(s[i])
			i++
		}
	}
	flush()
	if strong {
		fault("a {* without its *}", "")
	}
	return parts
}

func parsePlaceholder(s string, fault func(msg, hint string)) Part {
	words := strings.Split(s, "|")
	p := Part{Ref: strings.TrimSpace(words[0])}
	if p.Ref == "" {
		fault(fmt.Sprintf("{%s} names no field", s), "")
	}
	for _, w := range words[1:] {
		p.Filters = append(p.Filters, parseFilter(strings.TrimSpace(w), fault))
	}
	return p
}

func parseFilter(s string, fault func(msg, hint string)) Filter {
	name, rest, _ := strings.Cut(s, " ")
	rest = strings.TrimSpace(rest)
	f := Filter{Name: name}
	if rest != "" {
		f.Args = []string{rest}
	}
	refuse := func(format string, args ...any) { fault("filter "+name+": "+fmt.Sprintf(format, args...), "") }
	switch name {
	case "date":
		// A figure that is no word would stand on every card as a false date.
		bare := rest
		for _, w := range DateWords {
			bare = strings.ReplaceAll(bare, w, "\x00")
		}
		if rest != "" && rest != "long" && rest != "medium" && (bare == rest || strings.ContainsAny(bare, "0123456789")) {
			refuse("%q; want long, medium or a form of the words %s", rest, source.Or(DateWords))
		}
	case "default":
		if rest == "" {
			refuse("want the text that stands for no value")
		}
	case "time":
		if rest != "" && !slices.Contains(TimeForms, rest) {
			refuse("%q; want %s", rest, source.Or(TimeForms))
		}
	case "country":
		if rest != "" && !languageForm.MatchString(rest) {
			refuse("%q is not a language; want a tag such as fr or zh-Hant", rest)
		}
	case "group", "pad", "mask":
		f.Args = strings.Fields(rest)
		for _, a := range f.Args {
			if n, err := strconv.Atoi(a); err != nil || n < 1 || n > 1000 {
				refuse("%q; want a whole number from 1 to 1000", a)
			}
		}
		if name != "group" && len(f.Args) != 1 {
			refuse("want one number")
		}
	default:
		var known []string
		for _, k := range Filters {
			known = append(known, k.Name)
		}
		switch {
		case name == "":
			fault("no filter after |; want "+source.Or(known), "")
		case !slices.Contains(known, name):
			fault(fmt.Sprintf("%q is not a filter; want %s", name, source.Or(known)), source.Suggest(name, known))
		case rest != "":
			refuse("takes nothing, found %q", rest)
		}
	}
	return f
}
