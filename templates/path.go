package templates

import (
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

// parsePath reads SVG path data (SVG 2, section 9.3) with the commands M L H V C S Q T Z in both cases, its numbers times scale
// in micrometres. Arcs are refused.
func parsePath(d string, scale float64) ([]Segment, error) {
	type pt struct{ x, y float64 }
	var segs []Segment
	var cur, start, ctrl pt
	var last byte
	um := func(p pt) Point { return Point{Length(math.Round(p.x * scale)), Length(math.Round(p.y * scale))} }
	in := &pathScanner{s: d}
	var cmd byte
	for {
		c, ok := in.command()
		if !ok {
			if in.done() {
				break
			}
			if cmd == 0 || cmd == 'Z' || cmd == 'z' {
				return nil, fmt.Errorf("path: want a command at %q", in.rest())
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
		at := func() pt {
			p := pt{in.number(), in.number()}
			if rel {
				p.x, p.y = p.x+cur.x, p.y+cur.y
			}
			return p
		}
		upper := cmd &^ 0x20
		if len(segs) == 0 && upper != 'M' {
			return nil, fmt.Errorf("path: starts with %c; want M", cmd)
		}
		cubic := func(c, d, to pt) {
			segs = append(segs, Segment{'C', um(c), um(d), um(to)})
			cur, ctrl = to, d
		}
		quad := func(c, to pt) {
			from := cur
			cubic(pt{from.x + 2*(c.x-from.x)/3, from.y + 2*(c.y-from.y)/3}, pt{to.x + 2*(c.x-to.x)/3, to.y + 2*(c.y-to.y)/3}, to)
			ctrl = c
		}
		reflected := func(after string) pt {
			if strings.IndexByte(after, last) >= 0 {
				return pt{2*cur.x - ctrl.x, 2*cur.y - ctrl.y}
			}
			return cur
		}
		switch upper {
		case 'M':
			cur = at()
			start = cur
			segs = append(segs, Segment{Op: 'M', To: um(cur)})
		case 'L':
			cur = at()
			segs = append(segs, Segment{Op: 'L', To: um(cur)})
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
			segs = append(segs, Segment{Op: 'L', To: um(cur)})
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
		case 'Z':
			cur = start
			segs = append(segs, Segment{Op: 'Z', To: um(cur)})
		default:
			return nil, fmt.Errorf("path: command %c; want M, L, H, V, C, S, Q, T or Z", cmd)
		}
		last = upper
		if in.err != nil {
			return nil, in.err
		}
	}
	if len(segs) == 0 {
		return nil, fmt.Errorf("path: empty")
	}
	return segs, nil
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
		break
	}
	v, err := strconv.ParseFloat(p.s[start:p.i], 64)
	if err != nil || math.Abs(v) > 1e6 {
		if p.err == nil {
			p.err = fmt.Errorf("path: want a number at %q", p.s[start:min(len(p.s), start+12)])
		}
		return 0
	}
	return v
}
