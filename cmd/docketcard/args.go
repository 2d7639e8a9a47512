package main

import (
	"strconv"
	"strings"

	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

// A call is a command line taken apart.
type call struct {
	path    []string     // names of the command and subcommand
	command *cli.Command // nil when none is named
	help    bool         // help was asked for
	argv    []string     // what urfave/cli is given: every flag by its long name, "--", the arguments
}

// arrange takes a command line apart by the declared commands and flags. Left to itself, urfave/cli takes flags
// that follow an argument for arguments, accepts a repeated flag and an octal number silently, prints help on
// standard output for a wrong flag and exits 3 for an unknown command. So it gets to see only command lines that
// were checked and put in order here.
//
// Flags may stand anywhere after the command. "--" ends them; "-" alone, and what looks like a negative number,
// are arguments.
func arrange(app *cli.App, args []string) (call, error) {
	c := call{}
	commands := app.Commands

	// The path of commands.
	for len(commands) > 0 && len(args) > 0 {
		a := args[0]
		switch {
		case a == "-h" || a == "--help":
			c.help = true
			args = args[1:]
			continue
		case a == "--version" && c.command == nil:
			a = "version"
		case isFlag(a):
			return c, misplaced(c, a)
		}
		next := named(commands, a)
		if next == nil {
			return c, unknownCommand(commands, a)
		}
		c.command, c.path = next, append(c.path, next.Name)
		commands, args = next.Subcommands, args[1:]
	}
	if c.command == nil || len(commands) > 0 {
		return c, nil
	}

	// Flags and arguments. A call for help wins over any fault, so the first fault waits for the end.
	var first error
	fault := func(err *usageError) {
		if first == nil {
			first = err
		}
	}
	flags := map[string]string{} // single values given so far, by long name
	var set, rest []string
	for len(args) > 0 {
		a := args[0]
		args = args[1:]
		if a == "--" {
			rest = append(rest, args...)
			break
		}
		if !isFlag(a) {
			rest = append(rest, a)
			continue
		}
		name, value, hasValue := strings.Cut(a, "=")
		if name == "-h" || name == "--help" {
			c.help = true
			continue
		}
		f := declared(c.command, name)
		if f == nil {
			fault(unknownFlag(c.command, name))
			continue
		}
		long := f.Names()[0]
		if _, isBool := f.(*cli.BoolFlag); isBool {
			if hasValue {
				fault(usagef("flag --%s takes no value; found %q", long, value))
			}
			set = append(set, "--"+long)
			continue
		}
		if !hasValue {
			switch {
			case len(args) == 0:
				fault(usagef("flag %s wants a value, %s; found nothing after it", name, meta(f)))
				continue
			case args[0] == "--" || declared(c.command, flagName(args[0])) != nil:
				fault(usagef("flag %s wants a value, %s; found %q", name, meta(f), args[0]).
					withHint("a value that begins with - is written --%s=VALUE", long))
				continue
			}
			value, args = args[0], args[1:]
		}
		if value == "" {
			fault(usagef("flag %s wants a value, %s; found an empty one", name, meta(f)))
			continue
		}
		if _, isInt := f.(*cli.IntFlag); isInt {
			n, err := strconv.Atoi(value)
			if err != nil {
				fault(usagef("flag %s: %q is not a whole number", name, value))
				continue
			}
			value = strconv.Itoa(n) // urfave/cli would read 010 as 8
		}
		if _, many := f.(*cli.StringSliceFlag); !many {
			if earlier, twice := flags[long]; twice {
				fault(usagef("flag --%s is given twice, as %q and as %q; want it once", long, earlier, value))
				continue
			}
			flags[long] = value
		}
		set = append(set, "--"+long+"="+value)
	}

	c.argv = append([]string{app.Name}, c.path...)
	c.argv = append(c.argv, set...)
	c.argv = append(append(c.argv, "--"), rest...)
	return c, first
}

// isFlag reports whether an argument is written as a flag.
func isFlag(a string) bool {
	if len(a) < 2 || a[0] != '-' {
		return false
	}
	_, err := strconv.ParseFloat(a, 64)
	return err != nil
}

// flagName returns the part of a flag before its value.
func flagName(a string) string {
	name, _, _ := strings.Cut(a, "=")
	return name
}

// declared returns the flag of c written as name, dashes included, or nil: one dash for a letter, two for a word.
func declared(c *cli.Command, name string) cli.Flag {
	for _, f := range c.Flags {
		for _, n := range f.Names() {
			if dashed(n) == name {
				return f
			}
		}
	}
	return nil
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// meta returns what a flag's value is called in the help text.
func meta(f cli.Flag) string {
	if d, ok := f.(cli.DocGenerationFlag); ok {
		return d.GetUsage()
	}
	return "VALUE"
}

func named(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func unknownCommand(commands []*cli.Command, name string) *usageError {
	var known []string
	for _, c := range commands {
		known = append(known, c.Name)
	}
	err := usagef("unknown command %q", name)
	if n := source.Near(name, known); n != "" {
		return err.withHint("did you mean %s?", n)
	}
	return err.withHint("the commands are %s", strings.Join(known, ", "))
}

func unknownFlag(c *cli.Command, name string) *usageError {
	var known []string
	for _, f := range c.Flags {
		for _, n := range f.Names() {
			if len(n) > 1 {
				known = append(known, n)
			}
		}
	}
	err := usagef("unknown flag %s", name)
	if bare := strings.TrimLeft(name, "-"); len(bare) > 1 {
		if n := source.Near(bare, known); n != "" {
			return err.withHint("did you mean %s?", dashed(n))
		}
		// A letter with its value attached, as in -ocards.pdf.
		if letter := name[:2]; name[1] != '-' && declared(c, letter) != nil {
			return err.withHint("did you mean %s %s?", letter, name[2:])
		}
	}
	if len(known) == 0 {
		return err.withHint("%s takes no flags; an argument that begins with - goes after --", c.Name)
	}
	for i := range known {
		known[i] = dashed(known[i])
	}
	return err.withHint("%s takes %s; an argument that begins with - goes after --", c.Name, strings.Join(known, ", "))
}

// misplaced is the fault of a flag in front of the command it should follow.
func misplaced(c call, a string) *usageError {
	name := flagName(a)
	if c.command == nil && name == "-v" {
		return usagef("unknown flag -v").withHint("%s version prints the version", program)
	}
	before := strings.Join(append([]string{program}, c.path...), " ")
	return usagef("flag %s stands before the command", name).
		withHint("flags follow the command: %s COMMAND %s", before, name)
}

// wantArguments checks the number of arguments of a command; most < 0 means any number. What names them.
func wantArguments(c *cli.Context, least, most int, what string) error {
	n := c.Args().Len()
	switch {
	case n < least:
		return usagef("missing argument; want %s", what)
	case most == 0 && n > 0:
		return usagef("found the argument %q; want none", c.Args().First())
	case most >= 0 && n > most:
		return usagef("found %d arguments; want %s", n, what)
	}
	return nil
}

// oneOf checks the value of a flag that takes one of a few words.
func oneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if value == w {
			return nil
		}
	}
	err := usagef("flag --%s: found %q; want %s", flag, value, source.Or(words))
	if n := source.Near(value, words); n != "" {
		return err.withHint("did you mean --%s %s?", flag, n)
	}
	return err
}

// atLeast checks the value of a flag that takes a number, when it is given.
func atLeast(c *cli.Context, flag string, least int) error {
	if n := c.Int(flag); c.IsSet(flag) && n < least {
		return usagef("flag --%s: found %d; want %d or more", flag, n, least)
	}
	return nil
}
