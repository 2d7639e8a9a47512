package qr

// Bitmap is a square of light and dark modules.
type Bitmap struct {
	size  int
	words []uint64 // bit x%64 of word x/64*size+y is module x of row y
}

// newBitmap returns a light one, of so many modules each way.
func newBitmap(size int) Bitmap {
	return Bitmap{size, make([]uint64, (size+63)/64*size)}
}

// BitmapOf takes rows from top to bottom, as many as each has modules; true is dark.
func BitmapOf(rows [][]bool) Bitmap {
	b := newBitmap(len(rows))
	for y, row := range rows {
		for x, dark := range row {
			if dark {
				b.set(x, y)
			}
		}
	}
	return b
}

// Size returns how many modules the square is wide and high.
func (b Bitmap) Size() int { return b.size }

// Dark tells whether the module at column x and row y, counted from the left and the top, is dark. All outside is light.
func (b Bitmap) Dark(x, y int) bool {
	return x >= 0 && y >= 0 && x < b.size && y < b.size && b.words[x>>6*b.size+y]>>(x&63)&1 != 0
}

func (b Bitmap) set(x, y int) { b.words[x>>6*b.size+y] |= 1 << (x & 63) }

func (b Bitmap) flip(x, y int) { b.words[x>>6*b.size+y] ^= 1 << (x & 63) }

// transposed returns the bitmap with rows for columns.
func (b Bitmap) transposed() Bitmap {
	out := newBitmap(b.size)
	var block [64]uint64
	for from := 0; from < b.size; from += 64 {
		for to := 0; to < b.size; to += 64 {
			n := copy(block[:], b.words[from>>6*b.size+to:][:min(64, b.size-to)])
			clear(block[n:])
			transpose64(&block)
			copy(out.words[to>>6*b.size+from:][:min(64, b.size-from)], block[:])
		}
	}
	return out
}

// transpose64 swaps ever smaller quarters of a square.
func transpose64(a *[64]uint64) {
	mask := uint64(1<<32 - 1)
	for half := 32; half > 0; {
		for k := 0; k < 64; k = (k + half + 1) &^ half {
			t := (a[k]>>half ^ a[k+half]) & mask
			a[k] ^= t << half
			a[k+half] ^= t
		}
		half >>= 1
		mask ^= mask << half
	}
}
