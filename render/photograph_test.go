package render

import (
	"bytes"
	"flag"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"docketcard/render/proof"
	"docketcard/render/scan"
)

var photographs = flag.String("photographs", "", "a folder to write the pictures of TestPhotographsOfSheets to, for other readers")

// A camera says how a sheet is looked at.
type camera struct {
	name  string
	page  int     // 0 fronts, 1 backs
	dpi   float64 // pixels to an inch of the sheet
	turn  float64 // degrees clockwise
	tilt  float64 // how much smaller the far edge is than the middle
	blur  float64 // standard deviation in pixels
	shade float64 // how much of the light is missing in the darkest corner
	noise float64 // standard deviation of 256 shades
	jpeg  int     // quality; 0 for none
	read  int     // of four codes at least
}

// TestPhotographsOfSheets holds how many codes of a printed sheet are read from pictures of it, as an office scanner and a
// phone take them. What is read today is the floor.
func TestPhotographsOfSheets(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("millions of pixels")
	}
	r := must[*proof.Reader](t)(reader())
	file := written(t, check(t, officeSetup(t), officeCases(t, "000[1-4]")...))
	doc := must[*proof.Document](t)(r.Document(bytes.NewReader(file), int64(len(file))))
	defer doc.Close()
	var sheets [2]*image.Gray
	var want [2]map[string]bool
	for page := range sheets {
		whole := must[*image.Gray](t)(doc.Gray(page, 300))
		upper := image.Rect(0, 0, whole.Rect.Dx(), whole.Rect.Dy()/2)
		sheets[page] = whole.SubImage(upper).(*image.Gray)
		want[page] = map[string]bool{}
		for _, c := range scan.Codes(sheets[page]) {
			want[page][c.Text] = true
		}
		if len(want[page]) != 4 {
			t.Fatalf("page %d: got %d codes, want 4", page, len(want[page]))
		}
	}
	all, read := 0, 0
	for i, c := range []camera{
		{name: "scanned", page: 1, dpi: 250, turn: 0.7, blur: 0.7, noise: 3, jpeg: 75, read: 4},
		{name: "scanned upside down at 200 dpi", page: 1, dpi: 200, turn: 181.3, blur: 0.5, noise: 3, jpeg: 80, read: 4},
		{name: "scanned at 150 dpi", page: 1, dpi: 150, turn: -0.4, blur: 0.4, noise: 2, jpeg: 85, read: 4},
		{name: "fronts at 100 dpi", page: 0, dpi: 100, turn: 1.1, blur: 0.4, noise: 2, jpeg: 85, read: 4},
		{name: "fronts turned by 117", page: 0, dpi: 140, turn: 117, blur: 0.8, shade: 0.5, noise: 5, jpeg: 70, read: 4},
		{name: "turned by 33", page: 1, dpi: 160, turn: 33, blur: 0.6, shade: 0.3, noise: 4, jpeg: 80, read: 4},
		{name: "tilted", page: 1, dpi: 200, turn: 8, tilt: 0.15, blur: 0.9, shade: 0.4, noise: 4, jpeg: 80, read: 4},
		{name: "tilted more", page: 1, dpi: 200, turn: -74, tilt: 0.2, blur: 0.8, shade: 0.3, noise: 4, jpeg: 85, read: 4},
		{name: "unsharp", page: 1, dpi: 200, turn: 4, blur: 1.6, shade: 0.2, noise: 3, jpeg: 85, read: 4},
		{name: "very unsharp", page: 1, dpi: 200, turn: -3, blur: 2, shade: 0.2, noise: 2, jpeg: 90, read: 4},
		{name: "in the dark", page: 1, dpi: 180, turn: 2, blur: 0.7, shade: 0.85, noise: 4, jpeg: 85, read: 4},
		{name: "fronts in the dark, unsharp", page: 0, dpi: 150, turn: 200, tilt: 0.1, blur: 1.5, shade: 0.8, noise: 4, jpeg: 75, read: 3},
	} {
		img := c.photograph(t, sheets[c.page], uint64(i))
		if *photographs != "" {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(*photographs, c.name+".jpg"), b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for _, code := range scan.Photographed(img) {
			if want[c.page][code.Text] {
				n++
			} else {
				t.Errorf("%s: read what is not there: %q", c.name, code.Text)
			}
		}
		t.Logf("%s: read %d of 4", c.name, n)
		if n < c.read {
			t.Errorf("%s: read %d of 4, want %d", c.name, n, c.read)
		}
		all, read = all+4, read+n
	}
	t.Logf("read %d of %d", read, all)
}

