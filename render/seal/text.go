package seal

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
)

// Limits on what is looked at before anything is known about it.
const (
	// maxText is above the 7089 digits and 4296 alphanumeric characters of
	// the largest QR symbol, version 40-L (ISO/IEC 18004).
	maxText = 8192

	// maxInflated is the most bytes a compressed seal may grow to.
	maxInflated = 64 << 10
)

const scheme = "https://"

// URL returns the text of a card's QR code: a link to the verification page
// at host that carries the seal as Digits in its fragment, which a browser
// does not send to the server. Scheme, host and path are upper case, so that
// a QR encoder can set them in alphanumeric mode. Host is a domain name,
// with a port if need be, in ASCII.
func URL(host string, cose []byte) string {
	return strings.ToUpper(scheme+host) + "/V#" + Digits(cose)
}

// Parse returns the COSE message that the text of a code carries: the
// fragment of a URL, in any letter case and with any host and path, or bare
// digits, or Base45 as Claim 169 publishes it. A compressed message is
// inflated. White space around a URL or digits is ignored.
//
// Parse fails with ErrNoSeal for a link without a fragment and with
// ErrMalformed otherwise. The host of a URL vouches for nothing.
func Parse(text string) ([]byte, error) {
	if len(text) > maxText {
		return nil, malformed("text of %d bytes; no code holds more than %d", len(text), maxText)
	}
	b, err := decodeText(text)
	if err != nil {
		return nil, err
	}
	// zlib (RFC 1950) with its usual window starts with 0x78. No COSE message
	// does: it would be a text string.
	if len(b) > 0 && b[0] == 0x78 {
		return inflate(b, maxInflated)
	}
	return b, nil
}

// decodeText undoes the text encoding of a code.
func decodeText(text string) ([]byte, error) {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return nil, malformed("empty text")
	case len(trimmed) >= len(scheme) && strings.EqualFold(trimmed[:len(scheme)], scheme):
		_, fragment, _ := strings.Cut(trimmed, "#")
		if fragment == "" {
			return nil, &fault{ErrNoSeal, "the link has no fragment"}
		}
		return FromDigits(fragment)
	case strings.Trim(trimmed, "0123456789") == "":
		return FromDigits(trimmed)
	}
	// A trailing space may belong to Base45, a line end cannot.
	b, err := FromBase45(strings.Trim(text, "\t\r\n"))
	if err != nil {
		return nil, malformed("neither a link that carries digits, nor digits, nor Base45")
	}
	return b, nil
}

func inflate(b []byte, most int) ([]byte, error) {
	from := bytes.NewReader(b)
	z, err := zlib.NewReader(from)
	if err != nil {
		return nil, malformed("%v", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, int64(most)+1))
	switch {
	case err != nil:
		return nil, malformed("%v", err)
	case len(out) > most:
		return nil, malformed("inflates to more than %d bytes", most)
	case from.Len() > 0:
		return nil, malformed("%d bytes after the compressed message", from.Len())
	}
	return out, nil
}
