package render

import (
	"fmt"
	"math"
	"strings"

	"docketcard/templates"
)

// Group is items that are cut or turned together.
type Group struct {
	Items []Item
	Clip  []templates.Segment // nil when nothing is cut off
	Odd   bool                // Clip is where a ray crosses it an odd number of times
	Turn  float64             // degrees clockwise
	About templates.Point     // what it is turned around
}

func (g *Group) write(b *strings.Builder) {
	b.WriteString("group")
	if g.Clip != nil {
		b.WriteString(" clip")
		if g.Odd {
			b.WriteString(" odd")
		}
		writeSegments(b, g.Clip)
	}
	if g.Turn != 0 {
		fmt.Fprintf(b, " turned %v about %s %s", g.Turn, mm(g.About.X), mm(g.About.Y))
	}
	b.WriteByte('\n')
	writeItems(b, g.Items)
}

// group returns the items of a group, which is one item if it is cut or turned.
func (m *merge) group(e *templates.Group) []Item {
	var items []Item
	for _, e := range e.Elements {
		items = append(items, m.element(e)...)
	}
	g := frameOf(e)
	if len(items) == 0 || g == nil {
		return items
	}
	g.Items = items
	return []Item{g}
}

// frameOf returns how a group cuts and turns what it holds, without that; nil when it does neither.
func frameOf(e *templates.Group) *Group {
	if !e.Clip && e.Turn == 0 {
		return nil
	}
	g := &Group{Turn: e.Turn, About: e.Centre()}
	if e.Clip {
		g.Clip = rectangle(e.Box, e.Round)
	}
	return g
}

func (d *drawing) group(g *Group) {
	d.put("q\n")
	if g.Turn != 0 {
		sin, cos := sine(-g.Turn / 360)
		x, y := points(g.About.X), d.height-points(g.About.Y)
		d.putf("%s %s %s %s %s %s cm\n", d.fine(cos), d.fine(sin), d.fine(-sin), d.fine(cos),
			d.num(x-float64(x*cos)+float64(y*sin)), d.num(y-float64(x*sin)-float64(y*cos)))
	}
	if g.Clip != nil {
		for _, s := range g.Clip {
			d.segment(s)
		}
		if g.Odd {
			d.put("W* n\n")
		} else {
			d.put("W n\n")
		}
	}
	for _, i := range g.Items {
		d.item(i)
	}
	d.put("Q\n")
}

// fine formats a factor, which needs more digits than a length.
func (d *drawing) fine(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.8f", math.Round(v*1e8)/1e8+0), "0"), ".")
}
