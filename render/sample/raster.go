package sample

import (
	"image"
	"math"
	"slices"
)

// The drawing model of the portraits. Shapes are given in design units on a
// field of 2400 by 3000 and flattened, scaled, rasterised and blended in
// integers only: no floating-point product exists that one processor could
// fuse with its sum and another could not, so a portrait has the same pixels
// on every machine.

const (
	fieldW = 2400 // design units
	fieldH = 3000

	sub = 16 // flattened points are in 1/16 design unit

	// Each pixel row is sampled by this many scan lines; along a scan line
	// coverage is exact to 1/256 pixel.
	scanLines = 16
)

// A pt is a knot of a curve. A corner knot has no common tangent: the curve
// arrives and leaves in the direction of its neighbours.
type pt struct {
	x, y   int
	corner bool
}

func p(x, y int) pt { return pt{x: x, y: y} }
func k(x, y int) pt { return pt{x: x, y: y, corner: true} }

// A path is a closed polygon in 1/16 design unit.
type path []pt

// spline returns the closed Catmull-Rom curve through the knots.
func spline(q ...pt) path {
	n := len(q)
	out := make(path, 0, n*flatSteps)
	for i := range q {
		out = flatten(out, q[(i+n-1)%n], q[i], q[(i+1)%n], q[(i+2)%n])
	}
	return out
}

const flatSteps = 14

// flatten appends the piece of the curve from b to c, c left out.
func flatten(out path, a, b, c, d pt) path {
	b1 := pt{x: b.x*6 + c.x - a.x, y: b.y*6 + c.y - a.y} // sixths
	if b.corner {
		b1 = pt{x: b.x*4 + c.x*2, y: b.y*4 + c.y*2}
	}
	c1 := pt{x: c.x*6 - d.x + b.x, y: c.y*6 - d.y + b.y}
	if c.corner {
		c1 = pt{x: c.x*4 + b.x*2, y: c.y*4 + b.y*2}
	}
	const n = flatSteps
	for t := range n {
		u := n - t
		w0, w1, w2, w3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		out = append(out, pt{
			x: (sub * (6*w0*b.x + w1*b1.x + w2*c1.x + 6*w3*c.x)) / (6 * n * n * n),
			y: (sub * (6*w0*b.y + w1*b1.y + w2*c1.y + 6*w3*c.y)) / (6 * n * n * n),
		})
	}
	return out
}

// mirrored returns the closed curve that is symmetric about x = axis: the
// knots, whose x counts from the axis, go down the right side, their mirror
// images back up the left. Knots with x = 0 are not doubled.
func mirrored(axis int, right ...pt) path {
	var q []pt
	for _, v := range right {
		q = append(q, pt{axis + v.x, v.y, v.corner})
	}
	for i := len(right) - 1; i >= 0; i-- {
		if right[i].x != 0 {
			q = append(q, pt{axis - right[i].x, right[i].y, right[i].corner})
		}
	}
	return spline(q...)
}

func ellipse(cx, cy, rx, ry int) path {
	// 181/256 is the cosine of 45 degrees; eight knots make a Catmull-Rom
	// curve round to a thousandth.
	dx, dy := rx*181/256, ry*181/256
	return spline(p(cx, cy-ry), p(cx+dx, cy-dy), p(cx+rx, cy), p(cx+dx, cy+dy),
		p(cx, cy+ry), p(cx-dx, cy+dy), p(cx-rx, cy), p(cx-dx, cy-dy))
}

// brush is the outline of an open curve drawn with a width that grows from
// w0 at the first knot to w1 in the middle and falls to w2 at the last.
func brush(w0, w1, w2 int, q ...pt) path {
	n := len(q)
	var line path
	for i := range n - 1 {
		a, d := q[max(i-1, 0)], q[min(i+2, n-1)]
		line = flatten(line, a, q[i], q[i+1], d)
	}
	line = append(line, pt{x: q[n-1].x * sub, y: q[n-1].y * sub})
	m := len(line) - 1
	out := make(path, 2*len(line))
	for i, v := range line {
		a, b := line[max(i-1, 0)], line[min(i+1, m)]
		dx, dy := b.x-a.x, b.y-a.y
		l := max(isqrt(dx*dx+dy*dy), 1)
		var w int
		// A parabola through the three widths, so that there is no bulge.
		s := i * 256 / max(m, 1)
		mid := 4 * s * (256 - s) / 256
		end := w0 + (w2-w0)*s/256
		w = end*sub/2 + (w1-(w0+w2)/2)*mid*sub/512
		ox, oy := -dy*w/l, dx*w/l
		out[i] = pt{x: v.x + ox, y: v.y + oy}
		out[2*m+1-i] = pt{x: v.x - ox, y: v.y - oy}
	}
	return out
}

func isqrt(n int) int {
	if n < 2 {
		return max(n, 0)
	}
	x := n
	for y := (x + 1) / 2; y < x; y = (x + n/x) / 2 {
		x = y
	}
	return x
}

