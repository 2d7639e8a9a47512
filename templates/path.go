package templates

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Path is a shape of lines and curves.
type Path struct {
	Common
	Paint
	At       Point
	Segments []Segment // counted from At
}

// Refs returns nothing: a path is the same on every card.
func (p *Path) Refs() []string { return nil }

// Room returns the area that holds the ends and handles of all segments.
func (p *Path) Room() Rect {
	var points []Point
	for _, s := range p.Segments {
		switch s.Op {
		case 'C':
			points = append(points, s.C, s.D, s.To)
		case 'M', 'L':
			points = append(points, s.To)
		}
	}
	box := around(points...)
	return Rect{p.At.X + box.X, p.At.Y + box.Y, box.W, box.H}
}

func (r elementReader) path(common Common) Element {
	p := &Path{Common: common, At: r.point("at"), Paint: r.paint()}
	var err error
	if p.Segments, err = parsePath(r.NeedText("path"), 1000*r.number("scale", 1)); err != nil {
		r.faultAt(r.Node.Get("path"), "path", "%v", err)
	}
	return p
}

// Segment is one step of a path: a move, line or cubic curve to To, or the close of a figure. A curve has two control points.
type Segment struct {
	Op   byte // 'M', 'L', 'C' or 'Z'
	C, D Point
	To   Point
}

// parsePath reads path data (see parsePathData), its numbers times scale in micrometres.
func parsePath(d string, scale float64) ([]Segment, error) {
	steps, err := parsePathData(d)
	if err != nil {
		return nil, fmt.Errorf("path: %w", err)
	}
	return segments(steps, matrix{scale, 0, 0, scale, 0, 0}), nil
}

// vector is a place in the units of path data.
type vector struct{ x, y float64 }

// step is a Segment in the units of path data.
type step struct {
	op       byte
	c, d, to vector
}

// parsePathData reads SVG path data (SVG 2, section 9.3), its arcs and quadratic curves as cubic ones.
func parsePathData(data string) ([]step, error) {
	var out []step
	var cur, start, ctrl vector
	var last byte
	in := &pathScanner{s: data}
	var cmd byte
	for {
		c, ok := in.command()
		if !ok {
			if in.done() {
				break
			}
			if cmd == 0 || cmd == 'Z' || cmd == 'z' {
				return nil, fmt.Errorf("want a command at %q", in.rest())
			}
			// Numbers without a command repeat the last one; after a move they are lines.
			if cmd == 'M' {
				cmd = 'L'
			} else if cmd == 'm' {
				cmd = 'l'
			}
		} else {
			cmd = c
		}
		rel := cmd >= 'a'
		at := func() vector {
			p := vector{in.number(), in.number()}
			if rel {
				p.x, p.y = p.x+cur.x, p.y+cur.y
			}
			return p
		}
		upper := cmd &^ 0x20
		if len(out) == 0 && upper != 'M' {
			return nil, fmt.Errorf("starts with %c; want M", cmd)
		}
		cubic := func(c, d, to vector) {
			out = append(out, step{'C', c, d, to})
			cur, ctrl = to, d
		}
		quad := func(c, to vector) {
			from := cur
			cubic(vector{from.x + 2*(c.x-from.x)/3, from.y + 2*(c.y-from.y)/3}, vector{to.x + 2*(c.x-to.x)/3, to.y + 2*(c.y-to.y)/3}, to)
			ctrl = c
		}
		reflected := func(after string) vector {
			if strings.IndexByte(after, last) >= 0 {
				return vector{2*cur.x - ctrl.x, 2*cur.y - ctrl.y}
			}
			return cur
		}
		switch upper {
		case 'M':
			cur = at()
			start = cur
			out = append(out, step{op: 'M', to: cur})
		case 'L':
			cur = at()
			out = append(out, step{op: 'L', to: cur})
		case 'H', 'V':
			v := in.number()
			switch {
			case upper == 'H' && rel:
				cur.x += v
			case upper == 'H':
				cur.x = v
			case rel:
				cur.y += v
			default:
				cur.y = v
			}
			out = append(out, step{op: 'L', to: cur})
		case 'C':
			c := at()
			d := at()
			cubic(c, d, at())
		case 'S':
			c := reflected("CS")
			d := at()
			cubic(c, d, at())
		case 'Q':
			c := at()
			quad(c, at())
		case 'T':
			c := reflected("QT")
			quad(c, at())
		case 'A':
			rx, ry, turn := in.number(), in.number(), in.number()
			large, sweep := in.flag(), in.flag()
			to := at()
			if in.err == nil {
				out = append(out, arc(cur, to, rx, ry, turn, large, sweep)...)
			}
			cur = to
		case 'Z':
			cur = start
			out = append(out, step{op: 'Z', to: cur})
		default:
			return nil, fmt.Errorf("command %c; want M, L, H, V, C, S, Q, T, A or Z", cmd)
		}
		last = upper
		if in.err != nil {
			return nil, in.err
		}
		if len(out) > maxSteps {
			return nil, fmt.Errorf("more than %d lines and curves", maxSteps)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("empty")
	}
	return out, nil
}

// maxSteps bounds a path.
const maxSteps = 100_000

// arc returns an elliptical arc as cubic curves, each at most a quarter of a turn (SVG 2, appendix B.2.4); turn is in degrees.
func arc(from, to vector, rx, ry, turn float64, large, sweep bool) []step {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if from == to {
		return nil
	}
	if rx == 0 || ry == 0 {
		return []step{{op: 'L', to: to}}
	}
	sin, cos := math.Sincos(turn * math.Pi / 180)
	dx, dy := (from.x-to.x)/2, (from.y-to.y)/2
	x, y := cos*dx+sin*dy, cos*dy-sin*dx
	// Radii that do not reach are made larger.
	if l := x*x/(rx*rx) + y*y/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	k := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*y*y-ry*ry*x*x)/(rx*rx*y*y+ry*ry*x*x)))
	if large == sweep {
		k = -k
	}
	cx, cy := k*rx*y/ry, -k*ry*x/rx
	first := math.Atan2((y-cy)/ry, (x-cx)/rx)
	span := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - first
	switch {
	case sweep && span < 0:
		span += 2 * math.Pi
	case !sweep && span > 0:
		span -= 2 * math.Pi
	}
	m := matrix{cos * rx, sin * rx, -sin * ry, cos * ry, cos*cx - sin*cy + (from.x+to.x)/2, sin*cx + cos*cy + (from.y+to.y)/2}
	if math.IsNaN(first+span) || m.size() > 1e9 {
		return []step{{op: 'L', to: to}} // radii too small or too large to reckon with
	}
	out := turned(m, first, span)
	out[len(out)-1].to = to
	return out
}

