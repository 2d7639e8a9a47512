package seal

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"
)

// A Payload is what a seal says: a CBOR Web Token (RFC 8392) with the holder's
// identity in Claim 169.
type Payload struct {
	Issuer    string    // claim 1
	Expires   time.Time // claim 4; not valid at this time or after
	NotBefore time.Time // claim 5; not valid before; zero if absent
	IssuedAt  time.Time // claim 6; zero if absent

	// Attributes is claim 169: values of type string, int64 or []byte by key.
	// A payload that was read may hold others under keys this package does not
	// know.
	Attributes map[int]any

	// Status, if not nil, says where the card's revocation is published.
	Status *StatusRef // claim 65535

	// Specimen marks a sample.
	Specimen bool

	// Items is what a code in another issuer's format says of its holder, in
	// the order of the format; nil for a seal with Attributes.
	Items []Field
}

// A StatusRef is the place of a card in a Token Status List.
type StatusRef struct {
	Index uint64
	URI   string
}

// Keys of CWT claims, as IANA registers them, and our own.
const (
	claimIssuer    = 1
	claimExpires   = 4
	claimNotBefore = 5
	claimIssuedAt  = 6
	claimIdentity  = 169
	claimStatus    = 65535

	// claimSpecimen is in the range that RFC 8392 section 9.1.1 leaves to
	// private use, where no registration can ever give it another meaning. The
	// free keys within Claim 169 would save three bytes, but may yet be
	// assigned, and that a card is a sample is no attribute of its holder. The
	// value is true; on a live card the claim is absent.
	claimSpecimen = -65537
)

// lastSecond is the last that RFC 3339 and the calendars of readers can write:
// 9999-12-31T23:59:59Z.
const lastSecond = 253402300799

// claims is the layout of a payload in CBOR. Pointers tell an absent time from
// the first second of 1970.
type claims struct {
	Issuer    string  `cbor:"1,keyasint,omitempty"`
	Expires   *int64  `cbor:"4,keyasint,omitempty"`
	NotBefore *int64  `cbor:"5,keyasint,omitempty"`
	IssuedAt  *int64  `cbor:"6,keyasint,omitempty"`
	Identity  any     `cbor:"169,keyasint"` // a map, or a byte string around it
	Status    *status `cbor:"65535,keyasint,omitempty"`
	Specimen  bool    `cbor:"-65537,keyasint,omitempty"`
}

type status struct {
	List statusList `cbor:"status_list"`
}

type statusList struct {
	Index uint64 `cbor:"idx"`
	URI   string `cbor:"uri"`
}

// encMode is the Core Deterministic Encoding of RFC 8949 section 4.2.1.
var encMode = must(cbor.CoreDetEncOptions().EncMode())

// decMode refuses what a signed card has no use for: it is deliberately
// narrower than CBOR.
var decMode = must(cbor.DecOptions{
	DupMapKey:        cbor.DupMapKeyEnforcedAPF,
	IndefLength:      cbor.IndefLengthForbidden,
	TagsMd:           cbor.TagsForbidden,
	IntDec:           cbor.IntDecConvertSignedOrFail,
	MaxNestedLevels:  8,
	MaxArrayElements: 256,
	MaxMapPairs:      256,
}.DecMode())

func must[T any](v T, err error) T {
	if err != nil {
		panic("seal: " + err.Error())
	}
	return v
}

// encode returns p in CBOR, in a dialect. It fails if p lacks what every card has or holds
// what Verify would refuse.
func (p *Payload) encode(d Dialect) ([]byte, error) {
	c := claims{Issuer: p.Issuer, Identity: p.Attributes, Specimen: p.Specimen}
	switch {
	case p.Issuer == "":
		return nil, fmt.Errorf("payload has no issuer")
	case !utf8.ValidString(p.Issuer):
		return nil, fmt.Errorf("issuer is not UTF-8")
	case p.Expires.IsZero():
		return nil, fmt.Errorf("payload has no expiry")
	case !p.NotBefore.IsZero() && !p.NotBefore.Before(p.Expires),
		!p.IssuedAt.IsZero() && !p.IssuedAt.Before(p.Expires):
		return nil, fmt.Errorf("payload expires before it begins")
	case len(p.Attributes) == 0:
		return nil, fmt.Errorf("payload has no attributes")
	}
	for _, t := range []struct {
		name string
		from time.Time
		to   **int64
	}{
		{"expiry", p.Expires, &c.Expires},
		{"not before", p.NotBefore, &c.NotBefore},
		{"issued at", p.IssuedAt, &c.IssuedAt},
	} {
		if t.from.IsZero() {
			continue
		}
		s := t.from.Unix()
		if s < 0 || s > lastSecond || t.from.Nanosecond() != 0 {
			return nil, fmt.Errorf("%s: want a whole second from 1970 to 9999", t.name)
		}
		*t.to = &s
	}
	for key, v := range p.Attributes {
		a, known := keyed(key)
		if !known {
			return nil, fmt.Errorf("attribute %d is not one this package seals", key)
		}
		if err := a.check(v); err != nil {
			return nil, err
		}
	}
	if p.Status != nil {
		if p.Status.URI == "" || !utf8.ValidString(p.Status.URI) || p.Status.Index > math.MaxInt64 {
			return nil, fmt.Errorf("status: want a URI and an index below 2^63")
		}
		c.Status = &status{statusList(*p.Status)}
	}
	if d == MOSIP {
		identity, err := encMode.Marshal(p.Attributes)
		if err != nil {
			return nil, err
		}
		c.Identity = identity
	}
	return encMode.Marshal(c)
}

