package render

import (
	"fmt"
	"strings"

	"docketcard/templates"
	"docketcard/templates/source"
)

// merge is the elements of one card on the way to their items; without a card, those that are the same on all.
type merge struct {
	*Composer
	card  *Card
	errs  *source.ErrorList
	steps []Step
}

// element returns the items of an element: each kind has its method, in the file of what it draws.
func (m *merge) element(e templates.Element) []Item {
	if !e.Base().When.Holds(func(name string) string { return m.value(m.card, name).text }) {
		return nil
	}
	switch e := e.(type) {
	case *templates.Text:
		return m.text(e)
	case *templates.Photo:
		return m.photo(e)
	case *templates.Rectangle:
		return []Item{&Path{e.Paint, rectangle(e.Box, e.Radius)}}
	case *templates.Line:
		return []Item{&Path{e.Paint, []templates.Segment{{Op: 'M', To: e.From}, {Op: 'L', To: e.To}}}}
	case *templates.Path:
		return []Item{&Path{e.Paint, moved(e.Segments, e.At)}}
	case *templates.Waves:
		return []Item{waves(e)}
	case *templates.Rosette:
		return []Item{rosette(e)}
	case *templates.Code:
		return m.code(e)
	}
	panic(fmt.Sprintf("render: no way to draw a %T", e))
}

// static tells whether an element is the same on every card, so that it is placed once and shared.
func static(e templates.Element) bool {
	if e.Base().When != nil {
		return false
	}
	if _, ok := e.(*templates.Code); ok {
		// Codes are placed on the printer's dots, which is for the sheet to do.
		return false
	}
	for _, ref := range e.Refs() {
		if !strings.HasPrefix(ref, "issuer.") {
			return false
		}
	}
	return true
}

// content returns a content of an element with its placeholders filled.
func (m *merge) content(c *templates.Content) string { return m.Composer.text(m.card, c) }

// fault reports what is wrong with a content: at the field of the record that it shows, or in the template when it is the same on every card.
func (m *merge) fault(e templates.Element, content *templates.Content, msg, hint string) {
	id := elementName(e)
	if m.card == nil {
		m.errs.Add(content.Pos, "", msg, hint)
		return
	}
	if content.Static() {
		// Every card has this fault, at one place: a list of faults holds it once.
		m.errs.Add(content.Pos, "", fmt.Sprintf("element %s: %s", id, msg), hint)
		return
	}
	for _, ref := range content.Refs() {
		if m.template.Field(ref) == nil {
			continue
		}
		pos := m.card.Record.Pos
		if v, ok := m.card.Record.Value(ref); ok && v.Pos.Line > 0 {
			pos = v.Pos
		}
		m.errs.Add(pos, ref, fmt.Sprintf("%s (element %s)", msg, id), hint)
		return
	}
	m.errs.Add(m.card.Record.Pos, "", fmt.Sprintf("element %s: %s", id, msg), hint)
}

// elementName is what messages call an element.
func elementName(e templates.Element) string {
	if id := e.Base().ID; id != "" {
		return id
	}
	return "at " + e.Base().Pos.String()
}
