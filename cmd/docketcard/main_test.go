package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/urfave/cli/v2"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// signerMode as its first argument makes the test binary an external signer.
const signerMode = "be-a-signer"

func TestMain(m *testing.M) {
	scryptWork = 8 // one guess at a passphrase takes no time here
	if len(os.Args) > 1 && os.Args[1] == signerMode {
		os.Args = os.Args[1:]
		testSigner()
		return
	}
	testscript.Main(cached{m}, map[string]func(){program: main})
}

// cached runs the tests with one folder for the translated pdfium, DOCKETCARD_CACHE when it is set, since to translate it takes seconds.
type cached struct{ *testing.M }

func (c cached) Run() int {
	if os.Getenv("DOCKETCARD_CACHE") == "" {
		dir, err := os.MkdirTemp("", "docketcard-test-")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		os.Setenv("DOCKETCARD_CACHE", dir)
	}
	return c.M.Run()
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("DOCKETCARD_CACHE", os.Getenv("DOCKETCARD_CACHE"))
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":        exits,
			"nothing-left": nothingLeft,
		},
		Condition: func(cond string) (bool, error) {
			// Root reads every file, whatever its mode.
			return cond == "root" && os.Getuid() == 0, nil
		},
	})
}

// exits runs a program and wants it to end with the given code: exits 2 docketcard frobnicate.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT...]")
	}
	code := 0
	err := ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("got exit code %d, want %s", code, args[0])
	}
}

// nothingLeft wants no temporary file in the working folder.
func nothingLeft(ts *testscript.TestScript, _ bool, _ []string) {
	entries, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".docketcard-") {
			ts.Fatalf("%s was left behind", e.Name())
		}
	}
}

// A testMachine is a machine of which everything can be looked at.
type testMachine struct {
	*machine
	stdin          *strings.Reader
	stdout, stderr bytes.Buffer
	env            map[string]string
	time           time.Time
	columns        int // of the terminal that stdout and stderr are; 0 for none
}

func newTestMachine(stdin string) *testMachine {
	m := &testMachine{
		stdin: strings.NewReader(stdin),
		env:   map[string]string{},
		time:  time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
	}
	m.machine = thisMachine()
	m.machine.stdin = m.stdin
	m.machine.stdout = &m.stdout
	m.machine.stderr = &console{w: &m.stderr}
	m.getenv = func(key string) string { return m.env[key] }
	m.query = func(string, byte) string { return "" }
	m.now = func() time.Time { return m.time }
	m.terminal = func(any) (int, bool) { return m.columns, m.columns > 0 }
	return m
}

// commandLines calls visit for every command, with its words.
func commandLines(commands []*cli.Command, path []string, visit func(path []string, c *cli.Command)) {
	for _, c := range commands {
		path := append(path[:len(path):len(path)], c.Name)
		visit(path, c)
		commandLines(c.Subcommands, path, visit)
	}
}

// Help texts are written by hand; this keeps them true.
func TestHelpTexts(t *testing.T) {
	check := func(name, text string) {
		first, _, _ := strings.Cut(text, "\n")
		if !strings.HasSuffix(first, ".") {
			t.Errorf("%s: first line %q is not a sentence", name, first)
		}
		if !strings.Contains(text, "\nUsage: docketcard ") {
			t.Errorf("%s: no usage line", name)
		}
		if i := strings.LastIndex(text, "\nExample:\n  docketcard "); i < 0 || strings.Count(text[i:], "\n") != 3 {
			t.Errorf("%s: does not end in an example of one line", name)
		}
		for _, line := range strings.Split(text, "\n")[1:] {
			if len(line) > 88 {
				t.Errorf("%s: line of %d columns: %s", name, len(line), line)
			}
		}
	}
	check(program, generalHelp)

	listed := regexp.MustCompile(`(?m)^  (?:(-\w), |    )--([\w-]+)(?: (\S+))?`)
	commandLines(commands(thisMachine()), nil, func(path []string, c *cli.Command) {
		name := strings.Join(path, " ")
		check(name, c.Description)
		if parent, _, found := strings.Cut(name, " "); !found && !strings.Contains(generalHelp, "\n  "+parent+" ") {
			t.Errorf("%s: not in the general help", name)
		}
		if len(c.Subcommands) > 0 {
			for _, sub := range c.Subcommands {
				if !strings.Contains(c.Description, "\n  "+sub.Name+" ") {
					t.Errorf("%s: does not list %s", name, sub.Name)
				}
			}
			return
		}
		want := map[string]bool{"-h --help ": true}
		for _, f := range c.Flags {
			key := ""
			if names := f.Names(); len(names) == 2 {
				key = "-" + names[1]
			}
			want[key+" --"+f.Names()[0]+" "+f.(cli.DocGenerationFlag).GetUsage()] = true
		}
		for _, match := range listed.FindAllStringSubmatch(c.Description, -1) {
			key := match[1] + " --" + match[2] + " " + match[3]
			if !want[key] {
				t.Errorf("%s: help lists %q, which is not declared", name, key)
			}
			delete(want, key)
		}
		for key := range want {
			t.Errorf("%s: help does not list %q", name, key)
		}
	})
}

