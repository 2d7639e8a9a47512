package templates

import (
	"fmt"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// use reads an element that stands for those of a partial, as a group. What its with: says takes the place of ${NAME} in them.
func (r elementReader) use(common Common) Element {
	g := &Group{Common: common}
	at := r.at("at", Size{}, 0)
	g.Box = Rect{X: at.X, Y: at.Y}
	n := r.Need("use")
	with := newReader(r.Get("with"), r.Name("with"), r.errs)
	var partial *source.Node
	if n.Kind == source.Scalar {
		partial = r.t.partials.Get(n.Text)
	}
	if partial == nil {
		var names []string
		if r.t.partials != nil {
			for _, p := range r.t.partials.Pairs {
				names = append(names, p.Key.Text)
			}
		}
		r.errs.Add(n.Pos, r.Name("use"), source.Quote(n.String())+" is not a partial", source.Suggest(n.Text, names))
		return g
	}
	if slices.Contains(r.t.using, n.Text) {
		r.faultAt(n, "use", "partial %s uses itself", source.Quote(n.Text))
		return g
	}
	p := newReader(partial, "partials."+n.Text, r.errs)
	declared := source.NewMap(p.Get("parameters"), p.Name("parameters"), r.errs)
	values, names := map[string]*source.Node{}, []string{}
	for _, d := range pairs(declared) {
		names = append(names, d.Key.Text)
		switch given := with.Get(d.Key.Text); {
		case given != nil:
			values[d.Key.Text] = given
		case d.Value.Kind == source.Null:
			r.errs.Addf(n.Pos, r.Name("with."+d.Key.Text), "missing; partial %s needs it", source.Quote(n.Text))
			values[d.Key.Text] = nil
		default:
			values[d.Key.Text] = d.Value
		}
	}
	if with.Node != nil {
		with.Close()
	}
	elements := p.Need("elements")
	p.Close()
	if elements == nil || slices.ContainsFunc(names, func(s string) bool { return values[s] == nil }) {
		return g
	}
	in := &scope{up: r.in, frame: Rect{at.X, at.Y, r.in.frame.Right() - at.X, r.in.frame.Bottom() - at.Y}, fixed: r.in.fixed, turned: r.in.turned, cut: r.in.cut}
	before := len(*r.errs)
	if elements = r.fill(elements, p.Name("elements"), values, names); len(*r.errs) > before {
		return g
	}
	r.t.using = append(r.t.using, n.Text)
	g.Elements = r.t.parseElements(elements, p.Name("elements"), in, r.errs)
	r.t.using = r.t.using[:len(r.t.using)-1]
	return g
}

// checkPartials looks at the partials that no element uses too: whether they hold elements. More is not known of them without a place and values.
func (t *Template) checkPartials(errs *source.ErrorList) {
	for _, p := range pairs(source.NewMap(t.partials, "partials", errs)) {
		r := newReader(p.Value, "partials."+p.Key.Text, errs)
		if p.Value.Kind != source.Mapping {
			continue
		}
		source.NewMap(r.Get("parameters"), r.Name("parameters"), errs)
		elements := r.Need("elements")
		r.Close()
		given := func(n *source.Node) bool { return n == nil || strings.HasPrefix(n.Text, "${") } // by a parameter
		if given(elements) {
			continue
		}
		if elements.Kind != source.List {
			r.faultAt(elements, "elements", "found %s; want a list of elements", elements.Kind)
		}
		for i, item := range elements.Items {
			if !given(item) {
				checkKind(item, fmt.Sprintf("%s[%d]", r.Name("elements"), i), errs)
			}
		}
	}
}

// maxFilled bounds what parameters can make of a text.
const maxFilled = 100_000

// fill returns n with values in the places of ${NAME}. A text that is nothing else becomes the value itself, which may be a list or mapping.
func (r elementReader) fill(n *source.Node, path string, values map[string]*source.Node, names []string) *source.Node {
	c := *n
	switch n.Kind {
	case source.Mapping:
		c.Pairs = slices.Clone(n.Pairs)
		for i, p := range c.Pairs {
			c.Pairs[i].Value = r.fill(p.Value, path+"."+p.Key.Text, values, names)
		}
	case source.List:
		c.Items = slices.Clone(n.Items)
		for i, item := range c.Items {
			c.Items[i] = r.fill(item, fmt.Sprintf("%s[%d]", path, i), values, names)
		}
	case source.Scalar:
		var b strings.Builder
		for rest := n.Text; ; {
			before, after, ok := strings.Cut(rest, "${")
			name, tail, closed := strings.Cut(after, "}")
			if !ok || !closed {
				b.WriteString(rest)
				break
			}
			v := values[name]
			switch {
			case v == nil:
				r.errs.Add(n.Pos, path, source.Quote(name)+" is no parameter of the partial", source.Suggest(name, names))
				return n
			case before == "" && tail == "" && rest == n.Text:
				return v
			case v.Kind != source.Scalar:
				r.errs.Addf(v.Pos, path, "found %s; parameter %s stands inside a text", v.Kind, source.Quote(name))
				return n
			}
			b.WriteString(before)
			b.WriteString(v.Text)
			if b.Len() > maxFilled {
				r.errs.Addf(n.Pos, path, "more than %d bytes; parameters that are put into each other multiply", maxFilled)
				return n
			}
			rest = tail
		}
		c.Text = b.String()
	}
	return &c
}
