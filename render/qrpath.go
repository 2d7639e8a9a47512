package render

import "strconv"

// Units of appendModules: a module, and how far the path stays within the dark areas.
const (
	moduleUnits = 60
	insetUnits  = 1
)

// appendModules appends path operators around the dark areas of a symbol, each area's outline drawn in by insetUnits, y downwards. Areas that
// touch at a corner only stay apart.
func appendModules(b []byte, dark [][]bool) []byte {
	n := len(dark)
	at := func(x, y int) bool { return x >= 0 && y >= 0 && x < n && y < n && dark[y][x] }
	// An outline runs with the dark on its right hand. It is found from its top edges, each of which belongs to one outline.
	seen := make([]bool, n*n) // top edges that were walked
	type direction struct{ dx, dy int }
	right, down, left, up := direction{1, 0}, direction{0, 1}, direction{-1, 0}, direction{0, -1}
	// ahead tells which of the two modules beyond the corner (x, y) are dark, seen in the direction d.
	ahead := func(x, y int, d direction) (leftSide, rightSide bool) {
		switch d {
		case right:
			return at(x, y-1), at(x, y)
		case down:
			return at(x, y), at(x-1, y)
		case left:
			return at(x-1, y), at(x-1, y-1)
		}
		return at(x-1, y-1), at(x, y-1)
	}
	turn := map[direction][2]direction{right: {up, down}, down: {right, left}, left: {down, up}, up: {left, right}}
	// inwards is where the dark lies beside an edge.
	inwards := map[direction]direction{right: down, down: left, left: up, up: right}
	for y := range n {
		for x := range n {
			if !dark[y][x] || at(x, y-1) || seen[y*n+x] {
				continue
			}
			cx, cy, d := x, y, right
			op := " m "
			for {
				if d == right {
					if seen[cy*n+cx] {
						break
					}
					seen[cy*n+cx] = true
				}
				cx, cy = cx+d.dx, cy+d.dy
				l, r := ahead(cx, cy, d)
				next := d
				switch {
				case !r:
					next = turn[d][1]
				case l:
					next = turn[d][0]
				}
				if next != d {
					i, j := inwards[d], inwards[next]
					b = strconv.AppendInt(b, int64(cx*moduleUnits+(i.dx+j.dx)*insetUnits), 10)
					b = append(b, ' ')
					b = strconv.AppendInt(b, int64(cy*moduleUnits+(i.dy+j.dy)*insetUnits), 10)
					b = append(b, op...)
					op = " l "
				}
				d = next
			}
			b = append(b, "h\n"...)
		}
	}
	return b
}
