package sample

import (
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"docketcard/render/record"
	"docketcard/templates"
)

// A Form is what the records of one template and issuer hold: [Form.Fill]
// puts the records of a generator into it, [Form.Edge] and [Form.Faulty] test
// its rules. A record of the built-in docket card and Utopia comes out as
// [Record.YAML] writes it.
type Form struct {
	// Width and Height are those of photos in pixels; a template that wants
	// more gets more. 0 is [PhotoWidth] and [PhotoHeight].
	Width, Height int

	template *templates.Template
	issuer   *templates.Issuer
	drawn    map[string]bool // fields that the card shows
	digest   map[string]bool // fields that hold the digest of a photo
}

// NewForm returns the form of a template and issuer. It fails when there is a
// required field of which no example can be made, because its pattern is
// too involved or an issuer's table or format is missing, and when no examples
// keep the rules.
func NewForm(t *templates.Template, issuer *templates.Issuer) (*Form, error) {
	f := &Form{template: t, issuer: issuer, drawn: map[string]bool{}, digest: map[string]bool{}}
	for e := range templates.Walk(t.Front, t.Back) {
		for _, ref := range e.Refs() {
			f.drawn[ref] = true
		}
	}
	for _, fd := range t.Fields {
		if fd.Type == templates.TypePhoto {
			f.digest[digestOf(fd.Name)] = true
		}
	}
	c := f.Fill(New(1), 1)
	for _, fd := range t.Fields {
		if fd.Required && fd.Unless == "" && fd.Type != templates.TypeLookup && !fd.Allot && c.get(fd.Name) == "" {
			return nil, fmt.Errorf("field %s: no example can be made of it", fd.Name)
		}
	}
	if !f.agrees(c.get) {
		return nil, errors.New("no example can be made that keeps the rules on which fields are given together")
	}
	return f, nil
}

// Fill returns record i of g in the form: what the record says of the
// template's fields, and examples for the fields that it knows nothing of, if
// they are required or the card shows them. Dates that depend on the day of
// the run are right on the day that g issues on.
func (f *Form) Fill(g *Generator, i int) *Case {
	r := g.Record(i)
	c := f.enter(g, r, i)
	d := roll(g.Seed, 0x666f726d, uint64(i))
	for _, fd := range f.template.Fields {
		// Each field has throws of its own, so that a field added to a template changes no other.
		d := roll(d.next(), uint64(len(fd.Name)))
		if c.get(fd.Name) != "" || f.known(fd.Name) && !fd.Required {
			continue
		}
		lifted := fd.Unless != "" && c.get(fd.Unless) == "true"
		if fd.Required && !lifted || f.drawn[fd.Name] && !fd.Required && d.chance(70) {
			f.example(g, c, fd, r, i, d)
		}
	}
	f.agree(g, c, i, "")
	f.order(c)
	return c
}

// maxRuled bounds of how many fields agree tries all ways to give them.
const maxRuled = 12

// agree gives and takes values, no more than it must, so that the case of record i keeps the rules on which fields are given together. What it is
// about stays as it is where it can. Rules that no way keeps stay broken.
func (f *Form) agree(g *Generator, c *Case, i int, about string) {
	if f.agrees(c.get) {
		return
	}
	var names []string
	for _, rule := range f.template.Rules {
		for _, name := range slices.Concat(rule.OneOf, rule.AnyOf) {
			if !slices.Contains(names, name) && len(names) < maxRuled {
				names = append(names, name)
			}
		}
	}
	give := func(c *Case, name string) {
		d := roll(g.Seed, 0x6167726565, uint64(i), uint64(len(name)))
		f.example(g, c, f.template.Field(name), g.Record(i), i, d)
	}
	examples := map[string]string{}
	for _, name := range names {
		if examples[name] = c.get(name); examples[name] == "" {
			trial := c.clone()
			give(trial, name)
			examples[name] = trial.get(name)
		}
	}
	// A way is which of the names are given otherwise than now, a bit each.
	ways := make([]int, 1<<len(names))
	cost := func(way int) int {
		if at := slices.Index(names, about); at >= 0 && way>>at&1 == 1 {
			return bits.OnesCount(uint(way)) + maxRuled
		}
		return bits.OnesCount(uint(way))
	}
	for way := range ways {
		ways[way] = way
	}
	slices.SortStableFunc(ways, func(a, b int) int { return cost(a) - cost(b) })
	for _, way := range ways {
		changed := func(name string) bool {
			at := slices.Index(names, name)
			return at >= 0 && way>>at&1 == 1
		}
		if !f.agrees(func(name string) string {
			switch was := c.get(name); {
			case !changed(name):
				return was
			case was != "":
				return ""
			}
			return examples[name]
		}) {
			continue
		}
		for _, name := range names {
			if !changed(name) {
				continue
			}
			if c.get(name) != "" {
				c.drop(name)
			} else {
				give(c, name)
			}
		}
		return
	}
}

