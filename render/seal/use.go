package seal

import (
	"fmt"
	"time"
)

// A Purpose is what a key may sign. Its text form, as in key files, trust lists
// and JSON, is a lower-case word.
type Purpose uint8

const (
	LiveCards     Purpose = iota // cards for holders
	SpecimenCards                // samples
	StatusLists                  // which cards are revoked
	TrustLists                   // which keys are an issuer's
)

var purposes = [...]struct{ word, sentence string }{
	LiveCards:     {"card", "cards"},
	SpecimenCards: {"specimen", "specimens"},
	StatusLists:   {"status", "status lists"},
	TrustLists:    {"trust", "trust lists"},
}

// Purposes returns the words of all purposes.
func Purposes() []string {
	var words []string
	for _, p := range purposes {
		words = append(words, p.word)
	}
	return words
}

// ParsePurpose is the inverse of Purpose.String.
func ParsePurpose(word string) (Purpose, error) {
	for p := range purposes {
		if purposes[p].word == word {
			return Purpose(p), nil
		}
	}
	return 0, fmt.Errorf("%q is not a purpose; want card, specimen, status or trust", word)
}

// String returns the purpose as a word.
func (p Purpose) String() string { return purposes[p].word }

// Sentence returns what a key of the purpose is for, as in "a key for cards".
func (p Purpose) Sentence() string { return purposes[p].sentence }

// MarshalText returns the purpose as a word.
func (p Purpose) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a word.
func (p *Purpose) UnmarshalText(b []byte) (err error) {
	*p, err = ParsePurpose(string(b))
	return err
}

// A Use is what a key may sign, and when.
type Use struct {
	Purpose   Purpose
	NotBefore time.Time // zero for no bound
	NotAfter  time.Time // not at this time or after; zero for no bound
}

// Refuses says why the key may not sign at a time, or nothing when it may.
func (u Use) Refuses(at time.Time) string {
	switch {
	case !u.NotBefore.IsZero() && at.Before(u.NotBefore):
		return "the key is not in use before " + u.NotBefore.UTC().Format(time.RFC3339)
	case !u.NotAfter.IsZero() && !at.Before(u.NotAfter):
		return "the key is not in use after " + u.NotAfter.UTC().Format(time.RFC3339)
	}
	return ""
}

// A State is how a key stands with its issuer. Its text form is a lower-case word.
type State uint8

const (
	Active      State = iota
	Retired           // signs no more; what it signed before stays good
	Compromised       // in the wrong hands: what it signed may be anybody's, whatever date it bears
)

var states = [...]string{Active: "active", Retired: "retired", Compromised: "compromised"}

// String returns the state as a word.
func (s State) String() string { return states[s] }

// MarshalText returns the state as a word.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a word.
func (s *State) UnmarshalText(b []byte) error {
	for i, word := range states {
		if word == string(b) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not the state of a key; want active, retired or compromised", b)
}
