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

// TestJoiners: the joiners stand where they change how letters look, and nowhere else.
func TestJoiners(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"ක්\u200dරි", ""},
		{"ಬರ\u200dಟ್", "character 3 is U+200D ZERO WIDTH JOINER"},
		{"ಬರ\u200d್ಟ", ""},
		{"വുൾഫ്\u200c ബെക്കർ", ""},
		{"അന\u0d4d\u200d", ""}, // a final n as it was spelled before Unicode 5.1
		{"علی\u200cرضا", ""},
		{"\u200cعلی", "character 1 is U+200C ZERO WIDTH NON-JOINER"},
		{"علی\u200c", "character 4 is U+200C ZERO WIDTH NON-JOINER"},
		{"علی\u200c\u200cرضا", "character 4 is U+200C ZERO WIDTH NON-JOINER"},
		{"علی\u200dرضا", "character 4 is U+200D ZERO WIDTH JOINER"},
		{"SPECI\u200cMEN", "character 6 is U+200C ZERO WIDTH NON-JOINER"},
		{"SPECI\u200dMEN", "character 6 is U+200D ZERO WIDTH JOINER"},
		{"ක්\u200d\u200dරි", "character 3 is U+200D ZERO WIDTH JOINER"},
	} {
		if got := lineFault(norm.NFC.String(test.name), true); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
}

// TestSampleNames: no name of the CLDR's sample persons has more marks than its script writes, or joiners where it writes none.
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
				if fault := lineFault(norm.NFC.String(name), true); strings.Contains(fault, "on one letter") || part != "credentials" && strings.Contains(fault, "JOINER") {
					t.Errorf("%s, %s of %s: %s", locale, part, person, fault)
				}
			}
		}
	}
	if names < 2000 {
		t.Errorf("got %d names, want 2,000 or more", names)
	}
}

// TestParseTime: the message says what is wrong with a time.
func TestParseTime(t *testing.T) {
	const want = "; want YYYY-MM-DDTHH:MM and a zone, such as 2026-12-10T09:30-06:00"
	for s, fault := range map[string]string{
		"2026-12-10T09:30-06:00":    "",
		"2026-12-10T09:30Z":         "",
		"2026-12-10T09:30":          "has no zone" + want,
		"2026-12-10T09:30:00-06:00": "has seconds" + want,
		"2026-12-10T09:30-15:00":    "has no zone that is in use" + want,
		"2026-12-10 09:30-06:00":    "is not a time" + want,
		"2026-12-10T24:30-06:00":    "is not a time; want 00:00 to 23:59",
	} {
		if _, got := parseTime(s, false); got != fault {
			t.Errorf("%s: got %q, want %q", s, got, fault)
		}
	}
}
