package pdf

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	a4     = Rect{0, 0, 595.28, 841.89}
	a4Page = Page{Media: a4, Bleed: Rect{10, 10, 585.28, 831.89}, Trim: Rect{18.5, 18.5, 576.78, 823.39}}
	noon   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	plain  = Info{Title: "Sheets", Creator: "docketcard test", Producer: "docketcard", Created: noon}
)

// draw returns the bytes of an fpdf document with one A4 page for each function.
func draw(tb testing.TB, pages ...func(*fpdf.Fpdf)) []byte {
	tb.Helper()
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 595.28, Ht: 841.89}})
	f.SetCompression(false)
	f.SetCreationDate(noon)
	f.SetModificationDate(noon)
	for _, page := range pages {
		f.AddPage()
		page(f)
	}
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// raw draws operators.
func raw(ops string) func(*fpdf.Fpdf) {
	return func(f *fpdf.Fpdf) { f.RawWriteStr(ops) }
}

// text writes s in face k as the drawing code does: UTF-16 codes under our own font name.
func text(k int, x, y float64, s string) string {
	var codes strings.Builder
	for _, r := range s {
		fmt.Fprintf(&codes, "%04X", r)
	}
	return fmt.Sprintf("BT /F%d 14 Tf %.2f %.2f Td <%s> Tj ET\n", k, x, y, codes.String())
}

// photo places an image, named by its data.
func photo(data []byte, kind string, x, y float64) func(*fpdf.Fpdf) {
	return func(f *fpdf.Fpdf) {
		name := fmt.Sprintf("%x", sha256.Sum256(data))
		f.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: kind}, bytes.NewReader(data))
		f.ImageOptions(name, x, y, 60, 80, false, fpdf.ImageOptions{ImageType: kind}, 0, "")
	}
}

func all(draws ...func(*fpdf.Fpdf)) func(*fpdf.Fpdf) {
	return func(f *fpdf.Fpdf) {
		for _, d := range draws {
			d(f)
		}
	}
}

// fontDoc uses a face, for every rune of a text.
func fontDoc(tb testing.TB, face []byte, used string) []byte {
	return draw(tb, func(f *fpdf.Fpdf) {
		f.AddUTF8FontFromBytes("f", "", bytes.Clone(face))
		f.SetFont("f", "", 10)
		f.Text(20, 20, used)
	})
}

