package seal_test

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"

	"github.com/ProtonMail/go-crypto/brainpool"
)

// outside are the codes of other issuers in testdata.
func outside(t testing.TB) map[string]struct {
	Text, Hex, JWS, MRZ, Issuer, At string
	Certificate                     []byte
	DID, JWKS                       json.RawMessage
} {
	t.Helper()
	file, err := os.ReadFile("testdata/outside/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	v := map[string]struct {
		Text, Hex, JWS, MRZ, Issuer, At string
		Certificate                     []byte
		DID, JWKS                       json.RawMessage
	}{}
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// shcText writes a JSON Web Signature as a health card's code does.
func shcText(jws string) string {
	var b strings.Builder
	b.WriteString("shc:/")
	for _, c := range []byte(jws) {
		fmt.Fprintf(&b, "%02d", c-45)
	}
	return b.String()
}

// didKey returns the P-256 key that a did:key spells.
func didKey(t testing.TB, did string) crypto.PublicKey {
	t.Helper()
	n := new(big.Int)
	for _, c := range strings.TrimPrefix(did, "did:key:z") {
		digit := strings.IndexRune("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", c)
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(digit)))
	}
	b, found := bytes.CutPrefix(n.Bytes(), []byte{0x80, 0x24})
	if !found {
		t.Fatal("not a did:key of P-256")
	}
	x, y := elliptic.UnmarshalCompressed(elliptic.P256(), b)
	return &ecdsa.PublicKey{Curve: elliptic.P256(), X: x, Y: y}
}

func mustKeys(t testing.TB, file []byte) []seal.Key {
	t.Helper()
	keys, err := seal.ParseKeys(file)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// published are the codes whose issuers' keys are published, with those keys.
func published(t testing.TB) []publishedCode {
	t.Helper()
	v := outside(t)
	moment := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	vcb := v["vcb"]
	return []publishedCode{
		{"hcert", v["hcert-es256"].Text, mustKeys(t, v["hcert-es256"].Certificate), "", moment(v["hcert-es256"].At),
			"Issuer: AT|Expires: 2021-11-02T18:00:00Z|Issued: 2021-05-06T18:00:00Z|Surname: Musterfrau-Gößinger|Given names: Gabriele|" +
				"Date of birth: 1998-02-26|Certificate of: vaccination|Vaccine: EU/1/20/1528|Dose: 1|Doses in all: 2|Date: 2021-02-18|Country: AT|" +
				"Issued by: Ministry of Health, Austria|Certificate number: URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B"},
		{"hcert", v["hcert-ps256"].Text, mustKeys(t, v["hcert-ps256"].Certificate), "", moment(v["hcert-ps256"].At),
			"Issuer: AT|Expires: 2021-05-05T18:00:00Z|Surname: Musterfrau-Gößinger"},
		{"nzcp", v["nzcp"].Text, mustKeys(t, v["nzcp"].DID), "", moment(v["nzcp"].At),
			"Issuer: did:web:nzcp.covid19.health.nz|Expires: 2031-11-02T20:05:30Z|Not before: 2021-11-02T20:05:30Z|Kind: PublicCovidPass|" +
				"Given names: Jack|Surname: Sparrow|Date of birth: 1960-04-16"},
		{"shc", shcText(v["shc"].JWS), mustKeys(t, v["shc"].JWKS), "", moment(v["shc"].At),
			"Issuer: https://spec.smarthealth.cards/examples/issuer|Not before: 2022-02-28T21:17:00Z|Surname: Anyperson|Given name: John|Date of birth: 1951-01-20|" +
				"Vaccine (CVX): 207|Date: 2021-01-01"},
		{"vcb", vcb.Text, []seal.Key{{Public: didKey(t, vcb.Issuer)}}, vcb.MRZ, moment(vcb.At),
			"Issuer: did:key:zDnaeZSD9XcuULaS8qmgDUa6TMg2QjF9xABnZK42awDH3BEzj|Expires: 2026-01-06|" +
				"Machine-readable zone: IAUTO0000007010SRC0000000701<<, 8804192M2601058NOT<<<<<<<<<<<5, SMITH<<JOHN"},
	}
}

type publishedCode struct {
	format string
	text   string
	keys   []seal.Key
	mrz    string
	at     time.Time
	fields string // beginnings of the lines shown, joined by |
}

func fieldsOf(p *seal.Payload) string {
	var lines []string
	for _, f := range p.Fields() {
		lines = append(lines, f.Label+": "+f.Value)
	}
	return strings.Join(lines, "|")
}

func checkFields(t *testing.T, p *seal.Payload, want string) {
	t.Helper()
	if p == nil {
		t.Error("no payload")
		return
	}
	got := fieldsOf(p)
	for line := range strings.SplitSeq(want, "|") {
		if !strings.Contains("|"+got, "|"+line) {
			t.Errorf("%q is not among the fields %s", line, got)
		}
	}
}

func TestOutside(t *testing.T) {
	for _, c := range published(t) {
		t.Run(c.text[:5], func(t *testing.T) {
			ring := mustRing(t, c.keys...).WithMRZ(c.mrz)
			res := ring.Verify(c.text, c.at)
			check(t, res, seal.Valid, "")
			if res.Format != c.format {
				t.Errorf("format: got %q, want %q", res.Format, c.format)
			}
			checkFields(t, res.Payload, c.fields)
			// No other key will do, and docketcard's own says nothing of it.
			check(t, officeRing(t).WithMRZ(c.mrz).Verify(c.text, c.at), seal.UnknownKey, "")
			if c.format != "shc" {
				check(t, ring.Verify(c.text, time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC)), seal.Expired, "")
			}
		})
	}
}

