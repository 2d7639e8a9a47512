package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// A Source reads one document as fpdf writes it: a single classical cross-reference section, every
// object in generation 0, every stream's length in place. Whatever else it meets is an error that names
// what was found; it never panics. It keeps and never changes the bytes it was given.
type Source struct {
	Pages []Dict

	data    []byte
	offsets []int // by object number; object 0 is the head of the free list
	box     Value // MediaBox that pages inherit
	// resources is the one dictionary fpdf gives every page.
	resources Dict
}

const (
	maxDepth = 24      // of nested arrays and dictionaries
	maxCount = 1 << 22 // objects in one source
)

// Open reads the cross-reference table, the pages and the resource dictionary of an fpdf document.
func Open(data []byte) (*Source, error) {
	s := &Source{data: data}
	if !bytes.HasPrefix(data, []byte("%PDF-1.")) {
		return nil, fmt.Errorf("fpdf document starts with %q, want \"%%PDF-1.\"", data[:min(8, len(data))])
	}
	root, err := s.readXref()
	if err != nil {
		return nil, err
	}
	if err := s.readPages(root); err != nil {
		return nil, err
	}
	return s, nil
}

// readXref fills the offsets and returns the number of the catalog.
func (s *Source) readXref() (root Ref, err error) {
	at := bytes.LastIndex(s.data, []byte("startxref"))
	if at < 0 {
		return 0, errors.New("fpdf document has no startxref")
	}
	p := Parser{Src: s.data, Pos: at + len("startxref")}
	start, err := p.integer()
	if err != nil {
		return 0, fmt.Errorf("startxref: %w", err)
	}
	if start < 0 || start >= len(s.data) {
		return 0, fmt.Errorf("startxref is %d, want an offset below %d", start, len(s.data))
	}
	p.Pos = start
	if err := p.Keyword("xref"); err != nil {
		return 0, err
	}
	first, err := p.integer()
	if err != nil {
		return 0, fmt.Errorf("xref: %w", err)
	}
	count, err := p.integer()
	if err != nil {
		return 0, fmt.Errorf("xref: %w", err)
	}
	if first != 0 || count < 1 || count > maxCount {
		return 0, fmt.Errorf("xref section is %d %d, want 0 and a count up to %d", first, count, maxCount)
	}
	p.Space()
	const entry = 20 // ISO 32000-1, 7.5.4
	if len(p.Src)-p.Pos < count*entry {
		return 0, fmt.Errorf("xref has %d entries but only %d bytes follow", count, len(p.Src)-p.Pos)
	}
	s.offsets = make([]int, count)
	for i := range s.offsets {
		e := p.Src[p.Pos : p.Pos+entry]
		p.Pos += entry
		want, kind := "00000", byte('n')
		if i == 0 {
			want, kind = "65535", 'f'
		}
		n, err := strconv.ParseUint(string(e[:10]), 10, 40)
		if err != nil || string(e[11:16]) != want || e[17] != kind || n >= uint64(len(s.data)) {
			return 0, fmt.Errorf("xref entry %d is %q, want an offset, %q and '%c'", i, e, want, kind)
		}
		s.offsets[i] = int(n)
	}
	if err := p.Keyword("trailer"); err != nil {
		return 0, err
	}
	trailer, err := p.dict()
	if err != nil {
		return 0, fmt.Errorf("trailer: %w", err)
	}
	if _, ok := trailer.Get("Encrypt"); ok {
		return 0, errors.New("fpdf document is encrypted, want plain")
	}
	v, _ := trailer.Get("Root")
	root, ok := v.(Ref)
	if !ok {
		return 0, fmt.Errorf("trailer /Root is %T, want a reference", v)
	}
	return root, nil
}

