package render

import (
	"strings"
	"testing"
)

// TestVectorArtwork: a drawing is shared by all cards, with its fill rule, its strokes and its clips in the operators of PDF.
func TestVectorArtwork(t *testing.T) {
	const front = "- artwork: mark.svg\n  box: [10, 10, 20, 20]\n"
	want := `scene 100mm x 60mm
artwork
    path fill #102030 odd M 10 10 L 20 10 L 20 20 L 10 20 Z M 12 12 L 18 12 L 18 18 L 12 18 Z
    group clip odd M 25 20 C 25 22.761 22.761 25 20 25 C 17.239 25 15 22.761 15 20 C 15 17.239 17.239 15 20 15 C 22.761 15 25 17.239 25 20 Z
        path stroke #000000 1 dash [2mm 1mm] from 1 cap 1 join 0 miter 4 M 15 25 L 25 25
`
	if got := compose(t, front, "").String(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	c := smallComposer(t, front)
	doc, forms, _, _, err := drawArtwork(&plates{artwork: []*Artwork{c.front[0].shared}, size: c.template.Size})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(pageContent(t, forms[0].Raw, doc)), " ")
	for _, want := range []string{" f* ", " W* n ", "[5.67 2.83] 2.83 d 1 J 0 j 4 M ", " S 0 J 0 j 10 M Q"} {
		if !strings.Contains(got, want) {
			t.Errorf("found no %q in %s", want, got)
		}
	}
}
