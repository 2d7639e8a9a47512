package record

import (
	"encoding/binary"
	"math/bits"
	"sync"
)

// sound tells whether every block of a kept JPEG can be decoded, by reading the codes of its coefficients to the last one without computing
// a pixel. It does not decide against a file: image/jpeg refuses nothing that sound is content with, and what it is not content with,
// broken or only unusual, is left to image/jpeg. So image/jpeg alone says what is refused and why.
//
// Sections and tables named in this file are of ITU-T T.81.
func (j *jpegFile) sound() bool {
	if !j.keep() {
		return false
	}
	d := scanDecoders.Get().(*scanDecoder)
	defer scanDecoders.Put(d)
	d.reset(j.frame == markerSOF2)
	return j.scan(d)
}

// scan reads all segments that are kept, and tells whether they are a picture.
func (j *jpegFile) scan(d *scanDecoder) bool {
	for _, k := range j.kept {
		segment := j.data[k[0]:k[1]]
		length := int(binary.BigEndian.Uint16(segment[2:]))
		body := segment[4 : 2+length]
		ok := false
		switch segment[1] {
		case markerSOF0, markerSOF2:
			ok = d.frame(body)
		case markerDHT:
			ok = d.huffmanTables(body)
		case markerDQT:
			ok = d.quantTables(body)
		case markerDRI:
			if ok = len(body) == 2; ok {
				d.restart = int(binary.BigEndian.Uint16(body))
			}
		case markerSOS:
			ok = d.scan(body, segment[2+length:])
		}
		if !ok {
			return false
		}
	}
	return d.complete()
}

// A scanDecoder is what the segments of a file have said so far.
type scanDecoder struct {
	progressive bool
	restart     int // MCUs between restart markers, or 0
	components  []scanComponent
	across      int           // MCUs
	down        int           // rows of them
	wide, high  int           // blocks of the finest component that have pixels
	huffman     [2][4]huffman // DC and AC
	quant       [4]bool       // tables that are defined
	dcStep      [4]int        // of the first coefficients, by table
	wanted      bool          // the first coefficients are
	means       []int32       // of the first component, by block, in steps; nil when they are not wanted
	in          bitReader
}

// scanDecoders keeps the tables, whose making anew for each picture would keep the garbage collector busy.
var scanDecoders = sync.Pool{New: func() any { return new(scanDecoder) }}

func (d *scanDecoder) reset(progressive bool) {
	d.progressive, d.restart, d.components, d.quant, d.in = progressive, 0, nil, [4]bool{}, bitReader{}
	d.wanted, d.means = false, nil
	for i := range d.huffman {
		for k := range d.huffman[i] {
			d.huffman[i][k].defined = false
		}
	}
}

// A scanComponent is a component of the frame.
type scanComponent struct {
	id    byte
	h, v  int // sampling factors
	quant byte
	// Known is, by coefficient, one more than the lowest bit that was read of it; 0 when none was.
	known [64]byte
	// Nonzero has, by block, the coefficients that are not zero: what a refinement's codes depend on. It is only for progressive files.
	nonzero []uint64
}

// frame reads a frame header, section B.2.2, of the sampling factors that image/jpeg knows.
func (d *scanDecoder) frame(b []byte) bool {
	if d.components != nil {
		return false
	}
	height, width := int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	for c := b[6:]; len(c) > 0; c = c[3:] {
		n := scanComponent{id: c[0], h: int(c[1] >> 4), v: int(c[1] & 15), quant: c[2]}
		if len(b) == 6+3 {
			n.h, n.v = 1, 1 // one component is never interleaved, section A.2.2
		}
		if n.quant > 3 {
			return false
		}
		d.components = append(d.components, n)
	}
	first := d.components[0]
	if first.h != 1 && first.h != 2 && first.h != 4 || first.v != 1 && first.v != 2 || width == 0 || height == 0 {
		return false
	}
	for i, c := range d.components[1:] {
		// Chroma has one sample for the luma of a block, so that a scan of one component has the blocks of its MCUs.
		if c.h != 1 || c.v != 1 || c.id == first.id || i > 0 && c.id == d.components[1].id {
			return false
		}
	}
	d.across, d.down = (width+8*first.h-1)/(8*first.h), (height+8*first.v-1)/(8*first.v)
	d.wide, d.high = (width+7)/8, (height+7)/8
	if d.wanted {
		d.means = make([]int32, d.across*first.h*d.down*first.v)
	}
	return true
}

