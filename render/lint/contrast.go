package lint

import (
	"math"

	"docketcard/render"
	"docketcard/templates"
)

// minContrast is that of text of normal size (WCAG 2.2, success criterion 1.4.3).
const minContrast = 4.5

// contrasts finds text that is too near in lightness to what lies under it: of the colours that touch its glyphs' area the one that is nearest.
// Pictures do not count, as text over them is an overlap. It also finds text that something is drawn over.
func contrasts(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			for _, r := range p.runs {
				box := r.area.box()
				under := []templates.Colour{templates.White}
				for j := range face {
					q := &face[j]
					for _, s := range q.shapes {
						c := v.ink.cover(q, s, r.area)
						switch {
						case j > i && (c.fills || c.strokes):
							does := "covered by"
							if !c.fills {
								does = "crossed by the lines of"
							}
							f := v.finding(side, p, "let the text come after it in the template", "%s is %s %s", p.called(r), does, q.Name)
							f.other = q.As
							f.Box = &box
							found.add("overlap", f, "under "+q.Name, int64(r.area.W*r.area.H))
						case j > i:
						case c.wholly:
							under = append(under[:0], *s.Fill)
						case c.fills:
							under = append(under, *s.Fill)
						}
						if j < i && c.strokes {
							under = append(under, *s.Stroke)
						}
					}
				}
				least, colour := math.Inf(1), templates.Colour{}
				for _, u := range under {
					if c := v.contrast(r.Colour, u); c < least {
						least, colour = c, u
					}
				}
				if least >= minContrast {
					continue
				}
				f := v.finding(side, p, "", "%s in %s over %s has a contrast of %.1f:1; want %.1f:1", p.called(r), r.Colour, colour, math.Floor(least*10)/10, minContrast)
				f.Box = &box
				found.add("contrast", f, "", int64(1000*(minContrast-least)))
			}
		}
	}
}

// called returns what a finding calls a run of an element.
func (p *placed) called(r inkRun) string {
	t, ok := p.As.(*templates.Text)
	if ok && !t.Label.Empty() && r.At.Y == p.Items[0].(*render.Run).At.Y {
		return "the label of " + p.Name
	}
	return p.Name
}

// contrast returns the contrast of two colours, which it remembers.
func (v *view) contrast(a, b templates.Colour) float64 {
	key := [2]templates.Colour{a, b}
	c, ok := v.ink.contrasts[key]
	if !ok {
		c = contrast(a, b)
		v.ink.contrasts[key] = c
	}
	return c
}

// contrast returns the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definitions of contrast ratio and relative luminance).
func contrast(a, b templates.Colour) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c templates.Colour) float64 {
	linear := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