// smallJPEG makes a picture that differs by seed.
func smallJPEG(tb testing.TB, w, h, seed int) []byte {
	tb.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x*5 + seed), uint8(y*3 + seed>>8), uint8(x*y + seed*7), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func skeleton(t *testing.T, file []byte) string {
	t.Helper()
	s, err := Skeleton(file)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testdata(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// a joint is all that goes into one file.
type joint struct {
	info   Info
	art    []byte
	forms  []Form
	photos []Photo
	chunks [][]byte
	fonts  map[int][]byte
}

func (in joint) join(w io.Writer) error {
	j, err := NewJoiner(w, in.info)
	if err != nil {
		return err
	}
	if in.art != nil {
		if err := j.DefineForms(in.art, in.forms, nil); err != nil {
			return err
		}
	}
	for _, chunk := range in.chunks {
		pages := bytes.Count(chunk, []byte("/Type /Page\n"))
		p, err := Prepare(chunk, slices.Repeat([]Page{a4Page}, pages), in.photos)
		if err != nil {
			return err
		}
		if err := j.Append(p); err != nil {
			return err
		}
	}
	faces := map[int]*Face{}
	for k, doc := range in.fonts {
		if faces[k], err = PrepareFace(doc); err != nil {
			return err
		}
	}
	return j.Close(faces)
}

func (in joint) bytes(tb testing.TB) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := in.join(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

const (
	latin = "Zoë Núñez Łukasz Świątek ſtraße Οδυσσεύς Ελλάδα Журавлёва"
	mono  = "P<UTO0123456789"
)

// specimen is a file with everything in it: two chunks that share a photo, artwork that uses a face and
// a photo, a page without resources, opaque, indexed and gray pictures, two faces.
func specimen(tb testing.TB) joint {
	rgb, gray, indexed := testdata(tb, "rgb.jpg"), testdata(tb, "gray.jpg"), testdata(tb, "indexed.png")
	return joint{
		info: Info{"Cards of Zoë (1)", "docketcard test", "docketcard", noon, FlipLong},
		art: draw(tb,
			all(raw("0.9 g 0 700 300 141.89 re f\n"+text(1, 30, 800, "UTO")), photo(gray, "jpg", 200, 20)),
			raw("q /X0 Do Q 0 g 10 10 20 20 re f\n"),
			raw("0 0 1 1 re f % never used\n")),
		forms: []Form{{Box: Rect{0, 600, 300, 841.89}}, {Box: a4}, {Box: a4}},
		photos: []Photo{
			{"P7", 4, 5, 3, rgb},
		},
		chunks: [][]byte{
			draw(tb,
				all(raw("q /X1 Do Q\n"+text(0, 40, 500, latin)), photo(rgb, "jpg", 100, 400), photo(indexed, "png", 200, 400)),
				raw("0 g 5 5 10 10 re f\n")),
			draw(tb,
				all(raw("q /X0 Do Q\n"+text(0, 40, 300, "Zoë")+text(1, 40, 200, mono)), photo(rgb, "jpg", 100, 100)),
				raw("q 40 0 0 50 100 100 cm /P7 Do Q\n")),
			draw(tb, raw("q 30 0 0 40 100 100 cm /P7 Do Q\n")),
		},
		fonts: map[int][]byte{1: fontDoc(tb, gomono.TTF, "UTO"+mono), 0: fontDoc(tb, goregular.TTF, latin)},
	}
}

func TestJoinGolden(t *testing.T) {
	got := skeleton(t, specimen(t).bytes(t))
	golden := filepath.Join("testdata", "specimen.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("joined file differs from %s, run with -update and read the difference; got:\n%s", golden, got)
	}
}

// fpdf writes images in map order; of ten equal in size, no two runs agree.
func TestJoinSameBytes(t *testing.T) {
	var photos [][]byte
	for i := range 10 {
		photos = append(photos, smallJPEG(t, 24, 32, i))
	}
	page := func(f *fpdf.Fpdf) {
		for i, p := range photos {
			photo(p, "jpg", float64(i*50), 100)(f)
		}
		if f.PageNo() == 1 {
			f.AddSpotColor("All", 0, 0, 0, 100)
			f.AddSpotColor("Cut", 0, 100, 0, 0)
		}
		f.SetDrawSpotColor("All", 100)
		f.Line(1, 1, 9, 9)
		f.SetFillSpotColor("Cut", 100)
		f.Rect(1, 1, 9, 9, "F")
		f.SetPageBox("trim", 20, 20, 20, 20)
		f.SetPageBox("bleed", 10, 10, 30, 30)
	}
	seen, drawn := make(map[string]int), make(map[string]int)
	for range 20 {
		in := specimen(t)
		chunk := draw(t, page, page)
		in.chunks = append(in.chunks, chunk, draw(t, page))
		drawn[fmt.Sprintf("%x", sha256.Sum256(chunk))]++
		seen[fmt.Sprintf("%x", sha256.Sum256(in.bytes(t)))]++
	}
	if len(seen) != 1 {
		t.Errorf("20 runs gave %d different files, want 1", len(seen))
	}
	if len(drawn) == 1 {
		t.Log("fpdf gave equal documents 20 times: this test shows nothing")
	}
}

// Equal content is in the file once, in whatever chunk and by whatever way it came.
func TestJoinShares(t *testing.T) {
	file := specimen(t).bytes(t)
	if n := bytes.Count(file, testdata(t, "rgb.jpg")); n != 2 {
		t.Errorf("photo that came twice through fpdf and twice past it is in the file %d times, want 2", n)
	}
	if bytes.Contains(file, []byte("never used")) {
		t.Error("artwork that no page names is in the file")
	}
	for _, never := range []string{"EmbeddedFiles", "/Group", "/ProcSet"} {
		if bytes.Contains(file, []byte(never)) {
			t.Errorf("file contains %s", never)
		}
	}
}

// A page names what it uses and nothing else.
func TestJoinPageResources(t *testing.T) {
	s, err := Open(specimen(t).bytes(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Font F0; XObject I, I, X1",
		"",
		"Font F0, F1; XObject I, X0",
		"XObject P7",
		"XObject P7",
	}
	hash := regexp.MustCompile(`I[0-9a-f]{40}`)
	for i, page := range s.Pages {
		v, _ := page.Get("Resources")
		d, err := s.Dict(v)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range d {
			var names []string
			for _, e := range c.Value.(Dict) {
				names = append(names, hash.ReplaceAllString(string(e.Key), "I"))
			}
			got = append(got, string(c.Key)+" "+strings.Join(names, ", "))
		}
		if got := strings.Join(got, "; "); got != want[i] {
			t.Errorf("page %d has resources %q, want %q", i+1, got, want[i])
		}
	}
}

func TestJoinPageTree(t *testing.T) {
	one, err := Prepare(draw(t, raw("0 0 1 1 re f\n")), []Page{a4Page}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, pages := range []int{1, 63, 64, 65, 128, 129, 64*64 + 1} {
		var b bytes.Buffer
		j, err := NewJoiner(&b, plain)
		if err != nil {
			t.Fatal(err)
		}
		for range pages {
			clear(one.numbers) // as if it were the next part
			if err := j.Append(one); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.Close(nil); err != nil {
			t.Fatal(err)
		}
		s := &Source{data: b.Bytes()}
		root, err := s.readXref()
		if err != nil {
			t.Fatal(err)
		}
		catalog, err := s.Dict(root)
		if err != nil {
			t.Fatal(err)
		}
		top, _ := catalog.Get("Pages")
		last := Ref(0)
		var walk func(node, parent Value) int
		walk = func(node, parent Value) int {
			d, err := s.Dict(node)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := d.Get("Parent"); got != parent {
				t.Fatalf("%d pages: node %v has parent %v, want %v", pages, node, got, parent)
			}
			if d.Name("Type") == "Page" {
				if ref := node.(Ref); ref <= last {
					t.Fatalf("%d pages: page object %d after %d", pages, ref, last)
				}
				last = node.(Ref)
				return 1
			}
			v, _ := d.Get("Kids")
			kids := v.(Array)
			if len(kids) == 0 || len(kids) > pageFan {
				t.Fatalf("%d pages: node has %d kids", pages, len(kids))
			}
			n := 0
			for _, kid := range kids {
				n += walk(kid, node)
			}
			if count, _ := d.Get("Count"); count != Number(n) {
				t.Fatalf("%d pages: node counts %v, want %d", pages, count, n)
			}
			return n
		}
		if n := walk(top, nil); n != pages {
			t.Errorf("tree holds %d pages, want %d", n, pages)
		}
	}
}

func TestJoinRefuses(t *testing.T) {
	tests := []struct {
		name string
		edit func(*joint)
		want string
	}{
		{"no page", func(in *joint) { in.chunks = nil }, "no page"},
		{"no title", func(in *joint) { in.info.Title = "" }, "title is empty"},
		{"control character", func(in *joint) { in.info.Title = "a\nb" }, "not plain UTF-8"},
		{"no date", func(in *joint) { in.info.Created = time.Time{} }, "creation date"},
		{"duplex", func(in *joint) { in.info.Duplex = "Both" }, `duplex is "Both"`},
		{"no faces", func(in *joint) { in.fonts = nil }, "face /F0 is named"},
		{"face missing", func(in *joint) { in.fonts = map[int][]byte{0: in.fonts[0], 5: in.fonts[1]} }, "face /F1 is named"},
		{"two faces", func(in *joint) {
			in.fonts = map[int][]byte{0: in.fonts[0], 1: draw(t, func(f *fpdf.Fpdf) {
				f.SetFont("Courier", "", 9)
				f.SetFont("Helvetica", "", 9)
			})}
		}, "uses 2 fonts, want one"},
		{"no face", func(in *joint) { in.fonts = map[int][]byte{0: draw(t, raw("0 g\n")), 1: in.fonts[1]} }, "uses 0 fonts, want one"},
		{"no font document", func(in *joint) { in.fonts = map[int][]byte{0: nil} }, "font document"},
		{"core font", func(in *joint) {
			in.fonts = map[int][]byte{0: draw(t, func(f *fpdf.Fpdf) { f.SetFont("Courier", "", 9) }), 1: in.fonts[1]}
		}, "want Type0"},
		{"artwork undefined", func(in *joint) { in.art = nil }, "artwork /X1 is named but not defined"},
		{"artwork in itself", func(in *joint) { in.art, in.forms = draw(t, raw("/X0 Do\n")), in.forms[:1] }, "only artwork before it"},
		{"artwork count", func(in *joint) { in.forms = in.forms[:1] }, "has 3 pages, want 1"},
	}
	whole := specimen(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := whole
			tt.edit(&in)
			if err := in.join(io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// A full disk at any point is an error at the end.
func TestJoinWriteError(t *testing.T) {
	in := specimen(t)
	size := len(in.bytes(t))
	for _, room := range []int{0, 1, size / 2, size - 1} {
		w := &fullWriter{room}
		if err := in.join(w); !errors.Is(err, errFull) {
			t.Errorf("with room for %d of %d bytes got error %v, want %v", room, size, err, errFull)
		}
	}
}

var errFull = errors.New("disk full")

type fullWriter struct{ room int }

func (w *fullWriter) Write(b []byte) (int, error) {
	if len(b) > w.room {
		return 0, errFull
	}
	w.room -= len(b)
	return len(b), nil
}

// The alpha channel of a PNG becomes a soft mask; both are found through the page.
func TestJoinSoftMask(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	m.SetNRGBA(3, 3, color.NRGBA{200, 10, 10, 128})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	file := joint{info: plain, chunks: [][]byte{draw(t, photo(b.Bytes(), "png", 10, 10))}}.bytes(t)
	if got := skeleton(t, file); !strings.Contains(got, "/SMask 1 0 R") {
		t.Errorf("no soft mask in\n%s", got)
	}
}

// run starts a program if it is installed and returns what it printed.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func TestJoinOutside(t *testing.T) {
	file := filepath.Join(t.TempDir(), "specimen.pdf")
	if err := os.WriteFile(file, specimen(t).bytes(t), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("qpdf", func(t *testing.T) {
		if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors") {
			t.Error(out)
		}
	})
	t.Run("pdffonts", func(t *testing.T) {
		out := run(t, "pdffonts", file)
		fonts := regexp.MustCompile(`(?m)^[A-Z]{6}\+(\S+) +CID TrueType +Identity-H +yes yes yes`).FindAllStringSubmatch(out, -1)
		var names []string
		for _, f := range fonts {
			names = append(names, f[1])
		}
		slices.SortFunc(names, cmp.Compare[string])
		if got := strings.Join(names, " "); got != "GoMono GoRegular" {
			t.Errorf("got fonts %q, want GoMono GoRegular, embedded subsets with Unicode:\n%s", got, out)
		}
	})
	t.Run("pdftotext", func(t *testing.T) {
		out := run(t, "pdftotext", "-layout", file, "-")
		for _, want := range []string{latin, mono} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in %q", want, out)
			}
		}
	})
	t.Run("pdfinfo", func(t *testing.T) {
		out := run(t, "pdfinfo", "-box", "-isodates", file)
		for _, want := range []string{
			"Title:           Cards of Zoë (1)\n", "Creator:         docketcard test\n", "Producer:        docketcard\n",
			"CreationDate:    2026-03-01T12:00:00Z\n", "ModDate:         2026-03-01T12:00:00Z\n",
			"Metadata Stream: yes\n", "Pages:           5\n", "PDF version:     1.7\n",
			"BleedBox:           10.00    10.00   585.28   831.89\n", "TrimBox:            18.50    18.50   576.78   823.39\n",
		} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in\n%s", want, out)
			}
		}
	})
	t.Run("pdftoppm", func(t *testing.T) {
		if out := run(t, "pdftoppm", "-r", "50", file, filepath.Join(t.TempDir(), "p")); out != "" {
			t.Error(out)
		}
	})
}
