package scan

import (
	"cmp"
	"image"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// A scanner gathers the codes of one image over several views of it.
type scanner struct {
	decoder *decoder.Decoder
	codes   []Code
}

func newScanner() *scanner { return &scanner{decoder: decoder.NewDecoder()} }

// A corner is a guess at a symbol: three finder patterns that stand as its upper left, upper right and lower
// left corners would.
type corner struct {
	left, right, below int     // indices of finders
	odds               float64 // against it
}

// maxCorners bounds how many guesses are tried for one upper left corner, likeliest first.
const maxCorners = 256

// A view is one way of looking at the image: finder patterns are looked for in ink, and modules are read from either.
type view struct {
	ink   *ink
	light luminance
	scale float64 // its pixels to a pixel of the image
}

// scan adds the codes found on a view, but for those that are there already.
func (s *scanner) scan(v view) {
	found := v.ink.finders()
	used := make([]bool, len(found))
	for i, f := range found {
		used[i] = slices.ContainsFunc(s.codes, func(c Code) bool { return c.covers(f.at.times(1 / v.scale)) })
	}
	for i := range found {
		if used[i] {
			continue
		}
		for _, c := range corners(found, used, i) {
			code, ok := s.read(v, found[c.left], found[c.right], found[c.below])
			if !ok {
				continue
			}
			used[c.left], used[c.right], used[c.below] = true, true, true
			s.codes = append(s.codes, code)
			break
		}
	}
}

// covers reports whether a point lies within the symbol.
func (c Code) covers(p point) bool {
	inside := 0
	for i, a := range c.Corners {
		b := c.Corners[(i+1)%4]
		// On which side of the edge from a to b.
		if float64(b.X-a.X)*(p.y-float64(a.Y))-float64(b.Y-a.Y)*(p.x-float64(a.X)) >= 0 {
			inside++
		}
	}
	return inside == 4 || inside == 0
}

// corners returns the guesses with finder i as upper left corner, likeliest first: those near to a right angle
// with equal sides, and of these the small ones, since the codes of a sheet make such corners with each other.
func corners(found []finder, used []bool, i int) []corner {
	a := found[i]
	alike := func(f, g finder) bool { return f.module < 1.7*g.module && g.module < 1.7*f.module }
	var partners []int
	for j, f := range found {
		// Middles of finder patterns are 14 modules apart in version 1 and 170 in version 40. A finder's
		// module is measured along rows and columns, so that it is too large on a turned symbol by up to √2.
		if d := a.at.distance(f.at) / a.module; j != i && !used[j] && alike(a, f) && d > 8 && d < 200 {
			partners = append(partners, j)
		}
	}
	var guesses []corner
	for _, j := range partners {
		side := found[j].at.minus(a.at)
		want := a.at.plus(side.quarterTurn())
		for _, l := range partners {
			if l == j || !alike(found[j], found[l]) {
				continue
			}
			if skew := found[l].at.distance(want) / side.length(); skew < 0.4 {
				guesses = append(guesses, corner{i, j, l, skew + side.length()/a.module/1000})
			}
		}
	}
	slices.SortStableFunc(guesses, func(a, b corner) int { return cmp.Compare(a.odds, b.odds) })
	return guesses[:min(len(guesses), maxCorners)]
}

// read decodes the symbol with these corners, if there is one.
func (s *scanner) read(v view, left, right, below finder) (Code, bool) {
	k := v.ink
	a, b, c := left.at, right.at, below.at
	// The size of a module along either side, measured at both ends, tells how many fit between them.
	var modules [2]float64
	for i, ends := range [2][2]point{{a, b}, {a, c}} {
		m1, ok1 := k.moduleAlong(ends[0], ends[1], left.module)
		m2, ok2 := k.moduleAlong(ends[1], ends[0], left.module)
		if !ok1 || !ok2 {
			return Code{}, false
		}
		modules[i] = (m1 + m2) / 2
	}
	across := b.minus(a).times(modules[0] / a.distance(b))
	down := c.minus(a).times(modules[1] / a.distance(c))
	for _, at := range [3]point{a, b, c} {
		if !k.isFinder(at, across, down) {
			return Code{}, false
		}
	}
	estimate := (a.distance(b)/modules[0]+a.distance(c)/modules[1])/2 + 7

	for _, dimension := range dimensions(estimate) {
		for _, m := range k.planes(a, b, c, dimension) {
			if k.timing(m, dimension) < 0.85 {
				continue
			}
			for _, spread := range [2]float64{0, 0.25} {
				if text, ok := s.decode(k.sample(m, dimension, spread), dimension); ok {
					return m.code(text, dimension, v.scale), true
				}
			}
			for modules := range v.light.modules(m, dimension) {
				if text, ok := s.decode(modules, dimension); ok {
					return m.code(text, dimension, v.scale), true
				}
			}
		}
	}
	return Code{}, false
}

// dimensions returns the widths a symbol may have in modules, 17 + 4 × version (ISO/IEC 18004, 6.3.1), that
// are near an estimate, nearest first.
func dimensions(estimate float64) []int {
	slack := max(3, 0.08*estimate)
	var near []int
	for version := 1; version <= 40; version++ {
		if d := 17 + 4*version; math.Abs(float64(d)-estimate) <= slack {
			near = append(near, d)
		}
	}
	slices.SortStableFunc(near, func(a, b int) int {
		return cmp.Compare(math.Abs(float64(a)-estimate), math.Abs(float64(b)-estimate))
	})
	return near
}

// planes returns the ways in which a symbol of this dimension may lie with its finder patterns at a, b and c,
// likeliest first.
func (k *ink) planes(a, b, c point, dimension int) []plane {
	far := float64(dimension) - 3.5
	from := [4]point{{3.5, 3.5}, {far, 3.5}, {3.5, far}, {far, far}}
	// Without a fourth point the symbol is taken for a parallelogram, as seen from far away.
	flat, ok := planeThrough(from, [4]point{a, b, c, b.plus(c).minus(a)})
	if !ok {
		return nil
	}
	if dimension == 21 { // version 1 has no alignment pattern
		return []plane{flat}
	}
	// The alignment pattern nearest the fourth corner is centred 6.5 modules from the far sides in every
	// version from 2 on (ISO/IEC 18004, Annex E).
	at, ok := k.alignment(flat, float64(dimension)-6.5)
	if !ok {
		return []plane{flat}
	}
	from[3] = point{far - 3, far - 3}
	seen, ok := planeThrough(from, [4]point{a, b, c, at})
	if !ok {
		return []plane{flat}
	}
	return []plane{seen, flat}
}

// code returns a code that lies on the plane, with its place on the image of which a view has scale times the pixels.
func (m plane) code(text string, dimension int, scale float64) Code {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	d := float64(dimension)
	c := Code{Text: text}
	for i, p := range [4]point{m.point(0, 0), m.point(d, 0), m.point(d, d), m.point(0, d)} {
		p = p.times(1 / scale)
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
		c.Corners[i] = p.round()
	}
	c.Box = image.Rectangle{low.round(), high.round()}
	return c
}

// moduleAlong measures a module of the finder pattern at p in the direction of q: the pattern reaches three
// and a half modules from its middle to either side. guess is what a module may be. It takes the middle one of
// three measures side by side, since one may run through a speck.
func (k *ink) moduleAlong(p, q point, guess float64) (float64, bool) {
	d := q.minus(p)
	d = d.times(1 / d.length())
	var sizes []float64
	for _, beside := range [3]float64{0, -0.5, 0.5} {
		if size, ok := k.reach(p.plus(d.quarterTurn().times(beside*guess)), d, 7*guess); ok {
			sizes = append(sizes, size/7)
		}
	}
	if len(sizes) < 2 {
		return 0, false
	}
	slices.Sort(sizes)
	return sizes[len(sizes)/2], true
}

// reach returns the length of the finder pattern around p on the line along d, of which neither half may be
// longer than limit.
func (k *ink) reach(p, d point, limit float64) (float64, bool) {
	const step = 0.25 // pixels; the edge is known no better
	var sum float64
	for _, sign := range [2]float64{1, -1} {
		n, start := 0.0, 0.0
		for _, tone := range [3]uint8{1, 0, 1} {
			for k.at(p.plus(d.times(sign*n))) == tone {
				if n += step; n > limit {
					return 0, false
				}
			}
			if n == start {
				return 0, false
			}
			start = n
		}
		sum += n
	}
	return sum, true
}

// isFinder reports whether a finder pattern stands at p with sides along u and v, each a module long.
func (k *ink) isFinder(p, u, v point) bool {
	wrong := 0
	for y := -3; y <= 3; y++ {
		for x := -3; x <= 3; x++ {
			if k.at(p.plus(u.times(float64(x))).plus(v.times(float64(y)))) != ring(max(abs(x), abs(y)), 2) {
				wrong++
			}
		}
	}
	return wrong <= 7 // of 49
}

// ring returns the tone of the squares around a pattern's middle, of which only the one at radius light is light.
func ring(radius, light int) uint8 {
	if radius == light {
		return 0
	}
	return 1
}

// alignment returns the middle of the alignment pattern (ISO/IEC 18004, 6.3.6: a dark module in a light ring
// in a dark ring) that a flat symbol would have at (at, at), and whether one is near there.
func (k *ink) alignment(flat plane, at float64) (point, bool) {
	score := func(x, y float64) int {
		n := 0
		for j := -2; j <= 2; j++ {
			for i := -2; i <= 2; i++ {
				if k.at(flat.point(x+float64(i), y+float64(j))) == ring(max(abs(i), abs(j)), 1) {
					n++
				}
			}
		}
		return n
	}
	const enough, step = 22, 0.5 // of 25; modules
	// A camera held at an angle moves it, the more the larger the symbol.
	radius := int((3 + 0.1*at) / step)
	best, bx, by := enough-1, 0.0, 0.0
	for r := 0; r <= radius && best < 25; r++ {
		for j := -r; j <= r; j++ {
			for i := -r; i <= r; i++ {
				if max(abs(i), abs(j)) != r {
					continue
				}
				if n := score(at+float64(i)*step, at+float64(j)*step); n > best {
					best, bx, by = n, at+float64(i)*step, at+float64(j)*step
				}
			}
		}
	}
	if best < enough {
		return point{}, false
	}
	// The middle of all places near the best that match as well.
	const fine, reach = 0.1, 6
	var sum point
	n := 0.0
	best = max(best, score(bx, by))
	for j := -reach; j <= reach; j++ {
		for i := -reach; i <= reach; i++ {
			x, y := bx+float64(i)*fine, by+float64(j)*fine
			switch m := score(x, y); {
			case m > best:
				best, sum, n = m, point{x, y}, 1
			case m == best:
				sum, n = sum.plus(point{x, y}), n+1
			}
		}
	}
	return flat.point(sum.x/n, sum.y/n), true
}

// timing returns how much of the two timing patterns (ISO/IEC 18004, 6.3.5: module 6 of the rows and columns,
// dark and light by turns between the finder patterns) is as it must be, from 0 to 1.
func (k *ink) timing(m plane, dimension int) float64 {
	right, all := 0, 0
	for i := 8; i <= dimension-9; i++ {
		want := uint8(1 - i%2)
		for _, p := range [2]point{m.point(float64(i)+0.5, 6.5), m.point(6.5, float64(i)+0.5)} {
			if k.at(p) == want {
				right++
			}
			all++
		}
	}
	return float64(right) / float64(all)
}

// sample reads the modules. With a spread, a module is what most of nine places in it are, so many modules apart.
func (k *ink) sample(m plane, dimension int, spread float64) [][]bool {
	rows := make([][]bool, dimension)
	for y := range rows {
		rows[y] = make([]bool, dimension)
		for x := range rows[y] {
			cx, cy := float64(x)+0.5, float64(y)+0.5
			if spread == 0 {
				rows[y][x] = k.at(m.point(cx, cy)) == 1
				continue
			}
			dark := 0
			for j := -1.0; j <= 1; j++ {
				for i := -1.0; i <= 1; i++ {
					dark += int(k.at(m.point(cx+i*spread, cy+j*spread)))
				}
			}
			rows[y][x] = dark >= 5
		}
	}
	return rows
}

// decode returns the text of a symbol's modules, which may be damaged as far as its error correction reaches.
func (s *scanner) decode(modules [][]bool, dimension int) (text string, ok bool) {
	bits, err := gozxing.NewSquareBitMatrix(dimension)
	if err != nil {
		return "", false
	}
	for y, row := range modules {
		for x, dark := range row {
			if dark {
				bits.Set(x, y)
			}
		}
	}
	result, err := s.decoder.Decode(bits, nil)
	if err != nil {
		return "", false
	}
	return result.GetText(), true
}
