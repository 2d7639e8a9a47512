package render

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// A pdfSource reads one document as fpdf writes it: a single classical cross-reference section, every
// object in generation 0, every stream's length in place. Whatever else it meets is an error that names
// what was found; it never panics. It keeps and never changes the bytes it was given.
type pdfSource struct {
	data    []byte
	offsets []int // by object number; object 0 is the head of the free list
	pages   []pdfDict
	box     pdfValue // MediaBox that pages inherit
	// resources is the one dictionary fpdf gives every page.
	resources pdfDict
}

const (
	pdfMaxDepth = 24      // of nested arrays and dictionaries
	pdfMaxCount = 1 << 22 // objects in one source
)

// openPDF reads the cross-reference table, the pages and the resource dictionary of an fpdf document.
func openPDF(data []byte) (*pdfSource, error) {
	s := &pdfSource{data: data}
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
func (s *pdfSource) readXref() (root pdfRef, err error) {
	at := bytes.LastIndex(s.data, []byte("startxref"))
	if at < 0 {
		return 0, errors.New("fpdf document has no startxref")
	}
	p := pdfParser{src: s.data, pos: at + len("startxref")}
	start, err := p.integer()
	if err != nil {
		return 0, fmt.Errorf("startxref: %w", err)
	}
	if start < 0 || start >= len(s.data) {
		return 0, fmt.Errorf("startxref is %d, want an offset below %d", start, len(s.data))
	}
	p.pos = start
	if err := p.keyword("xref"); err != nil {
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
	if first != 0 || count < 1 || count > pdfMaxCount {
		return 0, fmt.Errorf("xref section is %d %d, want 0 and a count up to %d", first, count, pdfMaxCount)
	}
	p.space()
	const entry = 20 // ISO 32000-1, 7.5.4
	if len(p.src)-p.pos < count*entry {
		return 0, fmt.Errorf("xref has %d entries but only %d bytes follow", count, len(p.src)-p.pos)
	}
	s.offsets = make([]int, count)
	for i := range s.offsets {
		e := p.src[p.pos : p.pos+entry]
		p.pos += entry
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
	if err := p.keyword("trailer"); err != nil {
		return 0, err
	}
	trailer, err := p.dict()
	if err != nil {
		return 0, fmt.Errorf("trailer: %w", err)
	}
	if _, ok := trailer.get("Encrypt"); ok {
		return 0, errors.New("fpdf document is encrypted, want plain")
	}
	v, _ := trailer.get("Root")
	root, ok := v.(pdfRef)
	if !ok {
		return 0, fmt.Errorf("trailer /Root is %T, want a reference", v)
	}
	return root, nil
}

// readPages follows the catalog to the flat page list fpdf writes.
func (s *pdfSource) readPages(root pdfRef) error {
	catalog, err := s.dict(root)
	if err != nil {
		return fmt.Errorf("catalog: %w", err)
	}
	for _, key := range []pdfName{"Outlines", "OCProperties", "AcroForm"} {
		if _, ok := catalog.get(key); ok {
			return fmt.Errorf("fpdf document has /%s, which is not carried over", key)
		}
	}
	v, _ := catalog.get("Pages")
	tree, err := s.dict(v)
	if err != nil {
		return fmt.Errorf("page tree: %w", err)
	}
	s.box, _ = tree.get("MediaBox")
	v, _ = tree.get("Kids")
	kids, ok := v.(pdfArray)
	if !ok {
		return fmt.Errorf("page tree /Kids is %T, want an array", v)
	}
	var shared pdfValue
	for i, kid := range kids {
		page, err := s.dict(kid)
		if err != nil {
			return fmt.Errorf("page %d: %w", i+1, err)
		}
		if t := page.name("Type"); t != "Page" {
			return fmt.Errorf("page %d has /Type %q, want Page", i+1, t)
		}
		for _, e := range page {
			switch e.key {
			case "Type", "Parent", "MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Contents":
			case "Group": // fpdf gives every page an RGB group from PDF 1.4 on; it has no meaning here
			case "Resources":
				shared = e.value
			default:
				return fmt.Errorf("page %d has /%s, which is not carried over", i+1, e.key)
			}
		}
		s.pages = append(s.pages, page)
	}
	if shared != nil {
		if s.resources, err = s.dict(shared); err != nil {
			return fmt.Errorf("page resources: %w", err)
		}
	}
	return nil
}

// content returns the decoded drawing operators of page i, counted from 0.
func (s *pdfSource) content(i int) ([]byte, error) {
	v, _ := s.pages[i].get("Contents")
	ref, ok := v.(pdfRef)
	if !ok {
		return nil, fmt.Errorf("page %d: /Contents is %T, want a reference", i+1, v)
	}
	v, data, err := s.object(ref)
	if err != nil {
		return nil, fmt.Errorf("page %d: contents: %w", i+1, err)
	}
	d, ok := v.(pdfDict)
	if !ok || data == nil {
		return nil, fmt.Errorf("page %d: /Contents is not a stream", i+1)
	}
	_, data, err = decodeFlate(d, data)
	if err != nil {
		return nil, fmt.Errorf("page %d: contents: %w", i+1, err)
	}
	return data, nil
}

// mediaBox returns the MediaBox of page i, its own or the inherited one.
func (s *pdfSource) mediaBox(i int) (pdfRect, error) {
	v, ok := s.pages[i].get("MediaBox")
	if !ok {
		v = s.box
	}
	var r pdfRect
	a, ok := v.(pdfArray)
	if !ok || len(a) != len(r) {
		return r, fmt.Errorf("page %d: no /MediaBox of four numbers", i+1)
	}
	for k, e := range a {
		n, ok := e.(pdfNumber)
		if !ok {
			return r, fmt.Errorf("page %d: no /MediaBox of four numbers", i+1)
		}
		r[k] = float64(n)
	}
	return r, nil
}

// resource returns what the shared dictionary holds under a category and a name.
func (s *pdfSource) resource(category, name pdfName) (pdfValue, bool) {
	v, _ := s.resources.get(category)
	d, _ := v.(pdfDict)
	return d.get(name)
}

// dict returns v, or the object v refers to, as a dictionary.
func (s *pdfSource) dict(v pdfValue) (pdfDict, error) {
	if ref, ok := v.(pdfRef); ok {
		var err error
		if v, _, err = s.object(ref); err != nil {
			return nil, err
		}
	}
	d, ok := v.(pdfDict)
	if !ok {
		return nil, fmt.Errorf("found %T, want a dictionary", v)
	}
	return d, nil
}

// object reads an object; data is not nil if it is a stream.
func (s *pdfSource) object(n pdfRef) (v pdfValue, data []byte, err error) {
	if n < 1 || int(n) >= len(s.offsets) {
		return nil, nil, fmt.Errorf("reference to object %d, want 1 to %d", n, len(s.offsets)-1)
	}
	p := pdfParser{src: s.data, pos: s.offsets[n]}
	number, err := p.integer()
	if err == nil && number != int(n) {
		err = fmt.Errorf("found number %d", number)
	}
	if err == nil {
		err = p.keyword("0")
	}
	if err == nil {
		err = p.keyword("obj")
	}
	if err == nil {
		v, err = p.value(0)
	}
	if err == nil && p.peek("stream") {
		data, err = p.stream(v)
	}
	if err == nil {
		err = p.keyword("endobj")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("object %d: %w", n, err)
	}
	return v, data, nil
}

// A pdfParser reads values from src at pos.
type pdfParser struct {
	src []byte
	pos int
}

// space skips white space and comments.
func (p *pdfParser) space() {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case pdfClass[c] == pdfSpace:
			p.pos++
		case c == '%':
			for p.pos < len(p.src) && p.src[p.pos] != '\n' && p.src[p.pos] != '\r' {
				p.pos++
			}
		default:
			return
		}
	}
}

// token returns the run of regular characters at pos.
func (p *pdfParser) token() []byte {
	start := p.pos
	for p.pos < len(p.src) && pdfClass[p.src[p.pos]] == pdfRegular {
		p.pos++
	}
	return p.src[start:p.pos]
}

func (p *pdfParser) errorf(format string, args ...any) error {
	return fmt.Errorf("at byte %d: %w", p.pos, fmt.Errorf(format, args...))
}

func (p *pdfParser) keyword(want string) error {
	p.space()
	at := p.pos
	if got := p.token(); string(got) != want {
		p.pos = at
		return p.errorf("found %q, want %q", got[:min(len(got), 20)], want)
	}
	return nil
}

// peek reports whether the next token is want, and leaves it unread.
func (p *pdfParser) peek(want string) bool {
	p.space()
	return bytes.HasPrefix(p.src[p.pos:], []byte(want))
}

func (p *pdfParser) integer() (int, error) {
	p.space()
	t := p.token()
	n, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || n < 0 || n > math.MaxInt32*64 {
		return 0, p.errorf("found %q, want a whole number", t[:min(len(t), 20)])
	}
	return int(n), nil
}

func (p *pdfParser) dict() (pdfDict, error) {
	p.space()
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	d, ok := v.(pdfDict)
	if !ok {
		return nil, p.errorf("found %T, want a dictionary", v)
	}
	return d, nil
}

func (p *pdfParser) value(depth int) (pdfValue, error) {
	if depth > pdfMaxDepth {
		return nil, p.errorf("nested deeper than %d", pdfMaxDepth)
	}
	p.space()
	if p.pos >= len(p.src) {
		return nil, p.errorf("found the end, want a value")
	}
	switch c := p.src[p.pos]; c {
	case '/':
		return p.name()
	case '(':
		return p.literal()
	case '[':
		return p.array(depth)
	case '<':
		if p.pos+1 < len(p.src) && p.src[p.pos+1] == '<' {
			return p.entries(depth)
		}
		return p.hex()
	case ')', '>', ']', '{', '}':
		return nil, p.errorf("found '%c', want a value", c)
	}
	at := p.pos
	t := p.token()
	switch string(t) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	}
	f, err := parsePDFNumber(t)
	if err != nil {
		p.pos = at
		return nil, p.errorf("found %q, want a value", t[:min(len(t), 20)])
	}
	if n, ok := p.reference(t); ok {
		return n, nil
	}
	return pdfNumber(f), nil
}

