package seal

import (
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// vdsFormat is the Visible Digital Seal (ICAO Doc 9303-13, BSI TR-03137), bytes
// that a DataMatrix holds. Scanners report them as they are, as Latin-1 or in
// hexadecimal digits.
var vdsFormat = format{
	name:   "vds",
	is:     func(text string) bool { _, ok := vdsBytes(text); return ok },
	decode: func(text string) ([]byte, error) { b, _ := vdsBytes(text); return b, nil },
	open:   func(_ *Keyring, b []byte) (token, error) { return openVDS(b) },
}

const vdsMagic = 0xdc

// vdsBytes returns the seal that text stands for, and whether it is one.
func vdsBytes(text string) ([]byte, bool) {
	version := func(b []byte) bool { return len(b) > 2 && b[0] == vdsMagic && b[1] <= 0x03 }
	if b := []byte(text); version(b) {
		return b, true
	}
	if b, err := hex.DecodeString(strings.TrimSpace(text)); err == nil {
		return b, version(b)
	}
	if !utf8.ValidString(text) {
		return nil, false
	}
	var b []byte
	for _, r := range text {
		if r > 0xff {
			return nil, false
		}
		b = append(b, byte(r))
	}
	return b, version(b)
}

// vds is a seal taken apart (Doc 9303-13 section 2.3).
type vds struct {
	signed    []byte // header and message zone
	signature []byte
	country   string
	signer    string // country and name of the signer's certificate
	reference string // its serial number, in hexadecimal digits
	issued    time.Time
	sealed    time.Time
	feature   byte // which definition the messages follow
	kind      byte
	messages  []tlv
}

type tlv struct {
	tag   byte
	value []byte
}

func openVDS(b []byte) (token, error) {
	if len(b) < 2 || b[0] != vdsMagic {
		return nil, malformed("not a visible digital seal")
	}
	version, rest := b[1], b[2:]
	s := &vds{}
	take := func(n int) []byte {
		if n < 0 || len(rest) < n {
			rest = nil
			return nil
		}
		t := rest[:n]
		rest = rest[n:]
		return t
	}
	if version != 0x02 && version != 0x03 {
		return nil, unsupported("a seal of version %d", version+1)
	}
	var err error
	if s.country, err = fromC40(take(2)); err != nil {
		return nil, err
	}
	s.country = strings.TrimRight(s.country, "<")
	if version == 0x02 {
		ref, err := fromC40(take(6))
		if err != nil || len(ref) < 9 {
			return nil, malformed("the seal names no signer")
		}
		s.signer, s.reference = ref[:4], ref[4:9]
	} else {
		head, err := fromC40(take(4))
		if err != nil || len(head) < 6 {
			return nil, malformed("the seal names no signer")
		}
		s.signer = head[:4]
		base := 16
		if s.signer == "DEZV" { // BSI TR-03171 counts in decimal
			base = 10
		}
		n, err := strconv.ParseUint(head[4:6], base, 8)
		if err != nil {
			return nil, malformed("the length of the certificate's reference is not a number")
		}
		if s.reference, err = fromC40(take((int(n) + 2) / 3 * 2)); err != nil {
			return nil, err
		}
		if len(s.reference) < int(n) {
			return nil, malformed("the reference of the certificate is cut short")
		}
		s.reference = s.reference[:n]
	}
	dates, types := take(6), take(2)
	if types == nil {
		return nil, malformed("the header is cut short")
	}
	if s.issued, err = vdsDate(dates[:3]); err != nil {
		return nil, err
	}
	if s.sealed, err = vdsDate(dates[3:]); err != nil {
		return nil, err
	}
	s.feature, s.kind = types[0], types[1]
	for len(rest) > 0 {
		before := len(b) - len(rest)
		t, after, err := readTLV(rest)
		if err != nil {
			return nil, err
		}
		rest = after
		if t.tag == 0xff {
			if len(rest) > 0 {
				return nil, malformed("bytes after the signature")
			}
			s.signed, s.signature = b[:before], t.value
			return s, nil
		}
		s.messages = append(s.messages, t)
	}
	return nil, malformed("the seal is not signed")
}

// readTLV reads a tag of one byte, a length as in DER (X.690 section 8.1.3) and a value.
func readTLV(b []byte) (tlv, []byte, error) {
	if len(b) < 2 {
		return tlv{}, nil, malformed("a message is cut short")
	}
	t, n, rest := tlv{tag: b[0]}, int(b[1]), b[2:]
	if n >= 0x80 {
		octets := n - 0x80
		if octets < 1 || octets > 2 || len(rest) < octets {
			return tlv{}, nil, malformed("the length of a message cannot be read")
		}
		n = 0
		for _, o := range rest[:octets] {
			n = n<<8 | int(o)
		}
		rest = rest[octets:]
	}
	if len(rest) < n {
		return tlv{}, nil, malformed("a message is cut short")
	}
	t.value = rest[:n]
	return t, rest[n:], nil
}

// vdsDate reads three bytes that are the number MMDDYYYY.
func vdsDate(b []byte) (time.Time, error) {
	n := int(b[0])<<16 | int(b[1])<<8 | int(b[2])
	d := time.Date(n%10000, time.Month(n/1000000), n/10000%100, 0, 0, 0, 0, time.UTC)
	if d.Year() != n%10000 || int(d.Month()) != n/1000000 || d.Day() != n/10000%100 {
		return time.Time{}, malformed("a date that is no day of the calendar")
	}
	return d, nil
}

func (s *vds) unverifiable() string { return "" }

func (s *vds) keyID() []byte { return []byte(s.signer + s.reference) }

// names compares the certificate (Doc 9303-13 section 2.3.2): country and common
// name of its subject, and its serial number.
func (s *vds) names(k *Key) bool {
	if k.Certificate == nil {
		return false
	}
	c, err := parseCertificate(k.Certificate)
	if err != nil {
		return false
	}
	// RFC 5280 appendix A.1.
	country, name := asn1.ObjectIdentifier{2, 5, 4, 6}, asn1.ObjectIdentifier{2, 5, 4, 3}
	return strings.EqualFold(c.subject(country)+c.subject(name), s.signer) &&
		strings.EqualFold(fmt.Sprintf("%x", c.TBS.Serial), strings.TrimLeft(s.reference, "0"))
}

func (s *vds) tries(k *Key) bool { return k.unnamed() }

func (s *vds) signedBy(k *ringKey) bool { return verifyECDSA(k.Public, s.signed, s.signature) }

// vdsKinds are the documents of BSI TR-03137 and Doc 9303-13 by feature
// definition and document type, and the labels of their messages by tag. A C40
// message is text; the others are shown as they can be.
var vdsKinds = map[[2]byte]struct {
	name string
	tags map[byte]vdsTag
}{
	{0xfd, 0x02}: {"arrival attestation", map[byte]vdsTag{2: mrzTag, 3: {"azr", "Register number", true}}},
	{0xfb, 0x06}: {"residence permit", map[byte]vdsTag{2: mrzTag, 3: {"passport", "Passport number", true}}},
	{0x5d, 0x01}: {"visa", map[byte]vdsTag{1: mrzTag, 2: mrzTag, 3: {"entries", "Number of entries", false}, 4: {"stay", "Duration of stay", false},
		5: {"passport", "Passport number", true}}},
	{0x5e, 0x03}: {"emergency travel document", map[byte]vdsTag{2: mrzTag}},
	{0xfa, 0x06}: {"supplementary sheet", map[byte]vdsTag{4: mrzTag, 2: mrzTag, 5: {"sheet", "Sheet number", true}}},
}

type vdsTag struct {
	name, label string
	c40         bool
}

var mrzTag = vdsTag{"mrz", "Machine-readable zone", true}

func (s *vds) payload() (Payload, error) {
	p := Payload{Issuer: s.country, IssuedAt: s.sealed, NotBefore: s.issued}
	if p.NotBefore.After(p.IssuedAt) {
		p.NotBefore = time.Time{}
	}
	kind := vdsKinds[[2]byte{s.feature, s.kind}]
	var i items
	if kind.name == "" {
		kind.name = fmt.Sprintf("of type %02x%02x", s.feature, s.kind)
	}
	i.add("certificate", "Document", kind.name)
	i.add("document_issued", "Document issued", s.issued.Format(time.DateOnly))
	for _, m := range s.messages {
		t, known := kind.tags[m.tag]
		if !known {
			t = vdsTag{fmt.Sprintf("message_%02x", m.tag), fmt.Sprintf("Message %02x", m.tag), false}
		}
		text := hex.EncodeToString(m.value)
		if t.c40 {
			var err error
			if text, err = fromC40(m.value); err != nil {
				return Payload{}, err
			}
		} else if !known && len(m.value) > 64 {
			text = fmt.Sprintf("(%d bytes)", len(m.value))
		}
		if t == mrzTag {
			lines, until := readMRZ(text)
			text, p.Expires = strings.Join(lines, ", "), until
		}
		i.add(t.name, t.label, text)
	}
	p.Items = i
	return p, nil
}

// readMRZ returns the lines of a machine-readable zone (Doc 9303-4 to -7), told
// by its length, and the moment from which the document is out of date; zero
// if it does not say. A seal may leave fillers out at the end.
func readMRZ(s string) ([]string, time.Time) {
	lines, width, date := 2, 44, 21
	switch {
	case len(s) > 88:
		lines, width, date = 3, 30, 8
	case len(s) <= 72:
		width = 36
	}
	if len(s) < lines*width {
		s += strings.Repeat("<", lines*width-len(s))
	}
	var out []string
	for i := range lines {
		out = append(out, s[i*width:(i+1)*width])
	}
	// Documents are not issued for longer than the two digits of the year can tell.
	day, err := time.Parse("20060102", "20"+out[1][date:date+6])
	if err != nil {
		return out, time.Time{}
	}
	return out, day.AddDate(0, 0, 1)
}
