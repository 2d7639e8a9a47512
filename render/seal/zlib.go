package seal

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/adler32"
	"io"
	"math/bits"
)

// maybeInflated returns b, inflated if it is compressed: zlib (RFC 1950) with
// its usual window starts with 0x78. No COSE message does: it would be a text
// string.
func maybeInflated(b []byte) ([]byte, error) {
	if len(b) > 0 && b[0] == 0x78 {
		return inflate(b, maxInflated)
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

// deflated returns b in zlib's format as one block of deflate with the fixed
// Huffman codes (RFC 1951 section 3.2.6), all literals. Other compressors find
// that a signed message does not get shorter and store it as it is, which
// readers of Claim 169 in JavaScript, such as MOSIP's pixelpass, cannot read.
func deflated(b []byte) []byte {
	out := []byte{0x78, 0x9c} // deflate, a window of 32 KiB, the usual level
	var buffer, filled uint
	write := func(code, length uint) {
		buffer |= code << filled
		for filled += length; filled >= 8; filled -= 8 {
			out = append(out, byte(buffer))
			buffer >>= 8
		}
	}
	write(0b011, 3) // the last block, fixed codes
	for _, c := range b {
		// Huffman codes are packed from their highest bit.
		if c < 144 {
			write(uint(bits.Reverse8(0x30+c)), 8)
		} else {
			write(uint(bits.Reverse16(0x190+uint16(c-144))>>7), 9)
		}
	}
	write(0, 7) // the end of the block
	write(0, 7) // fill the last byte
	return binary.BigEndian.AppendUint32(out, adler32.Checksum(b))
}
