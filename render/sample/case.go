package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"docketcard/templates"
)

// A Case is a record in the form that one template declares (see [Form]),
// ready to be written.
type Case struct {
	Name   string // of its file, without the ending: its record's number, or what is tested
	Breaks *Break // of a case of [Form.Faulty]

	// Short says that what the case tests had to be left shorter than its
	// rule allows, because no more fits on the card: "31 of 40 characters".
	Short string

	about    string // the field that it tests
	portrait Portrait
	values   []value
	twin     *Case // a second record in the file, for what two must not share
	photos   []photoSize
	keep     []string // photos and digests of them that are wrong, and stay so
}

// A Break is what [render.Check] must find in a faulty case: one fault, at
// one place.
//
// [render.Check]: https://pkg.go.dev/docketcard/render#Check
type Break struct {
	Rule  string // such as "required", "max" or "not_after", by its key in the declaration
	Field string // the full name, or the unknown key
	Line  int    // from 1
	Col   int    // from 1, in characters
}

// A File is a file beside a case, by its path from the case's folder.
type File struct {
	Name string
	Data []byte
}

type photoSize struct {
	field         string
	width, height int
}

// A value is what a record says of one field. A field without a group has
// its key at the top.
type value struct {
	key, group string
	text       string
	style      style
}

// style is how a value is written in YAML.
type style int

const (
	bare   style = iota // as it is
	text                // bare if that is safe, else in quotes
	quoted              // in quotes
	lines               // a list of the lines of the text
)

func (v value) name() string {
	if v.group == "" {
		return v.key
	}
	return v.group + "." + v.key
}

// Value returns what the case says of a field, lines joined by line feeds, or
// "".
func (c *Case) Value(field string) string { return c.get(field) }

// get returns the text of a field, or "".
func (c *Case) get(field string) string {
	for _, v := range c.values {
		if v.name() == field {
			return v.text
		}
	}
	return ""
}

// put sets a field. A new one goes behind the last of its group.
func (c *Case) put(field, s string, how style) {
	v := value{key: field, text: s, style: how}
	if group, key, ok := strings.Cut(field, "."); ok {
		v.group, v.key = group, key
	}
	at := len(c.values)
	for i := range c.values {
		if c.values[i].name() == field {
			c.values[i] = v
			return
		}
		if c.values[i].group == v.group {
			at = i + 1
		}
	}
	c.values = slices.Insert(c.values, at, v)
}

func (c *Case) drop(field string) {
	c.values = slices.DeleteFunc(c.values, func(v value) bool { return v.name() == field })
}

func (c *Case) clone() *Case {
	d := *c
	d.values = slices.Clone(c.values)
	d.photos = slices.Clone(c.photos)
	d.keep = slices.Clone(c.keep)
	return &d
}

// YAML returns the case as one YAML document, or two, the first without a
// "---" line.
func (c *Case) YAML() []byte {
	out := yamlOf(c.values)
	if c.twin != nil {
		out = append(append(out, "---\n"...), yamlOf(c.twin.values)...)
	}
	return out
}

