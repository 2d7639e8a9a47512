package fonts

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func face(t testing.TB, name string) *Face {
	t.Helper()
	f, ok := Lookup(name)
	if !ok {
		t.Fatalf("no face %q", name)
	}
	return f
}

// all returns every embedded face, by name.
func all(t testing.TB) []*Face {
	var out []*Face
	for _, name := range Names() {
		out = append(out, face(t, name))
	}
	return out
}

// alphabetic returns the embedded faces that have the Latin alphabet.
func alphabetic(t testing.TB) []*Face {
	return slices.DeleteFunc(all(t), func(f *Face) bool { return !f.Has('A') })
}

func TestNames(t *testing.T) {
	got := Names()
	if !slices.IsSorted(got) {
		t.Errorf("Names() is not sorted: %v", got)
	}
	for _, name := range got {
		f := face(t, name)
		if again := face(t, name); f != again {
			t.Errorf("Lookup(%q) gives two faces", name)
		}
		if f.Name() != name {
			t.Errorf("Lookup(%q).Name(): got %q", name, f.Name())
		}
	}
	if _, ok := Lookup("comic-sans"); ok {
		t.Error("found a face that is not there")
	}
}

func TestMetrics(t *testing.T) {
	for _, f := range alphabetic(t) {
		if !(0 < f.XHeight() && f.XHeight() < f.CapHeight() && f.CapHeight() < f.Ascent() && f.Ascent() < 1.2) {
			t.Errorf("%s: x-height %v, cap height %v, ascent %v", f.Name(), f.XHeight(), f.CapHeight(), f.Ascent())
		}
		if f.Descent() <= 0 || f.Descent() > 0.5 {
			t.Errorf("%s: descent %v, want a small positive number", f.Name(), f.Descent())
		}
		for r := '1'; r <= '9'; r++ {
			if got, want := f.Advance(r), f.Advance('0'); got != want {
				t.Errorf("%s: digit %c is %d wide, 0 is %d: numbers do not line up", f.Name(), r, got, want)
			}
		}
	}
}

// ICAO Doc 9303-3, 4.4: the machine-readable zone has a pitch of 2.54 mm.
func TestOCRBPitch(t *testing.T) {
	const size = 9.958 // pt
	f := face(t, "ocr-b")
	for _, r := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<" {
		if !f.Has(r) {
			t.Errorf("no %c", r)
		}
		got := float64(f.Advance(r)) / float64(f.UnitsPerEm()) * size * 25.4 / 72
		if math.Abs(got-2.54) > 0.0005 {
			t.Errorf("%c: got a pitch of %.4f mm, want 2.54", r, got)
		}
	}
}

// blocks are the Unicode blocks that the coverage golden counts; what lies in no other counts as "other".
var blocks = []struct {
	name        string
	first, last rune
}{
	{"Basic Latin", 0x0000, 0x007F},
	{"Latin-1 Supplement", 0x0080, 0x00FF},
	{"Latin Extended-A", 0x0100, 0x017F},
	{"Latin Extended-B", 0x0180, 0x024F},
	{"IPA Extensions", 0x0250, 0x02AF},
	{"Spacing Modifier Letters", 0x02B0, 0x02FF},
	{"Combining Diacritical Marks", 0x0300, 0x036F},
	{"Greek and Coptic", 0x0370, 0x03FF},
	{"Cyrillic", 0x0400, 0x04FF},
	{"Cyrillic Supplement", 0x0500, 0x052F},
	{"Armenian", 0x0530, 0x058F},
	{"Hebrew", 0x0590, 0x05FF},
	{"Arabic", 0x0600, 0x06FF},
	{"Devanagari", 0x0900, 0x097F},
	{"Georgian", 0x10A0, 0x10FF},
	{"Phonetic Extensions", 0x1D00, 0x1DBF},
	{"Latin Extended Additional", 0x1E00, 0x1EFF},
	{"Greek Extended", 0x1F00, 0x1FFF},
	{"General Punctuation", 0x2000, 0x206F},
	{"Superscripts and Subscripts", 0x2070, 0x209F},
	{"Currency Symbols", 0x20A0, 0x20CF},
	{"Letterlike Symbols", 0x2100, 0x214F},
	{"Number Forms", 0x2150, 0x218F},
	{"Arrows", 0x2190, 0x21FF},
	{"Mathematical Operators", 0x2200, 0x22FF},
	{"Box Drawing", 0x2500, 0x257F},
	{"Latin Extended-C", 0x2C60, 0x2C7F},
	{"Latin Extended-D", 0xA720, 0xA7FF},
	{"Latin Extended-E", 0xAB30, 0xAB6F},
}

func TestCoverage(t *testing.T) {
	var got bytes.Buffer
	for _, f := range all(t) {
		counts := make([]int, len(blocks)+1)
		total := 0
		for it := f.sfnt().font.Cmap.Iter(); it.Next(); {
			r, _ := it.Char()
			if !f.Has(r) {
				continue
			}
			total++
			i := 0
			for i < len(blocks) && (r < blocks[i].first || r > blocks[i].last) {
				i++
			}
			counts[i]++
		}
		fmt.Fprintf(&got, "%s: %d\n", f.Name(), total)
		for i, n := range counts {
			name := "other"
			if i < len(blocks) {
				name = blocks[i].name
			}
			if n > 0 {
				fmt.Fprintf(&got, "\t%s: %d\n", name, n)
			}
		}
	}
	golden(t, "coverage.txt", got.Bytes())
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and read the difference\ngot:\n%s", file, got)
	}
}

