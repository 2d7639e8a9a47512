// Package verifier makes the page for officers: one HTML file that holds the verifier as WebAssembly, an issuer's keys and lists, and
// nothing that it would have to fetch. It runs from a file without a network, and its policy forbids it one.
//
// The WebAssembly is compiled from this module, and kept compressed beside this file because users have no Go; go generate renews it.
package verifier

//go:generate go run build.go

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"text/template"
	"time"

	"docketcard/cmd/docketcard/internal/finding"
)

var (
	//go:embed page.html
	pageText string
	//go:embed page.css
	style string
	//go:embed page.js
	script string
	//go:embed worker.js
	worker string
	//go:embed wasm_exec.js
	glue string
	//go:embed LICENSE-GO
	license string
	//go:embed verifier.wasm.gz
	wasm []byte

	page = template.Must(template.New("page").Parse(pageText))
)

// Head is how every page begins.
const Head = "<!DOCTYPE html>\n<!-- docketcard verifier -->"

// Write writes the page, made at a time by a version of docketcard.
func Write(w io.Writer, m finding.Material, made time.Time, version string) error {
	// Go's encoder writes < as \u003c, so that nothing in the material ends its element.
	material, err := json.Marshal(m)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	err = page.Execute(b, map[string]string{
		"Head":        Head,
		"License":     license,
		"StyleHash":   hash(style),
		"ScriptHash":  hash(script),
		"Style":       style,
		"Script":      script,
		"Worker":      glue + worker,
		"Material":    string(material),
		"WebAssembly": base64.StdEncoding.EncodeToString(wasm),
		"Made":        made.UTC().Format(time.DateOnly),
		"Version":     version,
	})
	if err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return b.Flush()
}

// hash returns the text by which a policy (CSP3, section 2.3.1) allows one element.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
