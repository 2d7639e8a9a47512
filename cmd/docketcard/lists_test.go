package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
)

// An office is a folder with keys, a trust file and a status file, and the machine of a verifier.
type office struct {
	t   *testing.T
	dir string
}

func newOffice(t *testing.T) office {
	t.Helper()
	dir := t.TempDir()
	// Where each system keeps a user's configuration.
	for _, name := range []string{"XDG_CONFIG_HOME", "HOME", "AppData"} {
		t.Setenv(name, filepath.Join(dir, "config"))
	}
	o := office{t, dir}
	for _, args := range [][]string{
		{"key", "new", "-o", "root.key", "--purpose", "trust"},
		{"key", "new", "-o", "card.key", "--alg", "es256"},
		{"key", "new", "-o", "status.key", "--purpose", "status"},
		{"key", "new", "-o", "stranger.key"},
		{"trust", "add", "trust.json", "card.key", "--issuer", "UTO"},
		{"trust", "add", "trust.json", "status.key", "--issuer", "UTO"},
		{"status", "new", "--uri", "https://status.example/1", "--entries", "64", "-o", "statuses.json"},
	} {
		o.must("2026-11-23", args...)
	}
	return o
}

// run carries out a command on a day; arguments that end like files are in the office's folder.
func (o office) run(day string, args ...string) (code int, stdout, stderr string) {
	o.t.Helper()
	m := newTestMachine("")
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		o.t.Fatal(err)
	}
	m.time = at
	for i, a := range args {
		if e := filepath.Ext(a); e == ".key" || e == ".json" || e == ".cwt" || e == ".txt" {
			args[i] = filepath.Join(o.dir, a)
		}
	}
	code = run(context.Background(), args, m.machine)
	return code, m.stdout.String(), m.stderr.String()
}

func (o office) must(day string, args ...string) {
	o.t.Helper()
	if code, _, stderr := o.run(day, args...); code != exitDone {
		o.t.Fatalf("%v: got exit code %d\n%s", args, code, stderr)
	}
}

