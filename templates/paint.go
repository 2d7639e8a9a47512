package templates

import "docketcard/templates/source"

// Paint is how a shape is drawn.
type Paint struct {
	Fill   *Colour
	Stroke *Colour
	Weight Length // of the stroke
	Dash   []Length

	// What only vector artwork says.
	EvenOdd bool   // fill where a ray crosses the outline an odd number of times, else where it is wound around
	Phase   Length // where in Dash a stroke begins
	Cap     LineCap
	Join    LineJoin
	Miter   float64 // the limit of pointed corners; 0 is 10, as in PDF
}

// LineCap is how a stroke ends, LineJoin how its corners are made: butt, round, square and miter, round, bevel in the numbers of
// ISO 32000-1, tables 54 and 55.
type (
	LineCap  int
	LineJoin int
)

func (r elementReader) colour(key string) *Colour {
	r.Tell(source.Ask{Key: key, As: "colour"})
	n := r.Get(key)
	if n == nil {
		return nil
	}
	c := r.t.colourOf(r.reader, key, n)
	return &c
}

func (r elementReader) paint() Paint {
	p := Paint{Fill: r.colour("fill"), Stroke: r.colour("stroke"), Weight: r.positive("weight", Points(0.25))}
	if n := r.Get("dash"); n != nil {
		dash, ok := r.lengthsOf("dash", n, anyCount)
		for _, l := range dash {
			if l <= 0 || len(dash)%2 != 0 {
				r.faultAt(n, "dash", "want lengths of more than zero in pairs, drawn and left out")
				break
			}
		}
		if ok {
			p.Dash = dash
		}
	}
	if p.Fill == nil && p.Stroke == nil {
		r.faultAt(r.Node, "fill", "neither fill nor stroke; want one of them")
	}
	return p
}
