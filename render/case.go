package render

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"iter"

	"docketcard/templates/source"
)

// Case is a file of case records: one record, several documents, or a list.
type Case struct {
	Name  string // for located faults
	Data  []byte // nil when Files is a CaseFS, which opens it
	Files fs.FS  // the folder that photos are relative to
}

// A CaseFS is the folder of a case file that is read a piece at a time: it opens that file, once for the check of a batch and again for each part of
// a large one that is drawn.
type CaseFS interface {
	fs.FS
	OpenCase() (CaseFile, error)
}

// A CaseFile is an open case file.
type CaseFile interface {
	io.ReaderAt
	io.Closer
}

func (c *Case) open() (CaseFile, error) {
	if f, ok := c.Files.(CaseFS); ok && c.Data == nil {
		return f.OpenCase()
	}
	return memoryCase{bytes.NewReader(c.Data)}, nil
}

// memoryCase is a file whose data is at hand.
type memoryCase struct{ *bytes.Reader }

func (memoryCase) Close() error { return nil }

// A doc is one document of a case file.
type doc struct {
	file   *Case
	offset int64 // of its first byte
	source.Doc
}

// docs are documents that are checked together, or why there are none.
type docs struct {
	all   []doc
	empty *Case // a file without any
	err   error
}

// Files are read in pieces of pieceSize after a first one that holds any single record, so that memory does not grow with them, and of each piece some
// documents are checked together.
const (
	firstSize = 16 << 10
	pieceSize = 1 << 20
	together  = 16
)

// documents reads the documents of case files in order. It ends with the first file that cannot be read.
func documents(cases []Case) iter.Seq[docs] {
	return func(yield func(docs) bool) {
		for i := range cases {
			if !cases[i].documents(yield) {
				return
			}
		}
	}
}

func (c *Case) documents(yield func(docs) bool) bool {
	fail := func(err error) bool {
		yield(docs{err: fmt.Errorf("reading %q: %w", c.Name, err)})
		return false
	}
	f, err := c.open()
	if err != nil {
		yield(docs{err: err})
		return false
	}
	defer f.Close()
	found := false
	var rest []byte // of the piece before, from the start of its last document on, which may be longer
	for offset, line, size := int64(0), 1, firstSize; ; size = pieceSize {
		piece := make([]byte, len(rest)+max(size, len(rest)))
		n, err := f.ReadAt(piece[copy(piece, rest):], offset+int64(len(rest)))
		if err != nil && err != io.EOF {
			return fail(err)
		}
		piece = piece[:len(rest)+n]
		split := source.Split(piece)
		ended := err == io.EOF
		var all []doc
		for _, d := range split {
			// A document is a part of the piece, and so is all behind it.
			at := cap(piece) - cap(d.Data)
			all = append(all, doc{c, offset + int64(at), source.Doc{Line: line + d.Line - 1, Data: d.Data}})
		}
		rest = piece
		if n := len(all); n > 0 && !ended {
			last := all[n-1]
			all = all[:n-1]
			rest = piece[last.offset-offset:]
			offset, line = last.offset, last.Line
		}
		found = found || len(all) > 0
		for len(all) > 0 {
			n := min(together, len(all))
			if !yield(docs{all: all[:n:n]}) {
				return false
			}
			all = all[n:]
		}
		if ended {
			return found || yield(docs{empty: c})
		}
	}
}

// A caseReader reads documents again, those of one file after another. It is for one goroutine.
type caseReader struct {
	file *Case
	in   CaseFile
}

// read returns size bytes of a file.
func (r *caseReader) read(file *Case, offset int64, size int) ([]byte, error) {
	if r.file != file {
		r.close()
		in, err := file.open()
		if err != nil {
			return nil, err
		}
		r.file, r.in = file, in
	}
	data := make([]byte, size)
	n, err := r.in.ReadAt(data, offset)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("reading %q: %w", file.Name, err)
	}
	return data[:n], nil
}

func (r *caseReader) close() {
	if r.in != nil {
		r.in.Close()
	}
	*r = caseReader{}
}
