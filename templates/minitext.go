package templates

import (
	"fmt"
)

// Minitext is type too small for a copier, repeated from end to end of a line, around a frame or along a wave.
type Minitext struct {
	Common
	Value     Content
	Style     *Style
	Size      Length
	Box       Rect // of a frame or wave; its own line is Line
	Line      [2]Point
	Shape     string // line, frame or wave
	Amplitude Length // of a wave
	Period    Length
}

// Refs returns the names in the text.
func (m *Minitext) Refs() []string { return m.Value.Refs() }

// Room returns the box, or that around the line.
func (m *Minitext) Room() Rect {
	if m.Shape != "line" {
		return m.Box
	}
	r := around(m.Line[:]...)
	return Rect{r.X, r.Y - m.Size*7/10, r.W, r.H + m.Size*7/10}
}

func (r elementReader) minitext(common Common) Element {
	m := &Minitext{Common: common, Value: r.content("minitext"), Style: r.style("style"), Size: r.positive("size", Points(2))}
	shapes := []string{"line", "frame", "wave"}
	for _, s := range shapes {
		switch {
		case !r.Has(s):
		case m.Shape != "":
			r.faultAt(r.Get(s), s, "beside %s; want one of them", m.Shape)
		default:
			m.Shape = s
		}
	}
	switch m.Shape {
	case "":
		r.faultAt(r.Node, "line", "missing; want line: [x, y, x, y], frame: [x, y, width, height] or wave: [x, y, width, height]")
	case "line":
		if v, ok := r.lengths("line", 4); ok {
			m.Line = [2]Point{{r.in.frame.X + v[0], r.in.frame.Y + v[1]}, {r.in.frame.X + v[2], r.in.frame.Y + v[3]}}
		}
	case "frame", "wave":
		m.Box = r.box(m.Shape)
	}
	if m.Shape == "wave" {
		m.Amplitude, m.Period = r.positive("amplitude", max(1, m.Box.H/2)), r.positive("period", 10*Millimetre)
		if m.Amplitude*6 > m.Period {
			r.faultAt(r.Node.Get("wave"), "amplitude", "%s is more than a sixth of the period, %s; the type would collide in its bends", m.Amplitude, m.Period)
		}
	}
	if m.Size < MinMinitextOffset || m.Size > Points(6) {
		n := r.Node
		if s := r.Node.Get("size"); s != nil {
			n = s
		}
		r.errs.Add(n.Pos, r.Name("size"), fmt.Sprintf("%s; want at least 0.6pt, and at most 6pt", m.Size), "1.5pt to 2pt for office printers of 600 dpi, 2.5pt for 300 dpi")
	}
	if m.Value.Empty() {
		r.faultAt(r.Node.Get("minitext"), "minitext", "want text")
	}
	return m
}
