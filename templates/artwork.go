package templates

import (
	"crypto/sha256"

	"docketcard/templates/source"
)

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
	file := r.NeedText("artwork")
	if !r.Has("box") {
		r.faultAt(r.Node, "box", "missing; want [x, y, width, height]")
	}
	if file == "" || a.Box.W <= 0 || a.Box.H <= 0 {
		return a
	}
	n, l := r.Node.Get("artwork"), r.t.loader
	if l.folders[n.Pos.File] == nil {
		r.errs.Addf(n.Pos, r.Name("artwork"), "%s is a file, and the folder of this one is not known", source.Quote(file))
		return a
	}
	label, data, err := beside(n.Pos.File, l.at[n.Pos.File], file, l.folders[n.Pos.File], maxSVGBytes)
	if err != nil {
		r.errs.Add(n.Pos, r.Name("artwork"), err.Error(), "paths are relative to the file that names them")
		return a
	}
	l.digests = append(l.digests, sha256.Sum256(data))
	a.Shapes, err = parseSVG(label, data, a.Box)
	r.errs.Append(label, err)
	return a
}
