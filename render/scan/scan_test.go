package scan_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"

	"docketcard/render/scan"
)

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

// noise makes a picture of nothing, as hard on a search as a photograph can be.
func noise(w, h int) *image.Gray {
	r := rand.New(rand.NewPCG(1, 2))
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32())
	}
	return img
}

// placed returns the codes without their corners, which the tests of those look at.
func placed(codes []scan.Code) []scan.Code {
	for i := range codes {
		codes[i].Corners = [4]image.Point{}
	}
	return codes
}

func texts(codes []scan.Code) (s []string) {
	for _, c := range codes {
		s = append(s, c.Text)
	}
	return s
}

// raster draws a symbol with modules of size pixels and a quiet zone of four.
func raster(modules [][]bool, size int) *image.Gray {
	side := (len(modules) + 8) * size
	img := image.NewGray(image.Rect(0, 0, side, side))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				r := image.Rect((x+4)*size, (y+4)*size, (x+5)*size, (y+5)*size)
				draw.Draw(img, r, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}

func TestReadsAllSizes(t *testing.T) {
	for _, version := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 27, 33, 40} {
		text := payload(version)
		if version == 1 {
			text = "UTO-7K2"
		}
		img := raster(symbol(t, text, version), 3)
		want := []scan.Code{{Text: text, Box: img.Bounds().Inset(12)}}
		if got := placed(scan.Codes(img)); !slices.Equal(got, want) {
			t.Errorf("version %d: got %v, want %v", version, got, want)
		}
	}
}

