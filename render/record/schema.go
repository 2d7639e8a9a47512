package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"docketcard/templates"
	"docketcard/templates/source"
)

// CaseSchema is the schema of a case record.
const CaseSchema = "docketcard/case/v1"

// Options are what Read needs to know of the batch.
type Options struct {
	Today    time.Time // its date is today; the zero Time leaves bounds on today unchecked
	Specimen bool      // the batch makes specimens, not live cards

	// Issued is the field whose date is today for a specimen, so that specimens can be made again on any day; Today when it is empty.
	Issued string

	Rules []*templates.Rule // of the template; they name fields of the schema alone

	// Checked are pictures that need not be decoded again; nil decodes all.
	Checked Checked
}

// Schema is what the records of one template and issuer must be. It does not change, so goroutines may share it.
type Schema struct {
	specimenCards bool
	today         Date
	validity      int // months; 0 is no limit
	fields        []field
	index         map[string]int // by full name
	groups        map[string]*group
	groupNames    []string
	id, specimen  int // indices of those fields; -1 when they are not declared
	issued        int // index of the field that is today; -1 when today is
	photos        []int
	rules         []*templates.Rule
	checked       Checked
}

// group is the keys that one mapping may have: the record's own under "", and those of holder under "holder".
type group struct {
	keys  map[string]int
	names []string
}

// field is a declaration with its references resolved.
type field struct {
	*templates.Field
	format    *templates.Format
	table     templates.Table
	rows      []string // the table's keys, sorted
	unless    int
	key       int
	sum       int // of a photo, the field that holds its SHA-256; -1 is none
	notBefore bound
	notAfter  bound
}

// bound is a moment with its field resolved.
type bound struct {
	*templates.Moment
	field int
	date  Date // of a constant
}

// NewSchema resolves fields against the issuer, which may be nil when no field refers to it. It fails with a source.ErrorList that stands
// at the fields whose format, table or column the issuer lacks.
func NewSchema(fields []*templates.Field, issuer *templates.Issuer, opt Options) (*Schema, error) {
	if issuer == nil {
		issuer = &templates.Issuer{}
	}
	var errs source.ErrorList
	s := &Schema{
		specimenCards: opt.Specimen,
		today:         DateOf(opt.Today),
		validity:      issuer.Validity,
		index:         make(map[string]int, len(fields)),
		groups:        map[string]*group{"": {keys: map[string]int{}}},
		id:            -1,
		specimen:      -1,
		issued:        -1,
		rules:         opt.Rules,
		checked:       opt.Checked,
	}
	for i, f := range fields {
		s.index[f.Name] = i
		in, key := splitName(f.Name)
		if s.groups[in] == nil {
			s.groups[in] = &group{keys: map[string]int{}}
			s.groupNames = append(s.groupNames, in)
		}
		s.groups[in].keys[key] = i
		s.groups[in].names = append(s.groups[in].names, key)
	}
	for i, f := range fields {
		fault := func(key, msg, hint string) { errs.Add(f.Pos, "fields."+f.Name+key, msg, hint) }
		refer := func(key, name string) int {
			j, ok := s.index[name]
			if name == "" {
				return -1
			}
			if !ok {
				fault(key, source.Quote(name)+" is not a field", source.Suggest(name, sortedKeys(s.index)))
				return -1
			}
			return j
		}
		c := field{Field: f, unless: refer(".unless", f.Unless), key: refer(".key", f.Key), sum: -1}
		if s.groups[f.Name] != nil || f.Name == "schema" {
			fault("", "the name is taken: a record has a mapping or its schema there", "")
		}
		if f.Format != "" {
			if c.format = issuer.Formats[f.Format]; c.format == nil {
				fault(".format", "the issuer has no format "+source.Quote(f.Format), source.Suggest(f.Format, sortedKeys(issuer.Formats)))
			}
		}
		if f.Table != "" {
			if c.table = issuer.Tables[f.Table]; c.table == nil {
				fault(".table", "the issuer has no table "+source.Quote(f.Table), source.Suggest(f.Table, sortedKeys(issuer.Tables)))
			}
			c.rows = sortedKeys(c.table)
		}
		if f.Type == templates.TypeLookup && c.table != nil {
			columns := map[string]bool{}
			for _, row := range c.table {
				for name := range row {
					columns[name] = true
				}
			}
			if !columns[f.Column] {
				fault(".column", fmt.Sprintf("the issuer's table %s has no column %s", f.Table, source.Quote(f.Column)), source.Suggest(f.Column, sortedKeys(columns)))
			}
		}
		for _, b := range []struct {
			key  string
			from *templates.Moment
			to   *bound
		}{{".not_before", f.NotBefore, &c.notBefore}, {".not_after", f.NotAfter, &c.notAfter}} {
			b.to.field = -1
			if b.from == nil {
				continue
			}
			b.to.Moment, b.to.field = b.from, refer(b.key, b.from.Field)
			if b.from.Date != "" {
				var why string
				if b.to.date, why = parseDate(b.from.Date, false); why != "" {
					fault(b.key, source.Quote(b.from.Date)+" "+why, "")
				}
			}
		}
		switch {
		case f.Type == templates.TypePhoto:
			s.photos = append(s.photos, i)
			in, _ := splitName(f.Name)
			if j, ok := s.groups[in].keys["sha256"]; ok && in != "" {
				c.sum = j
			}
		case f.Type == templates.TypeBool && f.Name == "specimen":
			s.specimen = i
		case f.Name == "record_id":
			s.id = i
		}
		s.fields = append(s.fields, c)
	}
	if i, ok := s.index[opt.Issued]; ok && opt.Specimen && s.fields[i].Type == templates.TypeDate {
		s.issued = i
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// splitName cuts a field's name into its group, which may be "", and its key.
func splitName(name string) (in, key string) {
	if in, key, ok := strings.Cut(name, "."); ok {
		return in, key
	}
	return "", name
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
