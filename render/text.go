package render

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"docketcard/fonts"
	"docketcard/templates"
)

// A line is the runs of one line of text, from left to right.
type line struct {
	runs  []fonts.Run
	width templates.Length
	right bool             // its paragraph begins at the right
	down  templates.Length // from the first line's baseline to its own
}

// ErrFit is the reason when a text is too long for its element at every size it may take.
var ErrFit = errors.New("does not fit")

// errLabel is ErrFit for a text that is short enough and would lie over its label.
var errLabel = fmt.Errorf("%w below its label", ErrFit)

// setLine shapes one line.
func setLine(text string, faces []*fonts.Face, size, tracking templates.Length) (line, error) {
	p, err := fonts.NewParagraph([]fonts.Passage{{Text: text, Faces: faces}}, 0)
	if err != nil {
		return line{}, err
	}
	runs, err := p.Line(0, p.Len(), false)
	return line{runs: runs, width: lineWidth(runs, size, tracking), right: p.RightToLeft()}, err
}

func lineWidth(runs []fonts.Run, size, tracking templates.Length) templates.Length {
	var width templates.Length
	for i := range runs {
		width += advance(&runs[i], size, tracking)
	}
	if n := len(runs); n > 0 && !runs[n-1].Joined {
		width -= tracking // the space after the last character is no part of the line
	}
	return width
}

// A typesetter sets text in one style.
type typesetter struct {
	style  *templates.Style
	faces  []*fonts.Face
	strong []*fonts.Face   // of strong parts
	with   []fonts.Setting // but for small capitals
}

// text sets a text and its label.
func (m *merge) text(t *templates.Text) []Item {
	text := m.words(m.card, &t.Value, t.Direction)
	if text == "" {
		return nil
	}
	at := t.At
	var label setting
	labelText := ""
	if !t.Label.Empty() {
		labelText = m.words(m.card, &t.Label, t.Direction)
		var err error
		label, err = m.settings.of(settingKey{t, labelText, ""}, func() (setting, error) { return m.setters[t.Above].setText(labelOf(t), labelText, nil) })
		if err != nil {
			if errors.Is(err, ErrFit) {
				err = fitError(labelOf(t), err)
			}
			m.fault(t, &t.Label, fmt.Errorf("label: %w", err), m.missingHint(t.Above, err))
			return nil
		}
		m.report(t, t.Above.Size, t.Above.Size, label)
		at.Y += t.Gap
	}
	placedLabel := func() []Item {
		if len(label.lines) == 0 {
			return nil
		}
		return place(nil, t, label.lines, t.Above.Size, t.At, t.Above)
	}
	set, err := m.settings.of(settingKey{t, labelText, text}, func() (setting, error) { return m.setters[t.Style].setText(t, text, placedLabel()) })
	if err != nil {
		hint := m.missingHint(t.Style, err)
		switch {
		case errors.Is(err, errLabel):
			err, hint = fitError(t, err), "declare a smaller size or a larger gap"
		case errors.Is(err, ErrFit):
			err, hint = fitError(t, err), "declare a smaller size, more lines or more width, or shorten the value"
		}
		m.fault(t, &t.Value, err, hint)
		return nil
	}
	size := t.Sizes[set.step]
	m.report(t, t.Sizes[0], size, set)
	if m.unplaced() && t.Cut.W == 0 {
		return nil
	}
	items := place(placedLabel(), t, set.lines, size, at, t.Style)
	if t.Cut.W > 0 && slices.ContainsFunc(items, func(i Item) bool { return cutOff(i, t.Cut, m.stacked) }) {
		m.fault(t, &t.Value, fmt.Errorf("%w: the group around it cuts it off, to %s", ErrFit, templates.Size{W: t.Cut.W, H: t.Cut.H}),
			"give the group more room, or the text less")
	}
	return items
}

// cutOff tells whether a piece of text reaches out of an area. One in a stack is not at its height yet.
func cutOff(i Item, area templates.Rect, stacked bool) bool {
	r, ok := i.(*Run)
	if !ok {
		return false
	}
	rise, depth := reach([]fonts.Run{r.Run}, r.Size)
	box := templates.Rect{X: r.At.X, Y: r.At.Y - rise, W: r.Width(), H: rise + depth}
	if stacked {
		box.Y, box.H = area.Y, 0
	}
	return !area.Contains(box)
}

