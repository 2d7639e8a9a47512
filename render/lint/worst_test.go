package lint

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"docketcard/render"
	"docketcard/templates"
)

const worstTemplate = `
rules:
  - {one_of: [visit.car, visit.tram]}
  - {check: not visit.pass, when: visit.reason = new, message: New visitors have no pass.}
fields:
  visit.car:    {type: text, max: 12}
  visit.tram:   {type: text, max: 12}
  visit.pass:   {type: code, pattern: "[0-9]{4}", want: four digits, unique: true}
  visit.room:   {type: text, max: 40}
  visit.level:  {type: number, min: 1, max: 120}
  visit.reason: {type: choice, choices: [new, old, lost]}
  visit.note:   {type: text, max: 20}
  visit.photo:  {type: bool}
front:
  - {id: room, text: "{visit.room} {visit.level} {visit.reason}", at: [4, 6], width: 70, style: body}
  - when: visit.room = "Room 9" or visit.room = "Room 10"
    group:
      - {id: deep, text: "{visit.room}", at: [4, 10], width: 2, style: body, when: not visit.note and visit.photo and visit.level != 120}
`

// TestWorstCases: each field at its most, each choice once, and a case on which an element is shown that three conditions hide.
func TestWorstCases(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\n" + worstTemplate
	s := setup(t, "template.yaml", []byte(data))
	s, cases, missed, err := worstCases(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(missed) > 0 {
		t.Errorf("%d elements are shown on no card", len(missed))
	}
	batch, records, err := render.Survey(context.Background(), s, cases)
	if err != nil || batch == nil {
		t.Fatal(err)
	}
	seen := map[string]map[string]bool{}
	for _, r := range records {
		if r.Record == nil {
			continue
		}
		for _, f := range s.Template.Fields {
			v, _ := r.Record.Value(f.Name)
			if seen[f.Name] == nil {
				seen[f.Name] = map[string]bool{}
			}
			seen[f.Name][v.Text] = true
		}
	}
	for field, want := range map[string][]string{
		"visit.car": {"", "Reception Ro"}, "visit.tram": {"", "Reception Ro"}, "card.issued_on": {"2028-09-28"}, "visit.level": {"120"}, "visit.reason": {"new", "old", "lost"}, "holder.sex": {"F", "M", "X"}, "visit.note": {""},
	} {
		for _, v := range want {
			if !seen[field][v] {
				t.Errorf("%s: %q is not tried", field, v)
			}
		}
	}
	for row := range s.Issuer.Tables["offices"] {
		if !seen["release.office_code"][row] {
			t.Errorf("office %s is not tried", row)
		}
	}
	for _, r := range records {
		for _, e := range r.Faults {
			if !errors.Is(e, render.ErrFit) {
				t.Errorf("%s: %v", r.ID, e)
			}
		}
		if r.Record == nil {
			continue
		}
		pass, _ := r.Record.Value("visit.pass")
		reason, _ := r.Record.Value("visit.reason")
		if (pass.Text != "") == (reason.Text == "new") {
			t.Errorf("%s: pass %q for %s", r.ID, pass.Text, reason.Text)
		}
	}
	if seen["record_id"]["worst-Latn-1"] {
		t.Error("a record_id is shorter than it may be")
	}
	long := false
	for v := range seen["visit.room"] {
		long = long || len(v) == 40
	}
	if !long {
		t.Error("no room is of 40 characters")
	}
}

// TestConditionsAreMet: what only some conditions show is tried.
func TestConditionsAreMet(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\n" + worstTemplate
	report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", []byte(data))}))
	if !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.Rule == "fit" && f.Element == "deep" }) {
		t.Errorf("deep does not fit, and is not found: %v", report.Findings)
	}
}

// TestConditionsWithNames: what only some conditions show is tried with every name and in every language.
func TestConditionsWithNames(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\nlanguage: memo_language\ndefault_language: en\n" +
		"texts:\n  greeting: {en: Hello, es: Hola, fr: Ba, vi: Xin chao}\nfront:\n" +
		"  - when: card.reason = misprint\n    group:\n" +
		"      - {id: name, text: \"{holder.name_native}\", at: [4, 10], width: 77, style: native}\n" +
		"      - {id: hello, text: \"{text.greeting}\", at: [4, 10], width: 70, style: native}\n"
	s := setup(t, "template.yaml", []byte(data))
	_, cases, _, err := worstCases(s)
	if err != nil {
		t.Fatal(err)
	}
	names, languages := map[string]bool{}, map[string]bool{}
	for _, c := range cases {
		if bytes.Contains(c.Data, []byte("reason: misprint")) {
			native := regexp.MustCompile("name_native: (.*)").FindSubmatch(c.Data)
			names[string(native[1])] = true
			languages[string(regexp.MustCompile("memo_language: (.*)").FindSubmatch(c.Data)[1])] = true
		}
	}
	if len(names) < 20 || len(languages) != 4 {
		t.Errorf("got %d names and languages %v, want those of all scripts and four", len(names), languages)
	}
}

