package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"math"
	"slices"
	"strings"

	"docketcard/render"
	"docketcard/render/proof"
	"docketcard/render/sample"
	"docketcard/render/scan"
	"docketcard/templates"
)

// A background is what a card with a document number must look like behind its holder's data. The key only moves the lines.
type background struct {
	number string
	whole  *templates.Template // with the holder's data
	setup  render.Setup        // of the template without
	record render.Case         // that states the number, as a clerk would write it
}

func openBackground(ctx context.Context, m *machine, o verifyOptions) (*background, error) {
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
	b := &background{number: o.Background}
	if b.setup, err = specimenSetup(template, issuer, nil); err != nil {
		return nil, err
	}
	b.whole = b.setup.Template
	field := ""
	if b.setup.Template, field, err = b.whole.Background(); err != nil {
		return nil, err
	}
	if len(o.Keys) == 1 {
		opener := &keyOpener{ctx: ctx, m: m, passphraseFile: o.PassphraseFile}
		defer opener.close()
		key, err := opener.openPrivate(o.Keys[0])
		if err != nil {
			return nil, err
		}
		if b.setup.Secret, err = allotSecret(key.signer); err != nil {
			return nil, err
		}
	}
	var data strings.Builder
	data.WriteString("schema: docketcard/case/v1\nrecord_id: background\n")
	for i, part := range strings.Split(field, ".") {
		fmt.Fprintf(&data, "%s%s:\n", strings.Repeat("  ", i), part)
	}
	b.record = render.Case{Name: "--background", Data: []byte(strings.TrimSuffix(data.String(), "\n") + fmt.Sprintf(" %q\n", b.number))}
	return b, nil
}

// drawBackground draws the background of a number, for comparison with the card in hand. It has no seal, no code and no holder, and is overprinted
// as a specimen.
func drawBackground(ctx context.Context, m *machine, o verifyOptions) error {
	b, err := openBackground(ctx, m, o)
	if err != nil {
		return err
	}
	reader, err := proof.Open(ctx, cacheFolder(m))
	if err != nil {
		return err
	}
	defer reader.Close()
	p, err := printCases(ctx, reader, b.setup, []render.Case{b.record})
	if err != nil {
		return err
	}
	defer p.doc.Close()
	const dpi = 300
	return p.contact(p.pages(true, true), dpi, func(pic picture) error { return writePicture(ctx, m, o.Output, pic.Image, dpi) })
}

const (
	// decoys is how many backgrounds of no card the one of the number is held against.
	decoys = 64
	// coarsest is how many pixels to the inch a picture must have for its lines to be seen.
	coarsest = 200
)

// compareBackground tells whether the cards on pictures and in PDFs have the lines of a number. It fails unless each file shows one that has.
func compareBackground(ctx context.Context, m *machine, o verifyOptions) error {
	b, err := openBackground(ctx, m, o)
	if err != nil {
		return err
	}
	lines, err := b.lines(ctx)
	if err != nil {
		return err
	}
	matches := true
	for t, err := range readTargets(ctx, m, o.Targets) {
		if err != nil {
			return err
		}
		cards, err := b.cards(ctx, m, t)
		if err != nil {
			return err
		}
		found := ""
		for _, c := range cards {
			if c.dpi < coarsest {
				return hintf(fmt.Errorf("reading %q: a card has %.0f pixels to the inch; want %d or more to see its lines", t.Name, c.dpi, coarsest), "scan the card at 300 or 600 dpi")
			}
			if standsOut(scores(c.picture, c.code, lines), lines) {
				found = c.name
				break
			}
		}
		switch {
		case len(cards) == 0:
			return hintf(fmt.Errorf("reading %q: found no front of a card, whose code opens %s", t.Name, b.setup.Issuer.PortalHost), "scan the front; --issuer FILE names another issuer")
		case o.Quiet:
		case found == "":
			fmt.Fprintf(m.stdout, "%s: the lines are not those of %s\n", t.Name, b.number)
		case len(cards) == 1:
			fmt.Fprintf(m.stdout, "%s: the lines are those of %s\n", t.Name, b.number)
		default:
			fmt.Fprintf(m.stdout, "%s: the lines of %s are those of %s\n", t.Name, found, b.number)
		}
		matches = matches && found != ""
	}
	if !matches {
		return errRefused
	}
	return nil
}

// scores returns, by artwork, how much a picture shows of the lines of each family.
func scores(picture image.Image, code scan.Code, families [][][]scan.Point) [][]float64 {
	var out [][]float64
	for artwork := range families[0] {
		var sets [][]scan.Point
		for _, f := range families {
			sets = append(sets, f[artwork])
		}
		out = append(out, scan.Traces(picture, code, sets))
	}
	return out
}

