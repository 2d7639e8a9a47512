package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"docketcard/fonts"
	"docketcard/templates"
)

// outlined draws a run that cannot be PDF text: the glyphs as shapes, and over them invisible text for searching and copying.
//
// A word that runs to the right is one piece of text, with the word once more as /ActualText (ISO 32000-1, 14.9.4). What runs to the left
// is written character by character as it stands from left to right, and has none: readers turn the order round by themselves, and so
// would poppler and pdfium turn an /ActualText, which has it right.
func (d *drawing) outlined(r *Run) {
	b := append(d.text, "/Span BMC\n"...)
	b = d.shapes(b, r)
	b = append(b, "BT 3 Tr "...)
	b = fmt.Appendf(b, "/F%d ", d.invisibleFace())
	b = append(appendNum(b, points(r.Size)), " Tf\n"...)
	places := charactersOf(r)
	for len(places) > 0 {
		n := 1
		if !r.Run.RightToLeft {
			for n < len(places) && !(places[n-1].char == ' ' && places[n].char != ' ') {
				n++
			}
		}
		b = d.invisible(b, r, places[:n])
		places = places[n:]
	}
	b = append(b, "0 Tr 100 Tz ET\nEMC\n"...)
	d.text = append(b, '\n')
}

// shapes appends the glyphs of a run, in the units of its face: a filled path for each word.
func (d *drawing) shapes(b []byte, r *Run) []byte {
	scale := points(r.Size) / float64(r.Run.Face.UnitsPerEm())
	b = append(b, "q "...)
	b = colour(b, r.Colour)
	b = strconv.AppendFloat(b, scale, 'f', 8, 64)
	b = append(b, " 0 0 "...)
	b = strconv.AppendFloat(b, scale, 'f', 8, 64)
	b = append(b, ' ')
	b = append(appendNum(b, points(r.At.X)), ' ')
	b = append(appendNum(b, d.height-points(r.At.Y)), " cm\n"...)
	tracking := r.tracking() / scale
	pen, drawn := 0.0, false
	for i, g := range r.Run.Glyphs {
		if i > 0 && g.Start != r.Run.Glyphs[i-1].Start {
			pen += tracking
		}
		outline := r.Run.Face.Outline(g.GID)
		b = appendOutline(b, outline, pen+float64(g.XOffset), float64(g.YOffset))
		if drawn && len(outline) == 0 && strings.TrimSpace(r.Run.Text[g.Start:g.End]) == "" {
			b = append(b, "f\n"...)
			drawn = false
		}
		drawn = drawn || len(outline) > 0
		pen += float64(g.Advance)
	}
	if drawn {
		b = append(b, "f "...)
	}
	return append(b, "Q\n"...)
}

// tracking returns the space after each character in points.
func (r *Run) tracking() float64 {
	if r.Run.Joined {
		return 0
	}
	return points(r.Tracking)
}

// appendOutline appends the operators of a glyph at x, y, to a tenth of a unit.
func appendOutline(b []byte, o fonts.Outline, x, y float64) []byte {
	segments := outline(o, func(p fonts.Point) templates.Point {
		return templates.Point{X: templates.Length(math.Round(10 * (x + p.X))), Y: templates.Length(math.Round(10 * (y + p.Y)))}
	})
	for _, s := range segments {
		points := []templates.Point{s.C, s.D, s.To}
		switch s.Op {
		case 'M', 'L':
			points = points[2:]
		case 'Z':
			points = nil
		}
		for _, p := range points {
			b = append(strconv.AppendFloat(b, float64(p.X)/10, 'f', -1, 64), ' ')
			b = append(strconv.AppendFloat(b, float64(p.Y)/10, 'f', -1, 64), ' ')
		}
		b = append(b, map[byte]string{'M': "m\n", 'L': "l\n", 'C': "c\n", 'Z': "h\n"}[s.Op]...)
	}
	return b
}

// A character is one of a run's text where it was drawn, in em from the start of the run.
type character struct {
	char  rune
	x, to float64
}

// charactersOf returns the characters of a run from left to right. Those of a cluster share its width.
func charactersOf(r *Run) []character {
	em := float64(r.Run.Face.UnitsPerEm())
	tracking := r.tracking() / points(r.Size)
	var out []character
	x := 0.0
	for i := 0; i < len(r.Run.Glyphs); {
		g := r.Run.Glyphs[i]
		to := x
		for ; i < len(r.Run.Glyphs) && r.Run.Glyphs[i].Start == g.Start; i++ {
			to += float64(r.Run.Glyphs[i].Advance) / em
		}
		if i < len(r.Run.Glyphs) {
			to += tracking
		}
		cluster := []rune(r.Run.Text[g.Start:g.End])
		if r.Run.RightToLeft {
			slices.Reverse(cluster)
			for i, c := range cluster {
				cluster[i] = mirrored(c)
			}
		}
		wide := (to - x) / float64(len(cluster))
		for _, c := range cluster {
			out = append(out, character{c, x, x + wide})
			x += wide
		}
		x = to
	}
	return out
}

// invisible appends neighbouring characters as one piece of text that is as wide as they are.
func (d *drawing) invisible(b []byte, r *Run, chars []character) []byte {
	if !r.Run.RightToLeft {
		b = append(b, "/Span <</ActualText <FEFF"...)
		for _, c := range chars {
			for _, u := range utf16.AppendRune(nil, c.char) {
				b = fmt.Appendf(b, "%04X", u)
			}
		}
		b = append(b, ">>> BDC\n"...)
	}
	x, to := chars[0].x, chars[len(chars)-1].to
	// A reader passes over what has no width.
	b = append(appendNum(b, max(100*(to-x)/float64(len(chars)), 0.1)), " Tz 1 0 0 1 "...)
	b = append(appendNum(b, points(r.At.X)+x*points(r.Size)), ' ')
	b = append(appendNum(b, d.height-points(r.At.Y)), " Tm <"...)
	for _, c := range chars {
		if c.char > 0xFFFF {
			c.char = utf8.RuneError // a code has two bytes
		}
		d.used[d.invisibleFace()][c.char] = true
		b = fmt.Appendf(b, "%04X", c.char)
	}
	b = append(b, "> Tj\n"...)
	if !r.Run.RightToLeft {
		b = append(b, "EMC\n"...)
	}
	return b
}

// mirrored returns what a character looks like that is drawn in text that runs to the left (UAX #9, rule L4).
func mirrored(c rune) rune {
	const pairs = "()[]{}<>«»‹›≤≥⟨⟩"
	for i, p := range []rune(pairs) {
		if p == c {
			return []rune(pairs)[i^1]
		}
	}
	return c
}
