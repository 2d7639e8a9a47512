package record

import "docketcard/templates/source"

// Record is one holder's case as read and normalised. It holds no more than the texts, their places and the photos, so that a large batch can
// be kept; a photo's Data may be set to nil and had again from Reread.
type Record struct {
	ID      string          // of the field record_id
	Pos     source.Pos      // where the record begins
	Notices []*source.Error // what a person should look at, though it is no fault

	schema *Schema
	cells  []cell
	photos []*Photo // by their order in schema.photos
}

// Value is the value of a field.
type Value struct {
	Text string     // normalised; lines are joined by line feeds
	Pos  source.Pos // of a lookup that is not stated, the place of its key; of an allotted value, the record's
	Date Date       // of dates and times
}

// cell is a Value packed: all values of a record stand in one file.
type cell struct {
	text       string
	line, col  int32 // line 0 means that there is no value
	year       int16
	month, day int8
}

// Value returns the value of a field, and whether the record has one.
func (r *Record) Value(field string) (Value, bool) {
	i, ok := r.schema.index[field]
	if !ok || r.cells[i].line == 0 {
		return Value{}, false
	}
	c := r.cells[i]
	return Value{c.text, r.pos(i), c.date()}, true
}

// Allot sets the value of a field that the record does not state, such as its document number, and tells whether it did: not when the field
// is not declared or has a value.
func (r *Record) Allot(field, text string) bool {
	i, ok := r.schema.index[field]
	if !ok || r.cells[i].line != 0 {
		return false
	}
	r.cells[i] = cell{text: text, line: int32(max(r.Pos.Line, 1)), col: int32(r.Pos.Col)}
	return true
}

// Photo returns the picture that a field names, or nil.
func (r *Record) Photo(field string) *Photo {
	for k, i := range r.schema.photos {
		if r.schema.fields[i].Name == field {
			return r.photos[k]
		}
	}
	return nil
}

// Photos returns the pictures of the record, nil for a field that names none, in the order of the template's fields.
func (r *Record) Photos() []*Photo { return r.photos }

func (r *Record) pos(i int) source.Pos {
	return source.Pos{File: r.Pos.File, Line: int(r.cells[i].line), Col: int(r.cells[i].col)}
}

func (c *cell) date() Date { return Date{int(c.year), int(c.month), int(c.day)} }

func (c *cell) setDate(d Date) { c.year, c.month, c.day = int16(d.Year), int8(d.Month), int8(d.Day) }
