package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func testPicture() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 23, 17))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func TestEncodePNG(t *testing.T) {
	img := testPicture()
	data, err := encodePNG(img, 300)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("pHYs"))
	// 300 dpi are 11811.02 pixels to the metre.
	if at != 37 || binary.BigEndian.Uint32(data[at+4:]) != 11811 || binary.BigEndian.Uint32(data[at+8:]) != 11811 || data[at+12] != 1 {
		t.Errorf("got no resolution of 300 dpi behind the header")
	}
	got, err := decodePNG(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Pix, img.Pix) {
		t.Error("another picture came back")
	}
}

func TestTerminalPictures(t *testing.T) {
	for _, test := range []struct {
		env  string
		want pictureProtocol
	}{
		{"TERM=xterm-256color", noPictures},
		{"TERM=xterm-kitty", kittyPictures},
		{"TERM=xterm-256color KITTY_WINDOW_ID=1", kittyPictures},
		{"TERM=screen KITTY_WINDOW_ID=1", noPictures},
		{"TERM=xterm-256color TERM_PROGRAM=iTerm.app", itermPictures},
		{"TERM=xterm-256color TERM_PROGRAM=WezTerm", itermPictures},
		{"TERM=xterm-256color TERM_PROGRAM=iTerm.app TMUX=/tmp/x", noPictures},
		{"TERM=foot", sixelPictures},
		{"TERM=xterm-sixel", sixelPictures},
		{"", noPictures},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(test.env) {
			k, v, _ := strings.Cut(pair, "=")
			env[k] = v
		}
		if got := terminalPictures(func(k string) string { return env[k] }); got != test.want {
			t.Errorf("%s: got %d, want %d", test.env, got, test.want)
		}
	}
}

func TestAnsweredPictures(t *testing.T) {
	for answer, want := range map[string]pictureProtocol{
		"":                     noPictures,
		"\x1b[?62;22c":         noPictures,
		"\x1b[?64;1;2;4;6;22c": sixelPictures,
		"\x1b[?62;14;24c":      noPictures,
	} {
		if got := answeredPictures(answer); got != want {
			t.Errorf("%q: got %d, want %d", answer, got, want)
		}
	}
}

func TestShowPicture(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 80))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*i>>3) | 1 // does not deflate to one chunk
	}
	var out bytes.Buffer
	if err := showPicture(&out, kittyPictures, img, 300); err != nil {
		t.Fatal(err)
	}
	var text string
	chunks := regexp.MustCompile(`\x1b_G([^;]*);([^\x1b]*)\x1b\\`).FindAllStringSubmatch(out.String(), -1)
	for i, c := range chunks {
		if more := strings.HasSuffix(c[1], "m=1"); more != (i < len(chunks)-1) || len(c[2]) > 4096 {
			t.Errorf("chunk %d of %d: %q with %d bytes", i, len(chunks), c[1], len(c[2]))
		}
		text += c[2]
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(chunks) < 2 {
		t.Fatalf("got %d chunks: %v", len(chunks), err)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}

	out.Reset()
	if err := showPicture(&out, itermPictures, img, 300); err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("\x1b]1337;File=inline=1;size=%d:%s\a\n", len(data), text); out.String() != want {
		t.Error("iTerm2: got another sequence")
	}
}

// A sixel picture has every pixel once, in a colour near the one it had.
func TestSixel(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			c := color.RGBA{0, 0, 0, 255}
			if x < 20 {
				c = color.RGBA{255, 255, 255, 255}
			} else if y > 10 {
				c = color.RGBA{204, 51, 0, 255} // of the palette
			}
			img.SetRGBA(x, y, c)
		}
	}
	s := string(sixel(img))
	body, ok := strings.CutPrefix(s, "\x1bPq\"1;1;40;20")
	body, end := strings.CutSuffix(body, "\x1b\\")
	if !ok || !end {
		t.Fatalf("got %q", s)
	}
	got := map[image.Point]int{}
	x, band, colour := 0, 0, 0
	for len(body) > 0 {
		token := regexp.MustCompile(`^(#\d+;2;\d+;\d+;\d+|#\d+|!\d+[?-~]|[?-~]|\$|-)`).FindString(body)
		if token == "" {
			t.Fatalf("cannot read %.20q", body)
		}
		body = body[len(token):]
		n, c := 1, token[len(token)-1]
		switch token[0] {
		case '#':
			if !strings.Contains(token, ";") {
				colour, _ = strconv.Atoi(token[1:])
			}
			continue
		case '$':
			x = 0
			continue
		case '-':
			x, band = 0, band+6
			continue
		case '!':
			n, _ = strconv.Atoi(token[1 : len(token)-1])
		}
		for range n {
			for i := range 6 {
				if (c-63)>>i&1 == 1 {
					p := image.Pt(x, band+i)
					if _, twice := got[p]; twice {
						t.Errorf("%v is drawn twice", p)
					}
					got[p] = colour
				}
			}
			x++
		}
	}
	for y := range 20 {
		for x := range 40 {
			c := img.RGBAAt(x, y)
			want := int(c.R)/51*36 + int(c.G)/51*6 + int(c.B)/51
			if got[image.Pt(x, y)] != want {
				t.Fatalf("at %d, %d: got colour %d, want %d", x, y, got[image.Pt(x, y)], want)
			}
		}
	}
}

func TestComparePictures(t *testing.T) {
	a, b := testPicture(), testPicture()
	b.Pix[3*b.Stride+4*5] ^= 0x08 // (5, 3)
	b.Pix[9*b.Stride+4*11+2] ^= 0x40
	for _, test := range []struct {
		colour, pixels int
		where          image.Rectangle
	}{
		{7, 2, image.Rect(5, 3, 12, 10)},
		{8, 1, image.Rect(11, 9, 12, 10)},
		{64, 0, image.Rectangle{}},
	} {
		d := comparePictures(a, b, test.colour)
		if d.Pixels != test.pixels || d.Where != test.where || d.Most != 64 {
			t.Errorf("more than %d: got %d pixels in %v by up to %d, want %d in %v by 64", test.colour, d.Pixels, d.Where, d.Most, test.pixels, test.where)
		}
	}
}

func TestPictureToTerminal(t *testing.T) {
	m := newTestMachine("")
	m.columns = 80
	code := run(context.Background(), []string{"preview"}, m.machine)
	const want = `docketcard: error: refusing to write a PNG to a terminal that is not known to show pictures
docketcard: hint: name a file with -o card.png, or a folder with -o pictures
`
	if got := m.stderr.String(); code != exitFailed || got != want || m.stdout.Len() > 0 {
		t.Errorf("got exit code %d and %q, want %d and %q", code, got, exitFailed, want)
	}
}

func TestFileName(t *testing.T) {
	for id, want := range map[string]string{"c-0001": "c-0001", "a/b": "a_b", "..": "", ".x": "x", "Ä b": "__b", "": ""} {
		if got := fileName(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

// TestPreviewGoldens holds pictures of the built-in cards against kept ones: pdfium is the same everywhere, so that only its
// rounding, which processors may do otherwise, is left to the tolerance.
func TestPreviewGoldens(t *testing.T) {
	for _, template := range []string{"docket-card", "docket-card-portrait"} {
		args := []string{"preview", "../../examples/field-office/c-0002.yaml", "-t", template, "--dpi", "72", "--golden", "testdata/preview/" + template}
		if *update {
			docketcard(t, exitDone, append(args, "--update")...)
		}
		docketcard(t, exitDone, append(args, "--tolerance", "40,24")...)
	}
}
