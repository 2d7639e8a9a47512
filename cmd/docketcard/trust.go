package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"docketcard/render/scan"
	"docketcard/render/seal"

	"github.com/urfave/cli/v2"
)

const trustHelp = `trust keeps which keys are an office's, and signs the list that verifiers take along.

Usage: docketcard trust COMMAND [flags] [arguments]

Commands:
  add     add a public key to a trust file
  sign    sign the next trust list
  show    show a trust file or list, or export its keys

The trust file stays in the office; key list, rotate, retire and revoke work on
it too. The signed list names each key with its issuer, purpose, times and state.
Each has a number and names the one before, so that verify --trust refuses a
list older than one that the machine has seen.

Example:
  docketcard key new -o a.key && docketcard trust add trust.json a.key --issuer UTO
`

const trustAddHelp = `trust add adds the public half of a key to a trust file, and makes the file if there is none.

Usage: docketcard trust add [flags] FILE KEY

KEY is a public or private key file; what it says of its purpose and times goes
into the list.

Flags:
      --issuer ID    id of the issuer that the key may sign for, as in its profile
      --passphrase-file FILE
                     file with the passphrase of a private key
  -h, --help         print this text

Example:
  docketcard key new -o b.key && docketcard trust add trust.json b.key --issuer UTO
`

const trustSignHelp = `trust sign writes the next signed trust list of a trust file, for verify --trust.

Usage: docketcard trust sign [flags] FILE

Verifiers need the public half of KEY once, by a way that they trust; all other
keys come with the list. From its next update on they call no card VALID by it.

Flags:
  -k, --key KEY            key for trust lists; see help key
      --passphrase-file FILE
                           file with the key's passphrase
  -o, --output FILE        file to write (default standard output, if it is not
                           a terminal)
      --expires DURATION   time to the next update, such as 30d (default 90d)
  -h, --help               print this text

Example:
  docketcard help trust sign
`

const trustShowHelp = `trust show shows the keys of a trust file or of a signed trust list, or exports them.

Usage: docketcard trust show [flags] FILE

Flags:
  -k, --key KEY    public key that a signed list must be signed with
      --jwks       print the keys that may have sealed cards as a JWK Set (RFC 7517)
      --dcc        print them as the EU DCC gateway lists signers; rawData is the
                   public key (SubjectPublicKeyInfo), since there are no certificates
      --json       print all keys as JSON
  -h, --help       print this text

Example:
  docketcard help trust show
`

const trustFileSchema = "docketcard/trust-file/v1"

// A trustFile is an office's own record of its trust list, from which lists are signed.
type trustFile struct {
	Schema   string       `json:"schema"`
	Sequence uint64       `json:"sequence"`           // of the list signed last; 0 for none
	Previous string       `json:"previous,omitempty"` // its SHA-256
	Keys     []trustedKey `json:"keys"`
}

type trustedKey struct {
	ID        string       `json:"kid"` // hexadecimal
	Issuer    string       `json:"issuer"`
	Purpose   seal.Purpose `json:"purpose"`
	NotBefore *time.Time   `json:"not_before,omitempty"`
	NotAfter  *time.Time   `json:"not_after,omitempty"`
	State     seal.State   `json:"state"`
	Since     *time.Time   `json:"since,omitempty"`
	Why       string       `json:"why,omitempty"`
	PEM       string       `json:"public_key"`
}

