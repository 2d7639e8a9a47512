package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"docketcard/render/record"
	"docketcard/templates"
)

var update = flag.Bool("update", false, "rewrite the goldens and examples/field-office")

const (
	officeSeed = 2383498
	officeSize = 24
	officeDir  = "../../examples/field-office"
)

// office draws the example once for all tests, on all processors; under the
// race detector, which makes drawing ten times slower, only some of it.
var office = sync.OnceValue(func() map[string][]byte {
	files := make(map[string][]byte)
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.NumCPU() {
		wg.Go(func() {
			for i := range next {
				r := New(officeSeed).Record(i)
				photo, err := r.TakePhoto()
				if err != nil {
					panic(err)
				}
				mu.Lock()
				files[r.Photo.File] = photo
				files[r.RecordID+".yaml"] = r.YAML()
				mu.Unlock()
			}
		})
	}
	for i := 1; i <= officeSize; i += officeStep {
		next <- i
	}
	close(next)
	wg.Wait()
	return files
})

func TestFieldOffice(t *testing.T) {
	files := office()
	if *update {
		if officeStep != 1 {
			t.Fatal("-update and -race do not go together")
		}
		if err := os.MkdirAll(filepath.Join(officeDir, "photos"), 0o755); err != nil {
			t.Fatal(err)
		}
		for name, data := range files {
			if err := os.WriteFile(filepath.Join(officeDir, filepath.FromSlash(name)), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(officeDir, filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
		} else if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the package makes; see the flag -update", name)
		}
	}
	for _, pattern := range []string{"c-*.yaml", "photos/*"} {
		found, _ := filepath.Glob(filepath.Join(officeDir, pattern))
		if len(found) != officeSize {
			t.Errorf("%s: got %d files, want %d", pattern, len(found), officeSize)
		}
	}
}

// The example is there to be awkward; this keeps it so when names change.
func TestFieldOfficeMix(t *testing.T) {
	count := make(map[string]int)
	for i := 1; i <= officeSize; i++ {
		r := New(officeSeed).Record(i)
		h := r.Holder
		if h.Mononym {
			count["mononym"]++
		}
		if len([]rune(h.Surname))+len([]rune(h.GivenNames)) >= 40 {
			count["long name"]++
		}
		if strings.HasSuffix(h.BirthDate, "-XX-XX") {
			count["unknown birth date"]++
		}
		if r.Portrait.age < 15 {
			count["child"]++
		}
		count[h.NativeScript]++
		count[h.Nationality]++
		count[r.Card.Reason]++
		if r.Portrait.cover != 0 {
			count["head covering"]++
		}
	}
	for _, kind := range []string{"mononym", "long name", "unknown birth date", "child", "Cyrl", "Grek", "UTO", "new", "renewal", "head covering"} {
		if count[kind] == 0 {
			t.Errorf("no record with %s", kind)
		}
	}
}

func TestRecordDependsOnItsNumberOnly(t *testing.T) {
	// A thousand forwards, ten backwards, two at once.
	g := New(7)
	all := make([][]byte, 1001)
	for i := 1; i <= 1000; i++ {
		all[i] = g.Record(i).YAML()
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			g := New(7)
			for i := 10; i >= 1; i-- {
				if got := g.Record(i).YAML(); !bytes.Equal(got, all[i]) {
					t.Errorf("record %d differs when made alone:\n%s\nwant:\n%s", i, got, all[i])
				}
			}
		})
	}
	wg.Wait()
	if bytes.Equal(New(8).Record(1).YAML(), all[1]) {
		t.Error("seeds 7 and 8 give the same record")
	}
}

func TestSameBytesAtAnyGOMAXPROCS(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var sums [2][sha256.Size]byte
	for n := range sums {
		runtime.GOMAXPROCS(n + 1)
		h := sha256.New()
		for i := 1; i <= 2; i++ {
			r := New(99).Record(i)
			photo, err := r.TakePhoto()
			if err != nil {
				t.Fatal(err)
			}
			h.Write(photo)
			h.Write(r.YAML())
		}
		h.Sum(sums[n][:0])
	}
	if sums[0] != sums[1] {
		t.Errorf("got %x with one processor, %x with two", sums[0], sums[1])
	}
}

