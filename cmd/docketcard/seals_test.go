package main

import (
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"docketcard/render/proof"
	"docketcard/render/scan"
	"docketcard/render/seal"
)

// Every encoding of the seals example is rendered, read back as it prints, and verified.
func TestSealExamples(t *testing.T) {
	reader, err := proof.Open(t.Context(), os.Getenv("DOCKETCARD_CACHE"))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	ring, err := seal.NewKeyring()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct{ prefix, format string }{
		"digits":   {"HTTPS://VERIFY.UTOPIA.EXAMPLE/V#", "docketcard"},
		"portrait": {"HTTPS://VERIFY.UTOPIA.EXAMPLE/V#", "docketcard"},
		"one-code": {"HTTPS://PORTAL.UTOPIA.EXAMPLE/C/", "docketcard"},
		"base45":   {"", "claim169"},
		"mosip":    {"", "claim169"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "cards.pdf")
			docketcard(t, exitDone, "render", "-t", "../../examples/seals/"+name+".yaml", "../../examples/seals/cases.yaml", "-o", out)
			f, err := os.Open(out)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			info, err := f.Stat()
			if err != nil {
				t.Fatal(err)
			}
			doc, err := reader.Document(f, info.Size())
			if err != nil {
				t.Fatal(err)
			}
			defer doc.Close()
			seals := 0
			for page := range doc.Pages() {
				raster, err := doc.Gray(page, proofDPI)
				if err != nil {
					t.Fatal(err)
				}
				for _, code := range scan.Codes(raster) {
					r := ring.Verify(code.Text, newTestMachine("").time.AddDate(1, 0, 0))
					if r.Verdict != seal.Specimen || r.Format != want.format || !strings.HasPrefix(code.Text, want.prefix) {
						t.Fatalf("got %s %s (%s) of %.40q", r.Format, r.Verdict, r.Reason, code.Text)
					}
					seals++
					portrait, err := r.Payload.Photo()
					if err != nil || (portrait != nil) != (name == "portrait") {
						t.Fatalf("got a portrait %v, %v", portrait != nil, err)
					}
					if portrait == nil {
						continue
					}
					number := r.Payload.Attributes[1]
					file := map[bool]string{true: "s-1", false: "s-2"}[r.Payload.Attributes[7] == "Sørensen"]
					g, err := os.Open("../../examples/seals/photos/" + file + ".jpg")
					if err != nil {
						t.Fatal(err)
					}
					defer g.Close()
					photo, err := jpeg.Decode(g)
					if err != nil {
						t.Fatal(err)
					}
					// The same person: dark where the photo is dark.
					b, p := portrait.Bounds(), photo.Bounds()
					far := 0
					for y := range b.Dy() {
						for x := range b.Dx() {
							one := color.GrayModel.Convert(portrait.At(x, y)).(color.Gray).Y
							two := color.GrayModel.Convert(photo.At(x*p.Dx()/b.Dx(), y*p.Dy()/b.Dy())).(color.Gray).Y
							if max(one, two)-min(one, two) > 60 {
								far++
							}
						}
					}
					if far*12 > b.Dx()*b.Dy() {
						t.Errorf("card %v: %d of %d pixels are not those of %s", number, far, b.Dx()*b.Dy(), file)
					}
				}
			}
			if seals != 2 {
				t.Errorf("got %d seals, want 2", seals)
			}
			if name != "portrait" {
				return
			}
			m := docketcard(t, exitDone, "explain", "--language", "es", "--issuer", "../../examples/seals/issuer.yaml", out)
			for _, want := range []string{"cards.pdf, página 2", "Sørensen", "Ñáñez", "21 de marzo de 1987", "una fotografía pequeña de su cara (7",
				"Utopia Library Service, teléfono +1 555 555 0150"} {
				if !strings.Contains(m.stdout.String(), want) {
					t.Errorf("explain does not say %q:\n%s", want, m.stdout.String())
				}
			}
		})
	}
}
