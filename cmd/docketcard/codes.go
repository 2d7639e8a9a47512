package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"docketcard/render/proof"
	"docketcard/render/scan"
	"docketcard/render/seal"
)

// proofDPI is fine enough for the smallest module a template may ask for, 0.338 mm.
const proofDPI = 300

// A finding is what verify says of one code.
type finding struct {
	Target   string       `json:"target"`
	AsOf     string       `json:"as_of"`
	Page     int          `json:"page,omitempty"` // from 1
	Format   string       `json:"format,omitempty"`
	Verdict  seal.Verdict `json:"verdict"`
	Sentence string       `json:"sentence"`
	Reason   string       `json:"reason,omitempty"`
	KeyID    string       `json:"key_id,omitempty"`
	Number   string       `json:"document_number,omitempty"`
	Issuer   string       `json:"issuer,omitempty"`
	Issued   string       `json:"issued,omitempty"`
	Expires  string       `json:"expires,omitempty"`     // the last day
	Status   *listAge     `json:"status_list,omitempty"` // that the card was looked up in
	Trust    *listAge     `json:"trust_list,omitempty"`
	fields   []seal.Field
	verified bool // that is, fields were signed
}

// A listAge says how old a list is that a verdict rests on.
type listAge struct {
	URI       string `json:"uri,omitempty"`
	Sequence  uint64 `json:"sequence,omitempty"`
	Issued    string `json:"issued"`
	Age       int64  `json:"age_seconds"`
	GoodUntil string `json:"good_until,omitempty"`
	Stale     bool   `json:"out_of_date"`
}

// newListAge returns the age of a list at a time.
func newListAge(issued, until, at time.Time) *listAge {
	l := &listAge{Issued: issued.UTC().Format(time.RFC3339), Age: int64(at.Sub(issued) / time.Second), Stale: at.Before(issued)}
	if !until.IsZero() {
		l.GoodUntil = until.UTC().Format(time.RFC3339)
		l.Stale = l.Stale || !at.Before(until)
	}
	return l
}

// String returns the age in words, such as "issued 2026-11-20 09:00 UTC, 2 days old".
func (l *listAge) String() string {
	issued, _ := time.Parse(time.RFC3339, l.Issued)
	age := fmt.Sprintf("%s old", ageWords(time.Duration(l.Age)*time.Second))
	if l.Age < 0 {
		age = "later than the time of checking"
	}
	if l.Stale {
		age += ", OUT OF DATE"
	}
	return fmt.Sprintf("issued %s, %s", issued.Format(timeForm), age)
}

// ageWords returns a duration in the largest unit of which it has two.
func ageWords(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return count(int(d/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/time.Minute), "minute")
}

