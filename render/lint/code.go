package lint

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"docketcard/render"
	"docketcard/render/qr"
	"docketcard/templates"
)

// cutting is how exact cards are cut (print.md, section 2).
const cutting = templates.Millimetre

// modules finds codes whose modules a printer cannot make, and quiet zones that cutting may take from.
func modules(v *view, found tally) {
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			if p.Kind != "code" {
				continue
			}
			dotted := func(rule string, module templates.Length, least func(Printer) int) {
				printed := printedModule(module)
				for _, printer := range Printers {
					dots := printed * float64(printer.DPI) / float64(templates.Inch)
					whole := math.Abs(dots-math.Round(dots)) < 0.01 || printer.DPI > 600
					if dots > float64(least(printer))-0.01 && whole {
						continue
					}
					f := v.finding(side, p, fmt.Sprintf("want whole dots, and %d or more", least(printer)),
						"%s has modules of %.3f mm, which are %.4g dots of printer %s", p.Name, printed/1000, dots, printer.Name)
					f.elsewhere = printer.Name != v.Printer.Name
					found.add(rule, f, printer.Name, 0)
				}
			}
			if bars, ok := p.Items[0].(*render.Bars); ok {
				dotted("bar-module", bars.Module, func(p Printer) int { return p.MinBar })
				continue
			}
			symbol, ok := p.Items[0].(*render.Symbol)
			if !ok {
				continue
			}
			dotted("qr-module", symbol.Module, func(p Printer) int { return p.MinModule })
			quiet := templates.Length(symbol.Quiet) * symbol.Module
			card := v.Setup.Template.Size
			edge := min(p.box.X, p.box.Y, card.W-p.box.Right(), card.H-p.box.Bottom())
			if symbol.Quiet < 4 || edge < cutting {
				found.add("quiet-zone", v.finding(side, p, "move the code away from the edge",
					"%s has a quiet zone of %d modules, which are %s, and it ends %s from the edge; want 4 modules, and %s for the cutting",
					p.Name, symbol.Quiet, quiet, edge, cutting), "", int64(-edge))
			}
		}
	}
}

// printedModule returns the module that is drawn, in micrometres: whole dots of 600 dpi.
func printedModule(module templates.Length) float64 {
	const dot = float64(templates.Inch) / 600
	return max(1, math.Round(float64(module)/dot)) * dot
}

// portalCode finds cards whose holder's code is not on the front.
func portalCode(v *view, found tally) {
	if !v.portal {
		return
	}
	for side, face := range v.sides {
		for i := range face {
			refs, seal := face[i].As.Refs(), v.Setup.Template.Seal
			both := seal != nil && seal.Encoding == templates.EncodingPortal && slices.Contains(refs, seal.Ref())
			if face[i].Kind != "code" || !both && !slices.Contains(refs, "portal.url") {
				continue
			}
			if side == 0 {
				return
			}
			found.add("portal-code", v.finding(side, &face[i], "", "%s is on the back; want it on the front", face[i].Name), "", 0)
			return
		}
	}
	found.add("portal-code", v.missing("no code on the front carries {portal.url}, though the records have a reference for it"), "", 0)
}

// hidden finds items of the codes that are not printed in clear.
func hidden(v *view, found tally) {
	printed := v.printed()
	look := func(f Finding, refs []string, other string) {
		for _, ref := range refs {
			field := v.Setup.Template.Field(ref)
			if field == nil || field.Type == templates.TypeReference || printed[ref] || field.Type == templates.TypePhoto && v.shows(ref) {
				continue
			}
			if value, ok := v.record.Value(ref); !ok || value.Text == "" {
				continue
			}
			f.Text = fmt.Sprintf("%s carries %s, which is not printed in clear on the card", other, ref)
			f.Hint = "print it whole, or leave it out of the code"
			found.add("hidden-data", f, ref, 0)
		}
	}
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			if p.Kind != "code" {
				continue
			}
			refs := p.As.Refs()
			look(v.finding(side, p, "", ""), refs, p.Name)
			if seal := v.Setup.Template.Seal; seal != nil && slices.Contains(refs, seal.Ref()) {
				for _, a := range seal.Attributes {
					f := v.finding(side, p, "", "")
					f.Pos, f.element = a.Pos, nil
					look(f, a.Value.Refs(), "the seal")
				}
				look(v.finding(side, p, "", ""), []string{seal.Thumbnail}, "the seal")
			}
		}
	}
}

// Budget is what a code of the template holds, in the worst case of the cards that were looked at.
type Budget struct {
	Side       string
	Element    string
	Version    int // of the template
	Level      string
	Need       int              // the least version that would do
	Bytes      int              // of the seal; 0 for a code that carries none
	Characters int              // of the code's text
	Spare      int              // how many more digits the version holds
	Module     float64          // as printed, in mm
	Dots       float64          // of the printer to a module
	Quiet      float64          // mm
	Size       templates.Length // of a side, with the quiet zone
}

// String returns the budget in one line.
func (b Budget) String() string {
	seal := ""
	if b.Bytes > 0 {
		seal = fmt.Sprintf("%d bytes, ", b.Bytes)
	}
	return fmt.Sprintf("%s, %s: %s%d characters and room for %d digits more; version %d-%s (%d would do), %s with a quiet zone of %.2f mm, modules of %.3f mm (%.4g dots)",
		b.Element, b.Side, seal, b.Characters, b.Spare, b.Version, b.Level, b.Need, b.Size, b.Quiet, b.Module, b.Dots)
}

// longest is the text of a code that is longest on the cards seen.
type longest struct {
	text  string
	bytes int
	name  string
	side  int
}

// budgets notes the longest texts of the codes.
func budgets(v *view, _ tally) {
	for side, face := range v.sides {
		for i := range face {
			p := &face[i]
			code, ok := p.As.(*templates.Code)
			if !ok || len(p.Text) <= len(v.ink.codes[code].text) {
				continue
			}
			v.ink.codes[code] = longest{p.Text, p.Sealed, p.Name, side}
		}
	}
}

// budgets works out what the longest texts leave.
func (l *linter) budgets() []Budget {
	var out []Budget
	for e := range templates.Walk(l.Setup.Template.Front, l.Setup.Template.Back) {
		c, ok := e.(*templates.Code)
		if !ok {
			continue
		}
		most, ok := l.codes[c]
		if !ok {
			continue
		}
		b := Budget{Side: sideNames[most.side], Element: most.name, Version: c.Version, Level: c.Level, Bytes: most.bytes, Characters: len(most.text),
			Size: c.Room().W, Module: printedModule(c.Module) / 1000}
		b.Dots = b.Module * float64(l.Printer.DPI) / templates.Inch.Millimetres()
		b.Quiet = b.Module * float64(c.Quiet)
		try := *c
		for try.Version = 1; try.Version < c.Version && !qr.Fits(most.text, try.Version, try.Level); try.Version++ {
		}
		b.Need = try.Version
		lo, hi := 0, 7100 // more than any symbol holds
		for lo+1 < hi {
			if mid := (lo + hi) / 2; qr.Fits(most.text+strings.Repeat("0", mid), c.Version, c.Level) {
				lo = mid
			} else {
				hi = mid
			}
		}
		b.Spare = lo
		out = append(out, b)
	}
	return out
}
