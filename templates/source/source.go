// Package source reads YAML as text with positions: every node knows the file, line and column it stands at, and every scalar
// stays as it was written, so that 007, NO and 1990-02-03 reach their field's type untouched.
//
// Parse answers the documents of a stream. What can hide something from the reader of a file is a fault here: duplicate keys,
// anchors and aliases, merge keys, tags, and bytes that are not UTF-8. Map reads a mapping key by key and refuses the keys
// that nobody asked for, naming the near one. Faults are gathered in an ErrorList, so that all of them can be shown at once.
//
// It does not interpret scalars, and it opens no files. It is the only importer of gopkg.in/yaml.v3.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Pos is a place in a file; lines and columns count from 1, columns in characters. A Pos with Line 0 names the file alone.
type Pos struct {
	File      string
	Line, Col int
}

// String returns file:line:col, the form that editors jump to.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Kind is the shape of a node.
type Kind int

// The shapes a node can have. A Null is a key without a value, or ~.
const (
	Scalar Kind = iota
	Mapping
	List
	Null
)

func (k Kind) String() string {
	return [...]string{"a value", "a mapping", "a list", "nothing"}[k]
}

// Node is one value of a document.
type Node struct {
	Pos   Pos
	Kind  Kind
	Text  string // of a Scalar, as written, without its quotes
	Pairs []Pair // of a Mapping, in the order of the file
	Items []*Node

	// Asks, when it is not nil, gathers what readers of the mapping ask, from which a schema of the file can be drawn up.
	Asks *[]Ask
}

// Pair is a key and its value.
type Pair struct {
	Key   *Node
	Value *Node
}

// Get returns the value of key, or nil when n is no mapping or lacks it.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	for _, p := range n.Pairs {
		if p.Key.Text == key {
			return p.Value
		}
	}
	return nil
}

// MaxDepth is how deep lists and mappings may be nested in each other.
const MaxDepth = 100

// Parse reads the documents of a YAML stream. Name stands for the file in positions, and firstLine is the line number of data's
// first line: 1 for a whole file. Empty documents are left out. The error is an ErrorList that holds all faults that could be
// found; documents come back only when it is nil.
func Parse(name string, data []byte, firstLine int) ([]*Node, error) {
	var errs ErrorList
	fault := func(line, col int, msg, hint string) {
		errs = append(errs, &Error{Pos: Pos{name, line, col}, Msg: msg, Hint: hint})
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if line, col, why := unreadable(data); why != "" {
		fault(firstLine+line-1, col, why, "save the file as UTF-8")
		return nil, errs
	}
	if _, line := split(data); line != 0 {
		fault(firstLine+line-1, 1, "a line that starts with % inside a document", "put a line of ... before a directive, or spaces before a text")
		return nil, errs
	}
	if doc, ok := plain(name, data, firstLine); ok {
		return []*Node{doc}, nil
	}
	return parse(name, data, firstLine)
}

// parse is Parse by yaml.v3, of data that is text.
func parse(name string, data []byte, firstLine int) ([]*Node, error) {
	var errs ErrorList
	fault := func(line, col int, msg, hint string) {
		errs = append(errs, &Error{Pos: Pos{name, line, col}, Msg: msg, Hint: hint})
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var docs []*Node
	for {
		var doc yaml.Node
		err := decode(dec, &doc)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, col, msg, hint := yamlError(err, data)
			fault(firstLine+line-1, col, msg, hint)
			return nil, errs
		}
		if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
			continue
		}
		c := converter{name: name, shift: firstLine - 1, fault: fault}
		if n := c.node(doc.Content[0], 0); n.Kind != Null {
			docs = append(docs, n)
		}
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return docs, nil
}

// unreadable finds the first byte that is not text: bad UTF-8, a NUL, or the start of UTF-16. It refuses the line breaks that YAML
// knows and editors do not show, for lines would be counted differently from there on.
func unreadable(data []byte) (line, col int, why string) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return 1, 1, "the file is in UTF-16; want UTF-8"
	}
	line, col = 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size <= 1:
			return line, col, fmt.Sprintf("byte 0x%02X is not UTF-8", data[i])
		case r == 0:
			return line, col, "a NUL byte; want text"
		case r == 0x85 || r == 0x2028 || r == 0x2029 || r == '\r' && (i+1 == len(data) || data[i+1] != '\n'):
			return line, col, fmt.Sprintf("U+%04X breaks the line unseen; want line feeds", r)
		case r == '\n':
			line, col = line+1, 1
		default:
			col++
		}
		i += size
	}
	return 0, 0, ""
}

