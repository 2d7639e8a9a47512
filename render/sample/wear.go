package sample

import "image"

// shift is a move by design units in pixels.
func (f *figure) shift(dx, dy int) image.Point {
	return image.Pt(dx*f.c.num/f.c.den, dy*f.c.num/f.c.den)
}

func moved(m *mask, by image.Point) *mask { return &mask{r: m.r.Add(by), a: m.a} }

// torso draws neck, shoulders and clothes.
func (f *figure) torso() {
	c, n := f.c, f.neckW
	base := f.chinY + 190 // where the neck meets the shoulders
	neck := c.mask(mirrored(axis, k(0, f.chinY-500), k(n, f.chinY-500), p(n-6, f.chinY-60), p(n+12, base-50), p(n+110, base+110), k(n+340, base+250), k(n+340, fieldH+80), k(0, fieldH+80)))
	f.neck = neck
	c.fill(neck, f.skn.base, 100)
	c.fill(neck, f.skn.shade, 22)
	side := neck.without(c.mask(mirrored(axis-150, k(0, f.chinY-500), k(n, f.chinY-500), p(n-6, base-80), p(n+60, base+90), k(n+340, base+250), k(n+340, fieldH+80), k(0, fieldH+80))))
	c.fill(c.soft(side, 30).in(neck), f.skn.shade, 48)
	// The head's shadow falls on the neck.
	drop := moved(f.head, f.shift(44, 150))
	c.fill(c.soft(drop, 20).in(neck), f.skn.deep, 46)
	// Collar bones.
	for _, s := range []int{-1, 1} {
		c.fill(c.soft(c.mask(brush(4, 18, 4, p(axis+s*66, base+230), p(axis+s*220, base+190), p(axis+s*420, base+170))), 6).in(neck), f.skn.deep, 38)
	}

	sh := 1010 + f.shoulder
	if f.sex == 'M' {
		sh += 90
	}
	if f.age < 15 {
		sh -= 150
	}
	f.body = c.mask(mirrored(axis, k(0, base+20), k(n+12, base-34), p(n+130, base+82), p(sh*72/100, base+214), p(sh, base+360), p(sh+150, base+560), k(sh+190, fieldH+200), k(0, fieldH+200)))
	f.dressed(base)
}

// garment fills cloth with folds of shade.
func (f *figure) garment(m *mask, col paint) {
	c := f.c
	c.fill(m, col, 100)
	dark := col.mix(rgb(0x10131c), 34)
	far := m.without(moved(m, f.shift(-120, 30)))
	c.fill(c.soft(far, 40).in(m), dark, 55)
	for _, s := range []int{-1, 1} {
		c.fill(c.soft(c.mask(brush(4, 26, 4, p(axis+s*880, f.chinY+480), p(axis+s*760, f.chinY+600), p(axis+s*740, fieldH))), 12).in(m), dark, 46)
	}
	c.fill(c.soft(c.mask(ellipse(axis-760, f.chinY+400, 300, 60)), 40).in(m), col.mix(rgb(0xffffff), 40), 26)
}

// edge draws a hem along an opening.
func (f *figure) edge(col paint, w int, q ...pt) {
	f.c.fill(f.c.mask(brush(w, w, w, q...)).in(f.body.with(f.neck)), col, 100)
}

