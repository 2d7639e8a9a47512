package render

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"docketcard/templates"
)

// What moves on a template is found moved, and nothing else is found.
func TestPlaced(t *testing.T) {
	setup := officeSetup(t)
	place := func(change ...string) map[string]Placed {
		data, _ := templates.BuiltinTemplate("docket-card")
		for i := 0; i < len(change); i += 2 {
			if !bytes.Contains(data, []byte(change[i])) {
				t.Fatalf("the template has no %q", change[i])
			}
			data = bytes.Replace(data, []byte(change[i]), []byte(change[i+1]), 1)
		}
		setup.Template = must[*templates.Template](t)(templates.ParseTemplate("t.yaml", data))
		b := must[*Batch](t)(Check(context.Background(), setup, officeCases(t, "0001"), nil))
		front, back, err := b.Placed(0)
		if err != nil || len(front) < 15 || len(back) < 12 {
			t.Fatalf("got %d and %d elements: %v", len(front), len(back), err)
		}
		all := map[string]Placed{}
		for _, p := range front {
			all[p.Name] = p
		}
		if len(all) != len(front) {
			t.Error("two elements of one name")
		}
		return all
	}
	was := place()
	if got := was["surname"]; got.Text != "Surname\nNguyễn" || !slices.Equal(got.Faces, []string{"plex-sans-bold"}) || got.Size != templates.Points(11) || got.Step != 0 || got.Box.X != 33000 {
		t.Errorf("surname: got %+v", got)
	}
	if got := was["portrait"].Box; got != (templates.Rect{X: 4000, Y: 11900, W: 26000, H: 32500}) {
		t.Errorf("portrait: got %v", got)
	}
	if _, ok := was["text \"Document number\""]; !ok {
		t.Errorf("no text without an id among the elements")
	}
	now := place("at: [33, 13.4]", "at: [33.5, 14.4]", "rosette: [7.6, 4.4]", "rosette: [7.9, 4.4]")
	for name, a := range was {
		b := now[name]
		dx, dy := b.Box.X-a.Box.X, b.Box.Y-a.Box.Y
		want := templates.Point{}
		switch name {
		case "surname":
			want = templates.Point{X: 500, Y: 1000}
		case "emblem":
			want = templates.Point{X: 300}
		}
		if (templates.Point{X: dx, Y: dy}) != want || a.Ink() != b.Ink() {
			t.Errorf("%s: moved by %v %v, want %v\nwas %s\nnow %s", name, dx, dy, want, a.Ink(), b.Ink())
		}
	}
}

