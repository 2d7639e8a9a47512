package lint

import (
	"docketcard/templates"
)

// Printer is what prints the cards, and what it can print.
type Printer struct {
	Name      string
	DPI       int              // dots to the inch
	MinModule int              // dots that a module of a QR code must have at least
	MinStroke templates.Length // of a line that must not break up
	MinText   templates.Length // of minitext that can be read under a lens
}

// Printers are the printers that lint knows, the usual one first.
var Printers = []Printer{
	{Name: "600", DPI: 600, MinModule: 8, MinStroke: templates.Points(0.24), MinText: templates.Points(1.5)},
	{Name: "300", DPI: 300, MinModule: 5, MinStroke: templates.Points(0.48), MinText: templates.Points(2.5)},
	{Name: "offset", DPI: 2400, MinModule: 32, MinStroke: templates.Points(0.12), MinText: templates.Points(0.6)},
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
