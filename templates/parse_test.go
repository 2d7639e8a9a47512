package templates

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"docketcard/templates/source"
)

func testdata(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// apart returns the documents of a file, each a file of its own whose lines are numbered as in the whole.
func apart(data []byte) [][]byte {
	var out [][]byte
	for _, d := range source.Split(data) {
		out = append(out, append(bytes.Repeat([]byte("\n"), d.Line-1), d.Data...))
	}
	return out
}

// TestFaults compares the faults of annotated files with what their comments want: by line, the strings after # want, of which those that
// begin with "hint:" are the hint of the one before.
func TestFaults(t *testing.T) {
	quoted := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	for name, parse := range map[string]func(string, []byte) error{
		"templates.yaml": func(name string, data []byte) error { _, err := ParseTemplate(name, data); return err },
		"stocks.yaml":    func(name string, data []byte) error { _, err := ParseStock(name, data); return err },
		"issuers.yaml":   func(name string, data []byte) error { _, err := ParseIssuer(name, data); return err },
	} {
		data := testdata(t, name)
		want := map[string]int{}
		for i, l := range strings.Split(string(data), "\n") {
			_, comment, _ := strings.Cut(l, "# want ")
			last := ""
			for _, q := range quoted.FindAllString(comment, -1) {
				s, err := strconv.Unquote(q)
				if err != nil {
					t.Fatalf("%s:%d: %s: %v", name, i+1, q, err)
				}
				s = strings.ReplaceAll(s, "{kinds}", source.Or(kindKeys()))
				if hint, ok := strings.CutPrefix(s, "hint: "); ok {
					want[last]--
					last += " (" + hint + ")"
				} else {
					last = fmt.Sprintf("%d: %s", i+1, s)
				}
				want[last]++
			}
		}
		for _, doc := range apart(data) {
			var l source.ErrorList
			if err := parse(name, doc); err != nil && !errors.As(err, &l) {
				t.Fatalf("%s: got %T, want a source.ErrorList: %v", name, err, err)
			}
			for _, e := range l {
				got := fmt.Sprintf("%d: %s", e.Pos.Line, e.Msg)
				if e.Field != "" {
					got = fmt.Sprintf("%d: field %s: %s", e.Pos.Line, e.Field, e.Msg)
				}
				if e.Hint != "" {
					got += " (" + e.Hint + ")"
				}
				if want[got]--; want[got] < 0 {
					t.Errorf("%s:%s: not wanted there", name, got)
				}
			}
		}
		for w, n := range want {
			if n > 0 {
				t.Errorf("%s:%s: missing", name, w)
			}
		}
	}
}

// TestDefaults reads a template that says no more than it must, and one that says all.
func TestDefaults(t *testing.T) {
	tpl, err := ParseTemplate("sound.yaml", testdata(t, "sound.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if tpl.Size != ID1 || tpl.Safe != 2*Millimetre || tpl.Radius != 0 || tpl.Title != "" || len(tpl.Back) != 1 {
		t.Errorf("got %v with %v and %v", tpl.Size, tpl.Safe, tpl.Radius)
	}
	if s := tpl.Styles["plain"]; s.Size != Points(8) || s.Leading != s.Size*5/4 || s.Tracking != 0 || s.Colour != Black || len(s.Faces) != 1 || s.Faces[0] != "plex-sans" {
		t.Errorf("style: got %+v", s)
	}
	least, most := tpl.Front[0].(*Text), tpl.Front[1].(*Text)
	if least.Lines != 1 || least.Align != Left || least.Height != 0 || len(least.Sizes) != 1 || least.Sizes[0] != Points(8) || !least.Label.Empty() {
		t.Errorf("text: got %+v", least)
	}
	if most.ID != "most" || most.When.String() != "name" || most.Lines != 3 || most.Align != Right || most.Height != 9500 || len(most.Sizes) != 3 || most.Sizes[2] != Points(6) ||
		most.Above != tpl.Styles["label"] || most.Gap != 3*Millimetre || most.At != (Point{10000, Points(72)}) || most.Width != 30*Millimetre || most.Pos.String() != "sound.yaml:16:5" {
		t.Errorf("text: got %+v", most)
	}
	if p := tpl.Front[2].(*Photo); !p.Cover || p.Focus != [2]float64{0.5, 0.5} || p.Box != (Rect{2000, 2000, 26000, 32500}) {
		t.Errorf("photo: got %+v", p)
	}
	if c := tpl.Back[0].(*Code); c.Version != 5 || c.Level != "M" || c.Quiet != 4 || c.Module != 423 || c.Modules() != 37 || c.Room() != (Rect{3000, 3000, 45 * 423, 45 * 423}) {
		t.Errorf("code: got %+v", c)
	}
	if tpl.Seal.Issued != "issued" || tpl.Seal.Expires != "expires" || len(tpl.Seal.Attributes) != 1 || tpl.Field("name").Max != 70 {
		t.Errorf("seal: got %+v", tpl.Seal)
	}
}

func TestParseContent(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", ""},
		{"plain", `"plain"`},
		{"{a}", "<a>"},
		{"x {a} y", `"x " <a> " y"`},
		{"{a}{b}", "<a> <b>"},
		{"{ a.b }", "<a.b>"},
		{"{{", `"{"`}, {"}}", `"}"`},
		{"{{a}}", `"{a}"`},
		{"{{{a}}}", `"{" <a> "}"`},
		{"{a | upper}", "<a upper>"},
		{"{a|lower|upper}", "<a lower upper>"},
		{"{a | date}", "<a date>"},
		{"{a | date 02 Jan 2006}", `<a date(02 Jan 2006)>`},
		{"{a | group 1 3 3}", "<a group(1,3,3)>"},
		{"{a | pad 9 | mask 4}", "<a pad(9) mask(4)>"},

		{"a {*b {c | upper}*} d", `"a " *"b " *<c upper> " d"`},
		{"{*a*}{*b*}", `*"a" *"b"`},
		{"{{*a*}}", `"{*a*}"`},
		{"{**} * {*{{*}", `" * " *"{"`},
		{"{*a", "a {* without its *}"},
		{"{*a {*b*} c*}", "a {* after another"},
		{"a*}", "a } without its { (write }} for the character)"},

		{"{", "a { without its } (write {{ for the character)"},
		{"a } b", "a } without its { (write }} for the character)"},
		{"{a}}", "a } without its { (write }} for the character)"},
		{"{a | uper} {} {b | mask x | pad}", `"uper" is not a filter; want upper, lower, date, time, group, country, pad, mask, default or mrz (did you mean upper?), {} names no field, filter mask: "x"; want a whole number from 1 to 1000, filter pad: want one number`},
		{"{}", "{} names no field"}, {"{ | upper}", "{ | upper} names no field"},
		{"{a | uper}", `"uper" is not a filter; want upper, lower, date, time, group, country, pad, mask, default or mrz (did you mean upper?)`},
		{"{a | }", `no filter after |; want upper, lower, date, time, group, country, pad, mask, default or mrz`},
		{"{a | upper 3}", `filter upper: takes nothing, found "3"`},
		{"{a | pad}", "filter pad: want one number"},
		{"{a | default}", "filter default: want the text that stands for no value"},
		{"{a | date | default not known}", "<a date default(not known)>"},
		{"{a | mask 1 2}", "filter mask: want one number"},
		{"{a | group x}", `filter group: "x"; want a whole number from 1 to 1000`},
		{"{a | group 0}", `filter group: "0"; want a whole number from 1 to 1000`},
		{"{a | pad 1001}", `filter pad: "1001"; want a whole number from 1 to 1000`},
		{"{a | date 02/01/06}", `filter date: "02/01/06"; want long, medium or a form of the words 2006, January, Jan, 01, 02, 1 or 2`},
		{"{a | date YYYY}", `filter date: "YYYY"; want long, medium or a form of the words 2006, January, Jan, 01, 02, 1 or 2`},
	} {
		var words, faults []string
		parts := parseContent(tt.in, func(msg, hint string) {
			if hint != "" {
				msg += " (" + hint + ")"
			}
			faults = append(faults, msg)
		})
		for _, p := range parts {
			w := ""
			if p.Strong {
				w = "*"
			}
			if p.Ref == "" {
				words = append(words, w+strconv.Quote(p.Literal))
				continue
			}
			w += "<" + p.Ref
			for _, f := range p.Filters {
				w += " " + f.Name
				if len(f.Args) > 0 {
					w += "(" + strings.Join(f.Args, ",") + ")"
				}
			}
			words = append(words, w+">")
		}
		got := strings.Join(words, " ")
		if faults != nil {
			got = strings.Join(faults, ", ")
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

// spell writes segments in millimetres.
func spell(segs []Segment) string {
	var b strings.Builder
	mm := func(p Point) string { return fmt.Sprintf(" %v %v", p.X.Millimetres(), p.Y.Millimetres()) }
	for _, s := range segs {
		b.WriteString(" " + string(s.Op))
		switch s.Op {
		case 'C':
			b.WriteString(mm(s.C) + mm(s.D) + mm(s.To))
		case 'M', 'L':
			b.WriteString(mm(s.To))
		}
	}
	return strings.TrimSpace(b.String())
}

func TestParsePath(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"M1 2L3 4", "M 1 2 L 3 4"},
		{" M 1,2 , 3,4 ", "M 1 2 L 3 4"},            // numbers after a move are lines
		{"m1 2 3 4 5 6", "M 1 2 L 4 6 L 9 12"},      // and relative ones after a relative move
		{"M1 2l1 1-1.5.5", "M 1 2 L 2 3 L 0.5 3.5"}, // signs and points part numbers
		{"M1 2h3v-4H0V9", "M 1 2 L 4 2 L 4 -2 L 0 -2 L 0 9"},
		{"M1 1h1 2 3", "M 1 1 L 2 1 L 4 1 L 7 1"},
		{"M0 0C1 2 3 4 5 6", "M 0 0 C 1 2 3 4 5 6"},
		{"M1 1c1 2 3 4 5 6 1 0 2 0 3 0", "M 1 1 C 2 3 4 5 6 7 C 7 7 8 7 9 7"},
		{"M0 0C0 1 2 3 4 4S6 7 8 8", "M 0 0 C 0 1 2 3 4 4 C 6 5 6 7 8 8"},
		{"M0 0C0 1 2 3 4 4s2 3 4 4", "M 0 0 C 0 1 2 3 4 4 C 6 5 6 7 8 8"},
		{"M2 2S6 7 8 8", "M 2 2 C 2 2 6 7 8 8"}, // nothing to reflect
		{"M2 2L3 3S6 7 8 8", "M 2 2 L 3 3 C 3 3 6 7 8 8"},
		{"M0 0Q3 3 6 0", "M 0 0 C 2 2 4 2 6 0"},
		{"M1 1q3 3 6 0", "M 1 1 C 3 3 5 3 7 1"},
		{"M0 0Q3 3 6 0T12 0", "M 0 0 C 2 2 4 2 6 0 C 8 -2 10 -2 12 0"},
		{"M0 0Q3 3 6 0t6 0 6 0", "M 0 0 C 2 2 4 2 6 0 C 8 -2 10 -2 12 0 C 14 2 16 2 18 0"},
		{"M0 0T6 0", "M 0 0 C 0 0 2 0 6 0"},
		{"M0 0C0 1 2 3 4 4T10 4", "M 0 0 C 0 1 2 3 4 4 C 4 4 6 4 10 4"}, // the handle of a cubic is not reflected by T
		{"M1 1L2 1ZL5 5", "M 1 1 L 2 1 Z L 5 5"},
		{"M1 1l1 0zm2 2l1 1z", "M 1 1 L 2 1 Z M 3 3 L 4 4 Z"},
		{"M1 1l1 0zl2 2", "M 1 1 L 2 1 Z L 3 3"}, // a closed figure leaves the pen at its start
		{"M.0004 -.0006", "M 0 -0.001"},
		{"M1e1 2E-1", "M 10 0.2"},
		// A quarter of a circle has handles of 0.5523 of its radius (SVG 2, section 9.5.1 for the flags).
		{"M5 0A5 5 0 0 1 0 5", "M 5 0 C 5 2.761 2.761 5 0 5"},
		{"M5 0a5 5 0 01-5 5", "M 5 0 C 5 2.761 2.761 5 0 5"}, // flags need no space
		{"M5 0A5 5 0 0 0 0 5", "M 5 0 C 2.239 0 0 2.239 0 5"},
		{"M0 0A1 1 0 0 1 4 0", "M 0 0 C 0 -1.105 0.895 -2 2 -2 C 3.105 -2 4 -1.105 4 0"}, // radii that do not reach grow
		{"M0 0A0 5 0 0 1 4 0", "M 0 0 L 4 0"},
		{"M1 1A5 5 0 0 1 1 1L2 2", "M 1 1 L 2 2"},

		{"", "path: empty"}, {" , ", "path: empty"},
		{"L1 1", "path: starts with L; want M"},
		{"1 1", `path: want a command at "1 1"`},
		{"M1", `path: want a number at ""`},
		{"M1 1L", `path: want a number at ""`},
		{"M1 1L2", `path: want a number at ""`},
		{"M1 1Z2 2", `path: want a command at "2 2"`},
		{"M1 1A5 5 0 0 1", `path: want a number at ""`},
		{"M1 1A5 5 0 2 1 9 9", `path: want 0 or 1, a flag of an arc, at "2 1 9 9"`},
		{"M1 1R2 2", "path: command R; want M, L, H, V, C, S, Q, T, A or Z"},
		{"M1 1e", "path: command e; want M, L, H, V, C, S, Q, T, A or Z"},
		{"M1 x", `path: want a number at "x"`},
		{"M1 --2", `path: want a number at "--2"`},
		{"M1 1e9 2", `path: want a number at "1e9 2"`},
		{"M1 10000000", `path: want a number at "10000000"`},
		{"M1 1é", `path: want a number at "é"`},
	} {
		segs, err := parsePath(tt.in, 1000)
		got := spell(segs)
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestParseLength(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string
	}{
		{"85.6", "85.6mm"}, {"85.6mm", "85.6mm"}, {" 8.56 cm", "85.6mm"}, {"1in", "25.4mm"}, {"72pt", "25.4mm"}, {"1pt", "0.353mm"}, {"423um", "0.423mm"}, {"423µm", "0.423mm"},
		{"-3", "-3mm"}, {"+3", "3mm"}, {".5", "0.5mm"}, {"5.", "5mm"}, {"0", "0mm"}, {"-0", "0mm"}, {"0.0004", "0mm"}, {"0.0005", "0.001mm"}, {"53.98", "53.98mm"}, {"10000", "10000mm"},
		{"10000.001", `"10000.001" is too long; want at most 10 m`}, {"-400in", `"-400in" is too long; want at most 10 m`},
		{"", `"" is not a length; want a number with mm, cm, in or pt`}, {"mm", `"mm" is not a length; want a number with mm, cm, in or pt`},
		{"1e3", `"1e3" is not a length; want a number with mm, cm, in or pt`}, {"0x10", `"0x10" is not a length; want a number with mm, cm, in or pt`},
		{"1_0", `"1_0" is not a length; want a number with mm, cm, in or pt`}, {"nan", `"nan" is not a length; want a number with mm, cm, in or pt`},
		{"Inf", `"Inf" is not a length; want a number with mm, cm, in or pt`}, {"3 px", `"3 px" is not a length; want a number with mm, cm, in or pt`},
		{"3MM", `"3MM" is not a length; want a number with mm, cm, in or pt`}, {"1,5", `"1,5" is not a length; want a number with mm, cm, in or pt`}, {"1 2", `"1 2" is not a length; want a number with mm, cm, in or pt`},
	} {
		l, err := ParseLength(tt.in)
		got := l.String()
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.in, got, tt.want)
		}
	}
	// An inch and its 72 points are one length, and ID-1 is exact.
	if Points(72) != Inch || Inch.Points() != 72 || ID1 != (Size{85600, 53980}) {
		t.Error("units do not agree")
	}
}

func FuzzParseLength(f *testing.F) {
	for _, s := range []string{"85.6", "8.56cm", "1in", "72pt", "423um", "-0", "1e3", "0.0005", ".", "µm"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLength(s)
		if err != nil {
			return
		}
		if again, err := ParseLength(l.String()); err != nil || again != l || max(l, -l) > maxLength {
			t.Errorf("%q is %d, which is written %s and read as %d, %v", s, l, l, again, err)
		}
	})
}

