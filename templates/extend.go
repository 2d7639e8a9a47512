package templates

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// A template that extends others is merged with them before it is read: mappings key by key, elements by their ids, the later file over
// the earlier one. A file that several extend counts once, before them all, so that none of them undoes what another changed of it. Every value keeps
// the place where it was written, so that faults are told there.

// loader reads the files of a template.
type loader struct {
	errs     *source.ErrorList
	digests  [][32]byte
	heads    []source.Pos              // of the files' first keys
	comments []source.Comment          // of the files, for lint
	changed  map[source.Pos]source.Pos // see Template.Changed
	folders  map[string]fs.FS          // of the files, by what they are called in messages; nil for one whose folder is not known
	at       map[string]string
	removed  map[string]source.Pos // what files took away of those before them, and where
	open     []string              // the files that extend each other, to find circles
	routes   []string              // the templates that use each other, likewise
}

// maxParents bounds how many files a template may be made of.
const maxParents = 32

// A file is a template that is to be read.
type file struct {
	name  string // in messages
	dir   string // its folder in files
	data  []byte
	files fs.FS // may be nil
}

// load returns the document of a file, merged with those that it extends. It is nil when the file is at fault.
func (l *loader) load(f file) *source.Node {
	var pile []*source.Node
	if !l.pile(f, source.Pos{File: f.name, Line: 1, Col: 1}, map[string]bool{}, &pile) {
		return nil
	}
	l.removed = map[string]source.Pos{}
	merged := pile[0]
	for _, over := range pile[1:] {
		merged = l.merge("", without(merged, "name", "title"), over)
	}
	return merged
}

// pile adds to out the documents that a file is made of: those of the files that it extends, but for those that are done, and on top its own. At is
// where the file is named. It reports whether none is at fault.
func (l *loader) pile(f file, at source.Pos, done map[string]bool, out *[]*source.Node) bool {
	if len(l.digests) == maxParents {
		l.errs.Addf(at, "extends", "made of more than %d files", maxParents)
		return false
	}
	l.digests = append(l.digests, sha256.Sum256(f.data))
	l.folders[f.name], l.at[f.name] = f.files, f.dir
	r, errs, err := document(f.name, f.data, TemplateSchema)
	if err != nil {
		l.errs.Append(f.name, err)
		return false
	}
	*l.errs = append(*l.errs, *errs...)
	l.heads = append(l.heads, r.Node.Pos)
	l.comments = append(l.comments, source.Comments(f.name, f.data, LintComment)...)
	l.open = append(l.open, f.name)
	defer func() { l.open = l.open[:len(l.open)-1] }()
	sound := true
	if extends := r.Node.Get("extends"); extends != nil {
		for _, n := range scalars(extends, "extends", l.errs) {
			parent, ok := l.find("extends", n, f.dir, f.files)
			if ok && !done[parent.name] {
				ok = l.pile(parent, n.Pos, done, out)
			}
			sound = sound && ok
		}
	}
	done[f.name] = true
	*out = append(*out, without(r.Node, "extends"))
	return sound
}

// find reads the template that n names in a file of folder dir of files: a file beside, or a built-in one.
func (l *loader) find(key string, n *source.Node, dir string, files fs.FS) (f file, ok bool) {
	name := n.Text
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		if files == nil {
			l.errs.Add(n.Pos, key, fmt.Sprintf("%s is a file, and the folder of this one is not known", source.Quote(name)), "")
			return file{}, false
		}
		label, data, err := beside(n.Pos.File, dir, name, files, 1<<20)
		if err != nil {
			l.errs.Add(n.Pos, key, err.Error(), "paths are relative to the file that names them")
			return file{}, false
		}
		f = file{label, path.Join(dir, path.Dir(name)), data, files}
	} else {
		data, in := builtinParent(name)
		if data == nil {
			names := append(BuiltinParts(), BuiltinTemplates()...)
			l.errs.Add(n.Pos, key, fmt.Sprintf("%s is not a built-in template; want %s, or a file such as base.yaml", source.Quote(name), source.Or(names)),
				source.Suggest(name, names))
			return file{}, false
		}
		f = file{path.Join("built-in", name+".yaml"), in, data, builtin}
	}
	if slices.Contains(l.open, f.name) {
		l.errs.Addf(n.Pos, key, "%s extends this file, and a template cannot extend itself", source.Quote(name))
		return file{}, false
	}
	return f, true
}

