package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"docketcard/render/record"
	"docketcard/templates"
)

// field is the tones of a photo as they lie over a box of the card: dark is from 0, the lightest of what is seen, to 1.
type field struct {
	tones       *record.Tones
	place       templates.Rect
	least, most float64
}

// tonesIn returns the tones of the photo of an element, and the part of its box that it fills; nil when the record has none.
func (m *merge) tonesIn(e *templates.Photo) (*field, templates.Rect) {
	p := m.card.Record.Photo(e.Field)
	if p == nil || m.dry {
		return nil, e.Box
	}
	t, err := p.Tones()
	if err != nil {
		v, _ := m.card.Record.Value(e.Field)
		m.errs.Add(v.Pos, e.Field, err.Error(), "")
		return nil, e.Box
	}
	pic := picture(&e.Frame, p)
	f := &field{tones: t, place: pic.Place}
	// Photos are lit in many ways: what is seen is spread from the lightest twentieth to the darkest.
	var seen []uint8
	for y := range t.Height {
		for x := range t.Width {
			at := templates.Point{X: f.place.X + f.place.W*templates.Length(2*x+1)/templates.Length(2*t.Width),
				Y: f.place.Y + f.place.H*templates.Length(2*y+1)/templates.Length(2*t.Height)}
			if pic.Box.Contains(templates.Rect{X: at.X, Y: at.Y}) {
				seen = append(seen, t.Pix[y*t.Width+x])
			}
		}
	}
	slices.Sort(seen)
	f.least, f.most = 0, 255
	if n := len(seen); n > 0 {
		f.least, f.most = float64(seen[n/20]), float64(seen[n-1-n/20])
	}
	if f.most-f.least < 32 {
		f.most = f.least + 32 // a blank picture stays blank
	}
	return f, pic.Box
}

func (f *field) dark(x, y float64) float64 {
	tone := f.tones.At(float64((x-float64(f.place.X))*float64(f.tones.Width)/float64(f.place.W)), float64((y-float64(f.place.Y))*float64(f.tones.Height)/float64(f.place.H)))
	return max(0, min(1, (f.most-tone)/(f.most-f.least)))
}

// screenLevels is how many widths the lines of a screen have: a step is less than a dot of the printer.
const screenLevels = 8

// lineScreen draws a photo in lines (see templates.LineScreen), a path for each width.
func (m *merge) lineScreen(e *templates.LineScreen) []Item {
	f, box := m.tonesIn(e.Photo)
	if f == nil {
		return nil
	}
	width := func(level int) templates.Length {
		return e.Least + (e.Most-e.Least)*templates.Length(level)/(screenLevels-1)
	}
	level := func(x, y float64) int {
		w := f.dark(x, y) * float64(e.Pitch)
		if w < float64(e.Least)/2 {
			return -1
		}
		l := math.Round((w - float64(e.Least)) * (screenLevels - 1) / float64(e.Most-e.Least))
		return int(max(0, min(screenLevels-1, l)))
	}
	var levels [screenLevels][]templates.Segment
	rows := max(1, int(box.H/e.Pitch))
	// As fine along a line as from line to line.
	columns := max(2, int(box.W/e.Pitch*3/2))
	step := float64(box.W) / float64(columns)
	for row := range rows {
		base := float64(box.Y) + float64((float64(row)+0.5)*float64(box.H)/float64(rows))
		at := func(k int) (x, y float64) {
			x = float64(box.X) + float64(step*float64(k))
			sin, _ := sine(float64(step*float64(k)) / float64(e.Period))
			return x, base + float64(float64(e.Amplitude)*sin)
		}
		point := func(op byte, k int) templates.Segment {
			x, y := at(k)
			return templates.Segment{Op: op, To: templates.Point{X: templates.Length(math.Round(x)), Y: templates.Length(math.Round(y))}}
		}
		for k := 0; k < columns; {
			x, y := at(k)
			l := level(x+step/2, y)
			from := k
			for k++; k < columns; k++ {
				if x, y := at(k); level(x+step/2, y) != l {
					break
				}
			}
			if l < 0 {
				continue
			}
			levels[l] = append(levels[l], point('M', from))
			if e.Amplitude != 0 {
				for i := from + 1; i < k; i++ {
					levels[l] = append(levels[l], point('L', i))
				}
			}
			levels[l] = append(levels[l], point('L', k))
		}
	}
	var items []Item
	for l, segs := range levels {
		if len(segs) > 0 {
			items = append(items, &Path{templates.Paint{Stroke: &e.Colour, Weight: width(l)}, segs})
		}
	}
	return items
}

// Halftone is a picture of few colours, of one byte a pixel: an index of Colours.
type Halftone struct {
	Box     templates.Rect
	Width   int
	Height  int
	Pix     []uint8
	Colours []templates.Colour
}

// ghostLevels is how many colours a ghost has: it spans a third of the tones, so that a step is less than a hundredth.
const ghostLevels = 48

// ghost draws a photo small and pale (see templates.Ghost), at some 200 pixels to the inch.
func (m *merge) ghost(e *templates.Ghost) []Item {
	f, box := m.tonesIn(e.Photo)
	if f == nil {
		return nil
	}
	const pixel = 125 * templates.Micrometre
	h := &Halftone{Box: box, Width: int(max(1, box.W/pixel)), Height: int(max(1, box.H/pixel))}
	dark := templates.Blend([]templates.Colour{e.Ground, e.Colour}, e.Strength)
	for i := range ghostLevels {
		h.Colours = append(h.Colours, templates.Blend([]templates.Colour{e.Ground, dark}, float64(i)/(ghostLevels-1)))
	}
	h.Pix = make([]uint8, 0, h.Width*h.Height)
	for y := range h.Height {
		for x := range h.Width {
			d := f.dark(float64(box.X)+float64((float64(x)+0.5)*float64(box.W)/float64(h.Width)), float64(box.Y)+float64((float64(y)+0.5)*float64(box.H)/float64(h.Height)))
			h.Pix = append(h.Pix, uint8(math.Round(d*(ghostLevels-1))))
		}
	}
	return []Item{h}
}

func (h *Halftone) write(b *strings.Builder) {
	fmt.Fprintf(b, "halftone %s  %dx%d of %d colours from %s to %s\n", rect(h.Box), h.Width, h.Height, len(h.Colours), h.Colours[0], h.Colours[len(h.Colours)-1])
}

// halftone writes an inline image (ISO 32000-1, 8.9.7).
func (d *drawing) halftone(h *Halftone) {
	space, grays := "/DeviceGray", true
	for _, c := range h.Colours {
		grays = grays && c.Gray()
	}
	if !grays {
		space = "/DeviceRGB"
	}
	var palette []byte
	for _, c := range h.Colours {
		if grays {
			palette = fmt.Appendf(palette, "%02X", c.R)
			continue
		}
		palette = fmt.Appendf(palette, "%02X%02X%02X", c.R, c.G, c.B)
	}
	b := h.Box
	d.rawf("q %s 0 0 %s %s %s cm\nBI /W %d /H %d /BPC 8 /CS [/Indexed %s %d <%s>] ID %s\nEI\nQ\n",
		d.num(points(b.W)), d.num(points(b.H)), d.num(points(b.X)), d.num(d.height-points(b.Bottom())), h.Width, h.Height, space, len(h.Colours)-1, palette, h.Pix)
}
