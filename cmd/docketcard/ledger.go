package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// A ledger is a JSON file that an office keeps and commands change: the status file and the trust file. It is read and replaced as a
// whole. Whoever changes it holds a lock on a file beside it, since the file itself is replaced.

// ledgerSize is the most that a ledger may hold: a status file of the longest list has some 400 MB.
const ledgerSize = 1 << 29

// lockLedger keeps other processes from changing the ledger name until the file it returns is closed.
func lockLedger(name string) (*os.File, error) {
	f, err := os.OpenFile(name+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, doing("locking", name, err)
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, doing("locking", name, err)
	}
	return f, nil
}

// readLedger reads a ledger of a schema into v.
func readLedger(name, schema string, v any) error {
	f, err := os.Open(name)
	if err != nil {
		return doing("opening", name, err)
	}
	defer f.Close()
	data, err := readCapped(f, name, ledgerSize)
	if err != nil {
		return err
	}
	var head struct{ Schema string }
	if json.Unmarshal(data, &head) != nil || head.Schema != schema {
		return fmt.Errorf("reading %q: found no %s; want a file of the schema %s", name, ledgerName(schema), schema)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("reading %q: found no %s: %s", name, ledgerName(schema), strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// ledgerName is what a ledger of a schema is called: "status file" for docketcard/status/v1.
func ledgerName(schema string) string {
	return strings.Split(schema, "/")[1] + " file"
}

// writeLedger replaces a ledger as a whole.
func writeLedger(ctx context.Context, m *machine, name, schema string, v any) error {
	// Every ledger begins with its schema.
	kind := outputKind{name: ledgerName(schema), magic: "{\n  \"schema\": \"" + schema, perm: 0o600}
	out, err := createOutput(ctx, m, name, kind)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := writeJSON(out, v); err != nil {
		return err
	}
	return out.commit()
}

// newLedger refuses a ledger that exists.
func newLedger(name, schema string) error {
	_, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return hintf(fmt.Errorf("making %q: the file exists; a %s is never started anew", name, ledgerName(schema)), "choose another name with -o")
}
