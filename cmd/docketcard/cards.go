package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"docketcard/render"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"
)

// renderCards parses, checks, seals and draws a batch, and writes the PDF to out. The error may be a source.ErrorList. The
// caller sets Output of the summary.
func renderCards(ctx context.Context, m *machine, b batch, out io.Writer) (renderSummary, error) {
	setup, key, err := b.setup()
	if err != nil {
		return renderSummary{}, err
	}
	var cases []render.Case
	for _, c := range b.cases {
		cases = append(cases, render.Case{Name: c.Name, Data: c.Data, Files: c.Files})
	}

	// A batch makes much garbage of a heap that stays small: collecting a third as often saves a tenth of the time. The limit, which only makes the
	// collector work harder, keeps a large batch within what it takes at the usual pace.
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(117 << 20))

	var photos *checkedPhotos
	if b.options.Trusted {
		photos = openCheckedPhotos(m)
		setup.Checked = photos
	}

	p := startProgress(m, b.options.Quiet, "checking", "records", 0)
	cards, err := render.Check(ctx, setup, cases, p.set)
	p.end()
	if err != nil {
		return renderSummary{}, refusal(err)
	}
	if photos != nil {
		if err := photos.save(ctx, m); err != nil && !b.options.Quiet {
			fmt.Fprintf(m.stderr, "the checked photos are not remembered: %v\n", err)
		}
	}
	if !b.options.Quiet {
		for _, n := range cards.Notices {
			fmt.Fprintf(m.stderr, "%s (notice)\n", n)
		}
		if s := summarize(cards.Steps); s != "" {
			fmt.Fprintln(m.stderr, s)
		}
	}
	if b.report != nil {
		if err := writeSteps(b.report, cards.Steps); err != nil {
			return renderSummary{}, err
		}
	}
	// Before any card is drawn: an entry that no card has is harmless, a card that the file does not know cannot be revoked.
	if b.statuses != nil {
		if err := b.statuses.save(ctx, m, b.options.Statuses); err != nil {
			return renderSummary{}, err
		}
	}
	p = startProgress(m, b.options.Quiet, "rendering", "cards", cards.Cards())
	err = cards.Write(ctx, out, p.set)
	p.end()
	if err != nil {
		return renderSummary{}, refusal(err)
	}
	return renderSummary{
		Batch:  cards.ID(),
		Cards:  cards.Cards(),
		Sheets: cards.Sheets(),
		Stock:  setup.Stock.Name,
		Flip:   setup.Sheets.Flip.String(),
		Key:    key,
	}, nil
}

// setup parses what the batch is printed with. Id is "specimen" or that of the key.
func (b *batch) setup() (s render.Setup, id string, err error) {
	s = render.Setup{Time: b.time, Only: b.options.Only, Limit: b.options.Limit, Faces: b.faces}
	if b.issuer == nil {
		return s, "", errNoIssuer
	}
	// The faults of all three files are shown at once.
	var errs source.ErrorList
	s.Template, err = templates.ReadTemplate(b.template.Name, b.template.Path, b.template.Data, b.template.Files)
	errs.Append(b.template.Name, err)
	if b.stock.Name != "" {
		s.Stock, err = templates.ParseStock(b.stock.Name, b.stock.Data)
		errs.Append(b.stock.Name, err)
	}
	s.Issuer, err = templates.ParseIssuer(b.issuer.Name, b.issuer.Data)
	errs.Append(b.issuer.Name, err)
	if err := errs.Err(); err != nil {
		return s, "", err
	}
	if s.Stock == nil {
		s.Stock = templates.DefaultStock(s.Template.Size)
	}
	s.Sheets = sheet.Options{Flip: sheet.DefaultFlip(s.Stock), Start: b.options.Start}
	if b.options.Flip != "" {
		if s.Sheets.Flip, err = sheet.ParseFlip(b.options.Flip); err != nil {
			return s, "", err
		}
	}
	key := b.key
	if key == nil {
		key = &keyFile{signer: seal.SpecimenKey(), use: seal.Use{Purpose: seal.SpecimenCards}}
		key.public = key.signer.Public()
	}
	if s.Sealer, err = seal.NewSealerFor(key.signer, key.use); err != nil {
		return s, "", fmt.Errorf("sealing with key %q: %w", b.options.Key, err)
	}
	switch {
	case b.numberKey != nil:
		s.Secret, err = allotSecret(b.numberKey.signer)
	case key.place != elsewhere:
		s.Secret, err = allotSecret(key.signer)
	}
	if err != nil {
		return s, "", err
	}
	if b.statuses != nil && !s.Sealer.Specimen() {
		s.Status = &render.Statuses{URI: b.statuses.URI, Entries: uint64(b.statuses.Entries), Entry: b.statuses.allot}
	}
	id = "specimen"
	if !s.Sealer.Specimen() {
		if id, err = keyID(key.public); err != nil {
			return s, "", err
		}
	}
	return s, id, nil
}

// allotSecret derives what document numbers are made under from the issuer's key (HKDF, RFC 5869), so that the key itself does nothing
// but seal.
func allotSecret(key crypto.Signer) ([]byte, error) {
	var secret []byte
	switch k := key.(type) {
	case ed25519.PrivateKey:
		secret = k.Seed()
	case *ecdsa.PrivateKey:
		var err error
		if secret, err = k.Bytes(); err != nil {
			return nil, fmt.Errorf("deriving document numbers: %w", err)
		}
	default:
		return nil, fmt.Errorf("deriving document numbers: found a %T; want a key in a file", key)
	}
	return hkdf.Key(sha256.New, secret, nil, "docketcard document numbers v1", sha256.Size)
}

// refusal gives a sheet's error its hint.
func refusal(err error) error {
	if e := (*sheet.Error)(nil); errors.As(err, &e) && e.Hint != "" {
		return hintf(err, "%s", e.Hint)
	}
	return err
}