// nameFault tells what in a name the schema forbids: it wants NFC, 1-70
// runes, letters, marks, spaces, hyphens, apostrophes and full stops, and at
// most two marks on a base.
func nameFault(s string) string {
	if n := len([]rune(s)); n < 1 || n > 70 {
		return fmt.Sprintf("%d runes", n)
	}
	if !norm.NFC.IsNormalString(s) {
		return "not NFC"
	}
	if s != strings.TrimSpace(s) || strings.Contains(s, "  ") {
		return "stray spaces"
	}
	marks := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.M, r):
			if marks++; marks > 2 {
				return "more than two marks"
			}
		case unicode.IsLetter(r) || strings.ContainsRune(" -'.", r):
			marks = 0
		default:
			return fmt.Sprintf("rune %U", r)
		}
	}
	return ""
}

func TestRecordsKeepTheSchema(t *testing.T) {
	g := New(1)
	g.Scripts = []string{"Cyrl", "Grek", "Armn", "Geor", "Hebr", "Arab", "Deva", "Beng", "Hang", "Hans", "Jpan"}
	codes := map[string][]string{
		"nationality": {"UTO", "XXA", "XXX"},
		"form":        {"R-1", "R-2", "S-1", "BOND", "OTHER"},
		"office":      {"PHV", "NLM", "EST", "CQY"},
		"reason":      {"new", "renewal", "lost", "damaged", "stolen", "correction", "status_change", "misprint"},
	}
	number := regexp.MustCompile(`^U000000[0-9]{3}$`)
	numbers := make(map[string]person)
	native := 0
	for i := range 1000 {
		r := g.Record(i)
		h := r.Holder
		if fault := nameFault(h.Surname); fault != "" {
			t.Errorf("record %d: surname %q: %s", i, h.Surname, fault)
		}
		if fault := nameFault(h.GivenNames); fault != "" && (!h.Mononym || h.GivenNames != "") {
			t.Errorf("record %d: given names %q: %s", i, h.GivenNames, fault)
		}
		if h.NameNative != "" {
			native++
			if fault := nameFault(h.NameNative); fault != "" || h.NativeScript == "" {
				t.Errorf("record %d: native name %q, script %q: %s", i, h.NameNative, h.NativeScript, fault)
			}
		}
		for field, v := range map[string]string{"nationality": h.Nationality, "form": r.Release.Form, "office": r.Release.OfficeCode, "reason": r.Card.Reason} {
			if !slices.Contains(codes[field], v) {
				t.Errorf("record %d: %s %q", i, field, v)
			}
		}
		who := g.person(i)
		if !number.MatchString(r.CaseNumber) {
			t.Errorf("record %d: case number %s is outside the range", i, r.CaseNumber)
		}
		if first, taken := numbers[r.CaseNumber]; taken != (who.nth > 0) || taken && (!first.family || first.house != who.house) {
			t.Errorf("record %d: case number %s: taken %v, member %d of a family", i, r.CaseNumber, taken, who.nth)
		} else if !taken {
			numbers[r.CaseNumber] = who
		}
		if (r.Card.Reason == "new") != (r.Card.Replaces == "") || r.Card.Replaces != "" && !record.ValidDocumentNumber(r.Card.Replaces) {
			t.Errorf("record %d: reason %s, replaces %q", i, r.Card.Reason, r.Card.Replaces)
		}

		born, err := time.Parse(time.DateOnly, strings.ReplaceAll(h.BirthDate, "XX", "01"))
		if err != nil || born.After(IssuedOn) || born.Before(IssuedOn.AddDate(-120, 0, 0)) {
			t.Errorf("record %d: birth date %s", i, h.BirthDate)
		}
		if !r.Specimen || r.Card.IssuedOn != "2026-11-22" || r.Release.OrderDate > r.Card.IssuedOn || r.Photo.TakenOn > r.Card.IssuedOn {
			t.Errorf("record %d: specimen %v, ordered %s, photo %s, issued %s", i, r.Specimen, r.Release.OrderDate, r.Photo.TakenOn, r.Card.IssuedOn)
		}
		if e := r.Card.ExpiresOn; e < "2027-11-20" || e > "2028-11-22" {
			t.Errorf("record %d: expires %s", i, e)
		}
	}
	if native < 100 {
		t.Errorf("got %d native names in 1000 records, want 100 or more", native)
	}
}

