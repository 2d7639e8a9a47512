package templates

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// Element is one thing that a face of a card shows: a *Text, *Photo, *Rectangle, *Line, *Path, *Waves, *Rosette or *Code. Elements
// are drawn in the order of the template. Places are counted from the left and top edges of the trimmed card.
type Element interface {
	// Base returns what all elements have.
	Base() *Common
}

// Common is what all elements have.
type Common struct {
	ID   string // of the author's choice, for messages; may be empty
	Pos  source.Pos
	When string // a field that must have a value for the element to be drawn; empty is always
}

// Base returns c itself; every element embeds a Common.
func (c *Common) Base() *Common { return c }

// Align is where a line of text lies in its width.
type Align string

// The alignments.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
)

// Text is a line or paragraph of text, perhaps with a label above it. An element whose value is empty is not drawn, nor is its label.
type Text struct {
	Common
	Value  Content
	At     Point // where the first baseline starts
	Width  Length
	Height Length // of the text in all; 0 is no limit but Lines
	Style  *Style
	Sizes  []Length // to step through until the text fits; the style's size when empty
	Lines  int      // at most; 1 is the default
	Align  Align
	Label  Content
	Above  *Style // of the label
	Gap    Length // from the label's baseline, which is then the one At names, to the first of the value
}

// Style is how text is set.
type Style struct {
	Name     string
	Faces    []string // fallbacks in order
	Size     Length
	Colour   Colour
	Leading  Length // from baseline to baseline
	Tracking Length // added after every character
}

// Photo is a picture that a field of the record names.
type Photo struct {
	Common
	Field string
	Box   Rect
	Cover bool // fill the box and crop, else show the whole picture within it
	Focus [2]float64
	Round Length // corner radius
}

// Paint is how a shape is drawn.
type Paint struct {
	Fill   *Colour
	Stroke *Colour
	Weight Length // of the stroke
	Dash   []Length
}

// Rectangle is a rectangle, perhaps with rounded corners.
type Rectangle struct {
	Common
	Paint
	Box    Rect
	Radius Length
}

// Line is a straight line.
type Line struct {
	Common
	Paint
	From, To Point
}

// Path is a shape of lines and curves.
type Path struct {
	Common
	Paint
	At       Point
	Segments []Segment // counted from At
}

// Waves is a family of wavy lines, the fine-line background of a card: line i of Lines runs through Box at a height that grows with i,
// and swings by Amplitude every Period, its phase moved on by Drift of a turn from line to line. A second swing may be laid over the first.
type Waves struct {
	Common
	Paint
	Box           Rect
	Lines         int
	Swing, Second Swing
	Slope         Length // how much lower a line ends than it starts
}

// Swing is a sine wave.
type Swing struct {
	Amplitude Length
	Period    Length
	Phase     float64 // of a turn
	Drift     float64 // of a turn, from line to line
}

// Rosette is a ring of looped curves: Lines closed curves around At between Inner and Outer, each with Petals swings a turn, each turned a
// little against the one before.
type Rosette struct {
	Common
	Paint
	At           Point
	Inner, Outer Length
	Petals       int
	Lines        int
	Twist        float64 // of a petal, over all lines
}

// Code is a QR code (ISO/IEC 18004) in black on a white patch that includes the quiet zone.
type Code struct {
	Common
	Value   Content
	At      Point // left and top edges of the patch
	Module  Length
	Version int    // 1 to 40: all codes of a template's element are one size
	Level   string // L, M, Q or H
	Quiet   int    // modules
}

// Modules returns how many modules a side of the symbol has, without its quiet zone (ISO/IEC 18004, section 5.3.1).
func (c *Code) Modules() int { return 17 + 4*c.Version }

// Box returns the area of the patch.
func (c *Code) Box() Rect {
	side := Length(c.Modules()+2*c.Quiet) * c.Module
	return Rect{c.At.X, c.At.Y, side, side}
}

// MinModule is the smallest module that phones read from office print (ten printer dots at 600 dpi would be 0.423 mm, eight are 0.339).
const MinModule = 338 * Micrometre

// kinds are the elements by the key that an element starts with.
var kinds = []string{"text", "photo", "rect", "line", "path", "waves", "rosette", "qr"}

func (t *Template) parseFace(n *source.Node, key string, errs *source.ErrorList) []Element {
	if n == nil {
		return nil
	}
	if n.Kind != source.List {
		errs.Addf(n.Pos, key, "found %s; want a list of elements", n.Kind)
		return nil
	}
	var out []Element
	for i, item := range n.Items {
		if e := t.parseElement(item, fmt.Sprintf("%s[%d]", key, i), errs); e != nil {
			out = append(out, e)
		}
	}
	return out
}

