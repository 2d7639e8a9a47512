package pdf

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
	"strconv"
)

// A Joiner writes many fpdf documents as one PDF file, ISO 32000-1, in one pass.
//
// Use it so: NewJoiner, DefineForms for the artwork, Append for every part in order, Close with the faces that Faces reports.
// Objects are numbered as they are written, shared ones when first used, so that the bytes depend on the parts
// alone. It holds the part being appended, eight bytes for each object and under a hundred for
// each shared one; it is for one goroutine. After an error every further call returns that error and what was written is void.
type Joiner struct {
	w       *bufio.Writer
	written int64
	err     error

	offsets []int64                   // by object number; 0 while only reserved
	shared  map[[sha256.Size]byte]int // number of the object with a key
	faces   map[int]int               // number reserved for /F<k>
	unseen  int                       // the k of the face that shows nothing
	chars   []rune                    // that were written in it
	forms   draftSet
	formAt  []int      // index in forms of /X<k>
	tree    []pageNode // from the leaves up, the one node of each level that is not full
	pages   int
	info    Info
	id      hash.Hash // of the numbers and keys of all objects written
}

// A pageNode is an interior node of the page tree, ISO 32000-1, 7.7.3.
type pageNode struct {
	number int
	kids   Array
	count  int // pages below it
}

// pageFan is how many kids a page tree node has: a viewer reaches any of 250,000 pages in three steps.
const pageFan = 64

// xrefLimit is one more than the ten digits of a cross-reference entry can hold.
const xrefLimit = 10_000_000_000

// NewJoiner writes the file header to w.
func NewJoiner(w io.Writer, info Info) (*Joiner, error) {
	if err := info.check(); err != nil {
		return nil, err
	}
	j := &Joiner{
		w:       bufio.NewWriterSize(w, 1<<16),
		offsets: make([]int64, 1), // object 0 is the head of the free list
		shared:  make(map[[sha256.Size]byte]int),
		faces:   make(map[int]int),
		unseen:  -1,
		info:    info,
		id:      sha256.New(),
	}
	var t spelling
	t.write(info.dict())
	j.id.Write(t.bytes)
	// Four bytes above 127 tell transfer programs that the file is binary, 7.5.2.
	j.print("%PDF-" + info.version() + "\n%\xe2\xe3\xcf\xd3\n")
	return j, j.err
}

// A Form is what cannot be read out of a page of artwork: the box it is clipped to, in points from
// the bottom left of the page it was drawn on. The form's space is that page's.
type Form struct {
	Box Rect
	Raw [][]byte // as of a Page
}

// DefineForms makes each page of an fpdf document the shared artwork /X<k>, counting on from the last call. Artwork may name
// faces, photos and artwork defined before it. It is written when a page first names it, or never.
func (j *Joiner) DefineForms(doc []byte, forms []Form, photos []Photo) error {
	if j.err != nil {
		return j.err
	}
	if len(j.formAt) > 0 {
		return j.fail(errors.New("artwork is defined already"))
	}
	src, err := Open(doc)
	if err != nil {
		return j.fail(err)
	}
	if len(src.Pages) != len(forms) {
		return j.fail(fmt.Errorf("artwork document has %d pages, want %d", len(src.Pages), len(forms)))
	}
	d, err := newDrafter(src, photos)
	if err != nil {
		return j.fail(err)
	}
	var at []int
	for k, facts := range forms {
		i, err := d.form(k, facts)
		if err != nil {
			return j.fail(fmt.Errorf("artwork /X%d: %w", k, err))
		}
		at = append(at, i)
	}
	j.forms, j.formAt = d.set(), at
	return nil
}

// form drafts page k of the source as a form XObject, ISO 32000-1, 8.10.
func (d *drafter) form(k int, facts Form) (int, error) {
	if !facts.Box.valid() {
		return 0, fmt.Errorf("box %v has no area", facts.Box)
	}
	content, resources, err := d.content(k, facts.Raw)
	if err != nil {
		return 0, err
	}
	for _, use := range d.uses {
		if n, ok := reservedName(use.name, 'X'); ok && use.category == "XObject" && n >= k {
			return 0, fmt.Errorf("names /X%d, want only artwork before it", n)
		}
	}
	return d.add(Dict{
		{"Type", Name("XObject")},
		{"Subtype", Name("Form")},
		{"BBox", facts.Box.array()},
		{"Resources", resources},
	}, deflate(content...), "FlateDecode"), nil
}

