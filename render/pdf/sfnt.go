package pdf

import (
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf16"
)

// trimTrueType returns a TrueType program with only the tables that ISO 32000-1, 9.9, has a CIDFontType2 need, and the PostScript
// name from its name table, or "" if there is none fit for a PDF name. Besides being shorter, the
// program loses the cmap, whose length fpdf writes wrong.
func trimTrueType(program []byte) (trimmed []byte, postScript string, err error) {
	const header, entry = 12, 16
	if len(program) < header {
		return nil, "", fmt.Errorf("font program has %d bytes", len(program))
	}
	count := int(binary.BigEndian.Uint16(program[4:]))
	if v := binary.BigEndian.Uint32(program); v != 0x00010000 && v != 0x74727565 || len(program) < header+entry*count {
		return nil, "", fmt.Errorf("font program starts with %x and %d tables, want TrueType", program[:4], count)
	}
	tables := make(map[string][]byte)
	for i := range count {
		e := program[header+entry*i:]
		offset, length := uint64(binary.BigEndian.Uint32(e[8:])), uint64(binary.BigEndian.Uint32(e[12:]))
		if offset+length > uint64(len(program)) {
			return nil, "", fmt.Errorf("font table %q reaches past the end", e[:4])
		}
		tables[string(e[:4])] = program[offset : offset+length]
	}
	var tags []string
	for _, t := range []struct {
		tag      string
		required bool
	}{
		{"cvt ", false}, {"fpgm", false}, {"glyf", true}, {"head", true}, {"hhea", true},
		{"hmtx", true}, {"loca", true}, {"maxp", true}, {"prep", false},
	} {
		if len(tables[t.tag]) > 0 {
			tags = append(tags, t.tag)
		} else if t.required {
			return nil, "", fmt.Errorf("font program has no table %q", t.tag)
		}
	}
	if len(tables["head"]) < 12 {
		return nil, "", fmt.Errorf("font table \"head\" has %d bytes", len(tables["head"]))
	}

	return writeSFNT(tables, tags), postScriptName(tables["name"]), nil
}

// writeSFNT returns a TrueType program of the tables named, which are in ascending order.
func writeSFNT(tables map[string][]byte, tags []string) []byte {
	const header, entry = 12, 16
	selector, power := 0, 1
	for power*2 <= len(tags) {
		selector, power = selector+1, power*2
	}
	out := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, v := range []int{len(tags), power * entry, selector, (len(tags) - power) * entry} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	offset := header + entry*len(tags)
	var body []byte
	head := 0
	for _, tag := range tags {
		table := tables[tag]
		if tag == "head" {
			// checkSumAdjustment counts as zero in all sums.
			table = slices.Clone(table)
			clear(table[8:12])
			head = offset + len(body)
		}
		out = append(out, tag...)
		out = binary.BigEndian.AppendUint32(out, sfntSum(table))
		out = binary.BigEndian.AppendUint32(out, uint32(offset+len(body)))
		out = binary.BigEndian.AppendUint32(out, uint32(len(table)))
		body = append(body, table...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	out = append(out, body...)
	binary.BigEndian.PutUint32(out[head+8:], 0xb1b0afba-sfntSum(out)) // OpenType 1.9, head
	return out
}

// The measures of the face that shows nothing.
const (
	invisibleEm      = 1000
	invisibleAscent  = 900
	invisibleDescent = -300
)

// invisibleTrueType returns a program of two glyphs: none, and a box. The box is never painted, but readers take from it where a character is.
func invisibleTrueType() []byte {
	words := func(values ...int) []byte {
		var b []byte
		for _, v := range values {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
		return b
	}
	const em, up, down = invisibleEm, invisibleAscent, invisibleDescent
	// One contour of four points on the curve, clockwise: its last point, no instructions, four flags for steps of two bytes.
	box := slices.Concat(words(1, 0, down, em, up, 3, 0), []byte{1, 1, 1, 1}, words(0, 0, em, 0), words(down, up-down, 0, down-up))
	return writeSFNT(map[string][]byte{
		"glyf": box,
		"head": slices.Concat(words(1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, em), make([]byte, 16), words(0, down, em, up, 0, 8, 2, 0, 0)),
		"hhea": slices.Concat(words(1, 0, up, down, 0, em, 0, 0, em, 1, 0, 0), make([]byte, 8), words(0, 1)),
		"hmtx": words(em, 0, 0),
		"loca": words(0, 0, len(box)/2),
		"maxp": words(1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
	}, []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"})
}

// sfntSum adds up b as big-endian words, zeros beyond its end.
func sfntSum(b []byte) (sum uint32) {
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	var last [4]byte
	copy(last[:], b)
	return sum + binary.BigEndian.Uint32(last[:])
}

// postScriptName returns name 6 of an OpenType name table, which may hold printable ASCII without the ten delimiters only.
func postScriptName(table []byte) string {
	if len(table) < 6 {
		return ""
	}
	count, storage := int(binary.BigEndian.Uint16(table[2:])), int(binary.BigEndian.Uint16(table[4:]))
	const entry = 12
	for i := range count {
		if len(table) < 6+entry*(i+1) {
			return ""
		}
		e := table[6+entry*i:]
		if binary.BigEndian.Uint16(e[6:]) != 6 {
			continue
		}
		platform := binary.BigEndian.Uint16(e)
		length, offset := int(binary.BigEndian.Uint16(e[8:])), storage+int(binary.BigEndian.Uint16(e[10:]))
		if offset+length > len(table) {
			return ""
		}
		text := string(table[offset : offset+length])
		if platform != 1 { // not Macintosh: UTF-16BE
			units := make([]uint16, len(text)/2)
			for k := range units {
				units[k] = uint16(text[2*k])<<8 | uint16(text[2*k+1])
			}
			text = string(utf16.Decode(units))
		}
		if fitPostScriptName(text) {
			return text
		}
	}
	return ""
}

func fitPostScriptName(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == '#' || class[s[i]] == delimiter {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 63
}