func TestProportions(t *testing.T) {
	g := New(3)
	count := make(map[string]int)
	const n = 5000
	for i := 1; i <= n; i++ {
		r, p := g.Record(i), g.person(i)
		h := r.Holder
		count["family"] += b(p.family)
		count["mononym"] += b(h.Mononym)
		count["long"] += b(len([]rune(h.Surname))+len([]rune(h.GivenNames)) >= 40)
		count["one letter"] += b(len([]rune(h.Surname)) == 1)
		count["year only"] += b(strings.HasSuffix(h.BirthDate, "XX-XX"))
		count["year and month only"] += b(strings.HasSuffix(h.BirthDate, "XX") && !strings.HasSuffix(h.BirthDate, "XX-XX"))
		count["replacement"] += b(r.Card.Replaces != "" && r.Card.Reason != "renewal")
		count["renewal"] += b(r.Card.Reason == "renewal")
		count["not UTO"] += b(h.Nationality != "UTO")
	}
	want := map[string]int{"family": 20, "mononym": 2, "long": 2, "one letter": 2, "year only": 2, "year and month only": 1, "replacement": 8, "renewal": 12, "not UTO": 12}
	for kind, percent := range want {
		if got, want := count[kind], percent*n/100; got < want/2 || got > want*2 {
			t.Errorf("%s: got %d of %d, want about %d", kind, got, n, want)
		}
	}
}

func TestFamilies(t *testing.T) {
	g := New(5)
	for i := 1; i < 400; i++ {
		a, c := g.person(i), g.person(i+1)
		if !a.family || !c.family || a.house != c.house {
			continue
		}
		if a.culture != c.culture || a.surname != c.surname {
			t.Errorf("records %d and %d are of one family but not of one name", i, i+1)
		}
		if x, y := g.Record(i).Holder, g.Record(i+1).Holder; x.GivenNames == y.GivenNames {
			t.Errorf("records %d and %d: two of one family are called alike", i, i+1)
		}
	}
}

func TestLocales(t *testing.T) {
	g := New(2)
	g.Locales = []string{"ht", "yo"}
	seen := map[string]int{}
	for i := 1; i <= 200; i++ {
		seen[g.person(i).culture.key]++
	}
	if len(seen) != 2 || seen["ht"] < 50 || seen["yo"] < 50 {
		t.Errorf("got names of %v, want of ht and yo alike", seen)
	}
	if all := Locales(); !slices.Contains(all, "ar") || len(all) != len(cultures()) {
		t.Errorf("got locales %v", all)
	}
	if all := Scripts(); !slices.Contains(all, "Arab") || slices.Contains(all, "Latn") {
		t.Errorf("got scripts %v", all)
	}
}

// What must be given together is, whatever a record is made for.
func TestRules(t *testing.T) {
	f, err := ruledForm(t, "{one_of: [asset, weight]}, {any_of: [phone, mail], when: asset}")
	if err != nil {
		t.Fatal(err)
	}
	g := New(3)
	all := append(f.Edge(g, nil), f.Longest(g, nil), f.Barest(g), f.Ordinary(g))
	for i := range 40 {
		all = append(all, f.Fill(g, i))
	}
	for _, c := range f.Faulty(g) {
		if c.Breaks.Field != "asset" && c.Breaks.Field != "weight" {
			all = append(all, c)
		}
	}
	seen := map[string]bool{}
	for _, c := range all {
		asset, weight := c.Value("asset") != "", c.Value("weight") != ""
		if asset == weight || asset && c.Value("phone")+c.Value("mail") == "" {
			t.Errorf("%s: %q", c.Name, c.YAML())
		}
		seen[fmt.Sprint(asset)] = true
	}
	if len(seen) != 2 {
		t.Errorf("of asset and weight one alone was given")
	}
	for seed := range uint64(8) {
		g := New(seed)
		for _, c := range f.Edge(g, nil) {
			field, rule, _ := strings.Cut(c.Name, "-")
			if given := c.Value(field) != ""; (field == "asset" || field == "weight") && given == (rule == "absent") {
				t.Errorf("%s: %s is given: %t", c.Name, field, given)
			}
		}
		if c := f.With(g, 0, "w", map[string]string{"weight": ""}); c.Value("asset") == "" {
			t.Errorf("with all that it may hold: %s", c.YAML())
		}
		if c := f.Longest(g, nil); c.Value("phone") == "" || c.Value("mail") == "" {
			t.Errorf("the longest: %s", c.YAML())
		}
	}
}

