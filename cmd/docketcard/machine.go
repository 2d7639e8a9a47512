package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/term"
)

// program is the name under which the program speaks.
const program = "docketcard"

// A machine is what a command may touch of the computer it runs on. Tests bring their own.
type machine struct {
	stdin  io.Reader
	stdout io.Writer
	stderr *console
	getenv func(string) string
	now    func() time.Time

	// terminal reports whether a stream is a terminal and how many columns it has, 0 when that is unknown.
	terminal func(stream any) (columns int, ok bool)

	// ask asks for a secret on the terminal, and fails when there is none.
	ask func(ctx context.Context, prompt string) (string, error)

	// query writes a question to the terminal that standard input and output are and returns the answer up to its last byte, which end names;
	// "" when they are no terminal or it does not answer soon.
	query func(question string, end byte) string

	// create makes a new file for writing and fails when the name is taken.
	create func(name string, perm fs.FileMode) (file, error)
}

// A file is what output needs of an *os.File.
type file interface {
	io.WriteCloser
	Sync() error
}

// thisMachine is the computer the process runs on.
func thisMachine() *machine {
	return &machine{
		stdin:    os.Stdin,
		stdout:   os.Stdout,
		stderr:   &console{w: os.Stderr},
		getenv:   os.Getenv,
		now:      time.Now,
		terminal: terminal,
		query:    query,
		ask:      askTerminal,
		create: func(name string, perm fs.FileMode) (file, error) {
			return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
		},
	}
}

// answerTime is how long a terminal has to answer, also one at the other end of a slow line.
const answerTime = 500 * time.Millisecond

func query(question string, end byte) string {
	in := int(os.Stdin.Fd())
	if _, ok := terminal(os.Stdout); !ok || !term.IsTerminal(in) {
		return ""
	}
	// Raw, so that the answer comes at once and is not shown.
	was, err := term.MakeRaw(in)
	if err != nil {
		return ""
	}
	defer term.Restore(in, was)
	if _, err := io.WriteString(os.Stdout, question); err != nil {
		return ""
	}
	got := make(chan string, 1)
	go func() {
		var answer []byte
		for b := make([]byte, 1); len(answer) < 1024; {
			if n, err := os.Stdin.Read(b); n != 1 || err != nil {
				return
			}
			if answer = append(answer, b[0]); b[0] == end {
				got <- string(answer)
				return
			}
		}
	}()
	select {
	case answer := <-got:
		return answer
	case <-time.After(answerTime):
		return ""
	}
}

func terminal(stream any) (columns int, ok bool) {
	if c, isConsole := stream.(*console); isConsole {
		stream = c.w
	}
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		columns = 0
	}
	return columns, true
}
