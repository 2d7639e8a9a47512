package render

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"

	"docketcard/templates"
)

// phases returns by how much of a turn the lines of an element are moved on a card: two numbers from 0 to 1, derived from the value of the
// element's field under the secret that document numbers are derived under (HMAC-SHA-256, RFC 2104). Who has the secret can compute them
// again for any card; nobody else can tell whether a pattern and a number belong together. An element without a key is not moved.
func (m *merge) phases(e templates.Element, k templates.Keyed) [2]float64 {
	if k.Key == "" {
		return [2]float64{}
	}
	mac := hmac.New(sha256.New, m.secret)
	mac.Write([]byte("docketcard artwork v1\x00" + e.Base().ID + "\x00" + k.Key + "\x00" + m.value(m.card, k.Key).text))
	sum := mac.Sum(nil)
	turn := func(b []byte) float64 { return float64(binary.BigEndian.Uint16(b)) / (1 << 16) }
	return [2]float64{turn(sum), turn(sum[2:])}
}

// KeyedLines returns points along the lines of each keyed artwork on a face of a card, apart from each other. Left out are those that an element drawn
// later on the whole face covers, or may on some card, and those within a millimetre of the edge of a card of the size.
func KeyedLines(face []Placed, whole []templates.Element, size templates.Size, apart templates.Length) [][]templates.Point {
	var covered []templates.Rect
	above := false
	for e := range templates.Walk(whole) {
		if k, ok := e.(interface{ KeyedBy() string }); ok {
			above = above || k.KeyedBy() != ""
			continue
		}
		switch e.(type) {
		case *templates.Tint, *templates.Group, *templates.Stack:
			continue
		}
		if above {
			covered = append(covered, e.Room())
		}
	}
	card := templates.Rect{W: size.W, H: size.H}.Inset(templates.Millimetre)
	var out [][]templates.Point
	for _, p := range face {
		if k, ok := p.As.(interface{ KeyedBy() string }); !ok || k.KeyedBy() == "" {
			continue
		}
		var seen []templates.Point
		for _, i := range p.Items {
			if path, ok := i.(*Path); ok {
				for _, at := range along(path.Segments, apart) {
					spot := templates.Rect{X: at.X, Y: at.Y, W: 1, H: 1}
					if card.Contains(spot) && !slices.ContainsFunc(covered, spot.Overlaps) {
						seen = append(seen, at)
					}
				}
			}
		}
		out = append(out, seen)
	}
	return out
}

// along returns points on a path, each as far along it from the one before as apart.
func along(segs []templates.Segment, apart templates.Length) []templates.Point {
	var out []templates.Point
	var at templates.Point
	gone := 0.0
	for _, s := range segs {
		if s.Op == 'M' {
			at = s.To
			continue
		}
		c, d := s.C, s.D
		if s.Op != 'C' {
			c, d = at, s.To
		}
		const parts = 16
		last := at
		for n := 1; n <= parts; n++ {
			t := float64(n) / parts
			mix := func(a, b, c, d templates.Length) templates.Length {
				r := 1 - t
				return templates.Length(math.Round(float64(r*r*r*float64(a)) + float64(3*r*r*t*float64(b)) + float64(3*r*t*t*float64(c)) + float64(t*t*t*float64(d))))
			}
			q := templates.Point{X: mix(at.X, c.X, d.X, s.To.X), Y: mix(at.Y, c.Y, d.Y, s.To.Y)}
			if gone += math.Hypot(float64(q.X-last.X), float64(q.Y-last.Y)); gone >= float64(apart) {
				gone = 0
				out = append(out, q)
			}
			last = q
		}
		at = s.To
	}
	return out
}
