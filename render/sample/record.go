package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"docketcard/render/record"
)

// IssuedOn is the date of issue of the records of [New].
var IssuedOn = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

// A Generator makes specimen records. Record i of a generator is the same
// however many others are made, in whatever order.
type Generator struct {
	Seed     uint64
	IssuedOn time.Time // date of issue; every other date is counted from it

	// Scripts, by their ISO 15924 codes, in which a name is also given in
	// its own writing (name_native). Names of other scripts have the Latin
	// form only.
	Scripts []string

	// Locales are the keys of the cultures that names are taken from (see
	// [Locales]); empty is all of them.
	Locales []string
}

// Locales returns the keys of the cultures that there are names of: most are
// BCP 47 language tags such as es, ht and ar.
func Locales() []string {
	var keys []string
	all := cultures()
	for i := range all {
		keys = append(keys, all[i].key)
	}
	return keys
}

// Scripts returns the ISO 15924 codes of the scripts that names may also be
// given in.
func Scripts() []string {
	var scripts []string
	all := cultures()
	for i := range all {
		if s := all[i].script; s != "Latn" && !slices.Contains(scripts, s) {
			scripts = append(scripts, s)
		}
	}
	return scripts
}

// cultures returns the cultures that g takes names from, in the order of the
// table; all of them when none of its Locales is known.
func (g *Generator) cultures() []*culture {
	var some []*culture
	all := cultures()
	for i := range all {
		if len(g.Locales) == 0 || slices.Contains(g.Locales, all[i].key) {
			some = append(some, &all[i])
		}
	}
	if len(some) == 0 {
		return (&Generator{}).cultures()
	}
	return some
}

// New returns a generator that issues on [IssuedOn] and writes native names in
// all of [Scripts].
func New(seed uint64) *Generator {
	return &Generator{Seed: seed, IssuedOn: IssuedOn, Scripts: Scripts()}
}

// A Record is a specimen case record, schema docketcard/case/v1: a fictitious
// holder and nothing that a card must not carry. Dates are YYYY-MM-DD; of a
// birth date of which only the year is known month and day are XX.
type Record struct {
	Schema       string  `json:"schema"`
	RecordID     string  `json:"record_id"`
	Specimen     bool    `json:"specimen"`
	CaseNumber   string  `json:"case_number"` // in the specimen range of the issuer UTO
	Holder       Holder  `json:"holder"`
	Photo        Photo   `json:"photo"`
	Release      Release `json:"release"`
	Card         Card    `json:"card"`
	MemoLanguage string  `json:"memo_language"` // BCP 47

	// Portrait is the holder's likeness; Photo names its file.
	Portrait Portrait `json:"-"`
}

type Holder struct {
	Surname      string `json:"surname"`
	GivenNames   string `json:"given_names,omitempty"`
	Mononym      bool   `json:"mononym,omitempty"`
	NameNative   string `json:"name_native,omitempty"`
	NativeScript string `json:"native_script,omitempty"`
	BirthDate    string `json:"birth_date"`
	Nationality  string `json:"nationality"` // UTO, XXA or XXX
}

type Photo struct {
	File    string `json:"file"`
	SHA256  string `json:"sha256,omitempty"`
	TakenOn string `json:"taken_on"`
}

type Release struct {
	Form       string `json:"form"`
	OrderDate  string `json:"order_date"`
	OfficeCode string `json:"office_code"`
}

type Card struct {
	IssuedOn  string `json:"issued_on"`
	ExpiresOn string `json:"expires_on"`
	Reason    string `json:"reason"`
	Replaces  string `json:"replaces,omitempty"` // the document number of the card before
}

