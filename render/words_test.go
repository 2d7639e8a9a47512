package render

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	raster "golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"

	"docketcard/fonts"
	"docketcard/render/proof"
	"docketcard/templates"
)

// wordList is words of one script and the face that sets them.
type wordList struct {
	face, index string // of a collection, the number of the face in it
	words       []string
}

func wordLists(t *testing.T, file string) (lists []wordList) {
	t.Helper()
	for line := range strings.Lines(string(must[[]byte](t)(os.ReadFile(file)))) {
		if name, words, ok := strings.Cut(line, ":"); ok && line[0] != '#' {
			face, index, _ := strings.Cut(name, "#")
			lists = append(lists, wordList{face, index, strings.Fields(norm.NFC.String(words))})
		}
	}
	return lists
}

// TestWords prints words of every script. In the finished file, pdfium and, where they are installed, pdftotext finds each as the record has it, and
// what is drawn is what hb-view, HarfBuzz's own, draws of the same face. FONTS may name the folder of Debian's faces for scripts whose are not embedded.
func TestWords(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("takes a while")
	}
	lists := wordLists(t, "../fonts/testdata/words.txt")
	var library *fonts.Library
	folder := os.Getenv("FONTS")
	if folder != "" {
		lists = append(lists, wordLists(t, "testdata/installed.txt")...)
		library = must[*fonts.Library](t)(fonts.OpenLibrary(os.DirFS(folder)))
	}
	for _, list := range lists {
		t.Run(list.face+" "+list.words[0], func(t *testing.T) {
			face := must[*fonts.Face](t)(library.Face(list.face))
			setup := smallSetup(t, "- {text: x, at: [5, 5], width: 9, style: text}\n")
			setup.Template = must[*templates.Template](t)(templates.ParseTemplate("words.yaml", []byte(`schema: docketcard/template/v1
name: words
size: [160, 40]
fields: {record_id: {type: code}, word: {type: text}}
faces: {text: [`+list.face+`]}
styles: {text: {face: text, size: 24pt}}
front:
  - {text: "{word}", at: [10, 25], width: 140, style: text}
`)))
			setup.Stock, setup.Faces = templates.CardStock(setup.Template.Size, 0), library
			var data strings.Builder
			for i, word := range list.words {
				fmt.Fprintf(&data, "---\nschema: docketcard/case/v1\nrecord_id: r-%d\nword: %q\n", i, word)
			}
			file := written(t, check(t, setup, Case{Name: "words.yaml", Data: []byte(data.String())}))
			doc := openProof(t, file)
			for i, word := range list.words {
				found := ""
				for _, w := range must[[]proof.Word](t)(doc.Words(i)) {
					found += w.Text
				}
				if letters(found) != letters(word) {
					t.Errorf("%s: pdfium finds %+q, want %+q", word, found, word)
				}
			}
			extracted(t, file, list.words)
			drawn(t, doc, face, list)
		})
	}
}

// extracted holds the text that pdftotext finds on each page against what is wanted.
func extracted(t *testing.T, file []byte, want []string) {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		return
	}
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(file)
	out := must[[]byte](t)(cmd.Output())
	pages := strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
	if len(pages) != len(want) {
		t.Fatalf("pdftotext finds %d pages, want %d", len(pages), len(want))
	}
	for i, page := range pages {
		found := strings.TrimSpace(strings.Map(func(r rune) rune {
			if unicode.In(r, unicode.Bidi_Control) {
				return -1
			}
			return r
		}, page))
		if found != want[i] {
			t.Errorf("%s: pdftotext finds %+q, want %+q", want[i], found, want[i])
		}
	}
}

