package explain

import (
	"bytes"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
	"docketcard/templates"
)

// TestWords wants all languages complete, with the same placeholders.
func TestWords(t *testing.T) {
	english := reflect.ValueOf(*languages["en"])
	for _, language := range Languages {
		w := reflect.ValueOf(*languages[language])
		for i := range w.NumField() {
			name := w.Type().Field(i).Name
			want := english.Field(i)
			switch got := w.Field(i); got.Kind() {
			case reflect.String:
				if got.String() == "" || verbs(got.String()) != verbs(want.String()) {
					t.Errorf("%s: %s is %q; want the placeholders of %q", language, name, got, want)
				}
			case reflect.Slice:
				if got.Len() != want.Len() {
					t.Errorf("%s: %s has %d texts; want %d", language, name, got.Len(), want.Len())
				}
			case reflect.Map:
				for _, key := range want.MapKeys() {
					if v := got.MapIndex(key); !v.IsValid() || v.String() == "" {
						t.Errorf("%s: %s has no %q", language, name, key)
					}
				}
				if got.Len() != want.Len() {
					t.Errorf("%s: %s has %d texts; want %d", language, name, got.Len(), want.Len())
				}
			}
		}
		for _, a := range seal.Attributes() {
			if languages[language].items[a.Name] == "" {
				t.Errorf("%s: no word for %s", language, a.Name)
			}
		}
	}
}

// verbs returns the placeholders of a text, sorted.
func verbs(s string) string {
	var found []string
	for _, v := range []string{"%s", "%d", "%[1]s", "%[2]d"} {
		for range strings.Count(s, v) {
			found = append(found, v)
		}
	}
	slices.Sort(found)
	return strings.Join(found, " ")
}

func sealed(t *testing.T, attributes map[string]string) []byte {
	t.Helper()
	p := seal.Payload{Issuer: "UTO", Expires: time.Date(2028, 5, 22, 0, 0, 0, 0, time.UTC), IssuedAt: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Specimen: true, Attributes: map[int]any{}, Status: &seal.StatusRef{URI: "https://status.example/1", Index: 77}}
	for name, text := range attributes {
		a, ok := seal.Named(name)
		if !ok {
			t.Fatalf("no attribute %s", name)
		}
		v, err := a.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		p.Attributes[a.Key] = v
	}
	p.Attributes[seal.AttributePhoto], p.Attributes[seal.AttributePhotoFormat] = make([]byte, 745), int64(seal.PhotoJPEG)
	s, err := seal.NewSealer(seal.SpecimenKey())
	if err != nil {
		t.Fatal(err)
	}
	message, err := s.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	return message
}

// TestWrite wants every item in every language, dates and countries in its words.
func TestWrite(t *testing.T) {
	message := sealed(t, map[string]string{
		"id": "K7M2R9TXW", "surname": "Núñez", "birth_date": "1990-03-XX", "sex": "F", "nationality": "HTI", "office": "PHV", "marital_status": "2", "address": "1 Rue\nUtopia",
	})
	issuer := &templates.Issuer{ID: "UTO", Name: "Utopia Service", Phone: "+1 555 555 0100",
		Tables: map[string]templates.Table{"offices": {"PHV": {"name": "Port Havren", "phone": "+1 555 555 0110"}}}}
	codes := []Code{
		{File: "card.pdf", Page: 1, Text: "HTTPS://PORTAL.EXAMPLE/C/ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
		{File: "card.pdf", Page: 2, Text: seal.URL("verify.example", message)},
	}
	for language, want := range map[string][]string{
		"en": {"card.pdf, page 2", "opens your case at portal.example", "Date of birth: March 1990", "Sex: female", "Nationality: Haiti (HTI)", "May 21, 2028 is the last day",
			"Office: Port Havren (PHV)", "Address: 1 Rue, Utopia", "entry 77 of https://status.example/1", "745 bytes", "JPEG", "Marital status: married",
			"- your telephone number", "Utopia Service, Port Havren, telephone +1 555 555 0110"},
		"es": {"card.pdf, página 2", "marzo de 1990", "femenino", "Haití (HTI)", "21 de mayo de 2028", "- su número de teléfono", "teléfono +1 555 555 0110"},
		"fr": {"mars 1990", "féminin", "Haïti (HTI)", "21 mai 2028", "- votre numéro de téléphone"},
		"ht": {"card.pdf, paj 2", "mas 1990", "Sèks: fi", "Ayiti (HTI)", "21 me 2028", "- nimewo telefòn ou"},
		"pt": {"março de 1990", "feminino", "Haiti (HTI)", "21 de maio de 2028", "- o seu número de telefone"},
	} {
		var b bytes.Buffer
		if err := Write(&b, language, codes, issuer); err != nil {
			t.Fatal(err)
		}
		for _, w := range append(want, "K7M2R9TXW", "Núñez", "0e12ceab90632fa4") {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: does not say %q:\n%s", language, w, b.String())
			}
		}
		things := languages[language].things
		for _, name := range []string{"photo", "address", "marital_status"} {
			if strings.Contains(b.String(), "- "+things[name]+"\n") {
				t.Errorf("%s: says that %s is not in the codes, and it is", language, name)
			}
		}
		if strings.Contains(b.String(), "%!") {
			t.Errorf("%s: a placeholder is not filled:\n%s", language, b.String())
		}
	}
}

// TestWriteOther explains other codes, and claims nothing of what it cannot read.
func TestWriteOther(t *testing.T) {
	message := sealed(t, map[string]string{"id": "K7M2R9TXW"})
	en := languages["en"]
	for text, want := range map[string][2]string{
		seal.PortalURL("HTTPS://PORTAL.EXAMPLE/C/ABC", message): {en.oneCode, ""},
		seal.Base45(message):               {en.officerCode, ""},
		"https://shop.example/buy":         {"A code of another kind (URL)", en.absent},
		"\x1b[2Jhello":                     {en.unread, en.absent},
		"HTTPS://PORTAL.EXAMPLE/C/\x1b[2J": {"HTTPS://PORTAL.EXAMPLE/C/?[2J", "\x1b"},
	} {
		var b bytes.Buffer
		if err := Write(&b, "en", []Code{{Text: text}}, nil); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want[0]) || want[1] != "" && strings.Contains(b.String(), want[1]) {
			t.Errorf("%.30q: got\n%s\nwant %q and not %q", text, b.String(), want[0], want[1])
		}
	}
	if len(Languages) != len(languages) || !slices.Equal(slices.Sorted(maps.Keys(languages)), Languages) {
		t.Errorf("got the languages %v", Languages)
	}
}
