package render

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"docketcard/render/record"
	"docketcard/render/sheet"
	"docketcard/templates"
	"docketcard/templates/source"
)

// Surveyed is what was found of one record.
type Surveyed struct {
	ID     string // "" when it cannot be read
	Pos    source.Pos
	Record *record.Record   // nil when it cannot be read
	Card   int              // its place in the batch, or -1 when it has faults
	Faults source.ErrorList // a fault of the template that every card has is among those of each
	Steps  []Step
}

// Survey checks every record as Check does and goes on where some are at fault: all are the records in the order of the cases, and the batch
// holds the cards of the sound ones; it is nil when there is none. The error says why nothing could be checked, as a source.ErrorList when
// the template is the reason.
func Survey(ctx context.Context, setup Setup, cases []Case) (b *Batch, all []Surveyed, err error) {
	if b, err = newBatch(setup); err != nil {
		return nil, nil, err
	}
	digest := sha256.New()
	digest.Write(setup.Template.Digest[:])
	uniques := record.NewUniques(b.schema)
	var ids []string
	var empty []Surveyed
	unread := false
	err = orderedOf(ctx, documents(cases), b.check, func(_ int, found []checked) error {
		for _, c := range found {
			if c.empty {
				empty = append(empty, Surveyed{Pos: c.faults[0].Pos, Card: -1, Faults: c.faults})
				continue
			}
			unread = unread || c.unread
			if ids = append(ids, c.id); c.left {
				continue
			}
			s := Surveyed{ID: c.id, Record: c.record, Card: -1, Faults: c.faults, Steps: c.steps}
			switch {
			case c.record != nil:
				s.Pos = c.record.Pos
				s.Faults = append(s.Faults, twice(uniques.Add(c.record), c.record)...)
			case len(c.faults) > 0:
				s.Pos = c.faults[0].Pos
			}
			if len(s.Faults) == 0 {
				s.Card = len(b.entries)
				b.Notices = append(b.Notices, c.record.Notices...)
				b.Steps = append(b.Steps, c.steps...)
				b.add(c, true)
				digest.Write(c.sum[:])
			}
			all = append(all, s)
		}
		return nil
	})
	if missing := notAmong(setup.Only, ids); err == nil && len(missing) > 0 && !unread {
		err = missing
	}
	all = append(empty, all...)
	if err != nil || len(b.entries) == 0 {
		return nil, all, err
	}
	b.id = hex.EncodeToString(digest.Sum(nil)[:4])
	b, err = b.On(setup.Stock, setup.Sheets, setup.Guides)
	return b, all, err
}

// On returns the same cards laid on another stock and under other guides. Both batches share the records, so only one of them may be in use
// at a time. It fails as sheet.Impose does.
func (b *Batch) On(stock *templates.Stock, options sheet.Options, guides Guides) (*Batch, error) {
	c := *b
	c.setup.Stock, c.setup.Sheets, c.setup.Guides = stock, options, guides
	var err error
	c.layout, err = sheet.Impose(stock, c.setup.Template.Size, len(c.entries), options)
	return &c, err
}

// SheetOf returns on which sheet card i lies, both counted from 0.
func (b *Batch) SheetOf(i int) int {
	for n := range b.Sheets() {
		for _, s := range b.layout.Page(n, sheet.Front).Slots {
			if s.Card == i {
				return n
			}
		}
	}
	return -1
}
