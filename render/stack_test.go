package render

import (
	"strings"
	"testing"

	"docketcard/fonts"
	"docketcard/templates"
)

// letter is a page whose texts follow one another.
const letter = `schema: docketcard/template/v1
name: letter
size: letter
safe: 10
fields:
  record_id: {type: code, required: true, unique: true}
  a: {type: text, max: 1000}
  b: {type: text, max: 100}
faces: {text: plex-sans}
styles:
  body: {face: text, size: 10pt, leading: 14pt}
  label: {extends: body, size: 6pt, leading: 8pt}
defaults: {text: {style: body}}
partials:
  pair:
    parameters: {title: ~, value: ~, at: [0, 0]}
    elements:
      - text: ${title}
        at: [2, 5]
        width: 40
        style: label
      - {text: "{${value}}", at: [2, 9], width: 40}
front:
  - stack:
      - {text: "{a}", id: first}
      - {text: "{b}", label: B, gap: 4}
      - {rect: [left, 0, full, 2], fill: black, space: 5, when: b}
      - {text: last}
    id: body
    at: [20, 30]
    width: 170
    height: 45
    gap: 3
  - {use: pair, with: {title: One, value: b}, at: [20, 150], when: a}
  - {use: pair, with: {title: Two, value: b}, at: [20, 170]}
  - {group: [{rect: [0, 0, 30, 10], fill: black}, {text: up, at: [1, 5], width: 20}], size: [20, 10], at: [20, 200], clip: true, radius: 2, turn: 90, id: g}
`

func TestStack(t *testing.T) {
	lead, small := templates.Points(14), templates.Points(8)
	c := must[*Composer](t)(NewComposer(must[*templates.Template](t)(templates.ParseTemplate("letter.yaml", []byte(letter))), officeIssuer(t), nil, false))
	compose := func(fields string) (map[string]templates.Point, string, error) {
		front, _, _, err := c.Compose(smallCard(t, c, fields))
		at := map[string]templates.Point{}
		for _, r := range of[*Run](front) {
			at[r.Run.Text] = r.At
		}
		return at, front.String(), err
	}
	at, scene, err := compose("a: alpha\nb: beta\n")
	if err != nil {
		t.Fatal(err)
	}
	y := 30*templates.Millimetre + lead*4/5
	want := func(text string, x, y templates.Length) {
		t.Helper()
		if at[text] != (templates.Point{X: x, Y: y}) {
			t.Errorf("%s: got %v, want %v %v\n%s", text, at[text], x, y, scene)
		}
	}
	want("alpha", 20000, y)
	y += lead - lead*4/5 + 3000 + small*4/5
	want("B", 20000, y)
	y += 4000
	if r := strings.Count(scene, "text 20 "+mm(y)+"  plex-sans 10.00pt #000000 width 7.105 \"beta\""); r != 1 {
		t.Errorf("beta: want it at %v\n%s", y, scene)
	}
	y += lead - lead*4/5 + 5000 + 2000 + 3000 + lead*4/5
	want("last", 20000, y)
	want("One", 22000, 155000)
	want("Two", 22000, 175000)
	if !strings.Contains(scene, "group clip M 22 200 L 38 200 ") || !strings.Contains(scene, " turned 90 about 30 205\n        path fill #000000 M 20 200 L 50 200") {
		t.Errorf("group: got\n%s", scene)
	}

	// What is empty leaves no gap.
	if at, scene, err = compose("a: alpha\n"); err != nil {
		t.Fatal(err)
	}
	want("last", 20000, 30*templates.Millimetre+lead+3000+lead*4/5)
	if at, _, err = compose(""); err != nil || at["last"].Y != 30*templates.Millimetre+lead*4/5 || at["One"].X != 0 || at["Two"].Y != 175000 {
		t.Errorf("got %v, %v", at, err)
	}

	// What is longer moves it down, and too much is refused.
	if at, _, err = compose("a: " + strings.Repeat("word ", 60) + "\n"); err != nil || at["last"].Y != 30*templates.Millimetre+4*lead+3000+lead*4/5 {
		t.Errorf("got %v, %v", at, err)
	}
	if _, _, err = compose("a: " + strings.Repeat("words ", 45) + "\nb: beta\n"); err != nil {
		t.Error(err)
	}
	_, _, err = compose("a: " + strings.Repeat("WORDS ", 166) + "\nb: beta\n")
	if want := "element body: is "; err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "its room is 45mm") {
		t.Errorf("got %v, want %s", err, want)
	}
	// A check, which places little, finds the same.
	_, _, _, checked := c.compose(smallCard(t, c, "a: "+strings.Repeat("WORDS ", 166)+"\nb: beta\n"), true)
	if checked == nil || checked.Error() != err.Error() {
		t.Errorf("checked: got %v, want %v", checked, err)
	}
}

