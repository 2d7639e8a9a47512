package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"
)

// Flags that more than one command takes are declared here once, so that each means the same everywhere. Usage is
// the name of the value, as the help texts and errors write it.

func outputFlag(value string) cli.Flag {
	return &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: value}
}

func keyFlag(value string) cli.Flag {
	return &cli.StringFlag{Name: "key", Aliases: []string{"k"}, Usage: value}
}

func jsonFlag() cli.Flag { return &cli.BoolFlag{Name: "json"} }

func quietFlag() cli.Flag { return &cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}} }

// writeJSON prints v as the result of a command that was given --json.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
