package templates

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// svgDrawing draws the elements of an SVG file.
type svgDrawing struct {
	errs   *source.ErrorList
	ids    map[string]*svgNode
	rules  []svgRule
	shapes []Shape
	cost   int        // see maxSVGCost
	using  []*svgNode // the use elements that are being followed
}

// svgState is what an element has from those around it.
type svgState struct {
	m     matrix
	style svgStyle
	clips []Clip
}

func (d *svgDrawing) fault(n *svgNode, field, format string, args ...any) {
	d.errs.Addf(n.pos, field, format, args...)
}

func (d *svgDrawing) faultHint(n *svgNode, field, msg, hint string) {
	d.errs.Add(n.pos, field, msg, hint)
}

func (d *svgDrawing) children(n *svgNode, s svgState) {
	for _, c := range n.children {
		d.element(c, s)
	}
}

// svgGeometry are the attributes that say where an element lies.
var svgGeometry = map[string][]string{
	"g": nil, "a": nil, "use": {"x", "y", "width", "height", "href"},
	"path": {"d", "pathLength"}, "rect": {"x", "y", "width", "height", "rx", "ry"}, "circle": {"cx", "cy", "r"},
	"ellipse": {"cx", "cy", "rx", "ry"}, "line": {"x1", "y1", "x2", "y2"}, "polyline": {"points"}, "polygon": {"points"},
}

// svgUndrawn are the elements that draw nothing where they stand.
var svgUndrawn = map[string]bool{
	"defs": true, "title": true, "desc": true, "metadata": true, "style": true, "clipPath": true, "mask": true, "pattern": true, "filter": true,
	"linearGradient": true, "radialGradient": true, "marker": true, "symbol": true, "view": true, "cursor": true,
}

// svgHints say what to do about what is refused.
var svgHints = map[string]string{
	"image": "a picture is an element of the template, or is traced to paths", "text": "turn type into paths before exporting",
	"script": "export without scripts", "switch": "export as plain SVG", "foreignObject": "export as plain SVG", "svg": "export as one drawing",
	"animate": "artwork is printed", "animateTransform": "artwork is printed", "set": "artwork is printed",
}

func (d *svgDrawing) element(n *svgNode, s svgState) {
	d.spend(n, 1)
	if svgUndrawn[n.name] || d.cost > maxSVGCost {
		return
	}
	own := d.styles(n)
	if own["display"] == "none" {
		return
	}
	geometry, ok := svgGeometry[n.name]
	if !ok {
		d.faultHint(n, "", fmt.Sprintf("an element %s, which cannot be printed as vector artwork", source.Quote(n.name)), svgHints[n.name])
		return
	}
	d.attributes(n, geometry)
	s.style = s.style.with(own)
	if text, ok := own["transform"]; ok {
		m, err := parseTransform(text)
		if err != nil {
			d.fault(n, "", "%v", err)
			return
		}
		s.m = s.m.mul(m)
	}
	if !d.sound(n, own) {
		return
	}
	if ref := own["clip-path"]; ref != "" && ref != "none" {
		clip, ok := d.clip(n, ref, s.m)
		if !ok {
			return
		}
		s.clips = append(s.clips[:len(s.clips):len(s.clips)], clip)
	}
	switch n.name {
	case "g", "a":
		d.children(n, s)
	case "use":
		d.use(n, s)
	default:
		steps, err := d.steps(n)
		if err != nil {
			d.fault(n, "", "%v", err)
			return
		}
		if len(steps) > 0 {
			d.draw(n, steps, s)
		}
	}
}

// use draws another element at a place of its own (SVG 2, section 5.6).
func (d *svgDrawing) use(n *svgNode, s svgState) {
	target, ok := d.href(n)
	if !ok {
		return
	}
	for _, u := range d.using {
		if u == n {
			d.fault(n, "", "a use that draws itself")
			return
		}
	}
	if len(d.using) == maxSVGDepth {
		d.fault(n, "", "uses are nested deeper than %d", maxSVGDepth)
		return
	}
	x, _ := d.length(n, "x", 0)
	y, _ := d.length(n, "y", 0)
	s.m = s.m.mul(matrix{1, 0, 0, 1, x, y})
	if svgUndrawn[target.name] || target.name == "svg" {
		d.faultHint(n, "", fmt.Sprintf("uses a %s, which cannot be printed as vector artwork", target.name), "turn symbols into plain groups before exporting")
		return
	}
	d.using = append(d.using, n)
	d.element(target, s)
	d.using = d.using[:len(d.using)-1]
}

