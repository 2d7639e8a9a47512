package main

import (
	"fmt"
	"image"
	"maps"
	"slices"
	"strings"
	"testing"

	"docketcard/render/proof"
	"docketcard/render/scan"
)

// sides are the two pages of a Letter sheet of 2 x 4 cards that is turned over its long edge, with a number on the front, and a number and a
// seal on the back.
func sides() (front, back printedPage, cards []printedCard) {
	front = printedPage{number: 1, width: 612, height: 792}
	back = printedPage{number: 2, width: 612, height: 792}
	word := func(text string, x, y float64) proof.Word {
		return proof.Word{Text: text, Box: proof.Rect{MinX: x, MinY: y, MaxX: x + 40, MaxY: y + 8}}
	}
	for i := range 8 {
		x, y := 40+float64(i%2)*270, 40+float64(i/2)*170
		number := fmt.Sprintf("NUMBER%d", i)
		front.words = append(front.words, word("Surname", x+100, y+40), word("Name"+fmt.Sprint(i), x+100, y+50), word(number, x+160, y+10))
		mirrored := 612 - x - 243
		back.words = append(back.words, word("Number", mirrored+20, y+125), word(number, mirrored+20, y+130))
		code := image.Rect(int((mirrored+20)/72*300), int((y+20)/72*300), int((mirrored+120)/72*300), int((y+120)/72*300))
		cards = append(cards, printedCard{side: 1, number: number, names: []string{"NAME" + fmt.Sprint(i)}, finding: i, code: newSpot(scan.Code{
			Box: code, Corners: [4]image.Point{code.Min, {code.Max.X, code.Min.Y}, code.Max, {code.Min.X, code.Max.Y}},
		})})
	}
	return front, back, cards
}

