package sample

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"docketcard/render/record"
	"docketcard/templates"
)

// Faulty returns cases that each break exactly one rule of the form, named
// for it, with what must be found in them (see [Case.Breaks]). What cannot be
// broken alone is left out: a record that says specimen: false has live
// numbers at once.
func (f *Form) Faulty(g *Generator) []*Case {
	t := &faulter{f.tester(g, nil)}
	t.whole()
	for _, fd := range f.template.Fields {
		t.field(fd)
	}
	return t.all
}

type faulter struct{ *tester }

// breaks starts the case that breaks a rule of a field, changed by change.
func (t *faulter) breaks(field, rule string, change func(c *Case)) *Case {
	c := t.add(field, rule)
	change(c)
	t.agree(t.g, c, testNumbers+len(t.all)*64, field)
	line, col := c.place(field)
	c.Breaks = &Break{Rule: rule, Field: field, Line: line, Col: col}
	return c
}

// says breaks a rule with a value.
func (t *faulter) says(fd *templates.Field, rule, s string) *Case {
	how := text
	if fd.Type == templates.TypeLines {
		how = lines
	}
	return t.breaks(fd.Name, rule, func(c *Case) {
		c.put(fd.Name, s, how)
		c.keep = append(c.keep, fd.Name)
	})
}

// whole breaks the rules of records as such.
func (t *faulter) whole() {
	t.breaks("schema", "missing", func(c *Case) { c.drop("schema") })
	t.breaks("schema", "version", func(c *Case) { c.put("schema", "docketcard/case/v0", bare) })
	c := t.breaks("nobodys_key", "unknown", func(c *Case) { c.put("nobodys_key", "x", bare) })
	c.Breaks.Col = 1 // at the key
}

func (t *faulter) field(fd *templates.Field) {
	name := fd.Name
	base := t.base(len(t.all))
	if fd.Required && base.get(name) != "" && !fd.Allot {
		t.breaks(name, "required", func(c *Case) { c.drop(name) })
	}
	if fd.Unique && base.get(name) != "" {
		t.twin(fd, "unique")
	}
	switch fd.Type {
	case templates.TypeText, templates.TypeName, templates.TypeCode:
		t.text(fd)
	case templates.TypeDate, templates.TypeTime:
		t.date(fd)
	case templates.TypeCountry:
		t.says(fd, "country", "QQQ")
		t.says(fd, "specimen", "FRA")
	case templates.TypeChoice:
		t.says(fd, "choices", "no such choice")
	case templates.TypeBool:
		t.says(fd, "bool", "perhaps")
	case templates.TypeNumber:
		t.says(fd, "number", "1.5")
		t.says(fd, "min", strconv.Itoa(fd.Min-1))
		if fd.Max < 1<<30 {
			t.says(fd, "max", strconv.Itoa(fd.Max+1))
		}
	case templates.TypeLanguage:
		t.says(fd, "language", "english")
	case templates.TypeLines:
		t.says(fd, "max", paragraph(fd.Max+1, min(fd.Width, 12), true))
		c := t.says(fd, "width", paragraph(1, fd.Width+1, true))
		c.Breaks.Col += 2 // at the line, not at the list
	case templates.TypePhoto:
		t.photo(fd)
	case templates.TypeDocumentNumber:
		right := record.DocumentNumber(uint64(len(t.all)))
		// One character moved on by one makes the check character wrong.
		wrong := []byte(right)
		if wrong[0]++; !strings.ContainsRune("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", rune(wrong[0])) {
			wrong[0] = 'Z'
		}
		t.says(fd, "check", string(wrong))
		t.says(fd, "length", right[:8])
	case templates.TypeReference:
		t.says(fd, "length", strings.Repeat("A", 25))
	case templates.TypeLookup:
		if t.lookup(base, fd) != "" {
			t.breaks(name, "lookup", func(c *Case) { c.put(name, "Nowhere", quoted) })
		}
	}
}

