package templates

// Ghost is a photo once more, small and pale: of one colour, and mixed with the colour of its ground here rather than by transparency, which
// print shops flatten each in their own way.
type Ghost struct {
	*Photo
	Colour   Colour  // of its darkest parts, before it is mixed
	Ground   Colour  // that it lies on, which is what its lightest parts have
	Strength float64 // of Colour in the darkest parts
}

func (r elementReader) ghost(common Common) Element {
	g := &Ghost{Photo: r.portrait(common, "ghost"), Ground: White, Strength: r.number("strength", 0.3)}
	if c := r.colour("colour"); c != nil {
		g.Colour = *c
	}
	if c := r.colour("ground"); c != nil {
		g.Ground = *c
	}
	if g.Strength < 0.1 || g.Strength > 0.6 {
		r.faultAt(r.Node.Get("strength"), "strength", "%v; want a number from 0.1 to 0.6, and 0.25 to 0.35 for a ghost", g.Strength)
	}
	return g
}
