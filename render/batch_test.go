package render

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"docketcard/render/pdf"
	"docketcard/render/record"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// untouched is the specimen key, which must not be used.
type untouched struct{ t *testing.T }

func (k untouched) Public() crypto.PublicKey { return seal.SpecimenKey().Public() }

func (k untouched) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	k.t.Error("a card was signed")
	return nil, errors.New("must not sign")
}

// wanted reads what the comments of a file want: its faults, each with its hint.
func wanted(t *testing.T, name string, data []byte) []string {
	t.Helper()
	var want []string
	quoted := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	for i, l := range strings.Split(string(data), "\n") {
		_, comment, _ := strings.Cut(l, "# want ")
		for _, q := range quoted.FindAllString(comment, -1) {
			s, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("%s:%d: %s: %v", name, i+1, q, err)
			}
			if hint, ok := strings.CutPrefix(s, "hint: "); ok {
				want[len(want)-1] += " (" + hint + ")"
				continue
			}
			want = append(want, fmt.Sprintf("%s:%d: %s", name, i+1, s))
		}
	}
	return want
}

// TestCheckFaults gathers the faults of all files, sorted, and signs nothing.
func TestCheckFaults(t *testing.T) {
	setup := officeSetup(t)
	setup.Sealer = must[*seal.Sealer](t)(seal.NewSealer(untouched{t}))
	var want []string
	var cases []Case
	for _, name := range []string{"list.yaml", "batch.yaml"} {
		data := must[[]byte](t)(readTestdata("batch/" + name))
		cases = append(cases, Case{name, data, officeFiles})
		want = append(wanted(t, name, data), want...)
	}
	cases = append(cases, officeCases(t, "0012")...)
	more := map[string]string{
		"a-broken.yaml":   "record_id: [\n",
		"b-comments.yaml": "# nothing\n",
		"c-nothing.yaml":  "--- ~\n",
		"d-empty.yaml":    "[]\n",
		"e-latin1.yaml":   "record_id: \xf1\n",
	}
	for name, data := range more {
		cases = append(cases, Case{name, []byte(data), officeFiles})
	}
	want = append([]string{"a-broken.yaml:1: not YAML: did not find expected node content (put a value that starts with # or another sign in quotes)", "b-comments.yaml:0: holds no record"}, want...)
	want = slices.Insert(want, len(want)-2, "c-nothing.yaml:1: holds no record", "d-empty.yaml:1: holds no record", "e-latin1.yaml:1: byte 0xF1 is not UTF-8 (save the file as UTF-8)")
	b, err := Check(context.Background(), setup, cases, nil)
	if b != nil || err == nil {
		t.Fatal("got a batch of faulty records")
	}
	var got []string
	for _, e := range faults(t, err) {
		s := fmt.Sprintf("%s:%d: ", e.Pos.File, e.Pos.Line)
		if e.Field != "" {
			s += "field " + e.Field + ": "
		}
		s += e.Msg
		if e.Hint != "" {
			s += " (" + e.Hint + ")"
		}
		got = append(got, s)
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("got\n%s\nwant\n%s", g, w)
	}
}

// TestCheckSignsNothing even when all is well.
func TestCheckSignsNothing(t *testing.T) {
	setup := officeSetup(t)
	setup.Sealer = must[*seal.Sealer](t)(seal.NewSealer(untouched{t}))
	ticks := 0
	b, err := Check(context.Background(), setup, officeCases(t, "000[1-3]"), func(done int) {
		if ticks++; done != ticks {
			t.Errorf("tick %d: got %d", ticks, done)
		}
	})
	if err != nil || b.Cards() != 3 || b.Sheets() != 1 || ticks != 3 {
		t.Fatalf("got %v, %v after %d ticks; want a batch of 3", b, err, ticks)
	}
}

// idsOf returns the records of a batch, in order.
func idsOf(b *Batch) string {
	var ids []string
	for _, e := range b.entries {
		ids = append(ids, e.id)
	}
	return strings.Join(ids, " ")
}

