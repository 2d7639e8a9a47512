package seal

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"testing"
)

// TestDeflated reads with the standard library what deflated writes, and looks at the kind of its block.
func TestDeflated(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 31, 143, 144, 255, 256, 261, 900, 5000} {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		z := deflated(b)
		if z[0] != 0x78 || z[2]&7 != 0b011 {
			t.Errorf("%d bytes: begins with %x; want zlib and one block of fixed codes", n, z[:3])
		}
		if most := 2 + (3+9*n+7+7)/8 + 4; len(z) > most {
			t.Errorf("%d bytes: got %d, want %d at most", n, len(z), most)
		}
		r, err := zlib.NewReader(bytes.NewReader(z))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes: got %d, %v", n, len(got), err)
		}
		if got, err := inflate(z, len(b)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%d bytes: inflate: got %d, %v", n, len(got), err)
		}
	}
}

// FuzzBase45 decodes what is encoded, and encodes what decodes.
func FuzzBase45(f *testing.F) {
	f.Add([]byte("AB"), "BB8")
	f.Add([]byte{0xff, 0xff, 0xff}, "FGWE5")
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		if got, err := FromBase45(toBase45(b)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%x: got %x, %v", b, got, err)
		}
		if got, err := FromBase45(text); err == nil && toBase45(got) != text {
			t.Errorf("%q: another text, %q, has the same bytes", text, toBase45(got))
		}
	})
}
