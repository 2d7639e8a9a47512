package render

import (
	"bytes"
	"fmt"
	"testing"
	"testing/fstest"

	specimens "docketcard/render/sample"
)

// sampleCases makes n specimen records with a photo of its own each. Some portraits are drawn; the others differ from those in a
// coefficient of their quantization table, so that all must be decoded and embedded.
func sampleCases(tb testing.TB, n int) []Case {
	tb.Helper()
	files := fstest.MapFS{}
	g := specimens.New(7)
	var portraits [][]byte
	cases := make([]Case, n)
	for i := range cases {
		r := g.Record(i + 1)
		if len(portraits) < 50 {
			var b bytes.Buffer
			if err := r.Portrait.JPEG(&b, specimens.PhotoWidth, specimens.PhotoHeight); err != nil {
				tb.Fatal(err)
			}
			portraits = append(portraits, b.Bytes())
		}
		photo := bytes.Clone(portraits[i%50])
		table := bytes.Index(photo, []byte{0xff, 0xdb, 0, 0x84, 0}) // DQT with both tables, the first of luminance
		if table < 0 {
			tb.Fatal("the portrait has no quantization tables where they are looked for")
		}
		photo[table+5+63] += byte(i / 50)
		files[r.Photo.File] = &fstest.MapFile{Data: photo}
		cases[i] = Case{r.RecordID + ".yaml", r.YAML(), files}
	}
	return cases
}

// counter counts what is written.
type counter int64

func (c *counter) Write(b []byte) (int, error) {
	*c += counter(len(b))
	return len(b), nil
}

// BenchmarkBatch checks, seals, draws and writes 1,000 cards with photos.
func BenchmarkBatch(b *testing.B) {
	const cards = 1000
	setup, cases := officeSetup(b), sampleCases(b, cards)
	var size counter
	b.ReportAllocs()
	for b.Loop() {
		size = 0
		if err := check(b, setup, cases...).Write(b.Context(), &size, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cards*b.N)/b.Elapsed().Seconds(), "cards/s")
	b.ReportMetric(float64(size)/cards, "B/card")
}

// BenchmarkCompose seals and places a card, its codes included and left out.
func BenchmarkCompose(b *testing.B) {
	batch := check(b, officeSetup(b), officeCases(b, "0001")...)
	card := batch.card(batch.entries[0].record)
	for _, dry := range []bool{false, true} {
		b.Run(fmt.Sprintf("dry=%t", dry), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := batch.seal(card, batch.setup.Sealer); err != nil {
					b.Fatal(err)
				}
				if _, _, _, err := batch.composer.compose(card, dry); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
