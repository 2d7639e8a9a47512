package record

import (
	"fmt"
	"hash/maphash"

	"docketcard/templates/source"
)

// Uniques finds what two records of a batch must not share: the values of unique fields, and pictures. It is fed by one goroutine, in the
// order of the batch, so that the later record is the one at fault. It holds some fifty bytes for each value.
type Uniques struct {
	schema *Schema
	values []map[sharedKey]place // by field; nil for those that are not unique
	photos []map[sharedKey]place // by their order in schema.photos
	files  []string
}

// A sharedKey stands for a value: 128 bits of two keyed hashes, which no two values of a batch ever share.
type sharedKey [2]uint64

var sharedSeeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func sharedKeyOf(value []byte) sharedKey {
	return sharedKey{maphash.Bytes(sharedSeeds[0], value), maphash.Bytes(sharedSeeds[1], value)}
}

// A place is a source.Pos, its file by number.
type place struct{ file, line, col int32 }

// NewUniques returns a Uniques for the records of s.
func NewUniques(s *Schema) *Uniques {
	u := &Uniques{schema: s, values: make([]map[sharedKey]place, len(s.fields))}
	for i, f := range s.fields {
		if f.Unique {
			u.values[i] = map[sharedKey]place{}
		}
	}
	for range s.photos {
		u.photos = append(u.photos, map[sharedKey]place{})
	}
	return u
}

// first returns where a value stood before, or notes that it stands at pos.
func (u *Uniques) first(seen map[sharedKey]place, value []byte, pos source.Pos) (source.Pos, bool) {
	key := sharedKeyOf(value)
	if p, ok := seen[key]; ok {
		return source.Pos{File: u.files[p.file], Line: int(p.line), Col: int(p.col)}, true
	}
	// Records come file by file.
	if n := len(u.files); n == 0 || u.files[n-1] != pos.File {
		u.files = append(u.files, pos.File)
	}
	seen[key] = place{int32(len(u.files) - 1), int32(pos.Line), int32(pos.Col)}
	return source.Pos{}, false
}

// Add returns the faults of what r shares with the records before it. A Record that Read returned beside faults can be added too.
func (u *Uniques) Add(r *Record) source.ErrorList {
	var errs source.ErrorList
	for i, seen := range u.values {
		if seen == nil || r.cells[i].line == 0 {
			continue
		}
		if first, ok := u.first(seen, []byte(r.cells[i].text), r.pos(i)); ok {
			errs.Addf(r.pos(i), u.schema.fields[i].Name, "the same value stands at %s already; want one that no other record has", first)
		}
	}
	for k, seen := range u.photos {
		p, i := r.photos[k], u.schema.photos[k]
		if p == nil {
			continue
		}
		if first, ok := u.first(seen, p.SHA256[:], r.pos(i)); ok {
			errs.Add(r.pos(i), u.schema.fields[i].Name, fmt.Sprintf("the record at %s has the same picture", first), "see which of the two has the wrong holder's picture")
		}
	}
	return errs
}
