package templates

// Waves is a family of wavy lines, the fine-line background of a card: line i of Lines runs through Box at a height that grows with i,
// and swings by Amplitude every Period, its phase moved on by Drift of a turn from line to line. A second swing may be laid over the first.
type Waves struct {
	Common
	Paint
	Box           Rect
	Lines         int
	Swing, Second Swing
	Slope         Length // how much lower a line ends than it starts
}

// Swing is a sine wave.
type Swing struct {
	Amplitude Length
	Period    Length
	Phase     float64 // of a turn
	Drift     float64 // of a turn, from line to line
}

// Refs returns nothing: waves are the same on every card.
func (w *Waves) Refs() []string { return nil }

// Room returns the box.
func (w *Waves) Room() Rect { return w.Box }

func (r elementReader) waves(common Common) Element {
	return &Waves{Common: common, Box: r.box("waves"), Lines: r.Int("lines", 40, 1, 1000), Slope: r.length("slope", 0),
		Swing: r.swing("swing"), Second: r.swing("second"), Paint: r.paint()}
}

func (r elementReader) swing(key string) Swing {
	n := r.Get(key)
	if n == nil {
		return Swing{Period: 10 * Millimetre}
	}
	s := elementReader{newReader(n, r.Name(key), r.errs), r.t, r.in}
	w := Swing{s.length("amplitude", Millimetre), s.positive("period", 10*Millimetre), s.number("phase", 0), s.number("drift", 0)}
	s.Close()
	return w
}
