package templates

// Rectangle is a rectangle, perhaps with rounded corners.
type Rectangle struct {
	Common
	Paint
	Box    Rect
	Radius Length
}

// Refs returns nothing: a rectangle is the same on every card.
func (r *Rectangle) Refs() []string { return nil }

// Room returns the box.
func (r *Rectangle) Room() Rect { return r.Box }

func (r elementReader) rectangle(common Common) Element {
	box := r.box("rect")
	return &Rectangle{Common: common, Box: box, Radius: r.radius(Size{box.W, box.H}), Paint: r.paint()}
}
