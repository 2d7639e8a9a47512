package seal_test

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"docketcard/render/seal"
)

// slowDigits is the definition of Digits in big integers.
func slowDigits(b []byte) string {
	var out strings.Builder
	for len(b) > 0 {
		n := min(22, len(b))
		limit := new(big.Int).Lsh(big.NewInt(1), uint(8*n))
		width := len(limit.Sub(limit, big.NewInt(1)).String())
		fmt.Fprintf(&out, "%0*s", width, new(big.Int).SetBytes(b[:n]).String())
		b = b[n:]
	}
	return out.String()
}

func TestDigits(t *testing.T) {
	noise := []byte{}
	for i := range 4 {
		sum := sha512.Sum512([]byte{byte(i)})
		noise = append(noise, sum[:]...)
	}
	for n := range 70 {
		for _, b := range [][]byte{make([]byte, n), bytes.Repeat([]byte{0xff}, n), noise[:n], noise[len(noise)-n:]} {
			got := seal.Digits(b)
			if want := slowDigits(b); got != want {
				t.Fatalf("Digits(%x): got %s, want %s", b, got, want)
			}
			back, err := seal.FromDigits(got)
			if err != nil || !bytes.Equal(back, b) {
				t.Fatalf("FromDigits(%s): got %x, %v, want %x", got, back, err, b)
			}
		}
	}
}

func TestFromDigitsRefuses(t *testing.T) {
	// A block one above the largest, for each length.
	for n := 1; n <= 22; n++ {
		over := new(big.Int).Lsh(big.NewInt(1), uint(8*n)).String()
		if want := len(slowDigits(make([]byte, n))); len(over) != want {
			t.Fatalf("2^%d has %d digits, want %d", 8*n, len(over), want)
		}
		for _, s := range []string{over, strings.Repeat("9", len(over)), strings.Repeat("0", 53) + over} {
			if _, err := seal.FromDigits(s); !errors.Is(err, seal.ErrMalformed) {
				t.Errorf("FromDigits(%s): got error %v, want ErrMalformed", s, err)
			}
		}
	}
	// Lengths that no bytes have.
	widths := map[int]bool{0: true}
	for n := 1; n <= 22; n++ {
		widths[len(slowDigits(make([]byte, n)))] = true
	}
	for n := range 120 {
		_, err := seal.FromDigits(strings.Repeat("0", n))
		if ok := widths[n%53]; ok != (err == nil) {
			t.Errorf("%d digits: got error %v, want none: %t", n, err, ok)
		}
	}
	for _, s := range []string{"-01", "+01", " 01", "0 1", "01a", "٠٠", "1e1", "0\x001", "01/", "01:"} {
		if _, err := seal.FromDigits(s); !errors.Is(err, seal.ErrMalformed) {
			t.Errorf("FromDigits(%q): got error %v, want ErrMalformed", s, err)
		}
	}
}

func FuzzFromDigits(f *testing.F) {
	for _, s := range frozenSeals(f) {
		_, digits, _ := strings.Cut(s.Text, "#")
		f.Add(digits)
	}
	f.Add("255")
	f.Add("256")
	f.Add("00000")
	f.Fuzz(func(t *testing.T, s string) {
		b, err := seal.FromDigits(s)
		if err != nil {
			if !errors.Is(err, seal.ErrMalformed) {
				t.Errorf("error %v is not ErrMalformed", err)
			}
			return
		}
		if got := seal.Digits(b); got != s {
			t.Errorf("two texts for %x: %s and %s", b, s, got)
		}
	})
}

func BenchmarkDigits(b *testing.B) {
	message := bytes.Repeat([]byte{0xa5}, 180)
	b.ReportAllocs()
	for b.Loop() {
		seal.Digits(message)
	}
}

func BenchmarkFromDigits(b *testing.B) {
	s := seal.Digits(bytes.Repeat([]byte{0xa5}, 180))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := seal.FromDigits(s); err != nil {
			b.Fatal(err)
		}
	}
}
