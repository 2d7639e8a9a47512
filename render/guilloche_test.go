package render

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"docketcard/templates"
	"docketcard/templates/source"
)

// TestHypotrochoid holds every point of a rosette against the curve that a pen in a wheel within a wheel draws.
func TestHypotrochoid(t *testing.T) {
	r := &templates.Rosette{Inner: 2000, Outer: 12000, Petals: 17, Turns: 5, Lines: 1}
	carrier, carried := 7000.0, 5000.0
	at := func(turns float64) (x, y float64) {
		a, b := 2*math.Pi*turns, 2*math.Pi*turns*(17.0/5-1)
		return carrier*math.Cos(a) + carried*math.Cos(b), carrier*math.Sin(a) - carried*math.Sin(b)
	}
	segs := rosette(r, [2]float64{}).Segments
	n := len(segs) - 2
	var pen templates.Point
	for i, s := range segs {
		if s.Op == 'C' {
			// The ends are on the curve, and so is the middle but for a hair.
			for _, k := range []float64{0.5, 1} {
				x := cube(float64(pen.X), float64(s.C.X), float64(s.D.X), float64(s.To.X), k)
				y := cube(float64(pen.Y), float64(s.C.Y), float64(s.D.Y), float64(s.To.Y), k)
				wx, wy := at(5 * (float64(i-1) + k) / float64(n))
				if d := math.Hypot(x-wx, y-wy); d > 40 {
					t.Errorf("curve %d at %v: (%.0f, %.0f) is %.0f off", i, k, x, y, d)
				}
			}
		}
		pen = s.To
	}
	if segs[n+1].Op != 'Z' || segs[n].To != segs[0].To {
		t.Errorf("the curve ends at %v, and began at %v", segs[n].To, segs[0].To)
	}
}

func cube(a, b, c, d, t float64) float64 {
	u := 1 - t
	return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d
}

// TestBand finds every line within its box, from one end to the other, also downwards.
func TestBand(t *testing.T) {
	for _, down := range []bool{false, true} {
		b := &templates.Band{Box: templates.Rect{X: 2000, Y: 3000, W: 60000, H: 5000}, Loops: 20, Lines: 3, Lean: 1.2, Down: down}
		if down {
			b.Box.W, b.Box.H = b.Box.H, b.Box.W
		}
		first, last := map[int][2]float64{}, map[int][2]float64{}
		trace(band(b, 0.3).Segments, func(i int, x, y float64) {
			if x < float64(b.Box.X)-20 || x > float64(b.Box.Right())+20 || y < float64(b.Box.Y)-20 || y > float64(b.Box.Bottom())+20 {
				t.Fatalf("line %d leaves its box at (%.0f, %.0f)", i, x, y)
			}
			if down {
				x, y = y, x
			}
			if _, ok := first[i]; !ok {
				first[i] = [2]float64{x, y}
			}
			last[i] = [2]float64{x, y}
		})
		if len(first) != 3 {
			t.Errorf("got %d lines, want 3", len(first))
		}
		for i := range first {
			if from, long := first[i][0], last[i][0]-first[i][0]; long != 60000 || from != 2000 && from != 3000 {
				t.Errorf("down %t: line %d runs %.0f from %.0f", down, i, long, from)
			}
		}
	}
}

// TestRainbow: the strips of waves and tints go from colour to colour by steps that are not seen, without a gap.
func TestRainbow(t *testing.T) {
	s := compose(t, "- tint: [0, 0, 50, 20]\n  colours: [\"#204060\", \"#f0e0d0\"]\n- waves: [0, 20, 50, 20]\n  lines: 4\n  rainbow: [\"#204060\", \"#f0e0d0\"]\n", "")
	var before *templates.Colour
	fills := 0
	for _, i := range s.Items[0].(*Artwork).Items {
		p := i.(*Path)
		c := p.Fill
		if c == nil {
			if c = p.Stroke; before != nil && fills > 0 {
				before, fills = nil, -fills
			}
		} else {
			fills++
		}
		if before != nil {
			for _, d := range []int{int(c.R) - int(before.R), int(c.G) - int(before.G), int(c.B) - int(before.B)} {
				if d < 0 || d > 6 {
					t.Errorf("a step of %d from %s to %s", d, before, c)
				}
			}
		}
		before = c
	}
	if fills > -48 {
		t.Errorf("got %d strips", -fills)
	}
}

