package render

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"docketcard/render/record"
	"docketcard/templates"
)

// field is the tones of a photo as they lie over a box of the card.
type field struct {
	tones *record.Tones
	place templates.Rect
	dark  [256]float64 // of a tone, from 0, the lightest of what is seen, to 1
	even  [256]float64 // likewise, in steps that each as much of the picture takes up
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
	var seen [256]int
	x0, x1 := f.span(t.Width, f.place.X, f.place.W, pic.Box.X, pic.Box.W)
	y0, y1 := f.span(t.Height, f.place.Y, f.place.H, pic.Box.Y, pic.Box.H)
	for y := y0; y < y1; y++ {
		for _, tone := range t.Pix[y*t.Width+x0 : y*t.Width+x1] {
			seen[tone]++
		}
	}
	f.spread(&seen)
	return f, pic.Box
}

// spread tells how dark each tone is, of a picture that has so many pixels of each.
func (f *field) spread(seen *[256]int) {
	n := 0
	for _, pixels := range seen {
		n += pixels
	}
	// Photos are lit in many ways: what is seen is spread from the lightest twentieth to the darkest.
	least, most := 0, 255
	for below, tone := 0, 0; tone < 256 && n > 0; tone++ {
		if below <= n/20 {
			least = tone
		}
		if below += seen[tone]; below < n-n/20 {
			most = min(255, tone+1)
		}
	}
	if most-least < 32 {
		most = least + 32 // a blank picture stays blank
	}
	ground := most - (most-least)/16
	drawn, lighter := 0, 0
	for tone := range min(ground, 256) {
		drawn += seen[tone]
	}
	for tone := 255; tone >= 0; tone-- {
		f.dark[tone] = max(0, min(1, float64(most-tone)/float64(most-least)))
		if tone < ground && drawn > 0 {
			f.even[tone] = float64(2*lighter+seen[tone]) / float64(2*drawn)
			lighter += seen[tone]
		}
	}
}

// span returns which of n tones, spread over a place, lie in a box: from the first to before the last.
func (f *field) span(n int, at, extent, box, wide templates.Length) (first, end int) {
	first = int((box - at) * templates.Length(n) / extent)
	end = int((box + wide - at) * templates.Length(n) / extent)
	return max(0, min(n-1, first)), max(1, min(n, end))
}

// swell tells how thick a line is where a photo has a tone, from 0 to 1. Half of it is even, or faces that are dark, or light, would lose their features
// in lines of one width.
func (f *field) swell(tone int) float64 { return (f.dark[tone] + f.even[tone]) / 2 }

// at returns the tone at a point of the card.
func (f *field) at(x, y float64) int {
	return int(f.tones.At(float64((x-float64(f.place.X))*float64(f.tones.Width)/float64(f.place.W)), float64((y-float64(f.place.Y))*float64(f.tones.Height)/float64(f.place.H))))
}

// lineScreen draws a photo in lines (see templates.LineScreen): one path, whose every figure is the outline of a line from where it begins to be dark
// to where it ends.
func (m *merge) lineScreen(e *templates.LineScreen) []Item {
	f, box := m.tonesIn(e.Photo)
	if f == nil {
		return nil
	}
	rows := max(1, int(box.H/e.Pitch))
	columns := max(2, int(3*box.W/e.Pitch))
	step := float64(box.W) / float64(columns)
	grain := max(1, e.Least/8) // widths are rounded to it: less than a printer shows, and fewer points

	// width is how thick a line is at a point; 0 is too light for one.
	width := func(x, y float64) templates.Length {
		w := templates.Length(f.swell(f.at(x, y)) * float64(e.Pitch))
		if w < e.Least/2 {
			return 0
		}
		return min(e.Most, max(e.Least, w/grain*grain))
	}
	var figures []templates.Segment
	upper, lower := make([]templates.Point, 0, columns+1), make([]templates.Point, 0, columns+1)
	end := func() {
		if len(upper) > 1 {
			figures = append(figures, templates.Segment{Op: 'M', To: upper[0]})
			for _, p := range upper[1:] {
				figures = append(figures, templates.Segment{Op: 'L', To: p})
			}
			for _, p := range slices.Backward(lower) {
				figures = append(figures, templates.Segment{Op: 'L', To: p})
			}
			figures = append(figures, templates.Segment{Op: 'Z', To: upper[0]})
		}
		upper, lower = upper[:0], lower[:0]
	}
	for row := range rows {
		base := float64(box.Y) + float64((float64(row)+0.5)*float64(box.H)/float64(rows))
		for k := range columns + 1 {
			along := float64(step * float64(k))
			sin, _ := sine(along / float64(e.Period))
			x, y := float64(box.X)+along, base+float64(float64(e.Amplitude)*sin)
			w := width(x, y)
			if w == 0 {
				end()
				continue
			}
			left, top := templates.Length(math.Round(x)), templates.Length(math.Round(y))-w/2
			// Of a straight line that keeps its width the ends are enough.
			if n := len(upper); n > 1 && upper[n-1].Y == top && upper[n-2].Y == top && lower[n-1].Y == top+w && lower[n-2].Y == top+w {
				upper, lower = upper[:n-1], lower[:n-1]
			}
			upper, lower = append(upper, templates.Point{X: left, Y: top}), append(lower, templates.Point{X: left, Y: top + w})
		}
		end()
	}
	if figures == nil {
		return nil
	}
	return []Item{&Path{templates.Paint{Fill: &e.Colour}, figures}}
}

