package record

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"docketcard/templates/source"
)

// What a picture may cost. The working set counts the decoder's memory and that of a conversion; a camera's picture of 24 megapixels stays
// below it.
const (
	MaxPhotoBytes  = 10 << 20
	MaxPhotoPixels = 25_000_000
	maxWorkingSet  = 256 << 20
	maxScans       = 64 // a progressive JPEG of a camera or an optimiser has up to about 20
)

// Photo is a picture that may be embedded as it is.
type Photo struct {
	Data          []byte            // a JPEG of 8 bits, YCbCr or gray, without any APPn or COM segment
	Format        string            // of the file: jpeg or png
	Width, Height int               // in pixels, as displayed: after Orientation is applied
	Orientation   int               // 1 to 8, EXIF 2.32 section 4.6.5; Data's pixels are not turned
	Gray          bool              // Data has one component
	SHA256        [sha256.Size]byte // of the file

	mark uint64 // of the file, under markSeed
}

// markSeed makes the marks of files that are read twice in one run: keyed, so that no file can be made to have another's mark, and far cheaper
// than a second SHA-256. Marks are compared and never leave the process.
var markSeed = maphash.MakeSeed()

// Checked remembers, by the SHA-256 of their files, which pictures were decoded to the last block and found sound. Goroutines may share it.
type Checked interface {
	Has(sum [sha256.Size]byte) bool
	Add(sum [sha256.Size]byte)
}

// ErrPhotoChanged is the reason when Reread finds another file than was checked.
var ErrPhotoChanged = errors.New("the file has changed since it was checked")

// ReadPhoto opens a picture in files and checks it as Decode does. It opens nothing but regular files of at most MaxPhotoBytes, by a path that
// has / between names and no way out of files. Links are the business of files: an os.Root's FS does not follow them outside. The error
// begins with the name in quotes.
func ReadPhoto(files fs.FS, name string) (*Photo, error) {
	return readPhoto(files, name, nil)
}

// readPhoto is ReadPhoto; what checked has, when it is not nil, is not decoded, and what is found sound is added to it.
func readPhoto(files fs.FS, name string, checked Checked) (*Photo, error) {
	data, err := readFile(files, name)
	if err != nil {
		return nil, err
	}
	p, err := decode(data, data[:0], checked)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", source.Quote(name), err)
	}
	return p, nil
}

// Reread is ReadPhoto for a picture that was checked before in this run: the error wraps ErrPhotoChanged when the file is another now. The
// pixels of a JPEG whose data is kept are not decoded again.
func Reread(files fs.FS, name string, was *Photo) (*Photo, error) {
	data, err := readFile(files, name)
	if err != nil {
		return nil, err
	}
	if maphash.Bytes(markSeed, data) != was.mark {
		return nil, fmt.Errorf("%s: %w", source.Quote(name), ErrPhotoChanged)
	}
	if sniff(data) == "JPEG" {
		if j := scanJPEG(data); j.keep() {
			p := j.photo(was.SHA256, data[:0])
			p.mark = was.mark
			return p, nil
		}
	}
	p, err := decode(data, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", source.Quote(name), err)
	}
	return p, nil
}

// Decode checks a whole JPEG or PNG file, told by its content, and returns it in the form that may be embedded. Its dimensions
// and memory are found within the caps before it is read to the end. A sound baseline or progressive JPEG in YCbCr or gray keeps its coded
// data; everything else is decoded, laid over white and coded as JPEG of quality 95. What follows the end of the picture is dropped.
func Decode(data []byte) (*Photo, error) {
	return decode(data, nil, nil)
}

