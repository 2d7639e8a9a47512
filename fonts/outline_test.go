package fonts

import (
	"math"
	"testing"
)

func TestOutline(t *testing.T) {
	for _, f := range alphabetic(t) {
		for _, r := range "HOAg80.-" {
			gid := f.Shape(string(r)).Glyphs[0].GID
			out := f.Outline(gid)
			if len(out) == 0 {
				t.Errorf("%s: %c has no outline", f.Name(), r)
			}
			open := false
			for i, s := range out {
				if (s.Op == MoveTo) == open || s.Op > Close {
					t.Errorf("%s: %c: segment %d is %+v, contour open: %v", f.Name(), r, i, s, open)
				}
				open = s.Op != Close
			}
			if open {
				t.Errorf("%s: %c: the last contour is not closed", f.Name(), r)
			}
		}
		if out := f.Outline(f.Shape(" ").Glyphs[0].GID); len(out) != 0 {
			t.Errorf("%s: the space has an outline: %v", f.Name(), out)
		}
		if out := f.Outline(0xFFFF); out != nil {
			t.Errorf("%s: a glyph that is not there has an outline: %v", f.Name(), out)
		}
	}
}

// A flat-topped letter is as high as the face says capitals are, and stands on the baseline.
func TestOutlineHeight(t *testing.T) {
	for _, f := range alphabetic(t) {
		bottom, top := math.Inf(1), math.Inf(-1)
		for _, s := range f.Outline(f.Shape("H").Glyphs[0].GID) {
			if s.Op == Close {
				continue
			}
			bottom, top = min(bottom, s.Points[0].Y), max(top, s.Points[0].Y)
		}
		// The strokes of OCR-B end in half circles that overshoot.
		if math.Abs(bottom) > 11 || math.Abs(top-f.CapHeight()*float64(f.UnitsPerEm())) > 13 {
			t.Errorf("%s: H reaches from %v to %v, cap height is %v", f.Name(), bottom, top, f.CapHeight())
		}
	}
}

// TestInk holds the ink of runs against the points of their outlines, which reach as far where curves have points at their tops.
func TestInk(t *testing.T) {
	for _, text := range []string{"Ẵg", "xo", " ", "ကွန်နီလီယာ", "မူ", "أبوي", "क्षी"} {
		p, err := NewParagraph([]Passage{{text, familyFaces(t, "plex-sans", "world")}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		runs, err := p.Line(0, p.Len(), false)
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range runs {
			var top, bottom float64
			for _, g := range run.Glyphs {
				for _, s := range run.Face.Outline(g.GID) {
					for _, p := range s.Points[:map[Op]int{MoveTo: 1, LineTo: 1, QuadTo: 2, CubicTo: 3}[s.Op]] {
						top, bottom = max(top, p.Y+float64(g.YOffset)), min(bottom, p.Y+float64(g.YOffset))
					}
				}
			}
			if gotTop, gotBottom := run.Ink(); math.Abs(gotTop-top) > 2 || math.Abs(gotBottom-bottom) > 2 {
				t.Errorf("%s: got %g to %g, want %g to %g", text, gotBottom, gotTop, bottom, top)
			}
		}
	}
}
