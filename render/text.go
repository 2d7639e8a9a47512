package render

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"docketcard/fonts"
	"docketcard/templates"
)

// A line is the spans of one line of text, from left to right.
type line struct {
	runs  []fonts.Run
	width templates.Length
}

// ErrFit is the reason when a text is too long for its element at every size it may take.
var ErrFit = errors.New("does not fit")

// setLine shapes one line.
func setLine(text string, faces []*fonts.Face, size, tracking templates.Length) (line, error) {
	spans, err := fonts.Split(text, faces)
	if err != nil {
		return line{}, err
	}
	var l line
	for _, s := range spans {
		run := s.Face.Shape(s.Text)
		l.runs = append(l.runs, run)
		l.width += advance(run, size, tracking)
	}
	// The space after the last character is no part of the line.
	l.width -= tracking
	return l, nil
}

// text sets a text and its label.
func (m *merge) text(t *templates.Text) []Item {
	text := m.content(&t.Value)
	if text == "" {
		return nil
	}
	lines, size, step, err := setText(t, text, m.faces[t.Style])
	if err != nil {
		hint := ""
		if errors.Is(err, ErrFit) {
			err, hint = fitError(t), "declare a smaller size, more lines or more width, or shorten the value"
		}
		m.fault(t, &t.Value, err, hint)
		return nil
	}
	if step > 0 && m.card != nil {
		m.steps = append(m.steps, Step{m.card.Record.ID, m.card.Record.Pos, elementName(t), t.Sizes[0], size})
	}
	at := t.At
	var items []Item
	if !t.Label.Empty() {
		label := *t
		label.Style, label.Sizes, label.Lines, label.Height = t.Above, []templates.Length{t.Above.Size}, 1, 0
		lines, size, _, err := setText(&label, m.content(&t.Label), m.faces[t.Above])
		if err != nil {
			if errors.Is(err, ErrFit) {
				err = fitError(&label)
			}
			m.fault(t, &t.Label, fmt.Errorf("label: %w", err), "")
			return nil
		}
		items = place(&label, lines, size, at, t.Above)
		at.Y += t.Gap
	}
	return append(items, place(t, lines, size, at, t.Style)...)
}

// setText breaks a text into lines no wider than t.Width, at the first of t's sizes at which they are few enough. Step is the index of that
// size. It fails with ErrFit, or with a *fonts.MissingError.
func setText(t *templates.Text, text string, faces []*fonts.Face) (lines []line, size templates.Length, step int, err error) {
	for step, size = range t.Sizes {
		lines, err = breakLines(text, t.Width, t.MaxLines(size), faces, size, t.Style.Tracking)
		if !errors.Is(err, ErrFit) {
			return lines, size, step, err
		}
	}
	return nil, 0, 0, err
}

// isBreak tells whether a line may end at r: at a space that is not one of those that hold words together.
func isBreak(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u2007' && r != '\u202f'
}

// breakLines fills lines greedily. A newline ends a line; otherwise lines end at spaces only, and a row of them is one.
func breakLines(text string, width templates.Length, most int, faces []*fonts.Face, size, tracking templates.Length) ([]line, error) {
	var lines []line
	for _, paragraph := range strings.Split(text, "\n") {
		words := strings.FieldsFunc(paragraph, isBreak)
		for len(words) > 0 {
			if len(lines) == most {
				return nil, ErrFit
			}
			// Most lines hold all that is left or end early: the count of words that fit is found by halving.
			fit, over := 0, len(words)+1
			var best line
			for n := len(words); fit+1 < over; n = (fit + over) / 2 {
				l, err := setLine(strings.Join(words[:n], " "), faces, size, tracking)
				if err != nil {
					return nil, err
				}
				if l.width <= width {
					fit, best = n, l
				} else {
					over = n
				}
			}
			if fit == 0 {
				return nil, ErrFit
			}
			lines = append(lines, best)
			words = words[fit:]
		}
	}
	return lines, nil
}

// place returns the runs of lines at t's place; the first baseline is at.
func place(t *templates.Text, lines []line, size templates.Length, at templates.Point, style *templates.Style) []Item {
	var items []Item
	for i, l := range lines {
		pen := templates.Point{X: at.X, Y: at.Y + templates.Length(i)*style.LeadingAt(size)}
		switch t.Align {
		case templates.Center:
			pen.X += (t.Width - l.width) / 2
		case templates.Right:
			pen.X += t.Width - l.width
		}
		for _, run := range l.runs {
			r := &Run{Run: run, Size: size, Tracking: style.Tracking, At: pen, Colour: style.Colour}
			items = append(items, r)
			pen.X += r.Width()
		}
	}
	return items
}

// fitError says what was too long and what room there was.
func fitError(t *templates.Text) error {
	last := t.Sizes[len(t.Sizes)-1]
	room := fmt.Sprintf("%s at %spt", t.Width, strings.TrimSuffix(fmt.Sprintf("%.1f", last.Points()), ".0"))
	if t.Lines > 1 {
		room += fmt.Sprintf(" on %d lines", t.Lines)
	}
	return fmt.Errorf("%w in %s", ErrFit, room)
}
