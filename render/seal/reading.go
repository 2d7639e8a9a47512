package seal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Reading is what a code says, whoever wrote it.
type Reading struct {
	Format  string // as in Result
	KeyID   []byte // of the key that it says it is signed with; nil for none
	Payload Payload
	Rest    []Field // claims that Payload has no place for
	Bytes   int     // of the whole message
}

// Read returns what the text of a code says without verifying anything, to show a
// holder what is in it. Verify is for everything else: anybody can write
// anything into a code. It fails as Parse does, and for what is encrypted.
func Read(text string) (*Reading, error) {
	name, t, err := new(Keyring).openText(text)
	if err != nil {
		return nil, err
	}
	b, err := Parse(text)
	if err != nil {
		return nil, err
	}
	r := &Reading{Format: name, KeyID: t.keyID(), Bytes: len(b)}
	if r.Payload, err = t.payload(); err != nil {
		return nil, err
	}
	if m, ok := t.(*message); ok {
		r.Rest = rest(m.Payload)
	}
	return r, nil
}

// rest returns the claims of a CWT that decodePayload passes over.
func rest(content []byte) []Field {
	claims, err := decodeMap(content)
	if err != nil {
		return nil
	}
	for _, known := range []int64{claimIssuer, claimExpires, claimNotBefore, claimIssuedAt, claimIdentity, claimStatus, claimSpecimen} {
		delete(claims, known)
	}
	fields := map[string]Field{}
	for key, value := range claims {
		n := printable(fmt.Sprint(key))
		fields[n] = Field{"claim_" + n, "Claim " + n, Attribute{}.format(value)}
	}
	return slices.SortedFunc(maps.Values(fields), func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
}
