package templates

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// svgProperties are the style properties that bear on vector artwork (SVG 2, section 6.6), as attributes, in style attributes or style sheets.
// What none of them holds must be harmless.
var svgProperties = map[string]bool{
	"fill": true, "fill-rule": true, "fill-opacity": true, "stroke": true, "stroke-width": true, "stroke-opacity": true, "stroke-linecap": true,
	"stroke-linejoin": true, "stroke-miterlimit": true, "stroke-dasharray": true, "stroke-dashoffset": true, "clip-path": true, "clip-rule": true,
	"display": true, "visibility": true, "opacity": true, "color": true, "transform": true, "filter": true, "mask": true, "mix-blend-mode": true,
	"marker": true, "marker-start": true, "marker-mid": true, "marker-end": true, "vector-effect": true, "paint-order": true,
}

// svgHarmless tells whether an attribute or property changes nothing of how shapes print.
func svgHarmless(name string) bool {
	for _, prefix := range []string{"-inkscape-", "-webkit-", "-moz-", "font", "text-", "color-", "stop-", "flood-", "data-", "aria-", "solid-", "shape-", "glyph-", "on", "white-space", "inline-", "image-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	switch name {
	case "id", "class", "style", "lang", "role", "tabindex", "version", "baseProfile", "enable-background", "isolation", "overflow", "pointer-events",
		"cursor", "letter-spacing", "word-spacing", "writing-mode", "direction", "unicode-bidi", "line-height", "dominant-baseline", "alignment-baseline",
		"baseline-shift", "lighting-color", "block-progression", "clip", "target", "rel", "type", "kerning", "will-change":
		return true
	}
	return false
}

// svgDeclarations are properties and their values.
type svgDeclarations map[string]string

// svgStyle is the inherited properties (SVG 2, section 6.6) with their values.
type svgStyle struct{ values svgDeclarations }

// svgInherited are the properties that an element has from those around it unless it says otherwise.
var svgInherited = []string{"fill", "fill-rule", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-linejoin",
	"stroke-miterlimit", "stroke-dasharray", "stroke-dashoffset", "visibility", "color", "paint-order", "marker", "marker-start", "marker-mid", "marker-end"}

func svgRoot() svgStyle {
	return svgStyle{svgDeclarations{"fill": "black", "stroke": "none", "stroke-width": "1", "stroke-miterlimit": "4", "color": "black"}}
}

func (s svgStyle) with(own svgDeclarations) svgStyle {
	out := svgDeclarations{}
	for _, p := range svgInherited {
		v, ok := own[p]
		if !ok || v == "inherit" {
			v = s.values[p]
		}
		out[p] = v
	}
	return svgStyle{out}
}

// svgRule is a rule of a style sheet: one simple selector and what it declares.
type svgRule struct {
	element, class, id string
	weight             int
	declares           svgDeclarations
}

var (
	svgComment  = regexp.MustCompile(`(?s)/\*.*?\*/|<!--|-->`)
	svgSelector = regexp.MustCompile(`^([A-Za-z]+|\*)?(?:\.([\w-]+)|#([\w.:-]+))?$`)
)

// sheet reads a style sheet of rules with simple selectors, as design programs write them: an element, .class or #id.
func (d *svgDrawing) sheet(n *svgNode) {
	text := strings.TrimSpace(svgComment.ReplaceAllString(n.text, ""))
	for text != "" {
		head, rest, ok := strings.Cut(text, "{")
		body, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			d.fault(n, "", "a style sheet whose rule does not end")
			return
		}
		text = strings.TrimSpace(after)
		declares := d.declarations(n, body)
		for s := range strings.SplitSeq(head, ",") {
			s = strings.TrimSpace(s)
			m := svgSelector.FindStringSubmatch(s)
			if m == nil || s == "" {
				if strings.HasPrefix(s, "@font-face") {
					continue
				}
				d.faultHint(n, "", "a style sheet with the selector "+source.Quote(s), "want an element, .class or #id; export with presentation attributes instead")
				continue
			}
			r := svgRule{m[1], m[2], m[3], 0, declares}
			switch {
			case r.id != "":
				r.weight = 100
			case r.class != "":
				r.weight = 10
			}
			if r.element != "" && r.element != "*" {
				r.weight++
			}
			if d.rules = append(d.rules, r); len(d.rules) > maxSVGRules {
				d.fault(n, "", "style sheets with more than %d rules", maxSVGRules)
				return
			}
		}
	}
	slices.SortStableFunc(d.rules, func(a, b svgRule) int { return a.weight - b.weight })
}

