package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"docketcard/render"
	"docketcard/render/proof"
	"docketcard/render/sample"
	"docketcard/render/sheet"
	"docketcard/templates"

	"github.com/urfave/cli/v2"
)

const previewHelp = `preview draws cards as PNG pictures, from the very PDF that would be printed.

Usage: docketcard preview [flags] [CASES...]

Cards are always specimens, and no key is taken. Without CASES, which are as
for render, three telling records are made up: an ordinary one, the longest that
the template's fields allow, and the barest. A folder gets a picture for each
card and side, RECORD_ID-front.png and RECORD_ID-back.png; a file gets one
picture, of all of them side by side when there are several.

Flags:
  -t, --template TEMPLATE    built-in template or template file (default docket-card)
      --issuer FILE          issuer profile, in place of issuer.yaml beside the
                             cases, or of that of Utopia
      --fonts DIR            folder of more faces that the template may name; see
                             docketcard fonts
      --only RECORD_ID,...   these records alone; may be repeated
      --side SIDE            front, back or both (default both)
      --dpi N                pixels to the inch (default 300)
      --contact              all pictures on one contact sheet
      --sheet                whole sheets, as they leave the printer
  -s, --stock STOCK          built-in stock or stock file for --sheet and --watch
                             (default letter-2x4 for ID-1, else one for the
                             card's size)
      --guides               draw trim, safe zone and bleed, the room and name of each
                             element, baselines and quiet zones over the cards
      --grid                 draw millimetres over the cards
  -o, --output OUT           OUT.png, a folder, or - for standard output, which may
                             be a terminal that shows pictures (default -)
      --watch                serve the studio instead: a page that shows the cards and
                             follows every change of template, records and photos
      --listen HOST:PORT     where to serve it (default 127.0.0.1:8710); port 0 is any
                             that is free
      --golden DIR           compare with the pictures in DIR; exit code 1 if one
                             differs, and -o takes the pictures that do
      --update               write the pictures to the golden folder instead
      --tolerance N,C        let N pixels of a picture differ by more than C of 255 in
                             red, green or blue (default 0,8)
  -q, --quiet                no progress and no summary
  -h, --help                 print this text

Example:
  docketcard preview examples/field-office --only c-0001 --guides -o card.png
`

// previewOptions is what the command line of preview asks for.
type previewOptions struct {
	Template string
	Issuer   string
	Fonts    string
	Only     []string
	Front    bool
	Back     bool
	DPI      int
	Contact  bool
	Sheet    bool
	Stock    string
	Guides   render.Guides
	Output   string // file, folder, "-" for standard output, "" for nothing
	Golden   string // folder; "" for none
	Update   bool
	Tolerance
	Watch  bool
	Listen string // host and port of the studio
	Quiet  bool
	Cases  []string // files, folders, "-"; none for telling records
}

func previewCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "preview",
		Usage:       "draw cards as pictures",
		Description: previewHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"},
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			fontsFlag(),
			&cli.StringSliceFlag{Name: "only", Usage: "RECORD_ID,..."},
			&cli.StringFlag{Name: "side", Value: "both", Usage: "SIDE"},
			&cli.IntFlag{Name: "dpi", Value: 300, Usage: "N"},
			&cli.BoolFlag{Name: "contact"},
			&cli.BoolFlag{Name: "sheet"},
			&cli.StringFlag{Name: "stock", Aliases: []string{"s"}, Usage: "STOCK"},
			&cli.BoolFlag{Name: "guides"},
			&cli.BoolFlag{Name: "grid"},
			outputFlag("OUT"),
			&cli.StringFlag{Name: "golden", Usage: "DIR"},
			&cli.BoolFlag{Name: "update"},
			&cli.StringFlag{Name: "tolerance", Value: "0,8", Usage: "N,C"},
			&cli.BoolFlag{Name: "watch"},
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:8710", Usage: "HOST:PORT"},
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parsePreviewOptions(c)
			if err != nil {
				return err
			}
			if o.Watch {
				return watch(c.Context, m, o)
			}
			return preview(c.Context, m, o)
		},
	}
}

