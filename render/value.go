package render

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"docketcard/render/locale"
	"docketcard/render/mrz"
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
	if name, ok := strings.CutPrefix(ref, "text."); ok {
		if t := c.template.Translation(name); t != nil && t.By[c.language(card)] != nil {
			return value{text: marks.Replace(c.text(card, t.By[c.language(card)]))}
		}
		return value{}
	}
	switch ref {
	case "portal.url":
		return value{text: card.PortalURL}
	case "seal.url", "seal.base45":
		return value{text: card.SealText}
	}
	v := value{field: c.template.Field(ref)}
	if got, ok := card.Record.Value(ref); ok {
		v.text, v.date = got.Text, got.Date
	}
	return v
}

// strongOn and strongOff stand around what is strong of a text: noncharacters (Unicode, section 23.7), which templates may not have.
const (
	strongOn  = '\uFDD0'
	strongOff = '\uFDD1'
)

// marks takes them out.
var marks = strings.NewReplacer(string(strongOn), "", string(strongOff), "")

// unmarked puts another noncharacter in place of these, for which a value is refused: values mark nothing.
func unmarked(s string) string {
	if !strings.Contains(s, "\xEF\xB7") { // what both begin with in UTF-8
		return s
	}
	return strings.NewReplacer(string(strongOn), "\uFDD2", string(strongOff), "\uFDD2").Replace(s)
}

// text returns a content with its placeholders filled and what is strong marked. It is empty when it has placeholders and all of them are.
func (c *Composer) text(card *Card, content *templates.Content) string {
	var out string
	filled, refs := false, 0
	lang := c.language(card)
	for _, p := range content.Parts {
		if p.Ref == "" {
			out += strongIf(p.Strong, p.Literal)
			continue
		}
		v, constant := value{}, false
		if p.Text == nil {
			v = c.value(card, p.Ref)
			v.text = unmarked(v.text)
		} else if t := p.Text.By[lang]; t != nil {
			// A text without placeholders is as good as one written here.
			v.text, constant = c.text(card, t), len(t.Refs()) == 0
		}
		for _, f := range p.Filters {
			v.text = c.filter(v, f, lang)
		}
		if !constant {
			refs++
			filled = filled || v.text != ""
		}
		out += strongIf(p.Strong, v.text)
	}
	if refs > 0 && !filled || strings.TrimFunc(out, blank) == "" {
		return ""
	}
	return strings.TrimSpace(out)
}

// blank tells what shows nothing from the rest of a text.
func blank(r rune) bool { return unicode.IsSpace(r) || r == strongOn || r == strongOff }

func strongIf(strong bool, text string) string {
	if !strong || text == "" {
		return text
	}
	return string(strongOn) + text + string(strongOff)
}

// language returns the language that a card speaks; "" when the template has none for it.
func (c *Composer) language(card *Card) string {
	if card == nil {
		return c.template.Language.Default
	}
	return Language(c.template, card.Record)
}

// Language returns the language in which a template shows a record; "" when it has none for it.
func Language(t *templates.Template, r *record.Record) string {
	lang, _ := spoken(t, r)
	return lang
}

// spoken is Language, and tells whether that is another language than the record names.
func spoken(t *templates.Template, r *record.Record) (lang string, other bool) {
	l := &t.Language
	v, ok := r.Value(l.Field)
	switch {
	case !ok || v.Text == "":
		return l.Default, false
	case len(l.Offered) == 0:
		return v.Text, false // no texts: the language is for dates and countries alone
	}
	if lang, ok := locale.Match(v.Text, l.Offered); ok {
		return lang, false
	}
	return l.Default, true
}

func (c *Composer) filter(v value, f templates.Filter, lang string) string {
	switch {
	case v.text == "" && f.Name == "default":
		return f.Args[0]
	case v.text == "":
		return ""
	}
	if lang == "" {
		lang = "en"
	}
	switch f.Name {
	case "upper":
		return cases.Upper(language.Make(lang)).String(v.text)
	case "lower":
		return cases.Lower(language.Make(lang)).String(v.text)
	case "date":
		form := "2 Jan 2006"
		if len(f.Args) > 0 {
			form = f.Args[0]
		}
		if d := v.date; d.Year > 0 && (form == "long" || form == "medium") {
			if text := locale.Date(d.Year, d.Month, d.Day, form == "long", lang); text != "" {
				return text
			}
			form = "2006-01-02" // the months of the language are not known
		}
		return formatDate(v, form, lang)
	case "time":
		if at, err := time.Parse("2006-01-02T15:04Z07:00", v.text); err == nil {
			form := templates.TimeForms[0]
			if len(f.Args) > 0 {
				form = f.Args[0]
			}
			return at.Format(form)
		}
	case "group":
		return group(v.text, c.groups(v.field, f.Args))
	case "country":
		if len(f.Args) > 0 {
			lang = f.Args[0]
		}
		english, ok := record.Country(v.text)
		if name, found := locale.Country(v.text, lang); found && lang != "en" {
			return name
		}
		// Codes of Doc 9303 have names in some languages alone; in others the code stands for itself, but for Utopia.
		if ok && (lang == "en" || strings.HasPrefix(lang, "en-") || v.text == record.Utopia) {
			return english
		}
	case "pad":
		if n := number(f.Args[0]) - utf8.RuneCountInString(v.text); n > 0 {
			return strings.Repeat("0", n) + v.text
		}
	case "mask":
		runes := []rune(v.text)
		for i := range max(0, len(runes)-number(f.Args[0])) {
			runes[i] = '•'
		}
		return string(runes)
	case "mrz":
		if t, err := mrz.Transliterate(v.text); err == nil {
			return t
		}
		var b strings.Builder
		for _, r := range v.text {
			if t, err := mrz.Transliterate(string(r)); err == nil {
				b.WriteString(t)
			} else {
				b.WriteByte('<')
			}
		}
		return b.String()
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

// formatDate writes a date in the words of a form (templates.DateWords); all else in the form stays. What is unknown of the date is left
// out with what stands before it. Months are named in a language, or in English if it has no names for them.
func formatDate(v value, form, lang string) string {
	d := v.date
	if d.Year == 0 {
		return v.text
	}
	var b []byte
	from, leading := 0, true // where what stands before the next word begins; nothing was left out before the first word
	for i := 0; i < len(form); {
		word, text := "", ""
		for _, w := range templates.DateWords {
			if strings.HasPrefix(form[i:], w) {
				word = w
				break
			}
		}
		switch word {
		case "":
			i++
			continue
		case "2006":
			text = padded(d.Year, 4)
		case "January":
			text = monthName(d.Month, false, lang)
		case "Jan":
			text = monthName(d.Month, true, lang)
		case "01", "1":
			if d.Month > 0 {
				text = padded(d.Month, len(word))
			}
		case "02", "2":
			if d.Day > 0 {
				text = padded(d.Day, len(word))
			}
		}
		if text != "" && (len(b) > 0 || leading) {
			b = append(b, form[from:i]...)
		}
		b = append(b, text...)
		leading = leading && text != ""
		i += len(word)
		from = i
	}
	return string(append(b, form[from:]...))
}

// padded returns a number with zeros in front up to a width.
func padded(n, width int) string {
	s := strconv.Itoa(n)
	return "0000"[:max(0, width-len(s))] + s
}

func monthName(month int, short bool, lang string) string {
	if month == 0 {
		return ""
	}
	if name := locale.Month(month, short, lang); name != "" {
		return name
	}
	return locale.Month(month, short, "en")
}
