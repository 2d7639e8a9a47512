package mrz

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed translit.txt
var translitText string

var translit = sync.OnceValue(func() map[rune]string {
	m := map[rune]string{}
	for line := range strings.Lines(translitText) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			continue
		}
		cp, err := strconv.ParseUint(f[0], 16, 32)
		if err != nil {
			panic("mrz: " + line)
		}
		m[rune(cp)] = f[2]
	}
	return m
})

const (
	tehMarbuta = 'ة'
	shadda     = '\u0651'
)

// Transliterate returns a text in the letters of the zone (Doc 9303-3, section 6): spaces, hyphens and commas become <, apostrophes and full
// stops are left out, and so are marks that have no transliteration of their own. Its error names the first character that the document does
// not transliterate, such as those of Greek, Devanagari or Chinese.
func Transliterate(s string) (string, error) {
	var b strings.Builder
	last := "" // what the letter before became
	runes := []rune(norm.NFC.String(s))
	for i, r := range runes {
		put := func(s string) {
			b.WriteString(s)
			last = s
		}
		up := unicode.ToUpper(r)
		t, listed := translit()[r]
		if !listed {
			t, listed = translit()[up]
		}
		switch {
		case up >= 'A' && up <= 'Z' || r >= '0' && r <= '9' || r == '<':
			put(string(up))
		case unicode.IsSpace(r) || r == '-' || r == ',' || unicode.Is(unicode.Pd, r):
			put("<")
		case r == shadda:
			b.WriteString(last) // it doubles the letter
		case r == tehMarbuta && (i+1 == len(runes) || !unicode.IsLetter(runes[i+1]) && !unicode.Is(unicode.M, runes[i+1])):
			put("XAH")
		case listed:
			put(t)
		case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r):
			// a mark without a transliteration
		default:
			// A letter with marks that is not listed is the letter, such as the Vietnamese ones.
			base := []rune(norm.NFD.String(string(r)))
			if len(base) < 2 {
				return "", fmt.Errorf("%q (U+%04X) has no transliteration in ICAO Doc 9303-3", r, r)
			}
			t, err := Transliterate(string(base[0]))
			if err != nil {
				return "", fmt.Errorf("%q (U+%04X) has no transliteration in ICAO Doc 9303-3", r, r)
			}
			put(t)
		}
	}
	return b.String(), nil
}

// Name returns the name field of a zone that is width long, without its filling: the surname, << and the given names. A name that is too long is cut as Doc
// 9303-5, section 4.2.3 has it: the given names from their end, and the surname only so far that one letter of them is left; the last character of
// a name that was cut is a letter. Its error is an *Error.
func Name(surname, given string, width int) (string, error) {
	var part [2]string
	for i, s := range []string{surname, given} {
		t, err := Transliterate(s)
		if err != nil {
			return "", &Error{[]string{"surname", "given"}[i], err.Error()}
		}
		if strings.ContainsAny(t, "0123456789") {
			return "", &Error{[]string{"surname", "given"}[i], "a digit; the zone has none in names"}
		}
		part[i] = strings.Join(strings.FieldsFunc(t, func(r rune) bool { return r == '<' }), "<")
	}
	if part[0] == "" {
		part[0], part[1] = part[1], ""
	}
	if part[0] == "" {
		return "", &Error{"surname", "no name"}
	}
	full := part[0]
	if part[1] != "" {
		full += "<<" + part[1]
	}
	if len(full) <= width {
		return full, nil
	}
	if part[1] != "" && len(part[0]) > width-3 {
		part[0] = strings.TrimRight(part[0][:width-3], "<")
		full = part[0] + "<<" + part[1]
	}
	cut := full[:width]
	if cut[width-1] != '<' {
		return cut, nil
	}
	// The letter after the filler takes its place, and the word before it is a letter shorter.
	words := strings.TrimRight(cut, "<")
	fill := cut[len(words):]
	next := strings.TrimLeft(full[width:], "<")
	return words[:len(words)-1] + fill + next[:1], nil
}
