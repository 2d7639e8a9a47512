package fonts

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func TestKerning(t *testing.T) {
	for _, name := range []string{"plex-sans", "plex-sans-bold", "plex-sans-condensed", "noto-sans"} {
		f := face(t, name)
		loose := f.Advance('A') + f.Advance('V')
		run := f.Shape("AV")
		if run.Advance >= loose {
			t.Errorf("%s: AV is %d wide, A and V alone %d: no kerning", name, run.Advance, loose)
		}
		if !run.Plain {
			t.Errorf("%s: AV is not plain", name)
		}
		if run := f.Shape("AV", NoKerning); run.Advance != loose {
			t.Errorf("%s: AV without kerning is %d wide, want %d", name, run.Advance, loose)
		}
	}
	if run := face(t, "plex-mono").Shape("AV"); run.Advance != 1200 {
		t.Errorf("plex-mono: AV is %d wide, want 1200", run.Advance)
	}
}

func TestPlain(t *testing.T) {
	tests := []struct {
		face, text string
		with       []Setting
		want       bool
	}{
		{"plex-sans", "", nil, true},
		{"plex-sans", "Nguyễn Văn Đạt", nil, true},
		{"plex-sans", "Łukasz Żółć, José Peña-Ruiz", nil, true},
		{"plex-sans", "ΑΝΝΑ Παπαδοπούλου", nil, true},
		{"plex-sans", "Анна Щербакова", nil, true},
		{"plex-sans", "Anna Анна Άννα 17", nil, true},
		{"plex-mono", "UTO-2026 000118", nil, true},
		{"ocr-b", "I<UTOD231458907<<<<<<<<<<<<<<<", nil, true},
		{"noto-sans", "office affiliate", nil, true},
		{"plex-sans", "office affiliate", nil, true},

		{"plex-sans", "office", []Setting{Ligatures}, false},
		{"plex-sans", "\u1EB9\u0301", nil, false}, // Yoruba: e with dot below, and acute
		{"noto-sans", "\u1EB9\u0301", nil, false},
		{"plex-sans", "e\u0301", nil, false}, // composed by the shaper: one glyph, two runes
		{"noto-sans", "Anna", []Setting{SmallCaps}, false},
		{"plex-sans", "Anna", []Setting{SmallCaps}, true}, // the face has none
		{"plex-sans", "A\u00ADB", nil, false},             // a soft hyphen is not drawn
		{"plex-sans", "Anna", []Setting{RightToLeft}, false},
		{"plex-sans", "\u05D0", nil, false}, // not in the face
		{"plex-sans", "\U0001F600", nil, false},
		{"plex-sans", "A\xFF", nil, false},
		{"plex-sans", "A\nB", nil, false},
	}
	for _, tt := range tests {
		run := face(t, tt.face).Shape(tt.text, tt.with...)
		if run.Plain != tt.want {
			t.Errorf("%s: %q %v: got plain %v, want %v: %+v", tt.face, tt.text, tt.with, run.Plain, tt.want, run.Glyphs)
		}
		if err := check(run); err != nil {
			t.Errorf("%s: %q: %v", tt.face, tt.text, err)
		}
	}
}

// check finds what is wrong with a run whatever its text is.
func check(run Run) error {
	sum := 0
	covered := make([]bool, len(run.Text))
	for i, g := range run.Glyphs {
		sum += g.Advance
		if g.Start < 0 || g.Start >= g.End || g.End > len(run.Text) {
			return fmt.Errorf("glyph %d: cluster %d to %d of %d bytes", i, g.Start, g.End, len(run.Text))
		}
		if utf8.ValidString(run.Text) && !utf8.ValidString(run.Text[g.Start:g.End]) {
			return fmt.Errorf("glyph %d: cluster %d to %d divides a rune", i, g.Start, g.End)
		}
		for j := g.Start; j < g.End; j++ {
			covered[j] = true
		}
	}
	if sum != run.Advance {
		return fmt.Errorf("got advance %d, want %d", run.Advance, sum)
	}
	for i, ok := range covered {
		if !ok {
			return fmt.Errorf("byte %d belongs to no glyph", i)
		}
	}
	if run.Plain {
		i := 0
		for _, g := range run.Glyphs {
			r, n := utf8.DecodeRuneInString(run.Text[i:])
			if g.Start != i || g.End != i+n || !run.Face.Has(r) {
				return fmt.Errorf("a plain run with cluster %d to %d at %d", g.Start, g.End, i)
			}
			i += n
		}
	}
	return nil
}

