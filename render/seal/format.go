package seal

import (
	"strings"
)

// A format is a kind of code that this package reads.
type format struct {
	name string // a lower-case word, as in Result.Format

	// is reports whether text, which is not blank, is of the format, by its
	// first characters or its alphabet.
	is func(text string) bool

	// decode undoes the text encoding and the compression.
	decode func(text string) ([]byte, error)

	// open takes apart what decode returned. It fails with ErrMalformed or
	// ErrUnsupported, and repeats nothing that the input says. The Keyring is
	// for formats that must be decrypted or need what is printed beside the code.
	open func(r *Keyring, b []byte) (token, error)
}

// formats are looked through in this order; the first that is the text's counts.
// A format is a file of its own, named for it, and a line here.
var formats = []format{
	linkFormat,
	hcertFormat,
	nzcpFormat,
	shcFormat,
	idbFormat,
	vcbFormat,
	vdsFormat,
	base45Format, // last: prefixes of others are Base45 too
}

// A token is what a code holds, taken apart. Until its signature is verified
// nothing that it says is believed.
type token interface {
	// unverifiable says why no signature of its kind can be checked here, or nothing.
	unverifiable() string

	// keyID returns the id of the key that the token says it is signed with;
	// nil if it names none.
	keyID() []byte

	// names reports whether the token says that k signed it. If k did not, the
	// signature is bad.
	names(k *Key) bool

	// tries reports whether k may have signed the token although the token does
	// not say so: it names no key, or in a way that k has no name of.
	tries(k *Key) bool

	// signedBy reports whether k made the signature, with the algorithm that k
	// is for.
	signedBy(k *ringKey) bool

	// payload decodes what is signed. It is called when the signature is
	// verified.
	payload() (Payload, error)
}

// Limits on what is looked at before anything is known about it.
const (
	// maxText is above the 7089 digits and 4296 alphanumeric characters of
	// the largest QR symbol, version 40-L (ISO/IEC 18004).
	maxText = 8192

	// maxInflated is the most bytes a compressed seal may grow to.
	maxInflated = 64 << 10
)

// formatOf returns the format of the text of a code. It fails with ErrMalformed.
func formatOf(text string) (format, error) {
	switch {
	case len(text) > maxText:
		return format{}, malformed("text of %d bytes; no code holds more than %d", len(text), maxText)
	case len(strings.TrimSpace(text)) == 0:
		return format{}, malformed("empty text")
	}
	for _, f := range formats {
		if f.is(text) {
			return f, nil
		}
	}
	return format{}, malformed("neither a link that carries digits, nor digits, nor Base45")
}

// Parse returns the message that the text of a code carries, such as a COSE
// message: of the fragment of a link, in any letter case and with any host and
// path, of bare digits, or of Base45 as Claim 169 publishes it. A compressed
// message is inflated. White space around a link or digits is ignored.
//
// Parse fails with ErrNoSeal for a link without a fragment and with
// ErrMalformed otherwise. The host of a link vouches for nothing.
func Parse(text string) ([]byte, error) {
	f, err := formatOf(text)
	if err != nil {
		return nil, err
	}
	return f.decode(text)
}

// openText takes apart the text of a code.
func (r *Keyring) openText(text string) (name string, t token, err error) {
	f, err := formatOf(text)
	if err != nil {
		return "", nil, err
	}
	b, err := f.decode(text)
	if err != nil {
		return f.name, nil, err
	}
	t, err = f.open(r, b)
	return f.name, t, err
}

// openCOSE takes apart a COSE_Sign1 message over a CWT, docketcard's or one of
// any dialect of Claim 169.
func openCOSE(r *Keyring, b []byte) (token, error) {
	b, err := r.decrypted(b)
	if err != nil {
		return nil, err
	}
	m, err := open(b)
	if err != nil {
		return nil, err // and no token, rather than a nil *message
	}
	return m, nil
}
