package templates

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"docketcard/templates/source"
)

const extendBase = `schema: docketcard/template/v1
name: base
title: the base
size: [100, 60]
fields:
  a: {type: text, max: 10}
  b: {type: text}
faces: {text: plex-sans}
styles:
  body: {face: text, size: 10pt, leading: 12pt}
  small: {extends: body, size: "-= 2pt"}
front:
  - {rect: [10, 10, 20, 10], id: box, fill: black}
  - group:
      - {text: "{a}", at: [3, 30], width: 40, style: body, lines: 2, id: inner}
    id: around
  - {text: "{b}", at: [3, below box + 1mm], width: 40, style: small, id: last}
`

func TestExtends(t *testing.T) {
	files := fstest.MapFS{
		"cards/base.yaml":  {Data: []byte(extendBase)},
		"cards/sub/b.yaml": {Data: []byte("schema: docketcard/template/v1\nsafe: 1\nstyles: {small: {size: 7pt}}\ncolours: {ink: '#010203'}\n")},
		"cards/loop.yaml":  {Data: []byte("schema: docketcard/template/v1\nextends: mine.yaml\n")},
		"cards/mine.yaml":  {Data: []byte("as it is given")},
		"top.yaml":         {Data: []byte(extendBase)},
		"cards/faulty.yaml": {Data: []byte("schema: docketcard/template/v1\nextends: base.yaml\nname: faulty\nsizee: 3\n" +
			"front:\n  - {id: box, fil: black}\n  - {id: bxo, fill: black}\n  - {id: last, remove: yes}\n  - {rect: [1, 1, 1, 1], fill: black, after: lsat}\n" +
			"fields:\n  c: ~\nstyles: {body: {size: '*= 1mm', colour: '+= 1'}}\n")},
	}
	read := func(data string) (*Template, error) {
		return ReadTemplate("dir/cards/mine.yaml", "cards/mine.yaml", []byte("schema: docketcard/template/v1\nname: mine\n"+data), files)
	}
	tpl, err := read(`extends: [base.yaml, sub/b.yaml]
fields:
  b: ~
  a: {max: += 5, min: 2}
styles: {body: {size: "*= 1.5", leading: += 1mm, colour: ink}}
front:
  - {id: last, remove: true}
  - {id: inner, at: [+= 2, -= 1mm], lines: += 1, width: /= 2}
  - {id: box, rect: [+= 1, 10, 20, "*= 2"]}
  - {line: [0, 0, 5, 5], stroke: ink, before: around, id: line}
  - {text: more, at: [3, 55], width: 10, style: small}
`)
	if err != nil {
		t.Fatal(err)
	}
	if tpl.Name != "mine" || tpl.Title != "" || tpl.Size != (Size{100000, 60000}) || tpl.Safe != 1000 || len(tpl.Fields) != 1 || tpl.Fields[0].Max != 15 || tpl.Fields[0].Min != 2 {
		t.Errorf("got %+v", tpl)
	}
	body, small := tpl.Styles["body"], tpl.Styles["small"]
	if body.Size != Points(15) || body.Leading != Points(12)+Millimetre || body.Colour != (Colour{1, 2, 3}) || small.Size != Points(7) || small.Leading != body.Leading || small.Colour != body.Colour {
		t.Errorf("styles: got %+v and %+v", body, small)
	}
	var order []string
	for _, e := range tpl.Front {
		order = append(order, e.Base().Kind+" "+e.Base().ID)
	}
	if got := strings.Join(order, ", "); got != "rect box, line line, group around, text " {
		t.Errorf("order: got %s", got)
	}
	inner := tpl.Front[2].(*Group).Elements[0].(*Text)
	if inner.At != (Point{5000, 29000}) || inner.Lines != 3 || inner.Width != 20000 || tpl.Front[0].Room() != (Rect{11000, 10000, 20000, 20000}) {
		t.Errorf("inner: got %+v", inner)
	}
	if inner.Pos.File != "dir/cards/mine.yaml" {
		t.Errorf("got %s", inner.Pos)
	}

	// The digest covers all files.
	old := tpl.Digest
	files["cards/sub/b.yaml"].Data = append(files["cards/sub/b.yaml"].Data, '\n')
	again, err := read("extends: [base.yaml, sub/b.yaml]\n")
	if err != nil || again.Digest == old {
		t.Errorf("the digest is the same with another parent, %v", err)
	}
	if one, err := ParseTemplate("base.yaml", []byte(extendBase)); err != nil || one.Digest != sha256.Sum256([]byte(extendBase)) {
		t.Errorf("the digest of one file is not its own, %v", err)
	}

	// A relation takes the change as a term, and a built-in template is named without its ending.
	if tpl, err = read("extends: base.yaml\nfront: [{id: last, at: [3, += 2mm]}]\n"); err != nil || tpl.Front[2].Room().Y != 23000 {
		t.Errorf("got %v, %v", tpl, err)
	}
	if tpl, err = read("extends: docket-card\nback: ~\nstyles: {body: {size: += 1pt}}\n"); err != nil || len(tpl.Back) != 0 || tpl.Seal == nil {
		t.Errorf("got %v", err)
	}

	for in, want := range map[string]string{
		"extends: docket-crad\n": `dir/cards/mine.yaml:3:10: field extends: "docket-crad" is not a built-in template; want {builtin}, or a file such as base.yaml
    hint: did you mean docket-card?`,
		"extends: loop.yaml\n": `dir/cards/loop.yaml:2:10: field extends: "mine.yaml" extends this file, and a template cannot extend itself`,
		"extends: none.yaml\n": `dir/cards/mine.yaml:3:10: field extends: "none.yaml" cannot be opened
    hint: paths are relative to the file that names them`,
		"extends: ../../x.yaml\n": `dir/cards/mine.yaml:3:10: field extends: "../../x.yaml" leads out of the folder
    hint: paths are relative to the file that names them`,
		"extends: sub\n": `is not a built-in template`,
		"extends: [~]\n": `dir/cards/mine.yaml:3:11: field extends: found nothing; want a name, or a list of names`,
		"extends: {}\n":  `dir/cards/mine.yaml:3:10: field extends: found a mapping; want a name, or a list of names`,
		"extends: base.yaml\nstyles: {other: {face: text, size: += 1pt}}\n": `dir/cards/mine.yaml:4:36: field styles.other.size: "+= 1pt" is not a length; want a number with mm, cm, in or pt
    hint: no parent has a value here that it could change`,
		"extends: [base.yaml]\nfront:\n  - {id: box, fill: += 1}\n  - {id: last, at: [+= 1, += 1]}\n": `dir/cards/mine.yaml:5:21: field front[0].fill: "+= 1" changes a length, and the parent has "black"`,
		"extends: base.yaml\nstyles: {body: {size: += --5}}\n":                                        `dir/cards/mine.yaml:4:23: field styles.body.size: "+= --5"; want a length after +=`,
		"extends: /etc.yaml\n": `"/etc.yaml" leads out of the folder`,
		"extends: faulty.yaml\n": `dir/cards/faulty.yaml:4:1: field sizee: unknown
    hint: did you mean size?
dir/cards/faulty.yaml:6:15: field front[0].fil: unknown
    hint: did you mean fill?
dir/cards/faulty.yaml:7:10: field front[1].id: "bxo" is no element of a parent
    hint: did you mean box?
dir/cards/faulty.yaml:8:24: field front[2].remove: want true, and no other key but the id
dir/cards/faulty.yaml:9:46: field front[3].after: "lsat" is no element of a parent
dir/cards/faulty.yaml:11:3: field fields.c: nothing to remove: no parent has it
    hint: did you mean a?
dir/cards/faulty.yaml:12:23: field styles.body.size: "*= 1mm"; want a number after *=
dir/cards/faulty.yaml:12:41: field styles.body.colour: "+= 1" is not a colour; want #rrggbb or black or white`,
	} {
		want = strings.ReplaceAll(want, "{builtin}", source.Or(append(BuiltinParts(), BuiltinTemplates()...)))
		if _, err := read(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got\n%v\nwant\n%s", in, err, want)
		}
	}
	// In another folder of the same tree the parent is found by a path that leads up.
	if _, err := read("extends: ../top.yaml\n"); err != nil {
		t.Error(err)
	}
}

