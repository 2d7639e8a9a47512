package render

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"docketcard/render/mrz"
	"docketcard/templates"
)

const zoned = `schema: docketcard/template/v1
name: zoned
fields:
  record_id: {type: code, required: true, unique: true}
  specimen: {type: bool}
  number: {type: code}
  surname: {type: name, title: Surname}
  given: {type: name}
  in_zone: {type: code}
  born: {type: date, partial: true}
  ends: {type: date}
  sex: {type: choice, choices: [F, M, X]}
  state: {type: country}
faces: {text: plex-sans}
styles: {plain: {face: text, size: 8pt}, label: {face: text, size: 5pt}}
front:
  - {image: logo.png, box: [10, 5, 20, 10], fit: contain}
  - {field: surname, at: [40, 8], width: 40, style: plain}
  - {field: given, label: "Given names", show: "{given | upper}", at: [40, 18], width: 40, style: plain}
  - mrz: td1
    code: I
    state: UTO
    number: "{number}"
    birth: born
    expires: ends
    sex: "{sex}"
    nationality: "{state}"
    surname: "{surname}"
    given: "{given}"
    name: "{in_zone}"
`

func TestZone(t *testing.T) {
	var logo bytes.Buffer
	img := image.NewRGBA(image.Rect(0, 0, 40, 40))
	img.Set(3, 3, color.RGBA{200, 0, 0, 255})
	if err := png.Encode(&logo, img); err != nil {
		t.Fatal(err)
	}
	read := func(template string) *templates.Template {
		return must[*templates.Template](t)(templates.ReadTemplate("t.yaml", "t.yaml", []byte(template), fstest.MapFS{"logo.png": {Data: logo.Bytes()}, "bad.png": {Data: []byte("no picture")}}))
	}
	tpl := read(zoned)
	c := must[*Composer](t)(NewComposer(tpl, officeIssuer(t), nil, false))
	const fields = "number: D23145890\nsurname: Eriksson\ngiven: Anna Maria\nborn: 1974-08-12\nends: 2012-04-15\nsex: F\nstate: GBR\n"
	front, _, _, err := c.Compose(smallCard(t, c, fields))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range of[*Run](front) {
		lines = append(lines, r.Run.Text)
		if r.Run.Face.Name() != "ocr-b" {
			continue
		}
		// Doc 9303-5, figure 6: the middles of the lines above the lower edge, and ten characters to the inch.
		middle := tpl.Size.H - r.At.Y + r.Size*713/2000
		if want := []templates.Length{15730, 11500, 7270}[len(lines)-5]; max(middle-want, want-middle) > 10 || r.At.X != 5000 {
			t.Errorf("line at %v: its middle is %v above the edge, want %v", r.At, middle, want)
		}
		if w := r.Width(); max(w-76200, 76200-w) > 15 {
			t.Errorf("%d characters are %v wide, want 76.2mm", len(r.Run.Text), w)
		}
	}
	want := "Surname\nEriksson\nGiven names\nANNA MARIA\nI<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159GBR<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if err := mrz.Check([3]string(lines[4:])); err != nil {
		t.Error(err)
	}
	if p := of[*Picture](front); len(p) != 1 || p[0].Box != (templates.Rect{X: 15000, Y: 5000, W: 10000, H: 10000}) {
		t.Errorf("image: got %v", p)
	}

	for in, want := range map[string]string{
		strings.Replace(fields, "Eriksson", "Σίγμα", 1):                            `case.yaml:4:10: field surname: machine-readable zone: surname: 'Σ' (U+03A3) has no transliteration in ICAO Doc 9303-3`,
		strings.Replace(fields, "number: D23145890\n", "", 1):                      `case.yaml:1:1: field number: machine-readable zone: number: want letters A to Z and digits`,
		strings.Replace(fields, "born: 1974-08-12\n", "", 1):                       `case.yaml:1:1: field born: machine-readable zone: birth: want a date`,
		fields + "in_zone: ERIKSSON7\n":                                            `case.yaml:10:10: field in_zone: machine-readable zone: name: want at most 30 letters A to Z and <`,
		strings.Replace(fields, "Eriksson", "Σίγμα", 1) + "in_zone: SIGMA<<ANNA\n": "",
	} {
		_, _, _, err := c.Compose(smallCard(t, c, in))
		if err == nil && want != "" || err != nil && (want == "" || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	// A template may leave it to records how names stand in the zone.
	alone := strings.Replace(strings.Replace(zoned, "    surname: \"{surname}\"\n", "", 1), "    given: \"{given}\"\n", "", 1)
	c = must[*Composer](t)(NewComposer(read(alone), officeIssuer(t), nil, false))
	for in, want := range map[string]string{
		fields:                               "case.yaml:1:1: field in_zone: machine-readable zone: surname: no name",
		fields + "in_zone: ERIKSSON<<ANNA\n": "",
	} {
		_, _, _, err := c.Compose(smallCard(t, c, in))
		if err == nil && want != "" || err != nil && (want == "" || !strings.HasPrefix(err.Error(), want)) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := NewComposer(read(strings.Replace(zoned, "logo.png", "bad.png", 1)), officeIssuer(t), nil, false); err == nil || !strings.HasPrefix(err.Error(), "t.yaml:17:5: \"bad.png\": ") {
		t.Errorf("got %v", err)
	}

	// The picture is in the file, and the template's digest covers it.
	setup := smallSetup(t, "- {line: [0, 0, 1, 1], stroke: black}\n")
	setup.Template = tpl
	b := must[*Batch](t)(Check(context.Background(), setup, []Case{{Name: "case.yaml", Data: []byte("schema: docketcard/case/v1\nrecord_id: r\nspecimen: false\n" + fields)}}, nil))
	var out bytes.Buffer
	if err := b.Write(context.Background(), &out, nil); err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(out.Bytes(), []byte("/Subtype /Image")) {
		t.Error("no picture in the file")
	}
	one := tpl.Digest
	logo.WriteByte(0)
	if two := read(zoned).Digest; one == two {
		t.Error("the digest does not cover the picture")
	}
}
