package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"docketcard/render/seal"
)

func TestParseTokenURI(t *testing.T) {
	slot := 2
	for uri, want := range map[string]tokenURI{
		"pkcs11:token=office;object=seal":                                      {token: "office", object: "seal", modulePath: defaultModule},
		"pkcs11:token=The%20office;id=%01%ff;type=private?pin-source=file:pin": {token: "The office", id: []byte{1, 0xff}, pinSource: "pin", modulePath: defaultModule},
		"pkcs11:slot-id=2;object=a?module-path=/usr/lib/x.so&pin-source=file:///run/pin": {
			slot: &slot, object: "a", modulePath: "/usr/lib/x.so", pinSource: "/run/pin"},
		"pkcs11:serial=00;object=a?purpose=status&not-before=2026-01-01": {serial: "00", object: "a", modulePath: defaultModule,
			use: seal.Use{Purpose: seal.StatusLists, NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}},
	} {
		if got, err := parseTokenURI(uri); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", uri, got, err, want)
		}
	}
	for uri, want := range map[string]string{
		"pkcs11:":                                   "want one of token, serial and slot-id",
		"pkcs11:token=a;serial=b;object=c":          "want one of token, serial and slot-id",
		"pkcs11:token=a":                            "want object or id",
		"pkcs11:token=a;token=b;object=c":           "found token twice",
		"pkcs11:token=a;object=%zz":                 "object: found a % without two hexadecimal digits",
		"pkcs11:token=a;object=c;type=public":       `type: found "public"; want private`,
		"pkcs11:token=a;object=c;colour=red":        `found the attribute "colour"`,
		"pkcs11:token=a;object":                     "found an attribute that is not NAME=VALUE",
		"pkcs11:slot-id=x;object=c":                 "slot-id: found no number",
		"pkcs11:token=a;object=c?pin-value=1234":    "a PIN on the command line is there for all to read",
		"pkcs11:token=a;object=c?pin-source=|pass":  "pin-source: want file:",
		"pkcs11:token=a;object=c?purpose=card&x=y":  `found "x"; want purpose, not-before or not-after`,
		"pkcs11:token=a;object=c?not-before=monday": `"monday" is not a time`,
	} {
		_, err := parseTokenURI(uri)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "1234") {
			t.Errorf("%s: got %v, want %q", uri, err, want)
		}
	}
}

func FuzzParseTokenURI(f *testing.F) {
	f.Add("pkcs11:token=a%20b;id=%01;type=private?pin-source=file:pin&purpose=card")
	f.Fuzz(func(t *testing.T, uri string) {
		if k, err := parseTokenURI(uri); err == nil && (k.object == "" && k.id == nil || k.modulePath == "") {
			t.Errorf("%q: got %+v", uri, k)
		}
	})
}
