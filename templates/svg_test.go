package templates

import (
	"fmt"
	"strings"
	"testing"
)

// spellShape returns a shape on one line, in millimetres.
func spellShape(s Shape) string {
	var b strings.Builder
	if s.Fill != nil {
		fmt.Fprintf(&b, "fill %s ", s.Fill)
		if s.EvenOdd {
			b.WriteString("odd ")
		}
	}
	if s.Stroke != nil {
		fmt.Fprintf(&b, "stroke %s %s cap %d join %d miter %g ", s.Stroke, s.Weight, s.Cap, s.Join, s.Miter)
	}
	if len(s.Dash) > 0 {
		fmt.Fprintf(&b, "dash %v from %s ", s.Dash, s.Phase)
	}
	b.WriteString(spell(s.Segments))
	for _, c := range s.Clips {
		b.WriteString(" within " + spell(c.Segments))
	}
	return b.String()
}

func TestParseSVG(t *testing.T) {
	// A tenth of a millimetre is a unit of the drawing, which is 2 mm lower to stay in the middle.
	shapes, err := parseSVG("mark.svg", testdata(t, "mark.svg"), Rect{0, 0, 40000, 24000})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"fill #aabbcc odd M 11 4 L 14 4 L 14 8 L 11 8 Z",
		"stroke #123456 0.4mm cap 1 join 1 miter 4 M 22 12 C 22 13.105 21.105 14 20 14 C 18.895 14 18 13.105 18 12 C 18 10.895 18.895 10 20 10 C 21.105 10 22 10.895 22 12 Z",
		"fill #0a331e odd stroke #ff0000 0.1mm cap 0 join 0 miter 4 dash [0.4mm 0.2mm] from 0.5mm M 10 2 L 11 2 L 11 3 L 10 3 Z M 10.2 2.2 L 10.8 2.2 L 10.8 2.8 L 10.2 2.8 Z within M 0 2 L 40 2 L 40 22 L 0 22 Z",
		"fill #000000 odd stroke #000080 0.1mm cap 0 join 0 miter 4 M 30 12 L 31 13",
		"fill #ffffff M 19 12 C 19 13.105 14.971 14 10 14 C 5.029 14 1 13.105 1 12 C 1 10.895 5.029 10 10 10 C 14.971 10 19 10.895 19 12 Z within M 0 2 L 10 2 L 10 22 L 0 22 Z",
		"stroke #000000 0.1mm cap 0 join 0 miter 8 M 0 2 L 1 2 L 1 3 Z within M 0 2 L 40 2 L 40 22 L 0 22 Z",
		"stroke #000000 0.1mm cap 0 join 0 miter 4 M 35 12 L 45 12 within M 0 2 L 40 2 L 40 22 L 0 22 Z",
	}
	for i, s := range shapes {
		if got := spellShape(s); i >= len(want) || got != want[i] {
			t.Errorf("shape %d: got %s", i, got)
		}
	}
	if len(shapes) != len(want) {
		t.Errorf("got %d shapes, want %d", len(shapes), len(want))
	}
}

