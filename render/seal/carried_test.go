package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"docketcard/render/seal"
)

// TestListText carries a status list as text, and verifies it again.
func TestListText(t *testing.T) {
	ring := statusRing(t)
	list := statusToken(t, statusKey, nil)
	text := seal.ListText(list)
	for _, data := range [][]byte{list, []byte(text), []byte("\ufeff" + text + "\r\n")} {
		got, err := seal.ParseList(data)
		if err != nil || !bytes.Equal(got, list) {
			t.Fatalf("got %d bytes, %v, want %d", len(got), err, len(list))
		}
		mustList(t, ring, got)
	}
	for _, bad := range []string{"", "\n", "HTTPS://VERIFY.EXAMPLE/V#1", "BB8", text[:len(text)-2], text + "A"} {
		got, err := seal.ParseList([]byte(bad))
		if err == nil {
			_, err = ring.StatusList(got)
		}
		if !errors.Is(err, seal.ErrMalformed) {
			t.Errorf("%.20q: got %v, want ErrMalformed", bad, err)
		}
	}
}

func FuzzParseList(f *testing.F) {
	list := statusToken(f, statusKey, nil)
	f.Add(list)
	f.Add([]byte(seal.ListText(list)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := seal.ParseList(data); err == nil && (len(got) == 0 || got[0] != 0xd2) {
			t.Errorf("%x: got %x", data, got)
		}
	})
}
