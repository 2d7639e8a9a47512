package templates

// Waves is a family of wavy lines, the fine-line background of a card: line i of Lines runs through Box at a height that grows with i,
// and swings by Amplitude every Period, its phase moved on by Drift of a turn from line to line. A second swing may be laid over the first.
type Waves struct {
	Common
	Paint
	Keyed         // the swings' phases
	Box           Rect
	Lines         int
	Swing, Second Swing
	Slope         Length   // how much lower a line ends than it starts
	Rainbow       []Colour // that a line goes through from end to end; nil for that of the stroke
}

// Swing is a sine wave.
type Swing struct {
	Amplitude Length
	Period    Length
	Phase     float64 // of a turn
	Drift     float64 // of a turn, from line to line
}

// Room returns the box.
func (w *Waves) Room() Rect { return w.Box }

func (r elementReader) waves(common Common) Element {
	w := &Waves{Common: common, Keyed: r.keyed(), Box: r.box("waves"), Lines: r.Int("lines", 40, 1, 1000), Slope: r.length("slope", 0),
		Swing: r.swing("swing"), Second: r.swing("second")}
	if r.Has("rainbow") {
		w.Rainbow = r.colours("rainbow")
		w.Weight = r.positive("weight", Points(0.25))
		w.Stroke = &Colour{}
		if len(w.Rainbow) > 0 {
			w.Stroke = &w.Rainbow[0]
		}
	} else {
		w.Paint = r.paint()
	}
	if w.Fill != nil {
		r.faultAt(r.Node.Get("fill"), "fill", "waves have no inside; want a stroke")
	}
	if w.Key != "" && w.Swing.Amplitude == 0 && w.Second.Amplitude == 0 {
		r.faultAt(r.Node.Get("key"), "key", "lines without a swing have no phase that it could move")
	}
	if w.Box.H > 0 {
		r.lineArt(w.Paint, w.Box.H/Length(w.Lines), w.Lines*w.Curves())
	}
	return w
}

// Curves returns how many curves a line is made of: four a period follow a sine to a sixtieth of its amplitude, and a tenth of what is drawn
// is seen in one line.
func (w *Waves) Curves() int {
	period := w.Swing.Period
	if w.Second.Amplitude != 0 {
		period = min(period, w.Second.Period)
	}
	n := max(2, int(4*w.Box.W/period)+1)
	if len(w.Rainbow) > 0 {
		n = max(n, Strips(w.Rainbow))
	}
	return n
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
