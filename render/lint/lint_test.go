package lint

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"docketcard/render"
	"docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"

	"github.com/rogpeppe/go-internal/txtar"
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// setup parses a template that is printed for Utopia on letter-2x4.
func setup(t *testing.T, name string, data []byte) render.Setup {
	t.Helper()
	return setupIn(t, name, data, nil)
}

// setupIn is setup for a template beside which other files lie.
func setupIn(t *testing.T, name string, data []byte, files fs.FS) render.Setup {
	t.Helper()
	stock, _ := templates.BuiltinStock("letter-2x4")
	s := render.Setup{
		Template: must[*templates.Template](t)(templates.ReadTemplate(name, name, data, files)),
		Issuer:   must[*templates.Issuer](t)(templates.ParseIssuer("issuer.yaml", sample.Issuer())),
		Stock:    must[*templates.Stock](t)(templates.ParseStock("letter-2x4.yaml", stock)),
		Sealer:   must[*seal.Sealer](t)(seal.NewSealer(seal.SpecimenKey())),
		Secret:   []byte("secret"),
		Time:     sample.IssuedOn,
	}
	s.Sheets = sheet.Options{Flip: sheet.LongEdge}
	return s
}

var wantForm = regexp.MustCompile(`# want (-\d+ )?((?:"(?:[^"\\]|\\.)*" ?)+)`)

// wants returns the findings that the comments of a file want, by file and line.
func wants(t *testing.T, name string, data []byte, all map[string][]string) {
	line := 0
	for l := range bytes.Lines(data) {
		line++
		m := wantForm.FindSubmatch(l)
		if m == nil {
			continue
		}
		at := line
		if len(m[1]) > 0 {
			back, _ := strconv.Atoi(strings.TrimSpace(string(m[1])))
			at += back
		}
		for rest := strings.TrimSpace(string(m[2])); rest != ""; {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				t.Fatalf("%s:%d: %v", name, line, err)
			}
			text, _ := strconv.Unquote(quoted)
			key := fmt.Sprintf("%s:%d", name, at)
			all[key] = append(all[key], text)
			rest = strings.TrimSpace(rest[len(quoted):])
		}
	}
}

// small is a picture of 240 by 320 pixels.
var small = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 240, 320))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

