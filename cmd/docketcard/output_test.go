package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// contents lists a folder as "name: content".
func contents(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s: %s", e.Name(), data))
	}
	return strings.Join(list, "\n")
}

func TestOutput(t *testing.T) {
	ctx, m, dir := context.Background(), newTestMachine(""), t.TempDir()
	name := filepath.Join(dir, "cards.pdf")
	for _, text := range []string{"%PDF-1", "%PDF-2"} {
		before := contents(t, dir)
		out, err := createOutput(ctx, m.machine, name, pdfOutput)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(out, text)
		if got := contents(t, dir); !strings.Contains(got, before) {
			t.Errorf("before commit: got %q, want %q in it", got, before)
		}
		if err := out.commit(); err != nil {
			t.Fatal(err)
		}
		out.discard()
		if got, want := contents(t, dir), "cards.pdf: "+text; got != want {
			t.Errorf("after commit: got %q, want %q", got, want)
		}
		if _, err := out.Write(nil); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("write after commit: got %v", err)
		}
	}
	if info, err := os.Stat(name); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode: got %v (%v), want 0600", info.Mode(), err)
	}
}

// Whatever ends the run, nothing is left and what was there stays.
func TestOutputFailing(t *testing.T) {
	full := errors.New("no space left on device")
	tests := map[string]func(t *testing.T, m *testMachine, name string){
		"error": func(t *testing.T, m *testMachine, name string) {
			out, err := createOutput(context.Background(), m.machine, name, pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			defer out.discard()
			fmt.Fprint(out, "%PDF-new")
		},
		"panic": func(t *testing.T, m *testMachine, name string) {
			defer func() { recover() }()
			out, err := createOutput(context.Background(), m.machine, name, pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			defer out.discard()
			panic("our own bug")
		},
		"cancelled": func(t *testing.T, m *testMachine, name string) {
			ctx, cancel := context.WithCancel(context.Background())
			out, err := createOutput(ctx, m.machine, name, pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprint(out, "%PDF-new")
			cancel()
			out.discard() // waits for the removal that cancellation has started
			if _, err := fmt.Fprint(out, "more"); !errors.Is(err, context.Canceled) {
				t.Errorf("write: got %v, want %v", err, context.Canceled)
			}
			if err := out.commit(); !errors.Is(err, context.Canceled) {
				t.Errorf("commit: got %v, want %v", err, context.Canceled)
			}
		},
		"cancelled before": func(t *testing.T, m *testMachine, name string) {
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			out, err := createOutput(ctx, m.machine, name, pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			out.discard()
		},
		"disk full at write": func(t *testing.T, m *testMachine, name string) {
			failCreate(m, func(f *failingFile) { f.write = full })
			out, err := createOutput(context.Background(), m.machine, name, pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			defer out.discard()
			if _, err := fmt.Fprint(out, "%PDF-new"); !errors.Is(err, full) {
				t.Errorf("write: got %v, want %v", err, full)
			}
		},
		"disk full at sync": func(t *testing.T, m *testMachine, name string) {
			failCreate(m, func(f *failingFile) { f.sync = full })
			commitFails(t, m, name, full)
		},
		"disk full at close": func(t *testing.T, m *testMachine, name string) {
			failCreate(m, func(f *failingFile) { f.close = full })
			commitFails(t, m, name, full)
		},
		"name taken by a folder meanwhile": func(t *testing.T, m *testMachine, name string) {
			out, err := createOutput(context.Background(), m.machine, name+".x", pdfOutput)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(name+".x", 0o700); err != nil {
				t.Fatal(err)
			}
			if err := out.commit(); err == nil {
				t.Error("commit over a folder: got no error")
			}
			os.Remove(name + ".x")
		},
	}
	for name, fail := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "cards.pdf")
			if err := os.WriteFile(file, []byte("%PDF-old"), 0o600); err != nil {
				t.Fatal(err)
			}
			fail(t, newTestMachine(""), file)
			if got, want := contents(t, dir), "cards.pdf: %PDF-old"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func commitFails(t *testing.T, m *testMachine, name string, want error) {
	out, err := createOutput(context.Background(), m.machine, name, pdfOutput)
	if err != nil {
		t.Fatal(err)
	}
	defer out.discard()
	fmt.Fprint(out, "%PDF-new")
	if err := out.commit(); !errors.Is(err, want) {
		t.Errorf("commit: got %v, want %v", err, want)
	}
}

// A failingFile is a file on a full disk.
type failingFile struct {
	file
	write, sync, close error
}

func failCreate(m *testMachine, set func(*failingFile)) {
	create := m.create
	m.create = func(name string, perm fs.FileMode) (file, error) {
		f, err := create(name, perm)
		failing := &failingFile{file: f}
		set(failing)
		return failing, err
	}
}

func (f *failingFile) Write(p []byte) (int, error) {
	if f.write != nil {
		n, _ := f.file.Write(p[:len(p)/2])
		return n, f.write
	}
	return f.file.Write(p)
}

func (f *failingFile) Sync() error { return errors.Join(f.sync, f.file.Sync()) }

func (f *failingFile) Close() error { return errors.Join(f.file.Close(), f.close) }

func TestOutputRefused(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "office.key")
	if err := os.WriteFile(key, []byte("-----BEGIN PRIVATE KEY-----"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := contents(t, dir)
	for name, want := range map[string]string{
		key:                               "is not a PDF; refusing to replace it",
		dir:                               "is a folder",
		filepath.Join(dir, "no", "x.pdf"): "does not exist",
		filepath.Join(key, "cards.pdf"):   "",
	} {
		_, err := createOutput(context.Background(), newTestMachine("").machine, name, pdfOutput)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", name, err, want)
		}
	}
	if got := contents(t, dir); got != before {
		t.Errorf("got %q, want %q", got, before)
	}
}

func TestOutputElsewhere(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	ctx, m, dir := context.Background(), newTestMachine(""), t.TempDir()
	put := func(name string) {
		t.Helper()
		out, err := createOutput(ctx, m.machine, name, pdfOutput)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(out, "%PDF-")
		if err := out.commit(); err != nil {
			t.Fatal(err)
		}
	}

	// A link stays a link.
	target, link := filepath.Join(dir, "cards.pdf"), filepath.Join(dir, "link.pdf")
	if err := errors.Join(os.WriteFile(target, nil, 0o600), os.Symlink("cards.pdf", link)); err != nil {
		t.Fatal(err)
	}
	put(link)
	if got, err := os.Readlink(link); err != nil || got != "cards.pdf" {
		t.Errorf("link: got %q (%v)", got, err)
	}
	if got, _ := os.ReadFile(target); string(got) != "%PDF-" {
		t.Errorf("target of the link: got %q", got)
	}

	// A device stays a device.
	put(os.DevNull)
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Errorf("%s: got mode %v (%v)", os.DevNull, info.Mode(), err)
	}

	put("-")
	if got := m.stdout.String(); got != "%PDF-" {
		t.Errorf("standard output: got %q", got)
	}
}
