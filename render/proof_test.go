package render

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"docketcard/render/pdf"
	"docketcard/render/proof"
	"docketcard/render/record"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// reader is the Reader that the tests share: it takes seconds to start.
var reader = sync.OnceValues(func() (*proof.Reader, error) {
	return proof.Open(context.Background(), os.Getenv("DOCKETCARD_CACHE"))
})

// plain is what a file says of itself where that does not matter.
var plain = pdf.Info{Title: "Sheets", Creator: "docketcard test", Producer: "docketcard", Created: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}

// TestProof reads a finished file with an independent reader: photos stand upright, and text is what the record says.
func TestProof(t *testing.T) {
	if raceDetector {
		t.Skip("the reader takes minutes to start under the race detector")
	}
	r := must[*proof.Reader](t)(reader())
	open := func(file []byte) *proof.Document {
		d := must[*proof.Document](t)(r.Document(bytes.NewReader(file), int64(len(file))))
		t.Cleanup(func() { d.Close() })
		return d
	}

	t.Run("part", func(t *testing.T) {
		b := must[*Batch](t)(Check(context.Background(), officeSetup(t), officeCases(t, "*"), nil))
		var part bytes.Buffer
		if err := b.WriteSheets(context.Background(), &part, 1, 2, nil); err != nil {
			t.Fatal(err)
		}
		whole, alone := open(written(t, b)), open(part.Bytes())
		if alone.Pages() != 2 {
			t.Fatalf("got %d pages, want 2", alone.Pages())
		}
		for page := range 2 {
			got, want := must[[]proof.Word](t)(alone.Words(page)), must[[]proof.Word](t)(whole.Words(2+page))
			if len(want) == 0 || !slices.Equal(got, want) {
				t.Errorf("page %d: got %d words, want the %d of the whole file", page+1, len(got), len(want))
			}
		}
	})

	t.Run("photos", func(t *testing.T) {
		// Eight cells, a picture of each orientation in every card of both sides; backs are turned.
		stock := builtinStock(t, "letter-2x4")
		layout := must[*sheet.Layout](t)(sheet.Impose(stock, templates.ID1, 8, sheet.Options{Flip: sheet.ShortEdge}))
		p := &plates{size: templates.ID1}
		d := newDrawing(p)
		box := templates.Rect{X: 10000, Y: 10000, W: 30000, H: 20000}
		for _, side := range []sheet.Side{sheet.Front, sheet.Back} {
			page := layout.Page(0, side)
			if err := d.page(page, func(card int) *Scene {
				photo := must[*record.Photo](t)(record.Decode(quarters(t, card+1)))
				photo.Orientation, photo.Width, photo.Height = card+1, 48, 32
				return &Scene{Size: templates.ID1, Items: []Item{&Picture{Photo: photo, Box: box, Place: box}}}
			}, nil); err != nil {
				t.Fatal(err)
			}
		}
		var file bytes.Buffer
		j := must[*pdf.Joiner](t)(pdf.NewJoiner(&file, plain))
		if err := j.Append(must[*pdf.Part](t)(d.finish())); err != nil {
			t.Fatal(err)
		}
		if err := j.Close(nil); err != nil {
			t.Fatal(err)
		}
		doc := open(file.Bytes())
		const dpi = 100
		for side := range 2 {
			img := must[*image.RGBA](t)(doc.RGBA(side, dpi))
			for _, s := range layout.Page(0, sheet.Side(side)).Slots {
				for k, want := range corners {
					x, y := box.X+box.W/4+templates.Length(k%2)*box.W/2, box.Y+box.H/4+templates.Length(k/2)*box.H/2
					if x, y = s.Trim.X+x, s.Trim.Y+y; s.Turned {
						x, y = s.Trim.X+s.Trim.Right()-x, s.Trim.Y+s.Trim.Bottom()-y
					}
					got := img.RGBAAt(int(x.Points()*dpi/72), int(y.Points()*dpi/72))
					if far(got, want) {
						t.Errorf("page %d, orientation %d, corner %d: got %v, want %v", side+1, s.Card+1, k, got, want)
					}
				}
			}
		}
	})

	t.Run("text", func(t *testing.T) {
		const value = `(a) \(b\ ) %c <3C> [d] {b} {{e}} /F0 1 Tf ET Q #x & 'y'`
		setup := smallSetup(t, "- text: \"{a}\"\n  at: [5, 20]\n  width: 90\n  lines: 3\n  style: sans\n- text: \"{b}\"\n  at: [5, 50]\n  width: 90\n  style: text\n")
		data := "schema: docketcard/case/v1\nrecord_id: c\na: " + yamlQuote(value) + "\nb: Ẹ́níọlá Öztürk Αθήνα Київ\n"
		words := must[[]proof.Word](t)(open(written(t, check(t, setup, Case{Name: "c.yaml", Data: []byte(data)}))).Words(0))
		var got []string
		for _, w := range words {
			got = append(got, w.Text)
		}
		if s := strings.Join(got, " "); !strings.HasPrefix(s, value+" Ẹ́níọlá Öztürk Αθήνα Київ ") {
			t.Errorf("got %q", s)
		}
	})

	// Letters that stand on the baseline tell where it lies, as text of an embedded face and as outlines of either kind.
	t.Run("baselines", func(t *testing.T) {
		const left, top, wide, step = 5013, 7007, 61029, 2251
		kinds := []struct {
			style, text string
			outlines    bool
		}{{"sans", "{a}", false}, {"wide", "{a}", false}, {"caps", "{a}", true}, {"world", "{b}", true}, {"world", "{lines}", true}}
		aligns := []string{"left", "center", "right"}
		var front strings.Builder
		for i, align := range aligns {
			for k, kind := range kinds {
				y := templates.Length(top + (i*len(kinds)+k)*step)
				fmt.Fprintf(&front, "- {text: %q, at: [%s, %s], width: %s, style: %s, align: %s}\n", kind.text, templates.Length(left), y, templates.Length(wide), kind.style, align)
			}
		}
		setup := smallSetup(t, "- {text: x, at: [5, 5], width: 9, style: text}\n")
		setup.Template = typeTemplate(t, front.String())
		b := check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: hih\nb: הח\nlines: [Ｈ]\n")})
		trim := b.layout.Page(0, sheet.Front).Slots[0].Trim
		objects := must[[]proof.TextObject](t)(open(written(t, b)).TextObjects(0))
		const mm = 72 / 25.4
		for i, align := range aligns {
			for k, kind := range kinds {
				want := trim.Y.Points()/mm + float64(top+(i*len(kinds)+k)*step)/1000
				least := math.Inf(1)
				for _, o := range objects {
					if off := o.Box.MaxY/mm - want; o.Outlines == kind.outlines && math.Abs(off) < math.Abs(least) {
						least = off
					}
				}
				if math.Abs(least) > 0.01 {
					t.Errorf("%s in style %s, %s: letters stand %.4f mm below %.4f mm", kind.text, kind.style, align, least, want)
				}
			}
		}
	})

	t.Run("group", func(t *testing.T) {
		setup := smallSetup(t, `- group:
    - {text: "{a}", at: [2, 8], width: 30, style: sans}
    - {rect: [0, 0, 60, 10], fill: red}
    - {text: behind, at: [2, 4], width: 30, style: sans}
  at: [30, 20]
  size: [40, 10]
  clip: true
  turn: 90
`)
		doc := open(written(t, check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\na: '{b}) Tj ET'\n")})))
		words := must[[]proof.Word](t)(doc.Words(0))
		var got []string
		for _, w := range words[:4] {
			got = append(got, w.Text)
			if w.Angle != 270 {
				t.Errorf("%q is turned by %v degrees, want 270 counterclockwise", w.Text, w.Angle)
			}
		}
		if s := strings.Join(got, " "); s != "{b}) Tj ET behind" {
			t.Errorf("got %q", s)
		}
		// Around its middle, 50 and 25 mm from the card's corner, a box of 40 x 10 mm becomes one of 10 x 40; what is outside is cut off.
		slot := check(t, setup, Case{Name: "c.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: c\n")}).layout.Page(0, sheet.Front).Slots[0]
		const dpi = 100
		img := must[*image.RGBA](t)(doc.RGBA(0, dpi))
		for _, at := range []struct {
			x, y   templates.Length
			inside bool
		}{{50000, 6000, true}, {50000, 44000, true}, {46000, 25000, true}, {54000, 44000, true}, {50000, 46500, false}, {50000, 4000, false}, {43500, 25000, false}, {56500, 25000, false}} {
			got := img.RGBAAt(int((slot.Trim.X+at.x).Points()*dpi/72), int((slot.Trim.Y+at.y).Points()*dpi/72))
			if red := got.G < 100; red != at.inside {
				t.Errorf("at %v %v: got %v, inside is %v", at.x, at.y, got, at.inside)
			}
		}
	})
}

// corners are the colours of a picture's quarters as it is meant to be seen.
var corners = [4]color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 0, 255}}

// quarters stores a picture of 48 x 32 pixels as a camera does that was held as the orientation says.
func quarters(t *testing.T, orientation int) []byte {
	t.Helper()
	const w, h = 48, 32
	stored := image.Rect(0, 0, w, h)
	if orientation >= 5 {
		stored = image.Rect(0, 0, h, w)
	}
	img := image.NewRGBA(stored)
	for y := range stored.Dy() {
		for x := range stored.Dx() {
			X, Y := stored.Dx()-1-x, stored.Dy()-1-y
			// Where row y and column x are seen: row 0 is the top in 1 and 2, the bottom in 3 and 4, left in 5 and 8, right in 6 and 7.
			seen := [...]image.Point{1: {x, y}, 2: {X, y}, 3: {X, Y}, 4: {x, Y}, 5: {y, x}, 6: {Y, x}, 7: {Y, X}, 8: {y, X}}[orientation]
			img.SetRGBA(x, y, corners[seen.X*2/w+seen.Y*2/h*2])
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func far(a, b color.RGBA) bool {
	d := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return d(a.R, b.R) > 40 || d(a.G, b.G) > 40 || d(a.B, b.B) > 40
}
