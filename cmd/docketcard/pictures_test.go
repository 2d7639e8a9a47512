package main

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"docketcard/cmd/docketcard/internal/browser"
	"docketcard/templates"
)

var pictureFolder = flag.String("pictures", "", "folder to write the README's pictures of pages to; .ci/run pictures")

// TestPicturesInBrowser makes the pictures of the studio and of a report of diff, from the example.
func TestPicturesInBrowser(t *testing.T) {
	if *pictureFolder == "" {
		t.Skip("-pictures names no folder")
	}
	folder, err := filepath.Abs(*pictureFolder)
	if err != nil {
		t.Fatal(err)
	}
	b := browser.Open(t)
	write := func(name string, p *browser.Page) {
		if err := os.WriteFile(filepath.Join(folder, name), p.Screenshot(), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Faults() {
			t.Errorf("%s: the page reported %s", name, f)
		}
	}
	// Paths are shown; so the example is looked at from where a reader has it.
	data, _ := templates.BuiltinTemplate("docket-card")
	t.Chdir(t.TempDir())
	cases := "field-office"
	if err := os.CopyFS(cases, os.DirFS(filepath.Join(folder, "..", "field-office"))); err != nil {
		t.Fatal(err)
	}
	// Less room for a surname, and a name that is too long for it.
	old := string(data)
	changed := strings.NewReplacer("width: 49.6", "width: 30", "sizes: [11pt, 9pt, 7.5pt]\n    lines: 2", "sizes: [11pt, 9.5pt]", `gold: "#c8963e"`, `gold: "#3e8fc8"`).Replace(old)
	for name, text := range map[string]string{"card.yaml": old, "card-new.yaml": changed} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}

	page := b.Page(1400, 900)
	page.Go(serveStudio(t, "-t", "card.yaml", cases) + "#panel=codes&record=c-0017")
	page.Wait(`document.querySelector('#back img').naturalWidth > 0 && document.querySelectorAll('#codes .item').length === 2`)
	write("studio.png", page)
	if err := os.WriteFile("card.yaml", []byte(changed), 0o644); err != nil {
		t.Fatal(err)
	}
	page.Dark(true)
	page.Click("#tab-findings")
	page.Wait(`!document.querySelector('#failure').hidden && document.querySelectorAll('#findings .item').length > 1 && document.querySelector('#findings h2')`)
	write("studio-findings.png", page)

	m := newTestMachine("")
	m.env["DOCKETCARD_CACHE"] = os.Getenv("DOCKETCARD_CACHE")
	if err := os.WriteFile("card.yaml", []byte(old), 0o644); err != nil {
		t.Fatal(err)
	}
	if code := run(context.Background(), []string{"diff", "card.yaml", "card-new.yaml", cases, "-o", "report.html"}, m.machine); code != exitFailed {
		t.Fatalf("got exit code %d: %s", code, m.stderr.String())
	}
	server := httptest.NewServer(http.FileServer(http.Dir(".")))
	defer server.Close()
	report := b.Page(1200, 1150)
	report.Go(server.URL + "/report.html")
	report.Wait(`document.images.length > 0 && [...document.images].every(i => i.complete)`)
	write("diff.png", report)
}
