package render

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/pdf417"

	"docketcard/render/sheet"
	"docketcard/templates"
)

// Bars is a Code 128 or PDF417 symbol: rows of dark and light modules, of the height that fills the patch but for the quiet zone.
type Bars struct {
	Kind   string
	Text   string
	Box    templates.Rect // of the white patch
	Module templates.Length
	Rows   [][]bool
	Ends   int // modules of quiet zone above and below
}

// barsHeight is how high a row is at least, in modules (of PDF417: ISO/IEC 15438, section 5.8.2).
const barsHeight = 3

// bars makes the symbol of a barcode.
func (m *merge) bars(e *templates.Barcode) []Item {
	text := m.content(&e.Value)
	if text == "" {
		return nil
	}
	rows, err := barRows(e, text)
	if err != nil {
		m.fault(e, &e.Value, err, "")
		return nil
	}
	sides, ends := e.Quiet()
	b := &Bars{e.Kind, text, e.Box, e.Module, rows, ends}
	need := templates.Size{W: e.Module * templates.Length(len(rows[0])+2*sides), H: e.Module * templates.Length(barsHeight*len(rows)+2*ends)}
	if need.W > e.Box.W || need.H > e.Box.H {
		m.fault(e, &e.Value, fmt.Errorf("the code %w: with its quiet zone it takes %s or more, and its box is %s", ErrFit, need, templates.Size{W: e.Box.W, H: e.Box.H}),
			"shorten what the code carries, or give it a larger box or a smaller module")
		return nil
	}
	return []Item{b}
}

// barcodeError is a character that no barcode holds.
type barcodeError rune

func (e barcodeError) Error() string {
	return fmt.Sprintf("a barcode holds ASCII characters alone; found %q", rune(e))
}

// barRows encodes a text: Code 128 has one row.
func barRows(e *templates.Barcode, text string) ([][]bool, error) {
	for _, r := range text {
		if r > 126 || r < ' ' {
			return nil, barcodeError(r)
		}
	}
	var code barcode.Barcode
	var err error
	step := 1
	if e.Kind == "pdf417" {
		code, err = pdf417.Encode(text, byte(e.Level))
		step = 2 // the encoder's pictures have rows two pixels high
	} else {
		code, err = code128.Encode(text)
	}
	if err != nil {
		return nil, errors.New("there is more of it than the code can hold")
	}
	b := code.Bounds()
	var rows [][]bool
	for y := b.Min.Y; y < b.Max.Y; y += step {
		row := make([]bool, b.Dx())
		for x := range row {
			row[x] = color.GrayModel.Convert(code.At(b.Min.X+x, y)).(color.Gray).Y < 128
		}
		rows = append(rows, row)
	}
	if e.Kind == "pdf417" {
		return rows, setIndicators(rows)
	}
	return rows, nil
}

// setIndicators sets the left row indicators of every third row of a PDF417 symbol, which hold (rows-1)/3 (ISO/IEC 15438, section 5.11.3.2). The
// encoder writes (rows-3)/3, so that readers take a symbol for a lower one unless it has a multiple of three rows; those of a symbol that has
// up to two rows more are right.
func setIndicators(rows [][]bool) error {
	want := (len(rows) - 1) / 3
	donor, err := indicators(want)
	if err != nil {
		return err
	}
	for y := 0; y < len(rows); y += 3 {
		copy(rows[y][17:34], donor[y/3])
	}
	return nil
}

// indicators returns the second codeword, of 17 modules, of every third row of a symbol that the encoder gives 3*want+3 to 3*want+5 rows.
var indicators = func() func(want int) ([][]bool, error) {
	var made sync.Map
	return func(want int) ([][]bool, error) {
		if got, ok := made.Load(want); ok {
			return got.([][]bool), nil
		}
		for n := 1; n < 1500; n++ {
			code, err := pdf417.Encode(strings.Repeat("A", n), 2)
			if err != nil {
				continue
			}
			b := code.Bounds()
			if rows := b.Dy() / 2; (rows-3)/3 != want || rows < 3 {
				continue
			}
			var out [][]bool
			for y := 0; y < b.Dy(); y += 6 {
				word := make([]bool, 17)
				for x := range word {
					word[x] = color.GrayModel.Convert(code.At(17+x, y)).(color.Gray).Y < 128
				}
				out = append(out, word)
			}
			made.Store(want, out)
			return out, nil
		}
		return nil, errors.New("there is more of it than the code can hold")
	}
}()

func (b *Bars) write(out *strings.Builder) {
	fmt.Fprintf(out, "%s %s  module %s %q\n", b.Kind, rect(b.Box), mm(b.Module), b.Text)
	for _, row := range b.Rows {
		out.WriteString("    ")
		for _, dark := range row {
			out.WriteByte(" #"[map[bool]int{true: 1}[dark]])
		}
		out.WriteByte('\n')
	}
}

// bars draws a barcode with its white patch, its modules on the printer's dots as those of QR codes are (see symbol).
func (d *drawing) bars(s sheet.Slot, code *Bars) {
	at := templates.Rect{X: s.Trim.X + code.Box.X, Y: s.Trim.Y + code.Box.Y, W: code.Box.W, H: code.Box.H}
	if s.Turned {
		at.X, at.Y = s.Trim.Right()-code.Box.Right(), s.Trim.Bottom()-code.Box.Bottom()
	}
	module := max(1, math.Round(points(code.Module)/(dot/2))) * (dot / 2)
	wide := module * float64(len(code.Rows[0]))
	left := math.Round((points(at.X)+(points(at.W)-wide)/2)/dot) * dot
	quiet := module * float64(code.Ends)
	top, high := d.height-onDots(at.Y)-quiet, points(at.H)-2*quiet
	row := math.Floor(high/float64(len(code.Rows))/(dot/2)) * (dot / 2)
	b := append(d.codes, "q 1 g "...)
	for _, v := range []float64{points(at.X), d.height - points(at.Bottom()), points(at.W), points(at.H)} {
		b = append(appendNum(b, v), ' ')
	}
	b = append(b, "re f\n0 g\n"...)
	// Renderers fill every dot that a shape touches: each bar is drawn in by a sixtieth of a module on either side.
	inset := module / 60
	for y, modules := range code.Rows {
		for x := 0; x < len(modules); {
			from := x
			for x++; x < len(modules) && modules[x] == modules[from]; x++ {
			}
			if !modules[from] {
				continue
			}
			l, r := left+module*float64(from), left+module*float64(x)
			up, down := top-row*float64(y), top-row*float64(y+1)
			if s.Turned {
				l, r = 2*left+wide-r, 2*left+wide-l
				all := row * float64(len(code.Rows))
				up, down = 2*top-all-down, 2*top-all-up
			}
			for _, v := range []float64{l + inset, down, r - l - 2*inset, up - down} {
				b = strconv.AppendFloat(b, v, 'f', 4, 64)
				b = append(b, ' ')
			}
			b = append(b, "re\n"...)
		}
	}
	d.codes = append(b, "f\nQ\n"...)
}
