package lint

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"docketcard/fonts"
	"docketcard/render"
	"docketcard/render/qr"
	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

// Job is what Run looks at.
type Job struct {
	Setup   render.Setup // Stock may be that on which the cards lie one to a page
	Cases   []render.Case
	Printer Printer // the zero Printer is the first of Printers

	// GivenOnly leaves out the worst case, which is the same for every batch of a template.
	GivenOnly bool
}

// Report is what Run found.
type Report struct {
	Template string    // its name; "" when it cannot be read
	Findings []Finding // by place
	Codes    []Budget  // in the order of the template
	Cards    int       // that were looked at, those of the worst case too
}

// Errors returns how many findings are of severity Error.
func (r *Report) Errors() int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == Error {
			n++
		}
	}
	return n
}

// Unread returns the report on files that cannot be read, so that there are no cards.
func Unread(faults source.ErrorList) *Report {
	r := &Report{}
	for _, e := range faults {
		f := Finding{Rule: "template", Severity: severityOf("template"), Pos: e.Pos, Text: e.Msg, Hint: e.Hint}
		if e.Field != "" {
			f.Text = "field " + e.Field + ": " + e.Msg
		}
		r.Findings = append(r.Findings, f)
	}
	return r
}

// Run holds the cards of a job against all rules. Its error says why that cannot be done: a source.ErrorList when the template or the issuer is
// the reason.
func Run(ctx context.Context, job Job) (*Report, error) {
	if job.Printer.Name == "" {
		job.Printer = Printers[0]
	}
	l := &linter{Job: job, names: render.Names(job.Setup.Template), all: tally{}, codes: map[*templates.Code]longest{}}
	l.traits = l.traitsOf()
	for _, f := range job.Setup.Template.Fields {
		l.portal = l.portal || f.Type == templates.TypeReference && f.Allot
	}
	r := &Report{Template: job.Setup.Template.Name}
	if !job.GivenOnly {
		setup, cases, missed, err := worstCases(job.Setup)
		if err != nil {
			l.all.add("worst-case", Finding{Pos: job.Setup.Template.Heads[0], Text: "no worst case can be made: " + err.Error()}, "", 0)
		}
		for _, e := range missed {
			if when := e.Base().When; !slices.Contains(when.Refs(), "specimen") {
				l.note("worst-case", e, "", "lint it with cases on which it is shown", "%s is not tried: no values are found on which it is shown, when %s", l.names[e], when)
			}
		}
		n, err := l.cards(ctx, setup, cases, true)
		if err != nil {
			return nil, err
		}
		r.Cards += n
	}
	n, err := l.cards(ctx, job.Setup, job.Cases, false)
	if err != nil {
		return nil, err
	}
	r.Cards += n
	for _, check := range ofTemplate {
		check(l)
	}
	r.Codes = l.budgets()
	r.Findings = l.allow(l.all.sorted())
	return r, nil
}

// ofTemplate are the checks of the template itself, and ofCard those of each card as it is placed.
var (
	ofTemplate = []func(*linter){typeSizes, photoFields, fineArt, nativeScripts}
	ofCard     = []func(*view, tally){safeZone, overlaps, cutText, contrasts, photoResolution, modules, portalCode, hidden, budgets, legendsOf, strokes}
)

// A linter is a run on its way.
type linter struct {
	Job
	names  map[templates.Element]string
	traits map[string]map[templates.Element]*traits
	portal bool // the records have a reference for the portal
	all    tally
	codes  map[*templates.Code]longest
}

// A view is one card as the rules see it.
type view struct {
	*linter
	id     string // what findings call the record
	record *record.Record
	traits map[templates.Element]*traits
	worst  bool // of the worst case
	ink    *ink
	sides  [2][]placed // front and back
}

var sideNames = [2]string{"front", "back"}

// finding returns a finding about an element of a card.
func (v *view) finding(side int, p *placed, hint, format string, args ...any) Finding {
	box := p.box
	return Finding{Pos: p.As.Base().Pos, Side: sideNames[side], Element: p.Name, Box: &box, Record: v.id, Cards: 1,
		Text: fmt.Sprintf(format, args...), Hint: hint, element: p.As}
}

// missing returns a finding about what the card lacks, and so no element has.
func (v *view) missing(text string) Finding {
	return Finding{Pos: v.Setup.Template.Heads[0], Record: v.id, Cards: 1, Text: text}
}

