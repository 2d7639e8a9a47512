package render

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"docketcard/fonts"
	"docketcard/render/locale"
	"docketcard/render/record"
	"docketcard/render/seal"
	"docketcard/templates"
	"docketcard/templates/source"
)

// Composer merges records into a template. It is made once for a batch, does the work that all cards share, and may then be used by many
// goroutines.
type Composer struct {
	template *templates.Template
	issuer   *templates.Issuer
	faces    *fonts.Library
	specimen bool
	secret   []byte // see merge.phases
	setters  map[*templates.Style]*typesetter
	images   map[*templates.Image]*record.Photo
	front    []layer
	back     []layer
	over     [2]*Artwork // the specimen overprints of front and back, or nil
	claims   []claim
	steps    []Step   // of texts that are the same on all cards
	fits     sync.Map // codes and lengths of text that are known to fit
	settings settings

	placed map[templates.Element][]Item // of those that are the same on every card
	names  map[templates.Element]string // see Names
}

// A layer is artwork that all cards share, or an element that differs.
type layer struct {
	shared  *Artwork
	element templates.Element
	when    []*templates.Condition // all of which hold of the cards that it is on
}

type claim struct {
	seal.Attribute
	value *templates.Content
}

// Card is what a face may show beside the template and the issuer.
type Card struct {
	Record    *record.Record
	PortalURL string
	SealText  string          // of its code: a link, or Base45
	SealSize  int             // bytes that are signed and carried
	Status    *seal.StatusRef // its place in a status list; nil for none
}

// Step is what was done for a text, or a card, to be set.
type Step struct {
	Kind     StepKind
	Record   string     // empty for a text that is the same on all cards
	Pos      source.Pos // of the record
	Field    string     // the first that the text shows; empty for texts of none
	Element  string
	Declared source.Pos       // of the element
	From, To templates.Length // the first of its sizes and that which it took
	Language string           // of OtherLanguage, which is a step of a card: the one it speaks
}

// StepKind is what kind of step it was.
type StepKind string

// The kinds of steps.
const (
	SmallerSize   StepKind = "size"
	BrokenWord    StepKind = "break"
	OtherLanguage StepKind = "language" // the template has no texts in the language of the record
	NoSmallCaps   StepKind = "caps"     // its face has no small capital of one of its letters, so that it was set in small letters
)