// TestParentTwice: an element without a name of a parent's parent is one, however many ways lead to it.
func TestParentTwice(t *testing.T) {
	const head = "schema: docketcard/template/v1\nname: x\n"
	files := fstest.MapFS{
		"top.yaml": {Data: []byte(head + "size: [50, 40]\nfields: {a: {type: text}}\nfaces: {text: plex-sans}\nstyles: {s: {face: text}}\nfront:\n  - {rect: [1, 1, 1, 1], fill: black}\n  - group: [{rect: [2, 2, 1, 1], fill: black, id: a}]\n")},
		"mid.yaml": {Data: []byte(head + "extends: top.yaml\nfront:\n  - {id: a, rect: [+= 2, 2, 1, 1]}\n")},
	}
	for _, parents := range []string{"mid.yaml", "[top.yaml, mid.yaml]", "[mid.yaml, mid.yaml]"} {
		tpl, err := ReadTemplate("t.yaml", "t.yaml", []byte(head+"extends: "+parents+"\n"), files)
		if err != nil || len(tpl.Front) != 2 {
			t.Fatal(parents, err)
		}
		if got := tpl.Front[1].(*Group).Elements[0].(*Rectangle).Box.X; got != 4000 {
			t.Errorf("extends: %s: got a at %s, want 4mm", parents, got)
		}
	}
}

