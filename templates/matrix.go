package templates

import (
	"fmt"
	"math"
	"strings"
)

// matrix is an affine map: x' = ax + cy + e, y' = bx + dy + f, in SVG's order.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) at(p vector) vector {
	// Products are converted so that no processor fuses them with the sum, which would round otherwise.
	return vector{float64(m[0]*p.x) + float64(m[2]*p.y) + m[4], float64(m[1]*p.x) + float64(m[3]*p.y) + m[5]}
}

// mul returns the map that does n first and then m.
func (m matrix) mul(n matrix) matrix {
	x, y, o := m.at(vector{n[0], n[1]}), m.at(vector{n[2], n[3]}), m.at(vector{n[4], n[5]})
	return matrix{x.x - m[4], x.y - m[5], y.x - m[4], y.y - m[5], o.x, o.y}
}

// scale returns by how much m makes lengths longer; ok is false when it does so unevenly, so that a stroke would not keep one width.
func (m matrix) scale() (s float64, ok bool) {
	x, y := math.Hypot(m[0], m[1]), math.Hypot(m[2], m[3])
	skew := m[0]*m[2] + m[1]*m[3]
	return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])), math.Abs(x-y) <= 0.001*max(x, y) && math.Abs(skew) <= 0.001*x*y
}

// size returns the largest of m's numbers, infinite when one is not a number.
func (m matrix) size() float64 {
	most := 0.0
	for _, v := range m {
		if math.IsNaN(v) {
			return math.Inf(1)
		}
		most = max(most, math.Abs(v))
	}
	return most
}

// segments returns steps as m maps them, in micrometres.
func segments(steps []step, m matrix) []Segment {
	um := func(p vector) Point {
		p = m.at(p)
		return Point{Length(math.Round(p.x)), Length(math.Round(p.y))}
	}
	out := make([]Segment, len(steps))
	for i, s := range steps {
		out[i] = Segment{Op: s.op, To: um(s.to)}
		if s.op == 'C' {
			out[i].C, out[i].D = um(s.c), um(s.d)
		}
	}
	return out
}

// parseTransform reads a list of SVG transforms (CSS Transforms 1, section 8).
func parseTransform(s string) (matrix, error) {
	m := identity
	for {
		s = strings.TrimLeft(s, " \t\r\n,")
		if s == "" {
			return m, nil
		}
		name, rest, ok := strings.Cut(s, "(")
		args, after, closed := strings.Cut(rest, ")")
		if !ok || !closed {
			return m, fmt.Errorf("transform: want name(numbers) at %q", s[:min(len(s), 20)])
		}
		s = after
		in := &pathScanner{s: args}
		var v []float64
		for !in.done() {
			v = append(v, in.number())
		}
		if in.err != nil {
			return m, fmt.Errorf("transform: %w", in.err)
		}
		next, err := transform(strings.TrimSpace(name), v)
		if err != nil {
			return m, err
		}
		m = m.mul(next)
	}
}

func transform(name string, v []float64) (matrix, error) {
	n := len(v)
	switch {
	case name == "matrix" && n == 6:
		return matrix(v), nil
	case name == "translate" && n == 1:
		return matrix{1, 0, 0, 1, v[0], 0}, nil
	case name == "translate" && n == 2:
		return matrix{1, 0, 0, 1, v[0], v[1]}, nil
	case name == "scale" && n == 1:
		return matrix{v[0], 0, 0, v[0], 0, 0}, nil
	case name == "scale" && n == 2:
		return matrix{v[0], 0, 0, v[1], 0, 0}, nil
	case name == "rotate" && (n == 1 || n == 3):
		sin, cos := math.Sincos(v[0] * math.Pi / 180)
		m := matrix{cos, sin, -sin, cos, 0, 0}
		if n == 3 {
			m = matrix{1, 0, 0, 1, v[1], v[2]}.mul(m).mul(matrix{1, 0, 0, 1, -v[1], -v[2]})
		}
		return m, nil
	case name == "skewX" && n == 1:
		return matrix{1, 0, math.Tan(v[0] * math.Pi / 180), 1, 0, 0}, nil
	case name == "skewY" && n == 1:
		return matrix{1, math.Tan(v[0] * math.Pi / 180), 0, 1, 0, 0}, nil
	}
	return identity, fmt.Errorf("transform: %s with %d numbers; want matrix, translate, scale, rotate, skewX or skewY", name, n)
}
