// Package studio is the local page on which a template's author sees cards while editing: the finished cards at any size, what stands where
// on them, what is wrong with them, and what their codes say. It shows specimens alone; what a live card is sealed with never gets here.
//
//	s := studio.New(studio.Config{Load: load, Reader: reader, Token: token})
//	go s.Run(ctx)
//	http.Serve(listener, s)
//
// Load reads everything anew whenever a file changes in one of the folders that it names. The page is told by server-sent events, asks for the
// card that it shows, and gets pictures of finished PDFs. What did not change on a card keeps its picture.
//
// The page loads nothing from elsewhere, is served only under a path that begins with the token, and answers only requests that its own
// address was asked for (serve.go).
package studio

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"docketcard/render"
	"docketcard/render/lint"
	"docketcard/render/proof"
	"docketcard/render/seal"
	"docketcard/render/sheet"
	"docketcard/templates"
)

// Config is what a studio is made of.
type Config struct {
	// Load reads the design to show. Whatever its outcome, it calls watch with the folders whose changes may alter it, also later, when
	// photos are opened.
	Load   func(ctx context.Context, watch func(folder string)) (*Design, error)
	Reader *proof.Reader
	Token  string // the first element of every path
}

// A Design is a template and the cases to show on it.
type Design struct {
	Setup render.Setup // of specimens; its stock and guides are the studio's to choose
	Cases []render.Case
	Stock *templates.Stock // of the whole sheets
	Flip  sheet.Flip
	Stamp string // changes with whatever is drawn otherwise though scenes say the same: files of faces
}

// A Studio serves the page.
type Studio struct {
	Config
	ring     *seal.Keyring
	pictures *pictures
	watcher  *watcher

	mu       sync.Mutex
	revision int           // counts what was told to the page
	changed  chan struct{} // closed at the next revision
	saved    time.Time     // the change that the revision answers to
	failure  error         // of the last Load; what is shown is then older
	shown    *edition      // nil until a Load succeeds
	survey   *survey       // of shown or, until that is there, of an edition before it
}

// An edition is a design as it was loaded once.
type edition struct {
	*Design
	ctx  context.Context // ends with the next edition
	stop context.CancelFunc
}

// New returns a Studio that shows nothing yet.
func New(c Config) (*Studio, error) {
	ring, err := seal.NewKeyring()
	if err != nil {
		return nil, err
	}
	return &Studio{Config: c, ring: ring, pictures: newPictures(c.Reader), changed: make(chan struct{})}, nil
}

// Run loads the design, and again after every change, until ctx is done. It fails when folders cannot be watched.
func (s *Studio) Run(ctx context.Context) error {
	var err error
	if s.watcher, err = newWatcher(); err != nil {
		return fmt.Errorf("watching files: %w", err)
	}
	defer s.watcher.close()
	s.reload(ctx, time.Now())
	for {
		saved, ok := s.watcher.wait(ctx)
		if !ok {
			return nil
		}
		s.reload(ctx, saved)
	}
}

// reload loads the design and surveys its records in the background.
func (s *Studio) reload(ctx context.Context, saved time.Time) {
	design, err := s.Load(ctx, s.watcher.add)
	if err == nil && design.Setup.Sealer != nil && !design.Setup.Sealer.Specimen() {
		err = errors.New("the studio shows specimens alone; found a live key")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.saved, s.failure = saved, err
	defer s.tell()
	if err != nil {
		return
	}
	if s.shown != nil {
		s.shown.stop()
	}
	e := &edition{Design: design}
	e.ctx, e.stop = context.WithCancel(ctx)
	s.shown = e
	go s.look(e)
}

// lintDelay keeps rules waiting until the card that is looked at is drawn, and out of the way of somebody who saves again and again.
const lintDelay = 300 * time.Millisecond

// look surveys all records of an edition, and holds them against the rules of lint.
func (s *Studio) look(e *edition) {
	v := surveyOf(e)
	if !s.found(v) || v.failure != nil {
		return
	}
	select {
	case <-time.After(lintDelay):
	case <-e.ctx.Done():
		return
	}
	job := lint.Job{Setup: e.Setup, Cases: e.Cases}
	job.Setup.Stock, job.Setup.Sheets = e.Stock, sheet.Options{Flip: e.Flip}
	report, err := lint.Run(e.ctx, job)
	if err != nil {
		s.found(v.with(notesOf(err)))
		return
	}
	s.found(v.with(v.notesOfReport(report)))
}

// found shows a survey, and tells whether its edition is the one that is shown.
func (s *Studio) found(v *survey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.edition.ctx.Err() != nil {
		return false
	}
	s.survey = v
	s.tell()
	return true
}

// tell starts a new revision. s.mu must be held.
func (s *Studio) tell() {
	s.revision++
	close(s.changed)
	s.changed = make(chan struct{})
}

// now returns what is shown: e is nil before the first design, and v may be of an edition before e, or nil.
//
//lint:ignore ST1008 The failure is shown with the rest, it is not one of now.
func (s *Studio) now() (e *edition, v *survey, failure error, revision int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown, s.survey, s.failure, s.revision
}
