package templates

import "docketcard/templates/source"

// labelled reads a field with its label: a Text that shows the field, or what show: makes of it, under the field's title.
func (r elementReader) labelled(common Common) Element {
	name := r.NeedText("field")
	f := r.t.Field(name)
	if f == nil {
		if name != "" {
			r.errs.Add(r.Node.Get("field").Pos, r.Name("field"), source.Quote(name)+" is not a field", source.Suggest(name, sortedKeys(r.t.fields)))
		}
		f = &Field{Title: "x"}
	} else if f.Type == TypePhoto {
		r.faultAt(r.Node.Get("field"), "field", "%s is a photo, which a photo element shows", name)
	}
	at := r.Node.Get("field").Pos
	value := Content{Parts: []Part{{Ref: name}}, Pos: at}
	if r.Has("show") {
		value = r.words("show")
	} else {
		r.Get("show")
	}
	label := r.words("label")
	if label.Empty() {
		if f.Title == "" {
			r.errs.Add(at, r.Name("label"), "missing", "or give field "+name+" a title")
		}
		label = Content{Parts: []Part{{Literal: f.Title}}, Pos: at}
	}
	return r.textOf(common, "show", value, label)
}
