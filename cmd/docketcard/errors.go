package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"docketcard/templates/source"
)

// The voice of errors: lower case, no full stop, values quoted, what was found and what was wanted. None holds
// anything of a card's holder; a located fault names file, line, column and field instead.

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // failed or refused
	exitUsage  = 2 // wrong usage
)

// A usageError is a command line that cannot be carried out as written.
type usageError struct{ msg, hint string }

func (e *usageError) Error() string { return e.msg }

// usagef returns a usageError without a hint; report then points at the command's help.
func usagef(format string, args ...any) *usageError {
	return &usageError{msg: fmt.Sprintf(format, args...)}
}

// withHint sets the hint and returns e.
func (e *usageError) withHint(format string, args ...any) *usageError {
	e.hint = fmt.Sprintf(format, args...)
	return e
}

// A hintedError says beside what went wrong what may be done about it.
type hintedError struct {
	error
	hint string
}

func (e *hintedError) Unwrap() error { return e.error }

// hintf returns err with a hint of one or more lines.
func hintf(err error, format string, args ...any) error {
	return &hintedError{err, fmt.Sprintf(format, args...)}
}

// errRefused ends a run that has said all it had to say, as verify does for a card that is not valid: report
// prints nothing more and the exit code is 1.
var errRefused = errors.New("refused")

// doing returns err as "verb noun "path": cause", in place of the system call's name that a path error brings.
func doing(what, path string, err error) error {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	} else if inner := (*os.LinkError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Errorf("%s %q: %w", what, path, err)
}

// report prints err, which the command at path returned, and returns the exit code.
func report(w io.Writer, path []string, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errRefused):
		return exitFailed
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(w, "%s: error: interrupted\n", program)
		return exitFailed
	}
	if faults := (source.ErrorList)(nil); errors.As(err, &faults) {
		reportFaults(w, faults)
		return exitFailed
	}

	if usage := (*usageError)(nil); errors.As(err, &usage) {
		text, hint := usage.msg, usage.hint
		if len(path) > 0 {
			text = strings.Join(path, " ") + ": " + text
		}
		if hint == "" {
			hint = strings.Join(append([]string{program, "help"}, path...), " ") + " shows how it is used"
		}
		reportOne(w, text, hint)
		return exitUsage
	}
	hint := ""
	if hinted := (*hintedError)(nil); errors.As(err, &hinted) {
		hint = hinted.hint
	}
	reportOne(w, err.Error(), hint)
	return exitFailed
}

func reportOne(w io.Writer, text, hint string) {
	fmt.Fprintf(w, "%s: error: %s\n", program, text)
	if hint != "" {
		for line := range strings.SplitSeq(hint, "\n") {
			fmt.Fprintf(w, "%s: hint: %s\n", program, line)
		}
	}
}

// reportFaults prints located faults, file:line:col first as editors read them, and how many there were.
func reportFaults(w io.Writer, faults source.ErrorList) {
	fmt.Fprintf(w, "%s\n%s: error: %s; nothing was written\n", faults, program, count(len(faults), "fault"))
}

// count returns "1 card", "2 cards".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
