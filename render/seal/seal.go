// Package seal makes and verifies the seal of a card: what is signed, the text
// of it in the card's code, and proof that it is the issuer's.
//
// A [Payload] is a CBOR Web Token (RFC 8392) with the holder's identity in
// Claim 169. A [Sealer] signs it as a COSE_Sign1 message (RFC 9052), [URL] turns
// the message into the text of a QR code, and a [Keyring] verifies such a text:
//
//	sealer, err := seal.NewSealer(key)
//	message, err := sealer.Seal(payload)
//	text := seal.URL("VERIFY.EXAMPLE.ORG", message)
//
//	ring, err := seal.NewKeyring(seal.Key{Public: key.Public()})
//	result := ring.Verify(text, now)
//
// Seals are written in the dialect of Claim 169 1.2.0 that its registration
// describes: CBOR tag 18, the claim a map, key id and algorithm protected,
// uncompressed. They are deterministic: the same payload and key give the same
// bytes. A seal that one version wrote, all later ones verify.
//
// The package keeps no keys, reads no clock and asks no server. A seal shows
// that the issuer signed these words, not that the person presenting them is
// the holder.
package seal

import (
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"

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
}

// NewSealer returns a Sealer that signs with key, which must be an Ed25519 key,
// in memory or in a token. With SpecimenKey it seals specimens and nothing
// else; with any other key, live cards and nothing else.
func NewSealer(key crypto.Signer) (*Sealer, error) {
	inMemory := false
	switch k := key.(type) {
	case nil:
		return nil, errors.New("no key to seal with")
	case ed25519.PrivateKey:
		inMemory = true
		if len(k) != ed25519.PrivateKeySize {
			return nil, fmt.Errorf("an Ed25519 private key has %d bytes; want %d", len(k), ed25519.PrivateKeySize)
		}
		if !k.Equal(ed25519.NewKeyFromSeed(k.Seed())) {
			// Signing with halves that do not match gives the private half away.
			return nil, errors.New("the public half of the key does not belong to its private half")
		}
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
	s := &Sealer{specimen: isSpecimenKey(pub)}
	if s.signer, err = cose.NewSigner(alg, key); err != nil {
		return nil, err
	}
	if !inMemory {
		if s.verifier, err = cose.NewVerifier(alg, pub); err != nil {
			return nil, err
		}
	}
	s.headers.Protected = cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: alg,
		cose.HeaderLabelKeyID:     id[:],
	}
	// Every seal of a batch has the same header: encode it once.
	if s.headers.RawProtected, err = s.headers.Protected.MarshalCBOR(); err != nil {
		return nil, err
	}
	return s, nil
}

// Specimen reports whether s seals specimens.
func (s *Sealer) Specimen() bool { return s.specimen }

// Seal returns p, signed, as a COSE_Sign1 message. It fails if p is a specimen
// and the key is live, or the reverse; if p lacks an issuer, an expiry or
// attributes; if a value cannot be encoded; if the seal would be too long for
// any QR code; and if the key fails.
func (s *Sealer) Seal(p Payload) ([]byte, error) {
	switch {
	case p.Specimen && !s.specimen:
		return nil, errors.New("sealing: a live key must not seal a specimen")
	case !p.Specimen && s.specimen:
		return nil, errors.New("sealing: the specimen key must not seal a live card")
	}
	content, err := p.encode()
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	m := cose.Sign1Message{Headers: s.headers, Payload: content}
	// Ed25519 needs no randomness; none keeps seals deterministic.
	if err := m.Sign(nil, nil, s.signer); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	// A token or a remote signer may answer with anything, and a card that does
	// not verify must not be printed.
	if s.verifier != nil {
		if err := m.Verify(nil, s.verifier); err != nil {
			return nil, errors.New("sealing: the key answered with a signature that does not verify")
		}
	}
	b, err := m.MarshalCBOR()
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if len(b) > maxSeal {
		return nil, fmt.Errorf("sealing: %d bytes; a QR code holds at most %d", len(b), maxSeal)
	}
	return b, nil
}
