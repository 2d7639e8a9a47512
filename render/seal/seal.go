// Package seal makes and verifies the seal of a card: what is signed, the text
// of it in the card's code, and proof that it is the issuer's.
//
// A [Payload] is a CBOR Web Token (RFC 8392) with the holder's identity in
// Claim 169. A [Sealer] signs it as a COSE_Sign1 message (RFC 9052), [URL] turns
// the message into the text of a QR code (so do [PortalURL] and [Base45]), and a [Keyring] verifies such a text:
//
//	sealer, err := seal.NewSealer(key)
//	message, err := sealer.Seal(payload)
//	text := seal.URL("VERIFY.EXAMPLE.ORG", message)
//
//	ring, err := seal.NewKeyring(seal.Key{Public: key.Public()})
//	result := ring.Verify(text, now)
//
// Seals are written in the dialect of Claim 169 1.2.0 that its registration
// describes: CBOR tag 18, the claim a map, key id and algorithm protected; for
// readers of MOSIP's there is another [Dialect]. They are deterministic: the
// same payload and key give the same bytes. A seal that one version wrote, all
// later ones verify.
//
// A [StatusList] says which cards are revoked, and a [TrustList] which keys are an
// issuer's; both are signed files that a verifier takes along.
//
// The package keeps no keys, reads no clock and asks no server. A seal shows
// that the issuer signed these words, not that the person presenting them is
// the holder.
package seal

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/veraison/go-cose"
)

// maxSeal is the most bytes a seal may have: as Digits behind a short URL they
// just fill a QR symbol of version 40-L.
const maxSeal = 2900

// A Sealer seals payloads with one key. It can be used by several goroutines
// at once if its key can.
type Sealer struct {
	signer   cose.Signer
	verifier cose.Verifier // nil for a key in memory
	headers  cose.Headers
	specimen bool
	use      Use
	dialect  Dialect
}

// NewSealer returns a Sealer that signs with key, an Ed25519 or ECDSA P-256
// key, in memory or in a token. With SpecimenKey it seals specimens and nothing
// else; with any other key, live cards and nothing else. With a key in memory
// the same payload gives the same bytes (RFC 8032, RFC 6979); a token may draw
// ECDSA signatures at random.
func NewSealer(key crypto.Signer) (*Sealer, error) {
	s, err := newSealer(key, "")
	if err != nil {
		return nil, err
	}
	s.specimen = isSpecimenKey(key.Public())
	return s, nil
}

// NewSealerFor returns a Sealer that signs with key as far as its use allows:
// live cards or specimens, and none that is issued when the key is not in use.
// It fails for keys of other purposes, and for SpecimenKey as a key of live cards.
func NewSealerFor(key crypto.Signer, use Use) (*Sealer, error) {
	if use.Purpose != LiveCards && use.Purpose != SpecimenCards {
		return nil, fmt.Errorf("the key is for %s, not for cards", use.Purpose.Sentence())
	}
	s, err := newSealer(key, "")
	if err != nil {
		return nil, err
	}
	s.use = use
	s.specimen = use.Purpose == SpecimenCards
	if isSpecimenKey(key.Public()) && !s.specimen {
		return nil, errors.New("this is the specimen key, which anybody can sign with")
	}
	return s, nil
}

// newSealer returns a Sealer of messages whose header names a type (RFC 9596),
// or none if it is empty.
func newSealer(key crypto.Signer, typ string) (*Sealer, error) {
	if key == nil {
		return nil, errors.New("no key to seal with")
	}
	if err := checkPrivate(key); err != nil {
		return nil, err
	}
	pub := key.Public()
	alg, err := algorithm(pub)
	if err != nil {
		return nil, err
	}
	id, err := KeyID(pub)
	if err != nil {
		return nil, err
	}
	s := new(Sealer)
	if s.signer, err = newSigner(alg, key); err != nil {
		return nil, err
	}
	if !inMemory(key) {
		if s.verifier, err = cose.NewVerifier(alg, pub); err != nil {
			return nil, err
		}
	}
	s.headers.Protected = cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: alg,
		cose.HeaderLabelKeyID:     id[:],
	}
	if typ != "" {
		s.headers.Protected[cose.HeaderLabelType] = typ
	}
	// Every seal of a batch has the same header: encode it once.
	if s.headers.RawProtected, err = s.headers.Protected.MarshalCBOR(); err != nil {
		return nil, err
	}
	return s, nil
}

