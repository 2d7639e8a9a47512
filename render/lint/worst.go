package lint

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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
// name, fields of tables, choices and languages each in turn; all others are as long as they may be. Then come records for the conditions that
// hold of none of these, and so for each template that the template uses; missed are the elements that none shows even so.
func worstCases(setup render.Setup) (_ render.Setup, cases []render.Case, missed []templates.Element, err error) {
	form, err := sample.NewForm(setup.Template, setup.Issuer)
	if err != nil {
		return setup, nil, nil, err
	}
	photo, err := blankPhoto(setup.Template)
	if err != nil {
		return setup, nil, nil, err
	}
	// Records that are made up are of specimens, whatever the given ones are of.
	if setup.Sealer, err = seal.NewSealer(seal.SpecimenKey()); err != nil {
		return setup, nil, nil, err
	}
	w := worst{setup: setup, form: form, g: sample.New(7), photo: photo, turns: 1}
	for _, n := range worstNames {
		set := n.script == "Latn"
		for _, f := range setup.Template.Fields {
			set = set || f.Type == templates.TypeName && sets(&setup, f.Name, n.surname)
		}
		if set {
			w.names = append(w.names, n)
		}
	}
	for _, f := range setup.Template.Fields {
		w.turns = max(w.turns, len(w.all(f)))
	}
	w.turns = max(w.turns, len(w.names))
	for i := range w.turns {
		w.add(w.names[i%len(w.names)], w.values(i))
	}
	w.meet(nil, setup.Template.Front)
	w.meet(nil, setup.Template.Back)
	setup.Time = w.g.IssuedOn
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
	return setup, w.cases, w.missed, nil
}

// worst makes the cases.
type worst struct {
	setup render.Setup
	form  *sample.Form
	g     *sample.Generator
	photo []byte
	names []worstName // whose script the template sets, and those of the Latin one
	turns int         // after which every name, row, choice and language had its own
	cases []render.Case
	made  []*sample.Case

	missed []templates.Element
}

// all returns the values of a field that are tried in turn; none for a field that takes what is longest.
func (w *worst) all(f *templates.Field) []string {
	switch {
	case f.Type == templates.TypeChoice:
		return f.Choices
	case f.Type == templates.TypeLanguage && f.Name == w.setup.Template.Language.Field:
		return w.setup.Template.Language.Offered
	case f.Table != "" && f.Type != templates.TypeLookup:
		return slices.Sorted(maps.Keys(w.setup.Issuer.Tables[f.Table]))
	}
	return nil
}

// values returns those of the fields in one turn.
func (w *worst) values(turn int) map[string]string {
	values, name := map[string]string{}, w.names[turn%len(w.names)]
	for _, f := range w.setup.Template.Fields {
		all := w.all(f)
		switch {
		case f.Type == templates.TypeName:
			own := name
			if !sets(&w.setup, f.Name, name.surname) {
				own = worstNames[slices.IndexFunc(worstNames, func(n worstName) bool { return n.script == "Latn" })]
			}
			values[f.Name] = within(own.of(f.Name), f.Max)
		case f.Type == templates.TypeCountry:
			values[f.Name] = record.LongestCountry()
		case f.Type == templates.TypeNumber && f.Max != 0:
			values[f.Name] = strconv.Itoa(f.Max)
		case len(all) > 0:
			values[f.Name] = all[turn%len(all)]
		}
	}
	return values
}

func (w *worst) add(n worstName, values map[string]string) {
	name := fmt.Sprintf("worst-%s-%d", n.script, len(w.cases)+1)
	c := w.form.With(w.g, name, values)
	w.made = append(w.made, c)
	// What follows a picture is not read, and tells the files apart.
	photo := binary.BigEndian.AppendUint32(slices.Clip(w.photo), uint32(len(w.cases)))
	w.cases = append(w.cases, render.Case{Name: name + ".yaml", Data: c.YAML(), Files: sample.OnePhoto(photo)})
}

