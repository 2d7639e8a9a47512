package sheet

import (
	"slices"

	"docketcard/templates"
)

// MarkWeight is the line width of crop marks in points.
const MarkWeight = 0.25

// A Mark is a crop mark: a level or upright hairline in line with the trims of a row or column. From is its left or upper end.
type Mark struct{ From, To templates.Point }

const (
	// edge is what marks and the slug keep off the page's edge: few printers reach nearer.
	edge = 3 * templates.Millimetre

	// clearance is what marks and the slug keep off a bleed.
	clearance = templates.Millimetre / 2

	// maxMark and minMark bound the length of a mark. A gutter needs 2 mm between its bleeds to hold one.
	maxMark = 5 * templates.Millimetre
	minMark = templates.Millimetre

	// slugHeight holds a line of 6 pt, which is 2.117 mm. A slug shorter than minSlug holds no useful line.
	slugHeight = 2500 * templates.Micrometre
	minSlug    = 25 * templates.Millimetre
)

// marks returns the front's crop marks of the rows and columns that hold a card: one for each trim in each margin and gutter with room.
// As a mark's length lies between the bleeds of all columns or of all rows, it cannot touch a bleed.
func (l *Layout) marks(cols, rows []bool) []Mark {
	var out []Mark
	for _, x := range l.cols.cuts(cols) {
		for _, s := range l.rows.bands() {
			out = append(out, Mark{templates.Point{X: x, Y: s.lo}, templates.Point{X: x, Y: s.hi}})
		}
	}
	for _, y := range l.rows.cuts(rows) {
		for _, s := range l.cols.bands() {
			out = append(out, Mark{templates.Point{X: s.lo, Y: y}, templates.Point{X: s.hi, Y: y}})
		}
	}
	return out
}

// cuts returns the trims' edges of the rows or columns in use that lie far enough from the page's edge. Those that share an edge have one.
func (a axis) cuts(used []bool) []templates.Length {
	var out []templates.Length
	for i, t := range a.trim {
		if used[i] {
			out = append(out, t.lo, t.hi)
		}
	}
	out = slices.DeleteFunc(out, func(at templates.Length) bool { return at < edge || at > a.page-edge })
	return slices.Compact(out)
}

// bands returns where along the axis marks lie: in the margins next to the bleeds, in the gutters in the middle.
func (a axis) bands() []span {
	var out []span
	add := func(lo, hi templates.Length) {
		if hi-lo >= minMark {
			out = append(out, span{lo, hi})
		}
	}
	first, last := a.bleed[0].lo-clearance, a.bleed[len(a.bleed)-1].hi+clearance
	add(max(first-maxMark, edge), first)
	for i := range len(a.bleed) - 1 {
		lo, hi := a.bleed[i].hi+clearance, a.bleed[i+1].lo-clearance
		if over := hi - lo - maxMark; over > 0 {
			lo += over / 2
			hi = lo + maxMark
		}
		add(lo, hi)
	}
	add(last, min(last+maxMark, a.page-edge))
	return out
}

// slug returns the front's slug, in the bottom margin or else in the top margin, and whether there is room. It lies between the crop
// marks of the first column, or is as wide as the grid when there are none.
func (l *Layout) slug() (templates.Rect, bool) {
	x := bounds(l.cols.trim)
	if l.stock.Marks {
		x = span{l.cols.trim[0].lo + templates.Millimetre, l.cols.trim[0].hi - templates.Millimetre}
	}
	x = span{max(x.lo, edge), min(x.hi, l.cols.page-edge)}
	cell, bleed := bounds(l.rows.cell), bounds(l.rows.bleed)
	y := span{max(cell.hi, bleed.hi) + clearance, max(cell.hi, bleed.hi) + clearance + slugHeight}
	if y.hi > l.rows.page-edge {
		y = span{min(cell.lo, bleed.lo) - clearance - slugHeight, min(cell.lo, bleed.lo) - clearance}
	}
	return area(x, y), y.lo >= edge && x.hi-x.lo >= minSlug
}
