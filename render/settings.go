package render

import (
	"sync"

	"docketcard/templates"
)

// A setting is how a text was set.
type setting struct {
	lines    []line
	step     int  // which of its sizes it took
	broken   bool // a word was broken
	uncapped bool // it is not in the small capitals of its style
}

// settings keeps how texts were set, since every text is set twice, when it is checked and when it is drawn, and many stand on many cards:
// captions, dates, names of offices. It can be used by several goroutines at once.
type settings struct {
	mu     sync.RWMutex
	known  map[settingKey]setting
	glyphs int // in known
}

// A settingKey is all that a setting depends on in one batch: the element, its label, and the text; or the label alone.
type settingKey struct {
	element     *templates.Text
	label, text string
}

// settingsMost bounds what is kept, in glyphs of some 50 bytes. What goes beyond it starts anew: texts on many cards are soon there again.
const settingsMost = 200_000

// of returns the setting of a text, from set if it is not known. Errors are not kept.
func (s *settings) of(key settingKey, set func() (setting, error)) (setting, error) {
	s.mu.RLock()
	known, ok := s.known[key]
	s.mu.RUnlock()
	if ok {
		return known, nil
	}
	made, err := set()
	if err != nil {
		return made, err
	}
	n := 8 // what the rest of a setting takes
	for _, l := range made.lines {
		for _, r := range l.runs {
			n += len(r.Glyphs)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || s.glyphs+n > settingsMost {
		s.known, s.glyphs = map[settingKey]setting{}, 0
	}
	s.known[key] = made
	s.glyphs += n
	return made, nil
}
