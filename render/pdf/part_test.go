package pdf

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
)

// Pieces that are not fpdf's are as good as what is: the same content, and the same resources.
func TestPrepareRaw(t *testing.T) {
	join := func(doc []byte, page Page) string {
		var file bytes.Buffer
		j, err := NewJoiner(&file, plain)
		if err != nil {
			t.Fatal(err)
		}
		part, err := Prepare(doc, []Page{page}, []Photo{{"P1", 5, 5, 3, smallJPEG(t, 5, 5, 1)}})
		if err == nil {
			err = j.Append(part)
		}
		if err == nil {
			err = j.Close(nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		return file.String()
	}
	line := func(f *fpdf.Fpdf) { f.Line(1, 2, 3, 4) }
	const first, last = "q 9 0 0 9 1 1 cm /P1 Do Q\n", "0 g (% )\n"
	page := a4Page
	want := join(draw(t, all(line, raw(strings.TrimSuffix(first, "\n")), line, raw(strings.TrimSuffix(last, "\n")), line)), page)
	page.Raw = [][]byte{[]byte(first), []byte(last)}
	if got := join(draw(t, all(line, raw(RawMark), line, raw(RawMark), line)), page); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPrepareRefuses(t *testing.T) {
	good := draw(t, raw("0 g\n"))
	swap := func(old, new string) []byte {
		if !bytes.Contains(good, []byte(old)) {
			t.Fatalf("no %q in the document", old)
		}
		return bytes.Replace(good, []byte(old), []byte(new), 1)
	}
	narrow := a4Page
	narrow.Bleed[0] = 20
	outside := a4Page
	outside.Bleed[3] = 900
	letter := a4Page
	letter.Media[2] = 612
	unmarked := a4Page
	unmarked.Raw = [][]byte{[]byte("0 g\n"), []byte("/Iabc Do\n")}
	tests := []struct {
		name   string
		doc    []byte
		pages  []Page
		photos []Photo
		want   string
	}{
		{"not a PDF", []byte("GIF89a"), nil, nil, `starts with "GIF89a"`},
		{"empty", nil, nil, nil, "starts with"},
		{"cut off", good[:len(good)-40], []Page{a4Page}, nil, "startxref"},
		{"page count", good, nil, nil, "has 1 pages, want 0"},
		{"trim outside bleed", good, []Page{narrow}, nil, "trim box"},
		{"bleed outside media", good, []Page{outside}, nil, "bleed box"},
		{"other size", good, []Page{letter}, nil, "fpdf drew on media box"},
		{"no box", good, []Page{{}}, nil, "box without area"},
		{"xref", swap("00000 n ", "00001 n "), []Page{a4Page}, nil, "xref entry 1"},
		{"own font", draw(t, func(f *fpdf.Fpdf) { f.SetFont("Helvetica", "", 9); f.Text(9, 9, "a") }), []Page{a4Page}, nil,
			"fonts must be named"},
		{"unknown image", draw(t, raw("/Iabc Do\n")), []Page{a4Page}, nil, "XObject /Iabc: named by the page but not in its document"},
		{"unknown state", draw(t, raw("/GS9 gs\n")), []Page{a4Page}, nil, "ExtGState /GS9"},
		{"link", draw(t, func(f *fpdf.Fpdf) { f.LinkString(1, 1, 9, 9, "http://example.org") }), []Page{a4Page}, nil, "/Annots"},
		{"layer", draw(t, func(f *fpdf.Fpdf) { f.BeginLayer(f.AddLayer("L", true)); f.EndLayer() }), []Page{a4Page}, nil,
			"OCProperties"},
		{"encrypted", draw(t, func(f *fpdf.Fpdf) { f.SetProtection(0, "a", "b") }), []Page{a4Page}, nil, "encrypted"},
		{"open string", draw(t, raw("(abc\n")), []Page{a4Page}, nil, "string does not end"},
		{"photo name", good, []Page{a4Page}, []Photo{{"X1", 1, 1, 3, nil}}, "kept for artwork"},
		{"photo name of other letters", good, []Page{a4Page}, []Photo{{"Zoë", 1, 1, 3, nil}}, "want letters and digits"},
		{"photo twice", good, []Page{a4Page}, []Photo{{"P", 1, 1, 3, nil}, {"P", 1, 1, 3, nil}}, "is taken"},
		{"a piece without its mark", draw(t, raw(RawMark)), []Page{unmarked}, nil, "fewer marks than the 2 pieces"},
		{"a mark without its piece", draw(t, all(raw(RawMark), raw(RawMark), raw(RawMark))), []Page{unmarked}, nil, "more marks than the 2 pieces"},
		{"unknown image of a piece", draw(t, all(raw(RawMark), raw(RawMark))), []Page{unmarked}, nil, "XObject /Iabc"},
		{"CMYK photo", good, []Page{a4Page}, []Photo{{"P", 1, 1, 4, nil}}, "4 components"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Prepare(tt.doc, tt.pages, tt.photos)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func FuzzPrepare(f *testing.F) {
	in := specimen(f)
	for _, doc := range append(in.chunks, in.art, in.fonts[0], in.fonts[1]) {
		f.Add(doc)
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		s, err := Open(doc)
		if err != nil {
			return
		}
		pages := make([]Page, len(s.Pages))
		for i := range pages {
			pages[i] = a4Page
		}
		p, err := Prepare(doc, pages, nil)
		if err == nil {
			j, err := NewJoiner(io.Discard, plain)
			if err != nil {
				t.Fatal(err)
			}
			j.Append(p)
			j.Close(nil)
		}
		if face, err := PrepareFace(doc); err == nil {
			j, err := NewJoiner(io.Discard, plain)
			if err != nil {
				t.Fatal(err)
			}
			j.faces[0] = j.reserve()
			j.embed(map[int]*Face{0: face})
		}
	})
}
