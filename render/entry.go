package render

import (
	"hash/maphash"
	"slices"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

// An entry is a card whose record was checked, its photos' data left in their files.
type entry struct {
	record *record.Record // nil when it is to be read again
	id     string
	file   *Case
	offset int64 // of the document in the file
	mark   uint64
	place  uint64 // in the status list
	size   int32  // of the document
	line   int32
	item   int32 // which record of the document it is
	placed bool  // it has its place
	photos []*record.Photo
}

// recordsKept is how many records of a batch stay in memory, some two kilobytes each, between check and drawing. The others are read again
// from their files, so that memory does not grow by them. Tests change it.
var recordsKept = 4096

// markSeed is of the marks of documents, which tell whether a file was changed between check and drawing. They never leave the process.
var markSeed = maphash.MakeSeed()

// record returns the record of card i, and fails when its document is not what was checked.
func (b *Batch) record(i int, files *caseReader) (*record.Record, error) {
	e := &b.entries[i]
	if e.record != nil {
		return e.record, nil
	}
	data, err := files.read(e.file, e.offset, int(e.size))
	if err != nil {
		return nil, err
	}
	changed := &source.Error{Pos: source.Pos{File: e.file.Name, Line: int(e.line), Col: 1}, Msg: "the record has changed since it was checked"}
	if maphash.Bytes(markSeed, data) != e.mark {
		return nil, changed
	}
	nodes, err := source.Parse(e.file.Name, data, int(e.line))
	if err != nil {
		return nil, err
	}
	rec, err := b.schema.Again(records(nodes)[e.item], e.photos)
	if err != nil {
		return nil, err
	}
	if faults := allot(b.setup.Secret, b.setup.Template, rec); len(faults) > 0 {
		return nil, faults
	}
	return rec, nil
}

// records returns the records of the documents of a part of a file: each is one, or a list of them.
func records(nodes []*source.Node) []*source.Node {
	if !slices.ContainsFunc(nodes, func(n *source.Node) bool { return n.Kind == source.List }) {
		return nodes
	}
	var all []*source.Node
	for _, n := range nodes {
		if n.Kind == source.List {
			all = append(all, n.Items...)
		} else {
			all = append(all, n)
		}
	}
	return all
}

// loadPhotos reads the data of a record's photos again, which must be what was checked.
func (b *Batch) loadPhotos(r *record.Record, file *Case) error {
	for _, f := range b.setup.Template.Fields {
		if f.Type != templates.TypePhoto {
			continue
		}
		if p := r.Photo(f.Name); p != nil {
			name, _ := r.Value(f.Name)
			again, err := record.Reread(file.Files, name.Text, p)
			if err != nil {
				return &source.Error{Pos: name.Pos, Field: f.Name, Msg: err.Error()}
			}
			p.Data = again.Data
		}
	}
	return nil
}

func dropPhotos(photos []*record.Photo) {
	for _, p := range photos {
		if p != nil {
			p.Data = nil
		}
	}
}
