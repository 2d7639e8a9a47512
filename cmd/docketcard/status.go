package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"image/png"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"docketcard/render/qr"
	"docketcard/render/scan"
	"docketcard/render/seal"

	"github.com/urfave/cli/v2"
)

const statusHelp = `status keeps which cards are revoked or suspended, and signs the list that verifiers take along.

Usage: docketcard status COMMAND [flags] [arguments]

Commands:
  new        make a status file
  revoke     revoke cards for good
  suspend    suspend cards until they are restored
  restore    restore suspended cards
  sign       sign the status list
  qr         draw the signed list as a QR code, to carry it on paper or a screen
  show       tell how many cards of a status file are revoked and suspended

The status file stays in the office. It says for each document number which
entry of the list is its card's; render --statuses draws the entry at random and
seals it into the card. The signed list holds two bits an entry, and no numbers.

Example:
  docketcard status new --uri https://status.utopia.example/1 -o statuses.json
`

const statusNewHelp = `status new makes an empty status file for a status list; it never overwrites a file.

Usage: docketcard status new [flags]

Flags:
  -o, --output FILE    status file to make; must not exist
      --uri URI        address of the list, which cards name it by
      --entries N      cards that the list has room for (default 65536)
  -h, --help           print this text

Example:
  docketcard status new --uri https://status.utopia.example/2 --entries 4096 -o two.json
`

const statusChangeHelp = `status %s %s; the next status sign tells verifiers.

Usage: docketcard status %s [flags] FILE NUMBER...

FILE is the status file, NUMBER a document number as it is printed on the card.
Either all cards are changed or none.

Flags:
      --why TEXT    why, for the office: it is kept in the status file alone
  -h, --help        print this text

Example:
  docketcard help status %[3]s
`

const statusSignHelp = `status sign writes the signed status list of a status file, for verify --status.

Usage: docketcard status sign [flags] FILE

The list is a token status list in CWT form (IETF). Verifiers call no card VALID
by a list older than its --ttl, or by one that has expired.

Flags:
  -k, --key KEY            key for status lists; see help key
      --passphrase-file FILE
                           file with the key's passphrase
  -o, --output FILE        file to write (default standard output, if it is not
                           a terminal)
      --ttl DURATION       time to the next list, such as 36h or 7d (default 24h)
      --expires DURATION   time that the list may be used at most (default 30d)
  -h, --help               print this text

Example:
  docketcard help status sign
`

const statusQRHelp = `status qr draws a signed status list as a QR code, to carry it on paper or a screen.

Usage: docketcard status qr [flags] LIST

LIST is a signed list, as status sign makes it. What a reader of codes saves of
the picture, and a photograph of it, is what verify --status takes for the list
itself. A code holds a list of some 2800 bytes: a few hundred revoked cards.

Flags:
  -o, --output FILE.png    picture to write
  -h, --help               print this text

Example:
  docketcard help status qr
`

const statusShowHelp = `status show tells how many cards of a status file are revoked and suspended.

Usage: docketcard status show [flags] FILE

Flags:
      --json    print a JSON object
  -h, --help    print this text

Example:
  docketcard help status show
`

const statusSchema = "docketcard/status/v1"

// A statusFile is an office's own record of a status list: which entry is which card's. Cards are sorted by number.
type statusFile struct {
	Schema  string       `json:"schema"`
	URI     string       `json:"uri"`
	Entries int          `json:"entries"`
	Cards   []statusCard `json:"cards"`

	entry   map[string]int // by document number
	used    map[int]bool
	changed bool
}

type statusCard struct {
	Number string     `json:"document_number"`
	Entry  int        `json:"entry"`
	Status string     `json:"status"` // as seal.Status has it
	Since  *time.Time `json:"since,omitempty"`
	Why    string     `json:"why,omitempty"`
}

var statusWords = map[string]seal.Status{
	seal.StatusValid.String():     seal.StatusValid,
	seal.StatusInvalid.String():   seal.StatusInvalid,
	seal.StatusSuspended.String(): seal.StatusSuspended,
}

