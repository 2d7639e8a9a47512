package render

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"docketcard/templates/source"
)

// caseFS is a case file that is opened, of data that can change.
type caseFS struct {
	fs.FS
	data   []byte
	opened int
	failAt int64 // reading fails from there on, unless it is 0
}

var errBroken = errors.New("the disk is broken")

func (f *caseFS) OpenCase() (CaseFile, error) {
	f.opened++
	return f, nil
}

func (f *caseFS) Close() error { f.opened--; return nil }

func (f *caseFS) ReadAt(p []byte, at int64) (int, error) {
	if f.failAt > 0 && at+int64(len(p)) > f.failAt {
		return 0, errBroken
	}
	return bytes.NewReader(f.data).ReadAt(p, at)
}

// TestDocuments reads files in pieces as Split does at once, wherever the pieces end.
func TestDocuments(t *testing.T) {
	var long strings.Builder
	for i := range 30_000 {
		switch i % 7 {
		case 0:
			fmt.Fprintf(&long, "---\r\na: %d # %s\r\n", i, strings.Repeat("é", i%300))
		case 1:
			fmt.Fprintf(&long, "b: |\n  ---\n%s\n...\n# no record\n", strings.Repeat("  text\n", i%50))
		case 2:
			fmt.Fprintf(&long, "%%YAML 1.2\n---\nc: %d\n", i)
		case 3:
			long.WriteString("---\n---\n\n# none\n")
		default:
			fmt.Fprintf(&long, "--- {d: %d}\n", i)
		}
	}
	list := "- {a: 1}\n" + strings.Repeat("- {a: 2, b: some text that makes the document longer than a piece}\n", 40_000)
	for name, data := range map[string]string{
		"empty": "", "comment": "# none\n", "one": "a: 1", "mark": "\xef\xbb\xbfa: 1\n---\nb: 2\n", "long": long.String(), "mark and long": "\xef\xbb\xbf" + long.String(),
		"list": list, "list between": "---\nx: 1\n---\n" + list + "---\ny: 2\n", "blank": strings.Repeat("\n", 3*pieceSize) + "a: 1\n",
	} {
		for _, open := range []bool{false, true} {
			c := Case{Name: name, Data: []byte(data)}
			files := &caseFS{data: c.Data}
			if open {
				c = Case{Name: name, Files: files}
			}
			var got []source.Doc
			for d := range documents([]Case{c}) {
				if d.err != nil {
					t.Fatal(d.err)
				}
				if (d.empty != nil) != (len(d.all) == 0) || len(d.all) > together {
					t.Fatalf("%s: got %d documents together, empty: %t", name, len(d.all), d.empty != nil)
				}
				for _, one := range d.all {
					if at := data[one.offset:]; !strings.HasPrefix(at, string(one.Data)) {
						t.Fatalf("%s: the document of line %d is not at byte %d", name, one.Line, one.offset)
					}
					got = append(got, one.Doc)
				}
			}
			want := source.Split([]byte(data))
			if len(got) != len(want) {
				t.Fatalf("%s: got %d documents, want %d", name, len(got), len(want))
			}
			for i, d := range want {
				if got[i].Line != d.Line || !bytes.Equal(got[i].Data, d.Data) {
					t.Fatalf("%s: document %d: got line %d, %.40q; want line %d, %.40q", name, i, got[i].Line, got[i].Data, d.Line, d.Data)
				}
			}
			if files.opened != 0 {
				t.Errorf("%s: %d files are left open", name, files.opened)
			}
		}
	}
}

// TestReadAgain makes the same sheets whether records are kept between check and drawing or read again, and refuses those that changed.
func TestReadAgain(t *testing.T) {
	defer func(n int) { recordsKept = n }(recordsKept)
	setup := officeSetup(t)
	var one, list bytes.Buffer
	for i, c := range officeCases(t, "*") {
		fmt.Fprintf(&one, "---\n%s", c.Data)
		if i < 3 {
			fmt.Fprintf(&list, "- %s", strings.ReplaceAll(strings.TrimSpace(string(c.Data)), "\n", "\n  "))
			list.WriteByte('\n')
		}
	}
	for name, data := range map[string][]byte{"documents": one.Bytes(), "list": list.Bytes()} {
		var files *caseFS
		file := func(kept int) (*Batch, []byte) {
			recordsKept = kept
			files = &caseFS{FS: officeFiles, data: bytes.Clone(data)}
			b := check(t, setup, Case{Name: "cases.yaml", Files: files})
			return b, written(t, b)
		}
		_, want := file(1000)
		for _, kept := range []int{0, 2} {
			b, got := file(kept)
			if !bytes.Equal(got, want) {
				t.Errorf("%s: with %d records kept the file is another", name, kept)
			}
			if files.opened != 0 {
				t.Errorf("%s: %d files are left open", name, files.opened)
			}
			at := bytes.LastIndex(files.data, []byte("birth_date: ")) + len("birth_date: ")
			files.data[at+3] ^= 1
			err := b.Write(context.Background(), io.Discard, nil)
			if err == nil || !strings.Contains(err.Error(), ": the record has changed since it was checked") {
				t.Errorf("%s, %d kept: a record that changed: got %v", name, kept, err)
			}
			files.data = files.data[:at]
			if err := b.Write(context.Background(), io.Discard, nil); err == nil {
				t.Errorf("%s, %d kept: a file that was cut: got no error", name, kept)
			}
			files.failAt = 1
			if err := b.Write(context.Background(), io.Discard, nil); !errors.Is(err, errBroken) {
				t.Errorf("%s, %d kept: got %v, want %v", name, kept, err, errBroken)
			}
		}
	}
	files := &caseFS{FS: officeFiles, data: one.Bytes(), failAt: 100}
	if _, err := Check(context.Background(), setup, []Case{{Name: "cases.yaml", Files: files}}, nil); !errors.Is(err, errBroken) || files.opened != 0 {
		t.Errorf("a file that cannot be read: got %v, and %d left open", err, files.opened)
	}
}