// TestParseSVGFaults: what would print otherwise than it shows is refused where it stands.
func TestParseSVGFaults(t *testing.T) {
	const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">` + "\n"
	shape := func(attrs string) string { return head + `<path d="M0 0h5v5z" ` + attrs + `/></svg>` }
	for _, tt := range []struct{ in, want string }{
		{"", "a.svg:1:1: not an SVG: found no element"},
		{"<svg", "a.svg:1:1: not sound XML: unexpected EOF"},
		{"<svg/>", `a.svg:1:1: not an SVG: the first element is "svg"; want svg with xmlns="http://www.w3.org/2000/svg"`},
		{"<!DOCTYPE svg [<!ENTITY a \"b\">]>\n" + head + "</svg>", "a.svg:1:1: the document type declares entities"},
		{head + "&a;</svg>", "a.svg:2:1: not sound XML: invalid character entity &a;"},
		{head + "</svg>", "a.svg:1:1: draws nothing"},
		{head + strings.Repeat("<g>", 64) + strings.Repeat("</g>", 64) + "</svg>", "a.svg:2:190: elements are nested deeper than 64"},
		{strings.Replace(shape(""), "0 0 10 10", "0 0 10", 1), `a.svg:1:1: field viewBox: "0 0 10"; want x, y, width and height`},
		{strings.Replace(shape(""), `viewBox="0 0 10 10"`, "", 1), "a.svg:1:1: field viewBox: missing; want it, or width and height"},
		{strings.Replace(shape(""), `viewBox=`, `preserveAspectRatio="xMinYMin slice" viewBox=`, 1), `a.svg:1:1: field preserveAspectRatio: "xMinYMin slice"; want none, or xMidYMid meet`},
		{head + "  <image href=\"x.png\"/></svg>", `a.svg:2:3: an element "image", which cannot be printed as vector artwork`},
		{head + "<g>\n <text>Utopia</text></g></svg>", `a.svg:3:2: an element "text", which cannot be printed as vector artwork`},
		{head + "<blink/></svg>", `a.svg:2:1: an element "blink", which cannot be printed as vector artwork`},
		{shape(`fill="url(#g)"`), "a.svg:2:1: field fill: a gradient or pattern, which cannot be printed as vector artwork"},
		{shape(`filter="url(#f)"`), "a.svg:2:1: field filter: cannot be printed as vector artwork"},
		{shape(`style="mask:url(#m);mix-blend-mode:multiply"`), "a.svg:2:1: field mask: cannot be printed as vector artwork\na.svg:2:1: field mix-blend-mode: \"multiply\"; want normal"},
		{shape(`opacity="0.5"`), `a.svg:2:1: field opacity: "0.5"; want 1`},
		{shape(`style="paint-order:stroke fill markers" stroke="#f00"`), `a.svg:2:1: field paint-order: "stroke fill markers"; want normal`},
		{shape(`style="paint-order:stroke;stroke:none"`), "accepted"},
		{shape(`style="paint-order:markers fill stroke" stroke="#f00f"`), "accepted"},
		{shape(`fill="rgba(1, 2, 3, 1)" stroke="#01020380"`), `a.svg:2:1: field stroke: "#01020380" is not a colour that is known here`},
		{shape(`fill="rgb(1 2 3 / 100%)" stroke="#010203ff"`), "accepted"},
		{shape(`fill-opacity="50%"`), `a.svg:2:1: field fill-opacity: "50%"; want 1`},
		{shape(`fill="papayawhip"`), `a.svg:2:1: field fill: "papayawhip" is not a colour that is known here`},
		{shape(`fill="#fff icc-color(x, 1)"`), `a.svg:2:1: field fill: "#fff icc-color(x, 1)" is not a colour that is known here`},
		{shape(`stroke="red" transform="scale(1 2)"`), "a.svg:2:1: field stroke: its transform would make the stroke uneven"},
		{shape(`transform="turn(5)"`), "a.svg:2:1: transform: turn with 1 numbers; want matrix, translate, scale, rotate, skewX or skewY"},
		{shape(`stroke="red" stroke-width="10%"`), `a.svg:2:1: field stroke-width: "10%" is not a length; want a number, perhaps with px, pt, mm, cm or in`},
		{shape(`stroke="red" stroke-linejoin="arcs"`), `a.svg:2:1: field stroke-linejoin: "arcs"; want bevel, miter or round`},
		{shape(`wobble="3"`), "a.svg:2:1: field wobble: an attribute that is not known here and might print otherwise"},
		{shape(`style="wobble: 3"`), "a.svg:2:1: field wobble: a property that is not known here and might print otherwise"},
		{shape(`marker-end="url(#m)"`), "a.svg:2:1: field marker-end: cannot be printed as vector artwork"},
		{shape(`clip-path="url(#c)"`), `a.svg:2:1: field clip-path: "url(#c)" is not a clip path of the file`},
		{head + `<clipPath id="c"><rect width="1" height="1"/><rect width="2" height="2"/></clipPath><path d="M0 0h5v5z" clip-path="url(#c)"/></svg>`,
			"a.svg:2:1: field clip-path: a clip path of 2 shapes"},
		{head + `<style>g path { fill: red }</style><path d="M0 0h5v5z"/></svg>`, `a.svg:2:1: a style sheet with the selector "g path"`},
		{head + `<path d="M0 0h5 q"/></svg>`, `a.svg:2:1: path: want a number at ""`},
		{head + `<use xlink:href="#a"/></svg>`, `a.svg:2:1: field href: "#a" is not an element of the file`},
		{head + `<use xlink:href="http://example.com/x#a"/></svg>`, `a.svg:2:1: field href: "http://example.com/x#a" is not an element of the file`},
		{head + `<g id="a"><use xlink:href="#a"/></g></svg>`, "a.svg:2:11: a use that draws itself"},
	} {
		_, err := parseSVG("a.svg", []byte(tt.in), Rect{0, 0, 10000, 10000})
		got := "accepted"
		if err != nil {
			var lines []string
			for l := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(l, "    hint") {
					lines = append(lines, strings.TrimSpace(l))
				}
			}
			got = strings.Join(lines, "\n")
		}
		if got != tt.want {
			t.Errorf("%q: got %s\nwant %s", tt.in, got, tt.want)
		}
	}
	// Uses of uses could draw more than any printer has time for.
	bomb := head + `<g id="a0"><path d="M0 0h1"/></g>`
	for i := range 20 {
		bomb += fmt.Sprintf(`<g id="a%d"><use href="#a%d"/><use href="#a%d"/></g>`, i+1, i, i)
	}
	if _, err := parseSVG("a.svg", []byte(bomb+"</svg>"), Rect{0, 0, 10000, 10000}); err == nil || !strings.Contains(err.Error(), "more than 200000 elements, lines and curves are drawn") {
		t.Errorf("uses of uses: got %v", err)
	}
}

// FuzzParseSVG checks that no file makes the reader panic or take shapes without ink.
func FuzzParseSVG(f *testing.F) {
	f.Add(testdata(f, "mark.svg"))
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"><rect rx="1" width="3" height="2"/><path d="M0 0a1 2 3 1 0 2 2"/></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		shapes, err := parseSVG("f.svg", data, Rect{0, 0, 10000, 10000})
		if err == nil && len(shapes) == 0 {
			t.Fatal("nothing is drawn")
		}
		for _, s := range shapes {
			if s.Fill == nil && s.Stroke == nil || len(s.Segments) == 0 || s.Segments[0].Op != 'M' {
				t.Fatalf("not a shape: %+v", s)
			}
		}
	})
}
