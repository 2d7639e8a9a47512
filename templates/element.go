package templates

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// Element is one thing that a face of a card shows. Each kind is a type in a file of its own, such as *Text; kinds lists them. Elements
// are drawn in the order of the template. Places are counted from the left and top edges of the trimmed card.
type Element interface {
	// Base returns what all elements have.
	Base() *Common
	// Refs returns the names that the element's placeholders and fields refer to. An element that has none but the issuer's is the
	// same on every card of a batch.
	Refs() []string
	// Room returns the area that the element may fill.
	Room() Rect
}

// Walk yields all elements of lists, each before those inside it.
func Walk(lists ...[]Element) iter.Seq[Element] {
	return func(yield func(Element) bool) { walk(lists, yield) }
}

func walk(lists [][]Element, yield func(Element) bool) bool {
	for _, list := range lists {
		for _, e := range list {
			if !yield(e) {
				return false
			}
			if in, ok := e.(interface{ Inside() []Element }); ok && !walk([][]Element{in.Inside()}, yield) {
				return false
			}
		}
	}
	return true
}

// Common is what all elements have.
type Common struct {
	Kind  string // the key that the element starts with
	ID    string // of the author's choice, for messages; may be empty
	Pos   source.Pos
	Flow  bool       // a stack places it: Room is where it would lie as the first
	Space Length     // above it in a stack, if it is not the first
	When  *Condition // on which cards the element is drawn; nil is all
}

// Base returns c itself; every element embeds a Common.
func (c *Common) Base() *Common { return c }

// kinds are the elements by the key that an element starts with, and what reads the rest of it. It is filled by init, because some kinds
// hold elements and so refer to it.
var kinds []kind

type kind struct {
	key   string
	parse func(elementReader, Common) Element
}

func init() {
	kinds = []kind{
		{"text", elementReader.text},
		{"field", elementReader.labelled},
		{"photo", elementReader.photo},
		{"image", elementReader.image},
		{"rect", elementReader.rectangle},
		{"line", elementReader.line},
		{"path", elementReader.path},
		{"artwork", elementReader.artwork},
		{"waves", elementReader.waves},
		{"rosette", elementReader.rosette},
		{"band", elementReader.band},
		{"tint", elementReader.tint},
		{"minitext", elementReader.minitext},
		{"linescreen", elementReader.lineScreen},
		{"ghost", elementReader.ghost},
		{"qr", elementReader.code},
		{"code128", elementReader.barcode},
		{"pdf417", elementReader.barcode},
		{"mrz", elementReader.mrz},
		{"group", elementReader.group},
		{"stack", elementReader.stack},
		{"use", elementReader.use},
	}
}

func kindKeys() []string {
	var keys []string
	for _, k := range kinds {
		keys = append(keys, k.key)
	}
	return keys
}

// kindOf returns the key that tells the kind of the element n, and "" when it has none. It is the first key as a rule.
func kindOf(n *source.Node) string {
	for _, p := range n.Pairs {
		if slices.ContainsFunc(kinds, func(k kind) bool { return k.key == p.Key.Text }) {
			return p.Key.Text
		}
	}
	return ""
}

func (t *Template) parseFace(n *source.Node, key string, errs *source.ErrorList) []Element {
	return t.parseElements(n, key, &scope{frame: Rect{W: t.Size.W, H: t.Size.H}}, errs)
}

// parseElements reads a list of elements into a scope. Those that others are placed by are read first; the order stays that of the list.
func (t *Template) parseElements(n *source.Node, key string, in *scope, errs *source.ErrorList) []Element {
	if n == nil {
		return nil
	}
	if n.Kind != source.List {
		errs.Addf(n.Pos, key, "found %s; want a list of elements", n.Kind)
		return nil
	}
	first := map[string]source.Pos{}
	for i, item := range n.Items {
		x := &entry{node: item, path: fmt.Sprintf("%s[%d]", key, i)}
		if id := item.Get("id"); id != nil && id.Kind == source.Scalar {
			if at, ok := first[id.Text]; ok && id.Text != "" {
				errs.Addf(id.Pos, x.path+".id", "%s stands twice, first at %s", source.Quote(id.Text), at)
			} else {
				x.id, first[id.Text] = id.Text, id.Pos
			}
		}
		in.entries = append(in.entries, x)
	}
	var out []Element
	for _, x := range in.entries {
		if t.parseEntry(in, x, errs); x.e != nil {
			out = append(out, x.e)
		}
	}
	return out
}

// maxElements bounds what partials can make of a few lines.
const maxElements = 5000

func (t *Template) parseEntry(in *scope, x *entry, errs *source.ErrorList) {
	if x.state > 0 {
		return
	}
	before := len(*errs) + t.lost
	if t.count++; t.count > maxElements {
		if t.count == maxElements+1 {
			errs.Addf(x.node.Pos, x.path, "more than %d elements; partials that use each other multiply", maxElements)
		}
		x.state = 2
		return
	}
	x.state = 1
	x.e = t.parseElement(in, x.node, x.path, errs)
	x.state, x.sound = 2, x.e != nil && len(*errs)+t.lost == before
}

// checkKind returns the kind of what should be an element, and "" when it is none.
func checkKind(n *source.Node, path string, errs *source.ErrorList) string {
	if n.Kind != source.Mapping {
		errs.Addf(n.Pos, path, "found %s; want an element, which starts with %s", n.Kind, source.Or(kindKeys()))
		return ""
	}
	key := kindOf(n)
	if key == "" && n.Get("extends") == nil {
		first := ""
		if len(n.Pairs) > 0 {
			first = n.Pairs[0].Key.Text
		}
		errs.Add(n.Pos, path, "not an element; want one that has "+source.Or(kindKeys()), source.Suggest(first, kindKeys()))
	}
	return key
}

