package qr

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
)

// authority returns the modules that go-qrcode gives; ok is false when it refuses the text.
func authority(text string, version int, level string) (m Bitmap, ok bool) {
	q, err := qrcode.NewWithForcedVersion(text, version, levels[level])
	if err != nil {
		return m, false
	}
	q.DisableBorder = true
	return BitmapOf(q.Bitmap()), true
}

func compareSymbols(tb testing.TB, text string, version int, level string) {
	tb.Helper()
	got, fits := encode(text, version, level)
	want, ok := authority(text, version, level)
	if fits != ok {
		tb.Fatalf("version %d-%s, %d characters: got a Encode: %t, want %t", version, level, len(text), fits, ok)
	}
	if !fits {
		return
	}
	if got.Size() != want.Size() {
		tb.Fatalf("version %d-%s: got %d modules, want %d", version, level, got.Size(), want.Size())
	}
	for y := range want.Size() {
		for x := range want.Size() {
			if got.Dark(x, y) != want.Dark(x, y) {
				tb.Fatalf("version %d-%s, text %q: module %d, %d is dark: got %t", version, level, text, x, y, got.Dark(x, y))
			}
		}
	}
}

// textsFor are texts of every mode that fill about a share of a symbol's data.
func textsFor(version int, level string, share float64) []string {
	bits := float64(8*planOf(version, level).data-40) * share
	r := rand.New(rand.NewPCG(uint64(version), uint64(level[0])))
	of := func(n int, set string) string {
		b := make([]byte, max(1, n))
		for i := range b {
			b[i] = set[r.IntN(len(set))]
		}
		return string(b)
	}
	const digits, alphanumeric = "0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	any := make([]byte, max(1, int(bits/8)))
	for i := range any {
		any[i] = byte(r.Uint32())
	}
	url := "HTTPS://VERIFY.UTOPIA.EXAMPLE/V#"
	mixed := ""
	for len(mixed) < int(bits/12) {
		mixed += of(1+r.IntN(16), digits) + of(1+r.IntN(16), alphanumeric) + of(1+r.IntN(8), "abcü\x00")
	}
	return []string{
		url + of(int((bits-200)/10*3), digits),
		of(int(bits/10*3), digits),
		of(int(bits/11*2), alphanumeric),
		string(any),
		mixed,
		strings.Repeat("\x00", len(any)),
	}
}

// TestEncode compares every version and level with go-qrcode, module for module; large symbols by one kind of text each.
func TestEncode(t *testing.T) {
	for version := 1; version <= 40; version++ {
		t.Run(fmt.Sprint("version ", version), func(t *testing.T) {
			t.Parallel()
			for l, level := range []string{"L", "M", "Q", "H"} {
				full := textsFor(version, level, 1)
				for i, text := range full {
					if version <= 12 || i == (version+l)%len(full) {
						compareSymbols(t, text, version, level)
					}
				}
				if version <= 12 {
					compareSymbols(t, textsFor(version, level, 0.3)[0], version, level)
				}
			}
		})
	}
}

// TestCapacity compares what still fits: a length is refused by both or by neither.
func TestCapacity(t *testing.T) {
	for version := 1; version <= 40; version++ {
		for _, level := range []string{"L", "M", "Q", "H"} {
			p := planOf(version, level)
			for _, kind := range []string{"7", "A", "a", "A1234567890123", "a1234567890ABCDEFGHIJKLMNO"} {
				fits := func(n int) bool {
					var space [maxCodewords]byte
					_, ok := p.codewords(&space, strings.Repeat(kind, 1+n/len(kind))[:n])
					return ok
				}
				most := 0
				for step := 4096; step > 0; step >>= 1 {
					if fits(most + step) {
						most += step
					}
				}
				for n := max(1, most-2); n <= most+2; n++ {
					text := strings.Repeat(kind, 1+n/len(kind))[:n]
					_, err := qrcode.NewWithForcedVersion(text, version, levels[level])
					if got := fits(n); got != (err == nil) {
						t.Errorf("version %d-%s, %d characters of %q fit: got %t, want %t", version, level, n, kind, got, err == nil)
					}
				}
			}
		}
	}
	for _, at := range []struct {
		text, level string
		version     int
	}{{"", "L", 1}, {"A", "L", 0}, {"A", "L", 41}, {"A", "l", 1}} {
		if _, ok := encode(at.text, at.version, at.level); ok {
			t.Errorf("version %d-%s of %q: got a Encode", at.version, at.level, at.text)
		}
	}
}

func FuzzEncode(f *testing.F) {
	for i, text := range textsFor(4, "M", 0.8) {
		f.Add(text, uint8(3), uint8(i))
	}
	f.Add("HTTPS://PORTAL.UTOPIA.EXAMPLE/C/3DKRNRAMTTLBSKP526Y6FQTHVO", uint8(3), uint8(1))
	f.Add("A1A12A123A1234A12345a1a12a123", uint8(9), uint8(2))
	f.Fuzz(func(t *testing.T, text string, version, level uint8) {
		compareSymbols(t, text, 1+int(version)%40, "LMQH"[level%4:][:1])
	})
}

func TestTransposed(t *testing.T) {
	for _, size := range []int{1, 21, 64, 65, 77, 128, 177} {
		b := newBitmap(size)
		r := rand.New(rand.NewPCG(3, uint64(size)))
		for range size * size / 2 {
			b.set(r.IntN(size), r.IntN(size))
		}
		turned := b.transposed()
		for y := range size {
			for x := range size {
				if b.Dark(x, y) != turned.Dark(y, x) {
					t.Fatalf("size %d: module %d, %d: got %t", size, x, y, turned.Dark(y, x))
				}
			}
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, bb := range []struct {
		name, text string
		version    int
	}{
		{"v3", "HTTPS://P.UTOPIA.EXAMPLE/C/3DKRNRAMTTL", 3},
		{"v10", "HTTPS://V.UTOPIA.EXAMPLE/V#" + strings.Repeat("8231475906", 24)[:233], 10},
		{"v15", "HTTPS://V.UTOPIA.EXAMPLE/V#" + strings.Repeat("8231475906", 68)[:673], 15},
	} {
		b.Run(bb.name+"/own", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := encode(bb.text, bb.version, "M"); !ok {
					b.Fatal("does not fit")
				}
			}
		})
		b.Run(bb.name+"/go-qrcode", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				authority(bb.text, bb.version, "M")
			}
		})
		b.Run(bb.name+"/path", func(b *testing.B) {
			m, _ := encode(bb.text, bb.version, "M")
			var out []byte
			b.ReportAllocs()
			for b.Loop() {
				out = AppendOutline(out[:0], m)
			}
			b.ReportMetric(float64(len(out)), "bytes")
		})
	}
}
