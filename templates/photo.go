package templates

import (
	"docketcard/templates/source"
)

// Photo is a picture that a field of the record names.
type Photo struct {
	Common
	Frame
	Field string
}

// Frame is how a picture lies in its box.
type Frame struct {
	Box   Rect
	Cover bool       // fill the box and crop, else show the whole picture within it
	Focus [2]float64 // of a picture that is cropped, what of it stays in place: 0 left or top, 1 right or bottom
	Round Length     // corner radius
}

// Refs returns the field of the photo.
func (p *Photo) Refs() []string { return []string{p.Field} }

// Room returns the box.
func (p *Photo) Room() Rect { return p.Box }

func (r elementReader) photo(common Common) Element { return r.portrait(common, "photo") }

// portrait reads a photo and where it lies; the field is that of key.
func (r elementReader) portrait(common Common, key string) *Photo {
	p := &Photo{Common: common, Frame: r.picture(), Field: r.NeedText(key)}
	if f := r.t.Field(p.Field); p.Field != "" && (f == nil || f.Type != TypePhoto) {
		r.faultAt(r.Node.Get(key), key, "%q is not a field of type photo", p.Field)
	}
	return p
}

// picture reads the frame of a picture.
func (r elementReader) picture() Frame {
	f := Frame{Box: r.box("box"), Cover: r.Choice("fit", "cover", "contain") == "cover", Focus: [2]float64{0.5, 0.5}}
	f.Round = r.radius(Size{f.Box.W, f.Box.H})
	if !r.Has("box") {
		r.faultAt(r.Node, "box", "missing; want [x, y, width, height]")
	}
	if n := r.Get("focus"); n != nil {
		ok := n.Kind == source.List && len(n.Items) == 2
		for i := 0; ok && i < 2; i++ {
			f.Focus[i], ok = decimal(n.Items[i])
			ok = ok && f.Focus[i] >= 0 && f.Focus[i] <= 1
		}
		if !ok {
			r.faultAt(n, "focus", "want two numbers from 0 to 1, such as [0.5, 0.4]")
		}
	}
	return f
}