// agrees tells whether what is given keeps the rules on which fields are given together.
func (f *Form) agrees(get func(name string) string) bool {
	return !slices.ContainsFunc(f.template.Rules, func(rule *templates.Rule) bool {
		names := slices.Concat(rule.OneOf, rule.AnyOf)
		if len(names) == 0 || !rule.When.Holds(get) {
			return false
		}
		given := 0
		for _, name := range names {
			if get(name) != "" {
				given++
			}
		}
		return given == 0 || given > 1 && rule.OneOf != nil
	})
}

// enter returns a case with what the record says and the form takes.
func (f *Form) enter(g *Generator, r Record, i int) *Case {
	c := &Case{Name: r.RecordID, portrait: r.Portrait}
	r.Photo.SHA256 = strings.Repeat("0", 64) // Photos enters the right one
	d := roll(g.Seed, 0x656e746572, uint64(i))
	for _, v := range r.values() {
		fd := f.template.Field(v.name())
		switch {
		case v.name() == "schema" || fd != nil && f.accepts(fd, v.text):
			c.put(v.name(), v.text, v.style)
		case fd == nil:
		case fd.Format != "" || fd.Table != "":
			// The issuer is another one than Utopia.
			f.example(g, c, fd, r, i, d)
		}
	}
	// The issuer's cards may be good for less long than Utopia's.
	for _, fd := range f.template.Fields {
		if fd.Type == templates.TypeDate && c.get(fd.Name) != "" {
			f.clamp(g, c, fd)
		}
	}
	for _, fd := range f.template.Fields {
		if fd.Type == templates.TypePhoto && c.get(fd.Name) != "" {
			f.sit(c, fd, c.get(fd.Name))
		}
	}
	return c
}

// known are the fields of which a Record decides whether they have a value.
func (f *Form) known(name string) bool {
	return slices.Contains([]string{
		"holder.surname", "holder.given_names", "holder.mononym", "holder.name_native", "holder.native_script", "card.replaces",
	}, name)
}

// order brings the values into the order of Record.values, and what that
// does not know behind, in the order of the template.
func (f *Form) order(c *Case) {
	rank := map[string]int{"schema": 0}
	for i, fd := range f.template.Fields {
		rank[fd.Name] = 100 + i
	}
	for i, name := range recordOrder {
		rank[name] = i
	}
	group := map[string]int{}
	for _, v := range c.values {
		if at, ok := group[v.group]; v.group != "" && (!ok || rank[v.name()] < at) {
			group[v.group] = rank[v.name()]
		}
	}
	key := func(v value) (int, int) {
		if v.group == "" {
			return rank[v.name()], 0
		}
		return group[v.group], rank[v.name()]
	}
	slices.SortStableFunc(c.values, func(a, b value) int {
		a1, a2 := key(a)
		b1, b2 := key(b)
		if a1 != b1 {
			return a1 - b1
		}
		return a2 - b2
	})
}

// recordOrder are the fields of a Record in the order of its YAML.
var recordOrder = func() []string {
	r := Record{
		Schema: "x", RecordID: "x", CaseNumber: "x", MemoLanguage: "x",
		Holder:  Holder{Surname: "x", GivenNames: "x", Mononym: true, NameNative: "x", NativeScript: "x", BirthDate: "x", Nationality: "x"},
		Photo:   Photo{File: "x", SHA256: "x", TakenOn: "x"},
		Release: Release{Form: "x", OrderDate: "x", OfficeCode: "x"},
		Card:    Card{IssuedOn: "x", ExpiresOn: "x", Reason: "x", Replaces: "x"},
	}
	var names []string
	for _, v := range r.values() {
		names = append(names, v.name())
	}
	return names
}()

// accepts tells whether a value of a Record keeps a declaration, bounds on
// dates aside.
func (f *Form) accepts(fd *templates.Field, s string) bool {
	n := utf8.RuneCountInString(s)
	switch fd.Type {
	case templates.TypeText, templates.TypeName, templates.TypeCode:
		if n < fd.Min || fd.Max > 0 && n > fd.Max {
			return false
		}
		switch {
		case fd.Format != "":
			format := f.issuer.Formats[fd.Format]
			return format != nil && format.Pattern.MatchString(s) && (format.Specimen == nil || format.Specimen.MatchString(s))
		case fd.Table != "":
			return f.issuer.Tables[fd.Table][s] != nil
		}
		return fd.Pattern == nil || fd.Pattern.MatchString(s)
	case templates.TypeChoice:
		return slices.Contains(fd.Choices, s)
	case templates.TypeDate:
		return fd.Partial || !strings.Contains(s, "X")
	case templates.TypeBool:
		return s == "true" || s == "false"
	case templates.TypeDocumentNumber:
		return record.ValidDocumentNumber(s)
	case templates.TypeCountry, templates.TypeLanguage, templates.TypePhoto:
		return true
	}
	return false
}