// spread is six records: two in a file of documents, two in a list, one beside it, and one in a file of its own.
func spread() []Case {
	record := func(i int) string { return fmt.Sprintf("schema: docketcard/case/v1\nrecord_id: c-000%d\na: x\n", i) }
	item := func(i int) string {
		return "- " + strings.ReplaceAll(strings.TrimSpace(record(i)), "\n", "\n  ") + "\n"
	}
	return []Case{
		{Name: "documents.yaml", Data: []byte("# two\n" + record(1) + "---\n" + record(2) + "...\n")},
		{Name: "list.yaml", Data: []byte(item(3) + item(4) + "---\n" + record(5))},
		{Name: "one.yaml", Data: []byte(record(6))},
	}
}

// textSetup prints live cards that show the field a.
func textSetup(tb testing.TB) Setup {
	tb.Helper()
	return smallSetup(tb, "- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  style: text\n")
}

func TestSelection(t *testing.T) {
	for _, tt := range []struct {
		only  []string
		limit int
		want  string // ids, or the fault
	}{
		{nil, 0, "c-0001 c-0002 c-0003 c-0004 c-0005 c-0006"},
		{nil, 4, "c-0001 c-0002 c-0003 c-0004"},
		{nil, 99, "c-0001 c-0002 c-0003 c-0004 c-0005 c-0006"},
		{[]string{"c-0005", "c-0002"}, 0, "c-0002 c-0005"}, // the order is that of the files
		{[]string{"c-0005", "c-0002"}, 1, "c-0002"},
		{[]string{"c-0005", "c-0005"}, 0, "c-0005"},
		{[]string{"c-0005", "c-005", "x"}, 0, "--only: field record_id: \"c-005\" is not among the records\n    hint: did you mean c-0005?\n--only: field record_id: \"x\" is not among the records"},
		{[]string{""}, 0, "--only: field record_id: \"\" is not among the records"},
	} {
		setup := textSetup(t)
		setup.Only, setup.Limit = tt.only, tt.limit
		b, err := Check(context.Background(), setup, spread(), nil)
		got := fmt.Sprint(err)
		if err == nil {
			got = idsOf(b)
		}
		if got != tt.want {
			t.Errorf("only %q, limit %d: got %s, want %s", tt.only, tt.limit, got, tt.want)
		}
	}
}

// TestSelectionFaults lets a record be printed beside others that have faults, but not when a file cannot be read: it may hold the record.
func TestSelectionFaults(t *testing.T) {
	bad := Case{Name: "bad.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: bad\na: \u738b\n")}
	setup := textSetup(t)
	setup.Only = []string{"c-0002"}
	if b, err := Check(context.Background(), setup, append(spread(), bad), nil); err != nil || idsOf(b) != "c-0002" {
		t.Errorf("beside a faulty record: got %v", err)
	}
	setup.Only, setup.Limit = nil, 6
	if b, err := Check(context.Background(), setup, append(spread(), bad), nil); err != nil || b.Cards() != 6 {
		t.Errorf("before a faulty record: got %v", err)
	}
	setup.Only, setup.Limit = []string{"c-0099"}, 0
	broken := Case{Name: "broken.yaml", Data: []byte("record_id: c-0099\na: [\n")}
	_, err := Check(context.Background(), setup, append(spread(), broken), nil)
	if l := faults(t, err); len(l) != 2 || l[1].Pos.File != "broken.yaml" {
		t.Errorf("the record wanted stands in a broken file: got\n%v", err)
	}
}

// TestSealFaults have the place of the record that cannot be sealed.
func TestSealFaults(t *testing.T) {
	setup := textSetup(t)
	data := strings.Replace(small, "  born:", "  on: {type: date, required: true}\n  born:", 1) + "seal: {issued: on, expires: on, attributes: {id: \"{code}{code}{code}\", birth_date: \"{a}\"}}\nfront: []\n"
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("small.yaml", []byte(data)))
	cases := []Case{
		{Name: "long.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c-1\non: 2026-11-22\ncode: " + strings.Repeat("x", 1000) + "\n")},
		{Name: "kind.yaml", Data: []byte("# text\nschema: docketcard/case/v1\nrecord_id: c-2\non: 2026-11-22\na: yesterday\n")},
		{Name: "sound.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c-3\non: 2026-11-22\ncode: x\n")},
	}
	_, err := Check(t.Context(), setup, cases, nil)
	l := faults(t, err)
	if len(l) != 2 || l[0].Pos.String() != "kind.yaml:2:1" || l[0].Field != "seal.attributes.birth_date" || strings.Contains(l[0].Msg, "yesterday") ||
		l[1].Pos.String() != "long.yaml:1:1" || !strings.Contains(l[1].Msg, "sealing: ") {
		t.Errorf("got\n%v", err)
	}
}

