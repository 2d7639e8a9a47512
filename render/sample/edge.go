package sample

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"docketcard/render/record"
	"docketcard/templates"
)

// testNumbers is where the records of tests are counted from, far from those
// that [Form.Fill] is asked for.
const testNumbers = 1 << 24

// A tester makes cases for tests of one form.
type tester struct {
	*Form
	g    *Generator
	fits func(*Case) bool
	all  []*Case
}

func (f *Form) tester(g *Generator, fits func(*Case) bool) *tester {
	t := &tester{Form: f, g: g}
	t.fits = func(c *Case) bool {
		if fits == nil {
			return true
		}
		// The photo is not drawn yet, so it has no digest.
		trial := c.clone()
		for _, p := range trial.photos {
			trial.drop(digestOf(p.field))
		}
		return fits(trial)
	}
	return t
}

// base returns a case that is right and ordinary, and another one for each n.
func (t *tester) base(n int) *Case {
	i := testNumbers + n*64
	for ; ; i++ {
		r := t.g.Record(i)
		plain := r.Card.Reason == "new" && !r.Holder.Mononym && len(r.Holder.Surname) > 2 && len(r.Holder.Surname) < 12 &&
			len(r.Holder.GivenNames) < 14 && !strings.Contains(r.Holder.BirthDate, "X") && r.Holder.Nationality == record.Utopia && r.Portrait.age > 20
		if plain || i%64 == 63 {
			break
		}
	}
	c := t.Fill(t.g, i)
	for _, fd := range t.template.Fields {
		if fd.Required && c.get(fd.Name) == "" && fd.Unless != "" {
			t.example(t.g, c, fd, t.g.Record(i), i, roll(t.g.Seed, uint64(i)))
		}
	}
	return c
}

// add starts the next case. It is named for the field and rule it tests, and
// so are its record and its photos, if the template lets them.
func (t *tester) add(field, rule string) *Case {
	c := t.base(len(t.all))
	t.name(c, field+"-"+rule)
	c.about = field
	t.all = append(t.all, c)
	return c
}

func (t *tester) name(c *Case, name string) {
	name = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune(".-_", r):
			return r
		}
		return '-'
	}, name)
	if len(name) > 60 {
		name = name[:50] + "-" + strconv.Itoa(len(t.all))
	}
	old := c.Name
	c.Name = name
	if fd := t.template.Field("record_id"); fd != nil && t.accepts(fd, name) {
		c.put("record_id", name, bare)
	}
	for _, p := range c.photos {
		c.put(p.field, strings.Replace(c.get(p.field), old, name, 1), bare)
	}
}

// Edge returns a case for each rule of the form at its limits, all of them
// right: the least and the most characters, the first and last days, each
// choice, what may be left out, what may be partly unknown; and two of the
// form as a whole, with all it may hold and with no more than it must. Each is
// named for what it tests.
//
// Fits tells whether the card can show a case. Of two texts as long as a rule
// allows, the first that fits is taken, one in common letters or one in narrow
// letters, and else the longest that does (see [Case.Short]); nil takes the
// first. The photos of a case that it is given are not drawn yet, so that
// their digests are left out.
func (f *Form) Edge(g *Generator, fits func(*Case) bool) []*Case {
	t := f.tester(g, fits)
	for _, fd := range f.template.Fields {
		t.edges(fd)
		if !fd.Required && fd.Type != templates.TypeBool {
			if base := t.base(len(t.all)); base.get(fd.Name) != "" {
				c := t.add(fd.Name, "absent")
				c.drop(fd.Name)
			}
		}
	}
	t.all = append(t.all, f.longest(t, "record-longest"), f.barest(t, "record-barest"))
	for i, c := range t.all {
		f.agree(g, c, testNumbers+i*64, c.about)
	}
	return t.all
}

// Ordinary returns a case as most are.
func (f *Form) Ordinary(g *Generator) *Case {
	t := f.tester(g, nil)
	c := t.base(1<<12 + 2)
	t.name(c, "ordinary")
	return c
}