// readPages follows the catalog to the flat page list fpdf writes.
func (s *Source) readPages(root Ref) error {
	catalog, err := s.Dict(root)
	if err != nil {
		return fmt.Errorf("catalog: %w", err)
	}
	for _, key := range []Name{"Outlines", "OCProperties", "AcroForm"} {
		if _, ok := catalog.Get(key); ok {
			return fmt.Errorf("fpdf document has /%s, which is not carried over", key)
		}
	}
	v, _ := catalog.Get("Pages")
	tree, err := s.Dict(v)
	if err != nil {
		return fmt.Errorf("page tree: %w", err)
	}
	s.box, _ = tree.Get("MediaBox")
	v, _ = tree.Get("Kids")
	kids, ok := v.(Array)
	if !ok {
		return fmt.Errorf("page tree /Kids is %T, want an array", v)
	}
	var shared Value
	for i, kid := range kids {
		page, err := s.Dict(kid)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		if t := page.Name("Type"); t != "Page" {
			return fmt.Errorf("page %d has /Type %q, want Page", i+1, t)
		}
		for _, e := range page {
			switch e.Key {
			case "Type", "Parent", "MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Contents":
			case "Group": // fpdf gives every page an RGB group from PDF 1.4 on; it has no meaning here
			case "Resources":
				shared = e.Value
			default:
				return fmt.Errorf("page %d has /%s, which is not carried over", i+1, e.Key)
			}
		}
		s.Pages = append(s.Pages, page)
	}
	if shared != nil {
		if s.resources, err = s.Dict(shared); err != nil {
			return fmt.Errorf("page resources: %w", err)
		}
	}
	return nil
}

// Content returns the decoded drawing operators of page i, counted from 0.
func (s *Source) Content(i int) ([]byte, error) {
	v, _ := s.Pages[i].Get("Contents")
	ref, ok := v.(Ref)
	if !ok {
		return nil, fmt.Errorf("page %d: /Contents is %T, want a reference", i+1, v)
	}
	v, data, err := s.Object(ref)
	if err != nil {
		return nil, fmt.Errorf("page %d: contents: %w", i+1, err)
	}
	d, ok := v.(Dict)
	if !ok || data == nil {
		return nil, fmt.Errorf("page %d: /Contents is not a stream", i+1)
	}
	_, data, err = Decode(d, data)
	if err != nil {
		return nil, fmt.Errorf("page %d: contents: %w", i+1, err)
	}
	return data, nil
}

// mediaBox returns the MediaBox of page i, its own or the inherited one.
func (s *Source) mediaBox(i int) (Rect, error) {
	v, ok := s.Pages[i].Get("MediaBox")
	if !ok {
		v = s.box
	}
	var r Rect
	a, ok := v.(Array)
	if !ok || len(a) != len(r) {
		return r, fmt.Errorf("page %d: no /MediaBox of four numbers", i+1)
	}
	for k, e := range a {
		n, ok := e.(Number)
		if !ok {
			return r, fmt.Errorf("page %d: no /MediaBox of four numbers", i+1)
		}
		r[k] = float64(n)
	}
	return r, nil
}

// Dict returns v, or the object v refers to, as a dictionary.
func (s *Source) Dict(v Value) (Dict, error) {
	if ref, ok := v.(Ref); ok {
		var err error
		if v, _, err = s.Object(ref); err != nil {
			return nil, err
		}
	}
	d, ok := v.(Dict)
	if !ok {
		return nil, fmt.Errorf("found %T, want a dictionary", v)
	}
	return d, nil
}

// Object reads an object; data is not nil if it is a stream.
func (s *Source) Object(n Ref) (v Value, data []byte, err error) {
	if n < 1 || int(n) >= len(s.offsets) {
		return nil, nil, fmt.Errorf("reference to object %d, want 1 to %d", n, len(s.offsets)-1)
	}
	p := Parser{Src: s.data, Pos: s.offsets[n]}
	number, err := p.integer()
	if err == nil && number != int(n) {
		err = fmt.Errorf("found number %d", number)
	}
	if err == nil {
		err = p.Keyword("0")
	}
	if err == nil {
		err = p.Keyword("obj")
	}
	if err == nil {
		v, err = p.Value()
	}
	if err == nil && p.Peek("stream") {
		data, err = p.stream(v)
	}
	if err == nil {
		err = p.Keyword("endobj")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("object %d: %w", n, err)
	}
	return v, data, nil
}

// A Parser reads values, and what else is in a content stream, from Src at Pos. Its errors tell where, by byte.
type Parser struct {
	Src []byte
	Pos int
}

// Space skips white space and comments.
func (p *Parser) Space() {
	for p.Pos < len(p.Src) {
		switch c := p.Src[p.Pos]; {
		case class[c] == white:
			p.Pos++
		case c == '%':
			for p.Pos < len(p.Src) && p.Src[p.Pos] != '\n' && p.Src[p.Pos] != '\r' {
				p.Pos++
			}
		default:
			return
		}
	}
}

