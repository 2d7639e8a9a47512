package templates

// StockSchema is the schema of a stock file.
const StockSchema = "docketcard/stock/v1"

// Stock is the paper or card that cards are printed on: a page with a grid of cells. A card lies centred in its cell.
type Stock struct {
	Name  string
	Title string

	Page    Size
	Cell    Size   // of die-cut stock the label, else the card
	Columns int    // cells from left to right
	Rows    int    // cells from top to bottom
	Origin  Point  // left and top edge of the first cell
	Pitch   Size   // from one cell's edge to the next one's
	Radius  Length // of the cells' corners
	Bleed   Length // how far artwork may be drawn over the edge of a card
	Marks   bool   // crop marks, for stock that is cut after printing
	Slug    bool   // a line that names the batch, the sheet and the side, outside the cells
}

// Cells returns how many cards a page holds.
func (s *Stock) Cells() int { return s.Columns * s.Rows }

// CellAt returns the area of cell i on the front, counted in reading order from 0.
func (s *Stock) CellAt(i int) Rect {
	col, row := Length(i%s.Columns), Length(i/s.Columns)
	return Rect{s.Origin.X + col*s.Pitch.W, s.Origin.Y + row*s.Pitch.H, s.Cell.W, s.Cell.H}
}

// CardStock returns the stock on which one card of a size fills the page, up to the bleed around it.
func CardStock(card Size, bleed Length) *Stock {
	return &Stock{
		Name:    "card",
		Title:   "one card a page",
		Page:    Size{card.W + 2*bleed, card.H + 2*bleed},
		Cell:    card,
		Columns: 1,
		Rows:    1,
		Origin:  Point{bleed, bleed},
		Pitch:   card,
		Bleed:   bleed,
	}
}

// closure is how far the margins on both sides of a grid may differ, as published measures are rounded.
const closure = 500 * Micrometre

// ParseStock reads a stock. Its error is a source.ErrorList. Name stands for the file in messages.
func ParseStock(name string, data []byte) (*Stock, error) {
	r, errs, err := document(name, data, StockSchema)
	if err != nil {
		return nil, err
	}
	s := parseStock(r)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

func parseStock(r reader) *Stock {
	errs := r.errs
	s := &Stock{
		Name:    r.NeedText("name"),
		Title:   r.Text("title"),
		Page:    r.size("page", namedSizes["letter"]),
		Cell:    r.size("cell", ID1),
		Columns: 1,
		Rows:    1,
		Bleed:   r.length("bleed", 0),
		Marks:   r.Bool("marks"),
		Slug:    r.Bool("slug"),
	}
	s.Radius = r.radius(s.Cell)
	if n := r.Get("grid"); n != nil {
		g := newReader(n, "grid", errs)
		s.Columns, s.Rows = g.Int("columns", 1, 1, 50), g.Int("rows", 1, 1, 50)
		g.Close()
	}
	s.Pitch = s.Cell
	if gutter, ok := r.lengths("gutter", 2); ok {
		s.Pitch = Size{s.Cell.W + gutter[0], s.Cell.H + gutter[1]}
	}
	if pitch, ok := r.lengths("pitch", 2); ok {
		s.Pitch = Size{pitch[0], pitch[1]}
		if r.Has("gutter") {
			r.faultAt(r.Node.Get("gutter"), "gutter", "stands beside pitch; want one of them")
		}
	}
	// Half a micrometre too many on an odd remainder is below any printer's step.
	grid := Size{Length(s.Columns-1)*s.Pitch.W + s.Cell.W, Length(s.Rows-1)*s.Pitch.H + s.Cell.H}
	s.Origin = r.point("origin", Point{(s.Page.W - grid.W) / 2, (s.Page.H - grid.H) / 2})
	asymmetric := r.Bool("asymmetric")
	r.Close()

	if len(*errs) == 0 {
		fault := func(key, format string, args ...any) {
			n := r.Node.Get(key)
			if n == nil {
				n = r.Node
			}
			r.faultAt(n, key, format, args...)
		}
		switch {
		case s.Pitch.W < s.Cell.W && s.Columns > 1 || s.Pitch.H < s.Cell.H && s.Rows > 1:
			fault("pitch", "cells of %s overlap at a pitch of %s", s.Cell, s.Pitch)
		case s.Origin.X < 0 || s.Origin.Y < 0 || s.Origin.X+grid.W > s.Page.W || s.Origin.Y+grid.H > s.Page.H:
			fault("grid", "the cells need %s; the page is %s", grid, s.Page)
		case !asymmetric && (abs(2*s.Origin.X+grid.W-s.Page.W) > closure || abs(2*s.Origin.Y+grid.H-s.Page.H) > closure):
			errs.Add(r.Node.Pos, "", "the margins left and right, or top and bottom, differ by more than "+closure.String(),
				"check origin and pitch against the maker's sheet; say asymmetric: true if they are right")
		case s.Bleed < 0:
			fault("bleed", "%s; want zero or more", s.Bleed)
		}
	}
	return s
}

func abs(l Length) Length { return max(l, -l) }
