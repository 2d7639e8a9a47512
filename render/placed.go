package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"docketcard/templates"
	"docketcard/templates/source"
)

// Placed is an element of a template as it stands on one card: what a person sees of it, for comparing two templates.
type Placed struct {
	Name   string            // its id; else what kind it is of and what it shows, numbered when there are several alike
	Kind   string            // text, photo, code or artwork
	As     templates.Element // as the template declares it
	At     templates.Point   // of a text the start of its first baseline before a group turns it, else the corner of Box
	Box    templates.Rect    // around what is seen of it
	Text   string            // of a text its lines, of a code what it carries
	Faces  []string          // of a text, those of its value from left to right
	Size   templates.Length  // of a text's value
	Step   int               // which of its sizes a text took, from 0
	Colour templates.Colour  // of a text's value, or of artwork
	Items  []Item            // what is drawn; pictures are without their data
	Within []*Group          // that cut and turn the items, the outermost first; their own Items are empty
	Sealed int               // of a code that carries the seal, the bytes of that
	Shared bool              // the items are those of every card
}

// Placed returns the elements on the faces of card i, counted from 0, in the order of the template. Those that show nothing on that card
// are left out. Nothing is signed: in a code, zeros stand for the signature.
func (b *Batch) Placed(i int) (front, back []Placed, err error) {
	e := &b.entries[i]
	var files caseReader
	defer files.close()
	rec, err := b.record(i, &files)
	if err != nil {
		return nil, nil, err
	}
	if needsPixels(b.setup.Template) {
		defer dropPhotos(e.photos)
		if err := b.loadPhotos(rec, e.file); err != nil {
			return nil, nil, err
		}
	}
	card := b.card(rec, e)
	if err := b.seal(card, b.setup.Sealer.Measure); err != nil {
		return nil, nil, err
	}
	var errs source.ErrorList
	m := merge{Composer: b.composer, card: card, apart: true, errs: &errs}
	face := func(elements []templates.Element) []Placed {
		var out []Placed
		for _, e := range elements {
			leaves := []leaf{{element: e, items: b.composer.placed[e]}}
			_, holds := e.(interface{ Inside() []templates.Element })
			shared := !holds && leaves[0].items != nil
			if !shared {
				leaves = m.leaves(e)
			}
			for _, l := range leaves {
				p := placed(b.composer.names[l.element], l)
				p.Shared = shared
				if p.Kind == "code" && b.setup.Template.Seal != nil && slices.Contains(l.element.Refs(), b.setup.Template.Seal.Ref()) {
					p.Sealed = card.SealSize
				}
				out = append(out, p)
			}
		}
		return out
	}
	front, back = face(b.setup.Template.Front), face(b.setup.Template.Back)
	return front, back, errs.Err()
}

// needsPixels tells whether what is placed of a card depends on more of its photos than their size.
func needsPixels(t *templates.Template) bool {
	if t.Seal != nil && t.Seal.Thumbnail != "" {
		return true
	}
	for e := range templates.Walk(t.Front, t.Back) {
		if _, ok := e.(*templates.LineScreen); ok {
			return true
		}
	}
	return false
}

// Names returns what the elements of a template are called, to tell those of one face of a card apart: by their id, else by their kind and what
// they show, numbered when there are several alike.
func Names(t *templates.Template) map[templates.Element]string {
	names := map[templates.Element]string{}
	for _, face := range [][]templates.Element{t.Front, t.Back} {
		times := map[string]int{}
		for e := range templates.Walk(face) {
			if g, ok := e.(*templates.Group); ok && g.Whole {
				names[e] = g.Kind
				clear(times) // no card has the elements of two templates
				continue
			}
			name := e.Base().ID
			if name == "" {
				switch e := e.(type) {
				case *templates.Text:
					name = "text " + source.Quote(sourceText(&e.Value))
				case *templates.Photo:
					name = "photo " + source.Quote(e.Field)
				case *templates.Code:
					name = "code " + source.Quote(sourceText(&e.Value))
				default:
					name = e.Base().Kind
				}
			}
			if times[name]++; times[name] > 1 {
				name = fmt.Sprintf("%s (%d)", name, times[name])
			}
			names[e] = name
		}
	}
	return names
}

func placed(name string, l leaf) Placed {
	items := l.items
	p := Placed{Name: name, Kind: "artwork", As: l.element, Items: items, Within: l.within}
	switch e := l.element.(type) {
	case *templates.Text:
		p.Kind = "text"
		for k, i := range items {
			r := i.(*Run)
			if k > 0 && r.At.Y != items[k-1].(*Run).At.Y {
				p.Text += "\n"
			}
			p.Text += r.Run.Text
			if name := r.Run.Face.Name(); (e.Label.Empty() || r.At.Y > e.At.Y) && !slices.Contains(p.Faces, name) {
				p.Faces = append(p.Faces, name)
				p.Size, p.Colour = r.Size, r.Colour
			}
		}
		for step, size := range e.Sizes {
			if size == p.Size {
				p.Step = step
			}
		}
	case *templates.Photo:
		p.Kind = "photo"
	case *templates.Code:
		p.Kind = "code"
		p.Text = items[0].(*Symbol).Text
	case *templates.Barcode:
		p.Kind = "code"
		p.Text = items[0].(*Bars).Text
	}
	if path, ok := items[0].(*Path); ok && p.Kind == "artwork" {
		switch {
		case path.Fill != nil:
			p.Colour = *path.Fill
		case path.Stroke != nil:
			p.Colour = *path.Stroke
		}
	}
	p.Box = around(p.framed())
	p.At = templates.Point{X: p.Box.X, Y: p.Box.Y}
	if r, ok := items[0].(*Run); ok {
		p.At = r.At
	}
	return p
}