// Token returns the run of regular characters at Pos.
func (p *Parser) Token() []byte {
	start := p.Pos
	for p.Pos < len(p.Src) && class[p.Src[p.Pos]] == regular {
		p.Pos++
	}
	return p.Src[start:p.Pos]
}

// Errorf returns an error at Pos.
func (p *Parser) Errorf(format string, args ...any) error {
	return fmt.Errorf("at byte %d: %w", p.Pos, fmt.Errorf(format, args...))
}

// Keyword reads a token, which must be want.
func (p *Parser) Keyword(want string) error {
	p.Space()
	at := p.Pos
	if got := p.Token(); string(got) != want {
		p.Pos = at
		return p.Errorf("found %q, want %q", got[:min(len(got), 20)], want)
	}
	return nil
}

// Peek reports whether the next token is want, and leaves it unread.
func (p *Parser) Peek(want string) bool {
	p.Space()
	return bytes.HasPrefix(p.Src[p.Pos:], []byte(want))
}

func (p *Parser) integer() (int, error) {
	p.Space()
	t := p.Token()
	n, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || n < 0 || n > math.MaxInt32*64 {
		return 0, p.Errorf("found %q, want a whole number", t[:min(len(t), 20)])
	}
	return int(n), nil
}

func (p *Parser) dict() (Dict, error) {
	p.Space()
	v, err := p.Value()
	if err != nil {
		return nil, err
	}
	d, ok := v.(Dict)
	if !ok {
		return nil, p.Errorf("found %T, want a dictionary", v)
	}
	return d, nil
}

// Value reads a value, whose parts may be nested up to a limit.
func (p *Parser) Value() (Value, error) { return p.value(0) }

func (p *Parser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return nil, p.Errorf("nested deeper than %d", maxDepth)
	}
	p.Space()
	if p.Pos >= len(p.Src) {
		return nil, p.Errorf("found the end, want a value")
	}
	switch c := p.Src[p.Pos]; c {
	case '/':
		name, err := p.name()
		return Name(name), err
	case '(':
		return p.literal()
	case '[':
		return p.array(depth)
	case '<':
		if p.Pos+1 < len(p.Src) && p.Src[p.Pos+1] == '<' {
			return p.entries(depth)
		}
		return p.hex()
	case ')', '>', ']', '{', '}':
		return nil, p.Errorf("found '%c', want a value", c)
	}
	at := p.Pos
	t := p.Token()
	switch string(t) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	f, err := parseNumber(t)
	if err != nil {
		p.Pos = at
		return nil, p.Errorf("found %q, want a value", t[:min(len(t), 20)])
	}
	if n, ok := p.reference(t); ok {
		return n, nil
	}
	return Number(f), nil
}

// parseNumber reads a number of ISO 32000-1, 7.3.3, which knows no exponent.
func parseNumber(t []byte) (float64, error) {
	for _, c := range t {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, strconv.ErrSyntax
		}
	}
	f, err := strconv.ParseFloat(string(t), 64)
	if err != nil {
		return 0, err
	}
	if math.Abs(f) > maxNumber {
		return 0, strconv.ErrRange
	}
	return f, nil
}

// reference reads the rest of "n 0 R" when t, just read, is its n.
func (p *Parser) reference(t []byte) (Ref, bool) {
	rest := p.Src[p.Pos:]
	if len(rest) < 4 || string(rest[:4]) != " 0 R" || len(rest) > 4 && class[rest[4]] == regular {
		return 0, false
	}
	n, err := strconv.ParseUint(string(t), 10, 31)
	if err != nil {
		return 0, false
	}
	p.Pos += 4
	return Ref(n), true
}

func (p *Parser) name() ([]byte, error) {
	p.Pos++
	t := p.Token()
	if bytes.IndexByte(t, '#') < 0 {
		return t, nil
	}
	out := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		if t[i] != '#' {
			out = append(out, t[i])
			continue
		}
		if i+2 >= len(t) {
			return nil, p.Errorf("name %q ends in a broken #xx", t)
		}
		n, err := strconv.ParseUint(string(t[i+1:i+3]), 16, 8)
		if err != nil {
			return nil, p.Errorf("name %q has a broken #xx", t)
		}
		out = append(out, byte(n))
		i += 2
	}
	return out, nil
}