func FuzzParsePath(f *testing.F) {
	for _, s := range []string{"M1 2h3v-4H0V9", "M0 0C0 1 2 3 4 4s2 3 4 4z", "m1 1q3 3 6 0t6 0 6 0", "M1 1ZL2 2", "M1.5.5-3", "M1 1A5 5 0 0 1 9 9", "L", "M1 1 l"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		segs, err := parsePath(s, 1000)
		if err != nil {
			return
		}
		if len(segs) == 0 || segs[0].Op != 'M' || len(segs) > len(s) {
			t.Fatalf("%q: got %s", s, spell(segs))
		}
		// What was read, written and read again is itself.
		again, err := parsePath(plainDigits(segs), 1000)
		if err != nil || spell(again) != spell(segs) {
			t.Errorf("%q: got %s, again %s, %v", s, spell(segs), spell(again), err)
		}
	})
}

// plainDigits writes segments as path data.
func plainDigits(segs []Segment) string {
	var b strings.Builder
	for _, s := range segs {
		b.WriteByte(s.Op)
		points := []Point{s.To}
		switch s.Op {
		case 'C':
			points = []Point{s.C, s.D, s.To}
		case 'Z':
			points = nil
		}
		for _, p := range points {
			for _, l := range []Length{p.X, p.Y} {
				b.WriteString(" " + strconv.FormatFloat(math.Max(-1e6, math.Min(1e6, l.Millimetres())), 'f', 3, 64))
			}
		}
	}
	return b.String()
}