// TestStackedGroup gives the texts of a group in a stack their room, above it too if they stand at its top.
func TestStackedGroup(t *testing.T) {
	lead, small := templates.Points(14), templates.Points(8)
	head, _, _ := strings.Cut(letter, "front:\n")
	for in, want := range map[string]templates.Length{
		"{text: in, at: [0, 0], width: 9}":                                           lead + 3000 + lead*4/5,
		"{text: in, at: [0, 0], label: l, gap: 4, width: 9}":                         lead + 3000 + small*4/5 + 4000,
		"{text: in, at: [0, 0], width: 9, when: a}, {text: y, at: [0, 9], width: 9}": lead + 3000 + 9000,
		"{text: y, at: [9, 0], width: 9}, {text: in, at: [0, 9], width: 9}":          lead + 3000 + 9000 + lead*4/5,
		"{text: in, at: [0, 9], width: 9}":                                           lead + 3000 + 9000,
	} {
		tpl := head + "front:\n  - {stack: [{text: first}, {group: [" + in + "]}, {text: last}], at: [20, 30], width: 170, gap: 3}\n"
		c := must[*Composer](t)(NewComposer(must[*templates.Template](t)(templates.ParseTemplate("letter.yaml", []byte(tpl))), officeIssuer(t), nil, false))
		front, _, _, err := c.Compose(smallCard(t, c, ""))
		if err != nil {
			t.Fatal(err)
		}
		runs := of[*Run](front)
		if got, last := runs[len(runs)-2].At.Y-30000, runs[len(runs)-1].At.Y-30000; got != want || last != want+lead-lead*4/5+3000+lead*4/5 {
			t.Errorf("%s: got %v and the last %v, want %v", in, got, last, want)
		}
	}
}

// TestStackInk: texts whose letters reach far up and down are set further apart than their leading says, until their ink does not touch.
func TestStackInk(t *testing.T) {
	const tight = `schema: docketcard/template/v1
name: tight
fields:
  record_id: {type: code, required: true, unique: true}
faces: {text: [noto-sans]}
styles: {body: {face: text, size: 10pt, leading: 4pt}}
front:
  - {stack: [{text: pp}, {text: Éb}, {text: -}, {text: Éb}], at: [4, 10], width: 40}
defaults: {text: {style: body}}
`
	c := must[*Composer](t)(NewComposer(must[*templates.Template](t)(templates.ParseTemplate("tight.yaml", []byte(tight))), officeIssuer(t), nil, false))
	front, _, _, err := c.Compose(smallCard(t, c, ""))
	if err != nil {
		t.Fatal(err)
	}
	runs := of[*Run](front)
	if len(runs) != 4 {
		t.Fatalf("got %d runs", len(runs))
	}
	bottom := templates.Length(0)
	for i, r := range runs {
		rise, depth := reach([]fonts.Run{r.Run}, r.Size)
		if top := r.At.Y - rise; i > 0 && (top < bottom || i != 2 && top > bottom) {
			t.Errorf("%q begins at %v, what is above it ends at %v", r.Run.Text, top, bottom)
		}
		bottom = max(bottom, r.At.Y+depth)
	}
}