// TestNothing is an error of its own when there is no card.
func TestNothing(t *testing.T) {
	if _, err := Check(context.Background(), officeSetup(t), nil, nil); err == nil || !strings.Contains(err.Error(), "want at least one") {
		t.Errorf("got %v", err)
	}
	setup := officeSetup(t)
	setup.Sheets.Start = 9
	var e *sheet.Error
	if _, err := Check(context.Background(), setup, officeCases(t, "0001"), nil); !errors.As(err, &e) {
		t.Errorf("start 9 of 8: got %v", err)
	}
}

// TestPhotoChanged replaces a picture after it was checked.
func TestPhotoChanged(t *testing.T) {
	mine, other := must[[]byte](t)(fs.ReadFile(officeFiles, "photos/c-0001.jpg")), must[[]byte](t)(fs.ReadFile(officeFiles, "photos/c-0002.jpg"))
	files := fstest.MapFS{"photos/c-0001.jpg": {Data: mine}}
	c := officeCases(t, "0001")[0]
	c.Files = files
	b := check(t, officeSetup(t), c)
	for what, replace := range map[string]func(){
		"replaced": func() { files["photos/c-0001.jpg"] = &fstest.MapFile{Data: other} },
		"gone":     func() { delete(files, "photos/c-0001.jpg") },
	} {
		replace()
		err := b.Write(t.Context(), io.Discard, nil)
		if err == nil || !strings.HasPrefix(err.Error(), `c-0001.yaml:11:9: field photo.file: "photos/c-0001.jpg"`) {
			t.Errorf("%s: got %v, want an error at the field", what, err)
		}
		if what == "replaced" && !strings.Contains(err.Error(), record.ErrPhotoChanged.Error()) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	files["photos/c-0001.jpg"] = &fstest.MapFile{Data: mine}
	if err := b.Write(t.Context(), io.Discard, nil); err != nil {
		t.Errorf("as checked: got %v", err)
	}
}

// live makes a record of the example a live one.
func live(c Case) Case {
	s := strings.Replace(string(c.Data), "specimen: true", "specimen: false", 1)
	s = strings.Replace(s, "case_number: U000000", "case_number: U123456", 1)
	s = strings.Replace(s, "nationality: UTO", "nationality: VNM", 1)
	c.Data = []byte(s)
	return c
}

// TestLive prints live cards with a live key and specimens with the specimen key, and neither with the other's.
func TestLive(t *testing.T) {
	setup := officeSetup(t)
	setup.Sealer = liveSealer(t)
	specimen := officeCases(t, "0001")[0]
	b := check(t, setup, live(specimen))
	file := written(t, b)
	for side, in := range readInk(t, file) {
		if text := in.text(); strings.Contains(text, "SPECIMEN") {
			t.Errorf("page %d of live cards: got %s", side+1, text)
		}
	}
	_, back, err := b.compose(0, new(caseReader))
	if err != nil {
		t.Fatal(err)
	}
	ring := must[*seal.Keyring](t)(seal.NewKeyring(seal.Key{Public: liveKey.Public()}))
	if got := ring.Verify(of[*Symbol](back)[0].Text, setup.Time); got.Verdict != seal.Valid || got.Payload.Specimen {
		t.Errorf("live: got %v: %s", got.Verdict, got.Reason)
	}
	_, err = Check(context.Background(), setup, []Case{specimen}, nil)
	if l := faults(t, err); len(l) == 0 || l[0].Field != "specimen" {
		t.Errorf("specimen under a live key: got %v", err)
	}

	setup.Sealer = officeSetup(t).Sealer
	_, err = Check(context.Background(), setup, []Case{live(specimen)}, nil)
	if l := faults(t, err); len(l) == 0 || l[0].Field != "specimen" {
		t.Errorf("live record under the specimen key: got %v", err)
	}
	_, back, err = check(t, setup, specimen).compose(0, new(caseReader))
	if err != nil {
		t.Fatal(err)
	}
	got := ring.Verify(of[*Symbol](back)[0].Text, setup.Time)
	if got.Verdict != seal.Specimen || !got.Payload.Specimen {
		t.Fatalf("specimen: got %v: %s", got.Verdict, got.Reason)
	}
	// What is sealed is what is printed.
	var fields []string
	for _, f := range got.Payload.Fields() {
		fields = append(fields, f.Name+"="+f.Value)
	}
	golden(t, strings.Join(fields, "\n")+"\n", "batch", "sealed.txt")
}

// TestCancel ends a batch in the middle of its work, in both halves.
func TestCancel(t *testing.T) {
	setup := textSetup(t)
	var c Case
	for i := range 2000 {
		c.Data = fmt.Appendf(c.Data, "---\nschema: docketcard/case/v1\nrecord_id: c-%d\na: x\n", i)
	}
	// A bubble fails when goroutines are left behind.
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := Check(ctx, setup, []Case{c}, func(done int) {
			if done == 100 {
				cancel()
			}
			if done > 100 {
				t.Errorf("checked %d after the end", done)
			}
		})
		if err != context.Canceled {
			t.Errorf("Check: got %v, want %v", err, context.Canceled)
		}
	})
	b := check(t, setup, c)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		last := 0
		err := b.Write(ctx, io.Discard, func(done int) {
			if last = done; done >= 100 {
				cancel()
			}
		})
		if err != context.Canceled || last > 192 {
			t.Errorf("Write: got %v after %d cards, want %v", err, last, context.Canceled)
		}
		ctx, cancel = context.WithCancel(t.Context())
		err = b.Write(ctx, io.Discard, func(done int) {
			if done == b.Cards() {
				cancel() // with nothing left to do but the faces
			}
		})
		if err != context.Canceled {
			t.Errorf("Write: got %v before the faces, want %v", err, context.Canceled)
		}
	})
	errFull := errors.New("disk full")
	r, w := io.Pipe()
	go func() {
		io.CopyN(io.Discard, r, 1000)
		r.CloseWithError(errFull)
	}()
	if err := b.Write(t.Context(), w, nil); !errors.Is(err, errFull) {
		t.Errorf("full disk: got %v, want %v", err, errFull)
	}
}

