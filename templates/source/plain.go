package source

import "strings"

// Nearly all records are written alike: mappings of names in block style, and values on their lines, plain or in quotes. plain reads those, and
// leaves whatever else YAML knows to yaml.v3, which takes many times as long. TestPlain and FuzzPlain hold it against that.

// plain returns the one document of data, which has no byte order mark, is UTF-8 and has no line breaks but \n and \r\n. It is not ok
// where anything stands that it does not know, a fault above all.
func plain(name string, data []byte, firstLine int) (doc *Node, ok bool) {
	p := plainReader{name: name, rest: string(data), line: firstLine - 1}
	if !plainText(p.rest) {
		return nil, false
	}
	lines := strings.Count(p.rest, "\n") + 1
	p.nodes = make([]Node, 0, 2*lines+1)
	if !p.next() {
		return nil, false
	}
	if p.text == "---" && !p.next() {
		return nil, false
	}
	if p.indent != 0 {
		return nil, false
	}
	doc, ok = p.mapping(0)
	return doc, ok && p.done
}

// A plainReader stands at a line that is neither blank nor a comment, unless it is done.
type plainReader struct {
	name   string
	rest   string // after the line
	line   int
	indent int
	text   string // of the line, from its indent on
	done   bool
	nodes  []Node // not yet used
}

// next goes to the next line, and is false after the last.
func (p *plainReader) next() bool {
	for p.rest != "" {
		line := p.rest
		if i := strings.IndexByte(p.rest, '\n'); i >= 0 {
			line, p.rest = p.rest[:i], p.rest[i+1:]
		} else {
			p.rest = ""
		}
		p.line++
		p.indent = 0
		for p.indent < len(line) && line[p.indent] == ' ' {
			p.indent++
		}
		if p.text = line[p.indent:]; p.text != "" && p.text[0] != '#' {
			return true
		}
	}
	p.done = true
	return false
}

func (p *plainReader) node(kind Kind, col int, text string) *Node {
	p.nodes = append(p.nodes, Node{Pos: Pos{p.name, p.line, col}, Kind: kind, Text: text})
	return &p.nodes[len(p.nodes)-1]
}

// mapping reads the lines of one mapping, and what is further in.
func (p *plainReader) mapping(depth int) (*Node, bool) {
	const most = 40 // keys, which are compared with each other
	indent := p.indent
	m := p.node(Mapping, indent+1, "")
	m.Pairs = make([]Pair, 0, 8)
	for !p.done && p.indent == indent {
		key, ok := plainName(p.text)
		if !ok || len(m.Pairs) == most || depth > 4 {
			return nil, false
		}
		for _, other := range m.Pairs {
			if other.Key.Text == key {
				return nil, false
			}
		}
		pair := Pair{Key: p.node(Scalar, indent+1, key)}
		value := strings.TrimLeft(p.text[len(key)+1:], " ")
		if value != "" {
			at := p.indent + len(p.text) - len(value) + 1
			text, ok := plainValue(value)
			if !ok {
				return nil, false
			}
			pair.Value = p.node(Scalar, at, text)
			// What is further in would go on with the value.
			if p.next() && p.indent > indent {
				return nil, false
			}
		} else {
			if len(p.text) != len(key)+1 || !p.next() || p.indent <= indent {
				return nil, false
			}
			if pair.Value, ok = p.mapping(depth + 1); !ok {
				return nil, false
			}
		}
		m.Pairs = append(m.Pairs, pair)
	}
	return m, p.done || p.indent < indent
}

// plainName returns the name before the first colon, which a space or the end of the line follows.
func plainName(line string) (string, bool) {
	i := 0
	for i < len(line) && inName[line[i]] {
		i++
	}
	if i == 0 || i > 100 || i == len(line) || line[i] != ':' || i+1 < len(line) && line[i+1] != ' ' || line[0] < 'A' || isNull(line[:i]) {
		return "", false
	}
	return line[:i], true
}

var inName = func() (set [256]bool) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") {
		set[c] = true
	}
	return set
}()

// plainValue returns the text of a scalar that fills the rest of a line.
func plainValue(s string) (string, bool) {
	if n := len(s); s[0] == '"' || s[0] == '\'' {
		if n < 2 || s[n-1] != s[0] {
			return "", false
		}
		in := s[1 : n-1]
		for i := range len(in) {
			if c := in[i]; c == s[0] || c == '\\' && s[0] == '"' {
				return "", false
			}
		}
		return in, true
	}
	if !plainStart(s[0]) || s[len(s)-1] == ' ' || isNull(s) {
		return "", false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c == ':' && (i+1 == len(s) || s[i+1] == ' '):
			return "", false
		case c == '#' && s[i-1] == ' ':
			return "", false
		}
	}
	return s, true
}

// plainStart tells whether a plain scalar of one line may start with a byte: a letter, a figure, or a character beyond ASCII.
func plainStart(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c >= 0xc3
}

// isNull tells whether YAML takes a plain scalar for no value; those with a sign do not get here.
func isNull(s string) bool { return s == "null" || s == "Null" || s == "NULL" }

// plainText tells whether there are no characters but those that have no part in YAML's own rules beyond what is read here.
func plainText(s string) bool {
	ascii := true
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' || c == 0x7f {
			return false
		} else if c >= 0x80 {
			ascii = false
		}
	}
	if ascii {
		return true
	}
	for _, r := range s {
		if r >= 0x80 && (r < 0xa0 || r > 0xd7ff) {
			return false
		}
	}
	return true
}
