package record_test

import (
	"testing"

	"docketcard/render/record"
	"docketcard/templates"
)

func TestRules(t *testing.T) {
	tpl, err := templates.ParseTemplate("t.yaml", []byte(`schema: docketcard/template/v1
name: t
fields:
  id: {type: code, required: true, message: {required: Give the number on the form., value: The number has three digits., length: Three digits.}, max: 3, pattern: "[0-9]+", want: digits}
  mail: {type: text}
  phone: {type: text}
  old: {type: code}
  why: {type: choice, choices: [new, lost], message: Say new or lost.}
  from: {type: date, not_after: to, message: {bounds: It cannot end before it begins.}}
  to: {type: date}
rules:
  - {any_of: [mail, phone]}
  - {one_of: [old, to], when: why = lost}
  - {check: why = new or old, message: A card that was lost has an old number.}
faces: {text: plex-sans}
styles: {plain: {face: text}}
front: []
`))
	if err != nil {
		t.Fatal(err)
	}
	s, err := record.NewSchema(tpl.Fields, nil, record.Options{Rules: tpl.Rules})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"id: 1\nmail: x\nwhy: new\n":                                   "",
		"id: 1\nmail: x\nphone: y\nwhy: lost\nold: A\n":                "",
		"mail: x\nwhy: new\n":                                          "c.yaml:1:1: field id: Give the number on the form.",
		"id: ''\nmail: x\nwhy: new\n":                                  "c.yaml:2:5: field id: Give the number on the form.",
		"id: x\nmail: x\nwhy: new\n":                                   "c.yaml:2:5: field id: The number has three digits.",
		"id: 1234\nmail: x\nwhy: new\n":                                "c.yaml:2:5: field id: Three digits.",
		"id: [1]\nmail: x\nwhy: new\n":                                 "c.yaml:2:5: field id: found a list; want a value",
		"id: 1\nmail: x\nwhy: nwe\n":                                   "c.yaml:4:6: field why: Say new or lost.",
		"id: 1\nmail: x\nwhy: new\nfrom: 2026-02-01\nto: 2026-01-01\n": "c.yaml:5:7: field from: It cannot end before it begins.",
		"id: 1\nwhy: new\n":                                            "c.yaml:1:1: field mail: missing; want mail or phone",
		"id: 1\nmail: x\nwhy: lost\nold: A\nto: 2026-01-01\n":          "c.yaml:6:5: field to: stated beside old; want only one of old or to",
		"id: 1\nmail: x\nwhy: lost\nto: 2026-01-01\n":                  "c.yaml:4:6: field why: A card that was lost has an old number.",
		"id: x\nwhy: new\n":                                            "c.yaml:1:1: field mail: missing; want mail or phone\nc.yaml:2:5: field id: The number has three digits.",
		"id: 1\nmail: x\n":                                             "c.yaml:1:1: field why: A card that was lost has an old number.",
	} {
		_, err := s.Read(parse(t, "c.yaml", []byte("schema: docketcard/case/v1\n"+in))[0], nil)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}
