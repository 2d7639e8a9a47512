package main

import (
	"fmt"
	"slices"

	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const showHelp = `show prints the YAML of a built-in template or stock, to read or to start one's own from.

Usage: docketcard show [flags] NAME

Flags:
  -h, --help    print this text

Example:
  docketcard show letter-2x4 > mine.yaml
`

func showCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "show",
		Usage:       "print the YAML of a built-in template or stock",
		Description: showHelp,
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 1, 1, "the name of one built-in template or stock"); err != nil {
				return err
			}
			name := c.Args().First()
			data, ok := templates.BuiltinTemplate(name)
			if !ok {
				data, ok = templates.BuiltinPart(name)
			}
			if !ok {
				data, ok = templates.BuiltinStock(name)
			}
			if !ok {
				return unknownDesign("template or stock", name, slices.Concat(templates.BuiltinTemplates(), templates.BuiltinParts(), templates.BuiltinStocks()))
			}
			if _, err := m.stdout.Write(data); err != nil {
				return fmt.Errorf("writing %s: %w", name, err)
			}
			return nil
		},
	}
}
