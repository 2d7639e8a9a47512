package seal

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"

	"github.com/fxamacker/cbor/v2"
)

// tagEncrypt0 is the CBOR tag of COSE_Encrypt0 (RFC 9052 section 2), within
// which Claim 169 lets an issuer hide its COSE_Sign1 message.
var tagEncrypt0 = []byte{0xd0}

// Algorithms that Claim 169 encrypts with (RFC 9053 section 4.1), by the length
// of their keys.
var gcmKeys = map[int64]int{1: 16, 3: 32} // A128GCM, A256GCM

// decrypted returns what is in b: the plain text of a COSE_Encrypt0 message,
// opened with one of the secrets, or b itself if it is none. It fails with
// ErrUnsupported when no secret opens it.
func (r *Keyring) decrypted(b []byte) ([]byte, error) {
	body, found := bytes.CutPrefix(b, tagEncrypt0)
	if !found {
		return b, nil
	}
	var m struct {
		_           struct{} `cbor:",toarray"`
		Protected   []byte
		Unprotected map[any]any
		Text        []byte
	}
	if err := decMode.Unmarshal(body, &m); err != nil {
		return nil, malformed("COSE_Encrypt0: %s", cborReason(err))
	}
	header := map[any]any{}
	if len(m.Protected) > 0 {
		var err error
		if header, err = decodeMap(m.Protected); err != nil {
			return nil, malformed("COSE_Encrypt0: %s", cborReason(err))
		}
	}
	// Labels of RFC 9052 section 3.1.
	const labelAlgorithm, labelCritical, labelIV = 1, 2, 5
	if header[int64(labelCritical)] != nil {
		return nil, unsupported("a critical header parameter that is not understood")
	}
	alg, _ := header[int64(labelAlgorithm)].(int64)
	size, known := gcmKeys[alg]
	if !known {
		return nil, unsupported("encrypted with algorithm %d", alg)
	}
	iv, ok := m.Unprotected[int64(labelIV)].([]byte)
	if !ok {
		iv, _ = header[int64(labelIV)].([]byte)
	}
	aad, err := encMode.Marshal([]any{"Encrypt0", cbor.ByteString(m.Protected), cbor.ByteString("")})
	if err != nil {
		return nil, malformed("COSE_Encrypt0")
	}
	tried := false
	for _, secret := range r.secrets {
		if len(secret) != size {
			continue
		}
		block, err := aes.NewCipher(secret)
		if err != nil {
			continue
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil || len(iv) != gcm.NonceSize() {
			return nil, malformed("COSE_Encrypt0: an initialisation vector of %d bytes", len(iv))
		}
		tried = true
		plain, err := gcm.Open(nil, iv, m.Text, aad)
		if err != nil {
			continue
		}
		// Some issuers take that only they have the secret for a signature; whoever
		// reads the code has it too.
		const majorMap = 5
		if len(plain) > 0 && plain[0]>>5 == majorMap {
			return nil, malformed("what is encrypted is not signed")
		}
		return plain, nil
	}
	if tried {
		return nil, unsupported("the code is encrypted, and none of the secret keys opens it")
	}
	return nil, unsupported("the code is encrypted; it takes the issuer's secret key of %d bytes to read it", size)
}
