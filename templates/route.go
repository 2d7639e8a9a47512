package templates

import (
	"fmt"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// route puts the faces of other templates in the place of this one's, on the cards on which a condition holds: use: "memo when memo_language".
// Of several the first that holds counts. What they show must be fields here too; records are checked by this template's declarations, and the
// seal is this one's.
func (t *Template) route(r reader) {
	n := r.Get("use")
	if n == nil {
		return
	}
	var before []test // the conditions so far, turned round
	var front, back []Element
	for _, item := range scalars(n, "use", r.errs) {
		name, text, ok := strings.Cut(item.Text, " when ")
		if !ok {
			r.errs.Add(item.Pos, "use", source.Quote(item.Text)+"; want a template, when and a condition", "such as memo when memo_language")
			continue
		}
		faults := len(*r.errs)
		c := t.conditionOf(r, "use", &source.Node{Pos: item.Pos, Text: text})
		other := t.other(&source.Node{Pos: item.Pos, Text: strings.TrimSpace(name)})
		if len(*r.errs) > faults {
			continue
		}
		t.adopt(item, other)
		holds := Condition{text: item.Text, or: [][]test{append(slices.Clone(before), test{inner: c})}, refs: c.refs}
		for _, x := range before {
			holds.refs = append(holds.refs, x.inner.refs...)
		}
		common := Common{Kind: "group", Pos: item.Pos, When: &holds}
		front = append(front, &Group{Common: common, Whole: true, Elements: other.Front})
		if len(other.Back) > 0 {
			back = append(back, &Group{Common: common, Whole: true, Elements: other.Back})
		}
		before = append(before, test{not: true, inner: c})
	}
	if len(front) == 0 {
		return
	}
	rest := Condition{text: "no other template is used", or: [][]test{before}}
	for _, x := range before {
		rest.refs = append(rest.refs, x.inner.refs...)
	}
	common := Common{Kind: "group", Pos: n.Pos, When: &rest}
	t.Front = append(front, &Group{Common: common, Whole: true, Elements: t.Front})
	if len(t.Back) > 0 {
		back = append(back, &Group{Common: common, Whole: true, Elements: t.Back})
	}
	t.Back = back
}

// other reads the template that n names; nil when it is at fault.
func (t *Template) other(n *source.Node) *Template {
	l := t.loader
	if slices.Contains(l.routes, n.Text) {
		l.errs.Addf(n.Pos, "use", "%s uses this template, and a template cannot use itself", source.Quote(n.Text))
		return nil
	}
	l.routes = append(l.routes, n.Text)
	defer func() { l.routes = l.routes[:len(l.routes)-1] }()
	f, ok := l.find("use", n, l.at[n.Pos.File], l.folders[n.Pos.File])
	if !ok {
		return nil
	}
	root := l.load(f)
	if root == nil {
		return nil
	}
	return parseTemplate(root, l)
}

// adopt takes in what another template shows, and refuses what does not fit.
func (t *Template) adopt(n *source.Node, other *Template) {
	errs := t.loader.errs
	if other.Size != t.Size {
		errs.Addf(n.Pos, "use", "template %s is %s; this one is %s, and all cards of a batch are one size", other.Name, other.Size, t.Size)
	}
	for _, f := range other.Fields {
		switch own := t.fields[f.Name]; {
		case own == nil:
			errs.Add(n.Pos, "use", fmt.Sprintf("template %s has a field %s, which this one lacks", other.Name, f.Name), "declare it, or let both extend a template that does")
		case own.Type != f.Type:
			errs.Addf(n.Pos, "use", "field %s is a %s here and a %s in template %s", f.Name, own.Type, f.Type, other.Name)
		}
	}
	switch {
	case len(other.texts) == 0:
	case len(t.texts) == 0 && t.Language.Field == "" && t.Language.Default == "":
		t.Language = other.Language
	case t.Language.Field != other.Language.Field || t.Language.Default != other.Language.Default || len(t.texts) > 0 && !slices.Equal(t.Language.Offered, other.Language.Offered):
		errs.Addf(n.Pos, "use", "template %s speaks other languages than this one, or takes them from another field", other.Name)
	default:
		t.Language.Offered = other.Language.Offered
	}
	t.Contents = append(t.Contents, other.Contents...)
}
