package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
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
	"slices"
	"strings"
	"time"

	"docketcard/render/seal"
	"docketcard/templates/source"

	"github.com/urfave/cli/v2"
)

const keyHelp = `key makes the keys that seal cards, and prints their public halves for those who verify.

Usage: docketcard key COMMAND [flags] [arguments]

Commands:
  new       make a key file
  public    print the public half of a key file
  list      list the keys of a trust file
  rotate    make the next key, and publish it before it is used
  retire    say that a key signs no more
  revoke    say that a key is in the wrong hands

A key file is an Ed25519 or P-256 key in PKCS#8 PEM that only its owner may
read. Above the PEM block it says in plain text what the key may sign and when;
every program that reads PEM skips that text. Whoever has the file can make cards
that verify; whoever has the public half can only verify.

Example:
  docketcard key new -o office.key && docketcard key public office.key
`

const keyNewHelp = `key new makes a new key file that only its owner may read; it never overwrites a file.

Usage: docketcard key new [flags]

A key has one purpose: to seal cards for holders, to sign status lists, to sign
the trust list, or to seal an office's own specimens. It is refused for others.

Flags:
  -o, --output FILE        file to make; must not exist
      --alg ALGORITHM      ed25519 or es256 (default ed25519)
      --purpose PURPOSE    card, status, trust or specimen (default card)
      --not-before TIME    no use before 2006-01-02 or 2006-01-02T15:04:05Z
      --not-after TIME     no use from then on
  -h, --help               print this text

Example:
  docketcard key new --alg es256 --purpose status -o status.key
`

const keyPublicHelp = `key public prints the public half of a key file, as a PEM public key with its purpose above.

Usage: docketcard key public [flags] FILE

Flags:
  -o, --output FILE    file to write (default standard output)
  -h, --help           print this text

Example:
  docketcard key new -o desk.key && docketcard key public desk.key -o desk.pub
`

const keyListHelp = `key list lists the keys of a trust file: id, issuer, purpose, times and state.

Usage: docketcard key list [flags] FILE

Flags:
      --json    print the keys as JSON
  -h, --help    print this text

Example:
  docketcard help key list
`

const keyRotateHelp = `key rotate makes the key that follows another, and enters it in the trust file.

Usage: docketcard key rotate [flags] KEY

KEY is the key file in use, which stands in the trust file. The new key is of its
kind and purpose, and cannot be used before --from: by then the next trust list
should have reached every verifier. Then key retire ends the use of the old one.

Flags:
      --trust FILE     trust file that has the key in use, and gets the new one
      --from TIME      when the new key comes into use
  -o, --output FILE    key file to make; must not exist
  -h, --help           print this text

Example:
  docketcard help key rotate
`

const keyRetireHelp = `key retire says in a trust file that a key signs no more; what it signed before stays good.

Usage: docketcard key retire [flags] FILE KEY_ID

FILE is the trust file; KEY_ID may be cut short. The next trust sign tells
verifiers.

Flags:
      --since TIME    since when (default now)
      --why TEXT      why, for those who verify
  -h, --help          print this text

Example:
  docketcard help key retire
`

const keyRevokeHelp = `key revoke says in a trust file that a key is in the wrong hands.

Usage: docketcard key revoke [flags] FILE KEY_ID

From the next trust sign on, verifiers trust no card that the key has signed,
whatever its date: whoever has the key writes the date that he likes. Holders
of good cards need new ones.

Flags:
      --since TIME    since when it may have been in the wrong hands
      --why TEXT      why, for those who verify
  -h, --help          print this text

Example:
  docketcard help key revoke
`

func keyCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "key",
		Usage:       "make the keys that seal cards, print their public halves",
		Description: keyHelp,
		Subcommands: []*cli.Command{
			{
				Name:        "new",
				Usage:       "make a key file",
				Description: keyNewHelp,
				Flags: []cli.Flag{
					outputFlag("FILE"),
					&cli.StringFlag{Name: "alg", Value: algEd25519, Usage: "ALGORITHM"},
					&cli.StringFlag{Name: "purpose", Value: "card", Usage: "PURPOSE"},
					&cli.StringFlag{Name: "not-before", Usage: "TIME"},
					&cli.StringFlag{Name: "not-after", Usage: "TIME"},
				},
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
					var use seal.Use
					var err error
					if err := oneOf("alg", c.String("alg"), algEd25519, algES256); err != nil {
						return err
					}
					if use.Purpose, err = purposeFlag(c); err != nil {
						return err
					}
					if use.NotBefore, err = timeFlag(c, "not-before"); err != nil {
						return err
					}
					if use.NotAfter, err = timeFlag(c, "not-after"); err != nil {
						return err
					}
					if !use.NotAfter.IsZero() && !use.NotBefore.Before(use.NotAfter) {
						return usagef("--not-after is not later than --not-before")
					}
					return newKey(c.Context, m, name, c.String("alg"), use)
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
			{
				Name:        "list",
				Usage:       "list the keys of a trust file",
				Description: keyListHelp,
				Flags:       []cli.Flag{jsonFlag()},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one trust file"); err != nil {
						return err
					}
					f, err := openTrustFile(c.Args().First())
					if err != nil {
						return err
					}
					if c.Bool("json") {
						return writeJSON(m.stdout, f.Keys)
					}
					return writeKeys(m.stdout, f.Keys)
				},
			},
			{
				Name:        "rotate",
				Usage:       "make the next key, and publish it before it is used",
				Description: keyRotateHelp,
				Flags:       []cli.Flag{&cli.StringFlag{Name: "trust", Usage: "FILE"}, &cli.StringFlag{Name: "from", Usage: "TIME"}, outputFlag("FILE")},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "the key file in use"); err != nil {
						return err
					}
					from, err := timeFlag(c, "from")
					if err != nil {
						return err
					}
					trust, name := c.String("trust"), c.String("output")
					if from.IsZero() || trust == "" || name == "" || name == "-" {
						return usagef("missing flag; want --trust FILE, --from TIME and -o FILE")
					}
					return rotateKey(c.Context, m, c.Args().First(), trust, name, from)
				},
			},
			changeKey(m, "retire", "say that a key signs no more", keyRetireHelp, seal.Retired),
			changeKey(m, "revoke", "say that a key is in the wrong hands", keyRevokeHelp, seal.Compromised),
		},
	}
}

// changeKey is the command that gives a key of a trust file a state.
func changeKey(m *machine, name, usage, help string, to seal.State) *cli.Command {
	return &cli.Command{
		Name:        name,
		Usage:       usage,
		Description: help,
		Flags:       []cli.Flag{&cli.StringFlag{Name: "since", Usage: "TIME"}, &cli.StringFlag{Name: "why", Usage: "TEXT"}},
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 2, 2, "a trust file and the id of a key"); err != nil {
				return err
			}
			since, err := timeFlag(c, "since")
			if err != nil {
				return err
			}
			why := c.String("why")
			if to == seal.Compromised && (since.IsZero() || why == "") {
				return usagef("missing flag; want --since TIME and --why TEXT")
			}
			if since.IsZero() {
				if since, err = clock(m); err != nil {
					return err
				}
			}
			return stateKey(c.Context, m, c.Args().First(), c.Args().Get(1), to, since, why)
		},
	}
}