// Record returns record i, counted from 1; it panics for a negative i. The
// package comment states how often what occurs. The case number is that of
// the family, and of records a thousand apart the same, because the specimen
// range has a thousand numbers. Photo.SHA256 is empty until
// [Record.TakePhoto].
func (g *Generator) Record(i int) Record {
	if i < 0 {
		panic("sample: negative record number")
	}
	id := fmt.Sprintf("c-%04d", i)
	r := Record{
		Schema:   "docketcard/case/v1",
		RecordID: id,
		Specimen: true,
		Photo:    Photo{File: "photos/" + id + ".jpg"},
	}
	who := g.person(i)
	// A family has one case, under the number of its first member.
	r.CaseNumber = fmt.Sprintf("U%09d", (i-who.nth)%1000)
	d := roll(g.Seed, 0x7265636f7264, uint64(i))
	c := who.culture
	r.Holder = g.name(d, who)

	born := g.IssuedOn.AddDate(-who.age, 0, -1-d.n(360))
	r.Holder.BirthDate = day(born)
	also := roll(g.Seed, 0x6f6c6465, uint64(i))
	if who.age > 30 && d.chance(3) {
		r.Holder.BirthDate = born.Format("2006") + "-XX-XX"
	} else if also.chance(1) {
		r.Holder.BirthDate = born.Format("2006-01") + "-XX"
	}
	r.Holder.Nationality = []string{"UTO", "XXX", "XXA"}[d.weigh(88, 7, 5)]

	r.Card.Reason = "new"
	ordered := d.between(1, 40)
	if d.chance(12) {
		r.Card.Reason = "renewal"
		ordered += d.between(365, 700)
	}
	if r.Card.Reason == "new" && also.chance(9) {
		r.Card.Reason = replacements[also.weigh(4, 3, 2, 2, 1, 1)]
		ordered += also.between(30, 300)
	}
	if r.Card.Reason != "new" {
		r.Card.Replaces = record.DocumentNumber(also.next())
	}
	r.Release = Release{
		Form:       []string{"R-1", "R-2", "S-1", "BOND", "OTHER"}[d.weigh(40, 20, 20, 15, 5)],
		OrderDate:  day(g.IssuedOn.AddDate(0, 0, -ordered)),
		OfficeCode: []string{"PHV", "NLM", "EST", "CQY"}[d.weigh(5, 3, 2, 2)],
	}
	r.Photo.TakenOn = day(g.IssuedOn.AddDate(0, 0, -d.between(0, 25)))
	r.Card.IssuedOn = day(g.IssuedOn)
	r.Card.ExpiresOn = day(g.IssuedOn.AddDate(0, []int{12, 18, 24}[d.weigh(3, 2, 5)], -1))
	r.MemoLanguage = c.memo

	sitter := Sitter{Age: who.age, Sex: who.sex, Tone: c.tone}
	if wide := d.chance(8); who.family {
		// A family's tones lie close together.
		at := c.tone.From + roll(g.Seed, who.house).n(c.tone.To-c.tone.From+1)
		sitter.Tone = Tone{max(at-1, c.tone.From), min(at+1, c.tone.To)}
	} else if wide {
		sitter.Tone = Tone{} // no people has only its usual tones
	}
	if d.chance(55) {
		sitter.Wear = c.wear
	}
	r.Portrait = NewPortrait(d.next(), sitter)
	return r
}

// replacements are the reasons of a card that takes another's place before
// that one expires.
var replacements = []string{"lost", "damaged", "stolen", "correction", "status_change", "misprint"}

// A person is what must be known before the names: families share a culture
// and a surname.
type person struct {
	culture *culture
	surname int // index
	sex     byte
	age     int
	family  bool
	nth     int // in the family
	house   uint64
}

// Records are settled in houses of ten; somewhere in most of them lives one
// family.
const houseSize = 10

func (g *Generator) person(i int) person {
	house, at := uint64(i/houseSize), i%houseSize
	all := g.cultures()
	h := roll(g.Seed, 0x686f757365, house)
	has := h.chance(70)
	size := 2 + h.weigh(3, 4, 2)
	first := h.n(houseSize - size + 1)
	kin := h.n(len(all))
	surname := h.n(1 << 20)
	parent := h.between(24, 44)
	couple := size > 2 && h.chance(75)
	mother := h.chance(55)

	d := roll(g.Seed, 0x706572736f6e, uint64(i))
	p := person{house: house, sex: "FM"[d.n(2)]}
	if has && at >= first && at < first+size {
		p.family = true
		p.culture = all[kin]
		p.surname = surname % len(p.culture.sf)
		p.nth = at - first
		switch {
		case p.nth == 0:
			p.age = parent
			p.sex = "MF"[b(mother)]
		case p.nth == 1 && couple:
			p.age = parent + d.between(-3, 5)
			p.sex = "FM"[b(mother)]
		default:
			p.age = d.between(2, min(parent-20, 17))
		}
		return p
	}
	p.culture = all[d.n(len(all))]
	p.surname = d.n(len(p.culture.sf))
	p.age = 18 + d.weigh(8, 9, 8, 6, 4, 3, 2)*8 + d.n(8)
	return p
}

func b(v bool) int {
	if v {
		return 1
	}
	return 0
}

