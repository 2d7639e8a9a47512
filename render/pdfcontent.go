package render

import (
	"bytes"
	"fmt"
)

// A pdfUse is a resource a content stream names: its category in the resource dictionary and its name.
type pdfUse struct{ category, name pdfName }

// pdfCategory says in which resource dictionary the name before an operator is looked up, ISO 32000-1,
// 7.8.3. The device spaces of cs and CS are taken out by the caller.
var pdfCategory = map[string]pdfName{
	"Tf": "Font", "Do": "XObject", "gs": "ExtGState", "cs": "ColorSpace", "CS": "ColorSpace",
	"scn": "Pattern", "SCN": "Pattern", "sh": "Shading", "BDC": "Properties", "DP": "Properties",
}

// pdfUses appends to uses the resources that content names, each once, in order of first use.
//
// The names are read from the operators rather than taken on trust from whoever drew them: a name that
// is missing from a page's dictionary makes viewers leave the drawing out without a word. Strings, comments and the
// data of inline images are skipped, so text on the page cannot name anything.
func pdfUses(content []byte, uses []pdfUse) ([]pdfUse, error) {
	p := pdfParser{src: content}
	for p.pos < len(content) {
		c := content[p.pos]
		if !pdfScanStop[c] {
			p.pos++
			continue
		}
		switch c {
		case '/':
			use, ok, err := p.use()
			if err != nil {
				return nil, err
			}
			if ok {
				uses = appendNew(uses, use)
			}
		case '(':
			if _, err := p.literal(); err != nil {
				return nil, err
			}
		case '<':
			if _, err := p.value(0); err != nil {
				return nil, err
			}
		case '%':
			p.space()
		case 'I':
			if err := p.inlineImage(); err != nil {
				return nil, err
			}
		}
	}
	return uses, nil
}

// pdfScanStop marks the bytes at which pdfUses must look closer: pages are mostly numbers and path operators.
var pdfScanStop = [256]bool{'/': true, '(': true, '<': true, '%': true, 'I': true}

func appendNew(uses []pdfUse, use pdfUse) []pdfUse {
	for _, u := range uses {
		if u == use {
			return uses
		}
	}
	return append(uses, use)
}

// use reads a name and looks on to the operator it belongs to.
func (p *pdfParser) use() (u pdfUse, ok bool, err error) {
	v, err := p.name()
	if err != nil {
		return u, false, err
	}
	at := p.pos
	for {
		p.space()
		t := p.token()
		if len(t) == 0 {
			// Another name, a string or a dictionary: the name was an operand before it, such as the tag of BDC.
			p.pos = at
			return u, false, nil
		}
		if _, err := parsePDFNumber(t); err == nil {
			continue // the size of Tf
		}
		category, ok := pdfCategory[string(t)]
		if !ok {
			p.pos = at // an operator without resources, or ID, which must be seen by the caller
			return u, false, nil
		}
		u = pdfUse{category, v.(pdfName)}
		if category == "ColorSpace" {
			switch u.name {
			case "DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern":
				return u, false, nil
			}
		}
		return u, true, nil
	}
}

// inlineImage skips from the ID operator at pos to behind the EI that ends the image, ISO 32000-1, 8.9.7.
// If pos is not at an ID it moves on by one byte.
func (p *pdfParser) inlineImage() error {
	at := p.pos
	start := at == 0 || pdfClass[p.src[at-1]] != pdfRegular
	if t := p.token(); !start || string(t) != "ID" {
		return nil
	}
	begin := bytes.LastIndex(p.src[:at], []byte("BI"))
	if begin < 0 {
		return p.errorf("ID without BI")
	}
	p.pos++ // the one white-space byte after ID
	length, ok, err := inlineLength(p.src[begin+2 : at])
	if err != nil {
		return err
	}
	if ok {
		p.pos += length
		if p.pos >= len(p.src) {
			return p.errorf("inline image does not end")
		}
		return p.keyword("EI")
	}
	for p.pos < len(p.src) {
		i := bytes.Index(p.src[p.pos:], []byte("EI"))
		if i < 0 {
			break
		}
		p.pos += i
		if pdfClass[p.src[p.pos-1]] == pdfSpace && (p.pos+2 == len(p.src) || pdfClass[p.src[p.pos+2]] == pdfSpace) {
			p.pos += 2
			return nil
		}
		p.pos += 2
	}
	return p.errorf("inline image does not end")
}

// inlineLength returns how many bytes the data of an inline image takes; ok is false if a filter hides it.
func inlineLength(entries []byte) (n int, ok bool, err error) {
	var width, height, bits, planes = 0, 0, 8, 1
	p := pdfParser{src: entries}
	for p.space(); p.pos < len(entries); p.space() {
		if entries[p.pos] != '/' {
			return 0, false, p.errorf("inline image key does not start with '/'")
		}
		key, err := p.name()
		if err != nil {
			return 0, false, err
		}
		v, err := p.value(0)
		if err != nil {
			return 0, false, err
		}
		number, _ := v.(pdfNumber)
		switch key.(pdfName) {
		case "F", "Filter":
			return 0, false, nil
		case "W", "Width":
			width = int(number)
		case "H", "Height":
			height = int(number)
		case "BPC", "BitsPerComponent":
			bits = int(number)
		case "IM", "ImageMask":
			if v == true {
				bits = 1
			}
		case "CS", "ColorSpace":
			switch v {
			case pdfName("RGB"), pdfName("DeviceRGB"):
				planes = 3
			case pdfName("CMYK"), pdfName("DeviceCMYK"):
				planes = 4
			}
		}
	}
	const most = 1 << 16
	if width < 1 || height < 1 || width > most || height > most || bits < 1 || bits > 16 {
		return 0, false, fmt.Errorf("inline image is %d by %d at %d bits", width, height, bits)
	}
	return (width*planes*bits + 7) / 8 * height, true, nil
}
