package templates

import "fmt"

// LineScreen is a photo drawn in lines, thick where it is dark.
type LineScreen struct {
	*Photo
	Colour    Colour
	Pitch     Length // from line to line
	Least     Length // the thinnest line; lighter places have none
	Most      Length // the thickest
	Amplitude Length // of lines that are waves; 0 for straight ones
	Period    Length
}

func (r elementReader) lineScreen(common Common) Element {
	s := &LineScreen{Photo: r.portrait(common, "linescreen"), Pitch: r.positive("pitch", MinPitch600), Amplitude: r.length("amplitude", 0),
		Period: r.positive("period", 10*Millimetre)}
	s.Least, s.Most = r.positive("least", Points(0.25)), r.positive("most", s.Pitch*7/10)
	if c := r.colour("stroke"); c != nil {
		s.Colour = *c
	}
	fault := func(key string, got, want Length, hint string) {
		n := r.Node
		if k := r.Node.Get(key); k != nil {
			n = k
		}
		r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("%s; want at least %s", got, want), hint)
	}
	switch {
	case s.Pitch < minPitch:
		fault("pitch", s.Pitch, minPitch, "0.5mm for office printers of 600 dpi, 1mm for 300 dpi")
	case s.Least < MinStrokeOffset:
		fault("least", s.Least, MinStrokeOffset, "0.25pt for office printers of 600 dpi")
	case s.Most <= s.Least || s.Most > s.Pitch:
		r.faultAt(r.Node, "most", "%s; want more than the least, %s, and at most the pitch, %s", s.Most, s.Least, s.Pitch)
	case s.Amplitude < 0 || s.Amplitude*6 > s.Period:
		r.faultAt(r.Node, "amplitude", "%s; want at most a sixth of the period, %s", s.Amplitude, s.Period)
	case s.Box.H/s.Pitch > 400:
		r.faultAt(r.Node, "pitch", "some %d lines; want at most 400", s.Box.H/s.Pitch)
	}
	return s
}
