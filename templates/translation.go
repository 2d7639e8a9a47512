package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// Translation is a text of a template by its language. Every language that any of the texts has, all of them have.
type Translation struct {
	Name string
	By   map[string]*Content
}

// strong tells whether the text has strong words in any language.
func (t *Translation) strong() bool {
	for _, c := range t.By {
		if c.Strong() {
			return true
		}
	}
	return false
}

// Language says which language a card speaks.
type Language struct {
	Field   string   // the field that names it; empty when all cards have the default
	Default string   // of records that name none, or one that the template has not; empty when that is a fault
	Offered []string // of the texts, sorted
	Pos     source.Pos
}

// languageForm is a plain BCP 47 tag: a language, perhaps a script and a region.
var languageForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)

// refs returns the names that the texts of all languages refer to, and the field of the language if it matters.
func (t *Translation) refs(language string) []string {
	var refs []string
	for _, l := range sortedKeys(t.By) {
		refs = append(refs, t.By[l].Refs()...)
	}
	if language != "" && len(t.By) > 1 {
		refs = append(refs, language)
	}
	return refs
}

func (t *Template) parseTexts(r reader) {
	t.Language.Field, t.Language.Default = r.Text("language"), r.Text("default_language")
	if n := r.Node.Get("language"); n != nil {
		t.Language.Pos = n.Pos
		f := t.fields[t.Language.Field]
		switch {
		case t.Language.Field == "":
		case f == nil:
			r.errs.Add(n.Pos, "language", source.Quote(t.Language.Field)+" is not a field", source.Suggest(t.Language.Field, sortedKeys(t.fields)))
		case f.Type != TypeLanguage && f.Type != TypeChoice:
			r.faultAt(n, "language", "field %s is a %s; want a language, or a choice of languages", f.Name, f.Type)
		}
	}
	if n := r.Node.Get("default_language"); n != nil && !languageForm.MatchString(t.Language.Default) {
		r.faultAt(n, "default_language", "%s is not a language; want a tag such as fr or zh-Hant", source.Quote(n.String()))
	}
	t.texts = map[string]*Translation{}
	all := source.NewMap(r.Get("texts"), "texts", r.errs)
	for _, p := range pairs(all) {
		x := &Translation{Name: p.Key.Text, By: map[string]*Content{}}
		t.texts[x.Name] = x
		by := elementReader{newReader(p.Value, all.Name(x.Name), r.errs), t, &scope{}}
		for _, q := range pairs(by.Map) {
			if !languageForm.MatchString(q.Key.Text) {
				r.errs.Addf(q.Key.Pos, by.Name(q.Key.Text), "%s is not a language; want a tag such as fr or zh-Hant", source.Quote(q.Key.Text))
				continue
			}
			if q.Value.Kind != source.Scalar {
				r.errs.Addf(q.Value.Pos, by.Name(q.Key.Text), "found %s; want a text", q.Value.Kind)
				continue
			}
			c := by.words(q.Key.Text)
			if strings.TrimSpace(q.Value.Text) == "" {
				r.errs.Addf(q.Value.Pos, by.Name(q.Key.Text), "empty; want a text")
			}
			x.By[q.Key.Text] = &c
			t.Contents[len(t.Contents)-1].Language = q.Key.Text
			if !slices.Contains(t.Language.Offered, q.Key.Text) {
				t.Language.Offered = append(t.Language.Offered, q.Key.Text)
			}
		}
	}
	slices.Sort(t.Language.Offered)
	for _, p := range pairs(all) {
		var missing []string
		for _, l := range t.Language.Offered {
			if p.Value.Kind == source.Mapping && p.Value.Get(l) == nil {
				missing = append(missing, l)
			}
		}
		if len(missing) > 0 {
			r.errs.Add(p.Key.Pos, all.Name(p.Key.Text), "lacks "+and(missing), "a card is never in two languages; translate all texts, or leave the language out of all")
		}
	}
	d := t.Language.Default
	switch {
	case len(t.Language.Offered) == 0:
	case d == "" && t.Language.Field == "":
		r.errs.Add(all.Node.Pos, "default_language", "missing; want the language of the texts", "or name the field that says it with language:")
	case d != "" && !slices.Contains(t.Language.Offered, d):
		r.errs.Add(r.Node.Get("default_language").Pos, "default_language", fmt.Sprintf("no text is in %s; want %s", source.Quote(d), source.Or(t.Language.Offered)),
			source.Suggest(d, t.Language.Offered))
	}
}

// and joins words as in "a, b and c".
func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
