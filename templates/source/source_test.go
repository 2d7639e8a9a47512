package source_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"docketcard/templates/source"
)

// wanted reads the expectations of an annotated file: by line, the strings after # want.
func wanted(t *testing.T, data []byte) map[int][]string {
	t.Helper()
	quoted := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	want := map[int][]string{}
	for i, l := range strings.Split(string(data), "\n") {
		_, comment, ok := strings.Cut(l, "# want ")
		if !ok {
			continue
		}
		for _, q := range quoted.FindAllString(comment, -1) {
			s, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("line %d: %s: %v", i+1, q, err)
			}
			want[i+1] = append(want[i+1], s)
		}
	}
	return want
}

// compare matches faults with the expectations at their lines; a message may be followed by its hint.
func compare(t *testing.T, err error, want map[int][]string) {
	t.Helper()
	var list source.ErrorList
	if err != nil && !errors.As(err, &list) {
		t.Fatalf("got %T, want a source.ErrorList: %v", err, err)
	}
	for _, e := range list {
		got := e.Msg
		if e.Field != "" {
			got = "field " + e.Field + ": " + e.Msg
		}
		at := slices.Index(want[e.Pos.Line], got)
		if at < 0 {
			t.Errorf("%s: got %q, not wanted there", e.Pos, got)
			continue
		}
		rest := slices.Delete(want[e.Pos.Line], at, at+1)
		if at < len(rest) && strings.HasPrefix(rest[at], "did you mean") {
			if rest[at] != e.Hint {
				t.Errorf("%s: got hint %q, want %q", e.Pos, e.Hint, rest[at])
			}
			rest = slices.Delete(rest, at, at+1)
		}
		want[e.Pos.Line] = rest
	}
	for line, rest := range want {
		for _, w := range rest {
			t.Errorf("line %d: missing %q", line, w)
		}
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParseFaults(t *testing.T) {
	data := read(t, "faults.yaml")
	_, err := source.Parse("faults.yaml", data, 1)
	compare(t, err, wanted(t, data))
}

func TestMap(t *testing.T) {
	data := read(t, "keys.yaml")
	docs, err := source.Parse("keys.yaml", data, 1)
	if err != nil {
		t.Fatal(err)
	}
	var errs source.ErrorList
	m := source.NewMap(docs[0], "", &errs)
	if got := m.Text("name"); got != "007" {
		t.Errorf(`Text("name"): got %q, want 007 as written`, got)
	}
	if got := m.Int("count", 1, 1, 20); got != 12 {
		t.Errorf(`Int("count"): got %d, want 12`, got)
	}
	if got := m.Int("absent", 3, 1, 20); got != 3 {
		t.Errorf(`Int("absent"): got %d, want the default 3`, got)
	}
	if got := m.Choice("absent", "short", "long"); got != "short" {
		t.Errorf(`Choice("absent"): got %q, want the first`, got)
	}
	if !m.Bool("yes") {
		t.Error(`Bool("yes"): got false, want true`)
	}
	m.Int("size", 1, 1, 20)
	m.Int("large", 1, 1, 20)
	m.Bool("flag")
	m.Choice("flip", "short", "long", "none")
	m.Text("text")
	m.NeedText("empty")
	m.Texts("words")
	g := source.NewMap(m.Get("group"), "group", &errs)
	g.Text("a")
	g.Text("c")
	g.Need("b")
	g.Text("name")
	g.Close()
	source.NewMap(m.Get("scalar"), "scalar", &errs).Close()
	m.Close()

	// A group stands where its first key does, one line below its name.
	want := wanted(t, data)
	for line, w := range want {
		if w[0] == "field group.b: missing" {
			want[line+1] = append(want[line+1], w[0])
			delete(want, line)
			break
		}
	}
	compare(t, errs.Err(), want)
}

func TestParsePositions(t *testing.T) {
	const text = "a: 1\r\nb:\r\n  c: \"é\" \r\n  d: [x, ~, yy]\r\n---\r\ne: NO\r\n"
	docs, err := source.Parse("f", []byte("\xef\xbb\xbf"+text), 11)
	if err != nil || len(docs) != 2 {
		t.Fatalf("got %d documents, %v; want 2", len(docs), err)
	}
	d := docs[0].Get("b").Get("d")
	for _, c := range []struct {
		n    *source.Node
		pos  string
		kind source.Kind
		text string
	}{
		{docs[0].Get("a"), "f:11:4", source.Scalar, "1"},
		{docs[0].Get("b").Get("c"), "f:13:6", source.Scalar, "é"},
		{d, "f:14:6", source.List, ""},
		{d.Items[1], "f:14:10", source.Null, "~"},
		{d.Items[2], "f:14:13", source.Scalar, "yy"},
		{docs[1].Get("e"), "f:16:4", source.Scalar, "NO"},
	} {
		if c.n.Pos.String() != c.pos || c.n.Kind != c.kind || c.n.Text != c.text {
			t.Errorf("got %s %v %q, want %s %v %q", c.n.Pos, c.n.Kind, c.n.Text, c.pos, c.kind, c.text)
		}
	}
	if docs[0].Get("a").Get("x") != nil || (*source.Node)(nil).Get("x") != nil {
		t.Error("Get of no mapping: want nil")
	}
}

// TestHostile gives the verdict on each file of the hostile set: how many documents, or the first fault.
func TestHostile(t *testing.T) {
	verdicts := map[string]string{
		"alias-cycle.yaml":         "1:4: an anchor (&); want every value written out",
		"bomb-laughs-maps.yaml":    "1:5: an anchor (&); want every value written out",
		"bomb-laughs.yaml":         "1:5: an anchor (&); want every value written out",
		"bomb-merge-keys.yaml":     "1:7: an anchor (&); want every value written out",
		"crlf.yaml":                "1 document",
		"cve-2022-28948.yaml":      "2:1: not YAML: did not find expected ',' or ']'",
		"deep-nest-100k.yaml":      "1:1: not YAML: exceeded max depth of 10000",
		"deep-nest-9k-closed.yaml": "1:102: nested more than 100 deep",
		"duplicate-key.yaml":       `2:1: key "case_number" stands twice, first in line 1`,
		"latin1-bytes.yaml":        "1:10: byte 0xF1 is not UTF-8",
		"long-key.yaml":            "1 document",
		"many-docs-200k.yaml":      "200000 documents",
		"norway-and-friends.yaml":  "1 document",
		"nul-bytes.yaml":           "1:10: a NUL byte; want text",
		"panic-issue-666.yaml":     "1:10: byte 0xEF is not UTF-8",
		"tabs.yaml":                "2:1: not YAML: a tab in the indentation",
		"tag-binary.yaml":          "1:8: a tag (!); want plain values",
		"tag-python.yaml":          "1:1: a tag (!); want plain values",
		"unknown-field.yaml":       "1 document",
		"utf16le-bom.yaml":         "1:1: the file is in UTF-16; want UTF-8",
		"utf8-bom.yaml":            "1 document",
		"long-scalar-20MB.yaml":    "1 document",
		"deep-map-5k.yaml":         "101:101: nested more than 100 deep",
	}
	files, err := filepath.Glob("testdata/hostile/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	shared, _ := filepath.Glob("../../../shared/badinput/generated/yaml/*.yaml")
	if len(shared) == 0 {
		t.Log("the whole set is not here; the small files are judged alone")
	}
	for _, f := range append(files, shared...) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs, err := source.Parse("", data, 1)
		got := strconv.Itoa(len(docs)) + " documents"
		if len(docs) == 1 {
			got = "1 document"
		}
		var list source.ErrorList
		if errors.As(err, &list) {
			got = strings.TrimPrefix(list[0].Error(), ":")
		}
		if len(got) > 200 {
			t.Errorf("%s: the message is %d bytes long", filepath.Base(f), len(got))
		}
		if want := verdicts[filepath.Base(f)]; got != want {
			t.Errorf("%s: got %q, want %q", filepath.Base(f), got, want)
		}
	}
}

// TestNotYAML: what is no YAML is told of its line, with what people mostly did.
func TestNotYAML(t *testing.T) {
	for data, want := range map[string]string{
		"a: 1\nb: 2\nc: {x: 1, y: 2\nd: 3\n":          "3:1: not YAML: did not find expected ',' or '}'\n    hint: a { here or above has no }, or lacks a comma between two keys",
		"a: 1\nb: 2\nc: [x, y\nd: 3\n":                "3:1: not YAML: did not find expected ',' or ']'\n    hint: a [ here or above has no ], or lacks a comma between two values",
		"a: [b\n":                                     "1:1: not YAML: did not find expected ',' or ']'\n    hint: a [ here or above has no ], or lacks a comma between two values",
		"a: 1\nb: {fill: #ff0000, c: 2}\nd: 1\n":      "2:1: not YAML: did not find expected ',' or '}'\n    hint: what follows a space and # is a comment; put a value that starts with # in quotes",
		"a: 1\nb:\n  c: 2\n d: 3\n":                   "4:1: not YAML: did not find expected key\n    hint: a line here is indented otherwise than the keys beside it, or has no colon",
		"a: 1\nb: @x\n":                               "2:1: not YAML: found character that cannot start any token\n    hint: put a value that starts with a sign such as @, ` or % in quotes",
		"a: 1\nb: x: y\n":                             "2:1: not YAML: mapping values are not allowed in this context\n    hint: put a text that has a colon and a space in quotes",
		"a: 1\nb: *= 1.5\n":                           "2:1: not YAML: did not find expected alphabetic or numeric character\n    hint: put a value that starts with * or & in quotes",
		"a: 1\nb: [é, *foo]\n":                        "2:8: not YAML: an alias (*) of nothing\n    hint: put a value that starts with * in quotes",
		"# call *foo\na: 'see *foo'\nb: *foo\n":       "3:4: not YAML: an alias (*) of nothing\n    hint: put a value that starts with * in quotes",
		"a: |\n  b\n  \tc\nd: [x\n":                   "4:1: not YAML: did not find expected ',' or ']'\n    hint: a [ here or above has no ], or lacks a comma between two values",
		"a: 1\nb: \"xx\nc: 3\n":                       "2:1: not YAML: found unexpected end of stream\n    hint: a quote is not closed",
		"a:\n  b: 1\n  \tc: 2\n":                      "3:3: not YAML: a tab in the indentation\n    hint: indent with spaces",
		"front:\n  - {a: b,\n     c: d\n  - {e: f}\n": "2:1: not YAML: did not find expected ',' or '}'\n    hint: a { here or above has no }, or lacks a comma between two keys",
	} {
		_, err := source.Parse("", []byte(data), 1)
		if err == nil || strings.TrimPrefix(err.Error(), ":") != want {
			t.Errorf("%q: got %v, want %s", data, err, want)
		}
	}
}

// TestScalarsStayText reads values that YAML 1.1 takes for booleans, numbers and dates.
func TestScalarsStayText(t *testing.T) {
	docs, err := source.Parse("", read(t, "hostile/norway-and-friends.yaml"), 1)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"sex": "NO", "case_number": "012345678", "birth_date": "1990-02-30", "time": "22:22", "exp": "1e3",
		"yes": "on", "subject_id": "0x1F", "oct": "0o17", "id": "1_000"} {
		if n := docs[0].Get(key); n == nil || n.Kind != source.Scalar || n.Text != want {
			t.Errorf("%s: got %v, want %q", key, n, want)
		}
	}
	if n := docs[0].Get("null_name"); n.Kind != source.Null {
		t.Errorf("null_name: got %v, want nothing", n.Kind)
	}
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []source.Doc
	}{
		{"", nil},
		{"# only a comment\n\n", nil},
		{"a: 1", []source.Doc{{Line: 1, Data: []byte("a: 1")}}},
		{"---\n---\n# none\n---\nb: 1\n", []source.Doc{{Line: 4, Data: []byte("---\nb: 1\n")}}},
		{"a: 1\n---\nb: 2\n", []source.Doc{{Line: 1, Data: []byte("a: 1\n")}, {Line: 2, Data: []byte("---\nb: 2\n")}}},
		{"a: 1\n...\nb: 2\n", []source.Doc{{Line: 1, Data: []byte("a: 1\n...\n")}, {Line: 3, Data: []byte("b: 2\n")}}},
		{"%YAML 1.2\n---\na: 1\n--- b\n", []source.Doc{{Line: 1, Data: []byte("%YAML 1.2\n---\na: 1\n")}, {Line: 4, Data: []byte("--- b\n")}}},
		{"a: |\n  ---\n ----\n---x: 1\n", []source.Doc{{Line: 1, Data: []byte("a: |\n  ---\n ----\n---x: 1\n")}}},
	} {
		if got := source.Split([]byte(c.in)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Split(%q): got %v, want %v", c.in, got, c.want)
		}
	}
}

// splitParse parses a stream document by document.
func splitParse(name string, data []byte) ([]*source.Node, error) {
	var docs []*source.Node
	var errs source.ErrorList
	for _, d := range source.Split(data) {
		part, err := source.Parse(name, d.Data, d.Line)
		errs.Append(name, err)
		docs = append(docs, part...)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return docs, nil
}

// FuzzParse checks that Parse never panics, that its faults lie inside the file and are printable, and that a sound stream is the same
// whether it is parsed whole or split.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/hostile/*.yaml")
	for _, name := range append(files, "testdata/faults.yaml", "testdata/keys.yaml") {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"a: 1\n---\nb: 2\n...\n# x\n--- {c: [d, e]}\n", "%YAML 1.1\n---\na: >\n  x\n\n  y\n...\n%TAG ! x\n---\n'b': \"c\\\n  d\"\n", "- a\n- ? b\n  : c\n", "a\u2028b", "a\rb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		docs, err := source.Parse("f", data, 1)
		lines := bytes.Count(data, []byte("\n")) + 1
		var list source.ErrorList
		if errors.As(err, &list) {
			for _, e := range list {
				if e.Pos.File != "f" || e.Pos.Line < 1 || e.Pos.Line > lines+1 || e.Pos.Col < 1 {
					t.Fatalf("%q: fault at %s of %d lines", data, e.Pos, lines)
				}
				if strings.ContainsFunc(e.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
					t.Fatalf("%q: message %q", data, e.Error())
				}
			}
			return
		} else if err != nil {
			t.Fatalf("%q: got %T, want a source.ErrorList", data, err)
		}
		parts, err := splitParse("f", data)
		if err != nil {
			t.Fatalf("%q: whole is sound, split is not: %v", data, err)
		}
		if !reflect.DeepEqual(docs, parts) {
			t.Fatalf("%q: whole and split differ", data)
		}
	})
}

func TestNear(t *testing.T) {
	fields := []string{"surname", "given_names", "birth_date", "sex"}
	for word, want := range map[string]string{
		"surnmae": "surname", "Surname": "surname", "birthdate": "birth_date", "esx": "sex", "height": "", "": "",
		strings.Repeat("surname", 100000): "",
	} {
		if got := source.Near(word, fields); got != want {
			t.Errorf("Near(%.20q): got %q, want %q", word, got, want)
		}
	}
}

func TestErrorList(t *testing.T) {
	var l source.ErrorList
	if l.Err() != nil {
		t.Error("Err of an empty list: want nil")
	}
	l.Add(source.Pos{File: "b", Line: 2, Col: 1}, "x", "late", "try harder")
	l.Addf(source.Pos{File: "b", Line: 1, Col: 9}, "", "%d early", 1)
	l.Append("a", errors.New("no such file"))
	l.Append("a", source.ErrorList{{Pos: source.Pos{File: "b", Line: 2, Col: 1}, Field: "x", Msg: "late", Hint: "try harder"}})
	const want = "a: no such file\nb:1:9: 1 early\nb:2:1: field x: late\n    hint: try harder"
	if got := l.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
