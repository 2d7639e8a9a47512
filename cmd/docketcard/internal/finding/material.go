package finding

import (
	"crypto/x509"
	"fmt"
	"time"

	"docketcard/render/seal"
)

// Material is what cards are judged with, as it is carried to where they are: public keys and signed lists.
type Material struct {
	Keys    []Key    `json:"keys,omitempty"`
	Outside [][]byte `json:"outside,omitempty"` // files of keys that other issuers publish, as seal.ParseKeys reads them
	Trust   []byte   `json:"trust,omitempty"`   // a signed trust list
	Status  [][]byte `json:"status,omitempty"`  // signed status lists
}

// A Key is a key of docketcard's own, in DER as SubjectPublicKeyInfo (RFC 5280).
type Key struct {
	Public    []byte       `json:"public"`
	Purpose   seal.Purpose `json:"purpose"`
	NotBefore time.Time    `json:"not_before,omitzero"`
	NotAfter  time.Time    `json:"not_after,omitzero"`
}

// NewKey returns a key as Material carries it.
func NewKey(k seal.Key) (Key, error) {
	der, err := x509.MarshalPKIXPublicKey(k.Public)
	return Key{der, k.Purpose, k.NotBefore, k.NotAfter}, err
}

// Open verifies the lists and returns who judges by them, as of no time yet, and the status lists. It fails when a list is not signed
// with the keys.
func (m Material) Open() (Judge, []*seal.StatusList, error) {
	var keys []seal.Key
	for i, k := range m.Keys {
		public, err := x509.ParsePKIXPublicKey(k.Public)
		if err != nil {
			return Judge{}, nil, fmt.Errorf("key %d: %w", i+1, err)
		}
		keys = append(keys, seal.Key{Public: public, Use: seal.Use{Purpose: k.Purpose, NotBefore: k.NotBefore, NotAfter: k.NotAfter}})
	}
	for i, data := range m.Outside {
		more, err := seal.ParseKeys(data)
		if err != nil {
			return Judge{}, nil, fmt.Errorf("file %d of other issuers' keys: %w", i+1, err)
		}
		keys = append(keys, more...)
	}
	var j Judge
	var err error
	if len(m.Trust) > 0 {
		if j.Trust, err = seal.OpenTrustList(m.Trust, keys...); err != nil {
			return Judge{}, nil, fmt.Errorf("trust list: %w", err)
		}
		j.Ring, err = j.Trust.Keyring(keys...)
	} else {
		j.Ring, err = seal.NewKeyring(keys...)
	}
	if err != nil {
		return Judge{}, nil, err
	}
	var lists []*seal.StatusList
	for i, data := range m.Status {
		l, err := j.Ring.StatusList(data)
		if err != nil {
			return Judge{}, nil, fmt.Errorf("status list %d: %w", i+1, err)
		}
		lists = append(lists, l)
	}
	j.Ring = j.Ring.WithStatus(lists...)
	return j, lists, nil
}

// StatusAge returns the age of a status list.
func (j Judge) StatusAge(l *seal.StatusList) *ListAge {
	age := NewListAge(l.IssuedAt, l.Until(), j.At)
	age.URI = l.URI
	return age
}
