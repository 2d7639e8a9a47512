// Command docketcard merges case records into card templates, seals each card and lays the cards out as
// print-ready duplex sheets. It needs no network.
//
// Everything that touches the machine is in this package: the clock, files, keys, the terminal. What it calls
// takes an fs.FS, an io.Writer, a time.Time and a crypto.Signer. One file holds one command: its help text, its
// flags, and the options that they become.
//
// Exit codes: 0 done, 1 failed or refused, 2 wrong usage. Results go to standard output, talk to standard error.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	// The first signal lets the run clean up; with the handler gone the second one ends the process at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], thisMachine()))
}

// commands is the table of contents.
func commands(m *machine) []*cli.Command {
	return []*cli.Command{
		renderCommand(m),
		verifyCommand(m),
		verifierCommand(m),
		explainCommand(m),
		previewCommand(m),
		lintCommand(m),
		diffCommand(m),
		sampleCommand(m),
		templatesCommand(m),
		stocksCommand(m),
		fontsCommand(m),
		showCommand(m),
		schemaCommand(m),
		keyCommand(m),
		trustCommand(m),
		statusCommand(m),
		versionCommand(m),
		helpCommand(m),
	}
}

// run carries out one command line, without the program's name, and returns the exit code.
func run(ctx context.Context, args []string, m *machine) int {
	app := newApp(m)
	call, err := arrange(app, args)
	switch {
	case call.help:
		err = writeHelp(m.stdout, call.command)
	case err != nil:
	case call.command == nil || len(call.command.Subcommands) > 0:
		writeShortHelp(m.stderr, call.command, app.Commands)
		return exitUsage
	default:
		err = app.RunContext(ctx, call.argv)
	}
	return report(m.stderr, call.path, err)
}

// newApp returns urfave's app with all that it would say or decide by itself turned off: arrange has checked the
// arguments before it sees them, and help and errors are written here.
func newApp(m *machine) *cli.App {
	app := &cli.App{
		Name:                      program,
		Commands:                  commands(m),
		HideHelp:                  true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true, // a comma may be part of a file name
		Writer:                    m.stdout,
		ErrWriter:                 m.stderr,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			return &usageError{msg: err.Error()}
		},
	}
	each(app.Commands, func(c *cli.Command) {
		c.HideHelp = true
		c.OnUsageError = app.OnUsageError
	})
	return app
}

// each calls visit for every command and subcommand.
func each(commands []*cli.Command, visit func(*cli.Command)) {
	for _, c := range commands {
		visit(c)
		each(c.Subcommands, visit)
	}
}

// stopSignals lists the signals that ask a run to stop and clean up.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	// Under nohup the hangup is ignored, and asking for it would undo that.
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}
