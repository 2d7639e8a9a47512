package templates

import (
	"fmt"
	"regexp"
	"strconv"
)

// Colour is a colour of print, 8 bits a channel. Equal channels are gray, and are printed with black alone.
type Colour struct{ R, G, B uint8 }

// Black and White are the colours of codes and of their patches.
var (
	Black = Colour{}
	White = Colour{255, 255, 255}
)

// Gray tells whether c has no hue.
func (c Colour) Gray() bool { return c.R == c.G && c.G == c.B }

// String returns the colour as #rrggbb.
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func parseColour(s string) (Colour, bool) {
	if !colourForm.MatchString(s) {
		return Colour{}, false
	}
	v, _ := strconv.ParseUint(s[1:], 16, 32)
	return Colour{uint8(v >> 16), uint8(v >> 8), uint8(v)}, true
}
