package seal_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"math/big"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"docketcard/render/seal"
)

// liveKey is the key of the tests' office.
var liveKey = ed25519.NewKeyFromSeed(mustHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))

// officeP256 is the key of the tests' office in ES256, and otherP256 is another's.
var (
	officeP256 = mustP256("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")
	otherP256  = mustP256("0000000000000000000000000000000000000000000000000000000000000007")
)

func mustP256(scalar string) *ecdsa.PrivateKey {
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), mustHex(scalar))
	if err != nil {
		panic(err)
	}
	return key
}

// mustHex decodes hexadecimal digits; spaces between them are for the reader.
func mustHex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// today lies within the dates of card.
var today = day("2027-06-01")

func card() seal.Payload {
	return seal.Payload{
		Issuer:   "UTO",
		Expires:  day("2028-11-22"),
		IssuedAt: day("2026-11-22"),
		Attributes: map[int]any{
			1: "K7M2R9TXW", 5: "ANNA MARIA", 7: "SPECIMEN", 8: "19900417", 13: "UTO", 21: "HOU",
		},
	}
}

func specimen() seal.Payload {
	p := card()
	p.Specimen = true
	return p
}

func mustSeal(t testing.TB, key crypto.Signer, p seal.Payload) []byte {
	t.Helper()
	s, err := seal.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustRing(t testing.TB, keys ...seal.Key) *seal.Keyring {
	t.Helper()
	r, err := seal.NewKeyring(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A frozen seal is one that must be made and verified the same forever.
type frozen struct {
	Name, Seed, Text string
	Alg              string // of the key that Seed makes: "" for Ed25519, or ES256
	Encoding         string // "" for URL, url+portal, base45 or mosip
	Portal           string // of url+portal
	Payload          struct {
		Issuer     string
		Expires    time.Time
		NotBefore  time.Time `json:"not_before"`
		IssuedAt   time.Time `json:"issued_at"`
		Specimen   bool
		Status     *seal.StatusRef
		Attributes map[string]string
		Photo      []byte // base64
	}
}

// text returns p, sealed and encoded.
func (f *frozen) text(t testing.TB, p seal.Payload) string {
	t.Helper()
	s, err := seal.NewSealer(f.key())
	if err != nil {
		t.Fatal(err)
	}
	if f.Encoding == "mosip" {
		s = s.In(seal.MOSIP)
	}
	message, err := s.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	switch f.Encoding {
	case "url+portal":
		return seal.PortalURL(f.Portal, message)
	case "base45", "mosip":
		return seal.Base45(message)
	}
	return seal.URL("verify.example", message)
}

func (f *frozen) key() crypto.Signer {
	if f.Seed == "" {
		return seal.SpecimenKey()
	}
	if f.Alg == "ES256" {
		return mustP256(f.Seed)
	}
	return ed25519.NewKeyFromSeed(mustHex(f.Seed))
}

func (f *frozen) payload(t testing.TB) seal.Payload {
	p := seal.Payload{
		Issuer: f.Payload.Issuer, Expires: f.Payload.Expires, NotBefore: f.Payload.NotBefore, IssuedAt: f.Payload.IssuedAt,
		Specimen: f.Payload.Specimen, Status: f.Payload.Status, Attributes: map[int]any{},
	}
	for name, text := range f.Payload.Attributes {
		a, ok := seal.Named(name)
		if !ok {
			t.Fatalf("no attribute %q", name)
		}
		v, err := a.Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		p.Attributes[a.Key] = v
	}
	if f.Payload.Photo != nil {
		p.Attributes[seal.AttributePhoto], p.Attributes[seal.AttributePhotoFormat] = f.Payload.Photo, int64(seal.PhotoJPEG)
	}
	return p
}

func frozenSeals(t testing.TB) []frozen {
	t.Helper()
	var all []frozen
	for _, name := range []string{"testdata/frozen-1.json", "testdata/frozen-2.json", "testdata/frozen-3.json"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var some []frozen
		if err := json.Unmarshal(b, &some); err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

func TestFrozen(t *testing.T) {
	for _, f := range frozenSeals(t) {
		t.Run(f.Name, func(t *testing.T) {
			p := f.payload(t)
			if text := f.text(t, p); text != f.Text {
				t.Errorf("Seal changed: got\n%s, want\n%s", text, f.Text)
			}
			ring := mustRing(t, seal.Key{Public: f.key().Public(), Use: seal.Use{Purpose: purpose(p)}})
			res := ring.Verify(f.Text, p.Expires.Add(-time.Second))
			want := seal.Valid
			if p.Specimen {
				want = seal.Specimen
			}
			if res.Verdict != want {
				t.Fatalf("got %v (%s), want %v", res.Verdict, res.Reason, want)
			}
			if !reflect.DeepEqual(*res.Payload, p) {
				t.Errorf("payload: got %+v, want %+v", *res.Payload, p)
			}
			id, err := seal.KeyID(f.key().Public())
			if err != nil || !bytes.Equal(res.KeyID, id[:]) {
				t.Errorf("key id: got %x, want %x (%v)", res.KeyID, id, err)
			}
		})
	}
}

func purpose(p seal.Payload) seal.Purpose {
	if p.Specimen {
		return seal.SpecimenCards
	}
	return seal.LiveCards
}

func TestSealIsDeterministicAndConcurrent(t *testing.T) {
	s, err := seal.NewSealer(liveKey)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	got := make([][]byte, 8)
	for i := range got {
		wg.Go(func() {
			for range 10 {
				b, err := s.Seal(card())
				if err != nil {
					t.Error(err)
					return
				}
				if got[i] != nil && !bytes.Equal(got[i], b) {
					t.Errorf("two seals of one payload differ")
				}
				got[i] = b
			}
		})
	}
	wg.Wait()
	for _, b := range got[1:] {
		if !bytes.Equal(got[0], b) {
			t.Errorf("two seals of one payload differ")
		}
	}
}

// TestMeasure gives what Seal gives, up to the signature.
func TestMeasure(t *testing.T) {
	for _, key := range []crypto.Signer{liveKey, officeP256} {
		s, err := seal.NewSealer(key)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := s.Seal(card())
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Measure(card())
		n := len(sealed) - 64
		if err != nil || len(got) != len(sealed) || !bytes.Equal(got[:n], sealed[:n]) || !bytes.Equal(got[n:], bytes.Repeat([]byte{0xff}, 64)) {
			t.Errorf("%T: got %x (%v), want %x and ones", key, got, err, sealed[:n])
		}
		if _, err := s.Measure(specimen()); err == nil {
			t.Errorf("%T: a specimen is measured with a live key", key)
		}
	}
}

func TestSealRefuses(t *testing.T) {
	live, err := seal.NewSealer(liveKey)
	if err != nil {
		t.Fatal(err)
	}
	sample, err := seal.NewSealer(seal.SpecimenKey())
	if err != nil {
		t.Fatal(err)
	}
	if live.Specimen() || !sample.Specimen() {
		t.Fatalf("Specimen: live %t, sample %t", live.Specimen(), sample.Specimen())
	}
	attr := func(key int, v any) func(*seal.Payload) {
		return func(p *seal.Payload) { p.Attributes[key] = v }
	}
	for _, tt := range []struct {
		name   string
		sealer *seal.Sealer
		change func(*seal.Payload)
		want   string
	}{
		{"specimen with live key", live, func(p *seal.Payload) { p.Specimen = true }, "live key must not seal a specimen"},
		{"live card with specimen key", sample, func(*seal.Payload) {}, "specimen key must not seal a live card"},
		{"no issuer", live, func(p *seal.Payload) { p.Issuer = "" }, "no issuer"},
		{"bad issuer", live, func(p *seal.Payload) { p.Issuer = "\xff" }, "not UTF-8"},
		{"no expiry", live, func(p *seal.Payload) { p.Expires = time.Time{} }, "no expiry"},
		{"expires when issued", live, func(p *seal.Payload) { p.IssuedAt = p.Expires }, "expires before it begins"},
		{"expires when valid", live, func(p *seal.Payload) { p.NotBefore = p.Expires }, "expires before it begins"},
		{"half a second", live, func(p *seal.Payload) { p.IssuedAt = p.IssuedAt.Add(time.Second / 2) }, "whole second"},
		{"before 1970", live, func(p *seal.Payload) { p.IssuedAt = day("1969-12-31") }, "whole second"},
		{"year 10000", live, func(p *seal.Payload) { p.Expires = day("9999-12-31").AddDate(0, 0, 1) }, "whole second"},
		{"no attributes", live, func(p *seal.Payload) { p.Attributes = nil }, "no attributes"},
		{"unknown attribute", live, attr(62, []byte{1}), "not one this package seals"},
		{"empty attribute", live, attr(7, ""), "is empty"},
		{"bad text", live, attr(7, "\xff"), "not UTF-8"},
		{"text as date", live, attr(8, "17 April"), "not a date"},
		{"sex 4", live, attr(9, int64(4)), "want 1, 2 or 3"},
		{"text as sex", live, attr(9, "1"), "does not hold a string"},
		{"int", live, attr(9, 1), "does not hold a int"},
		{"nil", live, attr(7, nil), "does not hold"},
		{"bytes as text", live, attr(7, []byte("A")), "does not hold"},
		{"too long", live, attr(16, make([]byte, 3000)), "at most"},
		{"status without URI", live, func(p *seal.Payload) { p.Status = &seal.StatusRef{Index: 1} }, "status"},
		{"status beyond", live, func(p *seal.Payload) { p.Status = &seal.StatusRef{Index: 1 << 63, URI: "x"} }, "status"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := card()
			p.Attributes = maps.Clone(p.Attributes)
			tt.change(&p)
			_, err := tt.sealer.Seal(p)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want %q", err, tt.want)
			}
		})
	}
}

// answer is a token that answers every request with the same signature.
type answer struct {
	crypto.PublicKey
	signature []byte
}

func (a answer) Public() crypto.PublicKey { return a.PublicKey }
func (a answer) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return a.signature, nil
}

func TestNewSealerRefuses(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	mixedP256 := *officeP256
	mixedP256.PublicKey = *otherP256.Public().(*ecdsa.PublicKey)
	mixed := bytes.Clone(liveKey)
	copy(mixed[32:], seal.SpecimenKey().Public().(ed25519.PublicKey))
	for name, key := range map[string]crypto.Signer{
		"nil":              nil,
		"P-384":            p384,
		"nil P-256":        (*ecdsa.PrivateKey)(nil),
		"no P-256":         &ecdsa.PrivateKey{},
		"mixed P-256":      &mixedP256,
		"infinity":         answer{PublicKey: &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int), Y: new(big.Int)}},
		"short":            liveKey[:10],
		"mixed halves":     ed25519.PrivateKey(mixed),
		"no key in token":  answer{},
		"weak key":         answer{PublicKey: make(ed25519.PublicKey, 32)},
		"short public key": answer{PublicKey: make(ed25519.PublicKey, 31)},
	} {
		if _, err := seal.NewSealer(key); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func TestSealChecksToken(t *testing.T) {
	for _, pub := range []crypto.PublicKey{liveKey.Public(), officeP256.Public()} {
		for _, signature := range [][]byte{
			nil, make([]byte, 64), make([]byte, 63), mustHex("3006020100020100"), mustHex("3006020101020101"), mustHex("300602017f02017f00"),
			mustHex("30060201ff020101"), append(mustHex("3026020101022100"), bytes.Repeat([]byte{0xff}, 32)...),
		} {
			s, err := seal.NewSealer(answer{pub, signature})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Seal(card()); err == nil {
				t.Errorf("signature %x: got no error", signature)
			}
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	s, err := seal.NewSealer(liveKey)
	if err != nil {
		b.Fatal(err)
	}
	p := card()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Seal(p); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSign is the part of BenchmarkSeal that is Ed25519's own.
func BenchmarkSign(b *testing.B) {
	message := make([]byte, 150)
	for b.Loop() {
		ed25519.Sign(liveKey, message)
	}
}

func BenchmarkVerify(b *testing.B) {
	ring := mustRing(b, seal.Key{Public: liveKey.Public()})
	text := seal.URL("verify.example", mustSeal(b, liveKey, card()))
	b.ReportAllocs()
	for b.Loop() {
		if r := ring.Verify(text, today); r.Verdict != seal.Valid {
			b.Fatal(r)
		}
	}
}
