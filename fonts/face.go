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
// The package does not fill lines, does not normalize (texts are expected in NFC), and does not write PDF. It is
// the only door to github.com/go-text/typesetting.
package fonts

import (
	"bytes"
	"encoding/binary"
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
	name string

	// parse reads an embedded face when it is used first.
	parse   func() *sfnt
	parsing sync.Once
	parsed  *sfnt

	shapers shapers
}

// sfnt returns what was read of the font file.
func (f *Face) sfnt() *sfnt {
	if f.parse != nil {
		f.parsing.Do(func() { f.parsed = f.parse() })
	}
	return f.parsed
}

// Read reads the face's file, if that is embedded, now rather than at the first use of the face.
func (f *Face) Read() { f.sfnt() }

// An sfnt is a font file that was read.
type sfnt struct {
	data    []byte
	license string

	font     *font.Font
	advances []uint16 // by glyph
	features map[opentype.Tag]bool
	upem     int

	ascent, descent, capHeight, xHeight float64 // em

	// glyf says that the outlines are TrueType's. Others cannot be embedded as PDF text by fpdf.
	glyf bool

	// restricted says that the maker allows no embedding: OS/2 fsType, bit 1 (ISO/IEC 14496-22, 5.2.8).
	restricted bool

	// pairwise says that the glyphs of a text in an alphabet depend on nothing but their neighbours; see shaper.pairs.
	pairwise bool
}

// Load reads a face from the bytes of a TrueType or OpenType font file. The face keeps data, which must not be
// changed afterwards. It fails if the file is damaged, is a collection, or has no Unicode character map.
//
// Damage is told by the checksums of the tables. A file made to do harm can have them right, so that faces are to be
// loaded from those the user trusts.
func Load(name string, data []byte) (*Face, error) { return loadAt(name, data, -1) }

// loadAt is Load for font i of a collection, or for a file of one font if i is negative.
func loadAt(name string, data []byte, i int) (*Face, error) {
	s, err := parse(data, i)
	if err != nil {
		return nil, fmt.Errorf("face %q: %w", name, err)
	}
	return &Face{name: name, parsed: s}, nil
}

func parse(data []byte, i int) (f *sfnt, err error) {
	// go-text trusts the offsets in most tables.
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("reading font: %v", p)
		}
	}()
	if bytes.HasPrefix(data, []byte("ttcf")) != (i >= 0) {
		return nil, errors.New("found a font collection; want a single font")
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("reading font: %w", err)
	}
	at := 0
	if i >= 0 {
		// The offsets of the fonts follow a tag, a version and their number: ISO/IEC 14496-22, 4.6.3.
		if len(data) < 16+4*i || i >= len(loaders) {
			return nil, errors.New("font collection is cut short")
		}
		at = int(binary.BigEndian.Uint32(data[12+4*i:]))
	}
	loader := loaders[max(0, i)]
	if err := checkTables(data, at); err != nil {
		return nil, err
	}
	own, err := font.NewFont(loader)
	if err != nil {
		return nil, fmt.Errorf("reading font: %w", err)
	}
	parsed := font.NewFace(own)
	if parsed.Cmap == nil {
		return nil, errors.New("font has no Unicode character map")
	}
	upem := float64(parsed.Upem())
	if upem == 0 {
		return nil, errors.New("font has no units per em")
	}
	glyphs, err := countGlyphs(loader)
	if err != nil {
		return nil, err
	}

	f = &sfnt{
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
	if os2, err := loader.RawTable(opentype.MustNewTag("OS/2")); err == nil && len(os2) >= 10 {
		f.restricted = os2[9]&0x0E == 2
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

// checkTables checks the checksum of each table in the table directory (ISO/IEC 14496-22, 4.3) of a font that is not
// in a WOFF container, which has its own. The directory is at an offset.
func checkTables(data []byte, at int) error {
	if bytes.HasPrefix(data, []byte("wOF")) {
		return errors.New("found a web font (WOFF); want a TrueType or OpenType font")
	}
	const headerSize, recordSize = 12, 16
	if len(data) < at+headerSize {
		return errors.New("font is cut short")
	}
	for i := range int(binary.BigEndian.Uint16(data[at+4:])) {
		at := at + headerSize + i*recordSize
		if at+recordSize > len(data) {
			return errors.New("font is cut short")
		}
		tag := string(data[at : at+4])
		want := binary.BigEndian.Uint32(data[at+4:])
		offset := uint64(binary.BigEndian.Uint32(data[at+8:]))
		length := uint64(binary.BigEndian.Uint32(data[at+12:]))
		if offset+length > uint64(len(data)) {
			return fmt.Errorf("font is cut short in table %q", tag)
		}
		table := data[offset : offset+length]
		got := checksum(table)
		if tag == "head" && len(table) >= 12 {
			got -= binary.BigEndian.Uint32(table[8:]) // checkSumAdjustment counts as zero
		}
		if got != want {
			return fmt.Errorf("font is damaged: table %q has checksum %08x; want %08x", tag, got, want)
		}
	}
	return nil
}

// checksum adds up a table as big-endian 32-bit numbers, the last filled with zeros.
func checksum(table []byte) uint32 {
	var sum uint32
	for ; len(table) >= 4; table = table[4:] {
		sum += binary.BigEndian.Uint32(table)
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + binary.BigEndian.Uint32(rest[:])
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

// Data returns a copy of the font file. It is a copy because fpdf writes into the font that it is given.
func (f *Face) Data() []byte { return bytes.Clone(f.sfnt().data) }

// License returns the licence of an embedded face in full, and "" for a face that was loaded.
func (f *Face) License() string { return f.sfnt().license }

// UnitsPerEm returns the number of font units in one em.
func (f *Face) UnitsPerEm() int { return f.sfnt().upem }

// Ascent returns the height above the baseline that the face asks for, in em.
func (f *Face) Ascent() float64 { return f.sfnt().ascent }

// Descent returns the depth below the baseline that the face asks for, in em, as a positive number.
func (f *Face) Descent() float64 { return f.sfnt().descent }

// CapHeight returns the height of a capital H above the baseline, in em.
func (f *Face) CapHeight() float64 { return f.sfnt().capHeight }

// XHeight returns the height of a small x above the baseline, in em.
func (f *Face) XHeight() float64 { return f.sfnt().xHeight }

// Has reports whether the face maps r to a glyph of its own. It is false for controls, which some faces map to a
// blank or a box.
func (f *Face) Has(r rune) bool { return f.sfnt().has(r) }

func (f *sfnt) has(r rune) bool {
	if unicode.IsControl(r) {
		return false
	}
	gid, ok := f.font.NominalGlyph(r)
	return ok && gid != 0
}

// Advance returns the width of the glyph that r is mapped to, without kerning, in font units.
// A rune the face does not have is as wide as the face's empty box.
func (f *Face) Advance(r rune) int {
	s := f.sfnt()
	gid, _ := s.font.NominalGlyph(r)
	return s.advance(gid)
}

// GlyphAdvance returns the width of a glyph, in font units.
func (f *Face) GlyphAdvance(gid uint16) int { return f.sfnt().advance(opentype.GID(gid)) }

func (f *sfnt) advance(gid opentype.GID) int {
	if int(gid) >= len(f.advances) {
		return 0
	}
	return int(f.advances[gid])
}
