package render

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"

	"docketcard/render/proof"
	"docketcard/render/scan"
	"docketcard/templates"
)

const naughtyTemplate = `schema: docketcard/template/v1
name: naughty
size: id-1
fields:
  record_id: {type: code, required: true}
  text: {type: text, max: 300}
  name: {type: name, max: 300}
  photo: {type: photo}
faces: {text: [plex-sans, world]}
styles: {text: {face: text, size: 6pt}}
front:
  - {text: "{text}{name}", at: [4, 6], width: 77, lines: 14, break: anywhere, style: text}
`

// TestNaughty gives every string of the Big List of Naughty Strings its verdict, as a text, as a name and as the file of a photo: it is printed letter
// for letter, as a reader of the finished file finds it, or refused in words that can be shown anywhere.
func TestNaughty(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("takes a while")
	}
	var list []string
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile("testdata/blns/blns.json")), &list); err != nil {
		t.Fatal(err)
	}
	setup := officeSetup(t)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("naughty.yaml", []byte(naughtyTemplate)))
	setup.Stock = templates.CardStock(setup.Template.Size, 0) // a page a card: readers mix the lines of cards beside each other
	fields := []string{"text", "name", "photo"}
	var cases []Case
	for i, s := range list {
		for _, field := range fields {
			data := fmt.Sprintf("schema: docketcard/case/v1\nrecord_id: %d-%s\n%s: %s\n", i, field, field, yamlQuote(s))
			cases = append(cases, Case{"a.yaml", []byte(data), fstest.MapFS{}})
		}
	}
	b, surveyed, err := Survey(context.Background(), setup, cases)
	if err != nil {
		t.Fatal(err)
	}
	var verdicts strings.Builder
	want := make([]string, len(cases)) // by card
	for i, found := range surveyed {
		verdict := "prints"
		for _, f := range found.Faults {
			verdict = f.Msg
			if !strings.HasPrefix(f.Error(), "a.yaml:3:") || strings.ContainsFunc(f.Error(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
				t.Errorf("case %d: fault %q", i, f.Error())
			}
		}
		if len(found.Faults) > 1 {
			t.Errorf("case %d: %d faults of one value", i, len(found.Faults))
		}
		if found.Card >= 0 {
			want[found.Card] = norm.NFC.String(list[i/len(fields)])
		}
		fmt.Fprintf(&verdicts, "%d %s: %s\n", i/len(fields), fields[i%len(fields)], verdict)
	}
	golden(t, verdicts.String(), "blns", "verdicts.txt")

	doc := openProof(t, written(t, b))
	for n := range b.Sheets() {
		got := ""
		for _, w := range must[[]proof.Word](t)(doc.Words(n)) {
			got += w.Text
		}
		if letters(got) != letters(want[n]) {
			t.Errorf("got %q, want %q", got, want[n])
		}
	}
}

// TestStrongInFile: texts in several faces, of which one may show nothing but a space, are in the file as they were written.
func TestStrongInFile(t *testing.T) {
	texts := []string{"aa {*محمد*} bb", "abc שלום now", "aa {*שלום 12*} bb", "ab {*नमस्ते*} c", "one {*two*} th{*r*}ee", "{*中文*} x"}
	var front strings.Builder
	for i, text := range texts {
		fmt.Fprintf(&front, "  - {text: %s, at: [5, %d], width: 80, style: s}\n", yamlQuote(text), 8+8*i)
	}
	setup := officeSetup(t)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("x.yaml", []byte("schema: docketcard/template/v1\nname: x\nsize: [90, 60]\n"+
		"fields: {record_id: {type: code}}\nfaces: {text: [plex-sans, world], bold: [plex-sans-bold, world-bold]}\nstyles: {s: {face: text, strong: bold, size: 10pt}}\nfront:\n"+front.String())))
	setup.Stock = templates.CardStock(setup.Template.Size, 0)
	b := must[*Batch](t)(Check(t.Context(), setup, []Case{{"a.yaml", []byte("schema: docketcard/case/v1\nrecord_id: r\n"), nil}}, nil))
	got := ""
	for _, w := range must[[]proof.Word](t)(openProof(t, written(t, b)).Words(0)) {
		got += " " + w.Text
	}
	for _, text := range texts {
		for _, word := range strings.Fields(strings.NewReplacer("{*", "", "*}", "").Replace(text)) {
			if !strings.Contains(got, word) {
				t.Errorf("%s: %q is not in the file, which has %q", text, word, got)
			}
		}
	}
}