// verifyTargets verifies the codes of the targets as of a time and prints what they are, and returns errRefused when one is not
// valid or a target has none.
func verifyTargets(ctx context.Context, m *machine, o verifyOptions, ring *seal.Keyring, trust *seal.TrustList, at time.Time, targets iter.Seq2[target, error]) error {
	v := verifier{codeReader: codeReader{ctx: ctx, m: m, quiet: o.Quiet}, ring: ring, at: at}
	if trust != nil {
		v.trust = newListAge(trust.Issued, trust.NextUpdate, at)
		v.trust.Sequence = trust.Sequence
	}
	defer v.close()
	all := []finding{}
	portals := 0
	for t, err := range targets {
		if err != nil {
			return err
		}
		var found []finding
		if t.PDF != nil {
			n := 0
			found, n, err = v.sheets(t)
			portals += n
		} else {
			found = []finding{v.judge(t.Name, t.Text)}
		}
		if err != nil {
			return err
		}
		all = append(all, found...)
	}

	for i := range all {
		all[i].Sentence = all[i].Verdict.Sentence()
	}
	switch {
	case o.Quiet:
	case o.JSON:
		if err := writeJSON(m.stdout, all); err != nil {
			return err
		}
	case len(all) == 1 && all[0].Page == 0:
		v.tell(all[0])
	default:
		v.table(all, portals)
	}
	for _, f := range all {
		if f.Verdict != seal.Valid {
			return errRefused
		}
	}
	return nil
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

// read calls visit for every code on every page of a PDF, which it reads back from the raster. Printed are the words on the page.
func (r *codeReader) read(t target, visit func(page int, text string, printed map[string]bool) error) (err error) {
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
	for page := range doc.Pages() {
		raster, err := doc.Gray(page, proofDPI)
		if err != nil {
			return fmt.Errorf("reading %q, page %d: %w", t.Name, page+1, err)
		}
		words, err := doc.Words(page)
		if err != nil {
			return fmt.Errorf("reading %q, page %d: %w", t.Name, page+1, err)
		}
		printed := map[string]bool{}
		for _, w := range words {
			printed[w.Text] = true
		}
		for _, code := range scan.Codes(raster) {
			if err := visit(page+1, code.Text, printed); err != nil {
				return err
			}
		}
		p.set(page + 1)
	}
	return nil
}

// verifier reads and judges codes.
type verifier struct {
	codeReader
	ring  *seal.Keyring
	trust *listAge // nil without a trust list
	at    time.Time
}

// judge verifies the text of one code.
func (v *verifier) judge(name, text string) finding {
	r := v.ring.Verify(text, v.at)
	f := finding{
		Target: name, AsOf: v.at.UTC().Format(time.RFC3339), Format: r.Format, Verdict: r.Verdict, Reason: r.Reason,
		KeyID: hex.EncodeToString(r.KeyID), Trust: v.trust,
	}
	if l := r.List; l != nil {
		f.Status = newListAge(l.IssuedAt, l.Until(), v.at)
		f.Status.URI = l.URI
	}
	p := r.Payload
	if p == nil {
		return f
	}
	f.verified, f.fields = true, p.Fields()
	f.Issuer = p.Issuer
	f.Number, _ = p.Attributes[1].(string) // id, which docketcard makes the document number
	if !p.IssuedAt.IsZero() {
		f.Issued = p.IssuedAt.UTC().Format(time.DateOnly)
	}
	// Claim 4 is the first moment at which the card is not good any more. Other issuers may leave it out.
	if p.Expires.IsZero() {
		return f
	}
	f.Expires = p.Expires.Add(-time.Second).UTC().Format(time.DateOnly)
	return f
}

// sheets judges the seals of a PDF. Portals is the number of holders' codes. A seal whose document number is not printed on its page in
// clear is not the seal of a card there.
func (v *verifier) sheets(t target) (found []finding, portals int, err error) {
	err = v.read(t, func(page int, text string, printed map[string]bool) error {
		if _, err := seal.Parse(text); errors.Is(err, seal.ErrNoSeal) {
			portals++
			return nil
		}
		f := v.judge(t.Name, text)
		f.Page = page
		if f.verified && !printed[f.Number] {
			f.Verdict, f.Reason = seal.BadSignature, "the sealed document number is not printed on the page; the code belongs to another card"
		}
		found = append(found, f)
		return nil
	})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("reading %q: found no seal on its pages", t.Name)
	}
	return found, portals, err
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

// tell prints what one code says, for a person at a counter.
func (v *verifier) tell(f finding) {
	fmt.Fprintf(v.m.stdout, "%s: %s\n", f.Verdict, f.Verdict.Sentence())
	if f.Reason != "" {
		fmt.Fprintf(v.m.stdout, "%s\n", f.Reason)
	}
	w := tabwriter.NewWriter(v.m.stdout, 0, 0, 2, ' ', 0)
	for _, field := range f.fields {
		fmt.Fprintf(w, "  %s\t%s\n", field.Label, field.Value)
	}
	if f.KeyID != "" {
		fmt.Fprintf(w, "  Key\t%s\n", f.KeyID)
	}
	if f.Status != nil {
		fmt.Fprintf(w, "  Checked in\tstatus list, %s\n", f.Status)
	}
	if f.Trust != nil {
		fmt.Fprintf(w, "  Keys from\ttrust list number %d, %s\n", f.Trust.Sequence, f.Trust)
	}
	w.Flush()
	fmt.Fprintf(v.m.stdout, "as of %s", v.at.UTC().Format(timeForm))
	if f.verified {
		fmt.Fprint(v.m.stdout, "; compare the face with the picture")
	}
	fmt.Fprintln(v.m.stdout)
}

// table prints a line for each code, and counts the verdicts on the standard error.
func (v *verifier) table(all []finding, portals int) {
	w := tabwriter.NewWriter(v.m.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHERE\tVERDICT\tDOCUMENT\tISSUED\tEXPIRES\tREASON")
	var order []seal.Verdict
	count := map[seal.Verdict]int{}
	for _, f := range all {
		where := f.Target
		if f.Page > 0 {
			where = fmt.Sprintf("%s, page %d", f.Target, f.Page)
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
	s := fmt.Sprintf("%d seals: %s", len(all), strings.Join(counts, ", "))
	if portals > 0 {
		s += fmt.Sprintf("; %d portal codes", portals)
	}
	fmt.Fprintf(v.m.stderr, "%s; as of %s\n", s, v.at.UTC().Format(timeForm))
	told := map[string]bool{}
	for _, f := range all {
		if f.Status != nil && !told[f.Status.URI] {
			told[f.Status.URI] = true
			fmt.Fprintf(v.m.stderr, "status list %s: %s\n", f.Status.URI, f.Status)
		}
	}
	if v.trust != nil {
		fmt.Fprintf(v.m.stderr, "trust list number %d: %s\n", v.trust.Sequence, v.trust)
	}
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