// quantTables reads quantization tables of 8 bits, section B.2.4.1.
func (d *scanDecoder) quantTables(b []byte) bool {
	const size = 1 + 64
	for ; len(b) >= size; b = b[size:] {
		if b[0] > 3 {
			return false
		}
		d.quant[b[0]], d.dcStep[b[0]] = true, int(b[1])
	}
	return len(b) == 0
}

// huffmanTables reads Huffman tables, section B.2.4.2.
func (d *scanDecoder) huffmanTables(b []byte) bool {
	for len(b) > 0 {
		if len(b) < 17 {
			return false
		}
		class, at, n := b[0]>>4, b[0]&15, 0
		for _, k := range b[1:17] {
			n += int(k)
		}
		if class > 1 || at > 3 || !d.progressive && at > 1 || n == 0 || n > 256 || len(b) < 17+n {
			return false
		}
		if !d.huffman[class][at].define(b[1:17], b[17:17+n]) {
			return false
		}
		b = b[17+n:]
	}
	return true
}

// huffmanBits is the length of the codes that are looked up at once.
const huffmanBits = 10

// A huffman is a table of codes, annex C.
type huffman struct {
	defined bool
	short   [1 << huffmanBits]huffmanCode // by the bits that begin with a code
	steps   [1 << huffmanBits]blockStep   // the same for the coefficients of a baseline block
	end     [17]uint32                    // by length, the first 16 bits above those of its codes
	from    [17]int                       // by length, what is added to a code for its place in values
	values  [256]byte
}

// A huffmanCode is a length and a value; the length is 0 for codes that are longer or that are none.
type huffmanCode struct{ length, value byte }

// define takes the number of codes of each length, and their values. It wants codes that can be told apart.
func (h *huffman) define(counts, values []byte) bool {
	h.defined = true
	clear(h.short[:])
	clear(h.steps[:])
	copy(h.values[:], values)
	code, at := 0, 0
	for length := 1; length <= 16; length++ {
		n := int(counts[length-1])
		if code+n > 1<<length {
			return false
		}
		h.from[length] = at - code
		if length <= huffmanBits {
			each := 1 << (huffmanBits - length)
			for i, v := range values[at : at+n] {
				c := huffmanCode{byte(length), v}
				step := c.step()
				for k := (code + i) * each; k < (code+i+1)*each; k++ {
					h.short[k], h.steps[k] = c, step
				}
			}
		}
		code, at = code+n, at+n
		h.end[length] = uint32(code) << (16 - length)
		code <<= 1
	}
	return true
}

// long returns the code of more than huffmanBits that the top of the bits begins with.
func (h *huffman) long(top uint64) huffmanCode {
	next := uint32(top >> 48)
	for length := huffmanBits + 1; length <= 16; length++ {
		if next < h.end[length] {
			return huffmanCode{byte(length), h.values[(int(next>>(16-length))+h.from[length])&255]}
		}
	}
	return huffmanCode{}
}

// A bitReader reads entropy-coded data, section F.2.2.5.
type bitReader struct {
	data []byte // the rest
	bits uint64 // the next ones, from the top
	n    int    // how many of them there are; less than none when more were taken
}