// rows returns the rows of a field's table, sorted.
func (f *Form) rows(fd *templates.Field) []string {
	return slices.Sorted(maps.Keys(f.issuer.Tables[fd.Table]))
}

// number returns number n of a field's format or pattern.
func (f *Form) number(fd *templates.Field, n int, long bool) (string, bool) {
	pattern, most := fd.Pattern, fd.Max
	if fd.Format != "" {
		format := f.issuer.Formats[fd.Format]
		if format == nil {
			return "", false
		}
		pattern = &format.Pattern
		if format.Specimen != nil {
			pattern = &templates.Pattern{Regexp: format.Specimen}
		}
	}
	if pattern == nil {
		return "", false
	}
	s, ok := spell(pattern.Regexp, most, long)
	if !ok {
		return "", false
	}
	out := s.text(n)
	if len(out) < fd.Min {
		return f.number(fd, n, true)
	}
	return out, f.accepts(fd, out)
}

// example puts a likely value into a field, if there is one.
func (f *Form) example(g *Generator, c *Case, fd *templates.Field, r Record, i int, d *dice) {
	s := ""
	switch fd.Type {
	case templates.TypeName, templates.TypeText, templates.TypeCode:
		s = f.words(fd, r, i, d)
	case templates.TypeDate:
		f.put(c, fd, day(g.IssuedOn.AddDate(0, 0, -d.n(20))))
		f.clamp(g, c, fd)
		return
	case templates.TypeTime:
		f.put(c, fd, workday(g.IssuedOn.AddDate(0, 0, 14+d.n(60))).Format(time.DateOnly)+"T09:30-06:00")
		f.clamp(g, c, fd)
		return
	case templates.TypeCountry:
		s = record.Utopia
	case templates.TypeChoice:
		s = pick(d, fd.Choices)
	case templates.TypeBool:
		s = strconv.FormatBool(fd.Name == "specimen")
	case templates.TypeNumber:
		s = strconv.Itoa(fd.Min + d.n(min(fd.Max-fd.Min, 100)+1))
	case templates.TypeLanguage:
		s = "en"
	case templates.TypeLines:
		f.put(c, fd, paragraph(min(fd.Max, 3), min(fd.Width, 24), false))
		return
	case templates.TypePhoto:
		name := "photos/" + c.Name + ".jpg"
		if _, key, ok := strings.Cut(fd.Name, "."); len(c.photos) > 0 || !ok || key != "file" {
			name = "photos/" + c.Name + "-" + strings.ReplaceAll(fd.Name, ".", "-") + ".jpg"
		}
		f.sit(c, fd, name)
		s = name
	case templates.TypeDocumentNumber:
		if fd.Allot {
			return
		}
		s = record.DocumentNumber(d.next())
	case templates.TypeReference:
		if fd.Allot {
			return
		}
		s = reference(d)
	default: // a lookup comes from its table
		return
	}
	if s != "" {
		f.put(c, fd, s)
	}
}

func (f *Form) put(c *Case, fd *templates.Field, s string) {
	how := styleOf(fd.Type)
	if fd.Type == templates.TypeCode && slices.Contains(recordOrder, fd.Name) {
		how = bare
	}
	c.put(fd.Name, s, how)
}

func reference(d *dice) string {
	var b [32]byte
	for i := 0; i < len(b); i += 8 {
		binary.BigEndian.PutUint64(b[i:], d.next())
	}
	return base32.StdEncoding.EncodeToString(b[:])[:26]
}

// sit sees that a photo of the field is drawn.
func (f *Form) sit(c *Case, fd *templates.Field, name string) {
	w, h := f.Width, f.Height
	if w == 0 || h == 0 {
		w, h = PhotoWidth, PhotoHeight
	}
	c.photos = append(c.photos, photoSize{fd.Name, max(w, fd.Pixels[0]), max(h, fd.Pixels[1])})
}

// places are texts of fields that say nothing about themselves.
var places = []string{"Port Havren", "Norlume", "Estermoor", "Cindermouth Quay", "Lantern Quay", "Heather Row"}

