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
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"docketcard/render/seal"
)

// newKey makes the key file name, encrypted under a passphrase if that is not empty. On any failure it leaves no file.
func newKey(ctx context.Context, m *machine, name, alg string, use seal.Use, passphrase string) (keyFile, error) {
	key, err := generateKey(alg)
	if err != nil {
		return keyFile{}, fmt.Errorf("making a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return keyFile{}, fmt.Errorf("making a key: %w", err)
	}
	id, err := keyID(key.Public())
	if err != nil {
		return keyFile{}, err
	}
	text := append([]byte(useText("Private", id, use)), pem.EncodeToMemory(&pem.Block{Type: pemPrivate, Bytes: der})...)
	kept := "keep a copy of the key offline; it cannot be made again"
	if passphrase != "" {
		if text, err = encryptKey(text, passphrase); err != nil {
			return keyFile{}, fmt.Errorf("making a key: %w", err)
		}
		kept = "keep a copy of the key offline, and the passphrase elsewhere; without either it is lost"
	}
	if err := writeKey(ctx, name, text); err != nil {
		return keyFile{}, err
	}

	fmt.Fprintf(m.stderr, "made %s: %s private key for %s, key id %s\n", name, algName(key.Public()), use.Purpose.Sentence(), id)
	fmt.Fprintf(m.stderr, "%s: hint: publish the public half: %s key public %s -o %s\n", program, program,
		quoteArg(name), quoteArg(publicName(name)))
	fmt.Fprintf(m.stderr, "%s: hint: %s\n", program, kept)
	return keyFile{name: name, signer: key, public: key.Public(), use: use}, nil
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
	if err := checkPrivate(f, "opening key", name); err != nil {
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

// A keyFile is a key, in a file or elsewhere, and what it is for.
type keyFile struct {
	name   string
	signer crypto.Signer // nil for a public key
	public crypto.PublicKey
	use    seal.Use
	place  keyPlace
}

// A keyPlace is where a key is.
type keyPlace int

const (
	plainFile keyPlace = iota
	encryptedFile
	elsewhere // with an external signer or in a token
)

// errEncrypted is the reason of parseKey that a user can do something about.
var errEncrypted = errors.New("found an encrypted key of PEM's own kind; want a plain one, or one encrypted by key new --passphrase or age")

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
