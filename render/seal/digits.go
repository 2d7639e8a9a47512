package seal

import (
	"encoding/binary"
	"fmt"
	"math/bits"
)

// A block of 22 bytes is the best fit of whole bytes into whole decimal digits
// among short blocks: 2^176 is just below 10^53.
const (
	blockBytes  = 22
	blockDigits = 53
)

// digitsFor[n] is the width of a block of n bytes: the least number of decimal
// digits that holds every value below 256^n. The widths differ, so a width
// says how many bytes it stands for.
var digitsFor = [blockBytes + 1]int{
	0, 3, 5, 8, 10, 13, 15, 17, 20, 22, 25, 27,
	29, 32, 34, 37, 39, 41, 44, 46, 49, 51, 53,
}

// bytesFor[w] is the number of bytes in a block of w digits, or 0 if no block
// has that width.
var bytesFor = func() (n [blockDigits + 1]int) {
	for size, width := range digitsFor {
		n[width] = size
	}
	return n
}()

// A chunk is the longest run of digits that fits a machine word.
const (
	chunkDigits = 18
	chunk       = 1_000_000_000_000_000_000
)

// Digits returns b as decimal digits, for the numeric mode of a QR code.
//
// The bytes are cut into blocks of 22; the last block may be shorter. Each
// block is read as a big-endian number and written in decimal with leading
// zeros: 53 digits for 22 bytes, and for a shorter last block of n bytes as
// many as the largest n-byte number needs (3 for 1 byte, 5 for 2, up to 51 for
// 21). Every byte string has exactly one such text, and no two share one.
func Digits(b []byte) string {
	whole, rest := len(b)/blockBytes, len(b)%blockBytes
	out := make([]byte, whole*blockDigits+digitsFor[rest])
	for at := out; len(b) > 0; {
		n := min(len(b), blockBytes)
		writeBlock(at[:digitsFor[n]], b[:n])
		at, b = at[digitsFor[n]:], b[n:]
	}
	return string(out)
}

// FromDigits returns the bytes that Digits wrote as s. It fails with
// ErrMalformed for a character other than 0 to 9, for a length no byte string
// has, and for a block whose number is too large for its bytes.
func FromDigits(s string) ([]byte, error) {
	whole, rest := len(s)/blockDigits, len(s)%blockDigits
	if rest > 0 && bytesFor[rest] == 0 {
		return nil, malformed("%d digits are not a whole number of bytes", len(s))
	}
	out := make([]byte, whole*blockBytes+bytesFor[rest])
	for at, from := out, 0; from < len(s); {
		w := min(len(s)-from, blockDigits)
		n := bytesFor[w]
		if err := readBlock(at[:n], s[from:from+w]); err != nil {
			return nil, malformed("digits %d to %d: %v", from+1, from+w, err)
		}
		at, from = at[n:], from+w
	}
	return out, nil
}

// writeBlock writes the number in src in decimal over the whole of dst, least
// significant chunk first.
func writeBlock(dst, src []byte) {
	var word [24]byte
	copy(word[len(word)-len(src):], src)
	hi := binary.BigEndian.Uint64(word[0:])
	mid := binary.BigEndian.Uint64(word[8:])
	lo := binary.BigEndian.Uint64(word[16:])
	for end := len(dst); end > 0; end -= chunkDigits {
		var r uint64
		hi, r = bits.Div64(0, hi, chunk)
		mid, r = bits.Div64(r, mid, chunk)
		lo, r = bits.Div64(r, lo, chunk)
		for i := end - 1; i >= max(0, end-chunkDigits); i-- {
			dst[i] = '0' + byte(r%10)
			r /= 10
		}
	}
}

// readBlock is the inverse of writeBlock.
func readBlock(dst []byte, src string) error {
	var hi, mid, lo uint64
	for len(src) > 0 {
		// The short chunk, if any, comes first, as writeBlock leaves it.
		n := (len(src)-1)%chunkDigits + 1
		var v uint64
		for i := range n {
			c := src[i] - '0'
			if c > 9 {
				return fmt.Errorf("character %q is not a digit", src[i])
			}
			v = v*10 + uint64(c)
		}
		src = src[n:]

		// 10^53 is below 2^177, so three words never overflow.
		c1, l := bits.Mul64(lo, chunk)
		c2, m := bits.Mul64(mid, chunk)
		var carry uint64
		lo, carry = bits.Add64(l, v, 0)
		mid, carry = bits.Add64(m, c1, carry)
		hi = hi*chunk + c2 + carry
	}
	var word [24]byte
	binary.BigEndian.PutUint64(word[0:], hi)
	binary.BigEndian.PutUint64(word[8:], mid)
	binary.BigEndian.PutUint64(word[16:], lo)
	pad := word[:len(word)-len(dst)]
	for _, b := range pad {
		if b != 0 {
			return fmt.Errorf("the number is too large for %d bytes", len(dst))
		}
	}
	copy(dst, word[len(pad):])
	return nil
}
