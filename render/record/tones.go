package record

import (
	"bytes"
	"errors"
	"image/jpeg"
)

// Tones is a photo at an eighth of its size in gray, as displayed: what is drawn in lines or as a ghost needs no more.
type Tones struct {
	Width, Height int
	Pix           []uint8 // 0 is black
}

// At returns the tone at a place in units of its pixels, whose middles are at halves, mixed from the four around it; beyond the edges
// the tone of the edge goes on.
func (t *Tones) At(x, y float64) float64 {
	x, y = x-0.5, y-0.5
	x0, y0 := floor(x), floor(y)
	fx, fy := x-float64(x0), y-float64(y0)
	at := func(x, y int) float64 {
		return float64(t.Pix[max(0, min(t.Height-1, y))*t.Width+max(0, min(t.Width-1, x))])
	}
	top := at(x0, y0) + float64(fx*(at(x0+1, y0)-at(x0, y0)))
	bottom := at(x0, y0+1) + float64(fx*(at(x0+1, y0+1)-at(x0, y0+1)))
	return top + float64(fy*(bottom-top))
}

func floor(v float64) int {
	n := int(v)
	if v < float64(n) {
		n--
	}
	return n
}

// Tones returns the tones of a photo whose Data is there. They are the first coefficients of its blocks (ITU-T T.81, section A.3.3), so that
// no pixel is computed.
func (p *Photo) Tones() (*Tones, error) {
	j := scanJPEG(p.Data)
	d := scanDecoders.Get().(*scanDecoder)
	defer scanDecoders.Put(d)
	d.reset(j.frame == markerSOF2)
	d.wanted = true
	t := &Tones{}
	if j.keep() && j.scan(d) {
		t.Width, t.Height = d.wide, d.high
		t.Pix = make([]uint8, 0, t.Width*t.Height)
		luma := d.components[0]
		for y := range d.high {
			for _, mean := range d.means[y*d.across*luma.h:][:d.wide] {
				// A first coefficient is eight times the mean of its block, from which 128 was taken (sections A.3.1 and A.3.3).
				t.Pix = append(t.Pix, uint8(max(0, min(255, 128+(int(mean)*d.dcStep[luma.quant]+4)/8))))
			}
		}
	} else {
		img, err := jpeg.Decode(bytes.NewReader(p.Data))
		if err != nil {
			return nil, errors.New("the picture cannot be decoded")
		}
		b := img.Bounds()
		t.Width, t.Height = (b.Dx()+7)/8, (b.Dy()+7)/8
		for y := range t.Height {
			for x := range t.Width {
				sum, n := 0, 0
				for py := b.Min.Y + 8*y; py < min(b.Max.Y, b.Min.Y+8*y+8); py++ {
					for px := b.Min.X + 8*x; px < min(b.Max.X, b.Min.X+8*x+8); px++ {
						r, g, b, _ := img.At(px, py).RGBA()
						sum += int(299*(r>>8)+587*(g>>8)+114*(b>>8)) / 1000
						n++
					}
				}
				t.Pix = append(t.Pix, uint8(sum/n))
			}
		}
	}
	return t.turned(p.Orientation), nil
}

// turned returns the tones as they are displayed (EXIF 2.32, section 4.6.5).
func (t *Tones) turned(orientation int) *Tones {
	if orientation <= 1 {
		return t
	}
	out := &Tones{Width: t.Width, Height: t.Height, Pix: make([]uint8, len(t.Pix))}
	if orientation >= 5 {
		out.Width, out.Height = t.Height, t.Width
	}
	for y := range out.Height {
		for x := range out.Width {
			sx, sy := x, y
			if orientation >= 5 {
				sx, sy = y, x
			}
			switch orientation {
			case 2, 3, 7, 8:
				sx = t.Width - 1 - sx
			}
			switch orientation {
			case 3, 4, 6, 7:
				sy = t.Height - 1 - sy
			}
			out.Pix[y*out.Width+x] = t.Pix[sy*t.Width+sx]
		}
	}
	return out
}
