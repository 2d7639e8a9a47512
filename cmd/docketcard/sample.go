package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"docketcard/fonts"
	"docketcard/render"
	"docketcard/render/sample"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

const sampleHelp = `sample writes specimen case records and drawn portraits for tests: nobody's data that looks real.

Usage: docketcard sample [flags]

The same arguments give the same bytes on any machine, and record 7 is the same
whether 10 or 10,000 are asked for. A folder gets the records, their photos, and
the issuer profile that they are made for; one that holds cases is refused.

Flags:
  -n, --count N              records (default 24)
      --seed N               another number makes other records (default 1)
  -t, --template TEMPLATE    built-in template or template file whose fields are
                             filled (default docket-card)
      --issuer FILE          issuer profile (default that of Utopia)
      --fonts DIR            folder of more faces that the template may name; see
                             docketcard fonts
      --locales LOCALE,...   where names are from, such as es,ht,ar, or mix
                             (default mix)
      --scripts SCRIPT,...   scripts in which names are also given in their own
                             writing (default all)
      --date DATE            day on which the cards are issued (default 2026-11-22)
      --photo WxH            pixels of the portraits (default 600x750)
      --edge                 add a record for each rule of the template's fields, at
                             its limits, named for what it tests
      --faulty               add a folder, faulty, of records that each break one
                             rule, and beside each, as NAME.want, what is found
      --format FORMAT        yaml or json (default yaml)
  -o, --output DIR           folder to write, or - for a stream of records without
                             photos (default -, nothing beside --pdf)
      --pdf OUT.pdf          file to render the records to as well
  -s, --stock STOCK          built-in stock or stock file for --pdf (default letter-2x4
                             for ID-1, else one for the card's size)
  -q, --quiet                no progress and no summary
  -h, --help                 print this text

Example:
  docketcard sample -n 8 --seed 7 -o cases --pdf cards.pdf
`

// sampleOptions is what the command line of sample asks for.
type sampleOptions struct {
	Count         int
	Seed          uint64
	Template      string
	Stock         string
	Issuer        string // "" for Utopia
	Fonts         string
	Locales       []string
	Scripts       []string
	Date          time.Time
	Width, Height int // of photos; 0 for the default
	Edge, Faulty  bool
	JSON          bool   // the form of the records
	Output        string // folder, "-" for standard output, "" for nothing
	PDF           string // "" for none
	Quiet         bool
}

func sampleCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "sample",
		Usage:       "write specimen records and portraits for tests",
		Description: sampleHelp,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "count", Aliases: []string{"n"}, Value: 24, Usage: "N"},
			&cli.IntFlag{Name: "seed", Value: 1, Usage: "N"},
			&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"},
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			fontsFlag(),
			&cli.StringFlag{Name: "locales", Usage: "LOCALE,..."},
			&cli.StringFlag{Name: "scripts", Usage: "SCRIPT,..."},
			&cli.StringFlag{Name: "date", Usage: "DATE"},
			&cli.StringFlag{Name: "photo", Usage: "WxH"},
			&cli.BoolFlag{Name: "edge"},
			&cli.BoolFlag{Name: "faulty"},
			&cli.StringFlag{Name: "format", Value: "yaml", Usage: "FORMAT"},
			outputFlag("DIR"),
			&cli.StringFlag{Name: "pdf", Usage: "OUT.pdf"},
			&cli.StringFlag{Name: "stock", Aliases: []string{"s"}, Usage: "STOCK"},
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parseSampleOptions(c)
			if err != nil {
				return err
			}
			return writeSamples(c.Context, m, o)
		},
	}
}

