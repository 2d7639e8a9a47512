package render

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"docketcard/fonts"
	"docketcard/render/proof"
	specimens "docketcard/render/sample"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// unset are the locales of the CLDR whose names no embedded face can set, or not all of them. With the faces to install, there are none.
var unset = strings.Fields("chr gu kn lo ml or sat si syr ta te yue zh-Hant")

// A sampleName is one of the CLDR's sample persons.
type sampleName struct{ id, locale, surname, given, native string }

func sampleNames(t *testing.T) []sampleName {
	t.Helper()
	var locales map[string]map[string]map[string]string
	if err := json.Unmarshal(must[[]byte](t)(os.ReadFile("testdata/cldr/person-name-samples.json")), &locales); err != nil {
		t.Fatal(err)
	}
	join := func(parts ...string) string { return strings.Join(strings.Fields(strings.Join(parts, " ")), " ") }
	var out []sampleName
	for _, locale := range slices.Sorted(maps.Keys(locales)) {
		for _, kind := range slices.Sorted(maps.Keys(locales[locale])) {
			p := locales[locale][kind]
			n := sampleName{id: locale + "-" + kind, locale: locale}
			n.surname = join(p["surname-prefix"], p["surname"], p["surname-core"], p["surname2"])
			n.given = join(p["given"], p["given2"])
			n.native = join(n.given, n.surname)
			if n.surname == "" {
				n.surname, n.given = n.given, ""
			}
			if n.native == "" {
				n.native = p["given-informal"] + p["title"]
				n.surname = n.native
			}
			if r := []rune(n.native)[0]; !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) {
				n.surname, n.given = "Specimen", "Anna Ẵ"
			}
			out = append(out, n)
		}
	}
	return out
}

// A nameRoom is where, or one of the places where, a template shows a name, in millimetres from the corner of the card. In a letter, whose lines move with what stands above them, it
// is what follows one text up to another.
type nameRoom struct {
	what           string // surname, given or native
	x0, y0, x1, y1 float64
	from, to       string
}

var letterRooms = []nameRoom{{what: "surname", from: "Surname:", to: "Given names:"}, {what: "given", from: "Given names:", to: "Date of birth:"}}

var paperRooms = []nameRoom{
	{what: "surname", x0: 56, y0: 49, x1: 201.9, y1: 66.8}, {what: "native", x0: 80, y0: 66.8, x1: 201.9, y1: 73.2}, {what: "given", x0: 56, y0: 74.2, x1: 201.9, y1: 91},
}

// nameRooms are the rooms of every built-in template.
var nameRooms = map[string][]nameRoom{
	"docket-card": {
		{what: "surname", x0: 33, y0: 14, x1: 82.6, y1: 20.6}, {what: "given", x0: 33, y0: 25.6, x1: 63.2, y1: 31.2}, {what: "native", x0: 46, y0: 20.3, x1: 82.6, y1: 25.6},
	},
	"docket-card-portrait": {
		{what: "surname", x0: 4, y0: 46.7, x1: 50, y1: 53.9}, {what: "given", x0: 4, y0: 58.7, x1: 50, y1: 65.7}, {what: "native", x0: 4, y0: 53.9, x1: 50.2, y1: 56.6},
		{what: "native", x0: 17, y0: 56.6, x1: 50.2, y1: 58.7}, // beside the label of the next,
	},
	"badge":         {{what: "native", x0: 4, y0: 13, x1: 61, y1: 30.4}},
	"paper-card":    paperRooms,
	"paper-card-a4": paperRooms,
	"memo":          letterRooms,
	"memo-a4":       letterRooms,
	"memo-large":    letterRooms,
	"memo-a4-large": letterRooms,
}

