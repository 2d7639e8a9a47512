package main

import (
	"os"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// The README names every command, and what it shows of a template stands in the example's file.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	commandLines(commands(thisMachine()), nil, func(path []string, c *cli.Command) {
		if name := strings.Join(path, " "); len(c.Subcommands) == 0 && name != "help" && !strings.Contains(readme, "`"+name) {
			t.Errorf("command %s is not in the table of commands", name)
		}
	})
	data, err = os.ReadFile("../../examples/visitor-badge/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, tail, ok := strings.Cut(string(data), "\nstyles:\n")
	for line := range strings.Lines("styles:\n" + tail) {
		ok = ok && strings.Contains(readme, "    "+line)
	}
	if !ok {
		t.Error("the template in twenty lines is not that of examples/visitor-badge")
	}
}
