package lint

import (
	"slices"
	"strings"

	"docketcard/templates"
)

// traits are what a text element says whatever the record.
type traits struct {
	clear   []string // the fields that it shows whole
	legends uint     // by their place in legends
	number  bool     // it shows a document number
	expiry  bool     // it shows the field at whose end the seal expires
}

func (l *linter) traitsOf() map[templates.Element]*traits {
	t := l.Setup.Template
	all := map[templates.Element]*traits{}
	for e := range templates.Walk(t.Front, t.Back) {
		text, ok := e.(*templates.Text)
		if !ok {
			continue
		}
		x := &traits{legends: l.legendsIn(text)}
		for _, p := range slices.Concat(text.Value.Parts, text.Label.Parts) {
			f := t.Field(p.Ref)
			if f == nil || !whole(p) {
				continue
			}
			x.clear = append(x.clear, p.Ref)
			x.number = x.number || f.Type == templates.TypeDocumentNumber
			x.expiry = x.expiry || t.Seal != nil && p.Ref == t.Seal.Expires
		}
		all[e] = x
	}
	return all
}

// whole tells whether a placeholder shows all of its value: not when it is masked or a form leaves out parts of a date.
func whole(p templates.Part) bool {
	for _, f := range p.Filters {
		if f.Name == "mask" {
			return false
		}
		if f.Name == "date" && len(f.Args) > 0 {
			form := f.Args[0]
			year := strings.Contains(form, "2006")
			rest := strings.ReplaceAll(form, "2006", "")
			month := strings.Contains(rest, "Jan") || strings.Contains(rest, "1")
			if !year || !month || !strings.Contains(rest, "2") {
				return false
			}
		}
	}
	return true
}

// printed returns the fields that a card shows whole.
func (v *view) printed() map[string]bool {
	out := v.ink.printed
	clear(out)
	for _, face := range v.sides {
		for i := range face {
			if t := v.traits[face[i].As]; t != nil {
				for _, ref := range t.clear {
					out[ref] = true
				}
			}
		}
	}
	return out
}

// shows tells whether the card shows the photo of a field.
func (v *view) shows(photo string) bool {
	for _, face := range v.sides {
		for i := range face {
			if p, ok := face[i].As.(*templates.Photo); ok && p.Field == photo {
				return true
			}
		}
	}
	return false
}