// Append writes the pages of p and whatever they use that was not written before. A part can be appended once.
func (j *Joiner) Append(p *Part) error {
	for i := range p.drafts {
		if j.err != nil {
			return j.err
		}
		if p.numbers[i] != 0 {
			return j.fail(errors.New("part is appended twice"))
		}
		j.place(&p.draftSet, i)
	}
	return j.err
}

// Faces returns, in ascending order, the k of all /F<k> that were named so far.
func (j *Joiner) Faces() []int {
	return slices.Sorted(maps.Keys(j.faces))
}

// Invisible says that /F<k> is the face that shows nothing, and which characters were written in it; Close embeds it.
func (j *Joiner) Invisible(k int, chars map[rune]bool) {
	j.unseen, j.chars = k, slices.Sorted(maps.Keys(chars))
}

// Close embeds the faces, /F<k> for each k, writes all that comes after the last page and flushes. All that Faces reports but the invisible face must
// be among them. It does not close the writer below.
func (j *Joiner) Close(faces map[int]*Face) error {
	if j.err == nil && j.pages == 0 {
		j.fail(errors.New("no page was appended"))
	}
	if j.err == nil {
		j.embed(faces)
	}
	if j.err != nil {
		return j.err
	}
	root := j.closeTree()
	id := j.id.Sum(nil)[:16]

	info := j.reserve()
	j.object(info, j.info.dict(), nil)
	metadata := j.reserve()
	xmp := j.info.xmp(id)
	// Never deflated, so that programs that know nothing of PDF find it; PDF/A forbids it too.
	j.object(metadata, Dict{
		{"Type", Name("Metadata")},
		{"Subtype", Name("XML")},
		{"Length", Number(len(xmp))},
	}, xmp)
	catalog := j.reserve()
	j.object(catalog, Dict{
		{"Type", Name("Catalog")},
		{"Pages", target{toNumber, root}},
		{"Metadata", target{toNumber, metadata}},
		{"ViewerPreferences", j.info.viewer()},
	}, nil)
	j.xref(Dict{
		{"Size", Number(len(j.offsets))},
		{"Root", target{toNumber, catalog}},
		{"Info", target{toNumber, info}},
		{"ID", Array{String(id), String(id)}},
	})
	if j.err == nil {
		if err := j.w.Flush(); err != nil {
			j.fail(err)
		}
	}
	return j.err
}

// fail keeps the first error.
func (j *Joiner) fail(err error) error {
	if j.err == nil {
		j.err = fmt.Errorf("joining PDF: %w", err)
	}
	return j.err
}

func (j *Joiner) print(s string) {
	if j.err != nil {
		return
	}
	n, err := j.w.WriteString(s)
	j.written += int64(n)
	if err != nil {
		j.fail(err)
	}
}

func (j *Joiner) printBytes(b []byte) {
	if j.err != nil {
		return
	}
	n, err := j.w.Write(b)
	j.written += int64(n)
	if err != nil {
		j.fail(err)
	}
}

// reserve returns the next object number.
func (j *Joiner) reserve() int {
	j.offsets = append(j.offsets, 0)
	return len(j.offsets) - 1
}

// place gives draft i of set a number and writes it, unless equal content is in the file already.
func (j *Joiner) place(set *draftSet, i int) int {
	if n := set.numbers[i]; n != 0 || j.err != nil {
		return n
	}
	d := &set.drafts[i]
	if n, ok := j.shared[d.key]; ok && !d.alone {
		set.numbers[i] = n
		return n
	}
	for _, hole := range d.holes {
		j.resolve(set, hole.to)
	}
	n := j.reserve()
	set.numbers[i] = n
	if !d.alone {
		j.shared[d.key] = n
	}
	j.put(set, d, n)
	return n
}

// put writes draft d under number n. What it refers to has its numbers, save the parent of a page.
func (j *Joiner) put(set *draftSet, d *draft, n int) {
	parent := 0
	if d.isPage {
		parent = j.addKid(0, n, 1)
		j.pages++
	}
	j.begin(n)
	j.spell(&d.spelling, func(to target) int {
		if to.kind == toParent {
			return parent
		}
		return j.resolve(set, to)
	})
	j.end(d.stream, d.isStream)

	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	j.id.Write(b[:])
	j.id.Write(d.key[:])
}