// framed returns the items in the groups that cut and turn them.
func (p *Placed) framed() []Item {
	items := p.Items
	for _, g := range slices.Backward(p.Within) {
		frame := *g
		frame.Items, items = items, []Item{&frame}
	}
	return items
}

// Ink returns the text form of the items, from the corner of Box: it is the same for what only moved.
func (p *Placed) Ink() string {
	var b strings.Builder
	for _, i := range p.framed() {
		shifted(i, templates.Point{X: -p.Box.X, Y: -p.Box.Y}).write(&b)
	}
	return b.String()
}

// sourceText returns a content as the template has it, without its filters and the marks of strong words.
func sourceText(c *templates.Content) string {
	var b strings.Builder
	for _, p := range c.Parts {
		if b.WriteString(p.Literal); p.Ref != "" {
			b.WriteString("{" + p.Ref + "}")
		}
	}
	return b.String()
}

// around returns the area that is seen of items, type from its capitals' height to its descenders.
func around(items []Item) templates.Rect {
	var lo, hi templates.Point
	first := true
	add := func(points ...templates.Point) {
		for _, p := range points {
			if first {
				lo, hi, first = p, p, false
			}
			lo = templates.Point{X: min(lo.X, p.X), Y: min(lo.Y, p.Y)}
			hi = templates.Point{X: max(hi.X, p.X), Y: max(hi.Y, p.Y)}
		}
	}
	for _, i := range items {
		switch i := i.(type) {
		case *Run:
			add(templates.Point{X: i.At.X, Y: i.At.Y - i.Size*7/10}, templates.Point{X: i.At.X + i.Width(), Y: i.At.Y + i.Size*22/100})
		case *Path:
			for _, s := range i.Segments {
				if s.Op != 'Z' {
					add(s.To)
				}
			}
		case *Picture:
			add(templates.Point{X: i.Box.X, Y: i.Box.Y}, templates.Point{X: i.Box.Right(), Y: i.Box.Bottom()})
		case *Bars:
			add(templates.Point{X: i.Box.X, Y: i.Box.Y}, templates.Point{X: i.Box.Right(), Y: i.Box.Bottom()})
		case *Halftone:
			add(templates.Point{X: i.Box.X, Y: i.Box.Y}, templates.Point{X: i.Box.Right(), Y: i.Box.Bottom()})
		case *Group:
			// Turned, its corners are where the corners of the box around it come to lie.
			r := around(i.Items)
			if i.Clip != nil {
				c := around([]Item{&Path{Segments: i.Clip}})
				seen := func(x, y templates.Length) templates.Point {
					return templates.Point{X: min(max(x, c.X), c.Right()), Y: min(max(y, c.Y), c.Bottom())}
				}
				near, far := seen(r.X, r.Y), seen(r.Right(), r.Bottom())
				r = templates.Rect{X: near.X, Y: near.Y, W: far.X - near.X, H: far.Y - near.Y}
			}
			sin, cos := sine(i.Turn / 360)
			for _, p := range []templates.Point{{X: r.X, Y: r.Y}, {X: r.Right(), Y: r.Y}, {X: r.X, Y: r.Bottom()}, {X: r.Right(), Y: r.Bottom()}} {
				x, y := float64(p.X-i.About.X), float64(p.Y-i.About.Y)
				add(templates.Point{
					X: i.About.X + templates.Length(math.Round(float64(x*cos)-float64(y*sin))),
					Y: i.About.Y + templates.Length(math.Round(float64(x*sin)+float64(y*cos))),
				})
			}
		case *Symbol:
			side := i.Module * templates.Length(i.Dark.Size()+2*i.Quiet)
			add(i.At, templates.Point{X: i.At.X + side, Y: i.At.Y + side})
		}
	}
	return templates.Rect{X: lo.X, Y: lo.Y, W: hi.X - lo.X, H: hi.Y - lo.Y}
}

// shifted returns a copy of an item, moved.
func shifted(i Item, by templates.Point) Item {
	switch i := i.(type) {
	case *Run:
		r := *i
		r.At = templates.Point{X: r.At.X + by.X, Y: r.At.Y + by.Y}
		return &r
	case *Path:
		segs := moved(i.Segments, by)
		for k := range segs {
			// Handles that a segment does not have stay where they are not.
			if segs[k].Op != 'C' {
				segs[k].C, segs[k].D = templates.Point{}, templates.Point{}
			}
			if segs[k].Op == 'Z' {
				segs[k].To = templates.Point{}
			}
		}
		return &Path{i.Paint, segs}
	case *Picture:
		p := *i
		p.Box.X, p.Box.Y, p.Place.X, p.Place.Y = p.Box.X+by.X, p.Box.Y+by.Y, p.Place.X+by.X, p.Place.Y+by.Y
		return &p
	case *Bars:
		b := *i
		b.Box.X, b.Box.Y = b.Box.X+by.X, b.Box.Y+by.Y
		return &b
	case *Halftone:
		h := *i
		h.Box.X, h.Box.Y = h.Box.X+by.X, h.Box.Y+by.Y
		return &h
	case *Group:
		g := *i
		g.Items = nil
		for _, i := range i.Items {
			g.Items = append(g.Items, shifted(i, by))
		}
		if g.Clip != nil {
			g.Clip = moved(g.Clip, by)
		}
		g.About = templates.Point{X: g.About.X + by.X, Y: g.About.Y + by.Y}
		return &g
	case *Symbol:
		s := *i
		s.At = templates.Point{X: s.At.X + by.X, Y: s.At.Y + by.Y}
		return &s
	}
	return i
}
