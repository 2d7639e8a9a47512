package main

import (
	"context"
	"fmt"
	"os"

	"docketcard/cmd/docketcard/internal/explain"
	"docketcard/render/scan"
	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const explainHelp = `explain tells a holder in plain words what is in the codes of a card, and what is not.

Usage: docketcard explain [flags] FILE|TEXT|-...

An argument is a PDF or a picture (PNG, JPEG) of a card, the text of one code, a
file of such texts, one a line, or - for standard input. Every item in every code
is named; then what no code holds, and whom to ask when something is wrong. With
the issuer's profile it names offices, and their telephones.

Nothing is verified: it shows what the codes say, whoever made them. See verify.

Flags:
      --language LANGUAGE    en, es, fr, ht or pt (default en)
      --issuer FILE          profile of the issuer, for names and telephones
  -q, --quiet                no progress
  -h, --help                 print this text

Example:
  docketcard explain HTTPS://PORTAL.EXAMPLE/C/4Z4O2MDGAKHGO3PBEWNQBOKG2B --language es
`

func explainCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "explain",
		Usage:       "tell a holder what is in the codes of a card",
		Description: explainHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "language", Value: "en", Usage: "LANGUAGE"},
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 1, -1, "a PDF or picture of a card, or the text of a code"); err != nil {
				return err
			}
			language := c.String("language")
			if err := oneOf("language", language, explain.Languages...); err != nil {
				return err
			}
			return explainCodes(c.Context, m, c.Args().Slice(), language, c.String("issuer"), c.Bool("quiet"))
		},
	}
}

func explainCodes(ctx context.Context, m *machine, args []string, language, issuerName string, quiet bool) error {
	var issuer *templates.Issuer
	if issuerName != "" {
		data, err := os.ReadFile(issuerName)
		if err != nil {
			return doing("opening", issuerName, err)
		}
		if issuer, err = templates.ParseIssuer(issuerName, data); err != nil {
			return err
		}
	}
	reader := codeReader{ctx: ctx, m: m, quiet: quiet}
	defer reader.close()
	var codes []explain.Code
	for t, err := range readTargets(ctx, m, args) {
		if err != nil {
			return err
		}
		found := len(codes)
		switch {
		case t.PDF != nil:
			err = reader.read(t, func(pages []printedPage) {
				for _, p := range pages {
					for _, code := range p.codes {
						codes = append(codes, explain.Code{File: t.Name, Page: p.number, Text: code.Text})
					}
				}
			})
		case t.Picture != nil:
			img, pictureErr := decodePicture(t.Name, t.Picture)
			if err = pictureErr; err == nil {
				for _, code := range scan.Photographed(img) {
					codes = append(codes, explain.Code{File: t.Name, Text: code.Text})
				}
			}
		default:
			codes = append(codes, explain.Code{Text: t.Text})
		}
		if err != nil {
			return err
		}
		if len(codes) == found {
			return fmt.Errorf("reading %q: found no code", t.Name)
		}
	}
	return explain.Write(m.stdout, language, codes, issuer)
}
