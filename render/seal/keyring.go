package seal

import (
	"bytes"
	"crypto"
	"fmt"
	"slices"
	"time"

	"github.com/veraison/go-cose"
)

// A Key is a public key that a verifier knows.
type Key struct {
	Public crypto.PublicKey

	// ID is the key id that seals name it by; nil means KeyID(Public).
	ID []byte

	// Issuer is the only issuer the key may speak for, as in Payload.Issuer;
	// empty means any.
	Issuer string

	Use

	State State
	Since time.Time // when it was retired or compromised
	Why   string    // for people; may be empty
}

// refuses says why what the key signed at a time is not to be trusted, or
// nothing when it is. The time is as the signer states it, zero if it does not.
func (k *Key) refuses(signed time.Time) string {
	since := ""
	if !k.Since.IsZero() {
		since = " since " + k.Since.UTC().Format(time.RFC3339)
	}
	switch {
	case k.State == Compromised:
		// A thief writes what date he likes, so no date helps the honest.
		return "the key is compromised" + since + "; nothing tells what it signed from forgeries"
	case signed.IsZero() && k.State == Active && k.NotBefore.IsZero() && k.NotAfter.IsZero():
		return ""
	case signed.IsZero():
		return "it does not say when it was signed, and the key was not in use at all times"
	case k.State == Retired && !signed.Before(k.Since):
		return "the key is retired" + since + ", and this was signed later"
	}
	return k.Use.Refuses(signed)
}

// A Keyring is the set of public keys a verifier knows. It always holds the
// specimen key; the zero Keyring holds nothing else. It can be used by several
// goroutines at once.
type Keyring struct {
	keys   []ringKey
	status []*StatusList
}

type ringKey struct {
	Key
	verifier cose.Verifier
	until    time.Time // when the trust list that vouches for it is out of date; zero if none does
}

// specimenEntry is the key every Keyring holds.
var specimenEntry = must(newRingKey(Key{Public: specimenKey.Public(), Use: Use{Purpose: SpecimenCards}}))

// NewKeyring returns a Keyring of the given keys. Keys may share an id. It fails
// for a key of a type that cannot be used, for a weak one, and for the
// specimen key as a key of live cards.
func NewKeyring(keys ...Key) (*Keyring, error) {
	r := new(Keyring)
	for i, k := range keys {
		if isSpecimenKey(k.Public) {
			if k.Purpose != SpecimenCards {
				return nil, fmt.Errorf("key %d is the specimen key, which anybody can sign with", i+1)
			}
			continue
		}
		entry, err := newRingKey(k)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		r.keys = append(r.keys, entry)
	}
	return r, nil
}

func newRingKey(k Key) (ringKey, error) {
	alg, err := algorithm(k.Public)
	if err != nil {
		return ringKey{}, err
	}
	if k.ID == nil {
		id, err := KeyID(k.Public)
		if err != nil {
			return ringKey{}, err
		}
		k.ID = id[:]
	}
	v, err := cose.NewVerifier(alg, k.Public)
	return ringKey{Key: k, verifier: v}, err
}

// WithStatus returns a Keyring of the same keys that also looks cards up in the
// lists, and of two with the same URI and issuer in the newer one.
func (r *Keyring) WithStatus(lists ...*StatusList) *Keyring {
	return &Keyring{keys: r.keys, status: slices.Concat(r.status, lists)}
}

// signer verifies the signature of m, and returns the key that made it; or the
// reason why there is none.
func (r *Keyring) signer(m *message) (ringKey, Verdict, string) {
	if !supported(m.algorithm) {
		return ringKey{}, Unsupported, fmt.Sprintf("signature algorithm %d is not supported", m.algorithm)
	}
	keys := r.candidates(m.keyID)
	if len(keys) == 0 {
		return ringKey{}, UnknownKey, fmt.Sprintf("no key with id %x", m.keyID)
	}
	k, ok := m.signedBy(keys)
	switch {
	case !ok && m.keyID == nil:
		return ringKey{}, UnknownKey, "the seal names no key, and none of the known keys verifies it"
	case !ok:
		return ringKey{}, BadSignature, "the signature does not match what is signed"
	}
	return k, Valid, ""
}

// candidates returns the keys that a seal naming id may be signed with: those
// with that id, or all for a seal that names none. An id is only a hint.
func (r *Keyring) candidates(id []byte) []ringKey {
	var found []ringKey
	add := func(k ringKey) {
		if id == nil || bytes.Equal(k.ID, id) {
			found = append(found, k)
		}
	}
	add(specimenEntry)
	for _, k := range r.keys {
		add(k)
	}
	return found
}

// A Result is what Verify found.
type Result struct {
	Verdict Verdict

	// Reason is the particular reason for the verdict, as an error would put
	// it; it may be empty. It repeats nothing that an unverified seal says.
	Reason string

	// KeyID is the id of the key that signed the seal or, if none verifies it,
	// that the seal names. It is nil if there is neither.
	KeyID []byte

	// Payload is what the seal says. It is nil unless the seal is signed by a
	// key that may sign it, which is so when Verdict is Valid, Specimen,
	// Expired, NotYetValid, Revoked, Suspended or StatusStale.
	Payload *Payload

	// List is the status list that the card was looked up in; nil for none.
	List *StatusList
}

