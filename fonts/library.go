package fonts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/go-text/typesetting/font/opentype"
)

// Library is the faces that a template may name: those that are embedded, and those of a folder. The zero Library, and a nil one, have the
// embedded faces alone.
type Library struct {
	files fs.FS
	found map[string]Found
	mu    sync.Mutex
	faces map[string]*Face // that were loaded
}

// Found is a face of a folder.
type Found struct {
	Name  string // its PostScript name, or that of its file without the ending
	File  string
	index int // in a collection, -1 for a file of one font
}

// ErrNoFace says that there is no face of a name.
var ErrNoFace = errors.New("is not a face")

// OpenLibrary finds the TrueType and OpenType fonts and collections in a folder and the folders in it. A face is known by its PostScript
// name; of several with one name, the first in the order of paths is taken, and none takes the name of an embedded one. Files are read when
// a face is asked for; those that cannot be read as fonts are passed over.
func OpenLibrary(files fs.FS) (*Library, error) {
	l := &Library{files: files, found: map[string]Found{}, faces: map[string]*Face{}}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			return nil // a folder that may not be looked into
		}
		ending := strings.ToLower(path.Ext(name))
		if d.IsDir() || !slices.Contains([]string{".ttf", ".otf", ".ttc", ".otc"}, ending) {
			return nil
		}
		names, collection, err := postScriptNames(files, name)
		if err != nil {
			return nil
		}
		for i, ps := range names {
			if ps == "" {
				ps = strings.TrimSuffix(path.Base(name), path.Ext(name))
			}
			f := Found{Name: ps, File: name, index: -1}
			if collection {
				f.index = i
			}
			if _, ok := l.found[ps]; !ok && builtins[ps] == nil {
				l.found[ps] = f
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for fonts: %w", err)
	}
	return l, nil
}

// Found returns the faces of the folder, by name.
func (l *Library) Found() []Found {
	var out []Found
	if l != nil {
		for _, name := range slices.Sorted(maps.Keys(l.found)) {
			out = append(out, l.found[name])
		}
	}
	return out
}

// Names returns the names of all faces, sorted.
func (l *Library) Names() []string {
	names := Names()
	for _, f := range l.Found() {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

// Face returns the face of a name, always the same. Its error is ErrNoFace when there is none, or says why its file cannot be used.
func (l *Library) Face(name string) (*Face, error) {
	if f, ok := Lookup(name); ok {
		return f, nil
	}
	if l == nil || l.found[name].Name == "" {
		return nil, ErrNoFace
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if f := l.faces[name]; f != nil {
		return f, nil
	}
	found := l.found[name]
	data, err := fs.ReadFile(l.files, found.File)
	if err != nil {
		return nil, err
	}
	f, err := loadAt(name, data, found.index)
	if err != nil {
		return nil, err
	}
	if f.parsed.restricted {
		return nil, fmt.Errorf("face %q: its maker does not allow it to be embedded in documents (OS/2, fsType)", name)
	}
	f.parsed.glyf = false // fpdf reads few of the fonts there are: the user's are drawn
	l.faces[name] = f
	return f, nil
}

// Family returns the faces that a name in a template stands for, fallbacks in order: "world" is every script that an embedded face has, and
// then the Installables that are in the folder; "world-bold" is the same in bold where there is one. Any other name stands for itself.
func (l *Library) Family(name string) []string {
	bold := ""
	switch name {
	case "world-bold":
		bold = "-bold"
	case "world":
	default:
		return []string{name}
	}
	faces := []string{"noto-sans" + bold}
	for _, script := range notoScripts {
		name := "noto-sans-" + strings.ToLower(script)
		if !slices.Contains(noBold, script) {
			name += bold
		}
		faces = append(faces, name)
	}
	faces = append(faces, cjk...)
	if l == nil {
		return faces
	}
	for _, i := range installables {
		name := i.Name
		if heavy := strings.TrimSuffix(name, "Regular") + "Bold"; bold != "" && l.found[heavy].Name != "" {
			name = heavy
		}
		if l.found[name].Name != "" {
			faces = append(faces, name)
		}
	}
	return faces
}

// postScriptNames returns the name of each font of a file.
func postScriptNames(files fs.FS, name string) (names []string, collection bool, err error) {
	// go-text trusts the offsets in most tables.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %v", name, p)
		}
	}()
	f, err := files.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer f.Close()
	file, ok := f.(opentype.Resource)
	if !ok {
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, false, err
		}
		file = bytes.NewReader(data)
	}
	loaders, err := opentype.NewLoaders(file)
	if err != nil {
		return nil, false, err
	}
	var tag [4]byte
	if _, err := file.ReadAt(tag[:], 0); err != nil {
		return nil, false, err
	}
	for _, l := range loaders {
		table, err := l.RawTable(opentype.MustNewTag("name"))
		if err != nil {
			return nil, false, err
		}
		names = append(names, postScriptName(table))
	}
	return names, string(tag[:]) == "ttcf", nil
}

// postScriptName returns name 6 of a name table (ISO/IEC 14496-22, 5.2.7), or "".
func postScriptName(table []byte) string {
	const header, entry = 6, 12
	if len(table) < header {
		return ""
	}
	storage := int(binary.BigEndian.Uint16(table[4:]))
	for i := range int(binary.BigEndian.Uint16(table[2:])) {
		if len(table) < header+entry*(i+1) {
			return ""
		}
		e := table[header+entry*i:]
		length, offset := int(binary.BigEndian.Uint16(e[8:])), storage+int(binary.BigEndian.Uint16(e[10:]))
		if binary.BigEndian.Uint16(e[6:]) != 6 || offset+length > len(table) {
			continue
		}
		text := table[offset : offset+length]
		if binary.BigEndian.Uint16(e) == 1 { // Macintosh
			return string(text)
		}
		var units []uint16
		for ; len(text) >= 2; text = text[2:] {
			units = append(units, binary.BigEndian.Uint16(text))
		}
		return string(utf16.Decode(units))
	}
	return ""
}
