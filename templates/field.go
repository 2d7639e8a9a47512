package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"docketcard/templates/source"
)

// Type is what kind of value a field holds, and so how it is read and checked.
type Type string

// The types of fields.
const (
	TypeText     Type = "text"     // a line of text
	TypeName     Type = "name"     // a person's name: letters, marks, spaces, hyphens, apostrophes and full stops
	TypeCode     Type = "code"     // ASCII letters, digits and punctuation
	TypeDate     Type = "date"     // YYYY-MM-DD; with partial, YYYY-MM-XX and YYYY-XX-XX
	TypeTime     Type = "time"     // date, time and zone, YYYY-MM-DDTHH:MM and an offset (RFC 3339 without seconds)
	TypeCountry  Type = "country"  // ISO 3166-1 alpha-3, or a code of ICAO Doc 9303-3 section 5
	TypeChoice   Type = "choice"   // one of a list
	TypeBool     Type = "bool"     // true or false
	TypeNumber   Type = "number"   // a whole number
	TypeLanguage Type = "language" // a BCP 47 tag
	TypeLines    Type = "lines"    // a list of lines of text
	TypePhoto    Type = "photo"    // the path of a picture, relative to the record
	TypeLookup   Type = "lookup"   // a column of the row of an issuer's table that another field names

	// TypeDocumentNumber is a card's own number with its check character, and TypeReference the random reference of its portal
	// address. Both are allotted when the record does not state them.
	TypeDocumentNumber Type = "document_number"
	TypeReference      Type = "reference"
)

var types = []string{
	"text", "name", "code", "date", "time", "country", "choice", "bool", "number", "language", "lines", "photo", "lookup", "document_number", "reference",
}

// Field declares one field of a case record. Its name is the full one, such as holder.birth_date.
type Field struct {
	Name     string
	Type     Type
	Title    string // what to call it in messages to people; may be empty
	Required bool
	Live     bool     // required of live cards only
	Unless   string   // a bool field that, when true, lifts Required
	Min, Max int      // of text its length in characters, of a number its value, of lines their count; Max 0 is no limit
	Width    int      // of lines, the characters in each
	Pattern  *Pattern // what a text or code must match
	Format   string   // a format of the issuer's profile that the value must match instead
	Choices  []string
	Table    string // a table of the issuer's profile whose keys are the choices
	Key      string // of a lookup, the field that names the row
	Column   string // of a lookup
	Partial  bool   // of a date: month or day may be XX
	NotBefore,
	NotAfter *Moment
	Workday  bool     // of a time: neither midnight nor a Saturday or Sunday
	Pixels   [2]int   // of a photo: its width and height at least, as displayed
	Allot    bool     // of a document number or reference: given by the program when the record does not state it
	Unique   bool     // no two records of a batch may share the value
	Messages Messages // instead of the program's own; may be nil
	Confined []string // the Places where alone it may appear; nil is anywhere
	Pos      source.Pos
}

// Pattern is a regular expression that must match a whole value, and its words for people.
type Pattern struct {
	*regexp.Regexp
	Want string // "U and nine digits"
}

// Moment is a bound on a date: today, another field, or a date, and an offset from it.
type Moment struct {
	Today    bool
	Field    string
	Date     string // YYYY-MM-DD
	Validity bool   // the offset is the issuer's validity
	Months   int    // offset
	Days     int
	text     string
}

// String returns the moment as it was written.
func (m *Moment) String() string { return m.text }

var momentForm = regexp.MustCompile(`^(today|\d{4}-\d\d-\d\d|[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)(?: ([+-]) (?:(\d{1,4}) (days?|months?|years?)|(validity)))?$`)

func parseMoment(s string) (*Moment, error) {
	p := momentForm.FindStringSubmatch(s)
	if p == nil {
		return nil, fmt.Errorf("%q; want today, a field or a date, and perhaps an offset such as + 24 months", s)
	}
	m := &Moment{text: s}
	switch {
	case p[1] == "today":
		m.Today = true
	case p[1][0] >= '0' && p[1][0] <= '9':
		if _, err := time.Parse(time.DateOnly, p[1]); err != nil {
			return nil, fmt.Errorf("%q is not a date", p[1])
		}
		m.Date = p[1]
	default:
		m.Field = p[1]
	}
	n := 0
	fmt.Sscan(p[3], &n)
	if p[2] == "-" {
		n = -n
	}
	switch strings.TrimSuffix(p[4], "s") {
	case "day":
		m.Days = n
	case "month":
		m.Months = n
	case "year":
		m.Months = 12 * n
	}
	m.Validity = p[5] != ""
	if m.Validity && p[2] == "-" {
		return nil, fmt.Errorf("%q; validity can only be added", s)
	}
	return m, nil
}

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

