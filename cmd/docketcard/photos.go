package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"sync"
)

// photosHead begins the file of checked photos; its number changes whenever a check learns to refuse what it let pass.
const photosHead = "docketcard checked photos 1\n"

// checkedPhotosMost is how many photos are remembered, 8 MB. Beyond it those of the last run alone are.
const checkedPhotosMost = 1 << 18

// checkedPhotos remembers, in the user's cache folder, the SHA-256 of every photo that was decoded to its last block and found sound. What a
// record states of its photo would not do: it says which picture is meant, and not that anybody looked into it. It implements
// record.Checked.
type checkedPhotos struct {
	path string
	sums []byte // of earlier runs, sorted

	mu    sync.Mutex
	added map[[sha256.Size]byte]bool
}

// openCheckedPhotos reads the file; one that is not there, or not whole, holds nothing, and all photos are decoded.
func openCheckedPhotos(m *machine) *checkedPhotos {
	p := &checkedPhotos{added: map[[sha256.Size]byte]bool{}}
	dir := userCache(m, "")
	if dir == "" {
		return p
	}
	p.path = filepath.Join(dir, "checked-photos")
	f, err := os.Open(p.path)
	if err != nil {
		return p
	}
	defer f.Close()
	data, err := readCapped(f, p.path, checkedPhotosMost*sha256.Size+int64(len(photosHead)))
	sums, ok := bytes.CutPrefix(data, []byte(photosHead))
	if err != nil || !ok || len(sums)%sha256.Size != 0 {
		return p
	}
	for i := sha256.Size; i < len(sums); i += sha256.Size {
		if bytes.Compare(sums[i-sha256.Size:i], sums[i:i+sha256.Size]) >= 0 {
			return p
		}
	}
	p.sums = sums
	return p
}

// Has tells whether a photo was found sound by an earlier run.
func (p *checkedPhotos) Has(sum [sha256.Size]byte) bool {
	at := func(i int) []byte { return p.sums[i*sha256.Size:][:sha256.Size] }
	n := len(p.sums) / sha256.Size
	i := sort.Search(n, func(i int) bool { return bytes.Compare(at(i), sum[:]) >= 0 })
	return i < n && bytes.Equal(at(i), sum[:])
}

// Add remembers a photo that was found sound.
func (p *checkedPhotos) Add(sum [sha256.Size]byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.added[sum] = true
}

// save keeps what was added for later runs. Of two runs at once the last one wins, and the photos of the other are decoded once more.
func (p *checkedPhotos) save(ctx context.Context, m *machine) error {
	if len(p.added) == 0 || p.path == "" {
		return nil
	}
	var sums [][]byte
	for sum := range p.added {
		sums = append(sums, bytes.Clone(sum[:]))
	}
	if len(p.sums)/sha256.Size+len(sums) <= checkedPhotosMost {
		sums = slices.AppendSeq(sums, slices.Chunk(p.sums, sha256.Size))
	}
	slices.SortFunc(sums, bytes.Compare)
	sums = sums[:min(len(sums), checkedPhotosMost)]
	kind := outputKind{name: "file of checked photos", magic: "docketcard checked photos ", perm: 0o600}
	return writeWhole(ctx, m, p.path, kind, append([]byte(photosHead), bytes.Join(sums, nil)...))
}