// decode is Decode; the data of a picture that is kept may be laid over out, which may be the file itself. Checked is as for readPhoto.
func decode(data, out []byte, checked Checked) (p *Photo, err error) {
	// The decoders are robust, but one card's picture must not end a batch.
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("the picture cannot be decoded: %v", r)
		}
	}()
	if len(data) > MaxPhotoBytes {
		return nil, errTooLarge
	}
	mark := maphash.Bytes(markSeed, data) // before out is written to
	switch kind := sniff(data); kind {
	case "JPEG":
		p, err = decodeJPEG(data, out, checked)
	case "PNG":
		p, err = decodePNG(data)
	case "":
		err = errors.New("the file is not a picture that is known here; want a JPEG or PNG")
	default:
		err = fmt.Errorf("the file is %s; want a JPEG or PNG", kind)
	}
	if err != nil {
		return nil, err
	}
	p.mark = mark
	return p, nil
}

var errTooLarge = fmt.Errorf("the file is larger than %d MiB", MaxPhotoBytes>>20)

// sniff names the kind of a file by its first bytes, or returns "".
func sniff(data []byte) string {
	for _, k := range []struct{ magic, name string }{
		{"\xff\xd8\xff", "JPEG"}, {"\x89PNG\r\n\x1a\n", "PNG"},
		{"\xff\xd8", "no JPEG after its first two bytes"}, {"GIF8", "a GIF"}, {"%PDF", "a PDF"}, {"BM", "a BMP"}, {"II*\x00", "a TIFF"}, {"MM\x00*", "a TIFF"},
		{"PK\x03\x04", "a ZIP archive"}, {"\x00\x00\x00\x0cjP  ", "a JPEG 2000"}, {"\xff\x0a", "a JPEG XL"}, {"8BPS", "a Photoshop file"},
	} {
		if bytes.HasPrefix(data, []byte(k.magic)) {
			return k.name
		}
	}
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 512)], " \t\r\n\ufeff"))
	switch {
	case len(data) == 0:
		return "empty"
	case len(data) > 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return "a WebP"
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		return "a HEIF or AVIF picture"
	case bytes.HasPrefix(head, []byte("<svg")) || bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg")):
		return "an SVG"
	case bytes.HasPrefix(head, []byte("<!doctype")) || bytes.HasPrefix(head, []byte("<html")):
		return "an HTML page"
	}
	return ""
}

// checkSize refuses dimensions before anything is decoded.
func checkSize(c image.Config) error {
	switch {
	case c.Width < 1 || c.Height < 1:
		return errors.New("the picture has no pixels")
	case int64(c.Width)*int64(c.Height) > MaxPhotoPixels:
		return fmt.Errorf("the picture has %d x %d pixels; want at most %d megapixels", c.Width, c.Height, MaxPhotoPixels/1_000_000)
	}
	return nil
}

func checkWorkingSet(bytes int64) error {
	if bytes > maxWorkingSet {
		return fmt.Errorf("the picture would take %d MiB to decode; want at most %d, so make it smaller", bytes>>20, maxWorkingSet>>20)
	}
	return nil
}

func unsound(kind string, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return fmt.Errorf("the %s ends before its picture does", kind)
	}
	msg := err.Error()
	if strings.Contains(msg, "unknown color model") {
		return fmt.Errorf("the %s has four inks and does not say which; save it as RGB", kind)
	}
	for _, prefix := range []string{"png: ", "invalid format: ", "invalid JPEG format: ", "unsupported JPEG feature: ", "unsupported feature: "} {
		msg = strings.TrimPrefix(msg, prefix)
	}
	return fmt.Errorf("the %s is not sound: %s", kind, msg)
}

func decodeJPEG(data, out []byte, checked Checked) (*Photo, error) {
	j := scanJPEG(data)
	sum := sha256.Sum256(data)
	// What is over a cap is refused below.
	if j.scans <= maxScans && j.keep() && j.fits() {
		if checked != nil && checked.Has(sum) {
			return j.photo(sum, out), nil
		}
		if j.sound() {
			if checked != nil {
				checked.Add(sum)
			}
			return j.photo(sum, out), nil
		}
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, unsound("JPEG", err)
	}
	if err := checkSize(config); err != nil {
		return nil, err
	}
	if n := max(j.scans, bytes.Count(data, []byte{0xff, markerSOS})); n > maxScans && (j.scans > maxScans || !j.tidy) {
		return nil, fmt.Errorf("the JPEG has %d scans; want at most %d", n, maxScans)
	}
	if err := checkWorkingSet(j.workingSet(config)); err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, unsound("JPEG", err)
	}
	if j.keep() {
		if checked != nil {
			checked.Add(sum)
		}
		return j.photo(sum, out), nil
	}
	return encode(img, "jpeg", j.orientation, sum)
}

