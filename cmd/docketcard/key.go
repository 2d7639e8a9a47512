package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"docketcard/render/seal"

	"github.com/urfave/cli/v2"
)

const keyHelp = `key makes the key that seals cards, and prints its public half for those who verify them.

Usage: docketcard key COMMAND [flags] [arguments]

Commands:
  new       make a key file
  public    print the public half of a key file

A key file is an Ed25519 key in PKCS#8 PEM that only its owner may read. Whoever
has it can make cards that verify; whoever has the public half can only verify.

Example:
  docketcard key new -o office.key && docketcard key public office.key
`

const keyNewHelp = `key new makes a new Ed25519 key file that only its owner may read; it never overwrites a file.

Usage: docketcard key new [flags]

Flags:
  -o, --output FILE    file to make; must not exist
  -h, --help           print this text

Example:
  docketcard key new -o office.key
`

const keyPublicHelp = `key public prints the public half of a key file, as a PEM public key.

Usage: docketcard key public [flags] FILE

Flags:
  -o, --output FILE    file to write (default standard output)
  -h, --help           print this text

Example:
  docketcard key new -o desk.key && docketcard key public desk.key -o desk.pub
`

func keyCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "key",
		Usage:       "make the key that seals cards, print its public half",
		Description: keyHelp,
		Subcommands: []*cli.Command{
			{
				Name:        "new",
				Usage:       "make a key file",
				Description: keyNewHelp,
				Flags:       []cli.Flag{outputFlag("FILE")},
				Action: func(c *cli.Context) error {
					name := c.String("output")
					switch {
					case name == "":
						return usagef("missing flag; want -o FILE")
					case name == "-":
						return usagef("a private key is not written to standard output; want -o FILE")
					}
					if err := wantArguments(c, 0, 0, ""); err != nil {
						return err
					}
					return newKey(c.Context, m, name)
				},
			},
			{
				Name:        "public",
				Usage:       "print the public half of a key file",
				Description: keyPublicHelp,
				Flags:       []cli.Flag{outputFlag("FILE")},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one key file"); err != nil {
						return err
					}
					out := c.String("output")
					if out == "" {
						out = "-"
					}
					return publicKey(c.Context, m, c.Args().First(), out)
				},
			},
		},
	}
}

// newKey makes the key file name. On any failure it leaves no file.
func newKey(ctx context.Context, m *machine, name string) error {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	id, err := keyID(public)
	if err != nil {
		return err
	}
	if err := writeKey(ctx, name, pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der})); err != nil {
		return err
	}

	fmt.Fprintf(m.stderr, "made %s: Ed25519 private key, key id %s\n", name, id)
	fmt.Fprintf(m.stderr, "%s: hint: publish the public half: %s key public %s -o %s\n", program, program,
		quoteArg(name), quoteArg(publicName(name)))
	fmt.Fprintf(m.stderr, "%s: hint: keep a copy of the key offline; it cannot be made again\n", program)
	return nil
}

// publicName proposes a name for the public half of a key file.
func publicName(name string) string {
	return strings.TrimSuffix(name, ".key") + ".pub"
}