// TestMoved: an element of a parent goes before or after another.
func TestMoved(t *testing.T) {
	files := fstest.MapFS{"base.yaml": {Data: []byte(extendBase)}}
	for _, tt := range []struct{ front, want string }{
		{"{id: last, before: box, width: 20}", "last 20000, box, around, inner"},
		{"{id: box, after: last}", "around, inner, last 40000, box"},
		{"{id: inner, before: box}", "inner, box, around, last 40000"},
		{"{id: last, rect: [1, 1, 2, 2], fill: black, before: box}", "last, box, around, inner"},
		{"{id: box, before: box}", "t.yaml:5:23: field front[0].before: \"box\" is no element of a parent"},
		{"{id: box, before: lsat}", "t.yaml:5:23: field front[0].before: \"lsat\" is no element of a parent\n    hint: did you mean last?"},
	} {
		tpl, err := ReadTemplate("t.yaml", "t.yaml", []byte("schema: docketcard/template/v1\nname: x\nextends: base.yaml\nfront:\n  - "+tt.front+"\n"), files)
		var got []string
		if err != nil {
			got = []string{err.Error()}
		} else {
			for e := range Walk(tpl.Front) {
				name := e.Base().ID
				if text, ok := e.(*Text); ok && name == "last" {
					name += " " + strconv.Itoa(int(text.Width))
				}
				got = append(got, name)
			}
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.front, got, tt.want)
		}
	}
}

