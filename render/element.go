package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"docketcard/fonts"
	"docketcard/templates"
	"docketcard/templates/source"
)

// merge is the elements of one card on the way to their items; without a card, those that are the same on all.
type merge struct {
	*Composer
	card  *Card
	dry   bool // only faults are looked for
	apart bool // for Placed: elements of groups that are cut or turned are leaves of their own, and halftones are without pixels
	errs  *source.ErrorList
	steps []Step

	stacked bool // there is a stack around, which asks how high its texts are
}

// element returns the items of an element: each kind has its method, in the file of what it draws.
func (m *merge) element(e templates.Element) []Item {
	if !m.shows(e) {
		return nil
	}
	switch e.(type) {
	case *templates.Waves, *templates.Rosette, *templates.Band:
		if m.unplaced() {
			return nil // nothing can be wrong with them
		}
	}
	switch e := e.(type) {
	case *templates.Text:
		return m.text(e)
	case *templates.Photo:
		return m.photo(e)
	case *templates.Image:
		return []Item{picture(&e.Frame, m.images[e])}
	case *templates.MRZ:
		return m.zone(e)
	case *templates.Rectangle:
		return []Item{&Path{e.Paint, rectangle(e.Box, e.Radius)}}
	case *templates.Line:
		return []Item{&Path{e.Paint, []templates.Segment{{Op: 'M', To: e.From}, {Op: 'L', To: e.To}}}}
	case *templates.Path:
		return []Item{&Path{e.Paint, moved(e.Segments, e.At)}}
	case *templates.Artwork:
		return vector(e)
	case *templates.Waves:
		return waves(e, m.phases(e, e.Keyed))
	case *templates.Rosette:
		return []Item{rosette(e, m.phases(e, e.Keyed))}
	case *templates.Band:
		return []Item{band(e, m.phases(e, e.Keyed)[0])}
	case *templates.Tint:
		return tint(e)
	case *templates.Minitext:
		return m.minitext(e)
	case *templates.LineScreen:
		return m.lineScreen(e)
	case *templates.Ghost:
		return m.ghost(e)
	case *templates.Code:
		return m.code(e)
	case *templates.Barcode:
		return m.bars(e)
	case *templates.Group:
		return m.group(e)
	case *templates.Stack:
		leaves, _ := m.stack(e)
		return joined(leaves)
	}
	panic(fmt.Sprintf("render: no way to draw a %T", e))
}

// unplaced tells whether what has no fault may be left out: nothing asks where it is.
func (m *merge) unplaced() bool { return m.dry && !m.stacked }

// shows tells whether the condition of an element holds.
func (m *merge) shows(e templates.Element) bool { return m.holds(e.Base().When) }

func (m *merge) holds(c *templates.Condition) bool {
	if c == nil {
		return true
	}
	return c.Holds(func(name string) string { return m.value(m.card, name).text })
}

// static tells whether an element is the same on every card, so that it is placed once and shared.
func static(e templates.Element) bool {
	if e.Base().When != nil {
		return false
	}
	switch e := e.(type) {
	case *templates.Code, *templates.Barcode:
		// Codes are placed on the printer's dots, which is for the sheet to do.
		return false
	case interface{ Inside() []templates.Element }:
		if slices.ContainsFunc(e.Inside(), func(e templates.Element) bool { return !static(e) }) {
			return false
		}
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

// Misfit is why an element cannot be set on a card: the Err of a fault that Compose and Check find. It wraps ErrFit, a *qr.VersionError, an *mrz.Error, or a
// *fonts.MissingError.
type Misfit struct {
	Element templates.Element
	error
}

// Unwrap returns the reason.
func (m *Misfit) Unwrap() error { return m.error }

// fault reports what is wrong with a content: at the field of the record that it shows, or in the template when it is the same on every card.
func (m *merge) fault(e templates.Element, content *templates.Content, err error, hint string) {
	add := func(pos source.Pos, field, msg string) {
		*m.errs = append(*m.errs, &source.Error{Pos: pos, Field: field, Msg: msg, Hint: hint, Err: &Misfit{e, err}})
	}
	id := elementName(e)
	pos := content.Pos
	for _, by := range m.template.Changed {
		if by == e.Base().Pos && by.File != pos.File {
			pos = by // the text stands in a parent, and fits there
		}
	}
	if m.card == nil {
		msg := err.Error()
		if e.Base().ID != "" {
			msg = fmt.Sprintf("element %s: %v", id, err)
		}
		add(pos, "", msg)
		return
	}
	if content.Static() {
		// Every card has this fault, at one place: a list of faults holds it once.
		add(pos, "", fmt.Sprintf("element %s: %v", id, err))
		return
	}
	if ref := m.blamed(content, err); ref != "" {
		pos := m.card.Record.Pos
		if v, ok := m.card.Record.Value(ref); ok && v.Pos.Line > 0 {
			pos = v.Pos
		}
		add(pos, ref, fmt.Sprintf("%v (element %s)", err, id))
		return
	}
	add(m.card.Record.Pos, "", fmt.Sprintf("element %s: %v", id, err))
}

// blamed returns which field of a content a fault is told of: the one with the letter that no face or barcode has, or the first that the record has,
// or the first of all; "" when it has none.
func (m *merge) blamed(content *templates.Content, err error) string {
	missing, barcode := (*fonts.MissingError)(nil), barcodeError(0)
	letter := rune(-1)
	if errors.As(err, &missing) {
		letter = missing.Rune
	} else if errors.As(err, &barcode) {
		letter = rune(barcode)
	}
	// A filter may have made a capital of it.
	is := func(r rune) bool { return unicode.ToLower(r) == unicode.ToLower(letter) }
	first, present := "", false
	for _, ref := range content.Refs() {
		if m.template.Field(ref) == nil {
			continue
		}
		v, ok := m.card.Record.Value(ref)
		if ok && strings.ContainsFunc(v.Text, is) {
			return ref
		}
		if first == "" || ok && !present {
			first, present = ref, ok
		}
	}
	return first
}

// elementName is what messages call an element.
func elementName(e templates.Element) string {
	if id := e.Base().ID; id != "" {
		return id
	}
	return "at " + e.Base().Pos.String()
}