func parsePreviewOptions(c *cli.Context) (previewOptions, error) {
	o := previewOptions{
		Template: c.String("template"),
		Issuer:   c.String("issuer"),
		Fonts:    c.String("fonts"),
		Front:    c.String("side") != "back",
		Back:     c.String("side") != "front",
		DPI:      c.Int("dpi"),
		Contact:  c.Bool("contact"),
		Sheet:    c.Bool("sheet"),
		Stock:    c.String("stock"),
		Guides:   render.Guides{Layout: c.Bool("guides"), Grid: c.Bool("grid")},
		Output:   c.String("output"),
		Golden:   c.String("golden"),
		Update:   c.Bool("update"),
		Watch:    c.Bool("watch"),
		Listen:   c.String("listen"),
		Quiet:    c.Bool("quiet"),
		Cases:    c.Args().Slice(),
	}
	if err := oneOf("side", c.String("side"), "front", "back", "both"); err != nil {
		return o, err
	}
	if o.DPI < 36 || o.DPI > 2400 {
		return o, usagef("flag --dpi: found %d; want 36 to 2400", o.DPI)
	}
	var err error
	if o.Only, err = parseOnly(c); err != nil {
		return o, err
	}
	if o.Tolerance, err = parseTolerance(c.String("tolerance")); err != nil {
		return o, err
	}
	if o.Watch {
		for _, flag := range []string{"side", "dpi", "contact", "sheet", "guides", "grid", "output", "golden", "update", "tolerance"} {
			if c.IsSet(flag) {
				return o, usagef("--%s goes not with --watch", flag).withHint("the page that --watch serves shows all of it")
			}
		}
		if slices.Contains(o.Cases, "-") {
			return o, usagef("standard input cannot be watched; want files or folders")
		}
	}
	switch {
	case c.IsSet("listen") && !o.Watch:
		return o, usagef("--listen wants --watch beside it")
	case c.IsSet("stock") && !o.Sheet && !o.Watch:
		return o, usagef("--stock is for --sheet alone").withHint("add --sheet; without it, cards are shown one by one")
	case o.Update && o.Golden == "":
		return o, usagef("--update wants --golden beside it")
	case c.IsSet("tolerance") && o.Golden == "":
		return o, usagef("--tolerance wants --golden beside it")
	case o.Golden != "" && (o.Output == "-" || isPNG(o.Output)):
		return o, usagef("with --golden, -o takes the pictures that differ; want a folder, found %q", o.Output)
	case len(o.Only) > 0 && len(o.Cases) == 0:
		return o, usagef("--only wants cases to choose from")
	case o.Output == "" && o.Golden == "":
		o.Output = "-"
	}
	return o, nil
}

// parseOnly reads the record ids of --only.
func parseOnly(c *cli.Context) ([]string, error) {
	var only []string
	for _, list := range c.StringSlice("only") {
		for id := range strings.SplitSeq(list, ",") {
			if id = strings.TrimSpace(id); id == "" {
				return nil, usagef("flag --only: %q has an empty record id", list)
			}
			only = append(only, id)
		}
	}
	return only, nil
}

func isPNG(name string) bool { return strings.EqualFold(filepath.Ext(name), ".png") }

// A picture is a raster and its name, which is that of its file without the ending.
type picture struct {
	Name  string
	Image *image.RGBA
}

// A print is cards finished as a PDF, to be looked at.
type print struct {
	batch *render.Batch
	setup render.Setup
	pdf   []byte
	doc   *proof.Document // nil when there is no card
	sheet bool
}

// previewCases opens the cases of a preview or makes telling ones, and parses what they are printed with.
func previewCases(ctx context.Context, m *machine, template inputFile, args []string, issuer, folder string) (render.Setup, []render.Case, error) {
	setup, cases, err := givenCases(ctx, m, template, args, issuer, folder)
	if err == nil && len(args) == 0 {
		cases, err = tellingCases(ctx, setup)
	}
	return setup, cases, err
}