func (g *Generator) name(d *dice, who person) Holder {
	c := who.culture
	given, surnames := c.m, c.sm
	if who.sex == 'F' {
		given, surnames = c.f, c.sf
	}
	sur := surnames[who.surname]
	h := Holder{}
	switch kind := d.n(100); {
	case who.family || kind >= 8:
		first := pick(d, given)
		if who.family {
			// Siblings do not share their given names.
			first = given[(roll(g.Seed, who.house).n(len(given))+who.nth)%len(given)]
		}
		h.Surname, h.GivenNames = sur.latin, first.latin
		if first.native != "" && sur.native != "" && slices.Contains(g.Scripts, c.script) {
			h.NativeScript = c.script
			switch c.script {
			case "Hang", "Hans", "Hant", "Jpan": // surname first, no space
				h.NameNative = sur.native + first.native
			default:
				h.NameNative = first.native + " " + sur.native
			}
		}
	case kind < 3:
		h.Surname, h.Mononym = pick(d, given).latin, true
	case kind < 6:
		h.Surname, h.GivenNames = longName(d, c, given, surnames)
	default:
		// Surnames of one letter exist: the Korean O, the Chinese E.
		h.Surname, h.GivenNames = pick(d, []string{"O", "E"}), pick(d, given).latin
	}
	return h
}

// longName joins names of one culture until surname and given names come to
// 40 characters, or there are no more.
func longName(d *dice, c *culture, given, surnames []name) (sur, first string) {
	join := "-"
	switch c.key {
	case "es":
		join = " de la Cruz y "
	case "pt":
		join = " de Albuquerque e "
	case "ar", "fa", "ur":
		join = " ibn "
	}
	at := d.n(len(surnames))
	sur = surnames[at].latin
	if other := surnames[(at+1)%len(surnames)].latin; other != sur {
		sur += join + other
	}
	at = d.n(len(given))
	first = given[at].latin
	for n := 1; n < len(given) && len([]rune(sur))+len([]rune(first)) < 40; n++ {
		first += " " + given[(at+n)%len(given)].latin
	}
	return sur, first
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

// TakePhoto draws the portrait at [PhotoWidth] by [PhotoHeight], enters its
// digest in the record and returns the JPEG that belongs in Photo.File.
func (r *Record) TakePhoto() ([]byte, error) {
	var buf bytes.Buffer
	if err := r.Portrait.JPEG(&buf, PhotoWidth, PhotoHeight); err != nil {
		return nil, fmt.Errorf("drawing the portrait of %s: %w", r.RecordID, err)
	}
	sum := sha256.Sum256(buf.Bytes())
	r.Photo.SHA256 = hex.EncodeToString(sum[:])
	return buf.Bytes(), nil
}

// YAML returns the record as one YAML document without a "---" line, in the
// order of the schema. Absent fields are left out.
func (r Record) YAML() []byte { return yamlOf(r.values()) }

// values returns what the record says, field by field, in the order of the
// schema.
func (r Record) values() []value {
	all := []value{
		{"schema", "", r.Schema, bare},
		{"record_id", "", r.RecordID, bare},
		{"specimen", "", fmt.Sprint(r.Specimen), bare},
		{"case_number", "", r.CaseNumber, bare},
		{"surname", "holder", r.Holder.Surname, text},
		{"given_names", "holder", r.Holder.GivenNames, text},
		{"mononym", "holder", map[bool]string{true: "true"}[r.Holder.Mononym], bare},
		{"name_native", "holder", r.Holder.NameNative, text},
		{"native_script", "holder", r.Holder.NativeScript, bare},
		{"birth_date", "holder", r.Holder.BirthDate, bare},
		{"nationality", "holder", r.Holder.Nationality, bare},
		{"file", "photo", r.Photo.File, bare},
		{"sha256", "photo", r.Photo.SHA256, quoted}, // a digest may look like a number
		{"taken_on", "photo", r.Photo.TakenOn, bare},
		{"form", "release", r.Release.Form, bare},
		{"order_date", "release", r.Release.OrderDate, bare},
		{"office_code", "release", r.Release.OfficeCode, bare},
		{"issued_on", "card", r.Card.IssuedOn, bare},
		{"expires_on", "card", r.Card.ExpiresOn, bare},
		{"reason", "card", r.Card.Reason, bare},
		{"replaces", "card", r.Card.Replaces, quoted},
		{"memo_language", "", r.MemoLanguage, text},
	}
	return slices.DeleteFunc(all, func(v value) bool { return v.text == "" })
}
