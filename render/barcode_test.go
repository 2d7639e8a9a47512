package render

import (
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"docketcard/render/sheet"
	"docketcard/templates"
)

// TestBarcodes reads Code 128 back with a decoder that shares nothing with the encoder, and finds both kinds within their boxes.
func TestBarcodes(t *testing.T) {
	const front = "- code128: \"{code}\"\n  box: [5, 5, 60, 10]\n- pdf417: \"{code}\"\n  box: [5, 20, 60, 20]\n  level: 3\n"
	for _, text := range []string{"A", "V-000123", "123456789012", "ab%/.+-C 42"} {
		s := compose(t, front, "code: \""+text+"\"")
		all := of[*Bars](s)
		if len(all) != 2 || all[0].Text != text || all[1].Kind != "pdf417" || len(all[0].Rows) != 1 || len(all[1].Rows) < 3 {
			t.Fatalf("%q: got %v", text, s)
		}
		row := all[0].Rows[0]
		img := image.NewGray(image.Rect(0, 0, 4*(len(row)+20), 40))
		for i := range img.Pix {
			x := i%img.Stride/4 - 10
			img.Pix[i] = 255
			if x >= 0 && x < len(row) && row[x] {
				img.Set(i%img.Stride, i/img.Stride, color.Black)
			}
		}
		bits, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := oned.NewCode128Reader().Decode(bits, nil); err != nil || got.GetText() != text {
			t.Errorf("%q: read back %v, %v", text, got, err)
		}
	}
	for _, tt := range []struct{ fields, want string }{
		{"code: " + strings.Repeat("A1", 20), "the code does not fit"},
		{"a: Å", "a barcode holds ASCII characters alone; found 'Å'"},
	} {
		c := smallComposer(t, front+"- {code128: \"{a}\", box: [5, 42, 60, 10]}\n")
		if _, _, _, err := c.Compose(smallCard(t, c, tt.fields)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %s", tt.fields, err, tt.want)
		}
	}
}

// TestBarsOnDots: every edge of a bar lies on a dot of 600 dpi, but for what it is drawn in, also on a slot that is turned.
func TestBarsOnDots(t *testing.T) {
	setup := officeSetup(t)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("bars.yaml", []byte(`schema: docketcard/template/v1
name: bars
extends: docket-card
front:
  - {code128: "{card.document_number}", box: [40, 30, 40, 8]}
back:
  - {pdf417: "{card.document_number}", box: [2, 43, 40, 8]}
`)))
	for _, flip := range []sheet.Flip{sheet.LongEdge, sheet.ShortEdge} {
		setup.Sheets.Flip = flip
		bars := 0
		for _, in := range readInk(t, written(t, check(t, setup, officeCases(t, "0001")...))) {
			for _, f := range in.fills {
				if f.mask != nil || f.colour != "0 g" {
					continue
				}
				for _, corners := range f.figures {
					bars++
					for _, c := range corners {
						// In dots, drawn in by a tenth of one.
						if x := c[0] / (dot / 2); math.Abs(math.Abs(x-math.Round(x))-0.1) > 0.01 {
							t.Fatalf("flip %v: a bar has an edge at %.3f dots", flip, x)
						}
					}
				}
			}
		}
		if bars < 100 {
			t.Errorf("flip %v: got %d bars", flip, bars)
		}
	}
}