// text breaks the rules of a text, name or code, always with a value that
// keeps all others.
func (t *faulter) text(fd *templates.Field) {
	good, ok := t.shortest(fd)
	if fd.Format != "" {
		good, ok = t.number(fd, len(t.all), false)
	}
	switch {
	case fd.Table != "":
		t.says(fd, "table", "NOSUCHROW"[:min(9, max(fd.Max, 1)+8)])
		return
	case !ok:
		return
	}
	t.says(fd, "character", good+"\u200b")
	if fd.Type == templates.TypeName && fd.Pattern == nil {
		t.says(fd, "name", strings.Repeat("3", max(fd.Min, 1)))
	}
	if fd.Min > 1 {
		if s := phrase(fd.Type, fd.Min-1, 0); fd.Pattern == nil {
			t.says(fd, "min", s)
		}
	}
	if fd.Max > 0 && fd.Format == "" {
		s := phrase(fd.Type, fd.Max+1, 1)
		if fd.Pattern != nil {
			longer := *fd
			longer.Max = fd.Max + 1
			if longest, ok := t.number(&longer, len(t.all), true); ok {
				s = longest
			}
		}
		if utf8.RuneCountInString(s) == fd.Max+1 {
			t.says(fd, "max", s)
		}
	}
	if fd.Pattern != nil {
		for _, wrong := range []string{"!", "?x", good[:len(good)-1] + "!", good[:len(good)-1] + "a"} {
			if n := len(wrong); n >= fd.Min && (fd.Max == 0 || n <= fd.Max) && !fd.Pattern.MatchString(wrong) {
				t.says(fd, "pattern", wrong)
				break
			}
		}
	}
	if fd.Format == "" {
		return
	}
	format := t.issuer.Formats[fd.Format]
	t.says(fd, "format", good+"X")
	if format.Specimen == nil {
		return
	}
	// A number that a live record might have.
	if s, ok := spell(format.Pattern.Regexp, fd.Max, false); ok {
		for n := s.count(1 << 40); n > 0; n /= 10 {
			if live := s.text(n - 1); !format.Specimen.MatchString(live) {
				t.says(fd, "specimen", live)
				break
			}
		}
	}
}

func (t *faulter) date(fd *templates.Field) {
	tail := ""
	if fd.Type == templates.TypeTime {
		tail = "T09:30Z"
		t.says(fd, "zone", day(workday(t.g.IssuedOn.AddDate(0, 0, 7)))+"T09:30")
	}
	t.says(fd, "date", "2026-02-30"+tail)
	if !fd.Partial && fd.Type == templates.TypeDate {
		t.says(fd, "partial", "2026-02-XX")
	}
	if fd.Workday {
		sunday := workday(t.g.IssuedOn.AddDate(0, 0, 10))
		for sunday.Weekday() != 0 {
			sunday = sunday.AddDate(0, 0, 1)
		}
		t.says(fd, "workday", day(sunday)+tail)
		t.says(fd, "midnight", day(sunday.AddDate(0, 0, 1))+"T00:00Z")
	}
	if seal := t.template.Seal; seal != nil && fd.Name == seal.Issued {
		return // specimens are judged as of this day
	}
	// The bounds are those of the record that the fault goes into.
	lo, hi := t.bounds(t.g, t.base(len(t.all)), fd)
	if !lo.IsZero() {
		lo = lo.AddDate(0, 0, -1)
		for fd.Workday && workday(lo) != lo {
			lo = lo.AddDate(0, 0, -1)
		}
		t.says(fd, "not_before", day(lo)+tail)
		_, hi = t.bounds(t.g, t.base(len(t.all)), fd)
	}
	if !hi.IsZero() {
		hi = hi.AddDate(0, 0, 1)
		if fd.Workday {
			hi = workday(hi)
		}
		t.says(fd, "not_after", day(hi)+tail)
	}
}

func (t *faulter) photo(fd *templates.Field) {
	t.breaks(fd.Name, "exists", func(c *Case) {
		t.need(c, fd)
		c.keep = append(c.keep, fd.Name)
	})
	t.breaks(fd.Name, "path", func(c *Case) {
		t.need(c, fd)
		t.put(c, fd, "../portrait.jpg")
		c.keep = append(c.keep, fd.Name)
	})
	if fd.Pixels[0] > 1 {
		t.breaks(fd.Name, "pixels", func(c *Case) {
			t.need(c, fd)
			for i := range c.photos {
				if c.photos[i].field == fd.Name {
					c.photos[i].width, c.photos[i].height = fd.Pixels[0]-1, fd.Pixels[1]
				}
			}
		})
	}
	if digest := t.template.Field(digestOf(fd.Name)); digest != nil {
		t.breaks(digest.Name, "digest", func(c *Case) {
			t.need(c, fd)
			c.put(digest.Name, strings.Repeat("0", 64), quoted)
			c.keep = append(c.keep, digest.Name)
		})
	}
	if t.base(len(t.all)).get(fd.Name) != "" {
		t.twin(fd, "picture")
	}
}

// twin makes a case of two records that share the value of a field, or a
// photo. The later one is at fault.
func (t *faulter) twin(fd *templates.Field, rule string) {
	c := t.add(fd.Name, rule)
	second := t.base(1<<13 + len(t.all))
	t.name(second, c.Name+".2")
	second.put(fd.Name, c.get(fd.Name), bare)
	if fd.Type == templates.TypePhoto {
		second.portrait = c.portrait
		second.photos = append([]photoSize(nil), c.photos...)
	}
	c.twin = second
	line, col := second.place(fd.Name)
	line += strings.Count(string(yamlOf(c.values)), "\n") + 1
	c.Breaks = &Break{rule, fd.Name, line, col}
}