func (t *Template) parseElement(n *source.Node, path string, errs *source.ErrorList) Element {
	if n.Kind != source.Mapping {
		errs.Addf(n.Pos, path, "found %s; want an element, which starts with %s", n.Kind, source.Or(kinds))
		return nil
	}
	r := elementReader{newReader(n, path, errs), t}
	kind := ""
	for _, k := range kinds {
		if n.Get(k) != nil {
			kind = k
			break
		}
	}
	common, before := Common{Pos: n.Pos}, len(*errs)
	if kind == "" {
		first := ""
		if len(n.Pairs) > 0 {
			first = n.Pairs[0].Key.Text
		}
		errs.Add(n.Pos, path, "not an element; want one that has "+source.Or(kinds), source.Suggest(first, kinds))
		return nil
	}
	common.ID, common.When = r.Text("id"), r.Text("when")
	if common.When != "" {
		t.known(r.reader, "when", []string{common.When})
	}
	var e Element
	switch kind {
	case "text":
		e = r.text(common)
	case "photo":
		e = r.photo(common)
	case "rect":
		e = &Rectangle{Common: common, Box: r.box("rect"), Radius: r.length("radius", 0), Paint: r.paint()}
	case "line":
		e = r.line(common)
	case "path":
		e = r.path(common)
	case "waves":
		e = &Waves{Common: common, Box: r.box("waves"), Lines: r.Int("lines", 40, 1, 1000), Slope: r.length("slope", 0),
			Swing: r.swing("swing"), Second: r.swing("second"), Paint: r.paint()}
	case "rosette":
		e = &Rosette{Common: common, At: r.point("rosette", Point{}), Inner: r.length("inner", 0), Outer: r.positive("outer", 10*Millimetre),
			Petals: r.Int("petals", 12, 1, 360), Lines: r.Int("lines", 8, 1, 200), Twist: r.number("twist", 1), Paint: r.paint()}
	case "qr":
		e = r.code(common)
	}
	r.Close()
	if area, ok := occupied(e); ok && len(*errs) == before && !(Rect{W: t.Size.W, H: t.Size.H}).Inset(t.Safe).Contains(area) {
		errs.Add(n.Pos, path, fmt.Sprintf("lies closer than %s to the edge of the card, which is %s", t.Safe, t.Size),
			"cutting is not exact; move the element, or say with safe: how near it may come")
	}
	return e
}

// occupied returns the area of what must not be cut off, and whether e is of that kind: a text reaches from the capitals of its first line,
// some seven tenths of an em, to its last baseline.
func occupied(e Element) (Rect, bool) {
	switch e := e.(type) {
	case *Text:
		if e.Style == nil || len(e.Sizes) == 0 {
			return Rect{}, false
		}
		first, size := e.At.Y, e.Sizes[0]
		last := first
		if !e.Label.Empty() {
			if e.Above == nil {
				return Rect{}, false
			}
			size, last = e.Above.Size, first+e.Gap
		}
		top := first - size*7/10
		return Rect{e.At.X, top, e.Width, last - top}, true
	case *Code:
		return e.Box(), true
	}
	return Rect{}, false
}

type elementReader struct {
	reader
	t *Template
}

func (r elementReader) box(key string) Rect {
	if v, ok := r.lengths(key, 4); ok {
		if v[2] <= 0 || v[3] <= 0 {
			r.faultAt(r.Node.Get(key), key, "want a width and a height of more than zero")
		}
		return Rect{v[0], v[1], v[2], v[3]}
	}
	return Rect{}
}

// needPoint is point for a key that must be there.
func (r elementReader) needPoint(key string) Point {
	if !r.Has(key) {
		r.faultAt(r.Node, key, "missing; want [x, y]")
	}
	return r.point(key, Point{})
}

func (r elementReader) number(key string, def float64) float64 {
	n := r.Get(key)
	if n == nil {
		return def
	}
	v, ok := decimal(n)
	if !ok || math.Abs(v) > 1e6 {
		r.faultAt(n, key, "%s; want a number", source.Quote(n.String()))
		return def
	}
	return v
}

// decimal reads a number without an exponent.
func decimal(n *source.Node) (float64, bool) {
	if n.Kind != source.Scalar || strings.Trim(n.Text, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	return v, err == nil
}

func (r elementReader) swing(key string) Swing {
	n := r.Get(key)
	if n == nil {
		return Swing{Period: 10 * Millimetre}
	}
	s := elementReader{newReader(n, r.Name(key), r.errs), r.t}
	w := Swing{s.length("amplitude", Millimetre), s.positive("period", 10*Millimetre), s.number("phase", 0), s.number("drift", 0)}
	s.Close()
	return w
}

func (r elementReader) colour(key string) *Colour {
	n := r.Get(key)
	if n == nil {
		return nil
	}
	c := r.t.colourOf(r.reader, key, n)
	return &c
}

func (r elementReader) paint() Paint {
	p := Paint{Fill: r.colour("fill"), Stroke: r.colour("stroke"), Weight: r.positive("weight", Points(0.25))}
	if n := r.Get("dash"); n != nil {
		dash, ok := r.lengthsOf("dash", n, anyCount)
		for _, l := range dash {
			if l <= 0 || len(dash)%2 != 0 {
				r.faultAt(n, "dash", "want lengths of more than zero in pairs, drawn and left out")
				break
			}
		}
		if ok {
			p.Dash = dash
		}
	}
	if p.Fill == nil && p.Stroke == nil {
		r.faultAt(r.Node, "fill", "neither fill nor stroke; want one of them")
	}
	return p
}

func (r elementReader) content(key string) Content {
	n := r.Get(key)
	if n == nil {
		return Content{}
	}
	c := Content{Pos: n.Pos}
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want text", n.Kind)
		return c
	}
	var err error
	if c.Parts, err = parseContent(n.Text); err != nil {
		r.faultAt(n, key, "%v", err)
	}
	r.t.known(r.reader, key, c.Refs())
	return c
}

