package seal

import (
	"strings"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

// hcertFormat is the Electronic Health Certificate of the EU Digital COVID
// Certificate (HCERT 1.0.8): HC1: and Base45 of a compressed COSE_Sign1 over a
// CWT with claim -260, signed with ES256 or PS256.
var hcertFormat = format{
	name: "hcert",
	is:   func(text string) bool { return strings.HasPrefix(text, hcertPrefix) },
	decode: func(text string) ([]byte, error) {
		b, err := FromBase45(trimBase45(text)[len(hcertPrefix):])
		if err != nil {
			return nil, err
		}
		return maybeInflated(b)
	},
	open: func(_ *Keyring, b []byte) (token, error) {
		m, err := open(b)
		if err != nil {
			return nil, err
		}
		return hcert{m}, nil
	},
}

const (
	hcertPrefix = "HC1:"
	claimHealth = -260
)

type hcert struct{ *message }

func (h hcert) unverifiable() string {
	if h.algorithm == cose.AlgorithmPS256 {
		return ""
	}
	return h.message.unverifiable()
}

func (h hcert) signedBy(k *ringKey) bool { return h.signedWith(k) }

// looseMode reads what other issuers sign: national issuers encode with
// indefinite lengths and tagged dates.
var looseMode = must(cbor.DecOptions{
	DupMapKey:        cbor.DupMapKeyEnforcedAPF,
	IntDec:           cbor.IntDecConvertSignedOrFail,
	TimeTagToAny:     cbor.TimeTagToRFC3339,
	MaxNestedLevels:  16,
	MaxArrayElements: 1024,
	MaxMapPairs:      1024,
}.DecMode())

// looseMap is decodeMap for what other issuers sign.
func looseMap(b []byte) (map[any]any, error) {
	const majorMap = 5
	if len(b) == 0 || b[0]>>5 != majorMap {
		return nil, malformed("payload: %s", errNoMap)
	}
	var m map[any]any
	if err := looseMode.Unmarshal(b, &m); err != nil {
		return nil, malformed("payload: %s", cborReason(err))
	}
	return m, nil
}

// The values of a certificate's one entry, by their names in the EU's JSON
// schema (ehn-dcc-schema 1.3), in the order they are shown.
var hcertEntries = []struct {
	name, label string
	values      []struct{ key, name, label string }
}{
	{"v", "vaccination", []struct{ key, name, label string }{
		{"mp", "product", "Vaccine"}, {"dn", "dose", "Dose"}, {"sd", "doses", "Doses in all"}, {"dt", "date", "Date"},
	}},
	{"t", "test", []struct{ key, name, label string }{
		{"tt", "test_type", "Kind of test"}, {"sc", "sampled", "Sample taken"}, {"tr", "result", "Result"},
	}},
	{"r", "recovery", []struct{ key, name, label string }{
		{"fr", "first_positive", "First positive test"}, {"df", "valid_from", "Certificate from"}, {"du", "valid_until", "Certificate until"},
	}},
}

func (h hcert) payload() (Payload, error) {
	m, err := looseMap(h.Payload)
	if err != nil {
		return Payload{}, err
	}
	p, err := decodeTimes(m)
	if err != nil {
		return Payload{}, err
	}
	cert := at(m, int64(claimHealth), int64(1))
	if cert == nil {
		return Payload{}, malformed("no certificate: claim %d is missing", claimHealth)
	}
	var i items
	i.add("surname", "Surname", at(cert, "nam", "fn"))
	i.add("given_names", "Given names", at(cert, "nam", "gn"))
	i.add("birth_date", "Date of birth", at(cert, "dob"))
	for _, e := range hcertEntries {
		entry := at(cert, e.name, 0)
		if entry == nil {
			continue
		}
		i.add("certificate", "Certificate of", e.label)
		for _, v := range e.values {
			i.add(v.name, v.label, at(entry, v.key))
		}
		i.add("country", "Country", at(entry, "co"))
		i.add("certificate_issuer", "Issued by", at(entry, "is"))
		i.add("id", "Certificate number", at(entry, "ci"))
	}
	p.Items = i
	return p, nil
}
