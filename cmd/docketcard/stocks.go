package main

import "github.com/urfave/cli/v2"

const stocksHelp = `stocks lists the built-in card stocks: page size, cards on a sheet, what is sold under the name.

Usage: docketcard stocks [flags]

Flags:
      --json    print a JSON array
  -h, --help    print this text

Example:
  docketcard stocks
`

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
