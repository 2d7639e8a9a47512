package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"docketcard/render/seal"
)

// openKeys returns the public keys in a file or token: one of docketcard's own, or those that another issuer publishes, with the file that
// they are in.
func (o *keyOpener) openKeys(name string) (keys []seal.Key, outside []byte, err error) {
	key, err := o.open(name)
	if err == nil {
		return []seal.Key{{Public: key.public, Use: key.use}}, nil, nil
	}
	data, readErr := readSmall(name)
	if readErr != nil {
		return nil, nil, err
	}
	keys, outsideErr := seal.ParseKeys(data)
	switch text := strings.TrimSpace(string(data)); {
	case outsideErr == nil:
		return keys, data, nil
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "-----BEGIN CERTIFICATE"):
		return nil, nil, fmt.Errorf("opening key %q: %w", name, outsideErr)
	}
	return nil, nil, err
}

// readSmall reads a file of keys whole; lists of a country's certificates run to hundreds of kilobytes.
func readSmall(name string) ([]byte, error) {
	const most = 8 << 20
	f, err := os.Open(name)
	if err != nil {
		return nil, doing("opening", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("found more than %d MiB", most>>20)
	}
	if err != nil {
		return nil, doing("reading", name, err)
	}
	return data, nil
}

// openSecret reads a symmetric key: 16 or 32 bytes, or as many in hexadecimal digits.
func openSecret(name string) ([]byte, error) {
	data, err := readSmall(name)
	if err != nil {
		return nil, err
	}
	if b, err := hex.DecodeString(strings.TrimSpace(string(data))); err == nil && len(b) > 0 {
		data = b
	}
	if len(data) != 16 && len(data) != 32 {
		return nil, fmt.Errorf("opening secret key %q: found %d bytes; want 16 or 32, or as many in hexadecimal digits", name, len(data))
	}
	return data, nil
}

// parseMRZ reads the three lines of a machine-readable zone as they are typed, with slashes or spaces between them.
func parseMRZ(s string) (string, error) {
	lines := strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return r == '/' || r == ' ' || r == '\n' || r == '\r' })
	if len(lines) != 3 {
		return "", errors.New("want three lines of 30 characters with slashes between them")
	}
	for i, l := range lines {
		if len(l) != 30 || strings.Trim(l, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<") != "" {
			return "", fmt.Errorf("line %d is not 30 of the letters A to Z, digits and <", i+1)
		}
	}
	return strings.Join(lines, "\n") + "\n", nil
}