// The issuer of the package is that of the example.
func TestIssuer(t *testing.T) {
	want, err := os.ReadFile(filepath.Join(officeDir, "issuer.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(Issuer(), want) {
		t.Error("utopia.yaml is not the issuer.yaml of examples/field-office")
	}
}

func TestSpell(t *testing.T) {
	for _, test := range []struct {
		pattern string
		most    int
		long    bool
		want    string // of number 7; "" when it cannot be spelled
	}{
		{`U000000[0-9]{3}`, 0, false, "U000000007"},
		{`[A-Z]{2,4}-?[0-9]*`, 8, true, "AAAA-007"},
		{`[A-Z]{2,4}-?[0-9]*`, 8, false, "AH"},
		{`(foo|b)[xy]+`, 0, false, "by"},
		{`[A-Za-z0-9._-]+`, 6, true, "000007"},
		{`.`, 1, false, "H"},
		{`[^a-z]`, 1, false, "7"},
		{`a\bc`, 9, false, ""},
		{`[0-9]{5}`, 4, true, ""},
		{``, 4, true, ""},
	} {
		re := regexp.MustCompile(`\A(?:` + test.pattern + `)\z`)
		got := ""
		s, ok := spell(re, test.most, test.long)
		if ok {
			got = s.text(7)
		}
		if got != test.want || ok && !re.MatchString(got) {
			t.Errorf("%s, at most %d, long %v: got %q, want %q", test.pattern, test.most, test.long, got, test.want)
		}
	}
}

func TestYAMLScalars(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"Nguyễn":         "Nguyễn",
		"O'Kelly":        "O'Kelly",
		"dela Cruz":      "dela Cruz",
		"No":             `"No"`,
		"Null":           `"Null"`,
		"O":              "O",
		"Y":              `"Y"`,
		"on":             `"on"`,
		"'t Hooft":       `"'t Hooft"`,
		"- a":            `"- a"`,
		"a: b":           `"a: b"`,
		"a #b":           `"a #b"`,
		`say "a\b"`:      `"say \"a\\b\""`,
		"Συμεών":         "Συμεών",
		"Ali ":           `"Ali "`,
		"12":             `"12"`,
		"Jr.":            `"Jr."`,
		"Y. Á. Þórsson":  "Y. Á. Þórsson",
		"&anchor":        `"&anchor"`,
		"María del Mar*": `"María del Mar*"`,
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q): got %s, want %s", in, got, want)
		}
	}
}

