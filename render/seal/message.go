package seal

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/veraison/go-cose"
)

// A message is a COSE_Sign1 message (RFC 9052 section 4.2) whose signature has
// not been verified.
type message struct {
	cose.Sign1Message
	algorithm cose.Algorithm
	id        []byte // of the key; nil if the message names none
}

// Leading bytes of CBOR tags, in their shortest form.
var (
	tagCWT   = []byte{0xd8, 61} // RFC 8392 section 6
	tagSign1 = []byte{0xd2}     // RFC 9052 section 2
)

// otherTags are COSE messages other than COSE_Sign1.
var otherTags = []struct {
	tag  []byte
	name string
}{
	{[]byte{0xd0}, "COSE_Encrypt0"},
	{[]byte{0xd1}, "COSE_Mac0"},
	{[]byte{0xd8, 96}, "COSE_Encrypt"},
	{[]byte{0xd8, 97}, "COSE_Mac"},
	{[]byte{0xd8, 98}, "COSE_Sign"},
}

// open takes a COSE_Sign1 message apart: tagged 18, tagged 61 and 18, or not
// tagged. It fails with ErrUnsupported for other COSE messages and for
// critical headers that it does not understand, and with ErrMalformed for
// whatever is no COSE message.
func open(b []byte) (*message, error) {
	body, isCWT := bytes.CutPrefix(b, tagCWT)
	body, isSign1 := bytes.CutPrefix(body, tagSign1)
	for _, t := range otherTags {
		if !isSign1 && bytes.HasPrefix(body, t.tag) {
			return nil, unsupported("a %s message", t.name)
		}
	}
	if isCWT && !isSign1 {
		return nil, malformed("CWT tag without a COSE tag")
	}
	// go-cose allows deeper nesting.
	if err := decMode.Wellformed(body); err != nil {
		return nil, malformed("%s", cborReason(err))
	}
	var sign1 cose.UntaggedSign1Message
	switch err := sign1.UnmarshalCBOR(body); {
	case errors.Is(err, cose.ErrEmptySignature):
		return nil, malformed("the message is not signed")
	case err != nil:
		return nil, malformed("COSE_Sign1: %s", cborReason(err))
	}
	m := &message{Sign1Message: cose.Sign1Message(sign1)}
	if m.Payload == nil {
		return nil, malformed("the payload is detached")
	}

	// The algorithm counts only where the signature covers it.
	h := m.Headers.Protected
	var err error
	if m.algorithm, err = h.Algorithm(); err != nil {
		return nil, malformed("no algorithm number in the protected header")
	}
	critical, err := h.Critical()
	if err != nil {
		return nil, malformed("a critical header parameter is missing")
	}
	for _, label := range critical {
		if label != cose.HeaderLabelAlgorithm && label != cose.HeaderLabelKeyID {
			return nil, unsupported("a critical header parameter that is not understood")
		}
	}

	// A key id is a hint, which need not be protected. go-cose has checked
	// that it is a byte string.
	for _, header := range []map[any]any{h, m.Headers.Unprotected} {
		if id, ok := header[cose.HeaderLabelKeyID].([]byte); ok {
			m.id = id
			break
		}
	}
	return m, nil
}

// unverifiable says which algorithm is not supported, or nothing.
func (m *message) unverifiable() string {
	if m.algorithm == cose.AlgorithmEdDSA || m.algorithm == cose.AlgorithmES256 {
		return ""
	}
	return fmt.Sprintf("signature algorithm %d is not supported", m.algorithm)
}

func (m *message) keyID() []byte { return m.id }

// names compares key ids, which are hints: keys may share one.
func (m *message) names(k *Key) bool { return m.id != nil && bytes.Equal(k.ID, m.id) }

func (m *message) tries(*Key) bool { return m.id == nil }

// signedBy verifies the signature with k. A key is used with one algorithm only, so naming another one fails.
// Whoever trusts another issuer's certificate does not thereby let it make cards.
func (m *message) signedBy(k *ringKey) bool { return k.Certificate == nil && m.verified(k) }

func (m *message) verified(k *ringKey) bool {
	return k.verifier != nil && m.Verify(nil, k.verifier) == nil
}

func (m *message) payload() (Payload, error) { return decodePayload(m.Payload) }