// labelOf returns the label of a text as a text.
func labelOf(t *templates.Text) *templates.Text {
	label := *t
	label.Style, label.Sizes, label.Lines, label.Height, label.Break = t.Above, []templates.Length{t.Above.Size}, 1, 0, false
	return &label
}

// report keeps what was done for a text to be set.
func (m *merge) report(t *templates.Text, from, to templates.Length, set setting) {
	if set.step == 0 && !set.broken && !set.uncapped {
		return
	}
	s := Step{Element: elementName(t), Declared: t.Pos, From: from, To: to}
	if m.card != nil {
		s.Record, s.Pos = m.card.Record.ID, m.card.Record.Pos
	}
	for _, ref := range t.Value.Refs() {
		if m.template.Field(ref) != nil {
			s.Field = ref
			break
		}
	}
	for _, done := range []struct {
		kind StepKind
		is   bool
	}{{SmallerSize, set.step > 0}, {BrokenWord, set.broken}, {NoSmallCaps, set.uncapped}} {
		if done.is {
			s.Kind = done.kind
			m.steps = append(m.steps, s)
		}
	}
}

// A paragraph is a text without line ends on its way into lines. What does not depend on the size is done once.
type paragraph struct {
	*fonts.Paragraph
	whole    []fonts.Run
	words    []fonts.Break
	anywhere []fonts.Break
}

// paragraphs divides a text at its line ends; a row of spaces is one. Uncapped tells that it is not in small capitals, though its style is, since
// the face lacks one of them: a text half in these and half in small letters would look like a misprint.
func (s *typesetter) paragraphs(text string, base fonts.Direction) (out []*paragraph, uncapped bool, err error) {
	if s.style.Small {
		out, err = s.shape(text, base, append(slices.Clip(s.with), fonts.SmallCaps))
		lacks := func(r fonts.Run) bool { return r.LacksSmallCaps() }
		if uncapped = slices.ContainsFunc(out, func(p *paragraph) bool { return slices.ContainsFunc(p.whole, lacks) }); !uncapped {
			return out, false, err
		}
	}
	out, err = s.shape(text, base, s.with)
	return out, uncapped, err
}

func (s *typesetter) shape(text string, base fonts.Direction, with []fonts.Setting) ([]*paragraph, error) {
	var out []*paragraph
	strong := 0
	for text := range strings.SplitSeq(text, "\n") {
		passages := s.passages(text, &strong)
		if len(passages) == 0 {
			continue
		}
		p, err := fonts.NewParagraph(passages, base, with...)
		if err != nil {
			return nil, err
		}
		whole, err := p.Line(0, p.Len(), false)
		if err != nil {
			return nil, err
		}
		out = append(out, &paragraph{Paragraph: p, whole: whole})
	}
	return out, nil
}

// passages divides a line at the marks of what is strong, with one space for each row of them and none at the ends. Strong is how many marks are
// open where it begins, and then where it ends: a strong text may show another with strong words.
func (s *typesetter) passages(line string, strong *int) []fonts.Passage {
	var out []fonts.Passage
	space := false
	for line != "" {
		end := strings.IndexFunc(line, func(r rune) bool { return r == strongOn || r == strongOff })
		if end < 0 {
			end = len(line)
		}
		piece, faces := line[:end], s.faces
		if *strong > 0 {
			faces = s.strong
		}
		space = space || strings.TrimLeftFunc(piece, isBreakSpace) != piece
		if words := singleSpaced(piece); words != "" {
			if space && len(out) > 0 {
				out[len(out)-1].Text += " "
			}
			out = append(out, fonts.Passage{Text: words, Faces: faces})
			space = strings.TrimRightFunc(piece, isBreakSpace) != piece
		}
		if line = line[end:]; line == "" {
			break
		}
		mark, n := utf8.DecodeRuneInString(line)
		if line = line[n:]; mark == strongOn {
			*strong++
		} else {
			*strong--
		}
	}
	return out
}

// isBreakSpace tells spaces from those that hold words together.
func isBreakSpace(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u2007' && r != '\u202f'
}