// TestSameBytes writes batches at several numbers of processors. All photos are of one size, for which fpdf's own order would differ.
func TestSameBytes(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	photos := officeSetup(t)
	// Cards without the large code, which takes most of the time.
	photos.Template.Back, photos.Template.Seal = nil, nil
	for _, tt := range []struct {
		setup Setup
		runs  int
	}{{officeSetup(t), 3}, {photos, 20}} {
		if raceDetector {
			tt.runs = tt.runs / 10 // none of the dear ones
		}
		sums := map[[32]byte]int{}
		var b *Batch
		for i := range tt.runs {
			runtime.GOMAXPROCS([]int{1, 8, 2}[i%3])
			if i%7 == 0 {
				b = check(t, tt.setup, officeCases(t, "000[1-8]")...)
			}
			sums[sha256.Sum256(written(t, b))]++
		}
		if len(sums) > 1 {
			t.Errorf("%d runs gave %d different files, want 1", tt.runs, len(sums))
		}
	}
}

// TestManyDocuments has more sheets than one fpdf document: the order stays, and the pages alternate.
func TestManyDocuments(t *testing.T) {
	setup := smallSetup(t, "- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  style: text\nback:\n- text: \"back of {a}\"\n  at: [5, 20]\n  width: 90\n  style: text\n")
	setup.Stock = must[*templates.Stock](t)(templates.ParseStock("many.yaml", []byte("schema: docketcard/stock/v1\nname: many\npage: [800, 650]\ncell: [100, 60]\ngrid: {columns: 7, rows: 10}\n")))
	var c Case
	for i := range 150 {
		c.Data = fmt.Appendf(c.Data, "---\nschema: docketcard/case/v1\nrecord_id: c-%d\na: card %d\n", i, i)
	}
	pages := readInk(t, written(t, check(t, setup, c)))
	if len(pages) != 6 {
		t.Fatalf("got %d pages, want 6", len(pages))
	}
	for i, in := range pages {
		var want strings.Builder
		for k := i / 2 * 70; k < min(i/2*70+70, 150); k++ {
			fmt.Fprintf(&want, "%scard %d\n", [...]string{"", "back of "}[i%2], k)
		}
		if in.text() != want.String() {
			t.Errorf("page %d: got %s", i+1, in.text())
		}
	}
}

