package pdf

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-pdf/fpdf"
)

// cardPage returns the operators of a page of 8 cards, each with text, two codes as paths of runs, and a photo named by photos.
func cardPage(seed uint64, photos []string) string {
	r := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	for card := range 8 {
		x, y := float64(40+card%2*260), float64(640-card/2*160)
		for line := range 14 {
			codes := make([]rune, 8+r.IntN(16))
			for i := range codes {
				codes[i] = 'A' + rune(r.IntN(26))
			}
			b.WriteString(text(line%3, x, y+float64(line*8), string(codes)))
		}
		for _, modules := range []int{29, 53} {
			fmt.Fprintf(&b, "q 1.2 0 0 1.2 %.2f %.2f cm\n", x, y)
			for row := range modules {
				for at := 0; at < modules; {
					run := 1 + r.IntN(3)
					if r.IntN(2) == 0 {
						fmt.Fprintf(&b, "%d %d %d 1 re\n", at, row, run)
					}
					at += run
				}
			}
			b.WriteString("f Q\n")
		}
		if photos != nil {
			fmt.Fprintf(&b, "q 60 0 0 80 %.2f %.2f cm /%s Do Q\n", x, y, photos[card])
		}
	}
	return b.String()
}

// BenchmarkFinish measures preparing and appending a chunk of 8 pages of 8 cards, with a JPEG of some 30 KB each
// that came through fpdf or past it.
func BenchmarkFinish(b *testing.B) {
	const pages, cards = 8, 64
	var photos []Photo
	names := make([]string, cards)
	var draws, bare []func(*fpdf.Fpdf)
	for i := range cards {
		data := smallJPEG(b, 250, 320, i*131)
		names[i] = fmt.Sprintf("P%d", i)
		photos = append(photos, Photo{names[i], 250, 320, 3, data})
	}
	for i := range pages {
		here := photos[i*8 : i*8+8]
		draws = append(draws, func(f *fpdf.Fpdf) {
			f.RawWriteStr(cardPage(uint64(i), nil))
			for _, p := range here {
				photo(p.JPEG, "jpg", 10, 10)(f)
			}
		})
		bare = append(bare, raw(cardPage(uint64(i), names[i*8:i*8+8])))
	}
	for _, bb := range []struct {
		name   string
		doc    []byte
		photos []Photo
	}{{"through", draw(b, draws...), nil}, {"past", draw(b, bare...), photos}} {
		facts := slices.Repeat([]Page{a4Page}, pages)
		b.Run(bb.name+"/prepare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Prepare(bb.doc, facts, bb.photos); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*cards), "ns/card")
		})
		p, err := Prepare(bb.doc, facts, bb.photos)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bb.name+"/append", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				j, err := NewJoiner(io.Discard, plain)
				if err != nil {
					b.Fatal(err)
				}
				clear(p.numbers)
				if err := j.Append(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*cards), "ns/card")
		})
	}
}
