package scan

import (
	"image"
	"image/color"
)

// luminance is an image as lightness, row by row without gaps: 0 black, 255 white. It is read only: it may
// be the pixels of an image.
type luminance struct {
	width, height int
	pix           []uint8
}

// luminanceOf returns the lightness of an image laid on white paper.
func luminanceOf(img image.Image) luminance {
	b := img.Bounds()
	if gray, ok := img.(*image.Gray); ok && gray.Stride == b.Dx() {
		return luminance{b.Dx(), b.Dy(), gray.Pix[:b.Dx()*b.Dy()]}
	}
	l := luminance{b.Dx(), b.Dy(), make([]uint8, b.Dx()*b.Dy())}
	for y := range l.height {
		row := l.pix[y*l.width:][:l.width]
		switch img := img.(type) {
		case *image.Gray:
			copy(row, img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):])
		case *image.YCbCr:
			copy(row, img.Y[img.YOffset(b.Min.X, b.Min.Y+y):])
		case *image.RGBA:
			pix := img.Pix[img.PixOffset(b.Min.X, b.Min.Y+y):][:4*l.width]
			for x := range row {
				p := pix[4*x:][:4]
				row[x] = onPaper(uint32(p[0])*0x101, uint32(p[1])*0x101, uint32(p[2])*0x101, uint32(p[3])*0x101)
			}
		default:
			for x := range row {
				row[x] = onPaper(img.At(b.Min.X+x, b.Min.Y+y).RGBA())
			}
		}
	}
	return l
}

// onPaper returns the lightness of an alpha-premultiplied colour over white, weighted as color.GrayModel does.
func onPaper(r, g, b, a uint32) uint8 {
	white := 0xffff - a
	return color.GrayModel.Convert(color.RGBA64{
		uint16(min(r+white, 0xffff)), uint16(min(g+white, 0xffff)), uint16(min(b+white, 0xffff)), 0xffff,
	}).(color.Gray).Y
}

// ink is an image in two tones: 1 is dark, 0 light. Outside it all is light.
type ink struct {
	width, height int
	pix           []uint8
}

// at returns the tone of the pixel that holds the point.
func (k *ink) at(p point) uint8 {
	// Compared as floats, so that what is no number is outside too.
	if !(p.x >= 0 && p.x < float64(k.width) && p.y >= 0 && p.y < float64(k.height)) {
		return 0
	}
	return k.pix[int(p.y)*k.width+int(p.x)]
}

// erase makes a part of the image light.
func (k *ink) erase(r image.Rectangle) {
	r = r.Intersect(image.Rect(0, 0, k.width, k.height))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		clear(k.pix[y*k.width+r.Min.X : y*k.width+r.Max.X])
	}
}

// fixedThreshold calls dark what is darker than t.
func (l luminance) fixedThreshold(t uint8) *ink {
	k := &ink{l.width, l.height, make([]uint8, len(l.pix))}
	for i, v := range l.pix {
		// The borrow of v-t, without a branch: photographs would mispredict it.
		k.pix[i] = uint8((uint16(v) - uint16(t)) >> 15)
	}
	return k
}

// localThreshold makes k anew, calling dark what is an eighth darker than its surroundings, a square as wide as an eighth of
// the image: wider than the solid parts of most codes and narrower than most shadows. (Bradley and Roth,
// "Adaptive thresholding using the integral image", 2007.)
func (l luminance) localThreshold(k *ink) {
	clear(k.pix)
	radius := max(l.width, l.height)/16 + 1
	// columns holds for each x the sum over the rows of the square; sums of 2*radius+1 bytes fit by far.
	columns := make([]uint32, l.width)
	add := func(y int) {
		for x, v := range l.pix[y*l.width:][:l.width] {
			columns[x] += uint32(v)
		}
	}
	for y := range min(radius, l.height) {
		add(y)
	}
	for y := range l.height {
		if y+radius < l.height {
			add(y + radius)
		}
		if old := y - radius - 1; old >= 0 {
			for x, v := range l.pix[old*l.width:][:l.width] {
				columns[x] -= uint32(v)
			}
		}
		rows := uint64(min(y+radius, l.height-1) - max(y-radius, 0) + 1)

		in, out := l.pix[y*l.width:][:l.width], k.pix[y*l.width:][:l.width]
		var sum uint64
		for x := range min(radius, l.width) {
			sum += uint64(columns[x])
		}
		for x, v := range in {
			if x+radius < l.width {
				sum += uint64(columns[x+radius])
			}
			if old := x - radius - 1; old >= 0 {
				sum -= uint64(columns[old])
			}
			area := rows * uint64(min(x+radius, l.width-1)-max(x-radius, 0)+1)
			if 8*uint64(v)*area < 7*sum {
				out[x] = 1
			}
		}
	}
}
