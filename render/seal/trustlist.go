package seal

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

// A TrustList says which keys are an issuer's, what each is for, and how it
// stands. It is a COSE_Sign1 message signed with a key that verifiers hold
// from the beginning, so that all other keys can change.
type TrustList struct {
	Sequence   uint64 // of lists signed with the key, from 1
	Issued     time.Time
	NextUpdate time.Time // from then on the list is out of date
	Previous   []byte    // SHA-256 of the list before; empty for the first
	Keys       []Key

	SignedBy []byte // the id of the key that signed it, as OpenTrustList has found

	digest [sha256.Size]byte // of the message it was read from
}

// typeTrustList is the type in the header of a trust list. No such type is
// registered; it keeps lists and seals apart.
const typeTrustList = "application/vnd.docketcard.trust+cbor"

const trustSchema = "docketcard/trust/v1"

// maxTrusted is the most keys a list may have.
const maxTrusted = 4096

// trustMode takes longer lists than decMode.
var trustMode = must(cbor.DecOptions{
	DupMapKey:        cbor.DupMapKeyEnforcedAPF,
	IndefLength:      cbor.IndefLengthForbidden,
	TagsMd:           cbor.TagsForbidden,
	MaxNestedLevels:  8,
	MaxArrayElements: maxTrusted,
	MaxMapPairs:      64,
}.DecMode())

// The layout of a trust list in CBOR; times are seconds since 1970.
type (
	trustClaims struct {
		Schema     string       `cbor:"schema"`
		Sequence   uint64       `cbor:"sequence"`
		Issued     int64        `cbor:"issued"`
		NextUpdate int64        `cbor:"next_update"`
		Previous   []byte       `cbor:"previous,omitempty"`
		Keys       []trustEntry `cbor:"keys"`
	}
	trustEntry struct {
		Key       cbor.RawMessage `cbor:"key"` // COSE_Key, RFC 9052 section 7, with its id
		Issuer    string          `cbor:"issuer"`
		Purpose   string          `cbor:"purpose"`
		NotBefore *int64          `cbor:"not_before,omitempty"`
		NotAfter  *int64          `cbor:"not_after,omitempty"`
		State     string          `cbor:"state"`
		Since     *int64          `cbor:"since,omitempty"`
		Why       string          `cbor:"why,omitempty"`
	}
)

// check returns an error unless the key may stand in a list.
func (k *Key) check() error {
	if _, err := algorithm(k.Public); err != nil {
		return err
	}
	switch {
	case isSpecimenKey(k.Public):
		return errors.New("it is the specimen key, which anybody can sign with")
	case k.Issuer == "" || !utf8.ValidString(k.Issuer) || !utf8.ValidString(k.Why):
		return errors.New("it has no issuer")
	case k.Purpose == TrustLists:
		// Else whoever gets hold of one list could make the next.
		return errors.New("it is for trust lists; such keys are handed over, not listed")
	case k.State != Active && k.Since.IsZero():
		return fmt.Errorf("it is %s, but not said since when", k.State)
	case !k.NotAfter.IsZero() && !k.NotBefore.Before(k.NotAfter):
		return errors.New("its use ends before it begins")
	}
	for _, t := range []time.Time{k.NotBefore, k.NotAfter, k.Since} {
		if !t.IsZero() && !wholeSecond(t) {
			return errors.New("its times are not whole seconds from 1970 to 9999")
		}
	}
	return nil
}

// Sign returns the list as a COSE_Sign1 message, tagged 18. It fails if it
// holds what OpenTrustList would refuse, and if the key fails.
func (t *TrustList) Sign(key crypto.Signer) ([]byte, error) {
	c := trustClaims{
		Schema: trustSchema, Sequence: t.Sequence, Issued: t.Issued.Unix(), NextUpdate: t.NextUpdate.Unix(), Previous: t.Previous,
		Keys: []trustEntry{},
	}
	switch {
	case isSpecimenKey(publicOf(key)):
		return nil, errors.New("signing a trust list: this is the specimen key, which anybody can sign with")
	case !wholeSecond(t.Issued) || !wholeSecond(t.NextUpdate):
		return nil, errors.New("signing a trust list: want times of whole seconds from 1970 to 9999")
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("signing a trust list: %w", err)
	}
	for i, k := range t.Keys {
		if err := k.check(); err != nil {
			return nil, fmt.Errorf("signing a trust list: key %d: %w", i+1, err)
		}
		pub, err := cose.NewKeyFromPublic(k.Public)
		if err != nil {
			return nil, fmt.Errorf("signing a trust list: key %d: %w", i+1, err)
		}
		if pub.ID = k.ID; k.ID == nil {
			id, err := KeyID(k.Public)
			if err != nil {
				return nil, err
			}
			pub.ID = id[:]
		}
		raw, err := pub.MarshalCBOR()
		if err != nil {
			return nil, fmt.Errorf("signing a trust list: key %d: %w", i+1, err)
		}
		c.Keys = append(c.Keys, trustEntry{
			Key: raw, Issuer: k.Issuer, Purpose: k.Purpose.String(), NotBefore: seconds(k.NotBefore), NotAfter: seconds(k.NotAfter),
			State: k.State.String(), Since: seconds(k.Since), Why: k.Why,
		})
	}
	return signList(key, typeTrustList, c)
}