const secured = `- waves: [0, 0, 100, 60]
  id: lines
  lines: 5
  swing: {amplitude: 3, period: 20}
  stroke: gray
  key: code
- rosette: [50, 30]
  stroke: gray
  key: code
- band: [0, 0, 50, 5]
  id: braid
  stroke: gray
  key: code
`

// TestPhases: keyed artwork is the same for the same number and secret, and another when either differs.
func TestPhases(t *testing.T) {
	drawn := func(secret, number string) string {
		c := smallComposer(t, secured)
		c.secret = []byte(secret)
		front, _, _, err := c.Compose(smallCard(t, c, "code: "+number))
		if err != nil {
			t.Fatal(err)
		}
		if len(front.Items) != 3 {
			t.Fatalf("got %d items, want 3 that no card shares", len(front.Items))
		}
		return front.String()
	}
	seen := map[string]string{}
	for _, secret := range []string{"one", "two"} {
		for _, number := range []string{"A", "B"} {
			got := drawn(secret, number)
			if got != drawn(secret, number) {
				t.Error("the same number is drawn in two ways")
			}
			lines := strings.Split(got, "\n")[1:4]
			for _, l := range lines {
				if other := seen[l]; other != "" {
					t.Errorf("%s %s: %s is that of %s", secret, number, l, other)
				}
				seen[l] = secret + " " + number
			}
		}
	}
	// HMAC-SHA-256 of the label, the id, the field and the number: what a verifier computes.
	c := smallComposer(t, secured)
	c.secret = []byte("one")
	m := merge{Composer: c, card: smallCard(t, c, "code: A")}
	if got := fmt.Sprintf("%.5f", m.phases(c.template.Front[0], templates.Keyed{Key: "code"})); got != "[0.75589 0.23123]" {
		t.Errorf("got phases %s", got)
	}
}

// TestKeyedLines follows the lines of keyed artwork, but not where something may lie over them.
func TestKeyedLines(t *testing.T) {
	template := secured + "- {rect: [20, 0, 20, 60], fill: black, when: b}\n- {group: [{text: \"{b}\", at: [70, 31], width: 10, style: sans}], id: around}\n"
	c := smallComposer(t, template)
	card := smallCard(t, c, "code: A")
	var errs source.ErrorList
	m := merge{Composer: c, card: card, errs: &errs}
	var face []Placed
	for _, e := range c.template.Front[:3] {
		face = append(face, placed("", leaf{element: e, items: m.element(e)}))
	}
	lines := KeyedLines(face, c.template.Front, c.template.Size, templates.Millimetre/2)
	if len(lines) != 3 {
		t.Fatalf("got the lines of %d artworks, want 3", len(lines))
	}
	inner := templates.Rect{W: c.template.Size.W, H: c.template.Size.H}.Inset(templates.Millimetre)
	for i, line := range lines {
		ink := around(face[i].Items).Inset(-50) // which is around the ends of curves
		for k, p := range line {
			spot := templates.Rect{X: p.X, Y: p.Y, W: 1, H: 1}
			if !inner.Contains(spot) || !ink.Contains(spot) {
				t.Errorf("artwork %d: %v lies at the edge or off its lines in %v", i, p, ink)
			}
			if p.X >= 20000 && p.X < 40000 {
				t.Errorf("artwork %d: %v may be covered by the rect", i, p)
			}
			if text := c.template.Front[4].(*templates.Group).Elements[0].Room(); text.Overlaps(spot) {
				t.Errorf("artwork %d: %v may be covered by the text", i, p)
			}
			if k == 0 {
				continue
			}
			if d := math.Hypot(float64(p.X-line[k-1].X), float64(p.Y-line[k-1].Y)); i == 0 && d < 300 {
				t.Errorf("artwork %d: %v and the one before are %.0f µm apart", i, p, d)
			}
		}
	}
	// Five lines of 100 mm less what is covered and the edges, a point each half a millimetre or little more.
	if n := len(lines[0]); n < 5*100 || n > 5*170 {
		t.Errorf("got %d points on the waves", n)
	}
}