// words returns a text for a field of type name, text or code, or "".
func (f *Form) words(fd *templates.Field, r Record, i int, d *dice) string {
	s := pick(d, places)
	switch {
	case fd.Table != "":
		if rows := f.rows(fd); len(rows) > 0 {
			return pick(d, rows)
		}
		return ""
	case fd.Format != "" || fd.Pattern != nil:
		if f.accepts(fd, r.RecordID) {
			return r.RecordID
		}
		s, _ = f.number(fd, i, false)
		return s
	case fd.Name == "record_id":
		s = r.RecordID
	case fd.Type == templates.TypeCode:
		s = strings.ToUpper(r.RecordID)
	case fd.Type == templates.TypeName && strings.Contains(fd.Name, "given"):
		s = r.Holder.GivenNames
		if s == "" {
			s = r.Holder.Surname
		}
	case fd.Type == templates.TypeName && strings.Contains(fd.Name, "surname"):
		s = r.Holder.Surname
	case fd.Type == templates.TypeName:
		s = strings.TrimSpace(r.Holder.GivenNames + " " + r.Holder.Surname)
	}
	if f.accepts(fd, s) {
		return s
	}
	most := fd.Max
	if most == 0 {
		most = max(fd.Min, 12)
	}
	return phrase(fd.Type, min(max(fd.Min, 12), most), 0)
}

// bounds returns the days between which a date or time must lie; the zero
// Time is no bound.
func (f *Form) bounds(g *Generator, c *Case, fd *templates.Field) (lo, hi time.Time) {
	if t, ok := f.moment(g, c, fd.NotBefore); ok {
		lo = t
	}
	if t, ok := f.moment(g, c, fd.NotAfter); ok {
		hi = t
	}
	return lo, hi
}

func (f *Form) moment(g *Generator, c *Case, m *templates.Moment) (time.Time, bool) {
	if m == nil {
		return time.Time{}, false
	}
	t := g.IssuedOn
	if !m.Today {
		s := m.Date
		if m.Field != "" {
			s = c.get(m.Field)
		}
		s = strings.ReplaceAll(s[:min(len(s), 10)], "XX", "01")
		var err error
		if t, err = time.Parse(time.DateOnly, s); err != nil {
			return t, false
		}
	}
	months := m.Months
	if m.Validity {
		if months = f.issuer.Validity; months == 0 {
			return t, false
		}
	}
	return monthsAfter(t, months).AddDate(0, 0, m.Days), true
}

// monthsAfter moves a day by months, to the last day of a month that is too
// short.
func monthsAfter(t time.Time, months int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

// clamp moves a date or time within its bounds.
func (f *Form) clamp(g *Generator, c *Case, fd *templates.Field) {
	s := c.get(fd.Name)
	t, err := time.Parse(time.DateOnly, s[:min(len(s), 10)])
	if err != nil {
		return // partial
	}
	lo, hi := f.bounds(g, c, fd)
	if !hi.IsZero() && t.After(hi) {
		t = hi
	}
	if !lo.IsZero() && t.Before(lo) {
		t = lo
		if fd.Workday {
			t = workday(t)
		}
	}
	c.put(fd.Name, day(t)+s[10:], bare)
}

// workday returns t, or the Monday after.
func workday(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// vocabulary are words of common and of narrow letters.
var vocabulary = map[templates.Type][2][]string{
	templates.TypeName: {
		{"Maximiliana", "Ngozi", "Guðbjörg", "Fernández", "Wójcik", "O'Hara", "Anne-Sophie", "Håkan", "Nguyễn", "de", "la", "Cruz"},
		{"Lili", "Fil", "Ilti", "Till", "Jill", "Iti", "Ill"},
	},
	templates.TypeText: {
		{"Reception", "Room", "12,", "Cindermouth", "Quay", "Building", "North", "Wing,", "2nd", "Floor,", "Port", "Havren"},
		{"till", "fill", "lit", "ill", "it", "jill"},
	},
	templates.TypeCode: {
		{"A0B1C2D3E4F5G6H7J8K9"},
		{"1I11I1I1"},
	},
}

// phrase returns a text of n characters of a kind: 0 is common, 1 narrow
// letters.
func phrase(t templates.Type, n, kind int) string {
	words := vocabulary[t][kind]
	var out []rune
	for i := 0; len(out) < n; i++ {
		if len(out) > 0 && t != templates.TypeCode {
			out = append(out, ' ')
		}
		out = append(out, []rune(words[i%len(words)])...)
	}
	out = out[:n]
	// No text ends in a space, and no word is an apostrophe.
	for i := n - 1; i >= 0 && strings.ContainsRune(" -',", out[i]); i-- {
		out[i] = 'i'
	}
	return string(out)
}

// paragraph returns count lines of width characters.
func paragraph(count, width int, narrow bool) string {
	kind := 0
	if narrow {
		kind = 1
	}
	var all []string
	for i := range count {
		l := phrase(templates.TypeText, max(width, 1), kind)
		if n := strconv.Itoa(i + 1); len(n) < width {
			l = n + string([]rune(l)[len(n):])
			if l[len(n)] == ' ' {
				l = l[:len(n)] + "i" + l[len(n)+1:]
			}
		}
		all = append(all, l)
	}
	return strings.Join(all, "\n")
}
