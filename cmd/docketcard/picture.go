package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"math"
	"slices"
	"strings"
)

// pngMagic is how every PNG begins (PNG third edition, section 5.2).
const pngMagic = "\x89PNG\r\n\x1a\n"

var pngOutput = outputKind{name: "PNG", magic: pngMagic, perm: 0o644, binary: true}

// encodePNG returns a picture as PNG with its resolution, so that it is shown and printed at true size.
func encodePNG(img image.Image, dpi int) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("coding a PNG: %w", err)
	}
	// The chunk pHYs goes before the first IDAT (section 11.3.4.3); IHDR comes first and has 13 bytes.
	const afterIHDR = len(pngMagic) + 4 + 4 + 13 + 4
	perMetre := uint32(math.Round(float64(dpi) / 0.0254))
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	out := append([]byte(nil), b.Bytes()[:afterIHDR]...)
	out = binary.BigEndian.AppendUint32(out, 9)
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, b.Bytes()[afterIHDR:]...), nil
}

// writePicture writes a PNG to a file or "-".
func writePicture(ctx context.Context, m *machine, name string, img image.Image, dpi int) error {
	data, err := encodePNG(img, dpi)
	if err != nil {
		return err
	}
	out, err := createOutput(ctx, m, name, pngOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := out.Write(data); err != nil {
		return doing("writing", name, err)
	}
	return out.commit()
}

// A contact sheet is drawn coarser than asked when it would have more pixels than this.
const contactPixels = 24_000_000

// contact draws all pages on one picture: the pages of a card side by side, cards in rows that make the whole about as wide as high.
func (p *print) contact(pages []printPage, dpi int, take func(picture) error) error {
	w, h, err := p.doc.Size(pages[0].page)
	if err != nil {
		return err
	}
	const gap = 12.0 // points
	group := 1       // pages that stay together
	if len(pages) > 1 && pages[1].page == pages[0].page+1 && strings.HasSuffix(pages[1].name, "-back") {
		group = 2
	}
	groups := (len(pages) + group - 1) / group
	across := 1
	for across < groups && float64(across*group)*(w+gap) < math.Ceil(float64(groups)/float64(across))*(h+gap) {
		across++
	}
	columns := across * group
	rows := (groups + across - 1) / across
	width, height := float64(columns)*(w+gap)+gap, float64(rows)*(h+gap)+gap
	if most := 72 * math.Sqrt(contactPixels/(width*height)); float64(dpi) > most {
		dpi = max(20, int(most))
	}
	px := func(points float64) int { return int(math.Round(points * float64(dpi) / 72)) }
	all := image.NewRGBA(image.Rect(0, 0, px(width), px(height)))
	draw.Draw(all, all.Bounds(), image.NewUniform(color.RGBA{0x8a, 0x90, 0x98, 0xff}), image.Point{}, draw.Src)
	for i, page := range pages {
		img, err := p.doc.RGBA(page.page, float64(dpi))
		if err != nil {
			return fmt.Errorf("drawing %s: %w", page.name, err)
		}
		at := image.Pt(px(gap+float64(i%columns)*(w+gap)), px(gap+float64(i/columns)*(h+gap)))
		draw.Draw(all, img.Bounds().Add(at), img, image.Point{}, draw.Src)
	}
	return take(picture{"contact", all})
}

// pictureProtocol is how a terminal is given pictures.
type pictureProtocol int

const (
	noPictures pictureProtocol = iota
	kittyPictures
	itermPictures
	sixelPictures
)

// terminalPictures tells by the environment how the terminal takes pictures. A multiplexer between would swallow them.
func terminalPictures(getenv func(string) string) pictureProtocol {
	term, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case getenv("TMUX") != "" || strings.HasPrefix(term, "screen") || strings.HasPrefix(term, "tmux"):
		return noPictures
	case getenv("KITTY_WINDOW_ID") != "" || term == "xterm-kitty" || term == "xterm-ghostty" || program == "ghostty":
		return kittyPictures
	case program == "iTerm.app" || program == "WezTerm" || program == "mintty":
		return itermPictures
	case strings.Contains(term, "sixel") || strings.HasPrefix(term, "foot") || strings.HasPrefix(term, "mlterm") || strings.HasPrefix(term, "yaft") || term == "contour":
		return sixelPictures
	}
	return noPictures
}

