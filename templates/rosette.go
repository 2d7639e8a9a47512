package templates

// Rosette is a ring of looped curves: Lines closed curves around At between Inner and Outer, each with Petals swings a turn, each turned a
// little against the one before.
type Rosette struct {
	Common
	Paint
	At           Point
	Inner, Outer Length
	Petals       int
	Lines        int
	Twist        float64 // of a petal, over all lines
}

// Refs returns nothing: a rosette is the same on every card.
func (o *Rosette) Refs() []string { return nil }

// Room returns the square around the outer circle.
func (o *Rosette) Room() Rect {
	return Rect{o.At.X - o.Outer, o.At.Y - o.Outer, 2 * o.Outer, 2 * o.Outer}
}

func (r elementReader) rosette(common Common) Element {
	return &Rosette{Common: common, At: r.point("rosette"), Inner: r.length("inner", 0), Outer: r.positive("outer", 10*Millimetre),
		Petals: r.Int("petals", 12, 1, 360), Lines: r.Int("lines", 8, 1, 200), Twist: r.number("twist", 1), Paint: r.paint()}
}
