package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

const (
	sheetsSize    = 1 << 30     // most bytes of a PDF or picture that verify reads
	textSize      = 16 << 10    // most bytes of the text of one code; the largest QR symbol holds 7089 digits
	picturePixels = 100_000_000 // an A4 page at 1000 dpi, or what the largest cameras of phones take
)

// A target is one thing to verify: a PDF, a picture, or the text of one code.
type target struct {
	Name    string // for messages; holds nothing of the text, which may be personal data
	PDF     []byte // nil for others
	Picture []byte // PNG or JPEG; nil for others
	Text    string
}

// readTargets yields what the arguments of verify name, one by one, so that only one file is in memory. An argument is
// a file or folder if there is one of that name or if it looks like a name; else it is the text of a code. A file that
// is neither a PDF nor a picture holds texts, one a line. An error is about one file, and others may follow it, unless it is a usageError
// or that of the context.
func readTargets(ctx context.Context, m *machine, args []string) iter.Seq2[target, error] {
	return func(yield func(target, error) bool) {
		each := func(list []target, err error) bool {
			if err != nil {
				return yield(target{}, err)
			}
			for _, t := range list {
				if !yield(t, nil) {
					return false
				}
			}
			return true
		}
		stdin := false
		for i, arg := range args {
			more := true
			switch {
			case arg == "-" && stdin:
				more = yield(target{}, usagef("standard input is named twice"))
			case arg == "-":
				stdin = true
				data, err := readStdin(ctx, m, sheetsSize)
				if err != nil {
					more = yield(target{}, err)
					break
				}
				more = each(split("<stdin>", data))
			case isFile(arg):
				more = readFiles(arg, each)
			default:
				more = yield(target{Name: fmt.Sprintf("argument %d", i+1), Text: strings.TrimSpace(arg)}, nil)
			}
			if !more || ctx.Err() != nil {
				return
			}
		}
	}
}

// isFile tells a file name from the text of a code, for names of files that do not exist too.
func isFile(arg string) bool {
	if len(arg) > 4096 || strings.ContainsAny(arg, "\n\x00") {
		return false
	}
	if _, err := os.Stat(arg); err == nil {
		return true
	}
	switch strings.ToLower(filepath.Ext(arg)) {
	case ".pdf", ".txt", ".png", ".jpg", ".jpeg":
		return !strings.Contains(arg, "#")
	}
	return false
}

// readFiles gives each the targets of a file, or of every file in a folder and those below it that verify reads by its name, in the
// order of their names. Hidden files and links in a folder are passed over: what lies outside it is not the user's choice.
func readFiles(name string, each func([]target, error) bool) bool {
	info, err := os.Stat(name)
	if err != nil {
		return each(nil, doing("opening", name, err))
	}
	if !info.IsDir() {
		return each(readTarget(name))
	}
	found, more := false, true
	filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		hidden := path != name && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			more = each(nil, doing("opening", path, err))
		case hidden && entry.IsDir():
			return fs.SkipDir
		case hidden || !entry.Type().IsRegular() || !isFile(path) || !namesTarget(path):
		default:
			found = true
			more = each(readTarget(path))
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if more && !found {
		return each(nil, fmt.Errorf("reading %q: found no file to verify in the folder; want PDF, PNG, JPEG or .txt", name))
	}
	return more
}

// namesTarget reports whether a file in a folder has the name of what verify reads.
func namesTarget(path string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".pdf", ".txt", ".png", ".jpg", ".jpeg":
		return true
	}
	return false
}

func readTarget(name string) ([]target, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, doing("opening", name, err)
	}
	defer f.Close()
	data, err := readCapped(f, name, sheetsSize)
	if err != nil {
		return nil, err
	}
	return split(filepath.ToSlash(name), data)
}

// foreign are pictures that verify does not read, by what stands at an offset of them.
var foreign = []struct {
	at          int
	magic, name string
}{
	{4, "ftypheic", "HEIC"}, {4, "ftypmif1", "HEIF"}, {4, "ftypavif", "AVIF"}, {8, "WEBP", "WebP"},
	{0, "GIF8", "GIF"}, {0, "II*\x00", "TIFF"}, {0, "MM\x00*", "TIFF"}, {0, "BM", "BMP"},
}

// split returns the PDF or picture that data is, told by its first bytes, or the texts that are its lines.
func split(name string, data []byte) ([]target, error) {
	switch {
	// Readers accept a header anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13).
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return []target{{Name: name, PDF: data}}, nil
	case hasPNG(data), hasJPEG(data):
		return []target{{Name: name, Picture: data}}, nil
	}
	if !utf8.Valid(data) {
		for _, f := range foreign {
			if len(data) > f.at && bytes.HasPrefix(data[f.at:], []byte(f.magic)) {
				return nil, hintf(fmt.Errorf("reading %q: found a picture in %s; want PNG or JPEG", name, f.name),
					"save it as JPEG, or let the phone share it as JPEG")
			}
		}
		return nil, fmt.Errorf("reading %q: found neither a PDF nor a picture nor text", name)
	}
	var list []target
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(line) > textSize {
			return nil, fmt.Errorf("reading %q: line %d has more than %d KiB; want the text of one code", name, number, textSize>>10)
		}
		list = append(list, target{Name: fmt.Sprintf("%s:%d", name, number), Text: line})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("reading %q: found nothing; want a PDF, a picture or the text of a code", name)
	}
	return list, nil
}

func hasPNG(data []byte) bool  { return bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")) }
func hasJPEG(data []byte) bool { return bytes.HasPrefix(data, []byte("\xff\xd8\xff")) }

// decodePicture decodes a PNG or JPEG, unless it has more pixels than any camera or scanner gives.
func decodePicture(name string, data []byte) (image.Image, error) {
	kind, config, decode := "JPEG", jpeg.DecodeConfig, jpeg.Decode
	if hasPNG(data) {
		kind, config, decode = "PNG", png.DecodeConfig, png.Decode
	}
	c, err := config(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("reading %q: found a damaged %s: %w", name, kind, err)
	}
	if int64(c.Width)*int64(c.Height) > picturePixels {
		return nil, fmt.Errorf("reading %q: found %d x %d pixels; want at most %d million", name, c.Width, c.Height, picturePixels/1_000_000)
	}
	img, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("reading %q: found a damaged %s: %w", name, kind, err)
	}
	return img, nil
}