// TestFileGolden spells a small batch for a card printer, with one of everything.
func TestFileGolden(t *testing.T) {
	const elements = `- rect: [0, 0, 85.6, 10]
  fill: red
- text: "{issuer.id}"
  at: [3, 8]
  width: 20
  style: wide
- photo: photo
  box: [60, 15, 20, 25]
  radius: 2
- text: "{a}"
  label: Name
  at: [3, 20]
  gap: 4
  width: 50
  style: text
back:
- text: "{a}"
  at: [3, 8]
  width: 50
  style: text
- qr: "{code}"
  at: [40, 20]
  version: 1
`
	setup := smallSetup(t, "- line: [0, 0, 1, 1]\n  stroke: red\n")
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("small.yaml", []byte(strings.Replace(small, "size: [100, 60]", "size: id-1", 1)+"front:\n"+elements)))
	setup.Stock, setup.Sheets.Flip = builtinStock(t, "cr80"), sheet.None
	files := fstest.MapFS{"one.jpg": {Data: must[[]byte](t)(os.ReadFile("pdf/testdata/rgb.jpg"))}, "two.jpg": {Data: must[[]byte](t)(os.ReadFile("pdf/testdata/gray.jpg"))}}
	data := "schema: docketcard/case/v1\nrecord_id: c-1\na: Zoë\ncode: A\nphoto: one.jpg\n---\nschema: docketcard/case/v1\nrecord_id: c-2\na: Ẹ́ve\ncode: B\nphoto: two.jpg\n"
	file := written(t, check(t, setup, Case{"c.yaml", []byte(data), files}))
	golden(t, must[string](t)(pdf.Skeleton(file)), "batch.golden")
	for _, personal := range []string{"Zoë", "c-1", "rgb.jpg", "one.jpg"} {
		if bytes.Contains(file, []byte(personal)) {
			t.Errorf("the file says %q outside its pages", personal)
		}
	}
}

// TestSlugNames prints under a template whose name the slug's face cannot set, and leaves the name out.
func TestSlugNames(t *testing.T) {
	setup := textSetup(t)
	setup.Template.Name = "\u5361\u7247"
	b := check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: x\n")})
	want := "x\nbatch " + b.ID() + "  ·  sheet 1 of 1  ·  front\n"
	if got := readInk(t, written(t, b))[0].text(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestID is the same for the same records and template at any time, and another for other records.
func TestID(t *testing.T) {
	setup := officeSetup(t)
	id := check(t, setup, officeCases(t, "000[12]")...).ID()
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(id) {
		t.Errorf("got %q", id)
	}
	setup.Time = setup.Time.Add(time.Hour)
	if again := check(t, setup, officeCases(t, "000[12]")...).ID(); again != id {
		t.Errorf("got %s, then %s", id, again)
	}
	if other := check(t, setup, officeCases(t, "000[13]")...).ID(); other == id {
		t.Errorf("another batch: got %s", other)
	}
	setup.Limit = 1
	if fewer := check(t, setup, officeCases(t, "000[12]")...).ID(); fewer == id {
		t.Errorf("one of two records: got %s", fewer)
	}
}
