package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Tolerance is how far a picture may be from its golden: so many pixels may differ by more than Colour, of 255, in red, green or blue.
type Tolerance struct {
	Pixels int
	Colour int
}

func parseTolerance(s string) (Tolerance, error) {
	pixels, colour, ok := strings.Cut(s, ",")
	p, err1 := strconv.Atoi(pixels)
	c, err2 := strconv.Atoi(colour)
	if !ok || err1 != nil || err2 != nil || p < 0 || c < 0 || c > 255 {
		return Tolerance{}, usagef("flag --tolerance: found %q; want pixels and a colour of 0 to 255, such as 20,8", s)
	}
	return Tolerance{p, c}, nil
}

// A pictureDiff says where two pictures differ.
type pictureDiff struct {
	Pixels int             // that differ by more than the tolerance's colour
	Most   int             // by which any channel of any pixel differs
	Where  image.Rectangle // around those pixels
	Shown  *image.RGBA     // the new picture faded to gray, the pixels that differ in red
}

// comparePictures compares pictures of one size.
func comparePictures(old, new *image.RGBA, colour int) pictureDiff {
	d := pictureDiff{Shown: image.NewRGBA(new.Rect)}
	for y := range new.Rect.Dy() {
		a, b := old.Pix[y*old.Stride:], new.Pix[y*new.Stride:]
		for x := range new.Rect.Dx() {
			p, q, shown := a[4*x:4*x+4], b[4*x:4*x+4], d.Shown.Pix[y*d.Shown.Stride+4*x:]
			most := 0
			for c := range 3 {
				by := int(p[c]) - int(q[c])
				most = max(most, by, -by)
			}
			// Few tones keep the file small.
			tone := 170 + uint8((int(q[0])+int(q[1])+int(q[2]))/9)&^15
			shown[0], shown[1], shown[2], shown[3] = tone, tone, tone, 255
			d.Most = max(d.Most, most)
			if most > colour {
				d.Pixels++
				d.Where = d.Where.Union(image.Rect(x, y, x+1, y+1))
				shown[0], shown[1], shown[2] = 214, 0, 40
			}
		}
	}
	return d
}

// place says in millimetres where a part of a picture is.
func place(r image.Rectangle, dpi int) string {
	mm := func(px int) float64 { return float64(px) * 25.4 / float64(dpi) }
	return fmt.Sprintf("%.1f to %.1f mm from the left, %.1f to %.1f mm from the top", mm(r.Min.X), mm(r.Max.X), mm(r.Min.Y), mm(r.Max.Y))
}

// golden compares pictures with those in a folder.
type golden struct {
	folder    string
	out       string // folder for the pictures that differ; "" for none
	tolerance Tolerance
	dpi       int
	quiet     bool
}

// run compares every picture that pictures yields, or writes it when update says so. It returns errRefused when one differs.
func (g *golden) run(ctx context.Context, m *machine, update bool, pictures func(func(picture) error) error) error {
	folders := []string{g.out}
	if update {
		folders = []string{g.folder}
	}
	for _, name := range folders {
		if name == "" {
			continue
		}
		if err := os.Mkdir(name, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return doing("making folder", name, err)
		}
	}
	known, err := os.ReadDir(g.folder)
	if err != nil {
		return hintf(doing("opening the golden folder", g.folder, err), "--update makes it")
	}
	left := map[string]bool{}
	for _, e := range known {
		if name := e.Name(); isPNG(name) && !strings.HasPrefix(name, ".") {
			left[strings.TrimSuffix(name, filepath.Ext(name))] = true
		}
	}
	same, differ := 0, 0
	err = pictures(func(pic picture) error {
		file := filepath.Join(g.folder, pic.Name+".png")
		had := left[pic.Name]
		delete(left, pic.Name)
		if !had && !update {
			differ++
			fmt.Fprintf(m.stdout, "%s: has no golden picture\n", pic.Name)
			return g.keep(ctx, m, pic, nil)
		}
		if had {
			d, why, err := g.compare(file, pic.Image)
			switch {
			case err != nil && !update:
				return err
			case err == nil && why == "":
				same++
				return nil
			case !update:
				differ++
				fmt.Fprintf(m.stdout, "%s: %s\n", pic.Name, why)
				return g.keep(ctx, m, pic, d.Shown)
			}
		}
		differ++
		return writePicture(ctx, m, file, pic.Image, g.dpi)
	})
	if err != nil {
		return err
	}
	var stale []string
	for name := range left {
		stale = append(stale, name)
	}
	slices.Sort(stale)
	for _, name := range stale {
		if update {
			fmt.Fprintf(m.stderr, "%s is of no record or side that was drawn; it stays\n", filepath.Join(g.folder, name+".png"))
			continue
		}
		differ++
		fmt.Fprintf(m.stdout, "%s: is of no record or side that was drawn\n", name)
	}
	switch {
	case update && !g.quiet:
		fmt.Fprintf(m.stderr, "wrote %s: %s, %d as before\n", g.folder, count(differ, "picture"), same)
	case update:
	case !g.quiet:
		fmt.Fprintf(m.stderr, "%s as golden, %d not; up to %s may differ by more than %d of 255\n", count(same, "picture"), differ,
			count(g.tolerance.Pixels, "pixel"), g.tolerance.Colour)
	}
	if differ > 0 && !update {
		return errRefused
	}
	return nil
}

// compare says how a picture differs from the golden one in a file; why is empty when it does not.
func (g *golden) compare(file string, now *image.RGBA) (d pictureDiff, why string, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return d, "", doing("opening", file, err)
	}
	then, err := decodePNG(data)
	if err != nil {
		return d, "", fmt.Errorf("reading %q: %w", file, err)
	}
	if then.Rect != now.Rect {
		return d, fmt.Sprintf("has %d x %d pixels; the golden picture has %d x %d", now.Rect.Dx(), now.Rect.Dy(), then.Rect.Dx(), then.Rect.Dy()), nil
	}
	if d = comparePictures(then, now, g.tolerance.Colour); d.Pixels > g.tolerance.Pixels {
		why = fmt.Sprintf("%s of %d differ, by up to %d of 255, %s", count(d.Pixels, "pixel"), now.Rect.Dx()*now.Rect.Dy(), d.Most, place(d.Where, g.dpi))
	}
	return d, why, nil
}

// keep writes a picture that differs, and where it does, to the folder for those.
func (g *golden) keep(ctx context.Context, m *machine, pic picture, diff *image.RGBA) error {
	if g.out == "" {
		return nil
	}
	if err := writePicture(ctx, m, filepath.Join(g.out, pic.Name+".png"), pic.Image, g.dpi); err != nil || diff == nil {
		return err
	}
	return writePicture(ctx, m, filepath.Join(g.out, pic.Name+".diff.png"), diff, g.dpi)
}

// decodePNG reads a picture of a size that this program writes.
func decodePNG(data []byte) (*image.RGBA, error) {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if config.Width*config.Height > 100_000_000 {
		return nil, fmt.Errorf("found %d x %d pixels; want at most 100 megapixels", config.Width, config.Height)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if rgba, ok := img.(*image.RGBA); ok {
		return rgba, nil
	}
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Src)
	return rgba, nil
}