// TestOutsideAltered changes characters all over every code, and cuts it there.
func TestOutsideAltered(t *testing.T) {
	for _, c := range published(t) {
		ring := mustRing(t, c.keys...).WithMRZ(c.mrz)
		step := 1 + len(c.text)/300
		for i := 5; i < len(c.text); i += step {
			other := byte('1')
			if c.text[i] == other {
				other = '2'
			}
			for _, text := range []string{c.text[:i] + string(other) + c.text[i+1:], c.text[:i]} {
				if v := ring.Verify(text, c.at).Verdict; v == seal.Valid || v == seal.Specimen {
					t.Errorf("%s changed at %d: got %v", c.format, i, v)
				}
			}
		}
	}
}

// TestOutsideKeysMakeNoCards: whoever trusts another issuer's certificate does not
// let its key sign cards.
func TestOutsideKeysMakeNoCards(t *testing.T) {
	key, der := certificate(t, elliptic.P256(), "UT", "UT01", 0x2a)
	sealer, err := seal.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	message, err := sealer.Seal(card())
	if err != nil {
		t.Fatal(err)
	}
	keys := mustKeys(t, der)
	id, err := seal.KeyID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	keys[0].ID = id[:]
	res := mustRing(t, keys...).Verify(seal.URL("VERIFY.EXAMPLE", message), card().IssuedAt.Add(time.Hour))
	check(t, res, seal.BadSignature, "")
}

// certificate makes a key and a certificate that holds it. Nothing verifies its own
// signature, so it has none. The key of P-256 is made by crypto/ecdsa, of others
// with what it still does for them.
func certificate(t testing.TB, curve elliptic.Curve, country, name string, serial int64) (*ecdsa.PrivateKey, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curves := map[elliptic.Curve]asn1.ObjectIdentifier{elliptic.P224(): {1, 3, 132, 0, 33}, elliptic.P256(): {1, 2, 840, 10045, 3, 1, 7}, elliptic.P384(): {1, 3, 132, 0, 34},
		brainpool.P256r1(): {1, 3, 36, 3, 3, 2, 8, 1, 1, 7}, brainpool.P384r1(): {1, 3, 36, 3, 3, 2, 8, 1, 1, 11}}
	type algorithm struct {
		OID        asn1.ObjectIdentifier
		Parameters asn1.ObjectIdentifier `asn1:"optional"`
	}
	type attribute struct {
		OID   asn1.ObjectIdentifier
		Value string `asn1:"printable"`
	}
	subject := []asn1.RawValue{}
	for _, a := range []attribute{{asn1.ObjectIdentifier{2, 5, 4, 6}, country}, {asn1.ObjectIdentifier{2, 5, 4, 3}, name}} {
		b, err := asn1.MarshalWithParams([]attribute{a}, "set")
		if err != nil {
			t.Fatal(err)
		}
		subject = append(subject, asn1.RawValue{FullBytes: b})
	}
	signature := algorithm{OID: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}}
	tbs := struct {
		Version   int `asn1:"explicit,tag:0"`
		Serial    *big.Int
		Algorithm algorithm
		Issuer    []asn1.RawValue
		Validity  struct{ NotBefore, NotAfter time.Time }
		Subject   []asn1.RawValue
		Key       struct {
			Algorithm algorithm
			Point     asn1.BitString
		}
	}{Version: 2, Serial: big.NewInt(serial), Algorithm: signature, Issuer: subject, Subject: subject}
	tbs.Validity.NotBefore, tbs.Validity.NotAfter = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)
	tbs.Key.Algorithm = algorithm{asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, curves[curve]}
	//lint:ignore SA1019 The points of Brainpool's curves have no other writer.
	point := elliptic.Marshal(curve, key.X, key.Y)
	tbs.Key.Point = asn1.BitString{Bytes: point, BitLength: 8 * len(point)}
	der, err := asn1.Marshal(struct {
		TBS       any
		Algorithm algorithm
		Signature asn1.BitString
	}{tbs, signature, asn1.BitString{Bytes: []byte{0}, BitLength: 8}})
	if err != nil {
		t.Fatal(err)
	}
	return key, der
}

