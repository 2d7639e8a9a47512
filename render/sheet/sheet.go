// Package sheet says which card lies where: it imposes a batch of cards on the front and back pages of a stock.
//
// Impose checks that the cards fit and returns a Layout; its pages are computed one by one and in any order, so runs of sheets can be
// drawn in parallel. Lengths are whole micrometres and nothing is rounded twice: a back lies exactly behind its front.
//
// It is geometry only. It draws nothing, knows no card's content and does not correct for a printer's drift between the sides.
package sheet

import (
	"fmt"

	"docketcard/templates"
)

// An Order says how the cards of a batch follow each other on the sheets.
type Order int

const (
	// Reading fills each sheet from left to right and top to bottom before the next.
	Reading Order = iota

	// CutAndStack keeps the cards in order when the sheets are cut in one pile: with S sheets, cell p of sheet s holds card p*S + s, so
	// the piles of the cells, laid on each other in reading order, are the batch. A batch that does not fill the sheets leaves the
	// last piles short. A partly used first sheet cannot be cut in the pile; it is filled before the others, in reading order.
	CutAndStack
)

// String returns "reading" or "cut-and-stack".
func (o Order) String() string {
	if o == CutAndStack {
		return "cut-and-stack"
	}
	return "reading"
}

// ParseOrder reads what String writes.
func ParseOrder(s string) (Order, error) {
	for _, o := range []Order{Reading, CutAndStack} {
		if s == o.String() {
			return o, nil
		}
	}
	return 0, fmt.Errorf("%q is not an order; want reading or cut-and-stack", s)
}

// Options are the choices of a print run. The zero value is reading order from the first cell, turned about the long edge.
type Options struct {
	Flip  Flip
	Order Order
	Start int // the cell of the first sheet that takes a card first, counted from 1; 0 is 1. Those before it stay empty.
}

// An Error is a batch that cannot be laid on a stock, and what may be done about it.
type Error struct{ Msg, Hint string }

func (e *Error) Error() string { return e.Msg }

// A Layout is a batch of cards laid on the sheets of a stock. It does not change and may be shared by goroutines.
type Layout struct {
	stock      *templates.Stock
	mirror     mirror
	order      Order
	cards      int
	used       int // cells of the first sheet that stay empty
	sheets     int
	cols, rows axis
}

// oversize is how much larger than its cell a card may be. Published measures are rounded to a tenth or a hundredth of a millimetre,
// and die cutting is no more exact than that.
const oversize = 50 * templates.Micrometre

// Impose lays n cards of the given size on stock. It fails with an *Error when there are no cards, when opt.Start is not a cell of the
// stock, when a card is more than 0.05 mm larger than a cell, and when cards would overlap or reach over the page's edge.
func Impose(stock *templates.Stock, card templates.Size, n int, opt Options) (*Layout, error) {
	cells := stock.Cells()
	if n < 1 {
		return nil, &Error{fmt.Sprintf("found %d cards; want at least one", n), ""}
	}
	if opt.Start < 0 || opt.Start > cells {
		return nil, &Error{fmt.Sprintf("start %d is not a cell of stock %s; want 1 to %d", opt.Start, stock.Name, cells),
			"cells are counted from left to right and top to bottom; start is that of the first card, on the first sheet"}
	}
	if card.W <= 0 || card.H <= 0 || card.W > stock.Cell.W+oversize || card.H > stock.Cell.H+oversize {
		return nil, &Error{fmt.Sprintf("a card of %s does not fit the cells of stock %s, which are %s", card, stock.Name, stock.Cell),
			"choose a stock with larger cells; cards are never scaled"}
	}
	l := &Layout{
		stock:  stock,
		mirror: opt.Flip.mirror(stock.Page),
		order:  opt.Order,
		cards:  n,
		used:   max(opt.Start, 1) - 1,
		cols:   newAxis(stock.Origin.X, stock.Pitch.W, stock.Cell.W, card.W, stock.Page.W, stock.Bleed, stock.Columns),
		rows:   newAxis(stock.Origin.Y, stock.Pitch.H, stock.Cell.H, card.H, stock.Page.H, stock.Bleed, stock.Rows),
	}
	l.sheets = 1 + (n+l.used-1)/cells
	for _, a := range []axis{l.cols, l.rows} {
		if a.overlaps() {
			return nil, &Error{fmt.Sprintf("cards of %s overlap on stock %s, whose pitch is %s", card, stock.Name, stock.Pitch),
				"check the pitch against the maker's sheet"}
		}
		if a.trim[0].lo < 0 || a.trim[len(a.trim)-1].hi > a.page {
			return nil, &Error{fmt.Sprintf("cards of %s reach over the edge of stock %s, whose page is %s", card, stock.Name, stock.Page),
				"check page, origin and pitch against the maker's sheet"}
		}
	}
	return l, nil
}