// The same flag means the same under every command.
func TestFlagsAgree(t *testing.T) {
	letters := map[string]string{}
	commandLines(commands(thisMachine()), nil, func(path []string, c *cli.Command) {
		for _, f := range c.Flags {
			names := f.Names()
			if len(names) < 2 {
				continue
			}
			if other, ok := letters[names[1]]; ok && other != names[0] {
				t.Errorf("%s: -%s is --%s here and --%s elsewhere", strings.Join(path, " "), names[1], names[0], other)
			}
			letters[names[1]] = names[0]
		}
	})
}

// The last line of every help text works when it is pasted in a checkout.
func TestHelpExamples(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a POSIX shell")
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	run := func(name, text string) {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && slices.Contains([]string{"preview", "diff", "sample", "verify"}, name) {
				t.Skip("drawing takes minutes under the race detector")
			}
			lines := strings.Split(strings.TrimSpace(text), "\n")
			line := strings.TrimSpace(lines[len(lines)-1])
			dir := t.TempDir()
			if strings.Contains(line, "examples/") {
				if _, err := os.Stat(examples); err != nil {
					t.Skip("no examples in this checkout")
				}
				if err := os.Symlink(examples, filepath.Join(dir, "examples")); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.Command("sh", "-c", line)
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if name == "verify" && strings.Contains(string(out), "24 seals: 24 SPECIMEN; 24 portal codes") {
				return // which is what the example shows, and is not a success
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		})
	}
	run(program, generalHelp)
	commandLines(commands(thisMachine()), nil, func(path []string, c *cli.Command) {
		run(strings.Join(path, " "), c.Description)
	})
}

// A stopped run leaves nothing behind, even one that waits for its input.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signal can be sent to a process")
	}
	dir := t.TempDir()
	cmd := exec.Command(program, "render", "-", "-o", "cards.pdf")
	cmd.Dir = dir
	stderr := new(bytes.Buffer)
	cmd.Stderr = stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		if list, _ := os.ReadDir(dir); len(list) > 0 {
			break
		}
		if time.Now().After(deadline) {
			cmd.Process.Kill()
			t.Fatal("the run did not open its output")
		}
		time.Sleep(time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != exitFailed {
		t.Errorf("exit code: got %d, want %d", got, exitFailed)
	}
	if got, want := stderr.String(), "docketcard: error: interrupted\n"; got != want {
		t.Errorf("stderr: got %q, want %q", got, want)
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) > 0 {
		t.Errorf("left behind: %v (%v)", list, err)
	}
}

func TestPDFToTerminal(t *testing.T) {
	m := newTestMachine("")
	m.columns = 80
	code := run(context.Background(), []string{"render", "-"}, m.machine)
	const want = `docketcard: error: refusing to write a PDF to a terminal
docketcard: hint: name a file with -o, or send the output into a file or a pipe
`
	if got := m.stderr.String(); code != exitFailed || got != want || m.stdout.Len() > 0 {
		t.Errorf("got exit code %d and %q, want %d and %q", code, got, exitFailed, want)
	}
}

func TestClock(t *testing.T) {
	m := newTestMachine("")
	for _, test := range []struct{ epoch, want string }{
		{"", "2026-01-02T03:04:05Z"},
		{"0", "1970-01-01T00:00:00Z"},
		{"1735689600", "2025-01-01T00:00:00Z"},
		{"253402300799", "9999-12-31T23:59:59Z"},
		{"253402300800", ""},
		{"-1", ""},
		{"+1", ""},
		{" 1", ""},
		{"1e9", ""},
		{"now", ""},
	} {
		m.env["SOURCE_DATE_EPOCH"] = test.epoch
		got, err := clock(m.machine)
		if err != nil != (test.want == "") {
			t.Errorf("SOURCE_DATE_EPOCH=%q: %v", test.epoch, err)
		} else if err == nil && got.Format(time.RFC3339Nano) != test.want {
			t.Errorf("SOURCE_DATE_EPOCH=%q: got %s, want %s", test.epoch, got.Format(time.RFC3339Nano), test.want)
		}
	}
}

// parse runs the command line of render up to its options.
func parseRender(t *testing.T, args ...string) (renderOptions, error) {
	t.Helper()
	m := newTestMachine("")
	var o renderOptions
	app := newApp(m.machine)
	named(app.Commands, "render").Action = func(c *cli.Context) (err error) {
		o, err = parseRenderOptions(c)
		return err
	}
	call, err := arrange(app, append([]string{"render"}, args...))
	if err == nil {
		app.Writer, app.ErrWriter = io.Discard, io.Discard
		err = app.Run(call.argv)
	}
	return o, err
}
