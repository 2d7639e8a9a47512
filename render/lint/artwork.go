package lint

import (
	"docketcard/templates"
)

// fineArt finds minitext and line-screen portraits that are too fine for the printer.
func fineArt(l *linter) {
	for e := range templates.Walk(l.Setup.Template.Front, l.Setup.Template.Back) {
		for _, p := range Printers {
			elsewhere := p.Name != l.Printer.Name
			switch e := e.(type) {
			case *templates.Minitext:
				if e.Size < p.MinText {
					l.noteFor(elsewhere, "minitext", e, p.Name, "", "%s is set at %.2gpt; on printer %s want %.2gpt or more", l.names[e], e.Size.Points(), p.Name, p.MinText.Points())
				}
			case *templates.LineScreen:
				if e.Pitch < p.MinPitch {
					l.noteFor(elsewhere, "line-screen", e, p.Name, "", "the lines of %s are %s apart; on printer %s want %s or more", l.names[e], e.Pitch, p.Name, p.MinPitch)
				}
				if e.Least < p.MinStroke {
					l.noteFor(elsewhere, "line-screen", e, "least "+p.Name, "", "the lines of %s are as thin as %.2gpt; on printer %s want %.2gpt or more",
						l.names[e], e.Least.Points(), p.Name, p.MinStroke.Points())
				}
			}
		}
	}
}

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
					if s.Weight >= printer.MinStroke {
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
