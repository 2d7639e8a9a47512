package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestProgressOnTerminal(t *testing.T) {
	m := newTestMachine("")
	m.columns = 80
	m.env["NO_COLOR"] = "1"
	p := startProgress(m.machine, false, "rendering", "cards", 100)
	step := func(done int, d time.Duration) string {
		m.stderr.Reset()
		m.time = m.time.Add(d)
		p.set(done)
		return m.stderr.String()
	}
	if got := step(10, 999*time.Millisecond); got != "" {
		t.Errorf("before a second: got %q", got)
	}
	want := "\r[" + strings.Repeat("=", 7) + strings.Repeat(" ", 21) + "] rendering 25 of 100 cards, 12 cards/s, 0:06 left"
	if got := step(25, 1001*time.Millisecond); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if got := step(26, 99*time.Millisecond); got != "" {
		t.Errorf("within a frame: got %q", got)
	}
	first := step(36, time.Second)

	// A message takes the line away first.
	m.stderr.Reset()
	fmt.Fprintln(m.machine.stderr, "hello")
	width := len(first) - 1
	if got, want := m.stderr.String(), "\r"+strings.Repeat(" ", width)+"\rhello\n"; got != want {
		t.Errorf("message: got %q, want %q", got, want)
	}
	second := step(100, time.Second)
	if !strings.Contains(second, "rendering 100 of 100 cards") || strings.Contains(second, "left") {
		t.Errorf("at the end: got %q", second)
	}
	m.stderr.Reset()
	p.end()
	p.end()
	if got, want := m.stderr.String(), "\r"+strings.Repeat(" ", len(second)-1)+"\r"; got != want {
		t.Errorf("end: got %q, want %q", got, want)
	}
}

func TestProgressWidth(t *testing.T) {
	for columns := 1; columns < 120; columns++ {
		m := newTestMachine("")
		m.columns = columns
		m.env["NO_COLOR"] = "1"
		p := startProgress(m.machine, false, "rendering", "cards", 10000)
		longest := 0
		for i := range 50 {
			m.time = m.time.Add(time.Second)
			p.set(200 * (i + 1))
			// Nothing on the screen is ever wider than the terminal.
			for part := range strings.SplitSeq(m.stderr.String(), "\r") {
				longest = max(longest, len(part))
			}
		}
		if longest >= columns {
			t.Errorf("%d columns: got a line of %d", columns, longest)
		}
	}
}

func TestProgressColour(t *testing.T) {
	for _, test := range []struct {
		env    map[string]string
		colour bool
	}{
		{map[string]string{}, true},
		{map[string]string{"NO_COLOR": "1"}, false},
		{map[string]string{"TERM": "dumb"}, false},
	} {
		m := newTestMachine("")
		m.columns, m.env = 80, test.env
		p := startProgress(m.machine, false, "rendering", "cards", 100)
		m.time = m.time.Add(20 * time.Second)
		p.set(50)
		if got := strings.Contains(m.stderr.String(), "\x1b["); got != test.colour {
			t.Errorf("%v: got colour %t in %q", test.env, got, m.stderr.String())
		}
	}
}

func TestProgressElsewhere(t *testing.T) {
	m := newTestMachine("")
	p := startProgress(m.machine, false, "rendering", "cards", 0)
	for i := range 25 {
		m.time = m.time.Add(time.Second)
		p.set(2 * (i + 1))
	}
	p.end()
	const want = "rendering 20 cards, 2.0 cards/s\nrendering 40 cards, 2.0 cards/s\n"
	if got := m.stderr.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressQuiet(t *testing.T) {
	m := newTestMachine("")
	m.columns = 80
	p := startProgress(m.machine, true, "rendering", "cards", 10)
	m.time = m.time.Add(time.Minute)
	p.set(5)
	p.end()
	if got := m.stderr.String(); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestMinutes(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0:00", time.Millisecond: "0:01", 59 * time.Second: "0:59", time.Minute: "1:00",
		time.Hour: "1:00:00", 3*time.Hour + 25*time.Minute + 6*time.Second: "3:25:06",
	} {
		if got := minutes(d); got != want {
			t.Errorf("minutes(%v): got %s, want %s", d, got, want)
		}
	}
}
