package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// layOut makes files in a new working folder.
func layOut(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenCases(t *testing.T) {
	layOut(t, map[string]string{
		"office/10.yaml":         "ten",
		"office/02.YML":          "two",
		"office/01.yaml":         "one",
		"office/issuer.yaml":     "utopia",
		"office/._01.yaml":       "left by macOS",
		"office/photo.jpg":       "photo",
		"office/deeper/3.yaml":   "three",
		"other/a.yaml":           "a",
		"other/issuer.yaml":      "arcadia",
		"plain/b.yaml":           "b",
		"plain/profile.yaml":     "profile",
		"empty/issuer.yml":       "alone",
		"two/issuer.yaml":        "first",
		"two/issuer.yml":         "second",
		"two/x.yaml":             "x",
		"same/1.yaml":            "same",
		"same/2.yaml":            "same",
		"folder.yaml/inner.yaml": "inner",
	})
	if err := os.Link("same/1.yaml", "same/3.yaml"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args, issuer string
		want         string // "name=data ... issuer=data"
		err          string
	}{
		{args: "office", want: "office/01.yaml=one office/02.YML=two office/10.yaml=ten issuer=utopia"},
		{args: "./office/", want: "./office/01.yaml=one ./office/02.YML=two ./office/10.yaml=ten issuer=utopia"},
		{args: "office/10.yaml office/01.yaml", want: "office/10.yaml=ten office/01.yaml=one issuer=utopia"},
		{args: "plain/b.yaml - office", want: "plain/b.yaml=b <stdin>=typed office/01.yaml=one office/02.YML=two office/10.yaml=ten issuer=utopia"},
		{args: "-", want: "<stdin>=typed"},
		{args: "-", issuer: "other/issuer.yaml", want: "<stdin>=typed issuer=arcadia"},
		{args: "office other", issuer: "plain/profile.yaml",
			want: "office/01.yaml=one office/02.YML=two office/10.yaml=ten other/a.yaml=a issuer=profile"},
		{args: "plain", issuer: "plain/profile.yaml", want: "plain/b.yaml=b issuer=profile"},
		{args: "folder.yaml", want: "folder.yaml/inner.yaml=inner"},
		{args: "same/1.yaml same/2.yaml", want: "same/1.yaml=same same/2.yaml=same"},

		{args: "office other", err: `found two issuer profiles, "office/issuer.yaml" and "other/issuer.yaml"; want one`},
		{args: "two", err: `found two issuer profiles, "two/issuer.yaml" and "two/issuer.yml"; want one`},
		{args: "empty", err: `the folder "empty" holds no case`},
		{args: "office/issuer.yaml", err: `"office/issuer.yaml" is an issuer profile, not a case`},
		{args: "office/01.yaml office", err: `the case file "office/01.yaml" is named twice`},
		{args: "office ./office", err: `the same case file is named twice, as "office/01.yaml" and as "./office/01.yaml"`},
		{args: "same", err: `the same case file is named twice, as "same/1.yaml" and as "same/3.yaml"`},
		{args: "- -", err: "standard input is named twice"},
		{args: "nowhere", err: `opening cases "nowhere": `},
		{args: "office", issuer: "nowhere.yaml", err: `opening "nowhere.yaml": `},
		{args: "office", issuer: "-", err: "flag --issuer wants a file; found -"},
	} {
		m := newTestMachine("typed")
		cases, issuer, err := openCases(context.Background(), m.machine, strings.Fields(test.args), test.issuer)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%s: got %v, want %q", test.args, err, test.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.args, err)
			continue
		}
		var got []string
		for _, c := range cases {
			got = append(got, c.Name+"="+string(c.Data))
			if c.Path != "" {
				if data, err := fs.ReadFile(c.Files, c.Path); err != nil || string(data) != string(c.Data) {
					t.Errorf("%s: file %s in its folder: %q, %v", test.args, c.Path, data, err)
				}
			}
		}
		if issuer != nil {
			got = append(got, "issuer="+string(issuer.Data))
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.args, got, test.want)
		}
	}
}