// With returns a case with all that the form may hold, as long as it may be,
// but for values of one's own, by the fields' full names, of which an empty one
// leaves the field out. N tells it from others: what is unique is another for
// each. Its photos may be any, so that their digests are left out, and so is
// what is allotted.
func (f *Form) With(g *Generator, n int, name string, values map[string]string) *Case {
	t := f.tester(g, nil)
	c := f.longest(t, name)
	for _, fd := range f.template.Fields {
		switch s, ok := values[fd.Name]; {
		case ok && s != "":
			f.put(c, fd, s)
		case ok, fd.Allot, f.digest[fd.Name]:
			c.drop(fd.Name)
		case fd.Name == "record_id" || fd.Unique:
			t.tell(c, fd, n)
		}
	}
	f.order(c)
	return c
}

// tell puts a value as long as it may be into a field, another one for each n.
func (t *tester) tell(c *Case, fd *templates.Field, n int) {
	s, end := c.get(fd.Name), strconv.Itoa(n)
	switch {
	case fd.Pattern != nil || fd.Format != "":
		s, _ = t.number(fd, n, true)
	case fd.Type == templates.TypeDocumentNumber:
		s = record.DocumentNumber(1<<40 - 1 - uint64(n))
	case fd.Type == templates.TypeReference:
		s = reference(roll(t.g.Seed, uint64(n)))
	case fd.Type == templates.TypeNumber:
		s = strconv.Itoa(fd.Max - n)
	case fd.Type == templates.TypeCode || fd.Type == templates.TypeText:
		s = phrase(fd.Type, max(fd.Max, len(end)), 0)
		s = s[:len(s)-len(end)] + end
	}
	if t.accepts(fd, s) || fd.Type == templates.TypeNumber {
		t.put(c, fd, s)
	}
}

// Longest returns a case with all that the form may hold, as long as it may
// be. Fits is as for [Form.Edge].
func (f *Form) Longest(g *Generator, fits func(*Case) bool) *Case {
	c := f.longest(f.tester(g, fits), "longest")
	f.agree(g, c, testNumbers-1, "")
	return c
}

// Barest returns a case with no more than the form must hold, as short as it
// may be.
func (f *Form) Barest(g *Generator) *Case {
	c := f.barest(f.tester(g, nil), "barest")
	f.agree(g, c, testNumbers-2, "")
	return c
}

func (t *tester) edges(fd *templates.Field) {
	name := fd.Name
	if fd.Unless != "" {
		c := t.add(name, "unless")
		c.drop(name)
		c.put(fd.Unless, "true", bare)
	}
	switch fd.Type {
	case templates.TypeText, templates.TypeName, templates.TypeCode:
		if fd.Table != "" {
			rows := t.rows(fd)
			for i, row := range rows {
				if i < 4 || i == len(rows)-1 {
					t.put(t.add(name, "table-"+row), fd, row)
				}
			}
			return
		}
		if fd.Format != "" {
			for rule, n := range [2]int{0, 1<<31 - 1} {
				if s, ok := t.number(fd, n, false); ok {
					t.put(t.add(name, [2]string{"format-first", "format-last"}[rule]), fd, s)
				}
			}
			return
		}
		if t.digest[name] {
			return
		}
		if name != "record_id" {
			if s, ok := t.shortest(fd); ok {
				t.put(t.add(name, "min"), fd, s)
			}
		}
		if fd.Max > 0 {
			c := t.add(name, "max")
			t.most(c, fd)
		}
	case templates.TypeDate, templates.TypeTime:
		t.dates(fd)
	case templates.TypeCountry:
		for _, code := range []string{record.Utopia, "XXA", "XXX"} {
			t.put(t.add(name, code), fd, code)
		}
	case templates.TypeChoice:
		for _, choice := range fd.Choices {
			t.put(t.add(name, "choice-"+choice), fd, choice)
		}
	case templates.TypeNumber:
		t.put(t.add(name, "min"), fd, strconv.Itoa(fd.Min))
		t.put(t.add(name, "max"), fd, strconv.Itoa(fd.Max))
	case templates.TypeLanguage:
		t.put(t.add(name, "subtags"), fd, "sr-Latn-RS")
	case templates.TypeLines:
		t.most(t.add(name, "max"), fd)
		t.put(t.add(name, "min"), fd, "i")
	case templates.TypePhoto:
		if fd.Pixels[0] > 0 {
			c := t.add(name, "pixels")
			t.need(c, fd)
			for i := range c.photos {
				if c.photos[i].field == name {
					c.photos[i].width, c.photos[i].height = fd.Pixels[0], fd.Pixels[1]
				}
			}
		} else if !fd.Required {
			t.need(t.add(name, "given"), fd)
		}
	case templates.TypeDocumentNumber:
		t.put(t.add(name, "first"), fd, record.DocumentNumber(uint64(len(t.all))))
		t.put(t.add(name, "last"), fd, record.DocumentNumber(1<<40-1-uint64(len(t.all))))
	case templates.TypeReference:
		t.put(t.add(name, "given"), fd, reference(roll(t.g.Seed, uint64(len(t.all)))))
	case templates.TypeLookup:
		if s := t.lookup(t.base(len(t.all)), fd); s != "" {
			c := t.add(name, "given")
			c.put(name, t.lookup(c, fd), quoted)
		}
	}
}

