package render

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-pdf/fpdf"

	"docketcard/fonts"
	"docketcard/render/pdf"
	"docketcard/render/qr"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// A dot is one of a 300 dpi printer, in points. Pages are whole dots wide and high, and codes lie on dots, so that a printer of 300 or 600 dpi
// makes all modules of a code equally wide.
const dot = 72.0 / 300

// points returns a length in points.
func points(l templates.Length) float64 { return l.Points() }

// onDots returns the multiple of a dot that is nearest to a length, in points.
func onDots(l templates.Length) float64 { return math.Round(points(l)/dot) * dot }

// plates are what the pages of one file share: the faces by their number in /F<k>, the artwork by its number in /X<k>.
type plates struct {
	faces   []*fonts.Face
	artwork []*Artwork
	bleed   templates.Length // how far artwork is kept around the card
	size    templates.Size   // of the card
}

// invisibleFace is the number of the face that shows nothing, which follows those that do.
func (p *plates) invisibleFace() int { return len(p.faces) }

// runes are the characters that were drawn in each face, by the number of the face.
type runes []map[rune]bool

func newRunes(p *plates) runes {
	used := make(runes, len(p.faces)+1)
	for i := range used {
		used[i] = map[rune]bool{}
	}
	return used
}

func (u runes) add(other runes) {
	for i := range other {
		for r := range other[i] {
			u[i][r] = true
		}
	}
}

// A drawing is one fpdf document of pages without fonts, to be finished by pdf.Prepare and a pdf.Joiner. fpdf has neither kerning nor letter
// spacing, and ties fonts to the document; so text is written in the page's own operators under the names of plates, and all
// else that is drawn goes through fpdf.
type drawing struct {
	*plates
	doc    *fpdf.Fpdf
	height float64 // of the page, in points
	pages  []pdf.Page
	photos map[string]pdf.Photo
	names  []string // of photos, in order of first use
	used   runes
	text   []byte // operators of this page that do not pass through fpdf, by far the most
	cuts   []int  // where fpdf drew something between them
	codes  []byte // operators of the codes of this page
}

func newDrawing(p *plates) *drawing {
	doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 100, Ht: 100}})
	doc.SetCompression(false)
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	return &drawing{plates: p, doc: doc, photos: map[string]pdf.Photo{}, used: newRunes(p)}
}

// bytes returns the fpdf document.
func (d *drawing) bytes() ([]byte, error) { return output(d.doc) }

// output ends a document.
func output(doc *fpdf.Fpdf) ([]byte, error) {
	var b handedOver
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("fpdf: %w", err)
	}
	return b, nil
}

// HandedOver takes what is written to it at once, as fpdf does from a buffer that it leaves alone from then on, and copies only what follows.
type handedOver []byte

func (w *handedOver) Write(p []byte) (int, error) {
	if *w == nil {
		*w = p[:len(p):len(p)]
	} else {
		*w = append(*w, p...)
	}
	return len(p), nil
}

// finish returns the pages made ready to be joined.
func (d *drawing) finish() (*pdf.Part, error) {
	doc, err := d.bytes()
	if err != nil {
		return nil, err
	}
	part, err := pdf.Prepare(doc, d.pages, d.facts())
	for _, p := range d.pages {
		codeBuffers.put(p.Codes)
		for _, piece := range p.Raw[:min(1, len(p.Raw))] {
			textBuffers.put(piece) // with all that follow it
		}
	}
	return part, err
}

// The buffers of pages that are finished.
var textBuffers, codeBuffers buffers

type buffers struct{ sync.Pool }

func (p *buffers) get() []byte {
	if b, ok := p.Get().(*[]byte); ok {
		return (*b)[:0]
	}
	return make([]byte, 0, 16<<10)
}

func (p *buffers) put(b []byte) { p.Put(&b) }

// facts returns the photos that were drawn, in order of first use.
func (d *drawing) facts() []pdf.Photo {
	var photos []pdf.Photo
	for _, n := range d.names {
		photos = append(photos, d.photos[n])
	}
	return photos
}

func (d *drawing) addPage(width, height float64) {
	d.doc.AddPageFormat("P", fpdf.SizeType{Wd: width, Ht: height})
	d.height = height
	d.text, d.cuts, d.codes = textBuffers.get(), nil, codeBuffers.get()
}

