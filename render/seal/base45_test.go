package seal

import (
	"encoding/json"
	"os"
	"testing"
)

// TestBase45Vectors goes both ways through the examples of RFC 9285.
func TestBase45Vectors(t *testing.T) {
	data, err := os.ReadFile("testdata/base45.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct{ ASCII, Base45 string }
	}
	if err := json.Unmarshal(data, &file); err != nil || len(file.Vectors) != 4 {
		t.Fatalf("got %d vectors, %v", len(file.Vectors), err)
	}
	for _, v := range file.Vectors {
		if got := toBase45([]byte(v.ASCII)); got != v.Base45 {
			t.Errorf("%q: got %q, want %q", v.ASCII, got, v.Base45)
		}
		if got, err := FromBase45(v.Base45); err != nil || string(got) != v.ASCII {
			t.Errorf("%q: got %q, %v, want %q", v.Base45, got, err, v.ASCII)
		}
	}
}
