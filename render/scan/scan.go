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

// A Code is a QR code read from a raster.
type Code struct {
	Text string
	Box  image.Rectangle // the smallest around the symbol, without its quiet zone, in pixels
}

// Codes finds and decodes every QR code (ISO/IEC 18004 model 2, versions 1 to 40) on an image, however many
// there are and whichever way they are turned, and returns them in rows from top to bottom, each from left to
// right. Codes count as one row when their middles lie within the height of the row's uppermost code.
//
// A code drawn clean, with modules of at least 2.5 pixels, is always found: a sheet at 200 dpi and more. Codes
// photographed at an angle, unsharp or in uneven light are found when they are not too bad. Transparent parts
// count as white paper, and codes light on dark are not looked for. The answer depends on the pixels alone.
func Codes(img image.Image) []Code {
	l := luminanceOf(img)
	s := newScanner()
	// Print has black ink on white paper, for which the middle is the exact threshold: an edge that covers
	// half a pixel stays where it is. What this pass misses, uneven light and coloured grounds, is for a
	// threshold that follows its surroundings.
	k := l.fixedThreshold(128)
	s.scan(k)
	l.localThreshold(k)
	for _, c := range s.codes {
		k.erase(c.Box)
	}
	s.scan(k)

	codes := s.codes
	for i := range codes {
		codes[i].Box = codes[i].Box.Add(img.Bounds().Min)
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
