package main

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
)

func pemOf(t testing.TB, kind string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(t testing.TB, key any) string {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pemOf(t, pemPrivate, der, err)
}

func TestParseKey(t *testing.T) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	exchange, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	big, err := rsa.GenerateKey(rand.Reader, 1024*2)
	if err != nil {
		t.Fatal(err)
	}
	good := pkcs8(t, private)
	spki, err := x509.MarshalPKIXPublicKey(public)
	goodPublic := pemOf(t, pemPublic, spki, err)
	sec1, err := x509.MarshalECPrivateKey(p256)
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ text, want string }{
		"private":      {good, ""},
		"public":       {goodPublic, ""},
		"with a title": {"office\n" + good + "\n\n", ""},
		"empty":        {"", "found no PEM block"},
		"not PEM":      {"schema: docketcard/case/v1", "found no PEM block"},
		"two":          {good + good, "found more than one PEM block"},
		"trailing":     {good + "x", "found more than one PEM block"},
		"encrypted":    {pemOf(t, "ENCRYPTED PRIVATE KEY", []byte{1}, nil), "found an encrypted key"},
		"old encryption": {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
			"found an encrypted key"},
		"SEC 1":        {pemOf(t, "EC PRIVATE KEY", sec1, nil), `found a PEM block of type "EC PRIVATE KEY"`},
		"OpenSSH":      {pemOf(t, "OPENSSH PRIVATE KEY", []byte{1}, nil), `found a PEM block of type "OPENSSH PRIVATE KEY"`},
		"certificate":  {pemOf(t, "CERTIFICATE", []byte{1}, nil), `found a PEM block of type "CERTIFICATE"`},
		"damaged":      {pemOf(t, pemPrivate, []byte{1, 2, 3}, nil), "found a damaged or unknown key"},
		"P-256":        {pkcs8(t, p256), ""},
		"P-384":        {pkcs8(t, p384), "found an ECDSA P-384 key; want Ed25519 or P-256"},
		"X25519":       {pkcs8(t, exchange), "found a key of another kind"},
		"RSA":          {pkcs8(t, big), "found an RSA key; want Ed25519 or P-256"},
		"purpose":      {"Purpose: status\nNot before: 2026-01-01\n" + good, ""},
		"no purpose":   {"Purpose: office\n" + good, `"office" is not a purpose; want card, specimen, status or trust`},
		"no time":      {"Not after: soon\n" + good, `not after: "soon" is not a time`},
		"two purposes": {"Purpose: card\nPurpose: status\n" + good, `says "Purpose" twice`},
	} {
		_, err := parseKey([]byte(test.text))
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// TestUseText has what a key is for travel with it, to its public half too.
func TestUseText(t *testing.T) {
	for _, use := range []seal.Use{
		{},
		{Purpose: seal.StatusLists},
		{Purpose: seal.TrustLists, NotBefore: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		{Purpose: seal.SpecimenCards, NotBefore: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		text := useText("Public", "0011223344556677", use)
		if got, err := parseUse(text); err != nil || got != use {
			t.Errorf("%q: got %+v, %v, want %+v", text, got, err, use)
		}
	}
}

// TestAllotSecret derives other numbers for every key, and the same for the same.
func TestAllotSecret(t *testing.T) {
	seen := map[string]string{}
	for _, alg := range []string{algEd25519, algES256, algES256} {
		key, err := generateKey(alg)
		if err != nil {
			t.Fatal(err)
		}
		one, err := allotSecret(key)
		if err != nil || len(one) != 32 {
			t.Fatalf("%s: got %d bytes, %v", alg, len(one), err)
		}
		two, _ := allotSecret(key)
		if string(one) != string(two) || seen[string(one)] != "" {
			t.Errorf("%s: not the same twice, or that of another key", alg)
		}
		seen[string(one)] = alg
	}
	if _, err := allotSecret(struct{ crypto.Signer }{}); err == nil {
		t.Error("token: got no error")
	}
}

func FuzzParseKey(f *testing.F) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(pkcs8(f, private))
	f.Add("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n")
	f.Fuzz(func(t *testing.T, text string) {
		key, err := parseKey([]byte(text))
		if err != nil {
			return
		}
		switch key.public.(type) {
		case ed25519.PublicKey, *ecdsa.PublicKey:
		default:
			t.Errorf("got a %T", key.public)
		}
	})
}