// photograph takes the picture.
func (c camera) photograph(t *testing.T, sheet *image.Gray, seed uint64) image.Image {
	t.Helper()
	// The picture is as large as the turned sheet needs; its middle is the middle of the sheet.
	scale := c.dpi / 300
	sin, cos := math.Sincos(c.turn * math.Pi / 180)
	w, h := float64(sheet.Bounds().Dx()), float64(sheet.Bounds().Dy())
	width := int((math.Abs(w*cos) + math.Abs(h*sin)) * scale * (1 + c.tilt))
	height := int((math.Abs(w*sin) + math.Abs(h*cos)) * scale * (1 + c.tilt))
	light := make([]float32, width*height)
	for y := range height {
		for x := range width {
			px, py := (float64(x)+0.5-float64(width)/2)/scale, (float64(y)+0.5-float64(height)/2)/scale
			near := 1 / (1 - c.tilt*py/h*2)
			px, py = px*near, py*near
			fade := 1 - c.shade*(float64(x)/float64(width)+float64(y)/float64(height))/2
			light[y*width+x] = float32(lightAt(sheet, px*cos+py*sin+w/2, py*cos-px*sin+h/2) * fade)
		}
	}
	soften(light, width, height, c.blur)
	r := rand.New(rand.NewPCG(seed, 0))
	noise := make([]float32, 1<<14)
	for i := range noise {
		noise[i] = float32(c.noise * r.NormFloat64())
	}
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i, v := range light {
		// Drawn from the table at random, which is cheaper than to make it for each pixel.
		img.Pix[i] = uint8(max(0, min(255, v+noise[r.Uint32()%(1<<14)])))
	}
	if c.jpeg == 0 {
		return img
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: c.jpeg}); err != nil {
		t.Fatal(err)
	}
	return must[image.Image](t)(jpeg.Decode(&b))
}

// lightAt returns the shade of a place of the sheet, printed in ink that is not quite black on paper that is not quite white, and of the
// table it lies on.
func lightAt(img *image.Gray, x, y float64) float64 {
	x, y = x-0.5, y-0.5
	i, j := int(math.Floor(x)), int(math.Floor(y))
	if i < 0 || j < 0 || i+1 >= img.Rect.Dx() || j+1 >= img.Rect.Dy() {
		return 90
	}
	p := img.Pix[j*img.Stride+i:]
	q := p[img.Stride:]
	fx, fy := x-float64(i), y-float64(j)
	v := (float64(p[0])*(1-fx)+float64(p[1])*fx)*(1-fy) + (float64(q[0])*(1-fx)+float64(q[1])*fx)*fy
	return 35 + v*200/255
}

// soften blurs by a normal distribution.
func soften(pix []float32, width, height int, sigma float64) {
	if sigma == 0 {
		return
	}
	var kernel []float32
	n := int(3*sigma) + 1
	var sum float64
	for i := -n; i <= n; i++ {
		sum += math.Exp(-float64(i*i) / (2 * sigma * sigma))
	}
	for i := -n; i <= n; i++ {
		kernel = append(kernel, float32(math.Exp(-float64(i*i)/(2*sigma*sigma))/sum))
	}
	line := make([]float32, width+2*n)
	for y := range height {
		row := pix[y*width:][:width]
		for i := range line {
			line[i] = row[min(max(i-n, 0), width-1)]
		}
		for x := range row {
			row[x] = 0
			for j, k := range kernel {
				row[x] += k * line[x+j]
			}
		}
	}
	from := slices.Clone(pix)
	clear(pix)
	for y := range height {
		row := pix[y*width:][:width]
		for j, k := range kernel {
			for x, v := range from[min(max(y+j-n, 0), height-1)*width:][:width] {
				row[x] += k * v
			}
		}
	}
}