// lookup returns what the issuer's table says.
func (f *Form) lookup(c *Case, fd *templates.Field) string {
	return f.issuer.Tables[fd.Table][c.get(fd.Key)][fd.Column]
}

// need sees that a case has a photo of the field.
func (t *tester) need(c *Case, fd *templates.Field) {
	if c.get(fd.Name) == "" {
		t.example(t.g, c, fd, Record{}, 0, roll(t.g.Seed))
	}
}

func (t *tester) dates(fd *templates.Field) {
	tail := ""
	if fd.Type == templates.TypeTime {
		tail = "T09:30Z"
	}
	base := t.base(len(t.all))
	lo, hi := t.bounds(t.g, base, fd)
	if !lo.IsZero() {
		c := t.add(fd.Name, "not_before")
		lo, _ = t.bounds(t.g, c, fd)
		if fd.Workday {
			lo = workday(lo)
		}
		t.put(c, fd, day(lo)+tail)
	}
	if !hi.IsZero() {
		c := t.add(fd.Name, "not_after")
		_, hi = t.bounds(t.g, c, fd)
		for fd.Workday && workday(hi) != hi {
			hi = hi.AddDate(0, 0, -1)
		}
		t.put(c, fd, day(hi)+tail)
	}
	if lo.IsZero() && hi.IsZero() {
		t.put(t.add(fd.Name, "leap-day"), fd, "2024-02-29"+tail)
	}
	if fd.Partial {
		year := base.get(fd.Name)
		if len(year) < 4 {
			year = day(t.g.IssuedOn.AddDate(-30, 0, 0))
		}
		t.put(t.add(fd.Name, "no-day"), fd, year[:4]+"-07-XX")
		t.put(t.add(fd.Name, "no-month"), fd, year[:4]+"-XX-XX")
	}
	if fd.Workday {
		for _, at := range []struct {
			day  time.Weekday
			time string
		}{{time.Monday, "00:01"}, {time.Friday, "23:59"}} {
			when := t.g.IssuedOn.AddDate(0, 0, 14)
			for when.Weekday() != at.day {
				when = when.AddDate(0, 0, 1)
			}
			t.put(t.add(fd.Name, "workday-"+at.day.String()[:3]), fd, day(when)+"T"+at.time+"+14:00")
		}
	}
}

// shortest returns the shortest value of a text, and whether there is one.
func (t *tester) shortest(fd *templates.Field) (string, bool) {
	if fd.Pattern != nil {
		return t.number(fd, 0, false)
	}
	// A name has a letter; a text of none is left out.
	s := phrase(fd.Type, max(fd.Min, 1), 0)
	return s, t.accepts(fd, s)
}