// givenCases opens cases, if any, and parses what they are printed with as specimens. Without an issuer profile Utopia's stands in, as long as
// there are no cases.
func givenCases(ctx context.Context, m *machine, template inputFile, args []string, issuer, folder string) (render.Setup, []render.Case, error) {
	var setup render.Setup
	faces, err := openFonts(folder)
	if err != nil {
		return setup, nil, err
	}
	profile := &inputFile{Name: "issuer.yaml", Data: sample.Issuer()}
	if len(args) > 0 {
		files, beside, err := openCases(ctx, m, args, issuer)
		if err != nil {
			return setup, nil, err
		}
		if beside == nil {
			for _, f := range files {
				if template := []byte("schema: " + templates.TemplateSchema + "\n"); bytes.HasPrefix(f.Data, template) || bytes.Contains(f.Data, append([]byte("\n"), template...)) {
					return setup, nil, usagef("%q is a template; want cases, or none", f.Name).withHint("it is named with --template")
				}
			}
			return setup, nil, errNoIssuer
		}
		var cases []render.Case
		for _, c := range files {
			cases = append(cases, render.Case{Name: c.Name, Data: c.Data, Files: c.Files})
		}
		if setup, err = specimenSetup(template, *beside, faces); err != nil {
			return setup, nil, err
		}
		setup.Time, err = clock(m)
		return setup, cases, err
	}
	if issuer != "" {
		f, err := namedFile(issuer)
		if err != nil {
			return setup, nil, err
		}
		if *profile, err = f.read(); err != nil {
			return setup, nil, err
		}
	}
	setup, err = specimenSetup(template, *profile, faces)
	return setup, nil, err
}

// tellingCases makes an ordinary record, the longest and the barest that a template's fields allow.
func tellingCases(ctx context.Context, setup render.Setup) ([]render.Case, error) {
	form, err := sample.NewForm(setup.Template, setup.Issuer)
	if err != nil {
		return nil, fmt.Errorf("filling the fields of %q: %w", setup.Template.Name, err)
	}
	g := sample.New(7)
	s := sampler{setup: setup, form: form, g: g}
	var cases []render.Case
	for _, c := range []*sample.Case{form.Ordinary(g), form.Longest(g, s.fits(ctx)), form.Barest(g)} {
		photos, err := c.Photos()
		if err != nil {
			return nil, err
		}
		cases = append(cases, render.Case{Name: c.Name + ".yaml", Data: c.YAML(), Files: inMemory(photos)})
	}
	return cases, nil
}

var errNoIssuer = hintf(errors.New("found no issuer profile; want an issuer.yaml beside the cases"), "--issuer FILE names one elsewhere")

// printCases finishes cases as a PDF and opens it.
func printCases(ctx context.Context, r *proof.Reader, setup render.Setup, cases []render.Case) (*print, error) {
	batch, err := render.Check(ctx, setup, cases, nil)
	if err != nil {
		return nil, refusal(err)
	}
	return printBatch(ctx, r, setup, batch)
}

// printBatch finishes a batch as a PDF and opens it.
func printBatch(ctx context.Context, r *proof.Reader, setup render.Setup, batch *render.Batch) (*print, error) {
	var pdf bytes.Buffer
	if err := batch.Write(ctx, &pdf, nil); err != nil {
		return nil, refusal(err)
	}
	doc, err := r.Document(bytes.NewReader(pdf.Bytes()), int64(pdf.Len()))
	if err != nil {
		return nil, fmt.Errorf("reading the finished cards: %w", err)
	}
	return &print{batch: batch, setup: setup, pdf: pdf.Bytes(), doc: doc}, nil
}

// reopen opens the PDF once more, since the methods of a document run one at a time.
func (p *print) reopen(r *proof.Reader) (*print, error) {
	q := *p
	if p.doc == nil {
		return &q, nil
	}
	var err error
	q.doc, err = r.Document(bytes.NewReader(p.pdf), int64(len(p.pdf)))
	return &q, err
}

// close closes the PDF, if there is one.
func (p *print) close() {
	if p.doc != nil {
		p.doc.Close()
	}
}

// sides returns how many printed faces a card has.
func (p *print) sides() int { return 1 + min(len(p.setup.Template.Back), 1) }

// A printPage is a page of the PDF that is wanted.
type printPage struct {
	name string
	page int
}

// pages lists the wanted pages, card by card or sheet by sheet.
func (p *print) pages(front, back bool) []printPage {
	var out []printPage
	n, sides := p.batch.Cards(), p.sides()
	if p.sheet {
		n = p.batch.Sheets()
	}
	used := map[string]bool{}
	for i := range n {
		name := fmt.Sprintf("sheet-%0*d", len(strconv.Itoa(n)), i+1) // so that names sort
		if !p.sheet {
			name = fileName(p.batch.Record(i))
		}
		if name == "" || used[name+"-front"] {
			name = fmt.Sprintf("%scard-%d", name, i+1)
		}
		used[name+"-front"] = true
		if front {
			out = append(out, printPage{name + "-front", i * sides})
		}
		if back && sides == 2 {
			out = append(out, printPage{name + "-back", i*sides + 1})
		}
	}
	return out
}

