package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"docketcard/render/proof"
	"docketcard/render/record"
	"docketcard/render/scan"
	"docketcard/render/seal"
	"docketcard/templates"
)

// docketcard runs a command line and wants it to end with code.
func docketcard(t *testing.T, code int, args ...string) *testMachine {
	t.Helper()
	m := newTestMachine("")
	m.env["DOCKETCARD_CACHE"] = os.Getenv("DOCKETCARD_CACHE")
	if got := run(t.Context(), args, m.machine); got != code {
		t.Fatalf("docketcard %s: got exit code %d, want %d\n%s", strings.Join(args, " "), got, code, m.stderr.String())
	}
	return m
}

// Every example is rendered on every built-in stock.
func TestExamplesRender(t *testing.T) {
	issuers, err := filepath.Glob("../../examples/*/issuer.yaml")
	if err != nil || len(issuers) < 2 {
		t.Fatalf("got %d examples (%v), want at least 2", len(issuers), err)
	}
	for _, issuer := range issuers {
		dir := filepath.Dir(issuer)
		if filepath.Base(dir) == "seals" {
			continue // of several templates; TestSealExamples has them
		}
		args, cards := []string{dir}, 24
		if own := filepath.Join(dir, "template.yaml"); exists(own) {
			cases := filepath.Join(dir, "visitors.yaml")
			if !exists(cases) {
				continue // the benchmark's, whose cases are made when it runs
			}
			args, cards = []string{cases, "-t", own}, 3
		}
		for _, name := range templates.BuiltinStocks() {
			args := args
			if name == "letter-3x2" || name == "cr80-portrait" {
				if len(args) > 1 {
					continue // its template is not upright
				}
				args = append([]string{"-t", "docket-card-portrait"}, args...)
			}
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "cards.pdf")
				m := docketcard(t, exitDone, append([]string{"render", "-s", name, "-o", out}, args...)...)
				if want := fmt.Sprintf("wrote %s: %d cards on ", out, cards); !strings.Contains(m.stderr.String(), want) {
					t.Errorf("got %q, want %q", m.stderr.String(), want)
				}
			})
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// Every example and every built-in template is sound in the eyes of lint, and so are samples.
func TestExamplesLint(t *testing.T) {
	samples := filepath.Join(t.TempDir(), "samples")
	docketcard(t, exitDone, "sample", "-q", "-n", "40", "--seed", "7", "-o", samples)
	runs := [][]string{{samples}, {"../../examples/field-office"}}
	own, err := filepath.Glob("../../examples/*/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, template := range own {
		dir := filepath.Dir(template)
		if data, err := os.ReadFile(template); err != nil || !bytes.Contains(data, []byte("\nschema: docketcard/template/v1\n")) && !bytes.HasPrefix(data, []byte("schema: docketcard/template/v1\n")) {
			continue
		}
		run := []string{"-t", template}
		for _, beside := range []string{"visitors.yaml", "cases.yaml"} {
			if cases := filepath.Join(dir, beside); exists(cases) {
				run = append(run, cases)
			}
		}
		if profile := filepath.Join(dir, "profile.yaml"); exists(profile) {
			run = append(run, "--issuer", profile)
		}
		runs = append(runs, run)
	}
	for _, dir := range []string{"bench", "seals", "visitor-badge"} {
		if !slices.ContainsFunc(runs, func(args []string) bool { return strings.Contains(args[len(args)-1], "/"+dir+"/") }) {
			t.Errorf("no template of example %s is linted", dir)
		}
	}
	for _, name := range templates.BuiltinTemplates() {
		printers := []string{"600", "300", "offset"}
		if testing.Short() {
			printers = printers[:1]
		}
		for _, printer := range printers {
			run := []string{"-t", name, "--printer", printer}
			if name != "badge" && printer == "600" {
				run = append(run, "../../examples/field-office")
			}
			if name == "docket-card-portrait" {
				run = append(run, "-s", "letter-3x2")
			}
			runs = append(runs, run)
		}
	}
	for _, args := range runs {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			m := docketcard(t, exitDone, append([]string{"lint"}, args...)...)
			for line := range strings.Lines(m.stdout.String()) {
				// Hairlines are a matter of taste, and so are fine screens on a coarse printer.
				if !strings.HasPrefix(line, "budget: ") && !strings.Contains(line, ": stroke: warning: ") && !strings.Contains(line, "on printer 300 want") {
					t.Error(line)
				}
			}
		})
	}
}

