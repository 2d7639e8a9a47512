package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"golang.org/x/term"
)

// An encrypted key file is the plain one, with what it says of purpose and times, encrypted under a passphrase in the armoured form of
// age (C2SP, age-encryption.org/v1): scrypt, ChaCha20-Poly1305. `age -d` makes the plain file of it, `age -p -a` the reverse.

// scryptWork is the logarithm of scrypt's work factor: a second or so, and 256 MB, for each guess at a passphrase.
var scryptWork = 18

// maxScryptWork is what a key file may ask of this machine at most.
const maxScryptWork = 20

// passphraseSize is the most that a passphrase may have.
const passphraseSize = 1024

const ageMagic = "age-encryption.org/"

func isEncryptedKey(data []byte) bool {
	data = bytes.TrimSpace(data)
	return bytes.HasPrefix(data, []byte(armor.Header)) || bytes.HasPrefix(data, []byte(ageMagic))
}

func encryptKey(text []byte, passphrase string) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, err
	}
	recipient.SetWorkFactor(scryptWork)
	var out bytes.Buffer
	a := armor.NewWriter(&out)
	w, err := age.Encrypt(a, recipient)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := errors.Join(w.Close(), a.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// decryptKey is the inverse of encryptKey. Its error holds nothing of the key.
func decryptKey(data []byte, passphrase string) ([]byte, error) {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, err
	}
	identity.SetMaxWorkFactor(maxScryptWork)
	var from io.Reader = bytes.NewReader(data)
	if trimmed := bytes.TrimSpace(data); bytes.HasPrefix(trimmed, []byte(armor.Header)) {
		from = armor.NewReader(bytes.NewReader(trimmed))
	}
	plain, err := age.Decrypt(from, identity)
	if wrong := (*age.NoIdentityMatchError)(nil); errors.As(err, &wrong) {
		return nil, errors.New("the passphrase is wrong, or the file is encrypted to a key and not under a passphrase")
	}
	if err != nil {
		return nil, errors.New("found a damaged encrypted key")
	}
	text, err := io.ReadAll(io.LimitReader(plain, keySize+1))
	if err != nil || len(text) > keySize {
		return nil, errors.New("found a damaged encrypted key")
	}
	return text, nil
}

// passphraseFor returns the passphrase of a key that exists: from the file that was named, or from the terminal.
func (o *keyOpener) passphraseFor(name string) (string, error) {
	if o.passphraseFile != "" {
		return o.passphraseFromFile()
	}
	return o.m.ask(o.ctx, fmt.Sprintf("passphrase for %s: ", name))
}

// newPassphrase returns the passphrase for a key to be made, which a terminal is asked for twice.
func (o *keyOpener) newPassphrase(name string) (string, error) {
	if o.passphraseFile != "" {
		return o.passphraseFromFile()
	}
	first, err := o.m.ask(o.ctx, fmt.Sprintf("new passphrase for %s: ", name))
	if err != nil {
		return "", err
	}
	again, err := o.m.ask(o.ctx, "again: ")
	switch {
	case err != nil:
		return "", err
	case first != again:
		return "", errors.New("the two passphrases differ; nothing was made")
	}
	return first, nil
}

// passphraseFromFile returns the first line of the file that was named.
func (o *keyOpener) passphraseFromFile() (string, error) {
	if o.passphrase != "" {
		return o.passphrase, nil
	}
	var err error
	o.passphrase, err = secretLine(o.m, o.passphraseFile, "reading passphrase")
	return o.passphrase, err
}

// secretLine returns the first line of a file that nobody else may read; of standard input for "-", of which it reads no more. Verb says
// what for.
func secretLine(m *machine, name, verb string) (string, error) {
	from := m.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", doing(verb, name, err)
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return "", doing(verb, name, err)
		}
		if info.Mode().IsRegular() { // and not a pipe, as /dev/fd/3 may be
			if err := checkPrivate(f, verb, name); err != nil {
				return "", err
			}
		}
		from = f
	}
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := from.Read(b)
		if n == 1 && b[0] != '\n' {
			if line = append(line, b[0]); len(line) > passphraseSize {
				return "", fmt.Errorf("%s %q: found a line of more than %d bytes", verb, name, passphraseSize)
			}
			continue
		}
		if n == 1 || err == io.EOF {
			break
		}
		if err != nil {
			return "", doing(verb, name, err)
		}
	}
	text := strings.TrimSuffix(string(line), "\r")
	if text == "" {
		return "", fmt.Errorf("%s %q: found an empty line", verb, name)
	}
	return text, nil
}

// askTerminal asks for a secret on the terminal, whatever the standard streams are, and does not show it.
func askTerminal(ctx context.Context, prompt string) (string, error) {
	in, out, err := openTerminal()
	if err != nil {
		return "", hintf(errors.New("found no terminal to ask for the passphrase on"), "--passphrase-file FILE reads it from a file or a descriptor")
	}
	defer in.Close()
	defer out.Close()
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return "", fmt.Errorf("asking for the passphrase: %w", err)
	}
	fmt.Fprint(out, prompt)
	type answer struct {
		secret []byte
		err    error
	}
	answers := make(chan answer, 1)
	go func() {
		secret, err := term.ReadPassword(int(in.Fd()))
		answers <- answer{secret, err}
	}()
	select {
	case a := <-answers:
		fmt.Fprintln(out)
		switch {
		case a.err != nil:
			return "", fmt.Errorf("asking for the passphrase: %w", a.err)
		case len(a.secret) == 0:
			return "", errors.New("the passphrase is empty")
		}
		return string(a.secret), nil
	case <-ctx.Done():
		// The reader cannot be stopped, but the terminal can be made to show again what is typed.
		term.Restore(int(in.Fd()), before)
		fmt.Fprintln(out)
		return "", ctx.Err()
	}
}
