package main

import (
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// What the other packages will answer.

var errPending = errors.New("not built yet")

// renderCards parses, checks, seals and draws a batch, and writes the PDF to out. Its error may be a
// source.ErrorList. Output of the summary is filled in by the caller.
func renderCards(_ context.Context, m *machine, b batch, _ io.Writer) (renderSummary, error) {
	p := startProgress(m, b.options.Quiet, "rendering", "cards", len(b.cases))
	defer p.end()
	p.add(0)
	return renderSummary{}, errPending
}

// verifyTargets verifies the codes of the targets as of a time and prints what they are, and returns errRefused when
// one is not valid.
func verifyTargets(_ context.Context, _ *machine, _ verifyOptions, _ []crypto.PublicKey, _ time.Time, targets iter.Seq2[target, error]) error {
	for _, err := range targets {
		if err != nil {
			return err
		}
	}
	return errPending
}

// builtinTemplates returns the names of the built-in templates, sorted.
func builtinTemplates() []string { return []string{"docket-card"} }

// builtinTemplate returns the YAML of a built-in template, and whether there is one of that name.
func builtinTemplate(name string) ([]byte, bool) {
	return []byte("schema: docketcard/template/v1\nname: docket-card\n"), name == "docket-card"
}

// templateTitle returns the title of a built-in template.
func templateTitle(string) (string, error) { return "", nil }

// keyID returns the id of a public key in hex: the first 8 bytes of the SHA-256 of its SubjectPublicKeyInfo.
func keyID(public crypto.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		return "", fmt.Errorf("computing the key id: %w", err)
	}
	sum := sha256.Sum256(der)
	return hex.EncodeToString(sum[:8]), nil
}
