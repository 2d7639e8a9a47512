package lint

import (
	"math"
	"slices"

	"docketcard/render"
	"docketcard/templates"
)

// A shape is a path as straight edges, to be asked what it does to an area.
type shape struct {
	templates.Paint
	edges []edge
	parts []part
	box   templates.Rect // around the ink
	clips []clip
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

// A turn turns points clockwise, and then moves them.
type turn struct{ sin, cos, x, y float64 }

var still = turn{cos: 1}

// then returns the turn of a group that lies in what is turned by t.
func (t turn) then(g *render.Group) turn {
	if g.Turn == 0 {
		return t
	}
	sin, cos := math.Sincos(g.Turn * math.Pi / 180)
	x, y := float64(g.About.X), float64(g.About.Y)
	u := turn{t.sin*cos + t.cos*sin, t.cos*cos - t.sin*sin, x - x*cos + y*sin, y - x*sin - y*cos}
	u.x, u.y = t.point(u.x, u.y)
	return u
}

func (t turn) point(x, y float64) (float64, float64) {
	return t.x + x*t.cos - y*t.sin, t.y + x*t.sin + y*t.cos
}

// back undoes point.
func (t turn) back(x, y float64) (float64, float64) {
	x, y = x-t.x, y-t.y
	return x*t.cos + y*t.sin, y*t.cos - x*t.sin
}

// An area is a rectangle that was turned.
type area struct {
	templates.Rect // before
	turn           turn
}

func (a area) corners() [][2]float64 {
	var out [][2]float64
	for _, p := range []templates.Point{{X: a.X, Y: a.Y}, {X: a.Right(), Y: a.Y}, {X: a.Right(), Y: a.Bottom()}, {X: a.X, Y: a.Bottom()}} {
		x, y := a.turn.point(float64(p.X), float64(p.Y))
		out = append(out, [2]float64{x, y})
	}
	return out
}

// box returns the rectangle around the area.
func (a area) box() templates.Rect {
	if a.turn == still {
		return a.Rect
	}
	return boxOf(a.corners())
}

func boxOf(points [][2]float64) templates.Rect {
	lo, hi := points[0], points[0]
	for _, p := range points[1:] {
		lo, hi = [2]float64{min(lo[0], p[0]), min(lo[1], p[1])}, [2]float64{max(hi[0], p[0]), max(hi[1], p[1])}
	}
	x, y := templates.Length(math.Round(lo[0])), templates.Length(math.Round(lo[1]))
	return templates.Rect{X: x, Y: y, W: templates.Length(math.Round(hi[0])) - x, H: templates.Length(math.Round(hi[1])) - y}
}

// common returns the rectangle around what two areas have in common, and how large that is.
func (a area) common(b area) (box templates.Rect, size float64) {
	if a.turn == still && b.turn == still {
		box = a.Rect.Common(b.Rect)
		return box, float64(box.W) * float64(box.H)
	}
	// The corners of b, cut at one side of a after the other (Sutherland and Hodgman).
	points := b.corners()
	for i := range points {
		points[i][0], points[i][1] = a.turn.back(points[i][0], points[i][1])
	}
	for _, side := range [4][3]float64{{-1, 0, -float64(a.X)}, {1, 0, float64(a.Right())}, {0, -1, -float64(a.Y)}, {0, 1, float64(a.Bottom())}} {
		out := func(p [2]float64) float64 { return p[0]*side[0] + p[1]*side[1] - side[2] }
		var kept [][2]float64
		for i, p := range points {
			q := points[(i+1)%len(points)]
			if out(p) <= 0 {
				kept = append(kept, p)
			}
			if f, g := out(p), out(q); (f <= 0) != (g <= 0) {
				kept = append(kept, [2]float64{p[0] + (q[0]-p[0])*f/(f-g), p[1] + (q[1]-p[1])*f/(f-g)})
			}
		}
		if points = kept; len(points) == 0 {
			return templates.Rect{}, 0
		}
	}
	for i, p := range points {
		q := points[(i+1)%len(points)]
		size += (p[0]*q[1] - q[0]*p[1]) / 2
	}
	for i := range points {
		points[i][0], points[i][1] = a.turn.point(points[i][0], points[i][1])
	}
	return boxOf(points), math.Abs(size)
}

// A clip is what a group cuts to.
type clip struct {
	*shape
	area // around it
}

// inner returns the turn and the clips in a group that lies in what is turned by t and cut to clips.
func inner(g *render.Group, t turn, clips []clip) (turn, []clip) {
	t = t.then(g)
	if g.Clip == nil {
		return t, clips
	}
	path := render.Path{Paint: templates.Paint{Fill: &templates.Black, EvenOdd: g.Odd}, Segments: g.Clip}
	return t, append(slices.Clip(clips), clip{shapeOf(&path, t, nil), area{shapeOf(&path, still, nil).box, t}})
}

// cut returns what clips leave of an area, but for the round of their corners.
func cut(a area, clips []clip) area {
	for _, c := range clips {
		switch box, size := a.common(c.area); {
		case c.turn == a.turn:
			a.Rect = a.Rect.Common(c.Rect)
		case size < float64(a.W)*float64(a.H)*0.999:
			a = area{box, still}
		}
	}
	return a
}

// around returns the rectangle around areas.
func around(areas []area) templates.Rect {
	out := areas[0].box()
	for _, a := range areas[1:] {
		a := a.box()
		x, y := min(out.X, a.X), min(out.Y, a.Y)
		out = templates.Rect{X: x, Y: y, W: max(out.Right(), a.Right()) - x, H: max(out.Bottom(), a.Bottom()) - y}
	}
	return out
}

func shapeOf(p *render.Path, t turn, clips []clip) *shape {
	s := &shape{Paint: p.Paint, clips: clips}
	var x, y, x0, y0 float64
	at := func(p templates.Point) (float64, float64) { return t.point(float64(p.X), float64(p.Y)) }
	line := func(to templates.Point) {
		nx, ny := at(to)
		s.edges = append(s.edges, edge{x, y, nx, ny})
		x, y = nx, ny
	}
	for _, seg := range p.Segments {
		switch seg.Op {
		case 'M':
			x, y = at(seg.To)
			x0, y0 = x, y
		case 'L':
			line(seg.To)
		case 'C':
			cx, cy := at(seg.C)
			dx, dy := at(seg.D)
			ex, ey := at(seg.To)
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

func (s *shape) covers(a area) (c cover) {
	if !s.box.Overlaps(a.box()) {
		return c
	}
	inside := true
	for _, clip := range s.clips {
		k := clip.covers(a)
		if !k.fills {
			return c
		}
		inside = inside && k.wholly
	}
	if s.Stroke != nil {
		c.strokes = s.crosses(area{a.Inset(-s.half()), a.turn})
	}
	if s.Fill != nil {
		crossed := s.crosses(a)
		held := s.holds(a.turn.point(float64(a.X)+float64(a.W)/2, float64(a.Y)+float64(a.H)/2))
		c.fills = crossed || held
		c.wholly = inside && held && !crossed
	}
	return c
}

// crosses tells whether an edge has a point within an area.
func (s *shape) crosses(a area) bool {
	box := a.box()
	x1, y1, x2, y2 := float64(box.X), float64(box.Y), float64(box.Right()), float64(box.Bottom())
	for _, p := range s.parts {
		if p.x1 > x2 || p.x2 < x1 || p.y1 > y2 || p.y2 < y1 {
			continue
		}
		for _, e := range s.edges[p.from:p.to] {
			if a.turn != still {
				e.x1, e.y1 = a.turn.back(e.x1, e.y1)
				e.x2, e.y2 = a.turn.back(e.x2, e.y2)
			}
			if e.meets(float64(a.X), float64(a.Y), float64(a.Right()), float64(a.Bottom())) {
				return true
			}
		}
	}
	return false
}

// holds tells whether a point lies within the shape.
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
	if s.EvenOdd {
		return winding%2 != 0
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