// openStatuses reads a status file, which must be sound: two cards with one entry would share their fate.
func openStatuses(name string) (*statusFile, error) {
	f := &statusFile{entry: map[string]int{}, used: map[int]bool{}}
	if err := readLedger(name, statusSchema, f); err != nil {
		return nil, err
	}
	if f.Entries < 4 || f.URI == "" {
		return nil, fmt.Errorf("reading %q: found no uri or fewer than 4 entries", name)
	}
	for _, c := range f.Cards {
		_, twice := f.entry[c.Number]
		_, known := statusWords[c.Status]
		switch {
		case c.Number == "" || twice:
			return nil, fmt.Errorf("reading %q: found a card without a number, or a number twice", name)
		case c.Entry < 0 || c.Entry >= f.Entries || f.used[c.Entry]:
			return nil, fmt.Errorf("reading %q: found the entry %d twice or beyond the list", name, c.Entry)
		case !known:
			return nil, fmt.Errorf("reading %q: found the status %q; want valid, invalid or suspended", name, c.Status)
		}
		f.entry[c.Number], f.used[c.Entry] = c.Entry, true
	}
	return f, nil
}

// save writes the file, if it was changed.
func (f *statusFile) save(ctx context.Context, m *machine, name string) error {
	if !f.changed {
		return nil
	}
	slices.SortFunc(f.Cards, func(a, b statusCard) int { return cmp.Compare(a.Number, b.Number) })
	return writeLedger(ctx, m, name, statusSchema, f)
}

// allot returns the entry of a card, drawn at random the first time: entries in the order of issue would tell whoever holds a card and a
// list which others were issued with it.
func (f *statusFile) allot(number string) (uint64, error) {
	entry, known := f.entry[number]
	if !known {
		if len(f.used) >= f.Entries {
			return 0, fmt.Errorf("the status list is full: %d cards have its entries; status new makes another", f.Entries)
		}
		// Free entries are drawn by refusing the others; a list that is nearly full takes its size in draws.
		for taken := true; taken; taken = f.used[entry] {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(f.Entries)))
			if err != nil {
				return 0, fmt.Errorf("drawing an entry of the status list: %w", err)
			}
			entry = int(n.Int64())
		}
		f.entry[number], f.used[entry], f.changed = entry, true, true
		f.Cards = append(f.Cards, statusCard{Number: number, Entry: entry, Status: seal.StatusValid.String()})
	}
	return uint64(entry), nil
}

