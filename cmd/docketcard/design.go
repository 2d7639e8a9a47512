package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"docketcard/templates"
	"docketcard/templates/source"
)

// openDesign reads the template or stock that a flag names: a built-in, or a file. What is written like a file name,
// with a folder or an ending, is one; else the built-in comes first, so that no stray file in the working folder
// changes what a name means.
func openDesign(flag, arg string, known []string, builtin func(string) ([]byte, bool)) (inputFile, error) {
	if !isFileName(arg) {
		if data, ok := builtin(arg); ok {
			return inputFile{Name: arg + ".yaml", Data: data}, nil
		}
		if _, err := os.Stat(arg); err != nil {
			return inputFile{}, unknownDesign(flag, arg, known)
		}
	}
	f, err := namedFile(arg)
	if err != nil {
		return inputFile{}, err
	}
	return f.read()
}

// openStock reads the stock that --stock names; without a name it is the one for cards of the size.
func openStock(name string, card templates.Size) (*templates.Stock, error) {
	if name == "" {
		return templates.DefaultStock(card), nil
	}
	file, err := openDesign("stock", name, templates.BuiltinStocks(), templates.BuiltinStock)
	if err != nil {
		return nil, err
	}
	return templates.ParseStock(file.Name, file.Data)
}

// isFileName tells whether a template or stock is written like a file's name.
func isFileName(arg string) bool { return strings.ContainsAny(arg, `/\`) || isYAML(arg) }

func unknownDesign(what, name string, known []string) *usageError {
	err := usagef("found no %s %q", what, name)
	if n := source.Near(name, known); n != "" {
		return err.withHint("did you mean %s?", n)
	}
	if len(known) == 0 {
		return err
	}
	return err.withHint("built in: %s; a file is named by its path, such as %s", strings.Join(known, ", "),
		filepath.Join(".", fmt.Sprintf("%s.yaml", what)))
}