// pictureQuestion asks a terminal for its attributes (DA1, ECMA-48, 8.3.24), which all of them tell. Kitty's own question would be shown as text by
// those that do not know it.
const pictureQuestion = "\x1b[c"

// answeredPictures tells by the answer how the terminal takes pictures: attribute 4 is sixel.
func answeredPictures(answer string) pictureProtocol {
	_, attributes, ok := strings.Cut(answer, "\x1b[?")
	if ok && slices.Contains(strings.Split(strings.TrimSuffix(attributes, "c"), ";"), "4") {
		return sixelPictures
	}
	return noPictures
}

// showPicture writes a picture to a terminal, and a new line.
func showPicture(w io.Writer, protocol pictureProtocol, img *image.RGBA, dpi int) error {
	var out []byte
	switch protocol {
	case sixelPictures:
		out = sixel(img)
	default:
		data, err := encodePNG(img, dpi)
		if err != nil {
			return err
		}
		text := base64.StdEncoding.EncodeToString(data)
		if protocol == itermPictures {
			// iterm2.com/documentation-images.html
			out = fmt.Appendf(nil, "\x1b]1337;File=inline=1;size=%d:%s\a", len(data), text)
			break
		}
		// sw.kovidgoyal.net/kitty/graphics-protocol: chunks of at most 4096 bytes, q=2 for no answer.
		for first := true; first || text != ""; first = false {
			chunk := text[:min(len(text), 4096)]
			text = text[len(chunk):]
			control := "q=2"
			if first {
				control = "a=T,f=100,q=2"
			}
			more := 0
			if text != "" {
				more = 1
			}
			out = fmt.Appendf(out, "\x1b_G%s,m=%d;%s\x1b\\", control, more, chunk)
		}
	}
	if _, err := w.Write(append(out, '\n')); err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// sixel codes a picture in the 216 colours of six steps each (DEC STD 070, chapter 14), with the rounding carried on to neighbours so
// that fine lines and portraits keep their tones.
func sixel(img *image.RGBA) []byte {
	const steps = 5
	w, h := img.Rect.Dx(), img.Rect.Dy()
	index := make([]uint8, w*h)
	carry, below := make([][3]int, w+2), make([][3]int, w+2)
	for y := range h {
		clear(below)
		for x := range w {
			p := img.Pix[y*img.Stride+4*x:]
			var level [3]int
			for c := range 3 {
				v := min(max(int(p[c])+carry[x+1][c]/16, 0), 255)
				level[c] = (v*steps + 127) / 255
				rest := v - level[c]*255/steps
				carry[x+2][c] += 7 * rest
				below[x][c] += 3 * rest
				below[x+1][c] += 5 * rest
				below[x+2][c] += rest
			}
			index[y*w+x] = uint8(level[0]*36 + level[1]*6 + level[2])
		}
		carry, below = below, carry
	}
	out := fmt.Appendf(nil, "\x1bPq\"1;1;%d;%d", w, h)
	for i := range 216 {
		out = fmt.Appendf(out, "#%d;2;%d;%d;%d", i, i/36*20, i/6%6*20, i%6*20)
	}
	for top := 0; top < h; top += 6 {
		var seen [216]bool
		for y := top; y < min(top+6, h); y++ {
			for _, c := range index[y*w : y*w+w] {
				seen[c] = true
			}
		}
		for c := range 216 {
			if !seen[c] {
				continue
			}
			out = fmt.Appendf(out, "#%d", c)
			for x := 0; x < w; {
				bits := sixelAt(index, w, h, x, top, uint8(c))
				n := 1
				for x+n < w && sixelAt(index, w, h, x+n, top, uint8(c)) == bits {
					n++
				}
				if x += n; n > 3 {
					out = fmt.Appendf(out, "!%d%c", n, 63+bits)
					continue
				}
				for range n {
					out = append(out, byte(63+bits))
				}
			}
			out = append(out, '$')
		}
		out = append(out, '-')
	}
	return append(out, "\x1b\\"...)
}

// sixelAt returns which of six pixels from top downwards are of a colour.
func sixelAt(index []uint8, w, h, x, top int, c uint8) (bits int) {
	for i := range min(6, h-top) {
		if index[(top+i)*w+x] == c {
			bits |= 1 << i
		}
	}
	return bits
}