func TestJSONHasTheSchemasKeys(t *testing.T) {
	data, err := json.Marshal(New(officeSeed).Record(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"schema":"docketcard/case/v1"`, `"specimen":true`, `"holder":{"surname":`, `"birth_date":`, `"photo":{"file":"photos/c-0001.jpg"`} {
		if !bytes.Contains(data, []byte(key)) {
			t.Errorf("%s lacks %s", data, key)
		}
	}
}

// The golden holds digests of pixels, at a small size for speed; the photos
// of the example hold the JPEG bytes.
func TestPortraitPixels(t *testing.T) {
	var got strings.Builder
	for seed := range uint64(24) {
		s := Sitter{}
		if seed%3 == 0 {
			s.Wear = Hijab | Turban | Kippah | Headscarf | Headwrap
		}
		fmt.Fprintf(&got, "%x  seed %d\n", sha256.Sum256(NewPortrait(seed, s).Draw(160, 200).Pix), seed)
	}
	const file = "testdata/portraits.sha256"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, w := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(a), len(w)) {
		if a[i] != w[i] {
			t.Errorf("got %s, want %s", a[i], w[i])
		}
	}
}

func TestPhotos(t *testing.T) {
	digests := make(map[[sha256.Size]byte]string)
	for name, data := range office() {
		if !strings.HasSuffix(name, ".jpg") {
			continue
		}
		img, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, want := img.Bounds(), image.Rect(0, 0, PhotoWidth, PhotoHeight); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
		if y, ok := img.(*image.YCbCr); !ok || y.SubsampleRatio != image.YCbCrSubsampleRatio420 {
			t.Errorf("%s: not YCbCr 4:2:0", name)
		}
		if n := len(data); n < 15<<10 || n > 60<<10 {
			t.Errorf("%s: %d bytes", name, n)
		}
		sum := sha256.Sum256(data)
		if other, ok := digests[sum]; ok {
			t.Errorf("%s is the same picture as %s", name, other)
		}
		digests[sum] = name
	}
}

// Every style, covering and garment draws, and any size and shape; at 4:5 the
// upper left corner is background.
func TestDrawEverything(t *testing.T) {
	q := NewPortrait(1, Sitter{Age: 40})
	check := func(q Portrait, w, h int) {
		t.Helper()
		img := q.Draw(w, h)
		if img.Rect != image.Rect(0, 0, w, h) {
			t.Fatalf("got %v, want %d x %d", img.Rect, w, h)
		}
		r, g, b, a := img.At(0, 0).RGBA()
		if back := q.back; w*5 == h*4 && (int(r>>8) != back.r || int(g>>8) != back.g || int(b>>8) != back.b || a != 0xffff) {
			t.Errorf("%+v at %d x %d: the corner is not background", q, w, h)
		}
		for i := 3; i < len(img.Pix); i += 4 {
			if img.Pix[i] != 255 {
				t.Fatalf("a pixel is not opaque")
			}
		}
	}
	for h := bald; h <= fringe; h++ {
		v := q
		v.hair = h
		check(v, 60, 75)
	}
	for _, w := range []Wear{Hijab, Turban, Kippah, Headscarf, Headwrap} {
		v := q
		v.cover = w
		check(v, 60, 75)
	}
	for k := tee; k <= cardigan; k++ {
		v := q
		v.clothes, v.beard, v.glasses = k, beard(int(k)%6), glasses(int(k)%4)
		check(v, 60, 75)
	}
	for _, size := range [][2]int{{1, 1}, {7, 3}, {100, 30}, {30, 100}, {413, 531}} {
		check(q, size[0], size[1])
	}
}

func ExampleNew() {
	r := New(2383498).Record(1)
	fmt.Println(r.RecordID, r.CaseNumber, r.Holder.Nationality, r.Specimen)
	// Output: c-0001 U000000001 UTO true
}

func BenchmarkRecord(b *testing.B) {
	g := New(1)
	for i := 0; b.Loop(); i++ {
		g.Record(i).YAML()
	}
}

func BenchmarkPortrait(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		r := New(1).Record(i)
		photo, err := r.TakePhoto()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(photo)))
	}
}

// ruledForm returns the form of a template with rules on which fields are given together.
func ruledForm(t *testing.T, rules string) (*Form, error) {
	t.Helper()
	tpl, err := templates.ParseTemplate("t.yaml", []byte(`schema: docketcard/template/v1
name: x
fields:
  record_id: {type: code, required: true}
  asset: {type: code, pattern: "A-[0-9]{5}", want: a number, unique: true}
  weight: {type: number, max: 90}
  phone: {type: text, max: 12}
  mail: {type: text, max: 20}
  odd: {type: text, pattern: '\bA[^a-z]?\B.', want: what no example is made of}
rules: [`+rules+`]
faces: {t: plex-sans}
styles: {t: {face: t}}
front: [{text: "{asset}{weight}{phone}{mail}", at: [5, 10], width: 70, style: t}]
`))
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := templates.ParseIssuer("issuer.yaml", Issuer())
	if err != nil {
		t.Fatal(err)
	}
	return NewForm(tpl, issuer)
}

// TestRulesTogether: records keep several rules at once, whatever their order, and differ where they must.
func TestRulesTogether(t *testing.T) {
	for rules, keeps := range map[string]func(asset, weight, phone, mail bool) bool{
		"{any_of: [phone, mail], when: asset}, {one_of: [asset, weight]}": func(asset, weight, phone, mail bool) bool {
			return asset != weight && (!asset || phone || mail)
		},
		"{any_of: [asset, weight]}, {one_of: [phone, asset]}, {one_of: [phone, weight]}": func(asset, weight, phone, mail bool) bool {
			return asset && weight && !phone
		},
		"{any_of: [odd, mail]}":     func(asset, weight, phone, mail bool) bool { return mail },
		"{any_of: [asset, weight]}": func(asset, weight, phone, mail bool) bool { return asset || weight },
		"{any_of: [asset, weight]}, {one_of: [mail, phone], when: asset}, {one_of: [phone, asset]}": func(asset, weight, phone, mail bool) bool {
			return (asset || weight) && (!asset || mail != phone) && phone != asset
		},
		"{one_of: [asset, weight]}, {one_of: [asset, phone]}, {one_of: [weight, phone]}": nil, // cannot be kept
	} {
		f, err := ruledForm(t, rules)
		if keeps == nil {
			if err == nil || err.Error() != "no example can be made that keeps the rules on which fields are given together" {
				t.Errorf("%s: got %v", rules, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", rules, err)
			continue
		}
		g := New(5)
		var filled []*Case
		seen := map[string]bool{}
		for i := range 60 {
			c := f.Fill(g, i)
			if a := c.Value("asset"); a != "" && seen[a] {
				t.Errorf("%s: %s: %s stands twice", rules, c.Name, a)
			} else {
				seen[a] = true
			}
			filled = append(filled, c)
		}
		for _, c := range append(append(filled, f.Edge(g, nil)...), f.Longest(g, nil), f.Barest(g), f.Ordinary(g)) {
			if !keeps(c.Value("asset") != "", c.Value("weight") != "", c.Value("phone") != "", c.Value("mail") != "") {
				t.Errorf("%s: %s: %q", rules, c.Name, c.YAML())
			}
		}
	}
}
