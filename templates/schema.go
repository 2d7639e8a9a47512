package templates

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"docketcard/templates/source"
)

// The JSON schemas of the files (draft 2020-12) are drawn up from what the readers of the files ask: a schema has the keys that the parser knows,
// and no others. Editors offer the keys and say what they mean in the words of the reference (README.md of this folder).

// object is a JSON object; its keys are written sorted.
type object = map[string]any

// TemplateJSONSchema returns the JSON schema of templates.
func TemplateJSONSchema() []byte {
	rule, style, seal, partial := source.NewProbe(), source.NewProbe(), source.NewProbe(), source.NewProbe()
	root := source.NewProbe()
	root.Put("styles", source.MappingOf("x", style))
	root.Put("seal", seal)
	root.Put("rules", source.ListOf(rule))
	root.Put("partials", source.MappingOf("x", partial))
	root.Put("front", source.ListOf(source.MappingOf("use", source.Text("x"))))
	root.Put("faces", source.MappingOf("x", source.Text("x")))
	byType := object{}
	probe(root)
	probeWith(style, func() {
		(&Template{}).parseStyle("x", newReader(style, "", new(source.ErrorList)))
	})
	doc := properties(root, "template", object{
		"schema":           object{"const": TemplateSchema},
		"extends":          ref("names"),
		"fields":           object{"type": "object"},
		"rules":            object{"type": "array", "items": properties(rule, "rules", object{"one_of": ref("names"), "any_of": ref("names")})},
		"colours":          object{"type": "object", "additionalProperties": orNull(object{"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"})},
		"faces":            object{"type": "object", "additionalProperties": ref("names")},
		"styles":           object{"type": "object", "additionalProperties": orNull(properties(style, "styles", object{"extends": ref("names")}))},
		"texts":            object{"type": "object", "additionalProperties": orNull(object{"type": "object", "additionalProperties": ref("content")})},
		"seal":             properties(seal, "seal", object{"attributes": object{"type": "object", "additionalProperties": ref("content")}}),
		"defaults":         object{"type": "object", "propertyNames": object{"enum": kindKeys()}, "additionalProperties": object{"type": "object"}},
		"partials":         object{"type": "object", "additionalProperties": orNull(properties(partial, "partials", object{"parameters": object{"type": "object"}, "elements": ref("elements")}))},
		"use":              ref("names"),
		"front":            ref("elements"),
		"back":             ref("elements"),
		"language":         object{"type": "string"},
		"default_language": object{"type": "string"},
	})
	for _, typ := range types {
		n := source.NewProbe()
		n.Put("type", source.Text(typ))
		var errs source.ErrorList
		probeWith(n, func() { parseField(source.Text("x"), n, &errs) })
		p := properties(n, "fields", fieldSchemas)
		for key, s := range p["properties"].(object) {
			words := s.(object)["description"]
			delete(s.(object), "description")
			p["properties"].(object)[key] = object{"anyOf": []any{s, object{"type": "null"}}, "description": words} // a parent's may be removed
		}
		p["properties"].(object)["type"] = object{"const": typ, "description": describe("fields", "type")}
		byType[typ] = p
	}
	defs := object{
		"field": object{"type": "object", "properties": object{"type": object{"enum": types, "default": "text", "description": describe("fields", "type")}}, "allOf": byConst("type", types, "text", "field_")},
	}
	var anyType []any
	for _, typ := range types {
		defs["field_"+typ] = byType[typ]
		anyType = append(anyType, ref("field_"+typ))
	}
	defs["changed_field"] = object{"anyOf": anyType}
	schemas := map[string]object{}
	for _, k := range kinds {
		schemas[k.key] = kindSchema(k)
		defs["element_"+k.key] = schemas[k.key]
	}
	defs["element"] = elementSchema(schemas)
	for _, key := range []string{"fields", "rules", "colours", "faces", "styles", "texts", "seal", "defaults", "partials"} {
		props := doc["properties"].(object)
		words := props[key].(object)["description"]
		delete(props[key].(object), "description")
		props[key] = orNull(props[key].(object))
		props[key].(object)["description"] = words
	}
	for k, v := range commonDefs {
		defs[k] = v
	}
	doc["$defs"] = defs
	// A field of a parent keeps its type where a template that extends it changes another key.
	fieldsAre := func(def string) object {
		return object{"properties": object{"fields": object{"additionalProperties": orNull(ref(def))}}}
	}
	doc["if"], doc["then"], doc["else"] = object{"required": []string{"extends"}}, fieldsAre("changed_field"), fieldsAre("field")
	doc["required"] = []string{"schema"} // what is to be extended needs no name
	return finish("docketcard template", doc)
}