// decode reads one document. yaml.v3 has panicked on malformed streams before, so a panic is made an error of the file.
func decode(dec *yaml.Decoder, doc *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: cannot be read: %v", r)
		}
	}()
	return dec.Decode(doc)
}

var (
	yamlLine   = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	yamlAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// yamlParsing are what yaml.v3's parser finds, as against its scanner. It gives the line before.
var yamlParsing = map[string]string{
	"did not find expected ',' or '}'":       "a { here or above has no }, or lacks a comma between two keys",
	"did not find expected ',' or ']'":       "a [ here or above has no ], or lacks a comma between two values",
	"did not find expected key":              "a line here is indented otherwise than the keys beside it, or has no colon",
	"did not find expected '-' indicator":    "a line here is indented otherwise than the values beside it",
	"did not find expected node content":     "put a value that starts with # or another sign in quotes",
	"did not find expected <document start>": "",
}

// yamlScanning are hints for what its scanner finds.
var yamlScanning = map[string]string{
	"found character that cannot start any token":                  "put a value that starts with a sign such as @, ` or % in quotes",
	"mapping values are not allowed in this context":               "put a text that has a colon and a space in quotes",
	"did not find expected alphabetic or numeric character":        "put a value that starts with * or & in quotes",
	"found unexpected end of stream":                               "a quote is not closed",
	"could not find expected ':'":                                  "a key has no colon, or a text goes on in a line that is not indented",
	"found unexpected document indicator":                          "a quote is not closed",
	"found a tab character that violates indentation":              "indent with spaces",
	"found a tab character where an indentation space is expected": "indent with spaces",
}

// yamlError takes apart a message of yaml.v3, which has no column and no typed error, and gives a hint.
func yamlError(err error, data []byte) (line, col int, msg, hint string) {
	m := yamlLine.FindStringSubmatch(strings.ReplaceAll(err.Error(), "\n", " "))
	if m == nil {
		return 1, 1, err.Error(), ""
	}
	line, _ = strconv.Atoi(m[1])
	msg = m[2]
	hint, parsing := yamlParsing[msg]
	if parsing {
		line++
	} else {
		hint = yamlScanning[msg]
	}
	line, col = max(line, 1), 1
	if a := yamlAnchor.FindStringSubmatch(msg); a != nil {
		line, col = aliasOf(data, a[1])
		msg, hint = "an alias (*) of nothing", "put a value that starts with * in quotes" // its name may be a holder's
	}
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	line = min(line, len(lines))
	tabs := strings.Contains(msg, " tab ") || msg == "found character that cannot start any token"
	for n := max(1, line-1); tabs && n <= min(line+1, len(lines)); n++ {
		l := lines[n-1]
		if at := strings.IndexByte(l[:len(l)-len(strings.TrimLeft(l, " \t"))], '\t'); at >= 0 {
			return n, at + 1, "not YAML: a tab in the indentation", "indent with spaces"
		}
	}
	if parsing && strings.Contains(lines[line-1], " #") {
		hint = "what follows a space and # is a comment; put a value that starts with # in quotes"
	}
	return line, col, "not YAML: " + msg, hint
}

// aliasOf returns where the alias of a name stands in data: not in a comment, in quotes or within a word.
func aliasOf(data []byte, name string) (line, col int) {
	alias := regexp.MustCompile(`(?:^|[\s\[{,])(\*` + regexp.QuoteMeta(name) + `)(?:$|[\s\]},])`)
	for n, l := range strings.Split(string(data), "\n") {
		for _, m := range alias.FindAllStringSubmatchIndex(l, -1) {
			before := l[:m[2]]
			if !strings.Contains(" "+before, " #") && strings.Count(before, `"`)%2 == 0 && strings.Count(before, "'")%2 == 0 {
				return n + 1, 1 + utf8.RuneCountInString(before)
			}
		}
	}
	return 1, 1
}

type converter struct {
	name  string
	shift int // added to yaml.v3's line numbers
	fault func(line, col int, msg, hint string)
}

func (c *converter) node(y *yaml.Node, depth int) *Node {
	n := &Node{Pos: Pos{c.name, y.Line + c.shift, y.Column}}
	fault := func(msg, hint string) { c.fault(n.Pos.Line, n.Pos.Col, msg, hint) }
	if depth > MaxDepth {
		fault(fmt.Sprintf("nested more than %d deep", MaxDepth), "")
		return n
	}
	if y.Anchor != "" {
		fault("an anchor (&); want every value written out", "")
	}
	if y.Style&yaml.TaggedStyle != 0 {
		fault("a tag (!); want plain values", "put a value that starts with ! in quotes")
	}
	switch y.Kind {
	case yaml.ScalarNode:
		n.Text = y.Value
		if i := strings.IndexFunc(n.Text, func(r rune) bool { return unicode.Is(unicode.Noncharacter_Code_Point, r) }); i >= 0 {
			fault(fmt.Sprintf("U+%04X, which is no character", []rune(n.Text[i:])[0]), "")
		}
		if y.Tag == "!!null" && y.Style == 0 {
			n.Kind = Null
		}
	case yaml.MappingNode:
		n.Kind = Mapping
		first := make(map[string]*Node, len(y.Content)/2)
		for i := 0; i+1 < len(y.Content); i += 2 {
			k, v := c.node(y.Content[i], depth+1), y.Content[i+1]
			if k.Kind != Scalar {
				c.fault(k.Pos.Line, k.Pos.Col, "the key is "+k.Kind.String()+"; want a name", "put a value that starts with { or [ in quotes")
				continue
			}
			if y.Content[i].Tag == "!!merge" {
				c.fault(k.Pos.Line, k.Pos.Col, "a merge key (<<); want every key written out", "")
				continue
			}
			if f := first[k.Text]; f != nil {
				c.fault(k.Pos.Line, k.Pos.Col, fmt.Sprintf("key %s stands twice, first in line %d", Quote(k.Text), f.Pos.Line), "")
				continue
			}
			first[k.Text] = k
			n.Pairs = append(n.Pairs, Pair{k, c.node(v, depth+1)})
		}
	case yaml.SequenceNode:
		n.Kind = List
		for _, y := range y.Content {
			n.Items = append(n.Items, c.node(y, depth+1))
		}
	case yaml.AliasNode:
		fault("an alias (*); want every value written out", "put a value that starts with * in quotes")
	}
	return n
}

// Doc is one document of a stream, not yet parsed.
type Doc struct {
	Line int // of its first line, from 1
	Data []byte
}

// Split cuts a stream at its document markers without parsing it, so that documents can be parsed apart from each other: a line
// that starts with --- or ... ends a document wherever it stands (YAML 1.2.2, section 9.1.2). Directives stay with the document they
// precede. Documents of comments and blank lines alone are left out.
func Split(data []byte) []Doc {
	docs, _ := split(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	return docs
}

// split also returns the first line that looks like a directive inside a document, or 0.
func split(data []byte) (docs []Doc, stray int) {
	start, startLine := 0, 1
	marked, content, directives := false, false, false // of the document that begins at start
	cut := func(end, endLine int) {
		if content || directives {
			docs = append(docs, Doc{startLine, data[start:end]})
		}
		start, startLine = end, endLine
		marked, content, directives = false, false, false
	}
	line := 1
	for i := 0; i < len(data); line++ {
		next := len(data)
		if j := bytes.IndexByte(data[i:], '\n'); j >= 0 {
			next = i + j + 1
		}
		switch l := data[i:next]; {
		case isMarker(l, "---"):
			if marked || content {
				cut(i, line)
			}
			marked = true
			content = hasContent(l[3:])
		case isMarker(l, "..."):
			content = content || hasContent(l[3:])
			cut(next, line+1)
		case l[0] == '%' && (marked || content):
			if stray == 0 {
				stray = line
			}
		case l[0] == '%':
			directives = true
		default:
			content = content || hasContent(l)
		}
		i = next
	}
	cut(len(data), line)
	return docs, stray
}

// isMarker tells whether a line starts with a document marker.
func isMarker(line []byte, marker string) bool {
	return bytes.HasPrefix(line, []byte(marker)) && (len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0)
}

// hasContent tells whether a line is more than blanks and a comment.
func hasContent(line []byte) bool {
	line = bytes.Trim(line, " \t\r\n")
	return len(line) > 0 && line[0] != '#'
}

// String returns the text of a scalar, and otherwise what n is.
func (n *Node) String() string {
	switch {
	case n == nil:
		return ""
	case n.Kind == Scalar:
		return n.Text
	}
	return n.Kind.String()
}
