package templates

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestTranslations: every text of the built-in letters is there in every language, tells the same of the record in each, is in the letters of
// its language, and none was left in English.
func TestTranslations(t *testing.T) {
	data, _ := BuiltinTemplate("memo")
	letter, err := ParseTemplate("memo.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	scripts := map[string]*unicode.RangeTable{"ar": unicode.Arabic, "zh": unicode.Han, "ru": unicode.Cyrillic}
	english := regexp.MustCompile(`(?i)\b(the|and|you|your|card|code|with|of|it|is|not|dates?|office)\b`)
	// Words that are the same in another language.
	alike := regexp.MustCompile(`(?i)\b(code|dates?)\b`)
	for _, name := range sortedKeys(letter.texts) {
		by := letter.texts[name].By
		if len(by) != 8 {
			t.Errorf("%s: is in %d languages", name, len(by))
		}
		for _, l := range sortedKeys(by) {
			literal, first := literal(by[l]), literal(by["en"])
			if l == "en" || name == "direction" {
				continue
			}
			told, same := by[l].Refs(), by["en"].Refs()
			slices.Sort(told)
			slices.Sort(same)
			if !slices.Equal(slices.Compact(told), slices.Compact(same)) {
				t.Errorf("%s: tells %v in %s and %v in English", name, told, l, same)
			}
			if !strings.ContainsFunc(literal, unicode.IsLetter) {
				continue
			}
			if literal == first {
				t.Errorf("%s: is the same in %s as in English: %s", name, l, literal)
			}
			if script := scripts[l]; script != nil && !strings.ContainsFunc(literal, func(r rune) bool { return unicode.Is(script, r) }) {
				t.Errorf("%s: is not in the letters of %s: %s", name, l, literal)
			}
			if l == "fr" {
				if regexp.MustCompile(` [:;!?»]|« `).MatchString(literal) {
					t.Errorf("%s: a line may end before a French mark: %s", name, literal)
				}
				literal = alike.ReplaceAllString(literal, "")
			}
			if word := english.FindString(literal); word != "" {
				t.Errorf("%s: %q is left in English in %s: %s", name, word, l, literal)
			}
		}
	}
}

// literal returns what a text says whatever the record holds.
func literal(c *Content) string {
	var b strings.Builder
	for _, p := range c.Parts {
		b.WriteString(p.Literal)
	}
	return b.String()
}
