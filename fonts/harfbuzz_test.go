package fonts

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Words for which go-text and HarfBuzz 6.0 agree. They do not on what a pair's subtable says by leaving the
// second glyph out, as with ľk in Plex Sans.
var harfbuzzTexts = []string{
	"ÀVÁLÈVÉTÖYŁTŤVŸÅW Àv Év Öv ÿ. ž. ł- ŕ, ďa ťá",
	"Nguyễn Thị Phương Thảo, Đặng Văn Tuấn, Trần Quốc Vượng",
	"Störtebeker-Müller, Garçon Œuvre, D’Élagué, Çağlar İpek, Þórðardóttir, Ångström",
	"Ţepeş Țepeș Brâncuși Szczęsny Żółć Kovářová Őrsi",
	"Παπαδοπούλου Αύγουστος ΤΑΫ ΡΑΥ ρ, γα ΰ",
	"Щербакова Рудуь Тарас Ґеник ГАУДІ Ђорђевић Ќе ў. Қасым Өмір",
	"\u1EB9\u0301 \u1ECC\u0300j\u1ECD\u0300 \u1EB8\u0301níola S\u0323\u0300 n\u0308 m\u0300 Ā\u0300 ų\u0301 g\u0303 ī\u0300\u0323",
	"“A” ‘V’ –T— «Y» (J) [f] 1/7 41.74 No. 000118",
	"office affiliate fjord AVATAR To Ty We Yo LT P. r. F,",
}

// HarfBuzz itself is the judge of shaping, where hb-shape is installed.
func TestHarfBuzz(t *testing.T) {
	// hb-shape takes a line for one run of one script, as each of these words is.
	words := strings.Fields(strings.Join(harfbuzzTexts, " "))
	for _, f := range alphabetic(t) {
		for i, want := range hbShape(t, f, words) {
			if got := notation(f.Shape(words[i])); got != want {
				t.Errorf("%s: %+q:\ngot  %s\nwant %s", f.Name(), words[i], got, want)
			}
		}
	}
}

// hbShape returns what hb-shape makes of each word, and skips the test if it is not installed.
func hbShape(t *testing.T, f *Face, words []string, with ...string) []string {
	t.Helper()
	if _, err := exec.LookPath("hb-shape"); err != nil {
		t.Skip("hb-shape is not installed")
	}
	file := filepath.Join(t.TempDir(), "face")
	if err := os.WriteFile(file, f.Data(), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("hb-shape", append(with, "--no-glyph-names", "--no-clusters", "--text-file=-", file)...)
	if f.Has('A') || f.Has('Ա') || f.Has('ა') {
		cmd.Args = append(cmd.Args, "--features=-liga,-clig")
	}
	cmd.Stdin = strings.NewReader(strings.Join(words, "\n"))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(words) {
		t.Fatalf("%s: hb-shape set %d of %d words", f.Name(), len(lines), len(words))
	}
	return lines
}

// wordsOf returns the lines of testdata/words.txt.
func wordsOf(t *testing.T) (faces []*Face, words [][]string) {
	t.Helper()
	data, err := os.ReadFile("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if name, list, ok := strings.Cut(line, ":"); ok && line[0] != '#' {
			faces, words = append(faces, face(t, name)), append(words, strings.Fields(list))
		}
	}
	return faces, words
}