// TestNames prints every built-in template for each sample name of the CLDR, as the holder's name and as that in the holder's own script. What it
// finds is measured in the finished file: every letter is there, in the room of its element, and no text lies over another or the edge. It takes
// one name in ten for a card and one in forty for a page, or all if ALL_NAMES is set; FONTS may name the folder of more faces.
func TestNames(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("takes a while")
	}
	if got, want := slices.Sorted(maps.Keys(nameRooms)), templates.BuiltinTemplates(); !slices.Equal(got, want) {
		t.Fatalf("the rooms are of %q, want %q", got, want)
	}
	var faces *fonts.Library
	if folder := os.Getenv("FONTS"); folder != "" {
		faces, unset = must[*fonts.Library](t)(fonts.OpenLibrary(os.DirFS(folder))), nil
	}
	names := sampleNames(t)
	if len(names) != 868 {
		t.Fatalf("got %d names, want 868", len(names))
	}
	for _, template := range templates.BuiltinTemplates() {
		t.Run(template, func(t *testing.T) {
			t.Parallel()
			setup := officeSetup(t)
			setup.Template, setup.Faces = builtinTemplate(t, template), faces
			setup.Stock = templates.DefaultStock(setup.Template.Size)
			step := 10
			if setup.Stock.Cells() == 1 {
				step = 40
			}
			if os.Getenv("ALL_NAMES") != "" {
				step = 1
			}
			var some []sampleName
			for i := step / 3; i < len(names); i += step {
				some = append(some, names[i])
			}
			checkNames(t, setup, some)
		})
	}
}

func checkNames(t *testing.T, setup Setup, names []sampleName) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 413, 531)), nil); err != nil {
		t.Fatal(err)
	}
	rooms := nameRooms[setup.Template.Name]
	var cases []Case
	for i, n := range names {
		data := fmt.Sprintf("schema: docketcard/case/v1\nrecord_id: %s\nspecimen: true\ncase_number: U%09d\nholder: {surname: %s, given_names: %s, name_native: %s, mononym: %t, birth_date: 1990-11-07, nationality: UTO}\n"+
			"photo: {file: photo.jpg}\nrelease: {form: R-1, order_date: 2026-10-30, office_code: PHV}\ncard: {issued_on: 2026-11-22, expires_on: 2027-11-21, reason: new}\nmemo_language: en\n",
			n.id, i+1, yamlQuote(n.surname), yamlQuote(n.given), yamlQuote(n.native), n.given == "")
		if n.given == "" {
			data = strings.Replace(data, `given_names: "", `, "", 1)
		}
		if setup.Template.Name == "badge" {
			data = fmt.Sprintf("schema: docketcard/case/v1\nrecord_id: %s\nvisitor: {name: %s, area: public, day: 2026-11-22}\nphoto: {file: photo.jpg}\n", n.id, yamlQuote(n.native))
		}
		cases = append(cases, Case{n.id, []byte(data), specimens.OnePhoto(append(slices.Clone(photo.Bytes()), byte(i), byte(i>>8)))})
	}
	b, surveyed, err := Survey(context.Background(), setup, cases)
	if err != nil {
		t.Fatal(err)
	}
	showsNative := slices.ContainsFunc(rooms, func(r nameRoom) bool { return r.what == "native" })
	least := len(names)
	if showsNative && len(unset) > 0 {
		least = least * 85 / 100
	}
	var set []sampleName
	for i, found := range surveyed {
		if found.Card >= 0 {
			set = append(set, names[i])
			continue
		}
		for _, f := range found.Faults {
			if n := names[i].id; n == "ml-foreignFull" && strings.Contains(f.Error(), "U+0D6A") {
				least-- // the digit four stands there in place of a letter that it looks like
				continue
			}
			if !showsNative || !slices.Contains(unset, names[i].locale) || f.Field != "holder.name_native" && f.Field != "visitor.name" {
				t.Errorf("%v", f)
			}
		}
	}
	if len(set) < least {
		t.Errorf("only %d of %d names can be set", len(set), len(names))
	}
	doc := openProof(t, written(t, b))
	sides := []sheet.Side{sheet.Front}
	if len(setup.Template.Back) > 0 {
		sides = append(sides, sheet.Back)
	}
	for n := range b.Sheets() {
		for _, side := range sides {
			var shown []nameRoom
			if onBack := strings.HasPrefix(setup.Template.Name, "memo"); onBack == (side == sheet.Back) {
				shown = rooms
			}
			words := textBoxes(t, doc, len(sides)*n+int(side))
			for _, s := range b.layout.Page(n, side).Slots {
				if s.Card < len(set) {
					checkCard(t, shown, set[s.Card], s, words)
				}
			}
		}
	}
}

