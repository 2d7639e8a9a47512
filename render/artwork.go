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
	capital := float64(face.CapHeight() * em)
	// Seven tenths of the diagonal, or less where the corners of the letters would reach over the edge of a narrow face.
	scale := min(0.7*diagonal/length, 0.95*w/(float64(length*cos)+float64(capital*sin)), 0.95*h/(float64(length*sin)+float64(capital*cos)))
	pen, middle := -length/2, capital/2
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
