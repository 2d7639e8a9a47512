package scan

import (
	"iter"
	"math"
	"slices"
)

// modules yields guesses at the modules of a symbol from the shades at their middles, for when a blur has run
// neighbouring modules into each other.
func (l luminance) modules(m plane, dimension int) iter.Seq[[][]bool] {
	return func(yield func([][]bool) bool) {
		shades := make([][]float64, dimension)
		for y := range shades {
			shades[y] = make([]float64, dimension)
			for x := range shades[y] {
				shades[y][x] = l.shade(m.point(float64(x)+0.5, float64(y)+0.5))
			}
		}
		middle := middles(shades)
		for _, amount := range [4]float64{0, 0.4, 0.8, 1.6} {
			if !yield(decide(shades, middle, amount)) {
				return
			}
		}
	}
}

// shade returns the lightness at a point, in between those of the pixels around.
func (l luminance) shade(p point) float64 {
	x, y := p.x-0.5, p.y-0.5
	if !(x >= 0 && y >= 0 && x < float64(l.width-1) && y < float64(l.height-1)) {
		return 255
	}
	i, j := int(x), int(y)
	fx, fy := x-float64(i), y-float64(j)
	a := l.pix[j*l.width+i:]
	b := a[l.width:]
	return (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
}

// middles returns for each module the shade halfway between the darkest and the lightest one around it.
func middles(shades [][]float64) [][]float64 {
	const reach = 4
	n := len(shades)
	lows, highs := make([][]float64, n), make([][]float64, n)
	for y, row := range shades {
		lows[y], highs[y] = make([]float64, n), make([]float64, n)
		for x := range row {
			around := row[max(0, x-reach):min(n, x+reach+1)]
			lows[y][x], highs[y][x] = slices.Min(around), slices.Max(around)
		}
	}
	out := make([][]float64, n)
	for y := range shades {
		out[y] = make([]float64, n)
		for x := range out[y] {
			low, high := math.Inf(1), math.Inf(-1)
			for j := max(0, y-reach); j < min(n, y+reach+1); j++ {
				low, high = min(low, lows[j][x]), max(high, highs[j][x])
			}
			out[y][x] = (low + high) / 2
		}
	}
	return out
}

// decide calls a module dark when its shade, made to differ from those of its four neighbours by amount times as much
// more, is below the middle.
func decide(shades, middle [][]float64, amount float64) [][]bool {
	n := len(shades)
	at := func(x, y int) float64 {
		if x < 0 || y < 0 || x >= n || y >= n {
			return middle[min(max(y, 0), n-1)][min(max(x, 0), n-1)] * 1.3 // the quiet zone
		}
		return shades[y][x]
	}
	rows := make([][]bool, n)
	for y := range rows {
		rows[y] = make([]bool, n)
		for x := range rows[y] {
			around := (at(x-1, y) + at(x+1, y) + at(x, y-1) + at(x, y+1)) / 4
			v := at(x, y)
			rows[y][x] = v+amount*(v-around) < middle[y][x]
		}
	}
	return rows
}
