package record

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// TestTones holds the tones against the means of decoded pixels, for every way in which files of the tests are coded and turned.
func TestTones(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 101, 67))
	for y := range 67 {
		for x := range 101 {
			img.Set(x, y, color.RGBA{uint8(2 * x), uint8(3 * y), uint8(255 - x - y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"encoded here": b.Bytes()}
	for name, data := range jpegFiles(t, false) {
		files[name] = data
	}
	tried := 0
	for name, data := range files {
		p, err := Decode(data)
		if err != nil {
			continue
		}
		tried++
		got, err := p.Tones()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Data))
		if err != nil {
			t.Fatal(err)
		}
		if got.Width != (p.Width+7)/8 || got.Height != (p.Height+7)/8 {
			t.Errorf("%s: got %dx%d tones of %dx%d", name, got.Width, got.Height, p.Width, p.Height)
		}
		// Whole blocks alone: what pads the others is of the encoder's choice.
		b := img.Bounds()
		for y := range b.Dy() / 8 {
			for x := range b.Dx() / 8 {
				sum := 0
				for i := range 64 {
					sum += int(color.GrayModel.Convert(img.At(8*x+i%8, 8*y+i/8)).(color.Gray).Y)
				}
				gx, gy := displayed(x, y, b.Dx()/8, b.Dy()/8, p.Orientation)
				if b.Dx()%8 != 0 || b.Dy()%8 != 0 {
					if p.Orientation > 1 {
						continue
					}
				}
				if tone := int(got.Pix[gy*got.Width+gx]); tone-sum/64 > 6 || sum/64-tone > 6 {
					t.Fatalf("%s: tone at %d, %d is %d, want %d", name, gx, gy, tone, sum/64)
				}
			}
		}
	}
	if tried < 3 {
		t.Errorf("tried %d files", tried)
	}
}

// displayed returns where a place of a stored picture is seen (EXIF 2.32, section 4.6.5).
func displayed(x, y, w, h, orientation int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
