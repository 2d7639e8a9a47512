package lint

import (
	"docketcard/templates"
)

// strokes finds lines that are too thin for the printer.
func strokes(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			if p.Shared && v.ink.drawn[p.As] {
				continue
			}
			v.ink.drawn[p.As] = true
			for _, s := range p.shapes {
				if s.Stroke == nil {
					continue
				}
				for _, printer := range Printers {
					// A micrometre is for the rounding of points.
					if s.Weight+templates.Micrometre >= printer.MinStroke {
						continue
					}
					f := v.finding(side, p, "", "%s is drawn in %.2gpt; on printer %s want %.2gpt or more",
						p.Name, s.Weight.Points(), printer.Name, printer.MinStroke.Points())
					f.elsewhere = printer.Name != v.Printer.Name
					if p.Shared {
						f.Record, f.Cards = "", 0
					}
					found.add("stroke", f, printer.Name, int64(printer.MinStroke-s.Weight))
				}
			}
		}
	}
}
