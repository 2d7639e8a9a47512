package sheet

import (
	"fmt"

	"docketcard/templates"
)

// A Side is one side of a sheet.
type Side int

// The sides, in the order of their pages.
const (
	Front Side = iota
	Back
)

// String returns "front" or "back".
func (s Side) String() string {
	if s == Back {
		return "back"
	}
	return "front"
}

// A Flip is the edge of the sheet about which a printer turns it for the back, as in the IPP attribute sides with its values
// two-sided-long-edge and two-sided-short-edge (RFC 8011). It says where backs go so that each lies behind its own front and reads upright
// when the card itself is turned from left to right.
//
// What counts is the shape of the page. Turned about an upright edge, the page is mirrored from left to right (x' = W - x - w) and backs
// stand upright. Turned about a level edge it is mirrored from top to bottom (y' = H - y - h) and backs are upside down. The long edge of a
// portrait page is upright; that of a landscape page, as of a card printer's ID-1 page, is level. A square page counts as portrait.
type Flip int

const (
	LongEdge Flip = iota
	ShortEdge

	// None leaves the back page as the front: nothing is mirrored and nothing turned. It is for printers that take a page as one
	// face of a card and turn the card themselves, and for proofs on which fronts and backs are compared side by side.
	None
)

// DefaultFlip returns the flip that suits stock: None where a page is one card of ID-1 or less, since card printers turn the card themselves,
// else LongEdge.
func DefaultFlip(stock *templates.Stock) Flip {
	if stock.Cells() == 1 && stock.Cell == stock.Page && max(stock.Page.W, stock.Page.H) <= templates.ID1.W {
		return None
	}
	return LongEdge
}

// String returns "long", "short" or "none".
func (f Flip) String() string {
	switch f {
	case ShortEdge:
		return "short"
	case None:
		return "none"
	}
	return "long"
}

// ParseFlip reads what String writes.
func ParseFlip(s string) (Flip, error) {
	for _, f := range []Flip{LongEdge, ShortEdge, None} {
		if s == f.String() {
			return f, nil
		}
	}
	return 0, fmt.Errorf("%q is not a flip; want long, short or none", s)
}

// mirror returns what the flip does to places on the front to make them places on the back.
func (f Flip) mirror(page templates.Size) mirror {
	m := mirror{page: page}
	portrait := page.W <= page.H
	switch f {
	case LongEdge:
		m.x, m.y = portrait, !portrait
	case ShortEdge:
		m.x, m.y = !portrait, portrait
	}
	return m
}

// A mirror maps a page on itself, from left to right, from top to bottom, or as it is.
type mirror struct {
	page templates.Size
	x, y bool
}

func (m mirror) rect(r templates.Rect) templates.Rect {
	if m.x {
		r.X = m.page.W - r.X - r.W
	}
	if m.y {
		r.Y = m.page.H - r.Y - r.H
	}
	return r
}

// mark keeps From the left or upper end.
func (m mirror) mark(k Mark) Mark {
	r := m.rect(templates.Rect{X: k.From.X, Y: k.From.Y, W: k.To.X - k.From.X, H: k.To.Y - k.From.Y})
	return Mark{templates.Point{X: r.X, Y: r.Y}, templates.Point{X: r.Right(), Y: r.Bottom()}}
}