// card returns the text of a card's code, entered in the status file.
func (o office) card(key, number string) string {
	o.t.Helper()
	statuses := filepath.Join(o.dir, "statuses.json")
	f, err := openStatuses(statuses)
	if err != nil {
		o.t.Fatal(err)
	}
	entry, err := f.allot(number)
	if err != nil {
		o.t.Fatal(err)
	}
	if err := f.save(context.Background(), newTestMachine("").machine, statuses); err != nil {
		o.t.Fatal(err)
	}
	k, err := testOpener(o.t).openPrivate(filepath.Join(o.dir, key))
	if err != nil {
		o.t.Fatal(err)
	}
	s, err := seal.NewSealerFor(k.signer, k.use)
	if err != nil {
		o.t.Fatal(err)
	}
	day := func(s string) time.Time { t, _ := time.Parse(time.DateOnly, s); return t }
	message, err := s.Seal(seal.Payload{
		Issuer: "UTO", IssuedAt: day("2026-11-20"), Expires: day("2027-11-20"), Status: &seal.StatusRef{Index: entry, URI: f.URI}, Attributes: map[int]any{1: number},
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return seal.URL("verify.example", message)
}

// verdict verifies a text on a day and returns the verdict and what was printed.
func (o office) verdict(day, text string, args ...string) (string, string) {
	o.t.Helper()
	_, stdout, stderr := o.run(day, append(append([]string{"verify", "--json"}, args...), text)...)
	var found struct{ Verdict string }
	if json.Unmarshal([]byte(stdout), &found) != nil {
		return "", stderr
	}
	return found.Verdict, stdout
}

func TestVerifyWithLists(t *testing.T) {
	o := newOffice(t)
	good, lost, held, strange := o.card("card.key", "A1"), o.card("card.key", "A2"), o.card("card.key", "A3"), o.card("stranger.key", "A4")
	o.must("2026-11-23", "trust", "sign", "trust.json", "-k", "root.key", "-o", "trust1.cwt")
	o.must("2026-11-23", "status", "sign", "statuses.json", "-k", "status.key", "-o", "list1.cwt", "--ttl", "3d")
	lists := func(status string) []string {
		return []string{"--trust", "trust1.cwt", "-k", "root.key", "--status", status}
	}
	want := func(day, text, verdict, said string, args ...string) {
		t.Helper()
		got, out := o.verdict(day, text, args...)
		if got != verdict || !strings.Contains(out, said) {
			t.Errorf("%s %s: got %q, want %q with %q\n%s", day, args, got, verdict, said, out)
		}
	}
	for _, text := range []string{good, lost, held} {
		want("2026-11-24", text, "valid", `"age_seconds":86400`, lists("list1.cwt")...)
	}
	want("2026-11-24", strange, "unknown-key", "no key with id", lists("list1.cwt")...)
	want("2026-11-24", good, "valid", "revocation was not checked", "-k", "card.key")

	o.must("2026-11-24", "status", "revoke", "statuses.json", "A2")
	o.must("2026-11-24", "status", "suspend", "statuses.json", "A3")
	o.must("2026-11-24", "status", "sign", "statuses.json", "-k", "status.key", "-o", "list2.cwt", "--ttl", "3d")
	want("2026-11-24", good, "valid", `"out_of_date":false`, lists("list2.cwt")...)
	want("2026-11-24", lost, "revoked", "", lists("list2.cwt")...)
	want("2026-11-24", held, "suspended", "", lists("list2.cwt")...)
	want("2026-11-27", good, "status-stale", `"out_of_date":true`, lists("list2.cwt")...)
	want("2028-01-01", good, "expired", "", lists("list2.cwt")...)
	// The age is told to people too.
	code, stdout, stderr := o.run("2026-11-26", append([]string{"verify", good}, lists("list2.cwt")...)...)
	if code != exitDone || !strings.Contains(stdout, "status list, issued 2026-11-24 00:00 UTC, 2 days old") ||
		!strings.Contains(stdout, "trust list number 1, issued 2026-11-23 00:00 UTC, 3 days old") || !strings.Contains(stdout, "as of 2026-11-26 00:00 UTC") {
		t.Errorf("got exit code %d\n%s%s", code, stdout, stderr)
	}

	// A status list older than one that was seen is refused, and beside a newer one left aside.
	want("2026-11-24", lost, "", "status list: rolled back: the list was issued at 2026-11-23T00:00:00Z", lists("list1.cwt")...)
	want("2026-11-24", lost, "revoked", "", append(lists("list1.cwt"), "--status", "list2.cwt")...)

	// So is a trust list.
	o.must("2026-11-25", "key", "revoke", "trust.json", o.id("card.key"), "--since", "2026-11-01", "--why", "stolen")
	o.must("2026-11-25", "trust", "sign", "trust.json", "-k", "root.key", "-o", "trust2.cwt")
	want("2026-11-25", good, "untrusted", "the key is compromised since 2026-11-01", "--trust", "trust2.cwt", "-k", "root.key")
	want("2026-11-25", good, "", "trust list: rolled back: the list is number 1, and number 2 has been seen", lists("list2.cwt")...)

	// A stale trust list makes no card valid, and forged ones are refused.
	want("2026-11-24", good, "", "found no key that it should be signed with", "--trust", "trust2.cwt")
	o.must("2026-11-25", "key", "new", "-o", "forger.key", "--purpose", "trust")
	o.must("2026-11-25", "trust", "sign", "trust.json", "-k", "forger.key", "-o", "forged.cwt")
	want("2026-11-25", good, "", "not to be trusted", "--trust", "forged.cwt", "-k", "root.key")
	o.must("2026-11-25", "key", "new", "-o", "liar.key", "--purpose", "status")
	o.must("2026-11-25", "status", "sign", "statuses.json", "-k", "liar.key", "-o", "lie.cwt")
	want("2026-11-25", good, "", "not to be trusted", "--trust", "trust2.cwt", "-k", "root.key", "--status", "lie.cwt")

	// What was seen is forgotten with its file.
	if err := os.RemoveAll(filepath.Join(o.dir, "config")); err != nil {
		t.Fatal(err)
	}
	want("2026-11-24", lost, "valid", "", lists("list1.cwt")...)
	want("2027-03-01", good, "status-stale", "the trust list is out of date", "--trust", "trust1.cwt", "-k", "root.key")
}

// id returns the id of a key file.
func (o office) id(name string) string {
	key, err := testOpener(o.t).open(filepath.Join(o.dir, name))
	if err != nil {
		o.t.Fatal(err)
	}
	id, err := keyID(key.public)
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

// TestNowhereToRemember verifies on a machine without a folder for configuration.
func TestNowhereToRemember(t *testing.T) {
	o := newOffice(t)
	text := o.card("card.key", "A1")
	o.must("2026-11-23", "trust", "sign", "trust.json", "-k", "root.key", "-o", "trust.cwt")
	if err := os.WriteFile(filepath.Join(o.dir, "config"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := o.run("2026-11-23", "verify", text, "--trust", "trust.cwt", "-k", "root.key")
	if code != exitDone || !strings.Contains(stderr, "cannot remember these lists") {
		t.Errorf("got exit code %d\n%s", code, stderr)
	}
}

// TestAllotEntries fills a list: every card has an entry of its own.
func TestAllotEntries(t *testing.T) {
	o := newOffice(t)
	f, err := openStatuses(filepath.Join(o.dir, "statuses.json"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint64]bool{}
	inOrder := true
	for i := range 64 {
		entry, err := f.allot(strings.Repeat("A", i+1))
		if err != nil || seen[entry] || entry >= 64 {
			t.Fatalf("card %d: got %d, %v", i, entry, err)
		}
		seen[entry] = true
		inOrder = inOrder && entry == uint64(i)
		if again, err := f.allot(strings.Repeat("A", i+1)); err != nil || again != entry {
			t.Fatalf("card %d again: got %d, %v, want %d", i, again, err, entry)
		}
	}
	if inOrder {
		t.Error("entries follow the order of the cards")
	}
	if _, err := f.allot("B"); err == nil {
		t.Error("a card too many: got no error")
	}
}

// TestLedgerLock has several clerks enter cards at once: none is lost.
func TestLedgerLock(t *testing.T) {
	o := newOffice(t)
	for _, n := range []string{"A1", "A2", "A3", "A4"} {
		o.card("card.key", n)
	}
	done := make(chan string)
	for _, n := range []string{"A1", "A2", "A3", "A4"} {
		go func() {
			m := newTestMachine("")
			if code := run(context.Background(), []string{"status", "revoke", filepath.Join(o.dir, "statuses.json"), n}, m.machine); code != exitDone {
				done <- m.stderr.String()
				return
			}
			done <- ""
		}()
	}
	for range 4 {
		if s := <-done; s != "" {
			t.Error(s)
		}
	}
	var out bytes.Buffer
	m := newTestMachine("")
	m.machine.stdout = &out
	if err := showStatus(m.machine, filepath.Join(o.dir, "statuses.json"), true); err != nil || !strings.Contains(out.String(), `"revoked": 4`) {
		t.Errorf("got %s, %v", out.String(), err)
	}
}
