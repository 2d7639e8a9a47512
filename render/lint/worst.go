package lint

import (
	"bytes"
	_ "embed"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"docketcard/fonts"
	"docketcard/render"
	"docketcard/render/record"
	"docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/templates"
)

//go:embed names.txt
var namesText string

// A worstName is the longest names of a script.
type worstName struct{ script, surname, given, full string }

var worstNames = func() []worstName {
	var all []worstName
	for line := range strings.Lines(namesText) {
		if p := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(p) == 4 {
			all = append(all, worstName{p[0], p[1], p[2], p[3]})
		}
	}
	return all
}()

// worstCases returns records that are hard on the template, and what they are checked with. A name's field takes the names of a script when
// the faces of an element that shows it have the script, and else those of the Latin one. Fields of countries take the one with the longest
// name, fields of tables and choices each row in turn.
func worstCases(setup render.Setup) (render.Setup, []render.Case, error) {
	form, err := sample.NewForm(setup.Template, setup.Issuer)
	if err != nil {
		return setup, nil, err
	}
	photo, err := blankPhoto(setup.Template)
	if err != nil {
		return setup, nil, err
	}
	// Records that are made up are of specimens, whatever the given ones are of.
	if setup.Sealer, err = seal.NewSealer(seal.SpecimenKey()); err != nil {
		return setup, nil, err
	}
	g := sample.New(7)
	var cases []render.Case
	latin := worstName{}
	for _, n := range worstNames {
		if n.script == "Latn" {
			latin = n
			break
		}
	}
	for _, n := range worstNames {
		values, written := map[string]string{}, n.script == "Latn"
		for _, f := range setup.Template.Fields {
			switch f.Type {
			case templates.TypeName:
				name := latin
				if n.script == "Latn" || sets(setup.Template, f.Name, n.surname) {
					name, written = n, true
				}
				values[f.Name] = within(name.of(f.Name), f.Max)
			case templates.TypeCountry:
				values[f.Name] = record.LongestCountry()
			case templates.TypeChoice:
				values[f.Name] = f.Choices[len(cases)%len(f.Choices)]
			default:
				if rows := slices.Sorted(maps.Keys(setup.Issuer.Tables[f.Table])); len(rows) > 0 && f.Type != templates.TypeLookup {
					values[f.Name] = rows[len(cases)%len(rows)]
				}
			}
		}
		if !written {
			continue
		}
		name := fmt.Sprintf("worst-%s-%d", n.script, len(cases)+1)
		cases = append(cases, render.Case{Name: name + ".yaml", Data: form.With(g, name, values).YAML(),
			// What follows a picture is not read, and tells the files apart.
			Files: sample.OnePhoto(append(slices.Clip(photo), byte(len(cases))))})
	}
	setup.Time = g.IssuedOn
	setup.Only, setup.Limit = nil, 0
	// Records of specimens may not state a real country, so that here it is any code.
	relaxed := *setup.Template
	relaxed.Fields = slices.Clone(relaxed.Fields)
	for i, f := range relaxed.Fields {
		if f.Type == templates.TypeCountry {
			code := *f
			code.Type = templates.TypeCode
			relaxed.Fields[i] = &code
		}
	}
	setup.Template = &relaxed
	return setup, cases, nil
}

// of returns the name that a field wants, by what it is called.
func (n worstName) of(field string) string {
	switch {
	case strings.Contains(field, "surname"):
		return n.surname
	case strings.Contains(field, "given"):
		return n.given
	}
	return n.full
}

// within returns as many words of a name as a field may hold.
func within(name string, most int) string {
	for most > 0 && utf8.RuneCountInString(name) > most {
		cut := strings.LastIndexByte(name, ' ')
		if cut < 0 {
			return string([]rune(name)[:most])
		}
		name = name[:cut]
	}
	return name
}

// sets tells whether the faces of an element that shows a field have the letters of a name.
func sets(t *templates.Template, field, name string) bool {
	letter := []rune(name)[0]
	for e := range templates.Walk(t.Front, t.Back) {
		text, ok := e.(*templates.Text)
		if !ok || !slices.Contains(text.Value.Refs(), field) {
			continue
		}
		for _, f := range text.Style.Faces {
			if face, ok := fonts.Lookup(f); ok && face.Has(letter) {
				return true
			}
		}
	}
	return false
}

// blankPhoto returns a picture that all fields of a template take.
func blankPhoto(t *templates.Template) ([]byte, error) {
	size := image.Point{X: 600, Y: 800}
	for _, f := range t.Fields {
		size = image.Point{X: max(size.X, f.Pixels[0]), Y: max(size.Y, f.Pixels[1])}
	}
	gray := image.NewGray(image.Rectangle{Max: size})
	for i := range gray.Pix {
		gray.Pix[i] = 0xc0
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, gray, nil)
	return b.Bytes(), err
}
