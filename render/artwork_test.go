package render

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"docketcard/render/record"
	"docketcard/templates"
)

// TestPicture places photos of several shapes: in proportion, inside the card's box, and cut off no more than the box asks for.
func TestPicture(t *testing.T) {
	box := templates.Rect{X: 4000, Y: 11900, W: 26000, H: 32500}
	at := func(x, y, w, h templates.Length) templates.Rect { return templates.Rect{X: x, Y: y, W: w, H: h} }
	for _, tt := range []struct {
		w, h  int
		cover bool
		focus [2]float64
		box   templates.Rect
		place templates.Rect
	}{
		{600, 750, true, [2]float64{0.5, 0.4}, box, box},
		{600, 750, false, [2]float64{}, box, box},
		{1000, 750, true, [2]float64{0.5, 0.5}, box, at(4000-(43333-26000)/2, 11900, 43333, 32500)},
		{1000, 750, true, [2]float64{0, 1}, box, at(4000, 11900, 43333, 32500)},
		{1000, 750, true, [2]float64{1, 0}, box, at(4000-17333, 11900, 43333, 32500)},
		{600, 1200, true, [2]float64{0.5, 0}, box, at(4000, 11900, 26000, 52000)},
		{600, 1200, true, [2]float64{0.5, 1}, box, at(4000, 11900-19500, 26000, 52000)},
		{600, 1200, true, [2]float64{0.5, 0.25}, box, at(4000, 11900-4875, 26000, 52000)},
		{1000, 750, false, [2]float64{0, 0}, at(4000, 11900+6500, 26000, 19500), at(4000, 11900+6500, 26000, 19500)},
		{600, 1200, false, [2]float64{0, 0}, at(4000+4875, 11900, 16250, 32500), at(4000+4875, 11900, 16250, 32500)},
	} {
		p := picture(&templates.Frame{Box: box, Cover: tt.cover, Focus: tt.focus, Round: 1000}, &record.Photo{Width: tt.w, Height: tt.h})
		if p.Box != tt.box || p.Place != tt.place || p.Round != 1000 {
			t.Errorf("%dx%d cover %t focus %v: got %v of %v, want %v of %v", tt.w, tt.h, tt.cover, tt.focus, p.Box, p.Place, tt.box, tt.place)
		}
	}
	for _, size := range [][2]int{{413, 531}, {531, 413}, {1, 1}, {4000, 3}, {3, 4000}, {1999, 2001}, {599, 750}, {601, 750}} {
		for _, cover := range []bool{true, false} {
			for _, focus := range [][2]float64{{0, 0}, {1, 1}, {0.3, 0.7}} {
				p := picture(&templates.Frame{Box: box, Cover: cover, Focus: focus}, &record.Photo{Width: size[0], Height: size[1]})
				// Lengths are whole, so that a side may be short by less than a micrometre.
				if off := math.Abs(float64(p.Place.W)*float64(size[1]) - float64(p.Place.H)*float64(size[0])); off >= float64(max(size[0], size[1])) {
					t.Errorf("%v: stretched to %v", size, p.Place)
				}
				if cover && (!p.Place.Contains(p.Box) || p.Box != box) || !cover && (!box.Contains(p.Place) || p.Box != p.Place) {
					t.Errorf("%v cover %t: got %v of %v", size, cover, p.Box, p.Place)
				}
				if p.Place.W != box.W && p.Place.H != box.H {
					t.Errorf("%v cover %t: %v has no side of the box", size, cover, p.Place)
				}
			}
		}
	}
}

// pointAt returns the point of a segment's curve or line at t.
func pointAt(from templates.Point, s templates.Segment, t float64) (x, y float64) {
	if s.Op != 'C' {
		return (1-t)*float64(from.X) + t*float64(s.To.X), (1-t)*float64(from.Y) + t*float64(s.To.Y)
	}
	b := [4]float64{(1 - t) * (1 - t) * (1 - t), 3 * t * (1 - t) * (1 - t), 3 * t * t * (1 - t), t * t * t}
	for i, p := range []templates.Point{from, s.C, s.D, s.To} {
		x, y = x+b[i]*float64(p.X), y+b[i]*float64(p.Y)
	}
	return x, y
}

// trace calls f with points along a path, and with the number of the figure that they are on.
func trace(segs []templates.Segment, f func(figure int, x, y float64)) {
	figure := -1
	var pen, start templates.Point
	for _, s := range segs {
		switch s.Op {
		case 'M':
			figure++
			pen, start = s.To, s.To
		case 'Z':
			s.To = start
		}
		for i := range 9 {
			x, y := pointAt(pen, s, float64(i)/8)
			f(figure, x, y)
		}
		pen = s.To
	}
}

