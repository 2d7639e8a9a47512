package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"docketcard/render/seal"
)

// A tokenURI names a key in a token, as RFC 7512 has it. Of the token, one attribute is enough.
type tokenURI struct {
	token, serial string
	slot          *int   // slot-id
	object        string // the label of the key
	id            []byte // its CKA_ID
	modulePath    string // of the PKCS#11 library; p11-kit's if empty
	pinSource     string // file that has the PIN in its first line; "" to ask on the terminal
	use           seal.Use
}

// defaultModule is p11-kit's collection of all the modules that a machine has configured.
const defaultModule = "p11-kit-proxy.so"

// parseTokenURI reads a URI. Its query may have, beside the attributes of the RFC, what docketcard's own key files say above the key:
// purpose, not-before and not-after.
func parseTokenURI(uri string) (tokenURI, error) {
	var t tokenURI
	rest, ok := strings.CutPrefix(uri, tokenKey)
	if !ok {
		return t, fmt.Errorf("found no %s", tokenKey)
	}
	path, query, _ := strings.Cut(rest, "?")
	seen := map[string]bool{}
	each := func(list, separator string, set func(name, value string) error) error {
		if list == "" {
			return nil
		}
		for attribute := range strings.SplitSeq(list, separator) {
			name, coded, ok := strings.Cut(attribute, "=")
			if !ok || name == "" {
				return errors.New("found an attribute that is not NAME=VALUE")
			}
			value, err := url.PathUnescape(coded)
			if err != nil {
				return fmt.Errorf("%s: found a %% without two hexadecimal digits", name)
			}
			if seen[name] {
				return fmt.Errorf("found %s twice", name)
			}
			seen[name] = true
			if err := set(name, value); err != nil {
				return err
			}
		}
		return nil
	}
	err := each(path, ";", func(name, value string) error {
		switch name {
		case "token":
			t.token = value
		case "serial":
			t.serial = value
		case "slot-id":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return errors.New("slot-id: found no number")
			}
			t.slot = &n
		case "object":
			t.object = value
		case "id":
			t.id = []byte(value)
		case "type":
			if value != "private" {
				return fmt.Errorf("type: found %q; want private", value)
			}
		default:
			return fmt.Errorf("found the attribute %q; want token, serial or slot-id, object or id, and type", name)
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	err = each(query, "&", func(name, value string) error {
		switch name {
		case "module-path":
			t.modulePath = value
		case "pin-source":
			file, isURI := strings.CutPrefix(value, "file:")
			if file = strings.TrimPrefix(file, "//"); file == "" || !isURI && strings.HasPrefix(file, "|") {
				return errors.New("pin-source: want file: and the name of a file")
			}
			t.pinSource = file
		case "pin-value":
			return errors.New("pin-value: a PIN on the command line is there for all to read; want pin-source=file:FILE")
		default:
			return setUse(&t.use, name, value)
		}
		return nil
	})
	named := 0
	for _, is := range []bool{t.token != "", t.serial != "", t.slot != nil} {
		if is {
			named++
		}
	}
	switch {
	case err != nil:
		return t, err
	case named != 1:
		return t, errors.New("want one of token, serial and slot-id")
	case t.object == "" && len(t.id) == 0:
		return t, errors.New("want object or id, which name the key in the token")
	}
	if t.modulePath == "" {
		t.modulePath = defaultModule
	}
	return t, nil
}

// String returns which key in the token it is, for people.
func (t tokenURI) String() string {
	if t.object != "" {
		return strconv.Quote(t.object)
	}
	return "with the id " + hex.EncodeToString(t.id)
}
