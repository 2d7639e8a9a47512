package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"math"
	"strconv"
)

// A Page is what cannot be read out of an fpdf page: its boxes, in points from the bottom left.
// Trim must lie within Bleed and Bleed within Media, and Media must be the size fpdf drew on.
type Page struct {
	Media, Bleed, Trim Rect

	// Raw are operators that do not pass through fpdf, which would copy them several times: each piece stands in place of one RawMark.
	Raw [][]byte

	// Codes are operators that follow all others, and name nothing.
	Codes []byte
}

// RawMark is a line of a page's content in an fpdf document, where a piece of operators belongs that fpdf was not given. Nothing else
// that fpdf writes there has a comment.
const RawMark = "%"

// A Photo is a JPEG picture that goes into the file without passing through fpdf, which would copy it and hash it. It is
// not hashed here either, SHA-256 of a portrait being dearer than all else done to it: Name tells pictures
// apart and must be another for every picture of the whole file. The data is baseline or progressive JPEG of 8 bits,
// already checked, with 1 (gray) or 3 (RGB) components; it must not change before the part is appended.
type Photo struct {
	Name          string // of the Do operator: letters and digits, such as P17 or P and a content hash
	Width, Height int    // pixels
	Components    int
	JPEG          []byte
}

// A part is one fpdf document made ready to be joined: its pages and what they use, as canonical text
// with the references left open. It shares memory with the document and photos it was made from.
type Part struct {
	draftSet
}

// A draftSet is objects in order of first use, each after those it refers to.
type draftSet struct {
	drafts  []draft
	numbers []int // in the joined file, 0 until placed
}

// A draft is an object that has no number yet.
type draft struct {
	spelling
	stream   []byte // as it will lie in the file
	isStream bool
	isPage   bool
	alone    bool              // a page or its contents, never shared
	key      [sha256.Size]byte // equal for equal content, references followed
}

// Prepare parses an fpdf document of one or more pages, picks what each page uses, and deflates the streams. It is
// safe to call concurrently, and is where the time goes; nothing here depends on other parts.
//
// The pages must name faces as /F<k> and shared artwork as /X<k>, both counted from 0 over the whole file. Any other
// name must be in photos or in the document's own resource dictionary. The document must have been written
// without fonts, layers, links or encryption.
func Prepare(doc []byte, pages []Page, photos []Photo) (*Part, error) {
	src, err := Open(doc)
	if err != nil {
		return nil, err
	}
	if len(src.Pages) != len(pages) {
		return nil, fmt.Errorf("fpdf document has %d pages, want %d", len(src.Pages), len(pages))
	}
	d, err := newDrafter(src, photos)
	if err != nil {
		return nil, err
	}
	for i, facts := range pages {
		if err := d.page(i, facts); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
	}
	return &Part{d.set()}, nil
}

// A drafter turns objects of one source into drafts.
type drafter struct {
	src    *Source
	named  map[use]Value // the source's resources
	photos map[Name]int  // index into the given photos
	given  []Photo
	drafts []draft
	done   map[Ref]int  // index of the draft of a source object
	photo  map[Name]int // index of the draft of a photo
	uses   []use        // scratch
}

func newDrafter(src *Source, photos []Photo) (*drafter, error) {
	d := &drafter{
		src:    src,
		named:  make(map[use]Value),
		photos: make(map[Name]int, len(photos)),
		given:  photos,
		done:   make(map[Ref]int),
		photo:  make(map[Name]int),
	}
	for _, c := range src.resources {
		names, _ := c.Value.(Dict)
		for _, e := range names {
			d.named[use{c.Key, e.Key}] = e.Value
		}
	}
	for i, p := range photos {
		name := Name(p.Name)
		_, clash := d.photos[name]
		if _, known := d.named[use{"XObject", name}]; known || clash {
			return nil, fmt.Errorf("photo name %q is taken", name)
		}
		if _, ok := reservedName(name, 'X'); ok {
			return nil, fmt.Errorf("photo name %q is kept for artwork", name)
		}
		if !photoName(name) {
			return nil, fmt.Errorf("photo name %q, want letters and digits", name)
		}
		if p.Width < 1 || p.Height < 1 || p.Components != 1 && p.Components != 3 {
			return nil, fmt.Errorf("photo %q is %d by %d with %d components, want at least a pixel and 1 or 3 components",
				name, p.Width, p.Height, p.Components)
		}
		d.photos[name] = i
	}
	return d, nil
}

func photoName(name Name) bool {
	for i := range len(name) {
		if c := name[i] | 0x20; (c < 'a' || c > 'z') && (name[i] < '0' || name[i] > '9') {
			return false
		}
	}
	return len(name) > 0 && len(name) <= 127 // ISO 32000-1, annex C
}

func (d *drafter) set() draftSet {
	return draftSet{d.drafts, make([]int, len(d.drafts))}
}