// raw returns the operators of the page in pieces, when all is drawn.
func (d *drawing) raw() [][]byte {
	d.fpdf()
	pieces, from := make([][]byte, len(d.cuts)), 0
	for i, to := range d.cuts {
		pieces[i], from = d.text[from:to], to
	}
	return pieces
}

// page draws one side of a sheet; scene returns the face that lies in a slot.
func (d *drawing) page(p sheet.Page, scene func(card int) *Scene, slug []string) error {
	width, height := onDots(p.Size.W), onDots(p.Size.H)
	d.addPage(width, height)
	box := func(r templates.Rect) pdf.Rect {
		return pdf.Rect{max(0, points(r.X)), max(0, height-points(r.Bottom())), min(width, points(r.Right())), min(height, height-points(r.Y))}
	}
	d.pages = append(d.pages, pdf.Page{Media: pdf.Rect{0, 0, width, height}, Trim: box(p.TrimBox), Bleed: box(p.BleedBox)})
	for _, s := range p.Slots {
		d.slot(s, scene(s.Card))
	}
	d.marks(p.Marks)
	d.slug(p.Slug, slug)
	last := &d.pages[len(d.pages)-1]
	last.Raw, last.Codes = d.raw(), d.codes
	return d.doc.Error()
}

// slot draws a scene in its place on the page. Within it, the origin is the card's corner.
func (d *drawing) slot(s sheet.Slot, scene *Scene) {
	if scene == nil {
		return
	}
	var codes []Item
	d.place(s)
	for _, i := range scene.Items {
		switch i.(type) {
		case *Symbol, *Bars:
			codes = append(codes, i)
			continue
		}
		d.item(i)
	}
	d.put("Q\n")
	for _, code := range codes {
		switch code := code.(type) {
		case *Symbol:
			d.symbol(s, code)
		case *Bars:
			d.bars(s, code)
		}
	}
	if len(scene.guides) > 0 {
		d.place(s)
		for _, i := range scene.guides {
			d.item(i)
		}
		d.put("Q\n")
	}
}

// place saves the state of the page, cuts what is drawn to the slot's bleed, and moves the origin to the card's corner.
func (d *drawing) place(s sheet.Slot) {
	d.put("q\n")
	b := s.Bleed
	d.nums(points(b.X), d.height-points(b.Bottom()), points(b.W), points(b.H))
	d.put("re W n\n")
	if s.Turned {
		d.nums(-1, 0, 0, -1, points(s.Trim.Right()), 2*d.height-points(s.Trim.Bottom()))
	} else {
		d.nums(1, 0, 0, 1, points(s.Trim.X), -points(s.Trim.Y))
	}
	d.put("cm\n")
}

func (d *drawing) item(i Item) {
	switch i := i.(type) {
	case *Run:
		d.run(i)
	case *Path:
		d.path(i)
	case *Picture:
		d.picture(i)
	case *Group:
		d.group(i)
	case *Halftone:
		d.halftone(i)
	case *Artwork:
		k := slices.Index(d.artwork, i)
		if k < 0 {
			panic("render: artwork without a plate")
		}
		// The artwork was drawn on a page of its own, bleed away from its edges.
		_, high := artworkSize(d.plates)
		d.putf("q 1 0 0 1 %s %s cm /X%d Do Q\n", d.num(-points(d.bleed)), d.num(d.height-high+points(d.bleed)), k)
	}
}

func artworkSize(p *plates) (width, height float64) {
	return points(p.size.W + 2*p.bleed), points(p.size.H + 2*p.bleed)
}

// drawArtwork draws the shared artwork, a page each.
func drawArtwork(p *plates) (doc []byte, forms []pdf.Form, photos []pdf.Photo, used runes, err error) {
	d := newDrawing(p)
	w, h := artworkSize(p)
	for _, a := range p.artwork {
		d.addPage(w, h)
		d.putf("1 0 0 1 %s %s cm\n", d.num(points(p.bleed)), d.num(-points(p.bleed)))
		for _, i := range a.Items {
			d.item(i)
		}
		forms = append(forms, pdf.Form{Box: pdf.Rect{0, 0, w, h}, Raw: d.raw()})
	}
	doc, err = d.bytes()
	return doc, forms, d.facts(), d.used, err
}

