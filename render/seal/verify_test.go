package seal_test

import (
	"bytes"
	"compress/zlib"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"docketcard/render/seal"
)

// otherKey is a key the tests' office does not know.
var otherKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

// signed returns a COSE_Sign1 message, untagged, of whatever is given, truly
// signed with key: what an attacker with a key, or a careless issuer, can make.
// Headers are encoded maps.
func signed(t testing.TB, key ed25519.PrivateKey, protected, unprotected, payload []byte) []byte {
	t.Helper()
	tbs := encoded(t, []any{"Signature1", protected, []byte{}, payload})
	return encoded(t, []any{protected, cbor.RawMessage(unprotected), payload, ed25519.Sign(key, tbs)})
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	b, err := cbor.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// header is the protected header that Seal writes for key.
func header(t testing.TB, key ed25519.PrivateKey) []byte {
	return slices.Concat([]byte{0xa2, 0x01, 0x27, 0x04, 0x48}, keyID(t, key))
}

func keyID(t testing.TB, key ed25519.PrivateKey) []byte {
	t.Helper()
	id, err := seal.KeyID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return id[:]
}

// content is the payload of a COSE_Sign1 message, which need not be signed.
func content(t testing.TB, message []byte) []byte {
	t.Helper()
	message = bytes.TrimPrefix(bytes.TrimPrefix(message, []byte{0xd8, 61}), []byte{0xd2})
	var parts []cbor.RawMessage
	var payload []byte
	if err := cbor.Unmarshal(message, &parts); err != nil || len(parts) != 4 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	if err := cbor.Unmarshal(parts[2], &payload); err != nil {
		t.Fatal(err)
	}
	return payload
}

func officeRing(t testing.TB) *seal.Keyring {
	return mustRing(t, seal.Key{Public: liveKey.Public(), Issuer: "UTO"})
}

func check(t testing.TB, res seal.Result, want seal.Verdict, reason string) {
	t.Helper()
	if res.Verdict != want || !strings.Contains(res.Reason, reason) {
		t.Errorf("got %v (%s), want %v (%s)", res.Verdict, res.Reason, want, reason)
	}
	genuine := slices.Contains([]seal.Verdict{seal.Valid, seal.Specimen, seal.Expired, seal.NotYetValid, seal.Revoked, seal.Suspended, seal.StatusStale}, res.Verdict)
	if genuine != (res.Payload != nil) {
		t.Errorf("%v: got payload %v", res.Verdict, res.Payload)
	}
}

func TestVerifyDates(t *testing.T) {
	p := card()
	p.NotBefore = day("2026-12-01")
	plain := card()
	plain.IssuedAt = time.Time{}
	old := card()
	old.IssuedAt, old.Expires = time.Unix(0, 0).UTC(), time.Unix(1, 0).UTC()
	long := card()
	long.Expires = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		payload seal.Payload
		at      time.Time
		want    seal.Verdict
		reason  string
	}{
		{"in date", p, today, seal.Valid, ""},
		{"first second", p, p.NotBefore, seal.Valid, ""},
		{"a nanosecond early", p, p.NotBefore.Add(-1), seal.NotYetValid, "not valid before 2026-12-01T00:00:00Z"},
		{"a nanosecond before expiry", p, p.Expires.Add(-1), seal.Valid, ""},
		{"expiry", p, p.Expires, seal.Expired, "expired at 2028-11-22T00:00:00Z"},
		{"expiry elsewhere", p, p.Expires.In(time.FixedZone("", -5*3600)), seal.Expired, ""},
		{"clock at 1970", p, time.Unix(0, 0), seal.NotYetValid, ""},
		{"clock at 1970, no not before", card(), time.Unix(0, 0), seal.NotYetValid, "check the clock"},
		{"clock at 1970, no issue", plain, time.Unix(0, 0), seal.Valid, ""},
		{"clock at 2038", p, time.Unix(1<<31, 0), seal.Expired, ""},
		{"clock at 9999", p, day("9999-12-31"), seal.Expired, ""},
		{"no clock", p, time.Time{}, seal.NotYetValid, ""},
		{"card of 1970", old, time.Unix(0, 0), seal.Valid, ""},
		{"card of 1970, next second", old, time.Unix(1, 0), seal.Expired, ""},
		{"card to 9999, after 2038", long, time.Unix(1<<31, 0), seal.Valid, ""},
		{"card to 9999, after 2106", long, time.Unix(1<<32, 0), seal.Valid, ""},
		{"card to 9999, then", long, long.Expires, seal.Expired, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := seal.URL("verify.example", mustSeal(t, liveKey, tt.payload))
			check(t, officeRing(t).Verify(text, tt.at), tt.want, tt.reason)
		})
	}
}

