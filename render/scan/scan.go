// Package scan reads the QR codes on a picture: a raster of a page, a scan, a photograph.
//
//	for _, code := range scan.Codes(img) { … code.Text, code.Box … }
//
// Codes are found here and decoded by gozxing, which shares no line with the encoder that made them. The
// package says nothing about what a code means.
package scan

import (
	"cmp"
	"image"
	"slices"
)

// A Code is a QR code read from a picture.
type Code struct {
	Text string
	Box  image.Rectangle // the smallest around the symbol, without its quiet zone, in pixels
	// Corners are those of the symbol as it stands upright: upper left, upper right, lower right, lower left.
	Corners [4]image.Point
}

// Codes finds and decodes every QR code (ISO/IEC 18004 model 2, versions 1 to 40) on a clean picture, such as the
// raster of a page, however many there are and whichever way they are turned, and returns them in rows from top to
// bottom, each from left to right. Codes count as one row when their middles lie within the height of the row's
// uppermost code.
//
// A code drawn clean, with modules of at least 2.5 pixels, is always found: a sheet at 200 dpi and more. Transparent
// parts count as white paper, and codes light on dark are not looked for. The answer depends on the pixels alone.
func Codes(img image.Image) []Code {
	l := luminanceOf(img)
	s := newScanner()
	s.plain(l, 1)
	return s.found(img)
}

// Photographed finds codes as Codes does, on a picture that a camera or a scanner took: small, unsharp, at an angle or in
// uneven light. It looks at the picture in several ways and takes some ten times as long.
func Photographed(img image.Image) []Code {
	s := newScanner()
	l := luminanceOf(img)
	if len(l.pix) == 0 {
		return nil
	}
	s.plain(l, 1)
	s.sharp(l, 1)
	if len(l.pix) <= mostDoubled {
		s.sharp(l.doubled(), 2)
	}
	if half := l.halved(); min(half.width, half.height) >= leastHalved {
		s.plain(half, 0.5)
		s.sharp(half, 0.5)
	}
	return s.found(img)
}

const (
	mostDoubled = 8_000_000 // pixels; larger pictures have modules of more pixels
	leastHalved = 400       // pixels
)

// plain looks for codes with thresholds that suit print and even light.
func (s *scanner) plain(l luminance, scale float64) {
	// Print has black ink on white paper, for which the middle is the exact threshold: an edge that covers
	// half a pixel stays where it is. What this pass misses, uneven light and coloured grounds, is for a
	// threshold that follows its surroundings: wider than the solid parts of most codes and narrower than most
	// shadows.
	s.scan(view{l.fixedThreshold(128), l, scale})
	s.scan(view{l.localThreshold(max(l.width, l.height)/16 + 1), l, scale})
}

// sharp looks for codes that are blurred.
func (s *scanner) sharp(l luminance, scale float64) {
	for _, radius := range [2]int{3, 6} {
		s.scan(view{l.sharpened(radius, 4).localThreshold(max(l.width, l.height)/32 + 1), l, scale})
	}
}

// found returns the codes in the order that Codes promises.
func (s *scanner) found(img image.Image) []Code {
	codes := s.codes
	for i := range codes {
		codes[i].Box = codes[i].Box.Add(img.Bounds().Min)
		for j := range codes[i].Corners {
			codes[i].Corners[j] = codes[i].Corners[j].Add(img.Bounds().Min)
		}
	}
	sortInRows(codes)
	return codes
}

// sortInRows puts codes in the order that Codes promises.
func sortInRows(codes []Code) {
	middle := func(c Code) image.Point {
		return image.Pt(c.Box.Min.X+c.Box.Max.X, c.Box.Min.Y+c.Box.Max.Y).Div(2)
	}
	slices.SortFunc(codes, func(a, b Code) int {
		return cmp.Or(
			cmp.Compare(middle(a).Y, middle(b).Y),
			cmp.Compare(middle(a).X, middle(b).X),
			cmp.Compare(a.Text, b.Text))
	})
	for len(codes) > 0 {
		row := 1
		for row < len(codes) && middle(codes[row]).Y < codes[0].Box.Max.Y {
			row++
		}
		slices.SortStableFunc(codes[:row], func(a, b Code) int { return cmp.Compare(middle(a).X, middle(b).X) })
		codes = codes[row:]
	}
}
