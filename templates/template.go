package templates

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"docketcard/fonts"
	"docketcard/templates/source"
)

// TemplateSchema is the schema of a template file.
const TemplateSchema = "docketcard/template/v1"

// Template is a card: which fields its records have, what of them is sealed, and what its two faces show.
type Template struct {
	Name     string
	Title    string
	Size     Size
	Letter   bool   // it goes with a card and is not one
	Radius   Length // of the card's corners
	Safe     Length // no text and no code may come closer to the edge
	Fields   []*Field
	Rules    []*Rule
	Colours  map[string]Colour
	Faces    map[string][]string // face names by the name that styles use, fallbacks in order
	Styles   map[string]*Style
	Seal     *Seal     // nil for a card without a seal
	Language Language  // of the texts, dates and countries
	Contents []Content // all of the elements, texts and attributes
	Front    []Element
	Back     []Element // empty for a card with one printed face

	Digest [32]byte // SHA-256 of the file; of several, of their digests

	Heads    []source.Pos     // the first keys of its file and of those that it extends
	Comments []source.Comment // of all these files that speak to lint: those that begin with LintComment

	Changed map[source.Pos]source.Pos // from an element of a parent to the child's that changes it; to the zero Pos when it is replaced or removed

	fields map[string]*Field
	texts  map[string]*Translation

	// While the template is read:
	loader   *loader
	defaults map[string]*source.Node // of elements, by their kind
	partials *source.Node
	using    []string // the partials around
	facesPos map[string]source.Pos
	count    int // of elements
	lost     int // how often an element was placed by one at fault
}

// Field returns the declaration of a field, or nil.
func (t *Template) Field(name string) *Field { return t.fields[name] }

// Translation returns one of the texts, or nil.
func (t *Template) Translation(name string) *Translation { return t.texts[name] }

// computed are the names that placeholders may use beside fields and issuer texts.
var computed = []string{"portal.url", "seal.url", "seal.base45"}

// known refuses references to what is neither a field nor computed nor the issuer's.
func (t *Template) known(r reader, key string, refs []string) {
	for _, ref := range refs {
		if t.fields[ref] != nil {
			continue
		}
		names := append(sortedKeys(t.fields), computed...)
		for _, x := range sortedKeys(t.texts) {
			names = append(names, "text."+x)
		}
		for _, i := range issuerTexts {
			names = append(names, "issuer."+i)
		}
		known := false
		for _, n := range names {
			known = known || n == ref
		}
		if !known {
			r.errs.Add(r.Node.Get(key).Pos, r.Name(key), fmt.Sprintf("%q is not a field", ref), source.Suggest(ref, names))
		}
	}
}

// LintComment is how comments begin that lint reads.
const LintComment = "# lint:"

// ParseTemplate reads a template that is one file or extends built-in ones. Its error is a source.ErrorList. Name stands for the file in
// messages.
func ParseTemplate(name string, data []byte) (*Template, error) {
	return ReadTemplate(name, "", data, nil)
}