// href returns what a use refers to, an element of the same file.
func (d *svgDrawing) href(n *svgNode) (*svgNode, bool) {
	for _, a := range n.attrs {
		if a.Name.Local != "href" {
			continue
		}
		target := d.ids[strings.TrimPrefix(a.Value, "#")]
		if !strings.HasPrefix(a.Value, "#") || target == nil {
			d.fault(n, "href", "%s is not an element of the file", source.Quote(a.Value))
			return nil, false
		}
		return target, true
	}
	d.fault(n, "href", "missing; want the element that is used")
	return nil, false
}

// clip returns the area of a clip path (CSS Masking 1, section 6).
func (d *svgDrawing) clip(n *svgNode, ref string, m matrix) (Clip, bool) {
	target := d.ids[strings.Trim(strings.TrimSuffix(strings.TrimPrefix(ref, "url("), ")"), `"'#`)]
	if !strings.HasPrefix(ref, "url(") || target == nil || target.name != "clipPath" {
		d.fault(n, "clip-path", "%s is not a clip path of the file", source.Quote(ref))
		return Clip{}, false
	}
	refuse := func(at *svgNode, what string) (Clip, bool) {
		d.faultHint(at, "clip-path", what, "clip with one path, in the units of the drawing")
		return Clip{}, false
	}
	own := d.styles(target)
	if u, _ := target.attr("clipPathUnits"); u != "" && u != "userSpaceOnUse" {
		return refuse(target, "clipPathUnits "+source.Quote(u))
	}
	if own["clip-path"] != "" && own["clip-path"] != "none" {
		return refuse(target, "a clip path that is clipped itself")
	}
	if text, ok := own["transform"]; ok {
		t, err := parseTransform(text)
		if err != nil {
			d.fault(target, "", "%v", err)
			return Clip{}, false
		}
		m = m.mul(t)
	}
	var shapes []*svgNode
	for _, c := range target.children {
		if !svgUndrawn[c.name] {
			shapes = append(shapes, c)
		}
	}
	if len(shapes) != 1 {
		return refuse(target, fmt.Sprintf("a clip path of %d shapes", len(shapes)))
	}
	shape := shapes[0]
	for hops := 0; shape.name == "use" && hops < maxSVGDepth; hops++ {
		x, _ := d.length(shape, "x", 0)
		y, _ := d.length(shape, "y", 0)
		if text, ok := d.styles(shape)["transform"]; ok {
			t, err := parseTransform(text)
			if err != nil {
				d.fault(shape, "", "%v", err)
				return Clip{}, false
			}
			m = m.mul(t)
		}
		m = m.mul(matrix{1, 0, 0, 1, x, y})
		next, ok := d.href(shape)
		if !ok {
			return Clip{}, false
		}
		shape = next
	}
	style := d.styles(shape)
	if c := style["clip-path"]; c != "" && c != "none" {
		return refuse(shape, "a clip path that is clipped itself")
	}
	if text, ok := style["transform"]; ok {
		t, err := parseTransform(text)
		if err != nil {
			d.fault(shape, "", "%v", err)
			return Clip{}, false
		}
		m = m.mul(t)
	}
	steps, err := d.steps(shape)
	if m.size() > 1e6 {
		err = errors.New("its transforms make it too large")
	}
	if err != nil {
		d.fault(shape, "", "%v", err)
		return Clip{}, false
	}
	rule := style["clip-rule"]
	if rule == "" {
		rule = own["clip-rule"]
	}
	return Clip{segments(steps, m), rule == "evenodd"}, true
}

// attributes refuses attributes that are not known.
func (d *svgDrawing) attributes(n *svgNode, geometry []string) {
	for _, a := range n.attrs {
		name := a.Name.Local
		if a.Name.Space != "" || name == "xmlns" || svgHarmless(name) || svgProperties[name] {
			continue
		}
		known := false
		for _, g := range geometry {
			known = known || g == name
		}
		if !known {
			d.faultHint(n, name, "an attribute that is not known here and might print otherwise", "take it out, or export as plain SVG")
		}
	}
}

// length reads an attribute that is a length in user units (SVG 2, section 8.9); def when it is absent.
func (d *svgDrawing) length(n *svgNode, name string, def float64) (float64, bool) {
	text, ok := n.attr(name)
	if !ok || text == "auto" {
		return def, true
	}
	v, err := svgLength(text)
	if err != nil {
		d.fault(n, name, "%v", err)
	}
	return v, err == nil
}

// svgLength reads a length: a bare number is in pixels, 96 to the inch.
func svgLength(s string) (float64, error) {
	s = strings.TrimSpace(s)
	num := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz%")
	scale := map[string]float64{"": 1, "px": 1, "pt": 96.0 / 72, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96}[s[len(num):]]
	v, err := strconv.ParseFloat(num, 64)
	if err != nil || scale == 0 || math.IsNaN(v) || math.Abs(v) > 1e6 {
		return 0, fmt.Errorf("%s is not a length; want a number, perhaps with px, pt, mm, cm or in", source.Quote(s))
	}
	return v * scale, nil
}