// page drafts page i of the source and all it uses.
func (d *drafter) page(i int, facts Page) error {
	switch {
	case !facts.Media.valid() || !facts.Bleed.valid() || !facts.Trim.valid():
		return fmt.Errorf("box without area: media %v, bleed %v, trim %v", facts.Media, facts.Bleed, facts.Trim)
	case !facts.Bleed.within(facts.Media):
		return fmt.Errorf("bleed box %v reaches out of media box %v", facts.Bleed, facts.Media)
	case !facts.Trim.within(facts.Bleed):
		return fmt.Errorf("trim box %v reaches out of bleed box %v", facts.Trim, facts.Bleed)
	}
	drawn, err := d.src.mediaBox(i)
	if err != nil {
		return err
	}
	for k, v := range drawn {
		if math.Abs(v-facts.Media[k]) > 0.0101 { // fpdf rounds the box to hundredths
			return fmt.Errorf("fpdf drew on media box %v, want %v", drawn, facts.Media)
		}
	}
	content, resources, err := d.content(i, facts.Raw)
	if err != nil {
		return err
	}
	contents := d.addNamed("", nil, deflate(append(content, facts.Codes)...), "FlateDecode")
	d.drafts[contents].alone = true
	page := d.add(Dict{
		{"Type", Name("Page")},
		{"Parent", target{kind: toParent}},
		{"MediaBox", facts.Media.array()},
		{"BleedBox", facts.Bleed.array()},
		{"TrimBox", facts.Trim.array()},
		{"Resources", resources},
		{"Contents", target{toDraft, contents}},
	}, nil, "")
	d.drafts[page].isPage, d.drafts[page].alone = true, true
	return nil
}

// content returns the content of page i of the source in pieces, with raw ones in their places, and its resources.
func (d *drafter) content(i int, raw [][]byte) ([][]byte, Dict, error) {
	rest, err := d.src.Content(i)
	if err != nil {
		return nil, nil, err
	}
	pieces, mark := make([][]byte, 0, 2*len(raw)+2), []byte(RawMark+"\n")
	for _, r := range raw {
		before, after, ok := bytes.Cut(rest, mark)
		if !ok {
			return nil, nil, fmt.Errorf("contents: found fewer marks than the %d pieces that are not fpdf's", len(raw))
		}
		pieces, rest = append(pieces, before, r), after
	}
	if bytes.Contains(rest, mark) {
		return nil, nil, fmt.Errorf("contents: found more marks than the %d pieces that are not fpdf's", len(raw))
	}
	pieces = append(pieces, rest)
	resources, err := d.resources(pieces)
	return pieces, resources, err
}

// resources returns the dictionary of exactly what content names, and drafts what that refers to.
func (d *drafter) resources(content [][]byte) (Dict, error) {
	d.uses = d.uses[:0]
	for _, piece := range content {
		var err error
		if d.uses, err = usesOf(piece, d.uses); err != nil {
			return nil, fmt.Errorf("contents: %w", err)
		}
	}
	resources := Dict{}
	for _, use := range d.uses {
		v, err := d.resource(use)
		if err != nil {
			return nil, fmt.Errorf("%s /%s: %w", use.category, use.name, err)
		}
		names, _ := resources.Get(use.category)
		dict, _ := names.(Dict)
		resources = resources.with(use.category, append(dict, Entry{use.name, v}))
	}
	return resources, nil
}

// resource returns the value for one name.
func (d *drafter) resource(use use) (Value, error) {
	switch use.category {
	case "Font":
		k, ok := reservedName(use.name, 'F')
		if !ok {
			return nil, errors.New("fonts must be named /F0, /F1 and so on")
		}
		return target{toFont, k}, nil
	case "Properties":
		return nil, errors.New("layers and property lists are not carried over")
	case "XObject":
		if k, ok := reservedName(use.name, 'X'); ok {
			return target{toForm, k}, nil
		}
		if i, ok := d.photos[use.name]; ok {
			return target{toDraft, d.addPhoto(d.given[i])}, nil
		}
	}
	v, ok := d.named[use]
	if !ok {
		return nil, errors.New("named by the page but not in its document")
	}
	return d.retarget(v, 0)
}

// reservedName returns the k of a name made of letter and up to four digits without leading zero.
func reservedName(name Name, letter byte) (k int, ok bool) {
	if len(name) < 2 || len(name) > 5 || name[0] != letter || name[1] == '0' && len(name) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(string(name[1:]), 10, 16)
	return int(n), err == nil
}