// rawSignature signs as ICAO's barcodes do: two numbers of the curve's length.
func rawSignature(t testing.TB, key *ecdsa.PrivateKey, newHash func() hash.Hash, content []byte) []byte {
	t.Helper()
	h := newHash()
	h.Write(content)
	r, s, err := ecdsa.Sign(rand.Reader, key, h.Sum(nil))
	if err != nil {
		t.Fatal(err)
	}
	size := (key.Params().BitSize + 7) / 8
	return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
}

func TestVDSTakenApart(t *testing.T) {
	v := outside(t)
	for name, reason := range map[string]string{
		"vds-arrival-attestation-v3": "no key with id 44455453" + hex.EncodeToString([]byte("0004F")),
		"vds-residence-permit-v4":    "no key with id ",
		"vds-visa-v4":                "no key with id ",
	} {
		res := mustRing(t).Verify(v[name].Hex, time.Now())
		check(t, res, seal.UnknownKey, reason)
		if res.Format != "vds" {
			t.Errorf("%s: format %q", name, res.Format)
		}
	}
}

// TestVDS seals anew what the vectors say, with keys of ours, on every curve.
func TestVDS(t *testing.T) {
	v := outside(t)
	at := time.Date(2021, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		vector string
		curve  elliptic.Curve
		hash   func() hash.Hash
		serial int64
		signer string
		fields string
	}{
		{"vds-arrival-attestation-v3", brainpool.P256r1(), sha256.New, 0x4f, "ETS", "Document: arrival attestation|Register number: ABC123456DEF|" +
			"Machine-readable zone: MED<<MANNSENS<<MANNY<<<<<<<<<<<<<<<<, 6525845096USA7008038M2201018<<<<<<06"},
		{"vds-arrival-attestation-v3", elliptic.P256(), sha256.New, 0x4f, "ETS", "Expires: 2022-01-02T00:00:00Z"},
		{"vds-residence-permit-v4", elliptic.P256(), sha256.New, 0x5b, "TTS", "Document: residence permit|Passport number: UFO001979|" +
			"Machine-readable zone: ATD<<RESIDORCE<<ROLAND"},
		{"vds-visa-v4", elliptic.P224(), sha256.New224, 0x32, "ETS", "Document: visa|Passport number: 47110815P|Duration of stay: a00000"},
	} {
		b, err := hex.DecodeString(v[c.vector].Hex)
		if err != nil {
			t.Fatal(err)
		}
		size := 2 * ((c.curve.Params().BitSize + 7) / 8)
		signed := b[:len(b)-2-size]
		country := map[string]string{"ETS": "D", "TTS": "U"}[c.signer]
		key, der := certificate(t, c.curve, country, c.signer, c.serial)
		text := append(append(bytes.Clone(signed), 0xff, byte(size)), rawSignature(t, key, c.hash, signed)...)
		ring := mustRing(t, mustKeys(t, der)...)
		var latin []rune
		for _, b := range text {
			latin = append(latin, rune(b))
		}
		for _, form := range []string{string(text), hex.EncodeToString(text), string(latin)} {
			res := ring.Verify(form, at)
			if res.Verdict != seal.Valid && res.Verdict != seal.NotYetValid && res.Verdict != seal.Expired {
				t.Errorf("%s on %s: got %v (%s)", c.vector, c.curve.Params().Name, res.Verdict, res.Reason)
			}
			checkFields(t, res.Payload, c.fields)
		}
		text[20] ^= 1
		check(t, ring.Verify(string(text), at), seal.BadSignature, "")
	}
}

