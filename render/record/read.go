package record

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"docketcard/templates"
	"docketcard/templates/source"
)

// Read reads one record and opens its pictures in files, whose root is the folder that their paths are relative to. The error is a
// source.ErrorList of every fault; the Record then holds what was sound, for Uniques alone.
func (s *Schema) Read(n *source.Node, files fs.FS) (*Record, error) {
	return s.read(n, func(r *reader, k, i int) { r.photo(k, i, files) })
}

// Again is Read for a record that was read before and had these Photos, which are not opened.
func (s *Schema) Again(n *source.Node, photos []*Photo) (*Record, error) {
	return s.read(n, func(r *reader, k, _ int) { r.rec.photos[k] = photos[k] })
}

// read reads a record; photo takes the kth picture, that of field i.
func (s *Schema) read(n *source.Node, photo func(r *reader, k, i int)) (*Record, error) {
	r := reader{
		Schema:   s,
		rec:      &Record{schema: s, cells: make([]cell, len(s.fields)), photos: make([]*Photo, len(s.photos))},
		nodes:    make([]*source.Node, len(s.fields)),
		specimen: s.specimenCards,
	}
	if n == nil {
		n = &source.Node{Kind: source.Null}
	}
	r.rec.Pos = n.Pos
	if n.Kind != source.Mapping {
		r.errs.Addf(n.Pos, "", "found %s; want a record, a mapping with schema: %s", n.Kind, CaseSchema)
		return r.rec, r.errs.Err()
	}
	if schema := n.Get("schema"); schema != nil {
		for _, kind := range []string{templates.TemplateSchema, templates.StockSchema, templates.IssuerSchema} {
			if schema.Text == kind {
				// Nothing else is right of another kind of file.
				r.errs.Add(schema.Pos, "schema", fmt.Sprintf("%s; want %s", quoteNode(schema), CaseSchema), "it is named with --"+path.Base(path.Dir(kind)))
				return r.rec, r.errs.Err()
			}
		}
	}
	r.assign(n)
	r.kind()
	for i := range s.fields {
		if r.nodes[i] != nil {
			r.value(i)
		}
	}
	// What depends on other fields comes when all of them are read.
	for i := range s.fields {
		r.lookup(i)
	}
	for i := range s.fields {
		r.bounds(i)
	}
	for k, i := range s.photos {
		photo(&r, k, i)
	}
	for i := range s.fields {
		r.required(n, i)
	}
	// What a field at fault says is not known, nor then what rules on it make of it.
	faulty := slices.Clone(r.errs)
	for _, rule := range s.rules {
		if !slices.ContainsFunc(faulty, func(e *source.Error) bool {
			return slices.Contains(rule.Refs(), e.Field) || slices.Contains(rule.When.Refs(), e.Field)
		}) {
			r.rule(n, rule)
		}
	}
	if s.id >= 0 {
		r.rec.ID = strings.Clone(r.rec.cells[s.id].text) // which outlives the document that it is a part of
	}
	return r.rec, r.errs.Err()
}

// reader is one reading of a record.
type reader struct {
	*Schema
	rec      *Record
	nodes    []*source.Node // by field; nil when it is not stated
	specimen bool           // the card is to be a specimen
	errs     source.ErrorList
}

func (r *reader) fault(i int, msg, hint string) {
	r.errs.Add(r.nodes[i].Pos, r.fields[i].Name, msg, hint)
}

// refuse is fault for what breaks a rule of the declaration, which may have its own words for that.
func (r *reader) refuse(i int, kind, msg, hint string) {
	if own := r.fields[i].Messages.Of(kind); own != "" {
		msg, hint = own, ""
	}
	r.fault(i, msg, hint)
}