// steps returns the outline of a shape in user units.
func (d *svgDrawing) steps(n *svgNode) ([]step, error) {
	before := len(*d.errs)
	num := func(name string) float64 { v, _ := d.length(n, name, 0); return v }
	at := func(op byte, x, y float64) step { return step{op: op, to: vector{x, y}} }
	switch n.name {
	case "path":
		text, _ := n.attr("d")
		if strings.TrimSpace(text) == "" || strings.TrimSpace(text) == "none" {
			return nil, nil
		}
		out, err := parsePathData(text)
		if err != nil {
			return nil, fmt.Errorf("path: %w", err)
		}
		return out, nil
	case "rect":
		x, y, w, h := num("x"), num("y"), num("width"), num("height")
		rx, ry := num("rx"), num("ry")
		if v, ok := n.attr("rx"); !ok || v == "auto" {
			rx = ry
		}
		if v, ok := n.attr("ry"); !ok || v == "auto" {
			ry = rx
		}
		if w <= 0 || h <= 0 || len(*d.errs) > before {
			return nil, nil
		}
		rx, ry = min(max(rx, 0), w/2), min(max(ry, 0), h/2)
		if rx == 0 || ry == 0 {
			return []step{at('M', x, y), at('L', x+w, y), at('L', x+w, y+h), at('L', x, y+h), at('Z', x, y)}, nil
		}
		var out []step
		corner := func(cx, cy, first float64) {
			curve := turned(matrix{rx, 0, 0, ry, cx, cy}, first*math.Pi/2, math.Pi/2)
			start := map[float64]vector{-1: {cx, cy - ry}, 0: {cx + rx, cy}, 1: {cx, cy + ry}, 2: {cx - rx, cy}}[first]
			op := byte('L')
			if len(out) == 0 {
				op = 'M'
			}
			out = append(append(out, step{op: op, to: start}), curve...)
		}
		corner(x+w-rx, y+ry, -1)
		corner(x+w-rx, y+h-ry, 0)
		corner(x+rx, y+h-ry, 1)
		corner(x+rx, y+ry, 2)
		return append(out, step{op: 'Z', to: out[0].to}), nil
	case "circle", "ellipse":
		rx, ry := num("rx"), num("ry")
		if n.name == "circle" {
			rx = num("r")
			ry = rx
		}
		if rx <= 0 || ry <= 0 {
			return nil, nil
		}
		m := matrix{rx, 0, 0, ry, num("cx"), num("cy")}
		out := append([]step{{op: 'M', to: m.at(vector{1, 0})}}, turned(m, 0, 2*math.Pi)...)
		return append(out, step{op: 'Z', to: out[0].to}), nil
	case "line":
		return []step{at('M', num("x1"), num("y1")), at('L', num("x2"), num("y2"))}, nil
	case "polyline", "polygon":
		text, _ := n.attr("points")
		in := &pathScanner{s: text}
		var out []step
		for !in.done() {
			op := byte('L')
			if len(out) == 0 {
				op = 'M'
			}
			x := in.number()
			out = append(out, at(op, x, in.number()))
		}
		if in.err != nil {
			return nil, fmt.Errorf("points: %w", in.err)
		}
		if n.name == "polygon" && len(out) > 0 {
			out = append(out, step{op: 'Z', to: out[0].to})
		}
		return out, nil
	}
	return nil, fmt.Errorf("a %s is not a shape", n.name)
}

// draw adds a shape in its paint.
func (d *svgDrawing) draw(n *svgNode, steps []step, s svgState) {
	// Coordinates are below a million: with this, all that is drawn is within some thousand kilometres and can be cut off.
	if s.m.size() > 1e6 {
		d.fault(n, "", "its transforms make it too large")
		return
	}
	paint, ok := d.paint(n, s)
	if n.name == "line" {
		paint.Fill = nil // it has no inside, of which PDF would still print a trace
	}
	if !ok || paint.Fill == nil && paint.Stroke == nil {
		return
	}
	d.spend(n, len(steps))
	d.shapes = append(d.shapes, Shape{paint, segments(steps, s.m), s.clips})
}

// spend counts what is drawn, that of every use again, and refuses what is too much.
func (d *svgDrawing) spend(n *svgNode, cost int) {
	if d.cost <= maxSVGCost && d.cost+cost > maxSVGCost {
		d.fault(n, "", "more than %d elements, lines and curves are drawn", maxSVGCost)
	}
	d.cost += cost
}
