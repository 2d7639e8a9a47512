// Package qr makes the modules of QR codes, and writes them as what a PDF page can hold. The sections and tables it names are of ISO/IEC 18004:2015.
//
// It is the only importer of github.com/skip2/go-qrcode. That is what its symbols are held against: for every text, version and level it
// gives the modules that go-qrcode gives, in a fiftieth of the time. The tests compare them, and a program built with the tag goqrcode asks
// go-qrcode alone.
package qr

import (
	"fmt"

	"github.com/skip2/go-qrcode"
)

var levels = map[string]qrcode.RecoveryLevel{"L": qrcode.Low, "M": qrcode.Medium, "Q": qrcode.High, "H": qrcode.Highest}

// Encode returns the modules of text as a symbol of a version, 1 to 40, and a level, L, M, Q or H, without a quiet zone. It fails when
// the text does not fit, with a *VersionError.
func Encode(text string, version int, level string) (Bitmap, error) {
	if !onlyGoQRCode {
		if m, ok := encode(text, version, level); ok {
			return m, nil
		}
	}
	q, err := qrcode.NewWithForcedVersion(text, version, levels[level])
	if err != nil {
		e := &VersionError{Characters: len(text), Version: version, Level: level}
		for v := version + 1; v <= 40 && e.Need == 0; v++ {
			if _, err := qrcode.NewWithForcedVersion(text, v, levels[level]); err == nil {
				e.Need = v
			}
		}
		return Bitmap{}, e
	}
	q.DisableBorder = true
	return BitmapOf(q.Bitmap()), nil
}

// Fits tells whether text fits a version and level.
func Fits(text string, version int, level string) bool {
	_, err := Encode(text, version, level)
	return err == nil
}

// VersionError is the reason when a text is too long for the version that was asked for.
type VersionError struct {
	Characters int
	Version    int
	Level      string
	Need       int // the least version that holds them; 0 when none does
}

func (e *VersionError) Error() string {
	if e.Need == 0 {
		return fmt.Sprintf("%d characters are more than any QR code holds at level %s", e.Characters, e.Level)
	}
	return fmt.Sprintf("%d characters need QR version %d at level %s; want at most %d", e.Characters, e.Need, e.Level, e.Version)
}
