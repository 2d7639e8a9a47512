package render

import (
	"fmt"
	"strconv"

	"docketcard/fonts"
	"docketcard/templates"
)

// Guides are lines for the eyes of a template's author, drawn over the finished cards as a last layer. A batch with guides is to be looked
// at, not printed.
type Guides struct {
	// Layout shows trim, safe zone and bleed, the room of each element with its name, the baselines of text, and the quiet zones of codes.
	Layout bool
	// Grid shows millimetres, counted from the left and top edges of the card.
	Grid bool
}

// Colours of guides. None is a colour that cards are printed in a lot.
var (
	guideTrim  = templates.Colour{R: 214, G: 0, B: 110}
	guideSafe  = templates.Colour{R: 0, G: 150, B: 60}
	guideBleed = templates.Colour{R: 0, G: 110, B: 214}
	guideBox   = templates.Colour{R: 150, G: 60, B: 200}
	guideBase  = templates.Colour{R: 230, G: 120, B: 0}
	guideGrid  = templates.Colour{R: 120, G: 170, B: 200}
)

// guides returns the items over one face of the cards.
func (g Guides) items(t *templates.Template, elements []templates.Element, bleed templates.Length) []Item {
	var items []Item
	card := templates.Rect{W: t.Size.W, H: t.Size.H}
	if g.Grid {
		items = append(items, grid(card)...)
	}
	if !g.Layout {
		return items
	}
	outline := func(r templates.Rect, radius templates.Length, c templates.Colour, weight float64, dash ...templates.Length) {
		items = append(items, &Path{templates.Paint{Stroke: &c, Weight: templates.Points(weight), Dash: dash}, rectangle(r, radius)})
	}
	dashed := []templates.Length{500, 350}
	for e := range templates.Walk(elements) {
		box, ok := room(e)
		if !ok {
			continue
		}
		outline(box, 0, guideBox, 0.25)
		switch e := e.(type) {
		case *templates.Text:
			seen := map[templates.Length]bool{}
			for _, size := range e.Sizes {
				for _, y := range baselines(e, size) {
					if !seen[y] {
						seen[y] = true
						items = append(items, &Path{templates.Paint{Stroke: &guideBase, Weight: templates.Points(0.2)},
							[]templates.Segment{{Op: 'M', To: templates.Point{X: box.X, Y: y}}, {Op: 'L', To: templates.Point{X: box.Right(), Y: y}}}})
					}
				}
			}
		case *templates.Code:
			outline(box.Inset(templates.Length(e.Quiet)*e.Module), 0, guideBase, 0.4, dashed...)
		}
	}
	if bleed > 0 {
		// Half of the line lies within the bleed.
		outline(card.Inset(-bleed+50), 0, guideBleed, 0.4, dashed...)
	}
	outline(card, t.Radius, guideTrim, 0.4)
	outline(card.Inset(t.Safe), max(0, t.Radius-t.Safe), guideSafe, 0.4, dashed...)
	// Names come last, so that no line crosses them.
	for e := range templates.Walk(elements) {
		if box, ok := room(e); ok {
			items = append(items, tag(guideName(e), templates.Point{X: box.X, Y: box.Y}, guideBox)...)
		}
	}
	return items
}

// room returns the area that an element may fill, and whether it has one worth showing: artwork without a name has not.
func room(e templates.Element) (templates.Rect, bool) {
	if e.Base().Flow {
		return templates.Rect{}, false // where it lies is known of a card, not of the template
	}
	named := e.Base().ID != ""
	switch e := e.(type) {
	case *templates.Text:
		top := e.At.Y - e.Sizes[0]*7/10
		if !e.Label.Empty() {
			top = e.At.Y - e.Above.Size*7/10
		}
		// At a smaller size there may be more lines, and lower ones.
		bottom := top
		for _, size := range e.Sizes {
			lines := baselines(e, size)
			bottom = max(bottom, lines[len(lines)-1]+size*22/100)
		}
		return templates.Rect{X: e.At.X, Y: top, W: e.Width, H: bottom - top}, true
	case *templates.Photo, *templates.Code:
		named = true
	}
	return e.Room(), named
}

// baselines returns where the lines of a text stand, as many as it may have at a size.
func baselines(t *templates.Text, size templates.Length) []templates.Length {
	first := t.At.Y
	if !t.Label.Empty() {
		first += t.Gap
	}
	var out []templates.Length
	for i := range t.MaxLines(size) {
		out = append(out, first+templates.Length(i)*t.Style.LeadingAt(size))
	}
	return out
}

// guideName returns an element's id, or what kind it is of and the line that it stands on.
func guideName(e templates.Element) string {
	b := e.Base()
	if b.ID != "" {
		return b.ID
	}
	return fmt.Sprintf("%s, line %d", b.Kind, b.Pos.Line)
}

// grid returns lines at every millimetre, heavier at every fifth and tenth, and the numbers of those.
func grid(card templates.Rect) []Item {
	var items []Item
	weights := [3]float64{0.1, 0.2, 0.4}
	var paths [3]Path
	for i := range paths {
		paths[i].Paint = templates.Paint{Stroke: &guideGrid, Weight: templates.Points(weights[i])}
	}
	line := func(mm int, from, to templates.Point) {
		k := 0
		if mm%10 == 0 {
			k = 2
		} else if mm%5 == 0 {
			k = 1
		}
		paths[k].Segments = append(paths[k].Segments, templates.Segment{Op: 'M', To: from}, templates.Segment{Op: 'L', To: to})
	}
	var numbers []Item
	for mm := 1; templates.Length(mm)*templates.Millimetre < card.W; mm++ {
		x := templates.Length(mm) * templates.Millimetre
		line(mm, templates.Point{X: x}, templates.Point{X: x, Y: card.H})
		if mm%10 == 0 {
			numbers = append(numbers, tag(strconv.Itoa(mm), templates.Point{X: x, Y: 1400}, guideGrid)...)
		}
	}
	for mm := 1; templates.Length(mm)*templates.Millimetre < card.H; mm++ {
		y := templates.Length(mm) * templates.Millimetre
		line(mm, templates.Point{Y: y}, templates.Point{X: card.W, Y: y})
		if mm%10 == 0 {
			numbers = append(numbers, tag(strconv.Itoa(mm), templates.Point{X: 200, Y: y}, guideGrid)...)
		}
	}
	for i := range paths {
		if len(paths[i].Segments) > 0 {
			items = append(items, &paths[i])
		}
	}
	return append(items, numbers...)
}

// tag returns a small word on a patch of a colour, whose lower left corner is at.
func tag(word string, at templates.Point, c templates.Colour) []Item {
	face, ok := fonts.Lookup(slugFace)
	if !ok {
		panic("render: the face of the slug is missing")
	}
	size := templates.Points(3.2)
	l, err := setLine(word, []*fonts.Face{face}, size, 0)
	if err != nil {
		return nil // an id in a script that the face lacks
	}
	pad := templates.Length(150)
	patch := templates.Rect{X: at.X, Y: at.Y - size - pad/2, W: l.width + 2*pad, H: size + pad/2}
	items := []Item{&Path{templates.Paint{Fill: &c}, rectangle(patch, 0)}}
	pen := templates.Point{X: at.X + pad, Y: patch.Bottom() - size/4}
	for _, run := range l.runs {
		r := &Run{Run: run, Size: size, At: pen, Colour: templates.White}
		items = append(items, r)
		pen.X += r.Width()
	}
	return items
}
