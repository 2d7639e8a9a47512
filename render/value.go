package render

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"

	"docketcard/fonts"
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
			return value{text: c.text(card, t.By[c.language(card)])}
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

// strongOn and strongOff stand around what is strong of a text: noncharacters (Unicode, section 23.7), which no file may hold.
const (
	strongOn  = '\uFDD0'
	strongOff = '\uFDD1'
)

// text returns a content with its placeholders filled. It is empty when it has placeholders and all of them are.
func (c *Composer) text(card *Card, content *templates.Content) string {
	return c.fill(card, content, filling{})
}

// words is text with what is strong marked. In a text that runs to the left, figures without letters, such as a telephone number, are set apart from
// what is around them, which would turn their groups about (UAX #9, section 5.2).
func (c *Composer) words(card *Card, content *templates.Content, base fonts.Direction) string {
	words := c.fill(card, content, filling{marked: true})
	if _, left := fonts.Directions(words); left || base == fonts.RightToLeft {
		words = c.fill(card, content, filling{marked: true, apart: true})
	}
	return words
}

// filling says what is done for the setting of a text: what is strong is marked, and figures are set apart.
type filling struct{ marked, apart bool }

func (c *Composer) fill(card *Card, content *templates.Content, how filling) string {
	var out string
	var figures []span
	filled, refs := false, 0
	lang := c.language(card)
	for _, p := range content.Parts {
		text, constant := p.Literal, true
		if p.Ref != "" {
			v := value{}
			if p.Text == nil {
				v, constant = c.value(card, p.Ref), false
			} else if t := p.Text.By[lang]; t != nil {
				// A text without placeholders is as good as one written here.
				v.text, constant = c.fill(card, t, how), len(t.Refs()) == 0
			}
			for _, f := range p.Filters {
				v.text = c.filter(v, f, lang)
			}
			text = v.text
		}
		if !constant {
			refs++
			filled = filled || text != ""
		}
		mark := how.marked && p.Strong && text != ""
		if mark {
			out += string(strongOn)
		}
		if how.apart && p.Ref != "" && p.Text == nil && text != "" {
			if right, left := fonts.Directions(text); !right && !left {
				figures = append(figures, span{len(out), len(out) + len(text)})
			}
		}
		out += text
		if mark {
			out += string(strongOff)
		}
	}
	if refs > 0 && !filled || strings.TrimFunc(out, blank) == "" {
		return ""
	}
	return strings.TrimSpace(setApart(out, figures))
}

// A span is a part of a text, in bytes.
type span struct{ from, to int }

// setApart isolates figures: those that nothing stands between but signs, as in 2/10, together and with the signs of a currency or of a part in a
// hundred beside them.
func setApart(text string, figures []span) string {
	var joined []span
	for _, f := range figures {
		if n := len(joined) - 1; n >= 0 && !strings.ContainsFunc(text[joined[n].to:f.from], func(r rune) bool {
			right, left := fonts.Directions(string(r))
			return right || left || unicode.IsSpace(r)
		}) {
			joined[n].to = f.to
			continue
		}
		joined = append(joined, f)
	}
	for _, f := range slices.Backward(joined) {
		f.from = len(strings.TrimRightFunc(text[:f.from], unitSign))
		f.to = len(text) - len(strings.TrimLeftFunc(text[f.to:], unitSign))
		text = text[:f.from] + leftToRightIsolate + text[f.from:f.to] + popIsolate + text[f.to:]
	}
	return text
}

// unitSign tells a sign that belongs to the figure beside it: a European terminator of UAX #9.
func unitSign(r rune) bool { return unicode.Is(unicode.Sc, r) || strings.ContainsRune("%‰#°", r) }

const (
	leftToRightIsolate = "\u2066"
	popIsolate         = "\u2069"
)

// blank tells what shows nothing from the rest of a text.
func blank(r rune) bool { return unicode.IsSpace(r) || r == strongOn || r == strongOff }

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
