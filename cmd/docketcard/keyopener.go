package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"docketcard/render/seal"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

// A keyOpener opens the keys that a command names: files, plain or encrypted, external signers and tokens. The caller defers close.
type keyOpener struct {
	ctx            context.Context
	m              *machine
	passphraseFile string // "" to ask on the terminal
	passphrase     string // as read from the file
	opened         []io.Closer
}

// What begins the name of a key that is not a file.
const (
	externalKey = "exec:"
	tokenKey    = "pkcs11:" // RFC 7512
)

func passphraseFlag() cli.Flag { return &cli.StringFlag{Name: "passphrase-file", Usage: "FILE"} }

// newKeyOpener returns a keyOpener for a command with the passphraseFlag.
func newKeyOpener(c *cli.Context, m *machine) *keyOpener {
	return &keyOpener{ctx: c.Context, m: m, passphraseFile: c.String("passphrase-file")}
}

// close ends external signers and the sessions of tokens. What goes wrong then is told, but undoes nothing: each signature has been
// verified.
func (o *keyOpener) close() {
	for _, c := range o.opened {
		if err := c.Close(); err != nil {
			fmt.Fprintf(o.m.stderr, "%s: notice: %s\n", program, err)
		}
	}
	o.opened = nil
}

// open opens a public or private key.
func (o *keyOpener) open(name string) (keyFile, error) {
	if command, ok := strings.CutPrefix(name, externalKey); ok {
		s, use, err := startExternal(o.ctx, o.m, command)
		if err != nil {
			return keyFile{}, err
		}
		o.opened = append(o.opened, s)
		return keyFile{name: name, signer: s, public: s.public, use: use, place: elsewhere}, nil
	}
	if strings.HasPrefix(name, tokenKey) {
		uri, err := parseTokenURI(name)
		if err != nil {
			return keyFile{}, fmt.Errorf("opening key %q: %w", name, err)
		}
		signer, closer, err := o.openToken(name, uri)
		if err != nil {
			return keyFile{}, err
		}
		o.opened = append(o.opened, closer)
		return keyFile{name: name, signer: signer, public: signer.Public(), use: uri.use, place: elsewhere}, nil
	}
	return o.openFile(name)
}

// openPrivate opens a key to sign with.
func (o *keyOpener) openPrivate(name string) (keyFile, error) {
	key, err := o.open(name)
	if err != nil {
		return keyFile{}, err
	}
	if key.signer == nil {
		return keyFile{}, hintf(fmt.Errorf("opening key %q: found a public key; want the private one", name),
			"a public key verifies cards, it cannot seal them")
	}
	return key, nil
}

// openSigner opens a key to sign with, which must be for one of the purposes and in use at a time.
func (o *keyOpener) openSigner(name string, at time.Time, purposes ...seal.Purpose) (keyFile, error) {
	key, err := o.openPrivate(name)
	if err != nil {
		return keyFile{}, err
	}
	if !slices.Contains(purposes, key.use.Purpose) {
		var want []string
		for _, p := range purposes {
			want = append(want, p.Sentence())
		}
		return keyFile{}, hintf(fmt.Errorf("opening key %q: found a key for %s; want one for %s", name, key.use.Purpose.Sentence(), source.Or(want)),
			"%s key new --purpose %s -o FILE makes one", program, purposes[0])
	}
	if reason := key.use.Refuses(at); reason != "" {
		return keyFile{}, fmt.Errorf("opening key %q: %s", name, reason)
	}
	return key, nil
}

// openFile reads a key file. A private key that others may read or change is refused: the mode of the file counts, not that of a link to it.
func (o *keyOpener) openFile(name string) (keyFile, error) {
	f, err := os.Open(name)
	if err != nil {
		return keyFile{}, doing("opening key", name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return keyFile{}, doing("opening key", name, err)
	} else if info.IsDir() {
		return keyFile{}, fmt.Errorf("opening key %q: found a folder; want a file", name)
	}
	data, err := io.ReadAll(io.LimitReader(f, keySize+1))
	if err != nil {
		return keyFile{}, doing("reading key", name, err)
	}
	if len(data) > keySize {
		return keyFile{}, fmt.Errorf("reading key %q: found more than %d KiB; want a PEM key", name, keySize>>10)
	}
	place := plainFile
	if isEncryptedKey(data) {
		place = encryptedFile
		passphrase, err := o.passphraseFor(name)
		if err != nil {
			return keyFile{}, fmt.Errorf("opening key %q: %w", name, err)
		}
		if data, err = decryptKey(data, passphrase); err != nil {
			return keyFile{}, fmt.Errorf("opening key %q: %w", name, err)
		}
	}
	key, err := parseKey(data)
	if err != nil {
		wrapped := fmt.Errorf("opening key %q: %w", name, err)
		if errors.Is(err, errEncrypted) {
			return keyFile{}, hintf(wrapped, "openssl pkey -in %s -out PLAIN.key decrypts it; keep the result with chmod 600",
				quoteArg(name))
		}
		return keyFile{}, wrapped
	}
	key.name, key.place = name, place
	if key.signer != nil {
		if err := checkPrivate(f, "opening key", name); err != nil {
			return keyFile{}, err
		}
	}
	return key, nil
}
