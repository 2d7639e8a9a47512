package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

const (
	sheetsSize = 1 << 30  // most bytes of a PDF that verify reads
	textSize   = 16 << 10 // most bytes of the text of one code; the largest QR symbol holds 7089 digits
)

// A target is one thing to verify: a PDF, or the text of one code.
type target struct {
	Name string // for messages; holds nothing of the text, which may be personal data
	PDF  []byte // nil for a text
	Text string
}

// readTargets yields what the arguments of verify name, one by one, so that only one PDF is in memory. An argument is
// a file if there is one of that name or if it looks like a name; else it is the text of a code. A file that is no PDF
// holds texts, one a line. An error ends the sequence.
func readTargets(ctx context.Context, m *machine, args []string) iter.Seq2[target, error] {
	return func(yield func(target, error) bool) {
		stdin := false
		for i, arg := range args {
			var list []target
			var err error
			switch {
			case arg == "-" && stdin:
				err = usagef("standard input is named twice")
			case arg == "-":
				stdin = true
				var data []byte
				if data, err = readStdin(ctx, m, sheetsSize); err == nil {
					list, err = split("<stdin>", data)
				}
			case isFile(arg):
				list, err = readTarget(arg)
			default:
				list = []target{{Name: fmt.Sprintf("argument %d", i+1), Text: strings.TrimSpace(arg)}}
			}
			if err != nil {
				yield(target{}, err)
				return
			}
			for _, t := range list {
				if !yield(t, nil) {
					return
				}
			}
		}
	}
}

// isFile tells a file name from the text of a code, for names of files that do not exist too.
func isFile(arg string) bool {
	if len(arg) > 4096 || strings.ContainsAny(arg, "\n\x00") {
		return false
	}
	if _, err := os.Stat(arg); err == nil {
		return true
	}
	switch strings.ToLower(filepath.Ext(arg)) {
	case ".pdf", ".txt":
		return !strings.Contains(arg, "#")
	}
	return false
}

func readTarget(name string) ([]target, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, doing("opening", name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("opening %q: found a folder; want a PDF or a file of texts", name)
	}
	data, err := readCapped(f, name, sheetsSize)
	if err != nil {
		return nil, err
	}
	return split(filepath.ToSlash(name), data)
}

// split returns the PDF that data is, or the texts that are its lines.
func split(name string, data []byte) ([]target, error) {
	// Readers accept a header anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13).
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return []target{{Name: name, PDF: data}}, nil
	}
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("reading %q: found neither a PDF nor text", name)
	}
	var list []target
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(line) > textSize {
			return nil, fmt.Errorf("reading %q: line %d has more than %d KiB; want the text of one code", name, number, textSize>>10)
		}
		list = append(list, target{Name: fmt.Sprintf("%s:%d", name, number), Text: line})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("reading %q: found nothing; want a PDF or the text of a code", name)
	}
	return list, nil
}
