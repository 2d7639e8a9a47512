package pdf

import (
	"bytes"
	"fmt"
)

// A use is a resource a content stream names: its category in the resource dictionary and its name.
type use struct{ category, name Name }

// categories say in which resource dictionary the name before an operator is looked up, ISO 32000-1,
// 7.8.3. The device spaces of cs and CS are taken out by the caller.
var categories = map[string]Name{
	"Tf": "Font", "Do": "XObject", "gs": "ExtGState", "cs": "ColorSpace", "CS": "ColorSpace",
	"scn": "Pattern", "SCN": "Pattern", "sh": "Shading", "BDC": "Properties", "DP": "Properties",
}

// usesOf appends to uses the resources that content names, each once, in order of first use.
//
// The names are read from the operators rather than taken on trust from whoever drew them: a name that
// is missing from a page's dictionary makes viewers leave the drawing out without a word. Strings, comments and the
// data of inline images are skipped, so text on the page cannot name anything.
func usesOf(content []byte, uses []use) ([]use, error) {
	p := Parser{Src: content}
	for {
		for p.Pos < len(content) && !scanStop[content[p.Pos]] {
			p.Pos++
		}
		if p.Pos == len(content) {
			return uses, nil
		}
		switch content[p.Pos] {
		case '/':
			category, name, err := p.use()
			if err != nil {
				return nil, err
			}
			if category != "" {
				uses = appendNew(uses, category, name)
			}
		case '(':
			if _, err := p.literal(); err != nil {
				return nil, err
			}
		case '<':
			if err := p.skipHex(); err != nil {
				return nil, err
			}
		case '%':
			p.Space()
		case 'I':
			if err := p.inlineImage(); err != nil {
				return nil, err
			}
		}
	}
}

// scanStop marks the bytes at which usesOf must look closer: pages are mostly numbers and path operators.
var scanStop = [256]bool{'/': true, '(': true, '<': true, '%': true, 'I': true}

// skipHex skips the hexadecimal string, or reads the dictionary, that starts at Pos.
func (p *Parser) skipHex() error {
	if p.Pos+1 < len(p.Src) && p.Src[p.Pos+1] == '<' {
		_, err := p.Value()
		return err
	}
	n := bytes.IndexByte(p.Src[p.Pos:], '>')
	if n < 0 {
		return p.Errorf("hexadecimal string does not end")
	}
	p.Pos += n + 1
	return nil
}

func appendNew(uses []use, category Name, name []byte) []use {
	for _, u := range uses {
		if u.category == category && string(u.name) == string(name) {
			return uses
		}
	}
	return append(uses, use{category, Name(name)})
}

// use reads a name and looks on to the operator it belongs to. Category is "" when that takes no resource.
func (p *Parser) use() (category Name, name []byte, err error) {
	if name, err = p.name(); err != nil {
		return "", nil, err
	}
	at := p.Pos
	for {
		p.Space()
		t := p.Token()
		if len(t) == 0 {
			// Another name, a string or a dictionary: the name was an operand before it, such as the tag of BDC.
			p.Pos = at
			return "", nil, nil
		}
		if _, err := parseNumber(t); err == nil {
			continue // the size of Tf
		}
		category, ok := categories[string(t)]
		if !ok {
			p.Pos = at // an operator without resources, or ID, which must be seen by the caller
			return "", nil, nil
		}
		if category == "ColorSpace" {
			switch string(name) {
			case "DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern":
				return "", nil, nil
			}
		}
		return category, name, nil
	}
}

// inlineImage skips from the ID operator at Pos to behind the EI that ends the image, ISO 32000-1, 8.9.7.
// If pos is not at an ID it moves on by one byte.
func (p *Parser) inlineImage() error {
	at := p.Pos
	start := at == 0 || class[p.Src[at-1]] != regular
	if t := p.Token(); !start || string(t) != "ID" {
		return nil
	}
	begin := bytes.LastIndex(p.Src[:at], []byte("BI"))
	if begin < 0 {
		return p.Errorf("ID without BI")
	}
	p.Pos++ // the one white-space byte after ID
	length, ok, err := inlineLength(p.Src[begin+2 : at])
	if err != nil {
		return err
	}
	if ok {
		p.Pos += length
		if p.Pos >= len(p.Src) {
			return p.Errorf("inline image does not end")
		}
		return p.Keyword("EI")
	}
	for p.Pos < len(p.Src) {
		i := bytes.Index(p.Src[p.Pos:], []byte("EI"))
		if i < 0 {
			break
		}
		p.Pos += i
		if class[p.Src[p.Pos-1]] == white && (p.Pos+2 == len(p.Src) || class[p.Src[p.Pos+2]] == white) {
			p.Pos += 2
			return nil
		}
		p.Pos += 2
	}
	return p.Errorf("inline image does not end")
}

// inlineLength returns how many bytes the data of an inline image takes; ok is false if a filter hides it.
func inlineLength(entries []byte) (n int, ok bool, err error) {
	var width, height, bits, planes = 0, 0, 8, 1
	p := Parser{Src: entries}
	for p.Space(); p.Pos < len(entries); p.Space() {
		if entries[p.Pos] != '/' {
			return 0, false, p.Errorf("inline image key does not start with '/'")
		}
		key, err := p.name()
		if err != nil {
			return 0, false, err
		}
		v, err := p.Value()
		if err != nil {
			return 0, false, err
		}
		number, _ := v.(Number)
		switch string(key) {
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
			case Name("RGB"), Name("DeviceRGB"):
				planes = 3
			case Name("CMYK"), Name("DeviceCMYK"):
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