// turned returns an arc of the unit circle as it lies after m, from the angle first on over span.
func turned(m matrix, first, span float64) []step {
	n := max(1, int(math.Ceil(math.Abs(span)/(math.Pi/2)-1e-9)))
	each := span / float64(n)
	handle := 4.0 / 3 * math.Tan(each/4)
	var out []step
	for i := range n {
		s0, c0 := math.Sincos(first + float64(i)*each)
		s1, c1 := math.Sincos(first + float64(i+1)*each)
		out = append(out, step{'C', m.at(vector{c0 - handle*s0, s0 + handle*c0}), m.at(vector{c1 + handle*s1, s1 - handle*c1}), m.at(vector{c1, s1})})
	}
	return out
}

type pathScanner struct {
	s   string
	i   int
	err error
}

func (p *pathScanner) space() {
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n,", p.s[p.i]) >= 0 {
		p.i++
	}
}

func (p *pathScanner) done() bool {
	p.space()
	return p.i >= len(p.s) || p.err != nil
}

func (p *pathScanner) rest() string { return p.s[p.i:min(len(p.s), p.i+12)] }

func (p *pathScanner) command() (byte, bool) {
	p.space()
	if p.i < len(p.s) && (p.s[p.i]|0x20) >= 'a' && (p.s[p.i]|0x20) <= 'z' {
		p.i++
		return p.s[p.i-1], true
	}
	return 0, false
}

// flag reads a flag of an arc, which need not be set off from what follows.
func (p *pathScanner) flag() bool {
	p.space()
	if p.i < len(p.s) && (p.s[p.i] == '0' || p.s[p.i] == '1') {
		p.i++
		return p.s[p.i-1] == '1'
	}
	if p.err == nil {
		p.err = fmt.Errorf("want 0 or 1, a flag of an arc, at %q", p.rest())
	}
	return false
}

// number reads one number; 1.5.5 is two, and so is 1-2.
func (p *pathScanner) number() float64 {
	p.space()
	start, dot := p.i, false
	for ; p.i < len(p.s); p.i++ {
		c := p.s[p.i]
		if c >= '0' && c <= '9' || p.i == start && (c == '-' || c == '+') {
			continue
		}
		if c == '.' && !dot {
			dot = true
			continue
		}
		if e := p.exponent(); c|0x20 == 'e' && p.i > start && e > 0 {
			p.i += e
		}
		break
	}
	v, err := strconv.ParseFloat(p.s[start:p.i], 64)
	if err != nil || math.Abs(v) > 1e6 {
		if p.err == nil {
			p.err = fmt.Errorf("want a number at %q", p.s[start:min(len(p.s), start+12)])
		}
		return 0
	}
	return v
}

// exponent returns the length of an exponent at i, or 0.
func (p *pathScanner) exponent() int {
	n := 1
	if p.i+n < len(p.s) && (p.s[p.i+n] == '-' || p.s[p.i+n] == '+') {
		n++
	}
	digits := n
	for p.i+n < len(p.s) && p.s[p.i+n] >= '0' && p.s[p.i+n] <= '9' {
		n++
	}
	if n == digits {
		return 0
	}
	return n
}
