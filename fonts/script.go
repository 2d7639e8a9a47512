package fonts

import (
	"slices"
	"strings"
	"unicode"
)

// scripts are what docketcard fonts tells faces by: characters that a face of the script has.
var scripts = []struct{ name, letters string }{
	{"Latin", "AZaz"},
	{"Vietnamese", "ạẫơữ"},
	{"Greek", "αωΛή"},
	{"Cyrillic", "ЖяІђ"},
	{"Armenian", "Աև"},
	{"Georgian", "აჰ"},
	{"Hebrew", "אתש"},
	{"Arabic", "ابيلا"},
	{"Persian, Urdu, Pashto", "پگکٹڑہےښڼۍ"},
	{"Devanagari", "कहि्"},
	{"Gurmukhi", "ਕਹਿੱ"},
	{"Bengali", "কহি্"},
	{"Gujarati", "કહિ્"},
	{"Odia", "କହି୍"},
	{"Tamil", "கஹி்"},
	{"Telugu", "కహి్"},
	{"Kannada", "ಕಹಿ್"},
	{"Malayalam", "കഹി്"},
	{"Sinhala", "කහි්"},
	{"Ethiopic", "ሀኢፈ"},
	{"Thai", "กฮำ่"},
	{"Lao", "ກຮຳ່"},
	{"Khmer", "កអ្ុំ"},
	{"Burmese", "ကအ္ြှ"},
	{"Tibetan", "ཀཨི"},
	{"Thaana", "ހިއަ"},
	{"Syriac", "ܐܬ"},
	{"Ol Chiki", "ᱚᱛ"},
	{"Cherokee", "ᎠᏴ"},
	{"simplified Chinese", "们这书"},
	{"traditional Chinese", "們這書"},
	{"Korean", "가힐"},
	{"Japanese", "さカ語"},
}

// Scripts returns the scripts that the face has letters of.
func (f *Face) Scripts() []string {
	var out []string
next:
	for _, s := range scripts {
		for _, r := range s.letters {
			if !f.Has(r) {
				continue next
			}
		}
		out = append(out, s.name)
	}
	return out
}

// Installable is a face that docketcard does not have and where to get it.
type Installable struct {
	Name    string // as a template names it
	Scripts string
	Package string // of Debian and Ubuntu
	Folder  string // where that puts it
	letters []*unicode.RangeTable
}

// For tells whether the face is for the script of a letter.
func (i Installable) For(letter rune) bool { return unicode.In(letter, i.letters...) }

// Installables returns faces worth installing for scripts that the embedded ones lack, or have the common characters of.
func Installables() []Installable { return slices.Clone(installables) }

var installables = func() []Installable {
	const cjk, core = "/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto"
	han, hangul := []*unicode.RangeTable{unicode.Han, unicode.Bopomofo}, []*unicode.RangeTable{unicode.Hangul}
	kana := []*unicode.RangeTable{unicode.Hiragana, unicode.Katakana}
	out := []Installable{
		{"NotoSansCJKsc-Regular", "simplified Chinese, all of it", "fonts-noto-cjk", cjk, han},
		{"NotoSansCJKtc-Regular", "traditional Chinese", "fonts-noto-cjk", cjk, han},
		{"NotoSansCJKkr-Regular", "Korean, all of it", "fonts-noto-cjk", cjk, hangul},
		{"NotoSansCJKjp-Regular", "Japanese, all of it", "fonts-noto-cjk", cjk, kana},
		{"NotoNastaliqUrdu-Regular", "Urdu in Nastaliq", "fonts-noto-core", core, nil},
		{"NotoSerifTibetan-Regular", "Tibetan", "fonts-noto-core", core, []*unicode.RangeTable{unicode.Tibetan}},
	}
	for _, s := range strings.Fields("Cherokee Gujarati Kannada Lao Malayalam OlChiki Oriya Sinhala Syriac Tamil Telugu Thaana") {
		script, table := s, unicode.Scripts[s]
		switch s {
		case "OlChiki":
			script, table = "Ol Chiki", unicode.Ol_Chiki
		case "Oriya":
			script = "Odia"
		}
		out = append(out, Installable{"NotoSans" + s + "-Regular", script, "fonts-noto-core", core, []*unicode.RangeTable{table}})
	}
	return out
}()
