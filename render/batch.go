package render

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"time"

	"docketcard/fonts"
	"docketcard/render/pdf"
	"docketcard/render/record"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"
)

// Setup is what a batch is printed with.
type Setup struct {
	Template *templates.Template
	Issuer   *templates.Issuer
	Stock    *templates.Stock
	Sheets   sheet.Options
	Sealer   *seal.Sealer
	Secret   []byte    // that document numbers and references are derived under; nil when records state them all
	Time     time.Time // of the run: what "today" is, and the date of the file
	Only     []string  // record ids; empty is all
	Limit    int       // records at most; 0 is no limit
	Guides   Guides
	Faces    *fonts.Library // that the template may name; nil for the embedded ones
	Status   *Statuses      // that the cards are entered in; nil leaves them out of status lists
	Checked  record.Checked // pictures that need not be decoded again; nil decodes all
}

// Statuses is a status list as cards are entered in it.
type Statuses struct {
	URI     string
	Entries uint64

	// Entry returns the entry of the card with a document number, which is below Entries and the same whenever it is asked. It is asked by
	// one goroutine, when all records are sound, and for the cards of the batch alone.
	Entry func(number string) (uint64, error)
}

// Batch is records that were checked and can be printed. It holds no photos, and of most records no more than is needed to read them again.
type Batch struct {
	Notices []*source.Error // what is worth a look and no fault
	Steps   []Step          // what was done for texts to be set

	setup    Setup
	composer *Composer
	schema   *record.Schema
	layout   *sheet.Layout
	entries  []entry
	id       string
}

// checked is a record after its check.
type checked struct {
	entry
	sum    [sha256.Size]byte // of the document
	left   bool              // not asked for, and so not checked
	steps  []Step
	faults source.ErrorList
	unread bool // there is no record, but a document that cannot be read
	empty  bool // there is no document
}

// errEnough ends a check when Limit is reached.
var errEnough = errors.New("enough")

