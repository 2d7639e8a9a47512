package fonts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/segmenter"
)

// Paragraph is a text that is to be set in one line or in several, with a face for each part of it.
type Paragraph struct {
	text  string // without soft hyphens
	spans []Span
	with  []Setting
	base  Direction
	soft  []int // byte offsets of soft hyphens

	// Of a text that runs to the right only, there are no levels, and no runes.
	runes   []rune
	offsets []int // byte offset of each rune, and the length of the text
	levels  []bidi.Level
}

// Passage is a part of a paragraph with faces of its own.
type Passage struct {
	Text  string
	Faces []*Face
}

// NewParagraph divides each passage among its faces, as Split does. Base is the direction of all, or 0 for that of the first strong character
// (UAX #9, P2). Soft hyphens (U+00AD) become places where a line may end. The settings are those of Shape, without a Direction.
func NewParagraph(passages []Passage, base Direction, with ...Setting) (*Paragraph, error) {
	p := &Paragraph{with: with, base: base}
	for _, passage := range passages {
		text := passage.Text
		if strings.Contains(text, softHyphen) {
			text = ""
			for i, piece := range strings.Split(passage.Text, softHyphen) {
				if i > 0 {
					p.soft = append(p.soft, len(p.text)+len(text))
				}
				text += piece
			}
		}
		spans, err := Split(text, passage.Faces)
		if err != nil {
			return nil, err
		}
		p.text += text
		if n := len(p.spans); n > 0 && len(spans) > 0 && p.spans[n-1].Face == spans[0].Face {
			p.spans[n-1].Text += spans[0].Text // shaped as one
			spans = spans[1:]
		}
		p.spans = append(p.spans, spans...)
	}
	right := base == RightToLeft
	for _, r := range p.text {
		right = right || r >= firstRightToLeft
	}
	if !right {
		p.base = LeftToRight
		return p, nil
	}
	p.runes, p.offsets = runesOf(p.text, nil, nil)
	if p.base == 0 {
		p.base = baseOf(p.runes)
	}
	p.levels = levels(new(bidi.Paragraph), p.runes, p.base, nil)
	if !slices.ContainsFunc(p.levels, func(l bidi.Level) bool { return l != 0 }) {
		p.levels = nil
	}
	return p, nil
}

const (
	softHyphen = "\u00AD"

	// The first right-to-left character is in the Hebrew block; the bidirectional controls are above it.
	firstRightToLeft = 0x0590
)

// Len returns the length of the text in bytes, without its soft hyphens.
func (p *Paragraph) Len() int { return len(p.text) }

// RightToLeft reports whether the paragraph begins at the right.
func (p *Paragraph) RightToLeft() bool { return p.base == RightToLeft }

