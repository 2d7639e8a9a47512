package seal

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/bits"
	"slices"
)

// The keys of Claim 169 for a portrait, and the format that Thumbnail makes.
const (
	AttributePhoto       = 16
	AttributePhotoFormat = 17
	PhotoJPEG            = 1
)

// MaxThumbnail is the most bytes that Thumbnail returns.
const MaxThumbnail = 750

// thumbnailWidths are the widths in pixels that are tried, best first.
var thumbnailWidths = []int{56, 48, 40, 32}

// thumbnailQuality is the least quality, on the usual scale of JPEG to 100, of a width that is not the last.
const thumbnailQuality = 30

// Thumbnail returns a small grey picture of a portrait to match a face with: a
// baseline JPEG of at most MaxThumbnail bytes, of the same proportions. Equal
// pixels give equal bytes on every machine. It fails for pictures more than
// three times as high as wide, or the reverse.
func Thumbnail(portrait image.Image) ([]byte, error) {
	size := portrait.Bounds().Size()
	if size.X < 8 || size.Y < 8 || size.X > 3*size.Y || size.Y > 3*size.X {
		return nil, fmt.Errorf("a picture of %d x %d pixels is no portrait", size.X, size.Y)
	}
	for i, width := range thumbnailWidths {
		width = min(width, size.X)
		small := shrink(portrait, width, max(1, (size.Y*width+size.X/2)/size.X))
		least := thumbnailQuality
		if i == len(thumbnailWidths)-1 {
			least = 1
		}
		// The best quality that fits.
		quality := 0
		for step := 64; step > 0; step /= 2 {
			if q := quality + step; q <= 100 && len(greyJPEG(small, q)) <= MaxThumbnail {
				quality = q
			}
		}
		if quality < least {
			continue
		}
		b := greyJPEG(small, quality)
		if got, err := jpeg.Decode(bytes.NewReader(b)); err != nil || got.Bounds().Size() != small.Rect.Size() {
			return nil, fmt.Errorf("the thumbnail cannot be read back: %v", err)
		}
		return b, nil
	}
	return nil, fmt.Errorf("the portrait does not get smaller than %d bytes", MaxThumbnail)
}

// shrink returns a picture in grey whose pixels are the averages of the areas that they stand for.
func shrink(from image.Image, width, height int) *image.Gray {
	b := from.Bounds()
	brightness := func(x, y int) uint8 { return color.GrayModel.Convert(from.At(x, y)).(color.Gray).Y }
	switch img := from.(type) { // as JPEGs are decoded; sixty times as fast
	case *image.YCbCr:
		brightness = func(x, y int) uint8 { return img.Y[img.YOffset(x, y)] }
	case *image.Gray:
		brightness = func(x, y int) uint8 { return img.Pix[img.PixOffset(x, y)] }
	}
	to := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		y0, y1 := b.Min.Y+y*b.Dy()/height, b.Min.Y+max((y+1)*b.Dy()/height, y*b.Dy()/height+1)
		for x := range width {
			x0, x1 := b.Min.X+x*b.Dx()/width, b.Min.X+max((x+1)*b.Dx()/width, x*b.Dx()/width+1)
			var sum, n uint64
			for v := y0; v < y1; v++ {
				for u := x0; u < x1; u++ {
					sum += uint64(brightness(u, v))
					n++
				}
			}
			to.Pix[y*to.Stride+x] = uint8(sum / n)
		}
	}
	return to
}

// The luminance table of ISO/IEC 10918-1, table K.1, in rows.
var luminance = [64]int{
	16, 11, 10, 16, 24, 40, 51, 61,
	12, 12, 14, 19, 26, 58, 60, 55,
	14, 13, 16, 24, 40, 57, 69, 56,
	14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77,
	24, 35, 55, 64, 81, 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101,
	72, 92, 95, 98, 112, 100, 103, 99,
}

// zigzag is the order of coefficients of ISO/IEC 10918-1, figure A.6.
var zigzag = func() (order [64]int) {
	i := 0
	for d := range 15 { // along the diagonals, up and down in turn
		for k := range d + 1 {
			row, col := d-k, k
			if d%2 == 1 {
				row, col = k, d-k
			}
			if row < 8 && col < 8 {
				order[i] = row*8 + col
				i++
			}
		}
	}
	return order
}()

