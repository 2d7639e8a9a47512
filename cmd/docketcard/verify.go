package main

import (
	"context"
	"fmt"
	"time"

	"docketcard/cmd/docketcard/internal/finding"
	"docketcard/render/record"
	"docketcard/render/seal"

	"github.com/urfave/cli/v2"
)

const verifyHelp = `verify checks the seals of printed cards and tells verdict, document number and dates of each.

Usage: docketcard verify [flags] FILE|FOLDER|TEXT|-...

An argument is the text of one code as a scanner reports it, or a file: a PDF, a
picture of a code, a card or a sheet (PNG or JPEG, scanned or photographed), or
texts of codes, one a line. Of a folder all such files are read, in the order of
their names; - is a file on standard input. A specimen is reported as SPECIMEN,
never as VALID: anybody can make one. The exit code is 0 only if every card is
VALID and every file could be read; a specimen's is 1.

Of a PDF, every page is drawn as it prints and its codes are read from the
picture; a seal must be that of the card that it is printed on: the document
number stands on the same card, and on the other side if it is printed on both,
and the names on the same sheet.

Keys come from --trust, a signed list of an office's keys, or from --key; the
list itself must be signed with a --key for trust lists. Without --status
revocation is not checked; with it, a card whose list is too old is STATUS STALE
and never VALID. Lists older than those this machine has seen are refused: it
keeps their numbers in docketcard/seen.json in the user's configuration folder.

Codes of other issuers are told by how they begin and verified with the keys
that their issuers publish: EU Digital COVID Certificates (HC1:), New Zealand
COVID Passes (NZCP:/), SMART Health Cards (shc:/), seals and barcodes of ICAO
(DC02, DC03 and RDB1), W3C credential barcodes (VC1-) and Claim 169 in all its
dialects. A --key may then be a certificate, a JSON Web Key Set or a DID
document. Of a certificate, seals of docketcard are never believed.

With --background and the private key of the office, verify looks instead at the
lines that lie otherwise on every card. Given a scan of the front of a card, at 300
dpi or more, or a PDF, it tells whether they are those of the document number; exit
code 1 if no card of a file has them. Without a file it draws what the card must
look like behind its holder's data. Without a key a specimen's are meant.

Flags:
  -k, --key KEY        public or private key to trust; may be repeated
      --passphrase-file FILE
                       file with a private key's passphrase
      --trust FILE     signed trust list, as trust sign makes it
      --status FILE    signed status list, as status sign makes it, or its code, as
                       status qr draws it; may be repeated
      --secret FILE    symmetric key to open encrypted codes with; may be repeated
      --mrz LINES      machine-readable zone beside a VC1- code, its three lines
                       with slashes between them
      --at TIME        verify as of 2006-01-02 or 2006-01-02T15:04:05Z (default now)
      --json           print a JSON object a line for each seal: target, page and
                       box in pixels where it has them; format; verdict (valid,
                       specimen, expired, not-yet-valid, revoked, suspended,
                       status-stale, unknown-key, untrusted, bad-signature,
                       malformed, unsupported), sentence, reason, as_of, key_id;
                       if signed, document_number, issuer, issued, expires, fields
                       by name and face, a data URL; status_list and trust_list
                       with issued, age_seconds, good_until, out_of_date
      --background NUMBER
                       compare, or draw, the background of a document number
  -t, --template TEMPLATE
                       of --background: built-in template or file (default
                       docket-card)
      --issuer FILE    of --background: issuer profile (default that of Utopia)
  -o, --output OUT     of --background: OUT.png, or - for standard output (default -)
  -q, --quiet          print nothing; the exit code answers
  -h, --help           print this text

Example:
  docketcard render examples/field-office -o cards.pdf && docketcard verify cards.pdf
`

// verifyOptions is what the command line of verify asks for.
type verifyOptions struct {
	Keys           []string  // public or private key files
	PassphraseFile string    // with the passphrase of private keys; "" to ask
	Trust          string    // signed trust list; "" for none
	Status         []string  // signed status lists
	Secrets        []string  // files of symmetric keys
	MRZ            string    // lines of the machine-readable zone beside a code; "" for none
	At             time.Time // UTC; zero for now
	JSON           bool
	Quiet          bool

	Background string // a document number; "" to verify
	Template   string // of Background, as the next two
	Issuer     string
	Output     string

	Targets []string // files, texts, "-"; at least one; see readTargets
}

func verifyCommand(m *machine) *cli.Command {
	return &cli.Command{
		Name:        "verify",
		Usage:       "check what is on a card",
		Description: verifyHelp,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "key", Aliases: []string{"k"}, Usage: "KEY"},
			passphraseFlag(),
			&cli.StringFlag{Name: "trust", Usage: "FILE"},
			&cli.StringSliceFlag{Name: "status", Usage: "FILE"},
			&cli.StringSliceFlag{Name: "secret", Usage: "FILE"},
			&cli.StringFlag{Name: "mrz", Usage: "LINES"},
			&cli.StringFlag{Name: "at", Usage: "TIME"},
			jsonFlag(),
			&cli.StringFlag{Name: "background", Usage: "NUMBER"},
			&cli.StringFlag{Name: "template", Aliases: []string{"t"}, Value: "docket-card", Usage: "TEMPLATE"},
			&cli.StringFlag{Name: "issuer", Usage: "FILE"},
			outputFlag("OUT"),
			quietFlag(),
		},
		Action: func(c *cli.Context) error {
			o, err := parseVerifyOptions(c)
			if err != nil {
				return err
			}
			switch {
			case o.Background != "" && len(o.Targets) > 0:
				return compareBackground(c.Context, m, o)
			case o.Background != "":
				return drawBackground(c.Context, m, o)
			}
			return verify(c.Context, m, o)
		},
	}
}

