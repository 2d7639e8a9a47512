package source

import (
	"fmt"
	"strings"
	"testing"
)

func TestComments(t *testing.T) {
	const file = `# top
schema: x # after a value
# of the list

front: # after its key
  # before the first
  - {text: a, at: [1, 2]} # after a mapping
  - {text: "# not one",   # inside a mapping
     at: [1,  # inside a list
     2]}
  - text: "x # not one" # after quotes
    # inside ä

    when: "é" # after é
back:
  - text: |  # after a bar
      # not one
      a # not one
    at: a#b
# end
`
	want := `1:1 top alone
2:11 after a value
3:1 of the list alone
5:8 after its key
6:3 before the first alone
7:27 after a mapping
8:27 inside a mapping
9:15 inside a list
11:25 after quotes
12:5 inside ä alone
14:15 after é
16:14 after a bar
20:1 end alone
`
	var got strings.Builder
	for _, c := range Comments("x.yaml", []byte("\xef\xbb\xbf"+file), "#") {
		fmt.Fprintf(&got, "%d:%d %s", c.Pos.Line, c.Pos.Col, strings.TrimPrefix(c.Text, "# "))
		if c.Alone {
			got.WriteString(" alone")
		}
		got.WriteByte('\n')
	}
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
	if got := Comments("x.yaml", []byte(file), "# inside"); len(got) != 3 {
		t.Errorf("those with a beginning: got %v, want 3", got)
	}
	if got := Comments("x.yaml", []byte("a: [ # b"), "#"); got != nil {
		t.Errorf("what is not YAML: got %v", got)
	}
}
