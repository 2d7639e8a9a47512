package sheet

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"docketcard/templates"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const (
	um = templates.Micrometre
	mm = templates.Millimetre
)

func builtin(t testing.TB, name string) *templates.Stock {
	t.Helper()
	data, ok := templates.BuiltinStock(name)
	if !ok {
		t.Fatalf("no built-in stock %s", name)
	}
	return parse(t, string(data))
}

func parse(t testing.TB, yaml string) *templates.Stock {
	t.Helper()
	s, err := templates.ParseStock("stock.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stocks are the built-in ones and some whose shapes those lack.
func stocks(t testing.TB) []*templates.Stock {
	var out []*templates.Stock
	for _, name := range templates.BuiltinStocks() {
		out = append(out, builtin(t, name))
	}
	for _, yaml := range []string{
		"name: sra3\npage: [450, 320]\ngrid: {columns: 4, rows: 5}\norigin: [44.8, 13.05]\npitch: [91.6, 59.98]\nbleed: 3\nmarks: true\nslug: true\n",
		"name: butt\npage: a4\ngrid: {columns: 2, rows: 5}\nbleed: 3\nmarks: true\nslug: true\n",
		"name: odd\npage: [200.001, 250.003]\ncell: [85.603, 53.985]\ngrid: {columns: 2, rows: 3}\ngutter: [3.001, 2.003]\nbleed: 2\nmarks: true\nslug: true\n",
		"name: snug\npage: [86, 54]\ncell: [85.57, 53.94]\nbleed: 3\nslug: true\n",
		"name: square\npage: [200, 200]\ngrid: {columns: 1, rows: 2}\ngutter: [0, 30]\nbleed: 4\nmarks: true\nslug: true\n",
		"name: edge\npage: [90, 60]\norigin: [1, 3]\nasymmetric: true\nmarks: true\nslug: true\n",
		"name: tall\npage: a4\ncell: [180, 137.5]\ngrid: {columns: 1, rows: 2}\nslug: true\n",
		"name: low\npage: a4\ncell: [180, 60]\norigin: [15, 232]\nasymmetric: true\nslug: true\n",
		"name: loose\npage: letter\ncell: [101.6, 66]\ngrid: {columns: 2, rows: 3}\nbleed: 20\nmarks: true\nslug: true\n",
	} {
		out = append(out, parse(t, "schema: "+templates.StockSchema+"\n"+yaml))
	}
	return out
}

// cardOf is the ID-1 card that a stock is for, upright if its cells are.
func cardOf(s *templates.Stock) templates.Size {
	if s.Cell.W < s.Cell.H && s.Cell.W < templates.ID1.W {
		return templates.Size{W: templates.ID1.H, H: templates.ID1.W}
	}
	return templates.ID1
}

var flips = []Flip{LongEdge, ShortEdge, None}

func TestEveryStockAndFlip(t *testing.T) {
	for _, s := range stocks(t) {
		p := s.Cells()
		for _, flip := range flips {
			for _, order := range []Order{Reading, CutAndStack} {
				for _, start := range []int{0, 1, 2, p/2 + 1, p} {
					for _, n := range []int{1, 2, p - 1, p, p + 1, 2*p - 1, 2 * p, 3*p + 1} {
						n = max(n, 1)
						opt := Options{flip, order, min(start, p)}
						l, err := Impose(s, cardOf(s), n, opt)
						if err != nil {
							t.Fatalf("Impose(%s, %d, %+v): %v", s.Name, n, opt, err)
						}
						if err := check(l, s, cardOf(s), n, opt); err != nil {
							t.Fatalf("Impose(%s, %d, %+v): %v", s.Name, n, opt, err)
						}
					}
				}
			}
		}
	}
}

// FuzzImpose lays cards on stocks of any measures, in micrometres, that ParseStock lets pass.
func FuzzImpose(f *testing.F) {
	f.Add(int64(215900), int64(279400), int64(85600), int64(53980), int64(10000), int64(10000), int64(3000), int64(0), int64(0), uint8(2), uint8(4), uint8(3), uint16(11), uint8(0))
	f.Add(int64(85600), int64(53980), int64(85600), int64(53980), int64(0), int64(0), int64(0), int64(0), int64(0), uint8(1), uint8(1), uint8(1), uint16(3), uint8(1))
	f.Add(int64(210000), int64(297000), int64(86001), int64(54003), int64(5001), int64(1621), int64(1500), int64(16000), int64(11000), uint8(2), uint8(5), uint8(9), uint16(23), uint8(4))
	f.Add(int64(450000), int64(320000), int64(85551), int64(53931), int64(51), int64(49), int64(9000), int64(1), int64(1), uint8(4), uint8(5), uint8(20), uint16(61), uint8(3))
	f.Fuzz(func(t *testing.T, pageW, pageH, cellW, cellH, gutterX, gutterY, bleed, x, y int64, columns, rows, start uint8, n uint16, choice uint8) {
		yaml := fmt.Sprintf("schema: %s\nname: fuzz\npage: [%dum, %dum]\ncell: [%dum, %dum]\ngutter: [%dum, %dum]\nbleed: %dum\n"+
			"grid: {columns: %d, rows: %d}\nasymmetric: true\nmarks: true\nslug: true\n",
			templates.StockSchema, pageW, pageH, cellW, cellH, gutterX, gutterY, bleed, columns%8, rows%8)
		if x > 0 {
			yaml += fmt.Sprintf("origin: [%dum, %dum]\n", x, y)
		}
		s, err := templates.ParseStock("fuzz.yaml", []byte(yaml))
		if err != nil {
			return
		}
		opt := Options{flips[choice%3], Order(choice / 3 % 2), int(start)}
		l, err := Impose(s, templates.ID1, int(n%300), opt)
		if err != nil {
			if e := (*Error)(nil); !errors.As(err, &e) || e.Msg == "" {
				t.Fatalf("got error %#v, want an *Error", err)
			}
			return
		}
		if err := check(l, s, templates.ID1, int(n%300), opt); err != nil {
			t.Fatalf("%s%+v n=%d: %v", yaml, opt, n%300, err)
		}
	})
}

// check says what is wrong with a layout, in the terms of paper and not of this package's arithmetic.
func check(l *Layout, s *templates.Stock, card templates.Size, n int, opt Options) error {
	used := max(opt.Start, 1) - 1
	if got, want := l.Sheets(), (used+n+s.Cells()-1)/s.Cells(); got != want {
		return fmt.Errorf("got %d sheets, want %d", got, want)
	}
	page := templates.Rect{W: s.Page.W, H: s.Page.H}
	seen := make([]bool, n)
	for sheet := range l.Sheets() {
		front, back := l.Page(sheet, Front), l.Page(sheet, Back)
		if len(front.Slots) == 0 || len(front.Slots) != len(back.Slots) {
			return fmt.Errorf("sheet %d holds %d fronts and %d backs", sheet, len(front.Slots), len(back.Slots))
		}
		for i, f := range front.Slots {
			if f.Card < 0 || f.Card >= n || seen[f.Card] {
				return fmt.Errorf("sheet %d: card %d of %d is there again or is none", sheet, f.Card, n)
			}
			seen[f.Card] = true
			if f.Turned {
				return fmt.Errorf("front of card %d is turned", f.Card)
			}
			b := back.Slots[i]
			if b.Card != f.Card {
				return fmt.Errorf("behind card %d lies card %d", f.Card, b.Card)
			}
			trim, up := through(b.Trim, b.Turned, s.Page, opt.Flip)
			bleed, _ := through(b.Bleed, b.Turned, s.Page, opt.Flip)
			if trim != f.Trim || bleed != f.Bleed || !up {
				return fmt.Errorf("front %v in %v, the back behind it %v in %v, upright %t", f.Trim, f.Bleed, trim, bleed, up)
			}
			if !opt.isOn(s, sheet, f.Trim) {
				return fmt.Errorf("sheet %d: card %d at %v is not centred in a cell that is free", sheet, f.Card, f.Trim)
			}
		}
		for _, p := range []Page{front, back} {
			if err := checkPage(p, page, s, card); err != nil {
				return fmt.Errorf("sheet %d: %v", sheet, err)
			}
		}
		for i := range s.Cells() {
			if slug, _ := through(back.Slug, false, s.Page, opt.Flip); s.CellAt(i).Overlaps(front.Slug) || back.Slug.W > 0 && slug != front.Slug {
				return fmt.Errorf("slugs %v and, through the sheet, %v; cell %v", front.Slug, slug, s.CellAt(i))
			}
		}
		if sheet > 0 {
			first := l.Page(0, Front)
			if front.TrimBox != first.TrimBox || front.BleedBox != first.BleedBox || front.Slug != first.Slug {
				return fmt.Errorf("sheet %d: boxes differ from those of the first sheet", sheet)
			}
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		return fmt.Errorf("card %d is lost", i)
	}
	return nil
}

// isOn tells whether trim lies in the middle of a cell of the sheet that is not used yet.
func (opt Options) isOn(s *templates.Stock, sheet int, trim templates.Rect) bool {
	for i := range s.Cells() {
		c := s.CellAt(i)
		dx, dy := 2*trim.X+trim.W-2*c.X-c.W, 2*trim.Y+trim.H-2*c.Y-c.H
		if max(dx, -dx, dy, -dy) <= 1*um {
			return sheet > 0 || i >= opt.Start-1
		}
	}
	return false
}

// through returns where something on the back lies when one looks through the sheet from the front, and whether a card there, turned
// from left to right like a page of a book, is upright. The sheet is rotated by 180 degrees about an axis through its middle.
func through(r templates.Rect, turned bool, page templates.Size, flip Flip) (templates.Rect, bool) {
	if flip == None {
		return r, !turned
	}
	// The axis is parallel to the longer edge or the shorter edge.
	var ax, ay templates.Length
	if (page.H >= page.W) == (flip == LongEdge) {
		ay = 1
	} else {
		ax = 1
	}
	rotate := func(x, y templates.Length) (templates.Length, templates.Length) {
		dot := 2 * (ax*x + ay*y)
		return dot*ax - x, dot*ay - y
	}
	// Twice the distances from the middle of the page, so that they are whole.
	x0, y0 := rotate(2*r.X-page.W, 2*r.Y-page.H)
	x1, y1 := rotate(2*r.Right()-page.W, 2*r.Bottom()-page.H)
	x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
	up := templates.Length(-1)
	if turned {
		up = 1
	}
	_, up = rotate(0, up)
	return templates.Rect{X: (x0 + page.W) / 2, Y: (y0 + page.H) / 2, W: (x1 - x0) / 2, H: (y1 - y0) / 2}, up == -1
}

func checkPage(p Page, page templates.Rect, s *templates.Stock, card templates.Size) error {
	if !page.Contains(p.BleedBox) || !p.BleedBox.Contains(p.TrimBox) || p.Size != s.Page {
		return fmt.Errorf("TrimBox %v, BleedBox %v, page %v", p.TrimBox, p.BleedBox, page)
	}
	for i, a := range p.Slots {
		if a.Trim.W != card.W || a.Trim.H != card.H {
			return fmt.Errorf("trim %v is not of the card's size", a.Trim)
		}
		if !p.TrimBox.Contains(a.Trim) || !p.BleedBox.Contains(a.Bleed) || !a.Bleed.Contains(a.Trim) || !a.Trim.Inset(-s.Bleed).Contains(a.Bleed) {
			return fmt.Errorf("trim %v, bleed %v, TrimBox %v, BleedBox %v", a.Trim, a.Bleed, p.TrimBox, p.BleedBox)
		}
		for _, b := range p.Slots[:i] {
			if a.Bleed.Overlaps(b.Bleed) || a.Trim.Overlaps(b.Bleed) {
				return fmt.Errorf("cards overlap: %v and %v", a.Bleed, b.Bleed)
			}
		}
		if a.Bleed.Overlaps(p.Slug) || a.Trim.Overlaps(p.Slug) {
			return fmt.Errorf("slug %v overlaps %v", p.Slug, a.Bleed)
		}
		for _, k := range p.Marks {
			if k.ink().Overlaps(a.Bleed) {
				return fmt.Errorf("mark %v touches bleed %v", k, a.Bleed)
			}
		}
	}
	if len(p.Marks) > 0 && !s.Marks || p.Slug != (templates.Rect{}) && !s.Slug {
		return fmt.Errorf("marks or slug on a stock that wants none")
	}
	for i, k := range p.Marks {
		w, h := k.To.X-k.From.X, k.To.Y-k.From.Y
		if w != 0 && h != 0 || w+h < 1*mm || w+h > 5*mm {
			return fmt.Errorf("mark %v is %s by %s long", k, w, h)
		}
		if !page.Inset(3 * mm).Contains(templates.Rect{X: k.From.X, Y: k.From.Y, W: w, H: h}) {
			return fmt.Errorf("mark %v is nearer than 3 mm to the page's edge", k)
		}
		if k.ink().Overlaps(p.Slug) {
			return fmt.Errorf("mark %v touches the slug %v", k, p.Slug)
		}
		if slices.Contains(p.Marks[:i], k) {
			return fmt.Errorf("mark %v is there twice", k)
		}
		if !slices.ContainsFunc(p.Slots, func(a Slot) bool {
			return h > 0 && (k.From.X == a.Trim.X || k.From.X == a.Trim.Right()) || w > 0 && (k.From.Y == a.Trim.Y || k.From.Y == a.Trim.Bottom())
		}) {
			return fmt.Errorf("mark %v is in line with no card", k)
		}
	}
	if p.Slug != (templates.Rect{}) {
		if !page.Inset(3*mm).Contains(p.Slug) || p.Slug.W < 25*mm || p.Slug.H != 2500*um || p.Slug.Overlaps(p.BleedBox) {
			return fmt.Errorf("slug %v", p.Slug)
		}
	}
	return nil
}

// ink returns the area a mark covers, line width and all.
func (k Mark) ink() templates.Rect {
	half := templates.Points(MarkWeight) / 2
	return templates.Rect{X: k.From.X - half, Y: k.From.Y - half, W: k.To.X - k.From.X + 2*half, H: k.To.Y - k.From.Y + 2*half}
}

func TestBacks(t *testing.T) {
	at := func(x, y templates.Length) templates.Rect { return templates.Rect{X: x, Y: y, W: 85600, H: 53980} }
	for _, tt := range []struct {
		stock string
		flip  Flip
		trim  templates.Rect // of the first card's back
		up    bool
	}{
		{"letter-2x4", LongEdge, at(215900-17350-85600, 16740), true},
		{"letter-2x4", ShortEdge, at(17350, 279400-16740-53980), false},
		{"letter-2x4", None, at(17350, 16740), true},
		{"dataline-57125", LongEdge, at(210000-16200-85600, 11010), true},
		{"dataline-57125", ShortEdge, at(16200, 297000-11010-53980), false},
		{"cr80", LongEdge, at(0, 0), false},
		{"cr80", ShortEdge, at(0, 0), true},
		{"cr80", None, at(0, 0), true},
		{"sra3", LongEdge, at(44800, 320000-13050-53980), false},
		{"sra3", ShortEdge, at(450000-44800-85600, 13050), true},
	} {
		all := stocks(t)
		s := all[slices.IndexFunc(all, func(s *templates.Stock) bool { return s.Name == tt.stock })]
		l, err := Impose(s, templates.ID1, 1, Options{Flip: tt.flip})
		if err != nil {
			t.Fatal(err)
		}
		got := l.Page(0, Back).Slots[0]
		if got.Trim != tt.trim || got.Turned == tt.up {
			t.Errorf("%s, flip %s: got back at %v, turned %t; want %v, turned %t", tt.stock, tt.flip, got.Trim, got.Turned, tt.trim, !tt.up)
		}
	}
}

// TestClosure checks that the cards of the built-in stocks lie in the middle of the page, to half a millimetre as published measures
// are, and those with computed measures exactly.
func TestClosure(t *testing.T) {
	for name, tolerance := range map[string]templates.Length{
		"letter-2x4": 0, "a4-2x5": 0, "cr80": 0, "avery-5395": 500,
		"dataline-57125": 1500, // declared asymmetric: 16 and 17 mm, 11 and 9.52 mm
	} {
		l, err := Impose(builtin(t, name), templates.ID1, 1, Options{})
		if err != nil {
			t.Fatal(err)
		}
		p := l.Page(0, Front)
		dx, dy := 2*p.TrimBox.X+p.TrimBox.W-p.Size.W, 2*p.TrimBox.Y+p.TrimBox.H-p.Size.H
		if got := max(dx, -dx, dy, -dy); got > tolerance {
			t.Errorf("%s: margins differ by %s, want at most %s", name, got, tolerance)
		}
	}
}

func TestOrder(t *testing.T) {
	s := builtin(t, "letter-2x4")
	for n := 1; n <= 3*s.Cells()+1; n++ {
		l, err := Impose(s, templates.ID1, n, Options{Order: CutAndStack})
		if err != nil {
			t.Fatal(err)
		}
		for sheet := range l.Sheets() {
			for _, slot := range l.Page(sheet, Front).Slots {
				cell := cellOf(t, s, slot.Trim)
				if want := cell*l.Sheets() + sheet; slot.Card != want {
					t.Errorf("%d cards: got card %d on sheet %d in cell %d, want %d", n, slot.Card, sheet, cell, want)
				}
			}
		}
	}

	// After a partly used sheet the piles begin with the second sheet.
	l, err := Impose(s, templates.ID1, 2+17, Options{Order: CutAndStack, Start: 7})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for sheet := range l.Sheets() {
		line := make([]string, s.Cells())
		for i := range line {
			line[i] = "-"
		}
		for _, slot := range l.Page(sheet, Front).Slots {
			line[cellOf(t, s, slot.Trim)] = fmt.Sprint(slot.Card)
		}
		got = append(got, strings.Join(line, " "))
	}
	want := []string{"- - - - - - 0 1", "2 5 8 11 14 17 - -", "3 6 9 12 15 18 - -", "4 7 10 13 16 - - -"}
	if !slices.Equal(got, want) {
		t.Errorf("got sheets\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEveryCardOnce(t *testing.T) {
	s := builtin(t, "a4-2x5")
	for _, order := range []Order{Reading, CutAndStack} {
		for start := 1; start <= s.Cells(); start++ {
			for n := 1; n <= 3*s.Cells()+1; n++ {
				l, err := Impose(s, templates.ID1, n, Options{Order: order, Start: start})
				if err != nil {
					t.Fatal(err)
				}
				seen := make([]int, n)
				for sheet := range l.Sheets() {
					before := -1
					for cell := range s.Cells() {
						card, ok := l.card(sheet, cell)
						if !ok {
							continue
						}
						if sheet == 0 && cell < start-1 || card <= before {
							t.Errorf("%s order, start %d, %d cards: card %d in cell %d of sheet %d", order, start, n, card, cell, sheet)
						}
						seen[card]++
						before = card
					}
					if before < 0 {
						t.Errorf("%s order, start %d, %d cards: sheet %d is empty", order, start, n, sheet)
					}
				}
				if i := slices.IndexFunc(seen, func(times int) bool { return times != 1 }); i >= 0 {
					t.Errorf("%s order, start %d, %d cards: card %d is there %d times", order, start, n, i, seen[i])
				}
			}
		}
	}
}

func cellOf(t *testing.T, s *templates.Stock, trim templates.Rect) int {
	for i := range s.Cells() {
		if s.CellAt(i).Contains(trim) {
			return i
		}
	}
	t.Fatalf("%v is in no cell of %s", trim, s.Name)
	return 0
}

func TestImposeRefuses(t *testing.T) {
	yaml := "schema: " + templates.StockSchema + "\nname: test\n"
	letter := builtin(t, "letter-2x4")
	for _, tt := range []struct {
		name  string
		stock *templates.Stock
		card  templates.Size
		n     int
		start int
		want  string // "" when the cards fit
	}{
		{"no cards", letter, templates.ID1, 0, 1, "found 0 cards; want at least one"},
		{"fewer than none", letter, templates.ID1, -3, 1, "found -3 cards; want at least one"},
		{"last cell", letter, templates.ID1, 1, 8, ""},
		{"beyond the last cell", letter, templates.ID1, 1, 9, "start 9 is not a cell of stock letter-2x4; want 1 to 8"},
		{"before the first cell", letter, templates.ID1, 1, -1, "start -1 is not a cell of stock letter-2x4; want 1 to 8"},
		{"no card", letter, templates.Size{}, 1, 1, "a card of 0mm x 0mm does not fit the cells of stock letter-2x4, which are 85.6mm x 53.98mm"},
		{"as much too wide as may be", letter, templates.Size{W: 85650, H: 53980}, 1, 1, ""},
		{"too wide", letter, templates.Size{W: 85651, H: 53980}, 1, 1, "a card of 85.651mm x 53.98mm does not fit the cells of stock letter-2x4, which are 85.6mm x 53.98mm"},
		{"too high", parse(t, yaml+"page: letter\ncell: [88.9, 50.8]\ngrid: {columns: 2, rows: 5}\n"), templates.ID1, 1, 1,
			"a card of 85.6mm x 53.98mm does not fit the cells of stock test, which are 88.9mm x 50.8mm"},
		{"a little too high, with a gutter", parse(t, yaml+"page: letter\ncell: [88.9, 53.975]\ngrid: {columns: 2, rows: 4}\norigin: [12.7, 12.7]\npitch: [101.6, 66.675]\n"), templates.ID1, 8, 1, ""},
		{"a little too high, without", parse(t, yaml+"page: letter\ncell: [88.9, 53.975]\ngrid: {columns: 2, rows: 4}\n"), templates.ID1, 8, 1,
			"cards of 85.6mm x 53.98mm overlap on stock test, whose pitch is 88.9mm x 53.975mm"},
		{"page a little too small", parse(t, yaml+"page: [85.6, 53.94]\ncell: [85.6, 53.94]\n"), templates.ID1, 1, 1,
			"cards of 85.6mm x 53.98mm reach over the edge of stock test, whose page is 85.6mm x 53.94mm"},
	} {
		_, err := Impose(tt.stock, tt.card, tt.n, Options{Start: tt.start})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: got error %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBleed(t *testing.T) {
	yaml := "schema: " + templates.StockSchema + "\nname: test\n"
	for _, tt := range []struct {
		name                     string
		stock                    *templates.Stock
		left, top, right, bottom templates.Length // of the first card
	}{
		{"room on all sides", builtin(t, "letter-2x4"), 3 * mm, 3 * mm, 3 * mm, 3 * mm},
		{"half a gutter", builtin(t, "a4-2x5"), 1500, 1500, 1500, 1500},
		{"none wanted", builtin(t, "avery-5395"), 0, 0, 0, 0},
		{"no room", parse(t, yaml+"page: id-1\nbleed: 3\n"), 0, 0, 0, 0},
		{"odd gutters", parse(t, yaml+"page: a4\ngrid: {columns: 2, rows: 2}\ngutter: [3.001, 0]\nbleed: 3\n"), 3 * mm, 3 * mm, 1500, 0},
		{"page's edge", parse(t, yaml+"page: a4\norigin: [1, 2]\nasymmetric: true\nbleed: 3\n"), 1 * mm, 2 * mm, 3 * mm, 3 * mm},
		{"larger cells", parse(t, yaml+"page: a4\ncell: [90, 60]\ngrid: {columns: 2, rows: 2}\nbleed: 3\n"), 3 * mm, 3 * mm, 2200, 3 * mm},
	} {
		l, err := Impose(tt.stock, templates.ID1, 1, Options{})
		if err != nil {
			t.Fatal(err)
		}
		s := l.Page(0, Front).Slots[0]
		want := templates.Rect{X: s.Trim.X - tt.left, Y: s.Trim.Y - tt.top, W: s.Trim.W + tt.left + tt.right, H: s.Trim.H + tt.top + tt.bottom}
		if s.Bleed != want {
			t.Errorf("%s: got bleed %v around %v, want %v", tt.name, s.Bleed, s.Trim, want)
		}
	}
}

func TestMarks(t *testing.T) {
	s := parse(t, "schema: "+templates.StockSchema+"\nname: wide\npage: [200, 200]\ngrid: {columns: 1, rows: 2}\ngutter: [0, 30]\nbleed: 4\nmarks: true\n")
	l, err := Impose(s, templates.ID1, 1, Options{Start: 2})
	if err != nil {
		t.Fatal(err)
	}
	mark := func(x0, y0, x1, y1 templates.Length) Mark {
		return Mark{templates.Point{X: x0, Y: y0}, templates.Point{X: x1, Y: y1}}
	}
	// Trims from 57.2 to 142.8 across, from 31.02 to 85 and from 115 to 168.98 down; the upper cell holds no card.
	want := []Mark{
		mark(57200, 21520, 57200, 26520), mark(57200, 97500, 57200, 102500), mark(57200, 173480, 57200, 178480),
		mark(142800, 21520, 142800, 26520), mark(142800, 97500, 142800, 102500), mark(142800, 173480, 142800, 178480),
		mark(47700, 115000, 52700, 115000), mark(147300, 115000, 152300, 115000),
		mark(47700, 168980, 52700, 168980), mark(147300, 168980, 152300, 168980),
	}
	if got := l.Page(0, Front).Marks; !slices.Equal(got, want) {
		t.Errorf("got marks %v, want %v", got, want)
	}
}

func TestSlug(t *testing.T) {
	want := map[string]bool{"letter-2x4": true, "letter-3x2": true, "a4-2x5": true, "sra3": true, "butt": true, "odd": true, "square": true, "loose": true, "tall": true, "low": true}
	for _, s := range stocks(t) {
		l, err := Impose(s, cardOf(s), 1, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, side := range []Side{Front, Back} {
			if got := l.Page(0, side).Slug; (got != templates.Rect{}) != want[s.Name] {
				t.Errorf("%s: got slug %v on the %s, want one: %t", s.Name, got, side, want[s.Name])
			}
		}
	}
}

func TestNames(t *testing.T) {
	for _, f := range flips {
		if got, err := ParseFlip(f.String()); err != nil || got != f {
			t.Errorf("ParseFlip(%q): got %v, %v", f, got, err)
		}
	}
	for _, o := range []Order{Reading, CutAndStack} {
		if got, err := ParseOrder(o.String()); err != nil || got != o {
			t.Errorf("ParseOrder(%q): got %v, %v", o, got, err)
		}
	}
	if _, err := ParseFlip("tumble"); err == nil || err.Error() != `"tumble" is not a flip; want long, short or none` {
		t.Errorf("ParseFlip(tumble): got %v", err)
	}
	if _, err := ParseOrder(""); err == nil {
		t.Error("ParseOrder of nothing: got no error")
	}
}

func TestDefaultFlip(t *testing.T) {
	for _, s := range stocks(t) {
		want := LongEdge
		if strings.HasPrefix(s.Name, "cr80") {
			want = None
		}
		if got := DefaultFlip(s); got != want {
			t.Errorf("DefaultFlip(%s): got %s, want %s", s.Name, got, want)
		}
	}
}

func TestLetterGolden(t *testing.T) {
	l, err := Impose(builtin(t, "letter-2x4"), templates.ID1, 11, Options{Start: 3})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	rect := func(name string, r templates.Rect) {
		fmt.Fprintf(&b, "  %s at %s, %s of %s\n", name, r.X, r.Y, templates.Size{W: r.W, H: r.H})
	}
	for sheet := range l.Sheets() {
		for _, side := range []Side{Front, Back} {
			p := l.Page(sheet, side)
			fmt.Fprintf(&b, "sheet %d %s, page %s\n", sheet+1, side, p.Size)
			rect("TrimBox", p.TrimBox)
			rect("BleedBox", p.BleedBox)
			rect("slug", p.Slug)
			for _, s := range p.Slots {
				turned := ""
				if s.Turned {
					turned = " turned"
				}
				rect(fmt.Sprintf("card %d%s: trim", s.Card, turned), s.Trim)
				rect(fmt.Sprintf("card %d%s: bleed", s.Card, turned), s.Bleed)
			}
			for _, k := range p.Marks {
				fmt.Fprintf(&b, "  mark %s, %s to %s, %s\n", k.From.X, k.From.Y, k.To.X, k.To.Y)
			}
		}
	}
	path := filepath.Join("testdata", "letter-2x4.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", &b, want)
	}
}

func BenchmarkPage(b *testing.B) {
	l, err := Impose(builtin(b, "letter-2x4"), templates.ID1, 10_000, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := range b.N {
		l.Page(i%l.Sheets(), Back)
	}
}
