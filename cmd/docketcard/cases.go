package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode"

	"docketcard/render"
)

// caseSize is the most that one case file may hold. It bounds what a slip of the hand can make the program read.
const caseSize = 64 << 20

// An inputFile is a file that the user brought, read and not yet parsed.
type inputFile struct {
	Name  string // for located errors: the path as typed, with slashes
	Data  []byte
	Files fs.FS  // the folder of the file, for what it refers to; nothing outside can be opened
	Path  string // of the file in Files; "" for standard input, whose folder is the working one
}

// openCases reads the arguments of render in order: files, folders (their *.yaml and *.yml sorted by name), and
// "-" for standard input. The issuer profile is the file issuer, or the issuer.yaml beside the cases; it is nil when
// there is neither.
//
// The same file named twice, a folder without cases, and two issuer profiles to choose from are errors.
func openCases(ctx context.Context, m *machine, args []string, issuer string) (cases []inputFile, profile *inputFile, err error) {
	return takeCases(ctx, m, args, issuer, nil, caseFile.read)
}

// findCases is openCases, but leaves the cases unread, to be read a piece at a time, and has held keep the folders open that they and their photos
// are in. Those of the standard input are read.
func findCases(ctx context.Context, m *machine, args []string, issuer string, held *heldFolders) (cases []inputFile, profile *inputFile, err error) {
	return takeCases(ctx, m, args, issuer, held, caseFile.unread)
}

// takeCases takes each case that arguments name.
func takeCases(ctx context.Context, m *machine, args []string, issuer string, held *heldFolders, take func(caseFile) (inputFile, error)) (cases []inputFile, profile *inputFile, err error) {
	s := caseSorter{seen: map[fileSize][]seenFile{}}

	// The profile first: it is no case, whatever its name.
	if issuer != "" {
		if issuer == "-" {
			return nil, nil, usagef("flag --issuer wants a file; found -")
		}
		f, err := namedFile(issuer)
		if err != nil {
			return nil, nil, err
		}
		s.issuer, s.issuerGiven = &f, true
	}
	for _, arg := range args {
		if err := s.add(arg); err != nil {
			return nil, nil, err
		}
	}

	for _, f := range s.files {
		f.held = held
		src := inputFile{Name: f.name, Files: folder{".", held}}
		if f.folder == "" {
			src.Data, err = readStdin(ctx, m, caseSize)
		} else {
			src, err = take(f)
		}
		if err != nil {
			return nil, nil, err
		}
		cases = append(cases, src)
	}
	if s.issuer != nil {
		src, err := s.issuer.read()
		if err != nil {
			return nil, nil, err
		}
		profile = &src
	}
	return cases, profile, nil
}

// A caseFile is a file that is to be read.
type caseFile struct {
	name   string // as typed, with slashes
	folder string // on the machine; "" for standard input
	base   string
	info   fs.FileInfo
	named  bool // by the user, and not found in a folder
	held   *heldFolders
}

// caseSorter tells cases, issuer profiles and repetitions apart.
type caseSorter struct {
	files       []caseFile
	issuer      *caseFile
	issuerGiven bool // by --issuer
	stdin       bool
	seen        map[fileSize][]seenFile
}

// fileSize narrows the files that can be the same down to a few.
type fileSize struct {
	size int64
	time time.Time
}

type seenFile struct {
	name string
	info fs.FileInfo
}

func (s *caseSorter) add(arg string) error {
	if arg == "-" {
		if s.stdin {
			return usagef("standard input is named twice")
		}
		s.stdin = true
		s.files = append(s.files, caseFile{name: "<stdin>"})
		return nil
	}
	// The command interpreter of Windows leaves patterns to the program.
	if runtime.GOOS == "windows" && strings.ContainsAny(arg, "*?") {
		matches, err := filepath.Glob(arg)
		if err != nil || len(matches) == 0 {
			return fmt.Errorf("opening cases: nothing matches %q", arg)
		}
		for _, match := range matches {
			if err := s.addPath(match); err != nil {
				return err
			}
		}
		return nil
	}
	return s.addPath(arg)
}

