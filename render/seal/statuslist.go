package seal

import (
	"bytes"
	"compress/zlib"
	"crypto"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/veraison/go-cose"
)

// A Status is the entry of a card in a status list.
type Status uint8

// The statuses that section 7.1 of the Token Status List draft names. Others
// are an issuer's own.
const (
	StatusValid     Status = 0
	StatusInvalid   Status = 1 // for good
	StatusSuspended Status = 2 // for now
)

// String returns the status as a lower-case word.
func (s Status) String() string {
	switch s {
	case StatusValid:
		return "valid"
	case StatusInvalid:
		return "invalid"
	case StatusSuspended:
		return "suspended"
	}
	return fmt.Sprintf("status %d", uint8(s))
}

// A StatusList says of all cards of an issuer at once which are revoked: the
// IETF's Token Status List (draft-ietf-oauth-status-list-20) in its CWT form.
// Whoever holds it learns nothing of the cards, and the issuer does not learn
// who is checked.
type StatusList struct {
	URI      string        // claim 2; cards name the list by it
	IssuedAt time.Time     // claim 6
	Expires  time.Time     // claim 4; zero if absent
	TTL      time.Duration // claim 65534, in whole seconds; zero if absent

	// Issuer is the only issuer that the list's signer may speak for, as
	// Keyring.StatusList has found; empty means any.
	Issuer string

	bits   uint // of an entry: 1, 2, 4 or 8
	packed []byte
}

// Claims of a status list, and the type that its header names (sections 5.2 and
// 14.8 of the draft).
const (
	claimSubject    = 2
	claimTTL        = 65534
	claimStatusList = 65533

	typeStatusList = "application/statuslist+cwt"
)

// maxList is the most bytes that the entries of a list may have: those of the
// draft's largest example.
const maxList = 1 << 20

type listClaims struct {
	Subject  string      `cbor:"2,keyasint"`
	Expires  int64       `cbor:"4,keyasint,omitempty"`
	IssuedAt int64       `cbor:"6,keyasint"`
	List     listEntries `cbor:"65533,keyasint"`
	TTL      int64       `cbor:"65534,keyasint,omitempty"`
}

type listEntries struct {
	Bits uint   `cbor:"bits"`
	List []byte `cbor:"lst"`
}

// NewStatusList returns a list of entries of two bits, all valid. It fails
// unless there are between 4 and 2^22 of them, in whole bytes.
func NewStatusList(uri string, entries int) (*StatusList, error) {
	if entries < 4 || entries > 4*maxList || entries%4 != 0 {
		return nil, fmt.Errorf("a status list of %d entries; want a multiple of 4 up to %d", entries, 4*maxList)
	}
	return &StatusList{URI: uri, bits: 2, packed: make([]byte, entries/4)}, nil
}

// Len returns the number of entries.
func (l *StatusList) Len() uint64 { return uint64(len(l.packed)) * 8 / uint64(l.bits) }

// At returns an entry, and whether there is one. Entries are packed from the
// lowest bit of each byte (section 4.1 of the draft).
func (l *StatusList) At(index uint64) (Status, bool) {
	if index >= l.Len() {
		return 0, false
	}
	bit := index * uint64(l.bits)
	return Status(l.packed[bit/8] >> (bit % 8) & (1<<l.bits - 1)), true
}

// Set changes an entry. It fails when there is none, or when the status takes
// more bits than entries have.
func (l *StatusList) Set(index uint64, s Status) error {
	if index >= l.Len() || uint(s)>>l.bits != 0 {
		return fmt.Errorf("entry %d, %s: want an entry below %d of %d bits", index, s, l.Len(), l.bits)
	}
	bit := index * uint64(l.bits)
	at := &l.packed[bit/8]
	*at = *at&^(byte(1<<l.bits-1)<<(bit%8)) | byte(s)<<(bit%8)
	return nil
}

// Until returns the time from which the list is too old: the earlier of Expires
// and IssuedAt + TTL. It is zero for a list with neither.
func (l *StatusList) Until() time.Time {
	until := l.Expires
	if l.TTL > 0 {
		if t := l.IssuedAt.Add(l.TTL); until.IsZero() || t.Before(until) {
			until = t
		}
	}
	return until
}

// Stale says why the list cannot be relied on at a time, or nothing when it can.
func (l *StatusList) Stale(at time.Time) string {
	until := l.Until()
	switch {
	case at.Before(l.IssuedAt):
		return "the status list was issued at " + l.IssuedAt.Format(time.RFC3339) + ", after the time of checking; check the clock"
	case !until.IsZero() && !at.Before(until):
		return "the status list is out of date since " + until.Format(time.RFC3339)
	}
	return ""
}

