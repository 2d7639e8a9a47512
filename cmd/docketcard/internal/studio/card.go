package studio

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"docketcard/render"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// guideBleed is the bleed that guides show around a card, a printer's usual 3 mm.
const guideBleed = 3 * templates.Millimetre

var errNoRecord = errors.New("found no such record; it may have been renamed or removed")

// A card is what the page shows of one record. Lengths are in millimetres.
type card struct {
	Key    string `json:"key"`
	Where  string `json:"where"`
	Faults []Note `json:"faults,omitempty"` // with which there are no sides
	Notes  []Note `json:"notes"`
	Sides  []side `json:"sides"`
}

// A side is one face of a card, or one side of a sheet.
type side struct {
	Side     string    `json:"side"` // front or back
	Picture  string    `json:"picture"`
	Width    float64   `json:"width"`
	Height   float64   `json:"height"`
	Bleed    float64   `json:"bleed"` // around the trimmed card
	Elements []element `json:"elements,omitempty"`
}

// An element is a thing on a face and where it stands, from the card's left and top edges.
type element struct {
	Name  string  `json:"name"`
	Kind  string  `json:"kind"`
	Where string  `json:"where"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	W     float64 `json:"w"`
	H     float64 `json:"h"`
	About string  `json:"about"` // what else a template's author wants to know
}

// A sheetView is the sheet on which a record's card lies.
type sheetView struct {
	Sheet  int    `json:"sheet"` // from 1
	Sheets int    `json:"sheets"`
	Mirror string `json:"mirror"` // how the back lies behind the front: x, y, or none
	Sides  []side `json:"sides"`
}

// card composes and prints the card of a record.
func (s *Studio) card(ctx context.Context, key string, guides render.Guides) (*card, error) {
	v, err := s.checked(key)
	if err != nil {
		return nil, err
	}
	r, ok := v.find(key)
	if !ok {
		return nil, errNoRecord
	}
	c := &card{Key: key, Where: r.Pos.String(), Notes: []Note{}, Sides: []side{}}
	t := v.edition.Setup.Template
	if r.Card < 0 {
		if c.Faults = notesOf(r.Faults); len(c.Faults) == 0 {
			c.Faults = notesOf(v.failure)
		}
		for i := range c.Faults {
			locate(&c.Faults[i], t)
		}
		return c, nil
	}
	c.Notes = append(c.Notes, notesOn(v.edition, &r)...)

	v.mu.Lock()
	defer v.mu.Unlock()
	bleed := templates.Length(0)
	if guides.Layout {
		bleed = guideBleed
	}
	b, err := v.batch.On(templates.CardStock(t.Size, bleed), sheet.Options{Flip: sheet.None}, guides)
	if err != nil {
		return nil, err
	}
	frontScene, backScene, err := b.Scenes(r.Card)
	if err != nil {
		return nil, err
	}
	front, back, err := b.Placed(r.Card)
	if err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx) // the file outlives the request
	pdf := sync.OnceValues(func() ([]byte, error) {
		v.mu.Lock()
		defer v.mu.Unlock()
		var out bytes.Buffer
		err := b.WriteSheets(ctx, &out, r.Card, r.Card+1, nil)
		return out.Bytes(), err
	})
	for page, scene := range []*render.Scene{frontScene, backScene} {
		if scene == nil {
			continue
		}
		// The text form of a scene is all that is drawn; guides depend on the template beside.
		sum := sha256.New()
		fmt.Fprintf(sum, "%v %s %s%s", guides, bleed, v.edition.Stamp, scene)
		if guides.Layout {
			sum.Write(t.Digest[:])
		}
		name := hex.EncodeToString(sum.Sum(nil)[:12])
		s.pictures.offer(name, page, pdf)
		c.Sides = append(c.Sides, side{
			Side: sheet.Side(page).String(), Picture: name, Bleed: bleed.Millimetres(),
			Width: (t.Size.W + 2*bleed).Millimetres(), Height: (t.Size.H + 2*bleed).Millimetres(),
			Elements: elementsOf([][]render.Placed{front, back}[page]),
		})
	}
	return c, nil
}

// checked returns the survey that knows the newest of a record: that of all records, or one of it alone while that is not there yet.
func (s *Studio) checked(key string) (*survey, error) {
	e, v, failure, _ := s.now()
	switch {
	case e == nil && failure != nil:
		return nil, failure
	case e == nil:
		return nil, errNoRecord
	case v == nil || v.edition != e:
		v = surveyOne(e, v, key)
	}
	return v, nil
}

// sheet prints the sheet of a record.
func (s *Studio) sheet(ctx context.Context, key string, guides render.Guides) (*sheetView, error) {
	e, v, _, _ := s.now()
	if e == nil || v == nil || v.batch == nil {
		return nil, errNoRecord
	}
	e = v.edition
	r, ok := v.find(key)
	if !ok || r.Card < 0 {
		return nil, errNoRecord
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	b, err := v.batch.On(e.Stock, sheet.Options{Flip: e.Flip}, guides)
	if err != nil {
		return nil, err
	}
	n := b.SheetOf(r.Card)
	var out bytes.Buffer
	if err := b.WriteSheets(ctx, &out, n, n+1, nil); err != nil {
		return nil, err
	}
	page := e.Stock.Page
	view := &sheetView{Sheet: n + 1, Sheets: b.Sheets(), Mirror: mirrorOf(e.Flip, page)}
	digest := sha256.Sum256(out.Bytes())
	sides := 1
	if len(e.Setup.Template.Back) > 0 {
		sides = 2
	}
	for i := range sides {
		name := fmt.Sprintf("%x%d", digest[:12], i)
		s.pictures.offer(name, i, func() ([]byte, error) { return out.Bytes(), nil })
		view.Sides = append(view.Sides, side{Side: sheet.Side(i).String(), Picture: name, Width: page.W.Millimetres(), Height: page.H.Millimetres()})
	}
	return view, nil
}

// mirrorOf says how the back of a page lies behind its front, as light through the paper shows it (sheet.Flip).
func mirrorOf(f sheet.Flip, page templates.Size) string {
	switch portrait := page.W <= page.H; {
	case f == sheet.None:
		return "x" // the card itself is turned from left to right
	case (f == sheet.LongEdge) == portrait:
		return "x"
	}
	return "y"
}

func elementsOf(all []render.Placed) []element {
	var out []element
	for _, p := range all {
		out = append(out, element{
			Name: p.Name, Kind: p.Kind, Where: p.As.Base().Pos.String(),
			X: p.Box.X.Millimetres(), Y: p.Box.Y.Millimetres(), W: p.Box.W.Millimetres(), H: p.Box.H.Millimetres(),
			About: about(&p),
		})
	}
	return out
}

// about says in a line how an element is set.
func about(p *render.Placed) string {
	var parts []string
	switch as := p.As.(type) {
	case *templates.Text:
		parts = append(parts, fmt.Sprintf("%s %.3gpt", strings.Join(p.Faces, ", "), p.Size.Points()), p.Colour.String())
		if n := len(as.Sizes); n > 1 {
			parts = append(parts, fmt.Sprintf("size %d of %d", p.Step+1, n))
		}
		parts = append(parts, fmt.Sprintf("%s of %s wide", p.Box.W, as.Width))
	case *templates.Code:
		modules := int((p.Box.W+as.Module/2)/as.Module) - 2*as.Quiet
		parts = append(parts, fmt.Sprintf("version %d, %d modules of %s", (modules-17)/4, modules, as.Module), fmt.Sprintf("quiet zone %d", as.Quiet))
	case *templates.Photo:
		parts = append(parts, as.Field)
	default:
		parts = append(parts, p.Colour.String())
	}
	return strings.Join(parts, " · ")
}

// notesOn returns what there is to say of a record's card that is sound.
func notesOn(e *edition, r *entry) []Note {
	var out []Note
	for _, step := range r.Steps {
		what := fmt.Sprintf("is set at %.3gpt instead of %.3gpt", step.To.Points(), step.From.Points())
		switch step.Kind {
		case render.BrokenWord:
			what = "has a broken word"
		case render.NoSmallCaps:
			what = "is not in small capitals: its face lacks some of them"
		case render.OtherLanguage:
			what = fmt.Sprintf("the card is in %q, as the template has no texts in the record's language", step.Language)
		}
		out = append(out, Note{Level: "note", Record: r.ID, Element: step.Element, Field: step.Field, Text: strings.TrimSpace(step.Element + " " + what)})
	}
	for _, n := range r.Record.Notices {
		out = append(out, Note{Level: "note", Pos: n.Pos, Where: n.Pos.String(), Field: n.Field, Text: n.Msg, Hint: n.Hint, Record: r.ID})
	}
	for i := range out {
		n := &out[i]
		if locate(n, e.Setup.Template); n.Where == "" {
			n.Where = n.Element
		}
	}
	return out
}

// locate finds the element that a note is about: the one that cannot be set, by its name, by the line of the template, or by the field that
// it shows.
func locate(n *Note, t *templates.Template) {
	name := n.Element
	n.Side, n.Element = "", ""
	var misfit *render.Misfit
	if n.err != nil {
		errors.As(n.err, &misfit)
	}
	nearest := 0
	for i, face := range [][]templates.Element{t.Front, t.Back} {
		for e := range templates.Walk(face) {
			base := e.Base()
			switch {
			case misfit != nil:
				if e != misfit.Element {
					continue
				}
			case name != "":
				if name != base.ID && name != "at "+base.Pos.String() || n.Element != "" {
					continue
				}
			case n.Pos.File == base.Pos.File:
				// An element reaches to the next one.
				if base.Pos.Line > n.Pos.Line || base.Pos.Line < nearest {
					continue
				}
				nearest = base.Pos.Line
			case n.Field == "" || n.Element != "" || !slices.Contains(e.Refs(), n.Field):
				continue
			}
			n.Side, n.Element = sheet.Side(i).String(), base.Pos.String()
		}
	}
}