func TestVerifySpecimen(t *testing.T) {
	text := seal.URL("verify.example", mustSeal(t, seal.SpecimenKey(), specimen()))
	p := specimen()
	for name, ring := range map[string]*seal.Keyring{
		"zero ring":   {},
		"empty ring":  mustRing(t),
		"office ring": officeRing(t),
		"told twice":  mustRing(t, seal.Key{Public: seal.SpecimenKey().Public(), Use: seal.Use{Purpose: seal.SpecimenCards}}),
	} {
		t.Run(name, func(t *testing.T) {
			check(t, ring.Verify(text, today), seal.Specimen, "")
			check(t, ring.Verify(text, p.Expires), seal.Specimen, "expired")
			check(t, ring.Verify(text, time.Unix(0, 0)), seal.Specimen, "check the clock")
		})
	}
	if _, err := seal.NewKeyring(seal.Key{Public: seal.SpecimenKey().Public()}); err == nil {
		t.Errorf("specimen key as live key: got no error")
	}
}

// TestVerifySpecimenFlag signs by hand what Seal refuses to.
func TestVerifySpecimenFlag(t *testing.T) {
	specimenKey := seal.SpecimenKey().(ed25519.PrivateKey)
	live, sample := content(t, mustSeal(t, liveKey, card())), content(t, mustSeal(t, specimenKey, specimen()))
	sampleFalse := bytes.Clone(sample)
	sampleFalse[len(sampleFalse)-1] = 0xf4
	ownSamples := mustRing(t, seal.Key{Public: otherKey.Public(), Use: seal.Use{Purpose: seal.SpecimenCards}}, seal.Key{Public: liveKey.Public()})
	for _, tt := range []struct {
		name    string
		key     ed25519.PrivateKey
		payload []byte
		want    seal.Verdict
		reason  string
	}{
		{"live card, live key", liveKey, live, seal.Valid, ""},
		{"specimen, specimen key", specimenKey, sample, seal.Specimen, ""},
		{"specimen, issuer's own specimen key", otherKey, sample, seal.Specimen, ""},
		{"live card, specimen key", specimenKey, live, seal.BadSignature, "not marked as a specimen"},
		{"live card, issuer's own specimen key", otherKey, live, seal.BadSignature, "not marked as a specimen"},
		{"specimen, live key", liveKey, sample, seal.BadSignature, "signed with a live key"},
		{"flag false, live key", liveKey, sampleFalse, seal.Malformed, "not true"},
		{"flag false, specimen key", specimenKey, sampleFalse, seal.Malformed, "not true"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			message := signed(t, tt.key, header(t, tt.key), []byte{0xa0}, tt.payload)
			check(t, ownSamples.Verify(seal.Digits(message), today), tt.want, tt.reason)
		})
	}
	// The flag is signed: a specimen cannot shed it, nor can a live card get it.
	t.Run("other payload under a signature", func(t *testing.T) {
		m := mustSeal(t, specimenKey, specimen())
		stripped := bytes.Replace(m, encoded(t, sample), encoded(t, live), 1)
		check(t, ownSamples.Verify(seal.Digits(stripped), today), seal.BadSignature, "does not match")
	})
}