// rule holds the record against a rule on several fields.
func (r *reader) rule(n *source.Node, rule *templates.Rule) {
	value := func(name string) string { return r.rec.cells[r.index[name]].text }
	if !rule.When.Holds(value) {
		return
	}
	var has []string
	for _, name := range slices.Concat(rule.OneOf, rule.AnyOf) {
		if value(name) != "" {
			has = append(has, name)
		}
	}
	pos, field, msg := n.Pos, rule.Refs()[0], rule.Message
	switch {
	case rule.Check != nil:
		if rule.Check.Holds(value) {
			return
		}
		if r.has(r.index[field]) {
			pos = r.rec.pos(r.index[field])
		}
	case len(has) == 0:
		if msg == "" {
			msg = "missing; want " + source.Or(slices.Concat(rule.OneOf, rule.AnyOf))
		}
	case len(has) > 1 && rule.OneOf != nil:
		field = has[1]
		pos = r.rec.pos(r.index[field])
		if msg == "" {
			msg = "stated beside " + has[0] + "; want only one of " + source.Or(rule.OneOf)
		}
	default:
		return
	}
	r.errs.Add(pos, field, msg, "")
}

func (r *reader) notice(i int, msg, hint string) {
	r.rec.Notices = append(r.rec.Notices, &source.Error{Pos: r.nodes[i].Pos, Field: r.fields[i].Name, Msg: msg, Hint: hint})
}

func (r *reader) set(i int, text string) {
	pos := r.nodes[i].Pos
	c := &r.rec.cells[i]
	c.text, c.line, c.col = text, int32(max(pos.Line, 1)), int32(pos.Col)
}

func (r *reader) has(i int) bool { return i >= 0 && r.rec.cells[i].line > 0 }

// assign finds the node of each field and refuses the keys that no field has.
func (r *reader) assign(n *source.Node) {
	if schema := n.Get("schema"); schema == nil {
		r.errs.Add(n.Pos, "schema", "missing", "begin the record with schema: "+CaseSchema)
	} else if schema.Kind != source.Scalar || schema.Text != CaseSchema {
		r.errs.Addf(schema.Pos, "schema", "%s; want %s", quoteNode(schema), CaseSchema)
	}
	for _, p := range n.Pairs {
		key := p.Key.Text
		if i, ok := r.groups[""].keys[key]; ok {
			r.nodes[i] = p.Value
			continue
		}
		g := r.groups[key]
		switch {
		case key == "schema":
		case key == "" || g == nil:
			r.unknown("", p.Key)
		case p.Value.Kind != source.Mapping:
			r.errs.Add(p.Value.Pos, key, fmt.Sprintf("found %s; want a mapping", p.Value.Kind), "write its keys on lines of their own, further in, such as "+g.names[0])
		default:
			for _, q := range p.Value.Pairs {
				if i, ok := g.keys[q.Key.Text]; ok {
					r.nodes[i] = q.Value
				} else {
					r.unknown(key, q.Key)
				}
			}
		}
	}
}

// unknown refuses a key; the near one is looked for in the same mapping first, and then in the others.
func (r *reader) unknown(in string, key *source.Node) {
	near := slices.Clone(r.groups[in].names)
	if in == "" {
		near = append(append(near, "schema"), r.groupNames...)
	}
	if source.Near(key.Text, near) == "" {
		near = near[:0]
		for _, f := range r.fields {
			if _, k := splitName(f.Name); k == key.Text {
				near = append(near, f.Name)
			}
		}
		if len(near) > 0 {
			source.Unknown(&r.errs, in, key, nil)
			r.errs[len(r.errs)-1].Hint = fmt.Sprintf("did you mean %s?", source.Or(near))
			return
		}
	}
	source.Unknown(&r.errs, in, key, near)
}

// kind settles whether the card is to be a specimen. A record that says other than the batch is one fault; its values are then judged by
// what it says, so that they do not all become faults as well.
func (r *reader) kind() {
	if r.Schema.specimen < 0 {
		return
	}
	n := r.nodes[r.Schema.specimen]
	if n == nil || n.Kind != source.Scalar || n.Text != "true" && n.Text != "false" {
		return
	}
	r.specimen = n.Text == "true"
	switch {
	case r.specimen && !r.specimenCards:
		r.fault(r.Schema.specimen, "true, but the cards are live", "a specimen is never sealed with a live key; leave out --key to make specimens")
	case !r.specimen && r.specimenCards:
		r.fault(r.Schema.specimen, "false, but the cards are specimens", "a live card needs the issuer's key; give it with --key")
	}
}

