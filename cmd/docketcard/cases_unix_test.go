//go:build !windows

package main

import (
	"context"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

// A pipe would keep the run waiting for ever, a device may have no end.
func TestCasesPipe(t *testing.T) {
	layOut(t, map[string]string{"office/1.yaml": "one"})
	for _, name := range []string{"office/photo.jpg", "pipe.yaml"} {
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, m := context.Background(), newTestMachine("").machine
	for _, name := range []string{"pipe.yaml", "/dev/zero"} {
		if _, _, err := openCases(ctx, m, []string{name}, ""); err == nil || !strings.Contains(err.Error(), "found a pipe or a device") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	cases, _, err := openCases(ctx, m, []string{"office"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(cases[0].Files, "photo.jpg"); err == nil || !strings.Contains(err.Error(), "found a pipe or a device") {
		t.Errorf("photo.jpg: got %v", err)
	}
	// Nor does one that comes to stand where a file was looked at.
	root, err := os.OpenRoot("office")
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	pipe, err := openNow(root, "photo.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
}
