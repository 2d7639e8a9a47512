package seal_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"docketcard/render/seal"
)

// A vector is one file of testdata/claim169.
type vector struct {
	Name string
	Text string `json:"qr_data"`
}

func claim169Vectors(t testing.TB) []vector {
	t.Helper()
	files, err := filepath.Glob("testdata/claim169/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	var all []vector
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var v vector
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, v)
	}
	return all
}

// TestClaim169 verifies texts that others made, without their keys; the payloads
// are read in TestClaim169Payload.
func TestClaim169(t *testing.T) {
	want := map[string]struct {
		verdict seal.Verdict
		reason  string
	}{
		"bad-base45":          {seal.Malformed, "nor Base45"},
		"bad-zlib":            {seal.Malformed, ""},
		"claim169-example":    {seal.Malformed, "not signed"},
		"ecdsa-p256-signed":   {seal.UnknownKey, "names no key"},
		"encrypted-aes256":    {seal.Unsupported, "encrypted"},
		"minimal":             {seal.Malformed, "not signed"},
		"missing-169":         {seal.Malformed, "not signed"},
		"not-cose":            {seal.Malformed, ""},
		"with-all-biometrics": {seal.Malformed, "not signed"},
	}
	for _, v := range claim169Vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			w, ok := want[v.Name]
			if !ok {
				t.Fatal("no expectation for this vector")
			}
			check(t, officeRing(t).Verify(v.Text, today), w.verdict, w.reason)
		})
	}
}

// TestClaim169Payload signs the payloads of the vectors anew and reads them.
func TestClaim169Payload(t *testing.T) {
	messages := map[string][]byte{}
	for _, v := range claim169Vectors(t) {
		if b, err := seal.Parse(v.Text); err == nil {
			messages[v.Name] = b
		}
	}
	b, err := os.ReadFile("testdata/claim169/mosip-1.2.0.hex")
	if err != nil {
		t.Fatal(err)
	}
	messages["mosip"] = mustHex(strings.TrimSpace(string(b)))

	ring := mustRing(t, seal.Key{Public: liveKey.Public()})
	for _, tt := range []struct {
		name   string
		want   seal.Verdict
		fields map[string]string
	}{
		{"minimal", seal.Valid, map[string]string{
			"issuer": "https://mosip.example.org", "expires": "2027-01-15T08:00:00Z", "issued_at": "2023-11-14T22:13:20Z",
			"id": "ID-12345-ABCDE", "full_name": "John Doe",
		}},
		{"ecdsa-p256-signed", seal.Valid, map[string]string{"id": "ID-ECDSA-001", "full_name": "ECDSA Test Person"}},
		{"with-all-biometrics", seal.Valid, map[string]string{"id": "ID-ALL-BIO-001", "attribute_50": "(not shown)"}},
		{"claim169-example", seal.Valid, map[string]string{
			"id": "3918592438", "birth_date": "1984-01-18", "sex": "M", "marital_status": "2", "office": "849VCWC8+R9",
			"legal_status": "Refugee", "issuing_country": "IN", "native_name": "جاناردان بنغالور سرينيفاس",
		}},
		{"mosip", seal.Valid, map[string]string{
			"issuer": "www.mosip.io", "id": "3918592438", "birth_date": "1984-04-18", "sex": "M",
			"address": "New House, Near Metro Line, Bengaluru, KA", "attribute_62": "(not shown)",
		}},
		{"missing-169", seal.Malformed, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			payload := content(t, messages[tt.name])
			message := signed(t, liveKey, header(t, liveKey), []byte{0xa0}, payload)
			res := ring.Verify(seal.Digits(message), day("2026-01-01"))
			check(t, res, tt.want, "")
			if res.Payload == nil {
				return
			}
			got := map[string]string{}
			for _, f := range res.Payload.Fields() {
				got[f.Name] = f.Value
			}
			for name, want := range tt.fields {
				if got[name] != want {
					t.Errorf("%s: got %q, want %q", name, got[name], want)
				}
			}
		})
	}
}
