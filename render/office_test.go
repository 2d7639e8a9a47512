package render

import (
	"context"
	"crypto/ed25519"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"docketcard/fonts"
	"docketcard/render/record"
	specimens "docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/templates"
	"docketcard/templates/source"
)

// officeFiles is the example that all tests of whole batches use.
var officeFiles = os.DirFS("../examples/field-office")

func must[T any](tb testing.TB) func(T, error) T {
	return func(v T, err error) T {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
}

func builtinTemplate(tb testing.TB, name string) *templates.Template {
	tb.Helper()
	data, ok := templates.BuiltinTemplate(name)
	if !ok {
		tb.Fatalf("no template %s", name)
	}
	return must[*templates.Template](tb)(templates.ParseTemplate(name+".yaml", data))
}

func builtinStock(tb testing.TB, name string) *templates.Stock {
	tb.Helper()
	data, ok := templates.BuiltinStock(name)
	if !ok {
		tb.Fatalf("no stock %s", name)
	}
	return must[*templates.Stock](tb)(templates.ParseStock(name+".yaml", data))
}

func officeIssuer(tb testing.TB) *templates.Issuer {
	tb.Helper()
	data := must[[]byte](tb)(fs.ReadFile(officeFiles, "issuer.yaml"))
	return must[*templates.Issuer](tb)(templates.ParseIssuer("issuer.yaml", data))
}

// officeSetup prints specimens of the example on letter sheets.
func officeSetup(tb testing.TB) Setup {
	tb.Helper()
	return Setup{
		Template: builtinTemplate(tb, "docket-card"),
		Issuer:   officeIssuer(tb),
		Stock:    builtinStock(tb, "letter-2x4"),
		Sealer:   must[*seal.Sealer](tb)(seal.NewSealer(seal.SpecimenKey())),
		Secret:   []byte("secret of the tests"),
		Time:     specimens.IssuedOn.Add(9 * time.Hour),
	}
}

// officeCases returns the example's records whose names match, all of them for "*".
func officeCases(tb testing.TB, patterns ...string) []Case {
	tb.Helper()
	var cases []Case
	for _, pattern := range patterns {
		names := must[[]string](tb)(fs.Glob(officeFiles, "c-"+pattern+".yaml"))
		if len(names) == 0 {
			tb.Fatalf("no case %s", pattern)
		}
		for _, name := range names {
			cases = append(cases, Case{name, must[[]byte](tb)(fs.ReadFile(officeFiles, name)), officeFiles})
		}
	}
	return cases
}

func check(tb testing.TB, setup Setup, cases ...Case) *Batch {
	tb.Helper()
	return must[*Batch](tb)(Check(context.Background(), setup, cases, nil))
}

// faults returns the list that an error must be; it is empty for nil.
func faults(tb testing.TB, err error) source.ErrorList {
	tb.Helper()
	var l source.ErrorList
	if err != nil && !errors.As(err, &l) {
		tb.Fatalf("got %T, want a source.ErrorList: %v", err, err)
	}
	return l
}

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata.
func golden(t *testing.T, got string, name ...string) {
	t.Helper()
	path := filepath.Join(append([]string{"testdata"}, name...)...)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			t.Errorf("%s differs from line %d on, run with -update and read the difference; got\n%s", path, i+1, g[i])
			return
		}
	}
	t.Errorf("%s is longer than what was got", path)
}

// small is a template of 100 x 60 mm with the fields and styles of the tests, to which they add their elements.
const small = `schema: docketcard/template/v1
name: small
size: [100, 60]
safe: 0
fields:
  record_id: {type: code}
  a: {type: text, max: 1000}
  b: {type: text}
  lines: {type: lines, width: 200}
  code: {type: code, max: 1000}
  born: {type: date, partial: true}
  day: {type: date}
  at: {type: time}
  state: {type: country}
  number: {type: code, format: case_number}
  photo: {type: photo}
colours: {red: "#ff0000", gray: "#808080"}
faces:
  text: [plex-sans, noto-sans]
  sans: [plex-sans]
  mono: [plex-mono, plex-sans, noto-sans]
styles:
  text: {face: text, size: 10pt, leading: 12pt}
  sans: {face: sans, size: 10pt, colour: gray}
  mono: {face: mono, size: 10pt}
  wide: {face: text, size: 10pt, tracking: 1pt}
  label: {face: sans, size: 5pt, colour: red}
`