// shapeFull is Shape without the short way of pairs.
func shapeFull(f *Face, text string) Run {
	s := f.shapers.take(f)
	defer f.shapers.put(s)
	s.settings = settings{}
	s.load(text)
	run := Run{Face: f, Text: text, Glyphs: []Glyph{}}
	s.full(&run)
	return run
}

// Adding up pairs gives what HarfBuzz gives for the whole text, for every pair of simple characters between two others.
func TestPairs(t *testing.T) {
	alphabets := []string{
		"AÁĐFİLOƠPTȚVWYacđếfgijrtvy",
		"ΑΆΓΔΛΡΤΥΦΩαγδθλρτυψ",
		"АБГҐДЖКЛОРТУЎФЬЯабгдђжкрутуўь",
		"0123456789",
	}
	const common = " ’-.,/(17"
	for _, f := range alphabetic(t) {
		s := newShaper(f.sfnt())
		for _, alphabet := range alphabets {
			short := 0
			runes := []rune(alphabet + common)
			for _, a := range runes {
				// One text holds all pairs that begin with a, between all others.
				var b strings.Builder
				for _, r := range runes {
					b.WriteRune(a)
					b.WriteRune(r)
				}
				text := b.String()
				s.settings = settings{}
				s.load(text)
				got := Run{Face: f, Text: text, Glyphs: []Glyph{}}
				if !s.pairs(&got) {
					continue
				}
				short++
				if want := shapeFull(f, text); !reflect.DeepEqual(got, want) {
					for i := range got.Glyphs {
						if got.Glyphs[i] != want.Glyphs[i] {
							t.Fatalf("%s: %q: glyph %d: got %+v, want %+v", f.Name(), text, i, got.Glyphs[i], want.Glyphs[i])
						}
					}
					t.Fatalf("%s: %q: got %+v, want %+v", f.Name(), text, got, want)
				}
			}
			if short < len(runes)/2 && f.Name() != "ocr-b" && !strings.HasPrefix(f.Name(), "plex-mono") {
				t.Errorf("%s: pairs set only %d of %d texts in %.12s…", f.Name(), short, len(runes), alphabet)
			}
		}
	}
}

func TestClusters(t *testing.T) {
	run := face(t, "noto-sans").Shape("A\u1EB9\u0301B")
	var got []string
	for _, g := range run.Glyphs {
		got = append(got, run.Text[g.Start:g.End])
	}
	want := []string{"A", "\u1EB9\u0301", "\u1EB9\u0301", "B"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got clusters %q, want %q", got, want)
	}
	mark := run.Glyphs[2]
	if mark.Advance != 0 || mark.XOffset == 0 {
		t.Errorf("the acute is not placed on its base: %+v", mark)
	}
}

