package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"

	"docketcard/render"
	"docketcard/render/lint"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

const lintHelp = `lint places every card as it would be printed and reports what print would regret.

Usage: docketcard lint [flags] [CASES...]

Beside CASES, which are as for render, it tries the worst case: the longest names
of each script that the template's faces have, the longest texts that its fields
take, every choice, table row and language. Findings are printed one a line,
as FILE:LINE:COL: RULE: SEVERITY: what was found; then the codes, with what they
hold in the worst case. A comment in the template allows what is meant:

    # lint: allow RULE REASON

It stands at the end of an element's line, or on a line of its own before the
element; before the template's first key it is about the template as a whole.
Exit code 1 if there is an error; a warning alone is no error.

Flags:
  -t, --template TEMPLATE    built-in template or template file (default docket-card)
  -s, --stock STOCK          built-in stock or stock file, for its bleed (default
                             letter-2x4 for ID-1, else one for the card's size)
      --issuer FILE          issuer profile, in place of issuer.yaml beside the
                             cases, or of that of Utopia
      --fonts DIR            folder of more faces that the template may name; see
                             docketcard fonts
      --printer PRINTER      what will print the cards: 600 or 300, an office printer of
                             so many dots to the inch, or offset (default 600)
      --rules                list the rules and why they are there
      --json                 print a JSON report
  -q, --quiet                print nothing; the exit code answers
  -h, --help                 print this text

Example:
  docketcard lint examples/field-office
`

// lintOptions is what the command line of lint asks for.
type lintOptions struct {
	Template string
	Stock    string
	Issuer   string
	Fonts    string
	Printer  lint.Printer
	JSON     bool
	Quiet    bool
	Cases    []string // files, folders, "-"; none for the worst case alone
}

func lintCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "lint",
		Usage:       "report what print would regret",
		Description: lintHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"},
			&cli.StringFlag{Name: "stock", Aliases: []string{"s"}, Usage: "STOCK"},
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			fontsFlag(),
			&cli.StringFlag{Name: "printer", Value: "600", Usage: "PRINTER"},
			&cli.BoolFlag{Name: "rules"},
			jsonFlag(),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			if c.Bool("rules") {
				return listRules(m, c.Bool("json"))
			}
			o, err := parseLintOptions(c)
			if err != nil {
				return err
			}
			return lintCards(c.Context, m, o)
		},
	}
}

func parseLintOptions(c *cli.Context) (lintOptions, error) {
	o := lintOptions{
		Template: c.String("template"),
		Stock:    c.String("stock"),
		Issuer:   c.String("issuer"),
		Fonts:    c.String("fonts"),
		JSON:     c.Bool("json"),
		Quiet:    c.Bool("quiet"),
		Cases:    c.Args().Slice(),
	}
	var printers []string
	for _, p := range lint.Printers {
		printers = append(printers, p.Name)
	}
	if err := oneOf("printer", c.String("printer"), printers...); err != nil {
		return o, err
	}
	o.Printer, _ = lint.PrinterNamed(c.String("printer"))
	return o, nil
}

// A lintRule is a rule as --rules --json prints it.
type lintRule struct {
	Name     string        `json:"rule"`
	Severity lint.Severity `json:"severity"`
	Wants    string        `json:"wants"`
	Why      string        `json:"why"`
}

func listRules(m *machine, asJSON bool) error {
	rules := lint.Rules()
	if asJSON {
		list := []lintRule{}
		for _, r := range rules {
			list = append(list, lintRule(r))
		}
		return writeJSON(m.stdout, list)
	}
	for _, r := range rules {
		if _, err := fmt.Fprintf(m.stdout, "%s (%s)\n    %s\n    %s\n", r.Name, r.Severity, r.Wants, r.Why); err != nil {
			return fmt.Errorf("writing the rules: %w", err)
		}
	}
	return nil
}

func lintCards(ctx context.Context, m *machine, o lintOptions) error {
	job, err := lintJob(ctx, m, o)
	var report *lint.Report
	if err == nil {
		report, err = lint.Run(ctx, job)
	}
	if faults := source.ErrorList(nil); errors.As(err, &faults) {
		report, err = lint.Unread(faults), nil
	}
	if err != nil {
		return refusal(err)
	}
	switch {
	case o.Quiet:
	case o.JSON:
		err = writeJSON(m.stdout, newLintReport(o, report))
	default:
		err = printReport(m.stdout, report)
		fmt.Fprintln(m.stderr, summaryOf(report))
	}
	if err == nil && report.Errors() > 0 {
		err = errRefused
	}
	return err
}

func lintJob(ctx context.Context, m *machine, o lintOptions) (lint.Job, error) {
	job := lint.Job{Printer: o.Printer}
	template, err := openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	if err != nil {
		return job, err
	}
	if job.Setup, job.Cases, err = givenCases(ctx, m, template, o.Cases, o.Issuer, o.Fonts); err != nil {
		return job, err
	}
	if job.Setup.Stock, err = openStock(o.Stock, job.Setup.Template.Size); err != nil {
		return job, err
	}
	job.Setup.Sheets = sheet.Options{Flip: sheet.DefaultFlip(job.Setup.Stock)}
	return job, asLive(&job)
}