// fileName makes a name that every system takes of a record's id.
func fileName(id string) string {
	id = strings.Map(func(r rune) rune {
		if r < '-' || r > 'z' || strings.ContainsRune("/:;<=>?@[\\]^`", r) {
			return '_'
		}
		return r
	}, id)
	return strings.TrimLeft(id[:min(len(id), 100)], ".")
}

func preview(ctx context.Context, m *machine, o previewOptions) error {
	template, err := openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	if err != nil {
		return err
	}
	_, isTerminal := m.terminal(m.stdout)
	shows := terminalPictures(m.getenv)
	if o.Output == "-" && isTerminal && shows == noPictures && m.getenv("TERM") != "dumb" {
		shows = answeredPictures(m.query(pictureQuestion, 'c'))
	}
	if o.Output == "-" && isTerminal && shows == noPictures {
		return hintf(errors.New("refusing to write a PNG to a terminal that is not known to show pictures"),
			"name a file with -o card.png, or a folder with -o pictures")
	}
	setup, cases, err := previewCases(ctx, m, template, o.Cases, o.Issuer, o.Fonts)
	if err != nil {
		return err
	}
	setup.Guides, setup.Only = o.Guides, o.Only
	switch {
	case o.Sheet:
		if setup.Stock, err = openStock(o.Stock, setup.Template.Size); err != nil {
			return err
		}
		setup.Sheets = sheet.Options{Flip: sheet.DefaultFlip(setup.Stock), Start: 1}
	case o.Guides.Layout:
		setup.Stock = templates.CardStock(setup.Template.Size, guideBleed)
	}
	reader, err := proof.Open(ctx, cacheFolder(m))
	if err != nil {
		return err
	}
	defer reader.Close()
	p, err := printCases(ctx, reader, setup, cases)
	if err != nil {
		return err
	}
	defer p.close()
	p.sheet = o.Sheet
	pages := p.pages(o.Front, o.Back)
	if len(pages) == 0 {
		return fmt.Errorf("found nothing to show: the template %q has no back", setup.Template.Name)
	}
	toFile := o.Output == "-" && !isTerminal || isPNG(o.Output)
	all := p.each
	if o.Contact || toFile && len(pages) > 1 {
		all = p.contact
	}

	switch {
	case o.Golden != "":
		g := golden{folder: o.Golden, out: o.Output, tolerance: o.Tolerance, quiet: o.Quiet, dpi: o.DPI}
		return g.run(ctx, m, o.Update, func(take func(picture) error) error { return all(pages, o.DPI, take) })
	case o.Output == "-" && isTerminal:
		return all(pages, o.DPI, func(pic picture) error { return showPicture(m.stdout, shows, pic.Image, o.DPI) })
	case toFile:
		err := all(pages, o.DPI, func(pic picture) error { return writePicture(ctx, m, o.Output, pic.Image, o.DPI) })
		if err == nil && o.Output != "-" && !o.Quiet {
			fmt.Fprintf(m.stderr, "wrote %s: %s at %d dpi\n", o.Output, count(1, "picture"), o.DPI)
		}
		return err
	}
	if err := os.Mkdir(o.Output, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return doing("making folder", o.Output, err)
	}
	n := 0
	progress := startProgress(m, o.Quiet, "drawing", "pictures", len(pages))
	defer progress.end()
	err = all(pages, o.DPI, func(pic picture) error {
		n++
		progress.set(n)
		return writePicture(ctx, m, filepath.Join(o.Output, pic.Name+".png"), pic.Image, o.DPI)
	})
	progress.end()
	if err == nil && !o.Quiet {
		fmt.Fprintf(m.stderr, "wrote %s: %s at %d dpi\n", o.Output, count(n, "picture"), o.DPI)
	}
	return err
}

// guideBleed is the bleed that guides show around a card, a printer's usual 3 mm.
const guideBleed = 3 * templates.Millimetre

// each draws pages one by one.
func (p *print) each(pages []printPage, dpi int, take func(picture) error) error {
	for _, page := range pages {
		img, err := p.doc.RGBA(page.page, float64(dpi))
		if err != nil {
			return fmt.Errorf("drawing %s: %w", page.name, err)
		}
		if err := take(picture{page.name, img}); err != nil {
			return err
		}
	}
	return nil
}