// declarations reads "name: value; …".
func (d *svgDrawing) declarations(n *svgNode, text string) svgDeclarations {
	out := svgDeclarations{}
	for part := range strings.SplitSeq(svgComment.ReplaceAllString(text, ""), ";") {
		name, value, ok := strings.Cut(part, ":")
		name = strings.TrimSpace(name)
		switch {
		case strings.TrimSpace(part) == "":
		case !ok:
			d.fault(n, "style", "%s; want name: value", source.Quote(strings.TrimSpace(part)))
		case svgProperties[name]:
			out[name] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		case !svgHarmless(name):
			d.faultHint(n, name, "a property that is not known here and might print otherwise", "take it out, or export as plain SVG")
		}
	}
	return out
}

// styles returns what is declared of an element: its attributes, above them the style sheets, above them its style attribute.
func (d *svgDrawing) styles(n *svgNode) svgDeclarations {
	out := svgDeclarations{}
	for _, a := range n.attrs {
		if a.Name.Space == "" && svgProperties[a.Name.Local] {
			out[a.Name.Local] = strings.TrimSpace(a.Value)
		}
	}
	class, _ := n.attr("class")
	classes := strings.Fields(class)
	id, _ := n.attr("id")
	for _, r := range d.rules {
		if r.element != "" && r.element != "*" && r.element != n.name || r.class != "" && !slices.Contains(classes, r.class) || r.id != "" && r.id != id {
			continue
		}
		for k, v := range r.declares {
			out[k] = v
		}
	}
	if text, ok := n.attr("style"); ok {
		for k, v := range d.declarations(n, text) {
			out[k] = v
		}
	}
	return out
}

// sound refuses what an element's own properties do that is not printed.
func (d *svgDrawing) sound(n *svgNode, own svgDeclarations) bool {
	before := len(*d.errs)
	for _, p := range []string{"filter", "mask", "marker", "marker-start", "marker-mid", "marker-end"} {
		if v := own[p]; v != "" && v != "none" && v != "inherit" {
			d.faultHint(n, p, "cannot be printed as vector artwork", "expand it to paths before exporting")
		}
	}
	if v := own["mix-blend-mode"]; v != "" && v != "normal" {
		d.faultHint(n, "mix-blend-mode", source.Quote(v)+"; want normal", "give the shapes the colours that they blend to")
	}
	if v := own["vector-effect"]; v != "" && v != "none" {
		d.faultHint(n, "vector-effect", source.Quote(v)+"; want none", "give the stroke the width that it shall print in")
	}
	// Without markers only the order of fill and stroke counts, and only where there are both.
	order := strings.Join(slices.DeleteFunc(strings.Fields(own["paint-order"]), func(w string) bool { return w == "markers" }), " ")
	if v := own["paint-order"]; order != "" && !strings.HasPrefix(order, "normal") && !strings.HasPrefix(order, "fill") && order != "inherit" && own["stroke"] != "none" && own["fill"] != "none" {
		d.faultHint(n, "paint-order", source.Quote(v)+"; want normal", "draw the stroke as a shape of its own below the fill")
	}
	d.opaque(n, "opacity", own["opacity"])
	return len(*d.errs) == before
}

// opaque reads an opacity that must be all or nothing, and tells whether it is all.
func (d *svgDrawing) opaque(n *svgNode, property, text string) bool {
	if text == "" {
		return true
	}
	num, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(num, 64)
	if percent {
		v /= 100
	}
	switch {
	case err == nil && v >= 1:
		return true
	case err == nil && v == 0 && property != "opacity":
		return false
	}
	d.faultHint(n, property, source.Quote(text)+"; want 1", "ink is not transparent: give the shapes the colours that they blend to")
	return true
}

