package templates

import (
	"fmt"

	"docketcard/fonts"
	"docketcard/templates/source"
)

// Align is where a line of text lies in its width.
type Align string

// The alignments. Start is the left of a paragraph that runs to the right and the right of one that runs to the left.
const (
	Left   Align = "left"
	Center Align = "center"
	Right  Align = "right"
	Start  Align = "start"
	End    Align = "end"
)

// Text is a line or paragraph of text, perhaps with a label above it. An element whose value is empty is not drawn, nor is its label.
type Text struct {
	Common
	Value     Content
	At        Point // where the first baseline starts
	Width     Length
	Height    Length // of the text in all; 0 is no limit but Lines
	Style     *Style
	Sizes     []Length // to step through until the text fits; the style's size when empty
	Lines     int      // at most; 1 is the default
	Break     bool     // words that are too long for a line may be broken anywhere
	Align     Align
	Direction fonts.Direction // of its paragraphs; 0 is that of the first letter of each
	Label     Content
	Above     *Style // of the label
	Gap       Length // from the label's baseline, which is then the one At names, to the first of the value
	Cut       Rect   // what groups around cut it to, as far as none of them is turned; no width if none cuts
}

// Listed says under which name the template has faces, and where.
type Listed struct {
	Name string
	Pos  source.Pos
}

// Style is how text is set.
type Style struct {
	Name     string
	Pos      source.Pos
	Faces    []string // fallbacks in order; one may stand for many, see fonts.Library.Family
	Strong   []string // those of strong parts, likewise
	FacesAt  Listed
	StrongAt Listed
	Size     Length
	Colour   Colour
	Leading  Length // from baseline to baseline
	Tracking Length // added after every character
	Small    bool   // small letters as small capitals
	Language string // BCP 47, for faces that draw some letters differently by language; may be empty
	Hyphens  fonts.Hyphens
}

// Refs returns the names in the value and the label.
func (t *Text) Refs() []string { return append(t.Value.Refs(), t.Label.Refs()...) }

// Head returns the style of the first line.
func (t *Text) Head() *Style {
	if !t.Label.Empty() {
		return t.Above
	}
	return t.Style
}

// Room returns the area from the capitals of the first line, some seven tenths of an em, to the baseline of the last that the text may
// have at its first size.
func (t *Text) Room() Rect {
	first, capital := t.At.Y, t.Sizes[0]
	last := first
	if !t.Label.Empty() {
		capital, last = t.Above.Size, first+t.Gap
	}
	top := first - capital*7/10
	return Rect{t.At.X, top, t.Width, last + Length(t.MaxLines(t.Sizes[0])-1)*t.Style.LeadingAt(t.Sizes[0]) - top}
}

// MaxLines returns how many lines the text may have at a size.
func (t *Text) MaxLines(size Length) int {
	n := max(1, t.Lines)
	if t.Height > 0 {
		n = min(n, 1+int(t.Height/t.Style.LeadingAt(size)))
	}
	return n
}

// LeadingAt returns the leading at another size than the style's own, in proportion.
func (s *Style) LeadingAt(size Length) Length { return s.Leading * size / s.Size }

// uncut leaves out lines that may not be there.
func (t *Text) uncut() (Rect, bool) {
	if t.Style == nil || len(t.Sizes) == 0 || !t.Label.Empty() && t.Above == nil {
		return Rect{}, false
	}
	one := *t
	one.Lines = 1
	return one.Room(), true
}

func (r elementReader) text(common Common) Element {
	return r.textOf(common, "text", r.words("text"), r.words("label"))
}

// textOf reads all of a text but its value, which stands at key, and label.
func (r elementReader) textOf(common Common, key string, value, label Content) *Text {
	lines := 1
	if r.in.flow {
		lines = 100 // as many as it takes, for the stack says how high all may be
	}
	t := &Text{Common: common, Value: value, Label: label, Width: r.measure("width", axisX, 0), Height: r.measure("height", axisY, 0),
		Style: r.style("style"), Lines: r.Int("lines", lines, 1, 100), Break: r.Choice("break", "word", "anywhere") == "anywhere",
		Align: Align(r.Choice("align", "left", "center", "right", "start", "end"))}
	switch r.Choice("direction", "auto", "ltr", "rtl") {
	case "ltr":
		t.Direction = fonts.LeftToRight
	case "rtl":
		t.Direction = fonts.RightToLeft
	}
	r.need("at")
	if !r.Has("width") && r.in.flow {
		t.Width = r.in.frame.W
	} else if !r.Has("width") {
		r.faultAt(r.Node, "width", "missing; want the width that the text may take")
	}
	if n := r.Get("sizes"); n != nil {
		sizes, ok := r.lengthsOf("sizes", n, anyCount)
		for i, s := range sizes {
			if ok && (s <= 0 || i > 0 && s >= sizes[i-1]) {
				r.faultAt(n, "sizes", "want sizes above 0, from large to small")
				ok = false
			}
		}
		if ok {
			t.Sizes = sizes
		}
	}
	if t.Style != nil && len(t.Sizes) == 0 {
		t.Sizes = []Length{t.Style.Size}
	}
	if !t.Label.Empty() {
		t.Above = r.style("above")
		if t.Above == nil {
			t.Above = r.t.Styles["label"]
		}
		if t.Above == nil {
			r.errs.Addf(t.Label.Pos, r.Name("above"), "missing; want the style of the label, or a style named label")
		}
		t.Gap = r.positive("gap", 3*Millimetre)
		if t.Above != nil {
			r.checkTracking(t.Above, t.Above.Size)
			r.checkStrong(&t.Label, "label", t.Above)
		}
	}
	if t.Style != nil {
		r.checkStrong(&t.Value, key, t.Style)
	}
	if t.Style != nil && len(t.Sizes) > 0 {
		r.checkTracking(t.Style, t.Sizes[len(t.Sizes)-1])
	}
	if _, ok := t.uncut(); ok {
		room := t.Room()
		t.At = r.atIn("at", Size{room.W, room.H}, t.At.Y-room.Y, t.Ascent())
	} else {
		t.At = r.point("at")
	}
	t.Cut = r.in.cut
	r.keepInside(t)
	return t
}

// keepInside lets a text have no more lines than there is room for, on the card and in groups that are cut, so that what has more does not fit.
func (r elementReader) keepInside(t *Text) {
	bottom := r.in.bottom(r.t)
	if r.in.flows() || bottom == noBottom || len(t.Sizes) == 0 || t.Style == nil {
		return // a stack says itself how high all may be
	}
	first := t.At.Y
	if !t.Label.Empty() {
		first += t.Gap
	}
	if room := bottom - first; room > 0 && t.Lines > 1 && (t.Height == 0 || t.Height > room) {
		t.Height = room
	}
}

// checkTracking refuses to draw letters so near together that they would lie over each other: by more than a twentieth of their size.
func (r elementReader) checkTracking(s *Style, size Length) {
	if least := -size / 20; s.Tracking < least {
		r.errs.Addf(s.Pos, "styles."+s.Name+".tracking", "%s, and letters of %s would lie over each other; want %s or more", s.Tracking, size, least)
	}
}

// checkStrong refuses strong parts in a style that has no face for them.
func (r elementReader) checkStrong(c *Content, key string, s *Style) {
	if c.Strong() && len(s.Strong) == 0 {
		r.errs.Add(c.Pos, r.Name(key), fmt.Sprintf("marks words by {* and *}, and style %s has no face for them", s.Name), "give the style strong: FACE")
	}
}