// The sheets of the field office are read back as they print: every code decodes, every seal verifies, and behind every front lies
// its own back, on full sheets, on a partly used one, and over both edges.
func TestSheetsReadBack(t *testing.T) {
	reader, err := proof.Open(t.Context(), os.Getenv("DOCKETCARD_CACHE"))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, test := range []struct {
		name   string
		args   []string
		cards  int
		mirror func(column, row int) (int, int)
	}{
		{"flip long", nil, 24, func(c, r int) (int, int) { return 1 - c, r }},
		{"partly used", []string{"--start", "4", "--limit", "7"}, 7, func(c, r int) (int, int) { return 1 - c, r }},
		{"flip short", []string{"--flip", "short", "--limit", "3"}, 3, func(c, r int) (int, int) { return c, 3 - r }},
	} {
		t.Run(test.name, func(t *testing.T) {
			if testing.Short() && test.cards > 3 {
				t.Skip("drawing whole sheets takes long under the race detector")
			}
			out := filepath.Join(t.TempDir(), "cards.pdf")
			docketcard(t, exitDone, append([]string{"render", "../../examples/field-office", "-o", out}, test.args...)...)
			data, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := reader.Document(bytes.NewReader(data), int64(len(data)))
			if err != nil {
				t.Fatal(err)
			}
			defer doc.Close()
			cards := 0
			for page := 0; page < doc.Pages(); page += 2 {
				front, back := readSide(t, doc, page), readSide(t, doc, page+1)
				for at, f := range front {
					c, r := test.mirror(at[0], at[1])
					b := back[[2]int{c, r}]
					if f.number == "" || f.number != b.number {
						t.Errorf("sheet %d, column %d, row %d: number %q in front, %q behind", page/2+1, at[0], at[1], f.number, b.number)
					}
					if !strings.HasPrefix(f.code, "HTTPS://PORTAL.UTOPIA.EXAMPLE/C/") || len(f.code) != len("HTTPS://PORTAL.UTOPIA.EXAMPLE/C/")+26 {
						t.Errorf("code in front of %s: got %q", f.number, f.code)
					}
					got := (&seal.Keyring{}).Verify(b.code, newTestMachine("").now())
					if got.Verdict != seal.Specimen || got.Payload.Attributes[1] != b.number {
						t.Errorf("seal behind %s: got %s, %s", f.number, got.Verdict, got.Reason)
					}
					cards++
				}
				if len(front) != len(back) {
					t.Errorf("sheet %d: %d fronts, %d backs", page/2+1, len(front), len(back))
				}
			}
			if cards != test.cards {
				t.Errorf("got %d cards, want %d", cards, test.cards)
			}
		})
	}
}

// A face is what is read of one card on one side.
type face struct{ number, code string }

// readSide reads a side of letter-2x4 by column and row.
func readSide(t *testing.T, doc *proof.Document, page int) map[[2]int]face {
	t.Helper()
	const dpi = 200
	width, height, err := doc.Size(page)
	if err != nil {
		t.Fatal(err)
	}
	cell := func(x, y float64) [2]int { return [2]int{int(2 * x / width), int(4 * y / height)} }
	words, err := doc.Words(page)
	if err != nil {
		t.Fatal(err)
	}
	found := map[[2]int]face{}
	for _, w := range words {
		if record.ValidDocumentNumber(w.Text) {
			at := cell(w.Box.Center())
			if found[at].number != "" {
				t.Errorf("page %d: two numbers in the cell of %s", page+1, w.Text)
			}
			found[at] = face{number: w.Text}
		}
	}
	raster, err := doc.Gray(page, dpi)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range scan.Codes(raster) {
		at := cell(float64(c.Box.Min.X+c.Box.Max.X)/2*72/dpi, float64(c.Box.Min.Y+c.Box.Max.Y)/2*72/dpi)
		if found[at].code != "" {
			t.Errorf("page %d: two codes in one cell", page+1)
		}
		found[at] = face{found[at].number, c.Text}
	}
	return found
}

