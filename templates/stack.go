package templates

// Stack is elements that follow one another downwards. One that shows nothing on a card takes no room, and those after it move up. A
// line of text in it takes its style's leading, of which four fifths lie above the baseline.
type Stack struct {
	Common
	Elements []Element // placed as if each were the first
	Box      Rect      // the room for all of them
}

// Inside returns the elements of the stack.
func (s *Stack) Inside() []Element { return s.Elements }

// Refs returns the names that the elements show.
func (s *Stack) Refs() []string { return refsOf(s.Elements) }

// Room returns the box.
func (s *Stack) Room() Rect { return s.Box }

// Ascent returns how far below the top of its room in a stack the first baseline of a text lies, at its first size.
func (t *Text) Ascent() Length {
	if !t.Label.Empty() {
		return t.Above.Leading * 4 / 5
	}
	return t.Style.LeadingAt(t.Sizes[0]) * 4 / 5
}

func (r elementReader) stack(common Common) Element {
	s := &Stack{Common: common}
	f := r.in.frame
	// What is left of the frame, without the safe zone of the card.
	safe := Rect{W: r.t.Size.W, H: r.t.Size.H}.Inset(r.t.Safe)
	right, bottom := min(f.Right(), safe.Right()), min(f.Bottom(), safe.Bottom(), r.in.bottom(r.t))
	size := Size{r.measure("width", axisX, 0), r.measure("height", axisY, 0)}
	at := r.at("at", size, 0)
	if size.W == 0 {
		size.W = max(0, right-at.X)
	}
	if most := max(0, bottom-at.Y); size.H == 0 || !r.in.turned && size.H > most {
		size.H = most
	}
	s.Box = Rect{at.X, at.Y, size.W, size.H}
	in := &scope{up: r.in, frame: s.Box, flow: true, gap: r.length("gap", 0), fixed: r.in.fixed, turned: r.in.turned, cut: r.in.cut}
	s.Elements = r.t.parseElements(r.Need("stack"), r.Name("stack"), in, r.errs)
	return s
}
