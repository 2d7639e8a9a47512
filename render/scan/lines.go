package scan

import (
	"image"
	"math"
)

// A Point is a place on what a code is printed on, in sides of the symbol: (0, 0) is its upper left corner, (1, 1) its lower right one.
type Point struct{ X, Y float64 }

// Traces returns, for each of several sets of points, by how much the picture is darker along thin lines through these points than beside them: the
// mean, from 0 to lineDepth, at the little shift, turn and stretch for which it is largest, since the corners of a code are known to a pixel only and
// lines lie some of its sides away. What the code is printed on should lie flat, as in a scanner, and be seen with side pixels to the side of
// the symbol or more.
//
// Sets that have nothing to do with the picture have some mean too, and all much the same; the one whose lines are there stands out.
func Traces(img image.Image, code Code, sets [][]Point) []float64 {
	l := luminanceOf(img)
	c := code.Corners
	at := func(p image.Point) Point {
		return Point{float64(p.X - img.Bounds().Min.X), float64(p.Y - img.Bounds().Min.Y)}
	}
	ul, ur, lr, ll := at(c[0]), at(c[1]), at(c[2]), at(c[3])
	across := Point{(ur.X - ul.X + lr.X - ll.X) / 2, (ur.Y - ul.Y + lr.Y - ll.Y) / 2}
	down := Point{(ll.X - ul.X + lr.X - ur.X) / 2, (ll.Y - ul.Y + lr.Y - ur.Y) / 2}
	middle := Point{(ul.X + ur.X + lr.X + ll.X) / 4, (ul.Y + ur.Y + lr.Y + ll.Y) / 4}

	// An upright copy of the part in question, on which the search is plain arithmetic.
	low, high := Point{0, 0}, Point{1, 1}
	for _, set := range sets {
		for _, p := range set {
			low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	const around = 0.15 // sides of the symbol, that lines are looked for beyond their points
	low, high = Point{low.X - around, low.Y - around}, Point{high.X + around, high.Y + around}
	side := min(MostSide, math.Hypot(across.X, across.Y))
	width, height := int((high.X-low.X)*side), int((high.Y-low.Y)*side)
	copied := luminance{width, height, make([]uint8, width*height)}
	for y := range height {
		for x := range width {
			u, v := low.X+(float64(x)+0.5)/side-0.5, low.Y+(float64(y)+0.5)/side-0.5
			copied.pix[y*width+x] = l.between(middle.X+u*across.X+v*down.X, middle.Y+u*across.Y+v*down.Y)
		}
	}
	lines := copied.lines(max(2, int(side/25)))
	out := make([]float64, len(sets))
	for i, set := range sets {
		out[i] = lines.search(set, low, side)
	}
	return out
}

// MostSide is how many pixels of a side of the symbol Traces makes use of: with more, lines are no clearer.
const MostSide = 240

// lineDepth is how much darker than its surroundings a line counts: lines are pale, and type must not drown them.
const lineDepth = 24

// between returns the lightness at a place between pixels; what lies beyond the picture is white.
func (l luminance) between(x, y float64) uint8 {
	x, y = x-0.5, y-0.5
	i, j := int(math.Floor(x)), int(math.Floor(y))
	if i < 0 || j < 0 || i+1 >= l.width || j+1 >= l.height {
		return 255
	}
	p, q := l.pix[j*l.width+i:], l.pix[(j+1)*l.width+i:]
	fx, fy := x-float64(i), y-float64(j)
	return uint8((float64(p[0])*(1-fx)+float64(p[1])*fx)*(1-fy) + (float64(q[0])*(1-fx)+float64(q[1])*fx)*fy + 0.5)
}

// lines returns by how much each pixel, taken with its neighbours, is darker than the mean around it.
func (l luminance) lines(radius int) luminance {
	near, far := l.means(1), l.means(radius)
	out := luminance{l.width, l.height, make([]uint8, len(l.pix))}
	for i := range out.pix {
		out.pix[i] = uint8(max(0, min(lineDepth, int(far[i])-int(near[i]))))
	}
	return out
}

// means returns the mean of the square around each pixel.
func (l luminance) means(radius int) []uint8 {
	sums := make([]uint32, (l.width+1)*(l.height+1))
	for y := range l.height {
		row := uint32(0)
		for x := range l.width {
			row += uint32(l.pix[y*l.width+x])
			sums[(y+1)*(l.width+1)+x+1] = sums[y*(l.width+1)+x+1] + row
		}
	}
	out := make([]uint8, len(l.pix))
	for y := range l.height {
		y0, y1 := max(0, y-radius), min(l.height, y+radius+1)
		for x := range l.width {
			x0, x1 := max(0, x-radius), min(l.width, x+radius+1)
			sum := sums[y1*(l.width+1)+x1] - sums[y0*(l.width+1)+x1] - sums[y1*(l.width+1)+x0] + sums[y0*(l.width+1)+x0]
			out[y*l.width+x] = uint8(sum / uint32((y1-y0)*(x1-x0)))
		}
	}
	return out
}

// search returns the largest mean at the points of a set, moved, turned and stretched a little about the middle of the symbol.
func (l luminance) search(set []Point, low Point, side float64) float64 {
	if len(set) == 0 {
		return 0
	}
	best := 0
	for turn := -5; turn <= 5; turn++ {
		for stretch := -4; stretch <= 4; stretch++ {
			const step = 0.0012 // a pixel at four sides of MostSide pixels
			a, b := 1+step*float64(stretch), step*float64(turn)
			var sums [5][5]int
			for _, p := range set {
				u, v := p.X-0.5, p.Y-0.5
				x, y := int((u*a-v*b+0.5-low.X)*side), int((u*b+v*a+0.5-low.Y)*side)
				if x < 2 || y < 2 || x+2 >= l.width || y+2 >= l.height {
					continue
				}
				for j := range sums {
					row := l.pix[(y+j-2)*l.width+x-2:][:5]
					for i := range row {
						sums[j][i] += int(row[i])
					}
				}
			}
			for _, row := range sums {
				for _, sum := range row {
					best = max(best, sum)
				}
			}
		}
	}
	return float64(best) / float64(len(set))
}