func (r elementReader) style(key string) *Style {
	n := r.Get(key)
	if n == nil {
		if key == "style" {
			r.faultAt(r.Node, key, "missing; want the name of a style")
		}
		return nil
	}
	s := r.t.Styles[n.Text]
	if s == nil {
		names := sortedKeys(r.t.Styles)
		r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("%q is not a style", n.Text), source.Suggest(n.Text, names))
	}
	return s
}

func (r elementReader) text(common Common) Element {
	t := &Text{Common: common, Value: r.content("text"), At: r.needPoint("at"), Width: r.positive("width", 0), Height: r.positive("height", 0),
		Style: r.style("style"), Lines: r.Int("lines", 1, 1, 100), Align: Align(r.Choice("align", "left", "center", "right")),
		Label: r.content("label")}
	if !r.Has("width") {
		r.faultAt(r.Node, "width", "missing; want the width that the text may take")
	}
	if n := r.Get("sizes"); n != nil {
		sizes, ok := r.lengthsOf("sizes", n, anyCount)
		for i, s := range sizes {
			if ok && (s <= 0 || i > 0 && s >= sizes[i-1]) {
				r.faultAt(n, "sizes", "want sizes from large to small")
				break
			}
		}
		t.Sizes = sizes
	}
	if t.Style != nil && len(t.Sizes) == 0 {
		t.Sizes = []Length{t.Style.Size}
	}
	if !t.Label.Empty() {
		t.Above = r.style("above")
		if t.Above == nil {
			t.Above = r.t.Styles["label"]
		}
		if t.Above == nil {
			r.faultAt(r.Node.Get("label"), "above", "missing; want the style of the label, or a style named label")
		}
		t.Gap = r.positive("gap", 3*Millimetre)
	}
	return t
}

func (r elementReader) photo(common Common) Element {
	p := &Photo{Common: common, Field: r.NeedText("photo"), Box: r.box("box"), Cover: r.Choice("fit", "cover", "contain") == "cover",
		Focus: [2]float64{0.5, 0.5}, Round: r.length("radius", 0)}
	if !r.Has("box") {
		r.faultAt(r.Node, "box", "missing; want [x, y, width, height]")
	}
	if n := r.Get("focus"); n != nil {
		ok := n.Kind == source.List && len(n.Items) == 2
		for i := 0; ok && i < 2; i++ {
			p.Focus[i], ok = decimal(n.Items[i])
			ok = ok && p.Focus[i] >= 0 && p.Focus[i] <= 1
		}
		if !ok {
			r.faultAt(n, "focus", "want two numbers from 0 to 1, such as [0.5, 0.4]")
		}
	}
	if f := r.t.Field(p.Field); p.Field != "" && (f == nil || f.Type != TypePhoto) {
		r.faultAt(r.Node.Get("photo"), "photo", "%q is not a field of type photo", p.Field)
	}
	return p
}

func (r elementReader) line(common Common) Element {
	l := &Line{Common: common, Paint: r.paint()}
	if v, ok := r.lengths("line", 4); ok {
		l.From, l.To = Point{v[0], v[1]}, Point{v[2], v[3]}
	}
	return l
}

func (r elementReader) path(common Common) Element {
	p := &Path{Common: common, At: r.point("at", Point{}), Paint: r.paint()}
	var err error
	if p.Segments, err = parsePath(r.NeedText("path"), 1000*r.number("scale", 1)); err != nil {
		r.faultAt(r.Node.Get("path"), "path", "%v", err)
	}
	return p
}

func (r elementReader) code(common Common) Element {
	c := &Code{Common: common, Value: r.content("qr"), At: r.needPoint("at"), Module: r.positive("module", 423*Micrometre),
		Version: r.Int("version", 5, 1, 40), Level: r.Choice("level", "M", "L", "Q", "H"), Quiet: r.Int("quiet", 4, 4, 20)}
	if c.Module < MinModule {
		r.errs.Add(r.Node.Get("module").Pos, r.Name("module"), fmt.Sprintf("%s; want at least %s", c.Module, MinModule), "phones do not read smaller modules from office print")
	}
	return c
}
