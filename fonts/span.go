package fonts

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/segmenter"
	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"
)

// Span is a part of a text that is set in one face.
type Span struct {
	Text string
	Face *Face
}

// ErrEncoding says that a text is not valid UTF-8.
var ErrEncoding = errors.New("text is not valid UTF-8")

// MissingError says that a text cannot be set, because of one rune of it.
type MissingError struct {
	Rune  rune
	Faces []string // names of the faces that were tried, in order

	// Unplaced says that a face has the rune, which is a mark, and its base, but cannot place the one on the other.
	Unplaced bool
}

func (e *MissingError) Error() string {
	what := fmt.Sprintf("U+%04X", e.Rune)
	if name := runenames.Name(e.Rune); name != "" {
		what += " " + name
	}
	tried := strings.Join(e.Faces, ", ")
	if tried == "" {
		tried = "none"
	}
	if e.Unplaced {
		return fmt.Sprintf("no face places %s on its base; tried %s", what, tried)
	}
	return fmt.Sprintf("no face has %s; tried %s", what, tried)
}

// Split divides text, in logical order, into spans that one face each can set; their texts joined are text again.
// A grapheme cluster (UAX #29) is never divided: it goes to the first face of the list that has all of its runes
// and, in alphabetic scripts, a place for each of its marks. A word goes whole to the first face that can set all of
// it if there is one, and is divided between faces if not. Spaces stay with the face of the word before them.
// Default-ignorable characters such as joiners go with what they follow, whether the face has them or not.
//
// It returns ErrEncoding if text is not valid UTF-8 and a *MissingError if no face can set a cluster. Controls and
// line ends have no glyph in any face.
func Split(text string, faces []*Face) ([]Span, error) {
	if !utf8.ValidString(text) {
		return nil, ErrEncoding
	}
	if text == "" {
		return nil, nil
	}
	if len(faces) > 0 && faces[0].hasSimple(text) {
		return []Span{{text, faces[0]}}, nil
	}

	var (
		spans      []Span
		start, end int // of the last span
		last       *Face
		clusters   = divideByCluster(text)
	)
	for len(clusters) > 0 {
		n := len(clusters)
		blank := isBlank(clusters[0])
		if i := slices.IndexFunc(clusters, func(c string) bool { return isBlank(c) != blank }); i >= 0 {
			n = i
		}
		candidates := faces
		if blank && last != nil {
			candidates = append([]*Face{last}, faces...)
		}
		assigned, err := assign(clusters[:n], candidates)
		if err != nil {
			err.Faces = names(faces)
			return nil, err
		}
		for i, face := range assigned {
			if face != last {
				spans = append(spans, Span{Face: face})
				start, last = end, face
			}
			end += len(clusters[i])
			spans[len(spans)-1].Text = text[start:end]
		}
		clusters = clusters[n:]
	}
	return spans, nil
}

// assign gives each cluster of a word its face: the same if one can set them all.
func assign(word []string, faces []*Face) ([]*Face, *MissingError) {
	assigned := make([]*Face, len(word))
	for _, f := range faces {
		if !slices.ContainsFunc(word, func(c string) bool { return !f.sets(c) }) {
			for i := range assigned {
				assigned[i] = f
			}
			return assigned, nil
		}
	}
	for i, c := range word {
		at := slices.IndexFunc(faces, func(f *Face) bool { return f.sets(c) })
		if at < 0 {
			return nil, missing(c, faces)
		}
		assigned[i] = faces[at]
	}
	return assigned, nil
}

// missing finds the rune for which no face can set the cluster: one that no face has, or else one that is not in
// the first face that has the cluster's base, or else its last mark.
func missing(cluster string, faces []*Face) *MissingError {
	for _, r := range cluster {
		if !harfbuzz.IsDefaultIgnorable(r) && !slices.ContainsFunc(faces, func(f *Face) bool { return f.Has(r) }) {
			return &MissingError{Rune: r}
		}
	}
	base, _ := utf8.DecodeRuneInString(cluster)
	for _, f := range faces {
		if !f.Has(base) {
			continue
		}
		for _, r := range cluster {
			if !f.Has(r) && !harfbuzz.IsDefaultIgnorable(r) {
				return &MissingError{Rune: r}
			}
		}
		break
	}
	last, _ := utf8.DecodeLastRuneInString(cluster)
	return &MissingError{Rune: last, Unplaced: true}
}

