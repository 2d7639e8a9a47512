package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"docketcard/fonts"

	"github.com/urfave/cli/v2"
)

const fontsHelp = `fonts lists the faces that templates may name, the scripts that each has, and others that are worth installing.

Usage: docketcard fonts [flags]

The first faces are within docketcard. In a template's list of faces, world
stands for all of them that are named for a script, and world-bold for their
bold ones. With --fonts DIR, the TrueType and OpenType fonts and collections in
that folder and those in it come with them, under their PostScript names. What
is worth installing is listed with the package of Debian and Ubuntu that has it,
and once it is in the folder it is part of world.

Flags:
      --fonts DIR    folder of more faces
      --json         print a JSON array
  -h, --help         print this text

Example:
  docketcard fonts
`

func fontsFlag() cli.Flag { return &cli.StringFlag{Name: "fonts", Usage: "DIR"} }

// openFonts finds the faces of a folder; without one, there are the embedded ones.
func openFonts(folder string) (*fonts.Library, error) {
	if folder == "" {
		return nil, nil
	}
	if info, err := os.Stat(folder); err != nil {
		return nil, doing("opening fonts", folder, err)
	} else if !info.IsDir() {
		return nil, usagef("--fonts: %q is a file; want a folder", folder)
	}
	return fonts.OpenLibrary(os.DirFS(folder))
}

// A fontEntry is one line of the list.
type fontEntry struct {
	Name    string   `json:"name"`
	Scripts []string `json:"scripts"`
	From    string   `json:"from"`              // docketcard, the file in the folder, or empty for one to install
	Package string   `json:"package,omitempty"` // to install
	Folder  string   `json:"folder,omitempty"`  // where the package puts it
	Fault   string   `json:"fault,omitempty"`   // why a file cannot be used
}

func fontsCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "fonts",
		Usage:       "list the faces that templates may name, and where to get more",
		Description: fontsHelp,
		Flags:       []cli.Flag{fontsFlag(), jsonFlag()},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 0, 0, ""); err != nil {
				return err
			}
			return listFonts(m, c.String("fonts"), c.Bool("json"))
		},
	}
}

func listFonts(m *machine, folder string, asJSON bool) error {
	library, err := openFonts(folder)
	if err != nil {
		return err
	}
	var list []fontEntry
	for _, name := range fonts.Names() {
		f, _ := fonts.Lookup(name)
		list = append(list, fontEntry{Name: name, Scripts: f.Scripts(), From: program})
	}
	here := map[string]bool{}
	for _, found := range library.Found() {
		here[found.Name] = true
		e := fontEntry{Name: found.Name, Scripts: []string{}, From: found.File}
		if f, err := library.Face(found.Name); err != nil {
			e.Fault = err.Error()
		} else {
			e.Scripts = f.Scripts()
		}
		list = append(list, e)
	}
	for _, i := range fonts.Installables() {
		if !here[i.Name] {
			list = append(list, fontEntry{Name: i.Name, Scripts: []string{i.Scripts}, Package: i.Package, Folder: i.Folder})
		}
	}
	if asJSON {
		return writeJSON(m.stdout, list)
	}
	w := tabwriter.NewWriter(m.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FACE\tFROM\tSCRIPTS")
	for _, e := range list {
		from := e.From
		if e.Package != "" {
			from = "not here: " + e.Package + ", " + e.Folder
		}
		scripts := strings.Join(e.Scripts, ", ")
		if e.Fault != "" {
			scripts = "cannot be used: " + e.Fault
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.Name, from, scripts)
	}
	return w.Flush()
}