func parseVerifyOptions(c *cli.Context) (verifyOptions, error) {
	o := verifyOptions{
		Keys:           c.StringSlice("key"),
		PassphraseFile: c.String("passphrase-file"),
		Trust:          c.String("trust"),
		Status:         c.StringSlice("status"),
		Secrets:        c.StringSlice("secret"),
		JSON:           c.Bool("json"),
		Quiet:          c.Bool("quiet"),
		Targets:        c.Args().Slice(),
	}
	if c.IsSet("background") {
		o.Background, o.Template, o.Issuer, o.Output = c.String("background"), c.String("template"), c.String("issuer"), c.String("output")
		if !record.ValidDocumentNumber(o.Background) {
			return o, usagef("flag --background: %q is not a document number", o.Background)
		}
		if len(o.Keys) > 1 {
			return o, usagef("--background takes one key, found %d", len(o.Keys))
		}
		if len(o.Targets) > 0 && o.Output != "" {
			return o, usagef("--output is for a background that is drawn, not for one that is compared with a card")
		}
		if o.Output == "" {
			o.Output = "-"
		}
		return o, nil
	}
	for _, name := range []string{"template", "issuer", "output"} {
		if c.IsSet(name) {
			return o, usagef("--%s is for --background alone", name)
		}
	}
	if err := wantArguments(c, 1, -1, "a PDF, a picture, a folder, the text of a code, or - for standard input"); err != nil {
		return o, err
	}
	if c.IsSet("mrz") {
		var err error
		if o.MRZ, err = parseMRZ(c.String("mrz")); err != nil {
			return o, usagef("flag --mrz: %s", err)
		}
	}
	if c.IsSet("at") {
		at, err := parseTime(c.String("at"))
		if err != nil {
			return o, usagef("flag --at: %s", err)
		}
		o.At = at
	}
	return o, nil
}

// parseTime reads a moment in RFC 3339 or a date, which is its first moment in UTC.
func parseTime(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; want 2006-01-02 or 2006-01-02T15:04:05Z", s)
}

func verify(ctx context.Context, m *machine, o verifyOptions) error {
	at := o.At
	if at.IsZero() {
		var err error
		if at, err = clock(m); err != nil {
			return err
		}
	}
	keys, _, err := o.openKeys(ctx, m)
	if err != nil {
		return err
	}
	ring, trust, err := openKeyring(ctx, m, o, keys)
	if err != nil {
		return err
	}
	return verifyTargets(ctx, m, o, finding.Judge{Ring: ring, Trust: trust, At: at}, readTargets(ctx, m, o.Targets))
}

// openKeys reads the keys to verify with, and also returns them as they can be carried elsewhere.
func (o verifyOptions) openKeys(ctx context.Context, m *machine) (keys []seal.Key, material finding.Material, err error) {
	opener := &keyOpener{ctx: ctx, m: m, passphraseFile: o.PassphraseFile}
	defer opener.close()
	for _, name := range o.Keys {
		more, outside, err := opener.openKeys(name)
		if err != nil {
			return nil, material, err
		}
		keys = append(keys, more...)
		if outside != nil {
			material.Outside = append(material.Outside, outside)
			continue
		}
		key, err := finding.NewKey(more[0])
		if err != nil {
			return nil, material, fmt.Errorf("opening key %q: %w", name, err)
		}
		material.Keys = append(material.Keys, key)
	}
	return keys, material, nil
}

// openKeyring reads the lists to verify with, besides the keys. Trust is nil when there is no trust list.
func openKeyring(ctx context.Context, m *machine, o verifyOptions, keys []seal.Key) (ring *seal.Keyring, trust *seal.TrustList, err error) {
	if o.Trust != "" {
		if trust, err = openTrustList(o.Trust, keys); err != nil {
			return nil, nil, err
		}
		ring, err = trust.Keyring(keys...)
	} else {
		ring, err = seal.NewKeyring(keys...)
	}
	if err != nil {
		return nil, nil, err
	}
	var lists []*seal.StatusList
	for _, name := range o.Status {
		data, err := readList(name)
		if err != nil {
			return nil, nil, err
		}
		l, err := ring.StatusList(data)
		if err != nil {
			return nil, nil, fmt.Errorf("reading status list %q: %w", name, err)
		}
		lists = append(lists, l)
	}
	if err := remember(ctx, m, o.Quiet, trust, lists); err != nil {
		return nil, nil, err
	}
	ring = ring.WithStatus(lists...).WithMRZ(o.MRZ)
	for _, name := range o.Secrets {
		secret, err := openSecret(name)
		if err != nil {
			return nil, nil, err
		}
		ring = ring.WithSecrets(secret)
	}
	return ring, trust, nil
}
