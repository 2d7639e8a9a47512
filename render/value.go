package render

import (
	"fmt"
	"strconv"
	"strings"

	"docketcard/render/record"
	"docketcard/templates"
)

// value is what a placeholder stands for, before its filters.
type value struct {
	text  string
	date  record.Date
	field *templates.Field // nil for issuer texts and addresses
}

// value returns what ref stands for on a card. A field without a value is an empty text.
func (c *Composer) value(card *Card, ref string) value {
	if name, ok := strings.CutPrefix(ref, "issuer."); ok {
		text, _ := c.issuer.Text(name)
		return value{text: text}
	}
	switch ref {
	case "portal.url":
		return value{text: card.PortalURL}
	case "seal.url":
		return value{text: card.SealURL}
	}
	v := value{field: c.template.Field(ref)}
	if got, ok := card.Record.Value(ref); ok {
		v.text, v.date = got.Text, got.Date
	}
	return v
}

// text returns a content with its placeholders filled. It is empty when it has placeholders and all of them are.
func (c *Composer) text(card *Card, content *templates.Content) string {
	var b strings.Builder
	filled, refs := false, 0
	for _, p := range content.Parts {
		if p.Ref == "" {
			b.WriteString(p.Literal)
			continue
		}
		refs++
		v := c.value(card, p.Ref)
		for _, f := range p.Filters {
			v.text = c.filter(v, f)
		}
		filled = filled || v.text != ""
		b.WriteString(v.text)
	}
	if refs > 0 && !filled {
		return ""
	}
	return strings.TrimSpace(b.String())
}

func (c *Composer) filter(v value, f templates.Filter) string {
	if v.text == "" {
		return ""
	}
	switch f.Name {
	case "upper":
		return strings.ToUpper(v.text)
	case "lower":
		return strings.ToLower(v.text)
	case "date":
		form := "2 Jan 2006"
		if len(f.Args) > 0 {
			form = f.Args[0]
		}
		return formatDate(v, form)
	case "group":
		return group(v.text, c.groups(v.field, f.Args))
	case "country":
		if name, ok := record.Country(v.text); ok {
			return name
		}
	case "pad":
		if n := number(f.Args[0]) - len(v.text); n > 0 {
			return strings.Repeat("0", n) + v.text
		}
	case "mask":
		runes := []rune(v.text)
		for i := range max(0, len(runes)-number(f.Args[0])) {
			runes[i] = '•'
		}
		return string(runes)
	}
	return v.text
}

// number reads the argument of a filter, which the template has checked.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("render: argument " + s + " was not checked")
	}
	return n
}

func (c *Composer) groups(f *templates.Field, args []string) []int {
	var sizes []int
	for _, a := range args {
		sizes = append(sizes, number(a))
	}
	if len(sizes) == 0 && f != nil && f.Format != "" {
		sizes = c.issuer.Formats[f.Format].Group
	}
	return sizes
}

// group puts spaces between groups of the sizes given, the last of which repeats.
func group(s string, sizes []int) string {
	if len(sizes) == 0 {
		sizes = []int{3}
	}
	var b strings.Builder
	left, next := sizes[0], 1
	for _, r := range s {
		if left == 0 {
			b.WriteByte(' ')
			left = sizes[min(next, len(sizes)-1)]
			next++
		}
		b.WriteRune(r)
		left--
	}
	return b.String()
}

// months in English: the language of docket-card.
var months = strings.Fields("January February March April May June July August September October November December")

// formatDate writes a date in the words of a form: 2 or 02 the day, Jan, January or 01 the month, 2006 the year. What is unknown of
// the date is left out with the separators before it.
func formatDate(v value, form string) string {
	d := v.date
	if d.Year == 0 {
		return v.text
	}
	var b strings.Builder
	sep := ""
	word := func(s string, known bool) {
		if known {
			if b.Len() > 0 {
				b.WriteString(sep)
			}
			b.WriteString(s)
		}
		sep = ""
	}
	for form != "" {
		switch {
		case strings.HasPrefix(form, "2006"):
			word(fmt.Sprintf("%04d", d.Year), true)
			form = form[4:]
		case strings.HasPrefix(form, "January") && d.Month > 0:
			word(months[d.Month-1], true)
			form = form[7:]
		case strings.HasPrefix(form, "January"):
			word("", false)
			form = form[7:]
		case strings.HasPrefix(form, "Jan"):
			if d.Month > 0 {
				word(months[d.Month-1][:3], true)
			} else {
				word("", false)
			}
			form = form[3:]
		case strings.HasPrefix(form, "01"):
			word(fmt.Sprintf("%02d", d.Month), d.Month > 0)
			form = form[2:]
		case strings.HasPrefix(form, "02"):
			word(fmt.Sprintf("%02d", d.Day), d.Day > 0)
			form = form[2:]
		case strings.HasPrefix(form, "2"):
			word(strconv.Itoa(d.Day), d.Day > 0)
			form = form[1:]
		default:
			sep += form[:1]
			form = form[1:]
		}
	}
	return b.String() + sep
}
