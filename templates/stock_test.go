package templates

import "testing"

func TestBuiltinStocksClose(t *testing.T) {
	for _, name := range BuiltinStocks() {
		data, _ := BuiltinStock(name)
		s, err := ParseStock(name+".yaml", data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Name != name {
			t.Errorf("%s is named %s", name, s.Name)
		}
		if s.Title == "" {
			t.Errorf("%s has no title", name)
		}
		last := s.CellAt(s.Cells() - 1)
		if name == "dataline-57125" {
			continue // declared asymmetric
		}
		if d := abs(s.Origin.X - (s.Page.W - last.Right())); d > closure {
			t.Errorf("%s: left and right margins differ by %s", name, d)
		}
		if d := abs(s.Origin.Y - (s.Page.H - last.Bottom())); d > closure {
			t.Errorf("%s: top and bottom margins differ by %s", name, d)
		}
	}
}
