package qr

import (
	"math/bits"
	"sync"
)

// The sections and tables named here are of ISO/IEC 18004:2015.

// correction is, by level and version, how many error correction codewords each block has, and how many blocks there are (table 9).
var correction = map[string]*[2][41]int{
	"L": {
		{0, 7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25},
	},
	"M": {
		{0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28},
		{0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49},
	},
	"Q": {
		{0, 13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{0, 1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68},
	},
	"H": {
		{0, 17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30},
		{0, 1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81},
	},
}

// levelBits are the two bits of a level in the format information (table 12).
var levelBits = map[string]int{"L": 1, "M": 0, "Q": 3, "H": 2}

// A plan is all of a symbol that does not depend on its text.
type plan struct {
	version  int
	size     int
	correct  int            // error correction codewords of a block
	blocks   []int          // data codewords of each
	data     int            // data codewords of all
	order    []module       // where the bits of the codewords go
	frames   [8]frame       // by mask
	generate *generateTable // for correct
}

// A module is a place in the words of a bitmap.
type module struct {
	word uint16
	bit  uint8
}

// A frame is what turns the bits of the codewords into a symbol, by exclusive or: the function patterns, the format and version
// information, and a mask where the codewords lie.
type frame struct{ upright, turned Bitmap }

// planKey orders the plans.
type planKey struct {
	version int
	level   string
}

var plans sync.Map // from planKey to *plan

// planOf returns the plan of a version and level, or nil when there is none such.
func planOf(version int, level string) *plan {
	if p, ok := plans.Load(planKey{version, level}); ok {
		return p.(*plan)
	}
	table := correction[level]
	if table == nil || version < 1 || version > 40 {
		return nil
	}
	p, _ := plans.LoadOrStore(planKey{version, level}, newPlan(version, level, table[0][version], table[1][version]))
	return p.(*plan)
}

func newPlan(version int, level string, correct, blocks int) *plan {
	n := 17 + 4*version
	p := &plan{version: version, size: n, correct: correct, generate: generator(correct)}
	fixed, taken := newBitmap(n), newBitmap(n)
	put := func(m Bitmap, x, y int, dark bool) {
		taken.set(x, y)
		if dark {
			m.set(x, y)
		}
	}
	// Finder patterns with their separators, sections 6.3.3 and 6.3.4, and alignment patterns, section 6.3.6: rings around a middle.
	rings := func(x, y, reach int, dark func(ring int) bool) {
		for dy := -reach; dy <= reach; dy++ {
			for dx := -reach; dx <= reach; dx++ {
				if x+dx >= 0 && y+dy >= 0 && x+dx < n && y+dy < n {
					put(fixed, x+dx, y+dy, dark(max(dx, -dx, dy, -dy)))
				}
			}
		}
	}
	for _, at := range [][2]int{{3, 3}, {n - 4, 3}, {3, n - 4}} {
		rings(at[0], at[1], 4, func(ring int) bool { return ring != 2 && ring != 4 })
	}
	centres := alignments(version)
	for _, x := range centres {
		for _, y := range centres {
			if !taken.Dark(x, y) {
				rings(x, y, 2, func(ring int) bool { return ring != 1 })
			}
		}
	}
	// Timing patterns, section 6.3.5.
	for i := 8; i < n-8; i++ {
		put(fixed, i, 6, i%2 == 0)
		put(fixed, 6, i, i%2 == 0)
	}
	// Version information, section 7.10.
	if version >= 7 {
		code := version<<12 | polyRemainder(version<<12, 0x1f25)
		for i := range 18 {
			dark := code>>i&1 != 0
			put(fixed, i/3, n-11+i%3, dark)
			put(fixed, n-11+i%3, i/3, dark)
		}
	}
	// Format information, section 7.9. The first call only takes the places.
	format := func(m Bitmap, mask int) {
		code := levelBits[level]<<3 | mask
		code = (code<<10 | polyRemainder(code<<10, 0x537)) ^ 0x5412
		for i := range 15 {
			dark := code>>i&1 != 0
			switch {
			case i < 6:
				put(m, 8, i, dark)
			case i < 8:
				put(m, 8, i+1, dark)
			case i == 8:
				put(m, 7, 8, dark)
			default:
				put(m, 14-i, 8, dark)
			}
			if i < 8 {
				put(m, n-1-i, 8, dark)
			} else {
				put(m, 8, n-15+i, dark)
			}
		}
		put(m, 8, n-8, true)
	}
	format(newBitmap(n), 0)

	// Codewords lie in columns two modules wide, from right to left, upwards and downwards in turn, section 7.7.3.
	up := true
	for right := n - 1; right > 0; right -= 2 {
		if right == 6 {
			right-- // the column of the timing pattern
		}
		for i := range n {
			y := i
			if up {
				y = n - 1 - i
			}
			for x := right; x >= right-1; x-- {
				if !taken.Dark(x, y) {
					p.order = append(p.order, module{uint16(x>>6*n + y), uint8(x & 63)})
				}
			}
		}
		up = !up
	}
	total := len(p.order) / 8
	p.data = total - blocks*correct
	for i := range blocks {
		k := total/blocks - correct
		if i >= blocks-total%blocks {
			k++ // the longer blocks come last
		}
		p.blocks = append(p.blocks, k)
	}
	for mask := range p.frames {
		m := Bitmap{n, append([]uint64(nil), fixed.words...)}
		for y := range n {
			for x := range n {
				if !taken.Dark(x, y) && masked(mask, x, y) {
					m.set(x, y)
				}
			}
		}
		format(m, mask)
		p.frames[mask] = frame{m, m.transposed()}
	}
	return p
}

// alignments returns the columns, which are also the rows, of the middles of alignment patterns (annex E).
func alignments(version int) []int {
	if version == 1 {
		return nil
	}
	n, count := 17+4*version, version/7+2
	step := (4*version + 2*count + 1) / (2*count - 2) * 2
	if version == 32 {
		step = 26
	}
	at := make([]int, count)
	for i := range count - 1 {
		at[count-1-i] = n - 7 - i*step
	}
	at[0] = 6
	return at
}

// masked tells whether a mask turns a module over (table 10).
func masked(mask, x, y int) bool {
	switch mask {
	case 0:
		return (y+x)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (y+x)%3 == 0
	case 4:
		return (y/2+x/3)%2 == 0
	case 5:
		return y*x%2+y*x%3 == 0
	case 6:
		return (y*x%2+y*x%3)%2 == 0
	}
	return ((y+x)%2+y*x%3)%2 == 0
}

// polyRemainder divides polynomials over GF(2).
func polyRemainder(v, by int) int {
	for n := bits.Len(uint(by)); bits.Len(uint(v)) >= n; {
		v ^= by << (bits.Len(uint(v)) - n)
	}
	return v
}

// encode returns the modules of text; ok is false when there is no such symbol, or the text does not fit.
func encode(text string, version int, level string) (m Bitmap, ok bool) {
	p := planOf(version, level)
	if p == nil {
		return m, false
	}
	var space [maxCodewords]byte
	codewords, ok := p.codewords(&space, text)
	if !ok {
		return m, false
	}
	data := newBitmap(p.size)
	for i, c := range codewords {
		for k, at := range p.order[8*i:][:8] {
			data.words[at.word] |= uint64(c>>(7-k)&1) << at.bit
		}
	}
	turned := data.transposed()
	m = newBitmap(p.size)
	trial, trialTurned := newBitmap(p.size), newBitmap(p.size)
	least := 1 << 30
	for mask := range p.frames {
		f := &p.frames[mask]
		xor(trial.words, data.words, f.upright.words)
		xor(trialTurned.words, turned.words, f.turned.words)
		if s := penalty(trial, trialTurned, least); s < least {
			least = s
			m, trial = trial, m
		}
	}
	return m, true
}

func xor(out, a, b []uint64) {
	b, out = b[:len(a)], out[:len(a)]
	for i, w := range a {
		out[i] = w ^ b[i]
	}
}