// fill makes sure of 32 bits, unless the data ends before.
func (r *bitReader) fill() {
	if len(r.data) >= 8 {
		next := binary.BigEndian.Uint64(r.data)
		// A byte of all ones is stuffed, or begins a marker: then no byte of the complement is zero.
		if c := ^next; (c-0x0101010101010101)&^c&0x8080808080808080 == 0 {
			r.bits |= next >> r.n
			k := (63 - r.n) >> 3
			r.data, r.n = r.data[k:], r.n+8*k
			return
		}
	}
	for r.n <= 56 && len(r.data) > 0 {
		c, k := r.data[0], 1
		if c == 0xff {
			if len(r.data) < 2 || r.data[1] != 0 {
				return
			}
			k = 2
		}
		r.bits |= uint64(c) << (56 - r.n)
		r.data, r.n = r.data[k:], r.n+8
	}
}

// need fills up when there are less than 32 bits.
func (r *bitReader) need() {
	if r.n < 32 {
		if r.n < 0 {
			r.n, r.bits, r.data = -1<<30, 0, nil // more was taken than there is, and it stays so
			return
		}
		r.fill()
	}
}

func (r *bitReader) skip(n int) { r.bits, r.n = r.bits<<n, r.n-n }

// code reads the next code; its length is 0 when there is none. There are then 16 more bits, if the data has them.
func (r *bitReader) code(h *huffman) huffmanCode {
	r.need()
	c := h.short[r.bits>>(64-huffmanBits)]
	if c.length == 0 {
		c = h.long(r.bits)
	}
	r.skip(int(c.length))
	return c
}

// take reads up to 32 bits.
func (r *bitReader) take(n int) uint64 {
	r.need()
	v := r.bits >> 1 >> (63 - n)
	r.skip(n)
	return v
}

// ended tells whether all bits were read up to the padding of the last byte.
func (r *bitReader) ended() bool { return r.n >= 0 && r.n < 8 }

// A scanBand is what a scan reads, section G.1.1.1: the coefficients from start to end, and their bits from the highest not yet read to low.
type scanBand struct {
	start, end int
	high, low  byte
}

// A scanPart is a component in a scan, with its tables.
type scanPart struct {
	*scanComponent
	dc, ac *huffman
}

// scan reads a scan header, section B.2.3, and the data behind it.
func (d *scanDecoder) scan(b, data []byte) bool {
	if len(b) < 1 || len(b) != 4+2*int(b[0]) || d.components == nil {
		return false
	}
	var parts []scanPart
	blocks := 0
	for i := range int(b[0]) {
		id, dc, ac := b[1+2*i], b[2+2*i]>>4, b[2+2*i]&15
		at := -1
		for k := range d.components {
			if d.components[k].id == id {
				at = k
			}
		}
		if at < 0 || dc > 3 || ac > 3 || !d.progressive && (dc > 1 || ac > 1) {
			return false
		}
		c := &d.components[at]
		for _, p := range parts {
			if p.scanComponent == c {
				return false
			}
		}
		if !d.quant[c.quant] {
			return false
		}
		blocks += c.h * c.v
		parts = append(parts, scanPart{c, &d.huffman[0][dc], &d.huffman[1][ac]})
	}
	if blocks > 10 || blocks == 0 {
		return false
	}
	last := b[len(b)-3:]
	band := scanBand{int(last[0]), int(last[1]), last[2] >> 4, last[2] & 15}
	if d.progressive {
		dcOnly := band.start == 0 && band.end == 0
		acOnly := band.start > 0 && band.start <= band.end && band.end < 64 && len(parts) == 1
		if !dcOnly && !acOnly || band.low > 13 || band.high != 0 && band.high != band.low+1 {
			return false
		}
	} else if (band != scanBand{0, 63, 0, 0}) {
		return false
	}
	for _, p := range parts {
		if !p.next(band) || band.high == 0 && band.start == 0 && !p.dc.defined || band.end > 0 && !p.ac.defined {
			return false
		}
		if d.progressive && p.nonzero == nil {
			p.nonzero = make([]uint64, d.across*p.h*d.down*p.v)
		}
	}
	return d.blocks(parts, band, data)
}