// Every rule has a file of its name, with a template that it finds something in and one that nothing is found in. Beside them lie the other
// files of the archive, and small.png.
func TestRules(t *testing.T) {
	base := must[[]byte](t)(os.ReadFile("testdata/base.yaml"))
	for _, rule := range Rules() {
		if rule.Name == "template" {
			continue // see TestUnread
		}
		t.Run(rule.Name, func(t *testing.T) {
			archive := must[*txtar.Archive](t)(txtar.ParseFile(filepath.Join("testdata", rule.Name+".txtar")))
			printer := Printers[0]
			if m := regexp.MustCompile(`(?m)^printer (\S+)$`).FindSubmatch(archive.Comment); m != nil {
				printer, _ = PrinterNamed(string(m[1]))
			}
			files, beside := map[string][]byte{}, fstest.MapFS{"small.png": {Data: small}}
			for _, f := range archive.Files {
				files[f.Name] = f.Data
				beside[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			for _, name := range []string{"template.yaml", "not.yaml"} {
				want := map[string][]string{}
				first := base
				if own, ok := files["base.yaml"]; ok {
					first = own
				}
				data := slices.Concat(first, files[name])
				wants(t, name, data, want)
				job := Job{Setup: setupIn(t, name, data, beside), Printer: printer}
				if c := files["case.yaml"]; c != nil && name == "template.yaml" {
					wants(t, "case.yaml", c, want)
					photo := must[[]byte](t)(blankPhoto(job.Setup.Template))
					job.Cases = []render.Case{{Name: "case.yaml", Data: c, Files: sample.OnePhoto(photo)}}
				}
				report := must[*Report](t)(Run(context.Background(), job))
				fires := 0
				for _, f := range report.Findings {
					key := fmt.Sprintf("%s:%d", f.Pos.File, f.Pos.Line)
					found := false
					for i, w := range want[key] {
						if strings.Contains(f.String(), w) {
							want[key] = append(want[key][:i:i], want[key][i+1:]...)
							found = true
							break
						}
					}
					if !found {
						t.Errorf("%s: unwanted: %s", name, f)
					}
					if f.Rule == rule.Name {
						fires++
					}
				}
				for key, rest := range want {
					for _, w := range rest {
						t.Errorf("%s: not found: %s", key, w)
					}
				}
				if (fires > 0) != (name == "template.yaml") {
					t.Errorf("%s: the rule found %d", name, fires)
				}
			}
		})
	}
}

// TestAllowInFamilies: what a comment of a parent allows is allowed in a child that changes the element, and is not said to be unused there; a
// finding stands where the element is declared, in a child, a parent or a partial.
func TestAllowInFamilies(t *testing.T) {
	base := must[[]byte](t)(os.ReadFile("testdata/base.yaml"))
	parent := slices.Concat(base, []byte(`partials:
  row:
    elements:
      - {text: row, at: [0, 3], width: 40, style: tiny}
      # lint: allow type-size it is for a lens
      - {text: fine row, at: [0, 6], width: 40, style: tiny}
front:
  - {id: small, text: small, at: [4, 10], width: 60, style: tiny}
  # lint: allow type-size a footnote
  - {id: note, text: note, at: [4, 20], width: 60, style: tiny}
  # lint: allow type-size a line that a child leaves out
  - {id: gone, text: gone, at: [4, 25], width: 60, style: tiny}
  - {id: kept, text: kept, at: [4, 28], width: 60, style: tiny}
  - {use: row, at: [4, 30]}
`))
	line := func(text string) int {
		return 1 + bytes.Count(parent[:bytes.Index(parent, []byte(text))], []byte("\n"))
	}
	child := []byte(`schema: docketcard/template/v1
name: child
extends: parent.yaml
front:
  - {id: small, at: [4, 12]}
  - {id: note, at: [4, 22]}
  - {id: gone, remove: true}
  - {id: more, text: more, at: [4, 40], width: 60, style: tiny} # lint: allow contrast it is not pale
`)
	s := setupIn(t, "child.yaml", child, fstest.MapFS{"parent.yaml": {Data: parent}})
	report := must[*Report](t)(Run(t.Context(), Job{Setup: s}))
	var got []string
	for _, f := range report.Findings {
		got = append(got, fmt.Sprintf("%s %s %s", f.Pos, f.Rule, f.Element))
	}
	want := []string{"child.yaml:5:5 type-size small", "child.yaml:8:5 type-size more", "child.yaml:8:65 allow-unused ",
		fmt.Sprintf("parent.yaml:%d:9 type-size text \"row\"", line("{text: row")), fmt.Sprintf("parent.yaml:%d:5 type-size kept", line("{id: kept"))}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUnset: texts that are the same on every card and cannot be set are findings too, though no card can be looked at.
func TestUnset(t *testing.T) {
	base := must[[]byte](t)(os.ReadFile("testdata/base.yaml"))
	data := slices.Concat(base, []byte(`front:
  - {id: long, text: a text that is too long, at: [4, 10], width: 10, style: body}
  - {id: odd, text: 漢, at: [4, 20], width: 10, style: body}
  - {id: small, text: "{holder.surname}", at: [4, 30], width: 70, style: tiny}
`))
	report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", data)}))
	got := ""
	for _, f := range report.Findings {
		got += f.Rule + " " + f.Element + "; "
	}
	if want := "fit long; glyph odd; type-size small; "; got != want || report.Cards != 0 {
		t.Errorf("got %q on %d cards, want %q on none", got, report.Cards, want)
	}
}

// TestUnread: what cannot be read is reported as the finding of a rule.
func TestUnread(t *testing.T) {
	_, err := templates.ParseTemplate("template.yaml", []byte("schema: docketcard/template/v1\nname: test\nextends: docket-card\nfront:\n  - {id: surname, txet: x}\n"))
	var list source.ErrorList
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	r := Unread(list)
	if want := "template.yaml:5:19: template: error: field front[13].txet: unknown"; r.Errors() != 1 || r.Findings[0].String() != want || r.Findings[0].Hint != "did you mean text?" {
		t.Errorf("got %v, want %s", r.Findings, want)
	}
}

// TestPrinters: each limit of a printer holds at itself and not a hundredth below; what is under that of offset is refused by the template.
func TestPrinters(t *testing.T) {
	base := must[[]byte](t)(os.ReadFile("testdata/base.yaml"))
	for _, printer := range Printers {
		for _, below := range []bool{false, true} {
			at := func(limit, unit templates.Length) float64 {
				v := float64(limit) / float64(unit)
				if below {
					return v - 0.01
				}
				return v + 0.001
			}
			const point, mm = templates.Inch / 72, templates.Millimetre
			data := slices.Concat(base, fmt.Appendf(nil, `front:
  - {line: [4, 10, 40, 10], stroke: navy, weight: %.3fpt}
  - {minitext: "{card.number}", line: [4, 20, 40, 20], size: %.3fpt, style: body}
  - {linescreen: photo.file, box: [4, 24, 20, 26], pitch: %.3f, least: %.3fpt, stroke: black}
`, at(printer.MinStroke, point), at(printer.MinText, point), at(max(printer.MinPitch, mm/2), mm), at(printer.MinStroke, point)))
			tpl, err := templates.ParseTemplate("template.yaml", data)
			if below && printer.Name == "offset" {
				if err == nil {
					t.Errorf("%s: finer lines are read", printer.Name)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			s := setup(t, "template.yaml", data)
			s.Template = tpl
			got := ""
			for _, f := range must[*Report](t)(Run(t.Context(), Job{Setup: s, Printer: printer})).Findings {
				got += f.Rule + " "
			}
			want := map[bool]string{true: "stroke minitext line-screen line-screen "}[below]
			if got != want {
				t.Errorf("%s, below %t: got %q, want %q", printer.Name, below, got, want)
			}
		}
	}
}

// TestParentTwice: what a file allows is allowed where its parent is a parent of another too, in either order.
func TestParentTwice(t *testing.T) {
	const head = "schema: docketcard/template/v1\nname: x\n"
	files := fstest.MapFS{
		"top.yaml": {Data: []byte(head + "extends: case\nfaces: {text: [plex-sans]}\nstyles: {s: {face: text, size: 4pt}}\nfront:\n" +
			"  # lint: allow type-size as small as it may be\n  - {id: a, text: small, at: [5, 10], width: 20, style: s}\n")},
		"mid.yaml": {Data: []byte(head + "extends: top.yaml\nfront:\n  - {id: a, width: 30}\n")},
	}
	for _, parents := range []string{"[top.yaml, mid.yaml]", "[mid.yaml, top.yaml]", "[mid.yaml, mid.yaml]"} {
		for _, own := range []string{"", "front:\n  - {id: a, width: 40}\n"} {
			s := setupIn(t, "t.yaml", []byte(head+"extends: "+parents+"\n"+own), files)
			report := must[*Report](t)(Run(t.Context(), Job{Setup: s}))
			for _, f := range report.Findings {
				if f.Rule == "type-size" || f.Rule == "allow-unused" {
					t.Errorf("extends: %s, %q: %s", parents, own, f)
				}
			}
		}
	}
}
