package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"docketcard/cmd/docketcard/internal/finding"
	"docketcard/render/proof"
	"docketcard/render/scan"
	"docketcard/render/seal"
)

// proofDPI is fine enough for the smallest module a template may ask for, 0.338 mm.
const proofDPI = 300

// A verification is one run of verify: it reads and judges codes.
type verification struct {
	codeReader
	judge    finding.Judge
	findings []finding.Finding
	portals  int // holders' codes
	failed   int // targets that could not be read
}

// verifyTargets verifies the codes of the targets and prints what they are, and returns errRefused when one is not
// valid, or a target cannot be read or has none.
func verifyTargets(ctx context.Context, m *machine, o verifyOptions, judge finding.Judge, targets iter.Seq2[target, error]) error {
	v := verification{codeReader: codeReader{ctx: ctx, m: m, quiet: o.Quiet}, judge: judge}
	defer v.close()
	var first error
	for t, err := range targets {
		if err == nil {
			err = v.verify(t)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if usage := (*usageError)(nil); errors.As(err, &usage) {
			return err
		}
		if err == nil {
			continue
		}
		// What is wrong with one file is said at its end, so that the others are read.
		if v.failed++; v.failed == 1 {
			first = err
			continue
		}
		if v.failed == 2 {
			report(m.stderr, nil, first)
		}
		report(m.stderr, nil, err)
	}
	if v.failed == 1 && len(v.findings) == 0 {
		return first
	}
	if !o.Quiet {
		if err := v.print(o.JSON); err != nil {
			return err
		}
	}
	if v.failed == 1 {
		return first
	}
	for _, f := range v.findings {
		if f.Verdict != seal.Valid {
			return errRefused
		}
	}
	if v.failed > 0 {
		return errRefused
	}
	return nil
}

// verify judges the seals of a target. An error says why there are none.
func (v *verification) verify(t target) error {
	seals, portals := len(v.findings), v.portals
	var err error
	where := "found no code on its pages"
	switch {
	case t.PDF != nil:
		err = v.sheets(t)
	case t.Picture != nil:
		where = "found no code on the picture"
		err = v.picture(t)
	default:
		f := v.judge.Of(t.Text)
		f.Target = t.Name
		v.findings = append(v.findings, f)
	}
	switch {
	case err != nil:
		return err
	case len(v.findings) > seals:
		return nil
	case v.portals > portals:
		return hintf(fmt.Errorf("reading %q: found %s and no seal", t.Name, count(v.portals-portals, "portal code")),
			"the seal is the larger code, for officers; it may be on the other side of the card")
	case t.Picture != nil:
		return hintf(fmt.Errorf("reading %q: %s", t.Name, where), "hold the camera closer and flat over the card, in even light")
	}
	return fmt.Errorf("reading %q: %s", t.Name, where)
}

// picture judges the seals on a photograph or scan.
func (v *verification) picture(t target) error {
	img, err := decodePicture(t.Name, t.Picture)
	if err != nil {
		return err
	}
	for _, code := range scan.Photographed(img) {
		v.code(t, 0, code)
	}
	return nil
}

// code judges one code unless it is a holder's, which is counted, and returns what it found.
func (v *verification) code(t target, page int, code scan.Code) *finding.Finding {
	if _, err := seal.Parse(code.Text); errors.Is(err, seal.ErrNoSeal) {
		v.portals++
		return nil
	}
	f := v.judge.Of(code.Text)
	f.Target, f.Page = t.Name, page
	f.Box = &finding.Box{X: code.Box.Min.X, Y: code.Box.Min.Y, Width: code.Box.Dx(), Height: code.Box.Dy()}
	v.findings = append(v.findings, f)
	return &v.findings[len(v.findings)-1]
}

// sheets judges the seals of a PDF, and holds each against the text that is printed on the same card, on both sides.
func (v *verification) sheets(t target) error {
	check := sheetCheck{wrong: map[int]string{}}
	err := v.read(t, func(pages []printedPage) {
		var cards []printedCard
		for side, p := range pages {
			for _, code := range p.codes {
				// What others print beside their codes is theirs to choose.
				if f := v.code(t, p.number, code); f != nil && f.Signed() && (f.Format == "docketcard" || f.Format == "claim169") {
					cards = append(cards, printedCard{side: side, code: newSpot(code), finding: len(v.findings) - 1,
						number: f.Number, names: names(f.Fields)})
				}
			}
		}
		check.sheet(pages, cards)
	})
	for i, why := range check.end() {
		v.findings[i].Refuse(seal.BadSignature, why)
	}
	return err
}

// codeReader reads the codes of PDFs. pdfium is started with the first PDF, since it takes a while.
type codeReader struct {
	ctx   context.Context
	m     *machine
	quiet bool
	pdf   *proof.Reader
}

func (r *codeReader) close() {
	if r.pdf != nil {
		r.pdf.Close()
	}
}

// read calls visit for the pages of a PDF by twos, which are the two sides of a sheet if it is printed on both, with the codes that are read
// from their rasters.
func (r *codeReader) read(t target, visit func([]printedPage)) (err error) {
	if r.pdf == nil {
		if r.pdf, err = proof.Open(r.ctx, cacheFolder(r.m)); err != nil {
			return err
		}
	}
	doc, err := r.pdf.Document(bytes.NewReader(t.PDF), int64(len(t.PDF)))
	if err != nil {
		return fmt.Errorf("reading %q: %w", t.Name, err)
	}
	defer doc.Close()
	p := startProgress(r.m, r.quiet, "reading", "pages", doc.Pages())
	defer p.end()
	var pages []printedPage
	for page := range doc.Pages() {
		read, err := readPage(doc, page)
		if err != nil {
			return fmt.Errorf("reading %q, page %d: %w", t.Name, page+1, err)
		}
		if pages = append(pages, read); len(pages) == 2 || page+1 == doc.Pages() {
			visit(pages)
			pages = nil
		}
		p.set(page + 1)
	}
	return nil
}

func readPage(doc *proof.Document, page int) (printedPage, error) {
	p := printedPage{number: page + 1}
	var err error
	if p.width, p.height, err = doc.Size(page); err != nil {
		return p, err
	}
	raster, err := doc.Gray(page, proofDPI)
	if err != nil {
		return p, err
	}
	p.codes = scan.Codes(raster)
	p.words, err = doc.Words(page)
	return p, err
}

// cacheFolder is where the translated pdfium is kept, which saves seconds at every start but the first. What lies there is run as code, so
// nobody else may write to it.
func cacheFolder(m *machine) string { return userCache(m, "pdfium") }

// userCache returns where something is kept that a later run need not make again, for the user alone: DOCKETCARD_CACHE, or a folder of the
// user's cache; "" when there is no place for it.
func userCache(m *machine, name string) string {
	dir := m.getenv("DOCKETCARD_CACHE")
	if dir == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(user, "docketcard", name)
	}
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	return dir
}

