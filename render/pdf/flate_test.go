package pdf

import (
	"bytes"
	"fmt"
	"testing"
)

// A writer that was used before gives the bytes a new one gives.
func TestDeflateReuse(t *testing.T) {
	want := make(map[int][]byte)
	sample := func(i int) []byte {
		var b bytes.Buffer
		for k := range 400 * (i%5 + 1) {
			fmt.Fprintf(&b, "%.4f %.4f %d 1.2 re\n", float64(k%37)*1.2046, float64(k/37+i)*1.2046, k*i%11)
		}
		return b.Bytes()
	}
	for i := range 40 {
		src := sample(i % 10)
		got := deflate(src)
		if first, ok := want[i%10]; ok && !bytes.Equal(got, first) {
			t.Fatalf("sample %d deflates differently at use %d", i%10, i)
		}
		want[i%10] = got
		back, err := inflate(got)
		if err != nil || !bytes.Equal(back, src) {
			t.Fatalf("sample %d does not inflate to itself: %v", i%10, err)
		}
	}
}