// A mask is a coverage from 0 to 255 for the pixels of r; outside it is 0.
type mask struct {
	r image.Rectangle
	a []uint8
}

func newMask(r image.Rectangle) *mask {
	return &mask{r: r, a: make([]uint8, r.Dx()*r.Dy())}
}

func (m *mask) row(y int) []uint8 {
	w := m.r.Dx()
	return m.a[(y-m.r.Min.Y)*w:][:w]
}

// span is the part of m's row y between x0 and x1, which must lie in m.r.
func (m *mask) span(y, x0, x1 int) []uint8 {
	return m.row(y)[x0-m.r.Min.X : x1-m.r.Min.X]
}

// in keeps the part of m inside o.
func (m *mask) in(o *mask) *mask {
	out := newMask(m.r.Intersect(o.r))
	r := out.r
	for y := r.Min.Y; y < r.Max.Y; y++ {
		a, b, to := m.span(y, r.Min.X, r.Max.X), o.span(y, r.Min.X, r.Max.X), out.row(y)
		for i, v := range a {
			if v != 0 {
				to[i] = div255(int(v) * int(b[i]))
			}
		}
	}
	return out
}

// without takes o away from m.
func (m *mask) without(o *mask) *mask {
	out := &mask{r: m.r, a: slices.Clone(m.a)}
	r := m.r.Intersect(o.r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		a, b := out.span(y, r.Min.X, r.Max.X), o.span(y, r.Min.X, r.Max.X)
		for i, v := range b {
			if v != 0 {
				a[i] = div255(int(a[i]) * (255 - int(v)))
			}
		}
	}
	return out
}

// with joins m and o.
func (m *mask) with(o *mask) *mask {
	out := newMask(m.r.Union(o.r))
	for y := m.r.Min.Y; y < m.r.Max.Y; y++ {
		copy(out.span(y, m.r.Min.X, m.r.Max.X), m.row(y))
	}
	r := o.r
	for y := r.Min.Y; y < r.Max.Y; y++ {
		a, b := out.span(y, r.Min.X, r.Max.X), o.row(y)
		for i, v := range b {
			if v != 0 {
				a[i] = 255 - div255((255-int(a[i]))*(255-int(v)))
			}
		}
	}
	return out
}

// div255 is v/255, rounded, for v up to 255*255.
func div255(v int) uint8 {
	v += 128
	return uint8((v + v>>8) >> 8)
}

// A canvas maps the field on an image: the field covers it, centred across
// and with its foot on the lower edge.
type canvas struct {
	img *image.RGBA
	num int // pixels
	den int // per so many design units
	ox  int // 1/256 pixel
	oy  int
}

func newCanvas(w, h int) *canvas {
	c := &canvas{img: image.NewRGBA(image.Rect(0, 0, w, h)), num: w, den: fieldW}
	if w*fieldH < h*fieldW {
		c.num, c.den = h, fieldH
	}
	c.ox = (w*256 - fieldW*c.num*256/c.den) / 2
	c.oy = h*256 - fieldH*c.num*256/c.den
	return c
}

// px is the length of d design units in whole pixels, at least one.
func (c *canvas) px(d int) int { return max(d*c.num/c.den, 1) }

// mask rasterises closed paths. Contours add up by their winding, so a shape
// may be made of overlapping contours of one direction.
func (c *canvas) mask(paths ...path) *mask {
	scale := func(v pt) (x, y int) { // 1/256 pixel; int64 for 32-bit machines
		n, d := int64(c.num*(256/sub)), int64(c.den)
		return int(int64(v.x)*n/d) + c.ox, int(int64(v.y)*n/d) + c.oy
	}
	const big = math.MaxInt32
	x0, y0, x1, y1 := big, big, -big, -big
	for _, q := range paths {
		for _, v := range q {
			x, y := scale(v)
			x0, x1 = min(x0, x), max(x1, x)
			y0, y1 = min(y0, y), max(y1, y)
		}
	}
	r := image.Rect(x0>>8, y0>>8, x1>>8+1, y1>>8+1).Intersect(c.img.Rect)
	if r.Empty() {
		return newMask(image.Rectangle{})
	}
	w, h := r.Dx(), r.Dy()
	acc := make([]int32, (w+1)*h)
	const step = 256 / scanLines
	for _, q := range paths {
		ax, ay := scale(q[len(q)-1])
		for _, v := range q {
			bx, by := scale(v)
			fx, fy, tx, ty, sign := ax, ay, bx, by, int32(1)
			ax, ay = bx, by
			if fy > ty {
				fx, fy, tx, ty, sign = tx, ty, fx, fy, -1
			}
			// Scan lines lie at step/2, 3*step/2, ... of each pixel row.
			first := (max(fy, r.Min.Y<<8) + step/2 - 1) / step
			for s := first; ; s++ {
				y := s*step + step/2
				if y >= ty || y>>8 >= r.Max.Y {
					break
				}
				x := fx + int(int64(tx-fx)*int64(y-fy)/int64(ty-fy)) - r.Min.X<<8
				row := acc[(y>>8-r.Min.Y)*(w+1):][:w+1]
				switch {
				case x <= 0:
					row[0] += sign * 256
				case x < w<<8:
					row[x>>8] += sign * int32(256-x&255)
					row[x>>8+1] += sign * int32(x&255)
				}
			}
		}
	}
	m := newMask(r)
	for y := range h {
		row, sum := acc[y*(w+1):], int32(0)
		for x := range w {
			sum += row[x]
			v := sum
			if v < 0 {
				v = -v
			}
			m.a[y*w+x] = uint8((min(v, 256*scanLines)*255 + 128*scanLines) / (256 * scanLines))
		}
	}
	return m
}

