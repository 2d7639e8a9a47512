package main

import (
	"testing"

	"docketcard/render/scan"
)

// TestStandsOut decides by the scores of two artworks, the first of twice as many points.
func TestStandsOut(t *testing.T) {
	var families [][][]scan.Point
	for range 1 + decoys {
		families = append(families, [][]scan.Point{make([]scan.Point, 20), make([]scan.Point, 10)})
	}
	for _, test := range []struct {
		name          string
		first, second float64 // of the number; decoys have 1 of each
		decoys        map[int][2]float64
		want          bool
	}{
		{"both are shown", 4, 4, nil, true},
		{"one is shown better than all decoys", 4, 1.1, nil, true},
		{"of one as much as decoys", 4, 1, nil, false},
		{"of the other as much as decoys", 1, 4, nil, false},
		{"some decoys are better in one", 4, 4, map[int][2]float64{1: {1, 5}, 2: {1, 5}, 3: {1, 5}, 4: {1, 5}, 5: {1, 5}, 6: {1, 5}}, true},
		{"more than a tenth are", 4, 4, map[int][2]float64{1: {1, 5}, 2: {1, 5}, 3: {1, 5}, 4: {1, 5}, 5: {1, 5}, 6: {1, 5}, 7: {1, 5}}, false},
		{"a decoy is as good in all", 4, 4, map[int][2]float64{decoys: {4, 4}}, false},
		{"a decoy is better by its points", 4, 4, map[int][2]float64{decoys: {5, 3}}, false},
		{"and not by its artworks", 4, 4, map[int][2]float64{decoys: {3, 5}}, true},
	} {
		scores := [][]float64{{test.first}, {test.second}}
		for i := 1; i <= decoys; i++ {
			s, ok := test.decoys[i]
			if !ok {
				s = [2]float64{1, 1}
			}
			scores[0], scores[1] = append(scores[0], s[0]), append(scores[1], s[1])
		}
		if got := standsOut(scores, families); got != test.want {
			t.Errorf("%s: got %t", test.name, got)
		}
	}
}
