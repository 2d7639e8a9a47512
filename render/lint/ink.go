package lint

import (
	"math"
	"sync"

	"docketcard/fonts"
	"docketcard/render"
	"docketcard/templates"
)

// inked measures the ink of a face's elements.
func inked(face []render.Placed) []placed {
	out := make([]placed, len(face))
	for i := range face {
		p := placed{Placed: &face[i], box: face[i].Box}
		for _, item := range p.Items {
			if r, ok := item.(*render.Run); ok {
				if area, ok := inkOf(r); ok {
					p.ink = append(p.ink, area)
				}
			}
		}
		if len(p.ink) > 0 {
			p.box = p.ink[0]
			for _, area := range p.ink[1:] {
				p.box = join(p.box, area)
			}
		}
		out[i] = p
	}
	return out
}

func join(a, b templates.Rect) templates.Rect {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return templates.Rect{X: x, Y: y, W: max(a.Right(), b.Right()) - x, H: max(a.Bottom(), b.Bottom()) - y}
}

// inkOf returns the area of a run's glyphs, and whether any of them shows.
func inkOf(r *render.Run) (templates.Rect, bool) {
	lo, hi := fonts.Point{X: math.Inf(1), Y: math.Inf(1)}, fonts.Point{X: math.Inf(-1), Y: math.Inf(-1)}
	em := float64(r.Size) / float64(r.Run.Face.UnitsPerEm())
	pen := 0.0
	glyphs := r.Run.Glyphs
	for i, g := range glyphs {
		b := glyphBounds(r.Run.Face, g.GID)
		if b.hi.X > b.lo.X {
			x, y := pen+float64(g.XOffset)*em, float64(g.YOffset)*em
			lo = fonts.Point{X: min(lo.X, x+b.lo.X*em), Y: min(lo.Y, y+b.lo.Y*em)}
			hi = fonts.Point{X: max(hi.X, x+b.hi.X*em), Y: max(hi.Y, y+b.hi.Y*em)}
		}
		pen += float64(g.Advance) * em
		if i+1 == len(glyphs) || glyphs[i+1].Start != g.Start {
			pen += float64(r.Tracking)
		}
	}
	if hi.X <= lo.X {
		return templates.Rect{}, false
	}
	left, top := templates.Length(math.Floor(lo.X)), templates.Length(math.Floor(-hi.Y))
	right, bottom := templates.Length(math.Ceil(hi.X)), templates.Length(math.Ceil(-lo.Y))
	return templates.Rect{X: r.At.X + left, Y: r.At.Y + top, W: right - left, H: bottom - top}, true
}

// bounds are of a glyph, in font units; those of a blank are empty.
type bounds struct{ lo, hi fonts.Point }

type glyphOf struct {
	face *fonts.Face
	gid  uint16
}

// measured are the bounds of the glyphs that were asked for, by glyphOf.
var measured sync.Map

func glyphBounds(f *fonts.Face, gid uint16) bounds {
	key := glyphOf{f, gid}
	if b, ok := measured.Load(key); ok {
		return b.(bounds)
	}
	b, first := bounds{}, true
	for _, s := range f.Outline(gid) {
		points := map[fonts.Op]int{fonts.MoveTo: 1, fonts.LineTo: 1, fonts.QuadTo: 2, fonts.CubicTo: 3}[s.Op]
		for _, p := range s.Points[:points] {
			if first {
				b, first = bounds{p, p}, false
			}
			b.lo = fonts.Point{X: min(b.lo.X, p.X), Y: min(b.lo.Y, p.Y)}
			b.hi = fonts.Point{X: max(b.hi.X, p.X), Y: max(b.hi.Y, p.Y)}
		}
	}
	measured.Store(key, b)
	return b
}