// live is the key of a record that it is for a live card.
var live = regexp.MustCompile(`(?m)^specimen:[ \t]*["']?false["']?[ \t\r]*(#.*)?$`)

// asLive has cases of live cards checked as such: the first decides. Nothing is signed, and the key is nobody's.
func asLive(job *lint.Job) error {
	if len(job.Cases) == 0 {
		return nil
	}
	first := job.Cases[0]
	if large, ok := first.Files.(render.CaseFS); ok && first.Data == nil {
		f, err := large.OpenCase()
		if err != nil {
			return err
		}
		defer f.Close()
		if first.Data, err = io.ReadAll(io.NewSectionReader(f, 0, 1<<16)); err != nil {
			return err
		}
	}
	if !live.Match(first.Data) {
		return nil
	}
	seed := sha256.Sum256([]byte("docketcard lint"))
	key := ed25519.NewKeyFromSeed(seed[:])
	var err error
	if job.Setup.Sealer, err = seal.NewSealer(key); err != nil {
		return err
	}
	job.Setup.Secret, err = allotSecret(key)
	return err
}

// A lintReport is what lint found, as --json prints it.
type lintReport struct {
	Template string        `json:"template"`
	Printer  string        `json:"printer"`
	Cards    int           `json:"cards"`
	Errors   int           `json:"errors"`
	Warnings int           `json:"warnings"`
	Findings []lintFinding `json:"findings"`
	Codes    []lintCode    `json:"codes"`
}

// A lintCode is a lint.Budget; lengths are in mm.
type lintCode struct {
	Side       string  `json:"side"`
	Element    string  `json:"element"`
	Version    int     `json:"version"`
	Level      string  `json:"level"`
	Needs      int     `json:"needs_version"`
	Bytes      int     `json:"bytes,omitempty"`
	Characters int     `json:"characters"`
	Spare      int     `json:"spare_digits"`
	Module     float64 `json:"module"`
	Dots       float64 `json:"module_dots"`
	Quiet      float64 `json:"quiet_zone"`
	Size       float64 `json:"size"`
}

// A lintFinding is a lint.Finding with its place taken apart; Box is left, top, width and height on the card in mm.
type lintFinding struct {
	Rule     string        `json:"rule"`
	Severity lint.Severity `json:"severity"`
	File     string        `json:"file"`
	Line     int           `json:"line"`
	Column   int           `json:"column"`
	Side     string        `json:"side,omitempty"`
	Element  string        `json:"element,omitempty"`
	Box      []float64     `json:"box,omitempty"`
	Record   string        `json:"record,omitempty"`
	Cards    int           `json:"cards,omitempty"`
	Text     string        `json:"text"`
	Hint     string        `json:"hint,omitempty"`
}

func newLintReport(o lintOptions, report *lint.Report) lintReport {
	r := lintReport{Template: report.Template, Printer: o.Printer.Name, Cards: report.Cards, Errors: report.Errors(),
		Findings: []lintFinding{}, Codes: []lintCode{}}
	r.Warnings = len(report.Findings) - r.Errors
	for _, f := range report.Findings {
		out := lintFinding{Rule: f.Rule, Severity: f.Severity, File: f.Pos.File, Line: f.Pos.Line, Column: f.Pos.Col, Side: f.Side, Element: f.Element,
			Record: f.Record, Cards: f.Cards, Text: f.Text, Hint: f.Hint}
		if b := f.Box; b != nil {
			out.Box = []float64{b.X.Millimetres(), b.Y.Millimetres(), b.W.Millimetres(), b.H.Millimetres()}
		}
		r.Findings = append(r.Findings, out)
	}
	for _, c := range report.Codes {
		r.Codes = append(r.Codes, lintCode{c.Side, c.Element, c.Version, c.Level, c.Need, c.Bytes, c.Characters, c.Spare,
			millionth(c.Module), millionth(c.Dots), millionth(c.Quiet), c.Size.Millimetres()})
	}
	return r
}

// millionth rounds what was computed from a resolution.
func millionth(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// printReport prints findings, their hints indented below them, and the codes.
func printReport(w io.Writer, report *lint.Report) error {
	for _, f := range report.Findings {
		if _, err := fmt.Fprintln(w, f); err != nil {
			return fmt.Errorf("writing the findings: %w", err)
		}
		if f.Hint != "" {
			fmt.Fprintln(w, "    hint: "+f.Hint)
		}
	}
	for _, c := range report.Codes {
		fmt.Fprintln(w, "budget: "+c.String())
	}
	return nil
}

func summaryOf(report *lint.Report) string {
	errors := report.Errors()
	return fmt.Sprintf("%s and %s on %s", count(errors, "error"), count(len(report.Findings)-errors, "warning"), count(report.Cards, "card"))
}
