package templates

import (
	"embed"
	"path"
	"slices"
	"strings"
)

//go:embed stocks/*.yaml cards/*.yaml parts/*.yaml
var builtin embed.FS

// BuiltinStocks returns the names of the built-in stocks, sorted.
func BuiltinStocks() []string { return names("stocks") }

// BuiltinStock returns the YAML of a built-in stock, and whether there is one of that name.
func BuiltinStock(name string) ([]byte, bool) { return read("stocks", name) }

// DefaultStock returns the stock that cards of a size are printed on when none is named: letter-2x4 for ID-1, else the first built-in stock
// whose cells are of the size, else one card a page.
func DefaultStock(card Size) *Stock {
	for _, name := range append([]string{"letter-2x4"}, BuiltinStocks()...) {
		data, _ := BuiltinStock(name)
		if s, err := ParseStock(name+".yaml", data); err == nil && s.Cell == card {
			return s
		}
	}
	return CardStock(card, 0)
}

func names(folder string) []string {
	entries, err := builtin.ReadDir(folder)
	if err != nil {
		panic("templates: " + err.Error())
	}
	var out []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func read(folder, name string) ([]byte, bool) {
	if !slices.Contains(names(folder), name) {
		return nil, false
	}
	data, err := builtin.ReadFile(path.Join(folder, name+".yaml"))
	return data, err == nil
}

// BuiltinTemplates returns the names of the built-in templates, sorted.
func BuiltinTemplates() []string { return names("cards") }

// BuiltinTemplate returns the YAML of a built-in template, and whether there is one of that name.
func BuiltinTemplate(name string) ([]byte, bool) { return read("cards", name) }

// BuiltinParts returns the names of the built-in parents that are no templates by themselves, sorted.
func BuiltinParts() []string { return names("parts") }

// BuiltinPart returns the YAML of a built-in parent, and whether there is one of that name.
func BuiltinPart(name string) ([]byte, bool) { return read("parts", name) }