// A Dialect is one of the two ways in which issuers write Claim 169. Verify
// reads both.
type Dialect uint8

const (
	// Spec is what the registration of the claim describes: a map, in a COSE
	// message tagged 18.
	Spec Dialect = iota

	// MOSIP is what MOSIP's key manager signs and reads: a byte string around
	// the map, and the tag of CWTs, 61, around the message.
	MOSIP
)

// In returns a Sealer with the same key that writes in a dialect; NewSealer's write Spec.
func (s *Sealer) In(d Dialect) *Sealer {
	other := *s
	other.dialect = d
	return &other
}

// Specimen reports whether s seals specimens.
func (s *Sealer) Specimen() bool { return s.specimen }

// Seal returns p, signed, as a COSE_Sign1 message. It fails if p is a specimen
// and the key is live, or the reverse; if p lacks an issuer, an expiry or
// attributes; if a value cannot be encoded; if the seal would be too long for
// any QR code; and if the key fails.
func (s *Sealer) Seal(p Payload) ([]byte, error) {
	return s.seal(p, s.sign)
}

// Measure returns what Seal would but for the signature, in whose place are ones, which make the longest Base45, and fails as Seal does but for the key: so that it is known
// before anything is signed whether a card can be sealed, and how long its seal is.
func (s *Sealer) Measure(p Payload) ([]byte, error) {
	return s.seal(p, func(content []byte) ([]byte, error) {
		m := cose.Sign1Message{Headers: s.headers, Payload: content, Signature: bytes.Repeat([]byte{0xff}, signatureSize)}
		return m.MarshalCBOR()
	})
}

// signatureSize is that of both algorithms (RFC 9053, sections 2.1 and 2.2).
const signatureSize = 64

// seal encodes p and has it signed.
func (s *Sealer) seal(p Payload, sign func(content []byte) ([]byte, error)) ([]byte, error) {
	switch {
	case p.Specimen && !s.specimen:
		return nil, errors.New("sealing: a live key must not seal a specimen")
	case !p.Specimen && s.specimen:
		return nil, errors.New("sealing: the specimen key must not seal a live card")
	}
	if !p.IssuedAt.IsZero() {
		if reason := s.use.Refuses(p.IssuedAt); reason != "" {
			return nil, fmt.Errorf("sealing: a card issued on %s: %s", p.IssuedAt.UTC().Format(time.DateOnly), reason)
		}
	}
	content, err := p.encode(s.dialect)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	b, err := sign(content)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if s.dialect == MOSIP {
		b = slices.Concat(tagCWT, b)
	}
	if len(b) > maxSeal {
		return nil, fmt.Errorf("sealing: %d bytes; a QR code holds at most %d", len(b), maxSeal)
	}
	return b, nil
}

// sign returns content as the payload of a COSE_Sign1 message, tagged 18.
func (s *Sealer) sign(content []byte) ([]byte, error) {
	m := cose.Sign1Message{Headers: s.headers, Payload: content}
	// No key in memory needs randomness; none keeps seals deterministic.
	if err := m.Sign(nil, nil, s.signer); err != nil {
		return nil, err
	}
	// A token or a remote signer may answer with anything, and a card that does
	// not verify must not be printed.
	if s.verifier != nil {
		if err := m.Verify(nil, s.verifier); err != nil {
			return nil, errors.New("the key answered with a signature that does not verify")
		}
	}
	return m.MarshalCBOR()
}