func TestVerifyKeys(t *testing.T) {
	message := mustSeal(t, liveKey, card())
	payload := content(t, message)
	liveID, otherID := keyID(t, liveKey), keyID(t, otherKey)
	live, other := seal.Key{Public: liveKey.Public()}, seal.Key{Public: otherKey.Public()}
	swapped := bytes.Replace(message, liveID, otherID, 1)
	algOnly := []byte{0xa1, 0x01, 0x27}
	with := func(k seal.Key, change func(*seal.Key)) seal.Key {
		change(&k)
		return k
	}
	id := func(id []byte) func(*seal.Key) { return func(k *seal.Key) { k.ID = id } }
	issuer := func(s string) func(*seal.Key) { return func(k *seal.Key) { k.Issuer = s } }
	for _, tt := range []struct {
		name    string
		message []byte
		keys    []seal.Key
		want    seal.Verdict
		reason  string
	}{
		{"known", message, []seal.Key{other, live}, seal.Valid, ""},
		{"unknown id", message, []seal.Key{other}, seal.UnknownKey, fmt.Sprintf("%x", liveID)},
		{"no keys", message, nil, seal.UnknownKey, ""},
		{"wrong key under the id", message, []seal.Key{with(other, id(liveID))}, seal.BadSignature, ""},
		{"several keys under one id", message, []seal.Key{with(other, id(liveID)), live}, seal.Valid, ""},
		{"id swapped for a known one", swapped, []seal.Key{live, other}, seal.BadSignature, ""},
		{"id swapped for an unknown one", swapped, []seal.Key{live}, seal.UnknownKey, ""},
		{"id swapped for the specimen key's", bytes.Replace(message, liveID, keyID(t, seal.SpecimenKey().(ed25519.PrivateKey)), 1), []seal.Key{live}, seal.BadSignature, ""},
		{"id in the unprotected header", signed(t, liveKey, algOnly, slices.Concat([]byte{0xa1, 4, 0x48}, liveID), payload), []seal.Key{other, live}, seal.Valid, ""},
		{"protected id wins", signed(t, liveKey, header(t, liveKey), slices.Concat([]byte{0xa1, 4, 0x48}, otherID), payload), []seal.Key{other, live}, seal.Valid, ""},
		{"no id", signed(t, liveKey, algOnly, []byte{0xa0}, payload), []seal.Key{other, live}, seal.Valid, ""},
		{"no id, no key", signed(t, liveKey, algOnly, []byte{0xa0}, payload), []seal.Key{other}, seal.UnknownKey, "names no key"},
		{"foreign id", signed(t, liveKey, []byte{0xa2, 1, 0x27, 4, 0x42, '1', '2'}, []byte{0xa0}, payload), []seal.Key{with(live, id([]byte("12")))}, seal.Valid, ""},
		{"right issuer", message, []seal.Key{with(live, issuer("UTO"))}, seal.Valid, ""},
		{"wrong issuer", message, []seal.Key{with(live, issuer("XXA"))}, seal.Untrusted, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check(t, mustRing(t, tt.keys...).Verify(seal.Digits(tt.message), today), tt.want, tt.reason)
		})
	}
}

