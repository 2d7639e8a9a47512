package qr

import (
	"math/bits"
	"strconv"
)

// AppendMask appends a symbol as an inline image mask, ISO 32000-1, 8.9.7: a bit a module, rows from the top. Its data is hexadecimal, since
// readers look for the end of plain data in different ways.
func AppendMask(b []byte, dark Bitmap) []byte {
	b = append(b, "BI /W "...)
	b = strconv.AppendInt(b, int64(dark.size), 10)
	b = append(b, " /H "...)
	b = strconv.AppendInt(b, int64(dark.size), 10)
	b = append(b, " /IM true /D [1 0] /F /AHx ID\n"...)
	const hex = "0123456789ABCDEF"
	for y := range dark.size {
		for x := 0; x < dark.size; x += 8 {
			row := bits.Reverse8(uint8(dark.words[x>>6*dark.size+y] >> (x & 63)))
			b = append(b, hex[row>>4], hex[row&15])
		}
	}
	return append(b, ">\nEI\n"...)
}