// soft is m blurred by three box filters of radius d design units.
func (c *canvas) soft(m *mask, d int) *mask {
	rad := c.px(d)
	out := newMask(m.r.Inset(-3 * rad).Intersect(c.img.Rect))
	for y := m.r.Min.Y; y < m.r.Max.Y; y++ {
		if y >= out.r.Min.Y && y < out.r.Max.Y {
			copy(out.row(y)[m.r.Min.X-out.r.Min.X:], m.row(y))
		}
	}
	if len(out.a) == 0 {
		return out
	}
	tmp := newMask(out.r)
	for range 3 {
		boxRows(tmp, out, rad)
		boxColumns(out, tmp, rad)
	}
	return out
}

// The box filters count values beyond an end as the end value, so that
// shades that reach the image's edge do not fade there. 1/size is a 24-bit
// fraction, for a division for each pixel would be most of a portrait's cost;
// the largest sum times it stays below 2^32.

func boxRows(to, from *mask, rad int) {
	n := from.r.Dx()
	part := uint32((1<<24)/(2*rad+1) + 1)
	for y := from.r.Min.Y; y < from.r.Max.Y; y++ {
		a, b := from.row(y), to.row(y)
		sum := uint32(rad) * uint32(a[0])
		for i := range rad + 1 {
			sum += uint32(a[min(i, n-1)])
		}
		for i := range b {
			b[i] = uint8((sum*part + 1<<23) >> 24)
			sum += uint32(a[min(i+rad+1, n-1)]) - uint32(a[max(i-rad, 0)])
		}
	}
}

func boxColumns(to, from *mask, rad int) {
	top, last := from.r.Min.Y, from.r.Max.Y-1
	part := uint32((1<<24)/(2*rad+1) + 1)
	sums := make([]uint32, from.r.Dx())
	for i, v := range from.row(top) {
		sums[i] = uint32(rad) * uint32(v)
	}
	for y := range rad + 1 {
		for i, v := range from.row(min(top+y, last)) {
			sums[i] += uint32(v)
		}
	}
	for y := top; y <= last; y++ {
		in, out := from.row(min(y+rad+1, last)), from.row(max(y-rad, top))
		b := to.row(y)
		for i, s := range sums {
			b[i] = uint8((s*part + 1<<23) >> 24)
			sums[i] = s + uint32(in[i]) - uint32(out[i])
		}
	}
}

// A paint is an sRGB colour; mixing is done on the encoded values.
type paint struct{ r, g, b int }

func rgb(v int) paint { return paint{v >> 16 & 255, v >> 8 & 255, v & 255} }

// mix moves c towards d by percent.
func (c paint) mix(d paint, percent int) paint {
	f := func(a, b int) int { return (a*(100-percent) + b*percent + 50) / 100 }
	return paint{f(c.r, d.r), f(c.g, d.g), f(c.b, d.b)}
}

// light is the perceived lightness from 0 to 255 (ITU-R BT.601 weights).
func (c paint) light() int { return (299*c.r + 587*c.g + 114*c.b) / 1000 }

// fill lays the paint over the image through the mask at percent opacity.
func (c *canvas) fill(m *mask, col paint, percent int) {
	r := m.r.Intersect(c.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := m.row(y)
		pix := c.img.Pix[c.img.PixOffset(r.Min.X, y):]
		for x := range r.Dx() {
			a := (int(row[x+r.Min.X-m.r.Min.X])*percent + 50) / 100
			if a == 0 {
				continue
			}
			q := pix[x*4 : x*4+3 : x*4+3]
			q[0] = div255(int(q[0])*(255-a) + col.r*a)
			q[1] = div255(int(q[1])*(255-a) + col.g*a)
			q[2] = div255(int(q[2])*(255-a) + col.b*a)
		}
	}
}

// draw fills paths in a full opaque paint.
func (c *canvas) draw(col paint, paths ...path) { c.fill(c.mask(paths...), col, 100) }

// background fills the whole image.
func (c *canvas) background(col paint) {
	for i := 0; i < len(c.img.Pix); i += 4 {
		c.img.Pix[i], c.img.Pix[i+1], c.img.Pix[i+2], c.img.Pix[i+3] = uint8(col.r), uint8(col.g), uint8(col.b), 255
	}
}
