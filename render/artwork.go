package render

import (
	"math"
	"slices"

	"docketcard/fonts"
	"docketcard/templates"
)

// rectangle returns the outline of r with rounded corners.
func rectangle(r templates.Rect, radius templates.Length) []templates.Segment {
	at := func(op byte, x, y templates.Length) templates.Segment {
		return templates.Segment{Op: op, To: templates.Point{X: x, Y: y}}
	}
	if radius <= 0 {
		return []templates.Segment{at('M', r.X, r.Y), at('L', r.Right(), r.Y), at('L', r.Right(), r.Bottom()), at('L', r.X, r.Bottom()), at('Z', r.X, r.Y)}
	}
	radius = min(radius, r.W/2, r.H/2)
	// A cubic curve with handles of 0.5523 of the radius is within 0.03 % of a quarter circle.
	k := radius - radius*5523/10000
	corner := func(cx, cy, dx, dy, x, y templates.Length) templates.Segment {
		return templates.Segment{Op: 'C', C: templates.Point{X: cx, Y: cy}, D: templates.Point{X: dx, Y: dy}, To: templates.Point{X: x, Y: y}}
	}
	x, y, X, Y := r.X, r.Y, r.Right(), r.Bottom()
	return []templates.Segment{
		at('M', x+radius, y),
		at('L', X-radius, y), corner(X-k, y, X, y+k, X, y+radius),
		at('L', X, Y-radius), corner(X, Y-k, X-k, Y, X-radius, Y),
		at('L', x+radius, Y), corner(x+k, Y, x, Y-k, x, Y-radius),
		at('L', x, y+radius), corner(x, y+k, x+k, y, x+radius, y),
		at('Z', x+radius, y),
	}
}

// A curve through points at even steps of a parameter, with its derivative by that parameter.
type sample struct{ x, y, dx, dy float64 }

// Products are converted before they are summed here and below: a conversion keeps the compiler from fusing the two, which
// some processors would round differently.

// smooth joins samples by cubic curves that have the samples' slopes (Hermite form), step apart in the parameter.
func smooth(points []sample, step float64, closed bool) []templates.Segment {
	um := func(x, y float64) templates.Point {
		return templates.Point{X: templates.Length(math.Round(x)), Y: templates.Length(math.Round(y))}
	}
	segs := []templates.Segment{{Op: 'M', To: um(points[0].x, points[0].y)}}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		segs = append(segs, templates.Segment{Op: 'C',
			C: um(a.x+float64(a.dx*step/3), a.y+float64(a.dy*step/3)), D: um(b.x-float64(b.dx*step/3), b.y-float64(b.dy*step/3)), To: um(b.x, b.y)})
	}
	if closed {
		segs = append(segs, templates.Segment{Op: 'Z', To: segs[0].To})
	}
	return segs
}

// sine returns sin and cos of a turn's fraction, rounded to a billionth so that the last bits of a machine's libm do not reach the output.
func sine(turns float64) (sin, cos float64) {
	s, c := math.Sincos(2 * math.Pi * (turns - math.Floor(turns)))
	return math.Round(s*1e9) / 1e9, math.Round(c*1e9) / 1e9
}

// waves draws a family of wavy lines (see templates.Waves).
func waves(w *templates.Waves) *Path {
	p := &Path{Paint: w.Paint}
	// Four curves a period follow a sine to a sixtieth of its amplitude, and a tenth of what is drawn is seen in one line.
	period := min(w.Swing.Period, w.Second.Period)
	if w.Second.Amplitude == 0 {
		period = w.Swing.Period
	}
	n := max(2, int(4*w.Box.W/period)+1)
	step := float64(w.Box.W) / float64(n)
	for i := range w.Lines {
		base := float64(w.Box.Y) + float64(float64(w.Box.H)*(float64(i)+0.5)/float64(w.Lines))
		points := make([]sample, n+1)
		for k := range points {
			x := float64(step * float64(k))
			s := sample{x: float64(w.Box.X) + x, y: base + float64(float64(w.Slope)*x/float64(w.Box.W)), dx: 1, dy: float64(w.Slope) / float64(w.Box.W)}
			for _, swing := range []templates.Swing{w.Swing, w.Second} {
				sin, cos := sine(x/float64(swing.Period) + swing.Phase + float64(swing.Drift*float64(i)))
				s.y += float64(float64(swing.Amplitude) * sin)
				s.dy += float64(float64(swing.Amplitude) * cos * 2 * math.Pi / float64(swing.Period))
			}
			points[k] = s
		}
		p.Segments = append(p.Segments, smooth(points, step, false)...)
	}
	return p
}

// rosette draws a ring of looped curves (see templates.Rosette).
func rosette(r *templates.Rosette) *Path {
	p := &Path{Paint: r.Paint}
	mean, swing := float64(r.Outer+r.Inner)/2, float64(r.Outer-r.Inner)/2
	n := 8 * r.Petals
	step := 1 / float64(n)
	for i := range r.Lines {
		phase := r.Twist * float64(i) / float64(r.Lines)
		points := make([]sample, n+1)
		for k := range points {
			t := float64(k) / float64(n)
			sin, cos := sine(t)
			ws, wc := sine(float64(float64(r.Petals)*t) + phase)
			radius, slope := mean+float64(swing*ws), swing*wc*float64(r.Petals)*2*math.Pi
			points[k] = sample{
				x: float64(r.At.X) + float64(radius*cos), dx: float64(slope*cos) - float64(radius*sin*2*math.Pi),
				y: float64(r.At.Y) + float64(radius*sin), dy: float64(slope*sin) + float64(radius*cos*2*math.Pi),
			}
		}
		p.Segments = append(p.Segments, smooth(points, step, true)...)
	}
	return p
}

