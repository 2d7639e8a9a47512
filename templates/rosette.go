package templates

import "math"

// Rosette is a guilloche in a ring: Lines hypotrochoids around At, each with Petals loops that touch the outer circle, drawn in Turns rounds
// between the inner and the outer circle, each turned a little against the one before.
type Rosette struct {
	Common
	Paint
	Keyed        // by how much all is turned, and the lines against each other
	At           Point
	Inner, Outer Length
	Petals       int
	Turns        int
	Lines        int
	Twist        float64 // of a petal, over all lines
}

// Room returns the square around the outer circle.
func (o *Rosette) Room() Rect {
	return Rect{o.At.X - o.Outer, o.At.Y - o.Outer, 2 * o.Outer, 2 * o.Outer}
}

// Curves returns how many curves a line is made of. Where the petals are slim they bend most.
func (o *Rosette) Curves() int { return 4 * max(o.Petals, 2*o.Turns) }

func (r elementReader) rosette(common Common) Element {
	o := &Rosette{Common: common, Keyed: r.keyed(), At: r.point("rosette"), Inner: r.length("inner", 0), Outer: r.positive("outer", 10*Millimetre),
		Petals: r.Int("petals", 12, 1, 360), Turns: r.Int("turns", 1, 1, 100), Lines: r.Int("lines", 2, 1, 200), Twist: r.number("twist", 1), Paint: r.paint()}
	switch {
	case o.Inner < 0 || o.Inner >= o.Outer:
		r.faultAt(r.Node.Get("inner"), "inner", "%s; want less than outer, %s, and not less than nothing", o.Inner, o.Outer)
		return o
	case divisor(o.Petals, o.Turns) > 1:
		r.faultAt(r.Node.Get("turns"), "turns", "%d; want a number that has no divisor in common with the %d petals, or the curve ends early", o.Turns, o.Petals)
		return o
	case o.Fill != nil && (o.Lines > 1 || o.Turns > 1):
		r.faultAt(r.Node.Get("fill"), "fill", "only a rosette of one line and one turn has an inside")
	}
	// A line crosses the circle midway twice for each petal.
	middle := math.Pi * float64(o.Inner+o.Outer)
	r.lineArt(o.Paint, Length(middle/float64(2*o.Petals*o.Lines)), o.Lines*o.Curves())
	return o
}

// divisor returns the greatest common divisor.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