func parseSampleOptions(c *cli.Context) (sampleOptions, error) {
	o := sampleOptions{
		Count:    c.Int("count"),
		Seed:     uint64(c.Int("seed")),
		Template: c.String("template"),
		Stock:    c.String("stock"),
		Issuer:   c.String("issuer"),
		Fonts:    c.String("fonts"),
		Date:     sample.IssuedOn,
		Edge:     c.Bool("edge"),
		Faulty:   c.Bool("faulty"),
		JSON:     c.String("format") == "json",
		Output:   c.String("output"),
		PDF:      c.String("pdf"),
		Quiet:    c.Bool("quiet"),
	}
	if err := wantArguments(c, 0, 0, ""); err != nil {
		return o, err
	}
	if err := oneOf("format", c.String("format"), "yaml", "json"); err != nil {
		return o, err
	}
	for flag, most := range map[string]int{"count": 1_000_000, "seed": 1 << 53} {
		if n := c.Int(flag); n < 0 || n > most {
			return o, usagef("flag --%s: found %d; want 0 to %d", flag, n, most)
		}
	}
	var err error
	if o.Locales, err = parseWords("locales", c.String("locales"), "mix", sample.Locales()); err != nil {
		return o, err
	}
	if o.Scripts, err = parseWords("scripts", c.String("scripts"), "all", sample.Scripts()); err != nil {
		return o, err
	}
	if c.String("scripts") == "all" {
		o.Scripts = sample.Scripts()
	}
	if s := c.String("date"); s != "" {
		if o.Date, err = time.Parse(time.DateOnly, s); err != nil {
			return o, usagef("flag --date: %q is not a date; want 2006-01-02", s)
		}
	}
	if s := c.String("photo"); s != "" {
		w, h, ok := strings.Cut(s, "x")
		var errW, errH error
		o.Width, errW = strconv.Atoi(w)
		o.Height, errH = strconv.Atoi(h)
		if !ok || errW != nil || errH != nil || min(o.Width, o.Height) < 40 || max(o.Width, o.Height) > 4000 {
			return o, usagef("flag --photo: found %q; want pixels as 600x750, each from 40 to 4000", s)
		}
	}
	if o.Output == "" && o.PDF == "" {
		o.Output = "-"
	}
	switch {
	case o.Output == "-" && o.PDF == "-":
		return o, usagef("records and the PDF cannot both go to standard output").withHint("name a file with --pdf cards.pdf")
	case o.Faulty && (o.Output == "-" || o.Output == ""):
		return o, usagef("--faulty writes findings beside the records; want a folder").withHint("name one with -o cases")
	case c.IsSet("stock") && o.PDF == "":
		return o, usagef("--stock is for --pdf alone").withHint("add --pdf cards.pdf")
	}
	return o, nil
}

// parseWords reads a list of known words, or the word that stands for no choice.
func parseWords(flag, list, none string, known []string) ([]string, error) {
	if list == "" || list == none {
		return nil, nil
	}
	words := strings.Split(list, ",")
	for _, w := range words {
		if !slices.Contains(known, w) {
			err := usagef("flag --%s: found %q; want %s, or one or more of %s", flag, w, none, strings.Join(known, ","))
			if n := source.Near(w, known); n != "" {
				return nil, err.withHint("did you mean %s?", n)
			}
			return nil, err.withHint("several are joined by commas, such as --%s %s", flag, strings.Join(known[:min(2, len(known))], ","))
		}
	}
	return words, nil
}

// specimenSetup parses what specimens are made with; cards lie one to a page of their own size. Its time is that of the
// records that are made up.
func specimenSetup(template, issuer inputFile, faces *fonts.Library) (render.Setup, error) {
	s := render.Setup{Time: sample.IssuedOn, Faces: faces}
	var errs source.ErrorList
	var err error
	s.Template, err = templates.ReadTemplate(template.Name, template.Path, template.Data, template.Files)
	errs.Append(template.Name, err)
	s.Issuer, err = templates.ParseIssuer(issuer.Name, issuer.Data)
	errs.Append(issuer.Name, err)
	if err := errs.Err(); err != nil {
		return s, err
	}
	s.Stock = templates.CardStock(s.Template.Size, 0)
	s.Sheets = sheet.Options{Flip: sheet.DefaultFlip(s.Stock)}
	if s.Sealer, err = seal.NewSealer(seal.SpecimenKey()); err != nil {
		return s, err
	}
	s.Secret, err = allotSecret(seal.SpecimenKey())
	return s, err
}

// A sampler makes and checks the cases of one run.
type sampler struct {
	sampleOptions
	m      *machine
	setup  render.Setup
	issuer []byte
	form   *sample.Form
	g      *sample.Generator
}

func newSampler(m *machine, o sampleOptions) (*sampler, error) {
	s := &sampler{sampleOptions: o, m: m}
	template, err := openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	if err != nil {
		return nil, err
	}
	issuer := inputFile{Name: "issuer.yaml", Data: sample.Issuer()}
	if o.Issuer != "" {
		f, err := namedFile(o.Issuer)
		if err != nil {
			return nil, err
		}
		if issuer, err = f.read(); err != nil {
			return nil, err
		}
	}
	s.issuer = issuer.Data
	faces, err := openFonts(o.Fonts)
	if err != nil {
		return nil, err
	}
	if s.setup, err = specimenSetup(template, issuer, faces); err != nil {
		return nil, err
	}
	s.setup.Time = o.Date
	if s.form, err = sample.NewForm(s.setup.Template, s.setup.Issuer); err != nil {
		return nil, fmt.Errorf("filling the fields of %q: %w", o.Template, err)
	}
	s.form.Width, s.form.Height = o.Width, o.Height
	s.g = sample.New(o.Seed)
	s.g.IssuedOn, s.g.Locales = o.Date, o.Locales
	if len(o.Scripts) > 0 {
		s.g.Scripts = o.Scripts
	}
	return s, nil
}

