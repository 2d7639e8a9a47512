package render

import (
	"errors"
	"strconv"
	"testing"

	"docketcard/fonts"
	"docketcard/templates"
)

// TestSettings gives what was set, for each element, label and text its own, sets what is known once, and keeps no more than its bound.
func TestSettings(t *testing.T) {
	var s settings
	a, b := new(templates.Text), new(templates.Text)
	made := 0
	get := func(key settingKey, glyphs, step int) setting {
		return must[setting](t)(s.of(key, func() (setting, error) {
			made++
			return setting{lines: []line{{runs: []fonts.Run{{Glyphs: make([]fonts.Glyph, glyphs)}}}}, step: step}, nil
		}))
	}
	for range 2 {
		for i, key := range []settingKey{{a, "", "x"}, {a, "x", ""}, {b, "", "x"}, {a, "", "y"}, {a, "y", "x"}} {
			if got := get(key, 10, i); got.step != i {
				t.Errorf("setting %d: got that of %d", i, got.step)
			}
		}
	}
	if made != 5 {
		t.Errorf("5 texts were set %d times", made)
	}
	for i := range 1000 {
		get(settingKey{a, "", strconv.Itoa(i)}, 1000, i)
		if s.glyphs > settingsMost {
			t.Fatalf("after %d texts of 1000 glyphs there are %d", i+1, s.glyphs)
		}
	}
	if _, err := s.of(settingKey{b, "z", ""}, func() (setting, error) { return setting{}, ErrFit }); !errors.Is(err, ErrFit) {
		t.Errorf("got %v, want ErrFit", err)
	}
	if got := get(settingKey{b, "z", ""}, 1, 7); got.step != 7 {
		t.Error("an error was kept")
	}
}