// Sheets returns how many sheets the batch takes. Each has a front and a back.
func (l *Layout) Sheets() int { return l.sheets }

// A Page is one side of a sheet, in lengths from the left and top edges of that side as it is read.
type Page struct {
	Size  templates.Size
	Slots []Slot // those that hold a card, in the order of their cells on the front

	// TrimBox is the smallest area around the trims of all cells, empty ones too, and BleedBox the same around their bleeds
	// (ISO 32000-1:2008, section 14.11.2). Both are the same on every sheet of a side.
	TrimBox, BleedBox templates.Rect

	Marks []Mark         // crop marks; none when the stock is not cut after printing
	Slug  templates.Rect // where a line of 6 pt type fits outside all cells and bleeds; zero when the stock wants none or has no room
}

// A Slot is the place of one card on a page.
type Slot struct {
	Card   int            // the card's place in the batch, from 0
	Trim   templates.Rect // the card's area, of the card's size
	Bleed  templates.Rect // Trim and what artwork may cover around it: up to half a gutter, and not over the page's edge
	Turned bool           // the face is drawn upside down, turned by 180 degrees
}

// Page returns one side of a sheet, counted from 0.
func (l *Layout) Page(sheet int, side Side) Page {
	if sheet < 0 || sheet >= l.sheets {
		panic(fmt.Sprintf("sheet: page of sheet %d of %d", sheet, l.sheets))
	}
	m := l.mirror
	if side == Front {
		m = mirror{}
	}
	p := Page{
		Size:     l.stock.Page,
		TrimBox:  m.rect(area(bounds(l.cols.trim), bounds(l.rows.trim))),
		BleedBox: m.rect(area(bounds(l.cols.bleed), bounds(l.rows.bleed))),
	}
	cols, rows := make([]bool, l.stock.Columns), make([]bool, l.stock.Rows)
	for cell := range l.stock.Cells() {
		card, ok := l.card(sheet, cell)
		if !ok {
			continue
		}
		col, row := cell%l.stock.Columns, cell/l.stock.Columns
		cols[col], rows[row] = true, true
		p.Slots = append(p.Slots, Slot{
			Card:   card,
			Trim:   m.rect(area(l.cols.trim[col], l.rows.trim[row])),
			Bleed:  m.rect(area(l.cols.bleed[col], l.rows.bleed[row])),
			Turned: m.y,
		})
	}
	if l.stock.Marks {
		for _, mark := range l.marks(cols, rows) {
			p.Marks = append(p.Marks, m.mark(mark))
		}
	}
	if slug, ok := l.slug(); ok && l.stock.Slug {
		p.Slug = m.rect(slug)
	}
	return p
}

// card returns the card in a cell of a sheet, and whether there is one.
func (l *Layout) card(sheet, cell int) (int, bool) {
	i := sheet*l.stock.Cells() + cell - l.used
	if l.order == CutAndStack {
		apart, before := 0, 0 // sheets that are not in the pile, and their cards
		if l.used > 0 {
			apart, before = 1, l.stock.Cells()-l.used
		}
		if sheet >= apart {
			i = before + cell*(l.sheets-apart) + sheet - apart
		}
	}
	return i, i >= 0 && i < l.cards
}

// A span is a stretch of one axis of the page.
type span struct{ lo, hi templates.Length }

// An axis is the front's columns from the left edge or its rows from the top edge.
type axis struct {
	page              templates.Length
	cell, trim, bleed []span
}

func newAxis(origin, pitch, cell, card, page, bleed templates.Length, n int) axis {
	a := axis{page: page}
	// Half a gutter is rounded down, for the bleeds of two cards must not overlap.
	inner := min(bleed, (pitch-card)/2)
	for i := range n {
		c := span{origin + templates.Length(i)*pitch, origin + templates.Length(i)*pitch + cell}
		t := span{c.lo + (cell-card)/2, c.lo + (cell-card)/2 + card}
		b := span{t.lo - inner, t.hi + inner}
		if i == 0 {
			b.lo = t.lo - min(bleed, t.lo)
		}
		if i == n-1 {
			b.hi = t.hi + min(bleed, page-t.hi)
		}
		a.cell, a.trim, a.bleed = append(a.cell, c), append(a.trim, t), append(a.bleed, b)
	}
	return a
}

func (a axis) overlaps() bool { return len(a.trim) > 1 && a.trim[0].hi > a.trim[1].lo }

// bounds returns the span from the first to the last of spans that are in order.
func bounds(s []span) span { return span{s[0].lo, s[len(s)-1].hi} }

func area(x, y span) templates.Rect {
	return templates.Rect{X: x.lo, Y: y.lo, W: x.hi - x.lo, H: y.hi - y.lo}
}
