package studio

import (
	"crypto/subtle"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"docketcard/render"
)

//go:embed page
var pageFiles embed.FS

// policy lets the page load what this server serves, and nothing else from anywhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (s *Studio) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // cards show personal data

	switch {
	case !trustedHost(r):
		http.Error(w, "wrong host", http.StatusForbidden)
		return
	case !sameOrigin(r):
		http.Error(w, "wrong origin", http.StatusForbidden)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the studio is only looked at", http.StatusMethodNotAllowed)
		return
	}
	token, rest, slash := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if !slash || subtle.ConstantTimeCompare([]byte(token), []byte(s.Token)) != 1 {
		http.Error(w, "open the address that docketcard printed; it ends in a token", http.StatusNotFound)
		return
	}
	switch first, arg, _ := strings.Cut(rest, "/"); first {
	case "":
		s.file(w, "index.html")
	case "studio.js", "studio.css", "icon.svg":
		s.file(w, first)
	case "state":
		answer(w, s.state(), nil)
	case "card":
		q := r.URL.Query()
		v, err := s.card(r.Context(), q.Get("record"), guidesOf(r))
		answer(w, v, err)
	case "sheet":
		v, err := s.sheet(r.Context(), r.URL.Query().Get("record"), guidesOf(r))
		answer(w, v, err)
	case "codes":
		v, err := s.codes(arg)
		answer(w, v, err)
	case "picture":
		s.picture(w, r, arg)
	case "events":
		s.events(w, r)
	default:
		http.NotFound(w, r)
	}
}

// trustedHost tells whether the request names an address or this machine: a name of somebody else's that leads here would make that
// somebody's pages of one origin with this one (DNS rebinding).
func trustedHost(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	_, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil
}

// sameOrigin tells whether the request comes from the page itself or from the address line.
func sameOrigin(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "" || site == "same-origin" || site == "none"
}

func guidesOf(r *http.Request) render.Guides {
	q := r.URL.Query()
	return render.Guides{Layout: q.Get("guides") == "1", Grid: q.Get("grid") == "1"}
}

var fileTypes = map[string]string{".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

func (s *Studio) file(w http.ResponseWriter, name string) {
	data, err := fs.ReadFile(pageFiles, "page/"+name)
	if err != nil {
		panic("studio: " + err.Error())
	}
	w.Header().Set("Content-Type", fileTypes[path.Ext(name)])
	w.Write(data)
}

// answer writes v as JSON, or an error as what is wrong.
func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	switch {
	case errors.Is(err, errNoRecord), errors.Is(err, errNoPicture):
		w.WriteHeader(http.StatusNotFound)
	case err != nil:
		w.WriteHeader(http.StatusInternalServerError)
	}
	if err != nil {
		v = map[string]any{"faults": notesOf(err)}
	}
	json.NewEncoder(w).Encode(v)
}

// The resolutions that pictures are drawn at.
const leastDPI, mostDPI = 36, 1200

// picture serves NAME/DPI.png.
func (s *Studio) picture(w http.ResponseWriter, r *http.Request, arg string) {
	name, file, _ := strings.Cut(arg, "/")
	dpi, err := strconv.Atoi(strings.TrimSuffix(file, ".png"))
	if err != nil || dpi < leastDPI || dpi > mostDPI {
		http.NotFound(w, r)
		return
	}
	data, err := s.pictures.png(r.Context(), name, dpi)
	if err != nil {
		answer(w, nil, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.Write(data)
}

// events tells the page of every revision, for as long as it listens.
func (s *Studio) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	flush := http.NewResponseController(w)
	alive := time.NewTicker(15 * time.Second) // so that a page that is gone is noticed
	defer alive.Stop()
	told := -1
	for {
		s.mu.Lock()
		revision, changed, saved := s.revision, s.changed, s.saved
		s.mu.Unlock()
		if revision != told {
			told = revision
			fmt.Fprintf(w, "data: {\"revision\":%d,\"saved\":%d,\"age\":%d}\n\n", revision, saved.UnixMicro(), time.Since(saved).Milliseconds())
		} else {
			fmt.Fprint(w, ":\n\n")
		}
		if flush.Flush() != nil {
			return
		}
		select {
		case <-changed:
		case <-alive.C:
		case <-r.Context().Done():
			return
		}
	}
}

// A state is what the page shows beside the card.
type state struct {
	Revision int        `json:"revision"`
	Failure  []Note     `json:"failure,omitempty"` // why what is shown is not the newest
	Design   *designRow `json:"design,omitempty"`
	Records  []row      `json:"records"`  // the worst first
	Checking bool       `json:"checking"` // records
	Linted   bool       `json:"linted"`
	Notes    []Note     `json:"notes"` // of lint
}

type designRow struct {
	Name   string  `json:"name"`
	Title  string  `json:"title"`
	Width  float64 `json:"width"`
	Height float64 `json:"height"`
	Radius float64 `json:"radius"`
	Safe   float64 `json:"safe"`
	Back   bool    `json:"back"`
	Stock  string  `json:"stock"`
}

type row struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Order  int    `json:"order"` // among the cases
	Faults int    `json:"faults"`
	Notes  int    `json:"notes"`
	Search string `json:"search"`
}

func (s *Studio) state() *state {
	e, v, failure, revision := s.now()
	st := &state{Revision: revision, Failure: notesOf(failure), Records: []row{}, Notes: []Note{}, Checking: e != nil && (v == nil || v.edition != e)}
	if e != nil {
		t := e.Setup.Template
		st.Design = &designRow{
			Name: t.Name, Title: t.Title, Back: len(t.Back) > 0, Stock: e.Stock.Name,
			Width: t.Size.W.Millimetres(), Height: t.Size.H.Millimetres(), Radius: t.Radius.Millimetres(), Safe: t.Safe.Millimetres(),
		}
	}
	if v == nil {
		return st
	}
	if len(st.Failure) == 0 && v.edition == e {
		st.Failure = notesOf(v.failure)
	}
	for i := range st.Failure {
		locate(&st.Failure[i], v.edition.Setup.Template)
	}
	st.Linted, st.Notes = v.linted, append(st.Notes, v.notes...)
	for i := range st.Notes {
		locate(&st.Notes[i], v.edition.Setup.Template)
	}
	for _, r := range v.records {
		st.Records = append(st.Records, row{
			Key: r.key, Title: strings.Join(r.names[:min(len(r.names), 2)], ", "), Order: r.order, Faults: len(r.Faults), Notes: r.notes + len(r.Steps),
			Search: strings.ToLower(strings.Join(slices.Concat(r.names, r.codes), " ")),
		})
	}
	return st
}
