package record

import (
	_ "embed"
	"strings"
	"sync"

	"docketcard/templates/source"
)

//go:embed countries.csv
var countriesCSV string

// Utopia is the state of specimens (ICAO Doc 9303-3, section 5).
const Utopia = "UTO"

type countryTable struct {
	name   map[string]string // English, by alpha-3 code
	alpha3 map[string]string // by alpha-2 code, and by name in lower case
	names  []string
}

var countries = sync.OnceValue(func() countryTable {
	t := countryTable{name: map[string]string{}, alpha3: map[string]string{"D": "DEU", "XXK": "RKS"}}
	for line := range strings.Lines(countriesCSV) {
		if line[0] == '#' {
			continue
		}
		p := strings.SplitN(strings.TrimSuffix(line, "\n"), ",", 3)
		t.name[p[0]] = p[2]
		if p[1] != "" {
			t.alpha3[p[1]] = p[0]
		}
		t.alpha3[strings.ToLower(p[2])] = p[0]
		t.names = append(t.names, p[2])
	}
	return t
})

// Country returns the English name of a state or nationality, and whether code is one: ISO 3166-1 alpha-3, or a code of ICAO Doc 9303-3
// section 5. Germany is DEU here; its D is a matter of the machine-readable zone alone.
func Country(code string) (name string, ok bool) {
	name, ok = countries().name[code]
	return name, ok
}

// LongestCountry returns the code of the state or nationality whose English name has the most letters.
func LongestCountry() string {
	longest := ""
	for code, name := range countries().name {
		if had := countries().name[longest]; len(name) > len(had) || len(name) == len(had) && code < longest {
			longest = code
		}
	}
	return longest
}

// countryHint names the code that was likely meant by an alpha-2 code, a name, or letters in the wrong case.
func countryHint(s string) string {
	t := countries()
	if len(s) > 100 {
		return ""
	}
	upper := strings.ToUpper(s)
	code := upper
	if t.name[code] == "" {
		code = t.alpha3[upper]
	}
	if code == "" {
		code = t.alpha3[strings.ToLower(s)]
	}
	if code == "" && len(s) > 3 {
		code = t.alpha3[strings.ToLower(source.Near(s, t.names))]
	}
	if code == "" {
		return ""
	}
	return "did you mean " + code + " (" + t.name[code] + ")?"
}

// personCode tells whether code is one of those for persons without a nationality of their own (Doc 9303-3 section 5, part E).
func personCode(code string) bool { return len(code) == 3 && strings.HasPrefix(code, "XX") }
