package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"sync"

	flate "github.com/klauspost/compress/zlib"
)

// flateLevel is the knee of the measured curve for pages of text and code paths: level 1 takes two thirds of the time
// for a quarter more bytes, level 7 two and a half times the time for a twentieth less.
const flateLevel = 5

// flateLimit bounds what one stream may inflate to.
const flateLimit = 256 << 20

// A flater is one deflate writer with its buffer; both are far dearer to make than to reset.
type flater struct {
	out bytes.Buffer
	w   *flate.Writer
}

var flaters = sync.Pool{New: func() any {
	f := new(flater)
	w, err := flate.NewWriterLevel(&f.out, flateLevel)
	if err != nil {
		panic(err) // the level is a constant
	}
	f.w = w
	return f
}}

// deflate returns its parts, one after the other, as the zlib stream of /FlateDecode, in a slice of its own.
//
// It uses a pinned module and not the standard library because the output of compress/flate changes
// between Go releases and a card's file must not; it is also several times faster. What is inflated is the same from
// either, so reading uses the standard library.
func deflate(parts ...[]byte) []byte {
	f := flaters.Get().(*flater)
	defer flaters.Put(f)
	f.out.Reset()
	f.w.Reset(&f.out)
	for _, p := range parts {
		f.w.Write(p) // a bytes.Buffer takes every write
	}
	f.w.Close()
	return bytes.Clone(f.out.Bytes())
}

// inflate undoes deflate, or fails if that would give more than flateLimit bytes.
func inflate(src []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("inflating: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(r, flateLimit+1))
	if err != nil {
		return nil, fmt.Errorf("inflating: %w", err)
	}
	if len(out) > flateLimit {
		return nil, fmt.Errorf("stream inflates to more than %d bytes", flateLimit)
	}
	return out, nil
}

// Decode returns the dictionary and the data of a stream without its Flate filter. A stream under another filter
// is returned as it is.
func Decode(d Dict, data []byte) (Dict, []byte, error) {
	if d.Name("Filter") != "FlateDecode" {
		return d, data, nil
	}
	data, err := inflate(data)
	if err != nil {
		return nil, nil, err
	}
	return d.without("Filter"), data, nil
}