// TestConditionsWithLanguages: so is what shows no name, in every language.
func TestConditionsWithLanguages(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\nlanguage: memo_language\ndefault_language: en\n" +
		"texts:\n  greeting: {en: Hello, es: Hola, fr: Ba, vi: Xin chao}\nfront:\n" +
		"  - {id: hello, text: \"{text.greeting}\", at: [4, 10], width: 70, style: native, when: card.reason = misprint and holder.sex = X and holder.eye_color = hazel}\n"
	_, cases, _, err := worstCases(setup(t, "template.yaml", []byte(data)))
	if err != nil {
		t.Fatal(err)
	}
	languages := map[string]bool{}
	for _, c := range cases {
		if bytes.Contains(c.Data, []byte("reason: misprint")) && bytes.Contains(c.Data, []byte("sex: X")) && bytes.Contains(c.Data, []byte("eye_color: hazel")) {
			languages[string(regexp.MustCompile("memo_language: (.*)").FindSubmatch(c.Data)[1])] = true
		}
	}
	if len(languages) != 4 {
		t.Errorf("got languages %v, want four", languages)
	}
}

// TestOrdinary: what is wrong of a template whose longest names do not fit is found all the same.
func TestOrdinary(t *testing.T) {
	base := must[[]byte](t)(os.ReadFile("testdata/base.yaml"))
	data := slices.Concat(base, []byte("front:\n  - {id: surname, text: \"{holder.surname} {holder.given_names}\", at: [4, 8], width: 20, style: body}\n  - {id: pale, text: pale, at: [4, 20], width: 20, style: faint, when: holder.surname}\n"))
	report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", data)}))
	for _, want := range []struct{ rule, element, record string }{{"fit", "surname", "worst-"}, {"contrast", "pale", "ordinary"}} {
		if !slices.ContainsFunc(report.Findings, func(f Finding) bool {
			return f.Rule == want.rule && f.Element == want.element && strings.HasPrefix(f.Record, want.record)
		}) {
			t.Errorf("found no %s of %s on %s: %v", want.rule, want.element, want.record, report.Findings)
		}
	}
}

// TestRoutes: a template that another one uses is tried.
func TestRoutes(t *testing.T) {
	files := fstest.MapFS{"other.yaml": {Data: []byte(`schema: docketcard/template/v1
name: other
extends: docket-card
front:
  - {id: narrow, text: "{holder.surname}", at: [4, 30], width: 1, style: body}
`)}}
	s := setup(t, "template.yaml", []byte("schema: docketcard/template/v1\nname: test\nextends: docket-card\n"))
	s.Template = must[*templates.Template](t)(templates.ReadTemplate("template.yaml", "template.yaml", []byte(`schema: docketcard/template/v1
name: test
extends: docket-card
use: other.yaml when card.reason = misprint and not holder.birth_place
`), files))
	report := must[*Report](t)(Run(t.Context(), Job{Setup: s}))
	if !slices.ContainsFunc(report.Findings, func(f Finding) bool { return f.Rule == "fit" && strings.Contains(f.Element, "narrow") }) {
		t.Errorf("narrow does not fit, and is not found: %v", report.Findings)
	}
}

// TestMissed: what no values show is said, but not what waits for live cards.
func TestMissed(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\nfront:\n" +
		"  - {id: never, rect: [0, 0, 1, 1], fill: ink, when: card.reason = new and card.reason = lost}\n" +
		"  - {id: live, rect: [0, 0, 1, 1], fill: ink, when: not specimen}\n"
	report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", []byte(data))}))
	if len(report.Findings) != 1 || !strings.Contains(report.Findings[0].String(), "never is not tried") {
		t.Errorf("got %v, want that never is not tried", report.Findings)
	}
}

// TestNativeScripts: what shows names in the holder's own script is set in faces that have the scripts, as far as there are such faces.
func TestNativeScripts(t *testing.T) {
	for _, tt := range []struct{ face, strong, shows, want string }{
		{"native", "text", "{holder.name_native}", ""},
		{"text", "native", "{holder.name_native}", "Arab, Armn"},
		{"text", "native", "{*{holder.name_native}*}", ""},
		{"native", "text", "{*{holder.name_native}*}", "Arab, Armn"},
		{"native", "text", "{text.said}", "Arab, Armn"},
		{"native", "native", "{text.said}", ""},
		{"native", "text", "{*{text.told}*}", "Arab, Armn"},
		{"text", "native", "{*{text.told}*}", ""},
	} {
		data := "schema: docketcard/template/v1\nname: test\nextends: docket-card\nfaces: {native: [plex-sans, world]}\nfront:\n  - {id: native name, style: ours, text: \"" + tt.shows + "\"}\n" +
			"styles: {ours: {face: " + tt.face + ", strong: " + tt.strong + ", size: 7pt, leading: 10.2pt}}\n" +
			"default_language: en\ntexts: {said: {en: \"{*{holder.name_native}*}\"}, told: {en: \"{holder.name_native}\"}}\n"
		report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", []byte(data))}))
		got := ""
		for _, f := range report.Findings {
			got += f.String() + "\n"
		}
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) || tt.want != "" && !strings.HasPrefix(got, "template.yaml:6:5: worst-case: warning: native name shows no names in ") {
			t.Errorf("%v: got %q, want %q", tt, got, tt.want)
		}
	}
}
