package templates

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// reader reads the values of templates and stocks: what source.Map does for words and numbers, it does for lengths, places and colours.
type reader struct {
	*source.Map
	errs *source.ErrorList
}

func newReader(n *source.Node, path string, errs *source.ErrorList) reader {
	return reader{source.NewMap(n, path, errs), errs}
}

func (r reader) faultAt(n *source.Node, key, format string, args ...any) {
	r.errs.Addf(n.Pos, r.Name(key), format, args...)
}

// length returns the length of key, or def when it is absent.
func (r reader) length(key string, def Length) Length {
	r.Tell(source.Ask{Key: key, As: "length"})
	n := r.Get(key)
	if n == nil {
		return def
	}
	return r.lengthOf(key, n)
}

// radius reads that of the corners of what is as large as s.
func (r reader) radius(s Size) Length {
	l, most := r.length("radius", 0), min(s.W, s.H)/2
	switch n := r.Node.Get("radius"); {
	case l < 0:
		r.faultAt(n, "radius", "%s; want zero or more", l)
	case l > most && most > 0:
		r.faultAt(n, "radius", "%s; want at most %s, half of the shorter side", l, most)
	}
	return l
}

func (r reader) lengthOf(key string, n *source.Node) Length {
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want a length", n.Kind)
		return 0
	}
	l, err := ParseLength(n.Text)
	if err != nil {
		hint := ""
		if changes.MatchString(n.Text) {
			hint = "no parent has a value here that it could change"
		}
		r.errs.Add(n.Pos, r.Name(key), err.Error(), hint)
	}
	return l
}

// positive is length for one that must be more than zero; def stands in for one that is not.
func (r reader) positive(key string, def Length) Length {
	before := len(*r.errs)
	l := r.length(key, def)
	if !r.Has(key) || l > 0 {
		return l
	}
	if len(*r.errs) == before {
		r.faultAt(r.Node.Get(key), key, "%s; want more than zero", l)
	}
	return def
}

// lengths returns the list of exactly count lengths of key, and whether it is there and sound.
func (r reader) lengths(key string, count int) ([]Length, bool) {
	n := r.Get(key)
	if n == nil {
		return nil, false
	}
	return r.lengthsOf(key, n, count)
}

// anyCount is the count of a list that may be of any length but empty.
const anyCount = -1

func (r reader) lengthsOf(key string, n *source.Node, count int) ([]Length, bool) {
	r.Tell(source.Ask{Key: key, As: "lengths"})
	switch {
	case count == anyCount && (n.Kind != source.List || len(n.Items) == 0):
		r.faultAt(n, key, "want a list of lengths")
		return nil, false
	case count != anyCount && (n.Kind != source.List || len(n.Items) != count):
		r.faultAt(n, key, "want a list of %d lengths", count)
		return nil, false
	}
	before := len(*r.errs)
	out := make([]Length, len(n.Items))
	for i, item := range n.Items {
		out[i] = r.lengthOf(key, item)
	}
	return out, len(*r.errs) == before
}

// size returns the named or listed size of key.
func (r reader) size(key string, def Size) Size {
	r.Tell(source.Ask{Key: key, As: "size"})
	n := r.Get(key)
	if n == nil {
		return def
	}
	if n.Kind == source.Scalar {
		s, ok := namedSizes[n.Text]
		if !ok {
			names := sortedKeys(namedSizes)
			r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("%q is not a size; want %s, or [width, height]", n.Text, source.Or(names)), source.Suggest(n.Text, names))
		}
		return s
	}
	v, ok := r.lengthsOf(key, n, 2)
	if !ok {
		return def
	}
	if v[0] <= 0 || v[1] <= 0 {
		r.faultAt(n, key, "a size must be more than zero")
		return def
	}
	return Size{v[0], v[1]}
}

// point returns the [x, y] of key.
func (r reader) point(key string, def Point) Point {
	if v, ok := r.lengths(key, 2); ok {
		return Point{v[0], v[1]}
	}
	return def
}

// pattern returns the compiled pattern of key, anchored at both ends, or nil.
func (r reader) pattern(key string) *regexp.Regexp {
	r.Tell(source.Ask{Key: key, As: "pattern"})
	s := r.Text(key)
	if s == "" {
		return nil
	}
	// It is compiled bare first, because a text such as "a)|(b" is whole only inside the brackets.
	_, err := regexp.Compile(s)
	if err == nil {
		var re *regexp.Regexp
		if re, err = regexp.Compile(`\A(?:` + s + `)\z`); err == nil {
			return re
		}
	}
	r.faultAt(r.Node.Get(key), key, "not a regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// document checks that a file holds one document of the schema wanted, and returns a reader of it.
func document(name string, data []byte, schema string) (reader, *source.ErrorList, error) {
	docs, err := source.Parse(name, data, 1)
	if err != nil {
		return reader{}, nil, err
	}
	errs := new(source.ErrorList)
	if len(docs) != 1 {
		pos := source.Pos{File: name, Line: 1, Col: 1}
		if len(docs) > 1 {
			pos = docs[1].Pos
		}
		errs.Addf(pos, "", "holds %d documents; want one", len(docs))
		return reader{}, nil, errs.Err()
	}
	r := newReader(docs[0], "", errs)
	if docs[0].Kind != source.Mapping {
		return reader{}, nil, errs.Err()
	}
	if got := r.Get("schema"); got == nil {
		errs.Addf(docs[0].Pos, "schema", "missing; want %s", schema)
	} else if got.Text != schema {
		errs.Addf(got.Pos, "schema", "%q; want %s", got.Text, schema)
		if strings.HasPrefix(got.Text, "docketcard/") && path.Dir(got.Text) != path.Dir(schema) {
			return reader{}, nil, errs.Err() // another kind of file, of which nothing else is right
		}
	}
	return r, errs, nil
}
