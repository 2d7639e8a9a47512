package fonts

import (
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Op is the kind of a Segment.
type Op uint8

// The operations of a path. The number of points each takes is in brackets.
const (
	MoveTo  Op = iota // begins a contour (1)
	LineTo            // a straight line (1)
	QuadTo            // a quadratic Bézier curve: control point, end (2)
	CubicTo           // a cubic Bézier curve: two control points, end (3)
	Close             // a straight line to the contour's beginning, and its end (0)
)

// Point is a place in font units, y upwards, from the glyph's origin on the baseline.
type Point struct{ X, Y float64 }

// Segment is one step of a path.
type Segment struct {
	Op     Op
	Points [3]Point
}

// Outline is the path of a glyph, filled by the non-zero winding rule. Every contour begins with MoveTo and ends
// with Close. TrueType faces have quadratic curves only, CFF faces cubic ones.
type Outline []Segment

// Outline returns the outline of a glyph, which is empty for a space and for a gid the face does not have.
func (f *Face) Outline(gid uint16) Outline {
	s := f.shaper()
	defer f.rest(s)
	glyph, ok := s.face.GlyphDataOutline(opentype.GID(gid))
	if !ok {
		return nil
	}
	return closed(glyph)
}

// closed adds what go-text leaves to the renderer: the end of each contour.
func closed(glyph font.GlyphOutline) Outline {
	var out Outline
	for _, s := range glyph.Segments {
		seg := Segment{}
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if len(out) > 0 {
				out = append(out, Segment{Op: Close})
			}
			seg.Op = MoveTo
		case opentype.SegmentOpLineTo:
			seg.Op = LineTo
		case opentype.SegmentOpQuadTo:
			seg.Op = QuadTo
		case opentype.SegmentOpCubeTo:
			seg.Op = CubicTo
		}
		for i, p := range s.ArgsSlice() {
			seg.Points[i] = Point{float64(p.X), float64(p.Y)}
		}
		out = append(out, seg)
	}
	if len(out) > 0 {
		out = append(out, Segment{Op: Close})
	}
	return out
}
