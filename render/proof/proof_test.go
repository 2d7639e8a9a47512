package proof_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"

	"docketcard/render/proof"
)

// written makes a PDF by hand: one page with these entries and this content, and any further objects, of which
// the first is number 5. Object 4 is Helvetica, named F.
func written(page, content string, objects ...string) []byte {
	all := append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/Contents " + fmt.Sprint(5+len(objects)) + " 0 R" + page + ">>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
	}, objects...)
	all = append(all, stream("", content))

	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, object := range all {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(all)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(all)+1, start)
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<</Length %d%s>>\nstream\n%s\nendstream", len(content), dict, content)
}

const helvetica = "/Resources<</Font<</F 4 0 R>>>>"

func TestRastersAreToScale(t *testing.T) {
	// 72 points are an inch: at 300 dpi a point is 25/6 pixels, and 6 points are 25.
	d := open(t, written("/MediaBox[0 0 595.28 841.89]", "0 g 12 805.89 6 12 re f 1 0 0 rg 24 805.89 6 12 re f"))
	if w, h, err := d.Size(0); err != nil || math.Abs(w-595.28) > 1e-3 || math.Abs(h-841.89) > 1e-3 {
		t.Errorf("Size: got %v x %v, %v, want 595.28 x 841.89", w, h, err)
	}
	gray, err := d.Gray(0, 300)
	if err != nil {
		t.Fatal(err)
	}
	// 595.28 points are 2480.33 pixels: the last column is there in part.
	if got, want := gray.Bounds(), image.Rect(0, 0, 2481, 3508); got != want {
		t.Errorf("bounds of A4 at 300 dpi: got %v, want %v", got, want)
	}
	if got, want := inked(gray), image.Rect(50, 100, 125, 150); got != want {
		t.Errorf("ink: got %v, want %v", got, want)
	}
	if got := gray.GrayAt(60, 120).Y; got != 0 {
		t.Errorf("black: got %d, want 0", got)
	}
	colour, err := d.RGBA(0, 300)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[image.Point]color.RGBA{
		{60, 120}:    {0, 0, 0, 255},
		{110, 120}:   {255, 0, 0, 255},
		{10, 10}:     {255, 255, 255, 255},
		{2480, 3507}: {255, 255, 255, 255},
	} {
		if got := colour.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("pixel %v: got %v, want %v", at, got, want)
		}
	}
}

