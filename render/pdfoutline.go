package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"docketcard/fonts"
	"docketcard/templates"
)

// outlined draws a run that cannot be PDF text: the glyphs as shapes, and over them invisible text for searching and copying.
//
// The invisible text has a character for each one of the run, from left to right as drawn: readers bring what runs to the left into the order
// of reading. To take it from /ActualText (ISO 32000-1, 14.9.4), which is in that order already, would have them turn it
// round, as poppler and pdfium do; so only text that runs to the right has one.
func (d *drawing) outlined(r *Run) {
	b := d.out[:0]
	if !r.Run.RightToLeft {
		b = append(b, "/Span <</ActualText <FEFF"...)
		b = appendUTF16(b, r.Run.Text)
		b = append(b, ">>> BDC\n"...)
	} else {
		b = append(b, "/Span BMC\n"...)
	}
	b = d.shapes(b, r)
	b = d.invisible(b, r)
	b = append(b, "EMC\n"...)
	d.raw(string(b))
	d.out = b
}

// shapes appends the glyphs of a run as one filled path, in the units of its face.
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

// invisible appends the text of a run in the face that shows nothing, each character where it was drawn. The characters of a cluster share
// its width.
func (d *drawing) invisible(b []byte, r *Run) []byte {
	type place struct {
		code  rune
		x, to float64 // in em
	}
	em := float64(r.Run.Face.UnitsPerEm())
	tracking := r.tracking() / points(r.Size)
	var places []place
	x := 0.0
	for i := 0; i < len(r.Run.Glyphs); {
		g := r.Run.Glyphs[i]
		to := x
		for ; i < len(r.Run.Glyphs) && r.Run.Glyphs[i].Start == g.Start; i++ {
			to += float64(r.Run.Glyphs[i].Advance) / em
		}
		cluster := []rune(r.Run.Text[g.Start:g.End])
		if r.Run.RightToLeft {
			slices.Reverse(cluster)
		}
		wide := (to - x) / float64(len(cluster))
		for _, c := range cluster {
			if c > 0xFFFF {
				c = utf8.RuneError // a code has two bytes; /ActualText has the whole
			}
			places = append(places, place{c, x, x + wide})
			x += wide
		}
		x = to + tracking
	}
	if len(places) == 0 {
		return b
	}
	// The characters are all as wide as their mean, and stand where they should.
	mean := max((x-tracking)/float64(len(places)), 0.001)
	k := d.invisibleFace()
	b = fmt.Appendf(b, "BT 3 Tr /F%d ", k)
	b = append(appendNum(b, points(r.Size)), ' ')
	b = append(b, "Tf "...)
	b = append(appendNum(b, 100*mean), " Tz 1 0 0 1 "...)
	b = append(appendNum(b, points(r.At.X)), ' ')
	b = append(appendNum(b, d.height-points(r.At.Y)), " Tm [<"...)
	pen := 0.0
	for _, p := range places {
		if back := math.Round((pen - p.x) / mean * 1000); back != 0 {
			b = append(b, '>')
			b = append(strconv.AppendInt(b, int64(back), 10), '<')
			pen = p.x
		}
		d.used[k][p.code] = true
		b = fmt.Appendf(b, "%04X", p.code)
		pen += mean
	}
	return append(b, ">] TJ 0 Tr 100 Tz ET\n"...)
}

func appendUTF16(b []byte, s string) []byte {
	for _, u := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04X", u)
	}
	return b
}
