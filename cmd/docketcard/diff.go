package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"

	"docketcard/render"
	"docketcard/render/proof"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

const diffHelp = `diff compares what two templates make of the same records, or two finished PDFs.

Usage: docketcard diff [flags] OLD NEW [CASES...]

OLD and NEW are built-in templates, template files, or git:REV:PATH for a file
as it was at a revision; or two PDFs. It tells which elements moved, by how many
millimetres, and which changed size, face, step of overflow, text or colour, and
how many pixels differ, the worst first; and first of all which records NEW cannot
set any more. CASES are as for preview; without them the three telling records of
OLD are compared. Exit code 1 if anything differs.

Flags:
      --issuer FILE          issuer profile, in place of issuer.yaml beside the
                             cases, or of that of Utopia
      --fonts DIR            folder of more faces that the template may name; see
                             docketcard fonts
      --only RECORD_ID,...   these records alone; may be repeated
      --dpi N                pixels to the inch of the comparison (default 150)
  -o, --output OUT           report with pictures before and after: OUT.html in one
                             file, else a folder for it and the pictures as PNG
      --json                 print a JSON report
  -q, --quiet                print nothing; the exit code answers
  -h, --help                 print this text

Example:
  docketcard diff docket-card docket-card examples/field-office --only c-0001
`

// diffOptions is what the command line of diff asks for.
type diffOptions struct {
	Old, New string
	Issuer   string
	Fonts    string
	Only     []string
	DPI      int
	Output   string // "" for none
	JSON     bool
	Quiet    bool
	Cases    []string
}

func diffCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "diff",
		Usage:       "compare two templates, or two PDFs",
		Description: diffHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			fontsFlag(),
			&cli.StringSliceFlag{Name: "only", Usage: "RECORD_ID,..."},
			&cli.IntFlag{Name: "dpi", Value: 150, Usage: "N"},
			outputFlag("OUT"),
			jsonFlag(),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parseDiffOptions(c)
			if err != nil {
				return err
			}
			return diff(c.Context, m, o)
		},
	}
}

func parseDiffOptions(c *cli.Context) (diffOptions, error) {
	o := diffOptions{
		Issuer: c.String("issuer"),
		Fonts:  c.String("fonts"),
		DPI:    c.Int("dpi"),
		Output: c.String("output"),
		JSON:   c.Bool("json"),
		Quiet:  c.Bool("quiet"),
	}
	if err := wantArguments(c, 2, -1, "two templates or two PDFs"); err != nil {
		return o, err
	}
	args := c.Args().Slice()
	o.Old, o.New, o.Cases = args[0], args[1], args[2:]
	if o.DPI < 36 || o.DPI > 600 {
		return o, usagef("flag --dpi: found %d; want 36 to 600", o.DPI)
	}
	var err error
	if o.Only, err = parseOnly(c); err != nil {
		return o, err
	}
	if o.Output == "-" && o.JSON {
		return o, usagef("--json and the report cannot both go to standard output").withHint("name a file with -o report.html")
	}
	switch oldPDF, newPDF := isPDF(o.Old), isPDF(o.New); {
	case oldPDF != newPDF:
		return o, usagef("found a PDF and a template; want two of one kind")
	case oldPDF && len(o.Cases) > 0:
		return o, usagef("found cases beside two PDFs; want the PDFs alone")
	}
	return o, nil
}

func isHTML(name string) bool {
	return slices.Contains([]string{".html", ".htm"}, strings.ToLower(filepath.Ext(name)))
}

func isPDF(name string) bool { return strings.EqualFold(filepath.Ext(name), ".pdf") }

// A diffReport is all that differs.
type diffReport struct {
	Old     string      `json:"old"`
	New     string      `json:"new"`
	Cards   int         `json:"cards"` // that were compared, or pages
	Changed []diffCard  `json:"changed"`
	Faults  []diffFault `json:"faults,omitempty"`
	dpi     int
	unit    string // "card" or "page"
	mu      sync.Mutex
}

