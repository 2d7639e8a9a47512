//go:build js

// Command wasm is the verifier inside the page for officers. It gives the page's worker an object of functions, docketcard, which take and return text and bytes, and is then at their service until the page is closed.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"syscall/js"
	"time"

	"docketcard/cmd/docketcard/internal/finding"
	"docketcard/render/scan"
	"docketcard/render/seal"
)

func main() {
	var v verifier
	js.Global().Set("docketcard", map[string]any{
		"open":  function(v.open),
		"ages":  function(v.ages),
		"read":  function(v.read),
		"judge": function(v.judge),
	})
	select {}
}

// function makes a JavaScript function that returns JSON: what f returns, or an object with the error. A fault of ours must not end the page.
func function(f func(args []js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		say := func(v any) string {
			data, err := json.Marshal(v)
			if err != nil {
				return `{"error":"no JSON"}`
			}
			return string(data)
		}
		defer func() {
			if fault := recover(); fault != nil {
				result = say(map[string]string{"error": fmt.Sprint(fault)})
			}
		}()
		v, err := f(args)
		if err != nil {
			return say(map[string]string{"error": err.Error()})
		}
		return say(v)
	})
}

// A verifier is what the page has opened.
type verifier struct {
	finding.Judge
	lists []*seal.StatusList
}

// open takes the Material as JSON.
func (v *verifier) open(args []js.Value) (any, error) {
	var m finding.Material
	if err := json.Unmarshal([]byte(args[0].String()), &m); err != nil {
		return nil, err
	}
	var err error
	if v.Judge, v.lists, err = m.Open(); err != nil {
		return nil, err
	}
	return nil, nil
}

// ages takes the time and returns the ages of the lists.
func (v *verifier) ages(args []js.Value) (any, error) {
	v.At = moment(args[0])
	ages := []string{}
	stale := false
	if age := v.TrustAge(); age != nil {
		ages = append(ages, fmt.Sprintf("Keys: trust list number %d, %s", age.Sequence, age))
		stale = stale || age.Stale
	}
	for _, l := range v.lists {
		age := v.StatusAge(l)
		ages = append(ages, fmt.Sprintf("Revoked cards: list %s, %s", age.URI, age))
		stale = stale || age.Stale
	}
	return map[string]any{"ages": ages, "stale": stale, "status": len(v.lists) > 0}, nil
}

// moment returns the time that JavaScript counts in milliseconds.
func moment(v js.Value) time.Time {
	return time.UnixMilli(int64(v.Float())).UTC().Truncate(time.Second)
}

// read takes the pixels of a picture as RGBA, its width and height, and whether to look thoroughly, and returns the texts of its codes.
func (v *verifier) read(args []js.Value) (any, error) {
	width, height := args[1].Int(), args[2].Int()
	if width <= 0 || height <= 0 || args[0].Length() != 4*width*height {
		return nil, errors.New("no picture")
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	js.CopyBytesToGo(img.Pix, args[0])
	find := scan.Codes
	if args[3].Bool() {
		find = scan.Photographed
	}
	texts := []string{}
	for _, code := range find(img) {
		texts = append(texts, code.Text)
	}
	return texts, nil
}

// judge takes the text of a code and the time, and returns the finding with what people are told of it.
func (v *verifier) judge(args []js.Value) (any, error) {
	if v.Ring == nil {
		return nil, errors.New("not open")
	}
	text := args[0].String()
	if _, err := seal.Parse(text); errors.Is(err, seal.ErrNoSeal) {
		return map[string]bool{"portal": true}, nil
	}
	judge := v.Judge
	judge.At = moment(args[1])
	f := judge.Of(text)
	told := struct {
		finding.Finding
		Word   string   `json:"word"`
		Items  []item   `json:"items"`
		Ages   []string `json:"ages"`
		Signed bool     `json:"signed"`
	}{Finding: f, Word: f.Verdict.String(), Signed: f.Signed()}
	told.Items = items(f)
	if f.Status != nil {
		told.Ages = append(told.Ages, "Looked up in the list of revoked cards "+f.Status.String())
	}
	if f.Trust != nil {
		told.Ages = append(told.Ages, fmt.Sprintf("Keys from trust list number %d, %s", f.Trust.Sequence, f.Trust))
	}
	return told, nil
}

// items returns what is signed in the order in which an officer asks: who, then from whom and for how long.
func items(f finding.Finding) (told []item) {
	for _, field := range f.Items {
		switch field.Name {
		case "issuer", "expires", "issued_at", "not_before", "status_list", "specimen", "photo", "photo_format":
		default:
			told = append(told, item{field.Label, field.Value})
		}
	}
	for _, more := range []item{{"Issuer", f.Issuer}, {"Issued", f.Issued}, {"Valid until", f.Expires}} {
		if more.Value != "" {
			told = append(told, more)
		}
	}
	return told
}

// An item is a line of what is signed.
type item struct {
	Label string `json:"label"`
	Value string `json:"value"`
}