// cards looks at cases, and returns how many records they hold.
func (l *linter) cards(ctx context.Context, setup render.Setup, cases []render.Case, worst bool) (int, error) {
	if len(cases) == 0 {
		return 0, nil
	}
	batch, records, err := render.Survey(ctx, setup, cases)
	if l.unset(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	all := len(records)
	for i := range records {
		if worst {
			// A record's own id is as long as it may be.
			records[i].ID = strings.TrimSuffix(records[i].Pos.File, ".yaml")
		}
		for _, e := range records[i].Faults {
			l.fault(&records[i], e, worst)
		}
	}
	if batch == nil {
		return all, nil
	}
	if !worst {
		for _, n := range batch.Notices {
			f := Finding{Pos: n.Pos, Cards: 1, Text: n.Msg, Hint: n.Hint}
			if n.Field != "" {
				f.Text = "field " + n.Field + ": " + n.Msg
			}
			l.all.add("notice", f, n.Field+n.Msg, 0)
		}
	}
	sound := slices.DeleteFunc(records, func(s render.Surveyed) bool { return s.Card < 0 })
	// Each worker takes a stretch of the cards; the stretches' findings are then joined in order.
	workers := min(runtime.GOMAXPROCS(0), len(sound))
	tallies, inks, errs := make([]tally, workers), make([]*ink, workers), make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			tallies[w] = tally{}
			ink := newInk()
			inks[w] = ink
			for i := w * len(sound) / workers; i < (w+1)*len(sound)/workers && ctx.Err() == nil; i++ {
				front, back, err := batch.Placed(i)
				if err != nil {
					errs[w] = err
					return
				}
				v := &view{linter: l, id: sound[i].ID, record: sound[i].Record, traits: l.traitsIn(sound[i].Record), worst: worst, ink: ink, sides: [2][]placed{ink.of(front), ink.of(back)}}
				for _, check := range ofCard {
					check(v, tallies[w])
				}
			}
		})
	}
	wg.Wait()
	for w := range workers {
		if errs[w] != nil {
			return 0, errs[w]
		}
		for key, f := range tallies[w] {
			l.all.merge(key, f)
		}
		for code, most := range inks[w].codes {
			if len(most.text) > len(l.codes[code].text) {
				l.codes[code] = most
			}
		}
	}
	return all, ctx.Err()
}

// unset notes the texts that are the same on every card and cannot be set, and tells whether an error is of nothing else. No card can be looked
// at then.
func (l *linter) unset(err error) bool {
	list := source.ErrorList{}
	if !errors.As(err, &list) || slices.ContainsFunc(list, func(e *source.Error) bool { return !errors.As(e, new(*render.Misfit)) }) {
		return false
	}
	for _, e := range list {
		l.fault(&render.Surveyed{}, e, true)
	}
	return true
}

// fault notes what keeps a record from being printed. Of the worst case it is the template's fault.
func (l *linter) fault(s *render.Surveyed, e *source.Error, worst bool) {
	f := Finding{Pos: e.Pos, Record: s.ID, Text: e.Msg, Hint: e.Hint}
	if s.ID != "" || !worst {
		f.Cards = 1
	}
	if e.Field != "" {
		f.Text = "field " + e.Field + ": " + e.Msg
	}
	misfit := (*render.Misfit)(nil)
	if !errors.As(e, &misfit) {
		if !worst {
			l.all.add("record", f, e.Field+e.Msg, 0)
			return
		}
		f.Pos = l.Setup.Template.Heads[0]
		if field := l.Setup.Template.Field(e.Field); field != nil {
			f.Pos = field.Pos
		}
		l.all.add("worst-case", f, e.Field, 0)
		return
	}
	f.element, f.Element, f.Side = misfit.Element, l.names[misfit.Element], l.side(misfit.Element)
	room := misfit.Element.Room()
	f.Box = &room
	if worst {
		f.Pos = misfit.Element.Base().Pos
		f.Text = fmt.Sprintf("%s: %v", f.Element, misfit)
	}
	rule, amount := "fit", 0
	version := (*qr.VersionError)(nil)
	if errors.As(e, new(*fonts.MissingError)) {
		rule = "glyph"
	} else if errors.As(e, &version) {
		rule, amount = "qr-version", version.Characters
	}
	l.all.add(rule, f, "", int64(amount))
}

// side returns the side that an element is on.
func (l *linter) side(e templates.Element) string {
	for i, face := range [2][]templates.Element{l.Setup.Template.Front, l.Setup.Template.Back} {
		for other := range templates.Walk(face) {
			if other == e {
				return sideNames[i]
			}
		}
	}
	return ""
}
