package seal_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"docketcard/render/seal"
)

// TestThumbnail makes thumbnails of portraits and holds them against the portraits.
func TestThumbnail(t *testing.T) {
	photos, err := filepath.Glob("../../examples/field-office/photos/*.jpg")
	if err != nil || len(photos) < 3 {
		t.Fatal("found no photos")
	}
	for _, name := range photos[:6] {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		portrait, err := jpeg.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		b, err := seal.Thumbnail(portrait)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		small, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		size, whole := small.Bounds().Size(), portrait.Bounds().Size()
		if len(b) > seal.MaxThumbnail || len(b) < 600 || size.X != 56 {
			t.Errorf("%s: got %d bytes, %v", name, len(b), size)
		}
		// The mean difference of brightness, of 255.
		sum := 0
		for y := range size.Y {
			for x := range size.X {
				var want, n int
				for v := y * whole.Y / size.Y; v < (y+1)*whole.Y/size.Y; v++ {
					for u := x * whole.X / size.X; u < (x+1)*whole.X/size.X; u++ {
						want += int(color.GrayModel.Convert(portrait.At(u, v)).(color.Gray).Y)
						n++
					}
				}
				d := int(color.GrayModel.Convert(small.At(x, y)).(color.Gray).Y) - want/n
				sum += max(d, -d)
			}
		}
		if mean := sum / size.X / size.Y; mean > 6 {
			t.Errorf("%s: the thumbnail is %d off its portrait on average, want 6 at most", name, mean)
		}
		t.Logf("%s: %d bytes, %v, off by %.1f", name, len(b), size, float64(sum)/float64(size.X*size.Y))
	}
}

// drawn is a picture without a file: a disc in noise.
func drawn(width, height, noise int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	seed := uint32(1)
	for y := range height {
		for x := range width {
			seed = seed*1664525 + 1013904223
			v := 200
			if dx, dy := x-width/2, y-height/2; dx*dx+dy*dy < width*width/9 {
				v = 60
			}
			v = min(max(v+int(seed>>24)*noise/256-noise/2, 0), 255)
			img.SetRGBA(x, y, color.RGBA{uint8(v), uint8(v), uint8(v / 2), 255})
		}
	}
	return img
}

// TestThumbnailSizes takes pictures of all kinds.
func TestThumbnailSizes(t *testing.T) {
	for _, size := range []image.Point{{8, 8}, {9, 27}, {35, 45}, {413, 531}, {600, 300}, {64, 64}} {
		for _, noise := range []int{0, 40, 255} {
			b, err := seal.Thumbnail(drawn(size.X, size.Y, noise))
			if err != nil || len(b) > seal.MaxThumbnail {
				t.Errorf("%v, noise %d: got %d bytes, %v", size, noise, len(b), err)
				continue
			}
			if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
				t.Errorf("%v, noise %d: %v", size, noise, err)
			}
		}
	}
	for _, size := range []image.Point{{7, 8}, {100, 301}, {301, 100}} {
		if b, err := seal.Thumbnail(drawn(size.X, size.Y, 0)); err == nil {
			t.Errorf("%v: got %d bytes, want an error", size, len(b))
		}
	}
}

// TestThumbnailBytes keeps the bytes the same on all machines and in all versions: cards are rendered again.
func TestThumbnailBytes(t *testing.T) {
	b, err := seal.Thumbnail(drawn(413, 531, 90))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	if got, want := hex.EncodeToString(sum[:8]), "a61222bb0f6c7ebf"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
