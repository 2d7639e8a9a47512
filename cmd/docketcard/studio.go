package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"docketcard/cmd/docketcard/internal/studio"
	"docketcard/render/proof"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// watch serves the studio until ctx is done. Its address goes to the standard output.
func watch(ctx context.Context, m *machine, o previewOptions) error {
	l, err := listen(o.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	// Half of the address is a secret: other users of the machine can reach the port too.
	token := rand.Text()
	fmt.Fprintf(m.stdout, "http://%s/%s/\n", address(l.Addr()), token)
	if addr := l.Addr().(*net.TCPAddr); !addr.IP.IsLoopback() && !o.Quiet {
		fmt.Fprintf(m.stderr, "the page shows the records to everyone on the network who learns its address, and is not encrypted\n")
	}

	reader, err := proof.Open(ctx, cacheFolder(m))
	if err != nil {
		return err
	}
	defer reader.Close()
	s, err := studio.New(studio.Config{
		Reader: reader, Token: token,
		Load: func(ctx context.Context, watch func(string)) (*studio.Design, error) {
			return loadDesign(ctx, m, o, watch)
		},
	})
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	ctx, stop := context.WithCancel(ctx)
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	select {
	case err = <-served:
		stop()
		<-ran
	case err = <-ran:
		stop()
		server.Close()
		<-served
	}
	return err
}

// listen opens a port of this machine.
func listen(where string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(where); err != nil {
		return nil, usagef("flag --listen: found %q; want HOST:PORT, such as 127.0.0.1:8710", where)
	}
	l, err := net.Listen("tcp", where)
	if err != nil {
		if op := (*net.OpError)(nil); errors.As(err, &op) {
			err = op.Err
		}
		return nil, hintf(fmt.Errorf("listening on %q: %w", where, err), "another port may be free: --listen 127.0.0.1:0 takes any")
	}
	return l, nil
}

// address is where a browser on this machine finds a listener.
func address(a net.Addr) string {
	addr := *a.(*net.TCPAddr)
	if addr.IP.IsUnspecified() {
		addr.IP = net.IPv4(127, 0, 0, 1)
	}
	return addr.String()
}

// loadDesign reads what the studio shows. Watch is called with the folders that it is read from.
func loadDesign(ctx context.Context, m *machine, o previewOptions, watch func(folder string)) (*studio.Design, error) {
	// First of all, so that what is at fault or missing is read again when it has changed.
	for _, name := range []string{o.Template, o.Stock, o.Issuer} {
		if isFileName(name) {
			watch(filepath.Dir(name))
		}
	}
	for _, name := range o.Cases {
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			name = filepath.Dir(name)
		}
		watch(name)
	}
	d := &studio.Design{}
	if o.Fonts != "" {
		d.Stamp = stampOf(o.Fonts, watch)
	}
	template, err := openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	if err != nil {
		return nil, err
	}
	if in, ok := template.Files.(folder); ok {
		watch(in.path)
		template.Files = watchedFolder{in, watch} // it may extend others
	}
	if d.Setup, d.Cases, err = previewCases(ctx, m, template, o.Cases, o.Issuer, o.Fonts); err != nil {
		return nil, err
	}
	if d.Stock, err = openStock(o.Stock, d.Setup.Template.Size); err != nil {
		return nil, err
	}
	d.Flip = sheet.DefaultFlip(d.Stock)
	d.Setup.Only = o.Only
	for i := range d.Cases {
		if in, ok := d.Cases[i].Files.(folder); ok {
			d.Cases[i].Files = watchedFolder{in, watch}
		}
	}
	return d, nil
}

// stampOf returns a text that changes whenever a file in a folder, or in one of those in it, does. Watch is called with all these folders.
func stampOf(folder string, watch func(folder string)) string {
	var b strings.Builder
	filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // what reads the file tells
		}
		if e.IsDir() {
			watch(name)
		}
		if info, err := e.Info(); err == nil {
			fmt.Fprintln(&b, name, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return b.String()
}

// A watchedFolder names the folder of every file that is opened in it.
type watchedFolder struct {
	folder
	watch func(folder string)
}

// Open implements fs.FS.
func (f watchedFolder) Open(name string) (fs.File, error) {
	f.watch(filepath.Join(f.folder.path, filepath.FromSlash(path.Dir(name))))
	return f.folder.Open(name)
}
