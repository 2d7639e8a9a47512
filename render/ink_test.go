package render

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"docketcard/render/pdf"
	"docketcard/render/qr"
)

// ink is what a page of a finished file shows, in points from its left and bottom edges.
type ink struct {
	media, trim pdf.Rect
	runs        []inkRun
	fills       []inkFill
	images      []inkImage
	colours     map[string]int // how often each colour operator stands in the page and its forms, operands included
}

type inkRun struct {
	text   string
	face   string
	size   float64
	x, y   float64
	colour string
	hidden bool
	actual string // of the marked content around it
}

type inkFill struct {
	colour  string
	figures [][][2]float64 // the corners of lines and the ends of curves
	mask    *inkMask       // in place of figures
}

// inkMask is an image mask, which its matrix maps the unit square onto.
type inkMask struct {
	dark qr.Bitmap
	at   matrix
}

type inkImage struct {
	dict pdf.Dict
	data []byte
	at   matrix
}

// matrix maps x, y to a*x+c*y+e, b*x+d*y+f.
type matrix [6]float64

func (m matrix) point(x, y float64) [2]float64 {
	return [2]float64{m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]}
}

// before returns the map that is m and then n.
func (m matrix) before(n matrix) matrix {
	o := n.point(m[4], m[5])
	return matrix{m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3], m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3], o[0], o[1]}
}

// readInk reads every page of a finished file of at most 64 pages, and fails when operators are unknown or states unbalanced.
func readInk(tb testing.TB, file []byte) []*ink {
	tb.Helper()
	s := must[*pdf.Source](tb)(pdf.Open(file))
	var out []*ink
	for i, page := range s.Pages {
		in := &ink{colours: map[string]int{}}
		for key, box := range map[pdf.Name]*pdf.Rect{"MediaBox": &in.media, "TrimBox": &in.trim} {
			v, _ := page.Get(key)
			for k, n := range v.(pdf.Array) {
				box[k] = float64(n.(pdf.Number))
			}
		}
		ref, _ := page.Get("Contents")
		v, data, err := s.Object(ref.(pdf.Ref))
		if err != nil {
			tb.Fatal(err)
		}
		_, content, err := pdf.Decode(v.(pdf.Dict), data)
		if err != nil {
			tb.Fatal(err)
		}
		resources, _ := page.Get("Resources")
		if err := in.read(s, content, must[pdf.Dict](tb)(s.Dict(resources)), matrix{1, 0, 0, 1, 0, 0}, 0); err != nil {
			tb.Fatalf("page %d: %v", i+1, err)
		}
		out = append(out, in)
	}
	return out
}

type inkState struct {
	ctm, tm      matrix
	fill, stroke string
	face         string
	size         float64
	mode         float64
}