const literalTemplate = `schema: docketcard/template/v1
name: literal
size: [120, 100]
fields:
  record_id: {type: code, required: true}
  text: {type: text, max: 80}
  code: {type: code, max: 80}
  lines: {type: lines, max: 3, width: 80}
faces: {text: [noto-sans]}
styles: {text: {face: text, size: 6pt}, label: {face: text, size: 5pt}}
texts: {said: {en: "said {text}"}}
default_language: en
partials:
  twice:
    parameters: {what: ~}
    elements:
      - {text: "twice ${what}", at: [0, 0], width: 110, style: text}
front:
  - {text: "plain {text}", at: [5, 8], width: 110, style: text}
  - {text: "upper {text | upper}", at: [5, 12], width: 110, style: text}
  - {text: "grouped {code | group 100}", label: "labelled {text}", at: [5, 16], width: 110, gap: 3mm, style: text}
  - {field: text, show: "shown {text}", label: L, at: [5, 24], width: 110, gap: 3mm, style: text}
  - {text: "{text.said}", at: [5, 32], width: 110, style: text}
  - {use: twice, with: {what: "{text}"}, at: [5, 36]}
  - {group: [{text: "turned {text}", at: [0, 3], width: 110, style: text}], size: [110, 5], at: [5, 38], turn: 180}
  - {stack: [{text: "{lines}", style: text}], at: [5, 44], width: 110, gap: 0}
  - {qr: "{text}", at: [5, 65], version: 8, module: 0.4}
  - {code128: "{code}", box: [4, 91, 112, 6.8], module: 0.2}
  - {pdf417: "{code}", box: [35, 75, 80, 15], module: 0.3}
`

// TestLiteral brings in values that mean something to YAML, templates, printf, PDF, HTML, shells and terminals wherever a value
// may stand, and finds them again in the file.
func TestLiteral(t *testing.T) {
	values := []string{
		"{code} {{x}} ${what} {text | upper}", `) Tj ET Q BT (`, `\101\n \) %d%s%n %PDF-1.7`, "<</Type/Page>> endstream endobj", "/F1 12 Tf <414243> Tj", "[31mred", "<b>&amp;</b> &#65;",
		"$(id) `id` %PATH% $HOME", "~ !!str *a &b ---", "'; DROP TABLE cards; --",
	}
	setup := officeSetup(t)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("literal.yaml", []byte(literalTemplate)))
	setup.Stock = templates.CardStock(setup.Template.Size, 0)
	var cases []Case
	for i, v := range values {
		q := yamlQuote(v)
		cases = append(cases, Case{"a.yaml", fmt.Appendf(nil, "schema: docketcard/case/v1\nrecord_id: r%d\ntext: %s\ncode: %s\nlines: [%s, b, %s]\n", i, q, q, q, q), nil})
	}
	doc := openProof(t, written(t, must[*Batch](t)(Check(t.Context(), setup, cases, nil))))
	for n, v := range values {
		got := ""
		for _, w := range must[[]proof.Word](t)(doc.Words(n)) {
			got += w.Text
		}
		for _, want := range []string{
			"plain" + v, "upper" + strings.ToUpper(v), "labelled" + v, "grouped" + v, "shown" + v, "said" + v, "twice" + v, v + "b" + v, "turned" + v,
		} {
			if !strings.Contains(letters(got), letters(want)) {
				t.Errorf("found no %q in %q", letters(want), got)
			}
		}
		if codes := scan.Codes(must[*image.Gray](t)(doc.Gray(n, 300))); len(codes) != 1 || codes[0].Text != v {
			t.Errorf("got codes %v, want %q", codes, v)
		}
	}
}

// letters returns s without its spaces and, as readers do, with plain letters for ligatures. If some of it runs from right to left, which readers order in ways of their own, they are sorted.
func letters(s string) string {
	s = strings.Join(strings.Fields(norm.NFKC.String(s)), "")
	if !strings.ContainsFunc(s, func(r rune) bool {
		p, _ := bidi.LookupRune(r)
		return p.Class() == bidi.R || p.Class() == bidi.AL
	}) {
		return s
	}
	runes := []rune(s)
	slices.Sort(runes)
	return string(runes)
}
