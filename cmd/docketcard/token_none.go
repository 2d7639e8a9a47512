//go:build !pkcs11

package main

import (
	"crypto"
	"errors"
	"fmt"
	"io"
)

// openToken refuses tokens: PKCS#11 modules are C libraries, and this program is built to need none.
func (o *keyOpener) openToken(name string, _ tokenURI) (crypto.Signer, io.Closer, error) {
	return nil, nil, hintf(fmt.Errorf("opening key %q: %w", name, errors.New("this docketcard is built without PKCS#11")),
		"CGO_ENABLED=1 go build -tags pkcs11 ./cmd/docketcard builds one with it; exec:COMMAND needs no such build")
}