// parsePDFNumber reads a number of ISO 32000-1, 7.3.3, which knows no exponent.
func parsePDFNumber(t []byte) (float64, error) {
	for _, c := range t {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' {
			return 0, strconv.ErrSyntax
		}
	}
	f, err := strconv.ParseFloat(string(t), 64)
	if err != nil {
		return 0, err
	}
	if math.Abs(f) > pdfMaxNumber {
		return 0, strconv.ErrRange
	}
	return f, nil
}

// reference reads the rest of "n 0 R" when t, just read, is its n.
func (p *pdfParser) reference(t []byte) (pdfRef, bool) {
	rest := p.src[p.pos:]
	if len(rest) < 4 || string(rest[:4]) != " 0 R" || len(rest) > 4 && pdfClass[rest[4]] == pdfRegular {
		return 0, false
	}
	n, err := strconv.ParseUint(string(t), 10, 31)
	if err != nil {
		return 0, false
	}
	p.pos += 4
	return pdfRef(n), true
}

func (p *pdfParser) name() (pdfValue, error) {
	p.pos++
	t := p.token()
	if bytes.IndexByte(t, '#') < 0 {
		return pdfName(t), nil
	}
	out := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		if t[i] != '#' {
			out = append(out, t[i])
			continue
		}
		if i+2 >= len(t) {
			return nil, p.errorf("name %q ends in a broken #xx", t)
		}
		n, err := strconv.ParseUint(string(t[i+1:i+3]), 16, 8)
		if err != nil {
			return nil, p.errorf("name %q has a broken #xx", t)
		}
		out = append(out, byte(n))
		i += 2
	}
	return pdfName(out), nil
}