func decodePNG(data []byte) (*Photo, error) {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, unsound("PNG", err)
	}
	if err := checkSize(config); err != nil {
		return nil, err
	}
	h := scanPNG(data)
	if err := checkWorkingSet(h.workingSet(config)); err != nil {
		return nil, err
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, unsound("PNG", err)
	}
	return encode(img, "png", h.orientation, sha256.Sum256(data))
}

// encode lays a picture over white and codes it.
func encode(img image.Image, format string, orientation int, sum [sha256.Size]byte) (*Photo, error) {
	img = flatten(img)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		return nil, fmt.Errorf("the picture cannot be coded: %w", err)
	}
	_, gray := img.(*image.Gray)
	p := &Photo{Data: b.Bytes(), Format: format, Width: img.Bounds().Dx(), Height: img.Bounds().Dy(), Orientation: orientation, Gray: gray, SHA256: sum}
	p.turn()
	return p, nil
}

// turn swaps width and height when the picture lies on its side.
func (p *Photo) turn() {
	if p.Orientation >= 5 {
		p.Width, p.Height = p.Height, p.Width
	}
}

// flatten returns img over white in a form that is coded without a copy: gray, or opaque RGBA. It may change img's pixels.
func flatten(img image.Image) image.Image {
	b := img.Bounds()
	switch src := img.(type) {
	case *image.Gray, *image.YCbCr:
		return img
	case *image.RGBA: // premultiplied, as opaque PNGs and RGB JPEGs are decoded
		for i := 0; i+3 < len(src.Pix); i += 4 {
			if a := 255 - src.Pix[i+3]; a > 0 {
				src.Pix[i], src.Pix[i+1], src.Pix[i+2], src.Pix[i+3] = src.Pix[i]+a, src.Pix[i+1]+a, src.Pix[i+2]+a, 255
			}
		}
		return src
	case *image.NRGBA:
		for i := 0; i+3 < len(src.Pix); i += 4 {
			if a := uint32(src.Pix[i+3]); a < 255 {
				for c := i; c < i+3; c++ {
					src.Pix[c] = uint8((uint32(src.Pix[c])*a + 255*(255-a) + 127) / 255)
				}
				src.Pix[i+3] = 255
			}
		}
		return &image.RGBA{Pix: src.Pix, Stride: src.Stride, Rect: src.Rect}
	case *image.Gray16:
		out := image.NewGray(b)
		for i := range out.Pix {
			out.Pix[i] = src.Pix[2*i]
		}
		return out
	case *image.Paletted:
		var palette [256]color.RGBA
		for i, c := range src.Palette {
			palette[i] = overWhite(c)
		}
		out := image.NewRGBA(b)
		for y := range b.Dy() {
			for x, v := range src.Pix[y*src.Stride:][:b.Dx()] {
				c := palette[v]
				copy(out.Pix[y*out.Stride+4*x:], []byte{c.R, c.G, c.B, 255})
			}
		}
		return out
	}
	out := image.NewRGBA(b)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			out.SetRGBA(x, y, overWhite(img.At(x, y)))
		}
	}
	return out
}

func overWhite(c color.Color) color.RGBA {
	r, g, b, a := c.RGBA()
	white := 0xffff - a
	return color.RGBA{uint8((r + white) >> 8), uint8((g + white) >> 8), uint8((b + white) >> 8), 255}
}

// photoBuffers are the buffers of pictures that are not needed any more.
var photoBuffers sync.Pool

