// Package finding says what the codes of cards are worth, in the form that verify prints and the page for officers shows.
package finding

import (
	"encoding/base64"
	"encoding/hex"
	"time"

	"docketcard/render/seal"
)

// A Finding is what is said of one code. Its JSON form is stable: fields are only ever added.
type Finding struct {
	Target   string       `json:"target,omitempty"` // the file or argument that the code was in
	Page     int          `json:"page,omitempty"`   // of a PDF, from 1
	Box      *Box         `json:"box,omitempty"`    // on a page or picture
	AsOf     string       `json:"as_of"`
	Format   string       `json:"format,omitempty"` // of the code, as seal.Result names it
	Verdict  seal.Verdict `json:"verdict"`
	Sentence string       `json:"sentence"`
	Reason   string       `json:"reason,omitempty"`
	KeyID    string       `json:"key_id,omitempty"`

	// What is signed, and empty unless it is.
	Number  string            `json:"document_number,omitempty"`
	Issuer  string            `json:"issuer,omitempty"`
	Issued  string            `json:"issued,omitempty"`
	Expires string            `json:"expires,omitempty"` // the last day
	Fields  map[string]string `json:"fields,omitempty"`  // by the name of the item
	Face    string            `json:"face,omitempty"`    // the picture of the holder, as a data URL

	Status *ListAge `json:"status_list,omitempty"` // that the card was looked up in
	Trust  *ListAge `json:"trust_list,omitempty"`

	Items []seal.Field `json:"-"` // Fields for people, in the order in which they are signed
}

// Signed reports whether the Finding says what a card says, that is, whether its issuer has signed that.
func (f *Finding) Signed() bool { return f.Items != nil }

// A Box is the place of a code in pixels, from the upper left corner.
type Box struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// Judge is with what and as of when codes are judged.
type Judge struct {
	Ring  *seal.Keyring
	Trust *seal.TrustList // nil for none
	At    time.Time
}

// Of verifies the text of one code.
func (j Judge) Of(text string) Finding {
	r := j.Ring.Verify(text, j.At)
	f := Finding{
		AsOf: j.At.UTC().Format(time.RFC3339), Format: r.Format, Verdict: r.Verdict, Sentence: r.Verdict.Sentence(), Reason: r.Reason,
		KeyID: hex.EncodeToString(r.KeyID), Trust: j.TrustAge(),
	}
	if l := r.List; l != nil {
		f.Status = j.StatusAge(l)
	}
	p := r.Payload
	if p == nil {
		return f
	}
	f.Items = p.Fields()
	f.Fields = map[string]string{}
	for _, item := range f.Items {
		f.Fields[item.Name] = item.Value
	}
	f.Issuer = p.Issuer
	f.Number, _ = p.Attributes[1].(string) // id, which docketcard makes the document number
	f.Face = face(p.Attributes)
	if !p.IssuedAt.IsZero() {
		f.Issued = p.IssuedAt.UTC().Format(time.DateOnly)
	}
	// Claim 4 is the first moment at which the card is not good any more. Other issuers may leave it out.
	if !p.Expires.IsZero() {
		f.Expires = p.Expires.Add(-time.Second).UTC().Format(time.DateOnly)
	}
	return f
}

// Refuse gives the Finding another verdict, for a reason that lies outside the code.
func (f *Finding) Refuse(v seal.Verdict, reason string) {
	f.Verdict, f.Sentence, f.Reason = v, v.Sentence(), reason
}

// TrustAge returns the age of the trust list, or nil.
func (j Judge) TrustAge() *ListAge {
	if j.Trust == nil {
		return nil
	}
	age := NewListAge(j.Trust.Issued, j.Trust.NextUpdate, j.At)
	age.Sequence = j.Trust.Sequence
	return age
}

// face returns the picture in attributes 16 and 17 of Claim 169, or nothing when there is none of a kind that every browser shows.
func face(attributes map[int]any) string {
	data, _ := attributes[16].([]byte)
	format, _ := attributes[17].(int64)
	kind, ok := map[int64]string{1: "jpeg", 3: "avif", 4: "webp"}[format]
	if len(data) == 0 || !ok {
		return ""
	}
	return "data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
}
