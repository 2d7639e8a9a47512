package seal

import "strings"

// fromC40 decodes the C40 mode of DataMatrix (ISO/IEC 16022 section 5.2.5) as ICAO
// Doc 9303-13 section 2.6 uses it: digits, capital letters and <, three to two bytes.
// It fails with ErrMalformed for anything else.
func fromC40(b []byte) (string, error) {
	if len(b)%2 != 0 {
		return "", malformed("an odd number of bytes in C40")
	}
	var s strings.Builder
	for i := 0; i < len(b); i += 2 {
		if b[i] == 0xfe { // back to ASCII for one character, which counts from 1
			if i+2 != len(b) || b[i+1] < 1 || b[i+1] > 128 {
				return "", malformed("C40 does not end where it says")
			}
			s.WriteByte(b[i+1] - 1)
			break
		}
		v := int(b[i])<<8 | int(b[i+1])
		if v < 1 || v > 64000 {
			return "", malformed("a pair of bytes that is not C40")
		}
		v--
		for n, c := range []int{v / 1600, v / 40 % 40, v % 40} {
			switch {
			case c == 0 && n == 2 && i+2 == len(b): // two characters were left, filled up
			case c == 3:
				s.WriteByte('<')
			case c >= 4 && c <= 13:
				s.WriteByte('0' + byte(c-4))
			case c >= 14 && c <= 39:
				s.WriteByte('A' + byte(c-14))
			default:
				return "", malformed("a character that C40 of Doc 9303 does not have")
			}
		}
	}
	return s.String(), nil
}
