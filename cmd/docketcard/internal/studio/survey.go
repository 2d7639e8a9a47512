package studio

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"docketcard/render"
	"docketcard/render/lint"
	"docketcard/templates"
	"docketcard/templates/source"
)

// A survey is the records of an edition, checked.
type survey struct {
	edition *edition
	mu      *sync.Mutex   // of batch, whose records are in use by one at a time
	batch   *render.Batch // of the sound records; nil when there are none
	records []entry       // the worst first
	failure error         // why nothing could be checked
	linted  bool
	notes   []Note // of lint, on whichever record
}

// An entry is a record as the page lists it.
type entry struct {
	render.Surveyed
	key   string // its id, unless that is missing or another's too
	order int    // among the cases
	names []string
	codes []string // numbers and the like
	notes int      // of lint
	size  int      // of all that it has to show, in bytes
}

// surveyOf checks all records of an edition.
func surveyOf(e *edition) *survey {
	v := &survey{edition: e, mu: new(sync.Mutex)}
	batch, all, err := render.Survey(e.ctx, e.Setup, e.Cases)
	v.batch, v.failure = batch, err
	known := map[string]bool{}
	for i, r := range all {
		key := r.ID
		if key == "" || known[key] {
			key += "@" + r.Pos.String()
		}
		known[key] = true
		v.records = append(v.records, newEntry(r, key, i, e.Setup.Template.Fields))
	}
	v.sort()
	return v
}

// with returns a survey with what lint found.
func (v *survey) with(notes []Note) *survey {
	w := *v
	w.linted, w.notes = true, notes
	w.records = slices.Clone(v.records)
	for i := range w.records {
		r := &w.records[i]
		for _, n := range notes {
			if n.Record != "" && n.Record == r.ID {
				r.notes++
			}
		}
	}
	w.sort()
	return &w
}

// sort puts the worst records first: those with faults, those that lint names, those whose texts took smaller sizes, the longest.
func (v *survey) sort() {
	slices.SortStableFunc(v.records, func(a, b entry) int {
		return cmp.Or(
			-cmp.Compare(len(a.Faults), len(b.Faults)),
			-cmp.Compare(a.notes, b.notes),
			-cmp.Compare(len(a.Steps), len(b.Steps)),
			-cmp.Compare(a.size, b.size),
		)
	})
}

// surveyOne checks one record of an edition, for which older knows the file. It is for the time until all are checked.
func surveyOne(e *edition, older *survey, key string) *survey {
	was, ok := older.find(key)
	if !ok {
		return &survey{edition: e}
	}
	one := *e
	one.Design = new(Design)
	*one.Design = *e.Design
	if one.Cases = slices.DeleteFunc(slices.Clone(e.Cases), func(c render.Case) bool { return c.Name != was.Pos.File }); was.ID != "" {
		one.Setup.Only = []string{was.ID}
	}
	return surveyOf(&one)
}

// find returns the record with a key.
func (v *survey) find(key string) (entry, bool) {
	if v != nil {
		for _, r := range v.records {
			if r.key == key {
				return r, true
			}
		}
	}
	return entry{}, false
}

func newEntry(r render.Surveyed, key string, order int, fields []*templates.Field) entry {
	e := entry{Surveyed: r, key: key, order: order}
	if r.Record == nil {
		return e
	}
	for _, f := range fields {
		v, ok := r.Record.Value(f.Name)
		if !ok {
			continue
		}
		switch e.size += len(v.Text); f.Type {
		case templates.TypeName:
			if !slices.Contains(e.names, v.Text) {
				e.names = append(e.names, v.Text)
			}
		case templates.TypeCode, templates.TypeDocumentNumber:
			e.codes = append(e.codes, v.Text)
		}
	}
	return e
}

// A Note is something to say of a design: a fault, or what is worth a look.
type Note struct {
	Level  string     `json:"level"` // fault, error, warning or note
	Rule   string     `json:"rule,omitempty"`
	Pos    source.Pos `json:"-"`
	Where  string     `json:"where,omitempty"` // file:line:col
	Field  string     `json:"field,omitempty"`
	Text   string     `json:"text"`
	Hint   string     `json:"hint,omitempty"`
	Record string     `json:"record,omitempty"` // its id; "" when all cards have it
	// Side and Element, the place of whose declaration is meant, say where it shows; "" when that is not known.
	Side    string `json:"side,omitempty"`
	Element string `json:"element,omitempty"`

	err error // the fault that it was made of
}

// notesOfReport returns what lint found but the faults of records, which the survey has.
func (v *survey) notesOfReport(r *lint.Report) []Note {
	known := map[source.Pos]bool{}
	for i := range v.records {
		for _, f := range v.records[i].Faults {
			known[f.Pos] = true
		}
	}
	notes := []Note{}
	for _, f := range r.Findings {
		if f.Record != "" && known[f.Pos] {
			continue
		}
		n := Note{Level: string(f.Severity), Rule: f.Rule, Pos: f.Pos, Where: f.Pos.String(), Text: f.Text, Hint: f.Hint, Record: f.Record, Side: f.Side}
		if f.Cards > 1 {
			n.Text += fmt.Sprintf("; so have %d more cards", f.Cards-1)
		}
		notes = append(notes, n)
	}
	return notes
}

// notesOf returns the faults in an error.
func notesOf(err error) []Note {
	if err == nil {
		return nil
	}
	var faults source.ErrorList
	if !errors.As(err, &faults) {
		return []Note{{Level: "fault", Text: err.Error()}}
	}
	var notes []Note
	for _, f := range faults {
		notes = append(notes, Note{Level: "fault", Pos: f.Pos, Where: f.Pos.String(), Field: f.Field, Text: f.Msg, Hint: f.Hint, err: f})
	}
	return notes
}
