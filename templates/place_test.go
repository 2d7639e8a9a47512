package templates

import (
	"strings"
	"testing"

	"docketcard/templates/source"
)

// face reads a template whose front is the elements given.
func face(t *testing.T, elements string) (*Template, error) {
	t.Helper()
	return ParseTemplate("t.yaml", []byte(`schema: docketcard/template/v1
name: t
safe: 0
fields: {a: {type: text}, sex: {type: choice, choices: [F, M, X]}, old: {type: bool}}
faces: {text: plex-sans}
styles: {plain: {face: text, size: 10pt}}
front:
`+elements))
}

func TestPlaces(t *testing.T) {
	tpl, err := face(t, `
  - {rect: [right - 3mm, 5, 10, 1in], fill: black}
  - {rect: [center, bottom - 5, 20, 10], fill: black}
  - {rect: [center + 2, top + 1mm - 0.5mm, full - 6mm, same as box], fill: black}
  - {rect: [right of box + 2mm, same as box, same as box - 1, 5], id: second, fill: black}
  - {rect: [10, 20, 30, 8], id: box, fill: black}
  - {rect: [left of box - 1mm, above box, 4, 4], fill: black}
  - {rect: [center of box, below box + 1mm, 10, 4], fill: black}
  - {line: [left, top, right, below box], stroke: black}
  - {rosette: [center, center], outer: 5, stroke: black}
  - {qr: x, at: [right - 2, bottom - 2], version: 1}
  - {text: x, at: [right - 2, below box], width: 20, style: plain, id: words}
  - {text: x, at: [2, same as words], width: 20, style: plain, sizes: [20pt]}
  - {text: x, at: [left, bottom], width: full, style: plain, lines: 3}
  - {text: x, at: [left, center of box], width: full, style: plain}
`)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Rect{
		{72600, 5000, 10000, 25400},
		{32800, 38980, 20000, 10000},
		{3000 + 2000, 500, 79600, 8000},
		{42000, 20000, 29000, 5000},
		{10000, 20000, 30000, 8000},
		{5000, 16000, 4000, 4000},
		{20000, 29000, 10000, 4000},
		{0, 0, 85600, 28000},
		{42800 - 5000, 26990 - 5000, 10000, 10000},
		{83600 - 29*423, 51980 - 29*423, 29 * 423, 29 * 423},
	} {
		if got := tpl.Front[i].Room(); got != want {
			t.Errorf("element %d: got %v, want %v", i, got, want)
		}
	}
	capital := Points(10) * 7 / 10
	below := tpl.Front[10].(*Text)
	if below.At != (Point{63600, 28000 + capital}) || below.Room().Y != 28000 {
		t.Errorf("text below a box: got %v", below.At)
	}
	if got := tpl.Front[11].(*Text).At; got != (Point{2000, below.At.Y}) {
		t.Errorf("text on the same baseline: got %v, want y %v", got, below.At.Y)
	}
	if got := tpl.Front[12].Room().Bottom(); got != 53980 {
		t.Errorf("three lines at the bottom: got %v", got)
	}
	if got := tpl.Front[13].Room(); got.Y+got.H/2 != 24000 && got.Y+(got.H+1)/2 != 24000 {
		t.Errorf("text in the middle of a box: got %v", got)
	}
}

