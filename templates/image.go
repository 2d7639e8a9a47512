package templates

import (
	"crypto/sha256"

	"docketcard/templates/source"
)

// Image is a picture from a JPEG or PNG file beside the template. Its bytes are as they were read, and not yet known to be a picture.
type Image struct {
	Common
	Frame
	File string // what to call it in messages
	Data []byte
}

// maxImageBytes bounds what a picture of a template may hold.
const maxImageBytes = 10 << 20

// Refs returns nothing: an image is the same on every card.
func (i *Image) Refs() []string { return nil }

// Room returns the box.
func (i *Image) Room() Rect { return i.Box }

func (r elementReader) image(common Common) Element {
	i := &Image{Common: common, Frame: r.picture()}
	i.File, i.Data, _ = r.file("image", maxImageBytes)
	return i
}

// file reads the file that key names, which lies beside the one that names it. What is read is part of the template's digest.
func (r elementReader) file(key string, limit int64) (label string, data []byte, ok bool) {
	r.Tell(source.Ask{Key: key, As: "file"})
	name := r.NeedText(key)
	if name == "" {
		return "", nil, false
	}
	n, l := r.Node.Get(key), r.t.loader
	if l.folders[n.Pos.File] == nil {
		r.faultAt(n, key, "%s is a file, and the folder of this one is not known", source.Quote(name))
		return "", nil, false
	}
	label, data, err := beside(n.Pos.File, l.at[n.Pos.File], name, l.folders[n.Pos.File], limit)
	if err != nil {
		r.errs.Add(n.Pos, r.Name(key), err.Error(), "paths are relative to the file that names them")
		return "", nil, false
	}
	l.digests = append(l.digests, sha256.Sum256(data))
	return label, data, true
}