// meet adds a case for each element that none shows so far, when values of the fields that it depends on are found on which it is shown. The
// conditions are those around the elements.
func (w *worst) meet(conditions []*templates.Condition, elements []templates.Element) {
	for _, e := range elements {
		all := conditions
		if when := e.Base().When; when != nil {
			all = append(slices.Clip(conditions), when)
			holds := func(c *sample.Case) bool { return w.hold(all, c.Value) }
			if !slices.ContainsFunc(w.made, holds) && !w.search(all) {
				w.missed = append(w.missed, e)
				continue
			}
		}
		if in, ok := e.(interface{ Inside() []templates.Element }); ok {
			w.meet(all, in.Inside())
		}
	}
}

// mostTries bounds the search for values on which conditions hold.
const mostTries = 4096

// search adds a case on which conditions hold, and tells whether it finds one.
func (w *worst) search(conditions []*templates.Condition) bool {
	turn := len(w.cases)
	base := w.form.With(w.g, "search", w.values(turn))
	var fields []string
	try := map[string][]string{}
	consider := func(name string, values ...string) {
		if f := w.setup.Template.Field(name); f == nil || f.Allot || name == "specimen" || f.Type == templates.TypeLookup {
			return
		} else if try[name] == nil {
			fields = append(fields, name)
			try[name] = []string{base.Value(name)}
			values = append(values, w.all(f)...)
			if f.Type == templates.TypeBool {
				values = append(values, "true", "false")
			} else if !f.Required {
				values = append(values, "")
			}
		}
		for _, v := range values {
			if !slices.Contains(try[name], v) {
				try[name] = append(try[name], v)
			}
		}
	}
	for _, c := range conditions {
		for _, name := range c.Refs() {
			consider(name, c.Values(name)...)
			if strings.HasPrefix(name, "text.") {
				consider(w.setup.Template.Language.Field)
			}
		}
	}
	picked := map[string]string{}
	value := func(name string) string {
		if v, ok := picked[name]; ok {
			return v
		}
		return base.Value(name)
	}
	for n := range mostTries {
		for _, name := range fields {
			picked[name] = try[name][n%len(try[name])]
			n /= len(try[name])
		}
		if n > 0 {
			break
		}
		if w.hold(conditions, value) {
			values := w.values(turn)
			maps.Copy(values, picked)
			w.add(w.names[turn%len(w.names)], values)
			return true
		}
	}
	return false
}

// hold tells whether conditions hold of a case with values, which lacks what is allotted, looked up or written in the template.
func (w *worst) hold(conditions []*templates.Condition, value func(string) string) bool {
	t := w.setup.Template
	of := func(name string) string {
		if text, ok := strings.CutPrefix(name, "text."); ok {
			return literal(t.Translation(text), cmp.Or(value(t.Language.Field), t.Language.Default))
		}
		if text, ok := strings.CutPrefix(name, "issuer."); ok {
			s, _ := w.setup.Issuer.Text(text)
			return s
		}
		switch f := t.Field(name); {
		case f == nil:
			return "given" // such as portal.url
		case f.Allot:
			return cmp.Or(value(name), "given")
		case f.Type == templates.TypeLookup:
			return w.setup.Issuer.Tables[f.Table][value(f.Key)][f.Column]
		}
		return value(name)
	}
	return !slices.ContainsFunc(conditions, func(c *templates.Condition) bool { return !c.Holds(of) })
}

// literal returns a text of the template in a language, without what placeholders bring in.
func literal(x *templates.Translation, language string) string {
	if x == nil || x.By[language] == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range x.By[language].Parts {
		b.WriteString(p.Literal)
	}
	return b.String()
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
func sets(setup *render.Setup, field, name string) bool {
	letter := []rune(name)[0]
	for e := range templates.Walk(setup.Template.Front, setup.Template.Back) {
		text, ok := e.(*templates.Text)
		if !ok || !slices.Contains(text.Value.Refs(), field) {
			continue
		}
		for _, f := range text.Style.Faces {
			for _, f := range setup.Faces.Family(f) {
				if face, err := setup.Faces.Face(f); err == nil && face.Has(letter) {
					return true
				}
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