func TestVerifyStructure(t *testing.T) {
	message := mustSeal(t, liveKey, card())
	payload := content(t, message)
	h := header(t, liveKey)
	idPair := h[3:] // 04 48 and the id
	empty := []byte{0xa0}
	body := message[1:]
	sign := func(protected, unprotected []byte) []byte { return signed(t, liveKey, protected, unprotected, payload) }
	pay := func(payload string) []byte { return signed(t, liveKey, h, empty, mustHex(payload)) }
	claim := func(v any) []byte {
		return signed(t, liveKey, h, empty, encoded(t, map[int]any{1: "UTO", 169: v}))
	}
	status := func(v any) []byte {
		return signed(t, liveKey, h, empty, encoded(t, map[int]any{1: "UTO", 169: map[int]any{1: "A"}, 65535: v}))
	}
	var nested any = "A"
	for range 8 {
		nested = []any{nested}
	}
	withSignature := func(signature any) []byte {
		return encoded(t, []any{h, cbor.RawMessage(empty), payload, signature})
	}
	for _, tt := range []struct {
		name    string
		message []byte
		want    seal.Verdict
		reason  string
	}{
		{"tag 18", message, seal.Valid, ""},
		{"no tag", body, seal.Valid, ""},
		{"tags 61 and 18", slices.Concat([]byte{0xd8, 61}, message), seal.Valid, ""},
		{"tag 61 alone", slices.Concat([]byte{0xd8, 61}, body), seal.Malformed, "without a COSE tag"},
		{"tag 18 twice", slices.Concat([]byte{0xd2}, message), seal.Malformed, ""},
		{"tag 61 twice", slices.Concat([]byte{0xd8, 61, 0xd8, 61}, message), seal.Malformed, ""},
		{"tag 18 in two bytes", slices.Concat([]byte{0xd8, 18}, body), seal.Malformed, ""},
		{"other tag", slices.Concat([]byte{0xd3}, body), seal.Malformed, ""},
		{"COSE_Mac0", slices.Concat([]byte{0xd1}, body), seal.Unsupported, "COSE_Mac0"},
		{"COSE_Sign in tag 61", slices.Concat([]byte{0xd8, 61, 0xd8, 98}, body), seal.Unsupported, "COSE_Sign"},
		{"trailing byte", slices.Concat(message, []byte{0}), seal.Malformed, "bytes after the end"},
		{"trailing message", slices.Concat(message, message), seal.Malformed, "bytes after the end"},
		{"indefinite length", slices.Concat([]byte{0x9f}, body[1:], []byte{0xff}), seal.Malformed, ""},
		{"three elements", encoded(t, []any{h, cbor.RawMessage(empty), payload}), seal.Malformed, ""},
		{"text as payload", encoded(t, []any{h, cbor.RawMessage(empty), "A", make([]byte, 64)}), seal.Malformed, ""},
		{"detached payload", encoded(t, []any{h, cbor.RawMessage(empty), nil, make([]byte, 64)}), seal.Malformed, "detached"},
		{"not signed", withSignature([]byte{}), seal.Malformed, "not signed"},
		{"zero signature", withSignature(make([]byte, 64)), seal.BadSignature, ""},
		{"short signature", withSignature(make([]byte, 63)), seal.BadSignature, ""},
		{"long signature", withSignature(slices.Concat(body[len(body)-64:], []byte{0})), seal.BadSignature, ""},

		{"algorithm swapped for ES256", sign(slices.Concat([]byte{0xa2, 1, 0x26}, idPair), empty), seal.BadSignature, ""},
		{"ES384", sign(slices.Concat([]byte{0xa2, 1, 0x38, 0x22}, idPair), empty), seal.Unsupported, "algorithm -35"},
		{"algorithm none", sign(slices.Concat([]byte{0xa2, 1, 0}, idPair), empty), seal.Unsupported, "algorithm 0"},
		{"HMAC", sign(slices.Concat([]byte{0xa2, 1, 5}, idPair), empty), seal.Unsupported, "algorithm 5"},
		{"algorithm as text", sign(slices.Concat([]byte{0xa2, 1, 0x65}, []byte("EdDSA"), idPair), empty), seal.Malformed, "no algorithm"},
		{"algorithm unprotected", sign(slices.Concat([]byte{0xa1}, idPair), []byte{0xa1, 1, 0x27}), seal.Malformed, "no algorithm"},
		{"another algorithm unprotected", sign(h, []byte{0xa1, 1, 0x26}), seal.Valid, ""},
		{"no protected header", signed(t, liveKey, []byte{}, []byte{0xa1, 1, 0x27}, payload), seal.Malformed, "no algorithm"},
		{"duplicate header", sign(slices.Concat([]byte{0xa3, 1, 0x27, 1, 0x27}, idPair), empty), seal.Malformed, "duplicate map key"},
		{"header after the header", sign(slices.Concat(h, []byte{0}), empty), seal.Malformed, "bytes after the end"},
		{"id as text", sign([]byte{0xa2, 1, 0x27, 4, 0x61, 'A'}, empty), seal.Malformed, ""},
		{"known critical", sign(slices.Concat([]byte{0xa3, 1, 0x27, 2, 0x81, 4}, idPair), empty), seal.Valid, ""},
		{"unknown critical", sign(slices.Concat([]byte{0xa4, 1, 0x27, 2, 0x81, 0x0f}, idPair, []byte{0x0f, 0xa0}), empty), seal.Unsupported, "critical"},
		{"unknown critical text", sign(slices.Concat([]byte{0xa4, 1, 0x27, 2, 0x81, 0x61, 'x'}, idPair, []byte{0x61, 'x', 0}), empty), seal.Unsupported, "critical"},
		{"absent critical", sign(slices.Concat([]byte{0xa3, 1, 0x27, 2, 0x81, 0x0f}, idPair), empty), seal.Malformed, ""},
		{"critical unprotected", sign(h, []byte{0xa1, 2, 0x81, 4}), seal.Malformed, ""},
		{"unknown header", sign(slices.Concat([]byte{0xa3, 1, 0x27}, idPair, []byte{0x18, 99, 0}), []byte{0xa1, 0x18, 98, 0}), seal.Valid, ""},

		{"empty payload", signed(t, liveKey, h, empty, []byte{}), seal.Malformed, "not a CBOR map"},
		{"list as payload", pay("80"), seal.Malformed, "not a CBOR map"},
		{"null as payload", pay("f6"), seal.Malformed, "not a CBOR map"},
		{"no claim 169", pay("a10163555444"), seal.Malformed, "no identity"},
		{"duplicate claim", pay("a3 0163555444 18a9a10161 41 18a9a10161 42"), seal.Malformed, "duplicate map key"},
		{"duplicate claim in two forms", pay("a3 0163555444 18a9a1016141 1900a9a1016141"), seal.Malformed, "duplicate map key"},
		{"duplicate attribute", pay("a2 0163555444 18a9a2016141016142"), seal.Malformed, "duplicate map key"},
		{"duplicate key in an unknown claim", pay("a3 0163555444 18a9a1016141 1903e7a200000000"), seal.Malformed, "duplicate map key"},
		{"trailing byte in payload", pay("a2 0163555444 18a9a1016141 00"), seal.Malformed, "bytes after the end"},
		{"indefinite map", pay("bf 0163555444 18a9a1016141 ff"), seal.Malformed, ""},
		{"bad UTF-8", pay("a2 0163ffffff 18a9a1016141"), seal.Malformed, ""},
		{"tag in payload", pay("a2 0163555444 18a9a101c06141"), seal.Malformed, ""},
		{"issuer is a number", pay("a2 0101 18a9a1016141"), seal.Malformed, "claim 1"},
		{"expiry is text", pay("a3 0163555444 046130 18a9a1016141"), seal.Malformed, "claim 4"},
		{"expiry is a float", pay("a3 0163555444 04fb7ff0000000000000 18a9a1016141"), seal.Malformed, "claim 4"},
		{"expiry is null", pay("a3 0163555444 04f6 18a9a1016141"), seal.Malformed, "claim 4"},
		{"expiry before 1970", pay("a3 0163555444 0420 18a9a1016141"), seal.Malformed, "claim 4"},
		{"expiry after 9999", pay("a3 0163555444 041b7fffffffffffffff 18a9a1016141"), seal.Malformed, "claim 4"},
		{"expiry beyond 63 bits", pay("a3 0163555444 041bffffffffffffffff 18a9a1016141"), seal.Malformed, ""},
		{"deep", claim(map[int]any{1: nested}), seal.Malformed, "nested too deeply"},
		{"identity in a byte string", claim(mustHex("a1016141")), seal.Valid, ""},
		{"identity is broken", claim(mustHex("a10161")), seal.Malformed, "claim 169"},
		{"identity is text", claim("A"), seal.Malformed, "no identity"},
		{"attribute named by text", claim(map[string]any{"id": "A"}), seal.Malformed, "small integer"},
		{"attribute beyond 32 bits", claim(map[int64]any{1 << 40: "A"}), seal.Malformed, "small integer"},
		{"unknown attribute", claim(map[int]any{62: []any{map[int]any{0: []byte{1}}}}), seal.Valid, ""},
		{"status", status(map[string]any{"status_list": map[string]any{"idx": 0, "uri": "x"}}), seal.Valid, "revocation was not checked"},
		{"status is text", status("x"), seal.Malformed, "claim 65535"},
		{"status of another kind", status(map[string]any{"identifier_list": 1}), seal.Unsupported, ""},
		{"status without index", status(map[string]any{"status_list": map[string]any{"uri": "x"}}), seal.Malformed, ""},
		{"status below 0", status(map[string]any{"status_list": map[string]any{"idx": -1, "uri": "x"}}), seal.Malformed, ""},
		{"status is a list", status(map[string]any{"status_list": []any{}}), seal.Malformed, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check(t, officeRing(t).Verify(seal.Digits(tt.message), today), tt.want, tt.reason)
		})
	}
}

