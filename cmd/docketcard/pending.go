package main

import (
	"context"
	"crypto"
	"errors"
	"io"
	"iter"
	"time"
)

// What the other packages will answer.

var errPending = errors.New("not built yet")

// renderCards parses, checks, seals and draws a batch, and writes the PDF to out. Its error may be a
// source.ErrorList. The caller sets Output of the summary.
func renderCards(_ context.Context, m *machine, b batch, _ io.Writer) (renderSummary, error) {
	p := startProgress(m, b.options.Quiet, "rendering", "cards", len(b.cases))
	defer p.end()
	p.set(0)
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