// Nothing leads out of the folder of a case.
func TestCaseFolder(t *testing.T) {
	layOut(t, map[string]string{
		"secret.jpg":       "secret",
		"office/1.yaml":    "one",
		"office/in/a.jpg":  "a",
		"office/by/a.jpg":  "a",
		"other/a.jpg":      "a",
		"outside/far.yaml": "far",
	})
	if runtime.GOOS != "windows" {
		for link, target := range map[string]string{
			"office/out.jpg":    "../secret.jpg",
			"office/abs.jpg":    filepath.Join(t.TempDir(), "x"),
			"office/ok.jpg":     "in/a.jpg",
			"office/in/out.jpg": "../../secret.jpg",
			"office/in/up.jpg":  "../by/a.jpg",
			"office/link":       "by",
			"office/away":       "../other",
			"named.yaml":        "outside/far.yaml",
		} {
			if err := os.Symlink(target, link); err != nil {
				t.Fatal(err)
			}
		}
	}
	var held heldFolders
	defer held.close()
	for _, held := range []*heldFolders{nil, &held} {
		cases, _, err := findCases(context.Background(), newTestMachine("").machine, []string{"office"}, "", held)
		if err != nil {
			t.Fatal(err)
		}
		files := cases[0].Files
		for range 2 { // the second time the folder is open
			if data, err := fs.ReadFile(files, "in/a.jpg"); err != nil || string(data) != "a" {
				t.Errorf("in/a.jpg: got %q, %v", data, err)
			}
			for _, name := range []string{"../secret.jpg", "in/../../secret.jpg", "/etc/passwd", "none.jpg", "none/a.jpg", "out.jpg", "abs.jpg", "in/out.jpg", "away/a.jpg"} {
				if data, err := fs.ReadFile(files, name); err == nil {
					t.Errorf("%s: got %q, want an error", name, data)
				}
			}
			if runtime.GOOS == "windows" {
				continue
			}
			for _, name := range []string{"ok.jpg", "in/up.jpg", "link/a.jpg"} {
				if data, err := fs.ReadFile(files, name); err != nil || string(data) != "a" {
					t.Errorf("%s: got %q, %v", name, data, err)
				}
			}
		}
	}
	if runtime.GOOS == "windows" {
		return
	}

	// A link that the user names may lead anywhere, one that lies in a folder may not.
	if _, _, err := openCases(context.Background(), newTestMachine("").machine, []string{"named.yaml"}, ""); err != nil {
		t.Errorf("named.yaml: %v", err)
	}
	if err := os.Symlink("../outside/far.yaml", "office/2.yaml"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := openCases(context.Background(), newTestMachine("").machine, []string{"office"}, ""); err == nil {
		t.Error("office/2.yaml: got no error")
	}
}

// Of many folders the last few stay open, and none after the run.
func TestHeldFolders(t *testing.T) {
	files := map[string]string{}
	for i := range heldMost + 2 {
		files[fmt.Sprintf("office/%d/a.jpg", i)] = fmt.Sprint(i)
	}
	layOut(t, files)
	var held heldFolders
	office := folder{"office", &held}
	for i := range heldMost + 2 {
		if data, err := fs.ReadFile(office, fmt.Sprintf("%d/a.jpg", i)); err != nil || string(data) != fmt.Sprint(i) {
			t.Errorf("folder %d: got %q, %v", i, data, err)
		}
		if n := len(held.roots); n == 0 || n > heldMost {
			t.Errorf("folder %d: %d are open", i, n)
		}
	}
	held.close()
	if n := len(held.roots); n > 0 {
		t.Errorf("%d are open at the end", n)
	}
}

func TestReadCapped(t *testing.T) {
	if data, err := readCapped(strings.NewReader("1234"), "x", 4); err != nil || string(data) != "1234" {
		t.Errorf("at the cap: got %q, %v", data, err)
	}
	if _, err := readCapped(strings.NewReader("12345"), "x", 4); err == nil {
		t.Error("over the cap: got no error")
	}
}

func TestTargets(t *testing.T) {
	layOut(t, map[string]string{
		"cards.pdf": "%PDF-1.7 ...",
		"texts.txt": "ONE\r\n\n  TWO\n",
		"HTTPS":     "THREE",
		"bytes":     "\xff\xfe",
		"phone.jpg": "\x00\x00\x00\x24ftypheic\x00\xff",
		"card.png":  "\x89PNG\r\n\x1a\n",

		"box/b/2.pdf": "%PDF-1.7", "box/a.png": "\x89PNG\r\n\x1a\n", "box/c.jpg": "\xff\xd8\xff", "box/.d.pdf": "%PDF-", "box/e.yaml": "e",
		"box/f.txt": "FOUR\n", "empty/x.yaml": "x",
	})
	for _, test := range []struct{ arg, want string }{
		{"cards.pdf", "cards.pdf=PDF"},
		{"texts.txt", "texts.txt:1=ONE texts.txt:3=TWO"},
		{"HTTPS://CARD.UTOPIA.EXAMPLE/V#0123", "argument 1=HTTPS://CARD.UTOPIA.EXAMPLE/V#0123"},
		{"https://card.example/v.pdf#0123", "argument 1=https://card.example/v.pdf#0123"},
		{"6BFOXN*TS0BI$ZDYSHTO", "argument 1=6BFOXN*TS0BI$ZDYSHTO"},
		{"HTTPS", "HTTPS:1=THREE"},
		{"-", "<stdin>:1=typed"},
		{"cads.pdf", `error: opening "cads.pdf": `},
		{"phone.jpg", `error: reading "phone.jpg": found a picture in HEIC; want PNG or JPEG`},
		{"card.png", "card.png=picture"},
		{"box", "box/a.png=picture box/b/2.pdf=PDF box/c.jpg=picture box/f.txt:1=FOUR"},
		{"empty", `error: reading "empty": found no file to verify in the folder; want PDF, PNG, JPEG or .txt`},
		{"bytes", `error: reading "bytes": found neither a PDF nor a picture nor text`},
	} {
		var got []string
		for target, err := range readTargets(context.Background(), newTestMachine("typed\n").machine, []string{test.arg}) {
			switch {
			case err != nil:
				got = append(got, "error: "+err.Error())
			case target.PDF != nil:
				got = append(got, target.Name+"=PDF")
			case target.Picture != nil:
				got = append(got, target.Name+"=picture")
			default:
				got = append(got, target.Name+"="+target.Text)
			}
		}
		if got := strings.Join(got, " "); got != test.want && !(strings.HasPrefix(test.want, "error") && strings.HasPrefix(got, test.want)) {
			t.Errorf("%s: got %s, want %s", test.arg, got, test.want)
		}
	}
}
