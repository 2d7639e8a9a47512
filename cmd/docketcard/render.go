package main

import (
	"context"
	"fmt"
	"time"

	"docketcard/fonts"
	"docketcard/render/seal"
	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const renderHelp = `render merges case records into a card template and writes the cards as print-ready duplex sheets.

Usage: docketcard render [flags] CASES...

CASES are files, folders (their *.yaml and *.yml, sorted by name) or - for
standard input. A file holds one record, several documents separated by ---,
or a list. issuer.yaml beside the records is the issuer profile, not a record.
All faults of all records are shown at once, and while there is one nothing is
written.

Flags:
  -t, --template TEMPLATE    built-in template or template file (default docket-card)
  -s, --stock STOCK          built-in stock or stock file (default letter-2x4
                             for ID-1, else one for the card's size)
  -k, --key KEY              key that seals the cards; without one the cards are
                             specimens; help key tells what may stand for KEY
      --passphrase-file FILE
                             file with the key's passphrase, or - for standard input
      --number-key KEY       key file that document numbers are derived under, when
                             the key itself is in a token
      --statuses FILE        status file that gives each card its place in the status
                             list, so that it can be revoked
  -o, --output OUT.pdf       file to write, replaced only when the run succeeds
                             (default standard output, if it is not a terminal)
      --issuer FILE          issuer profile, in place of issuer.yaml
      --fonts DIR            folder of more faces that the template may name; see
                             docketcard fonts
      --report FILE          what was done for texts to be set, a line of JSON for
                             each: record, field, element, sizes, place in the template
      --flip EDGE            edge over which the printer turns sheets: long, short
                             or none (default long, none for one card a page)
      --start N              slot of the first sheet that takes the first card,
                             for a partly used sheet (default 1)
      --limit N              render no more than the first N cards
      --only RECORD_ID,...   render these records alone; may be repeated
      --photos CHECK         full decodes every photo to its last block (default);
                             trusted leaves out those whose very bytes an earlier
                             run with trusted has decoded, on this machine
      --json                 print a JSON report on standard output
  -q, --quiet                no progress and no summary
  -h, --help                 print this text

Example:
  docketcard render examples/field-office -o cards.pdf
`

// renderOptions is what the command line of render asks for.
type renderOptions struct {
	Template       string   // a built-in's name or a file
	Stock          string   // a built-in's name or a file
	Key            string   // key file, external signer or token; "" for specimens
	PassphraseFile string   // with the passphrase of key files; "" to ask
	NumberKey      string   // key file that numbers are derived under; "" for Key
	Statuses       string   // status file; "" for cards on no status list
	Output         string   // file, or "-" for standard output
	Issuer         string   // issuer profile; "" for the issuer.yaml beside the cases
	Fonts          string   // folder of faces; "" for the embedded ones alone
	Report         string   // file for what was done for texts to be set; "" for none
	Flip           string   // "long", "short", "none"; "" for that of the stock; "" for that of the stock
	Start          int      // slot of the first card on the first sheet, from 1
	Limit          int      // number of cards; 0 for all
	Only           []string // record ids; empty for all
	Trusted        bool     // photos that an earlier run has decoded
	JSON           bool
	Quiet          bool
	Cases          []string // files, folders, "-"; at least one
}

func renderCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "render",
		Usage:       "merge case records into cards and write them as sheets",
		Description: renderHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"},
			&cli.StringFlag{Name: "stock", Aliases: []string{"s"}, Usage: "STOCK"},
			&cli.StringFlag{Name: "key", Aliases: []string{"k"}, Usage: "KEY"},
			passphraseFlag(),
			&cli.StringFlag{Name: "number-key", Usage: "KEY"},
			&cli.StringFlag{Name: "statuses", Usage: "FILE"},
			outputFlag("OUT.pdf"),
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			fontsFlag(),
			&cli.StringFlag{Name: "report", Usage: "FILE"},
			&cli.StringFlag{Name: "flip", Usage: "EDGE"},
			&cli.IntFlag{Name: "start", Value: 1, Usage: "N"},
			&cli.IntFlag{Name: "limit", Usage: "N"},
			&cli.StringSliceFlag{Name: "only", Usage: "RECORD_ID,..."},
			&cli.StringFlag{Name: "photos", Value: "full", Usage: "CHECK"},
			jsonFlag(),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parseRenderOptions(c)
			if err != nil {
				return err
			}
			return renderBatch(c.Context, m, o)
		},
	}
}

