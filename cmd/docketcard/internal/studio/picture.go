package studio

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"runtime"
	"sync"

	"docketcard/render/proof"
)

// How many pages and pictures are kept: those of the last few cards that were looked at.
const (
	keptPages    = 64
	keptPictures = 48
)

// pictures draws pages of finished PDFs by name. The name of a page stands for what it shows, so that what did not change is not drawn
// again.
type pictures struct {
	reader *proof.Reader
	busy   chan struct{} // drawing takes a processor each

	mu    sync.Mutex
	pages kept[string, *page]
	pngs  kept[pngKey, *drawn]
}

// A page is a page of a PDF that is written when it is first asked for.
type page struct {
	number int
	pdf    func() ([]byte, error)
}

type pngKey struct {
	name string
	dpi  int
}

// A drawn picture is there when done is closed.
type drawn struct {
	done chan struct{}
	png  []byte
	err  error
}

func newPictures(r *proof.Reader) *pictures {
	return &pictures{reader: r, busy: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// offer makes a page known by a name. Pdf may be called more than once, and later.
func (p *pictures) offer(name string, number int, pdf func() ([]byte, error)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages.put(name, &page{number, pdf}, keptPages)
}

// open opens the file of a page. The caller closes it.
func (p *pictures) open(name string) (*proof.Document, int, error) {
	p.mu.Lock()
	g, ok := p.pages.get(name)
	p.mu.Unlock()
	if !ok {
		return nil, 0, errNoPicture
	}
	pdf, err := g.pdf()
	if err != nil {
		return nil, 0, err
	}
	doc, err := p.reader.Document(bytes.NewReader(pdf), int64(len(pdf)))
	return doc, g.number, err
}

var errNoPicture = errors.New("found no such picture; it may be of an older card")

// png returns a page as PNG.
func (p *pictures) png(ctx context.Context, name string, dpi int) ([]byte, error) {
	key := pngKey{name, dpi}
	p.mu.Lock()
	d, ok := p.pngs.get(key)
	if !ok {
		d = &drawn{done: make(chan struct{})}
		p.pngs.put(key, d, keptPictures)
		go func() {
			defer close(d.done)
			if d.png, d.err = p.draw(name, dpi); d.err != nil {
				p.mu.Lock()
				p.pngs.drop(key)
				p.mu.Unlock()
			}
		}()
	}
	p.mu.Unlock()
	select {
	case <-d.done:
		return d.png, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pictures) draw(name string, dpi int) ([]byte, error) {
	p.busy <- struct{}{}
	defer func() { <-p.busy }()
	doc, number, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer doc.Close()
	img, err := doc.RGBA(number, float64(dpi))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	// It goes no further than to a browser on the same machine.
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, img)
	return out.Bytes(), err
}

// kept is a map that forgets what was not used for longest. The zero kept is ready for use.
type kept[K comparable, V any] struct {
	values map[K]V
	order  []K // the one used last comes last
}

func (k *kept[K, V]) get(key K) (V, bool) {
	v, ok := k.values[key]
	if ok {
		k.used(key)
	}
	return v, ok
}

func (k *kept[K, V]) put(key K, v V, most int) {
	if k.values == nil {
		k.values = map[K]V{}
	}
	k.values[key] = v
	if k.used(key); len(k.order) > most {
		k.drop(k.order[0])
	}
}

// used moves a key to the end.
func (k *kept[K, V]) used(key K) {
	for i, other := range k.order {
		if other == key {
			k.order = append(k.order[:i], k.order[i+1:]...)
			break
		}
	}
	k.order = append(k.order, key)
}

func (k *kept[K, V]) drop(key K) {
	k.used(key)
	k.order = k.order[:len(k.order)-1]
	delete(k.values, key)
}
