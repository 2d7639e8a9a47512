package pdf

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Face is what fpdf embeds of a face, ready for Joiner.Close.
type Face struct {
	draftSet
	font int
}

// PrepareFace takes from an fpdf document the one face that its pages name, which fpdf has cut down to the characters on them, and deflates it.
// It is safe to call concurrently.
func PrepareFace(doc []byte) (*Face, error) {
	src, err := Open(doc)
	if err != nil {
		return nil, fmt.Errorf("font document: %w", err)
	}
	var names []use
	for i := range src.Pages {
		content, err := src.Content(i)
		if err == nil {
			names, err = usesOf(content, names)
		}
		if err != nil {
			return nil, fmt.Errorf("font document: %w", err)
		}
	}
	names = slices.DeleteFunc(names, func(u use) bool { return u.category != "Font" })
	if len(names) != 1 {
		return nil, fmt.Errorf("font document uses %d fonts, want one", len(names))
	}
	d, err := newDrafter(src, nil)
	if err != nil {
		return nil, err
	}
	font, err := d.font(names[0].name)
	if err != nil {
		return nil, fmt.Errorf("font document: %w", err)
	}
	return &Face{d.set(), font}, nil
}

// embed writes the faces under the numbers reserved for them.
func (j *Joiner) embed(faces map[int]*Face) {
	for _, k := range j.Faces() {
		face := faces[k]
		if k == j.unseen {
			d := new(drafter)
			font := d.invisibleFont(j.chars)
			face = &Face{d.set(), font}
		}
		if face == nil {
			j.fail(fmt.Errorf("face /F%d is named by a page and not among the faces", k))
			return
		}
		font := &face.drafts[face.font]
		for _, hole := range font.holes {
			j.resolve(&face.draftSet, hole.to)
		}
		j.put(&face.draftSet, font, j.faces[k])
	}
}

// invisibleFont drafts a Type0 font for text that is not seen. All its characters are one em wide and reach as far up and down as letters do, so
// that a reader can mark them.
func (d *drafter) invisibleFont(chars []rune) int {
	program := invisibleTrueType()
	glyphs := make([]byte, 2)
	for _, c := range chars {
		if need := 2 * int(c+1); need > len(glyphs) {
			glyphs = append(glyphs, make([]byte, need-len(glyphs))...)
		}
		glyphs[2*c+1] = 1
	}
	base := Name(subsetTag(glyphs) + "+Invisible")
	file := d.add(Dict{{"Length1", Number(len(program))}}, deflate(program), "FlateDecode")
	descriptor := d.add(Dict{
		{"Type", Name("FontDescriptor")},
		{"FontName", base},
		{"Flags", Number(4)}, // symbolic
		{"FontBBox", Array{Number(0), Number(invisibleDescent), Number(invisibleEm), Number(invisibleAscent)}},
		{"ItalicAngle", Number(0)},
		{"Ascent", Number(invisibleAscent)},
		{"Descent", Number(invisibleDescent)},
		{"CapHeight", Number(invisibleAscent)},
		{"StemV", Number(80)},
		{"FontFile2", target{toDraft, file}},
	}, nil, "")
	gids := d.add(nil, deflate(glyphs), "FlateDecode")
	descendant := d.add(Dict{
		{"Type", Name("Font")},
		{"Subtype", Name("CIDFontType2")},
		{"BaseFont", base},
		{"CIDSystemInfo", Dict{{"Registry", String("Adobe")}, {"Ordering", String("Identity")}, {"Supplement", Number(0)}}},
		{"FontDescriptor", target{toDraft, descriptor}},
		{"DW", Number(invisibleEm)},
		{"CIDToGIDMap", target{toDraft, gids}},
	}, nil, "")
	return d.type0(base, descendant, glyphs)
}

// type0 drafts the font of a descendant whose codes are UTF-16 units and whose glyphs are in a CIDToGIDMap.
func (d *drafter) type0(base Name, descendant int, glyphs []byte) int {
	unicodes := d.add(nil, deflate(toUnicodeCMap(glyphs)), "FlateDecode")
	return d.add(Dict{
		{"Type", Name("Font")},
		{"Subtype", Name("Type0")},
		{"BaseFont", base},
		{"Encoding", Name("Identity-H")},
		{"DescendantFonts", Array{target{toDraft, descendant}}},
		{"ToUnicode", target{toDraft, unicodes}},
	}, nil, "")
}

