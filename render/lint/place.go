package lint

import (
	"fmt"

	"docketcard/templates"
)

// safeZone finds texts, codes and pictures that come too near to the edge.
func safeZone(v *view, found tally) {
	card := templates.Rect{W: v.Setup.Template.Size.W, H: v.Setup.Template.Size.H}
	safe := card.Inset(v.Setup.Template.Safe)
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			if !p.legible {
				continue
			}
			areas := p.areas
			if len(p.runs) > 0 {
				areas = nil
			}
			for _, r := range p.runs {
				// As for the template's own check, descenders do not count.
				a := r.area
				a.H = max(0, min(a.H, r.At.Y-a.Y))
				areas = append(areas, a)
			}
			box := around(areas)
			if safe.Contains(box) || p.picture() != nil && bleeds(box, card, safe, v.Setup.Stock.Bleed) {
				continue
			}
			out := max(safe.X-box.X, safe.Y-box.Y, box.Right()-safe.Right(), box.Bottom()-safe.Bottom())
			where := fmt.Sprintf("comes within %s of the edge", v.Setup.Template.Safe-out)
			if out > v.Setup.Template.Safe {
				where = fmt.Sprintf("reaches %s over the edge", out-v.Setup.Template.Safe)
			}
			found.add("safe-zone", v.finding(side, p, "move it, or say with safe: how near it may come",
				"%s %s; the safe zone begins at %s", p.Name, where, v.Setup.Template.Safe), "", int64(out))
		}
	}
}

// bleeds tells whether a picture that crosses the safe zone goes on to the end of the bleed on each side where it does.
func bleeds(box, card, safe templates.Rect, bleed templates.Length) bool {
	end := card.Inset(-bleed)
	return (box.X >= safe.X || box.X <= end.X) && (box.Y >= safe.Y || box.Y <= end.Y) &&
		(box.Right() <= safe.Right() || box.Right() >= end.Right()) && (box.Bottom() <= safe.Bottom() || box.Bottom() >= end.Bottom())
}

// cutText finds text that a group cuts off.
func cutText(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			if p := &face[i]; p.cut {
				found.add("cut-text", v.finding(side, p, "give the group more room, or the text less", "%s is cut off by the group that it lies in", p.Name), "", 0)
			}
		}
	}
}

// overlaps finds texts, pictures and codes that lie over each other.
func overlaps(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			a := &face[i]
			if !a.legible {
				continue
			}
			for j := range face[:i] {
				b := &face[j]
				if !b.legible || !a.box.Overlaps(b.box) {
					continue
				}
				area, ok := shared(a, b)
				if !ok {
					continue
				}
				f := v.finding(side, a, "", "%s lies over %s by %s", a.Name, b.Name, templates.Size{W: area.W, H: area.H})
				f.Box, f.other = &area, b.As
				found.add("overlap", f, b.Name, int64(area.W*area.H))
			}
		}
	}
}

// seen is what an overlap must have at least in both directions to be seen.
const seen = 50 * templates.Micrometre

// shared returns the largest area in which the ink of two elements overlaps.
func shared(a, b *placed) (templates.Rect, bool) {
	var most templates.Rect
	for _, x := range a.areas {
		for _, y := range b.areas {
			if r, size := x.common(y); size >= float64(seen*max(r.W, r.H)) && r.W*r.H > most.W*most.H {
				most = r
			}
		}
	}
	return most, most.W > 0
}