// cosines[k] is cos(k π/16) in 2^13ths.
var cosines = [8]int{8192, 8035, 7568, 6811, 5793, 4551, 3135, 1598}

// dct[u][x] is c(u)/2 cos((2x+1)uπ/16) in 2^13ths, the transform of ISO/IEC 10918-1, A.3.3. It is all integers, so that machines agree.
var dct = func() (m [8][8]int) {
	for u := range 8 {
		for x := range 8 {
			k := (2*x + 1) * u % 32
			sign := 1
			if k > 16 {
				k = 32 - k
			}
			if k > 8 {
				k, sign = 16-k, -1
			}
			v := 0
			if k < 8 {
				v = sign * cosines[k]
			}
			if u == 0 {
				v = cosines[4]
			}
			m[u][x] = v
		}
	}
	return m
}()

// A codedSymbol is a Huffman symbol of JPEG and the bits that follow it.
type codedSymbol struct {
	table  int // 0 for DC, 1 for AC
	symbol uint8
	extra  uint
	length uint
}

// greyJPEG returns img as a baseline JPEG (ISO/IEC 10918-1) with tables made for it. Those of the standard, which image/jpeg writes, would be a
// third of a thumbnail.
func greyJPEG(img *image.Gray, quality int) []byte {
	// The usual scale: 50 is the standard's table, 100 all ones.
	scale := 200 - 2*quality
	if quality < 50 {
		scale = 5000 / quality
	}
	var quant [64]int // in rows
	for i, q := range luminance {
		quant[i] = min(max((q*scale+50)/100, 1), 255)
	}

	var symbols []codedSymbol
	last := 0
	size := img.Rect.Size()
	for y := 0; y < size.Y; y += 8 {
		for x := 0; x < size.X; x += 8 {
			block := transform(img, x, y)
			var coded [64]int
			for i, at := range zigzag {
				coded[i] = divide(block[at], quant[at]<<13<<13)
			}
			symbols = appendBlock(symbols, coded, &last)
		}
	}
	var frequency [2][256]int
	for _, s := range symbols {
		frequency[s.table][s.symbol]++
	}

	out := []byte{0xff, 0xd8} // SOI
	out = append(out, 0xff, 0xdb, 0, 67, 0)
	for _, at := range zigzag {
		out = append(out, uint8(quant[at]))
	}
	out = append(out, 0xff, 0xc0, 0, 11, 8, uint8(size.Y>>8), uint8(size.Y), uint8(size.X>>8), uint8(size.X), 1, 1, 0x11, 0) // SOF0: one component
	var codes [2][256]huffmanCode
	for table := range 2 {
		counts, values := huffman(frequency[table])
		out = append(out, 0xff, 0xc4, 0, uint8(19+len(values)), uint8(table<<4))
		out = append(append(out, counts[:]...), values...)
		codes[table] = assign(counts, values)
	}
	out = append(out, 0xff, 0xda, 0, 8, 1, 1, 0x00, 0, 63, 0) // SOS

	var buffer, filled uint
	write := func(v, length uint) {
		buffer = buffer<<length | v
		for filled += length; filled >= 8; filled -= 8 {
			c := uint8(buffer >> (filled - 8))
			if out = append(out, c); c == 0xff {
				out = append(out, 0)
			}
		}
		buffer &= 1<<filled - 1
	}
	for _, s := range symbols {
		c := codes[s.table][s.symbol]
		write(c.bits, c.length)
		write(s.extra, s.length)
	}
	write(0x7f, 7)                 // fill the last byte with ones
	return append(out, 0xff, 0xd9) // EOI
}

// transform returns the cosine transform of the block of 8 by 8 pixels at x, y, in 2^26ths and in rows. Beyond the edges the last pixel repeats.
func transform(img *image.Gray, x, y int) (out [64]int) {
	var rows [64]int
	for v := range 8 {
		for u := range 8 {
			sum := 0
			for i := range 8 {
				at := min(y+v, img.Rect.Max.Y-1)*img.Stride + min(x+i, img.Rect.Max.X-1)
				sum += dct[u][i] * (int(img.Pix[at]) - 128)
			}
			rows[v*8+u] = sum
		}
	}
	for v := range 8 {
		for u := range 8 {
			sum := 0
			for i := range 8 {
				sum += dct[v][i] * rows[i*8+u]
			}
			out[v*8+u] = sum / 4
		}
	}
	return out
}

