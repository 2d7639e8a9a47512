package scan

import (
	"image"
	"image/color"
	"math"
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

// fixedThreshold calls dark what is darker than t.
func (l luminance) fixedThreshold(t uint8) *ink {
	k := &ink{l.width, l.height, make([]uint8, len(l.pix))}
	for i, v := range l.pix {
		// The borrow of v-t, without a branch: photographs would mispredict it.
		k.pix[i] = uint8((uint16(v) - uint16(t)) >> 15)
	}
	return k
}

// localThreshold calls dark what is an eighth darker than its surroundings, a square of 2*radius+1 pixels. (Bradley and Roth,
// "Adaptive thresholding using the integral image", 2007.)
func (l luminance) localThreshold(radius int) *ink {
	k := &ink{l.width, l.height, make([]uint8, len(l.pix))}
	l.surroundings(radius, func(y int, sums []uint32, per []float32) {
		in, out := l.pix[y*l.width:][:l.width], k.pix[y*l.width:][:l.width]
		for x, v := range in {
			// The sign bit, without a branch. Conversions keep processors from rounding products in their own ways.
			out[x] = uint8(math.Float32bits(float32(v)-float32(7./8*float32(sums[x])*per[x])) >> 31)
		}
	})
	return k
}

// sharpened returns the image with what differs from its surroundings, a square of 2*radius+1 pixels, made to differ
// by amount times as much more.
func (l luminance) sharpened(radius int, amount float32) luminance {
	out := luminance{l.width, l.height, make([]uint8, len(l.pix))}
	l.surroundings(radius, func(y int, sums []uint32, per []float32) {
		in, out := l.pix[y*l.width:][:l.width], out.pix[y*l.width:][:l.width]
		for x, v := range in {
			sharp := int32(float32(v) + float32(amount*(float32(v)-float32(float32(sums[x])*per[x]))))
			out[x] = uint8(max(0, min(255, sharp)))
		}
	})
	return out
}

// halved returns the image at half its size.
func (l luminance) halved() luminance {
	out := luminance{l.width / 2, l.height / 2, make([]uint8, (l.width/2)*(l.height/2))}
	for y := range out.height {
		a, b := l.pix[2*y*l.width:][:l.width], l.pix[(2*y+1)*l.width:][:l.width]
		row := out.pix[y*out.width:][:out.width]
		for x := range row {
			row[x] = uint8((uint16(a[2*x]) + uint16(a[2*x+1]) + uint16(b[2*x]) + uint16(b[2*x+1]) + 2) / 4)
		}
	}
	return out
}

// doubled returns the image at twice its size, with straight transitions between its pixels.
func (l luminance) doubled() luminance {
	out := luminance{2 * l.width, 2 * l.height, make([]uint8, 4*len(l.pix))}
	for y := range out.height {
		near, far := y/2, min(max(y/2-1+y%2*2, 0), l.height-1)
		a, b := l.pix[near*l.width:][:l.width], l.pix[far*l.width:][:l.width]
		row := out.pix[y*out.width:][:out.width]
		before := 3*uint16(a[0]) + uint16(b[0])
		for x := range l.width {
			here := 3*uint16(a[x]) + uint16(b[x])
			after := here
			if x+1 < l.width {
				after = 3*uint16(a[x+1]) + uint16(b[x+1])
			}
			row[2*x] = uint8((3*here + before + 8) / 16)
			row[2*x+1] = uint8((3*here + after + 8) / 16)
			before = here
		}
	}
	return out
}

// surroundings calls visit for each row with the sum of the pixels in the square of 2*radius+1 around each pixel, and with one by the number of
// those.
func (l luminance) surroundings(radius int, visit func(y int, sums []uint32, per []float32)) {
	// columns holds for each x the sum over the rows of the square. All sums fit: squares have up to an eighth of the longer side.
	columns, sums, per := make([]uint32, l.width), make([]uint32, l.width), make([]float32, l.width)
	add := func(y int) {
		for x, v := range l.pix[y*l.width:][:l.width] {
			columns[x] += uint32(v)
		}
	}
	for y := range min(radius, l.height) {
		add(y)
	}
	rows := 0
	for y := range l.height {
		if y+radius < l.height {
			add(y + radius)
		}
		if old := y - radius - 1; old >= 0 {
			for x, v := range l.pix[old*l.width:][:l.width] {
				columns[x] -= uint32(v)
			}
		}
		if now := min(y+radius, l.height-1) - max(y-radius, 0) + 1; now != rows {
			rows = now
			for x := range per {
				per[x] = 1 / float32(rows*(min(x+radius, l.width-1)-max(x-radius, 0)+1))
			}
		}

		var sum uint32
		for _, v := range columns[:min(radius, l.width)] {
			sum += v
		}
		for x := range l.width {
			if x+radius < l.width {
				sum += columns[x+radius]
			}
			if x > radius {
				sum -= columns[x-radius-1]
			}
			sums[x] = sum
		}
		visit(y, sums, per)
	}
}
