package seal

import (
	"encoding/base32"
	"strings"

	"github.com/veraison/go-cose"
)

// nzcpFormat is the New Zealand COVID Pass (NZCP 1.0): Base32 of a COSE_Sign1
// over a CWT whose claim vc is a verifiable credential, signed with ES256.
var nzcpFormat = format{
	name: "nzcp",
	is:   func(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), "NZCP:/") },
	decode: func(text string) ([]byte, error) {
		version, code, found := strings.Cut(strings.TrimSpace(text)[len("NZCP:/"):], "/")
		switch {
		case !found:
			return nil, malformed("a pass without a version")
		case version != "1":
			return nil, unsupported("a pass of another version than 1")
		}
		return fromBase32(code)
	},
	open: func(_ *Keyring, b []byte) (token, error) {
		m, err := open(b)
		if err != nil {
			return nil, err
		}
		return nzcp{m}, nil
	},
}

// fromBase32 decodes Base32 without padding (RFC 4648 section 6), in which some
// issuers write what a scanner must not mangle.
func fromBase32(s string) ([]byte, error) {
	b, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil {
		return nil, malformed("not Base32")
	}
	return b, nil
}

type nzcp struct{ *message }

func (n nzcp) unverifiable() string {
	if n.algorithm != cose.AlgorithmES256 {
		return "a pass that is not signed with ES256"
	}
	return ""
}

// The key id is the fragment of a DID URL (NZCP 1.0 section 4.2), which a key
// from a DID document has and a bare one lacks.
func (n nzcp) tries(k *Key) bool { return n.message.tries(k) || isP256(k.Public) && k.unnamed() }

func (n nzcp) payload() (Payload, error) {
	m, err := looseMap(n.Payload)
	if err != nil {
		return Payload{}, err
	}
	p, err := decodeTimes(m)
	if err != nil {
		return Payload{}, err
	}
	if p.Issuer == "" || p.Expires.IsZero() || p.NotBefore.IsZero() {
		return Payload{}, malformed("a pass without issuer or times")
	}
	// A pass does not say when it was signed; it cannot have been after it began.
	p.IssuedAt = p.NotBefore
	subject := at(m, "vc", "credentialSubject")
	if subject == nil {
		return Payload{}, malformed("a pass without a subject")
	}
	var i items
	i.add("certificate", "Kind", at(m, "vc", "type", 1))
	i.add("given_names", "Given names", at(subject, "givenName"))
	i.add("surname", "Surname", at(subject, "familyName"))
	i.add("birth_date", "Date of birth", at(subject, "dob"))
	p.Items = i
	return p, nil
}
