package render

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"docketcard/templates"
)

// What of a letter the window of its envelope shows: surely, when it lies at the bottom or some millimetres higher, and at all, however it slides.
// A No. 10 envelope is 104.8 x 241.3 mm, its window 28.6 x 114.3 mm, 22.2 mm from the left and 12.7 mm from the bottom; the letter is folded at a
// third of its height. A DL envelope is 110 x 220 mm, its window 45 x 90 mm, 20 mm from the left and 15 mm from the bottom (DIN 680); the letter is
// folded at 105 mm (DIN 5008, form B).
var windows = func() map[string]struct{ sure, all templates.Rect } {
	const mm = templates.Millimetre
	tenths := func(x, y, right, bottom templates.Length) templates.Rect {
		return templates.Rect{X: x * mm / 10, Y: y * mm / 10, W: (right - x) * mm / 10, H: (bottom - y) * mm / 10}
	}
	ten := struct{ sure, all templates.Rect }{tenths(222, 548, 1111, 804), tenths(-32, 518, 1365, 921)}
	dl := struct{ sure, all templates.Rect }{tenths(200, 500, 1000, 900), tenths(100, 450, 1100, 950)}
	return map[string]struct{ sure, all templates.Rect }{"memo": ten, "memo-large": ten, "memo-a4": dl, "memo-a4-large": dl}
}()

// TestLetters sets the built-in letters in all their languages, with all that a record can add and with names as long as their fields allow.
func TestLetters(t *testing.T) {
	set := func(c Case, field, value string) Case {
		c.Data = regexp.MustCompile("(?m)^( *"+field+":).*$").ReplaceAll(c.Data, []byte("${1} "+value))
		return c
	}
	office := officeCases(t, "*")
	for _, name := range []string{"memo", "memo-a4", "memo-large", "memo-a4-large"} {
		setup := officeSetup(t)
		setup.Time = setup.Time.AddDate(20, 0, 0) // specimens can be made again on any day
		setup.Template = builtinTemplate(t, name)
		setup.Stock = templates.DefaultStock(setup.Template.Size)
		languages := setup.Template.Language.Offered
		if got := strings.Join(languages, " "); got != "ar en es fr ht pt ru zh" {
			t.Errorf("%s: languages %s", name, got)
		}
		var cases []Case
		for _, l := range languages {
			bare := set(office[len(cases)], "memo_language", l)
			full := set(office[len(cases)+1], "memo_language", l)
			full = set(full, "surname", strings.Repeat("Wolfe", 7)+"-"+strings.Repeat("Stein", 6)+" Abc")
			full = set(full, "given_names", strings.TrimSpace(strings.Repeat("Maximilian ", 6)))
			full.Data = fmt.Appendf(bytes.Clone(full.Data), "contact: {mail_to: [%s]}\n"+
				"checkin: {next_at: \"2027-01-14T09:30-06:00\", place: Port Havren Field Office, as_of: 2026-11-20}\n"+
				"court: {name: Immigration Court of Port Havren, address: \"1 Justice Square, Port Havren\", hearing_at: \"2027-02-10T13:00-06:00\", as_of: 2026-11-20}\n",
				strings.TrimSuffix(strings.Repeat("A line of an address of forty character,", 6), ","))
			cases = append(cases, bare, full)
		}
		b := check(t, setup, cases...)
		for i := range cases {
			front, back, err := b.Placed(i)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range front {
				window := windows[name]
				if p.Name == "address" {
					if !window.sure.Contains(p.Box) {
						t.Errorf("%s, %s: the address lies at %v; the window shows %v", name, cases[i].Name, p.Box, window.sure)
					}
				} else if p.Box.Overlaps(window.all) && p.Kind != "artwork" {
					t.Errorf("%s, %s: %s may show in the window", name, cases[i].Name, p.Name)
				}
			}
			text := ""
			for _, p := range append(front, back...) {
				text += p.Text + "\n"
			}
			if full := i%2 == 1; strings.Contains(text, "Immigration Court") != full {
				t.Errorf("%s, %s: the hearing stands there: %v", name, cases[i].Name, !full)
			}
		}
	}
}
