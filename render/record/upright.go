package record

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// Image decodes the picture of a Photo whose Data is there, turned as it is displayed.
func (p *Photo) Image() (image.Image, error) {
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return nil, fmt.Errorf("the picture cannot be decoded: %w", err)
	}
	if p.Orientation <= 1 {
		return img, nil
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if p.Orientation >= 5 {
		w, h = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			// Where the first row and column of the data lie (EXIF 2.32, section 4.6.5), read backwards.
			u, v := x, y
			switch p.Orientation {
			case 2:
				u = w - 1 - x
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = y, w-1-x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = h-1-y, x
			}
			out.Set(x, y, img.At(b.Min.X+u, b.Min.Y+v))
		}
	}
	return out, nil
}