// inked returns the bounds of what is not white.
func inked(img *image.Gray) (r image.Rectangle) {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.GrayAt(x, y).Y != 255 {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

func TestTransparencyLiesOnWhitePaper(t *testing.T) {
	d := open(t, written("/MediaBox[0 0 72 72]/Group<</S/Transparency/CS/DeviceRGB>>"+
		"/Resources<</ExtGState<</G<</ca 0.5>>>>>>", "/G gs 0 g 0 0 36 72 re f"))
	colour, err := d.RGBA(0, 72)
	if err != nil {
		t.Fatal(err)
	}
	gray, err := d.Gray(0, 72)
	if err != nil {
		t.Fatal(err)
	}
	for x, want := range map[int]uint8{10: 127, 60: 255} {
		if got := colour.RGBAAt(x, 36); absolute(int(got.R)-int(want)) > 1 || got.A != 255 {
			t.Errorf("colour at %d: got %v, want %d and opaque", x, got, want)
		}
		if got := gray.GrayAt(x, 36).Y; absolute(int(got)-int(want)) > 1 {
			t.Errorf("grey at %d: got %v, want %d", x, got, want)
		}
	}
}

func absolute(n int) int { return max(n, -n) }

func TestWords(t *testing.T) {
	// The baseline starts 40 points from the left and 30 from the top of what is seen, whatever the page says.
	const content = "BT /F 10 Tf 40 70 Td (Case 4-711) Tj 0 -20 Td (Jos\\351 ) Tj ET"
	const cropped = "BT /F 10 Tf 140 270 Td (Case 4-711) Tj 0 -20 Td (Jos\\351 ) Tj ET"
	const turned = "q 0 1 -1 0 100 0 cm BT /F 10 Tf 40 30 Td (Case) Tj ET Q"
	for _, test := range []struct {
		name, page, content string
		want                string
	}{
		{"plain", "/MediaBox[0 0 200 100]", content, "Case 40,23-63,30 0 | 4-711 66,23-90,30 0 | José 40,43-61,50 0"},
		{"cropped", "/MediaBox[0 0 400 400]/CropBox[100 200 300 300]", cropped, "Case 40,23-63,30 0 | 4-711 66,23-90,30 0 | José 40,43-61,50 0"},
		{"text turned", "/MediaBox[0 0 200 100]", turned, "Case 63,37-70,60 90"},
		{"page turned a quarter", "/MediaBox[0 0 200 100]/Rotate 90", turned, "Case 40,63-63,70 0"},
		{"page turned over", "/MediaBox[0 0 200 100]/Rotate 180", turned, "Case 130,40-137,63 270"},
		{"page turned back", "/MediaBox[0 0 200 100]/Rotate 270", turned, "Case 37,130-60,137 180"},
		{"empty", "/MediaBox[0 0 200 100]", "", ""},
	} {
		d := open(t, written(test.page+helvetica, test.content))
		words, err := d.Words(0)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		var got []string
		for _, w := range words {
			// Whole points: the boxes of glyphs of a font that is not embedded are pdfium's affair.
			got = append(got, fmt.Sprintf("%s %.0f,%.0f-%.0f,%.0f %v", w.Text, w.Box.MinX, w.Box.MinY, w.Box.MaxX, w.Box.MaxY, w.Angle))
		}
		if got := strings.Join(got, " | "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestLongDocument(t *testing.T) {
	f := letter()
	f.SetFont("Helvetica", "", 12)
	const pages = 150 // more than are read from one parse
	for i := range pages {
		if i > 0 {
			f.AddPage()
		}
		f.Text(72, 72, fmt.Sprintf("PAGE-%d", i))
	}
	d := open(t, finish(t, f))
	if got := d.Pages(); got != pages {
		t.Fatalf("Pages: got %d, want %d", got, pages)
	}
	for i := range pages {
		words, err := d.Words(i)
		if want := fmt.Sprintf("PAGE-%d", i); err != nil || len(words) != 1 || words[0].Text != want {
			t.Fatalf("page %d: got %v, %v, want %s", i, words, err, want)
		}
	}
}

func TestRefusals(t *testing.T) {
	whole := written("/MediaBox[0 0 200 100]", "")
	locked := letter()
	locked.SetProtection(fpdf.CnProtectPrint, "reader", "owner")
	for _, test := range []struct {
		name string
		pdf  []byte
		want error
	}{
		{"nothing", nil, proof.ErrNotPDF},
		{"garbage", bytes.Repeat([]byte("garbage\n"), 1000), proof.ErrNotPDF},
		{"zeros", make([]byte, 4096), proof.ErrNotPDF},
		{"header only", []byte("%PDF-1.7\n"), proof.ErrNotPDF},
		{"cut short", whole[:40], proof.ErrNotPDF},
		{"encrypted", finish(t, locked), proof.ErrEncrypted},
	} {
		r, err := reader()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Document(bytes.NewReader(test.pdf), int64(len(test.pdf))); !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Document(bytes.NewReader(whole), 1<<40); !errors.Is(err, proof.ErrTooLarge) {
		t.Errorf("a terabyte: got %v, want %v", err, proof.ErrTooLarge)
	}
	// A file that is shorter than was said fails to be read, as one on a broken disk does.
	if _, err := r.Document(bytes.NewReader(whole), int64(len(whole))+1000); err == nil {
		t.Error("a file shorter than said: got no error")
	}
}

func TestRastersRefused(t *testing.T) {
	d := open(t, written("/MediaBox[0 0 612 792]", ""))
	vast := open(t, written("/MediaBox[0 0 14400 14400]", ""))
	for _, test := range []struct {
		name string
		d    *proof.Document
		page int
		dpi  float64
		want error // or any, when nil
	}{
		{"no such page", d, 1, 72, nil},
		{"page before the first", d, -1, 72, nil},
		{"no resolution", d, 0, 0, nil},
		{"negative resolution", d, 0, -300, nil},
		{"not a number", d, 0, math.NaN(), nil},
		{"infinite", d, 0, math.Inf(1), nil},
		{"less than a pixel", d, 0, 1e-4, nil},
		{"100 megapixels and more", d, 0, 1100, proof.ErrTooLarge},
		{"vast page", vast, 0, 72, proof.ErrTooLarge},
	} {
		_, err := test.d.Gray(test.page, test.dpi)
		if err == nil || test.want != nil && !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, err, test.want)
		}
	}
	if _, err := d.Words(7); err == nil {
		t.Error("words of a page that does not exist: got no error")
	}
}

func TestClosedDocument(t *testing.T) {
	d := open(t, written("/MediaBox[0 0 612 792]", ""))
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Gray(0, 72); err == nil {
		t.Error("Gray after Close: got no error")
	}
	if _, err := d.Words(0); err == nil {
		t.Error("Words after Close: got no error")
	}
}

func TestDocumentsSideBySide(t *testing.T) {
	var wait sync.WaitGroup
	for i := range 4 {
		d := open(t, written("/MediaBox[0 0 200 100]"+helvetica, fmt.Sprintf("BT /F 10 Tf 40 70 Td (CARD-%d) Tj ET", i)))
		for range 2 { // and two at once on each
			wait.Go(func() {
				if _, err := d.Gray(0, 150); err != nil {
					t.Error(err)
				}
				words, err := d.Words(0)
				if want := fmt.Sprintf("CARD-%d", i); err != nil || len(words) != 1 || words[0].Text != want {
					t.Errorf("got %v, %v, want %s", words, err, want)
				}
			})
		}
	}
	wait.Wait()
}

// laughs is a page that would be drawing for hours: forms that each draw the next ten times over.
func laughs() []byte {
	var forms []string
	const depth = 9
	for i := range depth {
		content, next := strings.Repeat("/X Do ", 10), fmt.Sprintf("/XObject<</X %d 0 R>>", 6+i)
		if i == depth-1 {
			content, next = "0 0 600 700 re f", ""
		}
		forms = append(forms, stream("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<<"+next+">>", content))
	}
	return written("/MediaBox[0 0 612 792]/Resources<</XObject<</X 5 0 R>>>>", "/X Do", forms...)
}

func TestReaderStopsWithItsContext(t *testing.T) {
	if _, err := reader(); err != nil { // so that the cache is filled
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r, err := proof.Open(ctx, cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	pdf := laughs()
	d, err := r.Document(bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := d.Gray(0, 72); !errors.Is(err, context.Canceled) {
		t.Errorf("drawing: got %v, want %v", err, context.Canceled)
	}
	if _, err := d.Words(0); !errors.Is(err, context.Canceled) {
		t.Errorf("afterwards: got %v, want %v", err, context.Canceled)
	}
	if _, err := r.Document(bytes.NewReader(pdf), int64(len(pdf))); !errors.Is(err, context.Canceled) {
		t.Errorf("opening afterwards: got %v, want %v", err, context.Canceled)
	}
	if err := errors.Join(d.Close(), r.Close()); err != nil {
		t.Errorf("closing: %v", err)
	}
	if _, err := proof.Open(ctx, cacheDir); !errors.Is(err, context.Canceled) {
		t.Errorf("opening a reader afterwards: got %v, want %v", err, context.Canceled)
	}
}

// FuzzDocument reads whatever is said to be a PDF.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("%PDF-1.4\ntrailer<</Root 1 0 R>>"))
	f.Add(written("/MediaBox[0 0 200 100]"+helvetica, "BT /F 10 Tf 40 70 Td (Case 4-711) Tj ET"))
	f.Add(written("/MediaBox[0 0 0 1e9]/Rotate 45/CropBox[9 9 1 1]/Resources<</XObject<</X 5 0 R>>>>", "/X Do",
		stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>", "/X Do"))) // draws itself
	f.Fuzz(func(t *testing.T, pdf []byte) {
		r, err := reader()
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Document(bytes.NewReader(pdf), int64(len(pdf)))
		if err != nil {
			return
		}
		defer d.Close()
		for page := range min(d.Pages(), 3) {
			if img, err := d.Gray(page, 20); err == nil && img.Bounds().Empty() {
				t.Errorf("page %d: got an empty raster, want pixels or an error", page)
			}
			d.Words(page) // an error is as good as words
		}
	})
}
