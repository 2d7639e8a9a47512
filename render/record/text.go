package record

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// marksPerLetter is how many non-spacing marks may stand on one letter of most scripts. Vietnamese, Thai and Arabic need no more in NFC;
// stacks that run into the neighbouring lines do.
const marksPerLetter = 2

// moreMarks are the scripts that write more of their own marks on one letter (The Unicode Standard, chapters 9, 12, 13 and 16).
var moreMarks = []struct {
	script *unicode.RangeTable
	most   int
}{
	{unicode.Devanagari, 3}, // nukta, vowel, anusvara; and so in those of its kind
	{unicode.Bengali, 3},
	{unicode.Gurmukhi, 3},
	{unicode.Gujarati, 3},
	{unicode.Oriya, 3},
	{unicode.Hebrew, 3},  // dagesh, dot of shin, vowel
	{unicode.Lao, 3},     // semivowel, vowel, tone
	{unicode.Khmer, 3},   // shifter of register, vowel, nikahit
	{unicode.Tibetan, 4}, // two subjoined letters, vowel, anusvara
	{unicode.Myanmar, 5}, // two medial letters, upper and lower vowel, dot below
}

// mostMarks returns how many marks may stand on a letter, the last of which is mark.
func mostMarks(letter, mark rune) int {
	for _, m := range moreMarks {
		if unicode.Is(m.script, mark) && unicode.Is(m.script, letter) {
			return m.most
		}
	}
	return marksPerLetter
}

const nameWant = "a name has letters, marks, spaces, hyphens, apostrophes and full stops"

// lineFault returns what is wrong with a line of text in NFC, or "". It names characters by their place and code point, so that a
// message shows what an eye cannot see and does not repeat the text.
func lineFault(s string, isName bool) string {
	at, marks, letters := 0, 0, false
	before, letter := ' ', ' '
	for i, r := range s {
		at++
		if isASCIILetter(r) {
			before, letter, marks, letters = r, r, 0, true
			continue
		}
		switch {
		case r == ' ':
			if at == 1 {
				return "starts with a space"
			}
			if before == ' ' {
				return fmt.Sprintf("character %d is a second space in a row", at)
			}
		case (r == zwnj || r == zwj) && joins(before, r, after(s[i+len("\u200c"):])):
			before = r
			continue
		case !unicode.IsGraphic(r) || invisible(r):
			return fmt.Sprintf("character %d is %s", at, describe(r))
		case unicode.Is(unicode.Zs, r):
			return fmt.Sprintf("character %d is %s; want an ordinary space", at, describe(r))
		case r == utf8.RuneError:
			return fmt.Sprintf("character %d is U+FFFD REPLACEMENT CHARACTER, the trace of a character that an earlier conversion lost", at)
		case unicode.Is(unicode.M, r):
			if before == ' ' {
				return fmt.Sprintf("character %d is U+%04X, a mark without a letter", at, r)
			}
			if isName && unicode.Is(unicode.Me, r) {
				return fmt.Sprintf("character %d is U+%04X, an enclosing mark; %s", at, r, nameWant)
			}
			if !unicode.Is(unicode.Mc, r) {
				marks++
			}
			if marks > marksPerLetter && marks > mostMarks(letter, r) {
				return fmt.Sprintf("character %d is U+%04X, mark number %d on one letter; want at most %d", at, r, marks, mostMarks(letter, r))
			}
			before = r
			continue
		case unicode.IsLetter(r):
			letters = true
		case isName && !strings.ContainsRune("-\u2010'\u2019.\u00b7", r):
			return fmt.Sprintf("character %d is %q, U+%04X; %s", at, r, r, nameWant)
		}
		before, letter, marks = r, r, 0
	}
	if at > 0 && before == ' ' {
		return "ends with a space"
	}
	if isName && !letters && at > 0 {
		return "has no letter"
	}
	return ""
}

// The joiners show nothing, but say how the letters beside them look.
const zwnj, zwj = '\u200c', '\u200d'

// joins tells whether a joiner stands where it changes what is read: beside the virama of a script of India or its kind, or, if it keeps letters apart,
// between two of the Arabic script (Unicode Standard Annex 31, section 2.3, A1, A2 and B; The Unicode Standard, section 12.8, for a joiner before the virama).
func joins(before, joiner, after rune) bool {
	if isVirama(before) {
		return after == ' ' || unicode.In(after, unicode.L, unicode.M)
	}
	if joiner == zwj {
		return unicode.IsLetter(before) && isVirama(after)
	}
	return unicode.Is(unicode.Arabic, before) && unicode.In(before, unicode.L, unicode.M) && unicode.Is(unicode.Arabic, after) && unicode.IsLetter(after)
}

