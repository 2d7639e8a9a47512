package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestRenderOptions(t *testing.T) {
	standard := renderOptions{Template: "docket-card", Output: "-", Start: 1}
	with := func(change func(*renderOptions)) renderOptions {
		o := standard
		change(&o)
		return o
	}
	for _, test := range []struct {
		args string
		want renderOptions
	}{
		{"a", with(func(o *renderOptions) { o.Cases = []string{"a"} })},
		{"a -o out.pdf b", with(func(o *renderOptions) { o.Output, o.Cases = "out.pdf", []string{"a", "b"} })},
		{"-o - a", with(func(o *renderOptions) { o.Cases = []string{"a"} })},
		{"- -5 -- -q --json", with(func(o *renderOptions) { o.Cases = []string{"-", "-5", "-q", "--json"} })},
		{"a --start 010 --limit=5", with(func(o *renderOptions) { o.Cases, o.Start, o.Limit = []string{"a"}, 10, 5 })},
		{"a --only 1,2 --only 3", with(func(o *renderOptions) { o.Cases, o.Only = []string{"a"}, []string{"1", "2", "3"} })},
		{"-q a -q -o x --json", with(func(o *renderOptions) {
			o.Cases, o.Quiet, o.Output, o.JSON = []string{"a"}, true, "x", true
		})},
		{"-t T -s S -k K --issuer I --flip short a", renderOptions{
			Template: "T", Stock: "S", Key: "K", Issuer: "I", Flip: "short", Output: "-", Start: 1, Cases: []string{"a"},
		}},
		{"--output=-x a", with(func(o *renderOptions) { o.Output, o.Cases = "-x", []string{"a"} })},
	} {
		got, err := parseRender(t, strings.Fields(test.args)...)
		if err != nil {
			t.Errorf("render %s: %v", test.args, err)
		} else if !reflect.DeepEqual(got, test.want) {
			t.Errorf("render %s: got %+v, want %+v", test.args, got, test.want)
		}
	}
}
