package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	"image/jpeg"
	"io"
	"path/filepath"
)

var htmlOutput = outputKind{name: "HTML report", magic: "<!DOCTYPE html>", perm: 0o600}

// The report loads nothing: its pictures stand in it, and the policy forbids the rest.
var reportPage = template.Must(template.New("report").Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Old}} to {{.New}}</title>
<style>
body { font: 16px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #17202a; background: #f6f7f9; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
table { border-collapse: collapse; width: 100%; background: #fff; } th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid #d5dae0; vertical-align: top; }
th { font-size: .85rem; color: #465262; }
.fault { background: #fff; border-left: 4px solid #b3261e; padding: .5rem 1rem; margin: .5rem 0; }
figure { margin: 1rem 0; } figcaption { color: #465262; font-size: .9rem; margin-bottom: .4rem; }
.row { display: grid; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); gap: .8rem; }
.row img, .swipe img { width: 100%; display: block; border: 1px solid #aab3bd; box-sizing: border-box; }
.row span { font-size: .8rem; color: #465262; }
.swipe { position: relative; max-width: 44rem; margin-top: .8rem; }
.swipe .over { position: absolute; inset: 0; clip-path: inset(0 50% 0 0); }
input[type=range] { width: 100%; max-width: 44rem; }
</style>
</head>
<body>
<h1>{{.Old}} → {{.New}}</h1>
<p>{{.Summary}}</p>
{{range .Faults}}<p class="fault">{{.Template}} template: {{.Fault}}</p>
{{end}}{{if .Lines}}<table>
<thead><tr><th scope="col">Side</th><th scope="col">Element</th><th scope="col">Change</th><th scope="col">Where</th></tr></thead>
<tbody>
{{range .Lines}}<tr><td>{{.Side}}</td><td>{{.Element}}</td><td>{{.Change}}</td><td>{{.Who}}</td></tr>
{{end}}</tbody>
</table>
{{end}}{{range .Pictures}}<h2>{{.Title}}</h2>
<figure>
<figcaption>{{.Caption}}</figcaption>
<div class="row">
{{if .Old}}<div><span>before</span><img alt="before" src="{{.Old}}"></div>
{{end}}{{if .New}}<div><span>after</span><img alt="after" src="{{.New}}"></div>
{{end}}{{if .Diff}}<div><span>what differs, in red</span><img alt="what differs" src="{{.Diff}}"></div>
{{end}}</div>
{{if .Diff}}<div class="swipe"><img alt="" src="{{.New}}"><img class="over" alt="" src="{{.Old}}"></div>
<input type="range" min="0" max="100" value="50" aria-label="before on the left, after on the right">
{{end}}</figure>
{{end}}{{if .More}}<p>{{.More}} more sides differ and are not shown.</p>
{{end}}<script>
for (const range of document.querySelectorAll('input[type=range]')) {
  const over = range.previousElementSibling.querySelector('.over');
  range.addEventListener('input', () => { over.style.clipPath = 'inset(0 ' + (100 - range.value) + '% 0 0)'; });
}
</script>
</body>
</html>
`))

// writeHTML writes the report.
func (r *diffReport) writeHTML(w io.Writer) error {
	type line struct{ Side, Element, Change, Who string }
	type shown struct {
		Title, Caption string
		Old, New, Diff template.URL
	}
	page := struct {
		Old, New, Summary string
		Faults            []diffFault
		Lines             []line
		Pictures          []shown
		More              int
	}{Old: r.Old, New: r.New, Faults: r.Faults}
	page.Summary = fmt.Sprintf("%s compared: %d differ, %s. The worst come first.", count(r.Cards, r.unit), len(r.Changed), count(len(r.Faults), "fault"))
	for _, l := range r.lines() {
		page.Lines = append(page.Lines, line{l.Side, l.Element, l.Change, r.who(l)})
	}
	var failed error
	inline := func(kind string, data []byte, err error) template.URL {
		if err != nil {
			failed = err
		}
		return template.URL("data:image/" + kind + ";base64," + base64.StdEncoding.EncodeToString(data))
	}
	// A photo and fine lines in PNG would make the file five times as large; what differs exactly is in the third picture.
	look := func(img *image.RGBA) template.URL {
		if img == nil {
			return ""
		}
		var b bytes.Buffer
		err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 92})
		return inline("jpeg", b.Bytes(), err)
	}
	exact := func(img *image.RGBA) template.URL {
		if img == nil {
			return ""
		}
		data, err := encodePNG(img, r.dpi)
		return inline("png", data, err)
	}
	for _, c := range r.Changed {
		for _, s := range c.Sides {
			if !c.pictured() {
				page.More++
				continue
			}
			title := c.Record
			if s.Side != "-" {
				title += ", " + s.Side
			}
			caption := s.Where
			if s.old != nil && s.new != nil {
				caption = fmt.Sprintf("%d of %d pixels differ: %s", s.Pixels, s.Of, s.Where)
			}
			page.Pictures = append(page.Pictures, shown{title, caption, look(s.old), look(s.new), exact(s.shown)})
		}
	}
	if failed != nil {
		return failed
	}
	if err := reportPage.Execute(w, page); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// writePictures writes the pictures of the report to a folder, as RECORD_ID-SIDE-old.png, -new.png and -diff.png.
func (r *diffReport) writePictures(ctx context.Context, m *machine, folder string) error {
	used := map[string]bool{}
	for i, c := range r.Changed {
		name := fileName(c.Record)
		if name == "" || used[name] {
			name = fmt.Sprintf("%scard-%d", name, i+1)
		}
		used[name] = true
		for _, s := range c.Sides {
			side := "-" + s.Side
			if s.Side == "-" {
				side = ""
			}
			for _, p := range []struct {
				kind string
				img  *image.RGBA
			}{{"old", s.old}, {"new", s.new}, {"diff", s.shown}} {
				if p.img == nil {
					continue
				}
				if err := writePicture(ctx, m, filepath.Join(folder, name+side+"-"+p.kind+".png"), p.img, r.dpi); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