// TestElementExtends has elements take keys from others of their face or partial.
func TestElementExtends(t *testing.T) {
	const head = "schema: docketcard/template/v1\nname: t\nfields: {a: {type: text}, b: {type: text}}\nfaces: {f: plex-sans}\nstyles: {s: {face: f}, l: {face: f}}\n"
	tpl, err := ParseTemplate("t.yaml", []byte(head+`partials:
  p:
    elements:
      - {rect: [1, 1, 5, 5], fill: black, id: one}
      - {extends: one, rect: [+= 6mm, 1, 5, 5]}
front:
  - {id: third, extends: [first, place], text: "{b}", width: "/= 2"}
  - {text: "{a}", id: first, at: [5, 10], width: 40, style: s, lines: 2, when: a}
  - {text: x, id: place, at: [20, 20], width: 30, style: l}
  - group:
      - {extends: first, id: inner, at: [+= 1, -= 2mm], when: ~}
      - {line: [0, 0, 5, 5], extends: thin}
  - {rect: [50, 5, 5, 5], id: thin, stroke: black, weight: 1pt}
  - {use: p, at: [0, 40]}
`))
	if err != nil {
		t.Fatal(err)
	}
	third, inner := tpl.Front[0].(*Text), tpl.Front[3].(*Group).Elements[0].(*Text)
	if third.At != (Point{20000, 20000}) || third.Width != 15000 || third.Lines != 2 || third.Style != tpl.Styles["l"] || third.When == nil || third.ID != "third" || third.Value.Refs()[0] != "b" {
		t.Errorf("third: got %+v", third)
	}
	if inner.At != (Point{6000, 8000}) || inner.When != nil || inner.Lines != 2 || inner.ID != "inner" || inner.Pos.Line != 16 {
		t.Errorf("inner: got %+v", inner)
	}
	if l, ok := tpl.Front[3].(*Group).Elements[1].(*Line); !ok || l.Weight != Points(1) || l.ID != "" {
		t.Errorf("line: got %+v", tpl.Front[3].(*Group).Elements[1])
	}
	if r := tpl.Front[5].(*Group).Elements[1].(*Rectangle); r.Fill == nil || r.Room().X != 7000 {
		t.Errorf("of the partial: got %+v", r)
	}

	// A child changes what others of the parent's extend, and extends it.
	child, err := ParseTemplate("t.yaml", []byte("schema: docketcard/template/v1\nextends: badge\nname: t\nfront:\n  - {id: number, width: 30}\n  - {id: again, extends: number, at: [+= 1, -= 30]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if again := child.Front[len(child.Front)-1].(*Text); again.ID != "again" || again.Width != 30000 || again.At != (Point{26000, 21500}) {
		t.Errorf("again: got %+v", again)
	}

	for in, want := range map[string]string{
		"{text: x, extends: frist, at: [1, 1]}": `t.yaml:7:24: field front[0].extends: "frist" is not one of the elements beside it
    hint: did you mean first?`,
		"{text: x, extends: [o, first], id: o}":         `t.yaml:7:25: field front[0].extends: "o" extends this one, and nothing can extend itself`,
		"{extends: first, id: o, when: ~}":              `t.yaml:7:29: field front[0].when: nothing to remove: no parent has it`,
		"{extends: around}":                             "t.yaml:7:15: field front[0].extends: \"around\" is a group\n    hint: elements that come more than once together are a partial",
		"{text: x, extends: {}}":                        `t.yaml:7:24: field front[0].extends: found a mapping; want a name, or a list of names`,
		"{extends: behind}":                             `t.yaml:7:15: field front[0].extends: "behind" is not one of the elements beside it`,
		"{group: [{extends: up, id: in}], extends: in}": `t.yaml:8:43: field front[0].width: unknown`,
	} {
		_, err := ParseTemplate("t.yaml", []byte(head+"front:\n  - "+in+`
  - {text: "{a}", id: first, at: [5, 10], width: 40, style: s}
  - {text: "{a}", id: up, at: [5, 10], extends: first}
  - {group: [{extends: around, id: under}], id: around}
back:
  - {text: "{a}", id: behind, at: [5, 10], width: 40, style: s}
`))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got\n%v\nwant\n%s", in, err, want)
		}
	}
}

// TestMultiplied refuses a few lines that make very much of themselves.
func TestMultiplied(t *testing.T) {
	var b strings.Builder
	b.WriteString("schema: docketcard/template/v1\nname: t\nfields: {a: {type: text}}\nfaces: {f: plex-sans}\nstyles: {s: {face: f}}\npartials:\n")
	for i := range 26 {
		name, next := string('a'+rune(i)), string('a'+rune((i+1)%26))
		b.WriteString("  " + name + ":\n    parameters: {x: y}\n    elements:\n")
		for range 4 {
			b.WriteString("      - {use: " + next + ", with: {x: \"${x}${x}${x}${x}${x}${x}${x}${x}\"}}\n")
		}
	}
	b.WriteString("front:\n  - {use: a}\n")
	_, err := ParseTemplate("t.yaml", []byte(b.String()))
	if err == nil || !strings.Contains(err.Error(), "multiply") {
		t.Errorf("got %v", err)
	}
}

