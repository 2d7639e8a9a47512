package render

import (
	"math"

	"docketcard/templates"
)

// A curve through points at even steps of a parameter, with its derivative by that parameter.
type sample struct{ x, y, dx, dy float64 }

// Products are converted before they are summed here and below: a conversion keeps the compiler from fusing the two, which
// some processors would round differently.

// smooth adds cubic curves that join samples with the samples' slopes (Hermite form), step apart in the parameter.
func smooth(segs []templates.Segment, points []sample, step float64, closed bool) []templates.Segment {
	um := func(x, y float64) templates.Point {
		return templates.Point{X: templates.Length(math.Round(x)), Y: templates.Length(math.Round(y))}
	}
	segs = append(segs, templates.Segment{Op: 'M', To: um(points[0].x, points[0].y)})
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		segs = append(segs, templates.Segment{Op: 'C',
			C: um(a.x+float64(a.dx*step/3), a.y+float64(a.dy*step/3)), D: um(b.x-float64(b.dx*step/3), b.y-float64(b.dy*step/3)), To: um(b.x, b.y)})
	}
	if closed {
		segs = append(segs, templates.Segment{Op: 'Z', To: um(points[0].x, points[0].y)})
	}
	return segs
}

// sine returns sin and cos of a turn's fraction, rounded to a billionth so that the last bits of a machine's libm do not reach the output.
func sine(turns float64) (sin, cos float64) {
	s, c := math.Sincos(2 * math.Pi * (turns - math.Floor(turns)))
	return math.Round(s*1e9) / 1e9, math.Round(c*1e9) / 1e9
}

// waves draws a family of wavy lines (see templates.Waves), its swings moved on by two phases.
func waves(w *templates.Waves, phase [2]float64) []Item {
	n := w.Curves()
	step := float64(w.Box.W) / float64(n)
	swings := [2]templates.Swing{w.Swing, w.Second}
	points := make([]sample, n+1)
	strips := make([]*Path, max(1, n*min(1, len(w.Rainbow))))
	for i := range strips {
		strips[i] = &Path{Paint: w.Paint, Segments: make([]templates.Segment, 0, w.Lines*(n/len(strips)+1))}
		if len(w.Rainbow) > 0 {
			c := templates.Blend(w.Rainbow, (float64(i)+0.5)/float64(n))
			strips[i].Stroke = &c
		}
	}
	for i := range w.Lines {
		base := float64(w.Box.Y) + float64(float64(w.Box.H)*(float64(i)+0.5)/float64(w.Lines))
		for k := range points {
			x := float64(step * float64(k))
			s := sample{x: float64(w.Box.X) + x, y: base + float64(float64(w.Slope)*x/float64(w.Box.W)), dx: 1, dy: float64(w.Slope) / float64(w.Box.W)}
			for j, swing := range swings {
				if swing.Amplitude == 0 {
					continue
				}
				sin, cos := sine(x/float64(swing.Period) + swing.Phase + phase[j] + float64(swing.Drift*float64(i)))
				s.y += float64(float64(swing.Amplitude) * sin)
				s.dy += float64(float64(swing.Amplitude) * cos * 2 * math.Pi / float64(swing.Period))
			}
			points[k] = s
		}
		if len(strips) == 1 {
			strips[0].Segments = smooth(strips[0].Segments, points, step, false)
			continue
		}
		for k, p := range strips {
			p.Segments = smooth(p.Segments, points[k:k+2], step, false)
		}
	}
	items := make([]Item, len(strips))
	for i, p := range strips {
		items[i] = p
	}
	return items
}

// rosette draws hypotrochoids (see templates.Rosette), all turned by the first phase of a petal and each against the one before by the second.
func rosette(r *templates.Rosette, phase [2]float64) *Path {
	n := r.Curves()
	p := &Path{Paint: r.Paint, Segments: make([]templates.Segment, 0, r.Lines*(n+2))}
	// A circle of radius (outer+inner)/2 carries one of radius (outer-inner)/2 that turns the other way, Petals/Turns-1 times as fast.
	carrier, carried := float64(r.Outer+r.Inner)/2, float64(r.Outer-r.Inner)/2
	speed := float64(r.Petals)/float64(r.Turns) - 1
	step := float64(r.Turns) / float64(n)
	points := make([]sample, n+1)
	for i := range r.Lines {
		turn := (phase[0] + float64((r.Twist+phase[1])*float64(i)/float64(r.Lines))) / float64(r.Petals)
		ts, tc := sine(turn)
		for k := range points {
			t := float64(step * float64(k))
			sin, cos := sine(t)
			s2, c2 := sine(float64(speed * t))
			x, y := float64(carrier*cos)+float64(carried*c2), float64(carrier*sin)-float64(carried*s2)
			dx, dy := -2*math.Pi*(float64(carrier*sin)+float64(speed*carried*s2)), 2*math.Pi*(float64(carrier*cos)-float64(speed*carried*c2))
			points[k] = sample{
				x: float64(r.At.X) + float64(x*tc) - float64(y*ts), dx: float64(dx*tc) - float64(dy*ts),
				y: float64(r.At.Y) + float64(x*ts) + float64(y*tc), dy: float64(dx*ts) + float64(dy*tc),
			}
		}
		p.Segments = smooth(p.Segments, points, step, true)
	}
	return p
}

// band draws trochoids along a strip (see templates.Band), moved on by a phase.
func band(b *templates.Band, phase float64) *Path {
	n := b.Curves()
	p := &Path{Paint: b.Paint, Segments: make([]templates.Segment, 0, b.Lines*(n+1))}
	long, high := float64(b.Box.W), float64(b.Box.H)/2
	if b.Down {
		long, high = float64(b.Box.H), float64(b.Box.W)/2
	}
	lean := float64(b.Lean * high)
	step := 1 / float64(n)
	points := make([]sample, n+1)
	for i := range b.Lines {
		for k := range points {
			t := float64(k) / float64(n)
			sin, cos := sine(float64(float64(b.Loops)*t) + phase + float64(i)/float64(b.Lines))
			// The lean fades out over a tenth at either end, so that the band ends at its box.
			fade, slope := 1.0, 0.0
			switch {
			case t < 0.1:
				fade, slope = 10*t, 10
			case t > 0.9:
				fade, slope = 10*(1-t), -10
			}
			turn := 2 * math.Pi * float64(b.Loops)
			along, across := float64(long*t)+float64(lean*fade*sin), float64(high*cos)
			s := sample{x: along, dx: long + float64(lean*slope*sin) + float64(lean*fade*turn*cos), y: high + across, dy: -float64(high * turn * sin)}
			if b.Down {
				s = sample{x: s.y, dx: s.dy, y: s.x, dy: s.dx}
			}
			s.x, s.y = s.x+float64(b.Box.X), s.y+float64(b.Box.Y)
			points[k] = s
		}
		p.Segments = smooth(p.Segments, points, step, false)
	}
	return p
}

// tint draws the strips of a tint, each a little into the next so that no seam shows between them.
func tint(t *templates.Tint) []Item {
	var items []Item
	for i := range t.Strips {
		c := templates.Blend(t.Colours, float64(i)/float64(t.Strips-1))
		r := t.Box
		n, k := templates.Length(t.Strips), templates.Length(i)
		if t.Down {
			r.Y += r.H * k / n
			r.H = t.Box.Bottom() - r.Y
		} else {
			r.X += r.W * k / n
			r.W = t.Box.Right() - r.X
		}
		items = append(items, &Path{templates.Paint{Fill: &c}, rectangle(r, 0)})
	}
	return items
}