func (t *Template) parseElement(in *scope, n *source.Node, path string, errs *source.ErrorList) Element {
	key := checkKind(n, path, errs)
	if key == "" || n.Get("extends") != nil {
		return nil // or what it extends is at fault
	}
	kind := kinds[slices.Index(kindKeys(), key)]
	if d := t.defaults[key]; d != nil {
		before := len(*errs)
		if n = t.loader.merge(path, d, n); len(*errs) > before {
			return nil
		}
	}
	r := elementReader{newReader(n, path, errs), t, in}
	common, before := Common{Kind: key, Flow: in.flows(), ID: r.Text("id"), When: t.condition(r.reader, "when"), Pos: n.Pos}, len(*errs)+t.lost
	if in.flow {
		common.Space = r.length("space", in.gap)
	}
	e := kind.parse(r, common)
	own := slices.DeleteFunc(r.Asked(), func(k string) bool { return slices.Contains([]string{"id", "when", "space"}, k) })
	slices.Sort(own)
	r.CloseWith("the keys of " + key + " are " + and(slices.Compact(own)))
	if len(*errs)+t.lost > before || in.turned {
		return e
	}
	if room := e.Room(); room.Right() < 0 || room.X > t.Size.W || room.Bottom() < 0 || room.Y > t.Size.H {
		errs.Addf(n.Pos, path, "lies beside the card, which is %s", t.Size)
		return e
	}
	// What must not be cut off says so.
	if u, ok := e.(interface{ uncut() (Rect, bool) }); ok {
		if area, ok := u.uncut(); ok && !(Rect{W: t.Size.W, H: t.Size.H}).Inset(t.Safe).Contains(area) {
			errs.Add(n.Pos, path, fmt.Sprintf("lies closer than %s to the edge of the card, which is %s", t.Safe, t.Size),
				"cutting is not exact; move the element, or say with safe: how near it may come")
		}
	}
	return e
}

type elementReader struct {
	reader
	t  *Template
	in *scope
}

func (r elementReader) number(key string, def float64) float64 {
	r.Tell(source.Ask{Key: key, As: "number"})
	n := r.Get(key)
	if n == nil {
		return def
	}
	v, ok := decimal(n)
	if !ok || math.Abs(v) > 1e6 {
		r.faultAt(n, key, "%s; want a number", source.Quote(n.String()))
		return def
	}
	return v
}

// decimal reads a number without an exponent.
func decimal(n *source.Node) (float64, bool) {
	if n.Kind != source.Scalar || strings.Trim(n.Text, "+-.0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(n.Text, 64)
	return v, err == nil
}

// content reads what is not a text, such as what a code carries.
func (r elementReader) content(key string) Content {
	c := r.words(key)
	if c.Strong() {
		r.errs.Add(c.Pos, r.Name(key), "marks words by {* and *}, which a text alone may have", "")
	}
	return c
}

// words reads a text, which may have strong words.
func (r elementReader) words(key string) Content {
	r.Tell(source.Ask{Key: key, As: "content"})
	n := r.Get(key)
	if n == nil {
		return Content{}
	}
	c := Content{Pos: n.Pos}
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want text", n.Kind)
		return c
	}
	c.Parts = parseContent(n.Text, func(msg, hint string) { r.errs.Add(n.Pos, r.Name(key), msg, hint) })
	for i, p := range c.Parts {
		name, ok := strings.CutPrefix(p.Ref, "text.")
		if ok && strings.HasPrefix(r.Name(key), "texts.") {
			r.faultAt(n, key, "{%s} stands in a text itself; want fields", p.Ref)
			continue
		}
		if x := r.t.texts[name]; ok && x != nil {
			c.Parts[i].Text, c.Parts[i].language = x, r.t.Language.Field
			for _, f := range p.Filters {
				if x.strong() && f.Name != "upper" && f.Name != "lower" && f.Name != "default" {
					r.faultAt(n, key, "filter %s: %s has words between {* and *}, which upper, lower and default alone leave as they are", f.Name, p.Ref)
				}
			}
			r.undated(n, key, p)
			continue
		}
		if p.Ref != "" {
			r.t.known(r.reader, key, []string{p.Ref})
		}
		f := r.t.fields[p.Ref]
		if f == nil {
			r.undated(n, key, p)
			continue
		}
		if f.Type == TypePhoto {
			r.faultAt(n, key, "%s is a photo, which a photo element shows", f.Name)
		}
		for _, filter := range p.Filters {
			if filter.Name == "date" && f.Type != TypeDate && f.Type != TypeTime || filter.Name == "time" && f.Type != TypeTime {
				r.faultAt(n, key, "filter %s: %s is a %s", filter.Name, f.Name, f.Type)
			}
		}
	}
	r.t.Contents = append(r.t.Contents, c)
	return c
}

// undated refuses filters of dates on what is no field.
func (r elementReader) undated(n *source.Node, key string, p Part) {
	for _, f := range p.Filters {
		if p.Ref != "" && (f.Name == "date" || f.Name == "time") {
			r.faultAt(n, key, "filter %s: %s is no field that holds a date", f.Name, p.Ref)
		}
	}
}

func (r elementReader) style(key string) *Style {
	r.Tell(source.Ask{Key: key, As: "style"})
	n := r.Get(key)
	if n == nil {
		if key == "style" {
			r.faultAt(r.Node, key, "missing; want the name of a style")
		}
		return nil
	}
	s := r.t.Styles[n.Text]
	if s == nil {
		names := sortedKeys(r.t.Styles)
		r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("%q is not a style", n.Text), source.Suggest(n.Text, names))
	}
	return s
}
