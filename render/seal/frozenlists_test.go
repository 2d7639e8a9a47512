package seal_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"docketcard/render/seal"
)

// TestFrozenLists opens lists that an earlier version has signed.
func TestFrozenLists(t *testing.T) {
	data, err := os.ReadFile("testdata/frozen-lists-1.json")
	if err != nil {
		t.Fatal(err)
	}
	var frozen struct{ Status, Trust []byte } // base64
	if err := json.Unmarshal(data, &frozen); err != nil {
		t.Fatal(err)
	}
	l, err := statusRing(t).StatusList(frozen.Status)
	if err != nil {
		t.Fatal(err)
	}
	if s, ok := l.At(5); s != seal.StatusInvalid || !ok || l.Len() != 64 {
		t.Errorf("entry 5 of %d: got %s", l.Len(), s)
	}
	if got := mustTrust(t, frozen.Trust); got.Sequence != 1 || len(got.Keys) != len(trustList().Keys) {
		t.Errorf("got list %d of %d keys", got.Sequence, len(got.Keys))
	}
	// The entries of a status list are compressed by the standard library, whose output may change with it; nothing in a trust list is.
	if got := mustSign(t, trustList(), rootKey); !bytes.Equal(got, frozen.Trust) {
		t.Errorf("the trust list changed: got %x", got)
	}
}