func TestRectangle(t *testing.T) {
	box := templates.Rect{X: 1000, Y: 2000, W: 30000, H: 10000}
	spell := func(segs []templates.Segment) string {
		var b strings.Builder
		(&Path{Segments: segs}).write(&b)
		return strings.TrimSpace(strings.TrimPrefix(b.String(), "path"))
	}
	if got, want := spell(rectangle(box, 0)), "M 1 2 L 31 2 L 31 12 L 1 12 Z"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, radius := range []templates.Length{1, 500, 3180, 5000, 9000} {
		r := float64(min(radius, 5000)) // at most half of the shorter side
		var minX, minY, maxX, maxY float64 = 1e9, 1e9, 0, 0
		trace(rectangle(box, radius), func(figure int, x, y float64) {
			minX, minY, maxX, maxY = min(minX, x), min(minY, y), max(maxX, x), max(maxY, y)
			// In a corner, a point lies on the circle there.
			cx, cy := min(max(x, 1000+r), 31000-r), min(max(y, 2000+r), 12000-r)
			if dx, dy := x-cx, y-cy; dx != 0 && dy != 0 && math.Abs(math.Hypot(dx, dy)-r) > 1+r*0.0004 {
				t.Errorf("radius %s: (%.0f, %.0f) is %.1f from the middle of its corner", radius, x, y, math.Hypot(dx, dy))
			}
			if figure != 0 {
				t.Fatal("more than one figure")
			}
		})
		if minX != 1000 || minY != 2000 || maxX != 31000 || maxY != 12000 {
			t.Errorf("radius %s: spans %v to %v and %v to %v", radius, minX, maxX, minY, maxY)
		}
	}
}

// TestWaves finds every line near its own height, within its swings, from one edge of the box to the other, and smooth.
func TestWaves(t *testing.T) {
	w := &templates.Waves{Box: templates.Rect{X: -3000, Y: -9000, W: 91600, H: 72000}, Lines: 9, Slope: 5000,
		Swing:  templates.Swing{Amplitude: 3200, Period: 61000, Drift: 0.011},
		Second: templates.Swing{Amplitude: 900, Period: 17300, Phase: 0.3, Drift: 0.043}}
	first, last := map[int]float64{}, map[int]float64{}
	trace(waves(w, [2]float64{})[0].(*Path).Segments, func(i int, x, y float64) {
		if _, ok := first[i]; !ok {
			first[i] = x
		}
		last[i] = x
		at := (x + 3000) / 91600
		swing := 3200*math.Sin(2*math.Pi*((x+3000)/61000+0.011*float64(i))) + 900*math.Sin(2*math.Pi*((x+3000)/17300+0.3+0.043*float64(i)))
		want := -9000 + 72000*(float64(i)+0.5)/9 + 5000*at + swing
		if math.Abs(y-want) > 20 {
			t.Errorf("line %d at %.0f: is at %.0f, want %.0f", i, x, y, want)
		}
	})
	if len(first) != 9 {
		t.Errorf("got %d lines, want 9", len(first))
	}
	for i := range first {
		if first[i] != -3000 || last[i] != 88600 {
			t.Errorf("line %d runs from %.0f to %.0f", i, first[i], last[i])
		}
	}
}

func TestRosette(t *testing.T) {
	r := &templates.Rosette{At: templates.Point{X: 7600, Y: 5000}, Inner: 900, Outer: 3500, Petals: 7, Turns: 2, Lines: 6, Twist: 1}
	inner, outer, figures := 1e9, 0.0, 0
	trace(rosette(r, [2]float64{}).Segments, func(i int, x, y float64) {
		d := math.Hypot(x-7600, y-5000)
		inner, outer, figures = min(inner, d), max(outer, d), i+1
	})
	if figures != 6 || math.Abs(inner-900) > 30 || math.Abs(outer-3500) > 30 {
		t.Errorf("got %d curves from %.0f to %.0f, want 6 from 900 to 3500", figures, inner, outer)
	}
}

