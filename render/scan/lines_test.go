package scan

import (
	"image"
	"math"
	"testing"
)

// TestTraces draws pale waves beside a code, turned a little more than the corners of the code tell, and finds which set of points lies on them.
func TestTraces(t *testing.T) {
	const side = 160.0
	img := image.NewGray(image.Rect(0, 0, 900, 500))
	for i := range img.Pix {
		img.Pix[i] = 235
	}
	sin, cos := math.Sincos(0.5 * math.Pi / 180)
	at := func(p Point) (float64, float64) {
		x, y := (p.X-0.5)*side, (p.Y-0.5)*side
		return 760.3 + x*cos - y*sin, 250.8 + x*sin + y*cos
	}
	wave := func(phase float64) (points []Point) {
		for line := range 6 {
			for k := range 300 {
				x := -4 + 4.5*float64(k)/300
				points = append(points, Point{x, -0.5 + 0.3*float64(line) + 0.15*math.Sin(2*math.Pi*(x/2+phase))})
			}
		}
		return points
	}
	for _, p := range wave(0.2) {
		x, y := at(p)
		img.Pix[img.PixOffset(int(x), int(y))] = 205
	}
	corner := func(x, y float64) image.Point {
		u, v := at(Point{x, y})
		return image.Pt(int(math.Round(u)), int(math.Round(v)))
	}
	code := Code{Corners: [4]image.Point{corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)}}
	code.Corners[1].Y++ // read a pixel wrong
	scores := Traces(img, code, [][]Point{wave(0.2), wave(0.45), wave(0.7), wave(0.95), nil})
	for i, s := range scores[1:4] {
		if scores[0] < 2*s {
			t.Errorf("the right lines have %.2f, others %.2f (%d)", scores[0], s, i)
		}
	}
	if scores[4] != 0 {
		t.Errorf("no points have %.2f", scores[4])
	}
}