func TestPlaceFaults(t *testing.T) {
	for in, want := range map[string]string{
		"{rect: [below box, 1, 1, 1], fill: black}": `8:13: field front[0].rect: "below box" is not a place
    hint: for x: a length, left, center, right, or the id of an element after right of, left of, center of or same as`,
		"{rect: [1, botom - 1, 1, 1], fill: black}": `8:16: field front[0].rect: "botom - 1" is not a place
    hint: did you mean bottom?`,
		"{rect: [1, below bxo, 1, 1], fill: black}\n  - {rect: [1, 1, 1, 1], id: box, fill: black}": `8:16: field front[0].rect: "bxo" is no element of this face
    hint: did you mean box?`,
		"{rect: [1, below b, 1, 1], id: a, fill: black}\n  - {rect: [1, above a, 1, 1], id: b, fill: black}":                                 `9:16: field front[1].rect: the place of element "a" depends on itself`,
		"{rect: [1, below a, 1, 1], id: a, fill: black}":                                                                                     `8:16: field front[0].rect: the place of element "a" depends on itself`,
		"{rect: [1, 1, full - 90, 1], fill: black}":                                                                                          `8:12: field front[0].rect: want a width and a height of more than zero`,
		"{rect: [1, 1, 1, 1], id: a, fill: black}\n  - {rect: [1, 1, 1, 1], id: a, fill: black}":                                             `9:30: field front[1].id: "a" stands twice, first at t.yaml:8:30`,
		"{group: [{group: [], at: [5, 5], size: [2, 2], clip: true}], at: [1, 1], size: [3, 3], clip: true}":                                 `8:14: field front[0].group[0].clip: lies outside what the group around it is cut to`,
		"{text: \"{issuer.name | date}\", at: [5, 5], width: 9, style: plain}":                                                               `8:12: field front[0].text: filter date: issuer.name is no field that holds a date`,
		"{id: a, text: below deck, at: [5, 5], width: 9, style: plain}\n  - {extends: a, text: += 1mm}":                                      `9:24: field front[1].text: "+= 1mm" changes a length, and the parent has "below deck"`,
		"{rect: [90, 60, 1, 1], fill: black}":                                                                                                `8:5: field front[0]: lies beside the card, which is 85.6mm x 53.98mm`,
		"{group: [{line: [3, 80, 4, 90], stroke: black}], at: [0, -10]}\n  - {group: [{line: [3, 50, 4, 80], stroke: black}], at: [0, -10]}": `8:14: field front[0].group[0]: lies beside the card, which is 85.6mm x 53.98mm`,
		"{rect: [right - 3 px, 1, 1, 1], fill: black}":                                                                                       `8:13: field front[0].rect: "3 px" is not a length; want a number with mm, cm, in or pt`,
	} {
		_, err := face(t, "  - "+in)
		if err == nil || strings.TrimPrefix(err.Error(), "t.yaml:") != want {
			t.Errorf("%s: got %v, want %s", in, err, want)
		}
	}
}

func TestConditions(t *testing.T) {
	values := map[string]string{"a": "x y", "sex": "F", "old": "false"}
	for in, want := range map[string]string{
		"a": "true", "old": "false", "not old": "true", "sex = F": "true", "sex != F": "false", "not sex = F": "false", "not sex != F": "true",
		"sex in M, X": "false", "sex in M,F": "true", "a = 'x y'": "true", `a = "x y"`: "true", "a = x": "false", "a = 'and'": "false",
		"a and old or sex = F": "true", "a and (old or sex = M)": "false", "not (a and old)": "true", "sex=F and a": "true",

		"sex = Z":     "field front[0].when: field sex is never \"Z\"; it is F, M or X\n    hint: did you mean F?",
		"old = yes":   "field front[0].when: field old is never \"yes\"; it is true or false",
		"sexx":        "field front[0].when: \"sexx\" is not a field\n    hint: did you mean sex?",
		"a or":        "field front[0].when: the condition ends; want a field",
		"a b":         "field front[0].when: \"b\" after the condition; want and, or, or nothing",
		"(a":          "field front[0].when: a ( without its )",
		"a = ":        "field front[0].when: the condition ends; want a value",
		"a == b":      "field front[0].when: ==; want = where values are compared",
		"a = and":     "field front[0].when: \"and\"; want a value",
		"a = 'x":      "field front[0].when: a quotation mark without its fellow",
		"and a":       "field front[0].when: \"and\"; want a field",
		"a ! b":       "field front[0].when: \"! b\"; want a field, and perhaps =, != or in with values",
		"not":         "field front[0].when: the condition ends; want a field",
		"a in x y":    "field front[0].when: \"y\" after the condition; want and, or, or nothing",
		"a = x or ()": "field front[0].when: \")\"; want a field",
	} {
		tpl, err := face(t, "  - {rect: [1, 1, 1, 1], fill: black, when: "+source.Quote(in)+"}")
		got := ""
		if err != nil {
			_, got, _ = strings.Cut(err.Error(), ": ")
		} else if tpl.Front[0].Base().When.Holds(func(n string) string { return values[n] }) {
			got = "true"
		} else {
			got = "false"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// TestFollowing wants no faults of what stands by an element at fault, or is drawn in a box at fault: only of that.
func TestFollowing(t *testing.T) {
	_, err := ParseTemplate("t.yaml", []byte(`schema: docketcard/template/v1
name: t
fields: {}
faces: {text: plex-sans}
styles: {plain: {face: text, size: 10pt}}
front:
  - {id: two, rect: [4, 10, 3x, 5], fill: black}
  - {id: three, text: a, style: plain, at: [right of two, below two], width: 9}
  - {text: a, style: plain, at: [right of three, 10], width: same as three}
  - {waves: [4, 10, 3x, 5], lines: 900, stroke: black}
  - {band: [4, 10, 3x, 5], loops: 400, stroke: black}`))
	if err == nil || strings.Count(err.Error(), "\n") != 2 || strings.Count(err.Error(), `"3x" is not a length`) != 3 {
		t.Errorf("got %v", err)
	}
}
