package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

// An outputKind says what an output file holds, and so what it may replace.
type outputKind struct {
	name   string
	magic  string      // how every file of the kind begins
	perm   fs.FileMode // of a new file
	binary bool        // is refused by a terminal
}

var (
	// Sheets hold personal data: nobody but the owner reads them until the owner says so.
	pdfOutput = outputKind{name: "PDF", magic: "%PDF-", perm: 0o600, binary: true}

	publicKeyOutput = outputKind{name: "public key", magic: "Public key id: ", perm: 0o644}
)

// An output is a file that comes into being, or takes the place of an older one, only as a whole: it is written
// under a temporary name in the same folder, and commit gives it its name. Whatever else ends the run removes it.
// The standard output and devices are written to directly.
type output struct {
	ctx    context.Context
	target string // what the file will be called; "" when written to directly
	temp   string
	stop   func() bool // calls the removal on cancellation off

	mu   sync.Mutex
	w    file
	done bool
}

// createOutput opens an output; "-" is standard output. It refuses a folder that does not exist, a terminal for
// binary kinds, and to replace a file of another kind: a slip of the hand must not cost a key or a record.
// The caller defers discard, writes, and commits:
//
//	out, err := createOutput(ctx, m, name, pdfOutput)
//	if err != nil { return err }
//	defer out.discard()
//	...
//	return out.commit()
func createOutput(ctx context.Context, m *machine, name string, kind outputKind) (*output, error) {
	if name == "-" {
		if _, ok := m.terminal(m.stdout); ok && kind.binary {
			return nil, hintf(fmt.Errorf("refusing to write a %s to a terminal", kind.name),
				"name a file with -o, or send the output into a file or a pipe")
		}
		return &output{ctx: ctx, w: stream{m.stdout}}, nil
	}

	// What stands at the name already. A link stays a link: the file it leads to is replaced.
	target := name
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		target = resolved
	}
	switch info, err := os.Stat(target); {
	case err == nil && info.IsDir():
		return nil, hintf(fmt.Errorf("writing %s: %q is a folder", kind.name, name),
			"name a file in it with -o")
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, doing("opening", name, err)
		}
		return &output{ctx: ctx, w: stream{f}}, nil
	case err == nil:
		if err := replaceable(target, name, kind); err != nil {
			return nil, err
		}
	}
	folder := filepath.Dir(target)
	if info, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil, hintf(fmt.Errorf("writing %q: the folder %q does not exist", name, folder),
			"mkdir %s makes it", quoteArg(folder))
	} else if err == nil && !info.IsDir() {
		return nil, fmt.Errorf("writing %q: %q is not a folder", name, folder)
	}

	o := &output{ctx: ctx, target: target}
	o.temp = filepath.Join(folder, ".docketcard-"+rand.Text()[:12]+".tmp")
	w, err := m.create(o.temp, kind.perm)
	if err != nil {
		return nil, doing("writing", name, err)
	}
	o.w = w
	// Work that does not look at its context is stopped by its next write. The lock keeps a discard that starts at once
	// waiting for stop.
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stop = context.AfterFunc(ctx, o.discard)
	return o, nil
}

// replaceable reports whether the file may be overwritten: it is empty or of the same kind.
func replaceable(target, name string, kind outputKind) error {
	f, err := os.Open(target)
	if err != nil {
		return doing("writing", name, err)
	}
	defer f.Close()
	head := make([]byte, len(kind.magic))
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return doing("reading", name, err)
	}
	if n > 0 && !bytes.Equal(head[:n], []byte(kind.magic)) {
		return hintf(fmt.Errorf("%q exists and is not a %s; refusing to replace it", name, kind.name),
			"choose another name with -o, or remove the file first")
	}
	return nil
}

// Write implements io.Writer. After cancellation it fails with the context's error.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done {
		return 0, o.gone()
	}
	return o.w.Write(p)
}

// commit makes the file durable and gives it its name. On an error nothing is left.
func (o *output) commit() (err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done {
		return o.gone()
	}
	if o.target == "" {
		o.done = true
		return o.w.Close()
	}
	defer func() {
		if err != nil {
			o.remove()
		}
	}()
	if err := o.w.Sync(); err != nil {
		return doing("writing", o.target, err)
	}
	if err := o.w.Close(); err != nil {
		return doing("writing", o.target, err)
	}
	if err := os.Rename(o.temp, o.target); err != nil {
		err = doing("replacing", o.target, err)
		if runtime.GOOS == "windows" {
			err = hintf(err, "close %s in every other program", filepath.Base(o.target))
		}
		return err
	}
	// The file has its name: from here on it stays, whatever the folder's sync says.
	o.done = true
	o.stop()
	return syncFolder(filepath.Dir(o.target))
}

// discard removes what was written, unless it is committed. It may be called more than once, from any goroutine.
func (o *output) discard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.done {
		o.remove()
	}
}

// remove closes first: Windows does not remove an open file.
func (o *output) remove() {
	o.done = true
	o.w.Close()
	if o.target != "" {
		o.stop()
		os.Remove(o.temp)
	}
}

func (o *output) gone() error {
	if err := o.ctx.Err(); err != nil {
		return err
	}
	return fs.ErrClosed
}

// A stream is a writer that is written to directly: there is nothing to sync, and closing the standard output is
// the system's business.
type stream struct{ io.Writer }

func (s stream) Sync() error { return nil }

func (s stream) Close() error {
	if f, ok := s.Writer.(*os.File); ok && f != os.Stdout {
		return f.Close()
	}
	return nil
}

// syncFolder makes a new name in a folder durable. Windows keeps names durable by itself and cannot sync a folder.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return doing("syncing", name, err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !invalidSync(err) {
		return doing("syncing", name, err)
	}
	return nil
}
