package render

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"docketcard/templates"
)

// Guides are drawn over all else, and nowhere unless they are asked for.
func TestGuides(t *testing.T) {
	setup := officeSetup(t)
	setup.Stock = templates.CardStock(setup.Template.Size, 3*templates.Millimetre)
	write := func(g Guides) []byte {
		setup.Guides = g
		b := must[*Batch](t)(Check(context.Background(), setup, officeCases(t, "0001"), nil))
		var out bytes.Buffer
		if err := b.Write(context.Background(), &out, nil); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	plain, layout, grid := write(Guides{}), write(Guides{Layout: true}), write(Guides{Grid: true})
	if !(len(plain) < len(layout) && len(plain) < len(grid)) {
		t.Errorf("got files of %d, %d and %d bytes, want guides in the latter", len(plain), len(layout), len(grid))
	}
	if !bytes.Equal(layout, write(Guides{Layout: true})) {
		t.Error("the same guides gave other bytes")
	}
}

// Every element that can be touched has its box where it is drawn, and its name.
func TestGuideItems(t *testing.T) {
	tmpl := builtinTemplate(t, "docket-card")
	items := Guides{Layout: true}.items(tmpl, tmpl.Front, 3*templates.Millimetre)
	var words []string
	boxes := map[string]bool{}
	for _, i := range items {
		switch i := i.(type) {
		case *Run:
			words = append(words, i.Run.Text)
		case *Path:
			if s := i.Segments; len(s) == 5 && i.Stroke != nil && *i.Stroke == guideBox {
				boxes[fmt.Sprint(s[0].To.X, s[0].To.Y, s[2].To.X, s[2].To.Y)] = true
			}
		}
	}
	all := strings.Join(words, "\n")
	for _, name := range []string{"surname", "portrait", "portal code", "text, line ", "band", "case number"} {
		if !strings.Contains(all, name) {
			t.Errorf("no name %q among %q", name, words)
		}
	}
	// portrait: box [4, 11.9, 26, 32.5]
	if !boxes["4000 11900 30000 44400"] && !boxes[fmt.Sprint(templates.Length(4000), templates.Length(11900), templates.Length(30000), templates.Length(44400))] {
		t.Errorf("no box of the portrait among %v", boxes)
	}
	if got := (Guides{}).items(tmpl, tmpl.Front, 0); len(got) > 0 {
		t.Errorf("got %d items of no guides", len(got))
	}
}
