package qr

import "math/bits"

// penalty scores a symbol with a mask, section 7.8.3, as go-qrcode does; the least score wins. It is given both ways round, since it looks
// at columns only, 64 at a time. A score that reaches enough is not counted to its end.
//
// Where go-qrcode reads the standard in its own way, its symbols are sound all the same, for any mask is: a row of five modules is no fault, a
// finder pattern is looked for from the left with the module before it made dark once one was found, and one at the end of a row needs
// no light beside it.
func penalty(m, turned Bitmap, enough int) int {
	dark := 0
	for _, w := range m.words {
		dark += bits.OnesCount64(w)
	}
	all := m.size * m.size
	score := max(all/2-dark, dark-all/2) / (all / 20) * 10
	for at := 0; at < m.size && score < enough; at += 64 {
		columns := m.words[at>>6*m.size:][:m.size]
		var next []uint64
		if at+64 < m.size {
			next = m.words[(at>>6+1)*m.size:][:m.size]
		}
		score += 3 * blocks(columns, next, min(64, m.size-at))
	}
	for _, b := range [2]Bitmap{turned, m} {
		for at := 0; at < b.size && score < enough; at += 64 {
			score += penaltyColumns(b.words[at>>6*b.size:][:b.size], min(64, b.size-at))
		}
	}
	return score
}

// blocks counts the squares of two by two modules of one kind, of which the left column is one of the given.
func blocks(columns, next []uint64, width int) int {
	n := 0
	if next == nil {
		width-- // the last column has nothing to its right
	}
	valid := ^uint64(0) >> (64 - width)
	last, lastLevel := uint64(0), uint64(0) // the row above, and where it is the same as to its right
	for y, row := range columns {
		right := row >> 1
		if next != nil {
			right |= next[y] << 63
		}
		level := ^(row ^ right) & valid
		if y > 0 {
			n += bits.OnesCount64(level & lastLevel &^ (row ^ last))
		}
		last, lastLevel = row, level
	}
	return n
}

// penaltyColumns scores runs of one kind and finder patterns in columns: bit x of row y is a module.
func penaltyColumns(rows []uint64, width int) int {
	const above = 11 // rows that are light, above the first
	var padded [above + 177]uint64
	copy(padded[above:], rows)
	valid := ^uint64(0) >> (64 - width)
	score := 0
	var found [64]int // the row after the last finder pattern of a column, or 0
	// Same is whether a module is as the one above it, by how long ago; runs is whether the last five were.
	var same1, same2, same3, same4, runs uint64
	// Parts of a finder pattern, by how many rows ago they ended: core6 is 011101 read down, core7 has one more dark module above.
	for y := above; y < above+len(rows); y++ {
		r0, r1, r2, r3, r4, r5 := padded[y], padded[y-1], padded[y-2], padded[y-3], padded[y-4], padded[y-5]
		if y > above {
			same := ^(r0 ^ r1) & valid
			run := same & same1 & same2 & same3 & same4
			// A run of six modules scores four, and each more of them one.
			score += bits.OnesCount64(run) + 3*bits.OnesCount64(run&^runs)
			same1, same2, same3, same4, runs = same, same1, same2, same3, run
		}
		// A pattern that ends here, after four light modules or before them.
		after := r0 &^ r1 & r2 & r3 & r4 &^ r5 & padded[y-6] &^ (padded[y-7] | padded[y-8] | padded[y-9] | padded[y-10])
		before := r4 &^ r5 & padded[y-6] & padded[y-7] & padded[y-8] &^ padded[y-9] &^ (r0 | r1 | r2 | r3)
		whole := after | before&padded[y-10]
		for hits := whole | before; hits != 0; hits &= hits - 1 {
			x := bits.TrailingZeros64(hits)
			switch rest := y - found[x]; {
			case found[x] == 0 || rest >= above:
				if whole>>x&1 != 0 {
					score, found[x] = score+40, y
				}
			case rest == above-1:
				if before>>x&1 != 0 {
					score, found[x] = score+40, y
				}
			}
		}
	}
	y := above + len(rows) - 1
	core := padded[y] &^ padded[y-1] & padded[y-2] & padded[y-3] & padded[y-4] &^ padded[y-5]
	for hits := core; hits != 0; hits &= hits - 1 {
		x := bits.TrailingZeros64(hits)
		switch rest := y - found[x]; {
		case found[x] == 0 || rest >= 7:
			if padded[y-6]>>x&1 != 0 {
				score += 40
			}
		case rest == 6:
			score += 40
		}
	}
	return score
}
