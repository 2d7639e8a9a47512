package main

import (
	"fmt"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

const schemaHelp = `schema prints the JSON Schema (draft 2020-12) of a kind of file, for editors.

An editor with a YAML language server offers keys, says what they mean and marks
slips where the first line of a file names the schema:

  # yaml-language-server: $schema=template.schema.json

Usage: docketcard schema [flags] template|case|stock|issuer

Flags:
  -t, --template TEMPLATE    of case: built-in template or template file whose
                             records are meant (default docket-card)
  -h, --help                 print this text

Example:
  docketcard schema case -t docket-card > case.schema.json
`

// schemaKinds are the kinds of files that have a schema.
var schemaKinds = []string{"template", "case", "stock", "issuer"}

func schemaCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "schema",
		Usage:       "print the JSON Schema of a kind of file, for editors",
		Description: schemaHelp,
		Flags:       []cli.Flag{&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"}},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 1, 1, "template, case, stock or issuer"); err != nil {
				return err
			}
			kind := c.Args().First()
			if c.IsSet("template") && kind != "case" {
				return usagef("flag --template is for schema case alone")
			}
			data, err := jsonSchema(kind, c.String("template"))
			if err != nil {
				return err
			}
			if _, err := m.stdout.Write(data); err != nil {
				return fmt.Errorf("writing the schema: %w", err)
			}
			return nil
		},
	}
}

func jsonSchema(kind, template string) ([]byte, error) {
	switch kind {
	case "template":
		return templates.TemplateJSONSchema(), nil
	case "stock":
		return templates.StockJSONSchema(), nil
	case "issuer":
		return templates.IssuerJSONSchema(), nil
	case "case":
		f, err := openDesign("template", template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
		if err != nil {
			return nil, err
		}
		t, err := templates.ReadTemplate(f.Name, f.Path, f.Data, f.Files)
		if err != nil {
			return nil, err
		}
		return t.CaseJSONSchema(record.CaseSchema), nil
	}
	err := usagef("found %q; want %s", kind, source.Or(schemaKinds))
	if near := source.Near(kind, schemaKinds); near != "" {
		return nil, err.withHint("did you mean %s?", near)
	}
	return nil, err
}