// TestMinitext fills its line from end to end, and refuses a text that is longer.
func TestMinitext(t *testing.T) {
	s := compose(t, "- {minitext: \"{code}\", style: mono, line: [10, 5, 60, 5], size: 2pt}\n- {minitext: \"{code}\", style: mono, frame: [10, 10, 30, 20], size: 2pt}\n- {minitext: \"{code}\", style: mono, wave: [10, 40, 50, 4], period: 20}\n", "code: ABC123")
	r := s.Items[0].(*Run)
	if n := strings.Count(r.Run.Text, "ABC123"); n != 17 || !r.Decor {
		t.Errorf("got %q", r.Run.Text)
	}
	if end := r.At.X + r.Width() - r.Tracking; end > 60000 || end < 60000-500 {
		t.Errorf("the line ends at %s", end)
	}
	turns := []float64{}
	for _, i := range s.Items[1:] {
		if g, ok := i.(*Group); ok {
			turns = append(turns, g.Turn)
		}
	}
	if !slices.Equal(turns, []float64{90, 180, -90}) {
		t.Errorf("got a frame turned by %v", turns)
	}
	box := around(s.Items[len(s.Items)-1:])
	if box.X < 9800 || box.Right() > 60200 || box.W < 49000 || box.Y < 39000 || box.Bottom() > 45000 {
		t.Errorf("the wave takes %s", rect(box))
	}
	c := smallComposer(t, "- {minitext: \"{code}\", style: mono, line: [10, 5, 12, 5], size: 2pt}\n")
	_, _, _, err := c.Compose(smallCard(t, c, "code: ABC123"))
	if want := "case.yaml:3:7: field code: minitext does not fit: it is 2.542mm long, and there are 2mm (element at"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestTonedPortraits: a screen's lines are thick where the photo is dark, and a ghost goes no darker than it is told.
func TestTonedPortraits(t *testing.T) {
	batch := check(t, tonedSetup(t), officeCases(t, "0001")...)
	front, _, err := batch.Scenes(0)
	if err != nil {
		t.Fatal(err)
	}
	var lines *Path
	var h *Halftone
	for _, i := range front.Items {
		switch i := i.(type) {
		case *Halftone:
			h = i
		case *Path:
			if i.Fill != nil && *i.Fill == (templates.Colour{R: 16, G: 32, B: 48}) {
				lines = i
			}
		}
	}
	if lines == nil {
		t.Fatal("got no lines")
	}
	thin, thick, area := templates.Length(1e9), templates.Length(0), 0.0 // in square millimetres
	for segs := lines.Segments; len(segs) > 0; {
		n := slices.IndexFunc(segs, func(s templates.Segment) bool { return s.Op == 'Z' })
		for k := range n / 2 { // along the upper edge, and back along the lower
			w := segs[n-1-k].To.Y - segs[k].To.Y
			thin, thick = min(thin, w), max(thick, w)
			if k > 0 {
				area += (segs[k].To.X - segs[k-1].To.X).Millimetres() * (w + segs[n-k].To.Y - segs[k-1].To.Y).Millimetres() / 2
			}
		}
		segs = segs[n+1:]
	}
	if thin != 88 || thick != 350 || area < 26*32*0.05 || area > 26*32*0.6 {
		t.Errorf("got lines from %s to %s, which cover %.1f square millimetres", thin, thick, area)
	}
	if h == nil || h.Width != 104 || h.Height != 128 || len(h.Pix) != 104*128 || slices.Max(h.Pix) != ghostLevels-1 || slices.Min(h.Pix) != 0 {
		t.Fatalf("got %+v", h)
	}
	if first, last := h.Colours[0].String(), h.Colours[ghostLevels-1].String(); first != "#f0f0f0" || last != "#adb2b6" {
		t.Errorf("got a ghost from %s to %s", first, last)
	}
}

// TestComplexions: a face shows its features, be it dark or light.
func TestComplexions(t *testing.T) {
	for name, c := range map[string]struct{ face, features, clothes int }{"dark": {80, 52, 40}, "light": {215, 190, 40}, "between": {140, 110, 90}} {
		var f field
		seen := [256]int{240: 500}
		seen[c.face], seen[c.features], seen[c.clothes] = 300, 40, 160
		f.spread(&seen)
		if f.swell(240) > 0.01 || f.swell(c.features)-f.swell(c.face) < 0.2 || f.swell(c.clothes) < f.swell(c.features) {
			t.Errorf("%s: the ground is %.2f dark, the face %.2f, its features %.2f and the clothes %.2f", name, f.swell(240), f.swell(c.face), f.swell(c.features), f.swell(c.clothes))
		}
		for tone := range 255 {
			if f.swell(tone) < f.swell(tone+1) {
				t.Errorf("%s: %d is %.3f dark, and the lighter %d %.3f", name, tone, f.swell(tone), tone+1, f.swell(tone+1))
			}
		}
	}
}
