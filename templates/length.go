package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Length is a length in micrometres, as time.Duration is a time in nanoseconds: an ID-1 card is exactly 85600 by 53980.
type Length int64

// Units of length.
const (
	Micrometre Length = 1
	Millimetre        = 1000 * Micrometre
	Centimetre        = 10 * Millimetre
	Inch              = 25400 * Micrometre
)

// Points returns the length in PostScript points of 1/72 inch.
func (l Length) Points() float64 { return float64(l) * 72 / float64(Inch) }

// Millimetres returns the length in millimetres.
func (l Length) Millimetres() float64 { return float64(l) / float64(Millimetre) }

// String returns the length in millimetres without trailing zeros, such as 53.98mm.
func (l Length) String() string {
	return strconv.FormatFloat(l.Millimetres(), 'f', -1, 64) + "mm"
}

// Points returns the length of n points, to the nearest micrometre.
func Points(n float64) Length { return Length(math.Round(n * float64(Inch) / 72)) }

// maxLength bounds what a template may say, so that sums of a few lengths cannot overflow.
const maxLength = 10_000 * Millimetre

// ParseLength reads a decimal number and a unit: mm, cm, in, pt or um; a bare number is in millimetres. The result is rounded to the
// nearest micrometre; lengths beyond 10 m are refused.
func ParseLength(s string) (Length, error) {
	num := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzµ")
	unit := strings.TrimSpace(s[len(num):])
	num = strings.TrimSpace(num)
	scale := map[string]float64{"": 1000, "mm": 1000, "cm": 10_000, "in": 25_400, "pt": 25_400.0 / 72, "um": 1, "µm": 1}[unit]
	v, err := strconv.ParseFloat(num, 64)
	if err != nil || scale == 0 || math.IsNaN(v) || strings.ContainsAny(num, "eExXpPnN_") {
		return 0, fmt.Errorf("%q is not a length; want a number with mm, cm, in or pt", s)
	}
	if math.Abs(v*scale) > float64(maxLength) {
		return 0, fmt.Errorf("%q is too long; want at most 10 m", s)
	}
	return Length(math.Round(v * scale)), nil
}

// Size is a width and a height.
type Size struct{ W, H Length }

// String returns the size as "85.6mm x 53.98mm".
func (s Size) String() string { return s.W.String() + " x " + s.H.String() }

// Point is a place, counted from the left and top edges.
type Point struct{ X, Y Length }

// Rect is an area: its left and top edges and its size.
type Rect struct{ X, Y, W, H Length }

// Right and Bottom return the far edges.
func (r Rect) Right() Length  { return r.X + r.W }
func (r Rect) Bottom() Length { return r.Y + r.H }

// Inset returns r with every edge moved inwards by d.
func (r Rect) Inset(d Length) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// Overlaps tells whether r and s share any area.
func (r Rect) Overlaps(s Rect) bool {
	return r.X < s.Right() && s.X < r.Right() && r.Y < s.Bottom() && s.Y < r.Bottom()
}

// Common returns the area that r and s share, which is empty when they do not overlap.
func (r Rect) Common(s Rect) Rect {
	if !r.Overlaps(s) {
		return Rect{}
	}
	x, y := max(r.X, s.X), max(r.Y, s.Y)
	return Rect{x, y, min(r.Right(), s.Right()) - x, min(r.Bottom(), s.Bottom()) - y}
}

// Contains tells whether s lies inside r, edges included.
func (r Rect) Contains(s Rect) bool {
	return s.X >= r.X && s.Y >= r.Y && s.Right() <= r.Right() && s.Bottom() <= r.Bottom()
}

// ID1 is the size of an ID-1 card (ISO/IEC 7810:2019, section 5).
var ID1 = Size{85600, 53980}

// ID1Radius is the corner radius of an ID-1 card (ISO/IEC 7810:2019, section 5).
const ID1Radius Length = 3180

// namedSizes are the sizes a template or stock may give by name.
var namedSizes = map[string]Size{
	"id-1":   ID1,
	"letter": {215900, 279400}, // ANSI/ASME Y14.1 A
	"a4":     {210000, 297000}, // ISO 216
}
