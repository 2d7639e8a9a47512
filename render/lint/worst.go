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
	"sync"
	"time"
	"unicode/utf8"

	"docketcard/render"
	"docketcard/render/locale"
	"docketcard/render/record"
	"docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/templates"
)

//go:embed names.txt
var namesText string

// A worstName is the longest names of a script.
type worstName struct{ script, surname, given, full string }

var worstNames = sync.OnceValue(func() []worstName {
	var all []worstName
	for line := range strings.Lines(namesText) {
		if p := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(p) == 4 {
			all = append(all, worstName{p[0], p[1], p[2], p[3]})
		}
	}
	return all
})

// worstCases returns records that are hard on the template, and what they are checked with. A name's field takes the names of a script when
// the faces of an element that shows it have the script, and else those of the Latin one. Fields of countries take the one with the longest
// name in the card's language, fields of tables, choices and languages each in turn; all others are as long as they may be, and dates lie in
// September. Of fields of which one alone may be given each is in turn. Then come records for the conditions of elements that none of these meets,
// with each name and in each language; missed are the elements that none shows even so.
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
	w.g.IssuedOn = time.Date(2028, time.September, 28, 0, 0, 0, 0, time.UTC)
	for _, n := range worstNames() {
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
	for _, r := range setup.Template.Rules {
		w.turns = max(w.turns, len(r.OneOf))
	}
	w.turns = max(w.turns, len(w.names))
	for i := range w.turns {
		w.search(nil, i, nil)
	}
	w.meet(nil, setup.Template.Front)
	w.meet(nil, setup.Template.Back)
	w.ordinary()
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
	made  []madeCase

	missed []templates.Element
}

// A madeCase is a case with one of the names.
type madeCase struct {
	*sample.Case
	name int
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
	t := w.setup.Template
	values, name, language := map[string]string{}, w.names[turn%len(w.names)], t.Language.Default
	if offered := t.Language.Offered; len(offered) > 0 && t.Language.Field != "" {
		language = offered[turn%len(offered)]
	}
	for _, f := range t.Fields {
		all := w.all(f)
		switch {
		case f.Type == templates.TypeName:
			own := name
			if !sets(&w.setup, f.Name, name.surname) {
				own = worstNames()[slices.IndexFunc(worstNames(), func(n worstName) bool { return n.script == "Latn" })]
			}
			values[f.Name] = within(own.of(f.Name), f.Max)
		case f.Type == templates.TypeCountry:
			values[f.Name] = cmp.Or(locale.LongestCountry(language), record.LongestCountry())
		case f.Type == templates.TypeNumber && f.Max != 0:
			values[f.Name] = strconv.Itoa(f.Max)
		case len(all) > 0:
			values[f.Name] = all[turn%len(all)]
		}
	}
	for _, r := range t.Rules {
		for i, name := range r.OneOf {
			if i != turn%len(r.OneOf) && !t.Field(name).Required {
				values[name] = ""
			}
		}
	}
	return values
}

// meet adds cases for each element that none shows so far, when values of the fields that it depends on are found on which it is shown; what
// shows a name is shown with each, and what may be in several languages in each, as far as the conditions let it. The conditions are those
// around the elements.
func (w *worst) meet(conditions []*templates.Condition, elements []templates.Element) {
	languages := &w.setup.Template.Language
	for _, e := range elements {
		all := conditions
		if when := e.Base().When; when != nil {
			all = append(slices.Clip(conditions), when)
		}
		if len(all) == 0 {
			w.inside(nil, e)
			continue
		}
		shown := func(is func(madeCase) bool) bool {
			return slices.ContainsFunc(w.made, func(c madeCase) bool { return is(c) && w.hold(all, c.Value) })
		}
		if !shown(func(madeCase) bool { return true }) && !w.search(all, len(w.cases), nil) {
			w.missed = append(w.missed, e)
			continue
		}
		if w.inside(all, e) {
			continue
		}
		for i, n := range w.names {
			shows := func(ref string) bool {
				f := w.setup.Template.Field(ref)
				return f != nil && f.Type == templates.TypeName && sets(&w.setup, ref, n.surname)
			}
			if slices.ContainsFunc(e.Refs(), shows) && !shown(func(c madeCase) bool { return c.name == i }) {
				w.search(all, i, nil)
			}
		}
		for _, l := range languages.Offered {
			text, ok := e.(*templates.Text)
			if ok && languages.Field != "" && (!text.Value.Static() || !text.Label.Static()) && !shown(func(c madeCase) bool { return c.Value(languages.Field) == l }) {
				w.search(all, slices.Index(languages.Offered, l), map[string]string{languages.Field: l})
			}
		}
	}
}

