package lint

import "fmt"

// Severity is how much a finding matters.
type Severity string

// The severities. An error must not be printed; a warning is worth a look.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Rule is what lint wants of a template and its cards.
type Rule struct {
	Name     string
	Severity Severity
	Wants    string // in one sentence
	Why      string
}

// rules is the table of all rules, by the file that checks them.
var rules = []Rule{
	// lint.go
	{"template", Error, "The template, its stock and the issuer profile can be read.", "There is nothing to look at otherwise."},

	{"record", Error, "A case record can be read and keeps the template's declarations.", "What render refuses is known before the day of printing."},

	{"worst-case", Warning, "The fields take the longest real names, and every element is shown in some worst case.", "Names that a record cannot hold are shortened by hand, each time in another way."},

	{"notice", Warning, "A case record has nothing that a person should look at first.", "It may be right, and is often a slip."},

	// text.go
	{"fit", Error, "Every text fits its element at one of the declared sizes, in the cases given and in the worst: the longest names of each script that its faces have, other fields at their most.",
		"A card that cannot be set is found by its holder's name, not by its designer."},
	{"glyph", Error, "A face of the element has every character.", "A missing letter prints as an empty box or stops the batch."},
	{"type-size", Error, "No text is smaller than 5 pt, at any size that its element may take.", "Below that, office print fills the letters and many eyes cannot read them."},

	// place.go
	{"safe-zone", Error, "Text, codes and pictures keep the safe zone from the trimmed edge; a picture may run out over it into the bleed.",
		"Cutting is exact to a millimetre at best."},
	{"overlap", Error, "Texts, pictures and codes do not lie over each other.", "What is covered cannot be read, by eye or by scanner."},

	{"cut-text", Error, "No text is cut off by a group that it lies in.", "Half a letter is another letter, and half a number another number."},

	// contrast.go
	{"contrast", Error, "Text has a contrast of 4.5:1 or more to every colour that lies under it.",
		"Pale text is lost in poor light, to tired eyes and on a worn card."},

	// photo.go
	{"photo-resolution", Error, "A photo or an image has 300 pixels to the inch or more at its printed size, and the field of a photo asks for as many.",
		"A face in fewer pixels is hard to compare with its holder."},

	// code.go
	{"qr-version", Error, "What a code carries fits the version that the template gives it, in the worst case too.", "The symbols of a batch are all of one size; a longer name would not print."},

	{"bar-module", Error, "A module of a barcode is whole dots of the printer: 4 or more at 600 dpi, 2 or more at 300 dpi, 0.17 mm or more in offset.",
		"Bars whose widths are rounded one by one are other bars to a scanner."},
	{"qr-module", Error, "A module of a QR code is whole dots of the printer: 8 or more at 600 dpi, 5 or more at 300 dpi, 0.339 mm or more in offset.",
		"Modules of uneven or few dots grow into each other in print, and phones do not read them."},
	{"quiet-zone", Error, "A code has a quiet zone of 4 modules, and a millimetre more between it and the edge.", "Scanners find a code by its white border, and cutting may take from it."},
	{"portal-code", Error, "The holder's code, {portal.url}, is on the front.", "Holders and the letter that comes with the card look for it there."},
	{"hidden-data", Error, "Every item of a record that a code carries is printed in clear on the card, whole and unmasked.", "Nothing is hidden from the holder."},

	// legend.go; for cards with a seal
	{"legend-issuer", Error, "The card names its issuer.", "It must not be taken for another's."},
	{"legend-travel", Error, "The card says that it is not a travel document.", "It looks like one."},
	{"legend-status", Error, "The card says that it is not by itself proof of status.", "Status changes after it was printed."},
	{"legend-use", Error, "The card says whose use it is for.", "Others must not ask for it."},
	{"legend-phone", Error, "The card says whom to call.", "A lost card is reported by who finds it, and checked by who doubts it."},
	{"legend-return", Error, "The card says where to return it.", "A found card must find its way back."},
	{"legend-verify", Error, "The card says in text where it is verified.", "A code that does not read must not end the check."},
	{"legend-number", Error, "The document number is on every printed side.", "Copies of two sides, and the two sides of a sheet, are matched by it."},
	{"legend-expiry", Error, "The card says when it expires.", "An eye must see what the seal says."},
	{"legend-dates", Error, "The card says that dates of hearings change, and where to check them.", "No printed date is the last word."},

	// artwork.go
	{"stroke", Warning, "A line is as wide as two dots of the printer.", "Thinner ones break up."},

	{"minitext", Error, "Minitext is large enough for the printer: 1.5 pt at 600 dpi, 2.5 pt at 300 dpi, 0.6 pt in offset.", "Under a lens it must read; a smear protects nothing."},
	{"line-screen", Warning, "The lines of a line-screen portrait are far enough apart and thick enough for the printer.", "Finer ones run together or break up."},

	// allow.go
	{"allow-rule", Error, "What a comment allows is the name of a rule.", "A slip of the pen would allow nothing, unseen."},
	{"allow-reason", Error, "A comment that allows something says why.", "The next reader has to judge whether it still holds."},
	{"allow-unused", Warning, "A comment allows something that is reported.", "What is left behind would hide the next fault."},
}

// Rules returns the table of all rules.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// ruleNamed returns the rule of a name, and whether there is one.
func ruleNamed(name string) (Rule, bool) {
	for _, r := range rules {
		if r.Name == name {
			return r, true
		}
	}
	return Rule{}, false
}

func severityOf(name string) Severity {
	r, ok := ruleNamed(name)
	if !ok {
		panic(fmt.Sprintf("lint: no rule %q", name))
	}
	return r.Severity
}