// TestChanged reads a template that changes one key of a thing at a time and has the others from its parent. The file is held against the JSON schema too.
func TestChanged(t *testing.T) {
	tpl, err := ParseTemplate("changed.yaml", testdata(t, "changed.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if f := tpl.Field("holder.eye_color"); f.Type != TypeChoice || len(f.Choices) != 4 || len(f.Confined) != 2 || f.Messages["value"] == "" {
		t.Errorf("got %+v", f)
	}
	if f := tpl.Field("holder.surname"); f.Type != TypeName || f.Min != 1 || f.Max != 40 || !f.Required {
		t.Errorf("got %+v", f)
	}
	if f := tpl.Field("holder.height_cm"); f != nil {
		t.Errorf("got %+v", f)
	}
}

// TestSiblings: of parents that share a parent, none undoes what another changed of it.
func TestSiblings(t *testing.T) {
	const head = "schema: docketcard/template/v1\nname: x\n"
	files := fstest.MapFS{
		"base.yaml":  {Data: []byte(extendBase + "  - {id: big, extends: box, rect: [+= 15mm, 30, 20, 10]}\n")},
		"grown.yaml": {Data: []byte(head + "extends: base.yaml\nstyles: {body: {size: += 1pt}, small: {size: -= 1pt}}\nfront:\n  - {id: big, rect: [+= 2mm, 30, 20, 10]}\n")},
		"less.yaml":  {Data: []byte(head + "extends: base.yaml\nfields: {b: {max: 5}}\nfront:\n  - {id: last, remove: true}\n  - {id: around, remove: true}\n")},
		"less2.yaml": {Data: []byte(head + "extends: base.yaml\nfields: {b: {max: 6}}\nfront: [{id: last, remove: true}]\n")},
	}
	for _, tt := range []struct{ extends, front, want string }{
		{"[grown.yaml, less.yaml]", "", "box big, body 11, small 8, b 5"},
		{"[less.yaml, grown.yaml]", "", "box big, body 11, small 8, b 5"},
		{"[less.yaml, less2.yaml, less.yaml]", "", "box big, body 10, small 8, b 6"},
		{"[grown.yaml, grown.yaml]", "front: [{id: big, rect: [\"*= 2\", 30, 2, 1]}]", "box around inner last big, body 11, small 8, b 0"},
		{"[less.yaml, grown.yaml]", "front: [{id: last, width: 2}]", "t.yaml:4:14: field front[0].id: \"last\" is no element of a parent\n    hint: less.yaml:6:24 removed it"},
		{"grown.yaml", "front: [{id: big, fill: black}, {id: big, fill: white}]", `t.yaml:4:38: field front[1].id: "big" stands twice, first at t.yaml:4:14`},
	} {
		tpl, err := ReadTemplate("t.yaml", "t.yaml", []byte(head+"extends: "+tt.extends+"\n"+tt.front), files)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			var ids []string
			for e := range Walk(tpl.Front) {
				ids = append(ids, e.Base().ID)
			}
			got = fmt.Sprintf("%s, body %.0f, small %.0f, b %d", strings.Join(ids, " "), tpl.Styles["body"].Size.Points(), tpl.Styles["small"].Size.Points(), tpl.Field("b").Max)
			want := 27 * Millimetre // 10 and 15 and 2
			if tt.front != "" {
				want *= 2
			} else if !strings.Contains(tt.extends, "grown") {
				want -= 2 * Millimetre
			}
			if x := tpl.Front[len(tpl.Front)-1].(*Rectangle).Box.X; x != want {
				t.Errorf("extends: %s: got big at %s, want %s", tt.extends, x, want)
			}
		}
		if got != tt.want {
			t.Errorf("extends: %s, %s: got\n%s\nwant\n%s", tt.extends, tt.front, got, tt.want)
		}
	}
}

// TestChangedPlace: where a field of a parent may appear is told with the place that says so.
func TestChangedPlace(t *testing.T) {
	_, err := ParseTemplate("w.yaml", []byte("schema: docketcard/template/v1\nname: w\nextends: docket-card\nfields: {holder.surname: {may_appear: [front]}}\n"))
	want := "built-in/case.yaml:64:5: field seal.attributes.surname: field holder.surname may appear in front alone; this is seal\n    hint: w.yaml:4:10 says so"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}