func TestShapes(t *testing.T) {
	s := compose(t, `- rect: [1, 2, 30, 10]
  fill: red
- line: [1, 2, 3, 4]
  stroke: gray
  weight: 0.5
  dash: [1, 0.5]
- path: M0 0 h10 v5 z
  at: [50, 20]
  scale: 0.5
  fill: "#010203"
  stroke: black
`, "")
	const want = `scene 100mm x 60mm
artwork
    path fill #ff0000 M 1 2 L 31 2 L 31 12 L 1 12 Z
    path stroke #808080 0.5 dash [1mm 0.5mm] M 1 2 L 3 4
    path fill #010203 stroke #000000 0.088 M 50 20 L 55 20 L 55 22.5 Z
`
	if got := s.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestLayers draws what is the same on all cards as one artwork, in order, and codes over everything.
func TestLayers(t *testing.T) {
	const front = `- rect: [1, 1, 5, 5]
  fill: red
- text: "{issuer.id}"
  label: Issuer
  at: [5, 20]
  width: 40
  style: text
- qr: fixed
  at: [60, 10]
  version: 1
- line: [0, 0, 1, 1]
  stroke: black
- text: "{a}"
  at: [5, 30]
  width: 40
  style: text
- rect: [1, 1, 5, 5]
  fill: gray
- text: fixed
  when: a
  at: [5, 40]
  width: 40
  style: text
- rect: [2, 2, 5, 5]
  fill: gray
`
	kinds := func(s *Scene) string {
		var out []string
		for _, i := range s.Items {
			switch i := i.(type) {
			case *Artwork:
				out = append(out, fmt.Sprintf("artwork of %d", len(i.Items)))
			case *Run:
				out = append(out, i.Run.Text)
			case *Symbol:
				out = append(out, "symbol "+i.Text)
			}
		}
		return strings.Join(out, ", ")
	}
	for _, specimen := range []bool{false, true} {
		c := must[*Composer](t)(NewComposer(smallTemplate(t, front), officeIssuer(t), nil, specimen))
		one, back, _, err := c.Compose(smallCard(t, c, "a: one\n"))
		if err != nil || back != nil {
			t.Fatal(back, err)
		}
		two, _, _, err := c.Compose(smallCard(t, c, "a: two\n"))
		if err != nil {
			t.Fatal(err)
		}
		over := map[bool]string{true: "artwork of 1, "}[specimen]
		if got, want := kinds(one), "artwork of 3, artwork of 1, one, artwork of 1, fixed, artwork of 1, "+over+"symbol fixed"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		for i := range one.Items {
			a, ok := one.Items[i].(*Artwork)
			if ok && a != two.Items[i] {
				t.Errorf("artwork %d is not shared by the cards", i)
			}
		}
	}
}

// TestOverprint has SPECIMEN on both faces, inside the card and beside large codes, and nowhere on live cards.
func TestOverprint(t *testing.T) {
	docket := builtinTemplate(t, "docket-card")
	large := must[*templates.Template](t)(templates.ParseTemplate("small.yaml", []byte(small+"front:\n- qr: \"{a}\"\n  at: [10, 10]\n  version: 10\n- rect: [0, 0, 1, 1]\n  fill: red\nback:\n- qr: \"{a}\"\n  at: [70, 5]\n  version: 3\n")))
	all := []*templates.Template{docket, large}
	for _, size := range []string{"[190, 25]", "[190, 12]", "[12, 60]"} {
		data := strings.Replace(small, "size: [100, 60]", "size: "+size, 1) + "front:\n- rect: [0, 0, 1, 1]\n  fill: red\nback:\n- rect: [0, 0, 1, 1]\n  fill: red\n"
		all = append(all, must[*templates.Template](t)(templates.ParseTemplate("small.yaml", []byte(data))))
	}
	for _, tpl := range all {
		for _, specimen := range []bool{true, false} {
			c := must[*Composer](t)(NewComposer(tpl, officeIssuer(t), nil, specimen))
			for side, elements := range [][]templates.Element{tpl.Front, tpl.Back} {
				over := c.over[side]
				if (over != nil) != specimen {
					t.Fatalf("%s: overprint of side %d of specimen %t: %t", tpl.Name, side, specimen, over != nil)
				}
				if over == nil {
					continue
				}
				if len(over.Items) != 1 {
					t.Fatalf("got %d items", len(over.Items))
				}
				p := over.Items[0].(*Path)
				if p.Stroke == nil || p.Stroke.Gray() || p.Fill != nil || p.Weight < 200 {
					t.Errorf("%s: the overprint is drawn as %+v", tpl.Name, p.Paint)
				}
				// The figures are those of the letters; P has two, E one ...
				figures, minX, maxX := 0, math.Inf(1), math.Inf(-1) // along the longer side
				trace(p.Segments, func(figure int, x, y float64) {
					figures = max(figures, figure+1)
					along := x
					if tpl.Size.W < tpl.Size.H {
						along = y
					}
					minX, maxX = min(minX, along), max(maxX, along)
					if x < 0 || y < 0 || x > float64(tpl.Size.W) || y > float64(tpl.Size.H) {
						t.Errorf("%s side %d: (%.0f, %.0f) lies outside the card", tpl.Name, side, x, y)
					}
					for _, e := range elements {
						if code, ok := e.(*templates.Code); ok && code.Room().W*code.Room().H*6 > tpl.Size.W*tpl.Size.H {
							b := code.Room()
							if x > float64(b.X) && x < float64(b.Right()) && y > float64(b.Y) && y < float64(b.Bottom()) {
								t.Errorf("%s side %d: (%.0f, %.0f) lies under a large code", tpl.Name, side, x, y)
							}
						}
					}
				})
				if want := len("SPECIMEN") + 1; figures != want {
					t.Errorf("%s side %d: got %d figures, want the %d of SPECIMEN", tpl.Name, side, figures, want)
				}
				if maxX-minX < 20000 {
					t.Errorf("%s side %d: the overprint is only %.0f wide", tpl.Name, side, maxX-minX)
				}
			}
		}
	}
}
