package fonts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	if _, err := exec.LookPath("hb-shape"); err != nil {
		t.Skip("hb-shape is not installed")
	}
	// hb-shape takes a line for one run of one script, as each of these words is.
	words := strings.Fields(strings.Join(harfbuzzTexts, " "))
	for _, f := range alphabetic(t) {
		file := filepath.Join(t.TempDir(), "face.ttf")
		if err := os.WriteFile(file, f.Data(), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("hb-shape", "--no-glyph-names", "--no-clusters", "--features=-liga,-clig", "--text-file=-", file)
		cmd.Stdin = strings.NewReader(strings.Join(words, "\n"))
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(strings.TrimSpace(string(out)), "\n")
		if len(want) != len(words) {
			t.Fatalf("%s: hb-shape set %d of %d words", f.Name(), len(want), len(words))
		}
		for i, word := range words {
			if got := notation(f.Shape(word)); got != want[i] {
				t.Errorf("%s: %+q:\ngot  %s\nwant %s", f.Name(), word, got, want[i])
			}
		}
	}
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
