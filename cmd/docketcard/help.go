package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

const generalHelp = `docketcard makes sealed case cards from YAML records, laid out as print-ready duplex PDF sheets.

Usage: docketcard COMMAND [flags] [arguments]

Commands:
  render       merge case records into cards and write them as sheets
  verify       check what is on a card: verdict, document number, dates
  verifier     write a page for officers that checks cards in a browser
  explain      tell a holder what is in the codes of a card
  preview      draw cards as pictures, from the PDF that would be printed
  lint         report what print would regret of a template and its cards
  diff         compare what two templates make of the same records, or two PDFs
  sample       write specimen records and portraits for tests
  templates    list the built-in card templates
  stocks       list the built-in card stocks
  fonts        list the faces that templates may name, and where to get more
  show         print the YAML of a built-in template or stock
  schema       print the JSON Schema of a kind of file, for editors
  key          make the keys that seal cards, print their public halves
  trust        keep and sign which keys verifiers trust
  status       keep and sign which cards are revoked
  version      print version, commit and Go version
  help         print this text, or that of a command

Flags stand before or after the arguments; -- ends them, and - is standard
input or output. Results go to standard output, talk to standard error. Exit
codes: 0 done, 1 failed or refused, 2 wrong usage.

Environment:
  SOURCE_DATE_EPOCH    seconds since 1970, taken for the time of the run
  NO_COLOR             no colours on the terminal

Example:
  docketcard render examples/field-office -o cards.pdf
`

const helpHelp = `help prints how docketcard or one of its commands is used.

Usage: docketcard help [COMMAND...]

Flags:
  -h, --help    print this text

Example:
  docketcard help key new
`

func helpCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "help",
		Usage:       "print how a command is used",
		Description: helpHelp,
		Action: func(c *cli.Context) error {
			var found *cli.Command
			commands := c.App.Commands
			for _, name := range c.Args().Slice() {
				if found != nil && len(commands) == 0 {
					return usagef("%s has no commands; found %q", found.Name, name)
				}
				next := named(commands, name)
				if next == nil {
					return unknownCommand(commands, name)
				}
				found, commands = next, next.Subcommands
			}
			return writeHelp(m.stdout, found)
		},
	}
}

// writeHelp prints the help text of a command, or the general one for nil.
func writeHelp(w io.Writer, c *cli.Command) error {
	text := generalHelp
	if c != nil {
		text = c.Description
	}
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("writing help: %w", err)
	}
	return nil
}

// writeShortHelp says in a few lines which command is wanted, when none was named.
func writeShortHelp(w io.Writer, c *cli.Command, top []*cli.Command) {
	name, list := program, top
	if c != nil {
		name, list = program+" "+c.Name, c.Subcommands
	}
	var names []string
	for _, sub := range list {
		names = append(names, sub.Name)
	}
	fmt.Fprintf(w, "usage: %s COMMAND [flags] [arguments]\n", name)
	fmt.Fprintf(w, "commands: %s\n", strings.Join(names, ", "))
	fmt.Fprintf(w, "%s: hint: %s help%s says more\n", program, program, strings.TrimPrefix(name, program))
}
