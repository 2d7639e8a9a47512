package templates

import (
	"fmt"
	"strings"
)

// Background returns what of a template can be drawn without a record: elements that show no more than the issuer's texts and the one field that
// keys its artwork (see Keyed), whose name it returns too. It fails for a template that has no such artwork, or artwork of several fields.
func (t *Template) Background() (*Template, string, error) {
	key := ""
	for e := range Walk(t.Front, t.Back) {
		k, ok := e.(interface{ KeyedBy() string })
		switch {
		case !ok || k.KeyedBy() == "" || k.KeyedBy() == key:
		case key == "":
			key = k.KeyedBy()
		default:
			return nil, "", fmt.Errorf("template %s has artwork keyed by %s and by %s; want one field", t.Name, key, k.KeyedBy())
		}
	}
	if key == "" {
		return nil, "", fmt.Errorf("template %s has no artwork with a key", t.Name)
	}
	bare := *t
	bare.Seal, bare.Fields, bare.fields = nil, nil, map[string]*Field{}
	for _, f := range t.Fields {
		if f.Name == key || f.Name == "record_id" {
			bare.Fields = append(bare.Fields, f)
			bare.fields[f.Name] = f
		}
	}
	kept := func(list []Element) []Element {
		var out []Element
		for _, e := range list {
			shows := e.Base().When == nil
			for _, ref := range e.Refs() {
				shows = shows && (ref == key || strings.HasPrefix(ref, "issuer."))
			}
			if shows {
				out = append(out, e)
			}
		}
		return out
	}
	bare.Front, bare.Back = kept(t.Front), kept(t.Back)
	return &bare, key, nil
}

// KeyedBy returns the name of the field, "" if there is none.
func (k Keyed) KeyedBy() string { return k.Key }
