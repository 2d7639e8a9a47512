package record

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestMarks: a name may have the marks that its script writes, and no stack of others.
func TestMarks(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"ကို့တ် ဒီဗွာ", ""}, // of the CLDR, as the following two
		{"ភ្លឺ សាំងវ៉ាំងសង់", ""},
		{"ज़ेंड ब्र्यूल", ""},
		{"လျှို့ဝှက်", ""}, // Burmese: medial ha, two vowels, a tone
		{"ຫຼິ້ນ", ""},
		{"น้ำผึ้ง", ""},
		{"שִּׁמְעוֹן", ""},
		{"বাড়ুঁই", ""},
		{"Nguyễn Thị Ngọc", ""},
		{"Z\u0351\u0347\u0324", "character 4 is U+0351, mark number 3 on one letter; want at most 2"},
		{"က\u0301\u0301\u0301", "character 4 is U+0301, mark number 3 on one letter; want at most 2"},
		{"Z\u102d\u102f\u1037", "character 4 is U+1037, mark number 3 on one letter; want at most 2"},
		{"က" + strings.Repeat("\u102d", 6), "character 7 is U+102D, mark number 6 on one letter; want at most 5"},
		{"ज\u093c\u0947\u0902\u0902", "character 5 is U+0902, mark number 4 on one letter; want at most 3"},
	} {
		if got := lineFault(norm.NFC.String(test.name), true); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestSampleNames: every name of the CLDR's sample persons has no more marks than its script writes.
func TestSampleNames(t *testing.T) {
	data, err := os.ReadFile("../testdata/cldr/person-name-samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var locales map[string]map[string]map[string]string
	if err := json.Unmarshal(data, &locales); err != nil {
		t.Fatal(err)
	}
	names := 0
	for locale, persons := range locales {
		for person, parts := range persons {
			for part, name := range parts {
				names++
				if fault := lineFault(norm.NFC.String(name), true); strings.Contains(fault, "on one letter") {
					t.Errorf("%s, %s of %s: %s", locale, part, person, fault)
				}
			}
		}
	}
	if names < 2000 {
		t.Errorf("got %d names, want 2,000 or more", names)
	}
}
