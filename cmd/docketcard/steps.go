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

// A stepLine is a line of a report: what was done for a text to fit. It has no value of the record.
type stepLine struct {
	Record   string `json:"record"`
	Field    string `json:"field,omitempty"`
	Element  string `json:"element"`
	Step     string `json:"step"` // size, or break
	From     string `json:"from"`
	To       string `json:"to"`
	Size     string `json:"size"`     // that the text took
	Template string `json:"template"` // file:line:col of the element
}

// writeSteps writes a line of JSON for each step.
func writeSteps(w io.Writer, all []render.Step) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, s := range all {
		l := stepLine{s.Record, s.Field, s.Element, "size", pt(s.From), pt(s.To), pt(s.To), s.Declared.String()}
		if s.From == s.To {
			l.Step, l.From, l.To = "break", "word", "anywhere"
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

// summarize says in one line which elements took one of their smaller sizes or broke a word, and on how many cards.
func summarize(all []render.Step) string {
	var parts []string
	for _, kind := range []struct {
		broken bool
		what   string
	}{{false, "set in a smaller size"}, {true, "with a broken word"}} {
		var order []string
		times, total := map[string]int{}, 0
		for _, s := range all {
			if (s.From == s.To) != kind.broken {
				continue
			}
			if times[s.Element] == 0 {
				order = append(order, s.Element)
			}
			times[s.Element]++
			total++
		}
		for i, e := range order {
			order[i] = fmt.Sprintf("%s %d", e, times[e])
		}
		if total > 0 {
			parts = append(parts, fmt.Sprintf("%s %s: %s", count(total, "text"), kind.what, strings.Join(order, ", ")))
		}
	}
	return strings.Join(parts, "; ")
}
