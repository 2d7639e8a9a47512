package seal_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"docketcard/render/seal"
)

// rootKey signs the tests' trust lists.
var rootKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))

func root() seal.Key {
	return seal.Key{Public: rootKey.Public(), Use: seal.Use{Purpose: seal.TrustLists}}
}

func trustList() *seal.TrustList {
	return &seal.TrustList{
		Sequence: 1, Issued: day("2027-05-01"), NextUpdate: day("2027-08-01"),
		Keys: []seal.Key{
			{Public: liveKey.Public(), ID: keyIDOf(liveKey), Issuer: "UTO", Use: seal.Use{NotBefore: day("2026-01-01"), NotAfter: day("2030-01-01")}},
			{Public: statusKey.Public(), ID: keyIDOf(statusKey), Issuer: "UTO", Use: seal.Use{Purpose: seal.StatusLists}},
			{Public: otherP256.Public(), ID: keyIDOf(otherP256), Issuer: "UTO", State: seal.Retired, Since: day("2026-12-01")},
			{Public: officeP256.Public(), ID: keyIDOf(officeP256), Issuer: "UTO", State: seal.Compromised, Since: day("2026-12-01"), Why: "stolen laptop"},
		},
	}
}

func keyIDOf(key crypto.Signer) []byte {
	id, err := seal.KeyID(key.Public())
	if err != nil {
		panic(err)
	}
	return id[:]
}