// The faces have no right-to-left script, so that order is told by what the boxes stand for.
func TestDirection(t *testing.T) {
	tests := []struct {
		text string
		with []Setting
		want string // clusters from left to right
	}{
		{"abc", nil, "a b c"},
		{"abc", []Setting{RightToLeft}, "c b a"},
		{"אבג", nil, "ג ב א"},
		{"אבג", []Setting{LeftToRight}, "א ב ג"},
		{"ab אב 12", nil, "a b   1 2   ב א"},
		{"אב ab", nil, "a b   ב א"},
		{"אב 12 גד", nil, "ד ג   1 2   ב א"},
	}
	f := face(t, "plex-sans")
	for _, tt := range tests {
		run := f.Shape(tt.text, tt.with...)
		var got []string
		for _, g := range run.Glyphs {
			got = append(got, run.Text[g.Start:g.End])
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
		if err := check(run); err != nil {
			t.Errorf("%q: %v", tt.text, err)
		}
	}
}

func TestFeatures(t *testing.T) {
	tests := []struct {
		face    string
		feature Feature
		want    bool
	}{
		{"plex-sans", NoKerning, true},
		{"plex-sans", "zero", true},
		{"plex-sans", "salt=2", true},
		{"plex-sans", SmallCaps, false},
		{"plex-sans", TabularNumbers, false},
		{"noto-sans", SmallCaps, true},
		{"noto-sans", TabularNumbers, true},
		{"plex-mono", NoKerning, false},
		{"plex-sans", "", false},
		{"plex-sans", "smallcaps", false},
	}
	for _, tt := range tests {
		if got := face(t, tt.face).Supports(tt.feature); got != tt.want {
			t.Errorf("%s: Supports(%q): got %v, want %v", tt.face, tt.feature, got, tt.want)
		}
	}
	f := face(t, "plex-sans")
	if plain, slashed := f.Shape("0").Glyphs[0].GID, f.Shape("0", Feature("zero")).Glyphs[0].GID; plain == slashed {
		t.Error("feature zero changes nothing")
	}
	if got, want := f.Shape("0", Feature("no such feature")), f.Shape("0"); !reflect.DeepEqual(got, want) {
		t.Error("a feature that is not well formed changes something")
	}
}

func TestLanguage(t *testing.T) {
	// Serbian draws an upright б that differs from the Russian one.
	f := face(t, "noto-sans")
	if ru, sr := f.Shape("б", Language("ru")), f.Shape("б", Language("sr")); ru.Glyphs[0].GID == sr.Glyphs[0].GID {
		t.Error("Language changes nothing")
	}
	// The environment's language is no setting.
	want := f.Shape("б")
	t.Setenv("LC_ALL", "sr_RS.UTF-8")
	fresh, err := Load("noto-sans", f.Data())
	if err != nil {
		t.Fatal(err)
	}
	if got := fresh.Shape("б"); !reflect.DeepEqual(got.Glyphs, want.Glyphs) {
		t.Error("the environment changes how text is shaped")
	}
}

func TestConcurrent(t *testing.T) {
	texts := []string{"AVAST", "Nguyễn Văn Đạt", "\u1EB9\u0301", "Анна", "office", "אב ab", "0123"}
	type result struct {
		run     Run
		outline Outline
	}
	shape := func(f *Face, text string, with ...Setting) result {
		run := f.Shape(text, with...)
		return result{run, f.Outline(run.Glyphs[0].GID)}
	}
	want := map[string]result{}
	for _, f := range all(t) {
		for _, text := range texts {
			want[f.Name()+text] = shape(f, text)
		}
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 100 {
				f := all(t)[(worker+i)%len(Names())]
				text := texts[(worker*3+i)%len(texts)]
				shape(f, text, SmallCaps, RightToLeft) // another setting between must leave no trace
				if got := shape(f, text); !reflect.DeepEqual(got, want[f.Name()+text]) {
					t.Errorf("%s: %q: differs from one call to the next", f.Name(), text)
				}
				if _, err := Split(text, all(t)); err != nil && text != "אב ab" {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzShape(f *testing.F) {
	for _, text := range []string{"", "AV fi", "Nguyễn", "\u1EB9\u0301", "אב 12 ab", "नमस्ते", "a\u202Eb\nc\u2029d", "\xFF\u00AD\u200D", "🏳️‍🌈", "한글"} {
		f.Add(text)
	}
	faces := all(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, face := range faces {
			run := face.Shape(text)
			if err := check(run); err != nil {
				t.Errorf("%s: %v", face.Name(), err)
			}
			if full := shapeFull(face, text); !reflect.DeepEqual(run, full) {
				t.Errorf("%s: got %+v, in full it is %+v", face.Name(), run, full)
			}
		}
		spans, err := Split(text, faces)
		if err != nil {
			return
		}
		joined := ""
		for _, s := range spans {
			joined += s.Text
			for _, g := range s.Face.Shape(s.Text).Glyphs {
				if g.GID == 0 {
					t.Errorf("Split gave %+q to %s, which sets it with an empty box", s.Text, s.Face.Name())
				}
			}
		}
		if joined != text {
			t.Errorf("the spans joined are %q", joined)
		}
	})
}

func BenchmarkShape(b *testing.B) {
	for _, bb := range []struct{ name, text string }{
		{"ascii", "SPECIMEN Given Names 000118"},
		{"vietnamese", "Nguyễn Thị Phương Thảo"},
		{"marks", "Adébáyọ̀ Ọlátúnjí Ẹ́níọlá"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			f := face(b, "noto-sans")
			b.ReportAllocs()
			for b.Loop() {
				f.Shape(bb.text)
			}
		})
	}
}

func BenchmarkSplit(b *testing.B) {
	faces := []*Face{face(b, "plex-sans"), face(b, "noto-sans")}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Split("Nguyễn Thị Phương Thảo", faces); err != nil {
			b.Fatal(err)
		}
	}
}
