package lint

import (
	"regexp"
	"strings"

	"docketcard/templates"
)

// A legend is a sentence or value that a sealed card must carry, and how it is known. The wording is known in English; a template in another
// language says with a comment where its own is.
type legend struct {
	rule string
	what string
	is   func(i *templates.Issuer, text string) bool
}

func wording(pattern string) func(*templates.Issuer, string) bool {
	re := regexp.MustCompile(pattern)
	return func(_ *templates.Issuer, text string) bool { return re.MatchString(text) }
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
	{"legend-travel", "that it is not a travel document", wording(`\bnot a travel document\b`)},
	{"legend-status", "that it is not by itself proof of status", wording(`\bnot\b[^.]*\bproof of (\w+ )?status\b`)},
	{"legend-use", "whom it is for: for use by the issuing programme", wording(`\bfor use by\b`)},
	{"legend-phone", "whom to call when it is lost, {issuer.phone}", names(func(i *templates.Issuer) string { return i.Phone })},
	{"legend-return", "where to return it, {issuer.return_address}", names(func(i *templates.Issuer) string { return strings.Join(i.ReturnAddress, " ") })},
	{"legend-verify", "where to verify it, {issuer.verify_host}", names(func(i *templates.Issuer) string { return i.VerifyHost })},
	{"legend-dates", "that dates of hearings change: check the portal or the court", wording(`\bdates?\b[^.]*\bchange[^.]*\b(portal|court)\b`)},
}

// plainText is a text for comparing: in small letters and with single spaces.
func plainText(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// legendsIn returns which of the legends a text element carries, as bits.
func (l *linter) legendsIn(t *templates.Text) (bits uint) {
	var b strings.Builder
	for _, c := range []*templates.Content{&t.Label, &t.Value} {
		for _, p := range c.Parts {
			b.WriteString(p.Literal)
			if name, ok := strings.CutPrefix(p.Ref, "issuer."); ok {
				text, _ := l.Setup.Issuer.Text(name)
				b.WriteString(text)
			}
		}
		b.WriteByte('\n')
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
			f.Hint = "lint knows the English wording; a card in another language says so with a comment that allows it"
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