// required faults the field that is not stated and must be.
func (r *reader) required(n *source.Node, i int) {
	f := &r.fields[i]
	if !f.Required && (!f.Live || r.specimen) || r.nodes[i] != nil && !empty(r.nodes[i]) || r.has(i) {
		return
	}
	if f.Type == templates.TypeDocumentNumber || f.Type == templates.TypeReference {
		return // these are allotted
	}
	if f.unless >= 0 && r.rec.cells[f.unless].text == "true" {
		return
	}
	if f.Type == templates.TypeLookup && r.nodes[i] == nil && f.key >= 0 && r.nodes[f.key] != nil && !r.has(f.key) {
		return // its key is at fault already
	}
	hint := ""
	if f.unless >= 0 {
		hint = "or say " + f.Unless + ": true"
	}
	if r.nodes[i] != nil {
		r.refuse(i, "required", "empty; want a value", hint)
		return
	}
	pos := n.Pos
	if in, _ := splitName(f.Name); in != "" {
		if g := n.Get(in); g != nil && g.Kind != source.Mapping {
			return // the group is at fault already
		} else if g != nil {
			pos = g.Pos
		}
	}
	msg := "missing"
	if own := f.Messages.Of("required"); own != "" {
		msg, hint = own, ""
	}
	r.errs.Add(pos, f.Name, msg, hint)
}

func empty(n *source.Node) bool { return n.Kind == source.Scalar && n.Text == "" }

// value reads the value of a field by its type. An empty value is none.
func (r *reader) value(i int) {
	f, n := &r.fields[i], r.nodes[i]
	if n.Kind == source.Null {
		r.fault(i, "nothing stands here; want a value", "leave the key out if there is none")
		return
	}
	if f.Type == templates.TypeLines {
		r.lines(i)
		return
	}
	if n.Kind != source.Scalar {
		r.fault(i, fmt.Sprintf("found %s; want a value", n.Kind), "")
		return
	}
	if n.Text == "" {
		return
	}
	switch f.Type {
	case templates.TypeText:
		r.text(i, false)
	case templates.TypeName:
		r.text(i, true)
	case templates.TypeCode:
		r.code(i)
	case templates.TypeDate:
		d, why := parseDate(n.Text, f.Partial)
		if why != "" {
			r.refuse(i, "value", source.Quote(n.Text)+" "+why, "")
			return
		}
		text := n.Text
		if d.Partial() {
			text = d.String()
		}
		if text != n.Text {
			r.notice(i, source.Quote(n.Text)+" is read as "+text, "")
		}
		r.set(i, text)
		r.rec.cells[i].setDate(d)
	case templates.TypeTime:
		d, why := parseTime(n.Text, f.Workday)
		if why != "" {
			r.refuse(i, "value", source.Quote(n.Text)+" "+why, "")
			return
		}
		r.set(i, n.Text)
		r.rec.cells[i].setDate(d)
	case templates.TypeCountry:
		r.country(i)
	case templates.TypeChoice:
		if !slices.Contains(f.Choices, n.Text) {
			r.refuse(i, "value", source.Quote(n.Text)+"; want "+among(f.Choices, "the template's choices"), source.Suggest(n.Text, f.Choices))
			return
		}
		r.set(i, n.Text)
	case templates.TypeBool:
		if n.Text != "true" && n.Text != "false" {
			r.refuse(i, "value", source.Quote(n.Text)+"; want true or false", "")
			return
		}
		r.set(i, n.Text)
	case templates.TypeNumber:
		v, err := strconv.Atoi(n.Text)
		if err != nil || strconv.Itoa(v) != n.Text || v < f.Min || f.Max > 0 && v > f.Max {
			r.refuse(i, "value", fmt.Sprintf("%s; want a whole number from %d to %d", source.Quote(n.Text), f.Min, f.Max), "")
			return
		}
		r.set(i, n.Text)
	case templates.TypeLanguage:
		r.language(i)
	case templates.TypePhoto:
		if why := pathFault(n.Text); why != "" {
			r.refuse(i, "value", source.Quote(n.Text)+" "+why, "paths are relative to the record's folder, with / between names")
			return
		}
		r.set(i, n.Text)
	case templates.TypeDocumentNumber:
		if why := numberFault(n.Text); why != "" {
			r.refuse(i, "value", source.Quote(n.Text)+" "+why, "")
			return
		}
		r.set(i, n.Text)
	case templates.TypeReference:
		if why := referenceFault(n.Text); why != "" {
			r.refuse(i, "value", why, "")
			return
		}
		r.set(i, n.Text)
	case templates.TypeLookup: // lookup compares it
		r.set(i, norm.NFC.String(n.Text))
	default:
		panic("record: unknown type of field " + string(f.Type))
	}
}

