package seal_test

import (
	"bytes"
	"compress/zlib"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"docketcard/render/seal"
)

// statusKey signs the status lists of the tests' office.
var statusKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, 32))

const statusURI = "https://status.example/1"

// statusRing trusts the tests' office for cards and for status lists.
func statusRing(t testing.TB, more ...seal.Key) *seal.Keyring {
	return mustRing(t, append(more,
		seal.Key{Public: liveKey.Public(), Issuer: "UTO"},
		seal.Key{Public: statusKey.Public(), Issuer: "UTO", Use: seal.Use{Purpose: seal.StatusLists}})...)
}

// statusToken returns a signed list of 64 entries: 5 is revoked, 6 suspended, 7 the issuer's own.
func statusToken(t testing.TB, key crypto.Signer, change func(*seal.StatusList)) []byte {
	t.Helper()
	l, err := seal.NewStatusList(statusURI, 64)
	if err != nil {
		t.Fatal(err)
	}
	l.IssuedAt, l.Expires, l.TTL = today.Add(-12*time.Hour), today.AddDate(0, 0, 7), 24*time.Hour
	for i, s := range []seal.Status{seal.StatusInvalid, seal.StatusSuspended, 3} {
		if err := l.Set(uint64(5+i), s); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(l)
	}
	b, err := l.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustList(t testing.TB, r *seal.Keyring, token []byte) *seal.StatusList {
	t.Helper()
	l, err := r.StatusList(token)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// listed returns the text of a card with an entry in the status list.
func listed(t testing.TB, key crypto.Signer, index uint64, change func(*seal.Payload)) string {
	p := card()
	p.Status = &seal.StatusRef{Index: index, URI: statusURI}
	if change != nil {
		change(&p)
	}
	return seal.URL("verify.example", mustSeal(t, key, p))
}

// TestStatusListVectors reads the encodings of the draft's appendix.
func TestStatusListVectors(t *testing.T) {
	b, err := os.ReadFile("testdata/token-status-list/encodings.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Bits   int
		Source string
		Status map[uint64]seal.Status
		CBOR   string
	}
	if err := json.Unmarshal(b, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) != 4 {
		t.Fatalf("got %d vectors, want 4", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Source, func(t *testing.T) {
			payload := encoded(t, map[int]any{2: statusURI, 6: today.Unix(), 65533: cbor.RawMessage(mustHex(v.CBOR))})
			l := mustList(t, statusRing(t), signedList(t, statusKey, payload))
			if l.Len() != 1<<20 {
				t.Errorf("got %d entries, want %d", l.Len(), 1<<20)
			}
			for i := range l.Len() {
				if got, _ := l.At(i); got != v.Status[i] {
					t.Fatalf("entry %d: got %v, want %v", i, got, v.Status[i])
				}
			}
			if _, ok := l.At(1 << 20); ok {
				t.Errorf("there is an entry after the last")
			}
		})
	}
}

// signedList returns a COSE_Sign1 message whose header says that it is a status list.
func signedList(t testing.TB, key ed25519.PrivateKey, payload []byte) []byte {
	protected := encoded(t, map[int]any{1: -8, 4: keyID(t, key), 16: "application/statuslist+cwt"})
	return append([]byte{0xd2}, signed(t, key, protected, []byte{0xa0}, payload)...)
}

// TestStatusListExamples reads the draft's examples of a list and of a token
// that is in it. Their key is not published with them, so the payloads are
// signed anew.
func TestStatusListExamples(t *testing.T) {
	read := func(name string) []byte {
		b, err := os.ReadFile("testdata/token-status-list/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return mustHex(strings.TrimSpace(string(b)))
	}
	list := read("status_list_cwt.hex")
	if _, err := statusRing(t).StatusList(list); !errors.Is(err, seal.ErrUntrusted) || !strings.Contains(err.Error(), "no key with id 3132") {
		t.Errorf("unknown key: got %v", err)
	}
	l := mustList(t, statusRing(t), signedList(t, statusKey, content(t, list)))
	if l.URI != "https://example.com/statuslists/1" || !l.IssuedAt.Equal(time.Unix(1686920170, 0)) || !l.Expires.Equal(time.Unix(2291720170, 0)) || l.TTL != 12*time.Hour {
		t.Errorf("got %+v", l)
	}
	// Section 4.1: b9 a3, lowest bit first.
	want := []seal.Status{1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1}
	for i, w := range want {
		if got, ok := l.At(uint64(i)); !ok || got != w {
			t.Errorf("entry %d: got %v, %t, want %v", i, got, ok, w)
		}
	}
	if !l.Until().Equal(l.IssuedAt.Add(12 * time.Hour)) {
		t.Errorf("out of date: got %v", l.Until())
	}

	// The token names entry 0 of that list, which is set.
	token := content(t, read("referenced_token_cwt.hex"))
	var claims map[int]any
	if err := cbor.Unmarshal(token, &claims); err != nil {
		t.Fatal(err)
	}
	claims[169] = map[int]any{1: "A"}
	message := signed(t, otherKey, header(t, otherKey), []byte{0xa0}, encoded(t, claims))
	ring := statusRing(t, seal.Key{Public: otherKey.Public(), Issuer: "https://example.com"}, seal.Key{Public: officeP256.Public(), Use: seal.Use{Purpose: seal.StatusLists}})
	fromP256 := *l
	again, err := fromP256.Sign(officeP256)
	if err != nil {
		t.Fatal(err)
	}
	res := ring.WithStatus(mustList(t, ring, again)).Verify(seal.Digits(message), time.Unix(1686920171, 0))
	check(t, res, seal.Revoked, "")
}

func TestStatusListSign(t *testing.T) {
	one, two := statusToken(t, statusKey, nil), statusToken(t, statusKey, nil)
	if !bytes.Equal(one, two) {
		t.Errorf("two lists of the same entries differ")
	}
	if bytes.HasPrefix(one, []byte{0xd8, 61}) || one[0] != 0xd2 {
		t.Errorf("tags: got % x", one[:3])
	}
	for name, change := range map[string]func(*seal.StatusList){
		"no URI":          func(l *seal.StatusList) { l.URI = "" },
		"no date":         func(l *seal.StatusList) { l.IssuedAt = time.Time{} },
		"half a second":   func(l *seal.StatusList) { l.IssuedAt = l.IssuedAt.Add(time.Second / 2) },
		"expires at once": func(l *seal.StatusList) { l.Expires = l.IssuedAt },
		"negative TTL":    func(l *seal.StatusList) { l.TTL = -time.Second },
	} {
		l := mustList(t, statusRing(t), one)
		change(l)
		if _, err := l.Sign(statusKey); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	l := mustList(t, statusRing(t), one)
	for name, key := range map[string]crypto.Signer{"nil": nil, "specimen key": seal.SpecimenKey()} {
		if _, err := l.Sign(key); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	if l.Set(64, seal.StatusInvalid) == nil || l.Set(0, 4) == nil {
		t.Errorf("Set: got no error")
	}
	for _, n := range []int{-4, 0, 3, 6, 1<<22 + 4} {
		if _, err := seal.NewStatusList(statusURI, n); err == nil {
			t.Errorf("%d entries: got no error", n)
		}
	}
	// Setting an entry leaves its neighbours.
	if err := errors.Join(l.Set(5, seal.StatusValid), l.Set(4, 3)); err != nil {
		t.Error(err)
	}
	for i, want := range []seal.Status{0, 0, 0, 0, 3, 0, 2, 3, 0} {
		if got, _ := l.At(uint64(i)); got != want {
			t.Errorf("entry %d: got %v, want %v", i, got, want)
		}
	}
}

func TestVerifyStatus(t *testing.T) {
	ring := statusRing(t)
	fresh := mustList(t, ring, statusToken(t, statusKey, nil))
	lists := []*seal.StatusList{fresh}
	elsewhere := mustList(t, ring, statusToken(t, statusKey, func(l *seal.StatusList) { l.URI = "https://status.example/2" }))
	older := mustList(t, ring, statusToken(t, statusKey, func(l *seal.StatusList) {
		l.IssuedAt = l.IssuedAt.Add(-time.Hour)
		if err := l.Set(1, seal.StatusInvalid); err != nil {
			t.Fatal(err)
		}
	}))
	ringXXA := statusRing(t, seal.Key{Public: otherKey.Public(), Issuer: "XXA", Use: seal.Use{Purpose: seal.StatusLists}})
	foreign := mustList(t, ringXXA, statusToken(t, otherKey, func(l *seal.StatusList) { l.IssuedAt = l.IssuedAt.Add(time.Hour) }))
	noTTL := mustList(t, ring, statusToken(t, statusKey, func(l *seal.StatusList) { l.TTL = 0 }))
	p := card()
	for _, tt := range []struct {
		name   string
		index  uint64
		lists  []*seal.StatusList
		at     time.Time
		want   seal.Verdict
		reason string
	}{
		{"valid", 1, lists, today, seal.Valid, ""},
		{"revoked", 5, lists, today, seal.Revoked, ""},
		{"suspended", 6, lists, today, seal.Suspended, ""},
		{"issuer's own status", 7, lists, today, seal.Suspended, "status 3 is the issuer's own"},
		{"last entry", 63, lists, today, seal.Valid, ""},
		{"index out of range", 64, lists, today, seal.Untrusted, "beyond the end"},
		{"index far out of range", 1 << 62, lists, today, seal.Untrusted, "beyond the end"},
		{"list older than its ttl", 1, lists, today.Add(12 * time.Hour), seal.StatusStale, "out of date since 2027-06-01T12:00:00Z"},
		{"a second before its ttl", 1, lists, today.Add(12*time.Hour - 1), seal.Valid, ""},
		{"list older than its exp", 1, []*seal.StatusList{noTTL}, today.AddDate(0, 0, 7), seal.StatusStale, "out of date since 2027-06-08T00:00:00Z"},
		{"a second before its exp", 1, []*seal.StatusList{noTTL}, today.AddDate(0, 0, 7).Add(-1), seal.Valid, ""},
		{"revoked on a stale list", 5, lists, today.AddDate(0, 1, 0), seal.Revoked, "out of date"},
		{"suspended on a stale list", 6, lists, today.AddDate(0, 1, 0), seal.Suspended, "out of date"},
		{"list from the future", 1, lists, today.AddDate(0, 0, -2), seal.StatusStale, "check the clock"},
		{"revoked and expired", 5, lists, p.Expires, seal.Revoked, "out of date"},
		{"expired", 1, lists, p.Expires, seal.Expired, ""},
		{"not yet valid", 1, lists, time.Unix(0, 0), seal.NotYetValid, ""},
		{"clock at 2038", 1, lists, time.Unix(1<<31, 0), seal.Expired, ""},
		{"list of another URI", 1, []*seal.StatusList{elsewhere}, today, seal.StatusStale, "none of the status lists"},
		{"list of another issuer", 5, []*seal.StatusList{foreign}, today, seal.StatusStale, "another issuer"},
		{"list of another issuer beside its own", 1, []*seal.StatusList{foreign, fresh}, today, seal.Valid, ""},
		{"newer of two lists, first", 1, []*seal.StatusList{fresh, older}, today, seal.Valid, ""},
		{"newer of two lists, last", 1, []*seal.StatusList{older, fresh}, today, seal.Valid, ""},
		{"older list alone", 1, []*seal.StatusList{older}, today, seal.Revoked, ""},
		{"no list", 1, nil, today, seal.Valid, "revocation was not checked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := ring.WithStatus(tt.lists...).Verify(listed(t, liveKey, tt.index, nil), tt.at)
			check(t, res, tt.want, tt.reason)
			if tt.want == seal.Valid && len(tt.lists) > 0 && res.Reason != "" {
				t.Errorf("got reason %q, want none", res.Reason)
			}
		})
	}

	t.Run("card on no list", func(t *testing.T) {
		check(t, ring.WithStatus(fresh).Verify(seal.Digits(mustSeal(t, liveKey, card())), today), seal.Valid, "")
	})
	t.Run("specimen", func(t *testing.T) {
		text := listed(t, seal.SpecimenKey(), 5, func(p *seal.Payload) { p.Specimen = true })
		check(t, ring.WithStatus(fresh).Verify(text, today), seal.Specimen, "")
	})
	t.Run("the list that was used", func(t *testing.T) {
		if res := ring.WithStatus(older, fresh).Verify(listed(t, liveKey, 5, nil), today); res.List != fresh {
			t.Errorf("got %v, want the newer list", res.List)
		}
	})
}

func TestStatusListRefused(t *testing.T) {
	token := statusToken(t, statusKey, nil)
	payload := content(t, token)
	var claims map[int]any
	if err := cbor.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	with := func(key int, v any) []byte {
		c := maps.Clone(claims)
		if c[key] = v; v == nil {
			delete(c, key)
		}
		return signedList(t, statusKey, encoded(t, c))
	}
	entries := func(bits int, b []byte) any { return map[string]any{"bits": bits, "lst": b} }
	z := func(n int) []byte {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		w.Write(make([]byte, n))
		w.Close()
		return b.Bytes()
	}
	typed := func(typ any) []byte {
		protected := encoded(t, map[int]any{1: -8, 4: keyID(t, statusKey), 16: typ})
		return signed(t, statusKey, protected, []byte{0xa0}, payload)
	}
	for _, tt := range []struct {
		name  string
		token []byte
		want  error
		text  string
	}{
		{"forged list", signedList(t, otherKey, payload), seal.ErrUntrusted, "no key with id"},
		{"forged under our key id", bytes.Replace(signedList(t, otherKey, payload), keyID(t, otherKey), keyID(t, statusKey), 1), seal.ErrUntrusted, "does not match"},
		{"signed with a card key", signedList(t, liveKey, payload), seal.ErrUntrusted, "a key for cards"},
		{"signed with the specimen key", signedList(t, seal.SpecimenKey().(ed25519.PrivateKey), payload), seal.ErrUntrusted, "a key for specimens"},
		{"a card", mustSeal(t, liveKey, card()), seal.ErrMalformed, "does not say"},
		{"no type", signed(t, statusKey, header(t, statusKey), []byte{0xa0}, payload), seal.ErrMalformed, "does not say"},
		{"another type", typed("application/statuslist+jwt"), seal.ErrMalformed, "does not say"},
		{"type as a number", typed(7), seal.ErrMalformed, "does not say"},
		{"CWT tag", slices.Concat([]byte{0xd8, 61}, token), seal.ErrMalformed, "CWT tag"},
		{"empty", nil, seal.ErrMalformed, ""},
		{"no URI", with(2, nil), seal.ErrMalformed, "claim 2"},
		{"no issue", with(6, nil), seal.ErrMalformed, "claim 6"},
		{"expiry is text", with(4, "0"), seal.ErrMalformed, "claim 4"},
		{"ttl below 0", with(65534, -1), seal.ErrMalformed, "claim 65534"},
		{"ttl 0", with(65534, 0), seal.ErrMalformed, "claim 65534"},
		{"no list", with(65533, nil), seal.ErrMalformed, "claim 65533"},
		{"3 bits", with(65533, entries(3, z(8))), seal.ErrMalformed, "claim 65533"},
		{"not compressed", with(65533, entries(2, make([]byte, 8))), seal.ErrMalformed, ""},
		{"grows too large", with(65533, entries(2, z(1<<20+1))), seal.ErrMalformed, "inflates to more"},
		{"a list that ends too soon", with(65533, entries(2, z(8)[:6])), seal.ErrMalformed, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := statusRing(t).StatusList(tt.token)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) || l != nil {
				t.Errorf("got %v, %v, want %v (%s)", l, err, tt.want, tt.text)
			}
		})
	}
	t.Run("longest ttl", func(t *testing.T) {
		if l := mustList(t, statusRing(t), with(65534, int64(1)<<60)); l.Stale(today) != "" {
			t.Errorf("stale: %s", l.Stale(today))
		}
	})
	t.Run("every bit flipped", func(t *testing.T) {
		ring := statusRing(t)
		for i := range len(token) * 8 {
			altered := bytes.Clone(token)
			altered[i/8] ^= 1 << (i % 8)
			if l, err := ring.StatusList(altered); err == nil {
				t.Fatalf("bit %d: got %v", i, l)
			}
		}
		for i := range token {
			if l, err := ring.StatusList(token[:i]); err == nil {
				t.Fatalf("cut to %d: got %v", i, l)
			}
		}
	})
}

// TestKeyPurposes has keys sign what they are not for.
func TestKeyPurposes(t *testing.T) {
	ring := statusRing(t)
	// Made by hand: a Sealer would refuse.
	message := signed(t, statusKey, header(t, statusKey), []byte{0xa0}, content(t, mustSeal(t, liveKey, card())))
	t.Run("a status key on a card", func(t *testing.T) {
		check(t, ring.Verify(seal.Digits(message), today), seal.Untrusted, "for status lists, not for cards")
	})
	t.Run("a status list as a card", func(t *testing.T) {
		check(t, ring.Verify(seal.Digits(statusToken(t, statusKey, nil)), today), seal.Malformed, "no identity")
	})
	for _, p := range []seal.Purpose{seal.StatusLists, seal.TrustLists} {
		if _, err := seal.NewSealerFor(statusKey, seal.Use{Purpose: p}); err == nil {
			t.Errorf("%v: got a Sealer", p)
		}
	}
	if _, err := seal.NewSealerFor(seal.SpecimenKey(), seal.Use{}); err == nil {
		t.Errorf("specimen key for live cards: got a Sealer")
	}
	for _, word := range seal.Purposes() {
		p, err := seal.ParsePurpose(word)
		if err != nil || p.String() != word || p.Sentence() == "" {
			t.Errorf("%q: got %v, %v", word, p, err)
		}
	}
}

// TestKeyTimes has a key used before and after its time, and when it is no more.
func TestKeyTimes(t *testing.T) {
	window := seal.Use{NotBefore: day("2026-11-01"), NotAfter: day("2027-11-01")}
	issued := func(s string) func(*seal.Payload) {
		return func(p *seal.Payload) {
			if p.IssuedAt = (time.Time{}); s != "" {
				p.IssuedAt = day(s)
			}
		}
	}
	state := func(s seal.State, since string) seal.Key {
		return seal.Key{State: s, Since: day(since), Why: "lost"}
	}
	for _, tt := range []struct {
		name   string
		key    seal.Key
		change func(*seal.Payload)
		want   seal.Verdict
		reason string
	}{
		{"in its time", seal.Key{Use: window}, issued("2026-11-22"), seal.Valid, ""},
		{"on its first day", seal.Key{Use: window}, issued("2026-11-01"), seal.Valid, ""},
		{"before its time", seal.Key{Use: window}, issued("2026-10-31"), seal.Untrusted, "not in use before 2026-11-01"},
		{"expired key", seal.Key{Use: seal.Use{NotAfter: day("2026-11-22")}}, issued("2026-11-22"), seal.Untrusted, "not in use after"},
		{"undated card, key with a time", seal.Key{Use: window}, issued(""), seal.Untrusted, "does not say when"},
		{"undated card, key without", seal.Key{}, issued(""), seal.Valid, ""},
		{"retired key, card before", state(seal.Retired, "2027-01-01"), issued("2026-12-31"), seal.Valid, ""},
		{"retired key, card after", state(seal.Retired, "2027-01-01"), issued("2027-01-01"), seal.Untrusted, "retired since 2027-01-01"},
		{"retired key, undated card", state(seal.Retired, "2027-01-01"), issued(""), seal.Untrusted, "does not say when"},
		{"compromised key, card after", state(seal.Compromised, "2026-11-01"), issued("2026-11-22"), seal.Untrusted, "compromised since 2026-11-01"},
		{"compromised key, card before", state(seal.Compromised, "2027-01-01"), issued("2026-11-22"), seal.Untrusted, "compromised since 2027-01-01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.key.Public = liveKey.Public()
			p := card()
			tt.change(&p)
			check(t, mustRing(t, tt.key).Verify(seal.Digits(mustSeal(t, liveKey, p)), today), tt.want, tt.reason)
		})
	}
	s, err := seal.NewSealerFor(liveKey, window)
	if err != nil {
		t.Fatal(err)
	}
	p := card()
	if _, err := s.Seal(p); err != nil {
		t.Error(err)
	}
	p.IssuedAt = day("2027-11-01")
	if _, err := s.Seal(p); err == nil || !strings.Contains(err.Error(), "not in use after") {
		t.Errorf("sealing after the key's time: got %v", err)
	}
}

func FuzzStatusList(f *testing.F) {
	f.Add(content(f, statusToken(f, statusKey, nil)))
	b, err := os.ReadFile("testdata/token-status-list/status_list_cwt.hex")
	if err != nil {
		f.Fatal(err)
	}
	list := mustHex(strings.TrimSpace(string(b)))
	f.Add(list)
	f.Add(content(f, list))
	ring := statusRing(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		if l, err := ring.StatusList(b); err == nil {
			t.Fatalf("got %v for a list that nobody signed", l)
		}
		l, err := ring.StatusList(signedList(t, statusKey, b))
		if err != nil {
			return
		}
		if _, ok := l.At(l.Len()); ok || l.Len() > 8<<20 {
			t.Fatalf("%d entries", l.Len())
		}
		for i := range min(l.Len(), 100) {
			l.At(i)
		}
		l.Stale(today)
		if _, err := l.Sign(statusKey); err != nil && l.IssuedAt.Before(l.Until()) {
			t.Fatal(err)
		}
	})
}
