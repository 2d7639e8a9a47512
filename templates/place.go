package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// A place is a length from the left or top edge, or a relation and perhaps lengths to add:
//
//	right - 3mm                 of the card, or of the group around: left, right, top, bottom, center
//	below photo + 1mm           of an element by its id: below, above, right of, left of, center of, same as
//
// What is placed by a relation lies with its near edge there: at right its right edge, below an element its top edge, in the center
// its middle. All of it is settled when the template is read.

// axis is one of the two directions of places.
type axis struct {
	name         string
	near, far    string // the edges of the card
	after, prior string // the relations to an element
}

var (
	axisX = axis{"x", "left", "right", "right of", "left of"}
	axisY = axis{"y", "top", "bottom", "below", "above"}
)

func (a axis) of(r Rect) (from, extent Length) {
	if a.name == "x" {
		return r.X, r.W
	}
	return r.Y, r.H
}

// terms are the lengths added at the end of a place.
var terms = regexp.MustCompile(`\s+([+-])\s*([0-9.]+\s*[a-zµ]*)$`)

// splitTerms cuts the lengths off the end of a place or size and returns their sum.
func splitTerms(s string) (base string, sum Length, err error) {
	base = strings.TrimSpace(s)
	for {
		m := terms.FindStringSubmatchIndex(base)
		if m == nil {
			return base, sum, nil
		}
		l, err := ParseLength(base[m[4]:m[5]])
		if err != nil {
			return base, 0, err
		}
		if base[m[2]] == '-' {
			l = -l
		}
		if sum += l; sum > maxLength || sum < -maxLength {
			return base, 0, fmt.Errorf("%q is too long; want at most 10 m", s)
		}
		base = base[:m[0]]
	}
}

// place returns where on axis a the near edge of something lies that is extent long. It is bare for a plain length, which names another
// point for text. What is not a place is a fault at n.
func (r elementReader) place(key string, n *source.Node, a axis, extent Length) (at Length, bare bool, ref Element) {
	from, size := a.of(r.in.frame)
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want a place", n.Kind)
		return from, false, nil
	}
	base, add, err := splitTerms(n.Text)
	if err == nil && base != "" && strings.IndexByte("0123456789.+-", base[0]) >= 0 {
		var l Length
		if l, err = ParseLength(base); err == nil {
			return from + l + add, true, nil
		}
	}
	if err != nil {
		r.faultAt(n, key, "%v", err)
		return from, false, nil
	}
	switch base {
	case a.near:
		return from + add, false, nil
	case a.far:
		return from + size - extent + add, false, nil
	case "center":
		return from + (size-extent)/2 + add, false, nil
	}
	for _, relation := range []string{a.after, a.prior, "center of", "same as"} {
		id, ok := strings.CutPrefix(base, relation+" ")
		if !ok {
			continue
		}
		e, ok := r.refer(key, n, strings.TrimSpace(id))
		if !ok {
			return from, false, nil
		}
		from, size := a.of(e.Room())
		switch relation {
		case a.after:
			return from + size + add, false, nil
		case a.prior:
			return from - extent + add, false, nil
		case "center of":
			return from + (size-extent)/2 + add, false, nil
		}
		return from + add, false, e
	}
	relations := []string{a.near, "center", a.far, a.after, a.prior, "center of", "same as"}
	first, _, _ := strings.Cut(base, " ")
	hint := source.Suggest(first, relations)
	if hint == "" {
		hint = fmt.Sprintf("for %s: a length, %s, center, %s, or the id of an element after %s", a.name, a.near, a.far, source.Or(relations[3:]))
	}
	r.errs.Add(n.Pos, r.Name(key), source.Quote(n.Text)+" is not a place", hint)
	return from, false, nil
}

// extent returns a width or height: a length, full for that of the card or group, or that of another element.
func (r elementReader) extent(key string, n *source.Node, a axis) Length {
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want a length", n.Kind)
		return 0
	}
	base, add, err := splitTerms(n.Text)
	if err != nil {
		r.faultAt(n, key, "%v", err)
		return 0
	}
	if base == "full" {
		_, size := a.of(r.in.frame)
		return size + add
	}
	if id, ok := strings.CutPrefix(base, "same as "); ok {
		e, ok := r.refer(key, n, strings.TrimSpace(id))
		if !ok {
			return Millimetre // the fault is told already
		}
		_, size := a.of(e.Room())
		return size + add
	}
	l := r.lengthOf(key, &source.Node{Pos: n.Pos, Kind: n.Kind, Text: base})
	return l + add
}

// size returns the extent of key, which must be more than zero; def stands in for what is absent or at fault.
func (r elementReader) measure(key string, a axis, def Length) Length {
	r.Tell(source.Ask{Key: key, As: "measure"})
	n := r.Get(key)
	if n == nil {
		return def
	}
	before := len(*r.errs)
	if l := r.extent(key, n, a); l > 0 {
		return l
	} else if len(*r.errs) == before {
		r.faultAt(n, key, "%s; want more than zero", l)
	}
	return def
}