// among names the choices when they are few.
func among(choices []string, all string) string {
	if len(choices) > 12 {
		return fmt.Sprintf("one of the %d in %s", len(choices), all)
	}
	return source.Or(choices)
}

func (r *reader) text(i int, isName bool) {
	f := &r.fields[i]
	s := norm.NFC.String(r.nodes[i].Text)
	if why := lineFault(s, isName); why != "" {
		r.refuse(i, "value", why, "")
		return
	}
	if !r.fits(i, utf8.RuneCountInString(s)) {
		return
	}
	switch {
	case f.Pattern != nil && !f.Pattern.MatchString(s):
		r.refuse(i, "value", "want "+f.Pattern.Want, "")
		return
	case f.format != nil:
		if s = r.formatted(i, s); s == "" {
			return
		}
	case f.Table != "" && f.table[s] == nil:
		r.refuse(i, "value", "want a row of the issuer's table "+f.Table, source.Suggest(s, f.rows))
		return
	}
	if msg := mixedScripts(s); msg != "" {
		r.notice(i, msg, "see whether a letter was taken for one that looks alike")
	}
	r.set(i, s)
}

// fits checks the length of a text.
func (r *reader) fits(i, length int) bool {
	f := &r.fields[i]
	switch {
	case f.Max > 0 && length > f.Max:
		r.refuse(i, "length", fmt.Sprintf("%d characters; want at most %d", length, f.Max), "")
	case length < f.Min:
		r.refuse(i, "length", fmt.Sprintf("%d characters; want at least %d", length, f.Min), "")
	default:
		return true
	}
	return false
}

func (r *reader) code(i int) {
	f, s := &r.fields[i], r.nodes[i].Text
	at := 0
	for _, c := range s {
		at++
		if c < ' ' || c > '~' {
			r.refuse(i, "value", fmt.Sprintf("character %d is %s; want ASCII letters, digits and signs", at, describeCode(c)), "")
			return
		}
	}
	if strings.TrimSpace(s) != s {
		r.refuse(i, "value", source.Quote(s)+" has spaces around it", "")
		return
	}
	if f.format != nil {
		if s = r.formatted(i, s); s == "" {
			return
		}
	}
	if !r.fits(i, len(s)) {
		return
	}
	if f.Pattern != nil && !f.Pattern.MatchString(s) {
		hint := ""
		if up := strings.ToUpper(s); up != s && f.Pattern.MatchString(up) {
			hint = "did you mean " + up + "?"
		}
		r.refuse(i, "value", source.Quote(s)+"; want "+f.Pattern.Want, hint)
		return
	}
	if f.Table != "" && f.table[s] == nil {
		r.refuse(i, "value", fmt.Sprintf("%s is not in the issuer's table %s; want %s", source.Quote(s), f.Table, among(f.rows, "it")), source.Suggest(s, f.rows))
		return
	}
	r.set(i, s)
}

func describeCode(c rune) string {
	if c >= 0xA0 && strconv.IsPrint(c) {
		return fmt.Sprintf("%q, U+%04X", c, c)
	}
	return describe(c)
}

// grouping takes out what people write between the groups of a number.
var grouping = strings.NewReplacer(" ", "", "-", "")

// formatted returns a number as the issuer's format wants it, or "" when it cannot be: spaces and hyphens between its characters are taken
// out, and the short form of the number is filled up. Either is noticed.
func (r *reader) formatted(i int, s string) string {
	format := r.fields[i].format
	out := s
	if !format.Pattern.MatchString(out) {
		out = grouping.Replace(s)
		if !format.Pattern.MatchString(out) && format.Short != nil && format.Short.MatchString(out) {
			if k := strings.IndexAny(out, "0123456789"); k >= 0 {
				out = out[:k] + "0" + out[k:]
			}
		}
		if !format.Pattern.MatchString(out) {
			hint := ""
			if up := strings.ToUpper(out); format.Pattern.MatchString(up) {
				hint = "did you mean " + up + "?"
			}
			r.refuse(i, "value", source.Quote(s)+"; want "+format.Pattern.Want, hint)
			return ""
		}
		r.notice(i, source.Quote(s)+" is read as "+out, "")
	}
	if format.Specimen != nil {
		switch reserved := format.Specimen.MatchString(out); {
		case r.specimen && !reserved:
			want := strings.TrimSuffix(strings.TrimPrefix(format.Specimen.String(), `\A(?:`), `)\z`)
			r.fault(i, source.Quote(s)+" may be a live number; want one that is reserved for specimens", "specimens' numbers match "+want)
			return ""
		case !r.specimen && reserved:
			r.fault(i, source.Quote(s)+" is reserved for specimens", "")
			return ""
		}
	}
	return out
}

