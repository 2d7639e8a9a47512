package record

import (
	"bytes"
	"image/jpeg"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// jpegFiles returns the JPEG files of testdata, and of the shared set of bad input where that is.
func jpegFiles(tb testing.TB, shared bool) map[string][]byte {
	tb.Helper()
	roots := []string{"testdata/jpeg", "testdata/photos"}
	if shared {
		roots = append(roots, "../../../shared/badinput/generated", "../../../shared/badinput/jpeg-decoder-crash")
	}
	out := map[string][]byte{}
	for _, root := range roots {
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			data, err := os.ReadFile(path)
			if err == nil && sniff(data) == "JPEG" {
				out[path] = data
			}
			return nil
		})
	}
	return out
}

// checkSound holds the pass over the codes against image/jpeg, which must refuse nothing that the pass is content with.
func checkSound(tb testing.TB, name string, data []byte) (sound bool) {
	tb.Helper()
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width*c.Height > 1<<20 || sniff(data) != "JPEG" {
		return false // it is not asked then
	}
	if !scanJPEG(data).sound() {
		return false
	}
	if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
		tb.Errorf("%s: got sound, want %v", name, err)
	}
	return true
}

func TestSound(t *testing.T) {
	for name, data := range jpegFiles(t, true) {
		sound := checkSound(t, name, data)
		// Whatever comes from an encoder is read without a pixel, so that the pass is not for nothing.
		if filepath.Dir(name) == "testdata/jpeg" {
			// image/jpeg counts the restarts of this one wrong, and refuses it.
			want := scanJPEG(data).keep() && !strings.Contains(name, "progressive.restart")
			if sound != want {
				t.Errorf("%s: sound: got %t, want %t", name, sound, want)
			}
		}
	}
}

// TestSoundCut refuses every sound file that ends early, with an EOI or without.
func TestSoundCut(t *testing.T) {
	for name, data := range jpegFiles(t, false) {
		if !scanJPEG(data).sound() {
			continue
		}
		scan := bytes.Index(data, []byte{0xff, markerSOS})
		progressive := strings.Contains(name, "progressive")
		for cut := scan + 14; cut < len(data)-2; cut += 1 + len(data)/200 {
			part := append(bytes.Clone(data[:cut]), 0xff, markerEOI)
			// A progressive file that ends after some scans is a picture, if a coarse one.
			if checkSound(t, name, part) && !progressive {
				t.Errorf("%s: sound without its last %d bytes", name, len(data)-cut)
			}
			if scanJPEG(data[:cut]).sound() {
				t.Errorf("%s: sound without its last %d bytes and EOI", name, len(data)-cut)
			}
		}
	}
}

// TestSoundDamaged changes bits, bytes and stretches of sound files.
func TestSoundDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rounds := 300
	if testing.Short() {
		rounds = 50
	}
	for name, data := range jpegFiles(t, false) {
		if !scanJPEG(data).sound() {
			continue
		}
		scan := bytes.Index(data, []byte{0xff, markerSOS})
		for i := range rounds {
			bad := bytes.Clone(data)
			for range 1 + r.IntN(3) {
				at := r.IntN(len(bad))
				if i%4 > 0 {
					at = scan + r.IntN(len(bad)-scan)
				}
				switch r.IntN(4) {
				case 0:
					bad[at] = byte(r.Uint32())
				case 1:
					bad = append(bad[:at:at], bad[min(at+1+r.IntN(9), len(bad)):]...)
				case 2:
					bad = append(bad[:at:at], append([]byte{0xff, byte(0xd0 + r.IntN(8))}, bad[at:]...)...)
				default:
					bad[at] ^= 1 << r.IntN(8)
				}
			}
			checkSound(t, name, bad)
		}
	}
}

func FuzzSound(f *testing.F) {
	for _, data := range jpegFiles(f, false) {
		if len(data) < 8000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkSound(t, "fuzz", data) })
}

func BenchmarkSound(b *testing.B) {
	for _, name := range []string{"video-001.jpeg", "video-001.progressive.jpeg"} {
		data, err := os.ReadFile("testdata/jpeg/" + name)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if !scanJPEG(data).sound() {
					b.Fatal("not sound")
				}
			}
		})
		b.Run(name+"/decoded", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				jpeg.Decode(bytes.NewReader(data))
			}
		})
	}
}