// check checks a case alone, with its photos.
func (s *sampler) check(ctx context.Context, c *sample.Case, files fs.FS) error {
	_, err := render.Check(ctx, s.setup, []render.Case{{Name: c.Name + ".yaml", Data: c.YAML(), Files: files}}, nil)
	return err
}

// fits tells whether the card can show a case, whose photo is not drawn yet.
func (s *sampler) fits(ctx context.Context) func(*sample.Case) bool {
	var photo bytes.Buffer
	w, h := sample.PhotoWidth, sample.PhotoHeight
	for _, fd := range s.setup.Template.Fields {
		w, h = max(w, fd.Pixels[0]), max(h, fd.Pixels[1])
	}
	if err := sample.NewPortrait(0, sample.Sitter{}).JPEG(&photo, w, h); err != nil {
		panic("drawing a portrait: " + err.Error())
	}
	return func(c *sample.Case) bool { return s.check(ctx, c, sample.OnePhoto(photo.Bytes())) == nil }
}

// drawn is a folder whose photos are drawn when they are opened.
type drawn map[string]*sample.Case

func (d drawn) Open(name string) (fs.File, error) {
	c, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	photos, err := c.Photos()
	if err != nil {
		return nil, err
	}
	return inMemory(photos).Open(name)
}

func inMemory(files []sample.File) fs.FS {
	folder := sample.Folder{}
	for _, f := range files {
		folder[f.Name] = f.Data
	}
	return folder
}

// A sampleFile is a case ready to be written.
type sampleFile struct {
	*sample.Case
	photos []sample.File
	want   string // of a faulty case, what is found
	left   string // why it is left out
}

// make draws a case's photos, and sees that what it is to test is so.
func (s *sampler) make(ctx context.Context, c *sample.Case, isTest bool) (sampleFile, error) {
	f := sampleFile{Case: c}
	var err error
	if f.photos, err = c.Photos(); err != nil || !isTest {
		return f, err
	}
	err = s.check(ctx, c, inMemory(f.photos))
	var found source.ErrorList
	switch isList := errors.As(err, &found); {
	case err != nil && !isList:
		return f, err
	case c.Breaks == nil && err != nil:
		f.left = found[0].Error()
	case c.Breaks == nil:
	case len(found) != 1 || found[0].Field != c.Breaks.Field || found[0].Pos.Line != c.Breaks.Line || found[0].Pos.Col != c.Breaks.Col:
		f.left = fmt.Sprintf("breaks more than its rule: %s in place of field %s", count(len(found), "finding"), c.Breaks.Field)
	default:
		f.want = found[0].Error() + "\n"
	}
	return f, nil
}

