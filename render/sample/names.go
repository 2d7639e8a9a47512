package sample

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed names.txt
var namesText string

var cultures = sync.OnceValue(func() []culture { return parseNames(namesText) })

// A culture is a set of names that go together.
type culture struct {
	key    string
	script string // ISO 15924
	tone   Tone
	wear   Wear
	memo   string // BCP 47
	f, m   []name
	sf, sm []name // surnames of women and men, alike in order
}

// A name in Latin letters and, where it has one, in its own script.
type name struct{ latin, native string }

// parseNames reads the embedded table; a fault in it is a bug of ours.
func parseNames(text string) []culture {
	var all []culture
	for i, line := range strings.Split(text, "\n") {
		mark, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		var to *culture
		if len(all) > 0 {
			to = &all[len(all)-1]
		}
		switch mark {
		case "", "#":
		case "=":
			var c culture
			var wear string
			if n, err := fmt.Sscanf(rest, "%s %s %d-%d %s %s", &c.key, &c.script, &c.tone.From, &c.tone.To, &wear, &c.memo); n != 6 {
				panic(fmt.Sprintf("sample: names.txt:%d: %v", i+1, err))
			}
			for _, r := range wear {
				if j := strings.IndexRune("htksw", r); j >= 0 {
					c.wear |= 1 << j
				}
			}
			all = append(all, c)
		case "F":
			to.f = parseList(rest)
		case "M":
			to.m = parseList(rest)
		case "S":
			to.sf = parseList(rest)
			to.sm = to.sf
		case "SF":
			to.sf = parseList(rest)
		case "SM":
			to.sm = parseList(rest)
		default:
			panic(fmt.Sprintf("sample: names.txt:%d: mark %q", i+1, mark))
		}
	}
	return all
}

func parseList(s string) []name {
	var list []name
	for item := range strings.SplitSeq(s, ", ") {
		latin, native, _ := strings.Cut(item, "=")
		list = append(list, name{latin, native})
	}
	return list
}