// list returns the status list.
func (f *statusFile) list() (*seal.StatusList, error) {
	l, err := seal.NewStatusList(f.URI, f.Entries)
	if err != nil {
		return nil, err
	}
	for _, c := range f.Cards {
		if err := l.Set(uint64(c.Entry), statusWords[c.Status]); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func statusCommand(m *machine) *cli.Command {
	change := func(name, usage string, to seal.Status) *cli.Command {
		return &cli.Command{
			Name:        name,
			Usage:       usage,
			Description: fmt.Sprintf(statusChangeHelp, name, strings.Replace(usage, name, name+"s", 1), name),
			Flags:       []cli.Flag{&cli.StringFlag{Name: "why", Usage: "TEXT"}},
			Action: func(c *cli.Context) error {
				if err := wantArguments(c, 2, -1, "a status file and document numbers"); err != nil {
					return err
				}
				return changeStatus(c.Context, m, c.Args().First(), c.Args().Tail(), to, c.String("why"))
			},
		}
	}
	return &cli.Command{
		Name:        "status",
		Usage:       "keep and sign which cards are revoked",
		Description: statusHelp,
		Subcommands: []*cli.Command{
			{
				Name:        "new",
				Usage:       "make a status file",
				Description: statusNewHelp,
				Flags: []cli.Flag{
					outputFlag("FILE"),
					&cli.StringFlag{Name: "uri", Usage: "URI"},
					&cli.IntFlag{Name: "entries", Value: 1 << 16, Usage: "N"},
				},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 0, 0, ""); err != nil {
						return err
					}
					name, uri := c.String("output"), c.String("uri")
					if name == "" || name == "-" || uri == "" {
						return usagef("missing flag; want --uri URI and -o FILE")
					}
					if u, err := url.Parse(uri); err != nil || u.Scheme == "" || u.Host == "" || u.Fragment != "" {
						return usagef("flag --uri: %q is not an address such as https://status.example/1", uri)
					}
					n := c.Int("entries")
					if _, err := seal.NewStatusList(uri, n); err != nil {
						return usagef("flag --entries: %s", err)
					}
					if err := newLedger(name, statusSchema); err != nil {
						return err
					}
					f := &statusFile{Schema: statusSchema, URI: uri, Entries: n, Cards: []statusCard{}}
					if err := writeLedger(c.Context, m, name, statusSchema, f); err != nil {
						return err
					}
					fmt.Fprintf(m.stderr, "made %s: status list %s of %d entries\n", name, uri, n)
					return nil
				},
			},
			change("revoke", "revoke cards for good", seal.StatusInvalid),
			change("suspend", "suspend cards until they are restored", seal.StatusSuspended),
			change("restore", "restore suspended cards", seal.StatusValid),
			{
				Name:        "sign",
				Usage:       "sign the status list",
				Description: statusSignHelp,
				Flags: []cli.Flag{
					keyFlag("KEY"),
					passphraseFlag(),
					outputFlag("FILE"),
					&cli.StringFlag{Name: "ttl", Value: "24h", Usage: "DURATION"},
					&cli.StringFlag{Name: "expires", Value: "30d", Usage: "DURATION"},
				},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one status file"); err != nil {
						return err
					}
					ttl, err := durationFlag(c, "ttl")
					if err != nil {
						return err
					}
					expires, err := durationFlag(c, "expires")
					if err != nil {
						return err
					}
					keys := newKeyOpener(c, m)
					defer keys.close()
					return signStatus(c.Context, m, keys, c.Args().First(), c.String("key"), c.String("output"), ttl, expires)
				},
			},
			{
				Name:        "qr",
				Usage:       "draw the signed list as a QR code",
				Description: statusQRHelp,
				Flags:       []cli.Flag{outputFlag("FILE.png")},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one signed status list"); err != nil {
						return err
					}
					if c.String("output") == "" {
						return usagef("missing flag; want -o FILE.png")
					}
					return drawStatus(c.Context, m, c.Args().First(), c.String("output"))
				},
			},
			{
				Name:        "show",
				Usage:       "tell how many cards are revoked and suspended",
				Description: statusShowHelp,
				Flags:       []cli.Flag{jsonFlag()},
				Action: func(c *cli.Context) error {
					if err := wantArguments(c, 1, 1, "one status file"); err != nil {
						return err
					}
					return showStatus(m, c.Args().First(), c.Bool("json"))
				},
			},
		},
	}
}

// durationFlag reads a flag that takes a number of days or a duration of Go.
func durationFlag(c *cli.Context, name string) (time.Duration, error) {
	s := c.String(name)
	d, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n int
		n, err = strconv.Atoi(days)
		d = time.Duration(min(n, 36500)) * 24 * time.Hour
	}
	if err != nil || d < time.Second || d%time.Second != 0 {
		return 0, usagef("flag --%s: %q is not a time such as 36h or 7d", name, s)
	}
	return d, nil
}

// changeStatus gives cards a status: all of them, or none and an error.
func changeStatus(ctx context.Context, m *machine, name string, numbers []string, to seal.Status, why string) error {
	now, err := clock(m)
	if err != nil {
		return err
	}
	held, err := lockLedger(name)
	if err != nil {
		return err
	}
	defer held.Close()
	f, err := openStatuses(name)
	if err != nil {
		return err
	}
	for _, number := range numbers {
		number = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(number))
		i := slices.IndexFunc(f.Cards, func(c statusCard) bool { return c.Number == number })
		if i < 0 {
			return hintf(fmt.Errorf("the status file %q has no card with the number %q; nothing was changed", name, number),
				"a card is entered when render --statuses prints it")
		}
		c := &f.Cards[i]
		from := statusWords[c.Status]
		switch {
		case from == seal.StatusInvalid && to != from:
			return hintf(fmt.Errorf("card %s is revoked, which is for good; nothing was changed", number), "print a new card instead")
		case from == to:
			fmt.Fprintf(m.stderr, "card %s is %s already\n", number, strings.Replace(c.Status, "invalid", "revoked", 1))
			continue
		}
		c.Status, c.Since, c.Why, f.changed = to.String(), &now, why, true
		fmt.Fprintf(m.stderr, "card %s is %s now\n", number, strings.Replace(to.String(), "invalid", "revoked", 1))
	}
	if err := f.save(ctx, m, name); err != nil {
		return err
	}
	if f.changed {
		fmt.Fprintf(m.stderr, "%s: hint: verifiers learn of it by the next list: %s status sign %s -k KEY -o LIST.cwt\n", program, program, quoteArg(name))
	}
	return nil
}