// print writes the findings: for a program, or all that one code says, or a table.
func (v *verification) print(asJSON bool) error {
	switch {
	case asJSON:
		e := json.NewEncoder(v.m.stdout)
		e.SetEscapeHTML(false)
		for _, f := range v.findings {
			if err := e.Encode(f); err != nil {
				return fmt.Errorf("writing JSON: %w", err)
			}
		}
	case len(v.findings) == 1 && v.findings[0].Page == 0:
		v.tell(v.findings[0])
	default:
		v.table()
	}
	return nil
}

// tell prints what one code says, for a person at a counter.
func (v *verification) tell(f finding.Finding) {
	fmt.Fprintf(v.m.stdout, "%s: %s\n", f.Verdict, f.Sentence)
	if f.Reason != "" {
		fmt.Fprintf(v.m.stdout, "%s\n", f.Reason)
	}
	w := tabwriter.NewWriter(v.m.stdout, 0, 0, 2, ' ', 0)
	for _, item := range f.Items {
		fmt.Fprintf(w, "  %s\t%s\n", item.Label, item.Value)
	}
	if f.KeyID != "" {
		fmt.Fprintf(w, "  Key\t%s\n", f.KeyID)
	}
	if f.Status != nil {
		fmt.Fprintf(w, "  Checked in\tstatus list, %s\n", f.Status)
	}
	for _, l := range v.judge.Ring.StatusLists() {
		if age := v.judge.StatusAge(l); f.Status == nil || *age != *f.Status {
			fmt.Fprintf(w, "  Not checked in\tstatus list %s, %s\n", age.URI, age)
		}
	}
	if f.Trust != nil {
		fmt.Fprintf(w, "  Keys from\ttrust list number %d, %s\n", f.Trust.Sequence, f.Trust)
	}
	w.Flush()
	fmt.Fprintf(v.m.stdout, "as of %s", v.judge.At.UTC().Format(timeForm))
	if f.Signed() {
		fmt.Fprint(v.m.stdout, "; compare the face with the picture")
	}
	fmt.Fprintln(v.m.stdout)
}

// table prints a line for each code, and counts the verdicts on the standard error.
func (v *verification) table() {
	w := tabwriter.NewWriter(v.m.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHERE\tVERDICT\tDOCUMENT\tISSUED\tEXPIRES\tREASON")
	var order []seal.Verdict
	count := map[seal.Verdict]int{}
	on, number := "", 0 // the picture of the last finding, and how many codes of it were told
	for _, f := range v.findings {
		where := f.Target
		switch {
		case f.Page > 0:
			where = fmt.Sprintf("%s, page %d", f.Target, f.Page)
		case f.Box != nil:
			if on != f.Target {
				on, number = f.Target, 0
			}
			number++
			where = fmt.Sprintf("%s, code %d", f.Target, number)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", where, f.Verdict, dash(f.Number), dash(f.Issued), dash(f.Expires), f.Reason)
		if count[f.Verdict] == 0 {
			order = append(order, f.Verdict)
		}
		count[f.Verdict]++
	}
	w.Flush()
	var counts []string
	for _, verdict := range order {
		counts = append(counts, fmt.Sprintf("%d %s", count[verdict], verdict))
	}
	s := fmt.Sprintf("%d seals: %s", len(v.findings), strings.Join(counts, ", "))
	if v.portals > 0 {
		s += fmt.Sprintf("; %d portal codes", v.portals)
	}
	s += "; as of " + v.judge.At.UTC().Format(timeForm)
	if count[seal.Valid] > 0 {
		s += "; compare each face with its picture"
	}
	fmt.Fprintln(v.m.stderr, s)
	for _, l := range v.judge.Ring.StatusLists() {
		age := v.judge.StatusAge(l)
		fmt.Fprintf(v.m.stderr, "status list %s: %s\n", age.URI, age)
	}
	if age := v.judge.TrustAge(); age != nil {
		fmt.Fprintf(v.m.stderr, "trust list number %d: %s\n", age.Sequence, age)
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