// A live card is VALID under its key, and nothing else: not under another key, not out of its time, and not with one digit changed.
func TestLiveCards(t *testing.T) {
	if testing.Short() {
		t.Skip("drawing whole sheets takes long under the race detector")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../examples/field-office")); err != nil {
		t.Fatal(err)
	}
	cases, err := os.ReadFile(filepath.Join(dir, "c-0001.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cases = []byte(strings.NewReplacer("specimen: true", "specimen: false", "U000000001", "U123456789", "nationality: UTO", "nationality: COL").Replace(string(cases)))
	live := filepath.Join(dir, "live.yml")
	if err := os.WriteFile(live, cases, 0o600); err != nil {
		t.Fatal(err)
	}
	key, other, out := filepath.Join(dir, "office.key"), filepath.Join(dir, "other.key"), filepath.Join(dir, "live.pdf")
	docketcard(t, exitDone, "key", "new", "-o", key)
	docketcard(t, exitDone, "key", "new", "-o", other)

	m := newTestMachine("")
	m.env["SOURCE_DATE_EPOCH"] = "1795392000" // 2026-11-23
	if got := run(t.Context(), []string{"render", live, "-k", key, "-o", out}, m.machine); got != exitDone {
		t.Fatal(m.stderr.String())
	}
	refused := docketcard(t, exitFailed, "render", live, "-o", filepath.Join(dir, "specimen.pdf"))
	if want := "field specimen: false, but the cards are specimens"; !strings.Contains(refused.stderr.String(), want) {
		t.Errorf("without a key: got %q, want %q", refused.stderr.String(), want)
	}
	for _, test := range []struct {
		key, at string
		code    int
		want    string
	}{
		{key, "2026-11-23", exitDone, "VALID"},
		{key, "2020-01-01", exitFailed, "NOT YET VALID"},
		{key, "2099-01-01", exitFailed, "EXPIRED"},
		{other, "2026-11-23", exitFailed, "UNKNOWN KEY"},
	} {
		if m := docketcard(t, test.code, "verify", "-k", test.key, "--at", test.at, out); !strings.Contains(m.stdout.String(), ", page 2  "+test.want+"  ") {
			t.Errorf("at %s: got %s, want %s", test.at, m.stdout.String(), test.want)
		}
	}

	// The text of the code alone, as a scanner reports it.
	reader, err := proof.Open(context.Background(), os.Getenv("DOCKETCARD_CACHE"))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := reader.Document(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	defer doc.Close()
	raster, err := doc.Gray(1, 200)
	if err != nil {
		t.Fatal(err)
	}
	codes := scan.Codes(raster)
	if len(codes) != 1 {
		t.Fatalf("got %d codes, want 1", len(codes))
	}
	text := codes[0].Text
	told := docketcard(t, exitDone, "verify", "-k", key, "--at", "2026-11-23", text).stdout.String()
	for _, want := range []string{"VALID: ", "Document number  ", "Surname", "as of 2026-11-23", "compare the face"} {
		if !strings.Contains(told, want) {
			t.Errorf("got %q, want %q", told, want)
		}
	}
	last := text[len(text)-1]
	changed := text[:len(text)-1] + string('0'+(last-'0'+1)%10)
	told = docketcard(t, exitFailed, "verify", "-k", key, "--at", "2026-11-23", changed).stdout.String()
	if strings.Contains(told, "Surname") || !strings.HasPrefix(told, "BAD SIGNATURE") && !strings.HasPrefix(told, "MALFORMED") {
		t.Errorf("with a digit changed: got %q", told)
	}
}
