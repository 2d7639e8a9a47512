package seal_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
)

func TestEncode(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       any // nil if it fails
	}{
		{"surname", "Ñandú", "Ñandú"},
		{"surname", " ", " "},
		{"surname", "", nil},
		{"surname", "\xff", nil},
		{"birth_date", "1990-04-17", "19900417"},
		{"birth_date", "1990-04-XX", "199004"},
		{"birth_date", "1990-XX-XX", "1990"},
		{"birth_date", "2024-02-29", "20240229"},
		{"birth_date", "2023-02-29", nil},
		{"birth_date", "1990-13-01", nil},
		{"birth_date", "1990-00-00", nil},
		{"birth_date", "0000-01-01", nil},
		{"birth_date", "1990-XX-17", nil},
		{"birth_date", "1990-13-XX", nil},
		{"birth_date", "XXXX-XX-XX", nil},
		{"birth_date", "19900417", nil},
		{"birth_date", "1990-4-17", nil},
		{"birth_date", "1990-04-1X", nil},
		{"birth_date", "+990-04-17", nil},
		{"birth_date", "", nil},
		{"order_date", "2026-10-30", "20261030"},
		{"sex", "M", int64(1)},
		{"sex", "F", int64(2)},
		{"sex", "X", int64(3)},
		{"sex", "m", nil},
		{"sex", "-", nil},
		{"sex", "MF", nil},
		{"sex", "", nil},
		{"photo_format", "1", int64(1)},
		{"photo_format", "JPEG", nil},
		{"photo", "AAAA", nil},
	} {
		a, ok := seal.Named(tt.name)
		if !ok {
			t.Fatalf("no attribute %q", tt.name)
		}
		got, err := a.Encode(tt.text)
		if !reflect.DeepEqual(got, tt.want) && err == nil || (err == nil) != (tt.want != nil) {
			t.Errorf("%s %q: got %#v, %v, want %#v", tt.name, tt.text, got, err, tt.want)
		}
		if err != nil && len(tt.text) > 3 && strings.Contains(err.Error(), tt.text) {
			t.Errorf("%s: the error repeats the value: %v", tt.name, err)
		}
	}
	if a, ok := seal.Named("shoe_size"); ok {
		t.Errorf("shoe_size: got %+v", a)
	}
}

func TestAttributes(t *testing.T) {
	last := 0
	names := map[string]bool{}
	for _, a := range seal.Attributes() {
		if a.Key <= last || a.Key > 99 || a.Name == "" || a.Label == "" || names[a.Name] {
			t.Errorf("attribute %+v after %d", a, last)
		}
		if got, ok := seal.Named(a.Name); !ok || got != a {
			t.Errorf("Named(%q): got %+v, want %+v", a.Name, got, a)
		}
		last, names[a.Name] = a.Key, true
	}
}

func TestFields(t *testing.T) {
	p := seal.Payload{
		Issuer:    "UTO\x1b[2J",
		Expires:   day("2028-11-22").In(time.FixedZone("", 3600)),
		NotBefore: day("2026-12-01"),
		IssuedAt:  day("2026-11-22"),
		Status:    &seal.StatusRef{Index: 7, URI: "https://status.example/1"},
		Specimen:  true,
		Attributes: map[int]any{
			76: "I-220A", 16: make([]byte, 600), 8: "1990", 77: "199004", 9: int64(2), 10: "1 Main Street\nVALID", 7: "A\u202eB\u00a0C",
			1: "K7M2R9TXW", 90: 1.5, 17: int64(1), 23: "Utopia\u2028\r",
		},
	}
	want := []seal.Field{
		{"issuer", "Issuer", "UTO\ufffd[2J"},
		{"expires", "Expires", "2028-11-22T00:00:00Z"},
		{"not_before", "Not before", "2026-12-01T00:00:00Z"},
		{"issued_at", "Issued", "2026-11-22T00:00:00Z"},
		{"id", "Document number", "K7M2R9TXW"},
		{"surname", "Surname", "A\ufffdB C"},
		{"birth_date", "Date of birth", "1990"},
		{"sex", "Sex", "F"},
		{"address", "Address", "1 Main Street, VALID"},
		{"photo", "Photo", "(600 bytes)"},
		{"photo_format", "Photo format", "1"},
		{"issuing_country", "Issuing country", "Utopia\ufffd\ufffd"},
		{"form", "Form", "I-220A"},
		{"order_date", "Order date", "1990-04"},
		{"attribute_90", "Attribute 90", "(not shown)"},
		{"status_list", "Status list", "https://status.example/1, entry 7"},
		{"specimen", "Specimen", "yes"},
	}
	if got := p.Fields(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+q\nwant %+q", got, want)
	}
}
