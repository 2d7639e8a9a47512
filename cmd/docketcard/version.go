package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

const versionHelp = `version prints the version, the commit it was built from, and the Go version.

Usage: docketcard version [flags]

Flags:
      --json    print a JSON object
  -h, --help    print this text

Example:
  docketcard version --json
`

// stamp is the version that a release build sets with -ldflags "-X main.stamp=..."; the build information of the
// binary stands in when it is empty.
var stamp string

// A buildVersion says which program this is.
type buildVersion struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Time     string `json:"commit_time,omitempty"` // RFC 3339
	Modified bool   `json:"modified,omitempty"`    // the tree had uncommitted changes
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

func versionCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "version",
		Usage:       "print version, commit and Go version",
		Description: versionHelp,
		Flags:       []cli.Flag{jsonFlag()},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 0, 0, ""); err != nil {
				return err
			}
			info, _ := debug.ReadBuildInfo()
			v := versionOf(info, stamp)
			if c.Bool("json") {
				return writeJSON(m.stdout, v)
			}
			_, err := fmt.Fprintln(m.stdout, v)
			return err
		},
	}
}

// versionOf reads the build information, which may be nil.
func versionOf(info *debug.BuildInfo, stamp string) buildVersion {
	v := buildVersion{Version: stamp, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	if info != nil {
		if v.Version == "" {
			v.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Commit = s.Value
			case "vcs.time":
				v.Time = s.Value
			case "vcs.modified":
				v.Modified = s.Value == "true"
			}
		}
	}
	if v.Version == "" {
		v.Version = "(devel)"
	}
	return v
}

// String returns the version in one line.
func (v buildVersion) String() string {
	commit := "commit unknown"
	if v.Commit != "" {
		commit = "commit " + v.Commit
		if v.Modified {
			commit += " with changes"
		}
	}
	return fmt.Sprintf("%s %s, %s, %s %s/%s", program, v.Version, commit, v.Go, v.OS, v.Arch)
}