func (in *ink) read(s *pdf.Source, content []byte, resources pdf.Dict, ctm matrix, depth int) error {
	if depth > 3 {
		return fmt.Errorf("forms nested deeper than 3")
	}
	state := inkState{ctm: ctm, fill: "0 g", stroke: "0 G"}
	var stack []inkState
	var operands []pdf.Value
	var figures [][][2]float64
	actual, marked := "", 0
	number := func(i int) float64 {
		n, _ := operands[i].(pdf.Number)
		return float64(n)
	}
	resource := func(category, name pdf.Name) (pdf.Dict, []byte, error) {
		v, _ := resources.Get(category)
		d, err := s.Dict(v)
		if err != nil {
			return nil, nil, err
		}
		ref, ok := d.Get(name)
		if !ok {
			return nil, nil, fmt.Errorf("/%s is no %s of the page", name, category)
		}
		v, data, err := s.Object(ref.(pdf.Ref))
		if err != nil {
			return nil, nil, err
		}
		return v.(pdf.Dict), data, nil
	}
	want := map[string]int{"q": 0, "Q": 0, "cm": 6, "re": 4, "m": 2, "l": 2, "c": 6, "h": 0, "W": 0, "n": 0, "f": 0, "B": 0, "S": 0, "g": 1, "rg": 3, "G": 1, "RG": 3,
		"w": 1, "J": 1, "j": 1, "M": 1, "d": 2, "BT": 0, "ET": 0, "Tf": 2, "Tc": 1, "Tr": 1, "Tz": 1, "Tm": 6, "Tj": 1, "TJ": 1, "Do": 1, "BMC": 1, "BDC": 2, "EMC": 0}
	p := inkParser{pdf.Parser{Src: content}}
	for p.Space(); p.Pos < len(content); p.Space() {
		if c := content[p.Pos]; c >= '0' && c <= '9' || strings.IndexByte("+-./(<[", c) >= 0 {
			v, err := p.Value()
			if err != nil {
				return err
			}
			operands = append(operands, v)
			continue
		}
		op := string(p.Token())
		if op == "BI" {
			entries, err := p.inlineEntries()
			if err != nil {
				return err
			}
			if _, ok := entries.Get("CS"); ok {
				if err := p.halftone(entries); err != nil {
					return err
				}
				continue
			}
			dark, err := p.mask(entries)
			if err != nil {
				return err
			}
			in.fills = append(in.fills, inkFill{colour: state.fill, mask: &inkMask{dark, state.ctm}})
			continue
		}
		if n, ok := want[op]; !ok || len(operands) != n {
			return p.Errorf("operator %q with %d operands", op, len(operands))
		}
		switch op {
		case "q":
			stack = append(stack, state)
		case "Q":
			if len(stack) == 0 {
				return p.Errorf("Q without q")
			}
			state, stack = stack[len(stack)-1], stack[:len(stack)-1]
		case "cm":
			var m matrix
			for i := range m {
				m[i] = number(i)
			}
			state.ctm = m.before(state.ctm)
		case "m":
			figures = append(figures, [][2]float64{state.ctm.point(number(0), number(1))})
		case "l", "c":
			if len(figures) == 0 {
				return p.Errorf("%s without m", op)
			}
			n := len(operands)
			figures[len(figures)-1] = append(figures[len(figures)-1], state.ctm.point(number(n-2), number(n-1)))
		case "re":
			x, y, w, h := number(0), number(1), number(2), number(3)
			figures = append(figures, [][2]float64{state.ctm.point(x, y), state.ctm.point(x+w, y), state.ctm.point(x+w, y+h), state.ctm.point(x, y+h)})
		case "f", "B", "S", "n":
			if op == "f" || op == "B" {
				in.fills = append(in.fills, inkFill{colour: state.fill, figures: figures})
			}
			figures = nil
		case "g", "rg", "G", "RG":
			var b strings.Builder
			for i := range operands {
				fmt.Fprintf(&b, "%v ", number(i))
			}
			colour := b.String() + op
			in.colours[colour]++
			if op == "g" || op == "rg" {
				state.fill = colour
			} else {
				state.stroke = colour
			}
		case "BT":
			state.tm = matrix{1, 0, 0, 1, 0, 0}
		case "Tf":
			name := operands[0].(pdf.Name)
			if _, _, err := resource("Font", name); err != nil {
				return err
			}
			state.face, state.size = string(name), number(1)
		case "Tr":
			state.mode = number(0)
		case "Tm":
			for i := range state.tm {
				state.tm[i] = number(i)
			}
		case "Tj", "TJ":
			all := pdf.Array{operands[0]}
			if op == "TJ" {
				all = operands[0].(pdf.Array)
			}
			var codes []uint16
			for _, v := range all {
				if t, ok := v.(pdf.String); ok {
					for i := 0; i+1 < len(t); i += 2 {
						codes = append(codes, uint16(t[i])<<8|uint16(t[i+1]))
					}
				}
			}
			at := state.tm.before(state.ctm)
			in.runs = append(in.runs, inkRun{string(utf16.Decode(codes)), state.face, state.size * math.Hypot(at[0], at[1]), at[4], at[5], state.fill, state.mode == 3, actual})
		case "BMC":
			marked++
		case "BDC":
			marked++
			v, _ := operands[1].(pdf.Dict).Get("ActualText")
			text := v.(pdf.String)
			var codes []uint16
			for i := 2; i+1 < len(text); i += 2 {
				codes = append(codes, uint16(text[i])<<8|uint16(text[i+1]))
			}
			actual = string(utf16.Decode(codes))
		case "EMC":
			marked--
			actual = ""
		case "Do":
			d, data, err := resource("XObject", operands[0].(pdf.Name))
			if err != nil {
				return err
			}
			if d.Name("Subtype") == "Image" {
				in.images = append(in.images, inkImage{d, data, state.ctm})
				break
			}
			_, form, err := pdf.Decode(d, data)
			if err != nil {
				return err
			}
			v, _ := d.Get("Resources")
			var own pdf.Dict
			if v != nil {
				if own, err = s.Dict(v); err != nil {
					return err
				}
			}
			m := state.ctm
			if v, ok := d.Get("Matrix"); ok {
				var own matrix
				for i, n := range v.(pdf.Array) {
					own[i] = float64(n.(pdf.Number))
				}
				m = own.before(m)
			}
			if err := in.read(s, form, own, m, depth+1); err != nil {
				return fmt.Errorf("form /%s: %w", operands[0], err)
			}
		}
		operands = operands[:0]
	}
	if len(stack) != 0 || marked != 0 || len(operands) != 0 || len(figures) != 0 {
		return fmt.Errorf("ends with %d q open, %d BDC open, %d operands and %d figures left", len(stack), marked, len(operands), len(figures))
	}
	return nil
}

