package render

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"docketcard/fonts"
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
	specimen bool
	faces    map[*templates.Style][]*fonts.Face
	front    []layer
	back     []layer
	over     [2]*Artwork // the specimen overprints of front and back, or nil
	claims   []claim
	fits     sync.Map // codes and lengths of text that are known to fit
}

// A layer is artwork that all cards share, or an element that differs.
type layer struct {
	shared  *Artwork
	element templates.Element
}

type claim struct {
	seal.Attribute
	value *templates.Content
}

// Card is what a face may show beside the template and the issuer.
type Card struct {
	Record    *record.Record
	PortalURL string
	SealURL   string
	Status    *seal.StatusRef // its place in a status list; nil for none
}

// Step is a text that did not fit at its first size.
type Step struct {
	Record  string
	Pos     source.Pos
	Element string
	From    templates.Length
	To      templates.Length
}

// NewComposer returns a composer of cards; specimen says that they are overprinted. Its error is a source.ErrorList that names places in the template.
func NewComposer(t *templates.Template, issuer *templates.Issuer, specimenCards bool) (*Composer, error) {
	c := &Composer{template: t, issuer: issuer, specimen: specimenCards, faces: map[*templates.Style][]*fonts.Face{}}
	var errs source.ErrorList
	for _, e := range slices.Concat(t.Front, t.Back) {
		text, ok := e.(*templates.Text)
		if !ok {
			continue
		}
		for _, style := range []*templates.Style{text.Style, text.Above} {
			if style == nil || c.faces[style] != nil {
				continue
			}
			for _, name := range style.Faces {
				f, ok := fonts.Lookup(name)
				if !ok {
					errs.Add(text.Pos, "styles."+style.Name+".face", fmt.Sprintf("%q is not a face; want %s", name, source.Or(fonts.Names())), source.Suggest(name, fonts.Names()))
					continue
				}
				c.faces[style] = append(c.faces[style], f)
			}
		}
	}
	for _, e := range slices.Concat(t.Front, t.Back) {
		code, ok := e.(*templates.Code)
		if !ok {
			continue
		}
		for _, ref := range code.Value.Refs() {
			switch {
			case ref == "portal.url" && issuer.PortalHost == "":
				errs.Add(code.Value.Pos, "", "the issuer profile has no portal_host; the code needs it", "")
			case ref == "seal.url" && issuer.VerifyHost == "":
				errs.Add(code.Value.Pos, "", "the issuer profile has no verify_host; the code needs it", "")
			case ref == "seal.url" && t.Seal == nil:
				errs.Add(code.Value.Pos, "", "the template has no seal section; the code needs one", "")
			}
		}
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
	c.front, c.back = c.layers(t.Front, &errs), c.layers(t.Back, &errs)
	if specimenCards {
		c.over = [2]*Artwork{{overprint(t.Size, t.Front)}, {overprint(t.Size, t.Back)}}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// layers places once what is the same on every card, and joins neighbours of that kind.
func (c *Composer) layers(elements []templates.Element, errs *source.ErrorList) []layer {
	var out []layer
	for _, e := range elements {
		if !static(e) {
			out = append(out, layer{element: e})
			continue
		}
		items := c.element(nil, e, errs, nil)
		if len(out) == 0 || out[len(out)-1].shared == nil {
			out = append(out, layer{shared: &Artwork{}})
		}
		a := out[len(out)-1].shared
		a.Items = append(a.Items, items...)
	}
	return out
}

func static(e templates.Element) bool {
	if e.Base().When != "" {
		return false
	}
	switch e := e.(type) {
	case *templates.Text:
		return e.Value.Static() && e.Label.Static()
	case *templates.Photo:
		return false
	case *templates.Code:
		// Codes are placed on the printer's dots, which is for the sheet to do.
		return false
	}
	return true
}

// Compose returns the faces of a card; back is nil when the template has none. What of the record cannot be set is a fault at the place of the
// field; the steps are the texts that took one of their smaller sizes. The error is a source.ErrorList.
func (c *Composer) Compose(card *Card) (front, back *Scene, steps []Step, err error) {
	return c.compose(card, false)
}

// compose is Compose; dry leaves out the codes once it is known that they fit.
func (c *Composer) compose(card *Card, dry bool) (front, back *Scene, steps []Step, err error) {
	var errs source.ErrorList
	face := func(layers []layer, over *Artwork) *Scene {
		s := &Scene{Size: c.template.Size}
		var codes []Item
		for _, l := range layers {
			if l.shared != nil {
				s.Items = append(s.Items, l.shared)
				continue
			}
			code, ok := l.element.(*templates.Code)
			if ok && dry && c.known(card, code) {
				continue
			}
			items := c.element(card, l.element, &errs, &steps)
			if ok {
				codes = append(codes, items...)
				continue
			}
			s.Items = append(s.Items, items...)
		}
		if over != nil {
			s.Items = append(s.Items, over)
		}
		// Codes come last, so that nothing lies over their modules or their quiet zones.
		s.Items = append(s.Items, codes...)
		return s
	}
	front = face(c.front, c.over[0])
	if len(c.back) > 0 {
		back = face(c.back, c.over[1])
	}
	return front, back, steps, errs.Err()
}

// known tells whether a code of the same kind and length was made before. All portal addresses and seals are encoded alike, so those of one
// length need one version, and to try one of them is enough.
func (c *Composer) known(card *Card, code *templates.Code) bool {
	parts := code.Value.Parts
	if len(parts) != 1 || parts[0].Ref != "portal.url" && parts[0].Ref != "seal.url" {
		return false
	}
	type length struct {
		*templates.Code
		int
	}
	key := length{code, len(c.text(card, &code.Value))}
	if _, ok := c.fits.Load(key); ok {
		return true
	}
	if _, err := symbol(code, c.text(card, &code.Value)); err != nil {
		return false
	}
	c.fits.Store(key, true)
	return true
}

// element returns the items of an element on a card; card is nil for elements that are the same on all.
func (c *Composer) element(card *Card, e templates.Element, errs *source.ErrorList, steps *[]Step) []Item {
	if when := e.Base().When; when != "" && c.value(card, when).text == "" {
		return nil
	}
	switch e := e.(type) {
	case *templates.Text:
		return c.setElement(card, e, errs, steps)
	case *templates.Photo:
		if p := card.Record.Photo(e.Field); p != nil {
			return []Item{picture(e, p)}
		}
	case *templates.Rectangle:
		return []Item{&Path{e.Paint, rectangle(e.Box, e.Radius)}}
	case *templates.Line:
		return []Item{&Path{e.Paint, []templates.Segment{{Op: 'M', To: e.From}, {Op: 'L', To: e.To}}}}
	case *templates.Path:
		return []Item{&Path{e.Paint, moved(e.Segments, e.At)}}
	case *templates.Waves:
		return []Item{waves(e)}
	case *templates.Rosette:
		return []Item{rosette(e)}
	case *templates.Code:
		text := c.text(card, &e.Value)
		if text == "" {
			return nil
		}
		dark, err := symbol(e, text)
		if err != nil {
			c.fault(card, e, &e.Value, errs, err.Error(), "shorten what the code carries, or give the element a larger version")
			return nil
		}
		return []Item{&Symbol{text, e.At, e.Module, e.Quiet, dark}}
	}
	return nil
}

func moved(segs []templates.Segment, by templates.Point) []templates.Segment {
	out := slices.Clone(segs)
	for i := range out {
		for _, p := range []*templates.Point{&out[i].C, &out[i].D, &out[i].To} {
			p.X, p.Y = p.X+by.X, p.Y+by.Y
		}
	}
	return out
}

func (c *Composer) setElement(card *Card, t *templates.Text, errs *source.ErrorList, steps *[]Step) []Item {
	text := c.text(card, &t.Value)
	if text == "" {
		return nil
	}
	lines, size, step, err := setText(t, text, c.faces[t.Style])
	if err != nil {
		hint := ""
		if errors.Is(err, errFit) {
			err, hint = errors.New(fitError(t)), "declare a smaller size, more lines or more width, or shorten the value"
		}
		c.fault(card, t, &t.Value, errs, err.Error(), hint)
		return nil
	}
	if step > 0 && card != nil {
		*steps = append(*steps, Step{card.Record.ID, card.Record.Pos, elementName(t), t.Sizes[0], size})
	}
	at := t.At
	var items []Item
	if !t.Label.Empty() {
		label := *t
		label.Style, label.Sizes, label.Lines, label.Height = t.Above, []templates.Length{t.Above.Size}, 1, 0
		lines, size, _, err := setText(&label, c.text(card, &t.Label), c.faces[t.Above])
		if err != nil {
			if errors.Is(err, errFit) {
				err = errors.New(fitError(&label))
			}
			c.fault(card, t, &t.Label, errs, "label: "+err.Error(), "")
			return nil
		}
		items = place(&label, lines, size, at, t.Above)
		at.Y += t.Gap
	}
	return append(items, place(t, lines, size, at, t.Style)...)
}

// fault reports what is wrong with a content: at the field of the record that it shows, or in the template when it is the same on every card.
func (c *Composer) fault(card *Card, e templates.Element, content *templates.Content, errs *source.ErrorList, msg, hint string) {
	id := elementName(e)
	if card == nil {
		errs.Add(content.Pos, "", msg, hint)
		return
	}
	if content.Static() {
		// Every card has this fault, at one place: a list of faults holds it once.
		errs.Add(content.Pos, "", fmt.Sprintf("element %s: %s", id, msg), hint)
		return
	}
	for _, ref := range content.Refs() {
		if c.template.Field(ref) == nil {
			continue
		}
		pos := card.Record.Pos
		if v, ok := card.Record.Value(ref); ok && v.Pos.Line > 0 {
			pos = v.Pos
		}
		errs.Add(pos, ref, fmt.Sprintf("%s (element %s)", msg, id), hint)
		return
	}
	errs.Add(card.Record.Pos, "", fmt.Sprintf("element %s: %s", id, msg), hint)
}

// elementName is what messages call an element.
func elementName(e templates.Element) string {
	if id := e.Base().ID; id != "" {
		return id
	}
	return "at " + e.Base().Pos.String()
}

// picture places a photo in its box: scaled to cover it or to be contained in it, never stretched.
func picture(e *templates.Photo, p *record.Photo) *Picture {
	w, h := templates.Length(p.Width), templates.Length(p.Height)
	place := templates.Rect{W: e.Box.W, H: e.Box.W * h / w}
	if (place.H < e.Box.H) == e.Cover {
		place = templates.Rect{W: e.Box.H * w / h, H: e.Box.H}
	}
	box := e.Box
	if e.Cover {
		place.X = box.X - templates.Length(e.Focus[0]*float64(place.W-box.W))
		place.Y = box.Y - templates.Length(e.Focus[1]*float64(place.H-box.H))
	} else {
		place.X, place.Y = box.X+(box.W-place.W)/2, box.Y+(box.H-place.H)/2
		box = place
	}
	return &Picture{p, box, e.Round, place}
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
