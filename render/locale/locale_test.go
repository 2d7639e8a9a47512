package locale

import (
	"maps"
	"strings"
	"testing"
)

func TestDate(t *testing.T) {
	for _, tt := range []struct{ lang, long, medium, month string }{
		{"en", "November 22, 2026", "Nov 22, 2026", "November 2026"},
		{"es", "22 de noviembre de 2026", "22 nov 2026", "noviembre de 2026"},
		{"es-MX", "22 de noviembre de 2026", "22 nov 2026", "noviembre de 2026"},
		{"fr", "22 novembre 2026", "22 nov. 2026", "novembre 2026"},
		{"ht", "22 novanm 2026", "22 nov 2026", "novanm 2026"},
		{"pt", "22 de novembro de 2026", "22 de nov. de 2026", "novembro de 2026"},
		{"ru", "22 ноября 2026 г.", "22 нояб. 2026 г.", "ноябрь 2026 г."},
		{"zh", "2026年11月22日", "2026年11月22日", "2026年11月"},
		{"ar", "22 نوفمبر 2026", "22 نوفمبر 2026", "نوفمبر 2026"},
		{"he", "22 בנובמבר 2026", "22 בנוב׳ 2026", "נובמבר 2026"},
		{"xx", "", "", ""},
	} {
		if got := Date(2026, 11, 22, true, tt.lang); got != tt.long {
			t.Errorf("%s: got %q, want %q", tt.lang, got, tt.long)
		}
		if got := Date(2026, 11, 22, false, tt.lang); got != tt.medium {
			t.Errorf("%s: got %q, want %q", tt.lang, got, tt.medium)
		}
		if got := Date(2026, 11, 0, true, tt.lang); got != tt.month {
			t.Errorf("%s: got %q, want %q", tt.lang, got, tt.month)
		}
	}
	if got := Date(2026, 0, 0, true, "ja"); got != "2026年" {
		t.Errorf("got %q", got)
	}
	// Every language has all of its words.
	for _, l := range languages() {
		if HasDates(l) {
			for m := range 12 {
				for _, long := range []bool{false, true} {
					if s := Date(2026, m+1, 9, long, l); !strings.Contains(s, "2026") || !strings.Contains(s, "9") || Month(m+1, !long, l) == "" || strings.ContainsAny(s, "\u200e\u200f'") && l != "uz" {
						t.Errorf("%s: got %q", l, s)
					}
				}
			}
		}
		if n := len(find(l).countries); n != 0 && n < 240 {
			t.Errorf("%s: got %d countries", l, n)
		}
	}
}

func TestCountry(t *testing.T) {
	for _, tt := range []struct{ code, lang, want string }{
		{"DEU", "fr", "Allemagne"}, {"DEU", "zh-CN", "德国"}, {"HTI", "es", "Haití"}, {"UKR", "ar", "أوكرانيا"}, {"UTO", "fr", ""}, {"DEU", "ht", "Almay"}, {"XXA", "ru", "Лицо без гражданства"}, {"XXA", "de", ""}, {"DEU", "", ""},
	} {
		if got, _ := Country(tt.code, tt.lang); got != tt.want {
			t.Errorf("%s in %s: got %q, want %q", tt.code, tt.lang, got, tt.want)
		}
	}
}

func TestLongestCountry(t *testing.T) {
	for lang, want := range map[string]string{"es": "GBD", "": ""} {
		if got := LongestCountry(lang); got != want {
			t.Errorf("%q: got %q, want %q", lang, got, want)
		}
	}
}

// TestCountriesOfLetters: the languages of the built-in letters have a name for every code.
func TestCountriesOfLetters(t *testing.T) {
	codes := maps.Clone(find("fr").countries)
	for _, l := range []string{"es", "ht", "pt", "ar", "zh", "ru"} {
		for code := range codes {
			if name, _ := Country(code, l); name == "" {
				t.Errorf("%s has no name in %s", code, l)
			}
		}
		if got, want := len(find(l).countries), len(codes); got != want {
			t.Errorf("%s: got %d names, want %d", l, got, want)
		}
	}
	if len(codes) != 275 {
		t.Errorf("got %d codes in fr", len(codes))
	}
}

func TestMatch(t *testing.T) {
	have := []string{"en", "es", "pt-BR", "zh", "zh-Hant", "sr-Latn"}
	for tag, want := range map[string]string{
		"es": "es", "es-MX": "es", "pt": "pt-BR", "zh-Hans": "zh", "zh-TW": "zh-Hant", "zh-Hant-HK": "zh-Hant", "sr": "", "sr-Latn-RS": "sr-Latn", "fr": "", "": "", "x y": "",
	} {
		if got, ok := Match(tag, have); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
}
