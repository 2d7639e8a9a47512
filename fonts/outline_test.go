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
