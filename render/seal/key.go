package seal

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/veraison/go-cose"
)

// KeyID returns the identifier under which seals name the public key pub: the
// first 8 bytes of SHA-256 over its DER SubjectPublicKeyInfo (RFC 5280 section
// 4.1), which is RFC 7093's fourth method, cut short. It fails for a key that
// cannot be used for seals.
//
// RFC 9679 has a thumbprint in terms of COSE, but an auditor can work out this
// one with what every machine has:
//
//	openssl pkey -pubin -in office.pub -outform DER | sha256sum | cut -c -16
func KeyID(pub crypto.PublicKey) ([8]byte, error) {
	if _, err := algorithm(pub); err != nil {
		return [8]byte{}, err
	}
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return [8]byte{}, err
	}
	sum := sha256.Sum256(der)
	return [8]byte(sum[:8]), nil
}

// algorithm returns the one COSE algorithm pub is used with. It fails for keys
// of other types and for keys that would make forging easy.
func algorithm(pub crypto.PublicKey) (cose.Algorithm, error) {
	switch pub := pub.(type) {
	case ed25519.PublicKey:
		return cose.AlgorithmEdDSA, checkEd25519(pub)
	default:
		return 0, fmt.Errorf("key type %T cannot be used; want Ed25519", pub)
	}
}

var errWeakKey = errors.New("weak public key: it would accept forged signatures")

// smallOrder holds the y-coordinates, little-endian, of the points of
// edwards25519 whose order divides 8. With such a point as public key, a
// signature can be made without any private key.
var smallOrder = [][32]byte{
	{},
	{0: 1},
	littleEndian(0x7fffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffff, 0xffffffffffffffec),
	littleEndian(0x05fc536d880238b1, 0x3933c6d305acdfd5, 0xf098eff289f4c345, 0xb027b2c28f95e826),
	littleEndian(0x7a03ac9277fdc74e, 0xc6cc392cfa53202a, 0x0f67100d760b3cba, 0x4fd84d3d706a17c7),
}

func littleEndian(d, c, b, a uint64) (y [32]byte) {
	for i, word := range []uint64{a, b, c, d} {
		binary.LittleEndian.PutUint64(y[8*i:], word)
	}
	return y
}

// checkEd25519 refuses keys of the wrong length, points of small order and
// y-coordinates not below the field's prime, 2^255-19, of which RFC 8032
// section 5.1.3 says that decoding fails; crypto/ed25519 lets them pass.
func checkEd25519(pub ed25519.PublicKey) error {
	if len(pub) != ed25519.PublicKeySize {
		return fmt.Errorf("an Ed25519 public key has %d bytes; want %d", len(pub), ed25519.PublicKeySize)
	}
	y := [32]byte(pub)
	y[31] &= 0x7f // the sign of x
	if slices.Contains(smallOrder, y) ||
		y[0] >= 0xed && y[31] == 0x7f && len(bytes.Trim(y[1:31], "\xff")) == 0 {
		return errWeakKey
	}
	return nil
}

// specimenKey is public for all the world to read and therefore worthless: what
// it signs proves nothing, and Verify calls it SPECIMEN. It never changes, so
// that old specimens stay verifiable.
var specimenKey = ed25519.NewKeyFromSeed([]byte("docketcard specimen key, public!"))

// SpecimenKey returns the built-in key that signs specimens. It is the same on
// every machine and no secret.
func SpecimenKey() crypto.Signer { return slices.Clone(specimenKey) }

func isSpecimenKey(pub crypto.PublicKey) bool {
	return specimenKey.Public().(ed25519.PublicKey).Equal(pub)
}
