package render

import (
	"fmt"

	"github.com/skip2/go-qrcode"

	"docketcard/templates"
)

// go-qrcode is what a symbol is held against: for every text, version and level, encodeQR gives the modules that it gives, in a hundredth of
// the time. The tests compare them, and a program built with the tag goqrcode asks it alone.

var qrLevels = map[string]qrcode.RecoveryLevel{"L": qrcode.Low, "M": qrcode.Medium, "Q": qrcode.High, "H": qrcode.Highest}

// symbol returns the modules of text as a QR code of the version and level that c declares, without a quiet zone. It fails when the
// text does not fit, with a *VersionError.
func symbol(c *templates.Code, text string) (Bitmap, error) {
	if !onlyGoQRCode {
		if m, ok := encodeQR(text, c.Version, c.Level); ok {
			return m, nil
		}
	}
	q, err := qrcode.NewWithForcedVersion(text, c.Version, qrLevels[c.Level])
	if err != nil {
		for v := c.Version + 1; v <= 40; v++ {
			if _, err := qrcode.NewWithForcedVersion(text, v, qrLevels[c.Level]); err == nil {
				return Bitmap{}, &VersionError{c, len(text), v}
			}
		}
		return Bitmap{}, &VersionError{c, len(text), 0}
	}
	q.DisableBorder = true
	return bitmapOf(q.Bitmap()), nil
}

// VersionError is the reason when a code carries too much for the version that the template gives it.
type VersionError struct {
	Code       *templates.Code
	Characters int
	Need       int // the least version that holds them; 0 when none does
}

func (e *VersionError) Error() string {
	if e.Need == 0 {
		return fmt.Sprintf("%d characters are more than any QR code holds at level %s", e.Characters, e.Code.Level)
	}
	return fmt.Sprintf("%d characters need QR version %d at level %s; the template gives %d", e.Characters, e.Need, e.Code.Level, e.Code.Version)
}

// Holds tells whether text fits the version and level that c declares.
func Holds(c *templates.Code, text string) bool {
	_, err := symbol(c, text)
	return err == nil
}

// code makes the symbol of a QR code.
func (m *merge) code(e *templates.Code) []Item {
	text := m.content(&e.Value)
	if text == "" || m.dry && m.known(e, text) {
		return nil
	}
	dark, err := symbol(e, text)
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
	if _, err := symbol(code, text); err != nil {
		return false
	}
	c.fits.Store(key, true)
	return true
}
