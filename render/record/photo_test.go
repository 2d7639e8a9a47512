package record_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

var update = flag.Bool("update", false, "write the goldens anew")

const badinput = "../../../shared/badinput"

// canary is what test pictures carry in their metadata; nothing of it may be left.
const canary = "GPS 29.76,-95.36 A000000000"

// segments returns the markers of a JPEG up to its first scan.
func segments(data []byte) (markers []byte) {
	for i := 2; i+4 <= len(data) && data[i] == 0xff; {
		markers = append(markers, data[i+1])
		if data[i+1] == 0xda {
			break
		}
		i += 2 + int(binary.BigEndian.Uint16(data[i+2:]))
	}
	return markers
}

func samePixels(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() || reflect.TypeOf(a) != reflect.TypeOf(b) {
		return false
	}
	switch a := a.(type) {
	case *image.YCbCr:
		b := b.(*image.YCbCr)
		return bytes.Equal(a.Y, b.Y) && bytes.Equal(a.Cb, b.Cb) && bytes.Equal(a.Cr, b.Cr)
	case *image.Gray:
		return bytes.Equal(a.Pix, b.(*image.Gray).Pix)
	}
	return false
}

// verdict decodes a file and checks what must hold of every picture that is accepted.
func verdict(t testing.TB, name string, data []byte) string {
	p, err := record.Decode(data)
	if err != nil {
		msg := err.Error()
		if i := strings.Index(msg, " is not sound: "); i >= 0 {
			msg = msg[:i+len(" is not sound")] // the reason is the decoder's and may change with it
		}
		return "refused: " + msg
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Data))
	if err != nil {
		t.Errorf("%s: what is embedded cannot be decoded: %v", name, err)
		return "broken"
	}
	for _, m := range segments(p.Data) {
		if m >= 0xe0 && m <= 0xef || m == 0xfe {
			t.Errorf("%s: segment FF%02X is left", name, m)
		}
	}
	if bytes.Contains(p.Data, []byte("29.76")) {
		t.Errorf("%s: metadata is left", name)
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if p.Orientation >= 5 {
		w, h = h, w
	}
	if _, gray := img.(*image.Gray); w != p.Width || h != p.Height || gray != p.Gray || p.SHA256 != sha256.Sum256(data) {
		t.Errorf("%s: got %d x %d gray %t, the data is %d x %d gray %t", name, p.Width, p.Height, p.Gray, w, h, gray)
	}
	kind := "coded anew"
	if from, err := jpeg.Decode(bytes.NewReader(data)); err == nil && samePixels(from, img) {
		kind = "kept"
	}
	files := fstest.MapFS{"p": {Data: data}}
	again, err := record.Reread(files, "p", p)
	if err != nil || !reflect.DeepEqual(p, again) {
		t.Errorf("%s: Reread differs: %v", name, err)
	}
	colour := "colour"
	if p.Gray {
		colour = "gray"
	}
	return fmt.Sprintf("%s %dx%d %s, orientation %d, %s", p.Format, p.Width, p.Height, colour, p.Orientation, kind)
}

