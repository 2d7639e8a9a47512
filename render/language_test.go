package render

import (
	"strings"
	"testing"

	"docketcard/templates"
)

const speaking = `schema: docketcard/template/v1
name: speaking
fields:
  record_id: {type: code, required: true, unique: true}
  tongue: {type: language}
  day: {type: date, partial: true}
  at: {type: time}
  state: {type: country}
  name: {type: text, max: 300}
language: tongue
texts:
  title: {en: About your card, fr: Votre carte, zh: 关于您的卡}
  dated: {en: "Issued {day | date long}", fr: "Délivrée le {day | date long}", zh: "{day | date long}发出"}
faces: {text: [plex-sans, noto-sans, noto-sans-sc]}
styles: {plain: {face: text, size: 7pt}}
defaults: {text: {style: plain, width: 78}}
front:
  - {text: "{text.title}", at: [4, 8]}
  - {text: "{text.title | upper}", at: [4, 12]}
  - {text: "{text.dated}", at: [4, 16]}
  - {text: "{text.title}: {name}", at: [4, 20], lines: 4}
  - {text: "{day | date} {state | country}", at: [4, 34]}
  - {text: "{state | country es} {at | time} {at | time 3:04 pm}", at: [4, 38]}
  - {text: "{name | mrz}", at: [4, 42], when: state = DEU}
`

func TestLanguages(t *testing.T) {
	compose := func(template, fields string) (string, error) {
		tpl, err := templates.ParseTemplate("t.yaml", []byte(template))
		if err != nil {
			return "", err
		}
		c, err := NewComposer(tpl, officeIssuer(t), nil, false)
		if err != nil {
			return "", err
		}
		front, _, _, err := c.Compose(smallCard(t, c, fields))
		if err != nil {
			return "", err
		}
		var lines []string
		for _, r := range of[*Run](front) {
			if n := len(lines); n > 0 && strings.HasPrefix(lines[n-1], mm(r.At.Y)+" ") {
				lines[n-1] += r.Run.Text
				continue
			}
			lines = append(lines, mm(r.At.Y)+" "+r.Run.Text)
		}
		return strings.Join(lines, "\n"), nil
	}
	defaulted := strings.Replace(speaking, "language: tongue\n", "language: tongue\ndefault_language: en\n", 1)
	for _, tt := range []struct{ template, fields, want string }{
		{speaking, "tongue: fr-CA\nday: 2026-11-22\nat: 2026-12-10T09:30-06:00\nstate: DEU\nname: Müller\n",
			"8 Votre carte\n12 VOTRE CARTE\n16 Délivrée le 22 novembre 2026\n20 Votre carte: Müller\n34 22 nov. 2026 Allemagne\n38 Alemania 09:30 9:30 am\n42 MUELLER"},
		{speaking, "tongue: zh-CN\nday: 2026-11-XX\nstate: GBR\n", "8 关于您的卡\n12 关于您的卡\n16 2026年11月发出\n34 11月 2026 英国\n38 Reino Unido"},
		{defaulted, "tongue: ru\nstate: XXB\nname: x\n", "8 About your card\n12 ABOUT YOUR CARD\n20 About your card: x\n34 Refugee (1951 Convention)\n38 Refugiado (Convención de 1951)"},
		{defaulted, "", "8 About your card\n12 ABOUT YOUR CARD"},
		{speaking, "tongue: ru\n", "case.yaml:3:9: field tongue: \"ru\"; the template speaks en, fr or zh"},
		{speaking, "name: x\n", "case.yaml:1:1: field tongue: missing; want en, fr or zh"},
		{strings.Replace(speaking, "fr: Votre carte, ", "", 1), "", "t.yaml:12:3: field texts.title: lacks fr\n    hint: a card is never in two languages; translate all texts, or leave the language out of all"},
		{strings.Replace(speaking, "fr: Votre", "fr: '', de: Votre", 1), "", "t.yaml:12:36: field texts.title.fr: empty; want a text\nt.yaml:13:3: field texts.dated: lacks de"},
		{strings.Replace(speaking, "language: tongue", "language: state", 1), "", "t.yaml:10:11: field language: field state is a country; want a language, or a choice of languages"},
		{strings.Replace(speaking, "language: tongue\n", "", 1), "", "t.yaml:11:3: field default_language: missing; want the language of the texts"},
		{strings.Replace(speaking, "language: tongue\n", "default_language: ru\n", 1), "", "t.yaml:10:19: field default_language: no text is in \"ru\"; want en, fr or zh"},
		{strings.Replace(speaking, "{text.title}\"", "{text.titel}\"", 1), "", "field front[0].text: \"text.titel\" is not a field\n    hint: did you mean text.title?"},
		{strings.Replace(speaking, "en: About", "en: \"{text.dated}\", es: About", 1), "", "field texts.title.en: {text.dated} stands in a text itself; want fields"},
		{strings.Replace(speaking, "zh: ", "mt: ", 2), "", "filter country: no names of countries are known in \"mt\", in which cards may be"},
		{strings.Replace(speaking, "country es", "country tlh", 1), "", "filter country: no names of countries are known in \"tlh\""},
		{strings.Replace(speaking, "country es", "country Spanish", 1), "", "filter country: \"Spanish\" is not a language; want a tag such as fr or zh-Hant"},
	} {
		got, err := compose(tt.template, tt.fields)
		if err != nil {
			got = err.Error()
		}
		if got != tt.want && (err == nil || !strings.Contains(got, tt.want)) {
			t.Errorf("%q: got\n%s\nwant\n%s", tt.fields, got, tt.want)
		}
	}
	// A value is never read as anything but text.
	const hostile = `{name} {{x}} ${a} %d %s%n (a) \) ) Tj ET Q q BT /F0 9 Tf << /JS (x) >> =1+1 $(x) <b> 100%`
	got, err := compose(defaulted, "name: "+yamlQuote(hostile)+"\n")
	if err != nil {
		t.Fatal(err)
	}
	_, got, _ = strings.Cut(got, "About your card: ")
	if first, second, _ := strings.Cut(got, "\n23.086 "); first+" "+second != hostile {
		t.Errorf("got %s", got)
	}
}
