package source

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Map reads a mapping key by key. The keys that were asked for are the keys the mapping may have: Close refuses the others.
// Its faults go to the list it was made with.
type Map struct {
	Node  *Node
	path  string
	errs  *ErrorList
	asked []string
}

// Ask is what a reader wants to know of a mapping: a key, and how it reads the value.
type Ask struct {
	Key     string
	As      string   // text, texts, bool, int, choice, or what the caller's own reading is called; empty when it is not told
	Lo, Hi  int      // of an int
	Choices []string // of a choice
}

// NewMap returns a reader of n, whose own name in messages is path. When n is not a mapping that is a fault, and the Map is
// empty; n may be nil.
func NewMap(n *Node, path string, errs *ErrorList) *Map {
	m := &Map{Node: n, path: path, errs: errs}
	if n != nil && n.Kind != Mapping {
		errs.Addf(n.Pos, path, "%s; want a mapping", n.describe())
		m.Node = &Node{Pos: n.Pos, Kind: Mapping, Asks: n.Asks}
	}
	return m
}

func (n *Node) describe() string {
	if n.Kind == Scalar {
		return Quote(n.Text) + " is a value"
	}
	return "found " + n.Kind.String()
}

// Name returns the full name of key: holder.surname for surname in holder.
func (m *Map) Name(key string) string {
	if m.path == "" {
		return key
	}
	return m.path + "." + key
}

// Get returns the value of key, or nil when it is absent.
func (m *Map) Get(key string) *Node {
	m.asked = append(m.asked, key)
	m.Tell(Ask{Key: key})
	return m.Node.Get(key)
}

// Tell adds to what is asked of the mapping, if its node keeps that; it completes what was asked of the same key before.
func (m *Map) Tell(a Ask) {
	if m.Node == nil || m.Node.Asks == nil {
		return
	}
	list := *m.Node.Asks
	for i := range list {
		if list[i].Key == a.Key {
			if list[i].As == "" {
				list[i] = a
			}
			return
		}
	}
	*m.Node.Asks = append(list, a)
}

// Has tells whether key is there, without asking for it.
func (m *Map) Has(key string) bool {
	m.Tell(Ask{Key: key})
	return m.Node.Get(key) != nil
}

// Need is Get for a key that must be there.
func (m *Map) Need(key string) *Node {
	n := m.Get(key)
	if n == nil && m.Node != nil {
		m.errs.Addf(m.Node.Pos, m.Name(key), "missing")
	}
	return n
}

// Text returns the scalar of key, or "" when it is absent.
func (m *Map) Text(key string) string {
	m.Tell(Ask{Key: key, As: "text"})
	return m.scalar(key, m.Get(key))
}

// NeedText is Text for a key that must be there and not be empty.
func (m *Map) NeedText(key string) string {
	m.Tell(Ask{Key: key, As: "text"})
	n := m.Need(key)
	s := m.scalar(key, n)
	if n != nil && n.Kind == Scalar && s == "" {
		m.errs.Addf(n.Pos, m.Name(key), "empty; want a value")
	}
	return s
}

func (m *Map) scalar(key string, n *Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != Scalar {
		m.errs.Addf(n.Pos, m.Name(key), "found %s; want a value", n.Kind)
		return ""
	}
	return n.Text
}

// Texts returns the scalars of key: those of a list, or a lone scalar as a list of one.
func (m *Map) Texts(key string) []string {
	m.Tell(Ask{Key: key, As: "texts"})
	n := m.Get(key)
	if n == nil {
		return nil
	}
	if n.Kind != List {
		if s := m.scalar(key, n); s != "" {
			return []string{s}
		}
		return nil
	}
	var out []string
	for i, item := range n.Items {
		out = append(out, m.scalar(key+"["+strconv.Itoa(i)+"]", item))
	}
	return out
}

