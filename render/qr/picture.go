package qr

import (
	"fmt"
	"image"
	"image/color"
)

// Picture returns text as a QR code that stands alone, on paper or a screen: of the smallest version at level M or, if none holds it, at
// level L, with its quiet zone of four modules, each of them scale pixels wide. It fails when no QR code holds the text.
func Picture(text string, scale int) (image.Image, error) {
	const quiet = 4
	for _, level := range []string{"M", "L"} {
		for version := 1; version <= 40; version++ {
			dark, err := Encode(text, version, level)
			if e, ok := err.(*VersionError); ok && e.Need == 0 {
				break
			} else if ok {
				version = e.Need - 1
				continue
			} else if err != nil {
				return nil, err
			}
			side := dark.Size() + 2*quiet
			img := image.NewPaletted(image.Rect(0, 0, side*scale, side*scale), color.Palette{color.White, color.Black})
			for y := range side * scale {
				for x := range side * scale {
					if dark.Dark(x/scale-quiet, y/scale-quiet) {
						img.Pix[y*img.Stride+x] = 1
					}
				}
			}
			return img, nil
		}
	}
	return nil, fmt.Errorf("%d characters are more than any QR code holds", len(text))
}