func TestIDB(t *testing.T) {
	v := outside(t)
	check(t, mustRing(t).Verify(v["idb-signed"].Text, time.Now()), seal.UnknownKey, "no key with id 0504030201")
	check(t, mustRing(t).Verify(v["idb-signed-zipped"].Text, time.Now()), seal.UnknownKey, "no key with id 0504030201")
	check(t, mustRing(t).Verify(v["idb-unsigned"].Text, time.Now()), seal.Unsupported, "not signed")

	key, der := certificate(t, brainpool.P256r1(), "UT", "UT01", 7)
	sum := sha1.Sum(der)
	// UTO in C40, SHA-256, the certificate, 18 October 2024; a register number and an expiry.
	body := mustHex("d9c5 01" + hex.EncodeToString(sum[15:]) + "009b5d88" + "61 10 83 08 59e9203833736d24 84 04 00 12d6ee")
	body[len(body)-3], body[len(body)-2], body[len(body)-1] = 0x0f, 0x71, 0x3a // 1 January 2042
	copy(body[len(body)-3:], dateBytes(1, 1, 2042))
	message := append(append(bytes.Clone(body), 0x7f, 64), rawSignature(t, key, sha256.New, body)...)
	text := "RDB1B" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(message)
	ring := mustRing(t, mustKeys(t, der)...)
	res := ring.Verify(text, time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	check(t, res, seal.Valid, "")
	checkFields(t, res.Payload, "Issuer: UTO|Expires: 2042-01-02T00:00:00Z|Issued: 2024-10-18T00:00:00Z|Register number: ABC123456DEF")
	message[16] ^= 1
	text = "RDB1B" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(message)
	if v := ring.Verify(text, time.Now()).Verdict; v != seal.BadSignature {
		t.Errorf("altered: got %v", v)
	}
}

func dateBytes(month, day, year int) []byte {
	n := month*1000000 + day*10000 + year
	return []byte{byte(n >> 16), byte(n >> 8), byte(n)}
}

// TestEncrypted opens the published vector of Claim 169 that is encrypted.
func TestEncrypted(t *testing.T) {
	file, err := os.ReadFile("testdata/claim169/encrypted-aes256.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Text string `json:"qr_data"`
		Key  struct {
			Hex string `json:"symmetric_key_hex"`
		} `json:"encryption_key"`
	}
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	check(t, officeRing(t).Verify(v.Text, at), seal.Unsupported, "encrypted")
	check(t, officeRing(t).WithSecrets(make([]byte, 32)).Verify(v.Text, at), seal.Unsupported, "none of the secret keys")
	// The vector holds claims that nobody signed.
	check(t, officeRing(t).WithSecrets(make([]byte, 32), mustHex(v.Key.Hex)).Verify(v.Text, at), seal.Malformed, "not signed")

	// One of ours, encrypted, is valid again.
	message := mustSeal(t, liveKey, card())
	secret, iv := bytes.Repeat([]byte{7}, 16), bytes.Repeat([]byte{9}, 12)
	block, err := aes.NewCipher(secret)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	protected := []byte{0xa1, 0x01, 0x01}
	aad := encoded(t, []any{"Encrypt0", protected, []byte{}})
	sealed := append([]byte{0xd0}, encoded(t, []any{protected, map[int]any{5: iv}, gcm.Seal(nil, iv, message, aad)})...)
	res := officeRing(t).WithSecrets(secret).Verify(toBase45(sealed), card().IssuedAt.Add(time.Hour))
	check(t, res, seal.Valid, "")
}

func toBase45(b []byte) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	var s strings.Builder
	for len(b) > 1 {
		n := int(b[0])<<8 | int(b[1])
		s.WriteString(string([]byte{alphabet[n%45], alphabet[n/45%45], alphabet[n/2025]}))
		b = b[2:]
	}
	if len(b) == 1 {
		s.WriteString(string([]byte{alphabet[b[0]%45], alphabet[b[0]/45]}))
	}
	return s.String()
}

func TestParseKeys(t *testing.T) {
	_, der := certificate(t, brainpool.P256r1(), "UT", "UT01", 1)
	pem := []byte("-----BEGIN CERTIFICATE-----\n" + base64.StdEncoding.EncodeToString(der) + "\n-----END CERTIFICATE-----\n")
	if keys := mustKeys(t, append(pem, pem...)); len(keys) != 2 {
		t.Errorf("two certificates: got %d keys", len(keys))
	}
	for file, want := range map[string]string{
		"":       "no certificate",
		"{}":     "no certificate",
		"{\"x\"": "neither",
		"0\x03":  "not an X.509",
		"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n":            "neither a CERTIFICATE nor a PUBLIC KEY",
		`{"keys":[{"kty":"RSA"}]}`:                                                  "not an ECDSA key",
		`{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`:                              "coordinates",
		`{"kty":"EC","crv":"P-256","x":"` + zero43 + `","y":"` + zero43 + `"}`:      "not a point",
		`{"id":"did:web:x","verificationMethod":[{"id":"did:web:x#1","type":"Y"}]}`: "not a JSON Web Key",
	} {
		if _, err := seal.ParseKeys([]byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", file, err, want)
		}
	}
}

var zero43 = strings.Repeat("A", 43)

func FuzzParseKeys(f *testing.F) {
	_, der := certificate(f, brainpool.P256r1(), "UT", "UT01", 1)
	f.Add(der)
	f.Add([]byte(outside(f)["nzcp"].DID))
	f.Add([]byte(outside(f)["shc"].JWKS))
	f.Fuzz(func(t *testing.T, file []byte) {
		if keys, err := seal.ParseKeys(file); err == nil {
			seal.NewKeyring(keys...)
		}
	})
}
