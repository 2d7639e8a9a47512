package fonts

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed */*.ttf */*.otf */LICENSE.txt
var files embed.FS

// builtins are the embedded faces by name. A face is parsed when something of it is asked for first: most cards need few of their fallbacks.
var builtins = func() map[string]*Face {
	all := map[string]*Face{}
	for name, file := range map[string]string{
		"noto-sans-jp": "notocjk/NotoSansJP-Regular.otf",
		"noto-sans-kr": "notocjk/NotoSansKR-Regular.otf",
		"noto-sans-sc": "notocjk/NotoSansSC-Regular.otf",

		"ocr-b":                        "ocrb/OCRB.ttf",
		"plex-mono":                    "plex/IBMPlexMono-Regular.ttf",
		"plex-mono-medium":             "plex/IBMPlexMono-Medium.ttf",
		"plex-sans":                    "plex/IBMPlexSans-Regular.ttf",
		"plex-sans-bold":               "plex/IBMPlexSans-Bold.ttf",
		"plex-sans-condensed":          "plex/IBMPlexSansCondensed-Regular.ttf",
		"plex-sans-condensed-semibold": "plex/IBMPlexSansCondensed-SemiBold.ttf",
		"plex-sans-medium":             "plex/IBMPlexSans-Medium.ttf",
		"plex-sans-semibold":           "plex/IBMPlexSans-SemiBold.ttf",
	} {
		all[name] = embedded(name, file)
	}
	for _, script := range append([]string{""}, notoScripts...) {
		name, file := "noto-sans", "noto/NotoSans"
		if script != "" {
			name, file = name+"-"+strings.ToLower(script), file+script
		}
		all[name] = embedded(name, file+"-Regular.ttf")
		if !slices.Contains(noBold, script) {
			all[name+"-bold"] = embedded(name+"-bold", file+"-Bold.ttf")
		}
	}
	return all
}()

// notoScripts are the scripts for which there is a Noto Sans of their own, as its files name them.
var notoScripts = []string{
	"Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gurmukhi", "Hebrew", "Khmer", "Myanmar", "Thai",
}

// noBold are those of notoScripts that are not bold here, for they are large.
var noBold = []string{"Bengali", "Ethiopic", "Myanmar"}

// cjk are the faces of Chinese, Korean and Japanese. Where a character is in several, the first one's shape is set.
var cjk = []string{"noto-sans-sc", "noto-sans-kr", "noto-sans-jp"}

// embedded returns the face of an embedded file, which is parsed at its first use.
func embedded(name, file string) *Face {
	return &Face{name: name, parse: func() *sfnt {
		s, err := parse(mustRead(file), -1)
		if err != nil {
			panic(fmt.Sprintf("embedded %s: %v", file, err))
		}
		s.pairwise = s.has('A') // TestPairs
		s.license = string(mustRead(path.Dir(file) + "/LICENSE.txt"))
		return s
	}}
}

func mustRead(file string) []byte {
	data, err := files.ReadFile(file)
	if err != nil {
		panic(err)
	}
	return data
}

// Names returns the names of the embedded faces, sorted.
func Names() []string {
	names := make([]string, 0, len(builtins))
	for name := range builtins {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lookup returns the embedded face of that name, or false if there is none.
// A name always gives the same *Face.
func Lookup(name string) (*Face, bool) {
	f, ok := builtins[name]
	return f, ok
}