func names(faces []*Face) []string {
	var out []string
	for _, f := range faces {
		out = append(out, f.name)
	}
	return out
}

// hasSimple reports whether text is made of runes that the face has and that are clusters each on their own, as
// nearly all texts are.
func (f *Face) hasSimple(text string) bool {
	for _, r := range text {
		// The combining marks begin at U+0300. Letters below Hebrew, and of the extended Latin and Greek blocks, do
		// not join with what follows.
		alone := r < 0x0300 || unicode.IsLetter(r) && (r < 0x0590 || 0x1E00 <= r && r < 0x2000)
		if !alone || !f.Has(r) {
			return false
		}
	}
	return true
}

// divideByCluster returns the grapheme clusters of text, which is valid UTF-8.
func divideByCluster(text string) []string {
	var seg segmenter.Segmenter
	seg.Init([]rune(text))
	var clusters []string
	for it := seg.GraphemeIterator(); it.Next(); {
		n := 0
		for _, r := range it.Grapheme().Text {
			n += utf8.RuneLen(r)
		}
		clusters = append(clusters, text[:n])
		text = text[n:]
	}
	return clusters
}

func isBlank(cluster string) bool {
	r, _ := utf8.DecodeRuneInString(cluster)
	return unicode.Is(unicode.Zs, r)
}

// sets reports whether the face can set the cluster: it has every rune, or the composed form of them, and a place
// for every mark.
func (f *Face) sets(cluster string) bool {
	if !f.hasAll(cluster) {
		composed := norm.NFC.String(cluster)
		if composed == cluster || !f.hasAll(composed) {
			return false
		}
	}
	base, n := utf8.DecodeRuneInString(cluster)
	if n == len(cluster) || !unicode.In(base, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
		return true
	}
	return f.placesMarks(cluster)
}

func (f *Face) hasAll(cluster string) bool {
	for _, r := range cluster {
		if !f.Has(r) && !harfbuzz.IsDefaultIgnorable(r) {
			return false
		}
	}
	return true
}

// placesMarks reports whether the marks of a shaped cluster stand where they belong. A face that has no anchor for a
// pair of base and mark leaves the mark at its default place, which in many faces is half over the next letter or on
// top of the base. So a mark that was not moved has to be centred over, under or in the base, and above or below it.
func (f *Face) placesMarks(cluster string) bool {
	run := f.Shape(cluster)
	if len(run.Glyphs) < 2 {
		return true
	}
	s := f.shaper()
	defer f.rest(s)

	base, ok := s.face.GlyphExtents(opentype.GID(run.Glyphs[0].GID))
	if !ok {
		return false
	}
	bottom, top := base.YBearing+base.Height, base.YBearing
	pen := run.Glyphs[0].Advance
	for _, g := range run.Glyphs[1:] {
		ink, ok := s.face.GlyphExtents(opentype.GID(g.GID))
		if !ok || ink.Width == 0 { // a joiner, or the like
			pen += g.Advance
			continue
		}
		if g.Advance != 0 && g.XOffset == 0 && g.YOffset == 0 {
			return false // a mark that was set beside its base
		}
		if g.XOffset == 0 && g.YOffset == 0 {
			centre := float32(pen) + ink.XBearing + ink.Width/2
			clear := ink.YBearing+ink.Height >= top || ink.YBearing <= bottom
			if !clear || centre < base.XBearing || centre > base.XBearing+base.Width {
				return false
			}
		}
		y := float32(g.YOffset)
		top, bottom = max(top, y+ink.YBearing), min(bottom, y+ink.YBearing+ink.Height)
		pen += g.Advance
	}
	return true
}