// Check reads and checks every record, its photos, and that all of it can be set on the template. Tick is called with the number of records done
// so far; it may be nil. The error is a source.ErrorList of all faults of all files, or says why there is nothing to print. Nothing is signed.
func Check(ctx context.Context, setup Setup, cases []Case, tick func(done int)) (*Batch, error) {
	b, err := newBatch(setup)
	if err != nil {
		return nil, err
	}
	var errs source.ErrorList
	digest := sha256.New()
	digest.Write(setup.Template.Digest[:])
	uniques := record.NewUniques(b.schema)
	var unread source.ErrorList // of documents whose records are not known
	var ids []string
	done := 0
	err = orderedOf(ctx, documents(cases), b.check, func(_ int, found []checked) error {
		for _, c := range found {
			if c.empty {
				errs = append(errs, c.faults...)
				continue
			}
			if c.unread && len(setup.Only) > 0 {
				unread = append(unread, c.faults...)
				continue
			}
			if len(setup.Only) > 0 {
				ids = append(ids, c.id)
			}
			if c.left || setup.Limit > 0 && done == setup.Limit {
				continue
			}
			done++
			errs = append(errs, c.faults...)
			if c.record != nil {
				errs = append(errs, twice(uniques.Add(c.record), c.record)...)
				b.Notices = append(b.Notices, c.record.Notices...)
				b.Steps = append(b.Steps, c.steps...)
				b.add(c, len(b.entries) < recordsKept)
				digest.Write(c.sum[:])
			}
			if tick != nil {
				tick(done)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		// The names in Only are looked for to the end, so that a wrong one is found.
		if done == setup.Limit && len(setup.Only) == 0 && setup.Limit > 0 {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return nil, err
	}
	if missing := notAmong(setup.Only, ids); len(missing) > 0 {
		errs = append(append(errs, unread...), missing...) // one of the unread may hold it
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	if b.layout, err = sheet.Impose(setup.Stock, setup.Template.Size, len(b.entries), setup.Sheets); err != nil {
		return nil, err
	}
	if setup.Status != nil {
		if err := b.enter(); err != nil {
			return nil, err
		}
	}
	b.id = hex.EncodeToString(digest.Sum(nil)[:4])
	return b, nil
}

// notAmong returns a fault for each record id that is wanted and not there.
func notAmong(want, ids []string) source.ErrorList {
	var errs source.ErrorList
	for _, id := range want {
		if !slices.Contains(ids, id) {
			errs.Add(source.Pos{File: "--only"}, "record_id", fmt.Sprintf("%s is not among the records", source.Quote(id)), source.Suggest(id, ids))
		}
	}
	return errs
}

// newBatch returns a batch without cards.
func newBatch(setup Setup) (*Batch, error) {
	b := &Batch{setup: setup}
	var err error
	if s := setup.Template.Seal; s != nil && s.Dialect == templates.DialectMOSIP {
		b.setup.Sealer = setup.Sealer.In(seal.MOSIP)
	}
	if b.composer, err = NewComposer(setup.Template, setup.Issuer, setup.Faces, setup.Sealer.Specimen()); err != nil {
		return nil, err
	}
	b.composer.secret = setup.Secret
	b.Steps = slices.Clone(b.composer.steps)
	// A letter has no seal to name the date of issue, and is made again on any day as its card is.
	opt := record.Options{Today: setup.Time, Specimen: setup.Sealer.Specimen(), Checked: setup.Checked, Issued: "card.issued_on"}
	if setup.Template.Seal != nil {
		opt.Issued = setup.Template.Seal.Issued
	}
	opt.Rules = setup.Template.Rules
	b.schema, err = record.NewSchema(setup.Template.Fields, setup.Issuer, opt)
	return b, err
}

// add takes a card into the batch, with its record if it is to be kept.
func (b *Batch) add(c checked, keep bool) {
	c.id = strings.Clone(c.id) // which is a part of its document
	if !keep {
		c.record = nil
	}
	b.entries = append(b.entries, c.entry)
}

// attributeID is the key of the document number in Claim 169.
const attributeID = 1

// enter gives the cards their entries in the status list.
func (b *Batch) enter() error {
	var files caseReader
	defer files.close()
	for i := range b.entries {
		e := &b.entries[i]
		rec, err := b.record(i, &files)
		if err != nil {
			return err
		}
		p, err := b.composer.Payload(b.card(rec, e))
		if err != nil {
			return err
		}
		number, ok := p.Attributes[attributeID].(string)
		if !ok {
			return source.ErrorList{{Pos: rec.Pos, Msg: "the template seals no document number as the attribute id; a card without one cannot be revoked"}}
		}
		if e.place, err = b.setup.Status.Entry(number); err != nil {
			return source.ErrorList{{Pos: rec.Pos, Msg: err.Error()}}
		}
		e.placed = true
	}
	return nil
}

// check checks the records of documents.
func (b *Batch) check(d docs) ([]checked, error) {
	if d.empty != nil {
		c := checked{empty: true}
		c.faults.Add(source.Pos{File: d.empty.Name}, "", "holds no record", "")
		return []checked{c}, nil
	}
	var out []checked
	for _, one := range d.all {
		out = b.checkDoc(out, one)
	}
	return out, d.err
}

// checkDoc appends the records of one document.
func (b *Batch) checkDoc(out []checked, d doc) []checked {
	nodes, err := source.Parse(d.file.Name, d.Data, d.Line)
	if err != nil {
		c := checked{unread: true}
		c.faults.Append(d.file.Name, err)
		return append(out, c)
	}
	e := entry{file: d.file, offset: d.offset, size: int32(len(d.Data)), line: int32(d.Line), mark: maphash.Bytes(markSeed, d.Data)}
	sum := sha256.Sum256(d.Data)
	all := records(nodes)
	for i, n := range all {
		e.item = int32(i)
		out = append(out, b.checkRecord(e, n, sum))
	}
	if len(all) == 0 {
		c := checked{unread: true}
		c.faults.Addf(source.Pos{File: d.file.Name, Line: d.Line, Col: 1}, "", "holds no record")
		out = append(out, c)
	}
	return out
}

// twice returns the faults of what a record shares with another. Under the id of another it is allotted the numbers of that one too,
// which is no fault of its own.
func twice(faults source.ErrorList, r *record.Record) source.ErrorList {
	sameID := func(e *source.Error) bool { return e.Field == "record_id" }
	allotted := func(e *source.Error) bool { return e.Pos == r.Pos }
	if slices.ContainsFunc(faults, sameID) {
		faults = slices.DeleteFunc(faults, allotted)
	}
	return faults
}

func (b *Batch) checkRecord(e entry, n *source.Node, sum [sha256.Size]byte) checked {
	file := e.file
	c := checked{entry: e, sum: sum}
	c.id = n.Get("record_id").String()
	if c.left = len(b.setup.Only) > 0 && !slices.Contains(b.setup.Only, c.id); c.left {
		return c
	}
	rec, err := b.schema.Read(n, file.Files)
	c.record, c.photos = rec, rec.Photos()
	defer func() {
		for _, p := range c.photos {
			if p != nil {
				record.Recycle(p.Data)
			}
		}
		dropPhotos(c.photos)
	}()
	if err != nil {
		c.faults.Append(file.Name, err)
		return c
	}
	if faults := allot(b.setup.Secret, b.setup.Template, rec); len(faults) > 0 {
		c.faults.Append(file.Name, faults)
		return c
	}
	card := b.card(rec, &c.entry)
	if err := b.seal(card, b.setup.Sealer.Measure); err != nil {
		if l := (source.ErrorList)(nil); !errors.As(err, &l) {
			err = &source.Error{Pos: rec.Pos, Msg: err.Error()}
		}
		c.faults.Append(file.Name, err)
	}
	_, _, c.steps, err = b.composer.compose(card, true)
	c.faults.Append(file.Name, err)
	return c
}

// card gives a record its portal address and its place in the status list.
func (b *Batch) card(rec *record.Record, e *entry) *Card {
	card := &Card{Record: rec}
	if list := b.setup.Status; list != nil {
		// Before the card has its entry, the longest stands for it.
		card.Status = &seal.StatusRef{Index: list.Entries - 1, URI: list.URI}
		if e.placed {
			card.Status.Index = e.place
		}
	}
	if f := reference(b.setup.Template); f != nil {
		ref, _ := rec.Value(f.Name)
		card.PortalURL = "HTTPS://" + strings.ToUpper(b.setup.Issuer.PortalHost) + "/C/" + ref.Text
	}
	return card
}

// seal gives a card its seal, when the template has one.
func (b *Batch) seal(card *Card, sign func(seal.Payload) ([]byte, error)) error {
	s := b.setup.Template.Seal
	if s == nil {
		return nil
	}
	p, err := b.composer.Payload(card)
	if err != nil {
		return err
	}
	if photo := card.Record.Photo(s.Thumbnail); photo != nil {
		if err := addThumbnail(&p, photo); err != nil {
			at, _ := card.Record.Value(s.Thumbnail)
			return &source.Error{Pos: at.Pos, Field: s.Thumbnail, Msg: err.Error()}
		}
	}
	message, err := sign(p)
	if err != nil {
		return err
	}
	card.SealSize = len(message)
	switch s.Encoding {
	case templates.EncodingDigits:
		card.SealText = seal.URL(b.setup.Issuer.VerifyHost, message)
	case templates.EncodingPortal:
		card.SealText = seal.PortalURL(card.PortalURL, message)
	case templates.EncodingBase45:
		card.SealText = seal.Base45(message)
	}
	return nil
}

// addThumbnail puts a small picture of a photo into a payload.
func addThumbnail(p *seal.Payload, photo *record.Photo) error {
	img, err := photo.Image()
	if err != nil {
		return err
	}
	thumbnail, err := seal.Thumbnail(img)
	if err != nil {
		return err
	}
	p.Attributes[seal.AttributePhoto] = thumbnail
	p.Attributes[seal.AttributePhotoFormat] = int64(seal.PhotoJPEG)
	return nil
}

// ID returns a name for the batch that is the same for the same records and template, and tells nothing about them.
func (b *Batch) ID() string { return b.id }

// Record returns the id of the record of card i, counted from 0.
func (b *Batch) Record(i int) string { return b.entries[i].id }

// Scenes returns the faces of card i, counted from 0, as they are drawn; back is nil when the template has none. It fails as Write does.
func (b *Batch) Scenes(i int) (front, back *Scene, err error) {
	var files caseReader
	defer files.close()
	defer dropPhotos(b.entries[i].photos)
	return b.compose(i, &files)
}

// Cards returns how many cards the batch has.
func (b *Batch) Cards() int { return len(b.entries) }

// Sheets returns how many sheets the batch takes.
func (b *Batch) Sheets() int { return b.layout.Sheets() }

// Write seals the cards, draws the sheets and writes them to w as one PDF: fronts and backs in turn. Tick is called with the number of cards
// done so far; it may be nil. It fails when a record or photo is no longer what was checked, and what was written is then void.
func (b *Batch) Write(ctx context.Context, w io.Writer, tick func(done int)) error {
	return b.WriteSheets(ctx, w, 0, b.Sheets(), tick)
}

// WriteSheets is Write for the sheets from to to-1, counted from 0, alone.
func (b *Batch) WriteSheets(ctx context.Context, w io.Writer, from, to int, tick func(done int)) error {
	p := b.plates()
	duplex := pdf.Simplex
	if len(b.setup.Template.Back) > 0 {
		duplex = map[sheet.Flip]pdf.Duplex{sheet.LongEdge: pdf.FlipLong, sheet.ShortEdge: pdf.FlipShort}[b.setup.Sheets.Flip]
	}
	j, err := pdf.NewJoiner(w, pdf.Info{Title: "Card batch " + b.id, Creator: "docketcard", Producer: "docketcard, fpdf 0.9.0", Created: b.setup.Time.UTC(), Duplex: duplex})
	if err != nil {
		return err
	}
	used := newRunes(p)
	if len(p.artwork) > 0 {
		art, forms, pictures, inArt, err := drawArtwork(p)
		if err != nil {
			return err
		}
		if err := j.DefineForms(art, forms, pictures); err != nil {
			return err
		}
		used.add(inArt)
	}
	type drawn struct {
		*pdf.Part
		used   runes
		cards  int
		photos map[string]pdf.Photo
	}
	// The borders of the documents depend on the stock alone, so that the bytes do not depend on the number of processors.
	step := max(1, 64/b.setup.Stock.Cells())
	done := 0
	err = ordered(ctx, (to-from+step-1)/step, func(i int) (drawn, error) {
		d := newDrawing(p)
		cards, err := b.drawSheets(d, from+i*step, min(from+(i+1)*step, to))
		if err != nil {
			return drawn{}, err
		}
		part, err := d.finish()
		return drawn{part, d.used, cards, d.photos}, err
	}, func(_ int, d drawn) error {
		used.add(d.used)
		done += d.cards
		if tick != nil {
			tick(done)
		}
		err := j.Append(d.Part)
		for _, p := range d.photos {
			record.Recycle(p.JPEG)
		}
		return err
	})
	if err != nil {
		return err
	}
	which := slices.DeleteFunc(j.Faces(), func(k int) bool { return k == p.invisibleFace() })
	faces, err := drawFaces(ctx, p, used, which)
	if err != nil {
		return err
	}
	j.Invisible(p.invisibleFace(), used[p.invisibleFace()])
	return j.Close(faces)
}

// plates gathers what all pages share.
func (b *Batch) plates() *plates {
	slug, ok := fonts.Lookup(slugFace)
	if !ok {
		panic("render: the face of the slug is missing")
	}
	p := &plates{size: b.setup.Template.Size, bleed: b.setup.Stock.Bleed, faces: []*fonts.Face{slug}}
	for _, setter := range b.composer.setters {
		for _, f := range slices.Concat(setter.faces, setter.strong) {
			if !slices.Contains(p.faces, f) {
				p.faces = append(p.faces, f)
			}
		}
	}
	slices.SortFunc(p.faces[1:], func(a, b *fonts.Face) int { return strings.Compare(a.Name(), b.Name()) })
	for _, l := range slices.Concat(b.composer.front, b.composer.back) {
		if l.shared != nil {
			p.artwork = append(p.artwork, l.shared)
		}
	}
	for _, over := range b.composer.over {
		if over != nil {
			p.artwork = append(p.artwork, over)
		}
	}
	return p
}

// drawSheets draws sheets from to to-1, and returns how many cards they hold.
func (b *Batch) drawSheets(d *drawing, from, to int) (cards int, err error) {
	var files caseReader
	defer files.close()
	for n := from; n < to; n++ {
		front := b.layout.Page(n, sheet.Front)
		faces := map[int][2]*Scene{}
		for _, s := range front.Slots {
			f, back, err := b.compose(s.Card, &files)
			if err != nil {
				return 0, err
			}
			faces[s.Card] = [2]*Scene{f, back}
			defer dropPhotos(b.entries[s.Card].photos)
		}
		cards += len(faces)
		for side, page := range []sheet.Page{front, b.layout.Page(n, sheet.Back)} {
			if side == 1 && len(b.composer.back) == 0 {
				continue
			}
			if err := d.page(page, func(card int) *Scene { return faces[card][side] }, b.slug(n, side)); err != nil {
				return 0, err
			}
		}
	}
	return cards, nil
}

// compose seals card i and places it.
func (b *Batch) compose(i int, files *caseReader) (front, back *Scene, err error) {
	e := &b.entries[i]
	rec, err := b.record(i, files)
	if err != nil {
		return nil, nil, err
	}
	if err := b.loadPhotos(rec, e.file); err != nil {
		return nil, nil, err
	}
	card := b.card(rec, e)
	if err := b.seal(card, b.setup.Sealer.Seal); err != nil {
		return nil, nil, err
	}
	front, back, _, err = b.composer.Compose(card)
	if err == nil && b.setup.Guides != (Guides{}) {
		bleed := b.setup.Stock.Bleed
		front.guides = b.setup.Guides.items(b.setup.Template, b.setup.Template.Front, bleed)
		if back != nil {
			back.guides = b.setup.Guides.items(b.setup.Template, b.setup.Template.Back, bleed)
		}
	}
	return front, back, err
}

// slug names batch, sheet and side for the people at the printer and the cutter: in full, and in short for a narrow margin.
func (b *Batch) slug(n, side int) []string {
	short := fmt.Sprintf("batch %s  ·  sheet %d of %d  ·  %s", b.id, n+1, b.Sheets(), [...]string{"front", "back"}[side])
	if b.setup.Sealer.Specimen() {
		short += "  ·  SPECIMEN"
	}
	return []string{fmt.Sprintf("%s  ·  %s %x  ·  %s", short, b.setup.Template.Name, b.setup.Template.Digest[:3], b.setup.Stock.Name), short}
}
