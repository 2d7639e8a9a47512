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

	"docketcard/render/proof"
	specimens "docketcard/render/sample"
	"docketcard/render/sheet"
)

// unset are the locales of the CLDR whose names no embedded face can set, or not all of them.
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

// TestNames prints a docket card for each sample name of the CLDR, twice: as the holder's name and as that in the holder's own script. What it finds
// is measured in the finished file: every letter is there, in the room of its element, and no text lies over another. It takes one name in ten,
// or all if ALL_NAMES is set.
func TestNames(t *testing.T) {
	if raceDetector || testing.Short() {
		t.Skip("takes a while")
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 413, 531)), nil); err != nil {
		t.Fatal(err)
	}
	names := sampleNames(t)
	if len(names) != 868 {
		t.Fatalf("got %d names, want 868", len(names))
	}
	if os.Getenv("ALL_NAMES") == "" {
		var some []sampleName
		for i := 3; i < len(names); i += 10 {
			some = append(some, names[i])
		}
		names = some
	}
	all := len(names)
	var cases []Case
	for i, n := range names {
		data := fmt.Sprintf("schema: docketcard/case/v1\nrecord_id: %s\nspecimen: true\ncase_number: U%09d\nholder: {surname: %s, given_names: %s, name_native: %s, mononym: %t, birth_date: 1990-11-07, nationality: UTO}\n"+
			"photo: {file: photo.jpg}\nrelease: {form: R-1, order_date: 2026-10-30, office_code: PHV}\ncard: {issued_on: 2026-11-22, expires_on: 2027-11-21, reason: new}\n",
			n.id, i+1, yamlQuote(n.surname), yamlQuote(n.given), yamlQuote(n.native), n.given == "")
		if n.given == "" {
			data = strings.Replace(data, `given_names: "", `, "", 1)
		}
		cases = append(cases, Case{n.id, []byte(data), specimens.OnePhoto(append(slices.Clone(photo.Bytes()), byte(i), byte(i>>8)))})
	}
	setup := officeSetup(t)
	b, surveyed, err := Survey(context.Background(), setup, cases)
	if err != nil {
		t.Fatal(err)
	}
	var set []sampleName
	for i, found := range surveyed {
		if found.Card >= 0 {
			set = append(set, names[i])
			continue
		}
		for _, f := range found.Faults {
			if !slices.Contains(unset, names[i].locale) || f.Field != "holder.name_native" {
				t.Errorf("%v", f)
			}
		}
	}
	if len(set) < all*85/100 {
		t.Errorf("only %d of %d names can be set", len(set), all)
	}
	names = set
	doc := openProof(t, written(t, b))
	for n := range b.Sheets() {
		page := b.layout.Page(n, sheet.Front)
		words := textBoxes(t, doc, 2*n)
		for _, s := range page.Slots {
			if s.Card < len(names) {
				checkCard(t, names[s.Card], s, words)
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
			if common := min(w.MaxY, o.Box.MaxY) - max(w.MinY, o.Box.MinY); common > most {
				most, own.MinY, own.MaxY = common, o.Box.MinY, o.Box.MaxY
			}
		}
		*w = own
	}
	return words
}

func checkCard(t *testing.T, n sampleName, s sheet.Slot, words []proof.Word) {
	t.Helper()
	const pt = 72 / 25.4 // to a millimetre
	left, top := s.Trim.X.Points(), s.Trim.Y.Points()
	var on []proof.Word
	for _, w := range words {
		x, y := w.Box.Center()
		if x < left || x > s.Trim.Right().Points() || y < top || y > s.Trim.Bottom().Points() {
			continue
		}
		w.Box = proof.Rect{MinX: (w.Box.MinX - left) / pt, MinY: (w.Box.MinY - top) / pt, MaxX: (w.Box.MaxX - left) / pt, MaxY: (w.Box.MaxY - top) / pt}
		on = append(on, w)
	}
	in := func(x0, y0, x1, y1 float64) string {
		var runes []rune
		for _, w := range on {
			if x, y := w.Box.Center(); x0 <= x && x <= x1 && y0 <= y && y <= y1 {
				runes = append(runes, []rune(w.Text)...)
				if w.Box.MinX < x0-0.2 || w.Box.MaxX > x1+0.2 {
					t.Errorf("%s: %q reaches from %.2f to %.2f mm, out of %.2f to %.2f", n.id, w.Text, w.Box.MinX, w.Box.MaxX, x0, x1)
				}
			}
		}
		slices.Sort(runes)
		return string(runes)
	}
	sorted := func(s string) string {
		runes := []rune(strings.ReplaceAll(s, " ", ""))
		slices.Sort(runes)
		return string(runes)
	}
	for _, f := range []struct {
		name, want     string
		x0, y0, x1, y1 float64
	}{
		{"surname", n.surname, 33, 14, 82.6, 20.6},
		{"given names", n.given, 33, 24.8, 63.2, 31.2},
		{"native name", n.native, 46, 20.3, 82.6, 25.5},
	} {
		if got, want := in(f.x0, f.y0, f.x1, f.y1), sorted(f.want); got != want {
			t.Errorf("%s: %s: found the letters %q, want %q", n.id, f.name, got, want)
		}
	}
	for i, a := range on {
		if a.Box.MinX < 2 || a.Box.MinY < 1.5 || a.Box.MaxX > 83.6 || a.Box.MaxY > 52 {
			t.Errorf("%s: %q lies at %.2f, near the edge", n.id, a.Text, a.Box)
		}
		for _, b := range on[:i] {
			wide, high := min(a.Box.MaxX, b.Box.MaxX)-max(a.Box.MinX, b.Box.MinX), min(a.Box.MaxY, b.Box.MaxY)-max(a.Box.MinY, b.Box.MinY)
			if wide > 0.1 && high > 0.1 {
				t.Errorf("%s: %q lies over %q by %.2f x %.2f mm", n.id, a.Text, b.Text, wide, high)
			}
		}
	}
}

// openProof reads a finished file with pdfium.
func openProof(t *testing.T, file []byte) *proof.Document {
	t.Helper()
	cache := os.Getenv("DOCKETCARD_CACHE")
	if cache == "" {
		cache = t.TempDir()
	}
	r := must[*proof.Reader](t)(proof.Open(context.Background(), cache))
	t.Cleanup(func() { r.Close() })
	d := must[*proof.Document](t)(r.Document(bytes.NewReader(file), int64(len(file))))
	t.Cleanup(func() { d.Close() })
	return d
}
