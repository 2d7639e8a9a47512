package main

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
)

// heldFolders are folders that a run keeps open: of the system calls for a photo, most are for the way to its folder, and most photos lie in one. The
// zero value holds none. Goroutines may share it.
type heldFolders struct {
	mu    sync.RWMutex
	roots map[heldFolder]*os.Root
}

// A heldFolder is the folder of a case and the way from there to the files, with a slash at its end, or nothing.
type heldFolder struct{ folder, way string }

// heldMost is how many folders stay open; a process may have a few hundred files open.
const heldMost = 64

// open opens a file of a folder as openIn does, or returns false. Its errors are not those of the path: a link may lead to another folder
// beside the file's. It is for the caller to open the file from its own folder then.
func (h *heldFolders) open(folder, name string) (fs.File, bool) {
	if h == nil || !fs.ValidPath(name) {
		return nil, false
	}
	way, base := path.Split(name)
	key := heldFolder{folder, way}
	h.mu.RLock()
	if h.roots[key] == nil {
		h.mu.RUnlock()
		h.hold(key)
		h.mu.RLock()
	}
	defer h.mu.RUnlock() // nothing is closed that is in use
	root := h.roots[key]
	if root == nil {
		return nil, false
	}
	file, err := openIn(root, base)
	return file, err == nil
}

// hold opens a folder if it can. No link on the way leads out of the folder of the case.
func (h *heldFolders) hold(key heldFolder) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.roots[key] != nil {
		return
	}
	root, err := os.OpenRoot(key.folder)
	if err == nil && key.way != "" {
		outer := root
		root, err = outer.OpenRoot(filepath.FromSlash(key.way))
		outer.Close()
	}
	if err != nil {
		return
	}
	if len(h.roots) == heldMost {
		h.drop()
	}
	if h.roots == nil {
		h.roots = map[heldFolder]*os.Root{}
	}
	h.roots[key] = root
}

// close closes the folders.
func (h *heldFolders) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop()
}

func (h *heldFolders) drop() {
	for _, root := range h.roots {
		root.Close()
	}
	clear(h.roots)
}
