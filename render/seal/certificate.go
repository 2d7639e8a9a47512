package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"time"
)

// A certificate is as much of an X.509 certificate (RFC 5280 section 4.1) as
// formats name keys by. crypto/x509 does not read keys on Brainpool's curves.
type certificate struct {
	TBS struct {
		Raw        asn1.RawContent
		Version    int `asn1:"optional,explicit,default:0,tag:0"`
		Serial     *big.Int
		Algorithm  pkix.AlgorithmIdentifier
		Issuer     pkix.RDNSequence
		Validity   struct{ NotBefore, NotAfter time.Time }
		Subject    pkix.RDNSequence
		PublicKey  publicKeyInfo
		Extensions []pkix.Extension `asn1:"optional,explicit,tag:3"`
	}
	Algorithm pkix.AlgorithmIdentifier
	Signature asn1.BitString
}

type publicKeyInfo struct {
	Raw       asn1.RawContent
	Algorithm pkix.AlgorithmIdentifier
	Key       asn1.BitString
}

var oidEC = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1} // RFC 5480 section 2.1.1

func parseCertificate(der []byte) (*certificate, error) {
	c := new(certificate)
	if rest, err := asn1.Unmarshal(der, c); err != nil || len(rest) > 0 || c.TBS.Serial == nil {
		return nil, errors.New("not an X.509 certificate")
	}
	return c, nil
}

// parsePublicKey reads a DER SubjectPublicKeyInfo, also of a curve that
// crypto/x509 does not know.
func parsePublicKey(der []byte) (crypto.PublicKey, error) {
	var info publicKeyInfo
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return nil, errors.New("not a public key")
	}
	if info.Algorithm.Algorithm.Equal(oidEC) {
		var oid asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(info.Algorithm.Parameters.FullBytes, &oid); err != nil {
			return nil, errors.New("an ECDSA key whose curve has no name")
		}
		curve := curveNamed(oid)
		if curve == nil {
			return nil, errors.New("an ECDSA key on a curve that is not supported")
		}
		return pointOf(curve, info.Key.RightAlign())
	}
	pub, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, errors.New("a public key of a kind that is not supported")
	}
	return pub, nil
}

// pointOf reads an uncompressed or compressed point (SEC 1 section 2.3.4).
func pointOf(curve elliptic.Curve, b []byte) (*ecdsa.PublicKey, error) {
	size := (curve.Params().BitSize + 7) / 8
	k := &ecdsa.PublicKey{Curve: curve}
	switch {
	case len(b) == 1+2*size && b[0] == 4:
		//lint:ignore SA1019 The points of Brainpool's curves have no other reader.
		k.X, k.Y = new(big.Int).SetBytes(b[1:1+size]), new(big.Int).SetBytes(b[1+size:])
	case len(b) == 1+size && (b[0] == 2 || b[0] == 3):
		//lint:ignore SA1019 As above.
		k.X, k.Y = elliptic.UnmarshalCompressed(curve, b)
	}
	return k, checkOutside(k)
}

// key returns the certificate's key, under the id that HCERT gives it: the first
// 8 bytes of SHA-256 over the certificate (HCERT 1.0.8 section 3.3.2). It is to
// be trusted for what was signed while the certificate was valid.
func (c *certificate) key(der []byte) (Key, error) {
	pub, err := parsePublicKey(c.TBS.PublicKey.Raw)
	if err != nil {
		return Key{}, err
	}
	sum := sha256.Sum256(der)
	v := c.TBS.Validity
	return Key{Public: pub, ID: sum[:8], Certificate: der, Use: Use{NotBefore: v.NotBefore.UTC(), NotAfter: v.NotAfter.UTC().Add(time.Second)}}, nil
}

// subject returns an attribute of the certificate's subject.
func (c *certificate) subject(oid asn1.ObjectIdentifier) string {
	for _, rdn := range c.TBS.Subject {
		for _, a := range rdn {
			if s, ok := a.Value.(string); ok && a.Type.Equal(oid) {
				return s
			}
		}
	}
	return ""
}
