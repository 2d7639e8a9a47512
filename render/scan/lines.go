package scan

import "image"

// A Point is a place on what a code is printed on, in sides of the symbol: (0, 0) is its upper left corner, (1, 1) its lower right one.
type Point struct{ X, Y float64 }

// Traces returns, for each of several sets of points, by how much the picture is darker along thin lines through these points than beside them: the
// mean, from 0 to lineDepth, at the little shift, turn and stretch for which it is largest, since the corners of a code are known to a pixel only and
// lines lie some of its sides away. What the code is printed on should lie flat, as in a scanner.
//
// Sets that have nothing to do with the picture have some mean too, and all much the same; the one whose lines are there stands out.
func Traces(img image.Image, code Code, sets [][]Point) []float64 {
	l := luminanceOf(img)
	var corners [4]point
	for i, c := range code.Corners {
		corners[i] = point{float64(c.X - img.Bounds().Min.X), float64(c.Y - img.Bounds().Min.Y)}
	}
	ul, ur, lr, ll := corners[0], corners[1], corners[2], corners[3]
	across := ur.minus(ul).plus(lr.minus(ll)).times(0.5)
	down := ll.minus(ul).plus(lr.minus(ur)).times(0.5)
	middle := ul.plus(ur).plus(lr).plus(ll).times(0.25)

	// An upright copy of the part in question, on which the search is plain arithmetic.
	low, high := Point{0, 0}, Point{1, 1}
	for _, set := range sets {
		for _, p := range set {
			low, high = Point{min(low.X, p.X), min(low.Y, p.Y)}, Point{max(high.X, p.X), max(high.Y, p.Y)}
		}
	}
	const around = 0.15 // sides of the symbol, that lines are looked for beyond their points
	low, high = Point{low.X - around, low.Y - around}, Point{high.X + around, high.Y + around}
	side := min(mostSide, across.length())
	width, height := int((high.X-low.X)*side), int((high.Y-low.Y)*side)
	copied := luminance{width, height, make([]uint8, width*height)}
	for y := range height {
		for x := range width {
			u, v := low.X+(float64(x)+0.5)/side-0.5, low.Y+(float64(y)+0.5)/side-0.5
			copied.pix[y*width+x] = uint8(l.shade(middle.plus(across.times(u)).plus(down.times(v))) + 0.5)
		}
	}
	lines := copied.lines(max(2, int(side/25)))
	out := make([]float64, len(sets))
	for i, set := range sets {
		out[i] = lines.search(set, low, side)
	}
	return out
}

// mostSide is how many pixels of a side of the symbol Traces makes use of: with more, lines are no clearer.
const mostSide = 240

// lineDepth is how much darker than its surroundings a line counts: lines are pale, and type must not drown them.
const lineDepth = 24

// lines returns by how much each pixel, taken with its neighbours, is darker than the mean around it.
func (l luminance) lines(radius int) luminance {
	near, far := l.smoothed(1), l.smoothed(radius)
	for i, v := range near.pix {
		near.pix[i] = uint8(max(0, min(lineDepth, int(far.pix[i])-int(v))))
	}
	return near
}

// smoothed returns the image with each pixel the mean of its surroundings, a square of 2*radius+1 pixels.
func (l luminance) smoothed(radius int) luminance {
	out := luminance{l.width, l.height, make([]uint8, len(l.pix))}
	l.surroundings(radius, func(y int, sums []uint32, per []float32) {
		for x := range l.width {
			out.pix[y*l.width+x] = uint8(float32(float32(sums[x])*per[x]) + 0.5)
		}
	})
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
			const step = 0.0012 // a pixel at four sides of mostSide pixels
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
