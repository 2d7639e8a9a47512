package render

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"

	"docketcard/render/proof"
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