// fpdf returns the document for drawing after all operators so far.
func (d *drawing) fpdf() *fpdf.Fpdf {
	if n := len(d.text); n > 0 && (len(d.cuts) == 0 || d.cuts[len(d.cuts)-1] < n) {
		d.doc.RawWriteStr(pdf.RawMark)
		d.cuts = append(d.cuts, n)
	}
	return d.doc
}

// put writes operators into the page.
func (d *drawing) put(s string) { d.text = append(append(d.text, s...), '\n') }

func (d *drawing) putf(format string, args ...any) {
	d.text = append(fmt.Appendf(d.text, format, args...), '\n')
}

// nums writes operands.
func (d *drawing) nums(operands ...float64) {
	for _, v := range operands {
		d.text = append(appendNum(d.text, v), ' ')
	}
}

// num formats a number of points to a ten-thousandth, far below any printer's dot.
func (d *drawing) num(v float64) string { return string(appendNum(nil, v)) }

func appendNum(b []byte, v float64) []byte {
	v = math.Round(v*1e4) / 1e4
	if v == 0 {
		v = 0 // not -0
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// colour returns the operands of g or rg and the operator: gray is black ink alone, DeviceGray (ISO 32000-1, 8.6.4.2).
func colour(b []byte, c templates.Colour) []byte {
	channel := func(v uint8) {
		b = append(strconv.AppendFloat(b, math.Round(float64(v)/255*1e4)/1e4, 'f', -1, 64), ' ')
	}
	channel(c.R)
	if c.Gray() {
		return append(b, "g\n"...)
	}
	channel(c.G)
	channel(c.B)
	return append(b, "rg\n"...)
}

// run writes a piece of text.
func (d *drawing) run(r *Run) {
	// A face of which spaces alone are used has no glyphs to be cut down to.
	if !r.Run.Plain || strings.TrimSpace(r.Run.Text) == "" {
		d.outlined(r)
		return
	}
	k := slices.Index(d.faces, r.Run.Face)
	if k < 0 {
		panic("render: face " + r.Run.Face.Name() + " without a plate")
	}
	x, y := points(r.At.X), d.height-points(r.At.Y)
	b := d.text
	if r.Decor {
		// Readers and searches find a space in its place.
		b = append(b, "/Artifact <</ActualText <FEFF0020>>> BDC\n"...)
	}
	b = append(b, "BT\n"...)
	b = colour(b, r.Colour)
	b = strconv.AppendInt(append(b, "/F"...), int64(k), 10)
	b = append(appendNum(append(b, ' '), points(r.Size)), " Tf "...)
	if r.Tracking != 0 {
		b = append(appendNum(b, points(r.Tracking)), " Tc "...)
	}
	b = append(b, "1 0 0 1 "...)
	b = append(appendNum(b, x), ' ')
	b = append(appendNum(b, y), " Tm\n[<"...)
	em := r.Run.Face.UnitsPerEm()
	for _, g := range r.Run.Glyphs {
		for _, c := range r.Run.Text[g.Start:g.End] {
			d.used[k][c] = true
			const hex = "0123456789ABCDEF"
			b = append(b, hex[c>>12&15], hex[c>>8&15], hex[c>>4&15], hex[c&15])
			// TJ takes thousandths of an em to move back.
			if kern := (r.Run.Face.GlyphAdvance(g.GID) - g.Advance) * 1000 / em; kern != 0 {
				b = append(b, '>')
				b = strconv.AppendInt(b, int64(kern), 10)
				b = append(b, '<')
			}
		}
	}
	b = append(b, ">] TJ\n"...)
	if r.Tracking != 0 {
		b = append(b, "0 Tc "...)
	}
	b = append(b, "ET\n"...)
	if r.Decor {
		b = append(b, "EMC\n"...)
	}
	d.text = append(b, '\n')
}

func (d *drawing) path(p *Path) {
	style := ""
	if c := p.Fill; c != nil {
		style += "F"
		d.fpdf().SetFillColor(int(c.R), int(c.G), int(c.B))
	}
	if c := p.Stroke; c != nil {
		style += "D"
		doc := d.fpdf()
		doc.SetDrawColor(int(c.R), int(c.G), int(c.B))
		doc.SetLineWidth(points(p.Weight))
		var dash []float64
		for _, l := range p.Dash {
			dash = append(dash, points(l))
		}
		doc.SetDashPattern(dash, points(p.Phase))
		if undo := d.strokeStyle(&p.Paint); undo != "" {
			defer d.put(undo)
		}
	}
	if p.Fill != nil && p.EvenOdd {
		style += "*"
	}
	if p.Fill == nil {
		d.strokes(p)
		return
	}
	for _, s := range p.Segments {
		d.segment(s)
	}
	d.fpdf().DrawPath(style)
}

// strokes strokes the lines of a path one by one: renderers slow down with the number of figures in a path. Fine lines are most of what is
// drawn of a card but its codes, and so do not pass through fpdf either.
func (d *drawing) strokes(p *Path) {
	b := d.text
	point := func(p templates.Point, op string) {
		// A hundredth of a point is a twelfth of a printer's dot.
		b = appendHundredths(b, points(p.X))
		b = append(b, ' ')
		b = appendHundredths(b, d.height-points(p.Y))
		b = append(b, op...)
	}
	for i, s := range p.Segments {
		switch s.Op {
		case 'M':
			if i > 0 {
				b = append(b, "S\n"...)
			}
			point(s.To, " m\n")
		case 'L':
			point(s.To, " l\n")
		case 'C':
			point(s.C, " ")
			point(s.D, " ")
			point(s.To, " c\n")
		case 'Z':
			b = append(b, "h\n"...)
		}
	}
	d.text = append(b, "S\n"...)
}

// appendHundredths formats a number to a hundredth.
func appendHundredths(b []byte, v float64) []byte {
	n := int64(math.Round(v * 100))
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/100, 10)
	switch n %= 100; {
	case n == 0:
		return b
	case n%10 == 0:
		return append(b, '.', byte('0'+n/10))
	}
	return append(b, '.', byte('0'+n/10), byte('0'+n%10))
}

func (d *drawing) segment(s templates.Segment) {
	doc := d.fpdf()
	switch s.Op {
	case 'M':
		doc.MoveTo(points(s.To.X), points(s.To.Y))
	case 'L':
		doc.LineTo(points(s.To.X), points(s.To.Y))
	case 'C':
		doc.CurveBezierCubicTo(points(s.C.X), points(s.C.Y), points(s.D.X), points(s.D.Y), points(s.To.X), points(s.To.Y))
	case 'Z':
		doc.ClosePath()
	}
}

// picture places a photo, turned and mirrored as its orientation says (EXIF 2.32, 4.6.4, tag 0x0112), and cut to its box.
func (d *drawing) picture(p *Picture) {
	name := fmt.Sprintf("P%x", p.Photo.SHA256[:16])
	if _, ok := d.photos[name]; !ok {
		components := 3
		if p.Photo.Gray {
			components = 1
		}
		w, h := p.Photo.Width, p.Photo.Height
		if p.Photo.Orientation >= 5 {
			w, h = h, w // as stored
		}
		d.photos[name] = pdf.Photo{Name: name, Width: w, Height: h, Components: components, JPEG: p.Photo.Data}
		d.names = append(d.names, name)
	}
	d.put("q\n")
	for _, s := range rectangle(p.Box, p.Round) {
		d.segment(s)
	}
	// The unit square of an image has its first row on top; each orientation is a map of that square onto itself.
	m := [...][6]float64{
		1: {1, 0, 0, 1, 0, 0},
		2: {-1, 0, 0, 1, 1, 0},
		3: {-1, 0, 0, -1, 1, 1},
		4: {1, 0, 0, -1, 0, 1},
		5: {0, -1, -1, 0, 1, 1},
		6: {0, -1, 1, 0, 0, 1},
		7: {0, 1, 1, 0, 0, 0},
		8: {0, 1, -1, 0, 1, 0},
	}[max(1, p.Photo.Orientation)]
	x, y, w, h := points(p.Place.X), d.height-points(p.Place.Bottom()), points(p.Place.W), points(p.Place.H)
	d.text = append(d.text, "W n "...)
	d.nums(m[0]*w, m[1]*h, m[2]*w, m[3]*h, x+m[4]*w, y+m[5]*h)
	d.put("cm /" + name + " Do Q\n")
}

// symbol draws a QR code with its white patch, moved to the nearest printer dot of the page.
func (d *drawing) symbol(s sheet.Slot, code *Symbol) {
	modules := code.Dark.Size() + 2*code.Quiet
	side := code.Module * templates.Length(modules)
	at := templates.Point{X: s.Trim.X + code.At.X, Y: s.Trim.Y + code.At.Y}
	if s.Turned {
		at = templates.Point{X: s.Trim.Right() - code.At.X - side, Y: s.Trim.Bottom() - code.At.Y - side}
	}
	// A module is whole dots of 600 dpi.
	module := max(1, math.Round(points(code.Module)/(dot/2))) * (dot / 2)
	x, y := onDots(at.X), d.height-onDots(at.Y)
	size := module * float64(modules)
	b := append(d.codes, "q 1 g "...)
	for _, v := range []float64{x, y - size, size, size} {
		b = append(appendNum(b, v), ' ')
	}
	b = append(b, "re f\n0 g "...)
	// Both forms are drawn in by an inset (see qr.AppendOutline): renderers also give an image every dot that it touches. The unit square of a
	// mask has its first row on top; an outline has y downwards from the corner of the first module.
	quiet, unit := module*float64(code.Quiet), module/qr.ModuleUnits
	inset := quiet + unit*qr.InsetUnits
	m := [6]float64{size - 2*inset, 0, 0, size - 2*inset, x + inset, y - size + inset}
	if code.Outline {
		m = [6]float64{unit, 0, 0, -unit, x + quiet, y - quiet}
	}
	if s.Turned {
		m = [6]float64{-m[0], 0, 0, -m[3], 2*x + size - m[4], 2*y - size - m[5]}
	}
	for i, v := range m {
		if i == 0 || i == 3 {
			b = strconv.AppendFloat(b, v, 'f', 6, 64)
			b = append(b, ' ')
			continue
		}
		b = append(appendNum(b, v), ' ')
	}
	b = append(b, "cm\n"...)
	if code.Outline {
		b = append(qr.AppendOutline(b, code.Dark), "f\n"...)
	} else {
		b = qr.AppendMask(b, code.Dark)
	}
	d.codes = append(b, "Q\n"...)
}

// marks draws crop marks as hairlines.
func (d *drawing) marks(marks []sheet.Mark) {
	if len(marks) == 0 {
		return
	}
	p := &Path{templates.Paint{Stroke: &templates.Black, Weight: templates.Points(0.25)}, make([]templates.Segment, 0, 2*len(marks))}
	for _, m := range marks {
		p.Segments = append(p.Segments, templates.Segment{Op: 'M', To: m.From}, templates.Segment{Op: 'L', To: m.To})
	}
	d.path(p)
}

// slugFace is what a slug is set in, the first face of the plates.
const slugFace = "plex-sans"

// slug writes the first of the texts that can be set and fits on one line of the area, at 6 pt.
func (d *drawing) slug(area templates.Rect, texts []string) {
	size := templates.Points(6)
	for _, text := range texts {
		// A template or stock may have a name that the face cannot set.
		l, err := setLine(text, d.faces[:1], size, 0)
		if err != nil || l.width > area.W {
			continue
		}
		pen := templates.Point{X: area.X, Y: area.Y + (area.H+size*7/10)/2}
		for _, run := range l.runs {
			r := &Run{Run: run, Size: size, At: pen}
			d.run(r)
			pen.X += r.Width()
		}
		return
	}
}

// drawFaces draws every character that was used of each of the faces, by their numbers, in an fpdf document of its own: fpdf cuts a face down to
// them.
func drawFaces(ctx context.Context, p *plates, used runes, which []int) (map[int]*pdf.Face, error) {
	out := make(map[int]*pdf.Face, len(which))
	err := ordered(ctx, len(which), func(i int) (*pdf.Face, error) {
		f, chars := p.faces[which[i]], used[which[i]]
		doc := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 100, Ht: 100}})
		doc.SetCompression(false)
		doc.SetAutoPageBreak(false, 0)
		doc.AddPage()
		doc.AddUTF8FontFromBytes(f.Name(), "", f.Data())
		doc.SetFont(f.Name(), "", 10)
		doc.Text(0, 50, string(slices.Sorted(maps.Keys(chars))))
		b, err := output(doc)
		if err != nil {
			return nil, err
		}
		face, err := pdf.PrepareFace(b)
		if err != nil {
			return nil, fmt.Errorf("face %s: %w", f.Name(), err)
		}
		return face, nil
	}, func(i int, f *pdf.Face) error {
		out[which[i]] = f
		return nil
	})
	return out, err
}
