package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"image"
	"slices"
)

// Markers of ITU-T T.81, table B.1.
const (
	markerSOF0 = 0xc0 // baseline
	markerSOF2 = 0xc2 // progressive
	markerDHT  = 0xc4
	markerRST0 = 0xd0
	markerRST7 = 0xd7
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerDQT  = 0xdb
	markerDRI  = 0xdd
	markerAPP0 = 0xe0
	markerCOM  = 0xfe
)

// jpegFile is the segments of a JPEG file, found without decoding.
type jpegFile struct {
	data          []byte
	kept          [][2]int // the ranges of data that a stripped file has between its SOI and EOI
	tidy          bool     // up to its EOI there is nothing but segments that are kept or dropped
	frame         byte     // the marker of the frame header
	precision     byte
	width, height int
	samples       int // in all components, for 64 pixels of the finest
	ids           []byte
	scans         int
	adobeRGB      bool
	orientation   int
}

// scanJPEG walks the segments of a file that begins with SOI (ITU-T T.81, section B.1.1). Whatever it does not expect makes the file
// untidy, so that it is decoded and coded anew; it is the decoder that refuses.
func scanJPEG(data []byte) *jpegFile {
	j := &jpegFile{data: data, orientation: 1, tidy: true}
	exif := false
	for pos := 2; ; {
		if pos+2 > len(data) {
			j.tidy = false // there is no EOI
			return j
		}
		if data[pos] != 0xff {
			j.tidy = false
			pos++
			continue
		}
		marker := data[pos+1]
		switch {
		case marker == 0xff: // a fill byte
			pos++
			continue
		case marker == markerEOI:
			return j
		case marker == 0 || markerRST0 <= marker && marker <= markerRST7:
			j.tidy = false
			pos += 2
			continue
		}
		if pos+4 > len(data) {
			j.tidy = false
			return j
		}
		start, end := pos, pos+2+int(binary.BigEndian.Uint16(data[pos+2:]))
		if end > len(data) || end < pos+4 {
			j.tidy = false
			return j
		}
		body := data[pos+4 : end]
		pos = end
		switch {
		case marker == markerSOS:
			j.scans++
			pos = scanEntropy(data, end)
			j.kept = append(j.kept, [2]int{start, pos})
		case markerSOF0 <= marker && marker <= markerSOF2:
			j.tidy = j.tidy && j.frame == 0
			j.frame = marker
			j.header(body)
			j.kept = append(j.kept, [2]int{start, end})
		case marker == markerDHT || marker == markerDQT || marker == markerDRI:
			j.kept = append(j.kept, [2]int{start, end})
		case marker == markerAPP0+1 && bytes.HasPrefix(body, []byte("Exif\x00")) && !exif:
			exif = true
			j.orientation = exifOrientation(body[min(len(body), 6):])
		case marker == markerAPP0+14 && len(body) >= 12 && string(body[:5]) == "Adobe":
			j.adobeRGB = body[11] == 0
		case markerAPP0 <= marker && marker <= markerAPP0+15 || marker == markerCOM:
		default:
			j.tidy = false
		}
	}
}

// scanEntropy returns the end of the entropy-coded data at pos: the next marker that is no restart.
func scanEntropy(data []byte, pos int) int {
	for {
		i := bytes.IndexByte(data[pos:], 0xff)
		if i < 0 || pos+i+1 >= len(data) {
			return len(data)
		}
		pos += i
		if m := data[pos+1]; m != 0 && (m < markerRST0 || m > markerRST7) {
			return pos
		}
		pos += 2
	}
}

// header reads a frame header (ITU-T T.81, section B.2.2).
func (j *jpegFile) header(b []byte) {
	if len(b) < 6 || len(b) != 6+3*int(b[5]) {
		j.tidy = false
		return
	}
	j.precision = b[0]
	j.height, j.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	finest := 1
	j.samples, j.ids = 0, nil
	for c := b[6:]; len(c) > 0; c = c[3:] {
		n := int(c[1]>>4) * int(c[1]&15)
		finest = max(finest, n)
		j.samples += 64 * n
		j.ids = append(j.ids, c[0])
	}
	j.samples /= finest
}