// singleSpaced returns text with one space for each row of them, none at the ends. Spaces that hold words together stay.
func singleSpaced(text string) string {
	before := ' '
	for _, r := range text {
		if isBreakSpace(r) && (r != ' ' || before == ' ') {
			before = ' '
			break
		}
		before = r
	}
	if before != ' ' {
		return text
	}
	return strings.Join(strings.FieldsFunc(text, isBreakSpace), " ")
}

// setText breaks a text into lines no wider than t.Width, at the first of t's sizes at which they are few enough and clear of the label; only if
// there is none are words broken, where t allows it. It fails with ErrFit, or with a *fonts.MissingError.
func (s *typesetter) setText(t *templates.Text, text string, label []Item) (setting, error) {
	paragraphs, uncapped, err := s.paragraphs(text, t.Direction)
	if err != nil {
		return setting{}, err
	}
	for _, broken := range []bool{false, true} {
		for step, size := range t.Sizes {
			var lines []line
			lines, err = s.fill(t, paragraphs, size, broken)
			if err == nil {
				err = s.lead(t, lines, size)
			}
			if err == nil && len(lines) > 0 && len(label) > 0 && !s.clear(t, lines[0], size, label) {
				err = errLabel
			}
			if !errors.Is(err, ErrFit) {
				return setting{lines, step, broken, uncapped}, err
			}
		}
		if !t.Break {
			break
		}
	}
	return setting{}, err
}

// fill fills lines greedily; it breaks words that are too long for a line if it is told to.
func (s *typesetter) fill(t *templates.Text, paragraphs []*paragraph, size templates.Length, broken bool) (lines []line, err error) {
	most := t.MaxLines(size)
	for _, p := range paragraphs {
		for start := 0; start < p.Len(); {
			if len(lines) == most {
				return nil, ErrFit
			}
			if start == 0 {
				if width := lineWidth(p.whole, size, s.style.Tracking); width <= t.Width {
					lines = append(lines, line{runs: p.whole, width: width, right: p.RightToLeft()})
					break
				}
			}
			if len(lines)+1 == most && start == 0 {
				return nil, ErrFit // what is left would have to fit in one line
			}
			if p.words == nil {
				p.words = p.Breaks(s.style.Hyphens, false)
			}
			l, next, err := s.longest(t, p, p.words, start, size)
			if errors.Is(err, ErrFit) && broken {
				if p.anywhere == nil {
					p.anywhere = p.Breaks(s.style.Hyphens, true)
				}
				l, next, err = s.longest(t, p, p.anywhere, start, size)
			}
			if err != nil {
				return nil, err
			}
			lines, start = append(lines, l), next
		}
	}
	return lines, nil
}

// lead places lines below each other at the style's leading, or further apart where the ink of one would touch that of the next: some scripts reach
// far above and below their baseline. It fails with ErrFit when the last is further down than the text may be high.
func (s *typesetter) lead(t *templates.Text, lines []line, size templates.Length) error {
	for i := 1; i < len(lines); i++ {
		_, depth := reach(lines[i-1].runs, size)
		rise, _ := reach(lines[i].runs, size)
		lines[i].down = lines[i-1].down + max(s.style.LeadingAt(size), rise+depth)
		if t.Height > 0 && lines[i].down > t.Height {
			return ErrFit
		}
	}
	return nil
}

// clear tells whether the first line of a text has no ink in common with its label.
func (s *typesetter) clear(t *templates.Text, first line, size templates.Length, label []Item) bool {
	rise, _ := reach(first.runs, size)
	var depth templates.Length
	for _, i := range label {
		r := i.(*Run)
		_, d := reach([]fonts.Run{r.Run}, r.Size)
		depth = max(depth, d)
	}
	if rise+depth <= t.Gap {
		return true
	}
	// A tall letter may stand beside a deep one.
	boxes := glyphBoxes(label)
	for _, b := range glyphBoxes(place(nil, t, []line{first}, size, templates.Point{X: t.At.X, Y: t.At.Y + t.Gap}, s.style)) {
		if slices.ContainsFunc(boxes, b.Overlaps) {
			return false
		}
	}
	return true
}

