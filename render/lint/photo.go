package lint

import (
	"fmt"
	"math"

	"docketcard/templates"
)

// minPPI is how many pixels to the inch a photo must have where it is printed (print.md, section 8).
const minPPI = 300

// photoFields finds photos whose field takes pictures that are too small for where they are printed.
func photoFields(l *linter) {
	for e := range templates.Walk(l.Setup.Template.Front, l.Setup.Template.Back) {
		p, ok := e.(*templates.Photo)
		if !ok {
			continue
		}
		need := func(side templates.Length) int {
			return int(math.Ceil(minPPI * float64(side) / float64(templates.Inch)))
		}
		want := fmt.Sprintf("pixels: [%d, %d]", need(p.Box.W), need(p.Box.H))
		got := l.Setup.Template.Field(p.Field).Pixels
		switch {
		case got == [2]int{}:
			l.note("photo-resolution", e, "field", "declare "+want+" in the field", "field %s takes photos of any size", p.Field)
		case got[0] < need(p.Box.W) || got[1] < need(p.Box.H):
			l.note("photo-resolution", e, "field", "want "+want, "field %s takes photos of %d x %d, which are %.0f pixels to the inch in %s", p.Field,
				got[0], got[1], math.Floor(min(float64(got[0])/inches(p.Box.W), float64(got[1])/inches(p.Box.H))), templates.Size{W: p.Box.W, H: p.Box.H})
		}
	}
}

// photoResolution finds pictures with too few pixels.
func photoResolution(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			picture := p.picture()
			if picture == nil || v.worst && p.Kind == "photo" {
				continue // the photo of the worst case is of no one's taking
			}
			ppi := float64(picture.Photo.Width) / inches(picture.Place.W)
			if ppi < minPPI {
				f := v.finding(side, p, "", "%s has %.0f pixels to the inch; want %d", p.Name, math.Floor(ppi), minPPI)
				if p.Shared {
					f.Record, f.Cards = "", 0
				}
				found.add("photo-resolution", f, "", -int64(ppi))
			}
		}
	}
}

func inches(l templates.Length) float64 { return float64(l) / float64(templates.Inch) }
