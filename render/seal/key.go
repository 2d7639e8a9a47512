package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
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
	case *ecdsa.PublicKey:
		return cose.AlgorithmES256, checkP256(pub)
	default:
		return 0, fmt.Errorf("key type %T cannot be used; want Ed25519 or ECDSA P-256", pub)
	}
}

// checkP256 refuses other curves, with which COSE would allow ES256 too, the
// point at infinity and points off the curve.
func checkP256(pub *ecdsa.PublicKey) error {
	switch {
	//lint:ignore SA1019 Only nil is looked for: a key without a point makes ECDH panic.
	case pub == nil || pub.Curve == nil || pub.X == nil || pub.Y == nil:
		return errors.New("an ECDSA public key without a curve or a point")
	case pub.Curve != elliptic.P256():
		return fmt.Errorf("an ECDSA key on the curve %s; want P-256", pub.Curve.Params().Name)
	}
	if _, err := pub.ECDH(); err != nil {
		return errors.New("an ECDSA public key that is not a point of P-256")
	}
	return nil
}

// checkPrivate refuses a key in memory whose halves do not belong together:
// signing with one gives the private half away, or makes what nobody verifies.
func checkPrivate(key crypto.Signer) error {
	match := true
	switch k := key.(type) {
	case ed25519.PrivateKey:
		if len(k) != ed25519.PrivateKeySize {
			return fmt.Errorf("an Ed25519 private key has %d bytes; want %d", len(k), ed25519.PrivateKeySize)
		}
		match = k.Equal(ed25519.NewKeyFromSeed(k.Seed()))
	case *ecdsa.PrivateKey:
		if k == nil {
			return errors.New("no key to seal with")
		}
		if err := checkP256(&k.PublicKey); err != nil {
			return err
		}
		scalar, err := k.Bytes()
		if err != nil {
			return errors.New("an ECDSA private key that is no number of P-256")
		}
		whole, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
		if err != nil {
			return errors.New("an ECDSA private key that is no number of P-256")
		}
		match = whole.PublicKey.Equal(&k.PublicKey)
	}
	if !match {
		return errors.New("the public half of the key does not belong to its private half")
	}
	return nil
}

// inMemory reports whether key signs by the code of this program.
func inMemory(key crypto.Signer) bool {
	switch key.(type) {
	case ed25519.PrivateKey, *ecdsa.PrivateKey:
		return true
	}
	return false
}

// newSigner returns the signer of alg with key.
func newSigner(alg cose.Algorithm, key crypto.Signer) (cose.Signer, error) {
	if alg == cose.AlgorithmES256 {
		return es256{key}, nil
	}
	return cose.NewSigner(alg, key)
}

// es256 signs with ECDSA over P-256 and SHA-256 (RFC 9053 section 2.1). go-cose
// has such a signer, but it gives no way to ask for RFC 6979, by which a key in
// memory makes the same signature of the same bytes every time.
type es256 struct{ key crypto.Signer }

func (s es256) Algorithm() cose.Algorithm { return cose.AlgorithmES256 }

// Sign ignores rand: a key in memory needs none, a token has its own.
func (s es256) Sign(_ io.Reader, content []byte) ([]byte, error) {
	der, err := crypto.SignMessage(s.key, nil, content, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	var sig struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &sig)
	order := elliptic.P256().Params().N
	if err != nil || len(rest) > 0 || sig.R.Sign() <= 0 || sig.S.Sign() <= 0 || sig.R.Cmp(order) >= 0 || sig.S.Cmp(order) >= 0 {
		return nil, errors.New("the key answered with something that is no ECDSA signature")
	}
	raw := make([]byte, 64)
	sig.R.FillBytes(raw[:32])
	sig.S.FillBytes(raw[32:])
	return raw, nil
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