// TestNamesOfUsed: that other templates take a template's place on some cards changes the names of no element.
func TestNamesOfUsed(t *testing.T) {
	const head = "schema: docketcard/template/v1\nname: x\nextends: docket-card\n"
	files := fstest.MapFS{"other.yaml": {Data: []byte(head + "colours: {navy: '#4a1530'}\n")}}
	plain := must[*templates.Template](t)(templates.ParseTemplate("t.yaml", []byte(head)))
	used := must[*templates.Template](t)(templates.ReadTemplate("t.yaml", "t.yaml", []byte(head+"use: other.yaml when memo_language = es\n"), files))
	names := Names(used)
	sides := [][]templates.Element{used.Front, used.Back}
	for i, face := range [][]templates.Element{plain.Front, plain.Back} {
		var want []string
		for e := range templates.Walk(face) {
			want = append(want, Names(plain)[e])
		}
		for _, g := range sides[i] {
			var got []string
			for e := range templates.Walk(g.(*templates.Group).Elements) {
				got = append(got, names[e])
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	}
}

// TestPlacedStrong: a line is one, whatever faces it is in.
func TestPlacedStrong(t *testing.T) {
	setup := officeSetup(t)
	setup.Template = typeTemplate(t, "- {text: \"a {*b*} {a}\", label: L, above: text, id: x, at: [5, 10], width: 19, style: strong, lines: 2}\n- {text: \"{a} {*{a}*}\", id: y, at: [5, 30], width: 60, style: strong}\n")
	setup.Stock = templates.CardStock(setup.Template.Size, 0)
	front, _, err := must[*Batch](t)(Check(t.Context(), setup, []Case{{"a.yaml", []byte("schema: docketcard/case/v1\nrecord_id: r\na: Wolverton\n"), nil}}, nil)).Placed(0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"L\na b\nWolverton [plex-sans plex-sans-bold]", "Wolverton Wolverton [plex-sans plex-sans-bold]"} {
		if got := fmt.Sprint(front[i].Text, " ", front[i].Faces); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestPlacedInGroups: elements of a group that is cut or turned are seen one by one, where they are seen.
func TestPlacedInGroups(t *testing.T) {
	setup := officeSetup(t)
	place := func(at string) map[string]Placed {
		data, _ := templates.BuiltinTemplate("docket-card")
		data = append(bytes.TrimSpace(data), ("\n  - group:\n      - {id: inked, rect: [0, 0, 8, 2], fill: navy}\n      - {id: cropped, photo: photo.file, box: [-2, 0, 20, 26]}\n" +
			"      - {id: away, rect: [11, 0, 2, 2], fill: navy}\n    at: " + at + "\n    size: [10, 4]\n    clip: true\n    turn: 90\n")...)
		setup.Template = must[*templates.Template](t)(templates.ParseTemplate("t.yaml", data))
		b := must[*Batch](t)(Check(context.Background(), setup, officeCases(t, "0001"), nil))
		front, back, err := b.Placed(0)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]Placed{}
		for _, p := range append(front, back...) {
			all[p.Name] = p
		}
		return all
	}
	was, now := place("[20, 20]"), place("[21, 22]")
	for name, want := range map[string]templates.Rect{
		"inked": {X: 25000, Y: 17000, W: 2000, H: 8000}, "cropped": {X: 23000, Y: 17000, W: 4000, H: 10000}, "away": {X: 25000, Y: 27000, W: 2000},
	} {
		a, b := was[name], now[name]
		if a.Box != want {
			t.Errorf("%s: got %v, want %v", name, a.Box, want)
		}
		if b.Box.X-a.Box.X != 1000 || b.Box.Y-a.Box.Y != 2000 || a.Ink() != b.Ink() {
			t.Errorf("%s: moved to %v from %v\n%s%s", name, b.Box, a.Box, a.Ink(), b.Ink())
		}
	}
	if was["cropped"].Kind != "photo" {
		t.Errorf("the photo is %s", was["cropped"].Kind)
	}
}

// TestPlacedGhost: a ghost is placed where it is drawn, though without its pixels, whether it is cropped or whole.
func TestPlacedGhost(t *testing.T) {
	setup := officeSetup(t)
	data, _ := templates.BuiltinTemplate("docket-card")
	data = append(bytes.TrimSpace(data), "\n  - {id: whole, ghost: photo.file, box: [3, 3, 20, 8], fit: contain, colour: navy, ground: white, strength: 0.3}\n"...)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("t.yaml", data))
	b := must[*Batch](t)(Check(t.Context(), setup, officeCases(t, "0001"), nil))
	_, back, err := b.Placed(0)
	if err != nil {
		t.Fatal(err)
	}
	_, drawn, err := b.compose(0, new(caseReader))
	if err != nil {
		t.Fatal(err)
	}
	var boxes []templates.Rect
	for _, p := range back {
		if h, ok := p.Items[0].(*Halftone); ok {
			boxes = append(boxes, h.Box)
		}
	}
	halftones := of[*Halftone](drawn)
	if len(halftones) != 2 || len(boxes) != 2 {
		t.Fatalf("got %d ghosts placed and %d drawn, want 2", len(boxes), len(halftones))
	}
	for i, h := range halftones {
		if h.Box != boxes[i] {
			t.Errorf("ghost %d is placed at %v and drawn at %v", i, boxes[i], h.Box)
		}
	}
}