// textBoxes returns the words of a page, each with the ink that it has.
func textBoxes(t *testing.T, doc *proof.Document, page int) []proof.Word {
	t.Helper()
	words := must[[]proof.Word](t)(doc.Words(page))
	objects := slices.DeleteFunc(must[[]proof.TextObject](t)(doc.TextObjects(page)), func(o proof.TextObject) bool { return !o.Outlines })
	// Invisible text is as wide as the outlines that it lies over, and higher: the ones that it has most of are its own.
	for i := range words {
		w, most := &words[i].Box, 0.0
		own := *w
		x, _ := w.Center()
		for _, o := range objects {
			if o.Box.MinX-1 > x || x > o.Box.MaxX+1 {
				continue
			}
			if common := min(w.MaxY, o.Box.MaxY) - max(w.MinY, o.Box.MinY); common > most && common > min(w.MaxY-w.MinY, o.Box.MaxY-o.Box.MinY)/2 {
				most, own.MinY, own.MaxY = common, o.Box.MinY, o.Box.MaxY
			}
		}
		*w = own
	}
	return words
}

func checkCard(t *testing.T, rooms []nameRoom, n sampleName, s sheet.Slot, words []proof.Word) {
	t.Helper()
	const pt = 72 / 25.4 // to a millimetre
	left, top := s.Trim.X.Points(), s.Trim.Y.Points()
	wide, high := s.Trim.W.Points()/pt, s.Trim.H.Points()/pt
	var on []proof.Word
	for _, w := range words {
		x, y := w.Box.Center()
		if x < left || x > s.Trim.Right().Points() || y < top || y > s.Trim.Bottom().Points() {
			continue
		}
		w.Box = proof.Rect{MinX: (w.Box.MinX - left) / pt, MinY: (w.Box.MinY - top) / pt, MaxX: (w.Box.MaxX - left) / pt, MaxY: (w.Box.MaxY - top) / pt}
		on = append(on, w)
	}
	// What a room holds is compared as a set of letters: readers order the words of scripts that run from right to left in ways of their own.
	sorted := func(s string) string {
		runes := []rune(strings.ReplaceAll(s, " ", ""))
		slices.Sort(runes)
		return string(runes)
	}
	var all strings.Builder
	for _, w := range on {
		all.WriteString(w.Text + " ")
	}
	names := map[string]string{"surname": n.surname, "given": n.given, "native": n.native}
	found := map[string]string{}
	for _, r := range rooms {
		if r.from != "" {
			if names[r.what] == "" {
				continue
			}
			to := r.to
			if n.given == "" {
				to = "Date of birth:"
			}
			_, after, ok := strings.Cut(all.String(), r.from)
			before, _, closed := strings.Cut(after, to)
			if !ok || !closed {
				t.Errorf("%s: no text between %q and %q", n.id, r.from, to)
			}
			found[r.what] = strings.TrimSuffix(before, "• ") // which belongs to the next item
		}
		for _, w := range on {
			if x, y := w.Box.Center(); r.from == "" && r.x0 <= x && x <= r.x1 && r.y0 <= y && y <= r.y1 {
				found[r.what] += w.Text
				if w.Box.MinX < r.x0-0.2 || w.Box.MaxX > r.x1+0.2 {
					t.Errorf("%s: %q reaches from %.2f to %.2f mm, out of %.2f to %.2f", n.id, w.Text, w.Box.MinX, w.Box.MaxX, r.x0, r.x1)
				}
			}
		}
	}
	for _, r := range rooms {
		if got, want := sorted(found[r.what]), sorted(names[r.what]); got != want {
			t.Errorf("%s: %s: found the letters %q, want %q", n.id, r.what, got, want)
		}
	}
	for i, a := range on {
		if a.Box.MinX < 2 || a.Box.MinY < 1.5 || a.Box.MaxX > wide-2 || a.Box.MaxY > high-1.98 {
			t.Errorf("%s: %q lies at %.2f, near the edge", n.id, a.Text, a.Box)
		}
		for _, b := range on[:i] {
			w, h := min(a.Box.MaxX, b.Box.MaxX)-max(a.Box.MinX, b.Box.MinX), min(a.Box.MaxY, b.Box.MaxY)-max(a.Box.MinY, b.Box.MinY)
			if w > 0.1 && h > 0.1 {
				t.Errorf("%s: %q lies over %q by %.2f x %.2f mm", n.id, a.Text, b.Text, w, h)
			}
		}
	}
}

// openProof reads a finished file with pdfium.
func openProof(t *testing.T, file []byte) *proof.Document {
	t.Helper()
	r := must[*proof.Reader](t)(reader())
	d := must[*proof.Document](t)(r.Document(bytes.NewReader(file), int64(len(file))))
	t.Cleanup(func() { d.Close() })
	return d
}
