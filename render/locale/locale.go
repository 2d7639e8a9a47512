// Package locale knows the names of months and countries and the order of dates in the languages of holders, from Unicode CLDR
// (SOURCES.md). Calendar and digits are those of the card in every language: Gregorian, 0 to 9.
package locale

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"
)

//go:embed words.txt
var wordsText string

// words are those of one language.
type words struct {
	months, alone, short []string
	long, medium         []string // patterns of a date, of a month and of a year
	countries            map[string]string
}

// all are the languages, whose words are read when they are asked for first: a batch is in few of them. The lines of one stand together.
var all = sync.OnceValue(func() map[string]func() *words {
	m := map[string]func() *words{}
	_, text, _ := strings.Cut(wordsText, "\n") // the first line says what the others are
	for text != "" {
		lang, _, _ := strings.Cut(text, "\t")
		n := 0
		for strings.HasPrefix(text[n:], lang+"\t") {
			n += strings.IndexByte(text[n:], '\n') + 1
		}
		lines := text[:n]
		m[lang] = sync.OnceValue(func() *words { return read(lines) })
		text = text[n:]
	}
	return m
})

// read returns the words in lines of wordsText.
func read(lines string) *words {
	w := &words{countries: map[string]string{}}
	for line := range strings.Lines(lines) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch v := f[2:]; f[1] {
		case "months":
			w.months, w.alone = v, v
		case "alone":
			w.alone = v
		case "short":
			w.short = v
		case "long":
			w.long = v
		case "medium":
			w.medium = v
		case "country":
			w.countries[v[0]] = v[1]
		}
	}
	return w
}

// find returns the words of a language, or nil.
func find(lang string) *words {
	have := all()
	if words := have[lang]; words != nil {
		return words()
	}
	if l, ok := Match(lang, languages()); ok {
		return have[l]()
	}
	return nil
}

var languages = sync.OnceValue(func() []string {
	var names []string
	for l := range all() {
		names = append(names, l)
	}
	slices.Sort(names)
	return names
})

// HasDates tells whether the months of a language are known, and HasCountries whether the names of countries are.
func HasDates(lang string) bool { w := find(lang); return w != nil && w.months != nil }

// HasCountries: see HasDates.
func HasCountries(lang string) bool { w := find(lang); return w != nil && len(w.countries) > 0 }

// Match returns the language of a list that a reader of tag reads: the same, or one of the same language and script, such as es for es-MX;
// the first that fits. It is not ok when there is none.
func Match(tag string, have []string) (string, bool) {
	if slices.Contains(have, tag) {
		return tag, true
	}
	want, err := language.Parse(tag)
	if err != nil {
		return "", false
	}
	for _, h := range have {
		t, err := language.Parse(h)
		if err == nil && same(t, want) {
			return h, true
		}
	}
	return "", false
}

// same tells whether two tags are of one language and script.
func same(a, b language.Tag) bool {
	ab, _ := a.Base()
	bb, _ := b.Base()
	as, _ := a.Script()
	bs, _ := b.Script()
	return ab == bb && as == bs
}

// Country returns the name of a country by its alpha-3 code, and whether the language has one.
func Country(code, lang string) (string, bool) {
	w := find(lang)
	if w == nil {
		return "", false
	}
	name, ok := w.countries[code]
	return name, ok
}

// LongestCountry returns the alpha-3 code of the country whose name has the most letters in a language; it is empty when the language has none.
func LongestCountry(lang string) string {
	w := find(lang)
	if w == nil {
		return ""
	}
	longest, most := "", 0
	for _, code := range slices.Sorted(maps.Keys(w.countries)) {
		if n := utf8.RuneCountInString(w.countries[code]); n > most {
			longest, most = code, n
		}
	}
	return longest
}

// Month returns the name of month 1 to 12 as it stands in a date; short is its abbreviation. It is empty in a language without dates.
func Month(month int, short bool, lang string) string {
	w := find(lang)
	switch {
	case w == nil || w.months == nil:
		return ""
	case short:
		return w.short[month-1]
	}
	return w.months[month-1]
}

// Date writes a date as the language does, long as in 22 November 2026 or with the month abbreviated. Month and day may be 0, and are then left
// out. It is empty in a language without dates.
func Date(year, month, day int, long bool, lang string) string {
	w := find(lang)
	if w == nil || w.months == nil {
		return ""
	}
	patterns := w.medium
	if long {
		patterns = w.long
	}
	pattern := patterns[0]
	switch {
	case month == 0:
		pattern = patterns[2]
	case day == 0:
		pattern = patterns[1]
	}
	var b strings.Builder
	for i := 0; i < len(pattern); {
		n := 1
		for i+n < len(pattern) && pattern[i+n] == pattern[i] {
			n++
		}
		switch pattern[i] {
		case 'y':
			fmt.Fprintf(&b, "%04d", year)
		case 'd':
			fmt.Fprintf(&b, "%0*d", n, day)
		case 'M', 'L':
			switch {
			case n < 3:
				fmt.Fprintf(&b, "%0*d", n, month)
			case n == 3:
				b.WriteString(w.short[month-1])
			case pattern[i] == 'L':
				b.WriteString(w.alone[month-1])
			default:
				b.WriteString(w.months[month-1])
			}
		case 'G': // the era is plain
		case '\'':
			end := strings.IndexByte(pattern[i+1:], '\'')
			b.WriteString(pattern[i+1 : i+1+end])
			n = end + 2
		default:
			b.WriteString(pattern[i : i+n])
		}
		i += n
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