func writeKey(ctx context.Context, name string, data []byte) (err error) {
	f, err := createPrivate(name)
	switch {
	case errors.Is(err, fs.ErrExist):
		return hintf(fmt.Errorf("making key %q: the file exists; a key is never overwritten", name),
			"choose another name with -o")
	case errors.Is(err, fs.ErrNotExist):
		return hintf(fmt.Errorf("making key %q: the folder %q does not exist", name, filepath.Dir(name)),
			"mkdir %s makes it", quoteArg(filepath.Dir(name)))
	case err != nil:
		return doing("making key", name, err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(name)
		}
	}()
	// Some file systems, such as FAT, give every file to everybody.
	if err := checkPrivate(f, name); err != nil {
		return hintf(fmt.Errorf("making key %q: this file system cannot keep a file private", name),
			"choose a folder on another disk")
	}
	if _, err := f.Write(data); err != nil {
		return doing("writing key", name, err)
	}
	if err := f.Sync(); err != nil {
		return doing("writing key", name, err)
	}
	if err := f.Close(); err != nil {
		return doing("writing key", name, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// publicKey writes the public half of a key file as PEM.
func publicKey(ctx context.Context, m *machine, name, to string) error {
	signer, err := openPrivateKey(name)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		return fmt.Errorf("reading key %q: %w", name, err)
	}
	out, err := createOutput(ctx, m, to, publicKeyOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := pem.Encode(out, &pem.Block{Type: pemPublic, Bytes: der}); err != nil {
		return fmt.Errorf("writing public key: %w", err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	if to != "-" {
		id, err := keyID(signer.Public())
		if err != nil {
			return err
		}
		fmt.Fprintf(m.stderr, "wrote %s: Ed25519 public key, key id %s\n", to, id)
	}
	return nil
}

// keyID returns the id that the seals of a key carry, in hex.
func keyID(public crypto.PublicKey) (string, error) {
	id, err := seal.KeyID(public)
	if err != nil {
		return "", err
	}
	return hex.EncodeToString(id[:]), nil
}

// PEM types of RFC 7468, sections 10 and 13.
const (
	pemPrivate = "PRIVATE KEY"
	pemPublic  = "PUBLIC KEY"
)

// keySize is the most that a key file may hold. An Ed25519 key has 119 bytes.
const keySize = 64 << 10

// openPrivateKey reads the key file that seals live cards. A file that others may read or change is refused: the
// mode of the file counts, not that of a link to it.
func openPrivateKey(name string) (crypto.Signer, error) {
	key, err := openKey(name)
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, hintf(fmt.Errorf("opening key %q: found a public key; want the private one", name),
			"a public key verifies cards, it cannot seal them")
	}
	return signer, nil
}

// openPublicKey reads a key to verify with: a public key, or a private one of which the public half is taken.
func openPublicKey(name string) (crypto.PublicKey, error) {
	key, err := openKey(name)
	if err != nil {
		return nil, err
	}
	if signer, ok := key.(crypto.Signer); ok {
		return signer.Public(), nil
	}
	return key, nil
}

// openKey returns an ed25519.PrivateKey or an ed25519.PublicKey.
func openKey(name string) (any, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, doing("opening key", name, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return nil, doing("opening key", name, err)
	} else if info.IsDir() {
		return nil, fmt.Errorf("opening key %q: found a folder; want a file", name)
	}
	data, err := io.ReadAll(io.LimitReader(f, keySize+1))
	if err != nil {
		return nil, doing("reading key", name, err)
	}
	if len(data) > keySize {
		return nil, fmt.Errorf("reading key %q: found more than %d KiB; want a PEM key", name, keySize>>10)
	}
	key, err := parseKey(data)
	if err != nil {
		wrapped := fmt.Errorf("opening key %q: %w", name, err)
		if errors.Is(err, errEncrypted) {
			return nil, hintf(wrapped, "openssl pkey -in %s -out PLAIN.key decrypts it; keep the result with chmod 600",
				quoteArg(name))
		}
		return nil, wrapped
	}
	if _, private := key.(crypto.Signer); private {
		if err := checkPrivate(f, name); err != nil {
			return nil, err
		}
	}
	return key, nil
}

// errEncrypted is the reason of parseKey that a user can do something about.
var errEncrypted = errors.New("found an encrypted key; want an unencrypted Ed25519 key")

const wantKey = "want an Ed25519 key in PKCS#8 PEM, as docketcard key new makes it"

// parseKey reads one PEM block, and nothing beside it, as a key. No error holds any part of the data.
func parseKey(data []byte) (any, error) {
	block, rest := pem.Decode(data)
	if block == nil {
		return nil, errors.New("found no PEM block; " + wantKey)
	}
	if _, old := block.Headers["DEK-Info"]; old || block.Type == "ENCRYPTED PRIVATE KEY" {
		return nil, errEncrypted
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("found more than one PEM block; want one key")
	}
	var key any
	var err error
	switch block.Type {
	case pemPrivate:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case pemPublic:
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	default:
		return nil, fmt.Errorf("found a PEM block of type %q; %s", block.Type, wantKey)
	}
	if err != nil {
		return nil, fmt.Errorf("found a damaged or unknown key; %s", wantKey)
	}
	switch k := key.(type) {
	case ed25519.PrivateKey, ed25519.PublicKey:
		return k, nil
	case *ecdsa.PrivateKey:
		return nil, fmt.Errorf("found an ECDSA %s key; want Ed25519", k.Curve.Params().Name)
	case *ecdsa.PublicKey:
		return nil, fmt.Errorf("found an ECDSA %s key; want Ed25519", k.Curve.Params().Name)
	case *rsa.PrivateKey, *rsa.PublicKey:
		return nil, errors.New("found an RSA key; want Ed25519")
	}
	return nil, fmt.Errorf("found a key of another kind (%T); want Ed25519", key)
}
