package render

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"docketcard/templates"
)

// TestLetters sets the built-in letters in all their languages, with all that a record can add and with names as long as their fields allow.
func TestLetters(t *testing.T) {
	set := func(c Case, field, value string) Case {
		c.Data = regexp.MustCompile("(?m)^( *"+field+":).*$").ReplaceAll(c.Data, []byte("${1} "+value))
		return c
	}
	office := officeCases(t, "*")
	for _, name := range []string{"memo", "memo-a4", "memo-large", "memo-a4-large"} {
		setup := officeSetup(t)
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