// paint returns how a shape is drawn, its stroke in micrometres on the card.
func (d *svgDrawing) paint(n *svgNode, s svgState) (Paint, bool) {
	v := s.style.values
	before := len(*d.errs)
	if v["visibility"] == "hidden" || v["visibility"] == "collapse" {
		return Paint{}, false
	}
	colour := func(property string) *Colour {
		text := v[property]
		if strings.EqualFold(text, "currentColor") {
			text = v["color"]
		}
		if text == "none" || text == "transparent" || !d.opaque(n, property+"-opacity", v[property+"-opacity"]) {
			return nil
		}
		if strings.HasPrefix(text, "url(") {
			d.faultHint(n, property, "a gradient or pattern, which cannot be printed as vector artwork", "use solid colours; the element tint makes strips of changing colour")
			return nil
		}
		c, ok := svgColour(text)
		if !ok {
			d.faultHint(n, property, fmt.Sprintf("%s is not a colour that is known here", source.Quote(text)), "write it as #rrggbb")
		}
		return &c
	}
	p := Paint{Fill: colour("fill"), EvenOdd: v["fill-rule"] == "evenodd"}
	width, err := svgLength(v["stroke-width"])
	if err != nil {
		d.fault(n, "stroke-width", "%v", err)
	}
	if width > 0 {
		p.Stroke = colour("stroke")
	}
	if p.Stroke == nil {
		return p, len(*d.errs) == before
	}
	scale, even := s.m.scale()
	if !even {
		d.faultHint(n, "stroke", "its transform would make the stroke uneven", "turn the stroke into a path before exporting")
	}
	p.Weight = Length(math.Round(width * scale))
	if p.Weight < 1 {
		d.fault(n, "stroke-width", "nothing is left of it at this size")
	}
	choice := func(property string, known map[string]int) int {
		got := v[property]
		k, ok := known[got]
		if got != "" && !ok {
			d.fault(n, property, "%s; want %s", source.Quote(got), source.Or(sortedKeys(known)))
		}
		return k
	}
	p.Cap = LineCap(choice("stroke-linecap", map[string]int{"butt": 0, "round": 1, "square": 2}))
	p.Join = LineJoin(choice("stroke-linejoin", map[string]int{"miter": 0, "round": 1, "bevel": 2}))
	if p.Miter, err = strconv.ParseFloat(v["stroke-miterlimit"], 64); err != nil || p.Miter < 1 || p.Miter > 1000 {
		d.fault(n, "stroke-miterlimit", "%s; want a number from 1", source.Quote(v["stroke-miterlimit"]))
		p.Miter = 4
	}
	if text := v["stroke-dasharray"]; text != "" && text != "none" {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }) {
			l, err := svgLength(part)
			if err != nil || l < 0 {
				d.fault(n, "stroke-dasharray", "%s; want lengths", source.Quote(text))
				break
			}
			p.Dash = append(p.Dash, Length(math.Round(l*scale)))
		}
		if len(p.Dash)%2 != 0 {
			p.Dash = append(p.Dash, p.Dash...)
		}
		sum := Length(0)
		for _, l := range p.Dash {
			sum += l
		}
		if sum == 0 {
			p.Dash = nil // a solid line (SVG 2, section 13.5.6)
		}
		offset, err := svgLength(cmp.Or(v["stroke-dashoffset"], "0"))
		if err != nil {
			d.fault(n, "stroke-dashoffset", "%v", err)
		}
		if p.Phase = Length(math.Round(offset * scale)); sum > 0 {
			p.Phase = (p.Phase%sum + sum) % sum // never negative (ISO 32000-1, 8.4.3.6)
		}
	}
	return p, len(*d.errs) == before
}

// svgNames are the colours of HTML 4, the names that people write by hand.
var svgNames = map[string]Colour{
	"black": {}, "silver": {192, 192, 192}, "gray": {128, 128, 128}, "grey": {128, 128, 128}, "white": {255, 255, 255}, "maroon": {128, 0, 0},
	"red": {255, 0, 0}, "purple": {128, 0, 128}, "fuchsia": {255, 0, 255}, "magenta": {255, 0, 255}, "green": {0, 128, 0}, "lime": {0, 255, 0},
	"olive": {128, 128, 0}, "yellow": {255, 255, 0}, "navy": {0, 0, 128}, "blue": {0, 0, 255}, "teal": {0, 128, 128}, "aqua": {0, 255, 255},
	"cyan": {0, 255, 255}, "orange": {255, 165, 0},
}

// svgColour reads a colour (CSS Color 4, sections 4 and 5): #rgb, #rrggbb, rgb() or a name of svgNames, which may say that they are opaque.
func svgColour(s string) (Colour, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := svgNames[s]; ok {
		return c, true
	}
	if (len(s) == 5 || len(s) == 9) && s[0] == '#' {
		s = strings.TrimSuffix(s, "ffff"[:len(s)/4])
	}
	if len(s) == 4 && s[0] == '#' {
		s = string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	args, ok := strings.CutPrefix(s, "rgb(")
	if !ok {
		args, ok = strings.CutPrefix(s, "rgba(")
	}
	if !ok {
		return parseColour(s)
	}
	args, ok = strings.CutSuffix(args, ")")
	parts := strings.FieldsFunc(args, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if len(parts) == 4 && slices.Contains([]string{"1", "1.0", "100%"}, parts[3]) {
		parts = parts[:3]
	}
	if !ok || len(parts) != 3 {
		return Colour{}, false
	}
	var v [3]uint8
	for i, p := range parts {
		num, percent := strings.CutSuffix(p, "%")
		f, err := strconv.ParseFloat(num, 64)
		if percent {
			f *= 2.55
		}
		if err != nil || !(f >= 0 && f <= 255) {
			return Colour{}, false
		}
		v[i] = uint8(math.Round(f))
	}
	return Colour{v[0], v[1], v[2]}, true
}