// next notes what a scan reads of a component. Each coefficient is read once down to some bit, the first one before the others, and then bit by bit.
func (c *scanComponent) next(band scanBand) bool {
	if band.start > 0 && c.known[0] == 0 {
		return false
	}
	for i := band.start; i <= band.end; i++ {
		if band.high == 0 && c.known[i] != 0 || band.high != 0 && c.known[i] != band.high+1 {
			return false
		}
		c.known[i] = band.low + 1
	}
	return true
}

// complete tells whether there is a picture: something was read of every component.
func (d *scanDecoder) complete() bool {
	for _, c := range d.components {
		if c.known[0] == 0 {
			return false
		}
	}
	return len(d.components) > 0
}

// blocks reads the data of a scan.
func (d *scanDecoder) blocks(parts []scanPart, band scanBand, data []byte) bool {
	across, down := d.across, d.down
	if p := parts[0]; len(parts) == 1 && p.h*p.v > 1 {
		// A component alone has the blocks that have pixels, each an MCU, section A.2.2. image/jpeg counts restarts otherwise then.
		if d.restart > 0 {
			return false
		}
		across, down = d.wide, d.high
	}
	d.in = bitReader{data: data}
	run, marker, mean := 0, byte(markerRST0), int32(0)
	for y := range down {
		for x := range across {
			if mcu := y*across + x; d.restart > 0 && mcu > 0 && mcu%d.restart == 0 {
				rest := d.in.data
				if !d.in.ended() || run > 0 || len(rest) < 2 || rest[0] != 0xff || rest[1] != marker {
					return false
				}
				d.in, mean = bitReader{data: rest[2:]}, 0
				if marker++; marker > markerRST7 {
					marker = markerRST0
				}
			}
			for i := range parts {
				p := &parts[i]
				var nonzero *uint64
				count := p.h * p.v
				if len(parts) == 1 {
					count = 1
					if d.progressive {
						nonzero = &p.nonzero[y*d.across*p.h+x]
					}
				} // scans of more components are of first coefficients, which nothing depends on
				for k := range count {
					ok, first := false, int32(0)
					if d.progressive {
						first, ok = d.in.progress(p, band, nonzero, &run)
					} else {
						first, ok = d.in.block(p.dc, p.ac)
					}
					if !ok {
						return false
					}
					if d.means == nil || band.start > 0 || p.scanComponent != &d.components[0] {
						continue
					}
					at := y*d.across*p.h + x
					if len(parts) > 1 {
						at = (y*p.v+k/p.h)*d.across*p.h + x*p.h + k%p.h
					}
					if band.high > 0 {
						d.means[at] |= first << band.low
						continue
					}
					mean += first
					d.means[at] = mean << band.low
				}
			}
		}
		if d.in.n < 0 {
			return false
		}
	}
	return d.in.ended() && run == 0 && len(d.in.data) == 0
}

// What the categories of differences and coefficients of 8 bits go up to, tables F.1 and F.2.
const (
	mostDC = 11
	mostAC = 10
)

// first reads by how much a first coefficient differs from that of the block before, section F.2.2.1.
func (r *bitReader) first(dc *huffman) (difference int32, ok bool) {
	c := r.code(dc)
	if c.length == 0 || c.value > mostDC {
		return 0, false
	}
	n := int(c.value)
	v := int32(r.bits >> 1 >> (63 - n))
	r.skip(n)
	if n > 0 && v < 1<<(n-1) {
		v -= 1<<n - 1
	}
	return v, true
}

// A blockStep is what a code of a baseline block does: the bits that it takes with those of its coefficient in the lowest five bits, and
// above them how many coefficients it goes on, endOfBlock for the rest. It is 0 for codes that no such block has.
type blockStep uint16