// resolve returns the number a reference leads to, having placed or reserved it.
func (j *Joiner) resolve(set *draftSet, to target) int {
	switch to.kind {
	case toNumber:
		return to.n
	case toDraft:
		return j.place(set, to.n)
	case toForm:
		if to.n >= len(j.formAt) {
			j.fail(fmt.Errorf("artwork /X%d is named but not defined", to.n))
			return 0
		}
		return j.place(&j.forms, j.formAt[to.n])
	case toFont:
		n, ok := j.faces[to.n]
		if !ok {
			n = j.reserve()
			j.faces[to.n] = n
		}
		return n
	}
	return 0 // toParent: known when the page itself is written
}

// object writes an object of the Joiner's own under number n, a stream if stream is not nil.
func (j *Joiner) object(n int, v Value, stream []byte) {
	var t spelling
	t.write(v)
	j.begin(n)
	j.spell(&t, func(to target) int { return to.n })
	j.end(stream, stream != nil)
}

func (j *Joiner) begin(n int) {
	if j.written >= xrefLimit {
		j.fail(fmt.Errorf("file is longer than the %d bytes a cross-reference table can address", int64(xrefLimit)))
	}
	j.offsets[n] = j.written
	var b [24]byte
	j.printBytes(append(strconv.AppendInt(b[:0], int64(n), 10), " 0 obj\n"...))
}

func (j *Joiner) end(stream []byte, isStream bool) {
	if isStream {
		j.print("\nstream\n")
		j.printBytes(stream)
		j.print("\nendstream")
	}
	j.print("\nendobj\n")
}

// spell writes t with its holes filled.
func (j *Joiner) spell(t *spelling, number func(target) int) {
	from := 0
	var b [24]byte
	for _, hole := range t.holes {
		j.printBytes(t.bytes[from:hole.at])
		j.printBytes(append(strconv.AppendInt(b[:0], int64(number(hole.to)), 10), " 0 R"...))
		from = hole.at
	}
	j.printBytes(t.bytes[from:])
}

// addKid hangs kid, a page or a node over count pages, into the page tree and returns its parent's number. The tree is
// written as it grows: a node that is full goes out, under a parent that is only reserved.
func (j *Joiner) addKid(level, kid, count int) int {
	if level == len(j.tree) {
		j.tree = append(j.tree, pageNode{number: j.reserve()})
	}
	if len(j.tree[level].kids) == pageFan {
		full := j.tree[level]
		j.putNode(full, j.addKid(level+1, full.number, full.count))
		j.tree[level] = pageNode{number: j.reserve()}
	}
	node := &j.tree[level]
	node.kids = append(node.kids, target{toNumber, kid})
	node.count += count
	return node.number
}

// closeTree writes the nodes that are left and returns the number of the root.
func (j *Joiner) closeTree() (root int) {
	for level := 0; level < len(j.tree); level++ {
		node := j.tree[level]
		if level == len(j.tree)-1 {
			j.putNode(node, 0)
			return node.number
		}
		j.putNode(node, j.addKid(level+1, node.number, node.count))
	}
	return 0
}

func (j *Joiner) putNode(node pageNode, parent int) {
	d := Dict{{"Type", Name("Pages")}, {"Kids", node.kids}, {"Count", Number(node.count)}}
	if parent != 0 {
		d = d.with("Parent", target{toNumber, parent})
	}
	j.object(node.number, d, nil)
}

// xref writes the cross-reference table and the trailer, ISO 32000-1, 7.5.4 and 7.5.5.
func (j *Joiner) xref(trailer Dict) {
	at := j.written
	j.print("xref\n0 " + strconv.Itoa(len(j.offsets)) + "\n0000000000 65535 f \n")
	entry := []byte("0000000000 00000 n \n")
	for n, offset := range j.offsets[1:] {
		if offset == 0 && j.err == nil {
			panic(fmt.Sprintf("pdf: object %d was reserved and never written", n+1))
		}
		for i := 9; i >= 0; i-- {
			entry[i] = byte('0' + offset%10)
			offset /= 10
		}
		j.printBytes(entry)
	}
	var t spelling
	t.write(trailer)
	j.print("trailer\n")
	j.spell(&t, func(to target) int { return to.n })
	j.print("\nstartxref\n" + strconv.FormatInt(at, 10) + "\n%%EOF\n")
}
