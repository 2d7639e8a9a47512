package sample

import (
	"bytes"
	"io/fs"
	slashed "path"
	"time"
)

// A Folder is an fs.FS of files that were never written, by their paths.
type Folder map[string][]byte

// Open implements fs.FS.
func (m Folder) Open(name string) (fs.File, error) {
	data, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &memoryFile{*bytes.NewReader(data), slashed.Base(name)}, nil
}

// OnePhoto is a folder that has one picture under every name.
type OnePhoto []byte

// Open implements fs.FS.
func (p OnePhoto) Open(name string) (fs.File, error) { return Folder{name: p}.Open(name) }

type memoryFile struct {
	bytes.Reader
	name string
}

func (f *memoryFile) Close() error               { return nil }
func (f *memoryFile) Stat() (fs.FileInfo, error) { return memoryInfo{f}, nil }

// memoryInfo is of a regular file.
type memoryInfo struct{ f *memoryFile }

func (i memoryInfo) Name() string       { return i.f.name }
func (i memoryInfo) Size() int64        { return i.f.Reader.Size() }
func (i memoryInfo) Mode() fs.FileMode  { return 0o444 }
func (i memoryInfo) ModTime() time.Time { return time.Time{} }
func (i memoryInfo) IsDir() bool        { return false }
func (i memoryInfo) Sys() any           { return nil }
