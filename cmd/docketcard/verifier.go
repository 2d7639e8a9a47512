package main

import (
	"context"
	"fmt"
	"runtime/debug"

	"docketcard/cmd/docketcard/internal/verifier"

	"github.com/urfave/cli/v2"
)

const verifierHelp = `verifier writes a page that checks cards in a browser, for officers without a network.

Usage: docketcard verifier -o FILE.html [flags]

The page is one HTML file that holds the verifier of this program, public keys
and signed lists. It reads codes with the camera, from pictures and as text, and
shows verdict, signed fields and the ages of the lists. Opened from a disk or a
USB stick it needs no connection, and it is forbidden to make one; it keeps
nothing. What it was made with it is good for: make a new page with each new
status list.

The keys and lists are as for verify, and are verified first. Of a private key
the page holds the public half.

Flags:
  -k, --key KEY        public or private key to trust; may be repeated
      --passphrase-file FILE
                       file with a private key's passphrase
      --trust FILE     signed trust list, as trust sign makes it
      --status FILE    signed status list, as status sign makes it; may be repeated
  -o, --output FILE    page to write, or - for standard output; required
  -q, --quiet          say nothing
  -h, --help           print this text

Example:
  docketcard verifier -o verifier.html
`

var pageOutput = outputKind{name: "verifier page", magic: verifier.Head, perm: 0o644}

func verifierCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "verifier",
		Usage:       "write a page for officers that checks cards in a browser",
		Description: verifierHelp,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "key", Aliases: []string{"k"}, Usage: "KEY"},
			passphraseFlag(),
			&cli.StringFlag{Name: "trust", Usage: "FILE"},
			&cli.StringSliceFlag{Name: "status", Usage: "FILE"},
			outputFlag("FILE"),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 0, 0, ""); err != nil {
				return err
			}
			if c.String("output") == "" {
				return usagef("flag --output is missing; want the page to write, such as -o verifier.html")
			}
			return writeVerifier(c.Context, m, c.String("output"), verifyOptions{
				Keys:           c.StringSlice("key"),
				PassphraseFile: c.String("passphrase-file"),
				Trust:          c.String("trust"),
				Status:         c.StringSlice("status"),
				Quiet:          c.Bool("quiet"),
			})
		},
	}
}

// writeVerifier writes the page for officers with the keys and lists that verify would take.
func writeVerifier(ctx context.Context, m *machine, name string, o verifyOptions) error {
	at, err := clock(m)
	if err != nil {
		return err
	}
	keys, material, err := o.openKeys(ctx, m)
	if err != nil {
		return err
	}
	// What verify would refuse must not come into a page.
	if _, _, err := openKeyring(ctx, m, o, keys); err != nil {
		return err
	}
	if o.Trust != "" {
		if material.Trust, err = readList(o.Trust); err != nil {
			return err
		}
	}
	for _, name := range o.Status {
		list, err := readList(name)
		if err != nil {
			return err
		}
		material.Status = append(material.Status, list)
	}
	judge, lists, err := material.Open()
	if err != nil {
		return err
	}
	judge.At = at

	info, _ := debug.ReadBuildInfo()
	out, err := createOutput(ctx, m, name, pageOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := verifier.Write(out, material, at, versionOf(info, stamp).Version); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	if o.Quiet {
		return nil
	}
	if name != "-" {
		fmt.Fprintf(m.stderr, "wrote %s: it opens in a browser, without a network\n", name)
	}
	if len(material.Keys)+len(material.Outside) == 0 {
		fmt.Fprintf(m.stderr, "%s: hint: the page knows no issuer's key, so it knows specimens alone; name keys with -k or --trust\n", program)
	}
	if age := judge.TrustAge(); age != nil {
		fmt.Fprintf(m.stderr, "trust list number %d: %s\n", age.Sequence, age)
	}
	for _, l := range lists {
		fmt.Fprintf(m.stderr, "status list %s: %s\n", l.URI, judge.StatusAge(l))
	}
	return nil
}
