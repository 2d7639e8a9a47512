package qr

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"docketcard/render/seal"
)

// outlines reads the path operators of AppendOutline: figures of whole corners, all of them closed.
func outlinesOf(tb testing.TB, ops string) [][][2]int {
	tb.Helper()
	var figures [][][2]int
	for line := range strings.Lines(ops) {
		words := strings.Fields(line)
		if len(words) == 0 || words[len(words)-1] != "h" {
			tb.Fatalf("a figure is not closed: %q", line)
		}
		var f [][2]int
		for i := 0; i+3 <= len(words); i += 3 {
			var p [2]int
			if _, err := fmt.Sscan(words[i]+" "+words[i+1], &p[0], &p[1]); err != nil {
				tb.Fatal(err)
			}
			if want := map[bool]string{true: "m", false: "l"}[i == 0]; words[i+2] != want {
				tb.Fatalf("operator %q, want %q", words[i+2], want)
			}
			f = append(f, p)
		}
		figures = append(figures, f)
	}
	return figures
}

// checkOutline rasters the path by the non-zero winding rule at the middle of each module, and checks that its edges run straight, stay
// InsetUnits inside the dark and touch no other edge.
func checkOutline(t *testing.T, name string, dark Bitmap) {
	t.Helper()
	n := dark.Size()
	type edge struct{ x0, y0, x1, y1, figure int }
	var edges []edge
	for i, f := range outlinesOf(t, string(AppendOutline(nil, dark))) {
		if len(f) < 4 {
			t.Fatalf("%s: a figure of %d corners", name, len(f))
		}
		for k, p := range f {
			q := f[(k+1)%len(f)]
			if (p[0] == q[0]) == (p[1] == q[1]) {
				t.Fatalf("%s: an edge from %v to %v", name, p, q)
			}
			edges = append(edges, edge{p[0], p[1], q[0], q[1], i})
		}
	}
	winding := func(x, y int) int {
		w := 0
		for _, e := range edges {
			// A ray to the left crosses upright edges.
			if e.x0 == e.x1 && e.x0 < x && min(e.y0, e.y1) < y && y < max(e.y0, e.y1) {
				if e.y1 > e.y0 {
					w++
				} else {
					w--
				}
			}
		}
		return w
	}
	for y := range n {
		for x := range n {
			if got := winding(x*ModuleUnits+ModuleUnits/2, y*ModuleUnits+ModuleUnits/2) != 0; got != dark.Dark(x, y) {
				t.Fatalf("%s: module %d, %d is dark: got %t, want %t", name, x, y, got, dark.Dark(x, y))
			}
		}
	}
	isDark := dark.Dark
	for _, e := range edges {
		// Just outside the inset, in the light; just within, in the dark.
		if e.y0 == e.y1 {
			if off := (e.y0%ModuleUnits + ModuleUnits) % ModuleUnits; off != InsetUnits && off != ModuleUnits-InsetUnits {
				t.Fatalf("%s: a level edge at %d", name, e.y0)
			}
			row := e.y0 / ModuleUnits
			for x := min(e.x0, e.x1) + InsetUnits + 1; x < max(e.x0, e.x1)-InsetUnits; x += ModuleUnits / 4 {
				if !isDark(x/ModuleUnits, row) {
					t.Fatalf("%s: the level edge at %d leaves the dark at %d", name, e.y0, x)
				}
			}
		} else if off := (e.x0%ModuleUnits + ModuleUnits) % ModuleUnits; off != InsetUnits && off != ModuleUnits-InsetUnits {
			t.Fatalf("%s: an upright edge at %d", name, e.x0)
		}
	}
	for i, a := range edges {
		for k, b := range edges[:i] {
			next := a.figure == b.figure && (i-k == 1 || a.x1 == b.x0 && a.y1 == b.y0)
			if next {
				continue // they share a corner
			}
			if min(a.x0, a.x1) <= max(b.x0, b.x1) && min(b.x0, b.x1) <= max(a.x0, a.x1) && min(a.y0, a.y1) <= max(b.y0, b.y1) && min(b.y0, b.y1) <= max(a.y0, a.y1) {
				t.Fatalf("%s: edges %v and %v touch", name, a, b)
			}
		}
	}
}