// Halftone is a picture of few colours, of one byte a pixel: an index of Colours.
type Halftone struct {
	Box     templates.Rect
	Width   int
	Height  int
	Pix     []uint8
	Colours []templates.Colour
}

// ghostLevels is how many colours a ghost has: it spans a third of the tones at most, so that a step is two hundredths.
const ghostLevels = 16

// ghost draws a photo small and pale (see templates.Ghost), at some 200 pixels to the inch, or two for each of the tones where that is less.
func (m *merge) ghost(e *templates.Ghost) []Item {
	h := &Halftone{}
	dark := templates.Blend([]templates.Colour{e.Ground, e.Colour}, e.Strength)
	for i := range ghostLevels {
		h.Colours = append(h.Colours, templates.Blend([]templates.Colour{e.Ground, dark}, float64(i)/(ghostLevels-1)))
	}
	if m.apart {
		// Where it stands and in which colours does not depend on its pixels.
		p := m.card.Record.Photo(e.Field)
		if p == nil {
			return nil
		}
		h.Box = picture(&e.Frame, p).Box
		return []Item{h}
	}
	f, box := m.tonesIn(e.Photo)
	if f == nil {
		return nil
	}
	pixel := max(125*templates.Micrometre, f.place.W/templates.Length(2*f.tones.Width))
	h.Box, h.Width, h.Height = box, int(max(1, box.W/pixel)), int(max(1, box.H/pixel))
	var level [256]uint8
	for tone := range level {
		level[tone] = uint8(math.Round(f.dark[tone] * (ghostLevels - 1)))
	}
	across := mixes(h.Width, f.tones.Width, f.place.X, f.place.W, box.X, box.W)
	down := mixes(h.Height, f.tones.Height, f.place.Y, f.place.H, box.Y, box.H)
	h.Pix = make([]uint8, 0, h.Width*h.Height)
	for _, y := range down {
		upper, lower := f.tones.Pix[y.a*f.tones.Width:], f.tones.Pix[y.b*f.tones.Width:]
		for _, x := range across {
			top := int(upper[x.a])<<8 + x.part*(int(upper[x.b])-int(upper[x.a]))
			bottom := int(lower[x.a])<<8 + x.part*(int(lower[x.b])-int(lower[x.a]))
			h.Pix = append(h.Pix, level[(top<<8+y.part*(bottom-top))>>16])
		}
	}
	return []Item{h}
}

// A mix is which two tones a pixel lies between, and how many parts in 256 it has of the second.
type mix struct{ a, b, part int }

// mixes returns the mixes of a row of pixels over a box, between tones that are spread over a place.
func mixes(pixels, tones int, at, extent, box, wide templates.Length) []mix {
	out := make([]mix, pixels)
	for i := range out {
		// In 256ths of a tone, whose middles are at halves.
		middle := int64(box-at)*2*int64(pixels) + int64(wide)*int64(2*i+1)
		v := int(middle*int64(tones)*256/(2*int64(pixels)*int64(extent))) - 128
		v = max(0, min(256*(tones-1), v))
		out[i] = mix{v >> 8, min(tones-1, v>>8+1), v & 255}
	}
	return out
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
	d.putf("q %s 0 0 %s %s %s cm\nBI /W %d /H %d /BPC 8 /CS [/Indexed %s %d <%s>] ID %s\nEI\nQ\n",
		d.num(points(b.W)), d.num(points(b.H)), d.num(points(b.X)), d.num(d.height-points(b.Bottom())), h.Width, h.Height, space, len(h.Colours)-1, palette, h.Pix)
}
