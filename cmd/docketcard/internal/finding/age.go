package finding

import (
	"fmt"
	"time"
)

// TimeForm is how times are told to people; they are in UTC.
const TimeForm = "2006-01-02 15:04 UTC"

// A ListAge says how old a list is that a verdict rests on.
type ListAge struct {
	URI       string `json:"uri,omitempty"`
	Sequence  uint64 `json:"sequence,omitempty"`
	Issued    string `json:"issued"`
	Age       int64  `json:"age_seconds"`
	GoodUntil string `json:"good_until,omitempty"`
	Stale     bool   `json:"out_of_date"`
}

// NewListAge returns the age of a list at a time.
func NewListAge(issued, until, at time.Time) *ListAge {
	l := &ListAge{Issued: issued.UTC().Format(time.RFC3339), Age: int64(at.Sub(issued) / time.Second), Stale: at.Before(issued)}
	if !until.IsZero() {
		l.GoodUntil = until.UTC().Format(time.RFC3339)
		l.Stale = l.Stale || !at.Before(until)
	}
	return l
}

// String returns the age in words, such as "issued 2026-11-20 09:00 UTC, 2 days old".
func (l *ListAge) String() string {
	issued, _ := time.Parse(time.RFC3339, l.Issued)
	age := fmt.Sprintf("%s old", words(time.Duration(l.Age)*time.Second))
	if l.Age < 0 {
		age = "later than the time of checking"
	}
	if l.Stale {
		age += ", OUT OF DATE"
	}
	return fmt.Sprintf("issued %s, %s", issued.Format(TimeForm), age)
}

// words returns a duration in the largest unit of which it has two.
func words(d time.Duration) string {
	count := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return fmt.Sprintf("%d %ss", n, unit)
	}
	switch {
	case d >= 48*time.Hour:
		return count(int(d/(24*time.Hour)), "day")
	case d >= 2*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/time.Minute), "minute")
}