func (f *figure) dressed(base int) {
	c, n := f.c, f.neckW
	col := f.cloth
	dark, light := col.mix(rgb(0x10131c), 30), col.mix(rgb(0xffffff), 16)
	cut := func(depth, wide int) path {
		return mirrored(axis, k(0, base-200), k(n+wide, base-200), k(n+wide+10, base+44), p((n+wide)*72/100, base+depth*72/100), p(0, base+depth))
	}
	switch f.clothes {
	case tee, blouse, cardigan:
		depth, wide := 196, 34
		if f.clothes == blouse {
			depth, wide = 270, 66
		}
		open := c.mask(cut(depth, wide))
		if f.clothes == cardigan {
			f.garment(f.body.without(open), f.inner)
			vee := c.mask(mirrored(axis, k(0, base-200), k(n+90, base-200), k(n+96, base+60), k(70, fieldH+100), k(0, fieldH+100)))
			m := f.body.without(vee)
			c.fill(c.soft(m, 12).in(f.body).without(open), rgb(0x10131c), 30)
			f.garment(m, col)
			for _, s := range []int{-1, 1} {
				f.edge(dark, 34, p(axis+s*(n+100), base+40), p(axis+s*230, base+330), p(axis+s*80, fieldH+60))
			}
			return
		}
		m := f.body.without(open)
		c.fill(c.soft(m, 10).in(f.neck), f.skn.deep, 40)
		f.garment(m, col)
		hem := c.mask(cut(depth+44, wide+44)).without(open).in(f.body)
		c.fill(hem, dark, 60)
		if f.clothes == blouse {
			c.fill(hem, light, 90)
		}
	case vneck:
		open := c.mask(mirrored(axis, k(0, base-200), k(n+40, base-200), k(n+46, base+50), p(n*60/100, base+210), k(0, base+440)))
		m := f.body.without(open)
		c.fill(c.soft(m, 10).in(f.neck), f.skn.deep, 40)
		f.garment(m, col)
		for _, s := range []int{-1, 1} {
			f.edge(dark, 36, p(axis+s*(n+58), base+40), p(axis+s*(n*66/100), base+218), p(axis, base+462))
		}
	case shirt, jacket:
		cloth := col
		if f.clothes == jacket {
			cloth = f.inner
		}
		open := c.mask(mirrored(axis, k(0, base-200), k(n+10, base-200), k(n+10, base), k(0, base+330)))
		f.garment(f.body.without(open), cloth)
		line := cloth.mix(rgb(0x1a2028), 34)
		c.fill(c.mask(brush(7, 7, 7, p(axis+26, base+330), p(axis+30, fieldH+20))).in(f.body), line, 70)
		for y := base + 430; y < fieldH+40; y += 190 {
			c.draw(cloth.mix(rgb(0x20262e), 44), ellipse(axis-4, y, 17, 17))
			c.draw(cloth.mix(rgb(0xffffff), 36), ellipse(axis-7, y-4, 9, 9))
		}
		if f.clothes == jacket {
			vee := c.mask(mirrored(axis, k(0, base-200), k(n+60, base-200), k(n+84, base+40), k(96, fieldH+60), k(0, fieldH+60)))
			m := f.body.without(vee)
			c.fill(c.soft(m, 14).in(f.body), rgb(0x10131c), 34)
			f.garment(m, col)
			for _, s := range []int{-1, 1} {
				lapel := c.mask(spline(k(axis+s*(n+40), base+30), k(axis+s*(n+170), base+110), k(axis+s*(n+260), base+330), k(axis+s*(n+170), base+350), k(axis+s*(n+200), base+420), k(axis+s*96, fieldH+60)))
				c.fill(c.soft(lapel, 10).in(m), rgb(0x10131c), 40)
				c.fill(lapel.in(f.body), col.mix(rgb(0xffffff), 7), 100)
				c.fill(c.mask(brush(4, 7, 4, p(axis+s*(n+260), base+330), p(axis+s*(n+170), base+350), p(axis+s*(n+200), base+420))).in(f.body), dark, 90)
			}
		}
		for _, s := range []int{-1, 1} {
			collar := c.mask(spline(k(axis+s*(n-20), base-70), k(axis+s*(n+56), base+10), k(axis+s*(n+20), base+330), p(axis+s*(n-110), base+320), k(axis+s*16, base+290), p(axis+s*(n-130), base+150)))
			c.fill(c.soft(moved(collar, f.shift(14, 26)), 10).in(f.body), rgb(0x10131c), 30)
			c.fill(collar, cloth.mix(rgb(0xffffff), 18), 100)
			c.fill(c.mask(brush(4, 8, 4, p(axis+s*(n+20), base+326), p(axis+s*(n-110), base+316), p(axis+s*24, base+288))), line, 60)
		}
	case turtleneck:
		roll := c.mask(mirrored(axis, p(0, base-120), p(n*70/100, base-134), k(n+16, base-170), p(n+36, base-20), k(n+50, base+110), p(n*60/100, base+176), p(0, base+186)))
		f.garment(f.body, col)
		c.fill(c.soft(moved(roll, f.shift(10, 34)), 12).in(f.body), rgb(0x10131c), 34)
		c.fill(roll, light, 100)
		c.fill(c.soft(moved(f.head, f.shift(40, 130)), 20).in(roll), dark, 60)
		for i := range 9 {
			x := axis - n + 30 + i*(2*n-60)/8
			c.fill(c.mask(brush(3, 8, 3, p(x, base-130), p(x+(x-axis)/18, base+150))).in(roll), dark, 46)
		}
	case band:
		open := c.mask(mirrored(axis, k(0, base-200), k(n+6, base-200), k(n+10, base-10), p(n*60/100, base+110), k(30, base+190), k(14, base+420), k(0, base+430)))
		f.garment(f.body.without(open), col)
		for _, s := range []int{-1, 1} {
			collar := c.mask(spline(k(axis+s*(n+2), base-80), k(axis+s*(n+44), base+16), p(axis+s*(n*70/100), base+180), k(axis+s*34, base+260), k(axis+s*26, base+170), p(axis+s*(n*64/100), base+86)))
			c.fill(collar, light, 100)
		}
		c.fill(c.mask(brush(6, 6, 6, p(axis+34, base+250), p(axis+36, fieldH+20))).in(f.body), dark, 80)
		for y := base + 380; y < fieldH+40; y += 150 {
			c.draw(dark, ellipse(axis, y, 13, 13))
		}
	case hoodie:
		open := c.mask(cut(200, 20))
		f.garment(f.body.without(open), col)
		for _, s := range []int{-1, 1} {
			hood := c.mask(spline(k(axis+s*(n-26), base-150), p(axis+s*(n+190), base-30), p(axis+s*(n+210), base+150), p(axis+s*(n+20), base+330), k(axis+s*6, base+420), p(axis+s*(n*50/100), base+240), p(axis+s*(n-10), base+70)))
			c.fill(c.soft(moved(hood, f.shift(10, 40)), 14).in(f.body), rgb(0x10131c), 34)
			c.fill(hood, light, 100)
			c.fill(c.soft(c.mask(brush(10, 44, 10, p(axis+s*(n+30), base-20), p(axis+s*(n+40), base+130), p(axis+s*110, base+350))), 16).in(hood), dark, 60)
			c.draw(rgb(0xeeebe4), brush(13, 15, 13, p(axis+s*96, base+350), p(axis+s*104, base+450), p(axis+s*96, base+590)))
		}
	}
}

