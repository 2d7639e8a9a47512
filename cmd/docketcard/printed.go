package main

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"docketcard/render/proof"
	"docketcard/render/scan"
)

// A printedPage is what was read of one page of a PDF. Lengths are points of 1/72 inch.
type printedPage struct {
	number        int // from 1
	width, height float64
	words         []proof.Word
	codes         []scan.Code
}

// A printedCard is a seal on a page, and what must be printed on its card.
type printedCard struct {
	side    int // of the sheet: index of its page
	code    spot
	number  string   // the sealed document number
	names   []string // words of the sealed names
	finding int
}

// A sheetCheck holds the seals of a PDF against the text that is printed on the same card.
//
// Nothing says where the cards lie on a page, but they lie alike: the number of every card has the same place as seen from its code. So
// the place that suits most cards is found, on either side, and a card on which another number stands there, or none, is told. It
// finds codes that are exchanged between cards, and backs that do not lie behind their fronts.
type sheetCheck struct {
	wrong map[int]string // findings, and why
	// A template may print the number on the side of the seal, on the other, or on both; on the same for all cards. silent are the cards
	// that lack it on a side, and printed tells whether other cards have it there.
	printed [2]bool // beside the seal, and on the other side
	silent  [2][]printedCard
}

const (
	notHere   = "the sealed document number is not printed on the same card; the code belongs to another card"
	notBehind = "the other side of the card does not bear the sealed document number"
	notNamed  = "a sealed name is not printed on the sheet; the code belongs to another card"
)

// sheet checks the seals on the two sides of a sheet, or on one.
func (s *sheetCheck) sheet(pages []printedPage, cards []printedCard) {
	on := make([][]printedCard, 2)
	for _, c := range cards {
		on[c.side] = append(on[c.side], c)
	}
	for side, page := range pages {
		s.side(0, notHere, on[side], page.words)
	}
	for side, page := range pages {
		// A page with seals of its own is not the other side of these cards.
		beyond := on[1-side]
		if len(on[side]) > 0 {
			continue
		}
		// The paper is turned over its long edge or its short one: whichever puts more in its place.
		s.side(1, notBehind, beyond, page.words,
			func(p spot) spot { return spot{page.width - p.x, p.y, 1, 0} },
			func(p spot) spot { return spot{p.x, page.height - p.y, 1, 0} })
	}
	for _, c := range cards {
		for _, name := range c.names {
			if !slices.ContainsFunc(pages, func(p printedPage) bool { return printsName(p.words, name) }) {
				s.tell(notNamed, c)
			}
		}
	}
}

// side looks for the numbers of cards among the words of their own side, which is 0, or of the other, which is 1, from where their codes
// lie after one of the turns.
func (s *sheetCheck) side(which int, why string, cards []printedCard, words []proof.Word, turns ...func(spot) spot) {
	if len(numbers(words, cards)) == 0 {
		s.silent[which] = append(s.silent[which], cards...)
		return
	}
	s.printed[which] = true
	wrong := cards
	if turns == nil {
		wrong = strayed(words, cards)
	}
	for _, turn := range turns {
		if bad := strayed(words, turned(cards, turn)); len(bad) < len(wrong) {
			wrong = bad
		}
	}
	s.tell(why, wrong...)
}

// end returns the findings that are wrong, and why, when all sheets have been seen.
func (s *sheetCheck) end() map[int]string {
	for which, why := range [2]string{notHere, notBehind} {
		if s.printed[which] {
			s.tell(why, s.silent[which]...)
		}
	}
	// Whoever prints the number nowhere leaves nothing to tell the cards apart by.
	if !s.printed[0] && !s.printed[1] {
		s.tell(notHere, s.silent[0]...)
	}
	return s.wrong
}

func (s *sheetCheck) tell(why string, cards ...printedCard) {
	for _, c := range cards {
		if s.wrong[c.finding] == "" {
			s.wrong[c.finding] = why
		}
	}
}

// turned returns the cards with their codes where they lie as seen from the other side.
func turned(cards []printedCard, turn func(spot) spot) []printedCard {
	cards = slices.Clone(cards)
	for i := range cards {
		cards[i].code = turn(cards[i].code)
	}
	return cards
}

// A spot is a point of a page and the direction in which the card's text runs there.
type spot struct{ x, y, dx, dy float64 }

// newSpot returns the spot of a code.
func newSpot(c scan.Code) spot {
	const points = 72.0 / proofDPI
	p := spot{
		x: float64(c.Box.Min.X+c.Box.Max.X) / 2 * points,
		y: float64(c.Box.Min.Y+c.Box.Max.Y) / 2 * points,
	}
	across := c.Corners[1].Sub(c.Corners[0])
	if length := math.Hypot(float64(across.X), float64(across.Y)); length > 0 {
		p.dx, p.dy = float64(across.X)/length, float64(across.Y)/length
	}
	return p
}

