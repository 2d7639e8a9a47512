package templates

import "fmt"

// Barcode is a Code 128 (ISO/IEC 15417) or PDF417 (ISO/IEC 15438) symbol in black, in the middle of a white patch that includes its quiet zone.
type Barcode struct {
	Common
	Value  Content
	Box    Rect // the patch
	Module Length
	Level  int // of PDF417's error correction, 0 to 8
}

// MinBar is the narrowest bar: four dots at 600 dpi or two at 300, which hand scanners still read from laser print.
const MinBar = 169 * Micrometre

// Quiet returns how many modules of quiet zone a symbol needs at its sides, and above and below: ten for Code 128 (ISO/IEC 15417, section
// 4.4), two for PDF417 (ISO/IEC 15438, section 5.8.3).
func (b *Barcode) Quiet() (sides, ends int) {
	if b.Kind == "pdf417" {
		return 2, 2
	}
	return 10, 0
}

// Refs returns the names in the value.
func (b *Barcode) Refs() []string { return b.Value.Refs() }

// Room returns the patch.
func (b *Barcode) Room() Rect { return b.Box }

func (b *Barcode) uncut() (Rect, bool) { return b.Box, true }

func (r elementReader) barcode(common Common) Element {
	b := &Barcode{Common: common, Value: r.content(common.Kind), Box: r.box("box"), Module: r.positive("module", 254*Micrometre)}
	if common.Kind == "pdf417" {
		b.Level = r.Int("level", 2, 0, 8)
	}
	if r.in.fixed {
		r.faultAt(r.Node, common.Kind, "a code cannot stand in a group that is cut or turned")
	}
	if !r.Has("box") {
		r.faultAt(r.Node, "box", "missing; want [x, y, width, height]")
	}
	if b.Value.Empty() {
		r.faultAt(r.Node.Get(common.Kind), common.Kind, "want text")
	}
	if b.Module < MinBar {
		r.errs.Add(r.Node.Get("module").Pos, r.Name("module"), fmt.Sprintf("%s; want at least %s", b.Module, MinBar), "scanners do not read narrower bars from office print")
	}
	return b
}
