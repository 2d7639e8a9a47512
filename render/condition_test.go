package render

import "testing"

// TestSharedWhen shows artwork of a group on the cards that its condition names, and places it once all the same.
func TestSharedWhen(t *testing.T) {
	c := smallComposer(t, `- {rect: [0, 0, 1, 1], fill: black}
- group:
    - {rect: [1, 1, 1, 1], fill: black}
    - {text: "{b}", at: [5, 20], width: 40, style: text}
    - group: [{rect: [2, 2, 1, 1], fill: black}]
      when: code
  when: b
- {rect: [3, 3, 1, 1], fill: black}
`)
	const always, last = "artwork\n    path fill #000000 M 0 0 L 1 0 L 1 1 L 0 1 Z\n", "artwork\n    path fill #000000 M 3 3 L 4 3 L 4 4 L 3 4 Z\n"
	for fields, want := range map[string]string{
		"":     "scene 100mm x 60mm\n" + always + last,
		"b: x": "scene 100mm x 60mm\n" + always + "artwork\n    path fill #000000 M 1 1 L 2 1 L 2 2 L 1 2 Z\ntext 5 20  plex-sans 10.00pt #000000 width 1.789 \"x\"\n" + last,
		"b: x\ncode: A": "scene 100mm x 60mm\n" + always + "artwork\n    path fill #000000 M 1 1 L 2 1 L 2 2 L 1 2 Z\ntext 5 20  plex-sans 10.00pt #000000 width 1.789 \"x\"\n" +
			"artwork\n    path fill #000000 M 2 2 L 3 2 L 3 3 L 2 3 Z\n" + last,
	} {
		one, _, _, err := c.Compose(smallCard(t, c, fields))
		two, _, _, _ := c.Compose(smallCard(t, c, fields))
		if err != nil || one.String() != want {
			t.Errorf("%q: got\n%s%v, want\n%s", fields, one, err, want)
		}
		for i := range one.Items {
			if a, ok := one.Items[i].(*Artwork); ok && a != two.Items[i] {
				t.Errorf("%q: artwork %d is not shared", fields, i)
			}
		}
	}
}