// seen returns where a point lies as seen from the spot: along its direction and across it.
func (p spot) seen(x, y float64) (along, across float64) {
	x, y = x-p.x, y-p.y
	return x*p.dx + y*p.dy, y*p.dx - x*p.dy
}

const (
	cardDiagonal = 287.0 // points, ISO/IEC 7810 ID-1: nothing on such a card is farther from its code
	sameWithin   = 20.0  // points: numbers differ in width, and no card is so small
)

// reach returns how far from its code, in points, a number may be of the same card. Cards may be larger than ID-1, but their codes are then farther
// apart: by no less than the shorter side, of which the diagonal is 1.8 times where the sides are as 2 to 3. A card alone takes the page.
func reach(cards []printedCard) float64 {
	if len(cards) < 2 {
		return math.Inf(1)
	}
	nearest := math.Inf(1)
	for i, c := range cards {
		for _, other := range cards[:i] {
			nearest = min(nearest, math.Hypot(c.code.x-other.code.x, c.code.y-other.code.y))
		}
	}
	return max(cardDiagonal, 1.8*nearest)
}

// strayed returns the cards that do not have their number where the cards of the page have theirs.
func strayed(words []proof.Word, cards []printedCard) (wrong []printedCard) {
	type sight struct {
		card          int
		number        string
		along, across float64
	}
	var sights []sight
	far := reach(cards)
	for _, n := range numbers(words, cards) {
		x, y := n.Box.Center()
		for i, c := range cards {
			if a, b := c.code.seen(x, y); math.Hypot(a, b) <= far {
				sights = append(sights, sight{i, n.Text, a, b})
			}
		}
	}
	near := func(a, b sight) bool {
		return math.Hypot(a.along-b.along, a.across-b.across) <= sameWithin
	}
	// The place that most cards see a number at, and of those the nearest.
	var at sight
	most := 0
	for _, s := range sights {
		seen := map[int]bool{}
		for _, other := range sights {
			if near(s, other) {
				seen[other.card] = true
			}
		}
		if len(seen) > most || len(seen) == most && math.Hypot(s.along, s.across) < math.Hypot(at.along, at.across) {
			most, at = len(seen), s
		}
	}
	for i, c := range cards {
		if !slices.ContainsFunc(sights, func(s sight) bool { return s.card == i && s.number == c.number && near(s, at) }) {
			wrong = append(wrong, c)
		}
	}
	return wrong
}

// numbers returns the words that are sealed numbers of the cards, also where one is printed in groups.
func numbers(words []proof.Word, cards []printedCard) (found []proof.Word) {
	sealed := map[string]bool{}
	longest := 0
	for _, c := range cards {
		sealed[c.number] = c.number != ""
		longest = max(longest, len(c.number))
	}
	for i := range words {
		joined := words[i]
		for j := i; ; {
			if sealed[joined.Text] {
				found = append(found, joined)
				break
			}
			if j++; j == len(words) || len(joined.Text) >= longest {
				break
			}
			joined = proof.Word{Text: joined.Text + words[j].Text, Box: proof.Rect{
				MinX: min(joined.Box.MinX, words[j].Box.MinX), MinY: min(joined.Box.MinY, words[j].Box.MinY),
				MaxX: max(joined.Box.MaxX, words[j].Box.MaxX), MaxY: max(joined.Box.MaxY, words[j].Box.MaxY),
			}}
		}
	}
	return found
}

// names returns the words of sealed names. Those in scripts whose text a PDF does not keep in the order of reading are left out.
func names(fields map[string]string) (all []string) {
	for _, field := range []string{"full_name", "given_names", "middle_names", "surname"} {
		for _, word := range strings.Fields(fields[field]) {
			plain := func(r rune) bool {
				return !unicode.IsLetter(r) || unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic)
			}
			if strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
				all = append(all, word)
			}
		}
	}
	return all
}

// printsName reports whether a word is printed, in any case of its letters, with a comma after it or broken at a hyphen.
func printsName(words []proof.Word, name string) bool {
	for i, w := range words {
		text := w.Text
		for j := i + 1; len(text) < len(name) && strings.HasSuffix(text, "-") && j < len(words); j++ {
			text += words[j].Text
		}
		if strings.EqualFold(strings.TrimRight(text, ",;"), strings.TrimRight(name, ",;")) {
			return true
		}
	}
	return false
}
