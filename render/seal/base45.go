package seal

import "strings"

// base45Format is a seal as Claim 169 publishes it, with nothing before it.
var base45Format = format{
	name: "claim169",
	is: func(text string) bool {
		for _, c := range []byte(trimBase45(text)) {
			if base45Value[c] < 0 {
				return false
			}
		}
		return true
	},
	decode: func(text string) ([]byte, error) {
		b, err := FromBase45(trimBase45(text))
		if err != nil {
			return nil, err
		}
		return maybeInflated(b)
	},
	open: openCOSE,
}

// trimBase45 removes what cannot belong to Base45, as a line end cannot; a space may.
func trimBase45(text string) string { return strings.Trim(text, "\t\r\n") }

// Base45 returns the text of a code as Claim 169 publishes it: the message,
// compressed (RFC 1950), in Base45 (RFC 9285), all of which a QR code holds in
// alphanumeric mode. It is no URI: it has spaces and per cent signs.
func Base45(cose []byte) string { return toBase45(deflated(cose)) }

func toBase45(b []byte) string {
	out := make([]byte, 0, (len(b)*3+1)/2)
	for len(b) > 0 {
		n := min(len(b), 2)
		v := int(b[0])
		if n == 2 {
			v = v<<8 | int(b[1])
		}
		for range n + 1 {
			out = append(out, base45Alphabet[v%45])
			v /= 45
		}
		b = b[n:]
	}
	return string(out)
}

const base45Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

// base45Value maps a character to its value, or to -1.
var base45Value = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range base45Alphabet {
		v[base45Alphabet[i]] = int8(i)
	}
	return v
}()

// FromBase45 returns the bytes whose Base45 encoding (RFC 9285) is s. It fails
// with ErrMalformed for a character outside the alphabet, for a dangling
// character, and for a group too large for its bytes. White space is not
// skipped: the space is a character of the alphabet.
func FromBase45(s string) ([]byte, error) {
	if len(s)%3 == 1 {
		return nil, malformed("%d Base45 characters are not a whole number of bytes", len(s))
	}
	out := make([]byte, 0, len(s)/3*2+1)
	for at := 0; at < len(s); at += 3 {
		group := s[at:min(at+3, len(s))]
		v, unit := 0, 1
		for i := range len(group) {
			c := base45Value[group[i]]
			if c < 0 {
				return nil, malformed("character %d is not in the Base45 alphabet", at+i+1)
			}
			v, unit = v+int(c)*unit, unit*45
		}
		switch {
		case len(group) == 3 && v <= 0xffff:
			out = append(out, byte(v>>8), byte(v))
		case len(group) == 2 && v <= 0xff:
			out = append(out, byte(v))
		default:
			return nil, malformed("Base45 group at character %d is too large", at+1)
		}
	}
	return out, nil
}