// Line returns the runs of a line, from left to right. The line is the text between two places that Breaks gave; hyphen says that it ends
// within a word. It returns a *MissingError if a face has all characters but cannot put them together.
func (p *Paragraph) Line(start, end int, hyphen bool) ([]Run, error) {
	var runs []Run
	at := 0
	for _, s := range p.spans {
		from, to := max(start, at), min(end, at+len(s.Text))
		at += len(s.Text)
		if from >= to || p.levels != nil {
			continue
		}
		run := s.Face.Shape(p.text[from:to], p.with...)
		if err := run.check(); err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	if p.levels != nil {
		var err error
		if runs, err = p.reordered(start, end); err != nil {
			return nil, err
		}
	}
	if hyphen && len(runs) > 0 {
		if p.RightToLeft() {
			return slices.Insert(runs, 0, runs[0].Face.hyphen()), nil
		}
		return append(runs, runs[len(runs)-1].Face.hyphen()), nil
	}
	return runs, nil
}

// reordered is Line for text that runs both ways.
func (p *Paragraph) reordered(start, end int) ([]Run, error) {
	type piece struct {
		part
		face *Face
	}
	var pieces []piece
	span, left := 0, len(p.spans[0].Text) // bytes of the span before the rune
	for i := range p.runes {
		for p.offsets[i] >= left {
			span++
			left += len(p.spans[span].Text)
		}
		if p.offsets[i] < start || p.offsets[i] >= end {
			continue
		}
		face := p.spans[span].Face
		if n := len(pieces); n > 0 && pieces[n-1].face == face && pieces[n-1].level == p.levels[i] {
			pieces[n-1].end = i + 1
			continue
		}
		pieces = append(pieces, piece{part{start: i, end: i + 1, level: p.levels[i]}, face})
	}
	order := make([]part, len(pieces))
	for i, piece := range pieces {
		order[i] = piece.part
	}
	reorder(order)
	runs := make([]Run, 0, len(pieces))
	for _, part := range order {
		i := slices.IndexFunc(pieces, func(piece piece) bool { return piece.start == part.start })
		run := pieces[i].face.shapePart(p, part)
		if err := run.check(); err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// shapePart sets a part of a paragraph that is of one direction. What stands around it decides how letters at its ends join.
func (f *Face) shapePart(p *Paragraph, part part) Run {
	s := f.shapers.take(f)
	defer f.shapers.put(s)

	s.settings = settings{features: s.settings.features[:0]}
	for _, w := range p.with {
		w.apply(&s.settings)
	}
	s.runes, s.offsets = append(s.runes[:0], p.runes...), append(s.offsets[:0], p.offsets...)
	from := p.offsets[part.start]
	run := Run{Face: f, Text: p.text[from:p.offsets[part.end]], RightToLeft: part.level%2 != 0}
	for _, script := range s.divideByScript(part) {
		run.Glyphs = s.shape(run.Glyphs, script)
		run.Joined = run.Joined || slices.Contains(joined, script.script)
	}
	for i := range run.Glyphs {
		run.Glyphs[i].Start -= from
		run.Glyphs[i].End -= from
		run.Advance += run.Glyphs[i].Advance
	}
	s.runes = s.runes[:0]
	s.load(run.Text)
	run.Plain = !run.RightToLeft && f.sfnt().glyf && s.plain(run.Glyphs)
	return run
}

// hyphen returns the hyphen at the end of a line, which stands for a soft one.
func (f *Face) hyphen() Run {
	r := '\u2010'
	if !f.Has(r) {
		r = '-'
	}
	gid, _ := f.sfnt().font.NominalGlyph(r)
	wide := f.sfnt().advance(gid)
	return Run{Face: f, Text: softHyphen, Glyphs: []Glyph{{GID: uint16(gid), End: len(softHyphen), Advance: wide}}, Advance: wide}
}

// check finds characters that the face has and yet does not set: HarfBuzz puts marks and vowel signs that have no place in their syllable
// on a dotted circle.
func (r *Run) check() error {
	if r.Plain {
		return nil
	}
	circle, ok := r.Face.sfnt().font.NominalGlyph(dottedCircle)
	drawn := ok && strings.ContainsRune(r.Text, dottedCircle)
	for _, g := range r.Glyphs {
		if g.GID != 0 && (!ok || g.GID != uint16(circle) || drawn) {
			continue
		}
		of := []rune(r.Text[g.Start:g.End])
		at := max(0, slices.IndexFunc(of, func(r rune) bool { return unicode.Is(unicode.M, r) }))
		return &MissingError{Rune: of[at], Faces: []string{r.Face.name}, Unplaced: true}
	}
	return nil
}

const dottedCircle = '\u25CC'

// Break is a place where a line may end.
type Break struct {
	End    int  // of the line, in bytes of the text; spaces at the end of a line are none of it
	Next   int  // where the next line begins
	Hyphen bool // the line then ends in a hyphen
}

// Breaks returns where lines may end, the last of them the end of the text: after spaces and hyphens, between the characters of
// scripts that are written without spaces, and so on as UAX #14 has it, at soft hyphens, and where hyphens has a point; but not
// between two groups of digits, such as those of a telephone number. Thai,
// Khmer and Burmese words are not known apart; their lines end at spaces, and at zero width spaces (U+200B) where the text has them.
// Anywhere adds all places between two grapheme clusters (UAX #29), but before a mark.
func (p *Paragraph) Breaks(hyphens Hyphens, anywhere bool) []Break {
	points := slices.Concat(p.soft, hyphens.in(p.text))
	slices.Sort(points)
	var seg segmenter.Segmenter
	seg.Init([]rune(p.text))
	var ends []int
	at := 0
	if anywhere {
		for it := seg.GraphemeIterator(); it.Next(); {
			at += bytesOf(it.Grapheme().Text)
			// UAX #29 divides some Burmese signs from their letters, and no line may begin with a mark.
			if next, _ := utf8.DecodeRuneInString(p.text[at:]); !unicode.Is(unicode.M, next) {
				ends = append(ends, at)
			}
		}
	}
	at = 0
	for it := seg.LineIterator(); it.Next(); {
		if at += bytesOf(it.Line().Text); !inNumber(p.text, at) {
			ends = append(ends, at)
		}
	}
	ends = append(ends, points...)
	slices.Sort(ends)
	var out []Break
	for _, end := range slices.Compact(ends) {
		next := len(p.text) - len(strings.TrimLeftFunc(p.text[end:], isBreakSpace))
		b := Break{End: len(strings.TrimRightFunc(p.text[:end], isBreakSpace)), Next: next}
		if _, b.Hyphen = slices.BinarySearch(points, end); b.Hyphen && b.End != end {
			b.Hyphen = false
		}
		if n := len(out); n == 0 || out[n-1].End != b.End {
			out = append(out, b)
		}
	}
	return out
}

// inNumber tells whether text[at:] follows a space between two digits, as in a telephone number.
func inNumber(text string, at int) bool {
	digit := func(b byte) bool { return '0' <= b && b <= '9' }
	return at > 1 && at < len(text) && digit(text[at]) && text[at-1] == ' ' && digit(text[at-2])
}

func bytesOf(runes []rune) int {
	n := 0
	for _, r := range runes {
		n += utf8.RuneLen(r)
	}
	return n
}

// isBreakSpace tells spaces from those that hold words together.
func isBreakSpace(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00A0' && r != '\u2007' && r != '\u202F' || r == '\u200B'
}

// Hyphens are the points at which words may be divided, in bytes, by the word in small letters.
type Hyphens map[string][]int

// NewHyphens reads words whose points are marked by hyphens: "Auf-ent-halts-ti-tel".
func NewHyphens(words []string) Hyphens {
	h := make(Hyphens, len(words))
	for _, w := range words {
		var points []int
		whole := ""
		for i, part := range strings.Split(w, "-") {
			if i > 0 {
				points = append(points, len(whole))
			}
			whole += strings.ToLower(part)
		}
		h[whole] = points
	}
	return h
}

// in returns the points in a text, in bytes.
func (h Hyphens) in(text string) []int {
	if len(h) == 0 {
		return nil
	}
	var out []int
	start := -1
	word := func(end int) {
		if start < 0 {
			return
		}
		w := text[start:end]
		// A word whose small letters take another number of bytes, as İ does, is left whole.
		if small := strings.ToLower(w); len(small) == len(w) {
			for _, at := range h[small] {
				out = append(out, start+at)
			}
		}
		start = -1
	}
	for i, r := range text {
		if unicode.IsLetter(r) || unicode.Is(unicode.M, r) {
			if start < 0 {
				start = i
			}
			continue
		}
		word(i)
	}
	word(len(text))
	return out
}