func mustSign(t testing.TB, l *seal.TrustList, key crypto.Signer) []byte {
	t.Helper()
	b, err := l.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustTrust(t testing.TB, b []byte) *seal.TrustList {
	t.Helper()
	l, err := seal.OpenTrustList(b, root())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestTrustList(t *testing.T) {
	b := mustSign(t, trustList(), rootKey)
	if again := mustSign(t, trustList(), rootKey); !bytes.Equal(b, again) {
		t.Errorf("two lists of the same keys differ")
	}
	got, want := mustTrust(t, b), trustList()
	if !reflect.DeepEqual(got.Keys, want.Keys) {
		t.Errorf("keys: got %+v, want %+v", got.Keys, want.Keys)
	}
	if got.Sequence != 1 || !got.Issued.Equal(want.Issued) || !got.NextUpdate.Equal(want.NextUpdate) || got.Previous != nil {
		t.Errorf("got %+v", got)
	}
	es256 := mustSign(t, trustList(), otherP256)
	if _, err := seal.OpenTrustList(es256, seal.Key{Public: otherP256.Public(), Use: seal.Use{Purpose: seal.TrustLists}}); err != nil {
		t.Errorf("ES256: %v", err)
	}
	empty := trustList()
	empty.Keys = nil
	if got := mustTrust(t, mustSign(t, empty, rootKey)); len(got.Keys) != 0 {
		t.Errorf("no keys: got %v", got.Keys)
	}
}

func TestTrustListVerify(t *testing.T) {
	ring, err := mustTrust(t, mustSign(t, trustList(), rootKey)).Keyring()
	if err != nil {
		t.Fatal(err)
	}
	message := mustSeal(t, liveKey, card())
	xxa := card()
	xxa.Issuer = "XXA"
	late := card()
	late.IssuedAt = day("2026-12-01")
	for _, tt := range []struct {
		name    string
		message []byte
		at      time.Time
		want    seal.Verdict
		reason  string
	}{
		{"active key", message, today, seal.Valid, ""},
		{"unknown key", mustSeal(t, otherKey, card()), today, seal.UnknownKey, "no key with id"},
		{"other issuer", mustSeal(t, liveKey, xxa), today, seal.Untrusted, "may not sign for the issuer"},
		{"retired key, card before", mustSeal(t, otherP256, card()), today, seal.Valid, ""},
		{"retired key, card after", mustSeal(t, otherP256, late), today, seal.Untrusted, "retired since"},
		{"compromised key, card before", mustSeal(t, officeP256, card()), today, seal.Untrusted, "compromised since"},
		{"compromised key, card after", mustSeal(t, officeP256, late), today, seal.Untrusted, "compromised since"},
		{"the key of the list itself", signed(t, rootKey, header(t, rootKey), []byte{0xa0}, content(t, message)), today, seal.UnknownKey, ""},
		{"stale list", message, day("2027-08-01"), seal.StatusStale, "the trust list is out of date since 2027-08-01"},
		{"a second before", message, day("2027-08-01").Add(-1), seal.Valid, ""},
		{"stale list, expired card", message, card().Expires, seal.Expired, ""},
		{"clock at 1970", message, time.Unix(0, 0), seal.NotYetValid, "check the clock"},
		{"clock at 9999", message, day("9999-12-31"), seal.Expired, ""},
		{"specimen under a stale list", mustSeal(t, seal.SpecimenKey(), specimen()), day("2027-08-01"), seal.Specimen, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			check(t, ring.Verify(seal.Digits(tt.message), tt.at), tt.want, tt.reason)
		})
	}
	t.Run("status list of a listed key", func(t *testing.T) {
		with := ring.WithStatus(mustList(t, ring, statusToken(t, statusKey, nil)))
		check(t, with.Verify(listed(t, liveKey, 5, nil), today), seal.Revoked, "")
	})
	t.Run("a key named beside the list", func(t *testing.T) {
		with, err := mustTrust(t, mustSign(t, trustList(), rootKey)).Keyring(seal.Key{Public: otherKey.Public()})
		if err != nil {
			t.Fatal(err)
		}
		check(t, with.Verify(seal.Digits(mustSeal(t, otherKey, card())), day("2027-08-01")), seal.Valid, "")
	})
	t.Run("a compromised key named beside the list", func(t *testing.T) {
		with, err := mustTrust(t, mustSign(t, trustList(), rootKey)).Keyring(seal.Key{Public: officeP256.Public()})
		if err != nil {
			t.Fatal(err)
		}
		check(t, with.Verify(seal.Digits(mustSeal(t, officeP256, card())), today), seal.Untrusted, "compromised")
	})
}

func TestTrustListRollback(t *testing.T) {
	next := func(b []byte, why string) []byte {
		l := mustTrust(t, b)
		sum := sha256.Sum256(b)
		l.Sequence, l.Previous = l.Sequence+1, sum[:]
		l.Keys[3].Why = why
		return mustSign(t, l, rootKey)
	}
	first := mustSign(t, trustList(), rootKey)
	second, fork := next(first, "a"), next(first, "b")
	third, other := next(second, "c"), next(fork, "c")
	fourth := next(other, "d")
	mark := func(b []byte) seal.TrustMark { return mustTrust(t, b).Mark() }
	for _, tt := range []struct {
		name string
		seen seal.TrustMark
		list []byte
		want string // "" for no fault
	}{
		{"nothing seen", seal.TrustMark{}, second, ""},
		{"nothing seen, first", seal.TrustMark{}, first, ""},
		{"the same", mark(second), second, ""},
		{"the next", mark(second), third, ""},
		{"one left out", mark(first), third, ""},
		{"rolled back", mark(second), first, "the list is number 1, and number 2 has been seen"},
		{"forked", mark(second), fork, "another list with number 2"},
		{"after a fork", mark(second), other, "does not follow number 2"},
		// Without the list between there is nothing to tell it by.
		{"two after a fork", mark(second), fourth, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := mustTrust(t, tt.list).After(tt.seen)
			if (err == nil) != (tt.want == "") || err != nil && (!errors.Is(err, seal.ErrRollback) || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestTrustListRefused(t *testing.T) {
	b := mustSign(t, trustList(), rootKey)
	payload := content(t, b)
	var claims map[string]any
	if err := cbor.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	typed := func(key ed25519.PrivateKey, payload []byte) []byte {
		protected := encoded(t, map[int]any{1: -8, 4: keyID(t, key), 16: "application/vnd.docketcard.trust+cbor"})
		return append([]byte{0xd2}, signed(t, key, protected, []byte{0xa0}, payload)...)
	}
	with := func(name string, v any) []byte {
		c := maps.Clone(claims)
		if c[name] = v; v == nil {
			delete(c, name)
		}
		return typed(rootKey, encoded(t, c))
	}
	entry := func(name string, v any) []byte {
		e := map[string]any{}
		for k, v := range claims["keys"].([]any)[0].(map[any]any) {
			e[k.(string)] = v
		}
		e[name] = v
		return with("keys", []any{e})
	}
	coseKey := func(pub any, change func(*cose.Key)) cbor.RawMessage {
		k, err := cose.NewKeyFromPublic(pub)
		if err != nil {
			t.Fatal(err)
		}
		k.ID = []byte("12")
		change(k)
		raw, err := k.MarshalCBOR()
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	duplicate := slices.Concat([]byte{payload[0] + 1}, payload[1:], encoded(t, "issued"), encoded(t, 0))
	weak := coseKey(liveKey.Public(), func(k *cose.Key) { k.Params[cose.KeyLabelOKPX] = make([]byte, 32) })
	private := coseKey(liveKey.Public(), func(k *cose.Key) { k.Params[cose.KeyLabelOKPD] = make([]byte, 32) })
	use := seal.Use{Purpose: seal.TrustLists}
	for _, tt := range []struct {
		name string
		list []byte
		want error
		text string
	}{
		{"forged list", typed(otherKey, payload), seal.ErrUntrusted, "no key with id"},
		{"forged under our key id", bytes.Replace(typed(otherKey, payload), keyID(t, otherKey), keyID(t, rootKey), 1), seal.ErrUntrusted, "does not match"},
		{"signed with the specimen key", typed(seal.SpecimenKey().(ed25519.PrivateKey), payload), seal.ErrUntrusted, "a key for specimens"},
		{"a status list", statusToken(t, rootKey, nil), seal.ErrMalformed, "does not say"},
		{"a card", mustSeal(t, rootKey, card()), seal.ErrMalformed, "does not say"},
		{"CWT tag", slices.Concat([]byte{0xd8, 61}, b), seal.ErrMalformed, "CWT tag"},
		{"another schema", with("schema", "docketcard/trust/v2"), seal.ErrUnsupported, "another schema"},
		{"no schema", with("schema", nil), seal.ErrUnsupported, "another schema"},
		{"sequence 0", with("sequence", 0), seal.ErrMalformed, "sequence is 0"},
		{"sequence below 0", with("sequence", -1), seal.ErrMalformed, ""},
		{"second without previous", with("sequence", 2), seal.ErrMalformed, "SHA-256"},
		{"first with previous", with("previous", make([]byte, 32)), seal.ErrMalformed, "SHA-256"},
		{"stale when issued", with("next_update", claims["issued"]), seal.ErrMalformed, "out of date before"},
		{"no next update", with("next_update", nil), seal.ErrMalformed, "out of date before"},
		{"issued after 9999", with("issued", int64(1)<<60), seal.ErrMalformed, "9999"},
		{"issued before 1970", with("issued", -1), seal.ErrMalformed, "1970"},
		{"duplicate key", typed(rootKey, duplicate), seal.ErrMalformed, "duplicate map key"},
		{"unknown purpose", entry("purpose", "door"), seal.ErrUnsupported, "key 1 has a purpose or state"},
		{"unknown state", entry("state", "asleep"), seal.ErrUnsupported, "key 1 has a purpose or state"},
		{"key for trust lists", entry("purpose", "trust"), seal.ErrMalformed, "handed over, not listed"},
		{"retired without a date", entry("state", "retired"), seal.ErrMalformed, "since when"},
		{"no issuer", entry("issuer", ""), seal.ErrMalformed, "no issuer"},
		{"no key", entry("key", 1), seal.ErrMalformed, "not a public key"},
		{"weak key", entry("key", weak), seal.ErrMalformed, "not a public key"},
		{"private key", entry("key", private), seal.ErrMalformed, "not a public key"},
		{"key without id", entry("key", coseKey(liveKey.Public(), func(k *cose.Key) { k.ID = nil })), seal.ErrMalformed, "not a public key"},
		{"the specimen key", entry("key", coseKey(seal.SpecimenKey().Public(), func(*cose.Key) {})), seal.ErrMalformed, "specimen key"},
		{"use ends before it begins", entry("not_after", 0), seal.ErrMalformed, "ends before"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := seal.OpenTrustList(tt.list, root())
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) || l != nil {
				t.Errorf("got %v, %v, want %v (%s)", l, err, tt.want, tt.text)
			}
		})
	}
	for _, tt := range []struct {
		name string
		root seal.Key
		text string
	}{
		{"root for cards", seal.Key{Public: rootKey.Public()}, "a key for cards"},
		{"compromised root", seal.Key{Public: rootKey.Public(), Use: use, State: seal.Compromised}, "compromised"},
		{"expired root", seal.Key{Public: rootKey.Public(), Use: seal.Use{Purpose: seal.TrustLists, NotAfter: day("2027-05-01")}}, "not in use after"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := seal.OpenTrustList(b, tt.root); !errors.Is(err, seal.ErrUntrusted) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v, want %q", err, tt.text)
			}
		})
	}
	t.Run("every bit flipped", func(t *testing.T) {
		for i := range len(b) * 8 {
			altered := bytes.Clone(b)
			altered[i/8] ^= 1 << (i % 8)
			if _, err := seal.OpenTrustList(altered, root()); err == nil {
				t.Fatalf("bit %d: no error", i)
			}
		}
	})

	for name, change := range map[string]func(*seal.TrustList){
		"sequence 0":     func(l *seal.TrustList) { l.Sequence = 0 },
		"no previous":    func(l *seal.TrustList) { l.Sequence = 2 },
		"no time":        func(l *seal.TrustList) { l.Issued = time.Time{} },
		"no next update": func(l *seal.TrustList) { l.NextUpdate = time.Time{} },
		"half a second":  func(l *seal.TrustList) { l.Keys[0].NotAfter = l.Keys[0].NotAfter.Add(1) },
		"nil key":        func(l *seal.TrustList) { l.Keys[0].Public = nil },
		"key for lists":  func(l *seal.TrustList) { l.Keys[0].Purpose = seal.TrustLists },
		"specimen key":   func(l *seal.TrustList) { l.Keys[0].Public = seal.SpecimenKey().Public() },
		"no issuer":      func(l *seal.TrustList) { l.Keys[0].Issuer = "" },
		"no since":       func(l *seal.TrustList) { l.Keys[0].State = seal.Compromised },
	} {
		l := trustList()
		change(l)
		if _, err := l.Sign(rootKey); err == nil {
			t.Errorf("signing, %s: got no error", name)
		}
	}
	if _, err := trustList().Sign(seal.SpecimenKey()); err == nil {
		t.Errorf("signing with the specimen key: got no error")
	}
}

func FuzzTrustList(f *testing.F) {
	b := mustSign(f, trustList(), rootKey)
	f.Add(b)
	f.Add(content(f, b))
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := seal.OpenTrustList(b, seal.Key{Public: otherKey.Public(), Use: seal.Use{Purpose: seal.TrustLists}}); err == nil {
			t.Fatalf("got %v for a list that nobody signed", l)
		}
		protected := encoded(t, map[int]any{1: -8, 4: keyID(t, rootKey), 16: "application/vnd.docketcard.trust+cbor"})
		l, err := seal.OpenTrustList(signed(t, rootKey, protected, []byte{0xa0}, b), root())
		if err != nil {
			return
		}
		if _, err := l.Keyring(); err != nil {
			t.Fatal(err)
		}
		again, err := l.Sign(rootKey)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(mustTrust(t, again).Keys, l.Keys) {
			t.Fatalf("written again, the keys differ")
		}
	})
}