// An inkParser reads the operators of a page, also those of inline images.
type inkParser struct{ pdf.Parser }

// inlineEntries reads the entries of an inline image from behind its BI up to its ID.
func (p *inkParser) inlineEntries() (entries pdf.Dict, err error) {
	for !p.Peek("ID") {
		p.Space()
		key, err := p.Value()
		if err != nil {
			return nil, err
		}
		v, err := p.Value()
		if err != nil {
			return nil, err
		}
		entries = append(entries, pdf.Entry{Key: key.(pdf.Name), Value: v})
	}
	return entries, nil
}

// halftone passes over an inline image of few colours, whose pixels must all be of them.
func (p *inkParser) halftone(entries pdf.Dict) error {
	number := func(name pdf.Name) int { v, _ := entries.Get(name); n, _ := v.(pdf.Number); return int(n) }
	v, _ := entries.Get("CS")
	space, ok := v.(pdf.Array)
	n := number("W") * number("H")
	if !ok || len(space) != 4 || space[0] != pdf.Name("Indexed") || number("BPC") != 8 || n == 0 {
		return p.Errorf("inline image %v, want one of indexed colours", entries)
	}
	if err := p.Keyword("ID"); err != nil {
		return err
	}
	if len(p.Src) < p.Pos+1+n+len("\nEI\n") || string(p.Src[p.Pos+1+n:p.Pos+1+n+4]) != "\nEI\n" {
		return p.Errorf("inline image does not have %d bytes", n)
	}
	for _, b := range p.Src[p.Pos+1 : p.Pos+1+n] {
		if float64(b) > float64(space[2].(pdf.Number)) {
			return p.Errorf("a pixel of colour %d, of %v", b, space[2])
		}
	}
	p.Pos += 1 + n + len("\nEI\n")
	return nil
}

// mask reads a square inline image mask from its ID on, whose data is hexadecimal and whose ones are painted.
func (p *inkParser) mask(entries pdf.Dict) (dark qr.Bitmap, err error) {
	size, _ := entries.Get("W")
	want := pdf.Dict{{Key: "W", Value: size}, {Key: "H", Value: size}, {Key: "IM", Value: true},
		{Key: "D", Value: pdf.Array{pdf.Number(1), pdf.Number(0)}}, {Key: "F", Value: pdf.Name("AHx")}}
	if !reflect.DeepEqual(entries, want) {
		return dark, p.Errorf("inline image %v, want %v", entries, want)
	}
	if err := p.Keyword("ID"); err != nil {
		return dark, err
	}
	digits, _, ok := bytes.Cut(p.Src[p.Pos:], []byte(">\nEI\n"))
	data, err := hex.DecodeString(string(bytes.TrimSpace(digits)))
	n := int(size.(pdf.Number))
	wide := (n + 7) / 8
	if err != nil || !ok || len(data) != wide*n {
		return dark, p.Errorf("inline image of %d bytes (%v), want %d rows of %d", len(data), err, n, wide)
	}
	p.Pos += len(digits) + len(">\nEI\n")
	rows := make([][]bool, n)
	for i, b := range data {
		if i%wide == 0 {
			rows[i/wide] = make([]bool, n)
		}
		for x := range 8 {
			if b>>(7-x)&1 == 0 {
				continue
			}
			if i%wide*8+x >= n {
				return dark, p.Errorf("row %d is dark beyond its end", i/wide)
			}
			rows[i/wide][i%wide*8+x] = true
		}
	}
	return qr.BitmapOf(rows), nil
}

// text returns what a reader would copy, the runs in the order in which they are drawn.
func (in *ink) text() string {
	var b strings.Builder
	for _, r := range in.runs {
		if r.actual != "" {
			b.WriteString(r.actual)
		} else {
			b.WriteString(r.text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// written returns the file of a batch.
func written(tb testing.TB, b *Batch) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := b.Write(tb.Context(), &out, nil); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}
