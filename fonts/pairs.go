package fonts

import (
	"unicode"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
)

// Most texts on a card are names, numbers and captions in one alphabet, and shaping them comes to kerning neighbours.
// The shaper learns from HarfBuzz what each pair needs and adds up from then on, which is some six times as fast.

// letter is what is known of a rune.
type letter struct {
	r       rune
	gid     opentype.GID
	advance int
	script  language.Script
	simple  bool // a letter of an alphabet, a figure, a space or a punctuation mark that the face has
}

// pair is two neighbours in a text of a script: the script's last letters and two code points of 21 bits.
type pair uint64

func pairOf(script language.Script, a, b rune) pair {
	return pair(script&0xFFFF)<<42 | pair(a)<<21 | pair(b)
}

// kern is what HarfBuzz adds to the advance of the first of a pair. It is not simple if anything else changes.
type kern struct {
	units  int
	simple bool
}

// maxKerning bounds the memory of a shaper. The names of a country come to some thousand pairs.
const maxKerning = 1 << 14

// pairs sets the text that was loaded if that can be done by pairs, and leaves run alone if not: where a rune is
// not simple, or there are two alphabets in the text, whose border is not kerned.
func (s *shaper) pairs(run *Run) bool {
	if len(s.runes) < 2 {
		return false
	}
	script := language.Common
	s.line = s.line[:0]
	for _, r := range s.runes {
		l := s.letter(r)
		if !l.simple {
			return false
		}
		if l.script != language.Common && l.script != script {
			if script != language.Common {
				return false
			}
			script = l.script
		}
		s.line = append(s.line, l)
	}
	glyphs, advance := run.Glyphs, 0
	for i, l := range s.line {
		units := l.advance
		if i+1 < len(s.line) {
			k := s.kern(script, l, s.line[i+1])
			if !k.simple {
				return false
			}
			units += k.units
		}
		glyphs = append(glyphs, Glyph{GID: uint16(l.gid), Start: s.offsets[i], End: s.offsets[i+1], Advance: units})
		advance += units
	}
	run.Glyphs, run.Advance, run.Plain = glyphs, advance, s.of.glyf
	return true
}

func (s *shaper) letter(r rune) letter {
	l, ok := s.letters[r]
	if ok {
		return l
	}
	l.r = r
	l.script = language.LookupScript(r)
	switch l.script {
	case language.Latin, language.Greek, language.Cyrillic:
		l.simple = unicode.IsLetter(r)
	case language.Common:
		l.simple = r < 0x80 || r == 0xA0 || unicode.IsPunct(r) && r < 0x2028 && r != 0xAD
	}
	l.simple = l.simple && s.of.has(r) && r <= 0xFFFF
	if l.simple {
		l.gid, _ = s.of.font.NominalGlyph(r)
		l.advance = s.of.advance(l.gid)
		s.letters[r] = l
	}
	return l
}

func (s *shaper) kern(script language.Script, a, b letter) kern {
	key := pairOf(script, a.r, b.r)
	k, ok := s.kerning[key]
	if ok {
		return k
	}
	s.harfbuzz([]rune{a.r, b.r}, part{end: 2, script: script})
	if len(s.buf.Info) == 2 {
		info, pos := s.buf.Info, s.buf.Pos
		k.units = int(pos[0].XAdvance) - a.advance
		k.simple = info[0].Glyph == a.gid && info[0].Cluster == 0 && pos[0].XOffset == 0 && pos[0].YOffset == 0 &&
			info[1].Glyph == b.gid && info[1].Cluster == 1 && pos[1].XOffset == 0 && pos[1].YOffset == 0 &&
			int(pos[1].XAdvance) == b.advance
	}
	if len(s.kerning) >= maxKerning {
		clear(s.kerning)
	}
	s.kerning[key] = k
	return k
}