func (r *reader) country(i int) {
	s := r.nodes[i].Text
	_, ok := Country(s)
	switch {
	case !ok:
		r.refuse(i, "value", source.Quote(s)+" is not a country's code; want three capital letters of ISO 3166-1 or ICAO Doc 9303-3", countryHint(s))
		return
	case r.specimen && s != Utopia && !personCode(s):
		r.fault(i, source.Quote(s)+" is a real country; want UTO for a specimen", "")
		return
	case !r.specimen && s == Utopia:
		r.fault(i, `"UTO" is the country of specimens`, "")
		return
	}
	// Doc 9303-3 section 5, part E; 8 CFR 208.6 bars disclosing even that protection was asked for.
	if s == "XXB" || s == "XXC" {
		r.notice(i, s+" tells every reader of the card that the holder is a refugee", "XXX leaves the nationality unspecified")
	}
	r.set(i, s)
}

func (r *reader) language(i int) {
	s := r.nodes[i].Text
	const want = "; want a BCP 47 tag such as es or zh-Hans"
	// RFC 5646 section 4.4.1 wants room for 35 characters.
	if len(s) > 35 {
		r.refuse(i, "value", source.Quote(s)+want, "")
		return
	}
	tag, err := language.Parse(s)
	if base, sure := tag.Base(); err != nil || sure != language.Exact || base.String() == "und" {
		r.refuse(i, "value", source.Quote(s)+" is not a language"+want, "")
		return
	}
	if tag.String() != s {
		r.notice(i, source.Quote(s)+" is read as "+tag.String(), "")
	}
	r.set(i, tag.String())
}

// lines reads a list of lines, or a scalar of several lines.
func (r *reader) lines(i int) {
	f, n := &r.fields[i], r.nodes[i]
	var lines []string
	switch n.Kind {
	case source.List:
		for k, item := range n.Items {
			if item.Kind != source.Scalar {
				r.errs.Addf(item.Pos, f.Name, "line %d: found %s; want text", k+1, item.Kind)
				return
			}
			lines = append(lines, item.Text)
		}
	case source.Scalar:
		if n.Text == "" {
			return
		}
		lines = strings.Split(strings.TrimSuffix(n.Text, "\n"), "\n")
	default:
		r.fault(i, fmt.Sprintf("found %s; want a list of lines", n.Kind), "")
		return
	}
	if f.Max > 0 && len(lines) > f.Max {
		r.refuse(i, "length", fmt.Sprintf("%d lines; want at most %d", len(lines), f.Max), "")
		return
	}
	before := len(r.errs)
	for k, l := range lines {
		pos := n.Pos
		if n.Kind == source.List {
			pos = n.Items[k].Pos
		}
		lines[k] = norm.NFC.String(l)
		why := lineFault(lines[k], false)
		if c := utf8.RuneCountInString(lines[k]); c == 0 {
			why = "empty"
		} else if why == "" && f.Width > 0 && c > f.Width {
			why = fmt.Sprintf("%d characters; want at most %d", c, f.Width)
		}
		if why != "" {
			r.errs.Addf(pos, f.Name, "line %d: %s", k+1, why)
		}
	}
	if len(r.errs) == before && len(lines) > 0 {
		r.set(i, strings.Join(lines, "\n"))
	}
}

