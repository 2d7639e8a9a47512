package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"strings"

	"docketcard/render/sample"
	"docketcard/templates"
)

// openRevision reads a template that diff names: as openDesign, or of a git revision.
func openRevision(ctx context.Context, arg string) (inputFile, error) {
	rest, ok := strings.CutPrefix(arg, "git:")
	if !ok {
		return openDesign("template", arg, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	}
	rev, name, ok := strings.Cut(rest, ":")
	if !ok || rev == "" || name == "" || strings.HasPrefix(rev, "-") {
		return inputFile{}, usagef("found %q; want git:REV:PATH, such as git:HEAD~1:cards/mine.yaml", arg)
	}
	// ./ makes the path relative to the working folder, not to the top of the repository (gitrevisions(7)).
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") && !strings.HasPrefix(name, ".") {
		name = "./" + name
	}
	files := revisionFolder{ctx, rev, path.Dir(name)}
	data, err := files.read(path.Base(name))
	if err != nil {
		return inputFile{}, fmt.Errorf("reading %q: %w", arg, err)
	}
	return inputFile{Name: arg, Data: data, Files: files, Path: path.Base(name)}, nil
}

// A revisionFolder is the fs.FS of a folder as it was in a git revision.
type revisionFolder struct {
	ctx    context.Context
	rev    string
	folder string
}

func (f revisionFolder) read(name string) ([]byte, error) {
	at := f.folder + "/" + name
	if f.folder == "/" {
		at = "/" + name
	}
	cmd := exec.CommandContext(f.ctx, "git", "cat-file", "blob", f.rev+":"+at)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	data, err := cmd.Output()
	if err != nil {
		why := strings.TrimSpace(stderr.String())
		if why == "" {
			why = err.Error()
		}
		return nil, errors.New(why)
	}
	return data, nil
}

// Open implements fs.FS.
func (f revisionFolder) Open(name string) (fs.File, error) {
	data, err := f.read(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return sample.Folder{name: data}.Open(name)
}
