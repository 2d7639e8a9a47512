package proof_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"

	"docketcard/render/proof"
	"docketcard/render/scan"
)

// cacheDir is where the tests keep the translation of pdfium, which takes seconds and much longer under -race:
// in the directory that the environment variable DOCKETCARD_CACHE names, or only for as long as they run.
var cacheDir = os.Getenv("DOCKETCARD_CACHE")

// reader is the Reader that the tests share.
var reader = sync.OnceValues(func() (*proof.Reader, error) {
	return proof.Open(context.Background(), cacheDir)
})

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if cacheDir != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "proof")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	cacheDir = dir
	return m.Run()
}

// open opens a PDF for the length of a test.
func open(t testing.TB, pdf []byte) *proof.Document {
	t.Helper()
	r, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Document(bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// finish ends a PDF and returns its bytes.
func finish(t testing.TB, f *fpdf.Fpdf) []byte {
	t.Helper()
	day := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.SetCatalogSort(true)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// letter starts a PDF with one Letter page, in points.
func letter() *fpdf.Fpdf {
	f := fpdf.New("P", "pt", "Letter", "")
	f.SetAutoPageBreak(false, 0)
	f.AddPage()
	return f
}

// symbol makes the modules of a QR code of a certain version, without a quiet zone.
func symbol(t testing.TB, text string, version int) [][]bool {
	t.Helper()
	q, err := qrcode.NewWithForcedVersion(text, version, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	q.DisableBorder = true
	return q.Bitmap()
}

// payload makes an upper-case text that a symbol of this version holds at level M.
func payload(version int) string {
	return fmt.Sprintf("HTTPS://VERIFY.EXAMPLE/V/%02d/", version) + strings.Repeat("7K2", version-1)
}

// ink draws a symbol on the page with its upper left corner at (x, y), run by run in one path.
func ink(f *fpdf.Fpdf, modules [][]bool, x, y, module float64) {
	_, height := f.GetPageSize()
	var path strings.Builder
	for j, row := range modules {
		for i := 0; i < len(row); i++ {
			start := i
			for i < len(row) && row[i] {
				i++
			}
			if i > start {
				fmt.Fprintf(&path, "%.4f %.4f %.4f %.4f re\n", x+float64(start)*module,
					height-y-float64(j+1)*module, float64(i-start)*module, module)
			}
		}
	}
	f.SetFillColor(0, 0, 0)
	f.RawWriteStr(path.String() + "f")
}

// noise makes a picture of nothing, as hard on a search as a photograph can be.
func noise(w, h int) *image.Gray {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32())
	}
	return img
}

// sheetVersions are the versions of the symbols on the sheet, in the order in which scan.Codes promises them.
var sheetVersions = []int{2, 3, 4, 5, 6, 7, 8, 10, 13, 16}

// module is the product's default, 0.423 mm: 5 pixels at 300 dpi, 3.3 at 200.
const module = 1.2

// sheet makes a Letter page in two columns and five rows of cards, each with a symbol, a photograph of noise, fine lines
// and a name.
func sheet(t testing.TB) (pdf []byte, want []string) {
	f := letter()
	var b bytes.Buffer
	if err := png.Encode(&b, noise(200, 260)); err != nil {
		t.Fatal(err)
	}
	f.RegisterImageOptionsReader("noise", fpdf.ImageOptions{ImageType: "PNG"}, &b)
	f.SetFont("Helvetica", "", 8)
	for i, version := range sheetVersions {
		x, y := 36+float64(i%2)*288, 24+float64(i/2)*150
		f.ImageOptions("noise", x, y, 60, 78, false, fpdf.ImageOptions{}, 0, "")
		f.SetLineWidth(0.25)
		for j := range 20 {
			f.Circle(x+200, y+70, 3*float64(j)+1, "D")
		}
		for j := range 30 {
			f.Line(x+float64(j)*2, y+80, x+float64(j)*2, y+100)
		}
		text := payload(version)
		m := symbol(t, text, version)
		// On a white patch with a quiet zone of four modules, as the product draws it.
		side := float64(len(m)+8) * module
		f.SetFillColor(255, 255, 255)
		f.Rect(x+100, y, side, side, "F")
		ink(f, m, x+100+4*module, y+4*module, module)
		f.SetTextColor(0, 0, 0)
		f.Text(x, y+115, fmt.Sprintf("CARD-%02d", version))
		want = append(want, text)
	}
	return finish(t, f), want
}

func texts(codes []scan.Code) (s []string) {
	for _, c := range codes {
		s = append(s, c.Text)
	}
	return s
}

// turned returns the image turned clockwise by so many quarters.
func turned(img *image.Gray, quarters int) *image.Gray {
	for range quarters {
		b := img.Bounds()
		out := image.NewGray(image.Rect(0, 0, b.Dy(), b.Dx()))
		for y := range b.Dy() {
			for x := range b.Dx() {
				out.SetGray(b.Dy()-1-y, x, color.Gray{Y: img.GrayAt(x, y).Y})
			}
		}
		img = out
	}
	return img
}
