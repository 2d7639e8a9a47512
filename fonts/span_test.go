package fonts

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		faces, text, want string
	}{
		{"plex-sans", "", ""},
		{"plex-sans noto-sans", "Anna Müller", "plex-sans:Anna Müller"},
		{"plex-sans noto-sans", "Nguyễn Văn Đạt", "plex-sans:Nguyễn Văn Đạt"},
		// Ɔ is in Noto Sans only. The word goes whole, the space stays with the word before it.
		{"plex-sans noto-sans", "Anna Ɔbɔ Anna", "plex-sans:Anna |noto-sans:Ɔbɔ |plex-sans:Anna"},
		{"plex-sans noto-sans", " Ɔbɔ", "plex-sans: |noto-sans:Ɔbɔ"},
		// Greek in the monospaced face falls to the next that has it.
		{"plex-mono plex-sans", "ΑΒΓ 12", "plex-sans:ΑΒΓ |plex-mono:12"},
		// No face has both: the word is divided between clusters.
		{"plex-mono ocr-b noto-sans", "Ж↑Ɔ", "plex-mono:Ж↑|noto-sans:Ɔ"},
		// A base and its mark stay together.
		{"plex-sans noto-sans", "n\u0329a", "noto-sans:n\u0329a"},
		{"plex-sans noto-sans", "\u1EB9\u0301", "plex-sans:\u1EB9\u0301"},
		// Plex Sans has both, but sets the mark on the letter's edge: it has no anchor for the pair.
		{"plex-sans noto-sans", "\u0100\u0300", "noto-sans:\u0100\u0300"},
		// Decomposed text that the face composes.
		{"plex-sans noto-sans", "Jose\u0301", "plex-sans:Jose\u0301"},
		{"ocr-b plex-sans", "a\u0308", "ocr-b:a\u0308"},
		// Joiners need no glyph.
		{"plex-sans", "a\u200Db", "plex-sans:a\u200Db"},
	}
	for _, tt := range tests {
		var faces []*Face
		for name := range strings.FieldsSeq(tt.faces) {
			faces = append(faces, face(t, name))
		}
		spans, err := Split(tt.text, faces)
		if err != nil {
			t.Errorf("%+q in %s: %v", tt.text, tt.faces, err)
			continue
		}
		var got []string
		for _, s := range spans {
			got = append(got, s.Face.Name()+":"+s.Text)
			if !strings.HasPrefix(tt.text[strings.Index(tt.text, s.Text):], s.Text) {
				t.Errorf("%+q: span %+q is not of the text", tt.text, s.Text)
			}
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%+q in %s:\ngot  %q\nwant %q", tt.text, tt.faces, got, tt.want)
		}
	}
}

func TestSplitMissing(t *testing.T) {
	tests := []struct {
		faces, text string
		want        string
	}{
		{"plex-sans noto-sans", "Anna 😀", "no face has U+1F600 GRINNING FACE; tried plex-sans, noto-sans"},
		{"plex-sans", "สมชาย", "no face has U+0E2A THAI CHARACTER SO SUA; tried plex-sans"},
		{"plex-sans", "Anna\tB", "no face has U+0009 <control>; tried plex-sans"},
		{"plex-sans", "Anna\rB", "no face has U+000D <control>; tried plex-sans"},
		{"plex-sans", "a\u0329", "no face has U+0329 COMBINING VERTICAL LINE BELOW; tried plex-sans"},
		{"plex-sans", "\u0100\u0300", "no face places U+0300 COMBINING GRAVE ACCENT on its base; tried plex-sans"},
		{"plex-sans", "\U0010FFFF", "no face has U+10FFFF; tried plex-sans"},
		{"", "A", "no face has U+0041 LATIN CAPITAL LETTER A; tried none"},
	}
	for _, tt := range tests {
		var faces []*Face
		for name := range strings.FieldsSeq(tt.faces) {
			faces = append(faces, face(t, name))
		}
		spans, err := Split(tt.text, faces)
		var missing *MissingError
		if !errors.As(err, &missing) || spans != nil {
			t.Errorf("%+q: got %v, %v, want a *MissingError", tt.text, spans, err)
			continue
		}
		if err.Error() != tt.want {
			t.Errorf("%+q:\ngot  %s\nwant %s", tt.text, err, tt.want)
		}
		if got, want := fmt.Sprint(missing.Faces), fmt.Sprint(strings.Fields(tt.faces)); got != want {
			t.Errorf("%+q: got faces %s, want %s", tt.text, got, want)
		}
	}
	if _, err := Split("A\xFFB", all(t)); !errors.Is(err, ErrEncoding) {
		t.Errorf("bad UTF-8: got %v, want %v", err, ErrEncoding)
	}
}