// font drafts the Type0 font fpdf names and its parts, ISO 32000-1, 9.7, putting right what fpdf does not say or says wrong:
// the tag of a subset, the PostScript name, a ToUnicode map within the rules and of what is in the subset only.
func (d *drafter) font(name Name) (int, error) {
	type0, err := d.src.Dict(d.named[use{"Font", name}])
	if err != nil {
		return 0, err
	}
	if s := type0.Name("Subtype"); s != "Type0" {
		return 0, fmt.Errorf("font is %q, want Type0: an embedded TrueType face", s)
	}
	v, _ := type0.Get("DescendantFonts")
	descendants, _ := v.(Array)
	if len(descendants) != 1 {
		return 0, errors.New("font has no descendant")
	}
	cid, err := d.src.Dict(descendants[0])
	if err != nil {
		return 0, err
	}
	v, _ = cid.Get("FontDescriptor")
	descriptor, err := d.src.Dict(v)
	if err != nil {
		return 0, err
	}
	program, err := d.src.plain(descriptor, "FontFile2")
	if err != nil {
		return 0, err
	}
	glyphs, err := d.src.plain(cid, "CIDToGIDMap")
	if err != nil {
		return 0, err
	}
	program, postScript, err := trimTrueType(program)
	if err != nil {
		return 0, err
	}
	if postScript == "" {
		postScript = strings.TrimPrefix(string(type0.Name("BaseFont")), "utf8")
	}
	base := Name(subsetTag(program) + "+" + postScript)

	file := d.add(Dict{{"Length1", Number(len(program))}}, deflate(program), "FlateDecode")
	if v, err = d.retarget(descriptor.without("FontFile2").with("FontName", base), 0); err != nil {
		return 0, err
	}
	desc := d.add(v.(Dict).with("FontFile2", target{toDraft, file}), nil, "")
	gids := d.add(nil, deflate(glyphs), "FlateDecode")
	// Identity is the ordering of a CIDFont under Identity-H; fpdf writes UCS, which names a collection this is not.
	cid = cid.without("FontDescriptor", "CIDToGIDMap").with("BaseFont", base).with("CIDSystemInfo", Dict{
		{"Registry", String("Adobe")}, {"Ordering", String("Identity")}, {"Supplement", Number(0)},
	})
	if v, err = d.retarget(cid, 0); err != nil {
		return 0, err
	}
	descendant := d.add(v.(Dict).
		with("FontDescriptor", target{toDraft, desc}).
		with("CIDToGIDMap", target{toDraft, gids}), nil, "")
	return d.type0(base, descendant, glyphs), nil
}

// plain returns the decoded data of the stream that d has under key.
func (s *Source) plain(d Dict, key Name) ([]byte, error) {
	v, _ := d.Get(key)
	ref, ok := v.(Ref)
	if !ok {
		return nil, fmt.Errorf("/%s is %T, want a reference", key, v)
	}
	v, data, err := s.Object(ref)
	if err != nil {
		return nil, err
	}
	dict, ok := v.(Dict)
	if !ok || data == nil {
		return nil, fmt.Errorf("/%s is not a stream", key)
	}
	_, data, err = Decode(dict, data)
	return data, err
}

// subsetTag returns the six capitals that set a subset of a face apart from others of it, ISO 32000-1, 9.6.4.
func subsetTag(program []byte) string {
	sum := sha256.Sum256(program)
	var tag [6]byte
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag[:])
}

// toUnicodeCMap returns the ToUnicode map, ISO 32000-1, 9.10.3, of a font whose codes are UTF-16 units and whose glyphs
// are in a CIDToGIDMap. fpdf maps 0000 to FFFF in one range, but a range must not leave its high byte.
func toUnicodeCMap(glyphs []byte) []byte {
	type run struct{ first, last int }
	var runs []run
	for code := 1; 2*code+1 < len(glyphs); code++ {
		if glyphs[2*code] == 0 && glyphs[2*code+1] == 0 || code >= 0xd800 && code < 0xe000 {
			continue
		}
		if n := len(runs); n > 0 && runs[n-1].last == code-1 && code&0xff != 0 {
			runs[n-1].last = code
			continue
		}
		runs = append(runs, run{code, code})
	}
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for len(runs) > 0 {
		block := runs[:min(len(runs), 100)] // a block holds no more, Adobe Technical Note 5014
		runs = runs[len(block):]
		fmt.Fprintf(&b, "%d beginbfrange\n", len(block))
		for _, r := range block {
			fmt.Fprintf(&b, "<%04X> <%04X> <%04X>\n", r.first, r.last, r.first)
		}
		b.WriteString("endbfrange\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return []byte(b.String())
}