// standsOut tells whether the first of several families of lines is the one that is shown: by all its points it must be shown more than any decoy,
// and of each artwork more than nine decoys in ten, since a phase of one artwork alone is near the right one by chance now and then.
func standsOut(scores [][]float64, families [][][]scan.Point) bool {
	total, points := make([]float64, len(families)), make([]float64, len(families))
	for artwork, shown := range scores {
		better := 0
		for i, s := range shown {
			n := float64(len(families[i][artwork]))
			total[i], points[i] = total[i]+s*n, points[i]+n
			if i > 0 && s >= shown[0] {
				better++
			}
		}
		if better > (len(families)-1)/10 {
			return false
		}
	}
	for i := range total {
		total[i] /= points[i]
	}
	return total[0] > slices.Max(total[1:])
}

// code returns the holder's code on the front, from which the lines are found.
func (b *background) code() (*templates.Code, error) {
	for e := range templates.Walk(b.whole.Front) {
		if c, ok := e.(*templates.Code); ok && slices.Contains(c.Refs(), "portal.url") {
			return c, nil
		}
	}
	return nil, fmt.Errorf("template %s has no code with {portal.url} on its front, from which lines are found", b.whole.Name)
}

// lines returns where the lines of the front lie, by artwork and in sides of the holder's code: first those of the number and then those under
// secrets that are nobody's.
func (b *background) lines(ctx context.Context) ([][][]scan.Point, error) {
	code, err := b.code()
	if err != nil {
		return nil, err
	}
	side := float64(templates.Length(code.Modules()) * code.Module)
	quiet := float64(templates.Length(code.Quiet) * code.Module)
	families := make([][][]scan.Point, 1+decoys)
	for i := range families {
		setup := b.setup
		if i > 0 {
			secret := sha256.Sum256(fmt.Appendf(slices.Clone(setup.Secret), "\x00decoy %d", i))
			setup.Secret = secret[:]
		}
		batch, err := render.Check(ctx, setup, []render.Case{b.record}, nil)
		if err != nil {
			return nil, refusal(err)
		}
		front, _, err := batch.Placed(0)
		if err != nil {
			return nil, refusal(err)
		}
		for _, line := range render.KeyedLines(front, b.whole.Front, b.whole.Size, templates.Millimetre/2) {
			var set []scan.Point
			for _, p := range line {
				set = append(set, scan.Point{X: (float64(p.X-code.At.X) - quiet) / side, Y: (float64(p.Y-code.At.Y) - quiet) / side})
			}
			families[i] = append(families[i], set)
		}
	}
	if len(families[0]) == 0 {
		return nil, fmt.Errorf("template %s has no artwork with a key on its front", b.whole.Name)
	}
	return families, nil
}

// A shownCard is the front of a card on a picture.
type shownCard struct {
	name    string
	picture image.Image
	code    scan.Code
	dpi     float64
}

// cards finds the fronts of cards, by their holders' codes.
func (b *background) cards(ctx context.Context, m *machine, t target) ([]shownCard, error) {
	code, err := b.code()
	if err != nil {
		return nil, err
	}
	inches := (templates.Length(code.Modules()) * code.Module).Points() / 72
	link := strings.ToUpper("https://" + b.setup.Issuer.PortalHost + "/C")
	var out []shownCard
	add := func(page string, img image.Image, codes []scan.Code) {
		n := 0
		for _, c := range codes {
			if strings.HasPrefix(strings.ToUpper(c.Text), link) {
				n++
				edge := c.Corners[1].Sub(c.Corners[0])
				out = append(out, shownCard{fmt.Sprintf("card %d%s", n, page), img, c, math.Hypot(float64(edge.X), float64(edge.Y)) / inches})
			}
		}
	}
	switch {
	case t.Picture != nil:
		img, err := decodePicture(t.Name, t.Picture)
		if err != nil {
			return nil, err
		}
		add("", img, scan.Photographed(img))
	case t.PDF != nil:
		reader, err := proof.Open(ctx, cacheFolder(m))
		if err != nil {
			return nil, err
		}
		defer reader.Close()
		doc, err := reader.Document(bytes.NewReader(t.PDF), int64(len(t.PDF)))
		if err != nil {
			return nil, fmt.Errorf("reading %q: %w", t.Name, err)
		}
		defer doc.Close()
		for page := range doc.Pages() {
			img, err := doc.Gray(page, 300)
			if err != nil {
				return nil, fmt.Errorf("reading %q: %w", t.Name, err)
			}
			add(fmt.Sprintf(" on page %d", page+1), img, scan.Codes(img))
		}
	default:
		return nil, fmt.Errorf("reading %q: found the text of a code; want a picture or a PDF of the card", t.Name)
	}
	return out, nil
}
