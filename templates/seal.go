package templates

import (
	"docketcard/templates/source"
)

// Seal says what is signed.
type Seal struct {
	Expires    string  // the date field whose day's end is claim 4
	Issued     string  // the date field of claims 5 and 6
	Attributes []Claim // of claim 169, in the order of the template
	Encoding   string  // EncodingDigits, EncodingPortal or EncodingBase45
	Dialect    string  // of claim 169: DialectSpec or DialectMOSIP
	Thumbnail  string  // the photo field of which a small grey picture is sealed; "" for none
}

// What the encoding of a seal may be.
const (
	EncodingDigits = "digits"     // digits behind a link to the verification page: {seal.url}
	EncodingPortal = "url+portal" // digits behind the link to the holder's case: {seal.url}, for both audiences
	EncodingBase45 = "base45"     // as claim 169 is published: {seal.base45}
)

// What the dialect of a seal in Base45 may be.
const (
	DialectSpec  = "spec"  // a map in a COSE message, as the claim is registered
	DialectMOSIP = "mosip" // as MOSIP's software has it
)

// Ref returns the name that codes call the seal by.
func (s *Seal) Ref() string {
	if s.Encoding == EncodingBase45 {
		return "seal.base45"
	}
	return "seal.url"
}

// Claim is one attribute of claim 169 and the text that fills it.
type Claim struct {
	Name  string
	Value Content
	Pos   source.Pos
}

// parseSeal reads the seal section.
func (t *Template) parseSeal(r elementReader) *Seal {
	s := &Seal{}
	date := func(key string) string {
		name := r.NeedText(key)
		switch f := t.fields[name]; {
		case name == "":
		case f == nil || f.Type != TypeDate:
			r.faultAt(r.Node.Get(key), key, "%q is not a field of type date", name)
		case !f.Required || f.Unless != "" || f.Partial:
			r.faultAt(r.Node.Get(key), key, "field %s may be left out or partial; want one that every record states in full", name)
		}
		return name
	}
	s.Issued, s.Expires = date("issued"), date("expires")
	s.Encoding = r.Choice("encoding", EncodingDigits, EncodingPortal, EncodingBase45)
	s.Dialect = r.Choice("dialect", DialectSpec, DialectMOSIP)
	if r.Has("dialect") && s.Encoding != EncodingBase45 {
		r.faultAt(r.Node.Get("dialect"), "dialect", "only seals with encoding: %s have a dialect", EncodingBase45)
	}
	if s.Thumbnail = r.Text("thumbnail"); s.Thumbnail != "" {
		if f := t.fields[s.Thumbnail]; f == nil || f.Type != TypePhoto {
			r.faultAt(r.Node.Get("thumbnail"), "thumbnail", "%q is not a field of type photo", s.Thumbnail)
		}
	}
	a := elementReader{newReader(r.Need("attributes"), "seal.attributes", r.errs), t, nil}
	for _, p := range pairs(a.Map) {
		s.Attributes = append(s.Attributes, Claim{p.Key.Text, a.content(p.Key.Text), p.Key.Pos})
	}
	r.Close()
	return s
}