// drawn holds each page against hb-view's drawing of the word, with an em of 100 pixels.
func drawn(t *testing.T, doc *proof.Document, face *fonts.Face, list wordList) {
	t.Helper()
	if _, err := exec.LookPath("hb-view"); err != nil {
		return
	}
	font := filepath.Join(t.TempDir(), "face")
	if err := os.WriteFile(font, face.Data(), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, word := range list.words {
		// Its PNG and PDF cut off what is higher than the face says.
		cmd := exec.Command("hb-view", "--font-size=100", "--margin=100", "--output-format=svg", "--font-file="+font, "--text="+word)
		if list.index != "" {
			cmd.Args = append(cmd.Args, "--face-index="+list.index)
		}
		if unicode.In([]rune(word)[0], unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian) {
			cmd.Args = append(cmd.Args, "--features=-liga,-clig")
		}
		want := pixels(rasterized(t, string(must[[]byte](t)(cmd.Output()))))
		got := pixels(must[*image.Gray](t)(doc.Gray(i, 300)))
		if a, b := stray(got, want), stray(want, got); a > 0 || b > 0 || len(got) == 0 {
			t.Errorf("%s: %d dark pixels are far from any of hb-view's, and %d of its from any of ours", word, a, b)
		}
	}
}

var (
	svgGlyph = regexp.MustCompile(`id="([^"]+)">\s*<path[^>]* d="([^"]*)"`)
	svgUse   = regexp.MustCompile(`<use xlink:href="#([^"]+)" x="([^"]+)" y="([^"]+)"`)
)

// rasterized returns the picture of an SVG that hb-view wrote: uses of glyphs of the commands M, L, C and Z.
func rasterized(t *testing.T, svg string) *image.Gray {
	t.Helper()
	const wide, high = 1500, 800
	glyphs := map[string][]string{}
	for _, m := range svgGlyph.FindAllStringSubmatch(svg, -1) {
		glyphs[m[1]] = strings.Fields(m[2])
	}
	r := raster.NewRasterizer(wide, high)
	number := func(s string) float32 { return float32(must[float64](t)(strconv.ParseFloat(s, 32))) }
	uses := svgUse.FindAllStringSubmatch(svg, -1)
	for _, use := range uses {
		x, y := number(use[2]), number(use[3])
		for d := glyphs[use[1]]; len(d) > 0; {
			n, ok := map[string]int{"M": 2, "L": 2, "C": 6, "Z": 0}[d[0]]
			if !ok {
				t.Fatalf("a path has %q; want M, L, C or Z", d[0])
			}
			var at [6]float32
			for i := range n {
				at[i] = number(d[1+i]) + [2]float32{x, y}[i%2]
			}
			switch d[0] {
			case "M":
				r.ClosePath()
				r.MoveTo(at[0], at[1])
			case "L":
				r.LineTo(at[0], at[1])
			case "C":
				r.CubeTo(at[0], at[1], at[2], at[3], at[4], at[5])
			case "Z":
				r.ClosePath()
			}
			d = d[1+n:]
		}
	}
	img := image.NewGray(image.Rect(0, 0, wide, high))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	r.Draw(img, img.Rect, image.Black, image.Point{})
	return img
}

// pixels returns the dark pixels of a picture, counted from the left and top ones.
func pixels(img *image.Gray) map[image.Point]bool {
	var dark []image.Point
	b := img.Bounds()
	first := b.Max
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.GrayAt(x, y).Y < 128 {
				dark = append(dark, image.Pt(x, y))
				first = image.Pt(min(first.X, x), min(first.Y, y))
			}
		}
	}
	ink := make(map[image.Point]bool, len(dark))
	for _, p := range dark {
		ink[p.Sub(first)] = true
	}
	return ink
}

// stray counts the points of a that are more than a pixel from any of b.
func stray(a, b map[image.Point]bool) int {
	var around []image.Point
	for y := -1; y <= 1; y++ {
		for x := -1; x <= 1; x++ {
			around = append(around, image.Pt(x, y))
		}
	}
	n := 0
	for p := range a {
		if !b[p] && !slices.ContainsFunc(around, func(d image.Point) bool { return b[p.Add(d)] }) {
			n++
		}
	}
	return n
}