func (p *Parser) array(depth int) (Value, error) {
	p.Pos++
	a := Array{}
	for {
		p.Space()
		if p.Pos < len(p.Src) && p.Src[p.Pos] == ']' {
			p.Pos++
			return a, nil
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (p *Parser) entries(depth int) (Value, error) {
	p.Pos += 2
	d := make(Dict, 0, 8)
	for {
		p.Space()
		if p.Peek(">>") {
			p.Pos += 2
			return d, nil
		}
		if p.Pos >= len(p.Src) || p.Src[p.Pos] != '/' {
			return nil, p.Errorf("dictionary key does not start with '/'")
		}
		key, err := p.name()
		if err != nil {
			return nil, err
		}
		name := Name(key)
		// fpdf writes some resource dictionaries with hundreds of keys; the check for doubles is for small ones.
		if len(d) < 32 {
			if _, ok := d.Get(name); ok {
				return nil, p.Errorf("dictionary has /%s twice", name)
			}
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d = append(d, Entry{name, v})
	}
}

func (p *Parser) hex() (Value, error) {
	p.Pos++
	var out []byte
	var high byte
	half := false
	for ; p.Pos < len(p.Src); p.Pos++ {
		c := p.Src[p.Pos]
		switch {
		case c == '>':
			p.Pos++
			if half {
				out = append(out, high<<4)
			}
			return String(out), nil
		case class[c] == white:
			continue
		}
		n, err := strconv.ParseUint(string(c), 16, 8)
		if err != nil {
			return nil, p.Errorf("hexadecimal string has %q", c)
		}
		if half {
			out = append(out, high<<4|byte(n))
		} else {
			high = byte(n)
		}
		half = !half
	}
	return nil, p.Errorf("hexadecimal string does not end")
}

// literal reads a string in parentheses, ISO 32000-1, 7.3.4.2.
func (p *Parser) literal() (Value, error) {
	var out []byte
	nest := 0
	for ; p.Pos < len(p.Src); p.Pos++ {
		c := p.Src[p.Pos]
		switch c {
		case '(':
			nest++
			if nest == 1 {
				continue
			}
		case ')':
			nest--
			if nest == 0 {
				p.Pos++
				return String(out), nil
			}
		case '\\':
			p.Pos++
			if p.Pos >= len(p.Src) {
				return nil, p.Errorf("string does not end")
			}
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, p.Errorf("string does not end")
}

// escape appends what the escape at pos, just after the backslash, stands for; pos ends on its last byte.
func (p *Parser) escape(out []byte) []byte {
	c := p.Src[p.Pos]
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if p.Pos+1 < len(p.Src) && p.Src[p.Pos+1] == '\n' {
			p.Pos++
		}
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	n := 0
	for i := 0; i < 3 && p.Pos < len(p.Src) && p.Src[p.Pos] >= '0' && p.Src[p.Pos] <= '7'; i++ {
		n = n<<3 | int(p.Src[p.Pos]-'0')
		p.Pos++
	}
	p.Pos--
	return append(out, byte(n))
}

// stream returns the data that follows its dictionary v.
func (p *Parser) stream(v Value) ([]byte, error) {
	d, ok := v.(Dict)
	if !ok {
		return nil, p.Errorf("stream after %T, want a dictionary", v)
	}
	l, _ := d.Get("Length")
	length, ok := l.(Number)
	if !ok || length < 0 || length != Number(math.Trunc(float64(length))) {
		return nil, p.Errorf("stream /Length is %v, want a whole number in place", l)
	}
	p.Pos += len("stream")
	switch {
	case bytes.HasPrefix(p.Src[p.Pos:], []byte("\r\n")):
		p.Pos += 2
	case bytes.HasPrefix(p.Src[p.Pos:], []byte("\n")):
		p.Pos++
	default:
		return nil, p.Errorf("no line end after stream")
	}
	n := int(length)
	if n > len(p.Src)-p.Pos {
		return nil, p.Errorf("stream /Length is %d but only %d bytes follow", n, len(p.Src)-p.Pos)
	}
	data := p.Src[p.Pos : p.Pos+n : p.Pos+n]
	p.Pos += n
	if err := p.Keyword("endstream"); err != nil {
		return nil, err
	}
	return data, nil
}