// inside is meet for what an element holds, and tells whether it can hold any.
func (w *worst) inside(conditions []*templates.Condition, e templates.Element) bool {
	in, ok := e.(interface{ Inside() []templates.Element })
	if ok {
		w.meet(conditions, in.Inside())
	}
	return ok
}

// mostTries bounds the search for values on which conditions hold.
const mostTries = 4096

// search adds a case of a turn on which conditions and the template's rules hold, and tells whether it finds one. Fixed are values that it must
// have. Without conditions it adds one in any case.
func (w *worst) search(conditions []*templates.Condition, turn int, fixed map[string]string) bool {
	values := w.values(turn)
	maps.Copy(values, fixed)
	picked, ok := w.pick(conditions, values, fixed)
	if !ok && len(conditions) > 0 {
		return false
	}
	maps.Copy(values, picked)
	of := turn % len(w.names)
	w.add(values, fmt.Sprintf("worst-%s-%d", w.names[of].script, len(w.cases)+1), of)
	return true
}

// add adds a case with values; of says which of the names it has.
func (w *worst) add(values map[string]string, name string, of int) {
	c := w.form.With(w.g, len(w.cases), name, values)
	w.made = append(w.made, madeCase{c, of})
	// What follows a picture is not read, and tells the files apart.
	photo := binary.BigEndian.AppendUint32(slices.Clip(w.photo), uint32(len(w.cases)))
	w.cases = append(w.cases, render.Case{Name: name + ".yaml", Data: c.YAML(), Files: sample.OnePhoto(photo)})
}

// ordinary adds a case of ordinary texts: where the longest do not fit, what else there is to find is found on its card.
func (w *worst) ordinary() {
	c, values := w.form.Ordinary(w.g), w.values(0)
	for _, f := range w.setup.Template.Fields {
		text := slices.Contains([]templates.Type{templates.TypeText, templates.TypeName, templates.TypeCode, templates.TypeLines}, f.Type)
		if text && f.Max > 0 && f.Table == "" && f.Format == "" && values[f.Name] != "" || f.Name == "record_id" {
			values[f.Name] = c.Value(f.Name)
		}
	}
	if picked, ok := w.pick(nil, values, nil); ok {
		maps.Copy(values, picked)
		w.add(values, "ordinary", 0)
	}
}

