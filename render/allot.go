package render

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"

	"docketcard/render/record"
	"docketcard/templates"
	"docketcard/templates/source"
)

// allot gives the record what it lacks: for each field of the template that says allot and has no value, a document number or a
// reference. Each is derived from the record's id and occasion under secret, so that the same record printed again has the same number, a
// reissue has a fresh one, and none can be computed from what a card shows (HMAC-SHA-256, RFC 2104). Without a secret it returns a fault
// for each.
func allot(secret []byte, t *templates.Template, r *record.Record) (faults source.ErrorList) {
	for _, f := range t.Fields {
		if !f.Allot {
			continue
		}
		if secret == nil {
			if v, ok := r.Value(f.Name); !ok || v.Text == "" {
				faults.Add(r.Pos, f.Name, "missing; the key that seals these cards is not in a file, so no numbers are made under it", "state it, or name a key file for numbers with --number-key")
			}
			continue
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte("docketcard allot v1\x00" + f.Name + "\x00" + r.ID))
		// What makes a reissue another card.
		for _, name := range []string{"card.issued_on", "card.reason", "card.replaces"} {
			v, _ := r.Value(name)
			mac.Write([]byte("\x00" + v.Text))
		}
		sum := mac.Sum(nil)
		switch f.Type {
		case templates.TypeDocumentNumber:
			r.Allot(f.Name, record.DocumentNumber(binary.BigEndian.Uint64(sum)))
		case templates.TypeReference:
			// 26 characters carry 130 bits.
			r.Allot(f.Name, base32.StdEncoding.EncodeToString(sum)[:26])
		}
	}
	return faults
}

// reference returns the field that the link to a holder's case is made of, or nil.
func reference(t *templates.Template) *templates.Field {
	for _, f := range t.Fields {
		if f.Type == templates.TypeReference && f.Allot {
			return f
		}
	}
	return nil
}