// builtinParent returns the built-in template or part of a name, and the folder it lies in.
func builtinParent(name string) ([]byte, string) {
	if data, ok := BuiltinPart(name); ok {
		return data, "parts"
	}
	data, _ := BuiltinTemplate(name)
	return data, "cards"
}

// beside reads the file that another one names, and returns what to call it in messages. It fails for what lies outside files, is no regular file or
// holds more than limit bytes.
func beside(from, dir, name string, files fs.FS, limit int64) (label string, data []byte, err error) {
	full := path.Join(dir, name)
	if strings.Contains(name, `\`) || path.IsAbs(name) || !fs.ValidPath(full) {
		return "", nil, fmt.Errorf("%s leads out of the folder", source.Quote(name))
	}
	info, err := fs.Stat(files, full)
	switch {
	case err != nil:
		return "", nil, fmt.Errorf("%s cannot be opened", source.Quote(name))
	case !info.Mode().IsRegular():
		return "", nil, fmt.Errorf("%s is no file", source.Quote(name))
	case info.Size() > limit:
		return "", nil, fmt.Errorf("%s holds more than %d bytes", source.Quote(name), limit)
	}
	if data, err = fs.ReadFile(files, full); err != nil {
		return "", nil, fmt.Errorf("%s cannot be read", source.Quote(name))
	}
	return path.Join(path.Dir(from), name), data, nil
}

// digest is that of the one file, or of the digests of all in the order in which they are read.
func (l *loader) digest() [32]byte {
	if len(l.digests) == 1 {
		return l.digests[0]
	}
	h := sha256.New()
	for _, d := range l.digests {
		h.Write(d[:])
	}
	return [32]byte(h.Sum(nil))
}

// scalars returns the items of a list of values, or a lone value as a list of one.
func scalars(n *source.Node, key string, errs *source.ErrorList) []*source.Node {
	items := []*source.Node{n}
	if n.Kind == source.List {
		items = n.Items
	}
	for _, item := range items {
		if item.Kind != source.Scalar || item.Text == "" {
			errs.Addf(item.Pos, key, "found %s; want a name, or a list of names", item.Kind)
			return nil
		}
	}
	return items
}

// without returns a copy of a mapping that lacks keys.
func without(n *source.Node, keys ...string) *source.Node {
	c := *n
	c.Pairs = slices.DeleteFunc(slices.Clone(n.Pairs), func(p source.Pair) bool { return slices.Contains(keys, p.Key.Text) })
	return &c
}

// merge returns what over makes of base, whose own values stay as they are.
func (l *loader) merge(name string, base, over *source.Node) *source.Node {
	switch {
	case over.Kind == source.Mapping && base.Kind == source.Mapping:
		m := &source.Node{Pos: over.Pos, Kind: source.Mapping, Pairs: slices.Clone(base.Pairs)}
		for _, p := range over.Pairs {
			key := p.Key.Text
			if name != "" {
				key = name + "." + key
			}
			at := slices.IndexFunc(m.Pairs, func(q source.Pair) bool { return q.Key.Text == p.Key.Text })
			switch {
			case at < 0 && p.Value.Kind == source.Null && l.removed[key].Line > 0:
			case at < 0 && p.Value.Kind == source.Null && name != "":
				var keys []string
				for _, q := range m.Pairs {
					keys = append(keys, q.Key.Text)
				}
				l.errs.Add(p.Key.Pos, key, "nothing to remove: no parent has it", source.Suggest(p.Key.Text, keys))
			case at < 0:
				m.Pairs = append(m.Pairs, p)
			case p.Value.Kind == source.Null:
				l.removed[key] = p.Key.Pos
				m.Pairs = slices.Delete(m.Pairs, at, at+1)
			case key == "front" || key == "back":
				m.Pairs[at] = source.Pair{Key: p.Key, Value: l.mergeElements(key, m.Pairs[at].Value, p.Value)}
			default:
				m.Pairs[at] = source.Pair{Key: p.Key, Value: l.merge(key, m.Pairs[at].Value, p.Value)}
			}
		}
		return m
	case over.Kind == source.Scalar && changes.MatchString(over.Text):
		return l.change(name, base, over)
	case over.Kind == source.List && base.Kind == source.List && len(over.Items) == len(base.Items) &&
		slices.ContainsFunc(over.Items, func(n *source.Node) bool { return n.Kind == source.Scalar && changes.MatchString(n.Text) }):
		c := *over
		c.Items = slices.Clone(over.Items)
		for i := range c.Items {
			c.Items[i] = l.merge(name, base.Items[i], over.Items[i])
		}
		return &c
	}
	return over
}

// changes are values that change the one of a parent: a change, or several in turn.
var changes = regexp.MustCompile(`^([+*/-]=\s*[0-9.+-]+\s*[a-zµ]*\s*)+$`)

// aChange is one of them: the sign and what stands after it.
var aChange = regexp.MustCompile(`([+*/-])=\s*([+-]?[0-9.]+\s*[a-zµ]*)`)

// relation is how places begin that are no lengths.
var relation = regexp.MustCompile(`^(left|right|top|bottom|center|full|below|above|same as)\b`)

// change computes a value from that of the parent: two numbers make a number, and otherwise lengths make a length; to a place a length is
// added. What changes a change, whose own parent is found later, follows after it.
func (l *loader) change(name string, base, over *source.Node) *source.Node {
	if base.Kind == source.Scalar && changes.MatchString(base.Text) {
		return &source.Node{Pos: over.Pos, Kind: source.Scalar, Text: base.Text + " " + over.Text}
	}
	if rest := strings.TrimSpace(aChange.ReplaceAllString(over.Text, "")); rest != "" {
		l.errs.Addf(over.Pos, name, "%s; want a length after %s", source.Quote(over.Text), over.Text[:2])
		return base
	}
	for _, m := range aChange.FindAllStringSubmatch(over.Text, -1) {
		before := len(*l.errs)
		if base = l.changeOnce(name, base, over, m); len(*l.errs) > before {
			return base
		}
	}
	return base
}

// changeOnce makes one change, of which m is the sign and what stands after it.
func (l *loader) changeOnce(name string, base, over *source.Node, m []string) *source.Node {
	fault := func(format string, args ...any) *source.Node {
		l.errs.Addf(over.Pos, name, format, args...)
		return base
	}
	if base.Kind != source.Scalar {
		return fault("%s changes a length, and the parent has %s", source.Quote(over.Text), base.Kind)
	}
	c := &source.Node{Pos: over.Pos, Kind: source.Scalar}
	number := func(s string) (float64, bool) { return decimal(&source.Node{Kind: source.Scalar, Text: s}) }
	factor, plain := number(m[2])
	if m[1] == "*" || m[1] == "/" {
		if !plain || m[1] == "/" && factor == 0 {
			return fault("%s; want a number after %s=", source.Quote(over.Text), m[1])
		}
		if m[1] == "/" {
			factor = 1 / factor
		}
		if v, ok := number(base.Text); ok {
			c.Text = strconv.FormatFloat(math.Round(v*factor*1e6)/1e6, 'f', -1, 64)
			return c
		}
		v, err := ParseLength(base.Text)
		if err != nil {
			return fault("%s changes a length, and the parent has %s", source.Quote(over.Text), source.Quote(base.Text))
		}
		c.Text = Length(math.Round(max(-1e8, min(1e8, float64(v)*factor)))).String()
		return c
	}
	by, err := ParseLength(m[2])
	if err != nil {
		return fault("%v", err)
	}
	if v, ok := number(base.Text); ok && plain {
		if m[1] == "-" {
			factor = -factor
		}
		c.Text = strconv.FormatFloat(math.Round((v+factor)*1e6)/1e6, 'f', -1, 64)
		return c
	}
	if m[1] == "-" {
		by = -by
	}
	if v, err := ParseLength(base.Text); err == nil {
		c.Text = (v + by).String()
		return c
	}
	if last := name[strings.LastIndexByte(name, '.')+1:]; !relation.MatchString(base.Text) || last == "text" || last == "label" {
		return fault("%s changes a length, and the parent has %s", source.Quote(over.Text), source.Quote(base.Text))
	}
	// A place by a relation takes the length as one more.
	sign, size := " + ", by
	if by < 0 {
		sign, size = " - ", -by
	}
	c.Text = base.Text + sign + size.String()
	return c
}

// mergeElements merges a face into that of the parent: an element with the id of one of the parent's changes that, wherever it lies in it. Others come
// last, and all where before and after say.
func (l *loader) mergeElements(face string, base, over *source.Node) *source.Node {
	if base.Kind != source.List || over.Kind != source.List {
		return over
	}
	out := *base
	out.Items = slices.Clone(base.Items)
	first := map[string]source.Pos{}
	for i, item := range over.Items {
		name := fmt.Sprintf("%s[%d]", face, i)
		id := item.Get("id")
		if item.Kind != source.Mapping || id == nil || id.Kind != source.Scalar || id.Text == "" {
			l.insert(name, &out, item)
			continue
		}
		if at, ok := first[id.Text]; ok {
			l.errs.Addf(id.Pos, name+".id", "%s stands twice, first at %s", source.Quote(id.Text), at)
			continue
		}
		first[id.Text] = id.Pos
		var moved *source.Node
		if found := edit(&out, id.Text, func(list *source.Node, at int) {
			old := list.Items[at]
			l.changed[old.Pos] = source.Pos{}
			if remove := item.Get("remove"); remove != nil {
				if remove.Text != "true" || len(item.Pairs) > 2 {
					l.errs.Addf(remove.Pos, name+".remove", "want true, and no other key but the id")
				}
				l.removed[face+" "+id.Text] = remove.Pos
				list.Items = slices.Delete(list.Items, at, at+1)
				return
			}
			put := item
			if kindOf(item) == "" || kindOf(item) == kindOf(old) {
				put = l.merge(name, old, item)
				l.changed[old.Pos] = item.Pos
			}
			if item.Get("before") == nil && item.Get("after") == nil {
				list.Items[at] = put
				return
			}
			list.Items = slices.Delete(list.Items, at, at+1)
			moved = put
		}); found {
			if moved != nil {
				l.insert(name, &out, moved)
			}
			continue
		}
		if kindOf(item) == "" && item.Get("extends") == nil {
			hint := source.Suggest(id.Text, idsIn(&out))
			if at, ok := l.removed[face+" "+id.Text]; ok {
				if item.Get("remove") != nil {
					continue
				}
				hint = at.String() + " removed it"
			}
			l.errs.Add(id.Pos, name+".id", source.Quote(id.Text)+" is no element of a parent", hint)
			continue
		}
		l.insert(name, &out, item)
	}
	return &out
}

// insert adds an element of the child: last, or before or after one of the parent's.
func (l *loader) insert(name string, out, item *source.Node) {
	for _, key := range []string{"before", "after"} {
		ref := item.Get(key)
		if item.Kind != source.Mapping || ref == nil {
			continue
		}
		found := edit(out, ref.Text, func(list *source.Node, at int) {
			if key == "after" {
				at++
			}
			list.Items = slices.Insert(list.Items, at, without(item, key))
		})
		if !found {
			l.errs.Add(ref.Pos, name+"."+key, source.Quote(ref.Text)+" is no element of a parent", source.Suggest(ref.Text, idsIn(out)))
			out.Items = append(out.Items, without(item, key)) // for what is placed by it
		}
		return
	}
	out.Items = append(out.Items, item)
}

// edit calls do with the list that holds the element of an id, and where; lists on the way to it are copies. It tells whether there is one.
func edit(list *source.Node, id string, do func(list *source.Node, at int)) bool {
	for i, item := range list.Items {
		if n := item.Get("id"); n != nil && n.Text == id {
			do(list, i)
			return true
		}
		for k, p := range item.Pairs {
			if p.Value.Kind != source.List || !slices.Contains(holders, p.Key.Text) {
				continue
			}
			inner := *p.Value
			inner.Items = slices.Clone(inner.Items)
			if edit(&inner, id, do) {
				c := *item
				c.Pairs = slices.Clone(item.Pairs)
				c.Pairs[k].Value = &inner
				list.Items[i] = &c
				return true
			}
		}
	}
	return false
}

// holders are the kinds of elements that hold a list of others.
var holders = []string{"group", "stack"}

func idsIn(list *source.Node) (ids []string) {
	for _, item := range list.Items {
		if n := item.Get("id"); n != nil {
			ids = append(ids, n.Text)
		}
		for _, h := range holders {
			if n := item.Get(h); n != nil {
				ids = append(ids, idsIn(n)...)
			}
		}
	}
	return ids
}

// inherit resolves extends among mappings that have names: a later parent goes before an earlier one, and the own keys before all. It
// returns them in their order; one that is at fault keeps its key extends. What they are called together, and each alone, is for messages.
func (l *loader) inherit(all string, named []source.Pair, path func(i int) string) []source.Pair {
	out, done := slices.Clone(named), make([]bool, len(named))
	var names []string
	for _, p := range named {
		names = append(names, p.Key.Text)
	}
	var resolve func(i int, open []int)
	resolve = func(i int, open []int) {
		ext := out[i].Value.Get("extends")
		if ext == nil || done[i] {
			return
		}
		done[i] = true
		open = append(slices.Clone(open), i)
		key, before := path(i)+".extends", len(*l.errs)
		parents := scalars(ext, key, l.errs)
		sound := len(*l.errs) == before
		var merged *source.Node
		for _, e := range parents {
			fault := func(hint, format string, args ...any) {
				l.errs.Add(e.Pos, key, fmt.Sprintf(format, args...), hint)
				sound = false
			}
			j := slices.Index(names, e.Text)
			if j < 0 {
				fault(source.Suggest(e.Text, names), "%s is not one of the %s", source.Quote(e.Text), all)
				continue
			}
			if slices.Contains(open, j) {
				fault("", "%s extends this one, and nothing can extend itself", source.Quote(e.Text))
				continue
			}
			resolve(j, open)
			if kind := kindOf(out[j].Value); slices.Contains(holders, kind) {
				fault("elements that come more than once together are a partial", "%s is a %s", source.Quote(e.Text), kind)
				continue
			}
			parent := without(out[j].Value, "id")
			if merged != nil {
				parent = l.extended(path(i), merged, parent)
			}
			merged = parent
		}
		if !sound {
			return
		}
		own := without(out[i].Value, "extends")
		if merged != nil {
			own = l.extended(path(i), merged, own)
		}
		out[i].Value = own
	}
	for i := range out {
		resolve(i, nil)
	}
	return out
}

// extended is merge for an element, whose kind may be another than its parent's.
func (l *loader) extended(name string, base, over *source.Node) *source.Node {
	if was, is := kindOf(base), kindOf(over); was != "" && is != "" && was != is {
		base = without(base, was)
	}
	return l.merge(name, base, over)
}

// related resolves extends of styles and of elements in the document of a template.
func (l *loader) related(root *source.Node) *source.Node {
	return revalued(root, func(p source.Pair) *source.Node {
		switch p.Key.Text {
		case "styles":
			if p.Value.Kind == source.Mapping {
				styles := *p.Value
				styles.Pairs = l.inherit("styles", styles.Pairs, func(i int) string { return "styles." + p.Value.Pairs[i].Key.Text })
				return &styles
			}
		case "front", "back":
			return l.elements(p.Key.Text, p.Value)
		case "partials":
			return revalued(p.Value, func(p source.Pair) *source.Node {
				path := "partials." + p.Key.Text
				return revalued(p.Value, func(p source.Pair) *source.Node {
					if p.Key.Text != "elements" {
						return p.Value
					}
					return l.elements(path+".elements", p.Value)
				})
			})
		}
		return p.Value
	})
}

// elements resolves extends of the elements of a face or a partial, which are called by their ids.
func (l *loader) elements(path string, list *source.Node) *source.Node {
	var named []source.Pair
	var paths []string
	var places []**source.Node
	var collect func(path string, list *source.Node) *source.Node
	collect = func(path string, list *source.Node) *source.Node {
		if list.Kind != source.List {
			return list
		}
		c := *list
		c.Items = slices.Clone(list.Items)
		for i, item := range c.Items {
			at := fmt.Sprintf("%s[%d]", path, i)
			id := item.Get("id")
			if id == nil {
				id = &source.Node{}
			}
			item = revalued(item, func(p source.Pair) *source.Node {
				if slices.Contains(holders, p.Key.Text) {
					return collect(at+"."+p.Key.Text, p.Value)
				}
				return p.Value
			})
			named, paths, places = append(named, source.Pair{Key: id, Value: item}), append(paths, at), append(places, &c.Items[i])
		}
		return &c
	}
	out := collect(path, list)
	for i, p := range l.inherit("elements beside it", named, func(i int) string { return paths[i] }) {
		*places[i] = p.Value
	}
	return out
}

// revalued returns a copy of a mapping with the values that change returns, and what is no mapping as it is.
func revalued(n *source.Node, change func(source.Pair) *source.Node) *source.Node {
	if n.Kind != source.Mapping {
		return n
	}
	c := *n
	c.Pairs = slices.Clone(n.Pairs)
	for i, p := range c.Pairs {
		c.Pairs[i].Value = change(p)
	}
	return &c
}
