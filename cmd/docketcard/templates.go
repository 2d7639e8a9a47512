package main

import "github.com/urfave/cli/v2"

const templatesHelp = `templates lists the built-in card templates, each with what it is for.

Usage: docketcard templates [flags]

Flags:
      --json    print a JSON array
  -h, --help    print this text

Example:
  docketcard templates
`

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
