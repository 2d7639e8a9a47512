// Package lint finds what print would regret: it places every card as it would be printed and holds what it sees against a table of rules.
//
//	report, err := lint.Run(ctx, lint.Job{Setup: setup, Cases: cases, Printer: lint.Printers[0]})
//	for _, f := range report.Findings { fmt.Println(f) }
//
// The cards are those of the cases given and those of a worst case of its own, which keeps the template's rules: the longest names of each script
// that the template's faces have (see names.txt), every other field as long as it may be, each row of the issuer's tables, each choice and language,
// and whatever the conditions of the template ask for, once more with each name and language. Elements of groups that are cut or turned are seen
// where they come to lie. Rules look at what the Composer placed, not at what the template says, wherever they can; the codes'
// budgets come with the report. A finding names its element as render.Placed does, its side, and the area on the card.
//
// A comment in the template allows what is meant:
//
//	# lint: allow RULE REASON
//
// It stands at the end of a line of an element, on a line within it, or on a line of its own before it; before the first key it is about the
// template as a whole. Of an overlap either element may have it, and a child's element has what its parent's has. Allowing without a reason, by a
// name that is no rule's, or what nothing reports is itself a finding.
//
// The package opens no files but the photos of the cases, and prints nothing.
package lint