func parseRenderOptions(c *cli.Context) (renderOptions, error) {
	o := renderOptions{
		Template:       c.String("template"),
		Stock:          c.String("stock"),
		Key:            c.String("key"),
		PassphraseFile: c.String("passphrase-file"),
		NumberKey:      c.String("number-key"),
		Statuses:       c.String("statuses"),
		Output:         c.String("output"),
		Issuer:         c.String("issuer"),
		Fonts:          c.String("fonts"),
		Report:         c.String("report"),
		Flip:           c.String("flip"),
		Start:          c.Int("start"),
		Limit:          c.Int("limit"),
		Trusted:        c.String("photos") == "trusted",
		JSON:           c.Bool("json"),
		Quiet:          c.Bool("quiet"),
		Cases:          c.Args().Slice(),
	}
	if err := wantArguments(c, 1, -1, "case files, folders of them, or - for standard input"); err != nil {
		return o, err
	}
	if c.IsSet("flip") {
		if err := oneOf("flip", o.Flip, "long", "short", "none"); err != nil {
			return o, err
		}
	}
	if err := oneOf("photos", c.String("photos"), "full", "trusted"); err != nil {
		return o, err
	}
	if err := atLeast(c, "start", 1); err != nil {
		return o, err
	}
	if err := atLeast(c, "limit", 1); err != nil {
		return o, err
	}
	var err error
	if o.Only, err = parseOnly(c); err != nil {
		return o, err
	}
	if o.NumberKey != "" && o.Key == "" {
		return o, usagef("--number-key wants -k KEY")
	}
	if o.Statuses != "" && o.Key == "" {
		return o, usagef("--statuses wants -k KEY: specimens are on no status list")
	}
	if o.Output == "" {
		o.Output = "-"
	}
	if o.Output == "-" && o.Report == "-" || o.JSON && o.Report == "-" {
		return o, usagef("--report wants a file: standard output is taken").withHint("name one with --report steps.jsonl")
	}
	if o.Output == "-" && o.JSON {
		return o, usagef("--json and the PDF cannot both go to standard output").withHint("name a file with -o cards.pdf")
	}
	return o, nil
}

// A batch is what one run of render works on: everything that it reads, read.
type batch struct {
	options   renderOptions
	time      time.Time
	template  inputFile
	stock     inputFile // nothing for the stock that cards of the template's size are printed on
	cases     []inputFile
	issuer    *inputFile     // nil when there is none
	key       *keyFile       // nil for specimens
	numberKey *keyFile       // that numbers are derived under in place of key; nil for none
	statuses  *statusFile    // nil for cards on no status list
	faces     *fonts.Library // nil for the embedded ones alone
	report    *output        // nil for none
}

// A renderSummary is what render says that it did.
type renderSummary struct {
	Output string `json:"output"`
	Batch  string `json:"batch"`
	Cards  int    `json:"cards"`
	Sheets int    `json:"sheets"`
	Stock  string `json:"stock"`
	Flip   string `json:"flip"`
	Key    string `json:"key"` // "specimen", or the key id
}

// String returns the summary in one line.
func (s renderSummary) String() string {
	key := "specimen key"
	if s.Key != "specimen" {
		key = "key " + s.Key
	}
	flip := "flip " + s.Flip + " edge"
	if s.Flip == "none" {
		flip = "no flip"
	}
	name := s.Output
	if name == "-" {
		name = "standard output"
	}
	return fmt.Sprintf("wrote %s: %s on %s (%s, %s), %s", name, count(s.Cards, "card"), count(s.Sheets, "sheet"),
		s.Stock, flip, key)
}

func renderBatch(ctx context.Context, m *machine, o renderOptions) error {
	// Everything that can be refused is refused before any work.
	out, err := createOutput(ctx, m, o.Output, pdfOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	b := batch{options: o}
	if b.time, err = clock(m); err != nil {
		return err
	}
	if o.Key != "" {
		keys := &keyOpener{ctx: ctx, m: m, passphraseFile: o.PassphraseFile}
		defer keys.close()
		key, err := keys.openSigner(o.Key, b.time, seal.LiveCards, seal.SpecimenCards)
		if err != nil {
			return err
		}
		b.key = &key
		if o.NumberKey != "" {
			number, err := keys.openPrivate(o.NumberKey)
			if err != nil {
				return err
			}
			if number.place == elsewhere {
				return usagef("--number-key wants a key file")
			}
			b.numberKey = &number
		}
	}
	if o.Statuses != "" {
		if b.key.use.Purpose == seal.SpecimenCards {
			return usagef("--statuses wants a key for cards: specimens are on no status list")
		}
		// Held to the end, so that two runs never give two cards one entry.
		held, err := lockLedger(o.Statuses)
		if err != nil {
			return err
		}
		defer held.Close()
		if b.statuses, err = openStatuses(o.Statuses); err != nil {
			return err
		}
	}
	if b.template, err = openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate); err != nil {
		return err
	}
	if o.Stock != "" {
		if b.stock, err = openDesign("stock", o.Stock, templates.BuiltinStocks(), templates.BuiltinStock); err != nil {
			return err
		}
	}
	if b.faces, err = openFonts(o.Fonts); err != nil {
		return err
	}
	var held heldFolders
	defer held.close()
	if b.cases, b.issuer, err = findCases(ctx, m, o.Cases, o.Issuer, &held); err != nil {
		return err
	}
	if o.Report != "" {
		if b.report, err = createOutput(ctx, m, o.Report, reportOutput); err != nil {
			return err
		}
		defer b.report.discard()
	}

	summary, err := renderCards(ctx, m, b, out)
	if err != nil {
		return err
	}
	if b.report != nil {
		if err := b.report.commit(); err != nil {
			return err
		}
	}
	if err := out.commit(); err != nil {
		return err
	}
	summary.Output = o.Output
	if !o.Quiet {
		fmt.Fprintln(m.stderr, summary)
	}
	if o.JSON {
		return writeJSON(m.stdout, summary)
	}
	return nil
}
