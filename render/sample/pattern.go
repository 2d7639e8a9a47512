package sample

import (
	"regexp"
	"regexp/syntax"
	"slices"
)

// A spelling is, place by place, the characters that a text of one length
// may have.
type spelling [][]rune

// spell returns a spelling all of whose texts match a pattern that must match
// whole texts, as long as most allows, or else as short as can be; and
// whether the pattern is of a kind that can be spelled: assertions other than
// at the ends cannot.
func spell(pattern *regexp.Regexp, most int, long bool) (spelling, bool) {
	re, err := syntax.Parse(pattern.String(), syntax.Perl)
	if err != nil {
		return nil, false
	}
	re = re.Simplify()
	budget := 0
	if long {
		budget = most - shortest(re)
	}
	var s spelling
	if !s.add(re, &budget) || most > 0 && len(s) > most {
		return nil, false
	}
	return s, pattern.MatchString(s.text(0))
}

// text returns the text of number n: places are digits of a number, the last
// one the lowest.
func (s spelling) text(n int) string {
	out := make([]rune, len(s))
	for i := len(s) - 1; i >= 0; i-- {
		out[i] = s[i][n%len(s[i])]
		n /= len(s[i])
	}
	return string(out)
}

// count returns how many texts there are, or limit when there are more.
func (s spelling) count(limit int) int {
	n := 1
	for _, choices := range s {
		if n *= len(choices); n >= limit {
			return limit
		}
	}
	return n
}

// shortest returns the least length of a match.
func shortest(re *syntax.Regexp) int {
	n := 0
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1
	case syntax.OpCapture, syntax.OpPlus:
		return shortest(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			n += shortest(sub)
		}
	case syntax.OpAlternate:
		n = shortest(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			n = min(n, shortest(sub))
		}
	}
	return n
}

// add appends what re matches, and takes from the budget what that is longer
// than it need be.
func (s *spelling) add(re *syntax.Regexp, budget *int) bool {
	again := func(sub *syntax.Regexp) bool {
		one := shortest(sub)
		for before := -1; one > 0 && *budget >= one && *budget != before; {
			before = *budget
			*budget -= one
			if !s.add(sub, budget) {
				return false
			}
		}
		return true
	}
	switch re.Op {
	case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText:
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			*s = append(*s, []rune{r})
		}
	case syntax.OpCharClass:
		*s = append(*s, class(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		*s = append(*s, class([]rune{'A', 'Z'}))
	case syntax.OpCapture:
		return s.add(re.Sub[0], budget)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !s.add(sub, budget) {
				return false
			}
		}
	case syntax.OpAlternate:
		best := re.Sub[0]
		for _, sub := range re.Sub[1:] {
			if shortest(sub) < shortest(best) {
				best = sub
			}
		}
		return s.add(best, budget)
	case syntax.OpStar:
		return again(re.Sub[0])
	case syntax.OpPlus:
		return s.add(re.Sub[0], budget) && again(re.Sub[0])
	case syntax.OpQuest:
		if one := shortest(re.Sub[0]); *budget >= one && *budget > 0 {
			*budget -= one
			return s.add(re.Sub[0], budget)
		}
	default:
		return false
	}
	return true
}

// class returns up to 64 characters of a class's ranges, those that a person
// would write first in front.
func class(ranges []rune) []rune {
	var out []rune
	in := func(r rune) bool {
		for i := 0; i < len(ranges); i += 2 {
			if ranges[i] <= r && r <= ranges[i+1] {
				return true
			}
		}
		return false
	}
	for _, r := range "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-" {
		if in(r) {
			out = append(out, r)
		}
	}
	for i := 0; len(out) == 0 && i < len(ranges); i += 2 {
		out = append(out, ranges[i])
	}
	return slices.Clip(out)
}