// Every word of testdata/words.txt is set as in testdata/shaping.txt, which HarfBuzz wrote: glyphs, advances and offsets. Where
// hb-shape is installed, that file is held against it too, and so are the same words in bold.
func TestScripts(t *testing.T) {
	faces, words := wordsOf(t)
	_, err := exec.LookPath("hb-shape")
	hb := err == nil
	if hb {
		var file bytes.Buffer
		for i, f := range faces {
			for k, set := range hbShape(t, f, words[i]) {
				fmt.Fprintf(&file, "%s %s %s\n", f.Name(), words[i][k], set)
			}
		}
		golden(t, "shaping.txt", file.Bytes())
	}
	data, err := os.ReadFile("testdata/shaping.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Collect(strings.Lines(string(data)))
	for i, f := range faces {
		if bold, ok := Lookup(f.Name() + "-bold"); ok && hb {
			for k, want := range hbShape(t, bold, words[i]) {
				if got := notation(bold.Shape(words[i][k])); got != want {
					t.Errorf("%s: %s:\ngot  %s\nwant %s", bold.Name(), words[i][k], got, want)
				}
			}
		}
		for _, word := range words[i] {
			if len(want) == 0 {
				t.Fatalf("testdata/shaping.txt ends before %s %s; run with -update where hb-shape is installed", f.Name(), word)
			}
			if got := fmt.Sprintf("%s %s %s\n", f.Name(), word, notation(f.Shape(word))); got != want[0] {
				t.Errorf("got  %swant %s", got, want[0])
			}
			want = want[1:]
		}
	}
	if len(want) != 0 {
		t.Errorf("testdata/shaping.txt has %d lines too many", len(want))
	}
}

// The outlines are as wide and high as HarfBuzz says of the same glyphs, for both kinds of outlines.
func TestOutlineExtents(t *testing.T) {
	faces, words := wordsOf(t)
	for i, f := range faces {
		for k, set := range hbShape(t, f, words[i], "--show-extents") {
			glyphs := f.Shape(words[i][k]).Glyphs
			for n, part := range strings.Split(strings.Trim(set, "[]"), "|") {
				_, extents, ok := strings.Cut(part, "<")
				var x, y, w, h float64
				if _, err := fmt.Sscanf(extents, "%f,%f,%f,%f>", &x, &y, &w, &h); !ok || err != nil {
					t.Fatalf("%s: %s: %q has no extents", f.Name(), words[i][k], part)
				}
				left, bottom, right, top := controlBox(f.Outline(glyphs[n].GID))
				for _, d := range []float64{left - x, top - y, right - (x + w), bottom - (y + h)} {
					if math.Abs(d) > 1.01 { // HarfBuzz rounds outwards
						t.Errorf("%s: %s: glyph %d reaches from %v %v to %v %v; HarfBuzz says <%s", f.Name(), words[i][k], n, left, bottom, right, top, extents)
						break
					}
				}
			}
		}
	}
}

// controlBox returns how far the points of an outline reach, those that it only bends to among them, as HarfBuzz counts.
func controlBox(o Outline) (left, bottom, right, top float64) {
	for i, s := range o {
		for _, p := range s.Points[:[...]int{MoveTo: 1, LineTo: 1, QuadTo: 2, CubicTo: 3, Close: 0}[s.Op]] {
			if i == 0 {
				left, bottom, right, top = p.X, p.Y, p.X, p.Y
			}
			left, bottom, right, top = min(left, p.X), min(bottom, p.Y), max(right, p.X), max(top, p.Y)
		}
	}
	return left, bottom, right, top
}

// notation writes a run as hb-shape does.
func notation(run Run) string {
	var glyphs []string
	for _, g := range run.Glyphs {
		s := fmt.Sprint(g.GID)
		if g.XOffset != 0 || g.YOffset != 0 {
			s += fmt.Sprintf("@%d,%d", g.XOffset, g.YOffset)
		}
		glyphs = append(glyphs, fmt.Sprintf("%s+%d", s, g.Advance))
	}
	return "[" + strings.Join(glyphs, "|") + "]"
}

// Letters with accents are kerned as those without.
func TestKerningOfAccents(t *testing.T) {
	kerning := func(f *Face, text string) int {
		loose := 0
		for _, r := range text {
			loose += f.Advance(r)
		}
		return f.Shape(text).Advance - loose
	}
	for _, name := range []string{"plex-sans", "plex-sans-bold", "plex-sans-condensed"} {
		f := face(t, name)
		for _, pair := range []struct{ accented, plain string }{
			{"ÀV", "AV"}, {"Áv", "Av"}, {"Łv", "Lv"}, {"Ť.", "T."}, {"Ý.", "Y."}, {"é.", "e."}, {"øv", "ov"}, {"ě.", "e."},
		} {
			if got, want := kerning(f, pair.accented), kerning(f, pair.plain); got != want || want == 0 {
				t.Errorf("%s: %s is kerned by %d, %s by %d", name, pair.accented, got, pair.plain, want)
			}
		}
	}
}
