package qr

import (
	"fmt"
	"math/bits"
	"slices"
)

// Units of AppendOutline: a module, and how far the path stays within the dark areas.
const (
	ModuleUnits = 60
	InsetUnits  = 1
)

// An edgeText is a number and a space; edgeTexts has those of every edge, by whether the dark lies after it.
type edgeText struct {
	text [7]byte
	n    uint8
}

var edgeTexts = func() (t [2][178]edgeText) {
	for i, inset := range []int{-InsetUnits, InsetUnits} {
		for at := range t[i] {
			t[i][at].n = uint8(copy(t[i][at].text[:], fmt.Sprintf("%d ", at*ModuleUnits+inset)))
		}
	}
	return t
}()

// A direction in which an outline runs; each is a right turn from the one before it.
type direction int

const (
	rightwards direction = iota
	downwards
	leftwards
	upwards
)

// AppendOutline appends path operators around the dark areas of a symbol, each area's outline drawn in by InsetUnits, as renderers fill every
// dot that a path touches; y runs downwards. It is one path, so that no seam shows between modules. Areas that touch at a corner only stay apart.
func AppendOutline(b []byte, dark Bitmap) []byte {
	corners, starts := outlineCorners(dark)
	across := corners.transposed()
	// An outline runs with the dark on its right hand. It is found from the first of its top edges.
	for y := range corners.size {
		for x := starts.after(-1, y); x < corners.size; x = starts.after(x, y) {
			op := "m "
			for cx, cy, d := x, y, rightwards; ; {
				var next direction
				switch d {
				case rightwards:
					if !starts.Dark(cx, cy) {
						op = ""
						break
					}
					starts.flip(cx, cy)
					cx = corners.after(cx, cy)
					next = turn(d, dark.Dark(cx, cy))
				case downwards:
					cy = across.after(cy, cx)
					next = turn(d, dark.Dark(cx-1, cy))
				case leftwards:
					cx = corners.before(cx, cy)
					next = turn(d, dark.Dark(cx-1, cy-1))
				case upwards:
					cy = across.before(cy, cx)
					next = turn(d, dark.Dark(cx, cy-1))
				}
				if op == "" {
					break
				}
				// The dark lies after an upright edge that runs up, and after a level one that runs right.
				level, upright := d, next
				if d == downwards || d == upwards {
					level, upright = next, d
				}
				b = slices.Grow(b, 24)
				b = appendEdge(b, &edgeTexts[upright>>1][cx])
				b = appendEdge(b, &edgeTexts[1-level>>1][cy])
				b = append(b, op...)
				op, d = "l ", next
			}
			b = append(b, "h\n"...)
		}
	}
	return b
}

// turn returns where an outline runs on at a corner: to the left when the module ahead on its right hand is dark.
func turn(d direction, dark bool) direction {
	if dark {
		return (d + 3) & 3
	}
	return (d + 1) & 3
}

// appendEdge appends the text of an edge; b has room for eight bytes.
func appendEdge(b []byte, t *edgeText) []byte {
	n := len(b)
	b = b[:n+8]
	copy(b[n:], t.text[:])
	return b[:n+int(t.n)]
}

// outlineCorners returns the points at which outlines turn, and those among them from which a top edge runs to the right. A point lies
// before the module of its column and row.
func outlineCorners(dark Bitmap) (corners, starts Bitmap) {
	n := dark.size + 1
	corners, starts = newBitmap(n), newBitmap(n)
	row := func(w, y int) uint64 {
		if y < 0 || y >= dark.size || w<<6 >= dark.size {
			return 0
		}
		return dark.words[w*dark.size+y]
	}
	for y := range n {
		var aboveLast, hereLast uint64 // the words to the left
		for w := 0; w<<6 < n; w++ {
			above, here := row(w, y-1), row(w, y)
			level := above ^ here
			levelBefore := level<<1 | (aboveLast^hereLast)>>63
			upright := (here ^ (here<<1 | hereLast>>63)) & (above ^ (above<<1 | aboveLast>>63))
			c := level ^ levelBefore | level&levelBefore&upright
			corners.words[w*n+y] = c
			starts.words[w*n+y] = c & here &^ above
			aboveLast, hereLast = above, here
		}
	}
	return corners, starts
}

// after returns the column of the first dark module in a row after column x, or some column beyond the last.
func (b Bitmap) after(x, y int) int {
	x++
	for w := x >> 6; w<<6 < b.size; w++ {
		if m := b.words[w*b.size+y] >> (x & 63); m != 0 {
			return x + bits.TrailingZeros64(m)
		}
		x = (w + 1) << 6
	}
	return b.size
}

// before returns the column of the last dark module in a row before column x, or -1.
func (b Bitmap) before(x, y int) int {
	for x--; x >= 0; x = x&^63 - 1 {
		if m := b.words[x>>6*b.size+y] << (63 - x&63); m != 0 {
			return x - bits.LeadingZeros64(m)
		}
	}
	return -1
}