func (s *caseSorter) addPath(arg string) error {
	info, err := os.Stat(arg)
	if err != nil {
		return doing("opening cases", arg, err)
	}
	if info.IsDir() {
		return s.addFolder(arg)
	}
	f, err := namedFile(arg)
	if err != nil {
		return err
	}
	if isIssuer(f.base) {
		return hintf(fmt.Errorf("opening cases: %q is an issuer profile, not a case", arg),
			"--issuer %s uses it as one", quoteArg(arg))
	}
	if err := s.addCase(f); err != nil {
		return err
	}
	for _, base := range issuerNames {
		beside := filepath.Join(f.folder, base)
		info, err := os.Stat(beside)
		if err != nil {
			continue
		}
		name := strings.TrimSuffix(f.name, f.base) + base
		if err := s.addIssuer(caseFile{name: name, folder: f.folder, base: base, info: info}); err != nil {
			return err
		}
	}
	return nil
}

func (s *caseSorter) addFolder(arg string) error {
	root, err := os.OpenRoot(arg)
	if err != nil {
		return doing("opening folder", arg, err)
	}
	defer root.Close()
	entries, err := fs.ReadDir(root.FS(), ".") // sorted by name
	if err != nil {
		return doing("reading folder", arg, err)
	}
	prefix := filepath.ToSlash(arg)
	if !strings.HasSuffix(prefix, "/") {
		prefix += "/"
	}
	found := 0
	for _, e := range entries {
		base := e.Name()
		if !isYAML(base) || strings.HasPrefix(base, ".") {
			continue // .name.yaml and ._name.yaml are left behind by editors and by macOS
		}
		if strings.IndexFunc(base, unicode.IsControl) >= 0 {
			return fmt.Errorf("reading folder %q: the file name %q has a control character", arg, base)
		}
		info, err := root.Stat(base)
		if err != nil {
			return hintf(doing("opening case", prefix+base, err), "a link must not lead out of the folder")
		}
		if info.IsDir() {
			continue
		}
		f := caseFile{name: prefix + base, folder: arg, base: base, info: info}
		if isIssuer(base) {
			if err := s.addIssuer(f); err != nil {
				return err
			}
			continue
		}
		if s.issuerGiven && os.SameFile(info, s.issuer.info) {
			continue
		}
		found++
		if err := s.addCase(f); err != nil {
			return err
		}
	}
	if found == 0 {
		return hintf(fmt.Errorf("opening cases: the folder %q holds no case", arg),
			"cases are the *.yaml and *.yml files directly in it, issuer.yaml aside")
	}
	return nil
}

func (s *caseSorter) addCase(f caseFile) error {
	key := fileSize{f.info.Size(), f.info.ModTime()}
	for _, other := range s.seen[key] {
		if os.SameFile(f.info, other.info) {
			if f.name == other.name {
				return usagef("the case file %q is named twice", f.name)
			}
			return usagef("the same case file is named twice, as %q and as %q", other.name, f.name)
		}
	}
	s.seen[key] = append(s.seen[key], seenFile{f.name, f.info})
	s.files = append(s.files, f)
	return nil
}

// addIssuer takes the profile of a folder, unless --issuer names another.
func (s *caseSorter) addIssuer(f caseFile) error {
	switch {
	case s.issuerGiven:
	case s.issuer == nil:
		s.issuer = &f
	case !os.SameFile(s.issuer.info, f.info):
		return hintf(fmt.Errorf("opening cases: found two issuer profiles, %q and %q; want one", s.issuer.name, f.name),
			"--issuer FILE names the one to use")
	}
	return nil
}

// namedFile returns a file that the user named. It may be a link to anywhere; what it refers to is looked for in
// the folder it is named in.
func namedFile(arg string) (caseFile, error) {
	info, err := os.Stat(arg)
	if err != nil {
		return caseFile{}, doing("opening", arg, err)
	}
	if strings.IndexFunc(arg, unicode.IsControl) >= 0 {
		return caseFile{}, fmt.Errorf("opening %q: the file name has a control character", arg)
	}
	return caseFile{
		name:   filepath.ToSlash(arg),
		folder: filepath.Dir(arg),
		base:   filepath.Base(arg),
		info:   info,
		named:  true,
	}, nil
}