// check returns an error unless the head of the list is sound.
func (t *TrustList) check() error {
	switch {
	case t.Sequence == 0:
		return errors.New("its sequence is 0; want 1 or more")
	case (t.Sequence == 1) != (len(t.Previous) == 0) || t.Sequence > 1 && len(t.Previous) != sha256.Size:
		return errors.New("every list but the first names the SHA-256 of the one before")
	case !t.Issued.Before(t.NextUpdate):
		return errors.New("it is out of date before it is issued")
	case len(t.Keys) > maxTrusted:
		return fmt.Errorf("it has %d keys; want %d at most", len(t.Keys), maxTrusted)
	}
	return nil
}

// seconds returns t for the wire, nil for the zero time.
func seconds(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	s := t.Unix()
	return &s
}

// OpenTrustList verifies and reads a trust list. It fails with ErrUntrusted
// unless one of the roots signed it that is for trust lists and was in use then,
// and with ErrMalformed or ErrUnsupported for what is no such list. That it is
// in date is not checked: Verify judges by it.
func OpenTrustList(b []byte, roots ...Key) (*TrustList, error) {
	r, err := NewKeyring(roots...)
	if err != nil {
		return nil, err
	}
	m, signer, err := r.openList(b, typeTrustList, TrustLists)
	if err != nil {
		return nil, err
	}
	var c trustClaims
	if err := trustMode.Unmarshal(m.Payload, &c); err != nil {
		return nil, malformed("trust list: %s", cborReason(err))
	}
	if c.Schema != trustSchema {
		return nil, unsupported("a trust list of another schema; want %s", trustSchema)
	}
	t := &TrustList{Sequence: c.Sequence, Previous: c.Previous, SignedBy: signer.ID, digest: sha256.Sum256(b)}
	var bad error
	moment := func(s *int64) time.Time {
		if s == nil {
			return time.Time{}
		}
		if *s < 0 || *s > lastSecond {
			bad = malformed("trust list: a time that is not a whole second from 1970 to 9999")
		}
		return time.Unix(*s, 0).UTC()
	}
	t.Issued, t.NextUpdate = moment(&c.Issued), moment(&c.NextUpdate)
	for i, e := range c.Keys {
		k := Key{
			Issuer: e.Issuer, Use: Use{NotBefore: moment(e.NotBefore), NotAfter: moment(e.NotAfter)},
			Since: moment(e.Since), Why: printable(e.Why),
		}
		if err := errors.Join(k.Purpose.UnmarshalText([]byte(e.Purpose)), k.State.UnmarshalText([]byte(e.State))); err != nil {
			return nil, unsupported("trust list: key %d has a purpose or state that this version does not know", i+1)
		}
		if k.Public, k.ID, err = decodeCOSEKey(e.Key); err != nil {
			return nil, malformed("trust list: key %d: not a public key that can be used", i+1)
		}
		if err := k.check(); err != nil {
			return nil, malformed("trust list: key %d: %v", i+1, err)
		}
		t.Keys = append(t.Keys, k)
	}
	if bad != nil {
		return nil, bad
	}
	if err := t.check(); err != nil {
		return nil, malformed("trust list: %v", err)
	}
	if reason := signer.refuses(t.Issued); reason != "" {
		return nil, untrusted("%s", reason)
	}
	return t, nil
}

// decodeCOSEKey reads a public key and its id.
func decodeCOSEKey(raw []byte) (crypto.PublicKey, []byte, error) {
	var k cose.Key
	if err := k.UnmarshalCBOR(raw); err != nil {
		return nil, nil, err
	}
	if _, private := k.ParamBytes(cose.KeyLabelOKPD); private || len(k.ID) == 0 {
		return nil, nil, errors.New("a private key, or one without an id")
	}
	pub, err := k.PublicKey()
	if err != nil {
		return nil, nil, err
	}
	_, err = algorithm(pub)
	return pub, k.ID, err
}

// Keyring returns a Keyring of the listed keys and of more. From NextUpdate on
// it calls no card of the listed keys valid.
func (t *TrustList) Keyring(more ...Key) (*Keyring, error) {
	r, err := NewKeyring(t.Keys...)
	if err != nil {
		return nil, err
	}
	for i := range r.keys {
		r.keys[i].until = t.NextUpdate
	}
	others, err := NewKeyring(more...)
	if err != nil {
		return nil, err
	}
	r.keys = append(r.keys, others.keys...)
	return r, nil
}

// A TrustMark is what a verifier remembers of the last trust list it has seen.
type TrustMark struct {
	Sequence uint64 `json:"sequence"`
	Digest   []byte `json:"sha256"` // of the list as a file
}

// Mark returns what to remember of a list that OpenTrustList has read.
func (t *TrustList) Mark() TrustMark {
	return TrustMark{t.Sequence, bytes.Clone(t.digest[:])}
}

// After fails with ErrRollback if the list is not the one that was seen, nor
// one that may follow it.
func (t *TrustList) After(seen TrustMark) error {
	rollback := func(format string, args ...any) error { return &fault{ErrRollback, fmt.Sprintf(format, args...)} }
	switch {
	case t.Sequence < seen.Sequence:
		return rollback("the list is number %d, and number %d has been seen", t.Sequence, seen.Sequence)
	case t.Sequence == seen.Sequence && !bytes.Equal(t.digest[:], seen.Digest):
		return rollback("another list with number %d has been seen", t.Sequence)
	case t.Sequence == seen.Sequence+1 && seen.Sequence > 0 && !bytes.Equal(t.Previous, seen.Digest):
		return rollback("the list does not follow number %d that has been seen", seen.Sequence)
	}
	return nil
}