// at returns the place [x, y] of key for something of the size given. A bare y names what lies base below the top edge: of text the
// first baseline.
func (r elementReader) at(key string, size Size, base Length) Point {
	return r.atIn(key, size, base, 0)
}

// atIn is at for what stands flow below its place in a stack.
func (r elementReader) atIn(key string, size Size, base, flow Length) Point {
	r.Tell(source.Ask{Key: key, As: "point"})
	n := r.Get(key)
	if n == nil {
		if r.in.flow {
			return Point{r.in.frame.X, r.in.frame.Y + flow}
		}
		return Point{r.in.frame.X, r.in.frame.Y}
	}
	if n.Kind != source.List || len(n.Items) != 2 {
		r.faultAt(n, key, "want a list of 2 lengths")
		return Point{r.in.frame.X, r.in.frame.Y}
	}
	x, _, _ := r.place(key, n.Items[0], axisX, size.W)
	y, bare, same := r.place(key, n.Items[1], axisY, size.H)
	if t, ok := same.(*Text); ok && base != 0 {
		y += t.At.Y - t.Room().Y // the same baseline
	} else if bare && r.in.flow {
		y += flow
	} else if !bare {
		y += base
	}
	return Point{x, y}
}

// point is at for what has no size.
func (r elementReader) point(key string) Point { return r.at(key, Size{}, 0) }

// need faults a place that is missing. Where elements follow one another, they need none.
func (r elementReader) need(key string) {
	if !r.Has(key) && !r.in.flow {
		r.faultAt(r.Node, key, "missing; want [x, y]")
	}
}

// box returns the [x, y, width, height] of key, and all zero for one at fault.
func (r elementReader) box(key string) Rect {
	r.Tell(source.Ask{Key: key, As: "box"})
	n := r.Get(key)
	if n == nil {
		return Rect{}
	}
	if n.Kind != source.List || len(n.Items) != 4 {
		r.faultAt(n, key, "want a list of 4 lengths")
		return Rect{}
	}
	before := len(*r.errs) + r.t.lost
	b := Rect{W: r.extent(key, n.Items[2], axisX), H: r.extent(key, n.Items[3], axisY)}
	b.X, _, _ = r.place(key, n.Items[0], axisX, b.W)
	b.Y, _, _ = r.place(key, n.Items[1], axisY, b.H)
	switch {
	case len(*r.errs)+r.t.lost > before:
		return Rect{}
	case b.W <= 0 || b.H <= 0:
		r.faultAt(n, key, "want a width and a height of more than zero")
		return Rect{}
	}
	return b
}

// scope is the elements that may name each other: those of a face, or those of a group and what is around it.
type scope struct {
	up      *scope
	frame   Rect   // what left, right, top, bottom and full are of; bare numbers count from its corner
	flow    bool   // elements follow one another downwards, and need no place
	gap     Length // between them
	turned  bool   // a group around is turned, so that places on the card are not known here
	fixed   bool   // a group around is cut or turned, which codes cannot be
	cut     Rect   // what groups around are cut to, as far as none is turned; no width if there is none
	entries []*entry
}

// noBottom is below everything.
const noBottom Length = maxLength

// bottom returns how far down what is read may come: to the safe zone of the card, where that is known, and to where groups around are cut.
func (s *scope) bottom(t *Template) Length {
	bottom := noBottom
	if !s.turned {
		bottom = t.Size.H - t.Safe
	}
	if s.cut.W > 0 {
		bottom = min(bottom, s.cut.Bottom())
	}
	return bottom
}

// flows tells whether a stack is around, be it around a group.
func (s *scope) flows() bool { return s != nil && (s.flow || s.up.flows()) }

// entry is an element on its way from its node.
type entry struct {
	node  *source.Node
	path  string
	id    string
	state int // 0 not begun, 1 being read, 2 read
	sound bool
	e     Element
}

// refer returns the element of an id, which is read first if it has not been. It is not ok for one that is at fault itself.
func (r elementReader) refer(key string, n *source.Node, id string) (Element, bool) {
	var ids []string
	for s := r.in; s != nil; s = s.up {
		for _, x := range s.entries {
			if x.id != id {
				ids = append(ids, x.id)
				continue
			}
			if x.state == 1 {
				r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("the place of element %s depends on itself", source.Quote(id)), "")
				return nil, false
			}
			if r.t.parseEntry(s, x, r.errs); !x.sound {
				r.t.lost++
			}
			return x.e, x.sound
		}
	}
	ids = slices.DeleteFunc(ids, func(s string) bool { return s == "" })
	r.errs.Add(n.Pos, r.Name(key), source.Quote(id)+" is no element of this face", source.Suggest(id, ids))
	return nil, false
}