// Sign returns the list as a COSE_Sign1 message, tagged 18. It fails if the
// list has no URI or dates that Keyring.StatusList would refuse, and if the key
// fails.
func (l *StatusList) Sign(key crypto.Signer) ([]byte, error) {
	c := listClaims{Subject: l.URI, IssuedAt: l.IssuedAt.Unix(), TTL: int64(l.TTL / time.Second)}
	switch {
	case l.URI == "" || !utf8.ValidString(l.URI):
		return nil, errors.New("signing a status list: it has no URI")
	case !wholeSecond(l.IssuedAt) || !l.Expires.IsZero() && !wholeSecond(l.Expires):
		return nil, errors.New("signing a status list: want times of whole seconds from 1970 to 9999")
	case !l.Expires.IsZero() && !l.IssuedAt.Before(l.Expires) || l.TTL < 0 || l.TTL%time.Second != 0:
		return nil, errors.New("signing a status list: it expires before it begins")
	case isSpecimenKey(publicOf(key)):
		return nil, errors.New("signing a status list: this is the specimen key, which anybody can sign with")
	}
	if !l.Expires.IsZero() {
		c.Expires = l.Expires.Unix()
	}
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	w.Write(l.packed) // a bytes.Buffer takes all
	w.Close()
	c.List = listEntries{l.bits, z.Bytes()}
	return signList(key, typeStatusList, c)
}

// publicOf returns the public half of key, nil for none.
func publicOf(key crypto.Signer) crypto.PublicKey {
	if key == nil {
		return nil
	}
	return key.Public()
}

// wholeSecond reports whether t can be written as seconds and in RFC 3339.
func wholeSecond(t time.Time) bool {
	return t.Unix() >= 0 && t.Unix() <= lastSecond && t.Nanosecond() == 0
}

// signList returns claims as the payload of a COSE_Sign1 message whose header
// names a type.
func signList(key crypto.Signer, typ string, claims any) ([]byte, error) {
	s, err := newSealer(key, typ)
	if err != nil {
		return nil, err
	}
	content, err := encMode.Marshal(claims)
	if err != nil {
		return nil, err
	}
	return s.sign(content)
}

// openList takes apart a signed list of a type, and returns the message and the
// key that signed it, which is one of the purpose. Whether the key was in use
// at the time is the caller's to check: the time is in the payload.
func (r *Keyring) openList(b []byte, typ string, purpose Purpose) (*message, ringKey, error) {
	m, err := open(b)
	if err != nil {
		return nil, ringKey{}, err
	}
	if bytes.HasPrefix(b, tagCWT) {
		// Section 5.2 of the draft forbids the tag; so do we for our own lists.
		return nil, ringKey{}, malformed("a list with a CWT tag")
	}
	if got, _ := m.Headers.Protected[cose.HeaderLabelType].(string); got != typ {
		return nil, ringKey{}, malformed("its header does not say that it is a list of this kind")
	}
	signer, verdict, reason := r.signer(m)
	switch {
	case verdict == Unsupported:
		return nil, ringKey{}, unsupported("%s", reason)
	case verdict != Valid:
		return nil, ringKey{}, untrusted("%s", reason)
	case signer.Purpose != purpose:
		return nil, ringKey{}, untrusted("it is signed with a key for %s", signer.Purpose.Sentence())
	}
	return m, signer, nil
}

// StatusList verifies and reads a signed status list. It fails with ErrUntrusted
// unless a key for status lists that was in use at the time signed it, and with
// ErrMalformed or ErrUnsupported for what is no such list.
func (r *Keyring) StatusList(b []byte) (*StatusList, error) {
	m, signer, err := r.openList(b, typeStatusList, StatusLists)
	if err != nil {
		return nil, err
	}
	l, err := decodeStatusList(m.Payload)
	if err != nil {
		return nil, err
	}
	if reason := signer.refuses(l.IssuedAt); reason != "" {
		return nil, untrusted("%s", reason)
	}
	l.Issuer = signer.Issuer
	return l, nil
}

func decodeStatusList(b []byte) (*StatusList, error) {
	m, err := decodeMap(b)
	if err != nil {
		return nil, malformed("status list: %s", cborReason(err))
	}
	l := new(StatusList)
	var ok bool
	if l.URI, ok = m[int64(claimSubject)].(string); !ok || l.URI == "" {
		return nil, malformed("claim %d is not a URI", claimSubject)
	}
	for _, t := range []struct {
		claim    int64
		to       *time.Time
		required bool
	}{{claimIssuedAt, &l.IssuedAt, true}, {claimExpires, &l.Expires, false}} {
		v, has := m[t.claim]
		if !has && !t.required {
			continue
		}
		s, ok := v.(int64)
		if !ok || s < 0 || s > lastSecond {
			return nil, malformed("claim %d is not a whole second from 1970 to 9999", t.claim)
		}
		*t.to = time.Unix(s, 0).UTC()
	}
	if v, has := m[int64(claimTTL)]; has {
		s, ok := v.(int64)
		if !ok || s <= 0 {
			return nil, malformed("claim %d is not a number of seconds", claimTTL)
		}
		l.TTL = time.Duration(min(s, lastSecond/1000)) * time.Second // longer than 8 years and shorter than a Duration's 292
	}
	entries, _ := m[int64(claimStatusList)].(map[any]any)
	bits, _ := entries["bits"].(int64)
	lst, ok := entries["lst"].([]byte)
	if !ok || bits != 1 && bits != 2 && bits != 4 && bits != 8 {
		return nil, malformed("claim %d: want entries of 1, 2, 4 or 8 bits", claimStatusList)
	}
	l.bits = uint(bits)
	if l.packed, err = inflate(lst, maxList); err != nil {
		return nil, err
	}
	return l, nil
}