// most puts the longest text into a field that the card can show.
func (t *tester) most(c *Case, fd *templates.Field) {
	fit := func(s string) bool {
		t.put(c, fd, s)
		return t.fits(c)
	}
	if fd.Type == templates.TypeLines {
		for n := fd.Max; n > 0; n-- {
			for _, width := range []int{fd.Width, fd.Width / 2} {
				for _, narrow := range []bool{false, true} {
					if fit(paragraph(n, max(width, 1), narrow)) {
						if n < fd.Max || width < fd.Width {
							c.Short = fmt.Sprintf("%d of %d lines of %d of %d characters", n, fd.Max, width, fd.Width)
						}
						return
					}
				}
			}
		}
		c.drop(fd.Name)
		return
	}
	if fd.Pattern != nil || fd.Format != "" {
		// Records' numbers are not to be alike.
		if s, ok := t.number(fd, len(t.all), true); ok {
			fit(s)
		}
		return
	}
	least := max(fd.Min, 1)
	for n := fd.Max; n >= least; n -= max(1, n/64) {
		for kind := range 2 {
			s := phrase(fd.Type, n, kind)
			if fd.Name == "record_id" {
				s = fmt.Sprintf("%0*d", n, len(t.all))
			}
			if fit(s) {
				if n < fd.Max {
					c.Short = fmt.Sprintf("%d of %d characters", n, fd.Max)
				}
				return
			}
		}
	}
}

func (f *Form) longest(t *tester, name string) *Case {
	c := t.base(1 << 12)
	t.name(c, name)
	var short []string
	for _, fd := range f.template.Fields {
		had := c.get(fd.Name)
		switch {
		case fd.Type == templates.TypeBool || fd.Type == templates.TypeLookup:
			continue
		case fd.Type == templates.TypeLines || fd.Type == templates.TypeText || fd.Type == templates.TypeName || fd.Type == templates.TypeCode:
			if fd.Table != "" {
				c.put(fd.Name, t.longestRow(fd), bare)
				break
			}
			if fd.Max == 0 || fd.Name == "record_id" || fd.Format != "" || t.digest[fd.Name] {
				if had == "" && !t.digest[fd.Name] && !t.known(fd.Name) {
					t.example(t.g, c, fd, t.g.Record(1), 1, roll(t.g.Seed, 1))
				}
				break
			}
			if fd.Name == "holder.native_script" {
				c.put(fd.Name, "Cyrl", bare)
				break
			}
			t.most(c, fd)
			if c.Short != "" {
				short = append(short, fd.Name+" "+c.Short)
				c.Short = ""
			}
		case fd.Type == templates.TypeChoice:
			c.put(fd.Name, longestOf(fd.Choices), bare)
		case fd.Type == templates.TypeDate && fd.Name == "holder.birth_date":
			c.put(fd.Name, "1988-09-28", bare) // the widest figures
		case had == "" && fd.Type == templates.TypePhoto:
			t.need(c, fd)
		case had == "" && fd.Type == templates.TypeDocumentNumber && !fd.Allot:
			t.put(c, fd, record.DocumentNumber(1))
		case had == "":
			t.example(t.g, c, fd, t.g.Record(1), 1, roll(t.g.Seed, 1))
		}
	}
	c.Short = strings.Join(short, ", ")
	f.order(c)
	return c
}

// longestRow returns the row of a field's table whose longest text is the
// longest.
func (t *tester) longestRow(fd *templates.Field) string {
	best, most := "", -1
	for _, row := range t.rows(fd) {
		n := len(row)
		for _, text := range t.issuer.Tables[fd.Table][row] {
			n = max(n, utf8.RuneCountInString(text))
		}
		if n > most {
			best, most = row, n
		}
	}
	return best
}

func longestOf(words []string) string {
	best := ""
	for _, w := range words {
		if len(w) > len(best) {
			best = w
		}
	}
	return best
}

func (f *Form) barest(t *tester, name string) *Case {
	c := t.base(1<<12 + 1)
	t.name(c, name)
	for _, fd := range f.template.Fields {
		switch {
		case !fd.Required:
			c.drop(fd.Name)
		case fd.Type == templates.TypeName || fd.Type == templates.TypeText:
			if s, ok := t.shortest(fd); ok && fd.Table == "" && fd.Format == "" {
				if len(s) == 1 && fd.Type == templates.TypeName {
					s = "O" // a name that exists
				}
				t.put(c, fd, s)
			}
		case fd.Partial:
			c.put(fd.Name, c.get(fd.Name)[:4]+"-XX-XX", bare)
		}
	}
	f.order(c)
	return c
}
