package render

import (
	"testing"
)

// TestText fills placeholders from a record of small.
func TestText(t *testing.T) {
	c := smallComposer(t, "- line: [0, 0, 1, 1]\n  stroke: black\n")
	const fields = `a: "straße {b} {{x}} 100% (a\\b) | {born"
b: çelik
lines: [one, two words]
code: A1B2C3D4E5
born: 1990-04-XX
day: 2026-01-02
at: 2026-12-10T09:30-06:00
state: GBR
number: U123456789
`
	card := smallCard(t, c, fields)
	unknown := smallCard(t, c, "born: 1990-XX-XX\n")
	whole := smallCard(t, c, "born: 1990-11-30\nday: 2026-09-03\n")
	for _, tt := range []struct {
		card    *Card
		content string
		want    string
	}{
		{card, "plain", "plain"},
		{card, "{b}", "çelik"},
		{card, "  {b}  ", "çelik"},
		{card, "{{b}} }}{{ {{{b}}}", "{b} }{ {çelik}"},
		{card, "{lines}", "one\ntwo words"},

		// What a value holds is not read again.
		{card, "{a}", `straße {b} {{x}} 100% (a\b) | {born`},
		{card, "{a} {b}", `straße {b} {{x}} 100% (a\b) | {born çelik`},

		// A content is empty when all of its placeholders are.
		{unknown, "{b}", ""},
		{unknown, "Issued {b} by {code}", ""},
		{card, "Issued {b} by {issuer.website}", "Issued çelik by www.utopia.example"},
		{unknown, "{b} · {issuer.id}", "· UTO"},
		{unknown, "{b | upper}{code | group}{state | country}{day | date}{code | pad 9}{code | mask 2}", ""},

		{unknown, "{b | default none}", "none"},
		{unknown, "{day | date | default not stated | upper} {code}", "NOT STATED"},
		{unknown, "{born | date 02 | default ?}", "?"},
		{card, "{b | default none}", "çelik"},
		{card, "{b | upper}", "ÇELIK"},
		{card, "{code | lower}", "a1b2c3d4e5"},
		{card, "{issuer.id | lower}", "uto"},
		{card, "{code | lower | upper | lower}", "a1b2c3d4e5"},

		{card, "{code | group}", "A1B 2C3 D4E 5"},
		{card, "{code | group 4}", "A1B2 C3D4 E5"},
		{card, "{code | group 1 3 2}", "A 1B2 C3 D4 E5"},
		{card, "{code | group 10}", "A1B2C3D4E5"},
		{card, "{number | group}", "U 123 456 789"},
		{card, "{number | group 5}", "U1234 56789"},
		{card, "{b | group 2}", "çe li k"},

		{card, "{code | pad 12}", "00A1B2C3D4E5"},
		{card, "{code | pad 3}", "A1B2C3D4E5"},
		{card, "{b | pad 7}", "00çelik"},
		{card, "{code | mask 4}", "••••••D4E5"},
		{card, "{code | mask 10}", "A1B2C3D4E5"},
		{card, "{code | mask 99}", "A1B2C3D4E5"},
		{card, "{b | mask 1}", "••••k"},
		{card, "{code | mask 4 | group 5}", "••••• •D4E5"},

		{card, "{state | country}", "United Kingdom"},
		{card, "{code | country}", "A1B2C3D4E5"},
		{card, "{state} · {state | country | upper}", "GBR · UNITED KINGDOM"},

		{card, "{day}", "2026-01-02"},
		{card, "{day | date}", "2 Jan 2026"},
		{card, "{day | date 02 January 2006}", "02 January 2026"},
		{card, "{day | date January 2, 2006}", "January 2, 2026"},
		{card, "{day | date 2006-01-02}", "2026-01-02"},
		{card, "{day | date 02/01/2006}", "02/01/2026"},
		{card, "{day | date on 2 Jan 2006 sharp}", "on 2 Jan 2026 sharp"},
		{card, "{day | date (2006)}", "(2026)"},
		{card, "{day | date 2 Jan 2006 | upper}", "2 JAN 2026"},
		{card, "{at | date}", "10 Dec 2026"},

		// What is not known of a date is left out with the separators before it.
		{card, "{born}", "1990-04-XX"},
		{card, "{born | date}", "Apr 1990"},
		{card, "{born | date 02 January 2006}", "April 1990"},
		{card, "{born | date 2006-01-02}", "1990-04"},
		{card, "{born | date 02/01/2006}", "04/1990"},
		{card, "{born | date 02}", ""},
		{card, "{born | date 02} {b}", "çelik"},
		{unknown, "{born | date}", "1990"},
		{unknown, "{born | date 2006-01-02}", "1990"},
		{unknown, "{born | date 02/01/2006}", "1990"},
		{unknown, "{born | date January 2006}", "1990"},
		{whole, "{born | date}", "30 Nov 1990"},
		{whole, "{day | date 2 January 2006}", "3 September 2026"},
		{whole, "{born | date 2/1/2006}", "30/11/1990"},
		{card, "{born | date 1/2006}", "4/1990"},

		{card, "{portal.url}", "HTTPS://PORTAL.EXAMPLE/C/ABC"},
		{card, "{seal.url | lower}", "https://verify.example/v#123"},
		{card, "{issuer.return_address}", "Utopia Migration Service\nCard Returns, P.O. Box 100\nPort Havren, Utopia 00100"},
	} {
		if got := c.text(tt.card, contentOf(t, tt.content)); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.content, got, tt.want)
		}
	}
}
