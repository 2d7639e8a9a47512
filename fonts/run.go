package fonts

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// Run is a line of text, or a part of one, set in one face.
type Run struct {
	Face *Face
	Text string

	// Glyphs are in the order they are drawn, from left to right whatever the direction of the text.
	Glyphs []Glyph

	// Advance is the sum of the glyphs' advances, in font units.
	Advance int

	// RightToLeft says that the text of a run of a Paragraph runs to the left. Its glyphs do not.
	RightToLeft bool

	// Joined says that letters are tied to their neighbours, so that nothing may come between them.
	Joined bool

	// Plain says that every glyph is the one that the face's character map gives for exactly one rune of the
	// text, in the order of the text, that none is moved from its place on the baseline, that every rune is in the
	// Basic Multilingual Plane, and that the outlines are TrueType's. Such a run may be written as PDF text with
	// two-byte codes: the difference of Glyph.Advance and Face.Advance is the kerning. Any other run must be drawn
	// as outlines.
	Plain bool
}

// Ink returns how far the glyphs reach up, and down as a negative number, from the baseline, in font units; 0 where they do not.
func (r *Run) Ink() (top, bottom float64) {
	s := r.Face.shapers.take(r.Face)
	defer r.Face.shapers.put(s)
	for _, g := range r.Glyphs {
		if b, ok := s.ink(g.GID); ok {
			y := float64(g.YOffset)
			top, bottom = max(top, y+b.Top), min(bottom, y+b.Bottom)
		}
	}
	return top, bottom
}

// LacksSmallCaps reports whether a small letter of a run that was shaped with SmallCaps is none, in a face that has small capitals.
func (r *Run) LacksSmallCaps() bool {
	if !r.Face.Supports(SmallCaps) {
		return false
	}
	for _, g := range r.Glyphs {
		c, _ := utf8.DecodeRuneInString(r.Text[g.Start:g.End])
		if gid, ok := r.Face.sfnt().font.NominalGlyph(c); ok && gid == opentype.GID(g.GID) && unicode.ToUpper(c) != c {
			return true
		}
	}
	return false
}

// Box is the area of a glyph's ink from where it is drawn, in font units; Top is above Bottom.
type Box struct{ Left, Bottom, Right, Top float64 }

// Ink returns the area of a glyph's ink, and whether it has any.
func (f *Face) Ink(gid uint16) (Box, bool) {
	s := f.shapers.take(f)
	defer f.shapers.put(s)
	return s.ink(gid)
}

func (s *shaper) ink(gid uint16) (Box, bool) {
	e, ok := s.face.GlyphExtents(opentype.GID(gid))
	if !ok || e.Height == 0 {
		return Box{}, false
	}
	left, top := float64(e.XBearing), float64(e.YBearing)
	return Box{left, top + float64(e.Height), left + float64(e.Width), top}, true
}

// Glyph is a glyph of a Run and where it stands.
type Glyph struct {
	GID uint16

	// Start and End bound the cluster that the glyph belongs to: Run.Text[Start:End]. A base with its marks, or
	// the letters of a ligature, are one cluster, and all glyphs of a cluster are neighbours.
	Start, End int

	// Advance is how far the pen moves to the right after the glyph.
	Advance int

	// XOffset and YOffset say how far right and up from the pen the glyph is drawn.
	XOffset, YOffset int
}

// Setting is a choice about how a run is shaped: a Feature, a Language or a Direction.
type Setting interface{ apply(*settings) }

// Feature switches an OpenType feature (ISO/IEC 14496-22, 6.4.3) on, as "smcp" does, or off, as "-kern" does, or
// chooses an alternate, as "salt=2" does. A feature that the face lacks changes nothing; see Face.Supports.
type Feature string

// Features that templates ask for.
const (
	TabularNumbers Feature = "tnum"
	SmallCaps      Feature = "smcp"
	Ligatures      Feature = "liga"
	NoKerning      Feature = "-kern"
)

// Language is the BCP 47 tag of the text's language, for faces that draw some letters differently by language.
type Language string

// Direction is the direction that the whole run is set in. Without one, each part of the text gets its own by the
// Unicode Bidirectional Algorithm (UAX #9), as one paragraph.
type Direction uint8

// The directions of a run.
const (
	LeftToRight Direction = iota + 1
	RightToLeft
)

func (f Feature) apply(s *settings) {
	if parsed, err := harfbuzz.ParseFeature(string(f)); err == nil {
		s.features = append(s.features, parsed)
	}
}
func (l Language) apply(s *settings)  { s.language = language.NewLanguage(string(l)) }
func (d Direction) apply(s *settings) { s.direction = d }

type settings struct {
	features  []harfbuzz.Feature
	language  language.Language
	direction Direction
}

// Supports reports whether the feature, on or off, is well formed and the face has it.
func (f *Face) Supports(feature Feature) bool {
	parsed, err := harfbuzz.ParseFeature(string(feature))
	return err == nil && f.sfnt().features[parsed.Tag]
}