// fieldSchemas are of keys that the parser reads by hand.
var fieldSchemas = object{
	"may_appear": object{"type": "array", "items": object{"enum": Places}},
	"pixels":     object{"type": "array", "items": object{"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2},
	"message": object{"anyOf": []any{object{"type": "string"}, object{"type": "object", "properties": func() object {
		o := object{}
		for _, k := range MessageKinds {
			o[k] = object{"type": "string"}
		}
		return o
	}(), "additionalProperties": false}}},
	"required": object{"enum": []any{true, false, "live"}},
}

// elementSchema tells the kinds of elements apart by the key that each has. A key that another kind has besides its own, such as the line of a minitext, does
// not count there. An element may be named by its id alone where a template extends another, and have the kind of one that it extends.
func elementSchema(schemas map[string]object) object {
	var all, some []any
	for _, k := range kinds {
		is := object{"required": []string{k.key}}
		some = append(some, is)
		var others []any
		for _, o := range kinds {
			if props := schemas[o.key]["properties"].(object); o.key != k.key && props[k.key] != nil {
				others = append(others, object{"required": []string{o.key}})
			}
		}
		if others != nil {
			is = object{"required": []string{k.key}, "not": object{"anyOf": others}}
		}
		all = append(all, object{"if": is, "then": ref("element_" + k.key)})
	}
	some = append(some, object{"required": []string{"id"}}, object{"required": []string{"extends"}})
	return object{"type": "object", "allOf": all, "anyOf": some}
}

// kindSchema draws up what a kind of element asks.
func kindSchema(k kind) object {
	n := source.NewProbe()
	n.Put(k.key, source.Text("x"))
	errs := new(source.ErrorList)
	probeWith(n, func() {
		for _, flow := range []bool{false, true} {
			t := &Template{Size: ID1, fields: map[string]*Field{}, Styles: map[string]*Style{}, loader: &loader{errs: errs}, defaults: map[string]*source.Node{}}
			in := &scope{frame: Rect{W: ID1.W, H: ID1.H}, flow: flow}
			t.parseElement(in, n, "", errs)
		}
	})
	p := properties(n, k.key, object{
		"group": ref("elements"), "stack": ref("elements"), "with": object{"type": "object"},
		"focus": object{"type": "array", "items": object{"type": "number", "minimum": 0, "maximum": 1}, "minItems": 2, "maxItems": 2},
		"line":  object{"type": "array", "items": ref("place"), "minItems": 4, "maxItems": 4},
		"use":   object{"type": "string"}, "extends": ref("names"),
	})
	props := p["properties"].(object)
	// What an element of a template that extends another may say besides.
	for _, key := range []string{"before", "after", "remove"} {
		props[key] = object{"description": describe("elements", key)}
	}
	return p
}

// probe reads a template's document for what is asked of it.
func probe(root *source.Node) {
	probeWith(root, func() {
		errs := new(source.ErrorList)
		parseTemplate(root, &loader{errs: errs})
	})
}

// probeWith reads a mapping again and again: bare, with something under every key that was asked for, and with each of them alone, since some keys
// matter beside others alone and some beside no others.
func probeWith(n *source.Node, read func()) {
	base := slices.Clone(n.Pairs)
	values := map[string]*source.Node{}
	read()
	for range 2 {
		for _, a := range *n.Asks {
			if values[a.Key] != nil || slices.ContainsFunc(base, func(p source.Pair) bool { return p.Key.Text == a.Key }) {
				continue
			}
			switch a.As {
			case "":
				values[a.Key] = source.NewProbe()
			case "bool":
				values[a.Key] = source.Text("true")
			case "choice":
				values[a.Key] = source.Text(a.Choices[len(a.Choices)-1])
			default:
				values[a.Key] = source.Text("1")
			}
		}
		for _, key := range sortedKeys(values) {
			n.Pairs = slices.Clone(base)
			n.Put(key, values[key])
			read()
		}
		n.Pairs = slices.Clone(base)
		for _, key := range sortedKeys(values) {
			n.Put(key, values[key])
		}
		read()
	}
}

// properties is the schema of a mapping by what was asked of it. Special are the schemas of keys that the parser reads by hand.
func properties(n *source.Node, section string, special object) object {
	props := object{}
	for _, a := range *n.Asks {
		s, ok := special[a.Key].(object)
		if !ok {
			s = schemaOf(n, a, section)
		}
		c := object{}
		for k, v := range s {
			c[k] = v
		}
		if d := describe(section, a.Key); d != "" {
			c["description"] = d
		}
		props[a.Key] = c
	}
	if s, ok := special["extends"]; ok {
		props["extends"] = s
	}
	return object{"type": "object", "properties": props, "additionalProperties": false}
}

func schemaOf(n *source.Node, a source.Ask, section string) object {
	switch a.As {
	case "bool":
		return object{"anyOf": []any{object{"type": "boolean"}, ref("change")}}
	case "int":
		return object{"anyOf": []any{object{"type": "integer", "minimum": a.Lo, "maximum": a.Hi}, ref("change")}}
	case "choice":
		var all []any
		for _, c := range a.Choices {
			all = append(all, c)
			if c == "true" || c == "false" {
				all = append(all, c == "true")
			}
		}
		return object{"anyOf": []any{object{"enum": all}, ref("change")}}
	case "texts":
		return ref("names")
	case "text", "file", "pattern", "style", "colour":
		return ref("scalar")
	case "condition", "content", "length", "lengths", "point", "box", "size", "measure", "extents":
		return ref(a.As)
	case "number":
		return object{"anyOf": []any{object{"type": "number"}, ref("change")}}
	}
	// A mapping of its own, if it was read as one.
	if v := n.Get(a.Key); v != nil && v.Asks != nil && len(*v.Asks) > 0 {
		return properties(v, section+"."+a.Key, nil)
	}
	return object{}
}

// orNull lets a template that extends another remove what it has.
func orNull(o object) object { return object{"anyOf": []any{o, object{"type": "null"}}} }

func ref(name string) object { return object{"$ref": "#/$defs/" + name} }

// byConst chooses a definition by the value of a key, that of def when it is absent.
func byConst(key string, values []string, def, prefix string) []any {
	var all []any
	for _, v := range values {
		test := object{"properties": object{key: object{"const": v}}}
		if v != def {
			test["required"] = []string{key}
		}
		all = append(all, object{"if": test, "then": ref(prefix + v)})
	}
	return all
}

// commonDefs are the values that keys of many mappings have.
var commonDefs = object{
	"scalar":    object{"type": []string{"string", "number", "boolean", "null"}},
	"names":     object{"anyOf": []any{ref("scalar"), object{"type": "array", "items": ref("scalar")}}},
	"content":   object{"type": []string{"string", "number", "boolean", "null"}, "description": "text with placeholders, such as {holder.surname | upper}"},
	"condition": object{"type": []string{"string", "boolean"}, "description": "such as holder.sex = F and not specimen"},
	"change":    object{"type": "string", "pattern": `^([-+*/]= *[-+0-9.]+ *[a-zµ]*|.*\$\{.*\}.*)$`, "description": "what a parent has, changed: += 2mm"},
	"length": object{"anyOf": []any{object{"type": []string{"number", "null"}}, object{"type": "string", "pattern": `^ *[-+]?[0-9.]+ *(mm|cm|in|pt|um|µm)? *$`}, ref("change")},
		"description": "a number with mm, cm, in or pt; bare numbers are mm"},
	"lengths":  object{"anyOf": []any{object{"type": "array", "items": ref("length")}, ref("change"), object{"type": "null"}}},
	"place":    object{"type": []string{"number", "string"}, "description": "a length, or right - 3mm, center, below ID + 1mm, same as ID"},
	"measure":  object{"type": []string{"number", "string", "null"}, "description": "a length, full, or same as ID"},
	"point":    object{"anyOf": []any{object{"type": "array", "items": ref("place"), "minItems": 2, "maxItems": 2}, ref("change"), object{"type": "null"}}, "description": "[x, y]"},
	"box":      object{"anyOf": []any{object{"type": "array", "items": ref("place"), "minItems": 4, "maxItems": 4}, ref("change"), object{"type": "null"}}, "description": "[x, y, width, height]"},
	"size":     object{"anyOf": []any{object{"enum": sortedKeys(namedSizes)}, object{"type": "array", "items": ref("length"), "minItems": 2, "maxItems": 2}}},
	"extents":  object{"anyOf": []any{object{"type": "array", "items": ref("measure"), "minItems": 2, "maxItems": 2}, ref("change"), object{"type": "null"}}, "description": "[width, height]"},
	"elements": object{"type": []string{"array", "null"}, "items": ref("element")},
}

// StockJSONSchema returns the JSON schema of stocks.
func StockJSONSchema() []byte {
	n := source.NewProbe()
	probeWith(n, func() { parseStock(newReader(n, "", new(source.ErrorList))) })
	doc := properties(n, "stock", nil)
	doc["properties"].(object)["schema"] = object{"const": StockSchema}
	doc["required"] = []string{"schema", "name"}
	doc["$defs"] = commonDefs
	return finish("docketcard stock", doc)
}

// IssuerJSONSchema returns the JSON schema of issuer profiles.
func IssuerJSONSchema() []byte {
	n, format := source.NewProbe(), source.NewProbe()
	n.Put("formats", source.MappingOf("x", format))
	probeWith(n, func() { parseIssuer(newReader(n, "", new(source.ErrorList))) })
	cells := object{"type": "object", "additionalProperties": object{"type": "object", "additionalProperties": ref("scalar")}}
	doc := properties(n, "issuer", object{
		"formats": object{"type": "object", "additionalProperties": properties(format, "formats", nil)},
		"tables":  object{"type": "object", "additionalProperties": cells},
	})
	doc["properties"].(object)["schema"] = object{"const": IssuerSchema}
	doc["required"] = []string{"schema", "id", "name"}
	doc["$defs"] = commonDefs
	return finish("docketcard issuer profile", doc)
}

// CaseJSONSchema returns the JSON schema of the records of a template. What depends on the issuer or on other fields is for the program to check.
func (t *Template) CaseJSONSchema(schema string) []byte {
	props := object{"schema": object{"const": schema}}
	required := map[string][]string{"": {"schema"}}
	for _, f := range t.Fields {
		in, key := "", f.Name
		if g, k, ok := strings.Cut(f.Name, "."); ok {
			in, key = g, k
		}
		to := props
		if in != "" {
			if props[in] == nil {
				props[in] = object{"type": "object", "properties": object{}, "additionalProperties": false}
			}
			to = props[in].(object)["properties"].(object)
		}
		to[key] = f.jsonSchema()
		given := f.Allot || f.Type == TypeLookup || f.Type == TypeDocumentNumber || f.Type == TypeReference
		if f.Required && f.Unless == "" && !given {
			required[in] = append(required[in], key)
		}
	}
	for in, keys := range required {
		if in != "" {
			props[in].(object)["required"] = keys
			required[""] = append(required[""], in)
		}
	}
	slices.Sort(required[""])
	one := object{"type": "object", "properties": props, "additionalProperties": false, "required": required[""]}
	if len(t.Rules) > 0 {
		one["$comment"] = fmt.Sprintf("docketcard checks %d rules on several fields besides", len(t.Rules))
	}
	// A file holds a record, or a list of them.
	doc := object{"$defs": object{"record": one}, "if": object{"type": "array"}, "then": object{"items": ref("record")}, "else": ref("record")}
	return finish("case record of "+t.Name, doc)
}

func (f *Field) jsonSchema() object {
	s := object{"type": []string{"string", "number", "boolean"}}
	text := func() {
		if f.Pattern != nil {
			s["pattern"] = "^" + strings.TrimSuffix(strings.TrimPrefix(f.Pattern.String(), `\A`), `\z`) + "$"
		}
		if f.Max > 0 {
			s["maxLength"] = f.Max
		}
		if f.Min > 0 {
			s["minLength"] = f.Min
		}
	}
	switch f.Type {
	case TypeText, TypeCode:
		text()
	case TypeName:
		s["type"] = "string"
		text()
	case TypeDate:
		s["type"], s["pattern"] = "string", `^\d{4}-\d\d-\d\d$`
		if f.Partial {
			s["pattern"] = `^\d{4}-(XX-XX|\d\d-(\d\d|XX))$`
		}
	case TypeTime:
		s["type"], s["pattern"] = "string", `^\d{4}-\d\d-\d\dT\d\d:\d\d(Z|[+-]\d\d:\d\d)$`
	case TypeCountry:
		s["type"], s["pattern"] = "string", "^[A-Z]{3}$"
	case TypeChoice:
		s = object{"enum": f.Choices}
	case TypeBool:
		s["type"] = "boolean"
	case TypeNumber:
		s = object{"anyOf": []any{object{"type": "integer", "minimum": f.Min, "maximum": f.Max}, object{"type": "string", "pattern": `^\d+$`}}}
	case TypeLines:
		s = object{"anyOf": []any{object{"type": "array", "items": object{"type": "string"}, "maxItems": f.Max}, object{"type": "string"}}}
	case TypeLanguage, TypePhoto, TypeDocumentNumber, TypeReference:
		s["type"] = "string"
	}
	var words []string
	if f.Title != "" {
		words = append(words, f.Title)
	}
	if f.Pattern != nil {
		words = append(words, f.Pattern.Want)
	}
	if f.Live {
		words = append(words, "needed on live cards")
	}
	if len(words) > 0 {
		s["description"] = strings.Join(words, ": ")
	}
	return s
}

func finish(title string, doc object) []byte {
	doc["$schema"], doc["title"] = "https://json-schema.org/draft/2020-12/schema", title
	data, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic("templates: " + err.Error())
	}
	return append(data, '\n')
}