// lookup fills in a value from the issuer's table; a value that is stated must be the same.
func (r *reader) lookup(i int) {
	f := &r.fields[i]
	if f.Type != templates.TypeLookup {
		return
	}
	stated, has := r.rec.cells[i].text, r.has(i)
	if !r.has(f.key) {
		if has && (f.key < 0 || r.nodes[f.key] == nil) {
			r.fault(i, "stated without "+f.Key+", which it comes from", "")
		}
		r.rec.cells[i] = cell{}
		return
	}
	key := r.rec.cells[f.key].text
	text := norm.NFC.String(f.table[key][f.Column])
	switch {
	case has && stated != text:
		r.fault(i, fmt.Sprintf("%s is not the %s of %s in the issuer's table %s", source.Quote(stated), f.Column, key, f.Table), "leave it out; it is read from the issuer's profile")
		r.rec.cells[i] = cell{}
	case !has && text != "":
		c := r.rec.cells[f.key]
		r.rec.cells[i] = cell{text: text, line: c.line, col: c.col}
	}
}

// bounds holds a date or time against its earliest and latest moments. A partial date passes if any of its days does.
func (r *reader) bounds(i int) {
	f := &r.fields[i]
	if !r.has(i) || f.notBefore.Moment == nil && f.notAfter.Moment == nil {
		return
	}
	d := r.rec.cells[i].date()
	if b, ok := r.moment(&f.notBefore, true); ok && d.last().number() < b.number() {
		r.refuse(i, "bounds", fmt.Sprintf("%s is before %s", source.Quote(r.rec.cells[i].text), r.say(&f.notBefore, b)), "")
	}
	if b, ok := r.moment(&f.notAfter, false); ok && d.first().number() > b.number() {
		r.refuse(i, "bounds", fmt.Sprintf("%s is after %s", source.Quote(r.rec.cells[i].text), r.say(&f.notAfter, b)), "")
	}
}

// moment returns the day of a bound, and whether there is one: not when it hangs on a field without a value.
func (r *reader) moment(b *bound, earliest bool) (Date, bool) {
	if b.Moment == nil {
		return Date{}, false
	}
	d := b.date
	switch {
	case b.Today && r.issued >= 0:
		d = r.rec.cells[r.issued].date()
	case b.Today:
		d = r.today
	case b.field >= 0:
		d = r.rec.cells[b.field].date()
	}
	if d.IsZero() || b.Validity && r.validity == 0 {
		return Date{}, false
	}
	if earliest {
		d = d.first()
	} else {
		d = d.last()
	}
	months := b.Months
	if b.Validity {
		months = r.validity
	}
	return d.add(months, b.Days), true
}

// say names a bound. The day is told only where it is not another field's value.
func (r *reader) say(b *bound, d Date) string {
	switch {
	case b.Validity:
		return fmt.Sprintf("%s, which is %d months", b, r.validity)
	case b.Today && r.issued >= 0:
		return fmt.Sprintf("%s, which for a specimen is %s, its %s", b, d, r.fields[r.issued].Name)
	case b.Today:
		return fmt.Sprintf("%s, which is %s", b, d)
	}
	return b.String()
}

// photo opens and checks the picture of field i.
func (r *reader) photo(k, i int, files fs.FS) {
	f := &r.fields[i]
	if !r.has(i) {
		return
	}
	name := r.rec.cells[i].text
	p, err := readPhoto(files, name, r.checked)
	if err != nil {
		hint := ""
		if errors.Is(err, fs.ErrNotExist) {
			hint = "paths are relative to the record's folder, and letters' case counts"
		}
		r.fault(i, err.Error(), hint)
		return
	}
	if p.Width < f.Pixels[0] || p.Height < f.Pixels[1] {
		r.fault(i, fmt.Sprintf("%s has %d x %d pixels; want at least %d x %d", source.Quote(name), p.Width, p.Height, f.Pixels[0], f.Pixels[1]), "")
		return
	}
	if sum := hex.EncodeToString(p.SHA256[:]); r.has(f.sum) && !strings.EqualFold(r.rec.cells[f.sum].text, sum) {
		r.fault(f.sum, fmt.Sprintf("is not the SHA-256 of %s; want %s", f.Name, sum), "if the picture is the right one, correct this value")
		return
	}
	r.rec.photos[k] = p
}

// quoteNode returns a scalar in quotes, or what else a node is.
func quoteNode(n *source.Node) string {
	if n.Kind == source.Scalar {
		return source.Quote(n.Text)
	}
	return n.Kind.String()
}
