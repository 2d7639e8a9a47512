package render

import (
	"errors"
	"fmt"

	"docketcard/render/mrz"
	"docketcard/templates"
)

// zone returns the three lines of a machine-readable zone.
func (m *merge) zone(e *templates.MRZ) []Item {
	date := func(field string) string {
		d := m.value(m.card, field).date
		if d.IsZero() {
			return ""
		}
		return mrz.Date(d.Year, d.Month, d.Day)
	}
	doc := mrz.Document{
		Code: m.content(&e.Code), State: m.content(&e.State), Number: m.content(&e.Number), Sex: m.content(&e.Sex), Nationality: m.content(&e.Nationality),
		Surname: m.content(&e.Surname), Given: m.content(&e.Given), Name: m.content(&e.Name),
		Optional: [2]string{m.content(&e.Optional[0]), m.content(&e.Optional[1])},
		Birth:    date(e.Birth), Expires: date(e.Expires),
	}
	lines, err := doc.TD1()
	if err != nil {
		content, hint := &e.Number, ""
		var part *mrz.Error
		if errors.As(err, &part) {
			switch part.Part {
			case "surname", "given":
				content = map[string]*templates.Content{"surname": &e.Surname, "given": &e.Given}[part.Part]
				if hint = "say how the name stands in the zone, if the template has a field for that"; content.Empty() && !e.Name.Empty() {
					content = &e.Name
				}
			case "birth":
				content = &templates.Content{Parts: []templates.Part{{Ref: e.Birth}}, Pos: e.Pos}
			case "expires":
				content = &templates.Content{Parts: []templates.Part{{Ref: e.Expires}}, Pos: e.Pos}
			default:
				content = map[string]*templates.Content{"code": &e.Code, "state": &e.State, "nationality": &e.Nationality, "optional": &e.Optional[0], "name": &e.Name, "number": &e.Number}[part.Part]
			}
		}
		m.fault(e, content, fmt.Errorf("machine-readable zone: %w", err), hint)
		return nil
	}
	setter := m.setters[e.Style]
	at := e.At
	var items []Item
	for _, text := range lines {
		items = append(items, &Run{Run: setter.faces[0].Shape(text), Size: e.Style.Size, At: at, Colour: e.Style.Colour})
		at.Y += e.Style.Leading
	}
	return items
}
