package render

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"docketcard/fonts"
	"docketcard/templates"
)

const mmLength = templates.Millimetre

// lines joins the runs of a scene to the texts of its lines, from top to bottom.
func lines(s *Scene) []string {
	var out []string
	y := templates.Length(-1)
	for _, r := range of[*Run](s) {
		if r.At.Y != y {
			out, y = append(out, ""), r.At.Y
		}
		out[len(out)-1] += r.Run.Text
	}
	return out
}

func TestOverflow(t *testing.T) {
	const one, two, three = "Alexandria", "Alexandria Konstantinopolis", "Alexandria Konstantinopolis Wolverhampton"
	wide := func(text string, size float64) templates.Length {
		return width(t, "plex-sans", text, templates.Points(size))
	}
	room := wide(one, 10)
	for _, tt := range []struct {
		name, value, more string
		width             templates.Length
		want              string // the lines, and the size if it is not the first
	}{
		{"fits to the micrometre", one, "", room, one},
		{"a micrometre too wide", one, "sizes: [10pt, 9pt]", room - 1, one + " at 9pt"},
		{"smallest of three", one, "sizes: [10pt, 9pt, 6pt]", wide(one, 6), one + " at 6pt"},
		{"sizes before lines", two, "sizes: [10pt, 9pt]\n  lines: 2", wide(two, 9), "Alexandria|Konstantinopolis"},
		{"lines", three, "lines: 2", wide("Alexandria Konstantinopolis", 10), "Alexandria Konstantinopolis|Wolverhampton"},
		{"one line at a smaller size where two are too many", two, "sizes: [10pt, 8pt]", wide(two, 8), two + " at 8pt"},
		{"a word too wide for two lines", "Konstantinopolis a", "sizes: [10pt, 8pt]\n  lines: 2", wide("Konstantinopolis", 8), "Konstantinopolis|a at 8pt"},
		// 12 pt of leading at 10 pt: 4.233 mm allow a second line, a micrometre less only one.
		{"height of two lines", two, "lines: 9\n  height: 4.233", wide("Konstantinopolis", 10), "Alexandria|Konstantinopolis"},
		{"height of one line and a smaller size", two, "lines: 9\n  height: 4.232\n  sizes: [10pt, 9.9pt]", wide("Konstantinopolis", 10), "Alexandria|Konstantinopolis at 9.9pt"},
		{"a newline ends a line", "a\nb c", "lines: 2", 20 * mmLength, "a|b c"},
		{"runs of spaces are one", "a   b \n  c", "lines: 2", 20 * mmLength, "a b|c"},
		{"figure spaces hold", "aa bb\u2007cc", "lines: 2", wide("aa bb\u2007", 10), "aa|bb\u2007cc"},
		{"narrow no-break spaces hold", "aa bb\u202fcc", "lines: 2", wide("aa bb\u202f", 10), "aa|bb\u202fcc"},
		{"no-break spaces hold", "aa bb\u00a0cc", "lines: 2", wide("aa bb\u00a0", 10), "aa|bb\u00a0cc"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := smallComposer(t, fmt.Sprintf("- text: \"{a}{lines}\"\n  at: [5, 10]\n  width: %s\n  style: text\n  id: x\n  %s\n", tt.width, tt.more))
			fields := "a: " + yamlQuote(tt.value)
			if strings.ContainsAny(tt.value, "\n\u00a0\u2007\u202f") || strings.Contains(tt.value, "  ") {
				// A record does not have such text; a template may.
				c = smallComposer(t, fmt.Sprintf("- text: %s\n  at: [5, 10]\n  width: %s\n  style: text\n  %s\n", yamlQuote(tt.value), tt.width, tt.more))
				fields = ""
			}
			s, _, steps, err := c.Compose(smallCard(t, c, fields+"\n"))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.ReplaceAll(strings.Join(lines(s), "|"), " |", "|")
			size := of[*Run](s)[0].Size
			if size != templates.Points(10) {
				got += fmt.Sprintf(" at %gpt", float64(int(size.Points()*10+0.5))/10)
				if len(steps) != 1 || steps[0].From != templates.Points(10) || steps[0].To != size || steps[0].Record != "c-1" || steps[0].Element != "x" {
					t.Errorf("steps: got %v, want that from 10 pt to %s", steps, size)
				}
			} else if len(steps) > 0 {
				t.Errorf("steps: got %v, want none", steps)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// typeTemplate is smallTemplate with more styles.
func typeTemplate(tb testing.TB, front string) *templates.Template {
	tb.Helper()
	more := strings.NewReplacer("faces:\n", "faces:\n  noto: [noto-sans]\n  world: [plex-sans, world]\n  heavy: [plex-sans-bold, world-bold]\n", "styles:\n", `styles:
  caps: {face: noto, size: 10pt, caps: small}
  nocaps: {face: sans, size: 10pt, caps: small}
  world: {face: world, size: 10pt, leading: 2pt}
  strong: {face: world, strong: heavy, size: 10pt}
  far: {face: world, size: 10pt, tracking: 1pt}
`)
	return must[*templates.Template](tb)(templates.ParseTemplate("type.yaml", []byte(more.Replace(small)+"default_language: en\ntexts: {said: {en: \"p {*q*} r\"}, call: {en: \"אב {a} גד {code}\"}}\nfront:\n"+front)))
}

// TestHostileTexts: whatever a text is, it is refused, or all of it stands in its width, at a declared size, with no line over another.
func TestHostileTexts(t *testing.T) {
	texts := []string{
		strings.Repeat("W", 200), strings.Repeat("Konstantinopolis ", 12), strings.Repeat("i\u200b", 150), strings.Repeat("aa\u00a0", 30), strings.Repeat("auf\u00adge", 20),
		"a" + strings.Repeat("\u0301", 12) + "b c" + strings.Repeat("\u0323", 9), strings.Repeat("Ẵg̣", 20), strings.Repeat("\u25cc\u0e34\u0e49", 10),
		"abc דוד 12 (שלום) xyz دوم ١٢", strings.Repeat("محمدعبدالله", 6), strings.Repeat("क्षेत्रज्ञान", 8), strings.Repeat("ខ្ញុំភ្នំពេញ", 6), strings.Repeat("မြို့နန်းခင်", 6),
		strings.Repeat("กรุงเทพน้ำญี่ปุ่น", 5), strings.Repeat("中文，名字。", 10), "\u200d\u200cx", "\u2066\u202ea\u202c b\u2069", "-", "\u00ad", " ", "\u200b",
	}
	c := must[*Composer](t)(NewComposer(typeTemplate(t, "- {text: \"{a}\", at: [5, 10], width: 40, style: world, sizes: [10pt, 7pt]}\n"), officeIssuer(t), nil, false))
	element := c.template.Front[0].(*templates.Text)
	for _, text := range texts {
		shown := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r == ' ' || r == '\u00ad' || r == '\u200b' {
					return -1
				}
				return r
			}, s)
		}
		set := 0
		for _, width := range []templates.Length{500, 2000, 5000, 15000, 40000} {
			for _, broken := range []bool{false, true} {
				e := *element
				e.Width, e.Break, e.Lines, e.Height = width, broken, 20, 40000
				got, err := c.setters[e.Style].setText(&e, text, nil)
				if errors.Is(err, ErrFit) {
					continue
				} else if err != nil {
					t.Fatalf("%+q: %v", text, err)
				}
				set++
				size, whole := e.Sizes[got.step], map[rune]int{}
				var above []templates.Rect
				for i, l := range got.lines {
					if l.width > width || l.down > e.Height || i >= e.Lines {
						t.Errorf("%+q in %s: line %d is %s wide and %s down", text, width, i, l.width, l.down)
					}
					boxes := glyphBoxes(place(nil, &e, []line{l}, size, templates.Point{}, e.Style))
					for _, b := range boxes {
						if slices.ContainsFunc(above, b.Overlaps) {
							t.Errorf("%+q in %s: line %d lies over the one before", text, width, i)
							break
						}
						if b.X < -size/4 || b.Right() > width+size/4 {
							t.Errorf("%+q in %s: line %d reaches from %s to %s", text, width, i, b.X, b.Right())
						}
					}
					above = boxes
					for _, run := range l.runs {
						for _, r := range shown(run.Text) {
							whole[r]++
						}
					}
				}
				for _, r := range shown(text) {
					whole[r]--
				}
				for r, n := range whole {
					if n != 0 {
						t.Errorf("%+q in %s: %+q stands there %d times too often", text, width, r, n)
					}
				}
			}
		}
		if set == 0 {
			t.Errorf("%+q: refused in every width", text)
		}
	}
}

// TestTextFaults gives what cannot be set the place of the field that the record has it in.
func TestTextFaults(t *testing.T) {
	long := strings.Repeat("long ", 20)
	for _, tt := range []struct{ name, front, fields, want string }{
		{"too long", "- text: \"{a}\"\n  id: name\n  at: [5, 10]\n  width: 20\n  style: text\n  sizes: [9pt, 7.5pt]\n", "b: short\na: " + long + "\n",
			"case.yaml:4:4: field a: does not fit in 20mm at 7.5pt (element name)\n    hint: declare a smaller size, more lines or more width, or shorten the value"},
		{"too long for lines", "- text: \"To {b}, {a}\"\n  at: [5, 10]\n  width: 20\n  style: text\n  lines: 2\n", "b: short\na: " + long + "\n",
			"case.yaml:3:4: field b: does not fit in 20mm at 10pt on 2 lines (element at small.yaml:29:3)\n    hint: declare a smaller size, more lines or more width, or shorten the value"},
		{"no glyph", "- text: \"{a}\"\n  id: name\n  at: [5, 10]\n  width: 90\n  style: text\n", "a: ab\u738bc\n",
			"case.yaml:3:4: field a: no face has U+738B <CJK Ideograph>; tried plex-sans, noto-sans (element name)\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style text"},
		{"no glyph in a template's own text that depends on a field", "- text: \"\u738b\"\n  id: name\n  when: a\n  at: [5, 10]\n  width: 90\n  style: text\n", "a: x\n",
			"small.yaml:29:9: element name: no face has U+738B <CJK Ideograph>; tried plex-sans, noto-sans\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style text"},
		{"no glyph in a label", "- text: \"{a}\"\n  id: name\n  label: \u738b\n  at: [5, 10]\n  width: 90\n  style: text\n", "a: x\n",
			"small.yaml:31:10: element name: label: no face has U+738B <CJK Ideograph>; tried plex-sans\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style label"},
		{"label too long", "- text: \"{a}\"\n  id: name\n  label: A label that is longer\n  at: [5, 10]\n  width: 9\n  style: text\n", "a: x\n",
			"small.yaml:31:10: element name: label: does not fit in 9mm at 5pt"},
		{"text of no field", "- text: \"{portal.url}\"\n  id: portal\n  at: [5, 10]\n  width: 9\n  style: text\n", "a: x\n",
			"case.yaml:1:1: element portal: does not fit in 9mm at 10pt\n    hint: declare a smaller size, more lines or more width, or shorten the value"},
		{"code too long", "- qr: \"{code}\"\n  id: portal\n  at: [5, 10]\n  version: 1\n", "code: " + strings.Repeat("a", 200) + "\n",
			"case.yaml:3:7: field code: 200 characters need QR version 10 at level M; want at most 1 (element portal)\n    hint: shorten what the code carries, or give the element a larger version"},
		{"letter in a barcode that a filter made", "- code128: \"{code};{b | upper}\"\n  id: bars\n  box: [5, 10, 90, 10]\n", "code: A\nb: Zo\u00eb\n",
			"case.yaml:4:4: field b: a barcode holds ASCII characters alone; found 'Ë' (element bars)"},
		{"no glyph in a minitext", "- minitext: \"{code} {a}\"\n  id: mini\n  style: text\n  size: 2pt\n  line: [5, 10, 90, 10]\n", "code: A\na: \u738b\n",
			"case.yaml:4:4: field a: no face has U+738B <CJK Ideograph>; tried plex-sans, noto-sans (element mini)\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style text"},
		{"no room for a minitext", "- minitext: \"{a}\"\n  id: mini\n  style: text\n  size: 2pt\n  line: [5, 10, 6, 10]\n", "a: " + strings.Repeat("long ", 5) + "\n",
			"case.yaml:3:4: field a: minitext does not fit: it is 7.472mm long, and there are 1mm (element mini)\n    hint: give the minitext more room, or a smaller size"},
		{"all faults", "- text: \"{a}\"\n  id: one\n  at: [5, 10]\n  width: 2\n  style: text\n- text: \"{b}\"\n  id: two\n  at: [5, 10]\n  width: 90\n  style: text\n", "b: \u738b\na: wide\n",
			"case.yaml:3:4: field b: no face has U+738B <CJK Ideograph>; tried plex-sans, noto-sans (element two)\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style text\ncase.yaml:4:4: field a: does not fit in 2mm at 10pt (element one)\n    hint: declare a smaller size, more lines or more width, or shorten the value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := smallComposer(t, tt.front)
			_, _, _, err := c.Compose(smallCard(t, c, tt.fields))
			if got := faults(t, err).Error(); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// TestTemplateFaults are those that show before there is a record.
func TestTemplateFaults(t *testing.T) {
	for _, tt := range []struct{ name, front, want string }{
		{"too long", "- text: Terms and conditions\n  at: [5, 10]\n  width: 9\n  style: text\n",
			"small.yaml:29:9: does not fit in 9mm at 10pt\n    hint: declare a smaller size, more lines or more width, or shorten the value"},
		{"no glyph", "- text: \"{issuer.name} \u738b\"\n  at: [5, 10]\n  width: 90\n  style: text\n", "small.yaml:29:9: no face has U+738B <CJK Ideograph>; tried plex-sans, noto-sans\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style text"},
	} {
		_, err := NewComposer(smallTemplate(t, tt.front), officeIssuer(t), nil, true)
		if got := faults(t, err).Error(); got != tt.want {
			t.Errorf("%s: got\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
	const faces = "faces:\n  text: [plex-snas, noto-sans]\nstyles:\n  x: {face: text}\nseal:\n  issued: d\n  expires: d\n  attributes: {surnme: \"{d}\"}\n"
	data := "schema: docketcard/template/v1\nname: x\nfields: {d: {type: date, required: true}}\n" + faces + "front:\n  - text: a\n    at: [5, 5]\n    width: 9\n    style: x\n"
	tpl := must[*templates.Template](t)(templates.ParseTemplate("x.yaml", []byte(data)))
	_, err := NewComposer(tpl, officeIssuer(t), nil, true)
	got := faults(t, err)
	if len(got) != 2 || !strings.HasPrefix(got[1].Error(), `x.yaml:11:16: field seal.attributes.surnme: not an attribute of claim 169; want `) || got[1].Hint != "did you mean surname?" ||
		!strings.HasPrefix(got[0].Error(), `x.yaml:5:9: field faces.text: "plex-snas" is not a face; want `) || got[0].Hint != "did you mean plex-sans?" {
		t.Errorf("got\n%v", got)
	}
}

func TestLabel(t *testing.T) {
	const front = "- text: \"{a}\"\n  label: Name\n  at: [5, 10]\n  width: 40\n  gap: 3.5\n  style: text\n- text: \"{b}\"\n  label: Other\n  at: [5, 20]\n  width: 40\n  style: text\n"
	runs := of[*Run](compose(t, front, "a: Zoë\n"))
	if len(runs) != 2 {
		t.Fatalf("got %d runs, want the label and the value: an empty value takes its label along", len(runs))
	}
	label, value := runs[0], runs[1]
	if label.Run.Text != "Name" || label.At != (templates.Point{X: 5 * mmLength, Y: 10 * mmLength}) || label.Size != templates.Points(5) || label.Colour != (templates.Colour{R: 255}) {
		t.Errorf("label: got %v", label)
	}
	if value.Run.Text != "Zoë" || value.At != (templates.Point{X: 5 * mmLength, Y: 13500}) || value.Size != templates.Points(10) {
		t.Errorf("value: got %v", value)
	}
}

// TestLabelIsClear: a value is set so small that it does not lie over its label, or refused; a tall letter may stand beside a deep one.
func TestLabelIsClear(t *testing.T) {
	for _, tt := range []struct{ label, value, sizes, want string }{
		{"Name", "xxxx", "", "10pt"},
		{"gggg", "xxxx", "", "10pt"},
		{"Name", "Áxxx", "", "10pt"},
		{"gggg", "Áxxx", ", sizes: [10pt, 8pt]", "8pt"},
		{"xxxxxxxg", "Áxxx", "", "10pt"},
		{"gxxx", "xxxÁ", "", "10pt"},
		{"gggg", "Áxxx", "", "case.yaml:3:4: field a: does not fit below its label at 10pt (element x)\n    hint: declare a smaller size or a larger gap"},
	} {
		c := smallComposer(t, fmt.Sprintf("- {text: \"{a}\", id: x, label: %s, at: [5, 10], gap: 3.5mm, width: 40, style: text%s}\n", tt.label, tt.sizes))
		s, _, _, err := c.Compose(smallCard(t, c, "a: "+tt.value+"\n"))
		got := ""
		if err != nil {
			got = faults(t, err).Error()
		} else {
			got = fmt.Sprintf("%.0fpt", of[*Run](s)[1].Size.Points())
		}
		if got != tt.want {
			t.Errorf("%s below %s: got %s, want %s", tt.value, tt.label, got, tt.want)
		}
	}
}

func TestWhen(t *testing.T) {
	const front = "- rect: [1, 1, 5, 5]\n  fill: red\n  when: a\n- text: fixed\n  at: [5, 20]\n  width: 40\n  style: text\n  when: b\n- qr: \"{code}\"\n  at: [5, 20]\n  when: a\n"
	for fields, want := range map[string]string{
		"a: x\ncode: y\n": "*render.Path *render.Symbol", "b: x\ncode: y\n": "*render.Run", "a: x\nb: y\n": "*render.Path *render.Run", "day: 2026-01-01\n": "",
	} {
		var got []string
		for _, i := range flat(compose(t, front, fields).Items) {
			got = append(got, fmt.Sprintf("%T", i))
		}
		if got := strings.Join(got, " "); got != want {
			t.Errorf("%q: got %q, want %q", fields, got, want)
		}
	}
}

func TestAlign(t *testing.T) {
	for _, style := range []string{"text", "wide"} {
		for _, align := range []string{"left", "center", "right"} {
			s := compose(t, "- text: \"{a}\"\n  at: [5, 10]\n  width: 50\n  lines: 3\n  align: "+align+"\n  style: "+style+"\n",
				"a: Alexandria Konstantinopolis Wolverhampton and Zoë\n")
			runs := of[*Run](s)
			if len(runs) < 2 {
				t.Fatalf("got %d lines", len(runs))
			}
			for i, r := range runs {
				// The space that tracking leaves behind the last character is no part of the line.
				w := r.Width() - r.Tracking
				want := map[string]templates.Length{"left": 5000, "center": 5000 + (50000-w)/2, "right": 55000 - w}[align]
				if r.At.X != want || w > 50000 {
					t.Errorf("%s %s, line %d: starts at %s and is %s wide, want %s", style, align, i+1, r.At.X, w, want)
				}
				// 12 pt of leading are 4.233 mm.
				if want := templates.Length(10000 + 4233*i); style == "text" && r.At.Y != want {
					t.Errorf("%s, line %d: lies at %s, want %s", align, i+1, r.At.Y, want)
				}
			}
		}
	}
}

// TestAlignByDirection: start and end are the sides at which the text begins and ends, by its first letter or as it is told.
func TestAlignByDirection(t *testing.T) {
	for _, tt := range []struct{ more, value, want string }{
		{"align: start", "abc", "left"},
		{"align: end", "abc", "right"},
		{"align: start", "דוד abc", "right"},
		{"align: end", "דוד abc", "left"},
		{"align: left", "דוד", "left"},
		{"align: start, direction: ltr", "דוד", "left"},
		{"align: start, direction: rtl", "abc", "right"},
	} {
		c := must[*Composer](t)(NewComposer(typeTemplate(t, "- {text: \"{a}\", at: [5, 10], width: 40, style: world, "+tt.more+"}\n"), officeIssuer(t), nil, false))
		s, _, _, err := c.Compose(smallCard(t, c, "a: "+tt.value+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		runs := of[*Run](s)
		first, last := runs[0], runs[len(runs)-1]
		got := fmt.Sprintf("from %s to %s", first.At.X, last.At.X+last.Width())
		switch {
		case first.At.X == 5*mmLength:
			got = "left"
		case last.At.X+last.Width() == 45*mmLength:
			got = "right"
		}
		if got != tt.want {
			t.Errorf("%s: %s: got %s, want %s", tt.value, tt.more, got, tt.want)
		}
	}
}

// TestSmallCaps: a text is in small capitals if the face has all that it needs, else in small letters, which is reported.
func TestSmallCaps(t *testing.T) {
	noto, _ := fonts.Lookup("noto-sans")
	for value, want := range map[string]bool{"Anna Müller": true, "Nguyễn": false, "ANNA 12": true, "n\u0308": true, "Анна": false} {
		c := must[*Composer](t)(NewComposer(typeTemplate(t, "- {text: \"{a}\", at: [5, 10], width: 40, style: caps}\n"), officeIssuer(t), nil, false))
		s, _, steps, err := c.Compose(smallCard(t, c, "a: "+value+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		var with []fonts.Setting
		if want {
			with = []fonts.Setting{fonts.SmallCaps}
		}
		run := of[*Run](s)[0].Run
		if expect := noto.Shape(run.Text, with...); run.Text != value || !slices.Equal(run.Glyphs, expect.Glyphs) {
			t.Errorf("%s: got %v, want %v", value, run.Glyphs, expect.Glyphs)
		}
		if reported := len(steps) == 1 && steps[0].Kind == NoSmallCaps && steps[0].Field == "a" && steps[0].Record == "c-1"; reported == want || want && len(steps) > 0 {
			t.Errorf("%s: got steps %v", value, steps)
		}
	}
	_, err := NewComposer(typeTemplate(t, "- {text: x, at: [5, 10], width: 40, style: nocaps}\n"), officeIssuer(t), nil, false)
	if got, want := faults(t, err).Error(), "type.yaml:27:11: field styles.nocaps.caps: face plex-sans has no small capitals\n    hint: noto-sans and noto-sans-bold have them"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestLeading scales with the size.
func TestLeading(t *testing.T) {
	s := compose(t, "- text: \"{a}\"\n  at: [5, 10]\n  width: 30\n  lines: 2\n  sizes: [10pt, 5pt]\n  style: text\n", "a: Alexandria Konstantinopolis Wolverhampton\n")
	runs := of[*Run](s)
	if len(runs) != 2 || runs[0].Size != templates.Points(5) || runs[1].At.Y-runs[0].At.Y != 4233*1764/3528 {
		t.Errorf("got %s", s)
	}
}

// TestTallLines: lines whose ink would meet at the style's leading are set just so far apart that it does not, and a height counts that.
func TestTallLines(t *testing.T) {
	set := func(value, more string) []*Run {
		t.Helper()
		runs := of[*Run](compose(t, "- text: \"{a}\"\n  at: [5, 20]\n  width: 14\n  lines: 2\n  style: text\n  "+more+"\n", "a: "+value+"\n"))
		if len(runs) != 2 {
			t.Fatalf("%s: got %d runs, want 2", value, len(runs))
		}
		return runs
	}
	const leading = 4233
	if runs := set("gggggg ooooo", ""); runs[1].At.Y-runs[0].At.Y != leading {
		t.Errorf("low letters: lines are %s apart", runs[1].At.Y-runs[0].At.Y)
	}
	runs := set("gggggg ẨẨẨẨẨ", "")
	_, depth := reach([]fonts.Run{runs[0].Run}, templates.Points(10))
	rise, _ := reach([]fonts.Run{runs[1].Run}, templates.Points(10))
	if got := runs[1].At.Y - runs[0].At.Y; got != rise+depth || got <= leading {
		t.Errorf("lines are %s apart, want %s, more than the leading", got, rise+depth)
	}
	if runs := set("gggggg ẨẨẨẨẨ", "height: 4.233\n  sizes: [10pt, 7pt]"); runs[0].Size != templates.Points(7) || runs[1].At.Y-runs[0].At.Y > leading {
		t.Errorf("in a height of one leading: size %s, lines %s apart", runs[0].Size, runs[1].At.Y-runs[0].At.Y)
	}
}

func TestFaces(t *testing.T) {
	for _, tt := range []struct{ style, value, want string }{
		{"text", "Anna", "plex-sans:Anna"},
		{"mono", "Anna", "plex-mono:Anna"},
		{"text", "Αθήνα", "plex-sans:Αθήνα"},
		{"text", "Ọlúwaṣeun", "noto-sans:Ọlúwaṣeun"},
		{"text", "Anna ṣe Zoë", "plex-sans:Anna |noto-sans:ṣe |plex-sans:Zoë"},
		{"mono", "a Ω b", "plex-mono:a |plex-sans:Ω |plex-mono:b"},
	} {
		s := compose(t, "- text: \"{a}\"\n  at: [5, 10]\n  width: 90\n  style: "+tt.style+"\n", "a: "+tt.value+"\n")
		var got []string
		pen := 5 * mmLength
		for _, r := range of[*Run](s) {
			got = append(got, r.Run.Face.Name()+":"+r.Run.Text)
			if r.At.X != pen {
				t.Errorf("%s: run %q starts at %s, the one before it ends at %s", tt.value, r.Run.Text, r.At.X, pen)
			}
			pen += r.Width()
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%s in %s: got %s, want %s", tt.value, tt.style, got, tt.want)
		}
	}
}

// TestStrong: strong words are in their own faces, whatever they are made of and wherever the line ends.
func TestStrong(t *testing.T) {
	for _, tt := range []struct{ text, a, want string }{
		{"a {*b*} c", "", "plex-sans:a |plex-sans-bold:b |plex-sans:c"},
		{"a{*b*}c", "", "plex-sans:a|plex-sans-bold:b|plex-sans:c"},
		{"a {* b *} c", "", "plex-sans:a |plex-sans-bold:b |plex-sans:c"},
		{"a {* *}{**} c", "", "plex-sans:a c"},
		{"{*a*} {*b*}", "", "plex-sans-bold:a b"},
		{"x {*{a}*}", "ṣe b", "plex-sans:x |noto-sans-bold:ṣe |plex-sans-bold:b"},
		{"{*x\\ny*}\\nz", "", "plex-sans-bold:x|plex-sans-bold:y|plex-sans:z"},
		{"x {a}", "{*y*}", "plex-sans:x {*y*}"},
		{"中 {*文*}", "", "noto-sans-sc:中|plex-sans: |noto-sans-sc:文"}, // no embedded Chinese face is bold
		{"{*{a}*} b", "محمد", "plex-sans:b|noto-sans-arabic-bold:محمد "},
		{"س{*ل*}ام", "", "noto-sans-arabic:ام|noto-sans-arabic-bold:ل|noto-sans-arabic:س"},
	} {
		c := must[*Composer](t)(NewComposer(typeTemplate(t, "- {text: \""+tt.text+"\", at: [5, 10], width: 60, lines: 3, style: strong}\n"), officeIssuer(t), nil, false))
		s, _, _, err := c.Compose(smallCard(t, c, "a: "+yamlQuote(tt.a)+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range of[*Run](s) {
			got = append(got, r.Run.Face.Name()+":"+r.Run.Text)
		}
		if got := strings.Join(got, "|"); got != tt.want {
			t.Errorf("%s with %q: got %s, want %s", tt.text, tt.a, got, tt.want)
		}
	}

	// Some within some that are strong all, and soft hyphens.
	for _, tt := range []struct{ text, width, want string }{
		{"{*a {text.said} b*} s", "60", "a p q r b |s"},
		{"{text.said} s {*t*}", "60", "p |q |r s |t"},
		{"{text.said | upper}", "60", "P |Q |R"},
		{"a {*Konstanti\u00adnopolis*}", "24", "a |Konstanti\u00ad/nopolis"},
		{"a Konstanti{*\u00ad*}nopolis", "24", "a Konstanti\u00ad/nopolis"},
		{"{*Konstan*}ti\u00adnopolis", "24", "Konstan|ti\u00ad/nopolis"},
		{"{* *}", "60", ""},
	} {
		front := "- {text: \"" + tt.text + "\", label: X, above: text, at: [5, 10], width: " + tt.width + ", lines: 2, style: strong}\n"
		c := must[*Composer](t)(NewComposer(typeTemplate(t, front), officeIssuer(t), nil, false))
		s, _, _, err := c.Compose(smallCard(t, c, ""))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, r := range of[*Run](s) {
			switch before := of[*Run](s)[max(0, i-1)]; {
			case i == 0 && r.Run.Text == "X":
				continue
			case i > 1 && r.At.Y != before.At.Y:
				got += "/"
			case i > 1 && r.Run.Face != before.Run.Face:
				got += "|"
			}
			got += r.Run.Text
		}
		if got != tt.want || tt.want == "" && len(of[*Run](s)) > 0 {
			t.Errorf("%s: got %q, want %q", tt.text, got, tt.want)
		}
	}

	// A condition on a text does not see what is strong of it.
	front := "- {text: x, at: [5, 10], width: 60, style: strong, when: text.said = \"p q r\"}\n"
	with := must[*Composer](t)(NewComposer(typeTemplate(t, front), officeIssuer(t), nil, false))
	if s, _, _, err := with.Compose(smallCard(t, with, "")); err != nil || len(of[*Run](s)) != 1 {
		t.Errorf("%s: got %v, %v", front, s, err)
	}
}

// TestApart: figures of a record stand in their order in a text that runs to the left.
func TestApart(t *testing.T) {
	for _, tt := range []struct{ more, a, code, want string }{
		{"text: \"{text.call}\"", "1-2 (3)", "4+5", "4+5|גד | |1-2 (3)|אב |"},
		{"text: \"{a}\"", "1-2 (3)", "", "1-2 (3)|"},
		{"text: \"{a}\", direction: rtl", "1-2 (3)", "", "1-2 (3)|"},
		{"text: \"{a} {code}\"", "א", "1-2 (3)", "1-2 (3)|א |"},
		{"text: \"{a} {code}\"", "x", "1-2 (3)", "x 1-2 (3)|"},
		{"text: \"{a} {code}\"", "א ב", "C1", "C1|א ב |"},
		{"text: \"א {a}{code}\"", "12", "34", "1234|א |"},
		{"text: \"א {a}/{code}, ב\"", "12", "34", "ב|, |12/34|א |"},
		{"text: \"א {a} {code}\"", "12", "34", "34| |12|א |"},
		{"text: \"א-{a}%\"", "12", "", "12%|-|א|"},
		{"text: \"א ${a}.\"", "12", "", ".|$12|א |"},
	} {
		c := must[*Composer](t)(NewComposer(typeTemplate(t, "- {"+tt.more+", at: [5, 10], width: 60, style: world}\n"), officeIssuer(t), nil, false))
		s, _, _, err := c.Compose(smallCard(t, c, "a: "+yamlQuote(tt.a)+"\ncode: "+yamlQuote(tt.code)+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, r := range of[*Run](s) {
			if text := strings.Trim(r.Run.Text, "\u2066\u2069"); text != "" {
				got += text + "|"
			}
		}
		if got != tt.want {
			t.Errorf("%s with %s and %s: got %q, want %q", tt.more, tt.a, tt.code, got, tt.want)
		}
	}
}

// TestStrongFaults: what strong faces lack is said of them.
func TestStrongFaults(t *testing.T) {
	for _, tt := range []struct{ style, text, want string }{
		{"{face: text, strong: bold, size: 10pt}", "a {*ж*}", ""},
		{"{face: text, strong: bold, size: 10pt}", "a {*א*}", "x.yaml:8:12: no face has U+05D0 HEBREW LETTER ALEF; tried plex-sans-bold\n    hint: face noto-sans-hebrew-bold has it: add that, or world-bold, to the strong faces of style s"},
		{"{face: text, strong: bold, size: 10pt}", "a {*中*}", "x.yaml:8:12: no face has U+4E2D <CJK Ideograph>; tried plex-sans-bold\n    hint: face noto-sans-sc has it: add that, or world-bold, to the strong faces of style s"},
		{"{face: bold, strong: text, size: 10pt}", "中 {*a*}", "x.yaml:8:12: no face has U+4E2D <CJK Ideograph>; tried plex-sans-bold\n    hint: face noto-sans-sc has it: add that, or world, to the faces of style s"},
		{"{face: text, strong: none, size: 10pt}", "a", "x.yaml:5:63: field faces.none: \"plex-sans-bolt\" is not a face; want "},
		{"{face: caps, strong: bold, size: 10pt, caps: small}", "a", "x.yaml:6:13: field styles.s.caps: face plex-sans-bold has no small capitals\n    hint: noto-sans and noto-sans-bold have them"},
		{"{face: caps, strong: caps, size: 10pt, caps: small}", "a {*b*}", ""},
	} {
		data := "schema: docketcard/template/v1\nname: x\nsize: [90, 50]\nfields: {a: {type: text}}\n" +
			"faces: {text: [plex-sans, world], bold: plex-sans-bold, none: plex-sans-bolt, caps: [noto-sans, noto-sans-sc]}\nstyles: {s: " + tt.style + "}\nfront:\n" +
			"  - {text: \"" + tt.text + "\", at: [5, 10], width: 40, style: s}\n"
		_, err := NewComposer(must[*templates.Template](t)(templates.ParseTemplate("x.yaml", []byte(data))), officeIssuer(t), nil, false)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s, %s: got %s, want %s", tt.style, tt.text, got, tt.want)
		}
	}
}

// TestTracking is added after every character, not after each of the glyphs that one is made of.
func TestTracking(t *testing.T) {
	element := func(style string) string {
		return "- text: \"{a}\"\n  at: [5, 10]\n  width: 90\n  style: " + style + "\n"
	}
	for value, characters := range map[string]templates.Length{"Anna": 4, "Ẹ́níọlá": 6} {
		plain, wide := of[*Run](compose(t, element("text"), "a: "+value+"\n")), of[*Run](compose(t, element("wide"), "a: "+value+"\n"))
		if len(plain) != 1 || len(wide) != 1 {
			t.Fatalf("%s: got %d and %d runs", value, len(plain), len(wide))
		}
		if got, want := wide[0].Width()-plain[0].Width(), characters*templates.Points(1); got != want {
			t.Errorf("%s: tracking adds %s, want %s", value, got, want)
		}
	}
	// Letters that hang together are not drawn apart.
	for _, value := range []string{"محمد", "हिन्दी", "ਪੰਜਾਬ", "বাংলা"} {
		c := must[*Composer](t)(NewComposer(typeTemplate(t, element("world")+strings.ReplaceAll(element("far"), "10]", "20]")), officeIssuer(t), nil, false))
		s, _, _, err := c.Compose(smallCard(t, c, "a: "+value+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if runs := of[*Run](s); len(runs) != 2 || runs[0].Width() != runs[1].Width() {
			t.Errorf("%s: got %d runs, want two of one width", value, len(runs))
		}
	}
}

// TestNothingCut: what would be drawn over the edge of the card, or where a group cuts it off, is refused.
func TestNothingCut(t *testing.T) {
	for _, tt := range []struct{ front, want string }{
		{"- {text: \"{code}\\none\\ntwo\", at: [10, bottom - 1mm], width: 20, lines: 3, style: text, id: a}", ""},
		{"- {text: \"{code}\\none\\ntwo\", at: [10, 55], width: 20, lines: 3, style: text, id: a}", "does not fit in 20mm at 10pt on 2 of 3 lines: there is no room for more (element a)"},
		{"- {text: \"{code}\\none\\ntwo\", at: [10, 55], width: 20, height: 40, lines: 3, style: text, id: a}", "does not fit in 20mm at 10pt on 2 of 3 lines: there is no room for more (element a)"},
		{"- {text: \"{code}\\none\\ntwo\", at: [10, 55], width: 20, lines: 3, sizes: [10pt, 1pt], style: text, id: a}", ""},
		{"- {stack: [{text: \"{code}\\none\\ntwo\", style: text}], at: [10, 50], width: 20, height: 40, id: a}", "high; its room is 10mm"},
		{"- {group: [{text: \"{code}\", at: [1, 5], width: 40, style: text, id: a}], at: [10, 10], size: [16, 6], clip: true, turn: 90}", ""},
		{"- {group: [{text: \"{code}\", at: [1, 5], width: 40, style: text, id: a}], at: [10, 10], size: [10, 6], clip: true}", "does not fit: the group around it cuts it off, to 10mm x 6mm (element a)"},
		{"- {group: [{text: \"{code}\", at: [1, 5], width: 40, style: text, id: a}], at: [10, 10], size: [16, 5], clip: true, turn: 90}", "does not fit: the group around it cuts it off, to 16mm x 5mm (element a)"},
		{"- {group: [{stack: [{text: \"{code}\", width: 40, style: text, id: a}], at: [1, 1]}], at: [10, 10], size: [10, 6], clip: true}", "does not fit: the group around it cuts it off, to 10mm x 6mm (element a)"},
		{"- {group: [{group: [{text: \"{code}\", at: [1, 5], width: 40, style: text, id: a}], at: [5, 0]}], at: [10, 10], size: [16, 6], clip: true}", "does not fit: the group around it cuts it off, to 16mm x 6mm (element a)"},
	} {
		c := smallComposer(t, tt.front+"\n")
		_, _, _, err := c.Compose(smallCard(t, c, "code: qABC12"))
		if got := fmt.Sprint(err); (tt.want == "") != (err == nil) || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s, want %q", tt.front, got, tt.want)
		}
	}
}

// TestChangedMisfit: what fits in a parent, and not in the template that changes it, is told of where it is changed.
func TestChangedMisfit(t *testing.T) {
	setup := officeSetup(t)
	setup.Template = must[*templates.Template](t)(templates.ParseTemplate("w.yaml", []byte("schema: docketcard/template/v1\nname: w\nextends: docket-card\nfront:\n  - {id: surname, width: 2}\n")))
	_, err := Check(context.Background(), setup, officeCases(t, "0001"), nil)
	if err == nil || !strings.HasPrefix(err.Error(), "w.yaml:5:5: element surname: label: does not fit in 2mm at 5pt") {
		t.Errorf("got %v", err)
	}
}
