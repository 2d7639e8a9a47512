package main

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
)

// testSigner is an external signer that tests start in place of the program itself: signer ALGORITHM BEHAVIOUR [WORD...]. Its key is
// another at every start.
func testSigner() {
	key, err := generateKey(os.Args[1])
	if err != nil {
		panic(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		panic(err)
	}
	behaviour := os.Args[2]
	b64 := base64.StdEncoding.EncodeToString
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		verb, data, _ := strings.Cut(lines.Text(), " ")
		switch {
		case verb == "public" && behaviour == "no key":
			fmt.Println(b64([]byte("no key")))
		case verb == "public":
			fmt.Println(strings.Join(append([]string{b64(der)}, os.Args[3:]...), " "))
		case behaviour == "refuses":
			fmt.Println("error the token is \x1blocked")
		case behaviour == "dies":
			os.Exit(3)
		case behaviour == "ends":
			os.Exit(0)
		case behaviour == "chatters":
			fmt.Println(strings.Repeat("A", 2*maxAnswer))
		case behaviour == "mumbles":
			fmt.Println("!")
		case behaviour == "is mute":
			time.Sleep(time.Hour)
		default:
			message, err := base64.StdEncoding.DecodeString(data)
			if err != nil {
				panic(err)
			}
			if behaviour == "lies" {
				message[0] ^= 1
			}
			sig, err := crypto.SignMessage(key, rand.Reader, message, hashOf(key))
			if err != nil {
				panic(err)
			}
			fmt.Println(b64(sig))
		}
	}
	if behaviour == "ends badly" {
		os.Exit(4)
	}
}

func hashOf(key crypto.Signer) crypto.Hash {
	if _, ok := key.(*ecdsa.PrivateKey); ok {
		return crypto.SHA256
	}
	return 0
}

// signerCommand names testSigner with arguments as a key.
func signerCommand(t *testing.T, args ...string) string {
	t.Helper()
	program := os.Args[0]
	for i, a := range args {
		args[i] = `"` + a + `"`
	}
	// The test binary is testSigner when it is told so by a flag that testing does not know.
	return externalKey + `"` + program + `" ` + strings.Join(append([]string{signerMode}, args...), " ")
}

func TestExternalSigner(t *testing.T) {
	payload := seal.Payload{Issuer: "UTO", Expires: time.Unix(1e9, 0), Attributes: map[int]any{1: "X"}}
	for _, alg := range []string{algEd25519, algES256} {
		o := testOpener(t)
		key, err := o.openSigner(signerCommand(t, alg, "well", "purpose=card", "not-before=2020-01-01"), time.Unix(17e8, 0), seal.LiveCards)
		if err != nil {
			t.Fatal(err)
		}
		if want := (seal.Use{NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}); key.use != want || key.place != elsewhere {
			t.Errorf("%s: got %+v, want %+v", alg, key.use, want)
		}
		sealer, err := seal.NewSealer(key.signer)
		if err != nil {
			t.Fatal(err)
		}
		ring, err := seal.NewKeyring(seal.Key{Public: key.public})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			message, err := sealer.Seal(payload)
			if err != nil {
				t.Fatal(err)
			}
			if r := ring.Verify(seal.Digits(message), time.Unix(9e8, 0)); r.Verdict != seal.Valid {
				t.Errorf("%s: got %s, %s", alg, r.Verdict, r.Reason)
			}
		}
	}
}

// TestExternalSignerFaults wants every way of not signing named, and soon.
func TestExternalSignerFaults(t *testing.T) {
	payload := seal.Payload{Issuer: "UTO", Expires: time.Unix(1e9, 0), Attributes: map[int]any{1: "X"}}
	for _, tt := range []struct{ behaviour, word, open, sign string }{
		{"no key", "", "is no public key", ""},
		{"well", "purpose=money", `"money" is not a purpose`, ""},
		{"well", "colour=red", `found "colour"; want purpose, not-before or not-after`, ""},
		{"lies", "", "", "a signature that does not verify"},
		{"refuses", "", "", "refused: the token is ?locked"},
		{"dies", "", "", "ended without an answer: exit status 3"},
		{"ends", "", "", "ended without an answer"},
		{"chatters", "", "", "answered with more than 4096 bytes"},
		{"mumbles", "", "", "answered with something that is not base64"},
		{"is mute", "", "", "no answer within 300ms"},
	} {
		t.Run(tt.behaviour+tt.word, func(t *testing.T) {
			t.Parallel()
			args := []string{algES256, tt.behaviour}
			if tt.word != "" {
				args = append(args, tt.word)
			}
			key, err := testOpener(t).open(signerCommand(t, args...))
			if tt.open != "" {
				if err == nil || !strings.Contains(err.Error(), tt.open) {
					t.Errorf("got %v, want %q", err, tt.open)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if tt.behaviour == "is mute" { // the others answer, however long that takes them
				key.signer.(*externalSigner).timeout = 300 * time.Millisecond
			}
			sealer, err := seal.NewSealer(key.signer)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the second time as well
				if _, err = sealer.Seal(payload); err == nil || !strings.Contains(err.Error(), tt.sign) {
					t.Errorf("got %v, want %q", err, tt.sign)
				}
			}
		})
	}
	for name, want := range map[string]string{
		"exec:":                    "found no command",
		`exec:"x`:                  "a quote is not closed",
		"exec:/no/such/program -x": `the signer "/no/such/program"`,
	} {
		if _, err := testOpener(t).open(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

// TestExternalSignerEnd tells of a signer that ends badly when all is signed.
func TestExternalSignerEnd(t *testing.T) {
	o := testOpener(t)
	var told bytes.Buffer
	o.m.stderr = &console{w: &told}
	if _, err := o.open(signerCommand(t, algES256, "ends badly")); err != nil {
		t.Fatal(err)
	}
	o.close()
	if want := "ended with exit status 4"; !strings.Contains(told.String(), want) {
		t.Errorf("got %q, want %q", told.String(), want)
	}
}

func TestSplitCommand(t *testing.T) {
	for command, want := range map[string][]string{
		"sign":                         {"sign"},
		"  sign   -a  b ":              {"sign", "-a", "b"},
		`"/my folder/sign" 'a "b"' ''`: {"/my folder/sign", `a "b"`, ""},
		`a\b`:                          {`a\b`},
	} {
		if got, err := splitCommand(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", command, got, err, want)
		}
	}
}
