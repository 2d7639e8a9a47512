package render

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"docketcard/fonts"
	"docketcard/render/pdf"
	"docketcard/render/qr"
	"docketcard/render/record"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// TestBlack prints the example: text in black and all modules are set by black ink alone, and no page leaves a state open.
func TestBlack(t *testing.T) {
	b := check(t, officeSetup(t), append(officeCases(t, "000[1-4]", "0007"), Case{"yoruba.yaml", must[[]byte](t)(readTestdata("scene/yoruba.yaml")), officeFiles})...)
	pages := readInk(t, written(t, b))
	if len(pages) != 2 {
		t.Fatalf("got %d pages, want a front and a back", len(pages))
	}
	for side, in := range pages {
		for colour := range in.colours {
			if strings.HasPrefix(strings.ToLower(colour), "0 0 0 rg") {
				t.Errorf("page %d: %s; want 0 g, black ink alone", side+1, colour)
			}
		}
		black := map[string]string{}
		for _, r := range in.runs {
			if !r.hidden {
				black[r.text] = r.colour
			}
		}
		names := []string{"Nguyễn", "22 Nov 2026", "U 000 000 001"}
		if side == 1 {
			names = []string{"Norlume Field", "face with the picture."}
		}
		for _, name := range names {
			if black[name] != "0 g" {
				t.Errorf("page %d: %q is set in %q, want 0 g", side+1, name, black[name])
			}
		}
		codes := 0
		for i, f := range in.fills {
			if f.mask == nil || i == 0 || len(in.fills[i-1].figures) != 1 || in.fills[i-1].colour != "1 g" {
				continue
			}
			codes++
			if f.colour != "0 g" {
				t.Errorf("page %d: a code's modules are filled with %s, want 0 g", side+1, f.colour)
			}
		}
		if codes != 6 {
			t.Errorf("page %d: got %d codes on their patches, want 6", side+1, codes)
		}
	}
	front := pages[0].text()
	for _, name := range []string{"Nguyễn\n", "Thị Anh\n", "Adébáyọ̀\n", "Ẹ́níọlá ", "Ọlúwaṣeun\n", "SPECIMEN"} {
		if !strings.Contains(front, name) {
			t.Errorf("%q cannot be found on the front", name)
		}
	}
}

