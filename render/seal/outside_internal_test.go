package seal

import (
	"encoding/json"
	"os"
	"testing"
)

// FuzzFormats reads codes of every format down to what they say, as if their
// signatures had been verified.
func FuzzFormats(f *testing.F) {
	file, err := os.ReadFile("testdata/outside/vectors.json")
	if err != nil {
		f.Fatal(err)
	}
	var vectors map[string]struct{ Text, Hex, JWS string }
	if err := json.Unmarshal(file, &vectors); err != nil {
		f.Fatal(err)
	}
	for _, v := range vectors {
		f.Add(v.Text)
		f.Add(v.Hex)
		if v.JWS != "" {
			f.Add(v.JWS)
		}
		if format, err := formatOf(v.Text); err == nil {
			if b, err := format.decode(v.Text); err == nil {
				f.Add(string(b))
			}
		}
	}
	ring := (&Keyring{}).WithMRZ("IAUTO0000007010SRC0000000701<<\n8804192M2601058NOT<<<<<<<<<<<5\nSMITH<<JOHN<<<<<<<<<<<<<<<<<<<\n").WithSecrets(make([]byte, 16), make([]byte, 32))
	read := func(t token) {
		t.unverifiable()
		t.keyID()
		t.names(&specimenEntry.Key)
		t.tries(&specimenEntry.Key)
		t.signedBy(&specimenEntry)
		if p, err := t.payload(); err == nil {
			p.Fields()
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if _, token, err := ring.openText(s); err == nil {
			read(token)
		}
		for _, format := range formats {
			if token, err := format.open(ring, []byte(s)); err == nil {
				read(token)
			}
		}
	})
}
