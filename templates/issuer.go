package templates

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"docketcard/templates/source"
)

// IssuerSchema is the schema of an issuer profile.
const IssuerSchema = "docketcard/issuer/v1"

// Issuer is the profile of who issues the cards: its names and addresses, the forms of its numbers, and its tables.
type Issuer struct {
	ID            string // claim 1 of the seal
	Name          string
	Programme     string
	PortalHost    string // of the front code's URL
	VerifyHost    string // of the back code's URL
	Phone         string // for loss and for verification
	Website       string
	ReturnAddress []string
	Validity      int // months from issue to expiry at most; 0 is no limit
	Formats       map[string]*Format
	Tables        map[string]Table
}

// Format is how an issuer writes one kind of number.
type Format struct {
	Pattern  Pattern
	Short    *regexp.Regexp // an older form with a digit less, read with a 0 before its first digit; nil when there is none
	Specimen *regexp.Regexp // the numbers that only specimens may carry; nil when none are reserved
	Group    []int          // characters between spaces when printed
}

// Table is rows by their code, and the columns of each.
type Table map[string]map[string]string

// Text returns a value of the profile by the name that templates use after "issuer.", and whether there is one.
func (i *Issuer) Text(name string) (string, bool) {
	switch name {
	case "id":
		return i.ID, true
	case "name":
		return i.Name, true
	case "programme":
		return i.Programme, true
	case "portal_host":
		return i.PortalHost, true
	case "verify_host":
		return i.VerifyHost, true
	case "phone":
		return i.Phone, true
	case "website":
		return i.Website, true
	case "return_address":
		return strings.Join(i.ReturnAddress, "\n"), true
	}
	return "", false
}

// issuerTexts are the names that Text knows.
var issuerTexts = []string{"id", "name", "programme", "portal_host", "verify_host", "phone", "website", "return_address"}

var (
	hostForm     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	validityForm = regexp.MustCompile(`^(\d{1,3}) (month|year)s?$`)
)

// ParseIssuer reads an issuer profile. Its error is a source.ErrorList.
func ParseIssuer(name string, data []byte) (*Issuer, error) {
	r, errs, err := document(name, data, IssuerSchema)
	if err != nil {
		return nil, err
	}
	i := parseIssuer(r)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return i, nil
}

func parseIssuer(r reader) *Issuer {
	errs := r.errs
	host := func(key string) string {
		h := r.Text(key)
		if h != "" && (!hostForm.MatchString(h) || len(h) > 60) {
			r.faultAt(r.Node.Get(key), key, "%q is not a host name; want lower-case labels such as portal.utopia.example", h)
		}
		return h
	}
	i := &Issuer{
		ID:            r.NeedText("id"),
		Name:          r.NeedText("name"),
		Programme:     r.Text("programme"),
		PortalHost:    host("portal_host"),
		VerifyHost:    host("verify_host"),
		Phone:         r.Text("phone"),
		Website:       r.Text("website"),
		ReturnAddress: r.Texts("return_address"),
		Formats:       map[string]*Format{},
		Tables:        map[string]Table{},
	}
	if s := r.Text("validity"); s != "" {
		p := validityForm.FindStringSubmatch(s)
		if p == nil {
			r.faultAt(r.Node.Get("validity"), "validity", "%q; want months or years, such as 24 months", s)
		} else {
			i.Validity, _ = strconv.Atoi(p[1])
			if p[2] == "year" {
				i.Validity *= 12
			}
		}
	}
	formats := source.NewMap(r.Get("formats"), "formats", errs)
	for _, p := range pairs(formats) {
		i.Formats[p.Key.Text] = parseFormat(newReader(p.Value, "formats."+p.Key.Text, errs))
	}
	tables := source.NewMap(r.Get("tables"), "tables", errs)
	for _, p := range pairs(tables) {
		t := Table{}
		rows := source.NewMap(p.Value, "tables."+p.Key.Text, errs)
		for _, row := range pairs(rows) {
			cols := source.NewMap(row.Value, rows.Name(row.Key.Text), errs)
			t[row.Key.Text] = map[string]string{}
			for _, c := range pairs(cols) {
				t[row.Key.Text][c.Key.Text] = cols.Text(c.Key.Text)
			}
		}
		i.Tables[p.Key.Text] = t
	}
	r.Close()
	return i
}

func pairs(m *source.Map) []source.Pair {
	if m.Node == nil {
		return nil
	}
	return m.Node.Pairs
}

func parseFormat(r reader) *Format {
	f := &Format{Short: r.pattern("short"), Specimen: r.pattern("specimen"), Pattern: Pattern{r.pattern("pattern"), r.Text("want")}}
	if f.Pattern.Regexp == nil {
		if !r.Has("pattern") {
			r.errs.Addf(r.Node.Pos, r.Name("pattern"), "missing")
		}
		f.Pattern.Regexp = regexp.MustCompile(``)
	}
	if f.Pattern.Want == "" {
		f.Pattern.Want = fmt.Sprintf("a match of %s", r.Node.Get("pattern").String())
	}
	for k, s := range r.Texts("group") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			at := r.Node.Get("group")
			if at.Kind == source.List {
				at = at.Items[k]
			}
			r.faultAt(at, "group", "%s; want a list of whole numbers", source.Quote(s))
			continue
		}
		f.Group = append(f.Group, n)
	}
	r.Close()
	return f
}