// Every letter that the languages named here are written with, beyond a to z.
func TestLanguages(t *testing.T) {
	languages := []struct{ name, letters string }{
		{"Vietnamese", "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹàáãèéìíòóõùúýĩũ"},
		{"Polish, Czech, Hungarian", "ąćęłńóśźżáčďéěíňřšťúůýžőűöü"},
		{"Romanian, Turkish, Azeri", "ăâîșțşţğıİöüçə"},
		{"Baltic, Maltese, Icelandic", "āčēģīķļņšūžąęėįųċġħżáæðéíóöþúý"},
		{"Greek", "αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰΆΈΉΊΌΎΏΪΫ"},
		{"Russian, Ukrainian, Serbian", "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђјљњћџ"},
		{"Kazakh, Tajik, Mongolian", "әғқңөұүһіҳҷӣӯ"},
	}
	for _, f := range alphabetic(t) {
		if f.Name() == "ocr-b" {
			continue // A to Z and digits are what it is for
		}
		for _, l := range languages {
			if l.name == "Greek" && strings.HasPrefix(f.Name(), "plex-mono") {
				continue
			}
			for _, r := range l.letters {
				if !f.Has(r) {
					t.Errorf("%s: no %c (%U) of %s", f.Name(), r, r, l.name)
				}
			}
		}
	}
}

// Each face stands in the README with its file, and has its licence beside it and within the binary.
func TestLicenses(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	ttfs, err := filepath.Glob("*/*.[to]tf")
	if err != nil {
		t.Fatal(err)
	}
	if len(ttfs) != len(Names()) {
		t.Errorf("%d font files, %d faces", len(ttfs), len(Names()))
	}
	for _, ttf := range ttfs {
		ttf = filepath.ToSlash(ttf)
		data, err := os.ReadFile(ttf)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(all(t), func(f *Face) bool { return bytes.Equal(f.Data(), data) })
		if i < 0 {
			t.Errorf("%s is no face's", ttf)
			continue
		}
		f := all(t)[i]
		text, err := os.ReadFile(filepath.Join(filepath.Dir(ttf), "LICENSE.txt"))
		if err != nil {
			t.Errorf("%s: %v", f.Name(), err)
		}
		if f.License() != string(text) || len(text) == 0 {
			t.Errorf("%s: License() is not the file beside the face", f.Name())
		}
		if row := "| `" + f.Name() + "` | `" + ttf + "` |"; !bytes.Contains(readme, []byte(row)) {
			t.Errorf("README.md has no row that begins with %s", row)
		}
	}
}

// What fpdf makes of each face is read back with poppler, where that is installed.
func TestPDF(t *testing.T) {
	for _, f := range alphabetic(t) {
		t.Run(f.Name(), func(t *testing.T) {
			const text = "ABC XYZ 0123456789"
			pdf := fpdf.New("L", "mm", "A4", "")
			pdf.AddPage()
			pdf.AddUTF8FontFromBytes("face", "", f.Data())
			pdf.SetFont("face", "", 20)
			pdf.Text(20, 20, text)
			got := pdf.GetStringWidth(text)
			want := 0
			for _, r := range text {
				want += f.Advance(r)
			}
			if want := float64(want) / float64(f.UnitsPerEm()) * 20 * 25.4 / 72; math.Abs(got-want) > 0.01 {
				t.Errorf("width: fpdf says %.3f mm, the face %.3f", got, want)
			}
			file := filepath.Join(t.TempDir(), "face.pdf")
			if err := pdf.OutputFileAndClose(file); err != nil {
				t.Fatal(err)
			}
			if err := checkTables(f.sfnt().data, 0); err != nil {
				t.Errorf("fpdf changed the face: %v", err)
			}
			if _, err := exec.LookPath("pdftotext"); err != nil {
				t.Skip("pdftotext is not installed")
			}
			out, err := exec.Command("pdftotext", file, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.TrimSpace(string(out)); got != text {
				t.Errorf("pdftotext: got %q, want %q", got, text)
			}
			out, err = exec.Command("pdffonts", file).Output()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(out), "CID TrueType") || !strings.Contains(string(out), "yes") {
				t.Errorf("pdffonts: got\n%s\nwant an embedded CID TrueType font", out)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	sound := face(t, "ocr-b").Data()
	f, err := Load("mine", sound)
	if err != nil {
		t.Fatal(err)
	}
	if f.Name() != "mine" || f.Advance('A') != 723 || f.License() != "" {
		t.Errorf("got %q, A %d wide, licence %q", f.Name(), f.Advance('A'), f.License())
	}
	at := len(sound) / 2 // in the outlines
	damaged := string(sound[:at]) + string([]byte{sound[at] ^ 0x10}) + string(sound[at+1:])
	tests := []struct {
		name, data, want string
	}{
		{"empty", "", `face "empty": reading font: `},
		{"text", "This is not a font, it is a text.", `face "text": reading font: `},
		{"cut", string(sound[:400]), `face "cut": font is cut short in table `},
		{"damaged", damaged, `face "damaged": font is damaged: table "glyf" has checksum `},
		{"collection", "ttcf\x00\x01\x00\x00\x00\x00\x00\x01", `face "collection": found a font collection; want a single font`},
	}
	for _, tt := range tests {
		_, err := Load(tt.name, []byte(tt.data))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.want)
		}
	}
}

// A damaged file is refused or read, and what is read can be used.
func FuzzLoad(f *testing.F) {
	f.Add(face(f, "ocr-b").Data())
	f.Fuzz(func(t *testing.T, data []byte) {
		loaded, err := Load("fuzz", data)
		if err != nil {
			if loaded != nil {
				t.Error("a face and an error")
			}
			return
		}
		run := loaded.Shape("AVfi 01é\u0301")
		for _, g := range run.Glyphs {
			loaded.Outline(g.GID)
		}
		if _, err := Split("Ab", []*Face{loaded}); err != nil && !errors.As(err, new(*MissingError)) {
			t.Error(err)
		}
	})
}
