package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"docketcard/templates/source"
)

func TestReport(t *testing.T) {
	faults := source.ErrorList{
		{Pos: source.Pos{File: "cases/1.yaml", Line: 3, Col: 5}, Field: "photo", Msg: `"a.jpg" does not exist`,
			Hint: "paths are relative to the record file"},
		{Pos: source.Pos{File: "cases/2.yaml", Line: 1, Col: 1}, Msg: "found nothing"},
	}
	for _, test := range []struct {
		err  error
		code int
		want string
	}{
		{nil, exitDone, ""},
		{errRefused, exitFailed, ""},
		{doing("opening key", "issuer.key", &fs.PathError{Op: "open", Path: "/x", Err: errors.New("permission denied")}), exitFailed,
			"docketcard: error: opening key \"issuer.key\": permission denied\n"},
		{fmt.Errorf("doing: %w", hintf(errors.New("found a; want b"), "try c\nor d")), exitFailed,
			"docketcard: error: doing: found a; want b\ndocketcard: hint: try c\ndocketcard: hint: or d\n"},
		{usagef("missing argument; want a file"), exitUsage,
			"docketcard: error: key new: missing argument; want a file\n" +
				"docketcard: hint: docketcard help key new shows how it is used\n"},
		{fmt.Errorf("checking: %w", faults), exitFailed,
			"cases/1.yaml:3:5: field photo: \"a.jpg\" does not exist\n" +
				"    hint: paths are relative to the record file\n" +
				"cases/2.yaml:1:1: found nothing\n" +
				"docketcard: error: 2 faults; nothing was written\n"},
		{faults[1:], exitFailed, "cases/2.yaml:1:1: found nothing\ndocketcard: error: 1 fault; nothing was written\n"},
	} {
		var w bytes.Buffer
		code := report(&w, []string{"key", "new"}, test.err)
		if code != test.code || w.String() != test.want {
			t.Errorf("report(%v): got %d and\n%s\nwant %d and\n%s", test.err, code, w.String(), test.code, test.want)
		}
	}
}
