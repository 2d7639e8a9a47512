package templates

// Band is a guilloche along a straight strip: Lines trochoids that run through Box, each with Loops swings between its edges that lean forward by
// Lean, at even phases. With two or more lines, they enclose each other like the strands of a braid.
type Band struct {
	Common
	Paint
	Keyed // the phase of all lines
	Box   Rect
	Loops int
	Lean  float64 // of half the height: 0 is a sine, more makes loops
	Lines int
	Down  bool // it runs from top to bottom, else from left to right
}

// Room returns the box.
func (b *Band) Room() Rect { return b.Box }

// Curves returns how many curves a line is made of.
func (b *Band) Curves() int { return 6 * b.Loops }

func (r elementReader) band(common Common) Element {
	b := &Band{Common: common, Keyed: r.keyed(), Box: r.box("band"), Loops: r.Int("loops", 12, 1, 500), Lean: r.number("lean", 0),
		Lines: r.Int("lines", 3, 1, 100), Down: r.Choice("run", "across", "down") == "down", Paint: r.paint()}
	if b.Lean < -4 || b.Lean > 4 {
		r.faultAt(r.Node.Get("lean"), "lean", "%v; want a number from -4 to 4", b.Lean)
	}
	if b.Fill != nil {
		r.faultAt(r.Node.Get("fill"), "fill", "a band has no inside; want a stroke")
	}
	long := b.Box.W
	if b.Down {
		long = b.Box.H
	}
	// A line crosses the middle twice for each loop.
	if long > 0 {
		r.lineArt(b.Paint, long/Length(2*b.Loops*b.Lines), b.Lines*b.Curves())
	}
	return b
}
