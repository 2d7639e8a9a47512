package seal

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// idbFormat is ICAO's Datastructure for Barcode: RDB1, or NDB1 in drafts, a
// letter that says how the rest is made, and Base32.
var idbFormat = format{
	name: "idb",
	is: func(text string) bool {
		text = strings.TrimSpace(text)
		return strings.HasPrefix(text, "RDB1") || strings.HasPrefix(text, "NDB1")
	},
	decode: func(text string) ([]byte, error) {
		text = strings.TrimSpace(text)[len("RDB1"):]
		if text == "" || text[0] < 'A' || text[0] > 'D' {
			return nil, unsupported("a barcode flag other than A to D")
		}
		flags := text[0] - 'A'
		if flags&1 == 0 {
			return nil, unsupported("the barcode is not signed, so nothing in it can be verified")
		}
		b, err := fromBase32(text[1:])
		if err == nil && flags&2 != 0 {
			b, err = inflate(b, maxInflated)
		}
		return b, err
	},
	open: func(_ *Keyring, b []byte) (token, error) { return openIDB(b) },
}

// Tags of an IDB's parts.
const (
	idbMessages    = 0x61
	idbCertificate = 0x7e
	idbSignature   = 0x7f
)

type idb struct {
	signed    []byte
	signature []byte
	country   string
	reference []byte // the last 5 bytes of SHA-1 over the signer's certificate
	sealed    time.Time
	messages  []tlv
}

func openIDB(b []byte) (token, error) {
	const header = 2 + 1 + 5 + 4
	if len(b) < header {
		return nil, malformed("the header is cut short")
	}
	s := &idb{reference: b[3:8]}
	var err error
	if s.country, err = fromC40(b[:2]); err != nil {
		return nil, err
	}
	s.country = strings.TrimRight(s.country, "<")
	if b[2] < 1 || b[2] > 3 {
		return nil, unsupported("signature algorithm %d", b[2])
	}
	if s.sealed, err = maskedDate(b[8:header]); err != nil {
		return nil, err
	}
	rest := b[header:]
	for len(rest) > 0 {
		var t tlv
		if t, rest, err = readTLV(rest); err != nil {
			return nil, err
		}
		switch t.tag {
		case idbMessages:
			s.signed = b[:len(b)-len(rest)]
			for in := t.value; len(in) > 0; {
				var m tlv
				if m, in, err = readTLV(in); err != nil {
					return nil, err
				}
				s.messages = append(s.messages, m)
			}
		case idbCertificate: // Whoever signs a barcode can put a certificate beside it; only the user's own count.
		case idbSignature:
			s.signature = t.value
		default:
			return nil, malformed("a part that is neither messages, certificate nor signature")
		}
	}
	if s.signed == nil || s.signature == nil {
		return nil, malformed("the barcode has no messages or no signature")
	}
	return s, nil
}

// maskedDate reads a byte whose bits mark unknown digits and the number MMDDYYYY
// in three. A date that is not known whole is the zero time.
func maskedDate(b []byte) (time.Time, error) {
	if b[0] != 0 {
		return time.Time{}, nil
	}
	return vdsDate(b[1:])
}

func (s *idb) unverifiable() string { return "" }

func (s *idb) keyID() []byte { return s.reference }

func (s *idb) names(k *Key) bool {
	if k.Certificate == nil {
		return false
	}
	// The standard names certificates so; nothing rests on the hash.
	sum := sha1.Sum(k.Certificate)
	return bytes.Equal(sum[len(sum)-5:], s.reference)
}

func (s *idb) tries(k *Key) bool { return k.unnamed() }

func (s *idb) signedBy(k *ringKey) bool { return verifyECDSA(k.Public, s.signed, s.signature) }

// idbTags are the messages of the datastructure's registry that are text or dates.
var idbTags = map[byte]vdsTag{
	0x01: {"visa", "Visa", true}, 0x02: mrzTag, 0x07: mrzTag, 0x08: mrzTag, 0x81: mrzTag,
	0x83: {"azr", "Register number", true}, 0x85: {"id", "Document number", true},
}

const (
	idbFace    = 0x80
	idbExpires = 0x84
)

func (s *idb) payload() (Payload, error) {
	p := Payload{Issuer: s.country, IssuedAt: s.sealed}
	var i items
	for _, m := range s.messages {
		t, known := idbTags[m.tag]
		switch {
		case m.tag == idbFace:
			i.add("photo", "Photo", fmt.Sprintf("(%d bytes)", len(m.value)))
			continue
		case m.tag == idbExpires && len(m.value) == 4:
			day, err := maskedDate(m.value)
			if err != nil {
				return Payload{}, err
			}
			if !day.IsZero() {
				p.Expires = day.AddDate(0, 0, 1)
			}
			continue
		case !known:
			i.add(fmt.Sprintf("message_%02x", m.tag), fmt.Sprintf("Message %02x", m.tag), hex.EncodeToString(m.value))
			continue
		}
		text, err := fromC40(m.value)
		if err != nil {
			return Payload{}, err
		}
		if t == mrzTag {
			lines, until := readMRZ(text)
			text = strings.Join(lines, ", ")
			if p.Expires.IsZero() {
				p.Expires = until
			}
		}
		i.add(t.name, t.label, text)
	}
	p.Items = i
	return p, nil
}
