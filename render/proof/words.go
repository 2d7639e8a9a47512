package proof

import (
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/requests"
)

// A Word is a run of characters with no space between them.
type Word struct {
	Text string
	Box  Rect // what its glyphs cover
	// Angle is how far its baseline is turned counterclockwise, in degrees from 0 up to 360.
	Angle float64
}

// A Rect is a rectangle on a page in points of 1/72 inch. As on a raster, the origin is the page's top left
// corner and y grows downward.
type Rect struct{ MinX, MinY, MaxX, MaxY float64 }

// Center returns the middle of the rectangle.
func (r Rect) Center() (x, y float64) { return (r.MinX + r.MaxX) / 2, (r.MinY + r.MaxY) / 2 }

// Contains reports whether the point lies in the rectangle.
func (r Rect) Contains(x, y float64) bool {
	return r.MinX <= x && x <= r.MaxX && r.MinY <= y && y <= r.MaxY
}

// union returns the smallest rectangle around both.
func (r Rect) union(s Rect) Rect {
	return Rect{min(r.MinX, s.MinX), min(r.MinY, s.MinY), max(r.MaxX, s.MaxX), max(r.MaxY, s.MaxY)}
}

// Words returns the text of a page as a reader would copy it, in the order in which it was drawn, invisible
// text included. Words of neighbouring cards may follow each other in one line: sort them by their boxes.
func (d *Document) Words(page int) ([]Word, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, err := d.page(page)
	if err != nil {
		return nil, err
	}
	doing := fmt.Sprintf("reading the text of page %d", page)
	box, err := d.pdf.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: p})
	if err != nil {
		return nil, d.fail(doing, err)
	}
	rotation, err := d.pdf.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: p})
	if err != nil {
		return nil, d.fail(doing, err)
	}
	text, err := d.pdf.GetPageTextStructured(&requests.GetPageTextStructured{
		Page: p, Mode: requests.GetPageTextStructuredModeChars,
	})
	if err != nil {
		return nil, d.fail(doing, err)
	}

	show := shown{
		left: float64(box.Rect.Left), bottom: float64(box.Rect.Bottom),
		right: float64(box.Rect.Right), top: float64(box.Rect.Top),
		quarters: int(rotation.PageRotation) & 3,
	}
	var words []Word
	var word Word
	var letters strings.Builder
	var last Rect // of the letter before
	flush := func() {
		if letters.Len() > 0 {
			word.Text = letters.String()
			words = append(words, word)
			letters.Reset()
		}
	}
	for _, c := range text.Chars {
		r, _ := utf8.DecodeRuneInString(c.Text)
		switch {
		case r == hyphen || r == 0x02:
			r = '-'
		case r == utf8.RuneError || unicode.IsSpace(r) || unicode.IsControl(r):
			flush()
			continue
		}
		at := show.rect(c.PointPosition.Left, c.PointPosition.Bottom, c.PointPosition.Right, c.PointPosition.Top)
		// pdfium joins a word that ends in a hyphen to the next line's first.
		if apart := at.MinY > word.Box.MaxY || at.MaxY < word.Box.MinY; letters.Len() > 0 && apart && show.angle(c.Angle) == 0 && at.MaxX < last.MinX {
			flush()
		}
		last = at
		if letters.Len() == 0 {
			word = Word{Box: at, Angle: show.angle(c.Angle)}
		}
		letters.WriteRune(r)
		word.Box = word.Box.union(at)
	}
	flush()
	return words, nil
}

// hyphen is what pdfium reports for a hyphen at the end of a line, to those who would join the word.
const hyphen = 0xfffe

// shown turns positions in default user space into positions on the page as it is shown: cropped to its
// visible box and turned clockwise by its /Rotate, ISO 32000-1, 7.7.3.3.
type shown struct {
	left, bottom, right, top float64
	quarters                 int
}

func (s shown) rect(left, bottom, right, top float64) Rect {
	x0, y0 := s.point(left, top)
	x1, y1 := s.point(right, bottom)
	return Rect{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

func (s shown) point(x, y float64) (float64, float64) {
	switch s.quarters {
	case 1:
		return y - s.bottom, x - s.left
	case 2:
		return s.right - x, y - s.bottom
	case 3:
		return s.top - y, s.right - x
	}
	return x - s.left, s.top - y
}

// angle turns pdfium's angle, radians clockwise before /Rotate, into that of Word.
func (s shown) angle(radians float64) float64 {
	degrees := math.Mod(-radians*180/math.Pi-90*float64(s.quarters), 360)
	// Angles are float32 in pdfium; a hundredth of a degree is all they are good for.
	return math.Mod(math.Round((degrees+360)*100)/100, 360)
}
