package lint

import (
	"docketcard/templates"
)

// minType is the least size of type (print.md: captions of 5 pt). The micrometre is for the rounding of 5 pt to whole ones.
const minType = templates.Length(1763)

// typeSizes finds elements that may be set smaller than minType.
func typeSizes(l *linter) {
	for e := range templates.Walk(l.Setup.Template.Front, l.Setup.Template.Back) {
		t, ok := e.(*templates.Text)
		if !ok {
			continue
		}
		if least := t.Sizes[len(t.Sizes)-1]; least < minType {
			l.note("type-size", e, "", "want 5pt or more", "%s may be set at %.3gpt", l.names[e], least.Points())
		}
		if !t.Label.Empty() && t.Above.Size < minType {
			l.note("type-size", e, "label", "want 5pt or more", "the label of %s is set at %.3gpt", l.names[e], t.Above.Size.Points())
		}
	}
}
