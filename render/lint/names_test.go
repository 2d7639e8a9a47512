package lint

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scriptCodes are the ISO 15924 codes of the scripts of the sample names.
var scriptCodes = map[string]string{
	"Arabic": "Arab", "Armenian": "Armn", "Bengali": "Beng", "Cherokee": "Cher", "Cyrillic": "Cyrl", "Devanagari": "Deva", "Ethiopic": "Ethi",
	"Georgian": "Geor", "Greek": "Grek", "Gujarati": "Gujr", "Gurmukhi": "Guru", "Hangul": "Hang", "Han": "Hani", "Hebrew": "Hebr",
	"Katakana": "Kana", "Khmer": "Khmr", "Kannada": "Knda", "Lao": "Laoo", "Latin": "Latn", "Malayalam": "Mlym", "Myanmar": "Mymr",
	"Oriya": "Orya", "Sinhala": "Sinh", "Syriac": "Syrc", "Tamil": "Taml", "Telugu": "Telu", "Thai": "Thai",
}

// scriptOf returns the script of a name's letters; "" when they are of several, or when it holds other characters than a name may.
func scriptOf(name string) string {
	script := ""
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			of := ""
			for s, table := range unicode.Scripts {
				if s != "Common" && s != "Inherited" && unicode.Is(table, r) {
					of = s
				}
			}
			if of != "" && script != "" && of != script {
				return ""
			}
			script = cmp.Or(script, of)
		case !unicode.IsMark(r) && !strings.ContainsRune(" -'’·.", r):
			return ""
		}
	}
	return scriptCodes[script]
}

// TestNames holds names.txt against the sample names of the CLDR, by the rule that SOURCES.md states: of each script the longest surnames, given
// names and full names, in characters; of those equally long the first by code point.
func TestNames(t *testing.T) {
	data, err := os.ReadFile("../testdata/cldr/person-name-samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var locales map[string]map[string]map[string]string
	if err := json.Unmarshal(data, &locales); err != nil {
		t.Fatal(err)
	}
	type kinds [3][]string // surnames, given names, full names
	scripts, of := map[string]*kinds{}, map[string]*kinds{"vi": {}, "yo": {}}
	note := func(to *kinds, kind int, name string) {
		if !slices.Contains(to[kind], name) {
			to[kind] = append(to[kind], name)
		}
	}
	for locale, persons := range locales {
		for person, p := range persons {
			words := func(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), " ") }
			surname := words(p["surname-prefix"], cmp.Or(p["surname-core"], p["surname"]), p["surname2"])
			given := words(p["given"], p["given2"])
			for kind, name := range [3]string{surname, given, words(given, surname)} {
				name = norm.NFC.String(name)
				script := scriptOf(name)
				if name == "" || script == "" {
					continue
				}
				if scripts[script] == nil {
					scripts[script] = &kinds{}
				}
				note(scripts[script], kind, name)
				if of[locale] != nil && strings.HasPrefix(person, "native") {
					note(of[locale], kind, name)
				}
			}
		}
	}
	row := func(script string, from *kinds, n int) string {
		out := script
		for _, names := range from {
			slices.SortFunc(names, func(a, b string) int {
				return cmp.Or(utf8.RuneCountInString(b)-utf8.RuneCountInString(a), strings.Compare(a, b))
			})
			out += "\t" + names[n]
		}
		return out
	}
	var want []string
	for script, names := range scripts {
		rows := 1
		if script == "Latn" {
			rows = 4
		}
		for n := range rows {
			want = append(want, row(script, names, n))
		}
	}
	want = append(want, row("Latn", of["vi"], 0), row("Latn", of["yo"], 0))
	var got []string
	for line := range strings.Lines(namesText) {
		if !strings.HasPrefix(line, "#") {
			got = append(got, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("names.txt lacks %q", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("names.txt has %q, which the rule does not choose", line)
		}
	}
}