// TestVerdicts holds every picture of testdata and of the shared set against the golden.
func TestVerdicts(t *testing.T) {
	const golden = "testdata/photos.golden"
	want := map[string]string{}
	if data, err := os.ReadFile(golden); err == nil {
		for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
			name, v, _ := strings.Cut(s.Text(), "\t")
			want[name] = v
		}
	}
	got := map[string]string{}
	judge := func(root, prefix string) {
		err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".png", ".jpg", ".jpeg"}, filepath.Ext(name)) {
				return err
			}
			data, err := os.ReadFile(filepath.Join(root, name))
			if err != nil {
				return err
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _ = record.Decode(data)
			runtime.ReadMemStats(&after)
			if n := after.TotalAlloc - before.TotalAlloc; n > 320<<20 {
				t.Errorf("%s: %d MiB were allocated", name, n>>20)
			}
			got[prefix+name] = verdict(t, name, data)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	judge("testdata/photos", "testdata/photos/")
	judge("testdata/jpeg", "testdata/jpeg/")
	shared := false
	if _, err := os.Stat(badinput); err == nil {
		shared = true
		for _, dir := range []string{"generated/images", "jpeg-decoder-crash", "libpng-crashers", "png-bugfixes", "pngsuite"} {
			judge(filepath.Join(badinput, dir), dir+"/")
		}
	}
	if *update {
		if !shared {
			t.Fatal("the golden is written where the shared set is")
		}
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(got)) {
			fmt.Fprintf(&b, "%s\t%s\n", name, got[name])
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for name, v := range got {
		if want[name] != v {
			t.Errorf("%s: got %q, want %q", name, v, want[name])
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok && (shared || strings.HasPrefix(name, "testdata/")) {
			t.Errorf("%s is in the golden and not there", name)
		}
	}
}

func segment(marker byte, body string) string {
	return string([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}) + body
}

// exif returns a TIFF structure with an orientation and a place.
func exif(order binary.AppendByteOrder, magic string, orientation uint16) string {
	b := []byte(magic)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 271) // Make
	b = order.AppendUint16(b, 2)
	b = order.AppendUint32(b, uint32(len(canary)))
	b = order.AppendUint32(b, 38)
	b = order.AppendUint16(b, 274)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return string(b) + canary
}

func testImage() *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	for y := range 30 {
		for x := range 40 {
			c := img.NRGBAAt(x, y)
			c.A = 255
			if x < 20 {
				c.A = 0
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func encodeJPEG(t testing.TB, img image.Image) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOrientation(t *testing.T) {
	plain := encodeJPEG(t, testImage())
	for v := uint16(0); v <= 9; v++ {
		for magic, order := range map[string]binary.AppendByteOrder{"II*\x00": binary.LittleEndian, "MM\x00*": binary.BigEndian} {
			data := plain[:2] + segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + segment(0xe1, "Exif\x00\x00"+exif(order, magic, v)) +
				segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+canary) + segment(0xe2, "ICC_PROFILE\x00"+canary) + segment(0xfe, canary) + plain[2:] + canary
			p, err := record.Decode([]byte(data))
			if err != nil {
				t.Fatal(err)
			}
			want, w, h := int(v), 40, 30
			if v < 1 || v > 8 {
				want = 1
			}
			if want >= 5 {
				w, h = 30, 40
			}
			if p.Orientation != want || p.Width != w || p.Height != h {
				t.Errorf("%s %d: got orientation %d, %d x %d; want %d, %d x %d", magic[:2], v, p.Orientation, p.Width, p.Height, want, w, h)
			}
			if string(p.Data) != plain {
				t.Errorf("%s %d: the coded data is not that of the plain picture", magic[:2], v)
			}
		}
	}
	sound := exif(binary.BigEndian, "MM\x00*", 6)
	for _, bad := range []string{"", "M", "MM\x00*", "XX\x00*" + sound[4:], sound[:4] + "\xff\xff\xff\xff" + sound[8:], sound[:8] + "\xff\xff" + sound[10:20], sound[:24], sound[:4] + "\x00\x00\x00\x01" + sound[8:]} {
		data := plain[:2] + segment(0xe1, "Exif\x00\x00"+bad) + plain[2:]
		if p, err := record.Decode([]byte(data)); err != nil || p.Orientation != 1 {
			t.Errorf("EXIF %q: got %v, %v; want orientation 1", bad, p, err)
		}
	}
}

func TestConversion(t *testing.T) {
	at := func(data []byte, x, y int) color.RGBA {
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
	}
	near := func(got, want color.RGBA) bool {
		d := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 12 }
		return d(got.R, want.R) && d(got.G, want.G) && d(got.B, want.B)
	}
	fill := func(img interface {
		Set(x, y int, c color.Color)
		image.Image
	}, left, right color.Color) image.Image {
		for y := range 32 {
			for x := range 64 {
				if x < 32 {
					img.Set(x, y, left)
				} else {
					img.Set(x, y, right)
				}
			}
		}
		return img
	}
	box := image.Rect(0, 0, 64, 32)
	clear, red := color.NRGBA{0, 0, 0, 0}, color.NRGBA{200, 30, 40, 255}
	half := color.NRGBA{0, 0, 255, 128}
	for name, c := range map[string]struct {
		img         image.Image
		left, right color.RGBA
		gray        bool
	}{
		"NRGBA":    {fill(image.NewNRGBA(box), clear, half), color.RGBA{255, 255, 255, 255}, color.RGBA{127, 127, 255, 255}, false},
		"NRGBA64":  {fill(image.NewNRGBA64(box), clear, red), color.RGBA{255, 255, 255, 255}, color.RGBA{200, 30, 40, 255}, false},
		"RGBA":     {fill(image.NewRGBA(box), red, color.White), color.RGBA{200, 30, 40, 255}, color.RGBA{255, 255, 255, 255}, false},
		"Paletted": {fill(image.NewPaletted(box, color.Palette{clear, red}), clear, red), color.RGBA{255, 255, 255, 255}, color.RGBA{200, 30, 40, 255}, false},
		"Gray":     {fill(image.NewGray(box), color.Gray{50}, color.Gray{200}), color.RGBA{50, 50, 50, 255}, color.RGBA{200, 200, 200, 255}, true},
		"Gray16":   {fill(image.NewGray16(box), color.Gray{50}, color.Gray{200}), color.RGBA{50, 50, 50, 255}, color.RGBA{200, 200, 200, 255}, true},
	} {
		var b bytes.Buffer
		if err := png.Encode(&b, c.img); err != nil {
			t.Fatal(err)
		}
		p, err := record.Decode(b.Bytes())
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if l, r := at(p.Data, 8, 16), at(p.Data, 56, 16); !near(l, c.left) || !near(r, c.right) || p.Gray != c.gray {
			t.Errorf("%s: got %v, %v, gray %t; want %v, %v, gray %t", name, l, r, p.Gray, c.left, c.right, c.gray)
		}
	}
	for _, name := range []string{"jpeg/video-001.rgb.jpeg", "jpeg/video-001.cmyk.jpeg", "jpeg/video-001.progressive.jpeg"} {
		data := read(t, name)
		p, err := record.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := at(p.Data, 75, 50), at(data, 75, 50); !near(got, want) {
			t.Errorf("%s: got %v, want about %v", name, got, want)
		}
	}
	// Four inks without Adobe's segment may be of any kind.
	cmyk := read(t, "jpeg/video-001.cmyk.jpeg")
	adobe := bytes.Index(cmyk, []byte("\xff\xee\x00\x0eAdobe"))
	if _, err := record.Decode(slices.Concat(cmyk[:adobe], cmyk[adobe+16:])); err == nil || err.Error() != "the JPEG has four inks and does not say which; save it as RGB" {
		t.Errorf("four inks without Adobe's segment: got %v", err)
	}
	// With JFIF, components that are called R, G and B are YCbCr; without it they would be taken for RGB.
	named := []byte(encodeJPEG(t, testImage()))
	for i, id := range []byte("RGB") {
		sof, sos := bytes.Index(named, []byte{0xff, 0xc0}), bytes.Index(named, []byte{0xff, 0xda})
		named[sof+10+3*i], named[sos+5+2*i] = id, id
	}
	data := "\xff\xd8" + segment(0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00") + string(named[2:])
	p, err := record.Decode([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := at(p.Data, 30, 16), at([]byte(data), 30, 16); !near(got, want) {
		t.Errorf("JFIF with components R, G, B: got %v, want %v", got, want)
	}
}

func TestCaps(t *testing.T) {
	plain := encodeJPEG(t, testImage())
	tail := plain + strings.Repeat("x", record.MaxPhotoBytes-len(plain))
	if _, err := record.Decode([]byte(tail)); err != nil {
		t.Errorf("a file of the size allowed: %v", err)
	}
	const tooLarge = "the file is larger than 10 MiB"
	if _, err := record.Decode([]byte(tail + "x")); err == nil || err.Error() != tooLarge {
		t.Errorf("a file of a byte more: got %v", err)
	}
	files := fstest.MapFS{"a.jpg": {Data: []byte(tail + "x")}, "folder/b.jpg": {Data: []byte(plain)}, "pipe.jpg": {Mode: fs.ModeNamedPipe}, "dev.jpg": {Mode: fs.ModeDevice}}
	for name, want := range map[string]string{
		"a.jpg": `"a.jpg": ` + tooLarge, "folder": `"folder": a folder; want a file`, "pipe.jpg": `"pipe.jpg": not a regular file`, "dev.jpg": `"dev.jpg": not a regular file`,
		"b.jpg": `"b.jpg" does not exist`, "folder/b.jpg": "<nil>",
	} {
		if _, err := record.ReadPhoto(files, name); fmt.Sprint(err) != want {
			t.Errorf("ReadPhoto(%q): got %v, want %s", name, err, want)
		}
	}
	if _, err := record.ReadPhoto(nil, "a.jpg"); err == nil {
		t.Error("no folder: want an error")
	}
	// Scans of a progressive picture cost time by their number, not by their length.
	progressive := read(t, "jpeg/video-001.progressive.jpeg")
	sos := bytes.LastIndex(progressive, []byte{0xff, 0xda})
	last := progressive[sos : len(progressive)-2]
	many := append(slices.Clone(progressive[:sos]), bytes.Repeat(last, 100)...)
	if _, err := record.Decode(append(many, 0xff, 0xd9)); err == nil || !strings.Contains(err.Error(), "scans; want at most") {
		t.Errorf("100 scans: got %v", err)
	}
}

func TestReread(t *testing.T) {
	files := fstest.MapFS{"a.jpg": {Data: []byte(encodeJPEG(t, testImage()))}}
	p, err := record.ReadPhoto(files, "a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	files["a.jpg"].Data = append(files["a.jpg"].Data, 'x')
	if _, err := record.Reread(files, "a.jpg", p); !errors.Is(err, record.ErrPhotoChanged) {
		t.Errorf("a changed file: got %v, want ErrPhotoChanged", err)
	}
	delete(files, "a.jpg")
	if _, err := record.Reread(files, "a.jpg", p); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is gone: got %v, want fs.ErrNotExist", err)
	}
}

// checkedSums is a Checked.
type checkedSums map[[sha256.Size]byte]bool

func (c checkedSums) Has(sum [sha256.Size]byte) bool { return c[sum] }
func (c checkedSums) Add(sum [sha256.Size]byte)      { c[sum] = true }

// TestChecked decodes a picture unless its very bytes were found sound before, whatever the record states of it.
func TestChecked(t *testing.T) {
	whole := []byte(encodeJPEG(t, testImage()))
	// The data ends some blocks early, and an EOI follows.
	broken := append(bytes.Clone(whole[:len(whole)-40]), 0xff, 0xd9)
	var errs source.ErrorList
	fields := templates.ParseFields(parse(t, "t.yaml", []byte("photo.file: {type: photo, required: true}\nphoto.sha256: {type: code}\n"))[0], &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	checked := checkedSums{}
	schema, err := record.NewSchema(fields, nil, record.Options{Checked: checked})
	if err != nil {
		t.Fatal(err)
	}
	read := func(data []byte) error {
		yaml := fmt.Sprintf("schema: docketcard/case/v1\nphoto: {file: a.jpg, sha256: \"%x\"}\n", sha256.Sum256(data))
		_, err := schema.Read(parse(t, "c.yaml", []byte(yaml))[0], fstest.MapFS{"a.jpg": {Data: data}})
		return err
	}
	for range 2 {
		if err := read(broken); err == nil {
			t.Errorf("a broken picture with its SHA-256 stated: got no fault")
		}
	}
	if err := read(whole); err != nil || len(checked) != 1 || !checked.Has(sha256.Sum256(whole)) {
		t.Errorf("a sound picture: got %v and %d remembered, want it alone", err, len(checked))
	}
	checked.Add(sha256.Sum256(broken))
	if err := read(broken); err != nil {
		t.Errorf("a picture that is remembered is decoded: %v", err)
	}
	// What is not a picture that can be kept is looked at all the same.
	checked.Add(sha256.Sum256([]byte("text")))
	if err := read([]byte("text")); err == nil {
		t.Errorf("a text that is remembered: got no fault")
	}
}

// spy is a file system that holds nothing and records what is asked of it.
type spy struct{ asked []string }

func (s *spy) Open(name string) (fs.File, error) {
	s.asked = append(s.asked, name)
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// TestPaths gives every string of the traversal sets as a path: it is refused, or looked for inside the folder under that very name.
func TestPaths(t *testing.T) {
	sets, _ := filepath.Glob(badinput + "/path-traversal/*.txt")
	n := 0
	for _, set := range append(sets, "testdata/paths/directory_traversal.txt") {
		data, err := os.ReadFile(set)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{"{FILE}", "etc/passwd", "a.jpg"} {
			for name := range strings.Lines(string(data)) {
				name = strings.ReplaceAll(strings.TrimRight(name, "\r\n"), "{FILE}", file)
				s := &spy{}
				if _, err := record.ReadPhoto(s, name); err == nil {
					t.Errorf("%q was read", name)
				}
				for _, a := range s.asked {
					if n++; a != name || !fs.ValidPath(a) || !filepath.IsLocal(a) || strings.ContainsAny(a, `\:`) {
						t.Errorf("%q: asked for %q", name, a)
					}
				}
			}
		}
	}
	t.Logf("%d paths were looked for inside", n)
	for name, want := range map[string]string{
		"":                    "is not a plain path",
		".":                   "is not a plain path",
		"a//b.jpg":            "is not a plain path",
		"a/":                  "is not a plain path",
		"/etc/passwd":         "is an absolute path",
		"a/../b.jpg":          "leads out",
		`a\b.jpg`:             `has a \`,
		"C:a.jpg":             "has a colon",
		"photos/COM1.jpg":     "reserves for devices",
		"nul":                 "reserves for devices",
		"photos./a.jpg":       "ends with a dot",
		"a\x00.jpg":           "has U+0000 NULL",
		"a\u202egpj.jpg":      "has U+202E RIGHT-TO-LEFT OVERRIDE",
		"a\xff.jpg":           "is not UTF-8",
		"http://a/b.jpg":      "has a colon",
		"photos/common/a.jpg": "does not exist",
		"фото/é.jpg":          "does not exist",
	} {
		if _, err := record.ReadPhoto(&spy{}, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ReadPhoto(%q): got %v, want %q in it", name, err, want)
		}
	}
}

// TestLinks uses a real folder, whose links may point anywhere.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	inside := filepath.Join(dir, "case")
	if err := os.Mkdir(inside, 0o700); err != nil {
		t.Fatal(err)
	}
	picture := []byte(encodeJPEG(t, testImage()))
	for _, f := range []string{filepath.Join(dir, "secret.jpg"), filepath.Join(inside, "a.jpg")} {
		if err := os.WriteFile(f, picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink("../secret.jpg", filepath.Join(inside, "out.jpg")), os.Symlink("a.jpg", filepath.Join(inside, "in.jpg"))); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if _, err := record.ReadPhoto(root.FS(), "in.jpg"); err != nil {
		t.Errorf("a link inside: %v", err)
	}
	_, err = record.ReadPhoto(root.FS(), "out.jpg")
	if err == nil || strings.Contains(err.Error(), dir) {
		t.Errorf("a link to the outside: got %v", err)
	}
}

// FuzzDecode checks that no file panics and that what is accepted holds to its promises.
func FuzzDecode(f *testing.F) {
	for _, dir := range []string{"testdata/photos/*", "testdata/jpeg/*.jpeg"} {
		names, _ := filepath.Glob(dir)
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height > 1<<20 {
			return // sound, and slow
		}
		if v := verdict(t, "fuzz", data); strings.Contains(v, "cannot be decoded") {
			t.Errorf("a decoder panicked: %s", v)
		}
	})
}

// BenchmarkReadPhoto reads a portrait of the least size for print.
func BenchmarkReadPhoto(b *testing.B) {
	img := image.NewRGBA(image.Rect(0, 0, 413, 531))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 97)
	}
	files := fstest.MapFS{"a.jpg": {Data: []byte(encodeJPEG(b, img))}}
	p, err := record.ReadPhoto(files, "a.jpg")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			record.ReadPhoto(files, "a.jpg")
		}
	})
	b.Run("reread", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			record.Reread(files, "a.jpg", p)
		}
	})
}

// shrunkFS has a file that has become shorter, or longer, since it was asked for its size.
type shrunkFS struct {
	fstest.MapFS
	size int64
}

type shrunkFile struct {
	fs.File
	size int64
}

type shrunkInfo struct {
	fs.FileInfo
	size int64
}

func (f shrunkFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	return shrunkFile{file, f.size}, err
}

func (f shrunkFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return shrunkInfo{info, f.size}, err
}

func (i shrunkInfo) Size() int64 { return i.size }

// TestChangingFile reads what a file holds, and no more than it was said to hold.
func TestChangingFile(t *testing.T) {
	data := encodeJPEG(t, image.NewGray(image.Rect(0, 0, 40, 50)))
	files := fstest.MapFS{"a.jpg": {Data: []byte(data)}}
	for _, more := range []int{0, 5, -1, -len(data)} {
		p, err := record.ReadPhoto(shrunkFS{files, int64(len(data) + more)}, "a.jpg")
		switch {
		case more < 0 && err == nil:
			t.Errorf("%d bytes fewer: read whole", -more)
		case more >= 0 && (err != nil || p.SHA256 != sha256.Sum256([]byte(data))):
			t.Errorf("%d bytes more: got %v", more, err)
		}
	}
}