// Shape sets text in the face. Kerning is on; standard ligatures are off in scripts that read as well without
// them, so that their runs stay Plain. Runes that the face does not have become its empty box (GID 0); Split
// keeps them away. The text is one line: a line end has no glyph.
func (f *Face) Shape(text string, with ...Setting) Run {
	s := f.shapers.take(f)
	defer f.shapers.put(s)

	s.settings = settings{features: s.settings.features[:0]}
	for _, w := range with {
		w.apply(&s.settings)
	}
	s.load(text)

	run := Run{Face: f, Text: text, Glyphs: make([]Glyph, 0, len(s.runes))}
	if s.of.pairwise && len(with) == 0 && s.pairs(&run) {
		return run
	}
	s.full(&run)
	return run
}

// full shapes the text that was loaded.
func (s *shaper) full(run *Run) {
	for _, d := range s.divideByDirection() {
		for _, p := range s.divideByScript(d) {
			run.Glyphs = s.shape(run.Glyphs, p)
			run.Joined = run.Joined || slices.Contains(joined, p.script)
		}
	}
	for i := range run.Glyphs {
		run.Advance += run.Glyphs[i].Advance
	}
	run.Plain = s.of.glyf && utf8.ValidString(run.Text) && s.plain(run.Glyphs)
}

// shapers are the shapers of a face, as many as were ever at work at once.
type shapers struct {
	mu   sync.Mutex
	idle []*shaper

	// working is held for reading while a shaper reads the font, and for writing while a new one is made.
	working sync.RWMutex
}

// take returns an idle shaper or a new one, to be given back with put.
func (p *shapers) take(f *Face) *shaper {
	of := f.sfnt()
	p.mu.Lock()
	var s *shaper
	if n := len(p.idle); n > 0 {
		s, p.idle = p.idle[n-1], p.idle[:n-1]
	}
	p.mu.Unlock()
	if s == nil {
		p.working.Lock()
		s = newShaper(of)
		p.working.Unlock()
	}
	p.working.RLock()
	return s
}

func (p *shapers) put(s *shaper) {
	p.working.RUnlock()
	p.mu.Lock()
	p.idle = append(p.idle, s)
	p.mu.Unlock()
}

// shaper shapes texts in one face, one at a time. Its caches make the second text cheaper than the first and do not
// change what comes out.
type shaper struct {
	of   *sfnt
	face *font.Face
	font *harfbuzz.Font
	buf  *harfbuzz.Buffer
	bidi bidi.Paragraph
	settings

	runes   []rune
	offsets []int // byte offset of each rune, and the length of the text
	right   bool  // there may be text that runs to the left
	levels  []bidi.Level
	parts   []part
	scripts []part

	line    []letter
	letters map[rune]letter
	kerning map[pair]kern
}

// part is a piece of the text, as rune indices, of one direction and, when that is known, one script.
type part struct {
	start, end int
	level      bidi.Level // odd: right to left
	script     language.Script
}

func newShaper(of *sfnt) *shaper {
	face := font.NewFace(of.font)
	return &shaper{
		of:      of,
		face:    face,
		font:    newHarfbuzzFont(face),
		buf:     harfbuzz.NewBuffer(),
		letters: make(map[rune]letter),
		kerning: make(map[pair]kern),
	}
}

// newHarfbuzzFont is harfbuzz.NewFont without a fault of go-text v0.3.5. NewFont makes a filter for each lookup from the
// glyphs it covers, and if the coverage is written as ranges, the filter loses those that follow a range of 63 glyphs
// or more (go-text/typesetting#278): Plex Sans would kern A and not À. While the filters are made, the first range of
// each coverage is made to hold all glyphs, so that they let all pass. Nobody may use the font meanwhile.
func newHarfbuzzFont(face *font.Face) *harfbuzz.Font {
	var restore []func()
	widen := func(c tables.Coverage) {
		if c, ok := c.(tables.Coverage2); ok && len(c.Ranges) > 0 {
			first := &c.Ranges[0]
			was := *first
			restore = append(restore, func() { *first = was })
			first.StartGlyphID, first.EndGlyphID = 0, 0xFFFF
		}
	}
	for _, lookup := range face.GSUB.Lookups {
		for _, table := range lookup.Subtables {
			widen(table.Cov())
		}
	}
	for _, lookup := range face.GPOS.Lookups {
		for _, table := range lookup.Subtables {
			widen(table.Cov())
		}
	}
	hb := harfbuzz.NewFont(face)
	for _, undo := range slices.Backward(restore) { // two lookups may share a table
		undo()
	}
	return hb
}

func (s *shaper) load(text string) {
	s.runes, s.offsets = runesOf(text, s.runes[:0], s.offsets[:0])
	s.right = false
	for _, r := range s.runes {
		s.right = s.right || r >= firstRightToLeft
	}
}

// runesOf appends the runes of a text and their byte offsets, the length of the text last.
func runesOf(text string, runes []rune, offsets []int) ([]rune, []int) {
	for i, r := range text {
		runes, offsets = append(runes, r), append(offsets, i)
	}
	return runes, append(offsets, len(text))
}

