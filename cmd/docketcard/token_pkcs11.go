//go:build pkcs11

package main

import (
	"crypto"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"

	"github.com/ThalesGroup/crypto11"
)

// openToken opens a key in a token: ECDSA on P-256, whose private half never leaves it.
func (o *keyOpener) openToken(name string, uri tokenURI) (crypto.Signer, io.Closer, error) {
	var pin string
	var err error
	if uri.pinSource != "" {
		pin, err = secretLine(o.m, uri.pinSource, "reading PIN")
	} else {
		pin, err = o.m.ask(o.ctx, fmt.Sprintf("PIN for %s: ", name))
	}
	if err != nil {
		return nil, nil, err
	}
	failed := func(err error) (crypto.Signer, io.Closer, error) {
		return nil, nil, fmt.Errorf("opening key %q: %w", name, err)
	}
	token, err := crypto11.Configure(&crypto11.Config{
		Path: uri.modulePath, TokenLabel: uri.token, TokenSerial: uri.serial, SlotNumber: uri.slot, Pin: pin,
	})
	if err != nil {
		return failed(err)
	}
	var label []byte
	if uri.object != "" {
		label = []byte(uri.object)
	}
	pairs, err := token.FindKeyPairs(uri.id, label)
	switch {
	case err != nil:
	case len(pairs) == 0:
		err = fmt.Errorf("the token has no key %s", uri)
	case len(pairs) > 1:
		err = fmt.Errorf("the token has %d keys %s; name one by its id", len(pairs), uri)
	default:
		if _, ok := pairs[0].Public().(*ecdsa.PublicKey); ok {
			return pairs[0], token, nil
		}
		err = errors.New("found a key of another kind in the token; want ECDSA on P-256")
	}
	token.Close()
	return failed(err)
}
