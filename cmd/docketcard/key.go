package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"time"

	"docketcard/render/seal"

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
that verify; whoever has the public half can only verify. With a passphrase all
of this is encrypted as age does it (age -d makes the plain file).

Wherever a key signs, it is named as KEY, one of
  FILE            a key file
  exec:COMMAND    a program that signs; examples/signer tells how it is spoken to
  pkcs11:token=LABEL;object=LABEL?module-path=FILE&pin-source=file:FILE
                  a P-256 key in a token (RFC 7512), in builds with -tags pkcs11;
                  purpose=, not-before= and not-after= may follow, joined by &
The passphrase of a file and the PIN of a token are asked on the terminal, or read
from the first line of the file that --passphrase-file or pin-source names. A
token draws ECDSA signatures at random, so its cards differ from run to run.

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
      --passphrase         encrypt the file under a passphrase, asked on the terminal
      --passphrase-file FILE
                           encrypt it under the first line of a file (- for
                           standard input) that nobody else may read
  -h, --help               print this text

Example:
  docketcard key new --alg es256 --purpose status -o status.key
`

const keyPublicHelp = `key public prints the public half of a key, as a PEM public key with its purpose above.

Usage: docketcard key public [flags] KEY

Flags:
  -o, --output FILE             file to write (default standard output)
      --passphrase-file FILE    file with the key's passphrase
  -h, --help                    print this text

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
If KEY has a passphrase, so has the new one.

Flags:
      --trust FILE              trust file that has the key in use, and gets the new one
      --from TIME               when the new key comes into use
  -o, --output FILE             key file to make; must not exist
      --passphrase-file FILE    file with the passphrase of both
  -h, --help                    print this text

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
					&cli.BoolFlag{Name: "passphrase"},
					passphraseFlag(),
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
					passphrase := ""
					if c.Bool("passphrase") || c.String("passphrase-file") != "" {
						if passphrase, err = newKeyOpener(c, m).newPassphrase(name); err != nil {
							return err
						}
					}
					_, err = newKey(c.Context, m, name, c.String("alg"), use, passphrase)
					return err
				},
			},
			{
				Name:        "public",
				Usage:       "print the public half of a key file",
				Description: keyPublicHelp,
				Flags:       []cli.Flag{outputFlag("FILE"), passphraseFlag()},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one key"); err != nil {
						return err
					}
					out := c.String("output")
					if out == "" {
						out = "-"
					}
					keys := newKeyOpener(c, m)
					defer keys.close()
					return publicKey(c.Context, m, keys, c.Args().First(), out)
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
				Flags:       []cli.Flag{&cli.StringFlag{Name: "trust", Usage: "FILE"}, &cli.StringFlag{Name: "from", Usage: "TIME"}, outputFlag("FILE"), passphraseFlag()},
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
					keys := newKeyOpener(c, m)
					defer keys.close()
					return rotateKey(c.Context, m, keys, c.Args().First(), trust, name, from)
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
func rotateKey(ctx context.Context, m *machine, keys *keyOpener, old, trust, name string, from time.Time) error {
	key, err := keys.openPrivate(old)
	if err != nil {
		return err
	}
	if key.place == elsewhere {
		return hintf(fmt.Errorf("the key %q is not a file, so the next one is not made here", old),
			"make it where this one is; then %s trust add TRUST KEY --issuer ID publishes it", program)
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
		passphrase := ""
		if key.place == encryptedFile {
			if passphrase, err = keys.newPassphrase(name); err != nil {
				return err
			}
		}
		next, err := newKey(ctx, m, name, alg, use, passphrase)
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

// publicKey writes the public half of a key file as PEM.
func publicKey(ctx context.Context, m *machine, keys *keyOpener, name, to string) error {
	key, err := keys.openPrivate(name)
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
