package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A sampleFolder is a folder of cases that comes into being as a whole: it is filled under a temporary name within itself, and commit moves what
// was written to its place. Nothing is ever overwritten.
type sampleFolder struct {
	target string
	temp   string
	made   bool     // the folder did not exist
	top    []string // names to move
}

// createSampleFolder opens a folder for cases. One that holds cases, photos or a profile already is refused.
func createSampleFolder(name string) (*sampleFolder, error) {
	f := &sampleFolder{target: name}
	entries, err := os.ReadDir(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.Mkdir(name, 0o755); err != nil {
			return nil, hintf(doing("making folder", name, err), "the folder that it lies in must exist")
		}
		f.made = true
	case err != nil:
		return nil, doing("opening folder", name, err)
	}
	for _, e := range entries {
		base := strings.ToLower(e.Name())
		ours := base == "photos" || base == "faulty" || isYAML(base) || slices.Contains([]string{".json", ".want"}, path.Ext(base))
		if ours && !strings.HasPrefix(base, ".") {
			return nil, hintf(fmt.Errorf("the folder %q holds cases already: found %q; refusing to write among them", name, e.Name()),
				"name another folder with -o, or remove this one first")
		}
	}
	f.temp = filepath.Join(name, ".docketcard-"+rand.Text()[:12]+".tmp")
	if err := os.Mkdir(f.temp, 0o755); err != nil {
		f.discard()
		return nil, doing("writing in", name, err)
	}
	return f, nil
}

// write writes a file by its path from the folder, with / between names.
func (f *sampleFolder) write(name string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("writing %q: leads out of the folder %q", name, f.target)
	}
	file := filepath.Join(f.temp, filepath.FromSlash(name))
	top, _, _ := strings.Cut(name, "/")
	if !slices.Contains(f.top, top) {
		f.top = append(f.top, top)
	}
	err := os.WriteFile(file, data, 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(file), 0o755); err == nil {
			err = os.WriteFile(file, data, 0o644)
		}
	}
	if err != nil {
		return doing("writing", filepath.Join(f.target, filepath.FromSlash(name)), err)
	}
	return nil
}

// commit gives the files their names.
func (f *sampleFolder) commit() error {
	for i, name := range f.top {
		err := os.Rename(filepath.Join(f.temp, name), filepath.Join(f.target, name))
		if err != nil {
			for _, done := range f.top[:i] {
				os.RemoveAll(filepath.Join(f.target, done))
			}
			return doing("writing", filepath.Join(f.target, name), err)
		}
	}
	f.made = false // it stays
	return syncFolder(f.target)
}

// discard removes what was written and not committed. It may be called more than once.
func (f *sampleFolder) discard() {
	if f.temp != "" {
		os.RemoveAll(f.temp)
	}
	if f.made {
		os.Remove(f.target)
		f.made = false
	}
}
