package templates

import (
	"docketcard/templates/source"
)

// MRZ is the machine-readable zone of a TD1 card (ICAO Doc 9303-5, section 4.2): three lines of 30 characters.
type MRZ struct {
	Common
	Code, State, Number, Sex, Nationality, Surname, Given, Name Content
	Optional                                                    [2]Content
	Birth, Expires                                              string // date fields
	At                                                          Point  // where the first baseline starts
	Style                                                       *Style // OCR-B at its pitch
}

// Measures of the zone: OCR-B of size 1 has ten characters to the inch (Doc 9303-3, section 4.4) and its capitals are 713 of 1000 units high,
// its advance 723. The middle lines of the three rows lie 15.73, 11.5 and 7.27 mm above the lower edge and the first character
// begins 5 mm from the left one (Doc 9303-5, section 4.2.1).
const (
	mrzPitch   = Inch / 10
	mrzSize    = (mrzPitch*1000 + 361) / 723
	mrzLeading = 4230 * Micrometre
	mrzLeft    = 5 * Millimetre
	mrzMiddle  = 15730 * Micrometre // of the first line, above the lower edge
	mrzCapital = mrzSize * 713 / 1000
)

// contents are those that the zone shows.
func (m *MRZ) contents() []*Content {
	return []*Content{&m.Code, &m.State, &m.Number, &m.Optional[0], &m.Sex, &m.Nationality, &m.Optional[1], &m.Surname, &m.Given, &m.Name}
}

// Refs returns the fields of the zone.
func (m *MRZ) Refs() []string {
	refs := []string{m.Birth, m.Expires}
	for _, c := range m.contents() {
		refs = append(refs, c.Refs()...)
	}
	return refs
}

// Room returns the area of the three lines.
func (m *MRZ) Room() Rect {
	return Rect{m.At.X, m.At.Y - mrzCapital, 30 * mrzPitch, 2*mrzLeading + mrzCapital}
}

func (m *MRZ) uncut() (Rect, bool) { return m.Room(), true }

func (r elementReader) mrz(common Common) Element {
	m := &MRZ{Common: common, Style: &Style{Name: "mrz", Faces: []string{"ocr-b"}, Size: mrzSize, Leading: mrzLeading}}
	r.Choice("mrz", "td1")
	need := func(key string) Content {
		if !r.Has(key) {
			r.faultAt(r.Node, key, "missing")
		}
		return r.content(key)
	}
	m.Code, m.State, m.Number, m.Nationality = need("code"), need("state"), need("number"), need("nationality")
	m.Sex, m.Given, m.Name = r.content("sex"), r.content("given"), r.content("name")
	if m.Surname = r.content("surname"); !r.Has("surname") && !r.Has("name") {
		need("surname")
	}
	m.Optional = [2]Content{r.content("optional1"), r.content("optional2")}
	date := func(key string) string {
		name := r.NeedText(key)
		if f := r.t.Field(name); name != "" && (f == nil || f.Type != TypeDate) {
			r.errs.Add(r.Node.Get(key).Pos, r.Name(key), source.Quote(name)+" is not a field of type date", source.Suggest(name, sortedKeys(r.t.fields)))
		}
		return name
	}
	m.Birth, m.Expires = date("birth"), date("expires")
	room := m.Room()
	m.At = Point{mrzLeft, r.t.Size.H - mrzMiddle + mrzCapital/2}
	if r.Has("at") {
		m.At = r.at("at", Size{room.W, room.H}, mrzCapital)
	} else {
		r.Get("at")
	}
	return m
}
