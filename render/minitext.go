package render

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"docketcard/fonts"
	"docketcard/templates"
)

// minitext repeats a text from end to end of a line, around a frame or along a wave.
func (m *merge) minitext(e *templates.Minitext) []Item {
	text := m.content(&e.Value)
	if text == "" {
		return nil
	}
	items, err := m.setMinitext(e, text)
	if err != nil {
		hint := m.missingHint(e.Style, err)
		if !errors.As(err, new(*fonts.MissingError)) {
			hint = "give the minitext more room, or a smaller size"
		}
		m.fault(e, &e.Value, err, hint)
		return nil
	}
	return items
}

func (m *merge) setMinitext(e *templates.Minitext, text string) ([]Item, error) {
	switch e.Shape {
	case "line":
		return m.along(e, text, e.Line[0], e.Line[1])
	case "wave":
		return m.wave(e, text)
	}
	b := e.Box
	corners := []templates.Point{{X: b.X, Y: b.Y}, {X: b.Right(), Y: b.Y}, {X: b.Right(), Y: b.Bottom()}, {X: b.X, Y: b.Bottom()}}
	var items []Item
	for i, from := range corners {
		side, err := m.along(e, text, from, corners[(i+1)%4])
		if err != nil {
			return nil, err
		}
		items = append(items, side...)
	}
	return items, nil
}

// filled returns a line of the text repeated as often as fits in a length, and the space to add after each character so that it ends there.
func (m *merge) filled(e *templates.Minitext, text string, length templates.Length) (line, templates.Length, error) {
	faces := m.setters[e.Style].faces
	one, err := setLine(text, faces, e.Size, 0)
	if err != nil {
		return line{}, 0, err
	}
	two, err := setLine(text+" "+text, faces, e.Size, 0)
	if err != nil {
		return line{}, 0, err
	}
	if one.width > length {
		return line{}, 0, fmt.Errorf("minitext %w: it is %s long, and there are %s", ErrFit, one.width, length)
	}
	n := 1 + int((length-one.width)/(two.width-one.width))
	all, err := setLine(text+strings.Repeat(" "+text, n-1), faces, e.Size, 0)
	if err != nil {
		return line{}, 0, err
	}
	count := 0
	for _, r := range all.runs {
		if !r.Plain {
			return line{}, 0, errors.New("minitext holds characters that are not set one by one; want plain letters and figures")
		}
		count += len(r.Glyphs)
	}
	return all, (length - all.width) / templates.Length(max(1, count-1)), nil
}

// along sets a text on a straight line.
func (m *merge) along(e *templates.Minitext, text string, from, to templates.Point) ([]Item, error) {
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	l, tracking, err := m.filled(e, text, templates.Length(math.Sqrt(float64(dx*dx)+float64(dy*dy))))
	if err != nil {
		return nil, err
	}
	var items []Item
	pen := from
	for _, run := range l.runs {
		r := &Run{Run: run, Size: e.Size, Tracking: tracking, At: pen, Colour: e.Style.Colour, Decor: true}
		items = append(items, r)
		pen.X += r.Width()
	}
	if to.Y == from.Y && to.X > from.X {
		return items, nil
	}
	turn := math.Round(math.Atan2(dy, dx)*180/math.Pi*1e4) / 1e4
	return []Item{&Group{Items: items, Turn: turn, About: from}}, nil
}

// wave sets a text along a sine, as outlines: each character is turned as the wave runs there.
func (m *merge) wave(e *templates.Minitext, text string) ([]Item, error) {
	// Arc length by place, in steps of a hundredth of the period.
	step := float64(e.Period) / 100
	n := int(float64(e.Box.W) / step)
	lengths := make([]float64, n+1)
	height := func(x float64) (y, slope float64) {
		sin, cos := sine(x / float64(e.Period))
		return -float64(float64(e.Amplitude) * sin), -float64(float64(e.Amplitude) * cos * 2 * math.Pi / float64(e.Period))
	}
	for i := 1; i <= n; i++ {
		_, slope := height((float64(i) - 0.5) * step)
		lengths[i] = lengths[i-1] + float64(step*math.Sqrt(1+float64(slope*slope)))
	}
	l, tracking, err := m.filled(e, text, templates.Length(lengths[n]))
	if err != nil {
		return nil, err
	}
	p := &Path{Paint: templates.Paint{Fill: &e.Style.Colour}}
	middle := float64(e.Box.Y) + float64(e.Box.H)/2
	pen := 0.0
	for _, run := range l.runs {
		scale := float64(e.Size) / float64(run.Face.UnitsPerEm())
		for _, g := range run.Glyphs {
			half := float64(float64(g.Advance) * scale / 2)
			i, _ := slices.BinarySearch(lengths, pen+half)
			i = max(1, min(n, i))
			x := step * (float64(i) - 1 + (pen+half-lengths[i-1])/(lengths[i]-lengths[i-1]))
			y, slope := height(x)
			long := math.Sqrt(1 + float64(slope*slope))
			cos, sin := math.Round(1/long*1e9)/1e9, math.Round(slope/long*1e9)/1e9
			p.Segments = append(p.Segments, outline(run.Face.Outline(g.GID), func(q fonts.Point) templates.Point {
				dx, dy := float64(q.X*scale)-half, float64(q.Y*scale)
				return templates.Point{
					X: e.Box.X + templates.Length(math.Round(x+float64(dx*cos)+float64(dy*sin))),
					Y: templates.Length(math.Round(middle + y + float64(dx*sin) - float64(dy*cos))),
				}
			})...)
			pen += 2*half + float64(tracking)
		}
	}
	return []Item{p}, nil
}
