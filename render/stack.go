package render

import (
	"fmt"

	"docketcard/fonts"
	"docketcard/templates"
	"docketcard/templates/source"
)

// A leaf is an element that holds no others and its items; when merge.apart is not set, also a group that is cut or turned.
type leaf struct {
	element templates.Element
	items   []Item
	within  []*Group // that cut and turn the items, the outermost first, without theirs
}

func joined(leaves []leaf) []Item {
	var items []Item
	for _, l := range leaves {
		items = append(items, l.items...)
	}
	return items
}

// leaves returns the leaves that show something of an element.
func (m *merge) leaves(e templates.Element) []leaf {
	if !m.shows(e) {
		return nil
	}
	switch e := e.(type) {
	case *templates.Stack:
		leaves, _ := m.stack(e)
		return leaves
	case *templates.Group:
		frame := frameOf(e)
		if frame != nil && !m.apart {
			break
		}
		var leaves []leaf
		for _, e := range e.Elements {
			leaves = append(leaves, m.leaves(e)...)
		}
		for i := range leaves {
			if frame != nil {
				leaves[i].within = append([]*Group{frame}, leaves[i].within...)
			}
		}
		return leaves
	}
	if items := m.element(e); len(items) > 0 {
		return []leaf{{element: e, items: items}}
	}
	return nil
}

// stack returns the leaves of a stack and how high it is on this card. That it is higher than its room is a fault. Texts whose ink would touch
// stand further apart than the template says, as the lines of a text do.
func (m *merge) stack(s *templates.Stack) ([]leaf, templates.Length) {
	defer func(was bool) { m.stacked = was }(m.stacked)
	m.stacked = true
	var out []leaf
	var high, inked templates.Length
	for _, e := range s.Elements {
		part, height := m.inStack(e, s.Box.Y)
		if height == 0 {
			continue
		}
		if high > 0 {
			high += e.Base().Space
		}
		if top, bottom, ok := inkOf(part); ok {
			high = max(high, inked-top)
			inked = high + bottom
		}
		out = append(out, lowered(part, high)...)
		high += height
	}
	if high > s.Box.H {
		pos := s.Pos
		if m.card != nil {
			pos = m.card.Record.Pos
		}
		*m.errs = append(*m.errs, &source.Error{Pos: pos, Msg: fmt.Sprintf("element %s: is %s high; its room is %s", elementName(s), high, s.Box.H),
			Hint: "shorten its texts, give it more room, or set it in smaller type",
			Err:  &Misfit{s, fmt.Errorf("%w: it is %s high, and its room is %s", ErrFit, high, s.Box.H)}})
	}
	return out, high
}

// lowered returns leaves moved down.
func lowered(leaves []leaf, by templates.Length) []leaf {
	out := make([]leaf, len(leaves))
	for k, l := range leaves {
		out[k].element = l.element
		for _, i := range l.items {
			out[k].items = append(out[k].items, shifted(i, templates.Point{Y: by}))
		}
		for _, g := range l.within {
			out[k].within = append(out[k].within, shifted(g, templates.Point{Y: by}).(*Group))
		}
	}
	return out
}

// inkOf returns how far up and down the ink of the texts among leaves reaches; it is not ok when there are none.
func inkOf(leaves []leaf) (top, bottom templates.Length, ok bool) {
	for _, l := range leaves {
		for _, i := range l.items {
			if r, text := i.(*Run); text {
				rise, depth := reach([]fonts.Run{r.Run}, r.Size)
				if up, down := r.At.Y-rise, r.At.Y+depth; ok {
					top, bottom = min(top, up), max(bottom, down)
				} else {
					top, bottom, ok = up, down, true
				}
			}
		}
	}
	return top, bottom, ok
}

// inStack returns the leaves of an element as if it were the first of a stack whose room begins at top, and how high it is; 0 when it
// shows nothing.
func (m *merge) inStack(e templates.Element, top templates.Length) ([]leaf, templates.Length) {
	if !m.shows(e) {
		return nil, 0
	}
	switch e := e.(type) {
	case *templates.Stack:
		leaves, high := m.stack(e)
		if high > 0 {
			high += e.Box.Y - top
		}
		return leaves, high
	case *templates.Group:
		if e.Clip || e.Turn != 0 || e.Box.W > 0 {
			break
		}
		// A group that states no size is as high as what it shows, and its texts have their room above them.
		var leaves []leaf
		var high, over templates.Length
		for _, e := range e.Elements {
			part, h := m.inStack(e, top)
			if t, ok := e.(*templates.Text); ok && h > 0 {
				over = max(over, top-t.At.Y+t.Head().Leading*4/5)
			}
			leaves, high = append(leaves, part...), max(high, h)
		}
		if over > 0 {
			return lowered(leaves, over), high + over
		}
		return leaves, high
	}
	leaves := m.leaves(e)
	switch e := e.(type) {
	case *templates.Text:
		// A line reaches a fifth of its leading below its baseline.
		var bottom templates.Length
		for _, i := range joined(leaves) {
			if r, ok := i.(*Run); ok {
				lead := e.Style.LeadingAt(r.Size)
				bottom = max(bottom, r.At.Y+lead-lead*4/5)
			}
		}
		return leaves, max(0, bottom-top)
	case *templates.Code:
		if m.dry && m.content(&e.Value) != "" {
			return leaves, e.Room().Bottom() - top // though it was left out
		}
	}
	if len(leaves) == 0 {
		return nil, 0
	}
	return leaves, e.Room().Bottom() - top
}