// keep tells whether the coded data may be embedded, if it can be decoded: it then means the same without its APPn segments. Without
// them, three components are YCbCr to every reader (ISO 32000-2, table 13, ColorTransform) unless they are called R, G and B.
func (j *jpegFile) keep() bool {
	if !j.tidy || j.frame != markerSOF0 && j.frame != markerSOF2 || j.precision != 8 {
		return false
	}
	return len(j.ids) == 1 || len(j.ids) == 3 && string(j.ids) != "RGB" && !j.adobeRGB
}

// photo returns the picture, its data laid over out. That may be the file: what is kept only moves towards the front.
func (j *jpegFile) photo(sum [sha256.Size]byte, out []byte) *Photo {
	n := 4
	for _, k := range j.kept {
		n += k[1] - k[0]
	}
	out = append(slices.Grow(out[:0], n), 0xff, markerSOI)
	for _, k := range j.kept {
		out = append(out, j.data[k[0]:k[1]]...)
	}
	out = append(out, 0xff, markerEOI)
	p := &Photo{Data: out, Format: "jpeg", Width: j.width, Height: j.height, Orientation: j.orientation, Gray: len(j.ids) == 1, SHA256: sum}
	p.turn()
	return p
}

// fits tells whether a picture is within the caps on pixels and memory.
func (j *jpegFile) fits() bool {
	c := image.Config{Width: j.width, Height: j.height}
	return checkSize(c) == nil && checkWorkingSet(j.workingSet(c)) == nil
}

// workingSet estimates the bytes that image/jpeg takes: its samples, four bytes of coefficient for each of a progressive picture, and four
// bytes a pixel where it is converted and coded anew.
func (j *jpegFile) workingSet(c image.Config) int64 {
	pixels := int64(c.Width) * int64(c.Height)
	n := pixels * int64(max(j.samples, 64)) / 64
	if j.frame == markerSOF2 {
		n *= 5
	}
	if !j.keep() {
		n += 4 * pixels
	}
	return n
}

// exifOrientation reads tag 274 of the first directory of a TIFF structure (EXIF 2.32, section 4.6.2). It is 1 where that is not said or
// not sound: a picture is not refused for its metadata.
func exifOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(b[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := int(order.Uint16(b[at:]))
	for e := b[at+2:]; entries > 0 && len(e) >= 12; e, entries = e[12:], entries-1 {
		const short = 3
		if order.Uint16(e) == 274 && order.Uint16(e[2:]) == short && order.Uint32(e[4:]) == 1 {
			if v := int(order.Uint16(e[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// pngFile is what the chunks of a PNG file say, found without decoding.
type pngFile struct {
	depth, colour, interlaced byte
	transparent               bool // a colour, or entries of the palette
	orientation               int
}

// scanPNG walks the chunks of a file that begins with the signature (PNG third edition, section 5.3).
func scanPNG(data []byte) pngFile {
	p := pngFile{orientation: 1}
	for pos := 8; pos+8 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[pos:]))
		kind := string(data[pos+4 : pos+8])
		end := int64(pos) + 8 + n
		if end+4 > int64(len(data)) || kind == "IEND" {
			break
		}
		body := data[pos+8 : end]
		switch {
		case kind == "IHDR" && n == 13:
			p.depth, p.colour, p.interlaced = body[8], body[9], body[12]
		case kind == "tRNS":
			p.transparent = true
		case kind == "eXIf":
			p.orientation = exifOrientation(body)
		}
		pos = int(end) + 4
	}
	return p
}

// workingSet estimates the bytes that image/png takes and those of the picture that is coded.
func (p pngFile) workingSet(c image.Config) int64 {
	var each, converted int64 = 4, 0 // RGBA or NRGBA, coded in place
	switch {
	case p.colour == 0 && !p.transparent:
		each = 1
		if p.depth == 16 {
			each, converted = 2, 1
		}
	case p.colour == 3:
		each, converted = 1, 4
	case p.depth == 16:
		each, converted = 8, 4
	}
	if p.interlaced != 0 {
		each += each / 2 // the largest pass has half of the pixels
	}
	return int64(c.Width) * int64(c.Height) * (each + converted)
}
