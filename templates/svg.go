package templates

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// What an SVG file may cost.
const (
	maxSVGBytes    = 4 << 20
	maxSVGDepth    = 64
	maxSVGElements = 50_000
	maxSVGRules    = 1000
	maxSVGCost     = 200_000 // elements, lines and curves that are drawn, those of every use again
)

// svgSpace is the namespace of SVG's elements (SVG 2, section 5.2). What belongs to others is a design program's own, and is not drawn.
const svgSpace = "http://www.w3.org/2000/svg"

// Shape is a path of vector artwork as it lies on the card.
type Shape struct {
	Paint
	Segments []Segment
	Clips    []Clip // the shape is seen where all of them are
}

// Clip is an area that cuts off what lies outside.
type Clip struct {
	Segments []Segment
	EvenOdd  bool
}

// parseSVG reads vector artwork from an SVG file and places its view box in a box, as large as fits and in the middle. What would print
// otherwise than a browser shows it, such as filters, pictures, type, gradients and transparency, is a fault and is never left out; what a
// browser does not show either is passed over. The error is a source.ErrorList.
func parseSVG(name string, data []byte, box Rect) ([]Shape, error) {
	var errs source.ErrorList
	root, err := readSVG(name, data)
	if err != nil {
		errs.Append(name, err)
		return nil, errs.Err()
	}
	d := &svgDrawing{errs: &errs, ids: map[string]*svgNode{}}
	d.collect(root)
	m, view := d.viewBox(root, box)
	if len(errs) == 0 {
		d.children(root, svgState{m: m, style: svgRoot().with(d.styles(root))})
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if len(d.shapes) == 0 {
		errs.Add(source.Pos{File: name, Line: 1, Col: 1}, "", "draws nothing", "")
		return nil, errs.Err()
	}
	d.crop(view)
	return d.shapes, nil
}

// svgNode is an element of an SVG file.
type svgNode struct {
	pos      source.Pos
	name     string // without its namespace
	attrs    []xml.Attr
	children []*svgNode
	text     string // of a style sheet
}

func (n *svgNode) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// readSVG reads the elements of SVG's own namespace.
func readSVG(name string, data []byte) (*svgNode, error) {
	fail := func(line, col int, format string, args ...any) error {
		return &source.Error{Pos: source.Pos{File: name, Line: line, Col: col}, Msg: fmt.Sprintf(format, args...)}
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	var root *svgNode
	var open []*svgNode
	elements := 0
	for {
		line, col := d.InputPos()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if e := (*xml.SyntaxError)(nil); errors.As(err, &e) {
				return nil, fail(e.Line, 1, "not sound XML: %s", e.Msg)
			}
			return nil, fail(line, col, "not sound XML: %s", strings.TrimPrefix(err.Error(), "xml: "))
		}
		switch t := token.(type) {
		case xml.Directive:
			// An entity can stand for any text, and for the text of other entities many times over.
			if bytes.Contains(t, []byte("<!ENTITY")) || bytes.IndexByte(t, '[') >= 0 {
				return nil, &source.Error{Pos: source.Pos{File: name, Line: line, Col: col}, Msg: "the document type declares entities",
					Hint: "export as plain SVG, which has none"}
			}
		case xml.StartElement:
			if elements++; elements > maxSVGElements {
				return nil, fail(line, col, "more than %d elements", maxSVGElements)
			}
			if len(open) == maxSVGDepth {
				return nil, fail(line, col, "elements are nested deeper than %d", maxSVGDepth)
			}
			n := &svgNode{pos: source.Pos{File: name, Line: line, Col: col}, name: t.Name.Local, attrs: slices.Clone(t.Attr)}
			if t.Name.Space != svgSpace {
				n.name = "" // a design program's own, with all that is in it
			}
			switch {
			case root == nil && n.name != "svg":
				return nil, fail(line, col, "not an SVG: the first element is %s; want svg with xmlns=%q", source.Quote(t.Name.Local), svgSpace)
			case root == nil:
				root = n
			case len(open) > 0 && n.name != "":
				parent := open[len(open)-1]
				parent.children = append(parent.children, n)
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 && open[len(open)-1].name == "style" {
				open[len(open)-1].text += string(t)
			}
		}
	}
	if root == nil {
		return nil, fail(1, 1, "not an SVG: found no element")
	}
	return root, nil
}

// collect notes the elements by their id, and the rules of style sheets, of the whole file.
func (d *svgDrawing) collect(n *svgNode) {
	if id, ok := n.attr("id"); ok && d.ids[id] == nil {
		d.ids[id] = n
	}
	if n.name == "style" {
		d.sheet(n)
	}
	for _, c := range n.children {
		d.collect(c)
	}
}

// viewBox returns the map from the user space of the file to its place in box, and that place.
func (d *svgDrawing) viewBox(root *svgNode, box Rect) (matrix, Rect) {
	var v []float64
	if text, ok := root.attr("viewBox"); ok {
		in := &pathScanner{s: text}
		for !in.done() {
			v = append(v, in.number())
		}
		if in.err != nil || len(v) != 4 || v[2] <= 0 || v[3] <= 0 {
			d.fault(root, "viewBox", "%s; want x, y, width and height", source.Quote(text))
			return identity, box
		}
	} else {
		w, okW := d.length(root, "width", 0)
		h, okH := d.length(root, "height", 0)
		if !okW || !okH || w <= 0 || h <= 0 {
			d.fault(root, "viewBox", "missing; want it, or width and height")
			return identity, box
		}
		v = []float64{0, 0, w, h}
	}
	sx, sy := float64(box.W)/v[2], float64(box.H)/v[3]
	switch aspect, _ := root.attr("preserveAspectRatio"); strings.TrimSpace(aspect) {
	case "none":
	case "", "xMidYMid", "xMidYMid meet":
		sx = min(sx, sy)
		sy = sx
	default:
		d.fault(root, "preserveAspectRatio", "%s; want none, or xMidYMid meet", source.Quote(aspect))
	}
	w, h := v[2]*sx, v[3]*sy
	x, y := float64(box.X)+(float64(box.W)-w)/2, float64(box.Y)+(float64(box.H)-h)/2
	return matrix{sx, 0, 0, sy, x - v[0]*sx, y - v[1]*sy}, Rect{Length(x + 0.5), Length(y + 0.5), Length(w + 0.5), Length(h + 0.5)}
}

// crop cuts off what lies outside of the view box, as browsers do.
func (d *svgDrawing) crop(view Rect) {
	edge := Clip{Segments: []Segment{{Op: 'M', To: Point{view.X, view.Y}}, {Op: 'L', To: Point{view.Right(), view.Y}},
		{Op: 'L', To: Point{view.Right(), view.Bottom()}}, {Op: 'L', To: Point{view.X, view.Bottom()}}, {Op: 'Z', To: Point{view.X, view.Y}}}}
	for i := range d.shapes {
		s := &d.shapes[i]
		room := view
		if s.Stroke != nil {
			room = view.Inset(s.Weight / 2)
		}
		for _, g := range s.Segments {
			points := []Point{g.To}
			if g.Op == 'C' {
				points = []Point{g.C, g.D, g.To}
			}
			if slices.ContainsFunc(points, func(p Point) bool { return !room.Contains(Rect{p.X, p.Y, 0, 0}) }) {
				s.Clips = append(s.Clips, edge)
				break
			}
		}
	}
}
