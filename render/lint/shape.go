package lint

import (
	"math"

	"docketcard/render"
	"docketcard/templates"
)

// A shape is a path as straight edges, to be asked what it does to an area.
type shape struct {
	templates.Paint
	edges []edge
	parts []part
	box   templates.Rect // around the ink
	clip  *templates.Rect
}

type edge struct{ x1, y1, x2, y2 float64 }

// A part is a row of edges and the area around them, so that those far away are passed over at once.
type part struct {
	from, to       int
	x1, y1, x2, y2 float64
}

const partEdges = 24

// curveSteps is into how many edges a curve is cut. A cubic curve of 10 mm is then followed to some hundredths of a millimetre.
const curveSteps = 8

// A turn turns points clockwise about one of them.
type turn struct{ x, y, sin, cos float64 }

func (t *turn) point(p templates.Point) (x, y float64) {
	if t == nil {
		return float64(p.X), float64(p.Y)
	}
	dx, dy := float64(p.X)-t.x, float64(p.Y)-t.y
	return t.x + dx*t.cos - dy*t.sin, t.y + dx*t.sin + dy*t.cos
}

// rect returns the area around a rectangle that was turned.
func (t *turn) rect(r templates.Rect) templates.Rect {
	if t == nil {
		return r
	}
	var corners []templates.Rect
	for _, p := range []templates.Point{{X: r.X, Y: r.Y}, {X: r.Right(), Y: r.Y}, {X: r.X, Y: r.Bottom()}, {X: r.Right(), Y: r.Bottom()}} {
		x, y := t.point(p)
		corners = append(corners, templates.Rect{X: templates.Length(math.Round(x)), Y: templates.Length(math.Round(y))})
	}
	return around(corners)
}

func around(areas []templates.Rect) templates.Rect {
	out := areas[0]
	for _, a := range areas[1:] {
		x, y := min(out.X, a.X), min(out.Y, a.Y)
		out = templates.Rect{X: x, Y: y, W: max(out.Right(), a.Right()) - x, H: max(out.Bottom(), a.Bottom()) - y}
	}
	return out
}

func shapeOf(p *render.Path, t *turn, clip *templates.Rect) *shape {
	s := &shape{Paint: p.Paint, clip: clip}
	var x, y, x0, y0 float64
	line := func(to templates.Point) {
		nx, ny := t.point(to)
		s.edges = append(s.edges, edge{x, y, nx, ny})
		x, y = nx, ny
	}
	for _, seg := range p.Segments {
		switch seg.Op {
		case 'M':
			x, y = t.point(seg.To)
			x0, y0 = x, y
		case 'L':
			line(seg.To)
		case 'C':
			cx, cy := t.point(seg.C)
			dx, dy := t.point(seg.D)
			ex, ey := t.point(seg.To)
			sx, sy := x, y
			for k := 1; k <= curveSteps; k++ {
				f := float64(k) / curveSteps
				a, b, c, d := (1-f)*(1-f)*(1-f), 3*f*(1-f)*(1-f), 3*f*f*(1-f), f*f*f
				nx, ny := a*sx+b*cx+c*dx+d*ex, a*sy+b*cy+c*dy+d*ey
				s.edges = append(s.edges, edge{x, y, nx, ny})
				x, y = nx, ny
			}
		case 'Z':
			s.edges = append(s.edges, edge{x, y, x0, y0})
			x, y = x0, y0
		}
	}
	lo, hi := [2]float64{math.Inf(1), math.Inf(1)}, [2]float64{math.Inf(-1), math.Inf(-1)}
	for from := 0; from < len(s.edges); from += partEdges {
		p := part{from, min(from+partEdges, len(s.edges)), math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
		for _, e := range s.edges[p.from:p.to] {
			p.x1, p.y1 = min(p.x1, e.x1, e.x2), min(p.y1, e.y1, e.y2)
			p.x2, p.y2 = max(p.x2, e.x1, e.x2), max(p.y2, e.y1, e.y2)
		}
		s.parts = append(s.parts, p)
		lo = [2]float64{min(lo[0], p.x1), min(lo[1], p.y1)}
		hi = [2]float64{max(hi[0], p.x2), max(hi[1], p.y2)}
	}
	if len(s.edges) > 0 {
		half := s.half()
		s.box = templates.Rect{X: templates.Length(math.Floor(lo[0])) - half, Y: templates.Length(math.Floor(lo[1])) - half,
			W: templates.Length(math.Ceil(hi[0]-lo[0])) + 2*half, H: templates.Length(math.Ceil(hi[1]-lo[1])) + 2*half}
	}
	return s
}

// half is how far the stroke reaches on each side of its path.
func (s *shape) half() templates.Length {
	if s.Stroke == nil {
		return 0
	}
	return (s.Weight + 1) / 2
}

// A cover is what a shape does to an area.
type cover struct {
	fills   bool // its fill touches the area
	wholly  bool // and leaves nothing of it
	strokes bool
}

func (s *shape) covers(r templates.Rect) (c cover) {
	if !s.box.Overlaps(r) || s.clip != nil && !s.clip.Overlaps(r) {
		return c
	}
	x1, y1, x2, y2 := float64(r.X), float64(r.Y), float64(r.Right()), float64(r.Bottom())
	if s.Stroke != nil {
		h := float64(s.half())
		c.strokes = s.crosses(x1-h, y1-h, x2+h, y2+h)
	}
	if s.Fill != nil {
		crossed := s.crosses(x1, y1, x2, y2)
		inside := s.holds((x1+x2)/2, (y1+y2)/2)
		c.fills = crossed || inside
		c.wholly = inside && !crossed && (s.clip == nil || s.clip.Contains(r))
	}
	return c
}

// crosses tells whether an edge has a point within an area.
func (s *shape) crosses(x1, y1, x2, y2 float64) bool {
	for _, p := range s.parts {
		if p.x1 > x2 || p.x2 < x1 || p.y1 > y2 || p.y2 < y1 {
			continue
		}
		for _, e := range s.edges[p.from:p.to] {
			if e.meets(x1, y1, x2, y2) {
				return true
			}
		}
	}
	return false
}

// holds tells whether a point lies within the shape, by the non-zero winding rule.
func (s *shape) holds(x, y float64) bool {
	winding := 0
	for _, e := range s.edges {
		if (e.y1 <= y) == (e.y2 <= y) {
			continue
		}
		if at := e.x1 + (y-e.y1)/(e.y2-e.y1)*(e.x2-e.x1); at > x {
			if e.y1 <= y {
				winding++
			} else {
				winding--
			}
		}
	}
	return winding != 0
}

// meets tells whether an edge has a point within an open area (Liang and Barsky's clipping).
func (e edge) meets(x1, y1, x2, y2 float64) bool {
	from, to := 0.0, 1.0
	for _, side := range [4][2]float64{{e.x1 - e.x2, e.x1 - x1}, {e.x2 - e.x1, x2 - e.x1}, {e.y1 - e.y2, e.y1 - y1}, {e.y2 - e.y1, y2 - e.y1}} {
		p, q := side[0], side[1]
		switch {
		case p == 0 && q <= 0:
			return false
		case p < 0:
			from = max(from, q/p)
		case p > 0:
			to = min(to, q/p)
		}
	}
	return from < to
}