// ParseFields reads the declarations of a template, in their order. Faults go to errs.
func ParseFields(n *source.Node, errs *source.ErrorList) []*Field {
	var fields []*Field
	all := source.NewMap(n, "fields", errs)
	if all.Node == nil {
		return nil
	}
	for _, p := range all.Node.Pairs {
		if !fieldName.MatchString(p.Key.Text) {
			errs.Addf(p.Key.Pos, "fields", "%q is not a field's name; want lower-case letters, such as holder.surname", p.Key.Text)
			continue
		}
		fields = append(fields, parseField(p.Key, p.Value, errs))
	}
	byName := map[string]*Field{}
	for _, f := range fields {
		byName[f.Name] = f
	}
	for _, f := range fields {
		refers := func(key, name string, types ...Type) {
			if name == "" {
				return
			}
			at := all.Node.Get(f.Name).Get(key).Pos
			g := byName[name]
			if g == nil {
				errs.Add(at, "fields."+f.Name+"."+key, fmt.Sprintf("%q is not a field", name), source.Suggest(name, sortedKeys(byName)))
				return
			}
			for _, t := range types {
				if g.Type == t {
					return
				}
			}
			errs.Addf(at, "fields."+f.Name+"."+key, "field %s is a %s; want a %s", name, g.Type, types[0])
		}
		refers("unless", f.Unless, TypeBool)
		refers("key", f.Key, TypeCode, TypeChoice)
		for key, m := range map[string]*Moment{"not_before": f.NotBefore, "not_after": f.NotAfter} {
			if m != nil {
				refers(key, m.Field, TypeDate, TypeTime)
			}
		}
	}
	return fields
}

func parseField(key, n *source.Node, errs *source.ErrorList) *Field {
	r := newReader(n, "fields."+key.Text, errs)
	f := &Field{Name: key.Text, Pos: key.Pos, Type: Type(r.Choice("type", types...)), Title: r.Text("title"), Unless: r.Text("unless"), Unique: r.Bool("unique")}
	f.Messages = parseMessages(r)
	if n := r.Get("may_appear"); n != nil {
		f.Confined = []string{}
		if n.Kind != source.List {
			r.faultAt(n, "may_appear", "want a list of %s; an empty one is nowhere", source.Or(Places))
		}
		for _, item := range n.Items {
			if !slices.Contains(Places, item.Text) {
				errs.Add(item.Pos, r.Name("may_appear"), source.Quote(item.String())+"; want "+source.Or(Places), source.Suggest(item.Text, Places))
			}
			f.Confined = append(f.Confined, item.Text)
		}
	}
	switch r.Choice("required", "false", "true", "live") {
	case "true":
		f.Required = true
	case "live":
		f.Live = true
	}
	moment := func(key string) *Moment {
		s := r.Text(key)
		if s == "" {
			return nil
		}
		m, err := parseMoment(s)
		if err != nil {
			r.faultAt(r.Node.Get(key), key, "%v", err)
		}
		return m
	}
	switch f.Type {
	case TypeText, TypeName, TypeCode:
		f.Min, f.Max = r.Int("min", 0, 0, 1000), r.Int("max", 0, 1, 1000)
		if r.Has("pattern") {
			re, want := r.pattern("pattern"), r.Text("want")
			if want == "" {
				r.faultAt(r.Node.Get("pattern"), "want", "missing; say in words what the pattern wants")
			}
			if re != nil {
				f.Pattern = &Pattern{re, want}
			}
		}
		f.Format, f.Table = r.Text("format"), r.Text("table")
	case TypeNumber:
		f.Min, f.Max = r.Int("min", 0, 0, 1<<30), r.Int("max", 1<<30, 0, 1<<30)
	case TypeLines:
		f.Max, f.Width = r.Int("max", 6, 1, 100), r.Int("width", 40, 1, 1000)
	case TypeDate:
		f.Partial = r.Bool("partial")
		f.NotBefore, f.NotAfter = moment("not_before"), moment("not_after")
	case TypeTime:
		f.Workday = r.Bool("workday")
		f.NotBefore, f.NotAfter = moment("not_before"), moment("not_after")
	case TypeChoice:
		f.Choices = r.Texts("choices")
		if len(f.Choices) == 0 {
			errs.Addf(key.Pos, "fields."+f.Name+".choices", "missing; want a list")
		}
		for i, c := range f.Choices {
			if c == "" || slices.Contains(f.Choices[:i], c) {
				r.faultAt(r.Node.Get("choices"), "choices", "%q; want each choice once, and none empty", c)
			}
		}
	case TypePhoto:
		if n := r.Get("pixels"); n != nil {
			ok := n.Kind == source.List && len(n.Items) == 2
			for i := 0; ok && i < 2; i++ {
				var err error
				f.Pixels[i], err = strconv.Atoi(n.Items[i].Text)
				ok = err == nil && f.Pixels[i] > 0
			}
			if !ok {
				r.faultAt(n, "pixels", "want the least [width, height]")
			}
		}
	case TypeDocumentNumber, TypeReference:
		f.Allot = r.Bool("allot")
	case TypeLookup:
		f.Table, f.Key, f.Column = r.NeedText("table"), r.NeedText("key"), r.NeedText("column")
	}
	if r.Node.Get("max") != nil && f.Min > f.Max && (f.Max > 0 || f.Type == TypeNumber) {
		r.faultAt(r.Node.Get("min"), "min", "%d is more than max, %d", f.Min, f.Max)
	}
	r.Close()
	return f
}