// TestVerifyAltered changes seals in every single bit, at every length and in
// every digit.
func TestVerifyAltered(t *testing.T) {
	ring := mustRing(t, seal.Key{Public: liveKey.Public(), Issuer: "UTO"}, seal.Key{Public: officeP256.Public(), Issuer: "UTO"})
	refused := func(t *testing.T, text, what string) {
		t.Helper()
		switch res := ring.Verify(text, today); {
		case res.Payload != nil:
			t.Fatalf("%s: got %v", what, res.Verdict)
		case res.Verdict.Sentence() == "":
			t.Fatalf("%s: verdict %v has no sentence", what, res.Verdict)
		}
	}
	full := card()
	full.Status = &seal.StatusRef{Index: 70000, URI: "https://status.example/1"}
	messages := map[string][]byte{
		"live":     mustSeal(t, liveKey, card()),
		"full":     mustSeal(t, liveKey, full),
		"specimen": mustSeal(t, seal.SpecimenKey(), specimen()),
	}
	// Payloads that have ever less in them, in both algorithms and dialects.
	for i, key := range seal.Attributes()[:17] {
		p := card()
		p.Attributes = map[int]any{key.Key: map[seal.Kind]any{seal.Text: "Zoë", seal.Date: "199004", seal.Sex: int64(3), seal.Integer: int64(2), seal.Bytes: []byte{0xff, 0xd8, 0xff}}[key.Kind]}
		signer := []crypto.Signer{liveKey, officeP256}[i%2]
		s, err := seal.NewSealer(signer)
		if err != nil {
			t.Fatal(err)
		}
		if messages[key.Name], err = s.In(seal.Dialect(i / 2 % 2)).Seal(p); err != nil {
			t.Fatal(err)
		}
	}
	if len(messages) != 20 {
		t.Fatalf("got %d payloads, want 20", len(messages))
	}
	for name, message := range messages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := seal.URL("verify.example", message)
			if ring.Verify(text, today).Payload == nil {
				t.Fatal("the unaltered seal is refused")
			}
			for i := range len(message) * 8 {
				altered := bytes.Clone(message)
				altered[i/8] ^= 1 << (i % 8)
				refused(t, seal.Digits(altered), fmt.Sprintf("bit %d flipped", i))
			}
			for i := range message {
				refused(t, seal.Digits(message[:i]), fmt.Sprintf("cut to %d bytes", i))
			}
			start := strings.Index(text, "#") + 1
			for i := start; i < len(text); i++ {
				refused(t, text[:i], fmt.Sprintf("cut to %d characters", i))
				refused(t, text[:i]+text[i+1:], fmt.Sprintf("character %d left out", i))
				c := '0' + (text[i]-'0'+1+byte(i%9))%10
				refused(t, text[:i]+string(c)+text[i+1:], fmt.Sprintf("character %d is %c", i, c))
			}
		})
	}
}