// stateKey gives a key of a trust file a state. A revoked key is not retired, which would make it good again.
func stateKey(ctx context.Context, m *machine, trust, id string, to seal.State, since time.Time, why string) error {
	var entry trustedKey
	err := changeTrust(ctx, m, trust, false, func(f *trustFile) error {
		k, err := f.find(id)
		if err != nil {
			return err
		}
		if k.State == seal.Compromised && to != seal.Compromised {
			return fmt.Errorf("the key %s is revoked, which is for good", k.ID)
		}
		k.State, k.Since, k.Why = to, &since, why
		entry = *k
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(m.stderr, "key %s is %s since %s\n", entry.ID, to, since.Format(timeForm))
	fmt.Fprintf(m.stderr, "%s: hint: verifiers learn of it by the next list: %s trust sign %s -k KEY -o TRUST.cwt\n", program, program, quoteArg(trust))
	return nil
}

// rotateKey makes the key that follows old. The key file comes first: a trust file that names a key which nobody has is worse than a key
// that is not published.
func rotateKey(ctx context.Context, m *machine, old, trust, name string, from time.Time) error {
	key, err := openPrivateKey(old)
	if err != nil {
		return err
	}
	id, err := keyID(key.public)
	if err != nil {
		return err
	}
	alg := algEd25519
	if _, ok := key.public.(*ecdsa.PublicKey); ok {
		alg = algES256
	}
	use := seal.Use{Purpose: key.use.Purpose, NotBefore: from}
	return changeTrust(ctx, m, trust, false, func(f *trustFile) error {
		now, err := f.find(id)
		if err != nil {
			return err
		}
		if err := newKey(ctx, m, name, alg, use); err != nil {
			return err
		}
		next, err := openKey(name)
		if err != nil {
			return err
		}
		added, err := f.add(seal.Key{Public: next.public, Issuer: now.Issuer, Use: use})
		if err == nil {
			fmt.Fprintf(m.stderr, "added to %s: key %s of %s for %s from %s\n", trust, added.ID, added.Issuer, use.Purpose.Sentence(), from.Format(timeForm))
		}
		return err
	})
}

// What --alg takes.
const (
	algEd25519 = "ed25519"
	algES256   = "es256"
)

// purposeFlag reads --purpose.
func purposeFlag(c *cli.Context) (seal.Purpose, error) {
	word := c.String("purpose")
	if err := oneOf("purpose", word, seal.Purposes()...); err != nil {
		return 0, err
	}
	return seal.ParsePurpose(word)
}

// timeFlag reads a flag that takes a time; it returns the zero time for none.
func timeFlag(c *cli.Context, name string) (time.Time, error) {
	if !c.IsSet(name) {
		return time.Time{}, nil
	}
	t, err := parseTime(c.String(name))
	if err != nil {
		return t, usagef("flag --%s: %s", name, err)
	}
	return t, nil
}

// newKey makes the key file name. On any failure it leaves no file.
func newKey(ctx context.Context, m *machine, name, alg string, use seal.Use) error {
	key, err := generateKey(alg)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("making a key: %w", err)
	}
	id, err := keyID(key.Public())
	if err != nil {
		return err
	}
	text := append([]byte(useText("Private", id, use)), pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der})...)
	if err := writeKey(ctx, name, text); err != nil {
		return err
	}

	fmt.Fprintf(m.stderr, "made %s: %s private key for %s, key id %s\n", name, algName(key.Public()), use.Purpose.Sentence(), id)
	fmt.Fprintf(m.stderr, "%s: hint: publish the public half: %s key public %s -o %s\n", program, program,
		quoteArg(name), quoteArg(publicName(name)))
	fmt.Fprintf(m.stderr, "%s: hint: keep a copy of the key offline; it cannot be made again\n", program)
	return nil
}