// A diffFault is why a template cannot show a record.
type diffFault struct {
	Template string `json:"template"` // old, new or either
	Record   string `json:"record"`
	Fault    string `json:"fault"`
	order    int    // of the record
}

// A diffCard is one card, or page, of which something differs.
type diffCard struct {
	Record  string       `json:"record"`
	Changes []diffChange `json:"changes"`
	Sides   []diffSide   `json:"sides"`
	pixels  int
	unset   bool // by the new template
	order   int  // of the record or page
}

// compareCards puts the worst first: what the new template cannot set, then what differs most.
func compareCards(a, b diffCard) int {
	unset := func(c diffCard) int {
		if c.unset {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(unset(b), unset(a)), cmp.Compare(b.pixels, a.pixels), cmp.Compare(a.order, b.order))
}

// A diffChange is one thing about one element.
type diffChange struct {
	Side    string  `json:"side"`
	Element string  `json:"element"`
	Change  string  `json:"change"` // in words, the same for the same change
	Right   float64 `json:"right_mm,omitempty"`
	Down    float64 `json:"down_mm,omitempty"`
}

// A diffSide is one side's pixels.
type diffSide struct {
	Side     string `json:"side"`
	Pixels   int    `json:"pixels"` // that differ by more than 8 of 255
	Of       int    `json:"of"`
	Where    string `json:"where,omitempty"`
	old, new *image.RGBA
	shown    *image.RGBA
}

const diffColour = 8 // of 255; what rounding in a renderer comes to

func diff(ctx context.Context, m *machine, o diffOptions) error {
	folder, report := "", o.Output
	if report != "" && report != "-" && !isHTML(report) {
		folder, report = o.Output, filepath.Join(o.Output, "report.html")
		if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return doing("making folder", folder, err)
		}
	}
	var out *output
	if report != "" {
		var err error
		if out, err = createOutput(ctx, m, report, htmlOutput); err != nil {
			return err
		}
		defer out.discard()
	}
	reader, err := proof.Open(ctx, cacheFolder(m))
	if err != nil {
		return err
	}
	defer reader.Close()
	r := &diffReport{Old: o.Old, New: o.New, Changed: []diffCard{}, dpi: o.DPI, unit: "card"}
	if isPDF(o.Old) {
		r.unit = "page"
		err = r.comparePDFs(reader, o)
	} else {
		err = r.compareTemplates(ctx, m, reader, o)
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(r.Changed, compareCards)
	// What the new template cannot set is news; what neither can is not.
	order := []string{"new", "old", "either"}
	slices.SortStableFunc(r.Faults, func(a, b diffFault) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Template), slices.Index(order, b.Template)), cmp.Compare(a.order, b.order))
	})
	if out != nil {
		if err := r.writeHTML(out); err != nil {
			return err
		}
		if folder != "" {
			if err := r.writePictures(ctx, m, folder); err != nil {
				return err
			}
		}
		if err := out.commit(); err != nil {
			return err
		}
	}
	switch {
	case o.JSON:
		if err := writeJSON(m.stdout, r); err != nil {
			return err
		}
	case !o.Quiet && o.Output != "-":
		r.table(m.stdout)
	}
	if !o.Quiet {
		fmt.Fprintf(m.stderr, "%s compared: %d differ, %s\n", count(r.Cards, r.unit), len(r.Changed), count(len(r.Faults), "fault"))
	}
	if len(r.Changed)+len(r.Faults) > 0 {
		return errRefused
	}
	return nil
}

