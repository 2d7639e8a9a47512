package main

import (
	"fmt"
	"strconv"
	"time"

	"docketcard/cmd/docketcard/internal/finding"
)

// lastEpoch is 9999-12-31T23:59:59Z, after which a year no longer has four digits.
const lastEpoch = 253402300799

// timeForm is how times are told to people; they are in UTC.
const timeForm = finding.TimeForm

// clock returns the time of the run in UTC and whole seconds: SOURCE_DATE_EPOCH when it is set
// (reproducible-builds.org/specs/source-date-epoch), else the machine's clock.
func clock(m *machine) (time.Time, error) {
	s := m.getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return m.now().UTC().Truncate(time.Second), nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > lastEpoch {
		return time.Time{}, hintf(
			fmt.Errorf("SOURCE_DATE_EPOCH is %q; want whole seconds since 1970, such as 1735689600", s),
			"unset it to take the time from the clock")
	}
	return time.Unix(int64(n), 0).UTC(), nil
}
