package scan

import (
	"bytes"
	"cmp"
	"math"
	"slices"
)

// A finder is a finder pattern (ISO/IEC 18004, 6.3.3): one of the three corner squares of a symbol, whose
// modules lie dark, light, dark, light, dark in the ratio 1:1:3:1:1 on every line through its middle.
type finder struct {
	at     point
	module float64 // pixels
	hits   int     // rows in which it was seen
}

// maxFinders bounds the work that noise can cause; a sheet of a hundred codes has three hundred.
const maxFinders = 512

// finders returns the finder patterns of an image from top to bottom, and some things that only look like one.
// Of more than maxFinders those seen in most rows for their size are kept.
func (k *ink) finders() []finder {
	var found []finder
	near := map[[2]int][]int{} // indices into found, by square of nearCell pixels
	const nearCell = 16

	var edge [6]int // where the last five runs begin, and the end of the last
	for y := range k.height {
		row := k.pix[y*k.width:][:k.width]
		// Runs are taken in turn, a light one first; edge is shifted left by each.
		tone, x := uint8(0), 0
		for runs := 0; x < k.width; runs++ {
			end := bytes.IndexByte(row[x:], 1-tone)
			if end < 0 {
				end = k.width
			} else {
				end += x
			}
			copy(edge[:], edge[1:])
			edge[5] = end
			if tone == 1 && runs >= 5 && finderRatio(widths(edge)) {
				if f, ok := k.cross(float64(edge[2]+edge[3])/2, y, edge[5]-edge[0]); ok {
					found = merge(found, near, nearCell, f)
				}
			}
			tone, x = 1-tone, end
		}
	}

	found = slices.DeleteFunc(found, func(f finder) bool { return f.hits < 2 })
	if len(found) > maxFinders {
		slices.SortStableFunc(found, func(a, b finder) int {
			return -cmp.Compare(float64(a.hits)/a.module, float64(b.hits)/b.module)
		})
		found = found[:maxFinders]
	}
	slices.SortFunc(found, func(a, b finder) int {
		return cmp.Or(cmp.Compare(a.at.y, b.at.y), cmp.Compare(a.at.x, b.at.x))
	})
	return found
}

// merge adds one sighting to the finder pattern it belongs to, or a new one.
func merge(found []finder, near map[[2]int][]int, cell int, f finder) []finder {
	// Sightings of one pattern lie within a module of each other; patterns lie seven modules apart.
	reach := int(f.module)/cell + 1
	cx, cy := int(f.at.x)/cell, int(f.at.y)/cell
	for y := cy - reach; y <= cy+reach; y++ {
		for x := cx - reach; x <= cx+reach; x++ {
			for _, i := range near[[2]int{x, y}] {
				g := &found[i]
				if math.Abs(g.at.x-f.at.x) > g.module || math.Abs(g.at.y-f.at.y) > g.module ||
					f.module > 2*g.module || g.module > 2*f.module {
					continue
				}
				n := float64(g.hits)
				g.at = g.at.times(n).plus(f.at).times(1 / (n + 1))
				g.module = (g.module*n + f.module) / (n + 1)
				g.hits++
				return found
			}
		}
	}
	f.hits = 1
	near[[2]int{cx, cy}] = append(near[[2]int{cx, cy}], len(found))
	return append(found, f)
}

// cross looks again at what a row shows as a finder pattern total pixels wide around x, down the column and
// along the row of the middle that the column shows. A speck in either is passed half a module beside.
func (k *ink) cross(x float64, y, total int) (finder, bool) {
	for _, beside := range [3]int{0, -total / 14, total / 14} {
		cy, high, ok := k.through(int(x)+beside, y, 0, 1, total)
		if !ok {
			continue
		}
		for _, beside := range [3]int{0, -total / 14, total / 14} {
			cx, wide, ok := k.through(int(x), int(cy)+beside, 1, 0, total)
			if ok && 5*abs(high-wide) < 2*max(high, wide) {
				return finder{at: point{cx, cy}, module: float64(high+wide) / 14}, true
			}
		}
	}
	return finder{}, false
}

// through walks both ways from a pixel of the middle square of a finder pattern, along x when dx is 1 and
// along y when dy is 1, and returns the middle of that square on the line and the width of the pattern.
func (k *ink) through(x, y, dx, dy, total int) (middle float64, width int, ok bool) {
	if x < 0 || x >= k.width || y < 0 || y >= k.height {
		return 0, 0, false
	}
	i := y*k.width + x
	step := dy*k.width + dx
	at := x*dx + y*dy
	limit := k.width*dx + k.height*dy
	if k.pix[i] == 0 {
		return 0, 0, false
	}
	// walk returns how far the pixels go on in tone from offset n in direction sign, up to total.
	walk := func(n, sign int, tone uint8) int {
		for n <= total && at+sign*n >= 0 && at+sign*n < limit && k.pix[i+sign*n*step] == tone {
			n++
		}
		return n
	}
	var up, down [3]int
	up[0], down[0] = walk(0, -1, 1), walk(1, 1, 1)
	for j, tone := range []uint8{0, 1} {
		up[j+1] = walk(up[j], -1, tone)
		down[j+1] = walk(down[j], 1, tone)
	}
	// up counts the starting pixel, down does not: the run from -(up-1) to down-1 is up+down-1 wide.
	runs := [5]int{up[2] - up[1], up[1] - up[0], up[0] + down[0] - 1, down[1] - down[0], down[2] - down[1]}
	if !finderRatio(runs) {
		return 0, 0, false
	}
	return float64(at) + float64(down[0]-up[0]+1)/2, up[2] + down[2] - 1, true
}

// widths returns the widths of the runs between edges.
func widths(edge [6]int) (runs [5]int) {
	for i := range runs {
		runs[i] = edge[i+1] - edge[i]
	}
	return runs
}

// finderRatio reports whether runs are as 1:1:3:1:1, each within half a module, the middle within one and a
// half: ink spreads, and a pixel more or less is much in a module of three.
func finderRatio(runs [5]int) bool {
	total := 0
	for _, n := range runs {
		if n == 0 {
			return false
		}
		total += n
	}
	if total < 7 {
		return false
	}
	// In fourteenths of the total, which is seven modules: a module is 2.
	within := func(n, want, slack int) bool { return abs(14*n-want*total) < slack*total }
	return within(runs[0], 2, 1) && within(runs[1], 2, 1) && within(runs[2], 6, 3) &&
		within(runs[3], 2, 1) && within(runs[4], 2, 1)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
