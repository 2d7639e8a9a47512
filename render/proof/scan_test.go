package proof_test

import (
	"slices"
	"testing"

	"docketcard/render/proof"
)

func TestScanReadsEveryCodeOfASheet(t *testing.T) {
	pdf, want := sheet(t)
	d := open(t, pdf)
	for _, dpi := range []float64{300, 200} {
		img, err := d.Gray(0, dpi)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(proof.Scan(img)); !slices.Equal(got, want) {
			t.Errorf("at %v dpi: got %q, want %q", dpi, got, want)
		}
	}
}