func TestAppendOutline(t *testing.T) {
	bitmap := func(n int, f func(x, y int) bool) Bitmap {
		b := newBitmap(n)
		for y := range n {
			for x := range n {
				if f(x, y) {
					b.set(x, y)
				}
			}
		}
		return b
	}
	checkOutline(t, "none", bitmap(9, func(x, y int) bool { return false }))
	checkOutline(t, "all", bitmap(9, func(x, y int) bool { return true }))
	checkOutline(t, "one", bitmap(1, func(x, y int) bool { return true }))
	checkOutline(t, "checkerboard", bitmap(9, func(x, y int) bool { return (x+y)%2 == 0 }))
	checkOutline(t, "other checkerboard", bitmap(9, func(x, y int) bool { return (x+y)%2 == 1 }))
	checkOutline(t, "rings", bitmap(11, func(x, y int) bool { return max(x-5, 5-x, y-5, 5-y)%2 == 1 }))
	checkOutline(t, "ring with a loose corner", bitmap(3, func(x, y int) bool { return x != 1 || y == 0 && x != 2 }))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 300 {
		n, share := 1+r.IntN(14), r.Float64()
		checkOutline(t, fmt.Sprint("bitmap ", i), bitmap(n, func(x, y int) bool { return r.Float64() < share }))
	}
	for _, text := range []string{"HTTPS://PORTAL.UTOPIA.EXAMPLE/C/3DKRNRAMTTLBSKP526Y6FQTHVO"} {
		dark, err := Encode(text, 4, "M")
		if err != nil {
			t.Fatal(err)
		}
		checkOutline(t, text, dark)
	}
}

// TestFits has the size of its version whatever the text is, and says what it would take when a text is too long.
func TestFits(t *testing.T) {
	for _, level := range []string{"L", "M", "Q", "H"} {
		for version := 1; version <= 40; version += 13 {
			dark, err := Encode("A", version, level)
			if err != nil {
				t.Fatal(err)
			}
			if dark.Size() != 17+4*version || !dark.Dark(0, 0) || !dark.Dark(6, 0) || dark.Dark(1, 1) || !dark.Dark(0, dark.Size()-1) {
				t.Errorf("version %d: %d modules, want %d without a quiet zone", version, dark.Size(), 17+4*version)
			}
		}
	}
	digits := strings.Repeat("1234567890", 12)
	for _, tt := range []struct {
		level string
		text  string
		want  string
	}{
		// ISO/IEC 18004:2015, table 7: version 4-M holds 90 alphanumeric characters or 149 digits.
		{"M", strings.Repeat("A", 90), ""},
		{"M", strings.Repeat("A", 91), "91 characters need QR version 5 at level M; want at most 4"},
		{"M", digits + digits[:29], ""},
		{"M", digits + digits[:30], "150 characters need QR version 5 at level M; want at most 4"},
		{"L", strings.Repeat("a", 2954), "2954 characters are more than any QR code holds at level L"},
	} {
		_, err := Encode(tt.text, 4, tt.level)
		if got := fmt.Sprint(err); got != tt.want && !(err == nil && tt.want == "") {
			t.Errorf("%d characters: got %v, want %s", len(tt.text), err, tt.want)
		}
	}
}

func BenchmarkOutline(b *testing.B) {
	text := seal.URL("verify.utopia.example", make([]byte, 320))
	b.ReportAllocs()
	for b.Loop() {
		dark, err := Encode(text, 15, "M")
		if err != nil {
			b.Fatal(err)
		}
		AppendOutline(nil, dark)
	}
}
