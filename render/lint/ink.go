package lint

import (
	"math"
	"slices"
	"sync"

	"docketcard/fonts"
	"docketcard/render"
	"docketcard/templates"
)

// placed is an element on a card, and where its ink lies.
type placed struct {
	*render.Placed
	runs    []inkRun
	shapes  []*shape
	areas   []area         // of what must be read: runs, pictures and codes
	box     templates.Rect // around areas, or of artwork around all
	legible bool           // it has areas
	cut     bool           // a group cuts off some of its text
}

// picture returns the photo or image that an element is, or nil.
func (p *placed) picture() *render.Picture {
	picture, _ := p.Items[0].(*render.Picture)
	return picture
}

// inkRun is a run of text and the area of its glyphs.
type inkRun struct {
	*render.Run
	area area
}

// ink measures elements for one worker, which remembers what all cards share.
type ink struct {
	shared map[render.Item]*placed // by their first item
	covers map[asked]cover

	contrasts map[[2]templates.Colour]float64
	codes     map[*templates.Code]longest
	drawn     map[templates.Element]bool // whose strokes were looked at
	printed   map[string]bool            // see view.printed
}

func newInk() *ink {
	return &ink{map[render.Item]*placed{}, map[asked]cover{}, map[[2]templates.Colour]float64{}, map[*templates.Code]longest{},
		map[templates.Element]bool{}, map[string]bool{}}
}

type asked struct {
	shape *shape
	area  area
}

func (k *ink) of(face []render.Placed) []placed {
	out := make([]placed, len(face))
	for i := range face {
		p := &face[i]
		if had := k.shared[p.Items[0]]; had != nil && p.Shared {
			out[i] = *had
			continue
		}
		out[i] = placed{Placed: p, box: p.Box}
		t, clips := still, []clip(nil)
		for _, g := range p.Within {
			t, clips = inner(g, t, clips)
		}
		out[i].measure(p.Items, t, clips)
		if _, fine := p.As.(*templates.Minitext); fine {
			out[i].runs, out[i].areas, out[i].cut = nil, nil, false // it is artwork, to be read under a lens
		}
		if len(out[i].areas) > 0 {
			out[i].legible, out[i].box = true, around(out[i].areas)
		}
		if p.Shared {
			had := out[i]
			k.shared[p.Items[0]] = &had
		}
	}
	return out
}

func (p *placed) measure(items []render.Item, t turn, clips []clip) {
	legible := func(r templates.Rect) (seen area, some bool) {
		seen = cut(area{r, t}, clips)
		if some = seen.W > 0 && seen.H > 0; some {
			p.areas = append(p.areas, seen)
		}
		return seen, some
	}
	for _, item := range items {
		switch i := item.(type) {
		case *render.Run:
			if r, ok := inkOf(i); ok {
				seen, some := legible(r)
				if some {
					p.runs = append(p.runs, inkRun{i, seen})
				}
				p.cut = p.cut || slices.ContainsFunc(clips, func(c clip) bool { return !c.covers(area{r, t}).wholly })
			}
		case *render.Picture:
			legible(i.Box)
		case *render.Symbol:
			side := i.Module * templates.Length(i.Dark.Size()+2*i.Quiet)
			legible(templates.Rect{X: i.At.X, Y: i.At.Y, W: side, H: side})
		case *render.Bars:
			legible(i.Box)
		case *render.Halftone:
			// Whatever lies over it lies over its darkest parts somewhere.
			paint := templates.Paint{Fill: &i.Colours[len(i.Colours)-1]}
			p.shapes = append(p.shapes, shapeOf(&render.Path{Paint: paint, Segments: outline(i.Box)}, t, clips))
		case *render.Artwork:
			p.measure(i.Items, t, clips)
		case *render.Path:
			p.shapes = append(p.shapes, shapeOf(i, t, clips))
		case *render.Group:
			t, clips := inner(i, t, clips)
			p.measure(i.Items, t, clips)
		}
	}
}

// outline returns the edges of a rectangle.
func outline(r templates.Rect) []templates.Segment {
	at := func(op byte, x, y templates.Length) templates.Segment {
		return templates.Segment{Op: op, To: templates.Point{X: x, Y: y}}
	}
	return []templates.Segment{at('M', r.X, r.Y), at('L', r.Right(), r.Y), at('L', r.Right(), r.Bottom()), at('L', r.X, r.Bottom()), at('Z', r.X, r.Y)}
}

// cover asks a shape what it does to an area, whose outermost fifth of a millimetre is left out so that the same is asked less often.
func (k *ink) cover(p *placed, s *shape, a area) cover {
	if !s.box.Overlaps(a.box()) {
		return cover{}
	}
	const step = 200 * templates.Micrometre
	x, y := floor(a.X+step-1, step), floor(a.Y+step-1, step)
	core := area{templates.Rect{X: x, Y: y, W: floor(a.Right(), step) - x, H: floor(a.Bottom(), step) - y}, a.turn}
	if core.W <= 0 || core.H <= 0 {
		core = a
	}
	if !p.Shared {
		return s.covers(core)
	}
	key := asked{s, core}
	c, ok := k.covers[key]
	if !ok {
		c = s.covers(core)
		k.covers[key] = c
	}
	return c
}

func floor(l, step templates.Length) templates.Length {
	return templates.Length(math.Floor(float64(l)/float64(step))) * step
}

// inkOf returns the area of a run's glyphs, and whether any of them shows.
func inkOf(r *render.Run) (templates.Rect, bool) {
	lo, hi := fonts.Point{X: math.Inf(1), Y: math.Inf(1)}, fonts.Point{X: math.Inf(-1), Y: math.Inf(-1)}
	em := float64(r.Size) / float64(r.Run.Face.UnitsPerEm())
	glyphs, bounds := r.Run.Glyphs, boundsOf(r.Run.Face)
	pen := 0.0
	for i, g := range glyphs {
		b := bounds.of(g.GID)
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

// faceBounds remembers the bounds of a face's glyphs.
type faceBounds struct {
	face *fonts.Face
	mu   sync.RWMutex
	gids map[uint16]bounds
}

var measured sync.Map // *faceBounds by *fonts.Face

func boundsOf(f *fonts.Face) *faceBounds {
	if b, ok := measured.Load(f); ok {
		return b.(*faceBounds)
	}
	b, _ := measured.LoadOrStore(f, &faceBounds{face: f, gids: map[uint16]bounds{}})
	return b.(*faceBounds)
}

func (f *faceBounds) of(gid uint16) bounds {
	f.mu.RLock()
	b, ok := f.gids[gid]
	f.mu.RUnlock()
	if ok {
		return b
	}
	first := true
	for _, s := range f.face.Outline(gid) {
		points := [...]int{fonts.MoveTo: 1, fonts.LineTo: 1, fonts.QuadTo: 2, fonts.CubicTo: 3, fonts.Close: 0}[s.Op]
		for _, p := range s.Points[:points] {
			if first {
				b, first = bounds{p, p}, false
			}
			b.lo = fonts.Point{X: min(b.lo.X, p.X), Y: min(b.lo.Y, p.Y)}
			b.hi = fonts.Point{X: max(b.hi.X, p.X), Y: max(b.hi.Y, p.Y)}
		}
	}
	f.mu.Lock()
	f.gids[gid] = b
	f.mu.Unlock()
	return b
}
