package render

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"docketcard/render/pdf"
	"docketcard/render/record"
	specimens "docketcard/render/sample"
	"docketcard/templates"
	"docketcard/templates/source"
)

// benchPhotos are photos/c-<i>.jpg for every i: ten portraits in turn, told apart by a comment.
type benchPhotos [10][]byte

var drawBenchPhotos = sync.OnceValues(func() (*benchPhotos, error) {
	g, p := specimens.New(1), new(benchPhotos)
	for i := range p {
		r := g.Record(i)
		var err error
		if p[i], err = r.TakePhoto(); err != nil {
			return nil, err
		}
	}
	return p, nil
})

func (p *benchPhotos) Open(name string) (fs.File, error) {
	id := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "c-"), ".jpg")
	i, err := strconv.Atoi(id)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	plain := p[i%len(p)]
	data := make([]byte, 0, len(plain)+16)
	data = append(append(data, 0xff, 0xd8, 0xff, 0xfe, 0, byte(2+len(id))), id...)
	data = append(data, plain[2:]...)
	return &benchPhoto{bytes.NewReader(data), path.Base(name)}, nil
}

// A benchPhoto is a file in memory.
type benchPhoto struct {
	*bytes.Reader
	name string
}

func (f *benchPhoto) Stat() (fs.FileInfo, error) { return f, nil }
func (f *benchPhoto) Close() error               { return nil }
func (f *benchPhoto) Name() string               { return f.name }
func (f *benchPhoto) Size() int64                { return f.Reader.Size() }
func (f *benchPhoto) Mode() fs.FileMode          { return 0o444 }
func (f *benchPhoto) ModTime() time.Time         { return time.Time{} }
func (f *benchPhoto) IsDir() bool                { return false }
func (f *benchPhoto) Sys() any                   { return nil }

// benchJobs are the cards that are measured: that of the benchmark beside the examples, without artwork and with two codes, ten on a sheet
// of A4; and the built-in one.
var benchJobs = []string{"bench", "docket-card"}

func benchSetup(tb testing.TB, job string) Setup {
	tb.Helper()
	setup := officeSetup(tb)
	setup.Stock = builtinStock(tb, "a4-2x5")
	if job == "bench" {
		data := must[[]byte](tb)(os.ReadFile("../examples/bench/template.yaml"))
		setup.Template = must[*templates.Template](tb)(templates.ParseTemplate("template.yaml", data))
		data = must[[]byte](tb)(os.ReadFile("../examples/bench/profile.yaml"))
		setup.Issuer = must[*templates.Issuer](tb)(templates.ParseIssuer("issuer.yaml", data))
	}
	return setup
}

// benchCases is one file of n records.
func benchCases(tb testing.TB, n int) []Case {
	tb.Helper()
	g := specimens.New(1)
	var b bytes.Buffer
	for i := range n {
		r := g.Record(i + 1)
		b.WriteString("---\n")
		b.Write(r.YAML())
	}
	return []Case{{"cases.yaml", b.Bytes(), must[*benchPhotos](tb)(drawBenchPhotos())}}
}

// perCard reports the time of one of n cards, where a round of the benchmark has n.
func perCard(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/card")
}

// counter counts the bytes written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// BenchmarkJob renders whole batches with photos, checks included.
func BenchmarkJob(b *testing.B) {
	for _, job := range benchJobs {
		for _, n := range []int{100, 1000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", job, n), func(b *testing.B) {
				if n > 1000 && testing.Short() {
					b.Skip("large")
				}
				setup, cases := benchSetup(b, job), benchCases(b, n)
				var before, after runtime.MemStats
				var file counter
				runtime.ReadMemStats(&before)
				for b.Loop() {
					file = 0
					if err := check(b, setup, cases...).Write(context.Background(), &file, nil); err != nil {
						b.Fatal(err)
					}
				}
				runtime.ReadMemStats(&after)
				cards := float64(b.N * n)
				b.ReportMetric(cards/b.Elapsed().Seconds(), "cards/s")
				b.ReportMetric(float64(file)/float64(n), "PDF-B/card")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/cards, "B/card")
				b.ReportMetric(float64(after.Mallocs-before.Mallocs)/cards, "allocs/card")
			})
		}
	}
}

// BenchmarkStage measures the stages of a job alone, on one processor where the stage itself does not use more.
func BenchmarkStage(b *testing.B) {
	const n = 60
	cases := benchCases(b, n)
	b.Run("parse", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, d := range source.Split(cases[0].Data) {
				if _, err := source.Parse("cases.yaml", d.Data, d.Line); err != nil {
					b.Fatal(err)
				}
			}
		}
		perCard(b, n)
	})
	b.Run("photo", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := record.ReadPhoto(cases[0].Files, "photos/c-0001.jpg"); err != nil {
				b.Fatal(err)
			}
		}
		perCard(b, 1)
	})
	for _, job := range benchJobs {
		setup := benchSetup(b, job)
		batch := check(b, setup, cases...)
		stage := func(name string, do func(b *testing.B)) {
			b.Run(job+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					do(b)
				}
				perCard(b, n)
			})
		}
		stage("check", func(b *testing.B) { check(b, setup, cases...) })
		stage("sign", func(b *testing.B) {
			for _, e := range batch.entries {
				if err := batch.seal(batch.card(e.record, &e), setup.Sealer.Seal); err != nil {
					b.Fatal(err)
				}
			}
		})
		stage("compose with signing", func(b *testing.B) {
			for i := range batch.entries {
				if _, _, err := batch.compose(i, new(caseReader)); err != nil {
					b.Fatal(err)
				}
			}
		})
		p := batch.plates()
		draw := func(b *testing.B) *drawing {
			d := newDrawing(p)
			if _, err := batch.drawSheets(d, 0, batch.Sheets()); err != nil {
				b.Fatal(err)
			}
			return d
		}
		stage("draw with composing", func(b *testing.B) { draw(b) })
		doc := must[[]byte](b)(draw(b).bytes())
		pages, photos := draw(b).pages, draw(b).facts()
		art, forms, pictures, _, err := drawArtwork(p)
		if err != nil {
			b.Fatal(err)
		}
		stage("finish", func(b *testing.B) {
			j := must[*pdf.Joiner](b)(pdf.NewJoiner(io.Discard, plain))
			if len(forms) > 0 {
				if err := j.DefineForms(art, forms, pictures); err != nil {
					b.Fatal(err)
				}
			}
			if err := j.Append(must[*pdf.Part](b)(pdf.Prepare(doc, pages, photos))); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkDryCompose looks for the faults of a card, as a check does.
func BenchmarkDryCompose(b *testing.B) {
	batch := check(b, officeSetup(b), officeCases(b, "0001")...)
	card := batch.card(batch.entries[0].record, &batch.entries[0])
	b.ReportAllocs()
	for b.Loop() {
		if err := batch.seal(card, batch.setup.Sealer.Seal); err != nil {
			b.Fatal(err)
		}
		if _, _, _, err := batch.composer.compose(card, true); err != nil {
			b.Fatal(err)
		}
	}
}