func (d *drafter) addPhoto(p Photo) int {
	name := Name(p.Name)
	if i, ok := d.photo[name]; ok {
		return i
	}
	space := Name("DeviceRGB")
	if p.Components == 1 {
		space = "DeviceGray"
	}
	i := d.addNamed(name, Dict{
		{"Type", Name("XObject")},
		{"Subtype", Name("Image")},
		{"Width", Number(p.Width)},
		{"Height", Number(p.Height)},
		{"ColorSpace", space},
		{"BitsPerComponent", Number(8)},
	}, p.JPEG, "DCTDecode")
	d.photo[name] = i
	return i
}

// retarget returns v with each reference replaced by that to the draft of what it refers to.
func (d *drafter) retarget(v Value, depth int) (Value, error) {
	switch v := v.(type) {
	case Ref:
		i, err := d.pick(v, depth)
		return target{toDraft, i}, err
	case Array:
		out := make(Array, len(v))
		for i, e := range v {
			var err error
			if out[i], err = d.retarget(e, depth); err != nil {
				return nil, err
			}
		}
		return out, nil
	case Dict:
		out := make(Dict, len(v))
		for i, e := range v {
			w, err := d.retarget(e.Value, depth)
			if err != nil {
				return nil, err
			}
			out[i] = Entry{e.Key, w}
		}
		return out, nil
	}
	return v, nil
}

// pick drafts an object of the source, after all it refers to, once.
func (d *drafter) pick(ref Ref, depth int) (int, error) {
	if i, ok := d.done[ref]; ok {
		return i, nil
	}
	if depth > maxDepth { // a circle of references ends here too
		return 0, fmt.Errorf("object %d: references deeper than %d", ref, maxDepth)
	}
	v, data, err := d.src.Object(ref)
	if err != nil {
		return 0, err
	}
	filter := Name("")
	if dict, ok := v.(Dict); ok {
		switch t := dict.Name("Type"); t {
		case "Page", "Pages", "Catalog", "Font":
			return 0, fmt.Errorf("object %d is a %s, which no page may use", ref, t)
		}
		if data != nil {
			if dict, data, filter, err = restream(dict, data); err != nil {
				return 0, fmt.Errorf("object %d: %w", ref, err)
			}
			v = dict
		}
	}
	if v, err = d.retarget(v, depth+1); err != nil {
		return 0, err
	}
	i := d.add(v, data, filter)
	d.done[ref] = i
	return i, nil
}

// restream returns the data of a stream as it shall lie in the joined file and the filter it is then under: JPEG data as it is,
// all else deflated anew, since fpdf leaves some of it plain and deflates the rest with the standard library.
func restream(d Dict, data []byte) (Dict, []byte, Name, error) {
	v, has := d.Get("Filter")
	switch {
	case v == Name("DCTDecode"):
		return d.without("Filter", "Length"), data, "DCTDecode", nil
	case has && v != Name("FlateDecode"):
		return nil, nil, "", fmt.Errorf("stream filter %v, want FlateDecode or DCTDecode", v)
	}
	d, data, err := Decode(d, data)
	if err != nil {
		return nil, nil, "", err
	}
	return d.without("Length"), deflate(data), "FlateDecode", nil
}

// add appends a draft and returns its index. With a filter it is a stream whose dictionary is v. The key covers every byte.
func (d *drafter) add(v Value, stream []byte, filter Name) int {
	draft := newDraft(v, stream, filter)
	h := d.hash(&draft)
	h.Write(stream)
	h.Sum(draft.key[:0])
	d.drafts = append(d.drafts, draft)
	return len(d.drafts) - 1
}

// addNamed is add for a stream that name tells apart from all others: of its data the key covers length and CRC only, enough for
// a file identifier and against mistakes, but not against malice.
func (d *drafter) addNamed(name Name, v Value, stream []byte, filter Name) int {
	draft := newDraft(v, stream, filter)
	h := d.hash(&draft)
	fmt.Fprintf(h, "%s %d %08x", name, len(stream), crc32.Checksum(stream, castagnoli))
	h.Sum(draft.key[:0])
	d.drafts = append(d.drafts, draft)
	return len(d.drafts) - 1
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func newDraft(v Value, stream []byte, filter Name) draft {
	draft := draft{stream: stream, isStream: filter != ""}
	if draft.isStream {
		dict, _ := v.(Dict)
		v = dict.with("Filter", filter).with("Length", Number(len(stream)))
	}
	draft.bytes = make([]byte, 0, 192)
	draft.write(v)
	return draft
}

// hash starts a key with the text of a draft and, for each reference left open, what it leads to.
func (d *drafter) hash(draft *draft) hash.Hash {
	h := sha256.New()
	var b [8]byte
	number := func(n int) {
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	number(len(draft.bytes))
	h.Write(draft.bytes)
	number(len(draft.holes))
	for _, hole := range draft.holes {
		number(hole.at)
		h.Write([]byte{byte(hole.to.kind)})
		if hole.to.kind == toDraft {
			h.Write(d.drafts[hole.to.n].key[:])
		} else {
			number(hole.to.n)
		}
	}
	return h
}
