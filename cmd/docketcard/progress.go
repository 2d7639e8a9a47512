package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"
)

// A console is standard error. What is written to it appears below what was there and above the progress line,
// which is taken off the screen first and comes back with the next step.
type console struct {
	mu   sync.Mutex
	w    io.Writer
	line int // columns that the progress line takes on the screen
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clear()
	return c.w.Write(p)
}

// show replaces the progress line; "" takes it away. columns is its width on the screen.
func (c *console) show(line string, columns int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if line == "" {
		c.clear()
		return
	}
	// Blanks instead of an escape sequence, for the consoles that know none.
	io.WriteString(c.w, "\r"+line+strings.Repeat(" ", max(0, c.line-columns)))
	c.line = columns
}

func (c *console) clear() {
	if c.line > 0 {
		io.WriteString(c.w, "\r"+strings.Repeat(" ", c.line)+"\r")
		c.line = 0
	}
}

const (
	progressDelay = time.Second            // shorter work shows nothing
	progressFrame = 100 * time.Millisecond // between two states of the line on a terminal
	progressPlain = 10 * time.Second       // between two lines elsewhere
)

// A progress tells how far long work has come: on a terminal in one line that is rewritten in place, elsewhere in a
// plain line now and then. It is safe for use by several goroutines, and the nil *progress says nothing.
type progress struct {
	out        *console
	now        func() time.Time
	columns    int // of the terminal; 0 elsewhere
	colour     bool
	verb, unit string
	total      int

	mu    sync.Mutex
	done  int
	start time.Time
	next  time.Time // when to speak again
}

// startProgress returns the progress of total units of work, such as "rendering" 24 "cards"; a total of 0 is
// unknown. It returns nil for quiet.
func startProgress(m *machine, quiet bool, verb, unit string, total int) *progress {
	if quiet {
		return nil
	}
	p := &progress{out: m.stderr, now: m.now, verb: verb, unit: unit, total: total, start: m.now()}
	wait := progressPlain
	if columns, ok := m.terminal(m.stderr); ok && m.getenv("TERM") != "dumb" {
		if p.columns = columns; columns <= 0 {
			p.columns = 80
		}
		p.colour = m.getenv("NO_COLOR") == "" && runtime.GOOS != "windows"
		wait = progressDelay
	}
	p.next = p.start.Add(wait)
	return p
}

// set says how many units are done.
func (p *progress) set(done int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = done
	now := p.now()
	if now.Before(p.next) {
		return
	}
	text := p.text(now)
	if p.columns == 0 {
		p.next = now.Add(progressPlain)
		fmt.Fprintf(p.out, "%s\n", text)
		return
	}
	p.next = now.Add(progressFrame)
	line, columns := p.line(text)
	p.out.show(line, columns)
}

// end takes the line off the screen. It may be called more than once.
func (p *progress) end() {
	if p != nil {
		p.out.show("", 0)
	}
}

// text returns "rendering 1200 of 10000 cards, 240 cards/s, 0:37 left".
func (p *progress) text(now time.Time) string {
	t := fmt.Sprintf("%s %d", p.verb, p.done)
	if p.total > 0 {
		t += fmt.Sprintf(" of %d", p.total)
	}
	t += " " + p.unit
	rate := float64(p.done) / now.Sub(p.start).Seconds()
	switch {
	case p.done == 0 || now.Equal(p.start):
		return t
	case rate >= 10:
		t += fmt.Sprintf(", %.0f %s/s", rate, p.unit)
	default:
		t += fmt.Sprintf(", %.1f %s/s", rate, p.unit)
	}
	if left := p.total - p.done; left > 0 {
		t += ", " + minutes(time.Duration(float64(left)/rate*float64(time.Second))) + " left"
	}
	return t
}

// line fits text and as much of a bar as there is room for into the terminal. The last column stays free, because
// some terminals go to the next line when it is written.
func (p *progress) line(text string) (line string, columns int) {
	room := p.columns - 1
	bar := min(30, room-len(text)-3) // two brackets and a blank
	switch {
	case len(text) > room:
		text = text[:max(0, room)]
		return text, len(text)
	case bar < 5 || p.total <= 0:
		return text, len(text)
	}
	full := strings.Repeat("=", min(bar, bar*p.done/p.total))
	rest := strings.Repeat(" ", bar-len(full))
	columns = bar + 3 + len(text)
	if p.colour {
		full = "\x1b[36m" + full + "\x1b[0m"
	}
	return "[" + full + rest + "] " + text, columns
}

// minutes returns d as m:ss or h:mm:ss, rounded up to whole seconds.
func minutes(d time.Duration) string {
	s := int((d + time.Second - 1) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
