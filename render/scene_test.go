package render

import (
	"os"
	"testing"
)

// TestSceneGoldens composes records of the example and of testdata on the built-in template, sealed as specimens.
func TestSceneGoldens(t *testing.T) {
	for _, tt := range []struct{ name, file, why string }{
		{"ordinary", "c-0001.yaml", "Vietnamese letters with two marks"},
		{"year", "c-0002.yaml", "of the birth date the year is known"},
		{"mononym", "c-0019.yaml", "no given names"},
		{"long", "", "two lines of names at a smaller size"},
		{"yoruba", "", "marks that have to be placed, so outlines; the birth date lacks its day"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var cases []Case
			if tt.file != "" {
				cases = officeCases(t, tt.file[2:6])
			} else {
				cases = []Case{{tt.name + ".yaml", must[[]byte](t)(os.ReadFile("testdata/scene/" + tt.name + ".yaml")), officeFiles}}
			}
			front, back, err := check(t, officeSetup(t), cases...).compose(0, new(caseReader))
			if err != nil {
				t.Fatal(err)
			}
			golden(t, tt.why+"\n\nfront\n"+front.String()+"\nback\n"+back.String(), "scene", tt.name+".txt")
		})
	}
}