// overprint returns what is printed over a specimen's face: the word in hollow letters from the lower left to the upper right of the
// part of the face that codes leave free. It is drawn over everything but codes, which keep their white patches.
func overprint(size templates.Size, elements []templates.Element) []Item {
	face, ok := fonts.Lookup("plex-sans-bold")
	if !ok {
		panic("render: the face of the specimen overprint is missing")
	}
	area := templates.Rect{W: size.W, H: size.H}
	for e := range templates.Walk(elements) {
		// A small code hides a letter at most.
		if c, ok := e.(*templates.Code); ok && c.Room().W*c.Room().H*6 > size.W*size.H {
			area = beside(area, c.Room())
		}
	}
	run := face.Shape("SPECIMEN")
	em := float64(face.UnitsPerEm())
	x, y, w, h := float64(area.X), float64(area.Y), float64(area.W), float64(area.H)
	diagonal := math.Sqrt(float64(w*w) + float64(h*h))
	cos, sin := math.Round(w/diagonal*1e9)/1e9, math.Round(h/diagonal*1e9)/1e9
	spread := 0.08 * em
	length := float64(run.Advance) + float64(spread*float64(len(run.Glyphs)-1))
	// Seven tenths of the diagonal keep the corners of the letters within the face.
	scale := 0.7 * diagonal / length
	pen, middle := -length/2, face.CapHeight()*em/2
	p := &Path{Paint: templates.Paint{Stroke: &templates.Colour{R: 205, G: 42, B: 52}, Weight: templates.Points(0.8)}}
	for _, g := range run.Glyphs {
		at := func(p fonts.Point) templates.Point {
			dx, dy := float64((pen+p.X)*scale), float64((p.Y-middle)*scale)
			return templates.Point{
				X: templates.Length(math.Round(x + w/2 + float64(dx*cos) - float64(dy*sin))),
				Y: templates.Length(math.Round(y + h/2 - float64(dx*sin) - float64(dy*cos))),
			}
		}
		p.Segments = append(p.Segments, outline(face.Outline(g.GID), at)...)
		pen += float64(g.Advance) + spread
	}
	return []Item{p}
}

// beside returns the largest part of r to the left, to the right, above or below s; r itself when s leaves nothing free.
func beside(r, s templates.Rect) templates.Rect {
	best := templates.Rect{}
	for _, part := range []templates.Rect{
		{X: s.Right(), Y: r.Y, W: r.Right() - s.Right(), H: r.H},
		{X: r.X, Y: r.Y, W: s.X - r.X, H: r.H},
		{X: r.X, Y: r.Y, W: r.W, H: s.Y - r.Y},
		{X: r.X, Y: s.Bottom(), W: r.W, H: r.Bottom() - s.Bottom()},
	} {
		if part.W > 0 && part.H > 0 && part.W*part.H > best.W*best.H {
			best = part
		}
	}
	if best.W == 0 {
		return r
	}
	return best
}

// outline returns the path of a glyph, its points put where at says.
func outline(o fonts.Outline, at func(fonts.Point) templates.Point) []templates.Segment {
	var segs []templates.Segment
	var pen fonts.Point
	for _, s := range o {
		switch s.Op {
		case fonts.MoveTo:
			pen = s.Points[0]
			segs = append(segs, templates.Segment{Op: 'M', To: at(pen)})
		case fonts.LineTo:
			pen = s.Points[0]
			segs = append(segs, templates.Segment{Op: 'L', To: at(pen)})
		case fonts.QuadTo:
			// The cubic curve with handles at two thirds is the same curve.
			q, to := s.Points[0], s.Points[1]
			c := fonts.Point{X: pen.X + float64(2*(q.X-pen.X)/3), Y: pen.Y + float64(2*(q.Y-pen.Y)/3)}
			d := fonts.Point{X: to.X + float64(2*(q.X-to.X)/3), Y: to.Y + float64(2*(q.Y-to.Y)/3)}
			segs = append(segs, templates.Segment{Op: 'C', C: at(c), D: at(d), To: at(to)})
			pen = to
		case fonts.CubicTo:
			segs = append(segs, templates.Segment{Op: 'C', C: at(s.Points[0]), D: at(s.Points[1]), To: at(s.Points[2])})
			pen = s.Points[2]
		case fonts.Close:
			segs = append(segs, templates.Segment{Op: 'Z'})
		}
	}
	return segs
}

func moved(segs []templates.Segment, by templates.Point) []templates.Segment {
	out := slices.Clone(segs)
	for i := range out {
		for _, p := range []*templates.Point{&out[i].C, &out[i].D, &out[i].To} {
			p.X, p.Y = p.X+by.X, p.Y+by.Y
		}
	}
	return out
}
