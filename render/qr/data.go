package qr

import (
	"encoding/binary"
	"sync"
)

// A mode is how characters are coded; each can hold what the ones before it hold.
type mode int

const (
	digits mode = iota
	alphanumeric
	bytes
)

// values has the values of the 45 alphanumeric characters, plus one (table 5).
var values = func() (v [256]byte) {
	for i, c := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:") {
		v[c] = byte(i + 1)
	}
	return v
}()

func modeOf(c byte) mode {
	switch v := values[c]; {
	case v == 0:
		return bytes
	case v > 10:
		return alphanumeric
	}
	return digits
}

// countBits is how many bits the count of characters has, by mode and range of versions (table 3).
var countBits = [3][3]int{{10, 12, 14}, {9, 11, 13}, {8, 16, 16}}

// countBits returns the bits of a count in a mode.
func (p *plan) countBits(m mode) int {
	k := 0
	if p.version >= 10 {
		k++
	}
	if p.version >= 27 {
		k++
	}
	return countBits[m][k]
}

// segmentBits returns how many bits n characters take in a mode, or ok false when the count does not fit.
func (p *plan) segmentBits(m mode, n int) (bits int, ok bool) {
	count := p.countBits(m)
	bits = 4 + count
	switch m {
	case digits:
		bits += n / 3 * 10
		if n%3 > 0 {
			bits += 1 + n%3*3
		}
	case alphanumeric:
		bits += n/2*11 + n%2*6
	default:
		bits += n * 8
	}
	return bits, n < 1<<count
}

// A segment is a stretch of characters in one mode.
type segment struct {
	mode mode
	n    int
}

// segments cuts a text into stretches as go-qrcode does: each stretch takes in the following ones, which a lesser mode could hold, as
// long as that is shorter; and all is one stretch when that is no longer. Ok is false when a count does not fit.
func (p *plan) segments(out []segment, text string) (segments []segment, ok bool) {
	highest := digits
	for i := 0; i < len(text); i++ {
		m := modeOf(text[i])
		highest = max(highest, m)
		if k := len(out) - 1; k >= 0 && out[k].mode == m {
			out[k].n++
		} else {
			out = append(out, segment{m, 1})
		}
	}
	total, kept := 0, 0
	for i := 0; i < len(out); kept++ {
		s := out[i]
		alone, ok := p.segmentBits(s.mode, s.n)
		if !ok {
			return nil, false
		}
		for i++; i < len(out) && out[i].mode <= s.mode; i++ {
			joined, ok1 := p.segmentBits(s.mode, s.n+out[i].n)
			next, ok2 := p.segmentBits(out[i].mode, out[i].n)
			if !ok1 || !ok2 {
				return nil, false
			}
			if joined >= alone+next {
				break
			}
			s.n, alone = s.n+out[i].n, joined
		}
		out[kept] = s
		total += alone
	}
	all, ok := p.segmentBits(highest, len(text))
	if !ok {
		return nil, false
	}
	if all <= total {
		return append(out[:0], segment{highest, len(text)}), true
	}
	return out[:kept], true
}

// A bitWriter appends numbers of some bits, the highest bit first.
type bitWriter struct {
	out  []byte
	held uint64
	n    int // bits of held that are not in out yet
}

func (w *bitWriter) write(v uint64, bits int) {
	w.held, w.n = w.held<<bits|v, w.n+bits
	for ; w.n >= 8; w.n -= 8 {
		w.out = append(w.out, byte(w.held>>(w.n-8)))
	}
}

// maxCodewords is above the 3706 of version 40 (table 1).
const maxCodewords = 4096