// compareTemplates compares what two templates make of the cases.
func (r *diffReport) compareTemplates(ctx context.Context, m *machine, reader *proof.Reader, o diffOptions) error {
	was, err := openRevision(ctx, o.Old)
	if err != nil {
		return err
	}
	now, err := openRevision(ctx, o.New)
	if err != nil {
		return err
	}
	// The old template's longest record is the one that may not fit any more.
	oldSetup, cases, err := previewCases(ctx, m, was, o.Cases, o.Issuer, o.Fonts)
	if err != nil {
		return err
	}
	newSetup := oldSetup
	if newSetup.Template, err = templates.ReadTemplate(now.Name, now.Path, now.Data, now.Files); err != nil {
		return err
	}
	newSetup.Stock = templates.CardStock(newSetup.Template.Size, 0)
	oldSetup.Only, newSetup.Only = o.Only, o.Only

	before, a, err := surveyPrint(ctx, reader, oldSetup, cases)
	if err != nil {
		return err
	}
	defer a.close()
	after, b, err := surveyPrint(ctx, reader, newSetup, cases)
	if err != nil {
		return err
	}
	defer b.close()
	// Both have the same records in the same order. Drawing takes nearly all the time, so each processor draws from documents of its own.
	r.Cards = len(before)
	p := startProgress(m, o.Quiet, "comparing", "cards", r.Cards)
	defer p.end()
	workers := min(runtime.GOMAXPROCS(0), r.Cards)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	var next, done atomic.Int64
	for w := range workers {
		wg.Go(func() {
			errs[w] = compareRecords(ctx, reader, a, b, func(a, b *print) error {
				i := int(next.Add(1)) - 1
				if i >= r.Cards {
					return io.EOF
				}
				err := r.compareRecord(a, b, i, &before[i], &after[i])
				p.set(int(done.Add(1)))
				return err
			})
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}

// compareRecords calls compare with both prints, opened anew, until it returns io.EOF.
func compareRecords(ctx context.Context, reader *proof.Reader, a, b *print, compare func(a, b *print) error) error {
	a, err := a.reopen(reader)
	if err != nil {
		return err
	}
	defer a.close()
	if b, err = b.reopen(reader); err != nil {
		return err
	}
	defer b.close()
	for err == nil {
		if err = ctx.Err(); err == nil {
			err = compare(a, b)
		}
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// surveyPrint checks cases and finishes the sound ones as a PDF.
func surveyPrint(ctx context.Context, reader *proof.Reader, setup render.Setup, cases []render.Case) ([]render.Surveyed, *print, error) {
	batch, all, err := render.Survey(ctx, setup, cases)
	if err != nil {
		return nil, nil, refusal(err)
	}
	if batch == nil {
		return all, &print{setup: setup}, nil
	}
	p, err := printBatch(ctx, reader, setup, batch)
	return all, p, err
}

// compareRecord compares what both templates make of record i. One that the new template cannot set is the worst that can happen; one that
// neither can is no difference.
func (r *diffReport) compareRecord(a, b *print, i int, was, now *render.Surveyed) error {
	if was.Card >= 0 && now.Card >= 0 {
		return r.compareCard(a, b, i, was.Card, now.Card)
	}
	faults := func(of string, s *render.Surveyed) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, e := range s.Faults {
			r.Faults = append(r.Faults, diffFault{of, s.ID, e.Error(), i})
		}
	}
	c := diffCard{Record: was.ID, order: i}
	p, card, change, why, by := a, was.Card, "cannot be set any more", now.Faults, b.setup.Template
	switch {
	case was.Card < 0 && now.Card < 0:
		faults("either", now)
		return nil
	case was.Card < 0:
		faults("old", was)
		p, card, change, why, by = b, now.Card, "can be set now, and could not before", was.Faults, a.setup.Template
	default:
		faults("new", now)
		c.unset = true
	}
	c.Changes = []diffChange{{Side: "both", Element: "card", Change: change}}
	for side := range p.sides() {
		if !concerns(why, by, side) {
			continue
		}
		img, err := p.doc.RGBA(card*p.sides()+side, float64(r.dpi))
		if err != nil {
			return err
		}
		s := diffSide{Side: sheet.Side(side).String(), Of: img.Rect.Dx() * img.Rect.Dy(), Where: change + ": " + why[0].Msg}
		if s.Pixels = s.Of; c.unset {
			s.old = img
		} else {
			s.new = img
		}
		c.pixels += s.Pixels
		c.Sides = append(c.Sides, s)
	}
	r.add(c)
	return nil
}

// concerns tells whether faults of a record are about a side of its card: any side when they do not say.
func concerns(faults source.ErrorList, t *templates.Template, side int) bool {
	names, any := map[string]bool{}, true
	for _, f := range faults {
		if m := (*render.Misfit)(nil); errors.As(f, &m) {
			names[m.Element.Base().Pos.String()], any = true, false
		}
	}
	for e := range templates.Walk([][]templates.Element{t.Front, t.Back}[side]) {
		any = any || names[e.Base().Pos.String()]
	}
	return any
}

// compareCard compares the cards of record i, the first of print a and the second of print b.
func (r *diffReport) compareCard(a, b *print, i, first, second int) error {
	af, ab, err := a.batch.Placed(first)
	if err != nil {
		return err
	}
	bf, bb, err := b.batch.Placed(second)
	if err != nil {
		return err
	}
	c := diffCard{Record: a.batch.Record(first), order: i, Changes: slices.Concat(compareFace("front", af, bf), compareFace("back", ab, bb))}
	as, bs := a.sides(), b.sides()
	same := a.setup.Template.Size == b.setup.Template.Size
	if !same {
		c.Changes = append(c.Changes, diffChange{Side: "both", Element: "card",
			Change: fmt.Sprintf("is %s, was %s", b.setup.Template.Size, a.setup.Template.Size)})
	}
	// The program and the record are the same: what stands alike is drawn alike.
	if len(c.Changes) == 0 && as == bs {
		return nil
	}
	for side := range min(as, bs) {
		s := diffSide{Side: [2]string{"front", "back"}[side]}
		touched := slices.ContainsFunc(c.Changes, func(d diffChange) bool { return d.Side == s.Side || d.Side == "both" })
		if !touched {
			continue
		}
		if s.old, err = a.doc.RGBA(first*as+side, float64(r.dpi)); err != nil {
			return err
		}
		if s.new, err = b.doc.RGBA(second*bs+side, float64(r.dpi)); err != nil {
			return err
		}
		s.compare(r.dpi)
		c.pixels += s.Pixels
		if s.Pixels == 0 {
			continue
		}
		c.Sides = append(c.Sides, s)
	}
	r.add(c)
	return nil
}

// pictured tells whether a card's pictures are kept.
func (c *diffCard) pictured() bool {
	return len(c.Sides) > 0 && (c.Sides[0].old != nil || c.Sides[0].new != nil)
}

// reportPictures is how many cards a report shows at most, the worst ones; the others are in its table.
const reportPictures = 24

// add notes a card that differs, and lets go of the pictures of the least of those that are too many.
func (r *diffReport) add(c diffCard) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Changed = append(r.Changed, c)
	shown, least := 0, -1
	for i, c := range r.Changed {
		if !c.pictured() {
			continue
		}
		if shown++; least < 0 || compareCards(c, r.Changed[least]) > 0 {
			least = i
		}
	}
	if shown > reportPictures {
		for k := range r.Changed[least].Sides {
			s := &r.Changed[least].Sides[k]
			s.old, s.new, s.shown = nil, nil, nil
		}
	}
}

// compare compares the pixels of a side; sizes that differ are all different.
func (s *diffSide) compare(dpi int) {
	s.Of = s.new.Rect.Dx() * s.new.Rect.Dy()
	if s.old.Rect != s.new.Rect {
		s.Pixels, s.shown = s.Of, s.new
		s.Where = "the sizes differ"
		return
	}
	d := comparePictures(s.old, s.new, diffColour)
	s.Pixels, s.shown = d.Pixels, d.Shown
	if d.Pixels > 0 {
		s.Where = place(d.Where, dpi)
	}
}

// compareFace says what changed from one face to another, element by element.
func compareFace(side string, was, now []render.Placed) []diffChange {
	var out []diffChange
	say := func(element, format string, args ...any) {
		out = append(out, diffChange{Side: side, Element: element, Change: fmt.Sprintf(format, args...)})
	}
	find := func(list []render.Placed, name string) *render.Placed {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
		return nil
	}
	for _, a := range was {
		b := find(now, a.Name)
		if b == nil {
			say(a.Name, "is gone")
			continue
		}
		right, down := (b.At.X - a.At.X).Millimetres(), (b.At.Y - a.At.Y).Millimetres()
		if right != 0 || down != 0 {
			var parts []string
			part := func(by float64, ahead, back string) {
				if by > 0 {
					parts = append(parts, fmt.Sprintf("%.2f mm %s", by, ahead))
				} else if by < 0 {
					parts = append(parts, fmt.Sprintf("%.2f mm %s", -by, back))
				}
			}
			part(right, "right", "left")
			part(down, "down", "up")
			say(a.Name, "moved %s", strings.Join(parts, ", "))
			out[len(out)-1].Right, out[len(out)-1].Down = right, down
		}
		explained := a.Ink() == b.Ink()
		told := func(differs bool, format string, args ...any) {
			if differs {
				explained = true
				say(a.Name, format, args...)
			}
		}
		told(a.Kind != b.Kind, "is %s, was %s", b.Kind, a.Kind)
		// A record's own text is not repeated here: the report may be passed on.
		told(a.Text != b.Text && lineCount(a.Text) == lineCount(b.Text) && a.Kind == "text", "text changed")
		told(a.Text != b.Text && a.Kind == "code", "carries another text")
		told(lineCount(a.Text) != lineCount(b.Text) && a.Kind == "text", "on %d lines, was on %d", lineCount(b.Text), lineCount(a.Text))
		told(!slices.Equal(a.Faces, b.Faces), "in %s, was in %s", strings.Join(b.Faces, ", "), strings.Join(a.Faces, ", "))
		told(a.Size != b.Size, "at %.3gpt, was at %.3gpt", b.Size.Points(), a.Size.Points())
		told(a.Step != b.Step, "at step %d of its sizes, was at step %d", b.Step+1, a.Step+1)
		told(a.Colour != b.Colour, "in colour %s, was %s", b.Colour, a.Colour)
		if a.Box.W != b.Box.W || a.Box.H != b.Box.H {
			told(a.Kind != "text" || !explained, "is %s by %s, was %s by %s", b.Box.W, b.Box.H, a.Box.W, a.Box.H)
		}
		told(!explained, "is drawn differently")
	}
	for _, b := range now {
		if find(was, b.Name) == nil {
			say(b.Name, "is new")
		}
	}
	// Elements that changed places lie over each other in another order.
	var before, after []string
	for _, a := range was {
		if find(now, a.Name) != nil {
			before = append(before, a.Name)
		}
	}
	for _, b := range now {
		if find(was, b.Name) != nil {
			after = append(after, b.Name)
		}
	}
	if !slices.Equal(before, after) {
		say("all", "are drawn in another order")
	}
	return out
}

func lineCount(s string) int { return strings.Count(s, "\n") + 1 }

// comparePDFs compares two files page by page, by their pixels and their text.
func (r *diffReport) comparePDFs(reader *proof.Reader, o diffOptions) error {
	open := func(name string) (*proof.Document, func(), error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, nil, doing("opening", name, err)
		}
		info, err := f.Stat()
		if err == nil {
			err = regular(info)
		}
		if err != nil {
			f.Close()
			return nil, nil, doing("opening", name, err)
		}
		doc, err := reader.Document(f, info.Size())
		if err != nil {
			f.Close()
			return nil, nil, fmt.Errorf("reading %q: %w", name, err)
		}
		return doc, func() { doc.Close(); f.Close() }, nil
	}
	a, closeA, err := open(o.Old)
	if err != nil {
		return err
	}
	defer closeA()
	b, closeB, err := open(o.New)
	if err != nil {
		return err
	}
	defer closeB()
	r.Cards = min(a.Pages(), b.Pages())
	if a.Pages() != b.Pages() {
		r.Changed = append(r.Changed, diffCard{Record: "all", order: -1, Changes: []diffChange{{Side: "-", Element: "pages",
			Change: fmt.Sprintf("has %s, had %s", count(b.Pages(), "page"), count(a.Pages(), "page"))}}})
	}
	for page := range r.Cards {
		c := diffCard{Record: fmt.Sprintf("page %d", page+1), order: page}
		var texts [2]map[string]int
		s := diffSide{Side: "-"}
		for k, doc := range []*proof.Document{a, b} {
			img, err := doc.RGBA(page, float64(o.DPI))
			if err != nil {
				return err
			}
			if k == 0 {
				s.old = img
			} else {
				s.new = img
			}
			words, err := doc.Words(page)
			if err != nil {
				return err
			}
			texts[k] = map[string]int{}
			for _, w := range words {
				texts[k][w.Text]++
			}
		}
		gone, came := 0, 0
		for w, n := range texts[0] {
			gone += max(0, n-texts[1][w])
		}
		for w, n := range texts[1] {
			came += max(0, n-texts[0][w])
		}
		if gone+came > 0 {
			c.Changes = append(c.Changes, diffChange{Side: "-", Element: "text", Change: fmt.Sprintf("%s gone, %d new", count(gone, "word"), came)})
		}
		if s.compare(o.DPI); s.Pixels > 0 {
			c.pixels = s.Pixels
			c.Sides = append(c.Sides, s)
		}
		if len(c.Changes)+len(c.Sides) > 0 {
			r.add(c)
		}
	}
	return nil
}

// A diffLine is a change and the cards that have it.
type diffLine struct {
	diffChange
	records []string
}

// lines gathers equal changes, in the order in which they are met.
func (r *diffReport) lines() []diffLine {
	var out []diffLine
	index := map[diffChange]int{}
	for _, c := range r.Changed {
		for _, change := range c.Changes {
			i, ok := index[change]
			if !ok {
				i = len(out)
				index[change] = i
				out = append(out, diffLine{diffChange: change})
			}
			out[i].records = append(out[i].records, c.Record)
		}
	}
	return out
}

// who names the cards of a line.
func (r *diffReport) who(l diffLine) string {
	if len(l.records) == r.Cards && r.Cards > 1 {
		return fmt.Sprintf("all %d", r.Cards)
	}
	if n := len(l.records); n > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(l.records[:3], ", "), n-3)
	}
	return strings.Join(l.records, ", ")
}

// table prints what changed, and the pixels of each card, the worst first.
func (r *diffReport) table(out io.Writer) {
	const most = 20
	for i, f := range r.Faults {
		if i == most {
			fmt.Fprintf(out, "and %d more\n", len(r.Faults)-most)
			break
		}
		fmt.Fprintf(out, "%s template: %s\n", f.Template, f.Fault)
	}
	if len(r.Changed) == 0 {
		return
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if lines := r.lines(); len(lines) > 0 {
		fmt.Fprintln(w, "SIDE\tELEMENT\tCHANGE\tWHERE")
		for _, l := range lines {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", l.Side, l.Element, l.Change, r.who(l))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "WHERE\tSIDE\tPIXELS\tPLACE")
	for i, c := range r.Changed {
		if i == most {
			fmt.Fprintf(w, "and %d more\n", len(r.Changed)-most)
			break
		}
		for _, s := range c.Sides {
			fmt.Fprintf(w, "%s\t%s\t%d of %d\t%s\n", c.Record, s.Side, s.Pixels, s.Of, s.Where)
		}
	}
	w.Flush()
}
