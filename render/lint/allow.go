package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"docketcard/templates"
	"docketcard/templates/source"
)

// An allowance is a comment that allows a rule at a place.
type allowance struct {
	pos  source.Pos
	rule string
	at   source.Pos // the anchor that it is about
	used bool
}

// An anchor is what a comment can be about: an element, a field, an attribute of the seal, or the template.
type anchor struct {
	pos    source.Pos
	inside int // a comment alone on its line is inside the anchor from this column on
}

// anchors returns the anchors of the template in the order of its file.
func (l *linter) anchors() []anchor {
	t := l.Setup.Template
	var all []anchor
	for _, pos := range t.Heads {
		all = append(all, anchor{pos, 1 << 30})
	}
	for e := range templates.Walk(t.Front, t.Back) {
		all = append(all, anchor{e.Base().Pos, e.Base().Pos.Col})
	}
	for pos := range t.Changed {
		all = append(all, anchor{pos, pos.Col})
	}
	for _, f := range t.Fields {
		all = append(all, anchor{f.Pos, f.Pos.Col + 1})
	}
	if t.Seal != nil {
		for _, a := range t.Seal.Attributes {
			all = append(all, anchor{a.Pos, a.Pos.Col + 1})
		}
	}
	slices.SortFunc(all, func(a, b anchor) int { return comparePos(a.pos, b.pos) })
	return all
}

func comparePos(a, b source.Pos) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// allow leaves out the findings that comments of the template allow, and adds what is wrong with the comments.
func (l *linter) allow(found []Finding) []Finding {
	anchors := l.anchors()
	// before returns the last anchor that begins in the line of pos or above, and after the first that begins below.
	split := func(pos source.Pos) (before, after *anchor) {
		for i := range anchors {
			a := &anchors[i]
			if a.pos.File != pos.File {
				continue
			}
			if a.pos.Line > pos.Line {
				return before, a
			}
			before = a
		}
		return before, nil
	}
	var allowed []allowance
	wrong := tally{}
	for _, c := range l.Setup.Template.Comments {
		rest, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(c.Text, templates.LintComment)), "allow ")
		name, reason, _ := strings.Cut(strings.TrimSpace(rest), " ")
		var names []string
		for _, r := range rules {
			names = append(names, r.Name)
		}
		if _, known := ruleNamed(name); !ok || !known {
			what := "not the name of a rule"
			if !ok {
				name, what = strings.TrimPrefix(c.Text, "# "), "want "+templates.LintComment[2:]+" allow RULE REASON"
			}
			wrong.add("allow-rule", Finding{Pos: c.Pos, Text: fmt.Sprintf("%s: %s", source.Quote(name), what), Hint: source.Suggest(name, names)}, "", 0)
			continue
		}
		if strings.TrimSpace(reason) == "" {
			wrong.add("allow-reason", Finding{Pos: c.Pos, Text: name + " is allowed without a reason", Hint: "say why after the rule's name"}, "", 0)
		}
		before, after := split(c.Pos)
		at := before
		if c.Alone && (before == nil || c.Pos.Col < before.inside) {
			at = after
		}
		if at != nil {
			allowed = append(allowed, allowance{pos: c.Pos, rule: name, at: at.pos})
		} else {
			allowed = append(allowed, allowance{pos: c.Pos, rule: name})
		}
	}
	kept := found[:0]
	for _, f := range found {
		at := []source.Pos{f.Pos}
		if f.element != nil {
			at[0] = f.element.Base().Pos
		}
		if f.other != nil {
			at = append(at, f.other.Base().Pos)
		}
		for i := 0; i < len(at); i++ {
			// What a parent's element is allowed it is allowed when a child has changed it. With a parent that is one twice, each of two may have
			// changed the other.
			for parent, child := range l.Setup.Template.Changed {
				if child.Line > 0 && child == at[i] && !slices.Contains(at, parent) {
					at = append(at, parent)
				}
			}
		}
		ok := false
		for _, pos := range at {
			near, _ := split(pos)
			for i := range allowed {
				a := &allowed[i]
				heads := l.Setup.Template.Heads
				if near != nil && a.rule == f.Rule && (a.at == near.pos || slices.Contains(heads, a.at) && slices.Contains(heads, near.pos)) {
					a.used, ok = true, true
				}
			}
		}
		if !ok && !f.elsewhere {
			kept = append(kept, f)
		}
	}
	for _, a := range allowed {
		// What a parent allows may be found in another of its children.
		if !a.used && a.pos.File == l.Setup.Template.Heads[0].File {
			wrong.add("allow-unused", Finding{Pos: a.pos, Text: "allows " + a.rule + ", which is not reported here", Hint: "leave it out"}, "", 0)
		}
	}
	kept = append(kept, wrong.sorted()...)
	slices.SortStableFunc(kept, func(a, b Finding) int { return comparePos(a.Pos, b.Pos) })
	return kept
}

// note adds a finding about an element of the template.
func (l *linter) note(rule string, e templates.Element, other, hint, format string, args ...any) {
	l.noteFor(false, rule, e, other, hint, format, args...)
}

// noteFor is note for what may be found for another printer than that of the job.
func (l *linter) noteFor(elsewhere bool, rule string, e templates.Element, other, hint, format string, args ...any) {
	box := e.Room()
	l.all.add(rule, Finding{elsewhere: elsewhere, Pos: e.Base().Pos, Side: l.side(e), Element: l.names[e], Box: &box, Text: fmt.Sprintf(format, args...), Hint: hint, element: e}, other, 0)
}