// FuzzParseTemplate checks that what a file may say never panics, that faults lie inside the file, and that what is accepted is within bounds.
func FuzzParseTemplate(f *testing.F) {
	for _, name := range []string{"templates.yaml", "stocks.yaml", "issuers.yaml", "sound.yaml", "changed.yaml"} {
		for _, d := range source.Split(testdata(f, name)) {
			f.Add(d.Data)
		}
	}
	for _, name := range BuiltinTemplates() {
		data, _ := BuiltinTemplate(name)
		f.Add(data)
	}
	for _, name := range BuiltinStocks() {
		data, _ := BuiltinStock(name)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<15 {
			return
		}
		tpl, err1 := ParseTemplate("f", data)
		stock, err2 := ParseStock("f", data)
		_, err3 := ParseIssuer("f", data)
		for _, err := range []error{err1, err2, err3} {
			var l source.ErrorList
			if err != nil && !errors.As(err, &l) {
				t.Fatalf("got %T, want a source.ErrorList: %v", err, err)
			}
			for _, e := range l {
				if lines := bytes.Count(data, []byte("\n")) + 2; e.Pos.File != "f" || e.Pos.Line > lines || !utf8.ValidString(e.Error()) {
					t.Fatalf("fault %q at %s", e, e.Pos)
				}
			}
		}
		if tpl != nil {
			for _, e := range append(tpl.Front, tpl.Back...) {
				if text, ok := e.(*Text); ok && (text.Style == nil || len(text.Sizes) == 0 || text.Width <= 0 || text.Lines < 1 || !text.Label.Empty() && text.Above == nil) {
					t.Fatalf("accepted %+v", text)
				}
			}
		}
		if stock != nil {
			page := Rect{W: stock.Page.W, H: stock.Page.H}
			for i := range stock.Cells() {
				if !page.Contains(stock.CellAt(i)) {
					t.Fatalf("cell %d of %+v lies outside the page", i, stock)
				}
			}
		}
	})
}