// codewords puts the codewords of text into out, in the order in which they are placed; ok is false when it does not fit.
func (p *plan) codewords(out *[maxCodewords]byte, text string) (codewords []byte, ok bool) {
	if text == "" || len(text) > 8*p.data {
		return nil, false
	}
	var space [64]segment
	segments, ok := p.segments(space[:0], text)
	if !ok {
		return nil, false
	}
	bits := 0
	for _, s := range segments {
		n, _ := p.segmentBits(s.mode, s.n)
		bits += n
	}
	if bits > 8*p.data {
		return nil, false
	}
	w := bitWriter{out: make([]byte, 0, p.data+1)}
	for _, s := range segments {
		w.segment(s.mode, text[:s.n], p.countBits(s.mode))
		text = text[s.n:]
	}
	// The terminator and padding, sections 7.4.9 and 7.4.10.
	w.write(0, min(4, 8*p.data-bits))
	w.write(0, (8-w.n)%8)
	for pad := byte(0xec); len(w.out) < p.data; pad ^= 0xec ^ 0x11 {
		w.out = append(w.out, pad)
	}
	return p.interleave(out[:], w.out), true
}

// segment writes the header and the characters of a stretch, sections 7.4.3 to 7.4.5.
func (w *bitWriter) segment(m mode, text string, countBits int) {
	w.write(1<<m, 4)
	w.write(uint64(len(text)), countBits)
	switch m {
	case digits:
		for len(text) > 0 {
			n, v := min(3, len(text)), uint64(0)
			for _, c := range []byte(text[:n]) {
				v = v*10 + uint64(c-'0')
			}
			w.write(v, 1+3*n)
			text = text[n:]
		}
	case alphanumeric:
		for ; len(text) > 1; text = text[2:] {
			w.write(uint64(values[text[0]]-1)*45+uint64(values[text[1]]-1), 11)
		}
		if text != "" {
			w.write(uint64(values[text[0]]-1), 6)
		}
	default:
		for i := range len(text) {
			w.write(uint64(text[i]), 8)
		}
	}
}

// interleave puts the codewords of all blocks in turn, first data, then error correction, section 7.6.
func (p *plan) interleave(out, data []byte) []byte {
	blocks, short := len(p.blocks), p.blocks[0]
	shortBlocks := blocks - (len(data) - short*blocks)
	first, last := out[:len(data)], out[len(data):][:blocks*p.correct]
	for b, n := range p.blocks {
		var r remainder
		for i, d := range data[:n] {
			r.add(p.generate, d)
			if i < short {
				first[i*blocks+b] = d
			} else {
				first[i*blocks+b-shortBlocks] = d
			}
		}
		data = data[n:]
		for i := range p.correct {
			last[i*blocks+b] = byte(r[i/8] >> (56 - i%8*8))
		}
	}
	return out[:len(first)+len(last)]
}

// A remainder is a polynomial of up to 32 coefficients in GF(256), the highest first.
type remainder [4]uint64

// A generateTable has the product of a generator polynomial, without its first coefficient of one, and each element.
type generateTable [256]remainder

// add takes one more coefficient into a division.
func (r *remainder) add(g *generateTable, d byte) {
	by := &g[byte(r[0]>>56)^d]
	r[0] = (r[0]<<8 | r[1]>>56) ^ by[0]
	r[1] = (r[1]<<8 | r[2]>>56) ^ by[1]
	r[2] = (r[2]<<8 | r[3]>>56) ^ by[2]
	r[3] = r[3]<<8 ^ by[3]
}

var generators sync.Map // from the degree to *generateTable

// generator returns the products of the generator polynomial of a degree, annex A: the product of x - 2^i for every i below it.
func generator(degree int) *generateTable {
	if g, ok := generators.Load(degree); ok {
		return g.(*generateTable)
	}
	poly, root := make([]byte, degree+1), byte(1)
	poly[0] = 1 // of the highest power
	for i := range degree {
		for k := i + 1; k > 0; k-- {
			poly[k] ^= gfProduct(poly[k-1], root)
		}
		root = gfProduct(root, 2)
	}
	g := new(generateTable)
	for v := range g {
		var b [32]byte
		for k := range degree {
			b[k] = gfProduct(poly[k+1], byte(v))
		}
		for k := range g[v] {
			g[v][k] = binary.BigEndian.Uint64(b[8*k:])
		}
	}
	stored, _ := generators.LoadOrStore(degree, g)
	return stored.(*generateTable)
}

// gfProduct multiplies in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1, section 7.5.2.
func gfProduct(a, b byte) (p byte) {
	for ; b > 0; b >>= 1 {
		p ^= a * (b & 1)
		a = a<<1 ^ 0x1d*(a>>7)
	}
	return p
}
