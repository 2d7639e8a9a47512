package main

import (
	"fmt"
	"text/tabwriter"

	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const templatesHelp = `templates lists the built-in card templates, each with what it is for.

Usage: docketcard templates [flags]

Flags:
      --json    print a JSON array
  -h, --help    print this text

Example:
  docketcard templates
`

// A templateEntry is one line of the list.
type templateEntry struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

func templatesCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "templates",
		Usage:       "list the built-in card templates",
		Description: templatesHelp,
		Flags:       []cli.Flag{jsonFlag()},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 0, 0, ""); err != nil {
				return err
			}
			return listTemplates(m, c.Bool("json"))
		},
	}
}

func listTemplates(m *machine, asJSON bool) error {
	list := []templateEntry{}
	for _, name := range templates.BuiltinTemplates() {
		data, _ := templates.BuiltinTemplate(name)
		t, err := templates.ParseTemplate(name+".yaml", data)
		if err != nil {
			return err
		}
		list = append(list, templateEntry{t.Name, t.Title})
	}
	if asJSON {
		return writeJSON(m.stdout, list)
	}
	w := tabwriter.NewWriter(m.stdout, 0, 0, 2, ' ', 0)
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s\n", t.Name, t.Title)
	}
	return w.Flush()
}
