package templates

// Artwork is a drawing from an SVG file.
type Artwork struct {
	Common
	Box    Rect
	Shapes []Shape
}

// Refs returns nothing: artwork is the same on every card.
func (a *Artwork) Refs() []string { return nil }

// Room returns the box.
func (a *Artwork) Room() Rect { return a.Box }

func (r elementReader) artwork(common Common) Element {
	a := &Artwork{Common: common, Box: r.box("box")}
	if !r.Has("box") {
		r.faultAt(r.Node, "box", "missing; want [x, y, width, height]")
	}
	label, data, ok := r.file("artwork", maxSVGBytes)
	if !ok || a.Box.W <= 0 || a.Box.H <= 0 {
		return a
	}
	var err error
	a.Shapes, err = parseSVG(label, data, a.Box)
	r.errs.Append(label, err)
	return a
}
