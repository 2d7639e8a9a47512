package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"docketcard/render/seal"
)

// testOpener opens keys for a test, on a machine without a terminal.
func testOpener(t testing.TB) *keyOpener {
	m := newTestMachine("")
	m.ask = func(context.Context, string) (string, error) { return "", errors.New("no terminal") }
	o := &keyOpener{ctx: t.Context(), m: m.machine}
	t.Cleanup(o.close)
	return o
}

// TestPassphrase makes an encrypted key and opens it with what the terminal answers.
func TestPassphrase(t *testing.T) {
	name := filepath.Join(t.TempDir(), "office.key")
	o := testOpener(t)
	var asked []string
	answers := []string{"correct horse", "correct hose"}
	o.m.ask = func(_ context.Context, prompt string) (string, error) {
		asked = append(asked, prompt)
		answer := answers[0]
		answers = answers[1:]
		return answer, nil
	}
	if _, err := o.newPassphrase(name); err == nil || !strings.Contains(err.Error(), "differ") {
		t.Errorf("two passphrases: got %v", err)
	}
	answers = []string{"correct horse", "correct horse"}
	passphrase, err := o.newPassphrase(name)
	if err != nil {
		t.Fatal(err)
	}
	use := seal.Use{Purpose: seal.StatusLists}
	made, err := newKey(t.Context(), o.m, name, algES256, use, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil || strings.Contains(string(data), "Purpose") || strings.Contains(string(data), "PRIVATE") {
		t.Errorf("the file tells what it holds: %v", err)
	}

	asked, answers = nil, []string{"correct horse", "wrong"}
	key, err := o.openPrivate(name)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := keyID(key.public)
	if want, _ := keyID(made.public); got != want || key.use != use || key.place != encryptedFile {
		t.Errorf("got %+v, want the key that was made", key.use)
	}
	if len(asked) != 1 || !strings.Contains(asked[0], name) {
		t.Errorf("asked %q, want once, for %q", asked, name)
	}
	if _, err := o.open(name); err == nil || !strings.Contains(err.Error(), "the passphrase is wrong") {
		t.Errorf("a wrong passphrase: got %v", err)
	}
	if _, err := testOpener(t).open(name); err == nil || !strings.Contains(err.Error(), "no terminal") {
		t.Errorf("no terminal: got %v", err)
	}

	// No damage opens.
	for i := 0; i < len(data); i += 7 {
		bad := append([]byte(nil), data...)
		bad[i] ^= 1
		if _, err := decryptKey(bad, "correct horse"); err == nil {
			t.Errorf("byte %d changed: the key opens", i)
		}
	}
}

func TestSecretLine(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, perm os.FileMode) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), perm); err != nil {
			t.Fatal(err)
		}
		return name
	}
	m := newTestMachine("first\nsecond\n")
	for _, want := range []string{"first", "second"} {
		if got, err := secretLine(m.machine, "-", "reading PIN"); got != want || err != nil {
			t.Errorf("standard input: got %q, %v, want %q", got, err, want)
		}
	}
	if got, err := secretLine(m.machine, write("a", "s3cret \r\nmore\n", 0o600), "reading PIN"); got != "s3cret " || err != nil {
		t.Errorf("file: got %q, %v", got, err)
	}
	for _, name := range []string{"-", filepath.Join(dir, "none"), write("empty", "\n", 0o600), write("long", strings.Repeat("x", 2000), 0o600)} {
		if got, err := secretLine(m.machine, name, "reading PIN"); err == nil || strings.Contains(err.Error(), "xxx") {
			t.Errorf("%s: got %q, %v, want an error", name, got, err)
		}
	}
}

func FuzzDecryptKey(f *testing.F) {
	plain, err := encryptKey([]byte("Purpose: card\n"), "x")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add([]byte("age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 20\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// A high work factor is not a fault, but takes a second.
		if work := regexp.MustCompile(`scrypt \S+ (1|2)`); isEncryptedKey(data) && !work.Match(data) {
			decryptKey(data, "x")
		}
	})
}
