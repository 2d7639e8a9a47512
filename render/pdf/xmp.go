package pdf

import (
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Info is all a file says of itself, in its Info dictionary and, the same, in its XMP packet. Nothing else gets into the
// metadata, so nothing personal does.
type Info struct {
	Title    string
	Creator  string // the program the user ran
	Producer string // the program that wrote the PDF
	Created  time.Time
	Duplex   Duplex
}

// Duplex is what a viewer's print dialog shall propose, ISO 32000-1, table 150; "" leaves it to the dialog.
type Duplex string

// The values of Duplex.
const (
	Simplex   Duplex = "Simplex"
	FlipLong  Duplex = "DuplexFlipLongEdge"
	FlipShort Duplex = "DuplexFlipShortEdge"
)

// check refuses what could not be written the same in both places.
func (info Info) check() error {
	for _, f := range []struct{ name, text string }{
		{"title", info.Title}, {"creator", info.Creator}, {"producer", info.Producer},
	} {
		if f.text == "" {
			return fmt.Errorf("document %s is empty", f.name)
		}
		if !utf8.ValidString(f.text) || strings.ContainsFunc(f.text, unicode.IsControl) {
			return fmt.Errorf("document %s is not plain UTF-8 text", f.name)
		}
	}
	if y := info.Created.UTC().Year(); info.Created.IsZero() || y < 1 || y > 9999 {
		return errors.New("document has no creation date")
	}
	switch info.Duplex {
	case "", Simplex, FlipLong, FlipShort:
		return nil
	}
	return fmt.Errorf("duplex is %q, want %q, %q or %q", info.Duplex, Simplex, FlipLong, FlipShort)
}

// version returns the lowest PDF version that knows all keys written: 1.6 has PrintScaling and is what PDF/X-4 asks for,
// 1.7 came with Duplex.
func (info Info) version() string {
	if info.Duplex != "" {
		return "1.7"
	}
	return "1.6"
}

// dict returns the document information dictionary, ISO 32000-1, 14.3.3. The file is written once, so
// the dates are one.
func (info Info) dict() Dict {
	date := String(info.Created.UTC().Format("D:20060102150405Z"))
	return Dict{
		{"Title", textString(info.Title)},
		{"Creator", textString(info.Creator)},
		{"Producer", textString(info.Producer)},
		{"CreationDate", date},
		{"ModDate", date},
	}
}

// viewer returns the viewer preferences: a card that a print dialog scales to fit is no longer ID-1.
func (info Info) viewer() Dict {
	d := Dict{{"PrintScaling", Name("None")}}
	if info.Duplex != "" {
		d = append(d, Entry{"Duplex", Name(info.Duplex)})
	}
	return d
}

// textString encodes s as a text string, ISO 32000-1, 7.9.2.2: ASCII, or UTF-16BE behind a byte order mark.
func textString(s string) String {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return String(s)
	}
	out := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return String(out)
}

// xmp returns the XMP packet, ISO 16684-1, of a file with the given identifier of 16 bytes. The file has no earlier
// version, so document and instance are one.
func (info Info) xmp(id []byte) []byte {
	date := info.Created.UTC().Format("2006-01-02T15:04:05Z")
	escape := func(s string) string {
		var b strings.Builder
		xml.EscapeText(&b, []byte(s)) // a Builder takes every write
		return b.String()
	}
	uuid := "uuid:" + contentUUID(id)
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escape(info.Title) + `</rdf:li></rdf:Alt></dc:title>
<pdf:Producer>` + escape(info.Producer) + `</pdf:Producer>
<xmp:CreatorTool>` + escape(info.Creator) + `</xmp:CreatorTool>
<xmp:CreateDate>` + date + `</xmp:CreateDate>
<xmp:ModifyDate>` + date + `</xmp:ModifyDate>
<xmp:MetadataDate>` + date + `</xmp:MetadataDate>
<xmpMM:DocumentID>` + uuid + `</xmpMM:DocumentID>
<xmpMM:InstanceID>` + uuid + `</xmpMM:InstanceID>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`)
}

// contentUUID spells 16 bytes of a hash as a UUID of version 8, RFC 9562, 5.8.
func contentUUID(id []byte) string {
	var u [16]byte
	copy(u[:], id)
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	s := hex.EncodeToString(u[:])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
