package lint

import (
	"slices"
	"strings"

	"docketcard/render"
	"docketcard/render/record"
	"docketcard/templates"
)

// traits are what a text element says whatever the record, on cards in one language.
type traits struct {
	clear   []string // the fields that it shows whole
	legends uint     // by their place in legends
	number  bool     // it shows a document number
	expiry  bool     // it shows the field at whose end the seal expires
}

// traitsOf returns the traits of the template's text elements by language.
func (l *linter) traitsOf() map[string]map[templates.Element]*traits {
	t := l.Setup.Template
	all := map[string]map[templates.Element]*traits{}
	for _, language := range slices.Concat(t.Language.Offered, []string{t.Language.Default}) {
		of := map[templates.Element]*traits{}
		all[language] = of
		for e := range templates.Walk(t.Front, t.Back) {
			text, ok := e.(*templates.Text)
			if !ok {
				continue
			}
			parts := slices.Concat(partsOf(&text.Label, language), []templates.Part{{Literal: "\n"}}, partsOf(&text.Value, language))
			x := &traits{legends: l.legendsIn(parts)}
			for _, p := range parts {
				f := t.Field(p.Ref)
				if f == nil || !whole(p) {
					continue
				}
				x.clear = append(x.clear, p.Ref)
				x.number = x.number || f.Type == templates.TypeDocumentNumber
				x.expiry = x.expiry || t.Seal != nil && p.Ref == t.Seal.Expires
			}
			of[e] = x
		}
	}
	return all
}

// partsOf returns the parts of a content in a language, those of a text in place of its name.
func partsOf(c *templates.Content, language string) []templates.Part {
	var parts []templates.Part
	for _, p := range c.Parts {
		if p.Text == nil {
			parts = append(parts, p)
		} else if text := p.Text.By[language]; text != nil {
			parts = append(parts, partsOf(text, language)...)
		}
	}
	return parts
}

// traitsIn returns the traits on a card of a record.
func (l *linter) traitsIn(r *record.Record) map[templates.Element]*traits {
	t := l.Setup.Template
	if of := l.traits[render.Language(t, r)]; of != nil {
		return of
	}
	return l.traits[t.Language.Default]
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
