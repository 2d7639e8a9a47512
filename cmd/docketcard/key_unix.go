//go:build !windows

package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// createPrivate makes a new file that its owner alone may read and write.
func createPrivate(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// checkPrivate, called while verb was going on, refuses an open file that other accounts may read or change.
func checkPrivate(f *os.File, verb, name string) error {
	info, err := f.Stat()
	if err != nil {
		return doing(verb, name, err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return hintf(fmt.Errorf("%s %q: other accounts may read or change it (mode %04o); want 0600", verb, name, mode),
			"chmod 600 %s", quoteArg(name))
	}
	return nil
}

// openTerminal opens the terminal that the process belongs to.
func openTerminal() (in, out *os.File, err error) {
	if in, err = os.Open("/dev/tty"); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile("/dev/tty", os.O_WRONLY, 0); err != nil {
		in.Close()
	}
	return in, out, err
}

// invalidSync reports whether err is the answer of a file system that cannot sync a folder.
func invalidSync(err error) bool { return errors.Is(err, syscall.EINVAL) }

// quoteArg returns s as one word of a command line that can be pasted into a shell.
func quoteArg(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./+=:,@", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
