package seal

import (
	"bytes"
	"crypto/elliptic"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// ParseKeys returns the public keys in a file that another issuer publishes: PEM
// certificates and public keys (RFC 7468), one DER certificate, a JSON Web Key
// or set of them (RFC 7517), or a DID document with such keys. Keys of a
// certificate are trusted for its time of validity, and those of a DID document
// for its issuer alone. It fails if there is none, or one that cannot be used.
func ParseKeys(file []byte) ([]Key, error) {
	trimmed := bytes.TrimSpace(file)
	var keys []Key
	var err error
	switch {
	case bytes.HasPrefix(trimmed, []byte("-----BEGIN ")):
		keys, err = pemKeys(trimmed)
	case bytes.HasPrefix(trimmed, []byte("{")):
		keys, err = jsonKeys(trimmed)
	case len(file) > 0 && file[0] == 0x30: // an ASN.1 sequence
		keys, err = derKeys(file)
	}
	if err == nil && len(keys) == 0 {
		err = errors.New("no certificate and no public key in it")
	}
	return keys, err
}

func pemKeys(file []byte) ([]Key, error) {
	var keys []Key
	for {
		var block *pem.Block
		if block, file = pem.Decode(file); block == nil {
			return keys, nil
		}
		switch block.Type {
		case "CERTIFICATE":
			k, err := derKeys(block.Bytes)
			if err != nil {
				return nil, err
			}
			keys = append(keys, k...)
		case "PUBLIC KEY":
			pub, err := parsePublicKey(block.Bytes)
			if err != nil {
				return nil, err
			}
			keys = append(keys, Key{Public: pub})
		default:
			return nil, fmt.Errorf("found a PEM block that is neither a CERTIFICATE nor a PUBLIC KEY")
		}
	}
}

func derKeys(der []byte) ([]Key, error) {
	c, err := parseCertificate(der)
	if err != nil {
		return nil, err
	}
	k, err := c.key(der)
	return []Key{k}, err
}

// jwk is a JSON Web Key (RFC 7517, RFC 7518 section 6).
type jwk struct {
	Type  string `json:"kty"`
	ID    string `json:"kid"`
	Curve string `json:"crv"`
	X     string `json:"x"`
	Y     string `json:"y"`
}

func jsonKeys(file []byte) ([]Key, error) {
	var doc struct {
		jwk
		Keys    []jwk  `json:"keys"`
		DID     string `json:"id"`
		Methods []struct {
			ID  string `json:"id"`
			Key *jwk   `json:"publicKeyJwk"`
		} `json:"verificationMethod"`
	}
	if err := json.Unmarshal(file, &doc); err != nil {
		return nil, errors.New("neither JSON Web Keys nor a DID document")
	}
	set := doc.Keys
	if doc.Type != "" {
		set = append(set, doc.jwk)
	}
	for _, m := range doc.Methods {
		if m.Key == nil {
			return nil, errors.New("a DID document with a key that is not a JSON Web Key")
		}
		_, m.Key.ID, _ = strings.Cut(m.ID, "#")
		set = append(set, *m.Key)
	}
	var keys []Key
	for _, j := range set {
		k, err := j.key()
		if err != nil {
			return nil, err
		}
		k.Issuer = doc.DID
		keys = append(keys, k)
	}
	return keys, nil
}

func (j jwk) key() (Key, error) {
	sizes := map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()}
	curve := sizes[j.Curve]
	if j.Type != "EC" || curve == nil {
		return Key{}, errors.New("a JSON Web Key that is not an ECDSA key on P-256, P-384 or P-521")
	}
	size := (curve.Params().BitSize + 7) / 8
	x, errX := base64.RawURLEncoding.DecodeString(j.X)
	y, errY := base64.RawURLEncoding.DecodeString(j.Y)
	if errX != nil || errY != nil || len(x) != size || len(y) != size {
		return Key{}, errors.New("a JSON Web Key without the two coordinates of its point")
	}
	pub, err := pointOf(curve, append(append([]byte{4}, x...), y...))
	if err != nil {
		return Key{}, err
	}
	k := Key{Public: pub}
	if j.ID != "" {
		k.ID = []byte(j.ID)
	}
	return k, nil
}