// smallTemplate adds elements, a list in YAML, to small. A line "back:" begins those of the back.
func smallTemplate(tb testing.TB, front string) *templates.Template {
	tb.Helper()
	return must[*templates.Template](tb)(templates.ReadTemplate("small.yaml", "small.yaml", []byte(small+"front:\n"+front), os.DirFS("testdata")))
}

func smallComposer(tb testing.TB, front string) *Composer {
	tb.Helper()
	return must[*Composer](tb)(NewComposer(smallTemplate(tb, front), officeIssuer(tb), nil, false))
}

// smallCard reads the fields of a record of small.
func smallCard(tb testing.TB, c *Composer, fields string) *Card {
	tb.Helper()
	schema := must[*record.Schema](tb)(record.NewSchema(c.template.Fields, c.issuer, record.Options{}))
	docs := must[[]*source.Node](tb)(source.Parse("case.yaml", []byte("schema: "+record.CaseSchema+"\nrecord_id: c-1\n"+fields), 1))
	r := must[*record.Record](tb)(schema.Read(docs[0], os.DirFS("testdata")))
	return &Card{Record: r, PortalURL: "HTTPS://PORTAL.EXAMPLE/C/ABC", SealText: "HTTPS://VERIFY.EXAMPLE/V#123"}
}

// compose places one record on a front made of the elements given.
func compose(tb testing.TB, front, fields string) *Scene {
	tb.Helper()
	c := smallComposer(tb, front)
	s, _, _, err := c.Compose(smallCard(tb, c, fields))
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// flat returns the items of a scene, those of artwork in place of it.
func flat(items []Item) []Item {
	var out []Item
	for _, i := range items {
		if a, ok := i.(*Artwork); ok {
			out = append(out, flat(a.Items)...)
			continue
		}
		out = append(out, i)
	}
	return out
}

// of returns the items of one kind, in order.
func of[T Item](s *Scene) []T {
	var out []T
	for _, i := range flat(s.Items) {
		if i, ok := i.(T); ok {
			out = append(out, i)
		}
	}
	return out
}

// width returns how wide a text is in a face, without kerning tricks: as one shaped run.
func width(tb testing.TB, face, text string, size templates.Length) templates.Length {
	tb.Helper()
	f, ok := fonts.Lookup(face)
	if !ok {
		tb.Fatalf("no face %s", face)
	}
	run := f.Shape(text)
	return advance(&run, size, 0)
}

// contentOf returns a content as a template would have it.
func contentOf(tb testing.TB, text string) *templates.Content {
	tb.Helper()
	t := smallTemplate(tb, "- text: "+yamlQuote(text)+"\n  at: [0, 5]\n  width: 90\n  style: text\n")
	return &t.Front[0].(*templates.Text).Value
}

// yamlQuote returns a text in the quotes of YAML, which takes Go's escapes.
func yamlQuote(s string) string { return strconv.Quote(s) }

func readTestdata(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata", name)) }

// smallSetup prints live cards of a template of small, one on a page of letter paper.
func smallSetup(tb testing.TB, front string) Setup {
	tb.Helper()
	stock := "schema: docketcard/stock/v1\nname: one\npage: letter\ncell: [100, 60]\nmarks: true\nslug: true\n"
	return Setup{
		Template: smallTemplate(tb, front),
		Issuer:   officeIssuer(tb),
		Stock:    must[*templates.Stock](tb)(templates.ParseStock("one.yaml", []byte(stock))),
		Sealer:   liveSealer(tb),
		Time:     specimens.IssuedOn,
	}
}

// liveKey is a key of the tests.
var liveKey = ed25519.NewKeyFromSeed([]byte("a key of the tests, and no other"))

// liveSealer seals with liveKey.
func liveSealer(tb testing.TB) *seal.Sealer {
	tb.Helper()
	return must[*seal.Sealer](tb)(seal.NewSealer(liveKey))
}

// tonedSetup is that of the office with a template of two drawn portraits.
func tonedSetup(tb testing.TB) Setup {
	tb.Helper()
	setup := officeSetup(tb)
	data, err := os.ReadFile("testdata/toned.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	setup.Template = must[*templates.Template](tb)(templates.ParseTemplate("toned.yaml", data))
	return setup
}
