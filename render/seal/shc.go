package seal

import (
	"bytes"
	"compress/flate"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// shcFormat is a SMART Health Card (version 1.4): a JSON Web Signature with
// ES256 over a deflated verifiable credential, each of its characters written
// as two digits.
var shcFormat = format{
	name: "shc",
	is:   func(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), shcPrefix) },
	decode: func(text string) ([]byte, error) {
		digits := strings.TrimSpace(text)[len(shcPrefix):]
		if strings.Contains(digits, "/") {
			return nil, unsupported("one of several codes of a health card")
		}
		if len(digits)%2 != 0 || strings.Trim(digits, "0123456789") != "" {
			return nil, malformed("not pairs of digits")
		}
		jws := make([]byte, len(digits)/2)
		for i := range jws {
			// The least character of a JWS is the hyphen, 45.
			jws[i] = 45 + 10*(digits[2*i]-'0') + digits[2*i+1] - '0'
		}
		return jws, nil
	},
	open: func(_ *Keyring, b []byte) (token, error) { return openJWS(b) },
}

const shcPrefix = "shc:/"

// healthCard is a JSON Web Signature in compact form (RFC 7515 section 7.1).
type healthCard struct {
	signed    []byte // header and payload as they were signed
	claims    []byte // deflated
	signature []byte
	header    struct {
		Algorithm   string   `json:"alg"`
		Compression string   `json:"zip"`
		KeyID       string   `json:"kid"`
		Critical    []string `json:"crit"`
	}
}

func openJWS(b []byte) (token, error) {
	parts := strings.Split(string(b), ".")
	if len(parts) != 3 {
		return nil, malformed("not the three parts of a JSON Web Signature")
	}
	var raw [3][]byte
	for i, p := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.Strict().DecodeString(p); err != nil {
			return nil, malformed("a part of the JSON Web Signature is not Base64")
		}
	}
	h := &healthCard{signed: b[:len(parts[0])+1+len(parts[1])], claims: raw[1], signature: raw[2]}
	if err := json.Unmarshal(raw[0], &h.header); err != nil {
		return nil, malformed("the header of the JSON Web Signature is not JSON")
	}
	return h, nil
}

func (h *healthCard) unverifiable() string {
	switch {
	case h.header.Algorithm != "ES256":
		return "a health card that is not signed with ES256"
	case h.header.Compression != "DEF":
		return "a health card that is not deflated"
	case len(h.header.Critical) > 0:
		return "a critical header parameter that is not understood"
	}
	return ""
}

func (h *healthCard) keyID() []byte {
	if h.header.KeyID == "" {
		return nil
	}
	return []byte(h.header.KeyID)
}

// names compares the thumbprint that the specification has keys named by
// (RFC 7638): it can be worked out of any key.
func (h *healthCard) names(k *Key) bool { return h.header.KeyID == thumbprint(k) }

func (h *healthCard) tries(*Key) bool { return h.header.KeyID == "" }

func thumbprint(k *Key) string {
	if !isP256(k.Public) {
		return ""
	}
	b, err := k.Public.(*ecdsa.PublicKey).Bytes()
	if err != nil {
		return ""
	}
	enc := base64.RawURLEncoding
	sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, enc.EncodeToString(b[1:33]), enc.EncodeToString(b[33:])))
	return enc.EncodeToString(sum[:])
}

func (h *healthCard) signedBy(k *ringKey) bool {
	return isP256(k.Public) && verifyECDSA(k.Public, h.signed, h.signature)
}

func (h *healthCard) payload() (Payload, error) {
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(h.claims)), maxInflated+1))
	switch {
	case err != nil:
		return Payload{}, malformed("the payload does not inflate")
	case len(text) > maxInflated:
		return Payload{}, malformed("inflates to more than %d bytes", maxInflated)
	}
	var c struct {
		Issuer    string  `json:"iss"`
		NotBefore float64 `json:"nbf"`
		Expires   float64 `json:"exp"`
		VC        struct {
			Subject struct {
				Bundle any `json:"fhirBundle"`
			} `json:"credentialSubject"`
		} `json:"vc"`
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return Payload{}, malformed("the payload is not the JSON of a health card")
	}
	p := Payload{Issuer: c.Issuer}
	for _, t := range []struct {
		seconds float64
		to      *time.Time
	}{{c.NotBefore, &p.NotBefore}, {c.Expires, &p.Expires}} {
		if t.seconds < 0 || t.seconds > lastSecond {
			return Payload{}, malformed("a time that is not from 1970 to 9999")
		}
		if t.seconds != 0 {
			*t.to = time.Unix(int64(math.Floor(t.seconds)), 0).UTC()
		}
	}
	p.IssuedAt = p.NotBefore
	var i items
	for n := 0; at(c.VC.Subject.Bundle, "entry", n) != nil; n++ {
		resource := at(c.VC.Subject.Bundle, "entry", n, "resource")
		switch kind := at(resource, "resourceType"); kind {
		case "Patient":
			i.add("surname", "Surname", at(resource, "name", 0, "family"))
			for g := 0; at(resource, "name", 0, "given", g) != nil; g++ {
				i.add("given_names", "Given name", at(resource, "name", 0, "given", g))
			}
			i.add("birth_date", "Date of birth", at(resource, "birthDate"))
		case "Immunization":
			i.add("vaccine", "Vaccine (CVX)", at(resource, "vaccineCode", "coding", 0, "code"))
			i.add("date", "Date", at(resource, "occurrenceDateTime"))
		default:
			i.add("resource", "Also holds", kind)
		}
	}
	p.Items = i
	return p, nil
}