// NewComposer returns a composer of cards in the faces of a library; specimenCards says that they are overprinted. Its error is a source.ErrorList
// that names places in the template. The first faces of the styles are read on while it returns.
func NewComposer(t *templates.Template, issuer *templates.Issuer, faces *fonts.Library, specimenCards bool) (*Composer, error) {
	c := &Composer{template: t, issuer: issuer, faces: faces, specimen: specimenCards, setters: map[*templates.Style]*typesetter{}, images: map[*templates.Image]*record.Photo{},
		placed: map[templates.Element][]Item{}, names: Names(t)}
	var errs source.ErrorList
	for e := range templates.Walk(t.Front, t.Back) {
		var styles []*templates.Style
		switch e := e.(type) {
		case *templates.Text:
			styles = []*templates.Style{e.Style, e.Above}
		case *templates.MRZ:
			styles = []*templates.Style{e.Style}
		case *templates.Image:
			p, err := record.Decode(e.Data)
			if err != nil {
				errs.Addf(e.Pos, "", "%s: %v", source.Quote(e.File), err)
				continue
			}
			c.images[e] = p
		case *templates.Minitext:
			styles = []*templates.Style{e.Style}
		}
		for _, style := range styles {
			if style == nil || c.setters[style] != nil {
				continue
			}
			setter := &typesetter{style: style}
			c.setters[style] = setter
			if style.Language != "" {
				setter.with = append(setter.with, fonts.Language(style.Language))
			}
			setter.faces = c.facesOf(style, "face", style.Faces, style.FacesAt, &errs)
			setter.strong = c.facesOf(style, "strong", style.Strong, style.StrongAt, &errs)
			// It takes milliseconds, and nearly all texts need the first face alone.
			if len(setter.faces) > 0 {
				go setter.faces[0].Read()
			}
		}
	}
	for e := range templates.Walk(t.Front, t.Back) {
		code, ok := e.(*templates.Code)
		if !ok {
			continue
		}
		for _, ref := range code.Value.Refs() {
			sealed := strings.HasPrefix(ref, "seal.")
			portal := ref == "portal.url" || sealed && t.Seal != nil && t.Seal.Encoding == templates.EncodingPortal
			switch {
			case sealed && t.Seal == nil:
				errs.Add(code.Value.Pos, "", "the template has no seal section; the code needs one", "")
			case sealed && ref != t.Seal.Ref():
				errs.Add(code.Value.Pos, "", fmt.Sprintf("the seal is encoded as %s; want {%s}", t.Seal.Encoding, t.Seal.Ref()), "")
			case portal && issuer.PortalHost == "":
				errs.Add(code.Value.Pos, "", "the issuer profile has no portal_host; the code needs it", "")
			case portal && reference(t) == nil:
				errs.Add(code.Value.Pos, "", "the template has no field of type reference with allot: true; the link to a case needs one", "")
			case ref == "seal.url" && !portal && issuer.VerifyHost == "":
				errs.Add(code.Value.Pos, "", "the issuer profile has no verify_host; the code needs it", "")
			}
		}
	}
	languages := append(slices.Clone(t.Language.Offered), t.Language.Default)
	if t.Language.Default == "" {
		languages = t.Language.Offered
	}
	for i := range t.Contents {
		checkLanguages(&t.Contents[i], languages, &errs)
	}
	if t.Seal != nil {
		for i := range t.Seal.Attributes {
			a := &t.Seal.Attributes[i]
			named, ok := seal.Named(a.Name)
			if !ok {
				var names []string
				for _, k := range seal.Attributes() {
					names = append(names, k.Name)
				}
				errs.Add(a.Pos, "seal.attributes."+a.Name, "not an attribute of claim 169; want "+source.Or(names), source.Suggest(a.Name, names))
				continue
			}
			c.claims = append(c.claims, claim{named, &a.Value})
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	c.front, c.back = c.layers(t.Front, nil, &errs), c.layers(t.Back, nil, &errs)
	if specimenCards {
		c.over = [2]*Artwork{{overprint(t.Size, t.Front)}, {overprint(t.Size, t.Back)}}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// checkLanguages refuses filters that need words of a language which are not known.
func checkLanguages(content *templates.Content, languages []string, errs *source.ErrorList) {
	if content.Language != "" {
		languages = []string{content.Language}
	}
	for _, p := range content.Parts {
		for _, f := range p.Filters {
			switch {
			case f.Name == "country" && len(f.Args) > 0 && !locale.HasCountries(f.Args[0]):
				errs.Addf(content.Pos, "", "filter country: no names of countries are known in %s", source.Quote(f.Args[0]))
			case f.Name == "country" && len(f.Args) == 0:
				for _, l := range languages {
					if !locale.HasCountries(l) {
						errs.Add(content.Pos, "", fmt.Sprintf("filter country: no names of countries are known in %s, in which cards may be", source.Quote(l)),
							"show the code, or name another language after the filter")
					}
				}
			case f.Name == "date" && len(f.Args) > 0 && (f.Args[0] == "long" || f.Args[0] == "medium" || strings.Contains(f.Args[0], "Jan")) || f.Name == "date" && len(f.Args) == 0:
				for _, l := range languages {
					if !locale.HasDates(l) {
						errs.Add(content.Pos, "", fmt.Sprintf("filter date: no months are known in %s, in which cards may be", source.Quote(l)), "write it in figures, such as date 2006-01-02")
					}
				}
			}
		}
	}
}

// facesOf returns the faces that a key of a style names, which are listed at a place of the template.
func (c *Composer) facesOf(style *templates.Style, key string, names []string, at templates.Listed, errs *source.ErrorList) []*fonts.Face {
	var out []*fonts.Face
	for _, name := range names {
		for _, name := range c.faces.Family(name) {
			f, err := c.faces.Face(name)
			switch {
			case errors.Is(err, fonts.ErrNoFace):
				msg := fmt.Sprintf("%s is not a face; want %s", source.Quote(name), source.Or(c.faces.Names()))
				if !slices.ContainsFunc(*errs, func(e *source.Error) bool { return e.Pos == at.Pos && e.Msg == msg }) {
					errs.Add(at.Pos, "faces."+at.Name, msg, faceHint(name, c.faces))
				}
				continue
			case err != nil:
				errs.Add(style.Pos, "styles."+style.Name+"."+key, err.Error(), "")
				continue
			case style.Small && f.Has('a') && !f.Supports(fonts.SmallCaps):
				errs.Add(style.Pos, "styles."+style.Name+".caps", fmt.Sprintf("face %s has no small capitals", name), "noto-sans and noto-sans-bold have them")
			}
			out = append(out, f)
		}
	}
	return out
}

// faceHint says where a face may be had, or which name is near.
func faceHint(name string, faces *fonts.Library) string {
	for _, i := range fonts.Installables() {
		if i.Name == name {
			return installHint(i)
		}
	}
	return source.Suggest(name, faces.Names())
}

// installHint says where faces may be had, any of which will do and all of which are of one package.
func installHint(faces ...fonts.Installable) string {
	var names []string
	for _, f := range faces {
		names = append(names, f.Name)
	}
	return fmt.Sprintf("name the folder of %s with --fonts; Debian's package %s puts it in %s", source.Or(names), faces[0].Package, faces[0].Folder)
}

// missingHint says which face has a letter that those of a style lack, and where it may be had; it is empty for other errors.
func (c *Composer) missingHint(style *templates.Style, err error) string {
	missing := (*fonts.MissingError)(nil)
	if !errors.As(err, &missing) || missing.Unplaced {
		return ""
	}
	names, family, of := style.Faces, "world", "faces of style "+style.Name
	if setter := c.setters[style]; setter != nil && len(setter.strong) > 0 && slices.EqualFunc(setter.strong, missing.Faces, func(f *fonts.Face, name string) bool { return f.Name() == name }) {
		names, family, of = style.Strong, "world-bold", "strong "+of
	}
	for _, family := range []string{family, "world"} {
		for _, name := range c.faces.Family(family) {
			if f, err := c.faces.Face(name); err == nil && f.Has(missing.Rune) {
				return fmt.Sprintf("face %s has it: add that, or %s, to the %s", name, family, of)
			}
		}
	}
	faces := slices.DeleteFunc(fonts.Installables(), func(i fonts.Installable) bool { return !i.For(missing.Rune) })
	if len(faces) == 0 {
		return ""
	}
	hint := installHint(faces...)
	if !slices.ContainsFunc(names, func(name string) bool { return len(c.faces.Family(name)) > 1 }) {
		hint += ", and add " + family + " to the " + of
	}
	return hint
}

// layers places once what is the same on every card, and joins neighbours of that kind. When are the conditions of the groups around.
func (c *Composer) layers(elements []templates.Element, when []*templates.Condition, errs *source.ErrorList) []layer {
	var out []layer
	for _, e := range elements {
		if g, ok := e.(*templates.Group); ok && g.When != nil && !g.Clip && g.Turn == 0 {
			// What a group shows on some cards alone is the same on those.
			out = append(out, c.layers(g.Elements, append(slices.Clip(when), g.When), errs)...)
			continue
		}
		if !static(e) {
			out = append(out, layer{element: e, when: when})
			continue
		}
		m := merge{Composer: c, errs: errs}
		items := m.element(e)
		c.steps = append(c.steps, m.steps...)
		c.placed[e] = items
		if n := len(out); n == 0 || out[n-1].shared == nil || !slices.Equal(out[n-1].when, when) {
			out = append(out, layer{shared: &Artwork{}, when: when})
		}
		a := out[len(out)-1].shared
		a.Items = append(a.Items, items...)
	}
	return out
}

// Compose returns the faces of a card; back is nil when the template has none. What of the record cannot be set is a fault at the place of the
// field; the steps are those of the texts that are not the same on all cards. The error is a source.ErrorList.
func (c *Composer) Compose(card *Card) (front, back *Scene, steps []Step, err error) {
	return c.compose(card, false)
}

// compose is Compose; dry only looks for faults, and its scenes lack what has none.
func (c *Composer) compose(card *Card, dry bool) (front, back *Scene, steps []Step, err error) {
	var errs source.ErrorList
	m := merge{Composer: c, card: card, dry: dry, errs: &errs}
	face := func(layers []layer, over *Artwork) *Scene {
		s := &Scene{Size: c.template.Size, Items: make([]Item, 0, 2*len(layers)+1)}
		var codes []Item
		for _, l := range layers {
			if slices.ContainsFunc(l.when, func(c *templates.Condition) bool { return !m.holds(c) }) {
				continue
			}
			if l.shared != nil {
				s.Items = append(s.Items, l.shared)
				continue
			}
			for _, i := range m.element(l.element) {
				switch i.(type) {
				case *Symbol, *Bars:
					codes = append(codes, i)
				default:
					s.Items = append(s.Items, i)
				}
			}
		}
		if over != nil {
			s.Items = append(s.Items, over)
		}
		// Codes come last, so that nothing lies over their modules or their quiet zones.
		s.Items = append(s.Items, codes...)
		return s
	}
	l := &c.template.Language
	lang, other := spoken(c.template, card.Record)
	if len(l.Offered) > 0 && lang == "" {
		pos, msg := card.Record.Pos, "missing; want "+source.Or(l.Offered)
		if v, ok := card.Record.Value(l.Field); ok && v.Pos.Line > 0 {
			pos, msg = v.Pos, fmt.Sprintf("%s; the template speaks %s", source.Quote(v.Text), source.Or(l.Offered))
		}
		errs.Add(pos, l.Field, msg, "")
		return nil, nil, nil, errs.Err()
	}
	if other {
		m.steps = append(m.steps, Step{Kind: OtherLanguage, Record: card.Record.ID, Pos: card.Record.Pos, Field: l.Field, Declared: l.Pos, Language: lang})
	}
	front = face(c.front, c.over[0])
	if len(c.back) > 0 {
		back = face(c.back, c.over[1])
	}
	return front, back, m.steps, errs.Err()
}

// Payload returns what is sealed of a card. Its error is a source.ErrorList.
func (c *Composer) Payload(card *Card) (seal.Payload, error) {
	s := c.template.Seal
	issued, expires := c.value(card, s.Issued).date, c.value(card, s.Expires).date
	at := func(d record.Date) time.Time {
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	p := seal.Payload{
		Issuer:    c.issuer.ID,
		IssuedAt:  at(issued),
		NotBefore: at(issued),
		// The card is good until its last day ends; claim 4 is the moment from which it is not (RFC 8392, section 3.1.4).
		Expires:    at(expires).AddDate(0, 0, 1),
		Status:     card.Status,
		Specimen:   c.specimen,
		Attributes: map[int]any{},
	}
	var errs source.ErrorList
	for _, cl := range c.claims {
		text := c.text(card, cl.value)
		if text == "" {
			continue
		}
		v, err := cl.Encode(text)
		if err != nil {
			pos := card.Record.Pos
			errs.Add(pos, "seal.attributes."+cl.Name, err.Error(), "")
			continue
		}
		p.Attributes[cl.Key] = v
	}
	return p, errs.Err()
}