// JSON returns the case as one JSON object on one line, with the keys of the
// YAML in the same order. Everything is a string but lists of lines, booleans
// and numbers.
func (c *Case) JSON() []byte {
	var b bytes.Buffer
	group := ""
	for i, v := range c.values {
		if v.group != group && group != "" {
			b.WriteByte('}')
		}
		b.WriteByte("{,"[min(i, 1)])
		if v.group != group && v.group != "" {
			fmt.Fprintf(&b, "%s:{", quote(v.group))
		}
		group = v.group
		fmt.Fprintf(&b, "%s:%s", quote(v.key), v.json())
	}
	if group != "" {
		b.WriteByte('}')
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func (v value) json() string {
	switch {
	case v.style == lines:
		var list []string
		for l := range strings.SplitSeq(v.text, "\n") {
			list = append(list, quote(l))
		}
		return "[" + strings.Join(list, ",") + "]"
	case v.style == bare && (v.text == "true" || v.text == "false" || numeral.MatchString(v.text)):
		return v.text
	}
	return quote(v.text)
}

var numeral = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// quote returns s as a JSON string, which is a YAML scalar in double quotes
// too.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("sample: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Photos draws the pictures that the case names, and enters their digests in
// the fields that the template declares for them. It is called before YAML or
// JSON.
func (c *Case) Photos() ([]File, error) {
	var files []File
	for i, p := range c.photos {
		name := c.get(p.field)
		if name == "" {
			continue
		}
		portrait := c.portrait
		portrait.strands += uint64(i) // two pictures of one holder are not the same
		var buf bytes.Buffer
		if err := portrait.JPEG(&buf, p.width, p.height); err != nil {
			return nil, fmt.Errorf("drawing the portrait of %s: %w", c.Name, err)
		}
		if digest := digestOf(p.field); c.get(digest) != "" && !slices.Contains(c.keep, digest) {
			sum := sha256.Sum256(buf.Bytes())
			c.put(digest, hex.EncodeToString(sum[:]), quoted)
		}
		if !slices.Contains(c.keep, p.field) {
			files = append(files, File{name, buf.Bytes()})
		}
	}
	if c.twin == nil {
		return files, nil
	}
	more, err := c.twin.Photos()
	return append(files, more...), err
}

// digestOf returns the field that holds the digest of a photo.
func digestOf(photo string) string {
	group, _, _ := strings.Cut(photo, ".")
	return group + ".sha256"
}

func yamlOf(values []value) []byte {
	var b bytes.Buffer
	group := ""
	for _, v := range values {
		if v.group != group {
			if group = v.group; group != "" {
				b.WriteString(group + ":\n")
			}
		}
		indent := ""
		if group != "" {
			indent = "  "
		}
		switch v.style {
		case lines:
			b.WriteString(indent + v.key + ":\n")
			for l := range strings.SplitSeq(v.text, "\n") {
				b.WriteString(indent + "  - " + plain(l) + "\n")
			}
			continue
		case text:
			v.text = plain(v.text)
		case quoted:
			v.text = quote(v.text)
		}
		b.WriteString(indent + v.key + ": " + v.text + "\n")
	}
	return b.Bytes()
}

// place returns where the value of a field stands in YAML, or else its group,
// or else the record.
func (c *Case) place(field string) (line, col int) {
	line, group := 0, ""
	want, _, _ := strings.Cut(field, ".")
	at, atCol := 1, 1
	for _, v := range c.values {
		if v.group != group {
			if group = v.group; group != "" {
				line++
				if group == want {
					at, atCol = line+1, 3 // a mapping begins with its first key
				}
			}
		}
		line++
		indent := 0
		if group != "" {
			indent = 2
		}
		if v.name() == field {
			if v.style == lines {
				return line + 1, indent + 3
			}
			return line, indent + len(v.key) + 3
		}
		if v.style == lines {
			line += 1 + strings.Count(v.text, "\n")
		}
	}
	return at, atCol
}

// styleOf is how a value of a type is written.
func styleOf(t templates.Type) style {
	switch t {
	case templates.TypeText, templates.TypeName, templates.TypeLanguage:
		return text
	case templates.TypeLines:
		return lines
	case templates.TypeDate, templates.TypeTime, templates.TypeBool, templates.TypeChoice, templates.TypeCountry, templates.TypeNumber:
		return bare
	}
	return quoted
}

// plain is text as a YAML scalar: bare if every reader, of YAML 1.1 or 1.2,
// takes it for that very string, else in double quotes.
func plain(s string) string {
	if s == "" {
		return ""
	}
	bare := !reserved[strings.ToLower(s)]
	for i, r := range s {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 0xa1
		if !letter && (i == 0 || i == len(s)-1 || r != ' ' && r != '-' && r != '\'' && r != '.') {
			bare = false
		}
	}
	if bare {
		return s
	}
	return quote(s)
}

// reserved are the words that YAML 1.1 or 1.2 takes for something other than
// a string: a man called No Null is quoted.
var reserved = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}
