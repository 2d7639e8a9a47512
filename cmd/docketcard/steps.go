package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"docketcard/render"
	"docketcard/templates"
)

var reportOutput = outputKind{name: "report", magic: "{", perm: 0o600}

// A stepLine is a line of a report: what was done for a text to be set. It has no value of the record.
type stepLine struct {
	Record   string          `json:"record,omitempty"` // none for a text that is the same on all cards
	Field    string          `json:"field,omitempty"`
	Element  string          `json:"element,omitempty"`
	Step     render.StepKind `json:"step"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to"`
	Size     string          `json:"size,omitempty"` // that the text took
	Template string          `json:"template"`       // file:line:col of the element
}

// writeSteps writes a line of JSON for each step.
func writeSteps(w io.Writer, all []render.Step) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, s := range all {
		l := stepLine{s.Record, s.Field, s.Element, s.Kind, pt(s.From), pt(s.To), pt(s.To), s.Declared.String()}
		switch s.Kind {
		case render.BrokenWord:
			l.From, l.To = "word", "anywhere"
		case render.NoSmallCaps:
			l.From, l.To = "small", "none"
		case render.OtherLanguage:
			l.From, l.To, l.Size = "", s.Language, ""
		}
		if err := e.Encode(l); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	return nil
}

// pt writes a size in points.
func pt(l templates.Length) string {
	return strconv.FormatFloat(math.Round(l.Points()*100)/100, 'f', -1, 64) + "pt"
}

// summarize says in one line of which elements texts took steps of each kind, and on how many cards.
func summarize(all []render.Step) string {
	var parts []string
	for _, kind := range []struct {
		render.StepKind
		noun, what string
	}{
		{render.SmallerSize, "text", "set in a smaller size"},
		{render.BrokenWord, "text", "with a broken word"},
		{render.NoSmallCaps, "text", "without small capitals"},
		{render.OtherLanguage, "card", "in another language than the record's"},
	} {
		var order []string
		times, total := map[string]int{}, 0
		for _, s := range all {
			if s.Kind != kind.StepKind {
				continue
			}
			if times[s.Element] == 0 && s.Element != "" {
				order = append(order, s.Element)
			}
			times[s.Element]++
			total++
		}
		if total == 0 {
			continue
		}
		part := count(total, kind.noun) + " " + kind.what
		for i, e := range order {
			order[i] = fmt.Sprintf("%s %d", e, times[e])
		}
		if len(order) > 0 {
			part += ": " + strings.Join(order, ", ")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}
