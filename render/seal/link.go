package seal

import (
	"strings"
)

const scheme = "https://"

// linkFormat is docketcard's own: a link with the seal as Digits in its fragment, or the digits alone.
var linkFormat = format{
	name: "docketcard",
	is: func(text string) bool {
		text = strings.TrimSpace(text)
		return isLink(text) || strings.Trim(text, "0123456789") == ""
	},
	decode: func(text string) ([]byte, error) {
		digits := strings.TrimSpace(text)
		if isLink(digits) {
			if _, digits, _ = strings.Cut(digits, "#"); digits == "" {
				return nil, &fault{ErrNoSeal, "the link has no fragment"}
			}
		}
		b, err := FromDigits(digits)
		if err != nil {
			return nil, err
		}
		return maybeInflated(b)
	},
	open: openCOSE,
}

func isLink(text string) bool {
	return len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme)
}

// URL returns the text of a card's QR code: a link to the verification page
// at host that carries the seal as Digits in its fragment, which a browser
// does not send to the server. Scheme, host and path are upper case, so that
// a QR encoder can set them in alphanumeric mode. Host is a domain name,
// with a port if need be, in ASCII.
func URL(host string, cose []byte) string {
	return strings.ToUpper(scheme+host) + "/V#" + Digits(cose)
}

// PortalURL returns the text of a code that serves holder and officer: the link
// portal, which opens the holder's case, with the seal in its fragment as in
// URL.
func PortalURL(portal string, cose []byte) string { return portal + "#" + Digits(cose) }