// pick returns values in place of some of those given, on which conditions and the template's rules hold.
func (w *worst) pick(conditions []*templates.Condition, values, fixed map[string]string) (map[string]string, bool) {
	t := w.setup.Template
	base, full := w.form.With(w.g, 0, "search", values), w.form.With(w.g, 0, "search", nil)
	right := func(value func(string) string) bool {
		return w.hold(conditions, value) && !slices.ContainsFunc(t.Rules, func(r *templates.Rule) bool { return !w.keeps(r, value) })
	}
	if right(base.Value) {
		return nil, true
	}
	var fields []string
	try := map[string][]string{}
	consider := func(name string, values ...string) {
		if strings.HasPrefix(name, "text.") {
			name = t.Language.Field
		}
		if _, ok := fixed[name]; ok {
			return
		}
		if f := t.Field(name); f == nil || f.Allot || name == "specimen" || f.Type == templates.TypeLookup {
			return
		} else if try[name] == nil {
			fields = append(fields, name)
			try[name] = []string{base.Value(name)}
			values = append(append(values, full.Value(name)), w.all(f)...)
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
		}
	}
	// The rules that are broken, and those that ask for a field that may be changed.
	for considered := -1; considered < len(fields); {
		considered = len(fields)
		for _, r := range t.Rules {
			refs := slices.Concat(r.Refs(), r.When.Refs())
			if w.keeps(r, base.Value) && !slices.ContainsFunc(refs, func(name string) bool { return try[name] != nil }) {
				continue
			}
			for _, name := range refs {
				consider(name, slices.Concat(r.Check.Values(name), r.When.Values(name))...)
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
		if right(value) {
			return picked, true
		}
	}
	return nil, false
}

// keeps tells whether values keep a rule.
func (w *worst) keeps(r *templates.Rule, value func(string) string) bool {
	if !w.hold([]*templates.Condition{r.When}, value) {
		return true
	}
	has := 0
	for _, name := range r.Refs() {
		if value(name) != "" {
			has++
		}
	}
	return w.hold([]*templates.Condition{r.Check}, value) && (r.OneOf == nil || has == 1) && (r.AnyOf == nil || has > 0)
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
	for e := range templates.Walk(setup.Template.Front, setup.Template.Back) {
		text, ok := e.(*templates.Text)
		if ok && slices.Contains(text.Value.Refs(), field) && shows(setup, text, field, name) {
			return true
		}
	}
	return false
}

// shows tells whether the faces in which a text shows a field, those of its style or of strong words, have the letters of a name.
func shows(setup *render.Setup, text *templates.Text, field, name string) bool {
	var all func(c *templates.Content, strong bool) bool
	all = func(c *templates.Content, strong bool) bool {
		for _, p := range c.Parts {
			strong := strong || p.Strong
			faces := text.Style.Faces
			if strong {
				faces = text.Style.Strong
			}
			if p.Ref == field && !have(setup, faces, name) {
				return false
			}
			if p.Text == nil {
				continue
			}
			for _, t := range p.Text.By {
				if !all(t, strong) {
					return false
				}
			}
		}
		return true
	}
	return all(&text.Value, false)
}

// have tells whether one of faces has the letters of a name.
func have(setup *render.Setup, faces []string, name string) bool {
	letter := []rune(name)[0]
	for _, f := range faces {
		for _, f := range setup.Faces.Family(f) {
			if face, err := setup.Faces.Face(f); err == nil && face.Has(letter) {
				return true
			}
		}
	}
	return false
}

// nativeScripts finds elements that show names in the holder's own script, and whose faces lack a script that the faces at hand have. Of other
// names it is not known whether records have them in another script than the Latin one.
func nativeScripts(l *linter) {
	if l.GivenOnly {
		return
	}
	native := func(ref string) bool {
		f := l.Setup.Template.Field(ref)
		return f != nil && f.Type == templates.TypeName && strings.Contains(ref, "native")
	}
	for e := range templates.Walk(l.Setup.Template.Front, l.Setup.Template.Back) {
		text, ok := e.(*templates.Text)
		if !ok {
			continue
		}
		var lacks []string
		for _, field := range text.Value.Refs() {
			if !native(field) {
				continue
			}
			for _, n := range worstNames() {
				if !slices.Contains(lacks, n.script) && !shows(&l.Setup, text, field, n.surname) && have(&l.Setup, []string{"world"}, n.surname) {
					lacks = append(lacks, n.script)
				}
			}
		}
		if len(lacks) > 0 {
			l.note("worst-case", e, "scripts", "add world to the faces in which style "+text.Style.Name+" sets it, and world-bold to its strong ones",
				"%s shows no names in %s: its faces lack them, and there are faces that have them", l.names[e], strings.Join(lacks, ", "))
		}
	}
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