// ReadTemplate is ParseTemplate for a file at a path of files, in which the files lie that it refers to.
func ReadTemplate(name, at string, data []byte, files fs.FS) (*Template, error) {
	errs := new(source.ErrorList)
	l := &loader{errs: errs, changed: map[source.Pos]source.Pos{}, folders: map[string]fs.FS{}, at: map[string]string{}, removed: map[string]source.Pos{}}
	root := l.load(file{name, path.Dir(at), data, files})
	if root == nil {
		return nil, errs.Err()
	}
	t := parseTemplate(root, l)
	t.Digest, t.Heads, t.Comments, t.Changed = l.digest(), l.heads, l.comments, l.changed
	*errs = once(*errs)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

// parseTemplate reads a template from its merged document. What is at fault goes to the loader's list.
func parseTemplate(root *source.Node, l *loader) *Template {
	errs := l.errs
	r := newReader(l.related(root), "", errs)
	r.Get("schema")
	t := &Template{
		Name:     r.NeedText("name"),
		Title:    r.Text("title"),
		Size:     r.size("size", ID1),
		Safe:     r.length("safe", 2*Millimetre),
		Colours:  map[string]Colour{"black": Black, "white": White},
		Faces:    map[string][]string{},
		facesPos: map[string]source.Pos{},
		Styles:   map[string]*Style{},
		fields:   map[string]*Field{},
		loader:   l,
	}
	t.Radius = r.radius(t.Size)
	t.Fields = ParseFields(r.Need("fields"), errs)
	for _, f := range t.Fields {
		t.fields[f.Name] = f
	}
	t.Letter = r.Bool("letter")
	t.parseRules(r.Get("rules"), errs)
	colours := source.NewMap(r.Get("colours"), "colours", errs)
	for _, p := range pairs(colours) {
		c, ok := parseColour(p.Value.Text)
		if !ok {
			errs.Add(p.Value.Pos, colours.Name(p.Key.Text), fmt.Sprintf("%q is not a colour; want #rrggbb", p.Value.Text), quotedColour(p.Value))
		}
		t.Colours[p.Key.Text] = c
	}
	faces := source.NewMap(r.Need("faces"), "faces", errs)
	for _, p := range pairs(faces) {
		t.Faces[p.Key.Text], t.facesPos[p.Key.Text] = faces.Texts(p.Key.Text), p.Value.Pos
		if len(t.Faces[p.Key.Text]) == 0 {
			errs.Addf(p.Value.Pos, faces.Name(p.Key.Text), "want the names of faces, fallbacks in order")
		}
	}
	styles := source.NewMap(r.Need("styles"), "styles", errs)
	for _, p := range pairs(styles) {
		t.Styles[p.Key.Text] = t.parseStyle(p.Key.Text, newReader(p.Value, styles.Name(p.Key.Text), errs))
	}
	t.parseTexts(r)
	if n := r.Get("seal"); n != nil {
		t.Seal = t.parseSeal(elementReader{newReader(n, "seal", errs), t, nil})
	}
	t.defaults = map[string]*source.Node{}
	defaults := source.NewMap(r.Get("defaults"), "defaults", errs)
	for _, p := range pairs(defaults) {
		switch {
		case !slices.Contains(kindKeys(), p.Key.Text):
			errs.Add(p.Key.Pos, defaults.Name(p.Key.Text), "no kind of element; want "+source.Or(kindKeys()), source.Suggest(p.Key.Text, kindKeys()))
		case p.Value.Kind != source.Mapping:
			errs.Addf(p.Value.Pos, defaults.Name(p.Key.Text), "found %s; want a mapping", p.Value.Kind)
		default:
			t.defaults[p.Key.Text] = p.Value
		}
	}
	t.partials = source.NewMap(r.Get("partials"), "partials", errs).Node
	t.Front = t.parseFace(r.Need("front"), "front", errs)
	t.Back = t.parseFace(r.Get("back"), "back", errs)
	t.checkPartials(errs)
	t.confine(errs)
	t.route(r)
	r.Close()
	t.loader, t.defaults, t.partials = nil, nil, nil
	return t
}

// once leaves out the repetitions of a fault: what is used more than once, such as a default, is at fault under each name that it is used by.
func once(errs source.ErrorList) source.ErrorList {
	type fault struct {
		source.Pos
		key, msg string
	}
	told := map[fault]bool{}
	return slices.DeleteFunc(errs, func(e *source.Error) bool {
		key, _, _ := strings.Cut(e.Field[strings.LastIndexByte(e.Field, '.')+1:], "[")
		f := fault{e.Pos, key, e.Msg}
		again := told[f]
		told[f] = true
		return again
	})
}

// quotedColour is a hint for a colour that YAML took for a comment.
func quotedColour(n *source.Node) string {
	if n.Kind != source.Null || n.Text != "" {
		return ""
	}
	return "put #rrggbb in quotes, for # begins a comment"
}

func (t *Template) colourOf(r reader, key string, n *source.Node) Colour {
	r.Tell(source.Ask{Key: key, As: "colour"})
	if c, ok := t.Colours[n.Text]; ok {
		return c
	}
	c, ok := parseColour(n.Text)
	if !ok {
		names := sortedKeys(t.Colours)
		hint := cmp.Or(source.Suggest(n.Text, names), quotedColour(n))
		r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("%q is not a colour; want #rrggbb or %s", n.Text, source.Or(names)), hint)
	}
	return c
}

func (t *Template) parseStyle(name string, r reader) *Style {
	if r.Node.Get("extends") != nil {
		return &Style{Name: name, Size: Points(8), Leading: Points(10)} // what it extends is at fault
	}
	s := &Style{Name: name, Pos: r.Node.Pos, Size: r.positive("size", Points(8)), Tracking: r.length("tracking", 0),
		Small: r.Choice("caps", "none", "small") == "small", Language: r.Text("language")}
	if _, err := language.Parse(s.Language); s.Language != "" && err != nil {
		r.faultAt(r.Node.Get("language"), "language", "%q is not a language; want a BCP 47 tag such as ur", s.Language)
	}
	words := r.Texts("hyphens")
	for _, w := range words {
		if strings.Trim(w, "-") != w || !strings.Contains(w, "-") || strings.ContainsAny(w, " \u00AD") {
			r.faultAt(r.Node.Get("hyphens"), "hyphens", "%q; want a word with a hyphen at each point where a line may end, such as Auf-ent-halt", w)
		}
	}
	s.Hyphens = fonts.NewHyphens(words)
	s.Leading = r.positive("leading", s.Size*5/4)
	s.Faces, s.FacesAt = t.facesOf(r, "face", r.NeedText("face"))
	s.Strong, s.StrongAt = t.facesOf(r, "strong", r.Text("strong"))
	if n := r.Get("colour"); n != nil {
		s.Colour = t.colourOf(r, "colour", n)
	}
	r.Close()
	return s
}

// facesOf returns the faces that the template has by a name, and where; none for an empty one.
func (t *Template) facesOf(r reader, key, name string) ([]string, Listed) {
	faces := t.Faces[name]
	if faces == nil && name != "" {
		r.errs.Add(r.Node.Get(key).Pos, r.Name(key), fmt.Sprintf("%q is not one of the template's faces", name), source.Suggest(name, sortedKeys(t.Faces)))
	}
	return faces, Listed{name, t.facesPos[name]}
}

// Static tells whether a content is the same on every card: it has no placeholder but the issuer's.
func (c *Content) Static() bool {
	for _, ref := range c.Refs() {
		if !strings.HasPrefix(ref, "issuer.") {
			return false
		}
	}
	return true
}
