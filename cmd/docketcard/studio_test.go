package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"docketcard/cmd/docketcard/internal/studio"
	"docketcard/templates"
)

// A testStudio is a studio of a template and three records in a folder of its own.
type testStudio struct {
	t      *testing.T
	dir    string
	server *httptest.Server
}

// newTestStudio starts a studio that draws no pictures.
func newTestStudio(t *testing.T) *testStudio {
	s := &testStudio{t: t, dir: t.TempDir()}
	if err := os.CopyFS(s.dir, os.DirFS("../../examples/field-office")); err != nil {
		t.Fatal(err)
	}
	others, _ := filepath.Glob(filepath.Join(s.dir, "c-00[02][04-9].yaml"))
	more, _ := filepath.Glob(filepath.Join(s.dir, "c-001?.yaml"))
	for _, name := range append(others, more...) {
		os.Remove(name)
	}
	card, _ := templates.BuiltinTemplate("docket-card")
	s.write("card.yml", card) // beside the cases there would be one more
	if err := os.Mkdir(filepath.Join(s.dir, "cards"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(s.dir, "card.yml"), s.template()); err != nil {
		t.Fatal(err)
	}
	o := s.options()
	page, err := studio.New(studio.Config{Token: "token", Load: func(ctx context.Context, watch func(string)) (*studio.Design, error) {
		return loadDesign(ctx, newTestMachine("").machine, o, watch)
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := page.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	s.server = httptest.NewServer(page)
	t.Cleanup(func() { s.server.CloseClientConnections(); s.server.Close(); stop(); <-done })
	return s
}

func (s *testStudio) template() string { return filepath.Join(s.dir, "cards", "card.yaml") }

func (s *testStudio) options() previewOptions {
	return previewOptions{Template: s.template(), Stock: "letter-2x4", Cases: []string{s.dir}}
}

// write saves a file as editors do: whole, under another name, and renamed.
func (s *testStudio) write(name string, data []byte) {
	s.t.Helper()
	file := filepath.Join(s.dir, name)
	if err := os.WriteFile(file+"~", data, 0o644); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(file+"~", file); err != nil {
		s.t.Fatal(err)
	}
}

// edit replaces a text in a file, which must be there.
func (s *testStudio) edit(name, old, new string) {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		s.t.Fatalf("%s has no %q", name, old)
	}
	s.write(name, bytes.Replace(data, []byte(old), []byte(new), 1))
}

// get asks the studio for a path and reads its JSON into v.
func (s *testStudio) get(path string, v any) {
	s.t.Helper()
	r, err := http.Get(s.server.URL + "/token/" + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
}

type studioState struct {
	Failure  []studio.Note
	Notes    []studio.Note
	Linted   bool
	Checking bool
	Records  []struct {
		Key, Title    string
		Faults, Notes int
	}
}

type studioCard struct {
	Faults, Notes []studio.Note
	Sides         []struct {
		Side, Picture string
		Elements      []struct {
			Name, Where string
			X, Y, W, H  float64
		}
	}
}

// until waits for a state of the studio.
func (s *testStudio) until(what string, is func(*studioState) bool) *studioState {
	s.t.Helper()
	for range 1000 {
		var st studioState
		s.get("state", &st)
		if !st.Checking && len(st.Records)+len(st.Failure) > 0 && is(&st) {
			return &st
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.t.Fatalf("waited in vain for %s", what)
	return nil
}

func (s *testStudio) card(key string) *studioCard {
	var c studioCard
	s.get("card?record="+key, &c)
	return &c
}

func TestStudio(t *testing.T) {
	s := newTestStudio(t)
	st := s.until("the records", func(st *studioState) bool { return len(st.Records) == 6 })
	// The one whose given names take a smaller size is the worst.
	if r := st.Records[0]; r.Key != "c-0023" || r.Notes != 1 || r.Title == "" {
		t.Errorf("got %+v as the worst record", r)
	}
	record, err := os.ReadFile(filepath.Join(s.dir, "c-0001.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s.write("c-0001.yaml", regexp.MustCompile(`(?m)^  sha256: .*\n`).ReplaceAll(record, nil)) // so that another photo is no fault
	first := s.card("c-0001")
	if len(first.Sides) != 2 || len(first.Sides[0].Elements) < 15 {
		t.Fatalf("got %d sides", len(first.Sides))
	}
	for _, e := range first.Sides[0].Elements {
		if e.Name == "portrait" && (e.X != 4 || e.Y != 11.9 || e.W != 26 || e.H != 32.5 || !regexp.MustCompile(`card\.yaml:\d+:5$`).MatchString(e.Where)) {
			t.Errorf("got the portrait at %+v", e)
		}
	}
	notes := s.card("c-0023").Notes
	if len(notes) != 1 || notes[0].Side != "front" || !strings.Contains(notes[0].Element, "card.yaml:") || !strings.HasPrefix(notes[0].Text, "nationality is set at 6.5pt ") {
		t.Errorf("got notes %+v", notes)
	}

	// What did not change keeps its picture.
	s.edit("cards/card.yaml", "at: [33, 13.4]", "at: [33, 13.9]")
	moved := first
	for range 500 {
		if moved = s.card("c-0001"); moved.Sides[0].Picture != first.Sides[0].Picture {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if moved.Sides[0].Picture == first.Sides[0].Picture || moved.Sides[1].Picture != first.Sides[1].Picture {
		t.Errorf("an element of the front was moved: got pictures %+v, were %+v", moved.Sides, first.Sides)
	}

	// A template that cannot be parsed leaves the last good one.
	s.edit("cards/card.yaml", "at: [33, 13.9]", "at: [33, 13.9")
	st = s.until("the fault", func(st *studioState) bool { return len(st.Failure) > 0 })
	if f := st.Failure[0]; !strings.Contains(f.Where, "card.yaml:") || len(st.Records) != 6 {
		t.Errorf("got %+v, and %d records", f, len(st.Records))
	}
	if got := s.card("c-0001"); got.Sides[0].Picture != moved.Sides[0].Picture {
		t.Error("the last good picture is gone")
	}
	s.edit("cards/card.yaml", "at: [33, 13.9", "at: [33, 13.4]")
	s.until("no fault", func(st *studioState) bool { return len(st.Failure) == 0 })

	// Records and photos.
	s.edit("c-0002.yaml", "birth_date: ", "birth_date: 31-02-")
	st = s.until("the faulty record", func(st *studioState) bool { return st.Records[0].Faults > 0 })
	if c := s.card("c-0002"); st.Records[0].Key != "c-0002" || len(c.Sides) != 0 || len(c.Faults) != 1 || c.Faults[0].Side != "front" || c.Faults[0].Element == "" {
		t.Errorf("got %+v of %+v", c, st.Records[0])
	}
	data, err := os.ReadFile(filepath.Join(s.dir, "photos", "c-0003.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(filepath.Join(s.dir, "c-0003.yaml"))
	s.write("photos/c-0001.jpg", data)
	s.until("a record less", func(st *studioState) bool { return len(st.Records) == 5 })
	if got := s.card("c-0001"); got.Sides[0].Picture == first.Sides[0].Picture {
		t.Error("another photo has the same picture")
	}
	var sheet struct {
		Sheet, Sheets int
		Mirror        string
		Sides         []any
	}
	s.get("sheet?record=c-0001", &sheet)
	if sheet.Sheet != 1 || sheet.Sheets != 1 || sheet.Mirror != "x" || len(sheet.Sides) != 2 {
		t.Errorf("got sheet %+v", sheet)
	}
}

// Nobody but the page gets an answer.
func TestStudioServes(t *testing.T) {
	s := newTestStudio(t)
	ask := func(method, path, header, value string) *http.Response {
		r, err := http.NewRequest(method, s.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if header == "Host" {
			r.Host = value
		} else if header != "" {
			r.Header.Set(header, value)
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	for _, test := range []struct {
		method, path, header, value string
		want                        int
	}{
		{"GET", "/token/", "", "", 200},
		{"GET", "/token/", "Host", "localhost:8710", 200},
		{"GET", "/token/state", "Origin", s.server.URL, 200},
		{"GET", "/token/state", "Sec-Fetch-Site", "same-origin", 200},
		{"GET", "/token/none", "", "", 404},
		{"GET", "/token/picture/none/300.png", "", "", 404},
		{"GET", "/token/picture/none/9999.png", "", "", 404},
		{"GET", "/token/card?record=none", "", "", 404},
		{"GET", "/", "", "", 404},
		{"GET", "/token", "", "", 404},
		{"GET", "/guess/state", "", "", 404},
		{"POST", "/token/state", "", "", 405},
		{"GET", "/token/state", "Host", "rebound.example:8710", 403},
		{"GET", "/token/state", "Origin", "https://elsewhere.example", 403},
		{"GET", "/token/state", "Origin", "null", 403},
		{"GET", "/token/state", "Sec-Fetch-Site", "cross-site", 403},
	} {
		res := ask(test.method, test.path, test.header, test.value)
		if res.StatusCode != test.want {
			t.Errorf("%s %s, %s %s: got %d, want %d", test.method, test.path, test.header, test.value, res.StatusCode, test.want)
		}
		if csp := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; script-src 'self'; ") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: got the policy %q", test.path, csp)
		}
		if got := res.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: got Cache-Control %q", test.path, got)
		}
	}
}

func TestWatchUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--watch", "--key", "office.key"}, "unknown flag --key"},
		{[]string{"--watch", "-o", "x.png"}, "--output goes not with --watch"},
		{[]string{"--watch", "-"}, "standard input cannot be watched"},
		{[]string{"--listen", "127.0.0.1:1"}, "--listen wants --watch beside it"},
		{[]string{"--watch", "--listen", "8710"}, `found "8710"; want HOST:PORT`},
	} {
		m := newTestMachine("")
		code := run(context.Background(), append([]string{"preview"}, test.args...), m.machine)
		if got := m.stderr.String(); code != exitUsage || !strings.Contains(got, test.want) {
			t.Errorf("%s: got exit code %d and %q, want %q", slices.Concat(test.args), code, got, test.want)
		}
	}
}

// Files of faces that are replaced are seen.
func TestStampOf(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "more"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "more", "face.ttf")
	write := func(text string, at int64) string {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Unix(at, 0), time.Unix(at, 0)); err != nil {
			t.Fatal(err)
		}
		return stampOf(dir, func(string) {})
	}
	first := write("a", 1)
	if again := write("a", 1); again != first {
		t.Error("nothing changed and the stamp did")
	}
	if write("ab", 1) == first || write("b", 2) == first {
		t.Error("another file has the same stamp")
	}
	var watched []string
	stampOf(dir, func(name string) { watched = append(watched, name) })
	if want := []string{dir, filepath.Join(dir, "more")}; !slices.Equal(watched, want) {
		t.Errorf("got %q watched, want %q", watched, want)
	}
}