const endOfBlock = 128

// step returns the step of a code.
func (c huffmanCode) step() blockStep {
	zeros, size := blockStep(c.value>>4), blockStep(c.value&15)
	switch {
	case c.length == 0 || size > mostAC || size == 0 && zeros > 0 && zeros < 15:
		return 0
	case c.value == 0:
		return blockStep(c.length) | endOfBlock<<5
	}
	return blockStep(c.length) + size | (zeros+1)<<5
}

// block reads a block of a baseline scan, section F.2.2, and returns what first does.
func (r *bitReader) block(dc, ac *huffman) (difference int32, ok bool) {
	if difference, ok = r.first(dc); !ok {
		return 0, false
	}
	next, n := r.bits, r.n
	for k := 1; k < 64; {
		if n < 32 {
			r.bits, r.n = next, n
			r.need()
			next, n = r.bits, r.n
		}
		step := ac.steps[next>>(64-huffmanBits)]
		if step == 0 {
			if ac.short[next>>(64-huffmanBits)].length > 0 {
				return 0, false
			}
			if step = ac.long(next).step(); step == 0 {
				return 0, false
			}
		}
		next, n = next<<(step&31), n-int(step&31)
		if k += int(step >> 5); k > 64 && k < endOfBlock {
			return 0, false
		}
	}
	r.bits, r.n = next, n
	return difference, true
}

// progress reads a block of a progressive scan, section G.2, and returns what was read of its first coefficient. Run is how many further blocks have no new coefficients.
func (r *bitReader) progress(p *scanPart, band scanBand, nonzero *uint64, run *int) (first int32, ok bool) {
	switch {
	case band.start == 0 && band.high == 0:
		return r.first(p.dc)
	case band.start == 0:
		return int32(r.take(1)), true
	case band.high == 0:
		return 0, r.firstBits(p.ac, band, nonzero, run)
	}
	return 0, r.nextBits(p.ac, band, nonzero, run)
}

// firstBits reads the higher bits of a band, section G.1.2.2.
func (r *bitReader) firstBits(ac *huffman, band scanBand, nonzero *uint64, run *int) bool {
	if *run > 0 {
		*run--
		return true
	}
	for k := band.start; k <= band.end; k++ {
		c := r.code(ac)
		if c.length == 0 {
			return false
		}
		zeros, size := int(c.value>>4), int(c.value&15)
		if size == 0 && zeros < 15 {
			*run = 1<<zeros + int(r.take(zeros)) - 1
			return true
		}
		r.skip(size)
		if k += zeros; k > band.end || size > mostAC {
			return false
		}
		if size > 0 {
			*nonzero |= 1 << k
		}
	}
	return true
}

// nextBits reads one more bit of a band, section G.1.2.3: those of coefficients that are not zero lie between the codes of new ones.
func (r *bitReader) nextBits(ac *huffman, band scanBand, nonzero *uint64, run *int) bool {
	k := band.start
	for *run == 0 && k <= band.end {
		c := r.code(ac)
		if c.length == 0 {
			return false
		}
		zeros, size := int(c.value>>4), int(c.value&15)
		if size > 1 {
			return false
		}
		if size == 0 && zeros < 15 {
			*run = 1<<zeros + int(r.take(zeros))
			break
		}
		r.skip(size) // the sign
		for ; k <= band.end; k++ {
			if *nonzero>>k&1 != 0 {
				r.take(1)
			} else if zeros == 0 {
				break
			} else {
				zeros--
			}
		}
		if k > band.end {
			return false
		}
		if size > 0 {
			*nonzero |= 1 << k
		}
		k++
	}
	if *run > 0 {
		*run--
		rest := *nonzero & (1<<band.end<<1 - 1) >> k
		for n := bits.OnesCount64(rest); n > 0; n -= 32 {
			r.take(min(n, 32))
		}
	}
	return true
}