func TestSealsBelongToTheirCards(t *testing.T) {
	swap := func(words []proof.Word, a, b string) {
		for i := range words {
			switch words[i].Text {
			case a:
				words[i].Text = b
			case b:
				words[i].Text = a
			}
		}
	}
	for _, test := range []struct {
		name   string
		change func(front, back *printedPage, cards *[]printedCard)
		want   string
	}{
		{"as printed", func(*printedPage, *printedPage, *[]printedCard) {}, ""},
		{"codes of two cards exchanged", func(_, _ *printedPage, cards *[]printedCard) {
			c := *cards
			c[2].code, c[3].code = c[3].code, c[2].code
		}, "2: not printed on the same card, 3: not printed on the same card"},
		{"codes exchanged on a sheet of two cards", func(_, _ *printedPage, cards *[]printedCard) {
			c := *cards
			c[0].code, c[1].code = c[1].code, c[0].code
			*cards = c[:2]
		}, "0: not printed on the same card, 1: not printed on the same card"},
		{"one code on two cards", func(_, _ *printedPage, cards *[]printedCard) {
			(*cards)[5].number, (*cards)[5].names = "NUMBER4", nil
		}, "5: not printed on the same card"},
		{"a code from elsewhere", func(_, _ *printedPage, cards *[]printedCard) {
			(*cards)[6].number = "STRANGER"
		}, "6: not printed on the same card"},
		{"fronts of two cards exchanged", func(front, _ *printedPage, _ *[]printedCard) {
			swap(front.words, "NUMBER0", "NUMBER7")
		}, "0: the other side of the card, 7: the other side of the card"},
		{"a name from elsewhere", func(_, _ *printedPage, cards *[]printedCard) {
			(*cards)[1].names = []string{"Stranger"}
		}, "1: a sealed name is not printed"},
		{"numbers in groups", func(front, back *printedPage, _ *[]printedCard) {
			for _, p := range []*printedPage{front, back} {
				var words []proof.Word
				for _, w := range p.words {
					if n, ok := strings.CutPrefix(w.Text, "NUM"); ok {
						words = append(words, proof.Word{Text: "NUM", Box: w.Box})
						w.Text = n
					}
					words = append(words, w)
				}
				p.words = words
			}
		}, ""},
		{"number on the back alone", func(front, _ *printedPage, _ *[]printedCard) { front.words = slices.DeleteFunc(front.words, isNumber) }, ""},
		{"number on the front alone", func(_, back *printedPage, _ *[]printedCard) { back.words = nil }, ""},
		{"number on the front alone, of another card", func(front, back *printedPage, _ *[]printedCard) {
			back.words = nil
			swap(front.words, "NUMBER1", "NUMBER6")
		}, "1: the other side of the card, 6: the other side of the card"},
		{"number nowhere", func(front, back *printedPage, cards *[]printedCard) {
			front.words, back.words = slices.DeleteFunc(front.words, isNumber), nil
			*cards = (*cards)[:1]
		}, "0: not printed on the same card"},
		{"one side", func(front, _ *printedPage, cards *[]printedCard) {
			front.words = nil
			for i := range *cards {
				(*cards)[i].names = nil
			}
		}, ""},
		{"turned over the short edge", func(front, back *printedPage, _ *[]printedCard) {
			for i, w := range front.words {
				x, y := w.Box.Center()
				x, y = 612-x, 792-y // the back stays where it is, and so do left and right as seen from it
				front.words[i].Box = proof.Rect{MinX: x - 20, MinY: y - 4, MaxX: x + 20, MaxY: y + 4}
			}
		}, ""},
	} {
		front, back, cards := sides()
		test.change(&front, &back, &cards)
		check := sheetCheck{wrong: map[int]string{}}
		check.sheet([]printedPage{front, back}, cards)
		wrong := check.end()
		var got []string
		for _, i := range slices.Sorted(maps.Keys(wrong)) {
			got = append(got, fmt.Sprintf("%d: %s", i, wrong[i]))
		}
		matches := len(got) == len(strings.Split(test.want, ", ")) || test.want == "" && got == nil
		for i, want := range strings.Split(test.want, ", ") {
			number, said, _ := strings.Cut(want, ": ")
			matches = matches && (test.want == "" || strings.HasPrefix(got[i], number+": ") && strings.Contains(got[i], said))
		}
		if !matches {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func isNumber(w proof.Word) bool { return strings.HasPrefix(w.Text, "NUMBER") }

// A front without a number is right or wrong, as the other fronts of the file are.
func TestFrontWithoutItsNumber(t *testing.T) {
	check := sheetCheck{wrong: map[int]string{}}
	front, back, cards := sides()
	front.words = slices.DeleteFunc(front.words, isNumber)
	check.sheet([]printedPage{front, back}, cards[:1])
	if wrong := check.end(); len(wrong) != 0 {
		t.Errorf("numbers on backs alone: got %v", wrong)
	}
	front, back, cards = sides()
	cards[3].finding = 1
	check.sheet([]printedPage{front, back}, cards[3:4])
	if wrong := check.end(); len(wrong) != 1 || wrong[0] != notBehind {
		t.Errorf("numbers on other fronts: got %v, want finding 0 alone", wrong)
	}
}

// A card larger than ID-1 may have its number as far from its seal as its sides let it: alone on its page, or as one of two.
func TestLargeCards(t *testing.T) {
	page := printedPage{number: 1, width: 595, height: 842}
	var cards []printedCard
	for i := range 2 {
		number, y := fmt.Sprintf("NUMBER%d", i), 421*float64(i)
		page.words = append(page.words, proof.Word{Text: number, Box: proof.Rect{MinX: 20, MinY: y + 390, MaxX: 60, MaxY: y + 398}})
		cards = append(cards, printedCard{number: number, finding: i, code: spot{500, y + 60, 1, 0}})
	}
	wrong := func(cards ...printedCard) map[int]string {
		check := sheetCheck{wrong: map[int]string{}}
		check.sheet([]printedPage{page}, cards)
		return check.end()
	}
	if got := wrong(cards...); len(got) != 0 {
		t.Errorf("two cards: got %v", got)
	}
	if got := wrong(cards[0]); len(got) != 0 {
		t.Errorf("a card: got %v", got)
	}
	cards[0].number, cards[1].number = cards[1].number, cards[0].number
	if got := wrong(cards...); len(got) != 2 {
		t.Errorf("two cards with the codes of each other: got %v, want both wrong", got)
	}
	cards[0].number = "STRANGER"
	if got := wrong(cards[0]); len(got) != 1 {
		t.Errorf("a code from elsewhere: got %v, want it wrong", got)
	}
}
