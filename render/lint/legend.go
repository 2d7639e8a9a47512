package lint

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"docketcard/templates"
	"docketcard/templates/source"
)

// A legend is a sentence or value that a sealed card must carry, and how it is known.
type legend struct {
	rule string
	what string
	is   func(i *templates.Issuer, text string) bool
}

//go:embed wording.txt
var wordingText string

// wordings returns the wordings of legends by rule, and their languages in the order of the file.
var wordings = sync.OnceValues(func() (byRule map[string][]*regexp.Regexp, languages []string) {
	byRule = map[string][]*regexp.Regexp{}
	for line := range strings.Lines(wordingText) {
		p := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(p) != 3 {
			continue
		}
		byRule[p[1]] = append(byRule[p[1]], regexp.MustCompile(p[2]))
		if len(languages) == 0 || languages[len(languages)-1] != p[0] {
			languages = append(languages, p[0])
		}
	}
	return byRule, languages
})

// worded tells whether a text has one of the wordings of a rule.
func worded(rule string) func(*templates.Issuer, string) bool {
	return func(_ *templates.Issuer, text string) bool {
		byRule, _ := wordings()
		return slices.ContainsFunc(byRule[rule], func(re *regexp.Regexp) bool { return re.MatchString(text) })
	}
}

func names(value func(i *templates.Issuer) string) func(*templates.Issuer, string) bool {
	return func(i *templates.Issuer, text string) bool {
		s := plainText(value(i))
		return s != "" && strings.Contains(text, s)
	}
}

// legends are what domain.md, section 7 asks for. Document number and expiry are values of the record; see legendsOf.
var legends = []legend{
	{"legend-issuer", "the issuer's name, {issuer.name}", func(i *templates.Issuer, text string) bool {
		return strings.Contains(strings.ReplaceAll(text, plainText(strings.Join(i.ReturnAddress, " ")), ""), plainText(i.Name))
	}},
	{"legend-travel", "that it is not a travel document", worded("legend-travel")},
	{"legend-status", "that it is not by itself proof of status", worded("legend-status")},
	{"legend-use", "whom it is for: for use by the issuing programme", worded("legend-use")},
	{"legend-phone", "whom to call when it is lost, {issuer.phone}", names(func(i *templates.Issuer) string { return i.Phone })},
	{"legend-return", "where to return it, {issuer.return_address}", names(func(i *templates.Issuer) string { return strings.Join(i.ReturnAddress, " ") })},
	{"legend-verify", "where to verify it, {issuer.verify_host}", names(func(i *templates.Issuer) string { return i.VerifyHost })},
	{"legend-dates", "that dates of hearings change: check the portal or the court", worded("legend-dates")},
}

// plainText is a text for comparing: in small letters and with single spaces.
func plainText(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// legendsIn returns which of the legends the parts of a text carry, as bits.
func (l *linter) legendsIn(parts []templates.Part) (bits uint) {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Literal)
		if name, ok := strings.CutPrefix(p.Ref, "issuer."); ok {
			text, _ := l.Setup.Issuer.Text(name)
			b.WriteString(text)
		}
	}
	text := plainText(b.String())
	for i, legend := range legends {
		if legend.is(l.Setup.Issuer, text) {
			bits |= 1 << i
		}
	}
	return bits
}

// legendsOf finds sealed cards that lack one of the legends.
func legendsOf(v *view, found tally) {
	t := v.Setup.Template
	if t.Seal == nil {
		return
	}
	var has uint
	var number [2]bool
	expiry := false
	for side, face := range v.sides {
		for i := range face {
			traits := v.traits[face[i].As]
			if traits == nil {
				continue
			}
			has |= traits.legends
			number[side] = number[side] || traits.number
			expiry = expiry || traits.expiry
		}
	}
	for i, legend := range legends {
		if has&(1<<i) == 0 {
			f := v.missing("nothing on the card says " + legend.what)
			if byRule, languages := wordings(); byRule[legend.rule] != nil {
				f.Hint = "lint knows the wording in " + source.Or(languages) + "; a card in another language says so with a comment that allows it"
			}
			found.add(legend.rule, f, "", 0)
		}
	}
	for side, ok := range number {
		if !ok && (side == 0 || len(t.Back) > 0) {
			f := v.missing("the document number is not on the " + sideNames[side])
			f.Side = sideNames[side]
			found.add("legend-number", f, "", 0)
		}
	}
	if !expiry {
		found.add("legend-expiry", v.missing("the date of expiry, "+t.Seal.Expires+", is not on the card"), "", 0)
	}
}
