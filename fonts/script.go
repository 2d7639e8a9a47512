package fonts

import "strings"

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
}

// Installables returns faces worth installing for scripts that the embedded ones lack, or have the common characters of.
func Installables() []Installable {
	const cjk, core = "/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto"
	out := []Installable{
		{"NotoSansCJKsc-Regular", "simplified Chinese, all of it", "fonts-noto-cjk", cjk},
		{"NotoSansCJKtc-Regular", "traditional Chinese", "fonts-noto-cjk", cjk},
		{"NotoSansCJKkr-Regular", "Korean, all of it", "fonts-noto-cjk", cjk},
		{"NotoSansCJKjp-Regular", "Japanese, all of it", "fonts-noto-cjk", cjk},
		{"NotoNastaliqUrdu-Regular", "Urdu in Nastaliq", "fonts-noto-core", core},
	}
	for _, s := range strings.Fields("Cherokee Gujarati Kannada Lao Malayalam OlChiki Oriya Sinhala Tamil Telugu") {
		script := map[string]string{"OlChiki": "Ol Chiki", "Oriya": "Odia"}[s]
		if script == "" {
			script = s
		}
		out = append(out, Installable{"NotoSans" + s + "-Regular", script, "fonts-noto-core", core})
	}
	return out
}