func TestReadsOtherEncoders(t *testing.T) {
	files, err := filepath.Glob("testdata/*.png")
	if err != nil || len(files) == 0 {
		t.Fatal("no symbols in testdata", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(file, ".png") + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(scan.Codes(img)); !slices.Equal(got, []string{string(want)}) {
			t.Errorf("%s: got %q, want %q", file, got, want)
		}
	}
}

func TestCorners(t *testing.T) {
	img := image.NewGray(image.Rect(10, 20, 210, 220))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	code := raster(symbol(t, "UTO", 1), 4)
	draw.Draw(img, code.Bounds().Add(image.Pt(30, 50)), code, image.Point{}, draw.Src)
	want := []image.Point{{46, 66}, {130, 66}, {130, 150}, {46, 150}}
	for turn := range 4 {
		codes := scan.Codes(img)
		if len(codes) != 1 || !slices.Equal(codes[0].Corners[:], want) {
			t.Errorf("turned by %d°: got %v, want corners %v", 90*turn, codes, want)
		}
		// A quarter clockwise about the middle of the image, at (110, 120).
		turned := image.NewGray(img.Bounds())
		for y := 20; y < 220; y++ {
			for x := 10; x < 210; x++ {
				turned.SetGray(110-(y-120)-1, 120+(x-110), img.GrayAt(x, y))
			}
		}
		img = turned
		for i, p := range want {
			want[i] = image.Pt(110-(p.Y-120), 120+(p.X-110))
		}
	}
}

func TestOrder(t *testing.T) {
	// Rows that do not line up to the pixel, the same text twice, codes of several sizes.
	img := image.NewGray(image.Rect(0, 0, 700, 400))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, c := range []struct {
		text string
		at   image.Point
		size int
	}{
		{"B", image.Pt(250, 9), 4}, {"A", image.Pt(5, 12), 4}, {"C", image.Pt(500, 40), 3},
		{"A", image.Pt(5, 205), 4}, {"E", image.Pt(350, 200), 4},
	} {
		code := raster(symbol(t, c.text, 1), c.size)
		draw.Draw(img, code.Bounds().Add(c.at), code, image.Point{}, draw.Src)
	}
	if got, want := texts(scan.Codes(img)), []string{"A", "B", "C", "A", "E"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadsADenseGrid(t *testing.T) {
	// Finder patterns of neighbours make corners with each other at every pitch.
	const columns, rows = 8, 6
	code := raster(symbol(t, "UTO-7K2", 2), 4)
	w := code.Bounds().Dx()
	img := image.NewGray(image.Rect(0, 0, columns*w, rows*w))
	var want []scan.Code
	for i := range columns * rows {
		at := image.Pt(i%columns*w, i/columns*w)
		draw.Draw(img, code.Bounds().Add(at), code, image.Point{}, draw.Src)
		want = append(want, scan.Code{Text: "UTO-7K2", Box: code.Bounds().Inset(16).Add(at)})
	}
	if got := placed(scan.Codes(img)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReadsAnyImage(t *testing.T) {
	code := raster(symbol(t, "HTTPS://VERIFY.EXAMPLE/C/7K2", 3), 3)
	box := code.Bounds().Inset(12)
	clear := image.NewNRGBA(code.Bounds()) // black on nothing
	inked := image.NewYCbCr(code.Bounds(), image.YCbCrSubsampleRatio420)
	rgba := image.NewRGBA(code.Bounds().Add(image.Pt(-50, 70)))
	draw.Draw(rgba, rgba.Bounds(), code, image.Point{}, draw.Src)
	large := image.NewGray(image.Rect(-10, -10, 300, 300))
	draw.Draw(large, large.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(large, code.Bounds().Add(image.Pt(30, 40)), code, image.Point{}, draw.Src)
	for y := range code.Bounds().Dy() {
		for x := range code.Bounds().Dx() {
			v := code.GrayAt(x, y).Y
			clear.Set(x, y, color.NRGBA{A: 255 - v})
			inked.Y[inked.YOffset(x, y)] = v
		}
	}
	for _, test := range []struct {
		name string
		img  image.Image
		box  image.Rectangle
	}{
		{"grey", code, box},
		{"transparent", clear, box},
		{"YCbCr", inked, box},
		{"RGBA, bounds not from 0", rgba, box.Add(image.Pt(-50, 70))},
		{"part of a larger image", large.SubImage(code.Bounds().Add(image.Pt(30, 40))), box.Add(image.Pt(30, 40))},
		{"rows of a larger image", large.SubImage(image.Rect(-10, 35, 300, 200)), box.Add(image.Pt(30, 40))},
	} {
		want := []scan.Code{{Text: "HTTPS://VERIFY.EXAMPLE/C/7K2", Box: test.box}}
		if got := placed(scan.Codes(test.img)); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", test.name, got, want)
		}
	}
}

func TestFindsNothing(t *testing.T) {
	white := image.NewGray(image.Rect(0, 0, 300, 300))
	draw.Draw(white, white.Bounds(), image.White, image.Point{}, draw.Src)
	// Finder patterns in the places of a symbol's, and nothing between them.
	hollow := raster(symbol(t, "A", 4), 4)
	draw.Draw(hollow, image.Rect(48, 16, 200, 200), image.White, image.Point{}, draw.Src)
	finder := hollow.SubImage(image.Rect(16, 16, 44, 44))
	for _, at := range []image.Point{{16 + 26*4, 16}, {16, 16 + 26*4}} {
		draw.Draw(hollow, image.Rectangle{at, at.Add(image.Pt(28, 28))}, finder, finder.Bounds().Min, draw.Src)
	}
	for name, img := range map[string]image.Image{
		"no pixels":       image.NewGray(image.Rectangle{}),
		"one pixel":       image.NewGray(image.Rect(0, 0, 1, 1)),
		"one row":         image.NewGray(image.Rect(0, 0, 500, 1)),
		"black":           image.NewGray(image.Rect(0, 0, 300, 300)),
		"white":           white,
		"noise":           noise(600, 600),
		"finder patterns": hollow,
	} {
		if got := scan.Codes(img); len(got) > 0 {
			t.Errorf("%s: got %v, want none", name, got)
		}
		if got := scan.Photographed(img); len(got) > 0 {
			t.Errorf("%s, photographed: got %v, want none", name, got)
		}
	}
}

func TestCorrectsErrors(t *testing.T) {
	const text = "HTTPS://VERIFY.EXAMPLE/C/7K2"
	img := raster(symbol(t, text, 5), 4)
	// A stain, and specks everywhere.
	draw.Draw(img, image.Rect(80, 80, 100, 96), image.Black, image.Point{}, draw.Src)
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		img.SetGray(r.IntN(img.Bounds().Dx()), r.IntN(img.Bounds().Dy()), color.Gray{Y: uint8(r.IntN(2) * 255)})
	}
	if got := texts(scan.Codes(img)); !slices.Equal(got, []string{text}) {
		t.Errorf("got %q, want %q", got, text)
	}
	// Half of it gone is too much, and is no panic either.
	draw.Draw(img, image.Rect(70, 50, 150, 150), image.White, image.Point{}, draw.Src)
	if got := scan.Codes(img); len(got) != 0 {
		t.Errorf("half a symbol: got %q, want none", got)
	}
}

// photograph takes a picture of a symbol: turned, held at an angle, unsharp, in light that falls off, with noise.
func photograph(modules [][]bool, size, turn, tilt float64, blur int, seed uint64) *image.Gray {
	n := float64(len(modules))
	side := int((n+8)*size*1.6) + 20
	sin, cos := math.Sincos(turn)
	light := make([]float64, side*side)
	for y := range side {
		for x := range side {
			px := (float64(x) + 0.5 - float64(side)/2) / (n * size / 2)
			py := (float64(y) + 0.5 - float64(side)/2) / (n * size / 2)
			near := 1 / (1 - tilt*py)
			px, py = px*near, py*near
			i := int(math.Floor((px*cos + py*sin + 1) / 2 * n))
			j := int(math.Floor((py*cos - px*sin + 1) / 2 * n))
			v := 210.0
			if i >= 0 && j >= 0 && i < len(modules) && j < len(modules) && modules[j][i] {
				v = 40
			}
			light[y*side+x] = v * (0.5 + 0.5*float64(x)/float64(side))
		}
	}
	r := rand.New(rand.NewPCG(seed, 0))
	img := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			sum, n := 0.0, 0.0
			for j := max(0, y-blur); j <= min(side-1, y+blur); j++ {
				for i := max(0, x-blur); i <= min(side-1, x+blur); i++ {
					sum, n = sum+light[j*side+i], n+1
				}
			}
			img.Pix[y*side+x] = uint8(max(0, min(255, sum/n+8*r.NormFloat64())))
		}
	}
	return img
}

func TestReadsPhotographs(t *testing.T) {
	for i, version := range []int{3, 5, 8, 12} {
		text := payload(version)
		modules := symbol(t, text, version)
		for j, turn := range []float64{0.1, 1.2, 2.5, 4} {
			for _, tilt := range []float64{0, 0.03} {
				img := photograph(modules, 5, turn, tilt, 1, uint64(10*i+j))
				if got := texts(scan.Photographed(img)); !slices.Equal(got, []string{text}) {
					t.Errorf("version %d turned by %v, tilt %v: got %q, want %q", version, turn, tilt, got, text)
				}
			}
		}
	}
}

// FuzzScan looks at small images, each byte of the input eight pixels of two tones in rows of width bytes.
func FuzzScan(f *testing.F) {
	add := func(img *image.Gray) {
		width := uint8((img.Bounds().Dx() + 7) / 8)
		bits := make([]byte, int(width)*img.Bounds().Dy())
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if img.GrayAt(x, y).Y < 128 {
					bits[y*int(width)+x/8] |= 0x80 >> (x % 8)
				}
			}
		}
		f.Add(width, bits)
	}
	for _, version := range []int{1, 2, 7} {
		add(raster(symbol(f, "UTO", version), 2))
	}
	add(noise(64, 64))
	f.Fuzz(func(t *testing.T, width uint8, bits []byte) {
		if width == 0 || len(bits) > 1<<13 {
			return
		}
		img := image.NewGray(image.Rect(0, 0, 8*int(width), len(bits)/int(width)))
		for i := range img.Pix {
			img.Pix[i] = 255 * (1 - bits[i/8]>>(7-i%8)&1)
		}
		scan.Photographed(img)
		codes := scan.Codes(img)
		if again := scan.Codes(img); !slices.Equal(codes, again) {
			t.Errorf("got %v, then %v", codes, again)
		}
	})
}
