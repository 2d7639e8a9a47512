package source

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Error is a fault in a user's file. Msg says what was found and what was wanted; it holds nothing of a holder's data beyond the
// value that is at fault. Hint, when it is not empty, says what to do.
type Error struct {
	Pos   Pos
	Field string // the field's full name, such as holder.birth_date; may be empty
	Msg   string
	Hint  string
	Err   error // why, for errors.Is and errors.As; may be nil
}

func (e *Error) Error() string {
	if e.Field != "" {
		return fmt.Sprintf("%s: field %s: %s", e.Pos, e.Field, e.Msg)
	}
	return fmt.Sprintf("%s: %s", e.Pos, e.Msg)
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// ErrorList is the faults of one or more files.
type ErrorList []*Error

// Add appends a fault.
func (l *ErrorList) Add(pos Pos, field, msg, hint string) {
	*l = append(*l, &Error{Pos: pos, Field: field, Msg: msg, Hint: hint})
}

// Addf appends a fault without a hint.
func (l *ErrorList) Addf(pos Pos, field, format string, args ...any) {
	l.Add(pos, field, fmt.Sprintf(format, args...), "")
}

// Append takes over the faults in err: those of an ErrorList, a lone Error, or any other error as a fault of file.
func (l *ErrorList) Append(file string, err error) {
	switch err := err.(type) {
	case nil:
	case ErrorList:
		*l = append(*l, err...)
	case *Error:
		*l = append(*l, err)
	default:
		l.Add(Pos{File: file}, "", err.Error(), "")
	}
}

// Sort orders the list by file, line, column and field, and drops repetitions.
func (l *ErrorList) Sort() {
	slices.SortStableFunc(*l, func(a, b *Error) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Field, b.Field),
			cmp.Compare(a.Msg, b.Msg),
		)
	})
	*l = slices.CompactFunc(*l, func(a, b *Error) bool {
		return a.Pos == b.Pos && a.Field == b.Field && a.Msg == b.Msg && a.Hint == b.Hint
	})
}

// Err returns the list as an error, sorted, or nil when it is empty.
func (l *ErrorList) Err() error {
	if len(*l) == 0 {
		return nil
	}
	l.Sort()
	return *l
}

// Error returns the faults, one a line, their hints indented below them.
func (l ErrorList) Error() string {
	var b strings.Builder
	for i, e := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Error())
		if e.Hint != "" {
			b.WriteString("\n    hint: " + e.Hint)
		}
	}
	return b.String()
}

// Quote returns a value for a message: in quotes, with what cannot be printed as escapes, and cut when it is long.
func Quote(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n++; n > most {
			return strconv.Quote(s[:i]) + "…"
		}
	}
	return strconv.Quote(s)
}
