package fonts

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"sync"
)

//go:embed */*.ttf */LICENSE.txt
var files embed.FS

// builtins maps the name of each embedded face to its parser, which runs once per process.
var builtins = map[string]func() *Face{
	"noto-sans":                    parseOnce("noto-sans", "noto/NotoSans-Regular.ttf"),
	"noto-sans-bold":               parseOnce("noto-sans-bold", "noto/NotoSans-Bold.ttf"),
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

func parseOnce(name, file string) func() *Face {
	return sync.OnceValue(func() *Face {
		f, err := Load(name, mustRead(file))
		if err != nil {
			panic(fmt.Sprintf("embedded %s: %v", file, err))
		}
		f.pairwise = true // TestPairs
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
