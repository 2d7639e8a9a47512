package fonts

import (
	"reflect"
	"slices"

	"github.com/go-text/typesetting/bidi"
	ucd "golang.org/x/text/unicode/bidi"
)

// levels appends the embedding level of each rune to into: UAX #9 up to rule I2, as one paragraph of the base direction given, or of its
// first strong character's.
//
// go-text v0.3.5 gives runs of equal direction, and "12 abc" after Hebrew is one to it, though 12 belongs to the left of the Hebrew
// and abc to the right. So the levels are read from where it keeps them.
func levels(p *bidi.Paragraph, runes []rune, base Direction, into []bidi.Level) []bidi.Level {
	if len(runes) == 0 {
		return into
	}
	found := reflect.ValueOf(p.Segment(runes, bidi.Direction(base))).FieldByName("levels")
	for i := range found.Len() {
		into = append(into, bidi.Level(found.Index(i).Int()))
	}
	// UAX #9 stops at a paragraph separator.
	for len(into) < len(runes) {
		into = append(into, bidi.Level(0))
	}
	return into
}

// baseOf returns the direction of a paragraph: rules P2 and P3.
func baseOf(runes []rune) Direction {
	isolates := 0
	for _, r := range runes {
		props, _ := ucd.LookupRune(r)
		switch c := props.Class(); {
		case c == ucd.LRI || c == ucd.RLI || c == ucd.FSI:
			isolates++
		case c == ucd.PDI && isolates > 0:
			isolates--
		case isolates > 0:
		case c == ucd.L:
			return LeftToRight
		case c == ucd.R || c == ucd.AL:
			return RightToLeft
		}
	}
	return LeftToRight
}

// Directions reports whether a text has characters that run to the right, as Latin letters do, and that run to the left, as Hebrew ones do: the strong
// types of UAX #9. Digits and signs are neither.
func Directions(text string) (right, left bool) {
	for _, r := range text {
		if r < 0x80 {
			right = right || 'A' <= r&^0x20 && r&^0x20 <= 'Z'
			continue
		}
		props, _ := ucd.LookupRune(r)
		switch props.Class() {
		case ucd.L:
			right = true
		case ucd.R, ucd.AL:
			left = true
		}
	}
	return right, left
}

// reorder puts runs from logical into visual order: UAX #9, rule L2.
func reorder(parts []part) {
	highest := bidi.Level(0)
	for _, p := range parts {
		highest = max(highest, p.level)
	}
	for level := highest; level > 0; level-- {
		for i := 0; i < len(parts); i++ {
			j := i
			for j < len(parts) && parts[j].level >= level {
				j++
			}
			slices.Reverse(parts[i:j])
			i = max(i, j-1)
		}
	}
}