// photoBuffer returns an empty buffer with room for size bytes.
func photoBuffer(size int) []byte {
	if b, ok := photoBuffers.Get().(*[]byte); ok && cap(*b) >= size {
		return (*b)[:0]
	}
	return make([]byte, 0, max(size, 64<<10))
}

// Recycle takes the data of a picture that nothing refers to any more, for the next picture that is read.
func Recycle(data []byte) {
	if cap(data) > 0 && cap(data) <= 1<<20 {
		photoBuffers.Put(&data)
	}
}

// A RegularFS opens nothing but regular files and folders: it looks at what a name stands for before it opens it, since opening a pipe may wait
// forever.
type RegularFS interface {
	fs.FS
	OpenRegular(name string) (fs.File, error)
}

// readFile returns a regular file of at most MaxPhotoBytes. Unless the file system does so itself, it is looked at before it is opened.
func readFile(files fs.FS, name string) ([]byte, error) {
	quoted := source.Quote(name)
	if why := pathFault(name); why != "" {
		return nil, fmt.Errorf("%s %s", quoted, why)
	}
	if files == nil {
		return nil, fmt.Errorf("%s cannot be opened: the record has no folder", quoted)
	}
	open := files.Open
	if r, ok := files.(RegularFS); ok {
		open = r.OpenRegular
	} else {
		info, err := fs.Stat(files, name)
		if err != nil {
			return nil, openFault(quoted, err)
		}
		if err := checkFile(info); err != nil {
			return nil, fmt.Errorf("%s: %w", quoted, err)
		}
	}
	f, err := open(name)
	if err != nil {
		return nil, openFault(quoted, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, openFault(quoted, err)
	}
	if err := checkFile(info); err != nil {
		return nil, fmt.Errorf("%s: %w", quoted, err)
	}
	// The file as it is now: what is written to it meanwhile is not waited for.
	size := int(info.Size())
	data := photoBuffer(size)[:size]
	n, err := io.ReadFull(f, data)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, openFault(quoted, err)
	}
	return data[:n], nil
}

func checkFile(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.New("a folder; want a file")
	case !info.Mode().IsRegular():
		return errors.New("not a regular file")
	case info.Size() > MaxPhotoBytes:
		return errTooLarge
	}
	return nil
}

// openFault leaves the path out that a file system puts into its errors: it may be of this machine.
func openFault(quoted string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &openError{quoted + " does not exist", err}
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return &openError{quoted + " cannot be read: " + err.Error(), err}
}

type openError struct {
	msg string
	err error
}

func (e *openError) Error() string { return e.msg }
func (e *openError) Unwrap() error { return e.err }

// pathFault returns what is wrong with a path, or "". It gives the same answer on every system.
func pathFault(name string) string {
	if !utf8.ValidString(name) {
		return "is not UTF-8"
	}
	for _, r := range name {
		switch {
		case r == '\\':
			return `has a \; want / between names`
		case r == ':':
			return "has a colon; want a path, not an address or a drive"
		case !unicode.IsPrint(r) || invisible(r):
			return "has " + describe(r)
		}
	}
	if strings.HasPrefix(name, "/") {
		return "is an absolute path; want one relative to the record's folder"
	}
	for part := range strings.SplitSeq(name, "/") {
		base, _, _ := strings.Cut(part, ".")
		switch {
		case part == "..":
			return "leads out of the record's folder"
		case part == "" || part == ".":
			return "is not a plain path; want names with one / between them"
		case reservedNames[strings.ToUpper(strings.TrimRight(base, " "))]:
			return "has a name that Windows reserves for devices"
		case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
			return "has a name that ends with a dot or a space"
		}
	}
	if !fs.ValidPath(name) {
		return "is not a path"
	}
	return ""
}

var reservedNames = func() map[string]bool {
	m := map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true}
	for _, n := range "123456789\u00b9\u00b2\u00b3" {
		m["COM"+string(n)], m["LPT"+string(n)] = true, true
	}
	return m
}()
