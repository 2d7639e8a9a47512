package templates

import "docketcard/templates/source"

// Line is a straight line.
type Line struct {
	Common
	Paint
	From, To Point
}

// Refs returns nothing: a line is the same on every card.
func (l *Line) Refs() []string { return nil }

// Room returns the area that the line crosses.
func (l *Line) Room() Rect { return around(l.From, l.To) }

// around returns the smallest area that holds all points.
func around(points ...Point) Rect {
	if len(points) == 0 {
		return Rect{}
	}
	lo, hi := points[0], points[0]
	for _, p := range points {
		lo = Point{min(lo.X, p.X), min(lo.Y, p.Y)}
		hi = Point{max(hi.X, p.X), max(hi.Y, p.Y)}
	}
	return Rect{lo.X, lo.Y, hi.X - lo.X, hi.Y - lo.Y}
}

func (r elementReader) line(common Common) Element {
	l := &Line{Common: common, Paint: r.paint()}
	n := r.Get("line")
	if n.Kind != source.List || len(n.Items) != 4 {
		r.faultAt(n, "line", "want a list of 4 lengths")
		return l
	}
	for i, end := range []*Length{&l.From.X, &l.From.Y, &l.To.X, &l.To.Y} {
		*end, _, _ = r.place("line", n.Items[i], []axis{axisX, axisY}[i%2], 0)
	}
	return l
}
