package main

import (
	"context"
	"fmt"
	"time"

	"docketcard/render/seal"

	"github.com/urfave/cli/v2"
)

const verifyHelp = `verify checks the seals of printed cards and tells verdict, document number and dates of each.

Usage: docketcard verify [flags] FILE.pdf|TEXT|-...

An argument is a PDF whose codes are read back from its pages, the text of one
code as a scanner reports it, a file of such texts, one a line, or - for either
on standard input. A specimen is reported as SPECIMEN, never as VALID: anybody
can make one. The exit code is 0 only if every card is VALID; a specimen's is 1.

Of a PDF, every page is drawn as it prints and its codes are read from the
picture; a seal must be that of a card whose document number is printed there.

Flags:
  -k, --key FILE    public or private key file to trust; may be repeated
      --at TIME     verify as of 2006-01-02 or 2006-01-02T15:04:05Z (default now)
      --json        print a JSON report
  -q, --quiet       print nothing; the exit code answers
  -h, --help        print this text

Example:
  docketcard render examples/field-office -o cards.pdf && docketcard verify cards.pdf
`

// verifyOptions is what the command line of verify asks for.
type verifyOptions struct {
	Keys    []string  // public or private key files
	At      time.Time // UTC; zero for now
	JSON    bool
	Quiet   bool
	Targets []string // files, texts, "-"; at least one; see readTargets
}

func verifyCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "verify",
		Usage:       "check what is on a card",
		Description: verifyHelp,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "key", Aliases: []string{"k"}, Usage: "FILE"},
			&cli.StringFlag{Name: "at", Usage: "TIME"},
			jsonFlag(),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parseVerifyOptions(c)
			if err != nil {
				return err
			}
			return verify(c.Context, m, o)
		},
	}
}

func parseVerifyOptions(c *cli.Context) (verifyOptions, error) {
	o := verifyOptions{
		Keys:    c.StringSlice("key"),
		JSON:    c.Bool("json"),
		Quiet:   c.Bool("quiet"),
		Targets: c.Args().Slice(),
	}
	if err := wantArguments(c, 1, -1, "a PDF, the text of a code, or - for standard input"); err != nil {
		return o, err
	}
	if c.IsSet("at") {
		at, err := parseTime(c.String("at"))
		if err != nil {
			return o, usagef("flag --at: %s", err)
		}
		o.At = at
	}
	return o, nil
}

// parseTime reads a moment in RFC 3339 or a date, which is its first moment in UTC.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; want 2006-01-02 or 2006-01-02T15:04:05Z", s)
}

func verify(ctx context.Context, m *machine, o verifyOptions) error {
	var keys []seal.Key
	for _, name := range o.Keys {
		key, err := openKey(name)
		if err != nil {
			return err
		}
		keys = append(keys, seal.Key{Public: key.public, Use: key.use})
	}
	at := o.At
	if at.IsZero() {
		var err error
		if at, err = clock(m); err != nil {
			return err
		}
	}
	return verifyTargets(ctx, m, o, keys, at, readTargets(ctx, m, o.Targets))
}
