package templates

import (
	"fmt"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// Condition says on which cards something is shown. Its grammar, in words that stand apart from each other:
//
//	condition = both {"or" both}
//	both      = one {"and" one}
//	one       = "not" one | "(" condition ")" | test
//	test      = NAME | NAME "=" value | NAME "!=" value | NAME "in" value {"," value}
//	value     = word | "text in quotes"
//
// A name alone holds when it has a value, and that of a bool field when it is true. A nil Condition always holds.
type Condition struct {
	text string
	or   [][]test // alternatives, of which all tests must hold
	refs []string
}

// test is one comparison.
type test struct {
	not    bool
	name   string
	values []string   // any of which the value must be; nil asks whether there is one
	inner  *Condition // in brackets, instead of a comparison
	bool   bool       // the name is a bool field's
}

// String returns the condition as it was written.
func (c *Condition) String() string {
	if c == nil {
		return ""
	}
	return c.text
}

// Refs returns the names that the condition asks for.
func (c *Condition) Refs() []string {
	if c == nil {
		return nil
	}
	return c.refs
}

// Values returns what the condition compares a name with, once each, in the order of the condition.
func (c *Condition) Values(name string) []string {
	var values []string
	if c == nil {
		return nil
	}
	for _, tests := range c.or {
		for _, t := range tests {
			more := t.values
			if t.inner != nil {
				more = t.inner.Values(name)
			} else if t.name != name {
				continue
			}
			for _, v := range more {
				if !slices.Contains(values, v) {
					values = append(values, v)
				}
			}
		}
	}
	return values
}

// Holds tells whether the condition holds of the values given by name.
func (c *Condition) Holds(value func(name string) string) bool {
	if c == nil {
		return true
	}
	return slices.ContainsFunc(c.or, func(tests []test) bool {
		return !slices.ContainsFunc(tests, func(t test) bool { return t.holds(value) == t.not })
	})
}

func (t *test) holds(value func(string) string) bool {
	if t.inner != nil {
		return t.inner.Holds(value)
	}
	v := value(t.name)
	switch {
	case t.values != nil:
		return slices.Contains(t.values, v)
	case t.bool:
		return v == "true"
	}
	return v != ""
}

// condition reads the condition of key; nil when it is absent or at fault.
func (t *Template) condition(r reader, key string) *Condition {
	r.Tell(source.Ask{Key: key, As: "condition"})
	n := r.Get(key)
	if n == nil {
		return nil
	}
	return t.conditionOf(r, key, n)
}

func (t *Template) conditionOf(r reader, key string, n *source.Node) *Condition {
	if n.Kind != source.Scalar {
		r.faultAt(n, key, "found %s; want a condition", n.Kind)
		return nil
	}
	p := conditionParser{}
	if err := p.split(n.Text); err != nil {
		r.faultAt(n, key, "%v", err)
		return nil
	}
	c, err := p.condition(0)
	if err == nil && len(p.words) > 0 {
		err = fmt.Errorf("%s after the condition; want and, or, or nothing", source.Quote(p.words[0].text))
	}
	if err != nil {
		r.faultAt(n, key, "%v", err)
		return nil
	}
	c.text = n.Text
	t.known(r, key, c.refs)
	t.settle(r, key, n, c)
	return c
}

// settle notes which names are of bool fields, and refuses values that a field cannot have.
func (t *Template) settle(r reader, key string, n *source.Node, c *Condition) {
	for _, tests := range c.or {
		for i := range tests {
			if tests[i].inner != nil {
				t.settle(r, key, n, tests[i].inner)
				continue
			}
			f := t.fields[tests[i].name]
			if f == nil {
				continue
			}
			choices := f.Choices
			if tests[i].bool = f.Type == TypeBool; tests[i].bool {
				choices = []string{"true", "false"}
			}
			for _, v := range tests[i].values {
				if len(choices) > 0 && !slices.Contains(choices, v) {
					r.errs.Add(n.Pos, r.Name(key), fmt.Sprintf("field %s is never %s; it is %s", f.Name, source.Quote(v), source.Or(choices)), source.Suggest(v, choices))
				}
			}
		}
	}
}

// word is a word of a condition; one in quotes is no keyword.
type word struct {
	text   string
	quoted bool
}

type conditionParser struct{ words []word }

func (p *conditionParser) split(s string) error {
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		switch {
		case s[0] == '"' || s[0] == '\'':
			end := strings.IndexByte(s[1:], s[0])
			if end < 0 {
				return fmt.Errorf("a quotation mark without its fellow")
			}
			p.words = append(p.words, word{s[1 : 1+end], true})
			s = s[end+2:]
		case strings.HasPrefix(s, "=="):
			return fmt.Errorf("==; want = where values are compared")
		case strings.HasPrefix(s, "!="):
			p.words = append(p.words, word{"!=", false})
			s = s[2:]
		case strings.IndexByte("()=,", s[0]) >= 0:
			p.words = append(p.words, word{s[:1], false})
			s = s[1:]
		default:
			end := strings.IndexAny(s, " \t\n()=,!\"'")
			if end < 0 {
				end = len(s)
			}
			if end == 0 {
				return fmt.Errorf("%s; want a field, and perhaps =, != or in with values", source.Quote(s))
			}
			p.words = append(p.words, word{s[:end], false})
			s = s[end:]
		}
	}
	return nil
}

// take takes the next word if it is the keyword given.
func (p *conditionParser) take(keyword string) bool {
	if len(p.words) == 0 || p.words[0].quoted || p.words[0].text != keyword {
		return false
	}
	p.words = p.words[1:]
	return true
}

var conditionWords = []string{"and", "or", "not", "in", "=", "!=", "(", ")", ","}

// operand takes a word that is no keyword.
func (p *conditionParser) operand(want string) (string, error) {
	if len(p.words) == 0 {
		return "", fmt.Errorf("the condition ends; want %s", want)
	}
	w := p.words[0]
	if !w.quoted && slices.Contains(conditionWords, w.text) {
		return "", fmt.Errorf("%s; want %s", source.Quote(w.text), want)
	}
	p.words = p.words[1:]
	return w.text, nil
}

func (p *conditionParser) condition(depth int) (*Condition, error) {
	if depth > 50 {
		return nil, fmt.Errorf("brackets more than 50 deep")
	}
	c := &Condition{}
	for {
		var tests []test
		for {
			t, err := p.one(depth)
			if err != nil {
				return nil, err
			}
			tests = append(tests, t)
			if t.inner != nil {
				c.refs = append(c.refs, t.inner.refs...)
			} else {
				c.refs = append(c.refs, t.name)
			}
			if !p.take("and") {
				break
			}
		}
		c.or = append(c.or, tests)
		if !p.take("or") {
			return c, nil
		}
	}
}

func (p *conditionParser) one(depth int) (test, error) {
	var t test
	for p.take("not") {
		t.not = !t.not
	}
	var err error
	if p.take("(") {
		if t.inner, err = p.condition(depth + 1); err == nil && !p.take(")") {
			err = fmt.Errorf("a ( without its )")
		}
		return t, err
	}
	if t.name, err = p.operand("a field"); err != nil {
		return t, err
	}
	switch {
	case p.take("!="):
		t.not = !t.not
		fallthrough
	case p.take("="):
		var v string
		v, err = p.operand("a value")
		t.values = []string{v}
	case p.take("in"):
		for {
			v, e := p.operand("a value")
			if err = e; err != nil {
				break
			}
			t.values = append(t.values, v)
			if !p.take(",") {
				break
			}
		}
	}
	return t, err
}