func TestParse(t *testing.T) {
	message := mustSeal(t, liveKey, card())
	digits := seal.Digits(message)
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(message)
	w.Close()
	var bomb bytes.Buffer
	w = zlib.NewWriter(&bomb)
	w.Write(make([]byte, 64<<10+1))
	w.Close()
	for _, tt := range []struct {
		name, text string
		want       error
	}{
		{"URL", seal.URL("verify.example", message), nil},
		{"lower case", strings.ToLower(seal.URL("verify.example", message)), nil},
		{"mixed case", "Https://Verify.Example/v#" + digits, nil},
		{"white space around", " \r\n" + seal.URL("verify.example:8443", message) + "\n ", nil},
		{"another path", "https://h/c/AB2C#" + digits, nil},
		{"digits", digits, nil},
		{"white space around digits", "\t" + digits + "\n", nil},
		{"compressed", seal.Digits(z.Bytes()), nil},
		{"portal link", "HTTPS://PORTAL.EXAMPLE/C/ABCDEFGHIJKLMNOPQRSTUVWXYZ", seal.ErrNoSeal},
		{"empty fragment", "HTTPS://VERIFY.EXAMPLE/V#", seal.ErrNoSeal},
		{"empty", "", seal.ErrMalformed},
		{"white space", " \n", seal.ErrMalformed},
		{"other scheme", "http://h/V#" + digits, seal.ErrMalformed},
		{"second fragment", "HTTPS://H/V#1#" + digits, seal.ErrMalformed},
		{"white space within", digits[:53] + "\n" + digits[53:], seal.ErrMalformed},
		{"too long", strings.Repeat("0", 53*200), seal.ErrMalformed},
		{"compressed with a byte more", seal.Digits(append(bytes.Clone(z.Bytes()), 0)), seal.ErrMalformed},
		{"compressed with a byte less", seal.Digits(z.Bytes()[:z.Len()-1]), seal.ErrMalformed},
		{"grows too large", seal.Digits(bomb.Bytes()), seal.ErrMalformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := seal.Parse(tt.text)
			if !errors.Is(err, tt.want) || err == nil && !bytes.Equal(got, message) {
				t.Errorf("got %x, %v, want %v", got, err, tt.want)
			}
			want := seal.Valid
			switch tt.want {
			case seal.ErrMalformed:
				want = seal.Malformed
			case seal.ErrNoSeal:
				want = seal.Unsupported
			}
			check(t, officeRing(t).Verify(tt.text, today), want, "")
		})
	}
}