// isVirama tells whether a mark takes the vowel from its letter: canonical combining class 9.
func isVirama(r rune) bool { return norm.NFC.PropertiesString(string(r)).CCC() == 9 }

// after returns the first character of what follows, a space at the end.
func after(rest string) rune {
	if rest == "" {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return r
}

func isASCIILetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }

// invisible tells whether a graphic character shows nothing: the default ignorable ones beyond the format characters (Unicode
// Standard, section 5.21), and the braille blank.
func invisible(r rune) bool {
	switch {
	case r == 0x34F, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x180B, r == 0x180C, r == 0x180D, r == 0x180F, r == 0x2800,
		r == 0x3164, r == 0xFFA0, 0xFE00 <= r && r <= 0xFE0F, 0xE0100 <= r && r <= 0xE01EF:
		return true
	}
	return false
}

// charNames are the Unicode names of the characters that hide in text most often.
var charNames = map[rune]string{
	0x00: "NULL", '\t': "TABULATION", '\n': "LINE FEED", '\r': "CARRIAGE RETURN", 0x1B: "ESCAPE", 0x7F: "DELETE", 0x85: "NEXT LINE",
	0xA0: "NO-BREAK SPACE", 0xAD: "SOFT HYPHEN", 0x34F: "COMBINING GRAPHEME JOINER", 0x61C: "ARABIC LETTER MARK", 0x180E: "MONGOLIAN VOWEL SEPARATOR",
	0x2007: "FIGURE SPACE", 0x2009: "THIN SPACE", 0x200B: "ZERO WIDTH SPACE", 0x200C: "ZERO WIDTH NON-JOINER", 0x200D: "ZERO WIDTH JOINER",
	0x200E: "LEFT-TO-RIGHT MARK", 0x200F: "RIGHT-TO-LEFT MARK", 0x2028: "LINE SEPARATOR", 0x2029: "PARAGRAPH SEPARATOR",
	0x202A: "LEFT-TO-RIGHT EMBEDDING", 0x202B: "RIGHT-TO-LEFT EMBEDDING", 0x202C: "POP DIRECTIONAL FORMATTING", 0x202D: "LEFT-TO-RIGHT OVERRIDE",
	0x202E: "RIGHT-TO-LEFT OVERRIDE", 0x202F: "NARROW NO-BREAK SPACE", 0x2060: "WORD JOINER", 0x2066: "LEFT-TO-RIGHT ISOLATE",
	0x2067: "RIGHT-TO-LEFT ISOLATE", 0x2068: "FIRST STRONG ISOLATE", 0x2069: "POP DIRECTIONAL ISOLATE", 0x2800: "BRAILLE PATTERN BLANK",
	0x3000: "IDEOGRAPHIC SPACE", 0x3164: "HANGUL FILLER", 0xFEFF: "ZERO WIDTH NO-BREAK SPACE",
}

// describe names a character by its code point and, where it has one of the usual names or kinds, that.
func describe(r rune) string {
	if n := charNames[r]; n != "" {
		return fmt.Sprintf("U+%04X %s", r, n)
	}
	kind := "an unassigned character"
	switch {
	case unicode.Is(unicode.Cc, r):
		kind = "a control character"
	case unicode.Is(unicode.Cf, r):
		kind = "an invisible format character"
	case unicode.Is(unicode.Co, r):
		kind = "a private use character"
	case unicode.Is(unicode.Zs, r):
		kind = "a space of special width"
	case invisible(r):
		kind = "an invisible character"
	}
	return fmt.Sprintf("U+%04X, %s", r, kind)
}

// lookAlikes are the scripts whose letters are taken for each other's (Unicode Technical Standard 39, section 5).
var lookAlikes = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Armenian", unicode.Armenian},
	{"Cherokee", unicode.Cherokee}, {"Coptic", unicode.Coptic}, {"Lisu", unicode.Lisu},
}

// mixedScripts returns what to say of the first word that mixes look-alike scripts, or "".
func mixedScripts(s string) string {
	at, word := 0, ""
	for _, r := range s {
		at++
		script := ""
		switch {
		case isASCIILetter(r):
			script = "Latin"
		case r == ' ':
			word = ""
		case r >= 0xAA && unicode.IsLetter(r):
			for _, l := range lookAlikes {
				if unicode.Is(l.table, r) {
					script = l.name
					break
				}
			}
		}
		if script == "" {
			continue
		}
		if word != "" && word != script {
			return fmt.Sprintf("a word mixes %s and %s letters, first at character %d", word, script, at)
		}
		word = script
	}
	return ""
}
