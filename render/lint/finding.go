package lint

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"docketcard/templates"
	"docketcard/templates/source"
)

// Finding is what a rule found.
type Finding struct {
	Rule     string
	Severity Severity
	Pos      source.Pos      // of the element in its template, or of a value in a record
	Side     string          // front, back, or "" for what is on neither
	Element  string          // as render.Placed names it; "" for what is no element's
	Box      *templates.Rect // on the card; nil when it has no place there
	Record   string          // the record on which it is worst; "" when it is the template's
	Cards    int             // how many records it was found on, if on any
	Text     string          // what was found and what is wanted
	Hint     string          // what to do; may be empty

	element   templates.Element // nil for what is no element's
	other     templates.Element // the one that it overlaps, if any
	elsewhere bool              // found for another printer than that of the job, and so not reported
}

// String returns the finding in the form that editors jump to.
func (f Finding) String() string {
	on := ""
	switch {
	case f.Cards > 1:
		on = fmt.Sprintf(" (%s and %d more)", f.Record, f.Cards-1)
	case f.Record != "":
		on = fmt.Sprintf(" (%s)", f.Record)
	}
	return fmt.Sprintf("%s: %s: %s: %s%s", f.Pos, f.Rule, f.Severity, f.Text, on)
}

// tally gathers findings. What is found on many cards is one finding, with the words of the card on which it is worst.
type tally map[about]found

// about is what makes two findings one.
type about struct {
	rule  string
	pos   source.Pos
	side  string
	other string // the second element, or what else tells two findings of an element apart
}

type found struct {
	Finding
	amount int64  // how bad it is
	last   string // the record that was counted last
}

// add notes a finding of rule; amount says how bad it is, and other what tells it from other findings of the rule at its place.
func (t tally) add(rule string, f Finding, other string, amount int64) {
	f.Rule, f.Severity = rule, severityOf(rule)
	t.merge(about{rule, f.Pos, f.Side, other}, found{f, amount, f.Record})
}

func (t tally) merge(key about, f found) {
	had, ok := t[key]
	cards, last := had.Cards+f.Cards, f.last
	if ok && f.Cards == 1 && f.last != "" && had.last == f.last {
		cards = had.Cards // once more on the same card
	}
	if ok && had.amount >= f.amount {
		f = had
	}
	f.Cards, f.last = cards, last
	t[key] = f
}

// sorted returns the findings by place, rule and text.
func (t tally) sorted() []Finding {
	out := make([]Finding, 0, len(t))
	for f := range maps.Values(t) {
		out = append(out, f.Finding)
	}
	slices.SortFunc(out, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return out
}