// ptr returns t, or nil for the zero time, which JSON leaves out.
func ptr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func deref(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// newTrustedKey returns an entry of a trust file.
func newTrustedKey(k seal.Key) (trustedKey, error) {
	der, err := x509.MarshalPKIXPublicKey(k.Public)
	if err != nil {
		return trustedKey{}, err
	}
	id := hex.EncodeToString(k.ID)
	if k.ID == nil {
		if id, err = keyID(k.Public); err != nil {
			return trustedKey{}, err
		}
	}
	return trustedKey{
		ID: id, Issuer: k.Issuer, Purpose: k.Purpose, NotBefore: ptr(k.NotBefore), NotAfter: ptr(k.NotAfter),
		State: k.State, Since: ptr(k.Since), Why: k.Why, PEM: string(pem.EncodeToMemory(&pem.Block{Type: pemPublic, Bytes: der})),
	}, nil
}

// key is the inverse of newTrustedKey.
func (t trustedKey) key() (seal.Key, error) {
	k, err := parseKey([]byte(t.PEM))
	if err != nil {
		return seal.Key{}, err
	}
	id, err := hex.DecodeString(t.ID)
	if err != nil || len(id) == 0 || k.signer != nil {
		return seal.Key{}, errors.New("found no id, or a private key")
	}
	return seal.Key{
		Public: k.public, ID: id, Issuer: t.Issuer, Use: seal.Use{Purpose: t.Purpose, NotBefore: deref(t.NotBefore), NotAfter: deref(t.NotAfter)},
		State: t.State, Since: deref(t.Since), Why: t.Why,
	}, nil
}

func openTrustFile(name string) (*trustFile, error) {
	f := new(trustFile)
	if err := readLedger(name, trustFileSchema, f); err != nil {
		return nil, err
	}
	for i, k := range f.Keys {
		if _, err := k.key(); err != nil {
			return nil, fmt.Errorf("reading %q: key %d: %w", name, i+1, err)
		}
	}
	return f, nil
}

// changeTrust lets change work on a trust file and saves it; with start, a file that does not exist is made.
func changeTrust(ctx context.Context, m *machine, name string, start bool, change func(*trustFile) error) error {
	held, err := lockLedger(name)
	if err != nil {
		return err
	}
	defer held.Close()
	f, err := openTrustFile(name)
	if start && errors.Is(err, fs.ErrNotExist) {
		f, err = &trustFile{Schema: trustFileSchema}, nil
	}
	if err != nil {
		return err
	}
	if err := change(f); err != nil {
		return err
	}
	return writeLedger(ctx, m, name, trustFileSchema, f)
}

// add puts a key into the file. Any key stands in it once: it has one purpose.
func (f *trustFile) add(k seal.Key) (trustedKey, error) {
	entry, err := newTrustedKey(k)
	if err != nil {
		return entry, err
	}
	switch {
	case k.Purpose == seal.TrustLists:
		return entry, hintf(errors.New("the key is for trust lists, and so not listed in them"), "hand its public half to verifiers once; verify takes it with -k")
	case slices.ContainsFunc(f.Keys, func(t trustedKey) bool { return t.ID == entry.ID }):
		return entry, fmt.Errorf("the key %s is in the file already", entry.ID)
	}
	f.Keys = append(f.Keys, entry)
	return entry, nil
}

// find returns the key whose id is or begins with id.
func (f *trustFile) find(id string) (*trustedKey, error) {
	var found []*trustedKey
	for i := range f.Keys {
		if strings.HasPrefix(f.Keys[i].ID, strings.ToLower(id)) {
			found = append(found, &f.Keys[i])
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, hintf(fmt.Errorf("the trust file has no key %q", id), "%s key list shows which it has", program)
	}
	return nil, fmt.Errorf("%d keys of the trust file begin with %q; want more of the id", len(found), id)
}

func trustCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "trust",
		Usage:       "keep and sign which keys verifiers trust",
		Description: trustHelp,
		Subcommands: []*cli.Command{
			{
				Name:        "add",
				Usage:       "add a public key to a trust file",
				Description: trustAddHelp,
				Flags:       []cli.Flag{&cli.StringFlag{Name: "issuer", Usage: "ID"}, passphraseFlag()},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 2, 2, "a trust file and a key"); err != nil {
						return err
					}
					issuer := c.String("issuer")
					if issuer == "" {
						return usagef("missing flag; want --issuer ID")
					}
					keys := newKeyOpener(c, m)
					defer keys.close()
					key, err := keys.open(c.Args().Get(1))
					if err != nil {
						return err
					}
					var entry trustedKey
					err = changeTrust(c.Context, m, c.Args().First(), true, func(f *trustFile) (err error) {
						entry, err = f.add(seal.Key{Public: key.public, Issuer: issuer, Use: key.use})
						return err
					})
					if err == nil {
						fmt.Fprintf(m.stderr, "added to %s: key %s of %s for %s\n", c.Args().First(), entry.ID, issuer, key.use.Purpose.Sentence())
					}
					return err
				},
			},
			{
				Name:        "sign",
				Usage:       "sign the next trust list",
				Description: trustSignHelp,
				Flags:       []cli.Flag{keyFlag("KEY"), passphraseFlag(), outputFlag("FILE"), &cli.StringFlag{Name: "expires", Value: "90d", Usage: "DURATION"}},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one trust file"); err != nil {
						return err
					}
					expires, err := durationFlag(c, "expires")
					if err != nil {
						return err
					}
					keys := newKeyOpener(c, m)
					defer keys.close()
					return signTrust(c.Context, m, keys, c.Args().First(), c.String("key"), c.String("output"), expires)
				},
			},
			{
				Name:        "show",
				Usage:       "show a trust file or list, or export its keys",
				Description: trustShowHelp,
				Flags:       []cli.Flag{keyFlag("KEY"), &cli.BoolFlag{Name: "jwks"}, &cli.BoolFlag{Name: "dcc"}, jsonFlag()},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one trust file or signed trust list"); err != nil {
						return err
					}
					keys := newKeyOpener(c, m)
					defer keys.close()
					return showTrust(m, keys, c.Args().First(), c.String("key"), c.Bool("jwks"), c.Bool("dcc"), c.Bool("json"))
				},
			},
		},
	}
}