// decodePayload is the inverse of encode. It reads more than encode writes:
// absent claims, claims and attributes it does not know, and the byte string
// around the identity that some issuers add.
func decodePayload(b []byte) (Payload, error) {
	m, err := decodeMap(b)
	if err != nil {
		return Payload{}, malformed("payload: %s", cborReason(err))
	}
	p, err := decodeTimes(m)
	if err != nil {
		return Payload{}, err
	}
	if p.Attributes, err = decodeIdentity(m[int64(claimIdentity)]); err != nil {
		return Payload{}, err
	}
	if v, ok := m[int64(claimStatus)]; ok {
		if p.Status, err = decodeStatus(v); err != nil {
			return Payload{}, err
		}
	}
	if v, ok := m[int64(claimSpecimen)]; ok {
		if p.Specimen, _ = v.(bool); !p.Specimen {
			return Payload{}, malformed("claim %d is not true", claimSpecimen)
		}
	}
	return p, nil
}

// decodeTimes returns the issuer and the times of a CWT's claims.
func decodeTimes(m map[any]any) (Payload, error) {
	var p Payload
	if v, ok := m[int64(claimIssuer)]; ok {
		if p.Issuer, ok = v.(string); !ok {
			return Payload{}, malformed("claim %d is not text", claimIssuer)
		}
	}
	for _, t := range []struct {
		claim int64
		to    *time.Time
	}{
		{claimExpires, &p.Expires},
		{claimNotBefore, &p.NotBefore},
		{claimIssuedAt, &p.IssuedAt},
	} {
		v, ok := m[t.claim]
		if !ok {
			continue
		}
		s, ok := v.(int64)
		if !ok || s < 0 || s > lastSecond {
			return Payload{}, malformed("claim %d is not a whole second from 1970 to 9999", t.claim)
		}
		*t.to = time.Unix(s, 0).UTC()
	}
	return p, nil
}

var errNoMap = errors.New("not a CBOR map")

// decodeMap returns the CBOR map that is the whole of b.
func decodeMap(b []byte) (map[any]any, error) {
	const majorMap = 5
	if len(b) == 0 || b[0]>>5 != majorMap {
		return nil, errNoMap
	}
	var m map[any]any
	if err := decMode.Unmarshal(b, &m); err != nil {
		return nil, err
	}
	return m, nil
}

// cborReason says why CBOR was refused. The library's own words may repeat the
// input.
func cborReason(err error) string {
	var (
		duplicate *cbor.DupMapKeyError
		deep      *cbor.MaxNestedLevelError
		trailing  *cbor.ExtraneousDataError
	)
	switch {
	case errors.As(err, &duplicate):
		return "duplicate map key"
	case errors.As(err, &deep):
		return "nested too deeply"
	case errors.As(err, &trailing):
		return "bytes after the end"
	case errors.Is(err, errNoMap):
		return errNoMap.Error()
	}
	return "not the CBOR of a seal"
}

func decodeIdentity(v any) (map[int]any, error) {
	if b, ok := v.([]byte); ok {
		m, err := decodeMap(b)
		if err != nil {
			return nil, malformed("claim %d: %s", claimIdentity, cborReason(err))
		}
		v = m
	}
	m, ok := v.(map[any]any)
	if !ok {
		return nil, malformed("no identity: claim %d is not a map", claimIdentity)
	}
	attrs := make(map[int]any, len(m))
	for k, v := range m {
		key, ok := k.(int64)
		if !ok || key < math.MinInt32 || key > math.MaxInt32 {
			return nil, malformed("claim %d has a key that is not a small integer", claimIdentity)
		}
		attrs[int(key)] = v
	}
	return attrs, nil
}

func decodeStatus(v any) (*StatusRef, error) {
	m, ok := v.(map[any]any)
	if !ok {
		return nil, malformed("claim %d is not a map", claimStatus)
	}
	list, ok := m["status_list"]
	if !ok {
		return nil, unsupported("the card's status is published by other means than a status list")
	}
	m, _ = list.(map[any]any)
	index, hasIndex := m["idx"].(int64)
	uri, hasURI := m["uri"].(string)
	if !hasIndex || index < 0 || !hasURI || uri == "" {
		return nil, malformed("claim %d: want an index and a URI", claimStatus)
	}
	return &StatusRef{Index: uint64(index), URI: uri}, nil
}

// A Field is one item of a payload for display. Value is one line and holds
// no control characters.
type Field struct {
	Name  string // stable, for machines
	Label string // English, for people
	Value string
}

// Fields returns the items of p in the order in which they are signed. Claims
// that this package does not know are not among them: RFC 8392 section 3 has
// readers ignore those.
func (p *Payload) Fields() []Field {
	var fields []Field
	add := func(name, label, value string) {
		fields = append(fields, Field{name, label, value})
	}
	addTime := func(name, label string, t time.Time) {
		if !t.IsZero() {
			add(name, label, t.UTC().Format(time.RFC3339))
		}
	}
	if p.Issuer != "" {
		add("issuer", "Issuer", printable(p.Issuer))
	}
	addTime("expires", "Expires", p.Expires)
	addTime("not_before", "Not before", p.NotBefore)
	addTime("issued_at", "Issued", p.IssuedAt)
	fields = append(fields, p.Items...)
	for _, key := range slices.Sorted(maps.Keys(p.Attributes)) {
		a, _ := keyed(key)
		add(a.Name, a.Label, a.format(p.Attributes[key]))
	}
	if p.Status != nil {
		add("status_list", "Status list", fmt.Sprintf("%s, entry %d", printable(p.Status.URI), p.Status.Index))
	}
	if p.Specimen {
		add("specimen", "Specimen", "yes")
	}
	return fields
}
