//go:build ignore

// Build compiles the verifier of the page to WebAssembly and keeps it here, with the glue and the licence of the Go that compiled it. With
// -check it compares what is kept with what it would write, and exits with 1 when that differs. What is compiled depends on the
// release of Go; with another one than is kept -check says so and compares nothing.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	log.SetFlags(0)
	check := flag.Bool("check", false, "compare and write nothing")
	flag.Parse()
	kept, err := os.ReadFile("go.version")
	if *check && err == nil && strings.TrimSpace(string(kept)) != runtime.Version() {
		log.Printf("not compared: the page's verifier was compiled by %s, and this is %s", bytes.TrimSpace(kept), runtime.Version())
		return
	}
	stale := false
	for name, data := range files() {
		if !*check {
			must(os.WriteFile(name, data, 0o644))
			continue
		}
		if old, err := os.ReadFile(name); err != nil || !bytes.Equal(old, data) {
			log.Printf("%s is stale: %d bytes, and would be %d", name, len(old), len(data))
			stale = true
		}
	}
	if stale {
		log.Fatal("renew the page's verifier with: go generate ./cmd/docketcard/internal/verifier")
	}
}

// files returns what is kept, by name.
func files() map[string][]byte {
	dir, err := os.MkdirTemp("", "verifier")
	must(err)
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "verifier.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid=", "-o", out, "./wasm")
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0", "GOFLAGS=", "GOWASM=")
	cmd.Stderr = os.Stderr
	must(cmd.Run())
	wasm, err := os.ReadFile(out)
	must(err)
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	must(err)
	_, err = z.Write(wasm)
	must(err)
	must(z.Close())

	root, err := exec.Command("go", "env", "GOROOT").Output()
	must(err)
	goroot := strings.TrimSpace(string(root))
	glue, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"))
	must(err)
	license, err := os.ReadFile(filepath.Join(goroot, "LICENSE"))
	must(err)
	return map[string][]byte{
		"verifier.wasm.gz": packed.Bytes(),
		"wasm_exec.js":     glue,
		"LICENSE-GO":       license,
		"go.version":       []byte(runtime.Version() + "\n"),
	}
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
