package fonts

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-text/typesetting/bidi"
)

// bidiTest is the Unicode Consortium's, as Debian's unicode-data has it. A line holds code points, the paragraph's direction, its
// resolved level, the levels of the characters, x for those without, and the order of those that have one from left to right.
const bidiTest = "/usr/share/unicode/BidiCharacterTest.txt"

func TestBidi(t *testing.T) {
	file, err := os.Open(bidiTest)
	if err != nil {
		t.Skip("unicode-data is not installed")
	}
	defer file.Close()
	var paragraph bidi.Paragraph
	lines, failed := 0, 0
	for in := bufio.NewScanner(file); in.Scan(); {
		fields := strings.Split(in.Text(), ";")
		if len(fields) != 5 || fields[0][0] == '#' {
			continue
		}
		lines++
		var runes []rune
		for f := range strings.FieldsSeq(fields[0]) {
			r, err := strconv.ParseInt(f, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			runes = append(runes, rune(r))
		}
		base := map[string]Direction{"0": LeftToRight, "1": RightToLeft, "2": 0}[fields[1]]
		if got, want := baseOf(runes), map[string]Direction{"0": LeftToRight, "1": RightToLeft}[fields[2]]; base == 0 && got != want {
			t.Errorf("%s: got direction %v, want %v", fields[0], got, want)
		}
		got := levels(&paragraph, runes, base, nil)
		var parts []part
		for i, want := range strings.Fields(fields[3]) {
			if want == "x" {
				continue
			}
			if strconv.Itoa(int(got[i])) != want {
				if failed++; failed < 20 {
					t.Errorf("%s direction %s: got levels %v, want %s", fields[0], fields[1], got, fields[3])
				}
				break
			}
			parts = append(parts, part{start: i, level: got[i]})
		}
		reorder(parts)
		for i, want := range strings.Fields(fields[4]) {
			if i < len(parts) && strconv.Itoa(parts[i].start) != want {
				t.Errorf("%s direction %s: got order %v, want %s", fields[0], fields[1], parts, fields[4])
				break
			}
		}
	}
	if lines < 90000 {
		t.Errorf("%s has %d lines; want more than 90000", bidiTest, lines)
	}
	if failed > 0 {
		t.Errorf("%d of %d lines differ", failed, lines)
	}
}

func TestLine(t *testing.T) {
	tests := []struct {
		text string
		base Direction
		want string // the texts of the runs, which are from left to right
	}{
		{"Anna", 0, "Anna"},
		{"דוד", 0, "דוד"},
		{"דוד 12 abc", LeftToRight, "12|דוד | abc"},
		{"דוד 12 abc", 0, "abc| |12|דוד "},
		{"abc דוד 12 שלום", 0, "abc |שלום| |12|דוד "},
		{"محمد (Anna) ١٢", 0, "١٢|) |Anna|(|محمد "},
		{"U000 (دوم)", 0, "U000 (|دوم|)"},
		{"abc", RightToLeft, "abc"},
		{"abc.", RightToLeft, ".|abc"},
		{"हिन्दी 12", 0, "हिन्दी |12"},
	}
	faces := familyFaces(t, "plex-sans", "world")
	for _, tt := range tests {
		p, err := NewParagraph([]Passage{{tt.text, faces}}, tt.base)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		runs, err := p.Line(0, p.Len(), false)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
		}
		var got []string
		for _, r := range runs {
			got = append(got, r.Text)
			if err := check(r); err != nil {
				t.Errorf("%q: %v", tt.text, err)
			}
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

func familyFaces(t testing.TB, names ...string) []*Face {
	var faces []*Face
	for _, n := range names {
		for _, name := range (*Library)(nil).Family(n) {
			faces = append(faces, face(t, name))
		}
	}
	return faces
}

// A letter at the end of a line keeps its form, since its word goes on.
func TestLineContext(t *testing.T) {
	p, err := NewParagraph([]Passage{{"محمد", familyFaces(t, "world")}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := p.Line(0, p.Len(), false)
	head, _ := p.Line(0, 4, false)
	tail, _ := p.Line(4, p.Len(), false)
	if got, want := slices.Concat(tail[0].Glyphs, head[0].Glyphs), whole[0].Glyphs; len(got) != len(want) || got[1].GID != want[1].GID || got[2].GID != want[2].GID {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What cannot be put together is refused, though a face has all its characters.
func TestLineRefused(t *testing.T) {
	for text, want := range map[string]string{
		"ि":          "no face places U+093F DEVANAGARI VOWEL SIGN I on its base; tried noto-sans-devanagari",
		"कि ाक":      "no face places U+093E DEVANAGARI VOWEL SIGN AA on its base; tried noto-sans-devanagari",
		"ក្\u200c្ក": "no face places",
	} {
		p, err := NewParagraph([]Passage{{text, familyFaces(t, "plex-sans", "world")}}, 0)
		if err == nil {
			_, err = p.Line(0, p.Len(), false)
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%+q: got %v, want %s", text, err, want)
		}
	}
	if p, err := NewParagraph([]Passage{{"\u25CC\u093F", familyFaces(t, "world")}}, 0); err != nil {
		t.Error(err)
	} else if _, err := p.Line(0, p.Len(), false); err != nil {
		t.Errorf("a dotted circle of the text's own: %v", err)
	}
}

func TestBreaks(t *testing.T) {
	tests := []struct {
		text     string
		hyphens  []string
		anywhere bool
		want     string
	}{
		{"Anna Maria", nil, false, "Anna|Maria"},
		{"Anna\u00a0Maria", nil, false, "Anna\u00a0Maria"},
		{"Call +1 555 0100 now.", nil, false, "Call|+1 555 0100|now."},
		{"12 Lantern Quay 3", nil, false, "12|Lantern|Quay|3"},
		{"Müller-Lüdenscheidt", nil, false, "Müller-|Lüdenscheidt"},
		{"中文，名字。", nil, false, "中|文，|名|字。"},
		{"서울 특별시", nil, false, "서|울|특|별|시"},
		{"สวัสดี ครับ", nil, false, "สวัสดี|ครับ"},
		{"สวัสดี\u200bครับ", nil, false, "สวัสดี|ครับ"},
		{"ភ្នំពេញ", nil, true, "ភ្នំ|ពេ|ញ"},
		{"Auf\u00adent\u00adhalt", nil, false, "Auf~|ent~|halt"},
		{"Der Aufenthalt.", []string{"Auf-ent-halt"}, false, "Der|Auf~|ent~|halt."},
		{"AUFENTHALT", []string{"Auf-ent-halt"}, false, "AUF~|ENT~|HALT"},
		{"ẹ́b", nil, true, "ẹ́|b"},
		{"နန်းတာ", nil, true, "န|န်း|တာ"},
		{"", nil, false, ""},
	}
	for _, tt := range tests {
		p, err := NewParagraph([]Passage{{tt.text, familyFaces(t, "plex-sans", "world")}}, 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		start := 0
		for _, b := range p.Breaks(NewHyphens(tt.hyphens), tt.anywhere) {
			line := p.text[start:b.End]
			if b.Hyphen {
				line += "~"
			}
			got = append(got, line)
			start = b.Next
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A word of any script can be broken wherever Breaks allows it: each piece can be set.
func TestBrokenWords(t *testing.T) {
	faces, words := wordsOf(t)
	for i, f := range faces {
		for _, word := range words[i] {
			p, err := NewParagraph([]Passage{{word, []*Face{f}}}, 0)
			if err != nil {
				t.Errorf("%s: %v", word, err)
				continue
			}
			start := 0
			for _, b := range p.Breaks(nil, true) {
				if _, err := p.Line(start, b.End, b.Hyphen); err != nil {
					t.Errorf("%s from %d to %d: %v", word, start, b.End, err)
				}
				start = b.Next
			}
		}
	}
}
