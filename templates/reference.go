package templates

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed README.md
var reference string

// words are the keys that the reference explains, by section and key: rows of its tables, under headings that name the section in code.
var words = sync.OnceValue(func() map[string]map[string]string {
	heading := regexp.MustCompile("^#+ .*`([a-z0-9_.]+)`")
	row := regexp.MustCompile("^\\| `([a-z0-9_]+)` *\\| (.*) \\|$")
	all := map[string]map[string]string{}
	section := ""
	for line := range strings.Lines(reference) {
		line = strings.TrimRight(line, "\n")
		if m := heading.FindStringSubmatch(line); m != nil {
			section = m[1]
		} else if strings.HasPrefix(line, "#") {
			section = ""
		}
		if m := row.FindStringSubmatch(line); m != nil && section != "" {
			if all[section] == nil {
				all[section] = map[string]string{}
			}
			all[section][m[1]] = strings.ReplaceAll(m[2], "`", "")
		}
	}
	return all
})

// describe returns what the reference says of a key; of an element's, what it says of all elements if it says nothing of that kind.
func describe(section, key string) string {
	if d := words()[section][key]; d != "" {
		return d
	}
	if section == "field" && words()["text"][key] != "" {
		return words()["text"][key] // the two are read alike
	}
	for _, k := range kinds {
		if k.key == section {
			return words()["elements"][key]
		}
	}
	return ""
}