func (f caseFile) read() (inputFile, error) {
	src := inputFile{Name: f.name, Files: f.inFolder(), Path: f.base}
	file, err := f.open()
	if err != nil {
		return src, err
	}
	defer file.Close()
	src.Data, err = readCapped(file, f.name, caseSize)
	return src, err
}

// unread returns the file for reading it later, if it can be opened now.
func (f caseFile) unread() (inputFile, error) {
	src := inputFile{Name: f.name, Files: caseFolder{f.inFolder(), f}, Path: f.base}
	file, err := f.open()
	if err != nil {
		return src, err
	}
	return src, file.Close()
}

func (f caseFile) inFolder() folder { return folder{f.folder, f.held} }

func (f caseFile) open() (fs.File, error) {
	if err := regular(f.info); err != nil {
		return nil, doing("opening", f.name, err)
	}
	var file fs.File
	var err error
	if f.named {
		file, err = os.Open(filepath.Join(f.folder, f.base))
	} else {
		file, err = f.inFolder().Open(f.base)
	}
	if err != nil {
		return nil, doing("opening", f.name, err)
	}
	return file, nil
}

// A caseFolder is the folder of one case file. It implements render.CaseFS.
type caseFolder struct {
	folder
	file caseFile
}

// OpenCase opens the case file.
func (f caseFolder) OpenCase() (render.CaseFile, error) {
	file, err := f.file.open()
	if err != nil {
		return nil, err
	}
	return file.(*os.File), nil // as an os.Root opens
}

// readStdin reads all of the standard input. A terminal or a pipe may keep it waiting for ever, so it also ends with ctx.
func readStdin(ctx context.Context, m *machine, size int64) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		data, err := readCapped(m.stdin, "<stdin>", size)
		done <- result{data, err}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readCapped reads all of r, and fails when that is more than size bytes.
func readCapped(r io.Reader, name string, size int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil {
		return nil, doing("reading", name, err)
	}
	if int64(len(data)) > size {
		return nil, fmt.Errorf("reading %q: found more than %d MiB; want less", name, size>>20)
	}
	return data, nil
}

// issuerNames are the names of an issuer profile in a folder of cases.
var issuerNames = []string{"issuer.yaml", "issuer.yml"}

func isIssuer(base string) bool { return slices.Contains(issuerNames, strings.ToLower(base)) }

func isYAML(base string) bool {
	ext := strings.ToLower(filepath.Ext(base))
	return ext == ".yaml" || ext == ".yml"
}

var errNotRegular = errors.New("found a pipe or a device; want a file")

func regular(info fs.FileInfo) error {
	if info.IsDir() {
		return errors.New("found a folder; want a file")
	}
	if !info.Mode().IsRegular() {
		return errNotRegular
	}
	return nil
}

// A folder is the fs.FS of a folder on the machine. No path and no link leads out of it, and what is no regular file
// is refused before it is opened: opening a pipe would wait for its other end. Without held, it holds nothing open between calls, so
// ten thousand of them cost nothing.
type folder struct {
	path string
	held *heldFolders // nil for none
}

// Open implements fs.FS.
func (f folder) Open(name string) (fs.File, error) {
	if file, ok := f.held.open(f.path, name); ok {
		return file, nil
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: cause(err)}
	}
	defer root.Close() // what was opened stays open
	return openIn(root, name)
}

// openIn opens a regular file or a folder.
func openIn(root *os.Root, name string) (fs.File, error) {
	info, err := root.Stat(filepath.FromSlash(name))
	if err == nil && !info.IsDir() {
		if irregular := regular(info); irregular != nil {
			err = &fs.PathError{Op: "open", Path: name, Err: irregular}
		}
	}
	if err != nil {
		return nil, err
	}
	return openNow(root, name)
}

// OpenRegular implements record.RegularFS.
func (f folder) OpenRegular(name string) (fs.File, error) { return f.Open(name) }

// cause returns what a path error wraps, without the path on the machine.
func cause(err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		return inner.Err
	}
	return err
}
