package record

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"
)

// TestImage turns a picture whose corners differ as EXIF's orientations say.
func TestImage(t *testing.T) {
	// Blocks of 16 pixels keep their shade in a JPEG: top left, top right, bottom left.
	img := image.NewGray(image.Rect(0, 0, 48, 32))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	block := func(x, y int, shade uint8) {
		for i := range 256 {
			img.SetGray(x+i%16, y+i/16, color.Gray{shade})
		}
	}
	block(0, 0, 0)
	block(32, 0, 80)
	block(0, 16, 160)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	// What lies top left, top right and bottom left when it is displayed: EXIF 2.32, section 4.6.5.
	for orientation, want := range map[int][3]uint8{
		0: {0, 80, 160}, 1: {0, 80, 160}, 2: {80, 0, 255}, 3: {255, 160, 80}, 4: {160, 255, 0},
		5: {0, 160, 80}, 6: {160, 0, 255}, 7: {255, 80, 160}, 8: {80, 255, 0},
	} {
		p := &Photo{Data: b.Bytes(), Orientation: orientation}
		got, err := p.Image()
		if err != nil {
			t.Fatal(err)
		}
		size := got.Bounds().Size()
		if turned := orientation >= 5; (size == image.Pt(32, 48)) != turned {
			t.Errorf("orientation %d: got %v", orientation, size)
		}
		for i, at := range []image.Point{{8, 8}, {size.X - 8, 8}, {8, size.Y - 8}} {
			shade := color.GrayModel.Convert(got.At(at.X, at.Y)).(color.Gray).Y
			if d := int(shade) - int(want[i]); d < -8 || d > 8 {
				t.Errorf("orientation %d, corner %d: got %d, want %d", orientation, i, shade, want[i])
			}
		}
	}
	if _, err := (&Photo{Data: []byte("no JPEG")}).Image(); err == nil {
		t.Error("got no error for what is no JPEG")
	}
}