// inOrder calls work for 0 to n-1 on all processors, and take with the results in that order. No more than a few results wait.
func inOrder[T any](ctx context.Context, n int, work func(i int) (T, error), take func(T) error) error {
	const most = 64
	for start := 0; start < n; start += most {
		results, errs := make([]T, min(most, n-start)), make([]error, min(most, n-start))
		next := make(chan int)
		var wg sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			wg.Go(func() {
				for i := range next {
					if errs[i] = ctx.Err(); errs[i] == nil {
						results[i], errs[i] = work(start + i)
					}
				}
			})
		}
		for i := range results {
			next <- i
		}
		close(next)
		wg.Wait()
		for i := range results {
			if errs[i] != nil {
				return errs[i]
			}
			if err := take(results[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeSamples(ctx context.Context, m *machine, o sampleOptions) error {
	s, err := newSampler(m, o)
	if err != nil {
		return err
	}
	var stock *templates.Stock
	var pdf *output
	if o.PDF != "" {
		if stock, err = openStock(o.Stock, s.setup.Template.Size); err != nil {
			return err
		}
		if pdf, err = createOutput(ctx, m, o.PDF, pdfOutput); err != nil {
			return err
		}
		defer pdf.discard()
	}
	var folder *sampleFolder
	if o.Output != "" && o.Output != "-" {
		if folder, err = createSampleFolder(o.Output); err != nil {
			return err
		}
		defer folder.discard()
		if err := folder.write("issuer.yaml", s.issuer); err != nil {
			return err
		}
	}

	good, err := s.writeCases(ctx, folder)
	if err != nil {
		return err
	}
	faulty := 0
	if o.Faulty {
		if faulty, err = s.writeFaulty(ctx, folder); err != nil {
			return err
		}
	}
	if folder != nil {
		if err := folder.commit(); err != nil {
			return err
		}
	}
	if folder != nil && !o.Quiet {
		also := ""
		if faulty > 0 {
			also = fmt.Sprintf(", and %d with a fault in %s", faulty, filepath.ToSlash(filepath.Join(o.Output, "faulty")))
		}
		fmt.Fprintf(m.stderr, "wrote %s: %s, issued on %s, seed %d%s\n", o.Output, count(len(good), "record"), o.Date.Format(time.DateOnly), o.Seed, also)
	}
	if pdf == nil {
		return nil
	}
	return s.render(ctx, good, stock, pdf)
}

// writeCases writes the records, and those of --edge, to the folder or to standard output, and returns them.
func (s *sampler) writeCases(ctx context.Context, folder *sampleFolder) ([]*sample.Case, error) {
	var edges, good []*sample.Case
	if s.Edge {
		edges = s.form.Edge(s.g, s.fits(ctx))
	}
	p := startProgress(s.m, s.Quiet, "drawing", "portraits", s.Count+len(edges))
	defer p.end()
	err := inOrder(ctx, s.Count+len(edges), func(i int) (sampleFile, error) {
		if i < s.Count {
			return s.make(ctx, s.form.Fill(s.g, i+1), false)
		}
		return s.make(ctx, edges[i-s.Count], true)
	}, func(f sampleFile) error {
		switch {
		case f.left != "":
			fmt.Fprintf(s.m.stderr, "left out %s\n", f.left)
			return nil
		case f.Short != "" && !s.Quiet:
			fmt.Fprintf(s.m.stderr, "%s: no more fits on the card than %s\n", f.Name, f.Short)
		}
		good = append(good, f.Case)
		p.set(len(good))
		switch {
		case folder != nil:
			return s.writeCase(folder, "", f)
		case s.Output != "-":
			return nil
		}
		data := f.JSON()
		if !s.JSON {
			data = append([]byte("---\n"), f.YAML()...)
		}
		if _, err := s.m.stdout.Write(data); err != nil {
			return fmt.Errorf("writing records: %w", err)
		}
		return nil
	})
	return good, err
}

func (s *sampler) writeCase(folder *sampleFolder, under string, f sampleFile) error {
	for _, p := range f.photos {
		if err := folder.write(under+p.Name, p.Data); err != nil {
			return err
		}
	}
	if s.JSON {
		return folder.write(under+f.Name+".json", f.JSON())
	}
	return folder.write(under+f.Name+".yaml", f.YAML())
}

// writeFaulty writes the records that break a rule, and returns how many there are.
func (s *sampler) writeFaulty(ctx context.Context, folder *sampleFolder) (int, error) {
	if err := folder.write("faulty/issuer.yaml", s.issuer); err != nil {
		return 0, err
	}
	cases := s.form.Faulty(s.g)
	n := 0
	err := inOrder(ctx, len(cases), func(i int) (sampleFile, error) {
		return s.make(ctx, cases[i], true)
	}, func(f sampleFile) error {
		if f.left != "" {
			fmt.Fprintf(s.m.stderr, "left out faulty/%s: %s\n", f.Name, f.left)
			return nil
		}
		n++
		if err := folder.write("faulty/"+f.Name+".want", []byte(f.want)); err != nil {
			return err
		}
		return s.writeCase(folder, "faulty/", f)
	})
	return n, err
}

// render prints the cases as specimens.
func (s *sampler) render(ctx context.Context, good []*sample.Case, stock *templates.Stock, out *output) error {
	setup := s.setup
	setup.Stock = stock
	setup.Sheets = sheet.Options{Flip: sheet.DefaultFlip(stock), Start: 1}
	photos := drawn{}
	var cases []render.Case
	for _, c := range good {
		for _, fd := range setup.Template.Fields {
			if name := c.Value(fd.Name); fd.Type == templates.TypePhoto && name != "" {
				photos[name] = c
			}
		}
		cases = append(cases, render.Case{Name: c.Name + ".yaml", Data: c.YAML(), Files: photos})
	}
	if s.Output != "" && s.Output != "-" {
		for i := range cases {
			cases[i].Files = folder{path: s.Output}
		}
	}
	p := startProgress(s.m, s.Quiet, "checking", "records", len(cases))
	cards, err := render.Check(ctx, setup, cases, p.set)
	p.end()
	if err != nil {
		return refusal(err)
	}
	p = startProgress(s.m, s.Quiet, "rendering", "cards", cards.Cards())
	err = cards.Write(ctx, out, p.set)
	p.end()
	if err != nil {
		return refusal(err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	if !s.Quiet {
		fmt.Fprintln(s.m.stderr, renderSummary{Output: s.PDF, Cards: cards.Cards(), Sheets: cards.Sheets(), Stock: stock.Name, Flip: setup.Sheets.Flip.String(), Key: "specimen"})
	}
	return nil
}