func (p *pdfParser) array(depth int) (pdfValue, error) {
	p.pos++
	a := pdfArray{}
	for {
		p.space()
		if p.pos < len(p.src) && p.src[p.pos] == ']' {
			p.pos++
			return a, nil
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
}

func (p *pdfParser) entries(depth int) (pdfValue, error) {
	p.pos += 2
	d := make(pdfDict, 0, 8)
	for {
		p.space()
		if p.peek(">>") {
			p.pos += 2
			return d, nil
		}
		if p.pos >= len(p.src) || p.src[p.pos] != '/' {
			return nil, p.errorf("dictionary key does not start with '/'")
		}
		key, err := p.name()
		if err != nil {
			return nil, err
		}
		name := key.(pdfName)
		// fpdf writes some resource dictionaries with hundreds of keys; the check for doubles is for small ones.
		if len(d) < 32 {
			if _, ok := d.get(name); ok {
				return nil, p.errorf("dictionary has /%s twice", name)
			}
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		d = append(d, pdfEntry{name, v})
	}
}

func (p *pdfParser) hex() (pdfValue, error) {
	p.pos++
	var out []byte
	var high byte
	half := false
	for ; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		switch {
		case c == '>':
			p.pos++
			if half {
				out = append(out, high<<4)
			}
			return pdfString(out), nil
		case pdfClass[c] == pdfSpace:
			continue
		}
		n, err := strconv.ParseUint(string(c), 16, 8)
		if err != nil {
			return nil, p.errorf("hexadecimal string has %q", c)
		}
		if half {
			out = append(out, high<<4|byte(n))
		} else {
			high = byte(n)
		}
		half = !half
	}
	return nil, p.errorf("hexadecimal string does not end")
}

// literal reads a string in parentheses, ISO 32000-1, 7.3.4.2.
func (p *pdfParser) literal() (pdfValue, error) {
	var out []byte
	nest := 0
	for ; p.pos < len(p.src); p.pos++ {
		c := p.src[p.pos]
		switch c {
		case '(':
			nest++
			if nest == 1 {
				continue
			}
		case ')':
			nest--
			if nest == 0 {
				p.pos++
				return pdfString(out), nil
			}
		case '\\':
			p.pos++
			if p.pos >= len(p.src) {
				return nil, p.errorf("string does not end")
			}
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, p.errorf("string does not end")
}

// escape appends what the escape at pos, just after the backslash, stands for; pos ends on its last byte.
func (p *pdfParser) escape(out []byte) []byte {
	c := p.src[p.pos]
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
		if p.pos+1 < len(p.src) && p.src[p.pos+1] == '\n' {
			p.pos++
		}
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	n := 0
	for i := 0; i < 3 && p.pos < len(p.src) && p.src[p.pos] >= '0' && p.src[p.pos] <= '7'; i++ {
		n = n<<3 | int(p.src[p.pos]-'0')
		p.pos++
	}
	p.pos--
	return append(out, byte(n))
}

// stream returns the data that follows its dictionary v.
func (p *pdfParser) stream(v pdfValue) ([]byte, error) {
	d, ok := v.(pdfDict)
	if !ok {
		return nil, p.errorf("stream after %T, want a dictionary", v)
	}
	l, _ := d.get("Length")
	length, ok := l.(pdfNumber)
	if !ok || length < 0 || length != pdfNumber(math.Trunc(float64(length))) {
		return nil, p.errorf("stream /Length is %v, want a whole number in place", l)
	}
	p.pos += len("stream")
	switch {
	case bytes.HasPrefix(p.src[p.pos:], []byte("\r\n")):
		p.pos += 2
	case bytes.HasPrefix(p.src[p.pos:], []byte("\n")):
		p.pos++
	default:
		return nil, p.errorf("no line end after stream")
	}
	n := int(length)
	if n > len(p.src)-p.pos {
		return nil, p.errorf("stream /Length is %d but only %d bytes follow", n, len(p.src)-p.pos)
	}
	data := p.src[p.pos : p.pos+n : p.pos+n]
	p.pos += n
	if err := p.keyword("endstream"); err != nil {
		return nil, err
	}
	return data, nil
}
