package seal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Kind says what values an attribute takes and how text stands for them.
type Kind uint8

const (
	Text    Kind = iota // text as it is
	Date                // YYYYMMDD as text; text form YYYY-MM-DD, unknown parts XX
	Sex                 // 1 male, 2 female, 3 other; text forms M, F, X
	Integer             // a number; text form decimal
	Bytes               // a byte string, such as a photo; has no text form
)

// An Attribute is one item of identity that a seal can hold: a key of Claim 169.
type Attribute struct {
	Key   int    // the key in the claim's map
	Name  string // as templates and JSON call it
	Label string // as a person reads it
	Kind  Kind
}

// attributes are those of Claim 169, version 1.2.0, except biometrics, which
// no card of ours carries, and docketcard's own. The claim leaves keys 75 to 99
// unassigned and lets a closed group of issuers and readers use them; keys once
// used here keep their meaning.
var attributes = []Attribute{
	{1, "id", "Document number", Text},
	{2, "version", "Version", Text},
	{3, "language", "Language", Text}, // ISO 639-3
	{4, "full_name", "Name", Text},
	{5, "given_names", "Given names", Text},
	{6, "middle_names", "Middle names", Text},
	{7, "surname", "Surname", Text},
	{8, "birth_date", "Date of birth", Date},
	{9, "sex", "Sex", Sex},
	{10, "address", "Address", Text}, // lines separated by \n
	{11, "email", "E-mail", Text},
	{12, "phone", "Telephone", Text}, // ITU-T E.123
	{13, "nationality", "Nationality", Text},
	{14, "marital_status", "Marital status", Integer}, // 1 unmarried, 2 married, 3 divorced
	{15, "guardian", "Guardian", Text},
	{16, "photo", "Photo", Bytes},
	{17, "photo_format", "Photo format", Integer}, // 1 JPEG, 2 JPEG 2000, 3 AVIF, 4 WebP
	{19, "native_name", "Name in second language", Text},
	{20, "native_language", "Second language", Text},
	{21, "office", "Office", Text}, // the claim's location code
	{22, "legal_status", "Legal status", Text},
	{23, "issuing_country", "Issuing country", Text},

	{75, "case_number", "Case number", Text},
	{76, "form", "Form", Text},             // the form the holder was released on
	{77, "order_date", "Order date", Date}, // the date of that form
	{78, "replaces", "Replaces", Text},     // the document number of the card this one replaces
}

// Attributes returns all attributes this package can seal, by key.
func Attributes() []Attribute { return slices.Clone(attributes) }

// Named returns the attribute that templates call name.
func Named(name string) (Attribute, bool) {
	i := slices.IndexFunc(attributes, func(a Attribute) bool { return a.Name == name })
	if i < 0 {
		return Attribute{}, false
	}
	return attributes[i], true
}

// keyed returns the attribute with key, made up if the table has none: other
// issuers seal others.
func keyed(key int) (a Attribute, known bool) {
	i := slices.IndexFunc(attributes, func(a Attribute) bool { return a.Key == key })
	if i < 0 {
		n := strconv.Itoa(key)
		return Attribute{Key: key, Name: "attribute_" + n, Label: "Attribute " + n}, false
	}
	return attributes[i], true
}

// Encode returns the value for Payload.Attributes that text stands for: a
// string or an int64. It fails if text is empty or is not of the attribute's
// kind. The error does not repeat text, which may be somebody's.
//
// A date whose day, or day and month, is XX is cut short to YYYYMM or YYYY.
// Claim 169 does not say what to do with such dates; zeros would keep the
// length, but lenient readers turn 19900000 into a day in 1989.
func (a Attribute) Encode(text string) (any, error) {
	var v any
	switch a.Kind {
	case Text:
		v = text
	case Date:
		digits, ok := encodeDate(text)
		if !ok {
			return nil, fmt.Errorf("attribute %s: want a date as YYYY-MM-DD, YYYY-MM-XX or YYYY-XX-XX", a.Name)
		}
		v = digits
	case Sex:
		i := int64(strings.Index("-MFX", text))
		if len(text) != 1 || i < 1 {
			return nil, fmt.Errorf("attribute %s: want M, F or X", a.Name)
		}
		v = i
	case Integer:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: want a number", a.Name)
		}
		v = i
	case Bytes:
		return nil, fmt.Errorf("attribute %s has no text form", a.Name)
	}
	return v, a.check(v)
}

// check returns an error unless v may be sealed as a.
func (a Attribute) check(v any) error {
	switch v := v.(type) {
	case string:
		switch {
		case a.Kind != Text && a.Kind != Date:
		case v == "":
			return fmt.Errorf("attribute %s is empty; leave it out", a.Name)
		case !utf8.ValidString(v):
			return fmt.Errorf("attribute %s is not UTF-8", a.Name)
		case a.Kind == Date && !isDate(v):
			return fmt.Errorf("attribute %s is not a date as YYYYMMDD", a.Name)
		default:
			return nil
		}
	case int64:
		switch {
		case a.Kind == Sex && (v < 1 || v > 3):
			return fmt.Errorf("attribute %s is %d; want 1, 2 or 3", a.Name, v)
		case a.Kind == Sex || a.Kind == Integer:
			return nil
		}
	case []byte:
		if a.Kind == Bytes {
			return nil
		}
	}
	return fmt.Errorf("attribute %s does not hold a %T", a.Name, v)
}

// format returns v as a person reads it. It takes any value, for seals of
// other issuers and keys in versions to come.
func (a Attribute) format(v any) string {
	switch v := v.(type) {
	case string:
		if a.Kind == Date && isDate(v) {
			return formatDate(v)
		}
		if a.Kind == Sex && (v == "1" || v == "2" || v == "3") {
			// The claim's published example has text here.
			return "-MFX"[v[0]-'0' : v[0]-'0'+1]
		}
		return printable(v)
	case int64:
		if a.Kind == Sex && 1 <= v && v <= 3 {
			return "-MFX"[v : v+1]
		}
		return strconv.FormatInt(v, 10)
	case []byte:
		return fmt.Sprintf("(%d bytes)", len(v))
	}
	return "(not shown)"
}

// encodeDate returns YYYY-MM-DD as YYYYMMDD, without its unknown parts.
func encodeDate(text string) (string, bool) {
	if len(text) != len("YYYY-MM-DD") || text[4] != '-' || text[7] != '-' {
		return "", false
	}
	year, month, day := text[:4], text[5:7], text[8:]
	if day == "XX" {
		day = ""
		if month == "XX" {
			month = ""
		}
	}
	digits := year + month + day
	return digits, isDate(digits)
}

// isDate reports whether digits is a day, month or year of the calendar as
// YYYYMMDD, YYYYMM or YYYY.
func isDate(digits string) bool {
	layout := "20060102"
	if len(digits) != 4 && len(digits) != 6 && len(digits) != 8 {
		return false
	}
	t, err := time.Parse(layout[:len(digits)], digits)
	return err == nil && t.Year() > 0
}

// formatDate puts hyphens into digits.
func formatDate(digits string) string {
	switch len(digits) {
	case 6:
		return digits[:4] + "-" + digits[4:]
	case 8:
		return digits[:4] + "-" + digits[4:6] + "-" + digits[6:]
	}
	return digits
}

// printable returns s as one line in which every character shows as itself.
// Anybody can sign a specimen, so what a seal says must not be able to move a
// terminal's cursor, start a line of its own or turn the direction of text.
func printable(s string) string {
	s = strings.ReplaceAll(s, "\n", ", ")
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsGraphic(r), r == '\u200c', r == '\u200d': // scripts need joiners
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
