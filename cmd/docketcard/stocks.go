package main

import (
	"fmt"
	"text/tabwriter"

	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const stocksHelp = `stocks lists the built-in card stocks: how many cards a sheet takes, and what is sold under the name.

Usage: docketcard stocks [flags]

Flags:
      --json    print a JSON array
  -h, --help    print this text

Example:
  docketcard stocks
`

// A stockEntry is one line of the list.
type stockEntry struct {
	Name  string `json:"name"`
	Cards int    `json:"cards"` // on a sheet
	Title string `json:"title"`
}

func stocksCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "stocks",
		Usage:       "list the built-in card stocks",
		Description: stocksHelp,
		Flags:       []cli.Flag{jsonFlag()},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 0, 0, ""); err != nil {
				return err
			}
			return listStocks(m, c.Bool("json"))
		},
	}
}

func listStocks(m *machine, asJSON bool) error {
	list := []stockEntry{}
	for _, name := range templates.BuiltinStocks() {
		data, _ := templates.BuiltinStock(name)
		s, err := templates.ParseStock(name+".yaml", data)
		if err != nil {
			return err
		}
		list = append(list, stockEntry{s.Name, s.Cells(), s.Title})
	}
	if asJSON {
		return writeJSON(m.stdout, list)
	}
	w := tabwriter.NewWriter(m.stdout, 0, 0, 2, ' ', 0)
	for _, s := range list {
		fmt.Fprintf(w, "%s\t%s\n", s.Name, s.Title)
	}
	return w.Flush()
}
