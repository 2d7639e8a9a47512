package render

import (
	"docketcard/render/qr"
	"docketcard/templates"
)

// code makes the symbol of a QR code.
func (m *merge) code(e *templates.Code) []Item {
	text := m.content(&e.Value)
	if text == "" || m.dry && m.known(e, text) {
		return nil
	}
	dark, err := qr.Encode(text, e.Version, e.Level)
	if err != nil {
		m.fault(e, &e.Value, err, "shorten what the code carries, or give the element a larger version")
		return nil
	}
	return []Item{&Symbol{text, e.At, e.Module, e.Quiet, dark, e.Outline}}
}

// known tells whether a code of the same kind and length was made before. All portal addresses and seals are encoded alike, so those of one
// length need one version, and to try one of them is enough.
func (c *Composer) known(code *templates.Code, text string) bool {
	parts := code.Value.Parts
	if len(parts) != 1 || parts[0].Ref != "portal.url" && parts[0].Ref != "seal.url" && parts[0].Ref != "seal.base45" {
		return false
	}
	type length struct {
		*templates.Code
		int
	}
	key := length{code, len(text)}
	if _, ok := c.fits.Load(key); ok {
		return true
	}
	if !qr.Fits(text, code.Version, code.Level) {
		return false
	}
	c.fits.Store(key, true)
	return true
}