// Verify says what the text of a code, as Parse takes it, is worth at a time.
// It checks in this order: structure, algorithm, key, signature, the key's
// right to sign this, dates, status. What the payload says is not looked at
// before the signature has been verified. A card that is both out of date and
// revoked is Revoked. Without a status list, revocation is not checked; with
// some, a card whose own is not among them, or is out of date, is StatusStale.
func (r *Keyring) Verify(text string, at time.Time) Result {
	message, err := Parse(text)
	if err != nil {
		return refusal(err)
	}
	m, err := open(message)
	if err != nil {
		return refusal(err)
	}

	// Algorithm, keys and signature.
	keyID := m.keyID
	fail := func(v Verdict, reason string) Result {
		return Result{Verdict: v, KeyID: keyID, Reason: reason}
	}
	signer, verdict, reason := r.signer(m)
	if verdict != Valid {
		return fail(verdict, reason)
	}
	keyID = signer.ID

	// Claims, and the key's right to make them.
	p, err := decodePayload(m.Payload)
	if err != nil {
		res := refusal(err)
		res.KeyID = keyID
		return res
	}
	switch specimenSigner := signer.Purpose == SpecimenCards; {
	case signer.Purpose != LiveCards && !specimenSigner:
		return fail(Untrusted, "the key is for "+signer.Purpose.Sentence()+", not for cards")
	case specimenSigner && !p.Specimen:
		return fail(BadSignature, "signed with a specimen key, but not marked as a specimen")
	case !specimenSigner && p.Specimen:
		return fail(BadSignature, "marked as a specimen, but signed with a live key")
	case signer.Issuer != "" && signer.Issuer != p.Issuer:
		return fail(Untrusted, "the key may not sign for the issuer that the seal names")
	}
	if reason := signer.refuses(p.IssuedAt); reason != "" {
		return fail(Untrusted, reason)
	}

	// Dates.
	res := Result{Verdict: Valid, KeyID: keyID, Payload: &p}
	res.Verdict, res.Reason = p.judge(at)
	if p.Specimen {
		res.Verdict = Specimen
		return res
	}

	// Status.
	r.lookUp(&res, at)
	if res.Verdict == Valid && !signer.until.IsZero() && !at.Before(signer.until) {
		res.Verdict, res.Reason = StatusStale, "the trust list is out of date since "+signer.until.Format(time.RFC3339)
	}
	return res
}

// lookUp gives res the verdict of the status lists.
func (r *Keyring) lookUp(res *Result, at time.Time) {
	ref := res.Payload.Status
	if ref == nil || len(r.status) == 0 {
		return
	}
	foreign := false
	for _, l := range r.status {
		switch {
		case l.URI != ref.URI:
		case l.Issuer != "" && l.Issuer != res.Payload.Issuer:
			foreign = true
		case res.List == nil || l.IssuedAt.After(res.List.IssuedAt):
			res.List = l
		}
	}
	l := res.List
	if l == nil {
		if res.Verdict == Valid {
			res.Verdict, res.Reason = StatusStale, "none of the status lists is the one that the card names"
			if foreign {
				res.Reason = "the status list of the address that the card names is signed for another issuer"
			}
		}
		return
	}
	status, ok := l.At(ref.Index)
	stale := l.Stale(at)
	switch {
	case !ok:
		// The draft, section 8.3: such a card must be rejected.
		*res = Result{Verdict: Untrusted, KeyID: res.KeyID, List: l, Reason: "the card names an entry beyond the end of its status list"}
	case status == StatusInvalid:
		res.Verdict, res.Reason = Revoked, stale
	case status == StatusSuspended:
		res.Verdict, res.Reason = Suspended, stale
	case status != StatusValid:
		res.Verdict, res.Reason = Suspended, fmt.Sprintf("status %d is the issuer's own; ask the issuer what it means", status)
	case res.Verdict != Valid:
	case stale != "":
		res.Verdict, res.Reason = StatusStale, stale
	default:
		res.Reason = ""
	}
}

// judge returns the verdict on the dates of p at a time.
func (p *Payload) judge(at time.Time) (Verdict, string) {
	switch {
	case !p.Expires.IsZero() && !at.Before(p.Expires):
		return Expired, "expired at " + p.Expires.Format(time.RFC3339)
	case !p.NotBefore.IsZero() && at.Before(p.NotBefore):
		return NotYetValid, "not valid before " + p.NotBefore.Format(time.RFC3339)
	case !p.IssuedAt.IsZero() && at.Before(p.IssuedAt):
		return NotYetValid, "issued at " + p.IssuedAt.Format(time.RFC3339) + ", after the time of checking; check the clock"
	case p.Status != nil:
		return Valid, "revocation was not checked"
	}
	return Valid, ""
}