// signTrust writes the next list. The file is told first: a number that no list has is harmless, two lists with one number are refused.
func signTrust(ctx context.Context, m *machine, keys *keyOpener, name, keyName, to string, expires time.Duration) error {
	if keyName == "" {
		return usagef("missing flag; want -k KEY")
	}
	if to == "" {
		to = "-"
	}
	now, err := clock(m)
	if err != nil {
		return err
	}
	key, err := keys.openSigner(keyName, now, seal.TrustLists)
	if err != nil {
		return err
	}
	out, err := createOutput(ctx, m, to, listOutput)
	if err != nil {
		return err
	}
	defer out.discard()
	list := &seal.TrustList{Issued: now, NextUpdate: now.Add(expires)}
	var token []byte
	err = changeTrust(ctx, m, name, false, func(f *trustFile) error {
		for _, entry := range f.Keys {
			k, err := entry.key()
			if err != nil {
				return err
			}
			list.Keys = append(list.Keys, k)
		}
		list.Sequence = f.Sequence + 1
		var err error
		if list.Previous, err = hex.DecodeString(f.Previous); err != nil {
			return fmt.Errorf("reading %q: previous is not hexadecimal", name)
		}
		if token, err = list.Sign(key.signer); err != nil {
			return err
		}
		sum := sha256.Sum256(token)
		f.Sequence, f.Previous = list.Sequence, hex.EncodeToString(sum[:])
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := out.Write(token); err != nil {
		return fmt.Errorf("writing the trust list: %w", err)
	}
	if err := out.commit(); err != nil {
		return err
	}
	fmt.Fprintf(m.stderr, "signed trust list number %d: %s; next update before %s\n", list.Sequence, count(len(list.Keys), "key"), list.NextUpdate.Format(timeForm))
	return nil
}

// listSize is the most that a signed list may hold, 2^20 bytes of entries that do not compress and its head, and a photograph of its code.
const listSize = 16 << 20

// readList reads a signed list: the file, the text of its code, or a picture of that.
func readList(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, doing("opening", name, err)
	}
	defer f.Close()
	data, err := readCapped(f, name, listSize)
	if err != nil {
		return nil, err
	}
	if !hasPNG(data) && !hasJPEG(data) {
		list, err := seal.ParseList(data)
		if err != nil {
			return nil, fmt.Errorf("reading list %q: %w", name, err)
		}
		return list, nil
	}
	img, err := decodePicture(name, data)
	if err != nil {
		return nil, err
	}
	for _, code := range scan.Photographed(img) {
		if list, err := seal.ParseList([]byte(code.Text)); err == nil {
			return list, nil
		}
	}
	return nil, fmt.Errorf("reading list %q: found no code of a signed list on the picture", name)
}

// openTrustList reads a signed trust list, verified with one of keys.
func openTrustList(name string, keys []seal.Key) (*seal.TrustList, error) {
	data, err := readList(name)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(keys, func(k seal.Key) bool { return k.Purpose == seal.TrustLists }) {
		return nil, hintf(fmt.Errorf("reading trust list %q: found no key that it should be signed with", name),
			"name its public key with -k; key public prints it with its purpose")
	}
	l, err := seal.OpenTrustList(data, keys...)
	if err != nil {
		return nil, fmt.Errorf("reading trust list %q: %w", name, err)
	}
	return l, nil
}

func showTrust(m *machine, opener *keyOpener, name, keyName string, jwks, dcc, asJSON bool) error {
	if jwks && dcc || jwks && asJSON || dcc && asJSON {
		return usagef("--jwks, --dcc and --json exclude each other")
	}
	head, err := readHead(name)
	if err != nil {
		return err
	}
	var keys []trustedKey
	var title string
	var issued time.Time
	if head == '{' {
		f, err := openTrustFile(name)
		if err != nil {
			return err
		}
		keys = f.Keys
		title = fmt.Sprintf("trust file; list number %d was signed last", f.Sequence)
		if issued, err = clock(m); err != nil {
			return err
		}
	} else {
		var known []seal.Key
		if keyName != "" {
			key, err := opener.open(keyName)
			if err != nil {
				return err
			}
			known = append(known, seal.Key{Public: key.public, Use: key.use})
		}
		l, err := openTrustList(name, known)
		if err != nil {
			return err
		}
		for _, k := range l.Keys {
			entry, err := newTrustedKey(k)
			if err != nil {
				return err
			}
			keys = append(keys, entry)
		}
		title = fmt.Sprintf("trust list number %d, issued %s, next update before %s", l.Sequence, l.Issued.Format(timeForm), l.NextUpdate.Format(timeForm))
		issued = l.Issued
	}
	switch {
	case jwks:
		return exportJWKS(m.stdout, keys)
	case dcc:
		return exportDCC(m.stdout, keys, issued)
	case asJSON:
		return writeJSON(m.stdout, keys)
	}
	fmt.Fprintln(m.stdout, title)
	return writeKeys(m.stdout, keys)
}

func readHead(name string) (byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return 0, doing("opening", name, err)
	}
	defer f.Close()
	var b [1]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return 0, fmt.Errorf("reading %q: found nothing; want a trust file or list", name)
	}
	return b[0], nil
}

