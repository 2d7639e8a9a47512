package templates

import (
	"fmt"
)

// Code is a QR code (ISO/IEC 18004) in black on a white patch that includes the quiet zone.
type Code struct {
	Common
	Value   Content
	At      Point // left and top edges of the patch
	Module  Length
	Version int    // 1 to 40: all codes of a template's element are one size
	Level   string // L, M, Q or H
	Quiet   int    // modules
	Outline bool   // drawn as a path around its dark areas, else as a mask of a bit a module
}

// Modules returns how many modules a side of the symbol has, without its quiet zone (ISO/IEC 18004, section 5.3.1).
func (c *Code) Modules() int { return 17 + 4*c.Version }

// Refs returns the names in the value.
func (c *Code) Refs() []string { return c.Value.Refs() }

// Room returns the area of the patch.
func (c *Code) Room() Rect {
	side := Length(c.Modules()+2*c.Quiet) * c.Module
	return Rect{c.At.X, c.At.Y, side, side}
}

// MinModule is the smallest module that phones read from office print (ten printer dots at 600 dpi would be 0.423 mm, eight are 0.339).
const MinModule = 338 * Micrometre

func (c *Code) uncut() (Rect, bool) { return c.Room(), true }

func (r elementReader) code(common Common) Element {
	c := &Code{Common: common, Value: r.content("qr"), Module: r.positive("module", 423*Micrometre),
		Version: r.Int("version", 5, 1, 40), Level: r.Choice("level", "M", "L", "Q", "H"), Quiet: r.Int("quiet", 4, 4, 20),
		Outline: r.Choice("draw", "mask", "outline") == "outline"}
	if r.in.fixed {
		r.faultAt(r.Node, "qr", "a code cannot stand in a group that is cut or turned")
	}
	r.need("at")
	side := c.Room().W
	c.At = r.at("at", Size{side, side}, 0)
	if c.Module < MinModule {
		r.errs.Add(r.Node.Get("module").Pos, r.Name("module"), fmt.Sprintf("%s; want at least %s", c.Module, MinModule), "phones do not read smaller modules from office print")
	}
	return c
}