func (f *figure) coverBehind() {
	c, w := f.c, f.fw
	switch f.cover {
	case Hijab:
		c.fill(c.mask(mirrored(axis, p(0, f.crown), p(w+40, f.crown+600), p(w+84, f.eyeY+400), p(w+160, f.chinY+100), p(w+300, fieldH-250), k(w+400, fieldH+60), k(0, fieldH+60))), f.coverCol.mix(rgb(0x10131c), 46), 100)
	case Headscarf:
		// The ends hang at the nape.
		c.fill(c.mask(mirrored(axis, k(0, f.eyeY), k(w-20, f.eyeY), p(w-40, f.eyeY+420), p(f.neckW+150, f.chinY-90), p(f.neckW+170, f.chinY+190), p(f.neckW+60, f.chinY+330), k(0, f.chinY+300))), f.coverCol.mix(rgb(0x10131c), 42), 100)
	}
}

func (f *figure) kippah() {
	c, w := f.c, f.fw
	m := c.mask(mirrored(axis+30, p(0, f.crown-138), p(w*36/100, f.crown-104), p(w*56/100, f.crown-8), k(w*54/100, f.crown+22), p(w*30/100, f.crown-22), p(0, f.crown-34)))
	c.fill(c.soft(moved(m, f.shift(0, 18)), 8), f.dim(), 50)
	c.fill(m, f.coverCol, 100)
	c.fill(c.soft(c.mask(ellipse(axis+w*40/100, f.crown-40, w*26/100, 90)), 24).in(m), f.coverCol.mix(rgb(0x10131c), 40), 70)
	c.fill(c.mask(brush(5, 10, 5, p(axis+30-w*53/100, f.crown-2), p(axis+30, f.crown-62), p(axis+30+w*53/100, f.crown-2))).in(m), f.coverCol.mix(rgb(0xffffff), 46), 80)
}

