package proof_test

import (
	"math"
	"slices"
	"testing"

	"docketcard/render/scan"
)

func TestEveryCodeOfASheetIsRead(t *testing.T) {
	pdf, want := sheet(t)
	d := open(t, pdf)
	for _, dpi := range []float64{300, 200} {
		img, err := d.Gray(0, dpi)
		if err != nil {
			t.Fatal(err)
		}
		codes := scan.Codes(img)
		if got := texts(codes); !slices.Equal(got, want) {
			t.Errorf("at %v dpi: got %q, want %q", dpi, got, want)
			continue
		}
		// Each box is where the sheet has the symbol.
		for i, c := range codes {
			side := module * float64(17+4*sheetVersions[i])
			x, y := 36+float64(i%2)*288+100+4*module, 24+float64(i/2)*150+4*module
			for _, edge := range [][2]float64{
				{float64(c.Box.Min.X), x}, {float64(c.Box.Min.Y), y},
				{float64(c.Box.Max.X), x + side}, {float64(c.Box.Max.Y), y + side},
			} {
				if math.Abs(edge[0]-edge[1]*dpi/72) > 1.5 {
					t.Errorf("at %v dpi: box of code %d: got %v, want from (%.1f, %.1f) %.1f wide", dpi, i, c.Box,
						x*dpi/72, y*dpi/72, side*dpi/72)
					break
				}
			}
		}
		for quarters := 1; quarters <= 3 && dpi == 200; quarters++ {
			got := texts(scan.Codes(turned(img, quarters)))
			slices.Sort(got)
			if want := slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
				t.Errorf("turned by %d°: got %q, want %q", 90*quarters, got, want)
			}
		}
	}
}

func BenchmarkScan(b *testing.B) {
	pdf, want := sheet(b)
	img, err := open(b, pdf).Gray(0, 300)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if codes := scan.Codes(img); len(codes) != len(want) {
			b.Fatalf("got %d codes, want %d", len(codes), len(want))
		}
	}
}

func BenchmarkGray(b *testing.B) {
	pdf, _ := sheet(b)
	d := open(b, pdf)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Gray(0, 300); err != nil {
			b.Fatal(err)
		}
	}
}