func generateKey(alg string) (crypto.Signer, error) {
	if alg == algES256 {
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}

// algName is what a key is called to people.
func algName(pub crypto.PublicKey) string {
	if _, ok := pub.(*ecdsa.PublicKey); ok {
		return "ES256"
	}
	return "Ed25519"
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
	key, err := openPrivateKey(name)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key.public)
	if err != nil {
		return fmt.Errorf("reading key %q: %w", name, err)
	}
	id, err := keyID(key.public)
	if err != nil {
		return err
	}
	out, err := createOutput(ctx, m, to, publicKeyOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := io.WriteString(out, useText("Public", id, key.use)); err != nil {
		return fmt.Errorf("writing public key: %w", err)
	}
	if err := pem.Encode(out, &pem.Block{Type: pemPublic, Bytes: der}); err != nil {
		return fmt.Errorf("writing public key: %w", err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	if to != "-" {
		fmt.Fprintf(m.stderr, "wrote %s: %s public key for %s, key id %s\n", to, algName(key.public), key.use.Purpose.Sentence(), id)
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

// A keyFile is a key and what it is for.
type keyFile struct {
	name   string
	signer crypto.Signer // nil for a public key
	public crypto.PublicKey
	use    seal.Use
}

// openPrivateKey reads a key file to sign with. A file that others may read or change is refused: the mode of the
// file counts, not that of a link to it.
func openPrivateKey(name string) (keyFile, error) {
	key, err := openKey(name)
	if err != nil {
		return keyFile{}, err
	}
	if key.signer == nil {
		return keyFile{}, hintf(fmt.Errorf("opening key %q: found a public key; want the private one", name),
			"a public key verifies cards, it cannot seal them")
	}
	return key, nil
}

// openSigner reads a key file to sign with, which must be for one of the purposes and in use at a time.
func openSigner(name string, at time.Time, purposes ...seal.Purpose) (keyFile, error) {
	key, err := openPrivateKey(name)
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

// openKey reads a public or private key file.
func openKey(name string) (keyFile, error) {
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
	key, err := parseKey(data)
	if err != nil {
		wrapped := fmt.Errorf("opening key %q: %w", name, err)
		if errors.Is(err, errEncrypted) {
			return keyFile{}, hintf(wrapped, "openssl pkey -in %s -out PLAIN.key decrypts it; keep the result with chmod 600",
				quoteArg(name))
		}
		return keyFile{}, wrapped
	}
	key.name = name
	if key.signer != nil {
		if err := checkPrivate(f, name); err != nil {
			return keyFile{}, err
		}
	}
	return key, nil
}

// errEncrypted is the reason of parseKey that a user can do something about.
var errEncrypted = errors.New("found an encrypted key; want an unencrypted Ed25519 or P-256 key")

const wantKey = "want an Ed25519 or P-256 key in PKCS#8 PEM, as docketcard key new makes it"

// parseKey reads one PEM block, and nothing beside it but the text above, as a key. No error holds any part of the data.
func parseKey(data []byte) (keyFile, error) {
	block, rest := pem.Decode(data)
	if block == nil {
		return keyFile{}, errors.New("found no PEM block; " + wantKey)
	}
	if _, old := block.Headers["DEK-Info"]; old || block.Type == "ENCRYPTED PRIVATE KEY" {
		return keyFile{}, errEncrypted
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return keyFile{}, errors.New("found more than one PEM block; want one key")
	}
	var key any
	var err error
	switch block.Type {
	case pemPrivate:
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case pemPublic:
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	default:
		return keyFile{}, fmt.Errorf("found a PEM block of type %q; %s", block.Type, wantKey)
	}
	if err != nil {
		return keyFile{}, fmt.Errorf("found a damaged or unknown key; %s", wantKey)
	}
	k := keyFile{public: key}
	if signer, ok := key.(crypto.Signer); ok {
		k.signer, k.public = signer, signer.Public()
	}
	switch p := k.public.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if p.Curve != elliptic.P256() {
			return keyFile{}, fmt.Errorf("found an ECDSA %s key; want Ed25519 or P-256", p.Curve.Params().Name)
		}
	case *rsa.PublicKey:
		return keyFile{}, errors.New("found an RSA key; want Ed25519 or P-256")
	default:
		return keyFile{}, fmt.Errorf("found a key of another kind (%T); want Ed25519 or P-256", key)
	}
	before, _, _ := bytes.Cut(data, []byte("-----BEGIN "))
	k.use, err = parseUse(string(before))
	return k, err
}

// The words with which the text above a PEM block says what the key is for. RFC 7468 section 2 has every reader skip
// such text, as OpenSSL does; PKCS#8 attributes would need tools of our own, and PEM headers are not allowed. It binds
// those who hold the key; what binds verifiers is the trust list.
const (
	usePurpose   = "Purpose: "
	useNotBefore = "Not before: "
	useNotAfter  = "Not after: "
)

// useText returns the text above the PEM block of a private or public key. Its first words keep one from being written over the other.
func useText(half, id string, use seal.Use) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s key id: %s\n%s%s\n", half, id, usePurpose, use.Purpose)
	if !use.NotBefore.IsZero() {
		fmt.Fprintf(&b, "%s%s\n", useNotBefore, use.NotBefore.UTC().Format(time.RFC3339))
	}
	if !use.NotAfter.IsZero() {
		fmt.Fprintf(&b, "%s%s\n", useNotAfter, use.NotAfter.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// parseUse is the inverse of useText. A key that no text says anything of, as OpenSSL makes it, is for cards, at any time.
func parseUse(text string) (seal.Use, error) {
	var use seal.Use
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for _, word := range []string{usePurpose, useNotBefore, useNotAfter} {
			value, ok := strings.CutPrefix(line, word)
			if !ok {
				continue
			}
			if seen[word] {
				return use, fmt.Errorf("the text above the key says %q twice", strings.TrimSuffix(word, ": "))
			}
			seen[word] = true
			var err error
			switch word {
			case usePurpose:
				use.Purpose, err = seal.ParsePurpose(value)
			case useNotBefore:
				use.NotBefore, err = parseTime(value)
			case useNotAfter:
				use.NotAfter, err = parseTime(value)
			}
			if err != nil {
				return use, fmt.Errorf("the text above the key: %s%w", strings.ToLower(word), err)
			}
		}
	}
	return use, nil
}