func TestFromBase45(t *testing.T) {
	// RFC 9285 sections 4.3 and 4.4, and its overflows.
	for text, want := range map[string]string{
		"":            "",
		"BB8":         "AB",
		"%69 VD92EX0": "Hello!!",
		"UJCLQE7W581": "base-45",
		"QED8WEX0":    "ietf!",
		"FGW":         "\xff\xff",
		"U5":          "\xff",
	} {
		got, err := seal.FromBase45(text)
		if err != nil || string(got) != want {
			t.Errorf("FromBase45(%q): got %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"GGW", ":::", "V5", "::", "A", "BB8A", "bb8", "BB\n", "B\xff8", "BÄ"} {
		if got, err := seal.FromBase45(text); !errors.Is(err, seal.ErrMalformed) {
			t.Errorf("FromBase45(%q): got %q, %v, want ErrMalformed", text, got, err)
		}
	}
}

// TestWeakKeys forges a signature for each key of small order with no private
// key, to show that the list is needed, and that NewKeyring refuses them all.
func TestWeakKeys(t *testing.T) {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	order8, _ := new(big.Int).SetString("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16)
	identity := append([]byte{1}, make([]byte, 31)...)
	for _, y := range []*big.Int{
		big.NewInt(0), big.NewInt(1), new(big.Int).Sub(p, big.NewInt(1)), p, new(big.Int).Add(p, big.NewInt(1)),
		order8, new(big.Int).Sub(p, order8),
	} {
		for sign := range 2 {
			pub := y.FillBytes(make([]byte, 32))
			slices.Reverse(pub)
			pub[31] |= byte(sign) << 7
			if _, err := seal.NewKeyring(seal.Key{Public: ed25519.PublicKey(pub)}); err == nil {
				t.Errorf("key %x: got no error", pub)
			}
			if _, err := seal.KeyID(ed25519.PublicKey(pub)); err == nil {
				t.Errorf("id of key %x: got no error", pub)
			}
			forged := false
			for i := 0; i < 200 && !forged; i++ {
				forged = ed25519.Verify(pub, []byte{byte(i)}, append(bytes.Clone(identity), make([]byte, 32)...))
			}
			if !forged {
				t.Errorf("key %x: no forgery found", pub)
			}
		}
	}
	off := &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(1), Y: big.NewInt(1)}
	for name, pub := range map[string]crypto.PublicKey{
		"nil":                nil,
		"short":              ed25519.PublicKey{1},
		"short RSA":          &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 1024), E: 65537},
		"RSA that signs all": &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), 2048), E: 1},
		"nil P-256":          (*ecdsa.PublicKey)(nil),
		"no curve":           &ecdsa.PublicKey{},
		"infinity":           &ecdsa.PublicKey{Curve: elliptic.P256(), X: new(big.Int), Y: new(big.Int)},
		"off the curve":      off,
		"negative":           &ecdsa.PublicKey{Curve: elliptic.P256(), X: big.NewInt(-1), Y: big.NewInt(1)},
		"beyond the field":   &ecdsa.PublicKey{Curve: elliptic.P256(), X: elliptic.P256().Params().P, Y: elliptic.P256().Params().P},
		"private":            liveKey,
	} {
		if _, err := seal.NewKeyring(seal.Key{Public: pub}); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

// TestRFC8032 pins what is used of crypto/ed25519: RFC 8032 section 7.1, test 3.
func TestRFC8032(t *testing.T) {
	key := ed25519.NewKeyFromSeed(mustHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"))
	if got, want := key.Public().(ed25519.PublicKey), mustHex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"); !bytes.Equal(got, want) {
		t.Errorf("public key: got %x, want %x", got, want)
	}
	got, err := key.Sign(nil, mustHex("af82"), crypto.Hash(0))
	want := mustHex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("signature: got %x, %v, want %x", got, err, want)
	}
}

