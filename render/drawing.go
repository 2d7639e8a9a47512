package render

import "docketcard/templates"

// vector draws vector artwork.
func vector(a *templates.Artwork) []Item {
	var items []Item
	for i := range a.Shapes {
		s := &a.Shapes[i]
		var item Item = &Path{s.Paint, s.Segments}
		for _, c := range s.Clips {
			item = &Group{Items: []Item{item}, Clip: c.Segments, Odd: c.EvenOdd}
		}
		items = append(items, item)
	}
	return items
}

// strokeStyle sets what only vector artwork says of a stroke and returns what takes it back: fpdf keeps what it has set beyond the end of a
// saved state, and so would leave out what is set anew.
func (d *drawing) strokeStyle(p *templates.Paint) (undo string) {
	if p.Cap == 0 && p.Join == 0 && p.Miter == 0 {
		return ""
	}
	miter := p.Miter
	if miter == 0 {
		miter = 10 // ISO 32000-1, table 52
	}
	d.putf("%d J %d j %s M\n", p.Cap, p.Join, d.num(miter))
	return "0 J 0 j 10 M\n"
}