// TestLiteralInk follows a value with all that means something to PDF to the operators of the page.
func TestLiteralInk(t *testing.T) {
	const value = `(a) \(b\ ) %c <3C> [d] {b} {{e}} /F0 1 Tf ET Q #x & 'y'`
	setup := smallSetup(t, "- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  lines: 3\n  style: sans\n")
	in := readInk(t, written(t, check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: " + yamlQuote(value) + "\n")})))[0]
	if got := strings.Join(strings.Fields(in.text()), " "); !strings.HasPrefix(got, value+" batch ") {
		t.Errorf("got %q, want %q and the slug", got, value)
	}
}

// TestCodesOnDots draws a code in every cell of every stock, on fronts and on backs that are turned and mirrored: each module starts on
// a dot of a 600 dpi printer, and every symbol stands as its card does.
func TestCodesOnDots(t *testing.T) {
	for _, outline := range []bool{false, true} {
		t.Run(fmt.Sprintf("outline=%t", outline), func(t *testing.T) { checkOnDots(t, outline) })
	}
}

func checkOnDots(t *testing.T, outline bool) {
	const dot600 = 72.0 / 600
	onDot := func(v float64) bool { return math.Abs(v/dot600-math.Round(v/dot600)) < 1e-3 }
	for _, module := range []templates.Length{423, 381, 338} {
		code := &templates.Code{Version: 1, Level: "M"}
		dark := must[qr.Bitmap](t)(qr.Encode("A.EXAMPLE/C/ABC", code.Version, code.Level))
		sym := &Symbol{At: templates.Point{X: 31234, Y: 7777}, Module: module, Quiet: 4, Dark: dark, Outline: outline}
		for _, name := range templates.BuiltinStocks() {
			if module != 423 && name != "letter-2x4" {
				continue
			}
			stock := builtinStock(t, name)
			for _, flip := range []sheet.Flip{sheet.LongEdge, sheet.ShortEdge, sheet.None} {
				card := templates.ID1
				if stock.Cell.W < card.W {
					card.W, card.H = card.H, card.W // upright
				}
				layout := must[*sheet.Layout](t)(sheet.Impose(stock, card, stock.Cells(), sheet.Options{Flip: flip}))
				for _, side := range []sheet.Side{sheet.Front, sheet.Back} {
					page := layout.Page(0, side)
					width, height := onDots(page.Size.W), onDots(page.Size.H)
					if !onDot(width/2) || !onDot(height/2) {
						t.Errorf("%s: the page of %v by %v pt is not whole dots of 300 dpi", name, width, height)
					}
					d := newDrawing(&plates{size: templates.ID1})
					d.addPage(width, height)
					for _, s := range page.Slots {
						d.symbol(s, sym)
					}
					in := &ink{colours: map[string]int{}}
					doc := must[[]byte](t)(d.bytes())
					src := must[*pdf.Source](t)(pdf.Open(doc))
					if err := in.read(src, d.codes, nil, matrix{1, 0, 0, 1, 0, 0}, 0); err != nil {
						t.Fatal(err)
					}
					if len(in.fills) != 2*len(page.Slots) {
						t.Fatalf("%s: got %d fills for %d codes", name, len(in.fills), len(page.Slots))
					}
					for i, s := range page.Slots {
						patch, modules := in.fills[2*i], in.fills[2*i+1]
						checkSymbol(t, fmt.Sprintf("%s %s flip %s cell %d module %s", name, side, flip, i, module), s, sym, patch, modules, height, onDot)
					}
				}
			}
		}
	}
}

func checkSymbol(t *testing.T, name string, s sheet.Slot, sym *Symbol, patch, modules inkFill, height float64, onDot func(float64) bool) {
	t.Helper()
	lo, hi := bounds(patch.figures[0])
	n := sym.Dark.Size() + 2*sym.Quiet
	side := (hi[0] - lo[0]) / float64(n)
	if patch.colour != "1 g" || modules.colour != "0 g" {
		t.Errorf("%s: patch in %s, modules in %s", name, patch.colour, modules.colour)
	}
	if !onDot(side) || math.Abs(side-sym.Module.Points()) > 0.06 {
		t.Errorf("%s: modules of %v pt, want whole dots near %v", name, side, sym.Module.Points())
	}
	// A patch is moved by half a dot of 300 dpi at most, and grows by what its modules do.
	at := templates.Point{X: s.Trim.X + sym.At.X, Y: s.Trim.Y + sym.At.Y}
	if s.Turned {
		whole := sym.Module * templates.Length(n)
		at = templates.Point{X: s.Trim.Right() - sym.At.X - whole, Y: s.Trim.Bottom() - sym.At.Y - whole}
	}
	if dx, dy := lo[0]-at.X.Points(), height-hi[1]-at.Y.Points(); math.Abs(dx) > 0.1201 || math.Abs(dy) > 0.1201 {
		t.Errorf("%s: lies %v and %v pt from its place", name, dx, dy)
	}
	inset := side / qr.ModuleUnits
	size := sym.Dark.Size()
	isDark := func(x, y int) bool {
		if s.Turned {
			return sym.Dark.Dark(size-1-x, size-1-y)
		}
		return sym.Dark.Dark(x, y)
	}
	if (modules.mask == nil) != sym.Outline {
		t.Fatalf("%s: drawn as a mask: got %t", name, modules.mask != nil)
	}
	if m := modules.mask; m != nil {
		// The mask lies an inset within the square of the modules.
		a, b := m.at.point(0, 0), m.at.point(1, 1)
		if s.Turned {
			a, b = b, a
		}
		quiet := float64(sym.Quiet) * side
		for k := range 2 {
			if math.Abs(a[k]-(lo[k]+quiet+inset)) > 1e-3 || math.Abs(b[k]-(hi[k]-quiet-inset)) > 1e-3 {
				t.Fatalf("%s: the mask lies from %v to %v on a patch from %v to %v", name, a, b, lo, hi)
			}
		}
		// Its first row is on top, as it is itself turned with the card.
		if !reflect.DeepEqual(m.dark, sym.Dark) || (m.at[0] < 0) != s.Turned || (m.at[3] < 0) != s.Turned {
			t.Fatalf("%s: the mask is not the symbol, as the card stands", name)
		}
		return
	}
	figures := make([][][2]float64, len(modules.figures))
	for i, f := range modules.figures {
		for _, p := range f {
			// Corners lie an inset beside the grid, inwards.
			for k, v := range p {
				if !onDot(v-inset) && !onDot(v+inset) {
					t.Fatalf("%s: a corner at %v, which is no inset beside a dot", name, p)
				}
				if (v-lo[k])/side < 4 || (v-lo[k])/side > float64(n-4) {
					t.Fatalf("%s: a corner at %v, in the quiet zone", name, p)
				}
			}
			figures[i] = append(figures[i], [2]float64{(p[0] - lo[0]) / side, (hi[1] - p[1]) / side})
		}
	}
	for y := range size {
		for x := range size {
			if got := winding(figures, float64(x+sym.Quiet)+0.5, float64(y+sym.Quiet)+0.5) != 0; got != isDark(x, y) {
				t.Fatalf("%s: module %d, %d is dark: got %t, want %t", name, x, y, got, isDark(x, y))
			}
		}
	}
}

func bounds(points [][2]float64) (lo, hi [2]float64) {
	lo, hi = points[0], points[0]
	for _, p := range points {
		for k := range p {
			lo[k], hi[k] = min(lo[k], p[k]), max(hi[k], p[k])
		}
	}
	return lo, hi
}

// winding counts how often figures of level and upright edges run around a point.
func winding(figures [][][2]float64, x, y float64) int {
	w := 0
	for _, f := range figures {
		for i, p := range f {
			q := f[(i+1)%len(f)]
			if p[0] < x && min(p[1], q[1]) < y && y < max(p[1], q[1]) {
				if p[1] < q[1] {
					w++
				} else {
					w--
				}
			}
		}
	}
	return w
}

// pageContent returns what is drawn on the first page of an fpdf document, with the pieces that are not fpdf's in their places.
func pageContent(t *testing.T, raw [][]byte, doc []byte) string {
	t.Helper()
	content := string(must[[]byte](t)(must[*pdf.Source](t)(pdf.Open(doc)).Content(0)))
	for _, piece := range raw {
		content = strings.Replace(content, pdf.RawMark+"\n", string(piece), 1)
	}
	return content
}

// TestOrientation finds where each corner of the stored picture lies on the page, for each way a camera can be held (EXIF 2.32, 4.6.4,
// tag 0x0112), in a slot that stands upright and in one that is turned.
func TestOrientation(t *testing.T) {
	box := templates.Rect{X: 10000, Y: 5000, W: 20000, H: 30000}
	rgb := must[[]byte](t)(os.ReadFile("pdf/testdata/rgb.jpg"))
	// The displayed place, left or right and top or bottom, of the stored picture's first pixel, and of the last pixel of its first row.
	for orientation, want := range map[int][2]string{
		0: {"left top", "right top"}, 1: {"left top", "right top"}, 2: {"right top", "left top"}, 3: {"right bottom", "left bottom"}, 4: {"left bottom", "right bottom"},
		5: {"left top", "left bottom"}, 6: {"right top", "right bottom"}, 7: {"right bottom", "right top"}, 8: {"left bottom", "left top"},
	} {
		for _, turned := range []bool{false, true} {
			photo := &record.Photo{Data: rgb, Width: 4, Height: 5, Orientation: orientation}
			if orientation < 5 {
				photo.Width, photo.Height = 4, 5
			}
			d := newDrawing(&plates{size: templates.ID1})
			d.addPage(300, 400)
			slot := sheet.Slot{Trim: templates.Rect{X: 10000, Y: 20000, W: 85600, H: 53980}, Bleed: templates.Rect{X: 10000, Y: 20000, W: 85600, H: 53980}, Turned: turned}
			d.slot(slot, &Scene{Size: templates.ID1, Items: []Item{&Picture{Photo: photo, Box: box, Place: box}}})
			ops := pageContent(t, d.raw(), must[[]byte](t)(d.bytes()))
			at := imageMatrix(t, ops)
			trim := slot.Trim
			middle := [2]float64{(trim.X + box.X + box.W/2).Points(), 400 - (trim.Y + box.Y + box.H/2).Points()}
			if turned {
				middle = [2]float64{(trim.Right() - box.X - box.W/2).Points(), 400 - (trim.Bottom() - box.Y - box.H/2).Points()}
			}
			name := func(p [2]float64) string {
				dx, dy := p[0]-middle[0], p[1]-middle[1]
				if math.Abs(math.Abs(dx)-box.W.Points()/2) > 0.001 || math.Abs(math.Abs(dy)-box.H.Points()/2) > 0.001 {
					t.Errorf("orientation %d turned %t: %v is no corner of the box around %v", orientation, turned, p, middle)
				}
				if turned {
					dx, dy = -dx, -dy
				}
				return map[bool]string{true: "left", false: "right"}[dx < 0] + " " + map[bool]string{true: "top", false: "bottom"}[dy > 0]
			}
			// The unit square has the first row on top (ISO 32000-1, 8.9.5.1).
			if got := [2]string{name(at.point(0, 1)), name(at.point(1, 1))}; got != want {
				t.Errorf("orientation %d turned %t: got %q, want %q", orientation, turned, got, want)
			}
			p := d.photos[d.names[0]]
			if w, h := 4, 5; orientation >= 5 && (p.Width != h || p.Height != w) || orientation < 5 && (p.Width != w || p.Height != h) {
				t.Errorf("orientation %d: stored as %d x %d", orientation, p.Width, p.Height)
			}
		}
	}
}

// imageMatrix returns the matrix at the first Do of a page.
func imageMatrix(t *testing.T, ops string) matrix {
	t.Helper()
	m, stack := matrix{1, 0, 0, 1, 0, 0}, []matrix{}
	words := strings.Fields(ops)
	for i, w := range words {
		switch w {
		case "q":
			stack = append(stack, m)
		case "Q":
			m, stack = stack[len(stack)-1], stack[:len(stack)-1]
		case "cm":
			var n matrix
			if _, err := fmt.Sscan(strings.Join(words[i-6:i], " "), &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]); err != nil {
				t.Fatal(err)
			}
			m = n.before(m)
		case "Do":
			return m
		}
	}
	t.Fatal("no image")
	return m
}

// TestTrackedMarks draws a letter with its marks alike whatever the tracking is.
func TestTrackedMarks(t *testing.T) {
	face, _ := fonts.Lookup("plex-sans")
	shaped := face.Shape("Ẹ́")
	if shaped.Plain || len(shaped.Glyphs) < 2 {
		t.Fatalf("got %+v, want a letter of several glyphs", shaped)
	}
	drawn := func(tracking templates.Length) string {
		d := newDrawing(&plates{faces: []*fonts.Face{face}, size: templates.ID1})
		d.addPage(300, 400)
		d.run(&Run{Run: shaped, Size: templates.Points(10), Tracking: tracking, At: templates.Point{X: 5000, Y: 5000}})
		return pageContent(t, d.raw(), must[[]byte](t)(d.bytes()))
	}
	if text := drawn(0); !strings.Contains(text, " Tr ") || text != drawn(500) {
		t.Error("a mark moves away from its letter")
	}
}

// TestRunPlaces draws runs in both kinds of slots where the scene has them.
func TestRunPlaces(t *testing.T) {
	setup := smallSetup(t, "- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  style: wide\n- text: fixed\n  at: [30, 40]\n  width: 50\n  style: sans\nback:\n- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  style: text\n")
	pages := readInk(t, written(t, check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: AVA\n")})))
	layout := must[*sheet.Layout](t)(sheet.Impose(setup.Stock, setup.Template.Size, 1, setup.Sheets))
	for side, in := range pages {
		slot := layout.Page(0, sheet.Side(side)).Slots[0]
		for text, at := range map[string]templates.Point{"AVA": {X: 5000, Y: 20000}, "fixed": {X: 30000, Y: 40000}} {
			i := slices.IndexFunc(in.runs, func(r inkRun) bool { return r.text == text })
			if i < 0 {
				if text == "AVA" || side == 0 {
					t.Errorf("page %d: no %q", side+1, text)
				}
				continue
			}
			r := in.runs[i]
			x, y := (slot.Trim.X + at.X).Points(), in.media[3]-(slot.Trim.Y+at.Y).Points()
			if math.Abs(r.x-x) > 0.001 || math.Abs(r.y-y) > 0.001 || math.Abs(r.size-10) > 0.001 {
				t.Errorf("page %d: %q of %v pt at %v, %v; want 10 pt at %v, %v", side+1, text, r.size, r.x, r.y, x, y)
			}
		}
	}
}

// TestDraw draws a code in the form that the template asks for.
func TestDraw(t *testing.T) {
	for _, draw := range []string{"mask", "outline"} {
		setup := smallSetup(t, "- qr: \"{a}\"\n  at: [5, 5]\n  version: 2\n  draw: "+draw+"\n")
		in := readInk(t, written(t, check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: ABC\n")})))[0]
		last := in.fills[len(in.fills)-1]
		if (last.mask != nil) != (draw == "mask") || (len(last.figures) > 20) != (draw == "outline") {
			t.Errorf("%s: got a mask: %t, and %d figures", draw, last.mask != nil, len(last.figures))
		}
	}
}
