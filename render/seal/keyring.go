package seal

import (
	"crypto"
	"crypto/ed25519"
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

	// Certificate is the one that the key came in, in DER; nil for none. Some
	// formats of other issuers name their keys by it.
	Certificate []byte

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
	keys    []ringKey
	status  []*StatusList
	secrets [][]byte
	mrz     string
}

type ringKey struct {
	Key
	verifier cose.Verifier // nil for a key that docketcard's own formats are not signed with
	until    time.Time     // when the trust list that vouches for it is out of date; zero if none does
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
	outside := err != nil
	if outside {
		// A key that is weak as one of ours is no better as another's.
		if _, ours := k.Public.(ed25519.PublicKey); ours || isP256(k.Public) {
			return ringKey{}, err
		}
		if err := checkOutside(k.Public); err != nil {
			return ringKey{}, err
		}
	}
	if k.ID == nil {
		k.ID = defaultID(k.Public)
	}
	if outside {
		return ringKey{Key: k}, nil
	}
	v, err := cose.NewVerifier(alg, k.Public)
	return ringKey{Key: k, verifier: v}, err
}

// WithStatus returns a Keyring of the same keys that also looks cards up in the
// lists, and of two with the same URI and issuer in the newer one.
func (r *Keyring) WithStatus(lists ...*StatusList) *Keyring {
	more := *r
	more.status = slices.Concat(r.status, lists)
	return &more
}

// WithSecrets returns a Keyring of the same keys that also opens what is
// encrypted with one of the symmetric keys, of 16 or 32 bytes.
func (r *Keyring) WithSecrets(secrets ...[]byte) *Keyring {
	more := *r
	more.secrets = slices.Concat(r.secrets, secrets)
	return &more
}

// WithMRZ returns a Keyring of the same keys for a card that prints a
// machine-readable zone (ICAO Doc 9303-3), whose lines end with newlines: some
// codes of other issuers sign it without repeating it.
func (r *Keyring) WithMRZ(lines string) *Keyring {
	more := *r
	more.mrz = lines
	return &more
}

// StatusLists returns the lists that cards are looked up in.
func (r *Keyring) StatusLists() []*StatusList { return slices.Clone(r.status) }

// signer verifies the signature of t, and returns the key that made it; or the
// reason why there is none.
func (r *Keyring) signer(t token) (ringKey, Verdict, string) {
	if reason := t.unverifiable(); reason != "" {
		return ringKey{}, Unsupported, reason
	}
	id := t.keyID()
	known := false
	for _, k := range append([]ringKey{specimenEntry}, r.keys...) {
		named := t.names(&k.Key)
		if (named || t.tries(&k.Key)) && t.signedBy(&k) {
			return k, Valid, ""
		}
		known = known || named
	}
	switch {
	case id == nil:
		return ringKey{}, UnknownKey, "the seal names no key, and none of the known keys verifies it"
	case !known:
		return ringKey{}, UnknownKey, fmt.Sprintf("no key with id %x", id)
	}
	return ringKey{}, BadSignature, "the signature does not match what is signed"
}
