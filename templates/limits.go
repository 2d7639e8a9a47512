package templates

import (
	"fmt"

	"docketcard/templates/source"
)

// Limits of fine print. What no press prints is refused when a template is read; what an office printer does not print is for who knows the
// printer to say. A stroke or type at its limit is two dots of the printer wide, the least that prints without gaps at every angle.
const (
	MinStrokeOffset = 42 * Micrometre  // 0.12 pt, the thinnest line that plate-making for security offset holds
	MinStroke600    = 88 * Micrometre  // 0.25 pt, two dots at 600 dpi
	MinStroke300    = 169 * Micrometre // 0.48 pt, two dots at 300 dpi

	// Minitext that was read back by character recognition from one-bit rasters: 0.95 of the characters or better at offset's 2400 dpi and at
	// 600 dpi, 0.93 at 300 dpi. ICAO Doc 9303-2, A.5.2.1, calls print of less than 0.25 mm microprint; this is larger, and so has another name.
	MinMinitextOffset = 212 * Micrometre // 0.6 pt
	MinMinitext600    = 529 * Micrometre // 1.5 pt
	MinMinitext300    = 882 * Micrometre // 2.5 pt

	// GapStrokes is how many strokes lie between two lines at least, on average: nearer ones run together in toner.
	GapStrokes = 2

	// A tint's strips are not seen one by one when each differs from the next by no more than two hundredths.
	MaxStripStep = 0.02

	// The lines of a line-screen portrait: 50 to the inch with 600 dpi and toner, 25 at 300 dpi.
	MinPitch600 = 500 * Micrometre
	MinPitch300 = 1000 * Micrometre
)

// minPitch is that of offset's finest screens, some 125 lines to the inch.
const minPitch = 200 * Micrometre

// maxCurves bounds what an element of line art is drawn of.
const maxCurves = 20_000

// lineArt refuses strokes that no press prints and lines too near each other: they lie apart on average, measured from middle to middle.
func (r elementReader) lineArt(p Paint, apart Length, curves int) {
	if p.Stroke == nil {
		return
	}
	n := r.Node
	if w := r.Node.Get("weight"); w != nil {
		n = w
	}
	switch {
	case p.Weight < MinStrokeOffset:
		r.errs.Add(n.Pos, r.Name("weight"), fmt.Sprintf("%s; want at least %s, 0.12pt", p.Weight, MinStrokeOffset), "0.25pt for office printers of 600 dpi")
	case apart < (1+GapStrokes)*p.Weight:
		r.errs.Add(n.Pos, r.Name("weight"), fmt.Sprintf("the lines lie %s apart; want at least %s, %d strokes from middle to middle", apart, (1+GapStrokes)*p.Weight, 1+GapStrokes),
			"nearer lines run together: give it fewer lines, more room or a thinner stroke")
	}
	if curves > maxCurves {
		r.faultAt(r.Node, "lines", "some %d curves; want at most %d", curves, maxCurves)
	}
}

// Keyed is what differs from card to card in a way that only who has the issuer's key can compute: a field of the record, whose value moves
// the phases of the lines (see render.Phases). It is empty for artwork that is the same on every card.
type Keyed struct{ Key string }

// Refs returns the field.
func (k Keyed) Refs() []string {
	if k.Key == "" {
		return nil
	}
	return []string{k.Key}
}

func (r elementReader) keyed() Keyed {
	r.Tell(source.Ask{Key: "key", As: "text"})
	n := r.Get("key")
	if n == nil {
		return Keyed{}
	}
	before := len(*r.errs)
	r.t.known(r.reader, "key", []string{n.Text})
	if r.t.fields[n.Text] == nil && len(*r.errs) == before {
		r.faultAt(n, "key", "%s; want a field of the record", source.Quote(n.Text))
	}
	return Keyed{n.Text}
}
