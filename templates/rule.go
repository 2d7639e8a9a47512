package templates

import (
	"fmt"
	"slices"

	"docketcard/templates/source"
)

// Rule is what the fields of a record must be together.
type Rule struct {
	OneOf   []string   // exactly one of these fields has a value
	AnyOf   []string   // at least one of these fields has
	Check   *Condition // or this holds
	When    *Condition // on which records; nil is all
	Message string     // instead of the program's own
	Pos     source.Pos
}

// Refs returns the fields that the rule is about, the first of which a fault is told of.
func (r *Rule) Refs() []string {
	return slices.Concat(r.OneOf, r.AnyOf, r.Check.Refs())
}

func (t *Template) parseRules(n *source.Node, errs *source.ErrorList) {
	if n == nil {
		return
	}
	if n.Kind != source.List {
		errs.Addf(n.Pos, "rules", "found %s; want a list of rules", n.Kind)
		return
	}
	for i, item := range n.Items {
		r := newReader(item, fmt.Sprintf("rules[%d]", i), errs)
		rule := &Rule{Pos: item.Pos, OneOf: r.Texts("one_of"), AnyOf: r.Texts("any_of"), Check: t.condition(r, "check"), When: t.condition(r, "when"), Message: r.Text("message")}
		kinds := 0
		for _, key := range []string{"one_of", "any_of"} {
			n := r.Node.Get(key)
			if n == nil {
				continue
			}
			kinds++
			names := rule.Refs()
			if len(names) < 2 && n.Kind != source.Mapping {
				r.faultAt(n, key, "want a list of two fields or more")
			}
			for k, name := range r.Texts(key) {
				if t.fields[name] == nil {
					at := n
					if n.Kind == source.List {
						at = n.Items[k]
					}
					errs.Add(at.Pos, r.Name(key), source.Quote(name)+" is not a field", source.Suggest(name, sortedKeys(t.fields)))
				}
			}
		}
		if check := r.Node.Get("check"); check != nil {
			kinds++
			if rule.Message == "" {
				r.faultAt(check, "message", "missing; say in words what the rule wants")
			}
			for _, ref := range rule.Check.Refs() {
				if t.fields[ref] == nil {
					r.faultAt(check, "check", "%s is not a field, which alone a record can be asked for", source.Quote(ref))
				}
			}
		}
		if kinds != 1 && item.Kind == source.Mapping {
			errs.Addf(item.Pos, r.Name("check"), "want one of one_of, any_of or check")
		}
		r.Close()
		t.Rules = append(t.Rules, rule)
	}
}

// Places are where a field may appear: on the two faces of a card, in what is sealed, in a machine-readable zone, in a code in clear, and on
// either face of a letter.
var Places = []string{"front", "back", "seal", "mrz", "code", "letter"}

// confine refuses elements and attributes that show a field where its declaration does not let it appear.
func (t *Template) confine(errs *source.ErrorList) {
	refuse := func(pos source.Pos, key, place string, refs []string) {
		told := map[string]bool{}
		for _, ref := range refs {
			f := t.fields[ref]
			if f == nil || f.Confined == nil || slices.Contains(f.Confined, place) || told[ref] {
				continue
			}
			told[ref] = true
			where := "nowhere"
			if len(f.Confined) > 0 {
				where = "in " + and(f.Confined) + " alone"
			}
			hint := ""
			if f.Pos.File != pos.File {
				hint = f.Pos.String() + " says so"
			}
			errs.Add(pos, key, fmt.Sprintf("field %s may appear %s; this is %s", ref, where, place), hint)
		}
	}
	for side, face := range map[string][]Element{"front": t.Front, "back": t.Back} {
		for e := range Walk(face) {
			if _, holds := e.(interface{ Inside() []Element }); holds {
				continue
			}
			place := side
			if t.Letter {
				place = "letter"
			}
			switch e.Base().Kind {
			case "mrz":
				place = "mrz"
			case "qr", "code128", "pdf417":
				place = "code"
			}
			refuse(e.Base().Pos, side, place, e.Refs())
		}
	}
	if t.Seal != nil {
		for i := range t.Seal.Attributes {
			a := &t.Seal.Attributes[i]
			refuse(a.Pos, "seal.attributes."+a.Name, "seal", a.Value.Refs())
		}
	}
}

// Messages are what a template says instead of the program when a value breaks a rule, by the kind of rule; "" is of any kind.
type Messages map[string]string

// MessageKinds are the kinds of rules that messages can be declared for.
var MessageKinds = []string{"required", "length", "value", "bounds"}

// Of returns the message for a kind of rule, or "".
func (m Messages) Of(kind string) string {
	if s := m[kind]; s != "" {
		return s
	}
	return m[""]
}

func parseMessages(r reader) Messages {
	n := r.Get("message")
	if n == nil {
		return nil
	}
	if n.Kind == source.Scalar {
		return Messages{"": r.Text("message")}
	}
	by := newReader(n, r.Name("message"), r.errs)
	m := Messages{}
	for _, k := range MessageKinds {
		m[k] = by.Text(k)
	}
	by.Close()
	return m
}