// divide returns a/b, rounded to the nearest.
func divide(a, b int) int {
	if a < 0 {
		return -divide(-a, b)
	}
	return (a + b/2) / b
}

// appendBlock codes the coefficients of a block (ISO/IEC 10918-1, F.1.2); last is the DC coefficient of the block before.
func appendBlock(to []codedSymbol, block [64]int, last *int) []codedSymbol {
	number := func(table, run, v int) codedSymbol {
		length := bits.Len(uint(max(v, -v)))
		if v < 0 {
			v += 1<<length - 1
		}
		return codedSymbol{table, uint8(run<<4 | length), uint(v), uint(length)}
	}
	to = append(to, number(0, 0, block[0]-*last))
	*last = block[0]
	run := 0
	for _, v := range block[1:] {
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			to = append(to, codedSymbol{table: 1, symbol: 0xf0}) // ZRL
		}
		to = append(to, number(1, run, v))
		run = 0
	}
	if run > 0 {
		to = append(to, codedSymbol{table: 1}) // EOB
	}
	return to
}

type huffmanCode struct{ bits, length uint }

// huffman returns the number of codes of each length from 1 to 16, and the symbols from the shortest code on, of a code that is short for
// frequent symbols (ISO/IEC 10918-1, K.2). No code is all ones.
func huffman(frequency [256]int) (counts [16]uint8, values []uint8) {
	type node struct{ weight, at int }
	const reserved = 256 // stands for the code of all ones
	length := [257]int{}
	var nodes []node
	members := map[int][]int{}
	for s, f := range frequency {
		if f > 0 {
			nodes = append(nodes, node{f, s})
			members[s] = []int{s}
		}
	}
	nodes = append(nodes, node{0, reserved})
	members[reserved] = []int{reserved}
	for len(nodes) > 1 {
		// The two lightest are joined; of equals, those of the highest symbol.
		slices.SortFunc(nodes, func(a, b node) int {
			if a.weight != b.weight {
				return a.weight - b.weight
			}
			return b.at - a.at
		})
		a, b := nodes[0], nodes[1]
		members[b.at] = append(members[b.at], members[a.at]...)
		for _, s := range members[b.at] {
			length[s]++
		}
		nodes = append(nodes[2:], node{a.weight + b.weight, b.at})
	}
	var lengths [258]int
	for _, l := range length {
		if l > 0 {
			lengths[l]++
		}
	}
	// Codes longer than 16 bits move up in pairs.
	for l := len(lengths) - 1; l > 16; l-- {
		for lengths[l] > 0 {
			k := l - 2
			for lengths[k] == 0 {
				k--
			}
			lengths[l] -= 2
			lengths[l-1]++
			lengths[k+1] += 2
			lengths[k]--
		}
	}
	longest := 16
	for lengths[longest] == 0 {
		longest--
	}
	lengths[longest]-- // the reserved one
	for s := range frequency {
		if frequency[s] > 0 {
			values = append(values, uint8(s))
		}
	}
	slices.SortStableFunc(values, func(a, b uint8) int { return length[a] - length[b] })
	for l := 1; l <= 16; l++ {
		counts[l-1] = uint8(lengths[l])
	}
	return counts, values
}

// assign gives the values their codes (ISO/IEC 10918-1, C.2).
func assign(counts [16]uint8, values []uint8) (codes [256]huffmanCode) {
	code, at := uint(0), 0
	for i, n := range counts {
		for range n {
			codes[values[at]] = huffmanCode{code, uint(i + 1)}
			code++
			at++
		}
		code <<= 1
	}
	return codes
}

// Photo returns the portrait that p holds, decoded, or nil when it holds none. It fails for one that is no small JPEG: other issuers seal
// other formats, and a specimen anything.
func (p *Payload) Photo() (image.Image, error) {
	data, ok := p.Attributes[AttributePhoto].([]byte)
	if !ok {
		return nil, nil
	}
	if format, stated := p.Attributes[AttributePhotoFormat]; stated && format != int64(PhotoJPEG) {
		return nil, errors.New("the sealed portrait is not a JPEG")
	}
	const most = 1024 // pixels; no code holds more
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width > most || c.Height > most {
		return nil, errors.New("the sealed portrait cannot be read")
	}
	img, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, errors.New("the sealed portrait cannot be read")
	}
	return img, nil
}
