package fonts

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed */*.ttf */*.otf */LICENSE.txt
var files embed.FS

// builtins maps the name of each embedded face to its parser, which runs once per process.
var builtins = func() map[string]func() *Face {
	all := map[string]func() *Face{
		"noto-sans-jp": parseOnce("noto-sans-jp", "notocjk/NotoSansJP-Regular.otf"),
		"noto-sans-kr": parseOnce("noto-sans-kr", "notocjk/NotoSansKR-Regular.otf"),
		"noto-sans-sc": parseOnce("noto-sans-sc", "notocjk/NotoSansSC-Regular.otf"),

		"ocr-b":                        parseOnce("ocr-b", "ocrb/OCRB.ttf"),
		"plex-mono":                    parseOnce("plex-mono", "plex/IBMPlexMono-Regular.ttf"),
		"plex-mono-medium":             parseOnce("plex-mono-medium", "plex/IBMPlexMono-Medium.ttf"),
		"plex-sans":                    parseOnce("plex-sans", "plex/IBMPlexSans-Regular.ttf"),
		"plex-sans-bold":               parseOnce("plex-sans-bold", "plex/IBMPlexSans-Bold.ttf"),
		"plex-sans-condensed":          parseOnce("plex-sans-condensed", "plex/IBMPlexSansCondensed-Regular.ttf"),
		"plex-sans-condensed-semibold": parseOnce("plex-sans-condensed-semibold", "plex/IBMPlexSansCondensed-SemiBold.ttf"),
		"plex-sans-medium":             parseOnce("plex-sans-medium", "plex/IBMPlexSans-Medium.ttf"),
		"plex-sans-semibold":           parseOnce("plex-sans-semibold", "plex/IBMPlexSans-SemiBold.ttf"),
	}
	for _, script := range append([]string{""}, notoScripts...) {
		name, file := "noto-sans", "noto/NotoSans"
		if script != "" {
			name, file = name+"-"+strings.ToLower(script), file+script
		}
		all[name] = parseOnce(name, file+"-Regular.ttf")
		if !slices.Contains(noBold, script) {
			all[name+"-bold"] = parseOnce(name+"-bold", file+"-Bold.ttf")
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

func parseOnce(name, file string) func() *Face {
	return sync.OnceValue(func() *Face {
		f, err := Load(name, mustRead(file))
		if err != nil {
			panic(fmt.Sprintf("embedded %s: %v", file, err))
		}
		f.pairwise = f.Has('A') // TestPairs
		f.license = string(mustRead(path.Dir(file) + "/LICENSE.txt"))
		return f
	})
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
	parse, ok := builtins[name]
	if !ok {
		return nil, false
	}
	return parse(), true
}
