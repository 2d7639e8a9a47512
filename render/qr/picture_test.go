package qr

import (
	"image"
	"strings"
	"testing"

	"docketcard/render/scan"
)

// TestPicture takes the smallest symbol that holds a text, up to the largest that there is.
func TestPicture(t *testing.T) {
	for _, tt := range []struct{ characters, version int }{
		{1, 1}, {20, 1}, {21, 2}, {3391, 40}, {3392, 36}, {4296, 40}, // at level M up to 3391, then at L
	} {
		text := strings.Repeat("A", tt.characters)
		img, err := Picture(text, 3)
		if err != nil {
			t.Fatal(err)
		}
		side := (17 + 4*tt.version + 8) * 3
		if img.Bounds().Size() != image.Pt(side, side) {
			t.Errorf("%d characters: got %v, want version %d", tt.characters, img.Bounds(), tt.version)
		}
		if tt.characters > 4000 {
			continue
		}
		if codes := scan.Codes(img); len(codes) != 1 || codes[0].Text != text {
			t.Errorf("%d characters: got %d codes", tt.characters, len(codes))
		}
	}
	if _, err := Picture(strings.Repeat("A", 4297), 3); err == nil {
		t.Error("4297 characters: got no error")
	}
}
