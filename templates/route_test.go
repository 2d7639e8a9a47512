package templates

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestRoutes(t *testing.T) {
	const base = `schema: docketcard/template/v1
size: [80, 60]
fields: {a: {type: text}, kind: {type: choice, choices: [x, y, z]}}
faces: {text: plex-sans}
styles: {plain: {face: text, size: 10pt}}
defaults: {text: {style: plain, width: 40}}
`
	files := fstest.MapFS{
		"base.yaml":  {Data: []byte(base)},
		"one.yaml":   {Data: []byte("schema: docketcard/template/v1\nextends: base.yaml\nname: one\nfront: [{text: one, at: [5, 10]}]\nback: [{text: back of one, at: [5, 10]}]\n")},
		"large.yaml": {Data: []byte("schema: docketcard/template/v1\nextends: base.yaml\nname: large\nsize: a4\nfields: {kind: {type: text, choices: ~}, b: {type: text}}\nfront: []\n")},
		"mine.yaml":  {Data: []byte("schema: docketcard/template/v1\nname: mine\nextends: base.yaml\nuse: self.yaml when a\nfront: []\n")},
		"self.yaml":  {Data: []byte("schema: docketcard/template/v1\nname: self\nextends: base.yaml\nuse: mine.yaml when a\nfront: []\n")},
	}
	read := func(rest string) (*Template, error) {
		return ReadTemplate("mine.yaml", "mine.yaml", []byte("schema: docketcard/template/v1\nname: mine\nextends: base.yaml\n"+rest), files)
	}
	tpl, err := read("use: [one.yaml when kind = x, one.yaml when a]\nfront: [{text: mine, at: [5, 10]}]\n")
	if err != nil {
		t.Fatal(err)
	}
	shown := func(face []Element, values map[string]string) string {
		var texts []string
		for _, e := range face {
			if e.Base().When.Holds(func(n string) string { return values[n] }) {
				texts = append(texts, e.(*Group).Elements[0].(*Text).Value.Parts[0].Literal)
			}
		}
		return strings.Join(texts, ", ")
	}
	for _, tt := range []struct {
		values      map[string]string
		front, back string
	}{
		{map[string]string{"kind": "x", "a": "q"}, "one", "back of one"},
		{map[string]string{"a": "q"}, "one", "back of one"},
		{nil, "mine", ""},
	} {
		if f, b := shown(tpl.Front, tt.values), shown(tpl.Back, tt.values); f != tt.front || b != tt.back {
			t.Errorf("%v: got %q and %q, want %q and %q", tt.values, f, b, tt.front, tt.back)
		}
	}
	for in, want := range map[string]string{
		"use: one.yaml\nfront: []\n":          "mine.yaml:4:6: field use: \"one.yaml\"; want a template, when and a condition\n    hint: such as memo when memo_language",
		"use: one.yaml when aa\nfront: []\n":  "mine.yaml:4:6: field use: \"aa\" is not a field\n    hint: did you mean a?",
		"use: onee.yaml when a\nfront: []\n":  "mine.yaml:4:6: field use: \"onee.yaml\" cannot be opened\n    hint: paths are relative to the file that names them",
		"use: large.yaml when a\nfront: []\n": "field use: field kind is a choice here and a text in template large\nmine.yaml:4:6: field use: template large has a field b, which this one lacks\n    hint: declare it, or let both extend a template that does\nmine.yaml:4:6: field use: template large is 210mm x 297mm; this one is 80mm x 60mm, and all cards of a batch are one size",
		"use: self.yaml when a\nfront: []\n":  "uses this template, and a template cannot use itself",
	} {
		if _, err := read(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got\n%v\nwant\n%s", in, err, want)
		}
	}
}

// TestRouteToLetter: the letter takes the place of another built-in page where a record names its language, and of no card of another size.
func TestRouteToLetter(t *testing.T) {
	for parent, want := range map[string]string{
		"paper-card":  "",
		"docket-card": "field use: template memo is 215.9mm x 279.4mm; this one is 85.6mm x 53.98mm",
	} {
		_, err := ParseTemplate("mine.yaml", []byte("schema: docketcard/template/v1\nname: mine\nextends: "+parent+"\nuse: memo when memo_language\n"))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", parent, err, want)
		}
	}
}
