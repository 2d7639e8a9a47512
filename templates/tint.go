package templates

import (
	"fmt"
	"math"

	"docketcard/templates/source"
)

// Tint is an area whose colour goes through Colours, in strips that are too alike to be told apart: what a press does with a split fountain,
// without a gradient, which printers draw each in their own way.
type Tint struct {
	Common
	Box     Rect
	Colours []Colour
	Strips  int
	Down    bool // from top to bottom, else from left to right
}

// Refs returns nothing: a tint is the same on every card.
func (t *Tint) Refs() []string { return nil }

// Room returns the box.
func (t *Tint) Room() Rect { return t.Box }

func (r elementReader) tint(common Common) Element {
	t := &Tint{Common: common, Box: r.box("tint"), Colours: r.colours("colours"), Down: r.Choice("run", "across", "down") == "down"}
	least := Strips(t.Colours)
	t.Strips = r.Int("strips", max(48, least), 2, 1000)
	if len(t.Colours) > 1 && t.Strips < least {
		r.errs.Add(r.Node.Get("strips").Pos, r.Name("strips"), fmt.Sprintf("%d strips would be seen one by one; want at least %d", t.Strips, least),
			"or leave strips out, and there are as many as it takes")
	}
	return t
}

// colours returns the two or more colours of key.
func (r elementReader) colours(key string) []Colour {
	r.Tell(source.Ask{Key: key, As: "texts"})
	n := r.Get(key)
	if n == nil || n.Kind != source.List || len(n.Items) < 2 {
		at := r.Node
		if n != nil {
			at = n
		}
		r.faultAt(at, key, "want a list of two colours or more")
		return nil
	}
	var out []Colour
	for _, item := range n.Items {
		out = append(out, r.t.colourOf(r.reader, key, item))
	}
	return out
}

// Strips returns how many strips colours take so that none differs from the next by more than MaxStripStep in red, green or blue.
func Strips(colours []Colour) int {
	most := 0
	for i := 1; i < len(colours); i++ {
		a, b := colours[i-1], colours[i]
		for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
			most = max(most, d, -d)
		}
	}
	return max(2, 1+int(math.Ceil(float64(most)/(MaxStripStep*255)))*(len(colours)-1))
}

// Blend returns the colour at a place from 0 to 1 on the way through colours.
func Blend(colours []Colour, at float64) Colour {
	at = max(0, min(1, at)) * float64(len(colours)-1)
	i := min(int(at), len(colours)-2)
	part := at - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + float64(part*(float64(b)-float64(a))))) }
	a, b := colours[i], colours[i+1]
	return Colour{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B)}
}
