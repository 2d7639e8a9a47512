package studio

import (
	"context"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A watcher reports changes in folders. It watches folders and not files, because editors save by writing another file and renaming it.
type watcher struct {
	mu      sync.Mutex
	notify  *fsnotify.Watcher
	folders map[string]bool
}

func newWatcher() (*watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &watcher{notify: n, folders: map[string]bool{}}, nil
}

// add watches a folder. One that is not there cannot be watched until it is named again.
func (w *watcher) add(folder string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.folders[folder] && w.notify.Add(folder) == nil {
		w.folders[folder] = true
	}
}

// Saving takes several steps, of which the last is waited for: until quiet has passed without another, or patience since the first.
const (
	quiet    = 40 * time.Millisecond
	patience = 250 * time.Millisecond
)

// wait returns the time of the first of the next changes; ok is false when ctx is done.
func (w *watcher) wait(ctx context.Context) (first time.Time, ok bool) {
	var settled, enough <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return first, false
		case e := <-w.notify.Events:
			if e.Op == fsnotify.Chmod {
				continue // which indexers and virus scanners do all day
			}
			if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
				w.forget(e.Name)
			}
			if enough == nil {
				first, enough = time.Now(), time.After(patience)
			}
			settled = time.After(quiet)
		case <-w.notify.Errors:
			// Changes may have been missed: all is read again.
			if enough == nil {
				first, enough = time.Now(), time.After(patience)
			}
			settled = time.After(quiet)
		case <-settled:
			return first, true
		case <-enough:
			return first, true
		}
	}
}

// forget notes that a folder is gone, so that it is watched anew when it comes back.
func (w *watcher) forget(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.folders, name)
}

func (w *watcher) close() { w.notify.Close() }
