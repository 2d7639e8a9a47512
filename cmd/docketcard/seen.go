package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"docketcard/render/seal"
)

const seenSchema = "docketcard/seen/v1"

// A seenLists is what this machine remembers of the lists that it has verified with, so that nobody can pass off an older one. It stands in
// the user's configuration folder, as docketcard/seen.json, and not among the caches, which may be emptied at any time. Deleting it
// forgets.
type seenLists struct {
	Schema string                    `json:"schema"`
	Trust  map[string]seal.TrustMark `json:"trust"`  // by the id of the key that signs the lists
	Status map[string]time.Time      `json:"status"` // when the newest list was issued, by issuer and URI
}

// seenName returns where the seenLists is.
func seenName() (string, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "docketcard")
	return filepath.Join(dir, "seen.json"), os.MkdirAll(dir, 0o700)
}

// remember refuses lists older than those that this machine has seen, and remembers these. A machine that has no place to remember in is
// told of once.
func remember(ctx context.Context, m *machine, quiet bool, trust *seal.TrustList, lists []*seal.StatusList) error {
	if trust == nil && len(lists) == 0 {
		return nil
	}
	name, err := seenName()
	var held *os.File
	if err == nil {
		held, err = lockLedger(name)
	}
	if err != nil {
		if !quiet {
			fmt.Fprintf(m.stderr, "%s: notice: cannot remember these lists, so an older one would not be noticed: %s\n", program, err)
		}
		return nil
	}
	defer held.Close()
	seen := seenLists{Schema: seenSchema}
	if err := readLedger(name, seenSchema, &seen); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return hintf(err, "remove the file to forget which lists this machine has seen")
	}
	if seen.Trust == nil {
		seen.Trust = map[string]seal.TrustMark{}
	}
	if seen.Status == nil {
		seen.Status = map[string]time.Time{}
	}
	changed := false
	if trust != nil {
		id := hex.EncodeToString(trust.SignedBy)
		if err := trust.After(seen.Trust[id]); err != nil {
			return fmt.Errorf("trust list: %w", err)
		}
		if trust.Sequence > seen.Trust[id].Sequence {
			seen.Trust[id], changed = trust.Mark(), true
		}
	}
	// Of several lists with one address the newest counts.
	newest := map[string]time.Time{}
	for _, l := range lists {
		if id := l.Issuer + " " + l.URI; l.IssuedAt.After(newest[id]) {
			newest[id] = l.IssuedAt
		}
	}
	for id, issued := range newest {
		if issued.Before(seen.Status[id]) {
			return fmt.Errorf("status list: %w: the list was issued at %s, and one of %s has been seen", seal.ErrRollback,
				issued.Format(time.RFC3339), seen.Status[id].Format(time.RFC3339))
		}
		if issued.After(seen.Status[id]) {
			seen.Status[id], changed = issued, true
		}
	}
	if !changed {
		return nil
	}
	return writeLedger(ctx, m, name, seenSchema, seen)
}