// coverFront draws head coverings over the head; all leave the face from
// chin to forehead and both its edges free.
func (f *figure) coverFront() {
	c, w, top := f.c, f.fw, f.crown
	col := f.coverCol
	dark, light := col.mix(rgb(0x10131c), 36), col.mix(rgb(0xffffff), 30)
	fold := func(m *mask, tone paint, force int, q ...pt) {
		c.fill(c.soft(c.mask(brush(3, 20, 3, q...)), 5).in(m), tone, force)
	}
	switch f.cover {
	case Hijab:
		open := c.mask(mirrored(axis, p(0, top+210), p(w*52/100, top+262), p(w*84/100, top+480), p(w*93/100, f.eyeY+40), p(w*88/100, f.eyeY+480), p(f.jw*86/100, f.chinY-270), p(f.cw+40, f.chinY-20), p(0, f.chinY+44)))
		m := c.mask(mirrored(axis, p(0, top-142), p(w*48/100, top-74), p(w*86/100+56, top+230), p(w+104, f.eyeY), p(w+80, f.eyeY+460), p(w-20, f.chinY+60), p(w+90, f.chinY+300), p(w+330, fieldH-160), k(w+430, fieldH+80), k(0, fieldH+80))).without(open)
		f.shadowUnder(m, 40)
		c.fill(c.soft(m, 12).in(f.head), f.skn.deep, 30)
		c.fill(m, col, 100)
		c.fill(c.soft(c.mask(ellipse(axis+w+40, f.eyeY+200, 220, 900)), 60).in(m), dark, 60)
		c.fill(c.soft(c.mask(ellipse(axis-w*46/100, top+60, w*40/100, 110)), 44).in(m), light, 50)
		under := c.mask(mirrored(axis, p(0, top+196), p(w*52/100, top+250), p(w*84/100, top+470), p(w*93/100+10, f.eyeY+40), k(w*90/100, f.eyeY+300), p(w*86/100, f.eyeY+40), p(w*78/100, top+500), p(w*48/100, top+286), p(0, top+236)))
		c.fill(under.in(m.with(f.head)), dark, 90)
		fold(m, dark, 60, p(axis-w*90/100, f.eyeY+430), p(axis-w*40/100, f.chinY+120), p(axis+w*30/100, f.chinY+240), p(axis+w, f.chinY+330))
		fold(m, dark, 60, p(axis-w*80/100, f.chinY-60), p(axis-w*20/100, f.chinY+230), p(axis+w*60/100, f.chinY+420))
		fold(m, light, 50, p(axis-w*94/100, f.chinY+40), p(axis-w*30/100, f.chinY+330), p(axis+w*40/100, f.chinY+540))
		fold(m, dark, 55, p(axis+w*92/100, f.eyeY+500), p(axis+w*50/100, f.chinY+100), p(axis-w*50/100, f.chinY+300), p(axis-w*110/100, f.chinY+460))
		fold(m, light, 40, p(axis-w*30/100, top-60), p(axis-w*86/100, top+300), p(axis-w*104/100, f.eyeY+200))
		fold(m, dark, 50, p(axis+w*20/100, top-90), p(axis+w*80/100, top+230), p(axis+w*100/100, f.eyeY+100), p(axis+w*98/100, f.eyeY+500))
	case Turban:
		// A band of under-cloth shows as a small triangle over the brow.
		c.draw(light.mix(dark, 30), mirrored(axis, p(0, top+150), p(w*36/100, top+190), p(w*30/100, top+300), p(0, top+262)))
		m := c.mask(spline(p(axis-w-30, f.eyeY-60), p(axis-w-86, f.eyeY-330), p(axis-w-104, top+190), p(axis-w*84/100, top-120), p(axis-w*36/100, top-270), p(axis+w*36/100, top-270), p(axis+w*84/100, top-120), p(axis+w+104, top+190), p(axis+w+86, f.eyeY-330), p(axis+w+30, f.eyeY-60),
			p(axis+w-30, f.eyeY-190), p(axis+w*78/100, top+480), p(axis+w*40/100, top+320), k(axis, top+190), p(axis-w*40/100, top+320), p(axis-w*78/100, top+480), p(axis-w+30, f.eyeY-190)))
		f.shadowUnder(m, 46)
		c.fill(m, col, 100)
		c.fill(c.soft(c.mask(ellipse(axis+w, top+200, w*46/100, 460)), 60).in(m), dark, 62)
		c.fill(c.soft(c.mask(ellipse(axis-w*52/100, top-40, w*40/100, 150)), 50).in(m), light, 44)
		// The right-hand layers lie over the left-hand ones.
		for i := range 4 {
			o := i * 124
			fold(m, dark, 72, p(axis+w+90, f.eyeY-170-o), p(axis+w*80/100, top+380-o), p(axis+w*30/100, top+180-o*92/100), p(axis-w*10/100, top+110-o*80/100))
			fold(m, light, 34, p(axis+w+80, f.eyeY-144-o), p(axis+w*78/100, top+404-o), p(axis+w*30/100, top+206-o*92/100))
		}
		over := m.in(c.mask(spline(k(axis+10, top+186), k(axis-w*60/100, top+420), k(axis-w-200, f.eyeY), k(axis-w-260, top-300), k(axis+w*60/100, top-330), p(axis+w*30/100, top-60))))
		c.fill(c.soft(over, 12).in(m), dark, 46)
		c.fill(over, col, 100)
		c.fill(c.soft(c.mask(ellipse(axis-w*52/100, top-20, w*40/100, 150)), 50).in(over), light, 40)
		for i := range 4 {
			o := i * 124
			fold(over, dark, 70, p(axis-w-90, f.eyeY-170-o), p(axis-w*80/100, top+380-o), p(axis-w*30/100, top+206-o), p(axis+w*34/100, top+10-o*96/100))
			fold(over, light, 40, p(axis-w-80, f.eyeY-144-o), p(axis-w*78/100, top+404-o), p(axis-w*28/100, top+232-o), p(axis+w*30/100, top+40-o*96/100))
		}
	case Headscarf:
		m := c.mask(spline(k(axis-w-26, f.eyeY-40), p(axis-w-52, top+420), p(axis-w*70/100, top-20), p(axis, top-112), p(axis+w*70/100, top-20), p(axis+w+52, top+420), k(axis+w+26, f.eyeY-40),
			p(axis+w*90/100, f.eyeY-260), p(axis+w*60/100, top+330), p(axis, top+226), p(axis-w*60/100, top+330), p(axis-w*90/100, f.eyeY-260)))
		f.shadowUnder(m, 42)
		c.fill(m, col, 100)
		c.fill(c.soft(c.mask(ellipse(axis+w*86/100, top+300, w*40/100, 420)), 56).in(m), dark, 58)
		d := roll(f.strands, 5)
		for range 46 {
			x, y := axis+d.between(-w-40, w+40), top-100+d.n(560)
			c.fill(c.mask(ellipse(x, y, 20, 20)).in(m), light.mix(rgb(0xffffff), 30), 72)
		}
		fold(m, dark, 54, p(axis-w-20, f.eyeY-120), p(axis-w*70/100, top+240), p(axis-w*10/100, top+60))
		fold(m, dark, 54, p(axis+w+20, f.eyeY-120), p(axis+w*74/100, top+240), p(axis+w*20/100, top+50))
		fold(m, light, 60, p(axis-w*92/100, f.eyeY-300), p(axis-w*58/100, top+352), p(axis, top+252), p(axis+w*58/100, top+352), p(axis+w*92/100, f.eyeY-300))
	case Headwrap:
		m := c.mask(spline(k(axis-w-20, f.eyeY-160), p(axis-w-70, top+330), p(axis-w*98/100, top+20), p(axis-w*62/100, top-200), p(axis, top-268), p(axis+w*66/100, top-196), p(axis+w, top+30), p(axis+w+70, top+340), k(axis+w+20, f.eyeY-160),
			p(axis+w*72/100, top+360), p(axis, top+232), p(axis-w*72/100, top+360)))
		f.shadowUnder(m, 44)
		c.fill(m, col, 100)
		c.fill(c.soft(c.mask(ellipse(axis+w, top+100, w*46/100, 460)), 60).in(m), dark, 62)
		for i := range 5 {
			o := i * 104
			fold(m, dark, 70, p(axis-w-70, f.eyeY-260-o), p(axis-w*40/100, top+200-o), p(axis+w*40/100, top+120-o), p(axis+w+60, top+240-o))
			fold(m, light, 50, p(axis-w-60, f.eyeY-230-o), p(axis-w*40/100, top+230-o), p(axis+w*40/100, top+150-o), p(axis+w*80/100, top+210-o))
		}
		knot := c.mask(spline(p(axis-w*16/100, top-60), p(axis+w*10/100, top-150), p(axis+w*40/100, top-40), p(axis+w*24/100, top+180), p(axis-w*6/100, top+190)))
		c.fill(c.soft(moved(knot, f.shift(16, 26)), 12).in(m), dark, 80)
		c.fill(knot, col.mix(rgb(0xffffff), 10), 100)
		fold(knot, dark, 70, p(axis+w*6/100, top-110), p(axis+w*12/100, top+20), p(axis+w*4/100, top+160))
		fold(knot, light, 60, p(axis+w*14/100, top-110), p(axis+w*24/100, top), p(axis+w*14/100, top+140))
	}
}