// divideByDirection returns the directional runs of the text in visual order.
func (s *shaper) divideByDirection() []part {
	s.parts = s.parts[:0]
	n := len(s.runes)
	switch {
	case n == 0:
	case s.direction != 0:
		s.parts = append(s.parts, part{end: n, level: bidi.Level(s.direction - LeftToRight)})
	case !s.right:
		s.parts = append(s.parts, part{end: n})
	default:
		s.levels = levels(&s.bidi, s.runes, 0, s.levels[:0])
		start := 0
		for i := 1; i <= n; i++ {
			if i == n || s.levels[i] != s.levels[start] {
				s.parts = append(s.parts, part{start: start, end: i, level: s.levels[start]})
				start = i
			}
		}
		reorder(s.parts)
	}
	return s.parts
}

// divideByScript returns the pieces of d that are of one script (UAX #24), in visual order. Characters of no script,
// such as spaces and digits, go with those before them, or after them at the beginning.
func (s *shaper) divideByScript(d part) []part {
	s.scripts = s.scripts[:0]
	cur := part{start: d.start, level: d.level, script: language.Common}
	for i := d.start; i < d.end; i++ {
		script := language.LookupScript(s.runes[i])
		switch {
		case !script.Strong() || script == language.Unknown || script == cur.script:
		case cur.script == language.Common:
			cur.script = script
		default:
			cur.end = i
			s.scripts = append(s.scripts, cur)
			cur = part{start: i, level: d.level, script: script}
		}
	}
	cur.end = d.end
	s.scripts = append(s.scripts, cur)
	if d.level%2 != 0 {
		slices.Reverse(s.scripts)
	}
	return s.scripts
}

var (
	noLigatures = []harfbuzz.Feature{
		{Tag: opentype.MustNewTag("liga"), End: harfbuzz.FeatureGlobalEnd},
		{Tag: opentype.MustNewTag("clig"), End: harfbuzz.FeatureGlobalEnd},
	}

	// separable are the scripts whose ligatures are ornament. In others, faces use the same features for forms that
	// the script cannot be read without.
	separable = []language.Script{
		language.Latin, language.Greek, language.Cyrillic, language.Armenian, language.Georgian, language.Common,
	}
)

// joined are the scripts whose letters hang together, by their strokes or by a line over them.
var joined = []language.Script{
	language.Arabic, language.Syriac, language.Mongolian, language.Devanagari, language.Bengali, language.Gurmukhi,
}

// harfbuzz shapes a part of runes into s.buf.
func (s *shaper) harfbuzz(runes []rune, p part) {
	own := len(s.features)
	if slices.Contains(separable, p.script) {
		// The caller's features come last, so that they win.
		s.features = slices.Insert(s.features, 0, noLigatures...)
	}
	s.buf.Clear()
	s.buf.AddRunes(runes, p.start, p.end-p.start)
	// GuessSegmentProperties would take the language from the environment.
	s.buf.Props = harfbuzz.SegmentProperties{
		Language:  s.language,
		Script:    p.script,
		Direction: harfbuzz.LeftToRight,
	}
	if p.level%2 != 0 {
		s.buf.Props.Direction = harfbuzz.RightToLeft
	}
	s.buf.Shape(s.font, s.features)
	s.features = slices.Delete(s.features, 0, len(s.features)-own)
}

// shape appends the glyphs of p.
func (s *shaper) shape(glyphs []Glyph, p part) []Glyph {
	s.harfbuzz(s.runes, p)
	first := len(glyphs)
	for i, info := range s.buf.Info {
		pos := s.buf.Pos[i]
		glyphs = append(glyphs, Glyph{
			GID:     uint16(info.Glyph),
			Start:   info.Cluster,
			Advance: int(pos.XAdvance),
			XOffset: int(pos.XOffset),
			YOffset: int(pos.YOffset),
		})
	}
	s.bound(glyphs[first:], p)
	return glyphs
}

// bound turns the clusters of a shaped part from the index of their first rune into byte offsets of both ends.
// HarfBuzz's clusters are monotone: each ends where the next in reading order begins.
func (s *shaper) bound(glyphs []Glyph, p part) {
	if p.level%2 != 0 {
		slices.Reverse(glyphs)
		defer slices.Reverse(glyphs)
	}
	end, next := p.end, p.end
	for i := len(glyphs) - 1; i >= 0; i-- {
		start := glyphs[i].Start
		if start != next {
			end, next = next, start
		}
		glyphs[i].Start, glyphs[i].End = s.offsets[start], s.offsets[end]
	}
}

// plain is Run.Plain, but for the kind of outlines.
func (s *shaper) plain(glyphs []Glyph) bool {
	if len(glyphs) != len(s.runes) {
		return false
	}
	for i, g := range glyphs {
		r := s.runes[i]
		nominal, _ := s.of.font.NominalGlyph(r)
		if !s.of.has(r) || nominal != opentype.GID(g.GID) || r > 0xFFFF ||
			g.Start != s.offsets[i] || g.End != s.offsets[i+1] || g.XOffset != 0 || g.YOffset != 0 {
			return false
		}
	}
	return true
}
