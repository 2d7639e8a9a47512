package render

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	specimens "docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/templates"
	"docketcard/templates/source"
)

// forms are the declarations that samples are tested on.
func forms(t *testing.T) map[string]Setup {
	sealer := must[*seal.Sealer](t)(seal.NewSealer(seal.SpecimenKey()))
	docket := officeSetup(t)
	docket.Time = specimens.IssuedOn
	docket.Template.Field("photo.file").Pixels = [2]int{80, 100} // for speed: photos are drawn as large as the template wants
	badge := Setup{Sealer: sealer, Secret: docket.Secret, Time: specimens.IssuedOn, Stock: builtinStock(t, "cr80")}
	data := must[[]byte](t)(os.ReadFile("../examples/visitor-badge/template.yaml"))
	badge.Template = must[*templates.Template](t)(templates.ParseTemplate("template.yaml", data))
	data = must[[]byte](t)(os.ReadFile("../examples/visitor-badge/issuer.yaml"))
	badge.Issuer = must[*templates.Issuer](t)(templates.ParseIssuer("issuer.yaml", data))
	return map[string]Setup{"docket-card": docket, "visitor-badge": badge}
}

// fitting returns what Edge asks whether a card can show a case; all photos are one.
func fitting(t *testing.T, setup Setup) func(*specimens.Case) bool {
	var photo bytes.Buffer
	if err := specimens.NewPortrait(1, specimens.Sitter{}).JPEG(&photo, specimens.PhotoWidth, specimens.PhotoHeight); err != nil {
		t.Fatal(err)
	}
	return func(c *specimens.Case) bool {
		_, err := Check(context.Background(), setup, []Case{{Name: "x.yaml", Data: c.YAML(), Files: specimens.OnePhoto(photo.Bytes())}}, nil)
		return err == nil
	}
}

// checkSamples checks cases as the files of one folder.
func checkSamples(setup Setup, cases ...*specimens.Case) (*Batch, error) {
	files := fstest.MapFS{}
	var all []Case
	for _, c := range cases {
		photos, err := c.Photos()
		if err != nil {
			return nil, err
		}
		for _, p := range photos {
			files[p.Name] = &fstest.MapFile{Data: p.Data}
		}
		all = append(all, Case{Name: c.Name + ".yaml", Data: c.YAML(), Files: files})
	}
	return Check(context.Background(), setup, all, nil)
}

func TestSamplesPass(t *testing.T) {
	for name, setup := range forms(t) {
		t.Run(name, func(t *testing.T) {
			form := must[*specimens.Form](t)(specimens.NewForm(setup.Template, setup.Issuer))
			form.Width, form.Height = 80, 100 // as few as the template takes
			g := specimens.New(7)
			cases := form.Edge(g, fitting(t, setup))
			for i := 1; i <= 10; i++ {
				cases = append(cases, form.Fill(g, i))
			}
			if testing.Short() {
				cases = cases[max(0, len(cases)-20):]
			}
			seen := map[string]bool{}
			for _, c := range cases {
				if seen[c.Name] {
					t.Errorf("%s: named twice", c.Name)
				}
				seen[c.Name] = true
			}
			b := must[*Batch](t)(checkSamples(setup, cases...))
			if err := b.Write(context.Background(), io.Discard, nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFaultySamples(t *testing.T) {
	for name, setup := range forms(t) {
		t.Run(name, func(t *testing.T) {
			form := must[*specimens.Form](t)(specimens.NewForm(setup.Template, setup.Issuer))
			form.Width, form.Height = 80, 100
			for i, c := range form.Faulty(specimens.New(7)) {
				if testing.Short() && i%10 != 0 {
					continue
				}
				_, err := checkSamples(setup, c)
				var found source.ErrorList
				if !errors.As(err, &found) || len(found) != 1 {
					t.Errorf("%s: got %v, want one fault\n%s", c.Name, err, c.YAML())
					continue
				}
				got := source.Error{Field: found[0].Field, Pos: found[0].Pos}
				want := source.Error{Field: c.Breaks.Field, Pos: source.Pos{File: c.Name + ".yaml", Line: c.Breaks.Line, Col: c.Breaks.Col}}
				if got != want {
					t.Errorf("%s: got %v, want %v\n%s", c.Name, found, want.Error(), c.YAML())
				}
			}
		})
	}
}

// The built-in template takes records as Record writes them.
func TestFillIsRecord(t *testing.T) {
	setup := forms(t)["docket-card"]
	form := must[*specimens.Form](t)(specimens.NewForm(setup.Template, setup.Issuer))
	for i := 1; i <= 300; i++ {
		g := specimens.New(7)
		r := g.Record(i)
		r.Photo.SHA256 = strings.Repeat("0", 64)
		if got, want := form.Fill(g, i).YAML(), r.YAML(); !bytes.Equal(got, want) {
			t.Fatalf("record %d: got\n%swant\n%s", i, got, want)
		}
	}
}
