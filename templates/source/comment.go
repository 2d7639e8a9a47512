package source

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Comment is a comment of a file, from its # to the end of the line.
type Comment struct {
	Pos   Pos
	Text  string
	Alone bool // on its line
}

// Comments returns the comments that begin with prefix, in their order, of a YAML stream that Parse accepts.
func Comments(name string, data []byte, prefix string) []Comment {
	if !bytes.Contains(data, []byte(prefix)) {
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	// yaml.v3 keeps the texts of comments and not their places; the lines have the places and not which # begins a comment.
	known := map[string]bool{}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		if err := decode(dec, &doc); err != nil {
			break
		}
		gather(&doc, known)
	}
	var out []Comment
	line := 0
	for l := range bytes.Lines(data) {
		line++
		for i := range l {
			if l[i] != '#' || i > 0 && l[i-1] != ' ' && l[i-1] != '\t' {
				continue
			}
			text, before := string(bytes.TrimRight(l[i:], " \t\r\n")), l[:i]
			if !known[text] {
				continue
			}
			if strings.HasPrefix(text, prefix) {
				out = append(out, Comment{Pos{name, line, utf8.RuneCount(before) + 1}, text, len(bytes.TrimLeft(before, " \t")) == 0})
			}
			break
		}
	}
	return out
}

func gather(n *yaml.Node, known map[string]bool) {
	for _, comment := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		for l := range strings.Lines(comment) {
			known[strings.TrimSpace(l)] = true
		}
	}
	for _, child := range n.Content {
		gather(child, known)
	}
}
