package record

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day of the Gregorian calendar. Day is 0 when it is not known, and so is Month when that is not known either; the zero Date is
// none.
type Date struct{ Year, Month, Day int }

// DateOf returns the day of t in its own location.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	y, m, d := t.Date()
	return Date{y, int(m), d}
}

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Partial tells whether the day is not known.
func (d Date) Partial() bool { return !d.IsZero() && d.Day == 0 }

// String returns YYYY-MM-DD with XX for what is not known.
func (d Date) String() string {
	switch {
	case d.Month == 0:
		return fmt.Sprintf("%04d-XX-XX", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d-XX", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// first and last return the bounds of the days that d may be.
func (d Date) first() Date { return Date{d.Year, max(d.Month, 1), max(d.Day, 1)} }

func (d Date) last() Date {
	if d.Month == 0 {
		d.Month = 12
	}
	if d.Day == 0 {
		d.Day = monthDays(d.Year, d.Month)
	}
	return d
}

func (d Date) number() int { return d.Year*10000 + d.Month*100 + d.Day }

// add moves a whole date by months, to the last day of a month that is too short, and then by days.
func (d Date) add(months, days int) Date {
	m := d.Year*12 + d.Month - 1 + months
	d.Year, d.Month = m/12, m%12+1
	d.Day = min(d.Day, monthDays(d.Year, d.Month))
	if days != 0 {
		return DateOf(time.Date(d.Year, time.Month(d.Month), d.Day+days, 0, 0, 0, 0, time.UTC))
	}
	return d
}

func monthDays(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// parseDate reads YYYY-MM-DD. With partial, XX or 00 may stand for the day, or for month and day. It returns what is wrong with s, or "".
func parseDate(s string, partial bool) (d Date, fault string) {
	want := "YYYY-MM-DD"
	if partial {
		want += ", or YYYY-MM-XX or YYYY-XX-XX for what is not known"
	}
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return d, "is not a date; want " + want
	}
	year, ok1 := digits(s[:4])
	month, ok2 := unknown(s[5:7])
	day, ok3 := unknown(s[8:])
	switch {
	case !ok1 || !ok2 || !ok3 || year == 0:
		return d, "is not a date; want " + want
	case !partial && (s[5:7] == "XX" || s[8:] == "XX"):
		return d, "is not a whole date; want YYYY-MM-DD"
	case month > 12 || month == 0 && (!partial || day != 0):
		return d, "is not a date; want a month from 01 to 12"
	case day == 0 && !partial:
		return d, "is not a date; want a day from 01"
	}
	if n := monthDays(year, max(month, 1)); month > 0 && day > n {
		return d, fmt.Sprintf("is not a date; %s %04d has %d days", time.Month(month), year, n)
	}
	return Date{year, month, day}, ""
}

// digits reads ASCII digits alone.
func digits(s string) (int, bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// unknown reads two digits, or XX as 0. ICAO Doc 9303-3 section 4.8 writes unknown parts of dates of birth as XX in the visual zone.
func unknown(s string) (int, bool) {
	if s == "XX" {
		return 0, true
	}
	return digits(s)
}

// parseTime reads YYYY-MM-DDTHH:MM and a zone, RFC 3339 without seconds. It returns what is wrong with s, or "".
func parseTime(s string, workday bool) (d Date, fault string) {
	const want = "want YYYY-MM-DDTHH:MM and a zone, such as 2026-12-10T09:30-06:00"
	if len(s) < 16 || s[10] != 'T' || s[13] != ':' {
		return d, "is not a time; " + want
	}
	if d, fault = parseDate(s[:10], false); fault != "" {
		return Date{}, fault
	}
	hour, ok1 := digits(s[11:13])
	minute, ok2 := digits(s[14:16])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return Date{}, "is not a time; want 00:00 to 23:59"
	}
	if workday {
		day := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Weekday()
		switch {
		case day == time.Saturday || day == time.Sunday:
			return Date{}, fmt.Sprintf("is a %s; want a working day", day)
		case hour == 0 && minute == 0:
			return Date{}, "is midnight; want a time in working hours"
		}
	}
	if strings.HasPrefix(s[16:], ":") {
		return Date{}, "has seconds; " + want
	}
	if zone := s[16:]; zone != "Z" {
		if len(zone) != 6 || zone[0] != '+' && zone[0] != '-' || zone[3] != ':' {
			return Date{}, "has no zone; " + want
		}
		h, ok1 := digits(zone[1:3])
		m, ok2 := digits(zone[4:])
		// Zones lie between -12:00 and +14:00.
		if !ok1 || !ok2 || m > 59 || h*60+m > 14*60 || zone[0] == '-' && h*60+m > 12*60 {
			return Date{}, "has no zone that is in use; " + want
		}
	}
	return d, ""
}
