package source

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// checkPlain holds what plain reads against yaml.v3, and tells whether it read anything.
func checkPlain(tb testing.TB, data []byte) bool {
	tb.Helper()
	if _, _, why := unreadable(data); why != "" {
		return false
	}
	if _, stray := split(data); stray != 0 {
		return false
	}
	got, ok := plain("f", data, 7)
	if !ok {
		return false
	}
	want, err := parse("f", data, 7)
	if err != nil || len(want) != 1 {
		tb.Fatalf("%q: got a document, want %d and %v", data, len(want), err)
	}
	if !equal(got, want[0]) {
		tb.Fatalf("%q: got %+v, want %+v", data, spell(got), spell(want[0]))
	}
	return true
}

// equal compares nodes; empty lists are nil in one and not in the other.
func equal(a, b *Node) bool {
	if a.Pos != b.Pos || a.Kind != b.Kind || a.Text != b.Text || len(a.Pairs) != len(b.Pairs) || len(a.Items) != len(b.Items) {
		return false
	}
	for i := range a.Pairs {
		if !equal(a.Pairs[i].Key, b.Pairs[i].Key) || !equal(a.Pairs[i].Value, b.Pairs[i].Value) {
			return false
		}
	}
	return reflect.DeepEqual(a.Items, b.Items)
}

func spell(n *Node) string {
	var b strings.Builder
	b.WriteString(n.Pos.String() + " " + n.Kind.String() + " " + n.Text)
	for _, p := range n.Pairs {
		b.WriteString(" {" + spell(p.Key) + ": " + spell(p.Value) + "}")
	}
	return b.String()
}

var plainCases = map[string]bool{ // whether plain reads them
	"a: b\n": true, "---\na: b": true, "a: b c: d\n": false, "a:\n  b: 1\n  c: 'x y'\nd: \"\"\n": true, "a:   b\n": true, "a: b \n": false,
	"# x\n\na: é ü\n  # in\nb: 2026-01-02\n": true, "a: \"é # : x\"\n": true, "a: 'it''s'\n": false, "a: \"\\n\"\n": false, "a: b\n  c\n": false,
	"a: b\n  c: d\n": false, "a:\n": false, "a: null\n": false, "a: ~\n": false, "null: a\n": false, "a: b #c\n": false, "a: b#c\n": true, "a: b:c\n": true, "a: b:\n": false,
	"a: b\na: c\n": false, "a:\n    b: 1\n  c: 2\n": false, "a:\n  b:\n    c: 1\n  d: 2\ne: 3\n": true, "a:\n- b\n": false, "a: [b]\n": false, "a: &b c\n": false,
	"a: !b c\n": false, "a: |\n  b\n": false, "a: b\r\n": false, "a:\tb\n": false, "a: b\tc\n": false, "a: b\n---\nc: d\n": false, "a: b\n...\n": false, " a: b\n": false,
	"---\n": false, "": false, "a:b\n": false, "a.b: c\n": true, "1: a\n": false, "<<: a\n": false, "a: - b\n": false, "a: true\n": true, "a: 007\n": true,
	"a: \u00a0b\n": false, "a: b\u00a0\n": true, "a: \u2028\n": false, "a: \U0001F600\n": false, "a: ب\n": true, "a: \"b\" \n": false, "a: \"b\" c\n": false, "a: 'b\n": false,
	"a: \ufeffb\n": false, "a: b\n  # further in\nc: d\n": true, "a:\n  # in\n  b: c\n": true, "a: b\n\n\n": true, "a: x\n #y\n": true, "--- a: b\n": false,
}

func TestPlain(t *testing.T) {
	for text, want := range plainCases {
		if got := checkPlain(t, []byte(text)); got != want {
			t.Errorf("%q: read: got %t, want %t", text, got, want)
		}
	}
	// The example's records are read so.
	files, err := filepath.Glob("../../examples/field-office/c-*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no records: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		checkPlain(t, data)
	}
}

func FuzzPlain(f *testing.F) {
	for text := range plainCases {
		f.Add([]byte(text))
	}
	files, _ := filepath.Glob("testdata/hostile/*.yaml")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<14 {
			checkPlain(t, data)
		}
	})
}
