package seal

import (
	"bytes"
	"crypto"
	"fmt"
	"time"

	"github.com/veraison/go-cose"
)

// A Purpose is what a key may sign.
type Purpose uint8

const (
	LiveCards     Purpose = iota // cards for holders
	SpecimenCards                // samples
)

// A Key is a public key that a verifier knows.
type Key struct {
	Public crypto.PublicKey

	// ID is the key id that seals name it by; nil means KeyID(Public).
	ID []byte

	// Issuer is the only issuer the key may speak for, as in Payload.Issuer;
	// empty means any.
	Issuer string

	Purpose Purpose
}

// A Keyring is the set of public keys a verifier knows. It always holds the
// specimen key; the zero Keyring holds nothing else. It can be used by several
// goroutines at once.
type Keyring struct {
	keys []ringKey
}

type ringKey struct {
	Key
	verifier cose.Verifier
}

// specimenEntry is the key every Keyring holds.
var specimenEntry = must(newRingKey(Key{Public: specimenKey.Public(), Purpose: SpecimenCards}))

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
	return ringKey{k, v}, err
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
	// Expired or NotYetValid.
	Payload *Payload
}

// Verify says what the text of a code, as Parse takes it, is worth at a time.
// It checks in this order: structure, algorithm, key, signature, the key's
// right to sign this, dates. What the payload says is not looked at before
// the signature has been verified. Verify looks up no revocation.
func (r *Keyring) Verify(text string, at time.Time) Result {
	message, err := Parse(text)
	if err != nil {
		return refusal(err)
	}
	m, err := open(message)
	if err != nil {
		return refusal(err)
	}

	// Algorithm and keys.
	keyID := m.keyID
	fail := func(v Verdict, format string, args ...any) Result {
		return Result{Verdict: v, KeyID: keyID, Reason: fmt.Sprintf(format, args...)}
	}
	if !supported(m.algorithm) {
		return fail(Unsupported, "signature algorithm %d is not supported", m.algorithm)
	}
	keys := r.candidates(keyID)
	if len(keys) == 0 {
		return fail(UnknownKey, "no key with id %x", keyID)
	}

	// Signature.
	signer, ok := m.signedBy(keys)
	switch {
	case !ok && keyID == nil:
		return fail(UnknownKey, "the seal names no key, and none of the known keys verifies it")
	case !ok:
		return fail(BadSignature, "the signature does not match what is signed")
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
	case specimenSigner && !p.Specimen:
		return fail(BadSignature, "signed with a specimen key, but not marked as a specimen")
	case !specimenSigner && p.Specimen:
		return fail(BadSignature, "marked as a specimen, but signed with a live key")
	case signer.Issuer != "" && signer.Issuer != p.Issuer:
		return fail(Untrusted, "the key may not sign for the issuer that the seal names")
	}

	// Dates.
	res := Result{Verdict: Valid, KeyID: keyID, Payload: &p}
	res.Verdict, res.Reason = p.judge(at)
	if p.Specimen {
		res.Verdict = Specimen
	}
	return res
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
