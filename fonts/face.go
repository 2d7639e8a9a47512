// Package fonts holds the faces that cards are set in, and says of each which characters it has, how wide they
// are, how a line of text is set in it, and what its glyphs look like.
//
// Lookup finds an embedded face by name and Load reads one from a font file. Split divides a text among the
// faces of a fallback list, Face.Shape sets each span, and the Run it returns is drawn either as PDF text with
// kerning (Run.Plain) or glyph by glyph as Face.Outline.
//
// Lengths are in font units, of which Face.UnitsPerEm make one em, and y runs upwards, unless a comment says
// otherwise. Everything here is safe for concurrent use and depends on nothing but its arguments: no locale, no
// installed font.
//
// The package does not break lines, does not normalize (texts are expected in NFC), and does not write PDF. It is
// the only door to github.com/go-text/typesetting.
package fonts

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"sync"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Face is one font: one family in one weight and width.
type Face struct {
	name    string
	data    []byte
	license string

	font     *font.Font
	advances []uint16 // by glyph
	features map[opentype.Tag]bool
	upem     int

	ascent, descent, capHeight, xHeight float64 // em

	// glyf says that the outlines are TrueType's. Others cannot be embedded as PDF text by fpdf.
	glyf bool

	// pairwise says that the glyphs of a text in an alphabet depend on nothing but their neighbours; see shaper.pairs.
	pairwise bool

	mu   sync.Mutex
	idle []*shaper // as many as were ever at work at once
}

// Load reads a face from the bytes of a TrueType or OpenType font file. The face keeps data, which must not be
// changed afterwards. It fails if the file is damaged, is a collection, or has no Unicode character map.
func Load(name string, data []byte) (*Face, error) {
	if bytes.HasPrefix(data, []byte("ttcf")) {
		return nil, fmt.Errorf("face %q: found a font collection; want a single font", name)
	}
	parsed, err := font.ParseTTF(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("face %q: reading font: %w", name, err)
	}
	upem := float64(parsed.Upem())
	if upem == 0 {
		return nil, fmt.Errorf("face %q: font has no units per em", name)
	}
	if parsed.Cmap == nil {
		return nil, fmt.Errorf("face %q: font has no Unicode character map", name)
	}
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("face %q: reading font: %w", name, err)
	}
	glyphs, err := countGlyphs(loader)
	if err != nil {
		return nil, fmt.Errorf("face %q: reading font: %w", name, err)
	}

	f := &Face{
		name:      name,
		data:      data,
		font:      parsed.Font,
		advances:  make([]uint16, glyphs),
		features:  make(map[opentype.Tag]bool),
		upem:      int(parsed.Upem()),
		capHeight: float64(parsed.LineMetric(font.CapHeight)) / upem,
		xHeight:   float64(parsed.LineMetric(font.XHeight)) / upem,
		glyf:      loader.HasTable(opentype.MustNewTag("glyf")),
	}
	if e, ok := parsed.FontHExtents(); ok {
		f.ascent, f.descent = float64(e.Ascender)/upem, -float64(e.Descender)/upem
	}
	for gid := range f.advances {
		f.advances[gid] = uint16(math.Round(float64(parsed.HorizontalAdvance(opentype.GID(gid)))))
	}
	for _, l := range []font.Layout{parsed.GSUB.Layout, parsed.GPOS.Layout} {
		for _, feature := range l.Features {
			f.features[feature.Tag] = true
		}
	}
	if len(parsed.Kern) > 0 {
		f.features[opentype.MustNewTag("kern")] = true
	}
	return f, nil
}

// countGlyphs returns numGlyphs of the maxp table (ISO/IEC 14496-22, 5.2.6).
func countGlyphs(l *opentype.Loader) (int, error) {
	maxp, err := l.RawTable(opentype.MustNewTag("maxp"))
	if err != nil {
		return 0, err
	}
	if len(maxp) < 6 {
		return 0, errors.New("table maxp is cut short")
	}
	return int(maxp[4])<<8 | int(maxp[5]), nil
}

// Name returns the name that templates call the face by.
func (f *Face) Name() string { return f.name }

// Data returns the font file. It must not be changed.
func (f *Face) Data() []byte { return f.data }

// License returns the licence of an embedded face in full, and "" for a face that was loaded.
func (f *Face) License() string { return f.license }

// UnitsPerEm returns the number of font units in one em.
func (f *Face) UnitsPerEm() int { return f.upem }

// Ascent returns the height above the baseline that the face asks for, in em.
func (f *Face) Ascent() float64 { return f.ascent }

// Descent returns the depth below the baseline that the face asks for, in em, as a positive number.
func (f *Face) Descent() float64 { return f.descent }

// CapHeight returns the height of a capital H above the baseline, in em.
func (f *Face) CapHeight() float64 { return f.capHeight }

// XHeight returns the height of a small x above the baseline, in em.
func (f *Face) XHeight() float64 { return f.xHeight }

// Has reports whether the face maps r to a glyph of its own. It is false for controls, which some faces map to a
// blank or a box.
func (f *Face) Has(r rune) bool {
	if unicode.IsControl(r) {
		return false
	}
	gid, ok := f.font.NominalGlyph(r)
	return ok && gid != 0
}

// Advance returns the width of the glyph that r is mapped to, without kerning, in font units.
// A rune the face does not have is as wide as the face's empty box.
func (f *Face) Advance(r rune) int {
	gid, _ := f.font.NominalGlyph(r)
	return f.advance(gid)
}

func (f *Face) advance(gid opentype.GID) int {
	if int(gid) >= len(f.advances) {
		return 0
	}
	return int(f.advances[gid])
}

// shaper takes an idle shaper or makes one. The caller gives it back to rest.
func (f *Face) shaper() *shaper {
	f.mu.Lock()
	defer f.mu.Unlock()
	if n := len(f.idle); n > 0 {
		s := f.idle[n-1]
		f.idle = f.idle[:n-1]
		return s
	}
	return newShaper(f)
}

func (f *Face) rest(s *shaper) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.idle = append(f.idle, s)
}
