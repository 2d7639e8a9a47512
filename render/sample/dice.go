package sample

// dice is the SplitMix64 generator (Steele, Lea and Flood, "Fast Splittable
// Pseudorandom Number Generators", 2014). It is written out here because a
// record is the same for ever only if the way from seed to choice is, and
// math/rand/v2 fixes its sources but not what its methods make of them.
type dice uint64

// roll returns a dice whose throws depend on all of the given numbers.
func roll(numbers ...uint64) *dice {
	d := new(dice)
	for _, n := range numbers {
		*d = dice(d.next() ^ n)
	}
	return d
}

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	z := uint64(*d)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// n returns a number from 0 to n-1. The bias of the remainder is below 2^-50
// for the small n used here.
func (d *dice) n(n int) int { return int(d.next() % uint64(n)) }

// between returns a number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.n(hi-lo+1) }

// chance is true in percent of the throws.
func (d *dice) chance(percent int) bool { return d.n(100) < percent }

func pick[T any](d *dice, from []T) T { return from[d.n(len(from))] }

// weigh returns an index of the weights, each as often as its weight says.
func (d *dice) weigh(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.n(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("sample: weights without sum")
}