// glyphBoxes returns the area of the ink of each glyph of runs.
func glyphBoxes(runs []Item) []templates.Rect {
	var out []templates.Rect
	for _, i := range runs {
		r := i.(*Run)
		em := float64(r.Size) / float64(r.Run.Face.UnitsPerEm())
		tracking := r.Tracking
		if r.Run.Joined {
			tracking = 0
		}
		pen := float64(r.At.X)
		for k, g := range r.Run.Glyphs {
			if k > 0 && g.Start != r.Run.Glyphs[k-1].Start {
				pen += float64(tracking)
			}
			if box, ok := r.Run.Face.Ink(g.GID); ok {
				x, y := pen+float64(g.XOffset)*em, float64(r.At.Y)-float64(g.YOffset)*em
				left, top := templates.Length(x+box.Left*em), templates.Length(y-box.Top*em)
				out = append(out, templates.Rect{X: left, Y: top, W: templates.Length(x+box.Right*em) - left, H: templates.Length(y-box.Bottom*em) - top})
			}
			pen += float64(g.Advance) * em
		}
	}
	return out
}

// reach returns how far runs reach above and below their baseline.
func reach(runs []fonts.Run, size templates.Length) (rise, depth templates.Length) {
	for i := range runs {
		top, bottom := runs[i].Ink()
		em := float64(runs[i].Face.UnitsPerEm())
		rise = max(rise, templates.Length(math.Ceil(top*float64(size)/em)))
		depth = max(depth, templates.Length(math.Ceil(-bottom*float64(size)/em)))
	}
	return rise, depth
}

// longest returns the longest line from start that fits, and where the next begins.
func (s *typesetter) longest(t *templates.Text, p *paragraph, breaks []fonts.Break, start int, size templates.Length) (l line, next int, err error) {
	first := 0
	for first < len(breaks) && breaks[first].End <= start {
		first++
	}
	// Most lines hold all that is left or end early: the last place that fits is found by halving.
	fit, over := first-1, len(breaks)
	for n := over - 1; fit+1 < over; n = (fit + over) / 2 {
		runs, err := p.Line(start, breaks[n].End, breaks[n].Hyphen)
		if err != nil {
			return l, 0, err
		}
		if width := lineWidth(runs, size, s.style.Tracking); width <= t.Width {
			fit, l = n, line{runs: runs, width: width, right: p.RightToLeft()}
		} else {
			over = n
		}
	}
	if fit < first {
		return l, 0, ErrFit
	}
	return l, breaks[fit].Next, nil
}

// place appends the runs of lines at t's place; the first baseline is at.
func place(items []Item, t *templates.Text, lines []line, size templates.Length, at templates.Point, style *templates.Style) []Item {
	n := 0
	for i := range lines {
		n += len(lines[i].runs)
	}
	all := make([]Run, 0, n)
	items = slices.Grow(items, n)
	for _, l := range lines {
		pen := templates.Point{X: at.X, Y: at.Y + l.down}
		switch {
		case t.Align == templates.Center:
			pen.X += (t.Width - l.width) / 2
		case t.Align == templates.Right, t.Align == templates.Start && l.right, t.Align == templates.End && !l.right:
			pen.X += t.Width - l.width
		}
		for _, run := range l.runs {
			all = append(all, Run{Run: run, Size: size, Tracking: style.Tracking, At: pen, Colour: style.Colour})
			r := &all[len(all)-1]
			items = append(items, r)
			pen.X += r.Width()
		}
	}
	return items
}

// fitError says what was too long and what room there was.
func fitError(t *templates.Text, err error) error {
	last := strings.TrimSuffix(fmt.Sprintf("%.1f", t.Sizes[len(t.Sizes)-1].Points()), ".0")
	if errors.Is(err, errLabel) {
		return fmt.Errorf("%w at %spt", errLabel, last)
	}
	room := fmt.Sprintf("%s at %spt", t.Width, last)
	switch n := t.MaxLines(t.Sizes[len(t.Sizes)-1]); {
	case n < t.Lines:
		room += fmt.Sprintf(" on %d of %d lines: there is no room for more", n, t.Lines)
	case n > 1:
		room += fmt.Sprintf(" on %d lines", n)
	}
	return fmt.Errorf("%w in %s", ErrFit, room)
}