// writeKeys prints a line for each key.
func writeKeys(to io.Writer, keys []trustedKey) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "KEY\tISSUER\tPURPOSE\tALGORITHM\tNOT BEFORE\tNOT AFTER\tSTATE\tWHY")
	day := func(t *time.Time) string {
		if t == nil {
			return "-"
		}
		return t.UTC().Format(time.DateOnly)
	}
	for _, t := range keys {
		k, err := t.key()
		if err != nil {
			return err
		}
		state := t.State.String()
		if t.Since != nil {
			state += " since " + day(t.Since)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Issuer, t.Purpose, algName(k.Public), day(t.NotBefore), day(t.NotAfter), state, dash(t.Why))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing keys: %w", err)
	}
	return nil
}

// exported returns the keys that may have sealed a good card: those for cards that are not compromised.
func exported(keys []trustedKey) ([]seal.Key, error) {
	var list []seal.Key
	for _, t := range keys {
		k, err := t.key()
		if err != nil {
			return nil, err
		}
		if k.Purpose == seal.LiveCards && k.State != seal.Compromised {
			list = append(list, k)
		}
	}
	return list, nil
}

// A jwk is a public key as RFC 7517, RFC 7518 section 6.2 and RFC 8037 write it. The kid is in hexadecimal.
type jwk struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	Y         string `json:"y,omitempty"`
	ID        string `json:"kid"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
}

func newJWK(public crypto.PublicKey, id []byte) (jwk, error) {
	k := jwk{ID: hex.EncodeToString(id), Use: "sig"}
	b64 := base64.RawURLEncoding.EncodeToString
	switch p := public.(type) {
	case ed25519.PublicKey:
		k.Type, k.Curve, k.Algorithm, k.X = "OKP", "Ed25519", "EdDSA", b64(p)
	case *ecdsa.PublicKey:
		point, err := p.Bytes()
		if err != nil {
			return k, err
		}
		k.Type, k.Curve, k.Algorithm = "EC", "P-256", "ES256"
		k.X, k.Y = b64(point[1:33]), b64(point[33:])
	}
	return k, nil
}

func exportJWKS(w io.Writer, keys []trustedKey) error {
	list, err := exported(keys)
	if err != nil {
		return err
	}
	set := struct {
		Keys []jwk `json:"keys"`
	}{[]jwk{}}
	for _, k := range list {
		j, err := newJWK(k.Public, k.ID)
		if err != nil {
			return err
		}
		set.Keys = append(set.Keys, j)
	}
	return writeJSON(w, set)
}

// exportDCC writes keys as the TrustListDto of the EU Digital COVID Certificate gateway.
func exportDCC(w io.Writer, keys []trustedKey, at time.Time) error {
	list, err := exported(keys)
	if err != nil {
		return err
	}
	type dto struct {
		ID         string `json:"kid"`
		Timestamp  string `json:"timestamp"`
		Country    string `json:"country"`
		Type       string `json:"certificateType"`
		Thumbprint string `json:"thumbprint"`
		Signature  string `json:"signature"`
		Raw        []byte `json:"rawData"` // base64
	}
	out := []dto{}
	for _, k := range list {
		der, err := x509.MarshalPKIXPublicKey(k.Public)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(der)
		out = append(out, dto{
			ID: base64.StdEncoding.EncodeToString(k.ID), Timestamp: at.UTC().Format(time.RFC3339), Country: k.Issuer, Type: "DSC",
			Thumbprint: hex.EncodeToString(sum[:]), Raw: bytes.Clone(der),
		})
	}
	return writeJSON(w, out)
}
