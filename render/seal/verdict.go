package seal

import (
	"errors"
	"fmt"
)

// A Verdict is the outcome of verifying a seal. Its text form, as in JSON, is
// a stable lower-case word.
type Verdict uint8

// The zero Verdict is Malformed, so that a forgotten Result never says Valid.
const (
	Malformed Verdict = iota
	Unsupported
	UnknownKey
	BadSignature
	Untrusted
	NotYetValid
	Expired
	StatusStale
	Suspended
	Revoked
	Specimen
	Valid
)

var verdicts = [...]struct{ word, text, sentence string }{
	Malformed:    {"MALFORMED", "malformed", "The code is damaged or is not a seal."},
	Unsupported:  {"UNSUPPORTED", "unsupported", "The code is of a kind this version cannot check."},
	UnknownKey:   {"UNKNOWN KEY", "unknown-key", "The seal names a key that is not among the known keys, so nothing is known about it."},
	BadSignature: {"BAD SIGNATURE", "bad-signature", "The seal is forged or altered."},
	Untrusted:    {"UNTRUSTED", "untrusted", "The seal is signed with a known key that may not sign this card."},
	NotYetValid:  {"NOT YET VALID", "not-yet-valid", "The seal is the issuer's, but the card is not valid yet."},
	Expired:      {"EXPIRED", "expired", "The seal is the issuer's, but the card is no longer valid."},
	StatusStale:  {"STATUS STALE", "status-stale", "The seal is the issuer's and in date, but the lists at hand cannot say whether it still counts."},
	Suspended:    {"SUSPENDED", "suspended", "The issuer has suspended this card; until it is restored it counts for nothing."},
	Revoked:      {"REVOKED", "revoked", "The issuer has revoked this card for good."},
	Specimen:     {"SPECIMEN", "specimen", "This is a sample; it proves nothing about anyone."},
	Valid:        {"VALID", "valid", "The seal is the issuer's, unaltered and in date; compare the card and the holder's face with it."},
}

// String returns the verdict as it is shown to people: words in capitals.
func (v Verdict) String() string { return verdicts[v].word }

// Sentence returns what the verdict means, in one English sentence.
func (v Verdict) Sentence() string { return verdicts[v].sentence }

// MarshalText returns the verdict as a lower-case word with hyphens.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(verdicts[v].text), nil }

var (
	// ErrMalformed is wrapped by errors about input that is broken.
	ErrMalformed = errors.New("malformed seal")

	// ErrUnsupported is wrapped by errors about input that may be sound but
	// is of a kind this package does not read.
	ErrUnsupported = errors.New("unsupported seal")

	// ErrUntrusted is wrapped by errors about lists that no key of the right
	// purpose has signed.
	ErrUntrusted = errors.New("not to be trusted")

	// ErrRollback is wrapped by errors about lists older than one that was
	// seen before.
	ErrRollback = errors.New("rolled back")

	// ErrNoSeal is wrapped by errors about a link without a payload, such as
	// the code on the front of a card that leads its holder to the portal.
	ErrNoSeal = errors.New("no seal in this code")
)

// A fault is an error of one of the kinds above. Its reason holds nothing
// that the input says, only what is wrong with it: the input may be anybody's.
type fault struct {
	kind   error
	reason string
}

func (f *fault) Error() string { return f.kind.Error() + ": " + f.reason }
func (f *fault) Unwrap() error { return f.kind }

func malformed(format string, args ...any) error {
	return &fault{ErrMalformed, fmt.Sprintf(format, args...)}
}

func unsupported(format string, args ...any) error {
	return &fault{ErrUnsupported, fmt.Sprintf(format, args...)}
}

func untrusted(format string, args ...any) error {
	return &fault{ErrUntrusted, fmt.Sprintf(format, args...)}
}

// refusal is the Result of input of a format that failed with err.
func refusal(format string, err error) Result {
	r := Result{Verdict: Malformed, Format: format, Reason: err.Error()}
	if errors.Is(err, ErrUnsupported) || errors.Is(err, ErrNoSeal) {
		r.Verdict = Unsupported
	}
	if f := (*fault)(nil); errors.As(err, &f) {
		r.Reason = f.reason
	}
	return r
}
