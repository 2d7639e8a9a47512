package render

import (
	"docketcard/render/record"
	"docketcard/templates"
)

func (m *merge) photo(e *templates.Photo) []Item {
	if p := m.card.Record.Photo(e.Field); p != nil {
		return []Item{picture(&e.Frame, p)}
	}
	return nil
}

// picture places a photo in its box: scaled to cover it or to be contained in it, never stretched.
func picture(e *templates.Frame, p *record.Photo) *Picture {
	w, h := templates.Length(p.Width), templates.Length(p.Height)
	place := templates.Rect{W: e.Box.W, H: e.Box.W * h / w}
	if (place.H < e.Box.H) == e.Cover {
		place = templates.Rect{W: e.Box.H * w / h, H: e.Box.H}
	}
	box := e.Box
	if e.Cover {
		place.X = box.X - templates.Length(e.Focus[0]*float64(place.W-box.W))
		place.Y = box.Y - templates.Length(e.Focus[1]*float64(place.H-box.H))
	} else {
		place.X, place.Y = box.X+(box.W-place.W)/2, box.Y+(box.H-place.H)/2
		box = place
	}
	return &Picture{p, box, e.Round, place}
}
