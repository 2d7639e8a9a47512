package render

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"docketcard/fonts"
	"docketcard/render/qr"
	"docketcard/render/record"
	"docketcard/templates"
)

// Scene is one face of a card on which everything is placed and nothing is left to decide. Places are counted from the left and top
// edges of the trimmed card; artwork may reach beyond them into the bleed. Items are drawn in order.
type Scene struct {
	Size  templates.Size
	Items []Item

	guides []Item // drawn over all else
}

// Item is a *Run, *Path, *Picture, *Symbol, *Bars, *Halftone, *Group or *Artwork.
type Item interface {
	// write adds the item's text form: one line, or several indented ones.
	write(b *strings.Builder)
}

// Run is a piece of a line of text in one face.
type Run struct {
	Run      fonts.Run
	Size     templates.Length // of the em
	Tracking templates.Length // after every character
	At       templates.Point  // the start of the baseline
	Colour   templates.Colour
	Decor    bool // not part of what the card says: an artifact to readers (ISO 32000-1, 14.8.2.2)
}

// Width returns how far the pen moves over the run.
func (r *Run) Width() templates.Length {
	return advance(&r.Run, r.Size, r.Tracking)
}

func advance(run *fonts.Run, size, tracking templates.Length) templates.Length {
	if run.Joined {
		tracking = 0
	}
	em := int64(run.Face.UnitsPerEm())
	return templates.Length((int64(run.Advance)*int64(size)+em/2)/em) + tracking*templates.Length(characters(run))
}

// characters counts what the glyphs stand for: a letter with its marks is one.
func characters(run *fonts.Run) int {
	if run.Plain {
		return len(run.Glyphs)
	}
	n := 0
	for i, g := range run.Glyphs {
		if i == 0 || g.Start != run.Glyphs[i-1].Start {
			n++
		}
	}
	return n
}

// Path is a shape, filled, stroked or both.
type Path struct {
	templates.Paint
	Segments []templates.Segment
}

// Picture is a photo: all of it is drawn over Place, and what lies outside Box is cut off.
type Picture struct {
	Photo *record.Photo
	Box   templates.Rect
	Round templates.Length // corner radius of Box
	Place templates.Rect
}

// Symbol is a QR code: a white patch with the quiet zone around dark modules.
type Symbol struct {
	Text    string
	At      templates.Point // left and top edge of the patch
	Module  templates.Length
	Quiet   int // modules
	Dark    qr.Bitmap
	Outline bool // as templates.Code
}

// Artwork is items that all cards of a batch share: the same pointer stands in the scenes of every card.
type Artwork struct {
	Items []Item
}

// String returns the scene as text: a line for each item with its measures in millimetres, the same for the same scene.
func (s *Scene) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scene %s\n", s.Size)
	for _, i := range s.Items {
		i.write(&b)
	}
	return b.String()
}

func mm(l templates.Length) string { return strings.TrimSuffix(l.String(), "mm") }

func (r *Run) write(b *strings.Builder) {
	set := ""
	if r.Tracking != 0 {
		set += " tracking " + mm(r.Tracking)
	}
	if r.Decor {
		set += " decor"
	}
	if !r.Run.Plain {
		set += " outlined"
	}
	fmt.Fprintf(b, "text %s %s  %s %.2fpt %s width %s%s %q\n", mm(r.At.X), mm(r.At.Y), r.Run.Face.Name(), r.Size.Points(), r.Colour, mm(r.Width()), set, r.Run.Text)
}

func (p *Path) write(b *strings.Builder) {
	b.WriteString("path")
	if p.Fill != nil {
		fmt.Fprintf(b, " fill %s", p.Fill)
	}
	if p.Stroke != nil {
		fmt.Fprintf(b, " stroke %s %s", p.Stroke, mm(p.Weight))
	}
	if len(p.Dash) > 0 {
		fmt.Fprintf(b, " dash %v", p.Dash)
	}
	if p.Phase != 0 {
		fmt.Fprintf(b, " from %s", mm(p.Phase))
	}
	if p.Cap != 0 || p.Join != 0 || p.Miter != 0 {
		fmt.Fprintf(b, " cap %d join %d miter %g", p.Cap, p.Join, p.Miter)
	}
	if p.EvenOdd {
		b.WriteString(" odd")
	}
	writeSegments(b, p.Segments)
	b.WriteByte('\n')
}

// writeSegments writes a path, the digest of a long one.
func writeSegments(b *strings.Builder, segments []templates.Segment) {
	if len(segments) > 24 {
		sum := sha256.New()
		for _, s := range segments {
			fmt.Fprintln(sum, s)
		}
		fmt.Fprintf(b, " of %d segments, digest %x", len(segments), sum.Sum(nil)[:8])
		return
	}
	for _, s := range segments {
		switch s.Op {
		case 'C':
			fmt.Fprintf(b, " C %s %s %s %s %s %s", mm(s.C.X), mm(s.C.Y), mm(s.D.X), mm(s.D.Y), mm(s.To.X), mm(s.To.Y))
		case 'Z':
			b.WriteString(" Z")
		default:
			fmt.Fprintf(b, " %c %s %s", s.Op, mm(s.To.X), mm(s.To.Y))
		}
	}
}

func rect(r templates.Rect) string {
	return fmt.Sprintf("%s %s %s x %s", mm(r.X), mm(r.Y), mm(r.W), mm(r.H))
}

func (p *Picture) write(b *strings.Builder) {
	round := ""
	if p.Round != 0 {
		round = " round " + mm(p.Round)
	}
	fmt.Fprintf(b, "picture %s%s  of %s  %dx%d orientation %d %x\n", rect(p.Box), round, rect(p.Place), p.Photo.Width, p.Photo.Height, p.Photo.Orientation, p.Photo.SHA256[:4])
}

func (s *Symbol) write(b *strings.Builder) {
	form := ""
	if s.Outline {
		form = " outline"
	}
	fmt.Fprintf(b, "symbol %s %s  module %s quiet %d%s %q\n", mm(s.At.X), mm(s.At.Y), mm(s.Module), s.Quiet, form, s.Text)
	for y := 0; y < s.Dark.Size(); y += 2 {
		b.WriteString("    ")
		for x := range s.Dark.Size() {
			dark, below := s.Dark.Dark(x, y), s.Dark.Dark(x, y+1)
			switch {
			case dark && below:
				b.WriteString("█")
			case dark:
				b.WriteString("▀")
			case below:
				b.WriteString("▄")
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
}

func (a *Artwork) write(b *strings.Builder) {
	b.WriteString("artwork\n")
	writeItems(b, a.Items)
}

// writeItems adds items that lie in another one, indented.
func writeItems(b *strings.Builder, items []Item) {
	var in strings.Builder
	for _, i := range items {
		i.write(&in)
	}
	for line := range strings.Lines(in.String()) {
		b.WriteString("    " + line)
	}
}
