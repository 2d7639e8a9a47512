package lint

import (
	"docketcard/templates"
)

// Printer is what prints the cards, and what it can print.
type Printer struct {
	Name      string
	DPI       int              // dots to the inch
	MinModule int              // dots that a module of a QR code must have at least
	MinBar    int              // likewise of a barcode, whose readers need less
	MinStroke templates.Length // of a line that must not break up
	MinText   templates.Length // of minitext that can be read under a lens
	MinPitch  templates.Length // of the lines of a line-screen portrait
}

// Printers are the printers that lint knows, the usual one first.
var Printers = []Printer{
	{Name: "600", DPI: 600, MinModule: 8, MinBar: 4, MinStroke: templates.MinStroke600, MinText: templates.MinMinitext600, MinPitch: templates.MinPitch600},
	{Name: "300", DPI: 300, MinModule: 5, MinBar: 2, MinStroke: templates.MinStroke300, MinText: templates.MinMinitext300, MinPitch: templates.MinPitch300},
	{Name: "offset", DPI: 2400, MinModule: 32, MinBar: 16, MinStroke: templates.MinStrokeOffset, MinText: templates.MinMinitextOffset},
}

// PrinterNamed returns the printer of a name, and whether it is known.
func PrinterNamed(name string) (Printer, bool) {
	for _, p := range Printers {
		if p.Name == name {
			return p, true
		}
	}
	return Printer{}, false
}