func TestKeyID(t *testing.T) {
	// The DER of an Ed25519 SubjectPublicKeyInfo, RFC 8410 section 4, by hand.
	pub := liveKey.Public().(ed25519.PublicKey)
	sum := sha256.Sum256(slices.Concat(mustHex("302a300506032b6570032100"), pub))
	got, err := seal.KeyID(pub)
	if err != nil || !bytes.Equal(got[:], sum[:8]) {
		t.Errorf("got %x, %v, want %x", got, err, sum[:8])
	}
}

func TestVerdicts(t *testing.T) {
	seen := map[string]bool{}
	for v := seal.Malformed; v <= seal.Valid; v++ {
		b, err := json.Marshal(v)
		if err != nil || v.String() == "" || v.Sentence() == "" || seen[string(b)] {
			t.Errorf("verdict %d: %q, %q, %s, %v", v, v, v.Sentence(), b, err)
		}
		seen[string(b)] = true
	}
	if got := (seal.Result{}).Verdict; got != seal.Malformed {
		t.Errorf("zero verdict: got %v, want MALFORMED", got)
	}
}

func FuzzVerify(f *testing.F) {
	for _, s := range frozenSeals(f) {
		f.Add(s.Text)
		b, err := seal.Parse(s.Text)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	for _, v := range claim169Vectors(f) {
		f.Add(v.Text)
	}
	f.Add("HTTPS://PORTAL.EXAMPLE/C/ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	specimenKey := seal.SpecimenKey().(ed25519.PrivateKey)
	f.Add(string(content(f, mustSeal(f, specimenKey, specimen()))))
	protected := header(f, specimenKey)
	// The ring knows no key that signed a seed, so nothing can be genuine but
	// specimens.
	ring := mustRing(f, seal.Key{Public: otherKey.Public()})
	f.Fuzz(func(t *testing.T, s string) {
		for _, text := range []string{
			s,                      // the text of a code
			seal.Digits([]byte(s)), // a message
			seal.Digits(signed(t, specimenKey, protected, []byte{0xa0}, []byte(s))), // a payload
		} {
			if r, err := seal.Read(text); err == nil {
				for _, field := range slices.Concat(r.Payload.Fields(), r.Rest) {
					if field.Name == "" || field.Label == "" || strings.ContainsFunc(field.Value, hidden) {
						t.Fatalf("read: field %+q", field)
					}
				}
			}
			res := ring.Verify(text, today)
			if (res.Payload != nil) != (res.Verdict == seal.Specimen) {
				t.Fatalf("%q: got %v (%s)", text, res.Verdict, res.Reason)
			}
			if res.Payload == nil {
				continue
			}
			if _, err := seal.Read(text); err != nil {
				t.Fatalf("%q: verified, but not read: %v", text, err)
			}
			for _, field := range res.Payload.Fields() {
				if field.Name == "" || field.Label == "" || strings.ContainsFunc(field.Value, hidden) {
					t.Fatalf("field %+q", field)
				}
			}
		}
	})
}

// hidden reports characters that could make a terminal lie.
func hidden(r rune) bool {
	return r < ' ' || 0x7f <= r && r < 0xa0 || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}
