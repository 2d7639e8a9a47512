package lint

import (
	"slices"
	"strings"
	"testing"

	"docketcard/templates"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestWording: in every language of the built-in letters the sentences that they say about the card are known.
func TestWording(t *testing.T) {
	data, _ := templates.BuiltinTemplate("memo")
	letter := must[*templates.Template](t)(templates.ParseTemplate("memo.yaml", data))
	byRule, languages := wordings()
	if got := slices.Sorted(slices.Values(languages)); !slices.Equal(got, letter.Language.Offered) {
		t.Errorf("the wording is known in %v; the letters are in %v", got, letter.Language.Offered)
	}
	for rule, text := range map[string]string{"legend-travel": "not", "legend-status": "not", "legend-use": "who", "legend-dates": "dates"} {
		for language, content := range letter.Translation(text).By {
			says := ""
			for _, p := range content.Parts {
				says += p.Literal
			}
			if !worded(rule)(nil, plainText(says)) {
				t.Errorf("%s is not found in %s: %s", rule, language, says)
			}
		}
	}
	// What else the letters say is none of the legends.
	for _, text := range []string{"what", "front", "back", "back_after", "move", "lost", "intro", "help_advice"} {
		for language, content := range letter.Translation(text).By {
			says := ""
			for _, p := range content.Parts {
				says += p.Literal
			}
			for rule := range byRule {
				if worded(rule)(nil, plainText(says)) {
					t.Errorf("%s is found in %s: %s", rule, language, says)
				}
			}
		}
	}
}

// TestWordingHint: who is told that a sentence is missing is told in which languages lint knows it.
func TestWordingHint(t *testing.T) {
	data := "schema: docketcard/template/v1\nname: test\nextends: case\n" +
		"faces: {text: [plex-sans]}\nstyles: {body: {face: text, size: 8pt}}\nfront: [{text: x, at: [5, 10], width: 40, style: body}]\n"
	report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", []byte(data))}))
	told := map[string]bool{}
	for _, f := range report.Findings {
		told[f.Rule] = strings.HasPrefix(f.Hint, "lint knows the wording in ")
	}
	for rule, want := range map[string]bool{"legend-travel": true, "legend-dates": true, "legend-phone": false} {
		if got, ok := told[rule]; got != want || !ok {
			t.Errorf("%s: told the languages: %t, want %t", rule, got, want)
		}
	}
}

// TestWordingOfCards: sentences as a card has room for, and what says the contrary or nothing of the kind.
func TestWordingOfCards(t *testing.T) {
	for _, test := range []struct {
		rule, text string
		want       bool
	}{
		{"legend-travel", "Not a travel document.", true},
		{"legend-travel", "No es un documento de viaje.", true},
		{"legend-travel", "Ce n’est pas un document de voyage.", true},
		{"legend-travel", "A travel document.", false},
		{"legend-travel", "Un documento de viaje.", false},
		{"legend-status", "Not by itself proof of status.", true},
		{"legend-status", "Por sí sola no acredita su situación migratoria.", true},
		{"legend-status", "Ne constitue pas à elle seule une preuve de statut.", true},
		{"legend-status", "Proof of status. It is not a toy.", false},
		{"legend-use", "For use by the issuing programme.", true},
		{"legend-use", "Para uso del programa emisor.", true},
		{"legend-use", "À l’usage du programme émetteur.", true},
		{"legend-use", "Para los agentes.", false},
		{"legend-dates", "Dates of hearings change: check the portal or the court.", true},
		{"legend-dates", "Las fechas de audiencia pueden cambiar: consulte el portal o el tribunal.", true},
		{"legend-dates", "Les dates d’audience peuvent changer : voyez le portail ou le tribunal.", true},
		{"legend-dates", "The date of the hearing is final.", false},
	} {
		if got := worded(test.rule)(nil, plainText(test.text)); got != test.want {
			t.Errorf("%s in %q: got %t", test.rule, test.text, got)
		}
	}
}

// TestLegendsByLanguage: a card wants its legends in the language that it speaks, and a date of expiry may stand in a translated text.
func TestLegendsByLanguage(t *testing.T) {
	archive := must[*txtar.Archive](t)(txtar.ParseFile("testdata/legend-travel.txtar"))
	sound := string(archive.Files[slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "not.yaml" })].Data)
	sound = strings.Replace(sound, "fields:\n", "language: memo_language\ndefault_language: en\ntexts:\n  until: {en: \"Until {card.expires_on | date}\", fr: \"Au {card.expires_on | date}\"}\n"+
		"  not: {en: Not a travel document., fr: FRENCH}\nfields:\n  memo_language: {type: language}\n", 1)
	sound = strings.Replace(sound, "\"Not a travel document.\"", "\"{text.not}\"", 1)
	sound = strings.Replace(sound, "\"{card.expires_on | date}\"", "\"{text.until}\"", 1)
	for french, want := range map[string]int{"Ce n’est pas un document de voyage.": 0, "Une carte.": 1} {
		report := must[*Report](t)(Run(t.Context(), Job{Setup: setup(t, "template.yaml", []byte(strings.Replace(sound, "FRENCH", french, 1)))}))
		if len(report.Findings) != want || want > 0 && report.Findings[0].Rule != "legend-travel" {
			t.Errorf("%q: got %v, want %d", french, report.Findings, want)
		}
	}
}
