package templates

import (
	"math"

	"docketcard/templates/source"
)

// Group is elements that are placed, cut and turned together. Bare numbers in it count from its corner.
type Group struct {
	Common
	Elements []Element
	Box      Rect    // with a size of 0 for a group that gives none
	Clip     bool    // what lies outside Box is cut off
	Round    Length  // corner radius of Box
	Turn     float64 // degrees clockwise, around the middle of Box
	Whole    bool    // all of a face, of one template of several (Template.route)
}

// Inside returns the elements of the group.
func (g *Group) Inside() []Element { return g.Elements }

// Refs returns the names that the elements show.
func (g *Group) Refs() []string { return refsOf(g.Elements) }

func refsOf(elements []Element) []string {
	var refs []string
	for _, e := range elements {
		refs = append(refs, e.Refs()...)
	}
	return refs
}

// Room returns the box, or what its elements fill.
func (g *Group) Room() Rect {
	if g.Box.W > 0 {
		return g.Box
	}
	var corners []Point
	for _, e := range g.Elements {
		r := e.Room()
		corners = append(corners, Point{r.X, r.Y}, Point{r.Right(), r.Bottom()})
	}
	return around(corners...)
}

// Centre returns the point that the group is turned around.
func (g *Group) Centre() Point {
	r := g.Room()
	return Point{r.X + r.W/2, r.Y + r.H/2}
}

// uncut returns the area of what must not be cut off after turning.
func (g *Group) uncut() (Rect, bool) {
	if g.Turn == 0 {
		return Rect{}, false // its elements say so themselves
	}
	sin, cos := math.Sincos(g.Turn * math.Pi / 180)
	c := g.Centre()
	var corners []Point
	for e := range Walk(g.Elements) {
		u, ok := e.(interface{ uncut() (Rect, bool) })
		if !ok {
			continue
		}
		r, ok := u.uncut()
		if !ok {
			continue
		}
		for _, p := range []Point{{r.X, r.Y}, {r.Right(), r.Y}, {r.X, r.Bottom()}, {r.Right(), r.Bottom()}} {
			x, y := float64(p.X-c.X), float64(p.Y-c.Y)
			corners = append(corners, Point{c.X + Length(math.Round(float64(x*cos)-float64(y*sin))), c.Y + Length(math.Round(float64(x*sin)+float64(y*cos)))})
		}
	}
	return around(corners...), len(corners) > 0
}

func (r elementReader) group(common Common) Element {
	g := &Group{Common: common, Clip: r.Bool("clip"), Turn: r.number("turn", 0)}
	var size Size
	r.Tell(source.Ask{Key: "size", As: "extents"})
	if n := r.Get("size"); n != nil {
		if len(n.Items) != 2 {
			r.faultAt(n, "size", "want [width, height]")
		} else {
			size = Size{r.extent("size", n.Items[0], axisX), r.extent("size", n.Items[1], axisY)}
			if size.W <= 0 || size.H <= 0 {
				r.faultAt(n, "size", "want a width and a height of more than zero")
			}
		}
	}
	if g.Clip {
		g.Round = r.radius(size)
		if !r.Has("size") {
			r.faultAt(r.Node.Get("clip"), "size", "missing; want the [width, height] to cut to")
		}
	}
	if g.Turn < -360 || g.Turn > 360 {
		r.faultAt(r.Node.Get("turn"), "turn", "want degrees from -360 to 360")
	}
	at := r.at("at", size, 0)
	g.Box = Rect{at.X, at.Y, size.W, size.H}
	in := &scope{up: r.in, frame: g.Box, fixed: r.in.fixed || g.Clip || g.Turn != 0, turned: r.in.turned || g.Turn != 0}
	if g.Turn == 0 {
		in.cut = r.in.cut
	}
	if g.Clip && size.W > 0 && size.H > 0 {
		outer := in.cut
		if in.cut = g.Box; outer.W > 0 {
			if in.cut = g.Box.Common(outer); in.cut.W <= 0 {
				r.faultAt(r.Node, "clip", "lies outside what the group around it is cut to")
			}
		}
	}
	if size.W == 0 {
		in.frame = Rect{at.X, at.Y, r.in.frame.Right() - at.X, r.in.frame.Bottom() - at.Y}
	}
	g.Elements = r.t.parseElements(r.Need("group"), r.Name("group"), in, r.errs)
	return g
}