// Bool returns true for the scalar true, and false for false or an absent key.
func (m *Map) Bool(key string) bool {
	m.Tell(Ask{Key: key, As: "bool"})
	n := m.Get(key)
	switch s := m.scalar(key, n); s {
	case "true":
		return true
	case "false", "":
	default:
		m.errs.Addf(n.Pos, m.Name(key), "%s; want true or false", Quote(s))
	}
	return false
}

// Int returns the integer of key, or def when it is absent; it must be from lo to hi.
func (m *Map) Int(key string, def, lo, hi int) int {
	m.Tell(Ask{Key: key, As: "int", Lo: lo, Hi: hi})
	n := m.Get(key)
	s := m.scalar(key, n)
	if s == "" {
		return def
	}
	v, err := strconv.Atoi(s)
	if err != nil || v < lo || v > hi {
		m.errs.Addf(n.Pos, m.Name(key), "%s; want a whole number from %d to %d", Quote(s), lo, hi)
		return def
	}
	return v
}

// Choice returns the scalar of key, which must be one of choices, or the first of them when the key is absent.
func (m *Map) Choice(key string, choices ...string) string {
	m.Tell(Ask{Key: key, As: "choice", Choices: choices})
	n := m.Get(key)
	s := m.scalar(key, n)
	if s == "" {
		return choices[0]
	}
	for _, c := range choices {
		if s == c {
			return s
		}
	}
	m.errs.Add(n.Pos, m.Name(key), fmt.Sprintf("%s; want %s", Quote(s), Or(choices)), Suggest(s, choices))
	return choices[0]
}

// Asked returns the keys that were asked for, some perhaps twice.
func (m *Map) Asked() []string { return slices.Clone(m.asked) }

// Close refuses the keys that were not asked for.
func (m *Map) Close() { m.CloseWith("") }

// CloseWith is Close with a hint for keys that are near none that were asked for.
func (m *Map) CloseWith(hint string) {
	if m.Node == nil {
		return
	}
	for _, p := range m.Node.Pairs {
		known := false
		for _, a := range m.asked {
			known = known || a == p.Key.Text
		}
		if !known {
			unknown(m.errs, m.path, p.Key, m.asked, hint)
		}
	}
}

// Unknown adds the fault of a key that the mapping called path cannot have; candidates are those it can.
func Unknown(errs *ErrorList, path string, key *Node, candidates []string) {
	unknown(errs, path, key, candidates, "")
}

func unknown(errs *ErrorList, path string, key *Node, candidates []string, hint string) {
	hint = cmp.Or(Suggest(key.Text, candidates), hint)
	if !plainKey(key.Text) {
		errs.Add(key.Pos, path, "unknown key "+Quote(key.Text), hint)
		return
	}
	if path != "" {
		path += "."
	}
	errs.Add(key.Pos, path+key.Text, "unknown", hint)
}

// plainKey tells whether a key can stand in a message as it is.
func plainKey(s string) bool {
	for _, r := range s {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 40
}

// Or joins words as "a, b or c".
func Or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// Suggest returns a hint that names the candidate nearest to word, or "" when none is near.
func Suggest(word string, candidates []string) string {
	if near := Near(word, candidates); near != "" && near != word { // a word that is right by itself is wrong in another way
		return fmt.Sprintf("did you mean %s?", near)
	}
	return ""
}

// Near returns the candidate with the fewest edits (letters added, dropped, changed, or swapped with their neighbour) from word, the
// first of equals, or "" when all are further away than a third of the word.
func Near(word string, candidates []string) string {
	if len(word) > 100 {
		return "" // what is that long is no slip of the pen, and comparing would take long too
	}
	best, bestCost := "", max(1, len([]rune(word))/3)+1
	for _, c := range candidates {
		if d := edits([]rune(strings.ToLower(word)), []rune(strings.ToLower(c))); d < bestCost {
			best, bestCost = c, d
		}
	}
	return best
}

// edits is the optimal string alignment distance.
func edits(a, b []rune) int {
	var before, row []int
	next := make([]int, len(b)+1)
	for j := range next {
		next[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, row, next = row, next, make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
	}
	return next[len(b)]
}
