package templates

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// TestDescribed wants every key of the schemas in the reference, and no others.
func TestDescribed(t *testing.T) {
	used := map[string]bool{}
	var walk func(section string, props map[string]any)
	walk = func(section string, props map[string]any) {
		for key, v := range props {
			if v.(map[string]any)["description"] == nil && describe(section, key) == "" {
				t.Errorf("%s.%s: not in README.md", section, key)
			}
			used[section+"."+key], used["elements."+key] = true, true
			inner := v.(map[string]any)
			for _, name := range []string{"properties"} {
				if p, ok := inner[name].(map[string]any); ok {
					walk(section+"."+key, p)
				}
			}
		}
	}
	read := func(data []byte) map[string]any {
		var doc map[string]any
		if err := json.Unmarshal(data, &doc); err != nil {
			t.Fatal(err)
		}
		return doc
	}
	at := func(v any, path ...string) map[string]any {
		for _, p := range path {
			switch x := v.(map[string]any)[p].(type) {
			case []any:
				v = x[0]
			default:
				v = x
			}
		}
		return v.(map[string]any)
	}
	template, issuer := read(TemplateJSONSchema()), read(IssuerJSONSchema())
	props := at(template, "properties")
	walk("template", props)
	walk("seal", at(props, "seal", "anyOf", "properties"))
	walk("rules", at(props, "rules", "anyOf", "items", "properties"))
	walk("styles", at(props, "styles", "anyOf", "additionalProperties", "anyOf", "properties"))
	walk("partials", at(props, "partials", "anyOf", "additionalProperties", "anyOf", "properties"))
	for name, def := range at(template, "$defs") {
		if kind, ok := strings.CutPrefix(name, "element_"); ok {
			walk(kind, at(def, "properties"))
		} else if strings.HasPrefix(name, "field_") {
			walk("fields", at(def, "properties"))
		}
	}
	walk("stock", at(read(StockJSONSchema()), "properties"))
	walk("issuer", at(issuer, "properties"))
	walk("formats", at(issuer, "properties", "formats", "additionalProperties", "properties"))
	for section, keys := range words() {
		for key := range keys {
			if !used[section+"."+key] {
				t.Errorf("README.md: %s.%s is no key", section, key)
			}
		}
	}
}

// TestReferenceExamples reads the YAML of the reference, each block as part of a template for holders of a case.
func TestReferenceExamples(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(reference, -1)
	if len(blocks) < 8 {
		t.Fatalf("got %d blocks", len(blocks))
	}
	files := fstest.MapFS{"body.yaml": {Data: []byte("schema: docketcard/template/v1\nextends: case\nfaces: {text: plex-sans}\nstyles: {heading: {face: text, size: 14pt}, body: {face: text, size: 7pt}, label: {face: text, size: 5pt}}\n")}}
	for _, b := range blocks {
		text := "schema: docketcard/template/v1\n"
		if !strings.HasPrefix(b[1], "extends:") {
			text += "name: example\nextends: body.yaml\n"
		}
		if !strings.Contains(b[1], "front:") {
			text += "front: []\n"
		}
		if _, err := ReadTemplate("README.md", "README.md", []byte(text+b[1]), files); err != nil {
			t.Errorf("%s\n%v", b[1], err)
		}
	}
}

// TestCaseSchema reads what a template's records must be.
func TestCaseSchema(t *testing.T) {
	tpl, err := ParseTemplate("sound.yaml", testdata(t, "sound.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	data := string(tpl.CaseJSONSchema("docketcard/case/v1"))
	for _, want := range []string{`"name": {`, `"maxLength": 70`, `"const": "docketcard/case/v1"`, `"additionalProperties": false`, "\"issued\",\n        \"schema\"\n      ]"} {
		if !strings.Contains(data, want) {
			t.Errorf("got no %s in\n%s", want, data)
		}
	}
}

var update = flag.Bool("update", false, "rewrite examples/schemas")

// TestExampleSchemas holds the schemas that the examples name against what docketcard schema prints.
func TestExampleSchemas(t *testing.T) {
	record := func(file string) []byte {
		dir, name := filepath.Split(file)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tpl, err := ReadTemplate(file, name, data, os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		return tpl.CaseJSONSchema("docketcard/case/v1")
	}
	for name, want := range map[string][]byte{
		"template": TemplateJSONSchema(), "stock": StockJSONSchema(), "issuer": IssuerJSONSchema(),
		"case": record("cards/docket-card.yaml"), "visitor": record("../examples/visitor-badge/template.yaml"),
	} {
		file := filepath.Join("..", "examples", "schemas", name+".schema.json")
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what docketcard schema prints, %v; run go test ./templates -update", file, err)
		}
	}
}
