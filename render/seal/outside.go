package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"errors"
	"fmt"
	"hash"
	"math/big"

	"github.com/veraison/go-cose"
)

// Other issuers sign with other keys than docketcard does. Such a key verifies
// their formats and nothing of ours: it has no cose.Verifier.

// checkOutside returns an error unless pub is a key that other issuers' formats
// are verified with: ECDSA on a curve of NIST or Brainpool, or RSA of 2048 bits
// or more.
func checkOutside(pub crypto.PublicKey) error {
	switch pub := pub.(type) {
	case *ecdsa.PublicKey:
		//lint:ignore SA1019 Curves that crypto/ecdh does not know have no other test.
		if pub == nil || pub.Curve == nil || pub.X == nil || pub.Y == nil || !pub.Curve.IsOnCurve(pub.X, pub.Y) {
			return errors.New("an ECDSA public key that is not a point of its curve")
		}
		return nil
	case *rsa.PublicKey:
		switch {
		case pub == nil || pub.N == nil || pub.N.BitLen() < 2048:
			return errors.New("an RSA key of less than 2048 bits is weak")
		case pub.N.BitLen() > 8192:
			return errors.New("an RSA key of more than 8192 bits is not read")
		case pub.E < 3 || pub.E%2 == 0:
			return errors.New("an RSA key with a weak exponent")
		}
		return nil
	}
	return fmt.Errorf("key type %T cannot be used; want Ed25519, ECDSA or RSA", pub)
}

// digestOf returns the hash that goes with a curve by its size, as ICAO Doc
// 9303-13 section 2.4 and RFC 7518 section 3.4 pair them, or nil.
func digestOf(curve elliptic.Curve) func() hash.Hash {
	switch curve.Params().BitSize {
	case 224:
		return sha256.New224
	case 256:
		return sha256.New
	case 384:
		return sha512.New384
	case 512, 521:
		return sha512.New
	}
	return nil
}

// verifyECDSA reports whether signature is that of pub over content: two
// numbers of equal length, hashed as the curve asks. Any curve will do.
func verifyECDSA(pub crypto.PublicKey, content, signature []byte) bool {
	k, ok := pub.(*ecdsa.PublicKey)
	if !ok || len(signature)%2 != 0 {
		return false
	}
	size := (k.Params().BitSize + 7) / 8
	newHash := digestOf(k.Curve)
	if newHash == nil || len(signature) != 2*size {
		return false
	}
	h := newHash()
	h.Write(content)
	r, s := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
	return ecdsa.Verify(k, h.Sum(nil), r, s)
}

// isP256 reports whether pub is an ECDSA key on P-256, the one of ES256.
func isP256(pub crypto.PublicKey) bool {
	k, ok := pub.(*ecdsa.PublicKey)
	return ok && k != nil && k.Curve == elliptic.P256()
}

// signedWith reports whether pub made the signature of m, with the algorithm that
// the message names: EdDSA and ES256 as ever, or PS256.
func (m *message) signedWith(k *ringKey) bool {
	if m.algorithm != cose.AlgorithmPS256 {
		return m.verified(k)
	}
	pub, ok := k.Public.(*rsa.PublicKey)
	if !ok {
		return false
	}
	v, err := cose.NewVerifier(cose.AlgorithmPS256, pub)
	return err == nil && m.Verify(nil, v) == nil
}

// defaultID returns the id of a key that came without one: KeyID for the keys of
// docketcard, and for others the same of what of them can be encoded.
func defaultID(pub crypto.PublicKey) []byte {
	if id, err := KeyID(pub); err == nil {
		return id[:]
	}
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		k := pub.(*ecdsa.PublicKey)
		//lint:ignore SA1019 The encoding of a point of a curve that crypto/ecdh does not know.
		der = elliptic.Marshal(k.Curve, k.X, k.Y)
	}
	sum := sha256.Sum256(der)
	return sum[:8]
}

// unnamed reports whether k has no id but the one worked out from it, so that
// what names its key in another way may mean k.
func (k *Key) unnamed() bool { return k.Certificate == nil && bytes.Equal(k.ID, defaultID(k.Public)) }

// Values of other formats are looked at through these, which find nothing in
// what is not of the expected kind.

// at returns what stands in nested maps under keys, or nil.
func at(v any, keys ...any) any {
	for _, k := range keys {
		switch m := v.(type) {
		case map[any]any:
			v = m[k]
		case map[string]any:
			name, _ := k.(string)
			v = m[name]
		case []any:
			i, ok := k.(int)
			if !ok || i >= len(m) {
				return nil
			}
			v = m[i]
		default:
			return nil
		}
	}
	return v
}

// shown returns a scalar as a person reads it; nothing for anything else.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return printable(v)
	case int64, uint64, float64, bool:
		return fmt.Sprint(v)
	}
	return ""
}

// items collects what a payload of another format says.
type items []Field

// add adds a value unless there is none.
func (i *items) add(name, label string, v any) {
	if s := shown(v); s != "" {
		*i = append(*i, Field{name, label, s})
	}
}
