package scan

import (
	"image"
	"math"
)

// A point is a place or a direction on an image, in pixels: pixel (0, 0) covers the square from 0 to 1.
type point struct{ x, y float64 }

func (p point) plus(q point) point       { return point{p.x + q.x, p.y + q.y} }
func (p point) minus(q point) point      { return point{p.x - q.x, p.y - q.y} }
func (p point) times(f float64) point    { return point{p.x * f, p.y * f} }
func (p point) length() float64          { return math.Hypot(p.x, p.y) }
func (p point) quarterTurn() point       { return point{-p.y, p.x} } // clockwise as seen, y growing downward
func (p point) distance(q point) float64 { return p.minus(q).length() }

// round returns the corner of pixels that is nearest.
func (p point) round() image.Point { return image.Pt(int(math.Round(p.x)), int(math.Round(p.y))) }

// A plane maps the plane of a symbol, in modules, to the image as a camera does:
// x = (a x + b y + c)/(g x + h y + 1), y = (d x + e y + f)/(g x + h y + 1).
type plane struct{ a, b, c, d, e, f, g, h float64 }

func (m plane) point(x, y float64) point {
	w := m.g*x + m.h*y + 1
	return point{(m.a*x + m.b*y + m.c) / w, (m.d*x + m.e*y + m.f) / w}
}

// planeThrough returns the plane on which each place of from appears at the place of to, and whether there is
// one: four places of which three are in line have none.
func planeThrough(from, to [4]point) (plane, bool) {
	// Each pair gives two linear equations in the eight unknowns.
	var m [8][9]float64
	for i := range 4 {
		p, q := from[i], to[i]
		m[2*i] = [9]float64{p.x, p.y, 1, 0, 0, 0, -p.x * q.x, -p.y * q.x, q.x}
		m[2*i+1] = [9]float64{0, 0, 0, p.x, p.y, 1, -p.x * q.y, -p.y * q.y, q.y}
	}
	// Gauss-Jordan elimination with the largest pivot of each column.
	for col := range 8 {
		pivot := col
		for row := col + 1; row < 8; row++ {
			if math.Abs(m[row][col]) > math.Abs(m[pivot][col]) {
				pivot = row
			}
		}
		m[col], m[pivot] = m[pivot], m[col]
		if math.Abs(m[col][col]) < 1e-9 {
			return plane{}, false
		}
		for row := range 8 {
			if row == col {
				continue
			}
			f := m[row][col] / m[col][col]
			for j := col; j < 9; j++ {
				m[row][j] -= f * m[col][j]
			}
		}
	}
	var v [8]float64
	for i := range v {
		v[i] = m[i][8] / m[i][i]
	}
	return plane{v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]}, true
}
