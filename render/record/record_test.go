package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func parse(t testing.TB, name string, data []byte) []*source.Node {
	t.Helper()
	docs, err := source.Parse(name, data, 1)
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func schema(t testing.TB, specimen bool) *record.Schema {
	t.Helper()
	var errs source.ErrorList
	fields := templates.ParseFields(parse(t, "fields.yaml", read(t, "fields.yaml"))[0], &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	issuer, err := templates.ParseIssuer("issuer.yaml", read(t, "issuer.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := record.NewSchema(fields, issuer, record.Options{Today: today, Specimen: specimen})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func list(t testing.TB, err error) source.ErrorList {
	t.Helper()
	var l source.ErrorList
	if err != nil && !errors.As(err, &l) {
		t.Fatalf("got %T, want a source.ErrorList: %v", err, err)
	}
	return l
}

// annotations reads what the comments of a file want: by line, the strings after # want.
func annotations(t *testing.T, data []byte) map[string]string {
	t.Helper()
	quoted := regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	want := map[string]string{} // hint by line and message
	for i, l := range strings.Split(string(data), "\n") {
		_, comment, _ := strings.Cut(l, "# want ")
		key := ""
		for _, q := range quoted.FindAllString(comment, -1) {
			s, err := strconv.Unquote(q)
			if err != nil {
				t.Fatalf("line %d: %s: %v", i+1, q, err)
			}
			if hint, ok := strings.CutPrefix(s, "hint: "); ok {
				want[key] = hint
				continue
			}
			key = fmt.Sprintf("%d: %s", i+1, s)
			want[key] = ""
		}
	}
	return want
}

func message(e *source.Error, withField bool) string {
	if e.Field != "" && withField {
		return "field " + e.Field + ": " + e.Msg
	}
	return e.Msg
}

func compare(t *testing.T, got []*source.Error, want map[string]string, withField, hints bool) {
	t.Helper()
	for _, e := range got {
		key := fmt.Sprintf("%d: %s", e.Pos.Line, message(e, withField))
		hint, ok := want[key]
		if !ok {
			t.Errorf("%s: got %q, not wanted there", e.Pos, message(e, withField))
		} else if hint != e.Hint && hints {
			t.Errorf("%s: %s: got hint %q, want %q", e.Pos, e.Msg, e.Hint, hint)
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("missing at line %s", key)
	}
}

func TestFaults(t *testing.T) {
	data := read(t, "faults.yaml")
	s := schema(t, true)
	var got source.ErrorList
	for _, n := range parse(t, "faults.yaml", data) {
		_, err := s.Read(n, os.DirFS("testdata"))
		got.Append("", err)
	}
	compare(t, got, annotations(t, data), true, true)
}

func TestSound(t *testing.T) {
	data := read(t, "sound.yaml")
	n := parse(t, "sound.yaml", data)[0]
	const wrong = "0000000000000000000000000000000000000000000000000000000000000000"
	s := schema(t, true)
	_, err := s.Read(n, os.DirFS("testdata"))
	l := list(t, err)
	if len(l) != 1 || l[0].Field != "photo.sha256" || !strings.HasPrefix(l[0].Msg, "is not the SHA-256 of photo.file; want ") {
		t.Fatalf("got %v; want the fault of a wrong hash alone", err)
	}
	sum := l[0].Msg[len(l[0].Msg)-64:]
	n = parse(t, "sound.yaml", []byte(strings.Replace(string(data), wrong, sum, 1)))[0]
	r, err := s.Read(n, os.DirFS("testdata"))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, r.Notices, annotations(t, data), false, false)
	for field, want := range map[string]string{
		"record_id": "c-0001", "case_number": "A000000001", "holder.surname": "Müller-O’Neill", "holder.given_names": "José Ana-María",
		"holder.birth_date": "1990-04-XX", "release.office_name": "Houston", "release.office_phone": "555-0100", "memo_language": "es-MX",
		"contact.mail_to": "Anna Ng\n12 Elm Way", "court.hearing_at": "2026-12-10T09:30-06:00", "holder.height_cm": "168",
	} {
		if v, ok := r.Value(field); !ok || v.Text != want {
			t.Errorf("Value(%q): got %q, %t; want %q", field, v.Text, ok, want)
		}
	}
	for field, want := range map[string]record.Date{
		"holder.birth_date": {Year: 1990, Month: 4}, "card.expires_on": {Year: 2028, Month: 11, Day: 22}, "court.hearing_at": {Year: 2026, Month: 12, Day: 10},
	} {
		if v, _ := r.Value(field); v.Date != want {
			t.Errorf("Value(%q).Date: got %v, want %v", field, v.Date, want)
		}
	}
	if v, _ := r.Value("holder.surname"); v.Pos.String() != "sound.yaml:7:12" {
		t.Errorf("position of holder.surname: got %s", v.Pos)
	}
	if r.ID != "c-0001" || r.Pos.String() != "sound.yaml:2:1" {
		t.Errorf("got record %q at %s", r.ID, r.Pos)
	}
	if p := r.Photo("photo.file"); p == nil || p.Width != 413 || p.Height != 531 {
		t.Errorf("photo: got %v", p)
	}
	for _, absent := range []string{"holder.mononym", "card.document_number", "no.such_field"} {
		if v, ok := r.Value(absent); ok {
			t.Errorf("Value(%q): got %q, want none", absent, v.Text)
		}
	}
	if !r.Allot("card.document_number", "222222222") || r.Allot("card.document_number", "x") || r.Allot("no.such_field", "x") {
		t.Error("Allot: want it to set a value once")
	}
	if v, _ := r.Value("card.document_number"); v.Text != "222222222" {
		t.Errorf("allotted: got %q", v.Text)
	}
}

// TestCases gives every listed value its verdict.
func TestCases(t *testing.T) {
	var cases []struct{ ID, Field, Value, Verdict, Why string }
	if err := json.Unmarshal(read(t, "cases.json"), &cases); err != nil {
		t.Fatal(err)
	}
	fieldOf := map[string]string{
		"surname": "holder.surname", "given_names": "holder.given_names", "birth_date": "holder.birth_date", "expires": "card.expires_on",
		"hearing_at": "court.hearing_at", "case_number": "case_number", "photo": "photo.file", "portal_url": "portal.base_url",
	}
	// Links and pipes are tested with a file system that has them; here is what a folder without them says.
	files := fstest.MapFS{
		"photos/a.jpg":           {Data: read(t, "photos/ok-413x531.png")},
		"photos/fifo.jpg":        {Mode: fs.ModeNamedPipe},
		"photos/link-to-etc.jpg": {Mode: fs.ModeSymlink, Data: []byte("/etc/passwd")},
	}
	outcome := func(s *record.Schema, field, value, extra string) (r *record.Record, faults []*source.Error) {
		base := "schema: docketcard/case/v1\nrecord_id: c\nspecimen: SPEC\ncase_number: \"NUMBER\"\nholder:\n  surname: \"SURNAME\"\n  given_names: Anna\n  birth_date: 1990-04-17\n  nationality: STATE\nrelease:\n  office_code: HOU\ncard:\n  issued_on: 2026-11-22\n"
		n := parse(t, "", []byte(base))[0]
		specimen := s == specimenSchema
		set := func(name, text string) {
			in, key, ok := strings.Cut(name, ".")
			at := n
			if !ok {
				key = in
			} else if at = n.Get(in); at == nil {
				at = &source.Node{Kind: source.Mapping, Pos: n.Pos}
				n.Pairs = append(n.Pairs, source.Pair{Key: &source.Node{Text: in, Pos: n.Pos}, Value: at})
			}
			if old := at.Get(key); old != nil {
				old.Text = text
				return
			}
			at.Pairs = append(at.Pairs, source.Pair{Key: &source.Node{Text: key, Pos: n.Pos}, Value: &source.Node{Text: text, Pos: n.Pos}})
		}
		set("specimen", strconv.FormatBool(specimen))
		set("case_number", map[bool]string{true: "A000000001", false: "A123456789"}[specimen])
		set("holder.surname", "Specimen")
		set("holder.nationality", map[bool]string{true: "UTO", false: "MEX"}[specimen])
		if !specimen {
			set("photo.sha256", strings.Repeat("0", 64))
		}
		set(field, value)
		if extra != "" {
			set(extra, "true")
		}
		r, err := s.Read(n, files)
		return r, list(t, err)
	}
	specimenSchema = schema(t, true)
	live := schema(t, false)
	for _, c := range cases {
		field := fieldOf[c.Field]
		s := specimenSchema
		if c.Field == "case_number" {
			s = live
		}
		r, faults := outcome(s, field, c.Value, "")
		accepted := len(faults) == 0
		for _, e := range faults {
			if e.Field != field {
				t.Errorf("%s: a fault of another field: %v", c.ID, e)
			}
			if len(e.Msg) > 300 {
				t.Errorf("%s: the message is %d bytes long", c.ID, len(e.Msg))
			}
			if c.Field == "surname" && len(c.Value) > 4 && strings.Contains(e.Msg, c.Value) {
				t.Errorf("%s: the message repeats the name: %s", c.ID, e.Msg)
			}
		}
		text := ""
		if v, ok := r.Value(field); ok {
			text = v.Text
		}
		bad := ""
		switch c.Verdict {
		case "accept":
			if !accepted || len(r.Notices) > 0 || c.ID != "n22" && text != c.Value {
				bad = "accepted as written"
			}
		case "accept-nfc":
			if !accepted || text != "José" {
				bad = "accepted in NFC"
			}
		case "accept-partial":
			if !accepted || text != "1990-XX-XX" || len(r.Notices) != 1 {
				bad = "accepted as a partial date, with notice"
			}
		case "accept-pad", "accept-normalise":
			want := map[string]string{"a02": "A012345678"}[c.ID]
			if want == "" {
				want = "A123456789"
			}
			if !accepted || text != want || len(r.Notices) != 1 {
				bad = "accepted as " + want + ", with notice"
			}
		case "warn":
			if !accepted || len(r.Notices) != 1 {
				bad = "accepted with notice"
			}
		case "refuse", "refuse-on-windows":
			if accepted {
				bad = "refused"
			}
		case "refuse-unless-flag":
			_, flagged := outcome(s, field, c.Value, "holder.mononym")
			if accepted || len(flagged) > 0 {
				bad = "refused, and accepted with holder.mononym"
			}
		case "accept-with-latin":
			n, faults := outcome(s, "holder.name_native", c.Value, "")
			if v, _ := n.Value("holder.name_native"); len(faults) > 0 || v.Text != c.Value {
				bad = "accepted as the native name beside a Latin one"
			}
		case "accept-literal-or-refuse":
			if accepted && text != c.Value {
				bad = "literal or refused"
			}
		case "accept-quoted":
			// A name has no such signs; a text may, and keeps them.
			n, faults := outcome(s, "holder.birth_place", c.Value, "")
			if v, _ := n.Value("holder.birth_place"); accepted || len(faults) > 0 || v.Text != c.Value {
				bad = "refused as a name, literal as a text"
			}
		case "refuse-or-font", "refuse-or-shape":
			// Whether a face can set it is known where it is drawn.
			if accepted && text != c.Value {
				bad = "kept as written"
			}
		case "specimen-only":
			_, specimen := outcome(specimenSchema, field, c.Value, "")
			if accepted || len(specimen) > 0 {
				bad = "refused of a live card, accepted of a specimen"
			}
		case "exact-case":
			if _, faults := outcome(s, field, strings.ToLower(c.Value), ""); accepted || len(faults) > 0 {
				bad = "found by its exact case alone"
			}
		default:
			t.Errorf("%s: no rule for verdict %q", c.ID, c.Verdict)
		}
		if bad != "" {
			t.Errorf("%s %s %.60q: want %s (%s); got faults %v, notices %v, text %q", c.ID, c.Field, c.Value, bad, c.Why, faults, r.Notices, text)
		}
	}
}

var specimenSchema *record.Schema

func TestLive(t *testing.T) {
	const text = `schema: docketcard/case/v1
record_id: c-1
specimen: true # want "field specimen: true, but the cards are live" "hint: a specimen is never sealed with a live key; leave out --key to make specimens"
case_number: A000000001
holder: {surname: Ng, given_names: Ann, birth_date: 1990-01-01, nationality: UTO}
release: {office_code: HOU}
---
schema: docketcard/case/v1
record_id: c-1
specimen: false
case_number: A000000001 # want "field case_number: \"A000000001\" is reserved for specimens"
holder: {surname: Ng, given_names: Ann, birth_date: 1990-01-01, nationality: UTO} # want "field holder.nationality: \"UTO\" is the country of specimens"
photo: {taken_on: 2026-11-23} # want "field photo.sha256: missing"
release: {office_code: HOU}
`
	s := schema(t, false)
	var got source.ErrorList
	for _, n := range parse(t, "", []byte(text)) {
		_, err := s.Read(n, nil)
		got.Append("", err)
	}
	compare(t, got, annotations(t, []byte(text)), true, true)
}

func TestUniques(t *testing.T) {
	const form = "schema: docketcard/case/v1\nrecord_id: %s\nspecimen: true\ncase_number: %s\nholder: {surname: Ng, given_names: Ann, birth_date: %s, nationality: UTO}\nrelease: {office_code: HOU}\nphoto: {file: photos/%s}\n"
	s := schema(t, true)
	u := record.NewUniques(s)
	for i, c := range []struct{ id, number, birth, photo, want string }{
		{"c-1", "A000000001", "1990-01-01", "ok-413x531.png", ""},
		{"c-2", "A000 000-002", "1990-01-01", "text-secret.png", ""},
		{"c-1", "A000000003", "1990-01-01", "trailing-zip.png", "r2:2:12: field record_id: the same value stands at r0:2:12 already; want one that no other record has"},
		{"c-4", "A000-000-002", "1990-01-01", "ok-413x531.png", `r3:4:14: field case_number: the same value stands at r1:4:14 already; want one that no other record has
r3:7:15: field photo.file: the record at r0:7:15 has the same picture
    hint: see which of the two has the wrong holder's picture`},
		{"c-2", "A000000005", "nonsense", "trailing-html.png", "r4:2:12: field record_id: the same value stands at r1:2:12 already; want one that no other record has"},
	} {
		n := parse(t, fmt.Sprintf("r%d", i), []byte(fmt.Sprintf(form, c.id, c.number, c.birth, c.photo)))[0]
		r, err := s.Read(n, os.DirFS("testdata"))
		if err != nil && c.birth != "nonsense" {
			t.Fatal(err)
		}
		if got := u.Add(r).Error(); got != c.want {
			t.Errorf("record %d: got\n%s\nwant\n%s", i, got, c.want)
		}
	}
}

func TestNewSchemaFaults(t *testing.T) {
	const fields = `
a: {type: code, format: case_nubmer}
b: {type: code, table: office}
c: {type: lookup, table: offices, key: a, column: nmae}
d: {type: text}
d.e: {type: text}
schema: {type: text}
`
	var errs source.ErrorList
	fs := templates.ParseFields(parse(t, "t.yaml", []byte(fields))[0], &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	issuer, err := templates.ParseIssuer("issuer.yaml", read(t, "issuer.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = record.NewSchema(fs, issuer, record.Options{})
	const want = `t.yaml:2:1: field fields.a.format: the issuer has no format "case_nubmer"
    hint: did you mean case_number?
t.yaml:3:1: field fields.b.table: the issuer has no table "office"
    hint: did you mean offices?
t.yaml:4:1: field fields.c.column: the issuer's table offices has no column "nmae"
    hint: did you mean name?
t.yaml:5:1: field fields.d: the name is taken: a record has a mapping or its schema there
t.yaml:7:1: field fields.schema: the name is taken: a record has a mapping or its schema there`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, err := record.NewSchema(fs[:1], nil, record.Options{}); err == nil {
		t.Error("no issuer: want a fault of the format it lacks")
	}
}

// TestBuiltins reads the fields of every built-in template, so that no type is unknown here.
func TestBuiltins(t *testing.T) {
	issuer := &templates.Issuer{Formats: map[string]*templates.Format{}, Tables: map[string]templates.Table{}}
	for _, name := range templates.BuiltinTemplates() {
		data, _ := templates.BuiltinTemplate(name)
		tmpl, err := templates.ParseTemplate(name, data)
		if err != nil {
			t.Fatal(err)
		}
		doc := &source.Node{Kind: source.Mapping}
		for _, f := range tmpl.Fields {
			if f.Format != "" {
				issuer.Formats[f.Format] = &templates.Format{Pattern: templates.Pattern{Regexp: regexp.MustCompile(``)}}
			}
			if f.Table != "" {
				if issuer.Tables[f.Table] == nil {
					issuer.Tables[f.Table] = templates.Table{"HOU": {}}
				}
				issuer.Tables[f.Table]["HOU"][f.Column] = "x"
			}
			at := doc
			in, key, grouped := strings.Cut(f.Name, ".")
			if grouped {
				if at = doc.Get(in); at == nil {
					at = &source.Node{Kind: source.Mapping}
					doc.Pairs = append(doc.Pairs, source.Pair{Key: &source.Node{Text: in}, Value: at})
				}
			} else {
				key = in
			}
			at.Pairs = append(at.Pairs, source.Pair{Key: &source.Node{Text: key}, Value: &source.Node{Text: "?"}})
		}
		s, err := record.NewSchema(tmpl.Fields, issuer, record.Options{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Read(doc, nil); err == nil {
			t.Errorf("%s: got no fault of nonsense values", name)
		}
	}
}

func TestCountry(t *testing.T) {
	for code, want := range map[string]string{"USA": "United States", "DEU": "Germany", "CIV": "Côte d’Ivoire", "UTO": "Utopia", "XXA": "Stateless person", "GBN": "British National (Overseas)", "RKS": "Kosovo"} {
		if got, ok := record.Country(code); !ok || got != want {
			t.Errorf("Country(%q): got %q, %t; want %q", code, got, ok, want)
		}
	}
	for _, code := range []string{"", "D", "US", "usa", "XXK", "ZZZ"} {
		if got, ok := record.Country(code); ok {
			t.Errorf("Country(%q): got %q, want none", code, got)
		}
	}
}

func TestDocumentNumber(t *testing.T) {
	if got := record.DocumentNumber(0); got != "222222222" {
		t.Errorf("DocumentNumber(0): got %s", got)
	}
	for _, n := range []uint64{1, 0x123456789a, 1<<40 - 1, 1<<40 | 7} {
		s := record.DocumentNumber(n)
		if !record.ValidDocumentNumber(s) {
			t.Fatalf("DocumentNumber(%d): %s is not valid", n, s)
		}
		for i := range len(s) {
			for _, c := range "23456789ABCDEFGHJKLMNPQRSTUVWXYZ" {
				if wrong := s[:i] + string(c) + s[i+1:]; wrong != s && record.ValidDocumentNumber(wrong) {
					t.Errorf("%s is valid beside %s", wrong, s)
				}
			}
			for j := range i {
				b := []byte(s)
				if b[i], b[j] = b[j], b[i]; string(b) != s && record.ValidDocumentNumber(string(b)) {
					t.Errorf("%s is valid beside %s", b, s)
				}
			}
		}
	}
}

// FuzzRead checks that no document makes Read panic, that faults lie in the file and repeat no more than a little of it, and that what is accepted
// is read the same from its own normal form.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"sound.yaml", "faults.yaml"} {
		docs, err := source.Parse(name, read(f, name), 1)
		if err != nil || len(docs) == 0 {
			f.Fatal(err)
		}
		for _, d := range source.Split(read(f, name)) {
			f.Add(d.Data)
		}
	}
	specimens, live := schema(f, true), schema(f, false)
	files := fstest.MapFS{"photos/ok-413x531.png": {Data: read(f, "photos/ok-413x531.png")}}
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, err := source.Parse("f", data, 1)
		if err != nil {
			return
		}
		for _, n := range docs {
			for _, s := range []*record.Schema{specimens, live} {
				r, err := s.Read(n, files)
				if r == nil {
					t.Fatal("no record")
				}
				for _, e := range list(t, err) {
					if e.Pos.File != "f" || e.Pos.Line < 1 {
						t.Fatalf("fault at %v", e.Pos)
					}
					if len(e.Error()) > 1000 || strings.ContainsFunc(e.Error(), func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
						t.Fatalf("message %q", e.Error())
					}
				}
			}
		}
	})
}

// BenchmarkRead reads one record without a picture.
func BenchmarkRead(b *testing.B) {
	text := string(read(b, "sound.yaml"))
	text = strings.Replace(text, "  file: photos/ok-413x531.png\n", "", 1)
	n := parse(b, "", []byte(text))[0]
	s := schema(b, true)
	if _, err := s.Read(n, nil); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Read(n, nil)
	}
}

// TestConcurrent reads with one Schema from several goroutines; the race detector is the judge.
func TestConcurrent(t *testing.T) {
	s := schema(t, true)
	n := parse(t, "sound.yaml", read(t, "sound.yaml"))[0]
	done := make(chan string)
	for range 4 {
		go func() {
			_, err := s.Read(n, os.DirFS("testdata"))
			done <- fmt.Sprint(err)
		}()
	}
	first := <-done
	for range 3 {
		if got := <-done; got != first {
			t.Errorf("got %s, want %s as before", got, first)
		}
	}
}

// A specimen's today is the day it was issued on, whatever the clock says; a live card's is the clock's.
func TestTodayOfSpecimens(t *testing.T) {
	const fields = `
record_id: {type: code}
specimen: {type: bool}
card.issued_on: {type: date, not_after: today}
card.expires_on: {type: date, not_before: today}
holder.birth_date: {type: date, not_after: today}
`
	docs, err := source.Parse("fields.yaml", []byte(fields), 1)
	if err != nil {
		t.Fatal(err)
	}
	var errs source.ErrorList
	declared := templates.ParseFields(docs[0], &errs)
	if err := errs.Err(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name                string
		specimen            bool
		issued, birth, want string
	}{
		{"issued after the clock", true, "2050-01-01", "1990-01-01", ""},
		{"born after it was issued", true, "2050-01-01", "2050-01-02", "field holder.birth_date: \"2050-01-02\" is after today, which for a specimen is 2050-01-01, its card.issued_on"},
		{"live, issued after the clock", false, "2050-01-01", "1990-01-01", "field card.issued_on: \"2050-01-01\" is after today, which is 2026-11-22"},
	} {
		s, err := record.NewSchema(declared, nil, record.Options{Today: today, Specimen: test.specimen, Issued: "card.issued_on"})
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("schema: docketcard/case/v1\nspecimen: %t\ncard: {issued_on: %s, expires_on: 2051-01-01}\nholder: {birth_date: %s}\n", test.specimen, test.issued, test.birth)
		docs, err := source.Parse("c.yaml", []byte(text), 1)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Read(docs[0], nil)
		if got := fmt.Sprint(err); test.want == "" && err != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}
