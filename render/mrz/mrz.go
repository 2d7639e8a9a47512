// Package mrz writes the machine-readable zone of an identity document of size TD1 (ICAO Doc 9303-5, eighth edition): three lines of 30
// characters with their check digits, and names in the letters of the zone (Doc 9303-3, section 6).
//
// TD1 gives the lines, Transliterate the letters; Check proves lines that were read. It does not print: where the lines stand is for the
// template to say.
package mrz

import (
	"fmt"
	"strings"
)

// Width is how many characters a line of TD1 has, and Lines how many lines there are.
const (
	Width = 30
	Lines = 3
)

// Document is what the zone says. Texts are those of the record; dates are six digits YYMMDD with << for a month or day that is not known.
type Document struct {
	Code        string // of the document: A, C or I, and perhaps a letter that is not V
	State       string // that issues it, by its alpha-3 code
	Number      string
	Birth       string
	Sex         string // F, M, or else unspecified
	Expires     string
	Nationality string
	Optional    [2]string // of the first and the second line
	Surname     string    // the primary identifier
	Given       string    // the secondary identifier; may be empty
	Name        string    // instead of both, as it stands in the zone
}

// Error is a part of a document that the zone cannot hold.
type Error struct {
	Part string // as the template calls it: number, surname
	Msg  string
}

func (e *Error) Error() string { return e.Part + ": " + e.Msg }

// TD1 returns the three lines (Doc 9303-5, section 4.2). Its error is an *Error.
func (d *Document) TD1() (lines [Lines]string, err error) {
	fail := func(part, format string, args ...any) ([Lines]string, error) {
		return lines, &Error{part, fmt.Sprintf(format, args...)}
	}
	if len(d.Code) < 1 || len(d.Code) > 2 || strings.IndexByte("ACI", d.Code[0]) < 0 || len(d.Code) == 2 && (d.Code[1] < 'A' || d.Code[1] > 'Z' || d.Code[1] == 'V') {
		return fail("code", "%q; want A, C or I, and perhaps a letter but V", d.Code)
	}
	for _, f := range []struct{ part, text string }{{"state", d.State}, {"nationality", d.Nationality}} {
		if len(f.text) != 3 || !plain(f.text) {
			return fail(f.part, "want a code of three letters")
		}
	}
	for _, f := range []struct{ part, text string }{{"birth", d.Birth}, {"expires", d.Expires}} {
		if len(f.text) != 6 || strings.Trim(f.text, "0123456789<") != "" {
			return fail(f.part, "want a date")
		}
	}
	number, first := strings.ToUpper(d.Number), strings.ToUpper(d.Optional[0])
	if number == "" || !plain(number) {
		return fail("number", "want letters A to Z and digits")
	}
	check := string(CheckDigit(number))
	field := pad(number, 9)
	if len(number) > 9 {
		// The rest of a long number stands in the optional data, its check digit behind it.
		field, first, check = number[:9], number[9:]+check+"<"+first, "<"
	}
	if first = pad(first, 15); len(first) > 15 || !plain(first) {
		return fail("optional", "want at most 15 letters A to Z and digits, less the end of a number that is longer than 9")
	}
	second := pad(strings.ToUpper(d.Optional[1]), 11)
	if len(second) > 11 || !plain(second) {
		return fail("optional", "want at most 11 letters A to Z and digits in the second line")
	}
	sex := "<"
	if d.Sex == "F" || d.Sex == "M" {
		sex = d.Sex
	}
	name := d.Name
	if name == "" {
		if name, err = Name(d.Surname, d.Given, Width); err != nil {
			return lines, err
		}
	} else if len(name) > Width || !plain(name) || strings.ContainsAny(name, "0123456789") {
		return fail("name", "want at most %d letters A to Z and <", Width)
	}
	lines[0] = pad(d.Code, 2) + state(d.State) + field + check + first
	lines[1] = d.Birth + string(CheckDigit(d.Birth)) + sex + d.Expires + string(CheckDigit(d.Expires)) + state(d.Nationality) + second
	lines[1] += string(CheckDigit(composite(lines)))
	lines[2] = pad(name, Width)
	return lines, nil
}

// composite is what the last check digit of the second line covers (Doc 9303-5, section 4.2.4).
func composite(l [Lines]string) string { return l[0][5:30] + l[1][0:7] + l[1][8:15] + l[1][18:29] }

// state is a code in the zone: Germany's is D alone (Doc 9303-3, section 5).
func state(code string) string {
	if code == "DEU" {
		return "D<<"
	}
	return code
}

// plain tells whether s has none but the characters of the zone.
func plain(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") == ""
}

func pad(s string, width int) string {
	return s + strings.Repeat("<", max(0, width-len(s)))
}

// Date returns a date as the zone has it. Month and day may be 0 when they are not known.
func Date(year, month, day int) string {
	part := func(n int) string {
		if n == 0 {
			return "<<"
		}
		return fmt.Sprintf("%02d", n)
	}
	return fmt.Sprintf("%02d", year%100) + part(month) + part(day)
}

// CheckDigit returns the check digit of s (Doc 9303-3, section 4.9): modulus 10 with the weights 7, 3, 1.
func CheckDigit(s string) byte {
	sum := 0
	for i := range len(s) {
		v := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return byte('0' + sum%10)
}

// Check tells what is wrong with lines that were read: their form, or a check digit. It returns nil for sound ones.
func Check(lines [Lines]string) error {
	for i, l := range lines {
		if len(l) != Width || !plain(l) {
			return fmt.Errorf("line %d: want %d letters A to Z, digits and <", i+1, Width)
		}
	}
	number, digit := lines[0][5:14], lines[0][14]
	if digit == '<' && lines[0][15] != '<' {
		rest, _, _ := strings.Cut(lines[0][15:], "<")
		number, digit = number+rest[:len(rest)-1], rest[len(rest)-1]
	}
	for _, c := range []struct {
		part, text string
		digit      byte
	}{
		{"number", number, digit}, {"birth", lines[1][0:6], lines[1][6]}, {"expires", lines[1][8:14], lines[1][14]}, {"document", composite(lines), lines[1][29]},
	} {
		if CheckDigit(c.text) != c.digit {
			return fmt.Errorf("the check digit of the %s is %c; want %c", c.part, c.digit, CheckDigit(c.text))
		}
	}
	return nil
}
