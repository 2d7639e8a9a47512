package record

import (
	"crypto/sha256"
	"fmt"

	"docketcard/templates/source"
)

// Uniques finds what two records of a batch must not share: the values of unique fields, and pictures. It is fed by one goroutine, in the
// order of the batch, so that the later record is the one at fault.
type Uniques struct {
	schema *Schema
	values []map[string]source.Pos            // by field; nil for those that are not unique
	photos []map[[sha256.Size]byte]source.Pos // by their order in schema.photos
}

// NewUniques returns a Uniques for the records of s.
func NewUniques(s *Schema) *Uniques {
	u := &Uniques{schema: s, values: make([]map[string]source.Pos, len(s.fields))}
	for i, f := range s.fields {
		if f.Unique {
			u.values[i] = map[string]source.Pos{}
		}
	}
	for range s.photos {
		u.photos = append(u.photos, map[[sha256.Size]byte]source.Pos{})
	}
	return u
}

// Add returns the faults of what r shares with the records before it. A Record that Read returned beside faults can be added too.
func (u *Uniques) Add(r *Record) source.ErrorList {
	var errs source.ErrorList
	for i, seen := range u.values {
		if seen == nil || r.cells[i].line == 0 {
			continue
		}
		if first, ok := seen[r.cells[i].text]; ok {
			errs.Addf(r.pos(i), u.schema.fields[i].Name, "the same value stands at %s already; want one that no other record has", first)
			continue
		}
		seen[r.cells[i].text] = r.pos(i)
	}
	for k, seen := range u.photos {
		p, i := r.photos[k], u.schema.photos[k]
		if p == nil {
			continue
		}
		if first, ok := seen[p.SHA256]; ok {
			errs.Add(r.pos(i), u.schema.fields[i].Name, fmt.Sprintf("the record at %s has the same picture", first), "see which of the two has the wrong holder's picture")
			continue
		}
		seen[p.SHA256] = r.pos(i)
	}
	return errs
}