// listOutput is a signed status or trust list: COSE_Sign1, tagged 18.
var listOutput = outputKind{name: "signed list", magic: "\xd2\x84", perm: 0o644, binary: true}

// signStatus writes the signed list of a status file.
func signStatus(ctx context.Context, m *machine, keys *keyOpener, name, keyName, to string, ttl, expires time.Duration) error {
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
	key, err := keys.openSigner(keyName, now, seal.StatusLists)
	if err != nil {
		return err
	}
	f, err := openStatuses(name)
	if err != nil {
		return err
	}
	l, err := f.list()
	if err != nil {
		return err
	}
	l.IssuedAt, l.TTL, l.Expires = now, ttl, now.Add(expires)
	token, err := l.Sign(key.signer)
	if err != nil {
		return err
	}
	if err := writeWhole(ctx, m, to, listOutput, token); err != nil {
		return err
	}
	n := f.count()
	fmt.Fprintf(m.stderr, "signed the status list %s: %s, %d revoked, %d suspended; good until %s\n", l.URI, count(len(f.Cards), "card"),
		n[seal.StatusInvalid], n[seal.StatusSuspended], l.Until().Format(timeForm))
	return nil
}

// drawStatus draws the code of a signed list, and reads it back before it writes it.
func drawStatus(ctx context.Context, m *machine, name, to string) error {
	list, err := readList(name)
	if err != nil {
		return err
	}
	text := seal.ListText(list)
	img, err := qr.Picture(text, 8)
	if err != nil {
		return hintf(fmt.Errorf("drawing %q: its %d bytes are more than a QR code holds", name, len(list)), "carry the file")
	}
	if codes := scan.Codes(img); len(codes) != 1 || codes[0].Text != text {
		return fmt.Errorf("drawing %q: the code cannot be read back", name)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return fmt.Errorf("drawing %q: %w", name, err)
	}
	if err := writeWhole(ctx, m, to, pngOutput, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(m.stderr, "wrote %s: the status list as a QR code, %d bytes\n", to, len(list))
	return nil
}

// writeWhole writes an output of which all is at hand.
func writeWhole(ctx context.Context, m *machine, to string, kind outputKind, data []byte) error {
	out, err := createOutput(ctx, m, to, kind)
	if err != nil {
		return err
	}
	defer out.discard()
	if _, err := out.Write(data); err != nil {
		return fmt.Errorf("writing %s: %w", kind.name, err)
	}
	return out.commit()
}

func (f *statusFile) count() map[seal.Status]int {
	n := map[seal.Status]int{}
	for _, c := range f.Cards {
		n[statusWords[c.Status]]++
	}
	return n
}

func showStatus(m *machine, name string, asJSON bool) error {
	f, err := openStatuses(name)
	if err != nil {
		return err
	}
	n := f.count()
	if asJSON {
		return writeJSON(m.stdout, struct {
			URI       string `json:"uri"`
			Entries   int    `json:"entries"`
			Cards     int    `json:"cards"`
			Revoked   int    `json:"revoked"`
			Suspended int    `json:"suspended"`
		}{f.URI, f.Entries, len(f.Cards), n[seal.StatusInvalid], n[seal.StatusSuspended]})
	}
	w := tabwriter.NewWriter(m.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "list\t%s\n", f.URI)
	fmt.Fprintf(w, "entries\t%d, %d of them free\n", f.Entries, f.Entries-len(f.Cards))
	for _, line := range []struct {
		name string
		n    int
	}{{"cards", len(f.Cards)}, {"revoked", n[seal.StatusInvalid]}, {"suspended", n[seal.StatusSuspended]}} {
		fmt.Fprintf(w, "%s\t%d\n", line.name, line.n)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
