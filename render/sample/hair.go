package sample

// shadow and sheen of the hair's colour.
func (f *figure) dim() paint   { return f.tint.mix(rgb(0x0d0909), 38) }
func (f *figure) sheen() paint { return f.tint.mix(rgb(0xffe9d2), 24) }

// hairBehind draws what lies behind neck and shoulders.
func (f *figure) hairBehind() {
	if f.hides() {
		return
	}
	c, w, top := f.c, f.fw, f.crown
	mass := func(q ...pt) {
		c.draw(f.dim(), mirrored(axis, q...))
	}
	switch f.hair {
	case straight, fringe:
		mass(p(0, top), p(w, top+500), p(w+96, f.chinY-400), p(w+110, f.chinY+120), p(w+100, fieldH-200), k(w+60, fieldH+90), k(0, fieldH+90))
	case wavy:
		mass(p(0, top), p(w, top+500), p(w+110, f.eyeY+330), p(w+80, f.chinY-250), p(w+160, f.chinY+60), p(w+90, f.chinY+330), k(w+60, fieldH+90), k(0, fieldH+90))
	case bob:
		mass(p(0, top), p(w, top+500), p(w+90, f.eyeY+400), p(w+60, f.chinY-190), p(w-60, f.chinY-90), p(0, f.chinY-100))
	case curlyLong:
		f.curls(0, w+170, f.chinY+120)
	case braids:
		mass(p(0, top), p(w, top+500), p(w+30, f.eyeY+200), p(w-90, f.chinY-240), p(0, f.chinY-240))
	case bun:
		y := top - 96
		c.fill(c.mask(ellipse(axis, y, 262, 214)), f.tint, 100)
		c.fill(c.mask(ellipse(axis, y+60, 240, 180)).in(c.mask(ellipse(axis, y, 262, 214))), f.dim(), 50)
		for i := range 4 {
			c.fill(c.mask(brush(3, 12, 3, p(axis-196+i*40, y-10-i*12), p(axis-40+i*20, y-120+i*36), p(axis+170-i*10, y-40+i*20))).in(c.mask(ellipse(axis, y, 262, 214))), f.sheen(), 46)
		}
	case afro:
		f.curls(150, w+300, f.eyeY+240)
	}
}

// hides tells whether the head covering leaves no hair to be seen.
func (f *figure) hides() bool {
	return f.cover == Hijab || f.cover == Turban || f.cover == Headwrap || f.cover == Headscarf
}

// curls is a mass of round locks: lift above the crown, reach to the side,
// foot its lowest point.
func (f *figure) curls(lift, reach, foot int) *mask {
	c := f.c
	mid := (f.crown - lift + foot) / 2
	outline := mirrored(axis, p(0, f.crown-lift), p(reach*62/100, f.crown-lift+80), p(reach*96/100, (f.crown-lift+mid)/2),
		p(reach, mid), p(reach*98/100, (mid+foot)/2+60), p(reach*70/100, foot), p(0, foot-60))
	paths := []path{outline}
	d := roll(f.strands, 2)
	for i := 0; i < len(outline); i += 5 {
		v := outline[i]
		r := 60 + d.n(40)
		paths = append(paths, ellipse(v.x/sub+d.between(-14, 14), v.y/sub+d.between(-14, 14), r, r))
	}
	m := c.mask(paths[0])
	for _, q := range paths[1:] {
		m = m.with(c.mask(q))
	}
	c.fill(m, f.tint, 100)
	c.fill(c.soft(c.mask(ellipse(axis+reach/3, mid+200, reach*80/100, (foot-f.crown)*45/100)), 60).in(m), f.dim(), 55)
	for range 90 {
		x, y := axis+d.between(-reach, reach), f.crown-lift+d.n(foot-f.crown+lift)
		r := 26 + d.n(26)
		tone := f.sheen()
		if d.chance(50) {
			tone = f.dim()
		}
		c.fill(c.mask(brush(2, 11, 2, p(x-r, y+r/2), p(x-r/2, y-r/2), p(x+r/2, y-r/2), p(x+r, y+r/2))).in(m), tone, 40)
	}
	return m
}

// cap is hair between an outer outline and the opening for the face, both
// given by their right halves.
func (f *figure) cap(outer, opening []pt) *mask {
	return f.c.mask(mirrored(axis, outer...)).without(f.c.mask(mirrored(axis, opening...)))
}

// crownOf is the outer outline of hair standing v off the skull at the top
// and s at the sides, down to y.
func (f *figure) crownOf(v, s, y int) []pt {
	w := f.fw
	return []pt{p(0, f.crown-v), p(w*50/100, f.crown+78-v), p(w*84/100+s*60/100, f.crown+310-v/2), p(w*99/100+s, f.crown+690), k(w+s, y), k(w-90, y+30)}
}

// openingOf is the hairline: y at the middle, with temples set in by t.
func (f *figure) openingOf(y, t, burn int) []pt {
	w := f.fw
	return []pt{p(0, y), p(w*44/100, y+4), k(w*78/100-t, y+70), p(w*83/100, y+240), p(w-64, f.eyeY-110), k(w-58, burn), p(w-40, burn+300), p(0, f.chinY+100)}
}

// shadowUnder darkens the skin just below hair or cloth.
func (f *figure) shadowUnder(m *mask, percent int) {
	c := f.c
	c.fill(c.soft(moved(m, f.shift(10, 46)), 16).in(f.head).without(m), f.skn.deep, percent)
}

// gloss lays strands over hair: light on the left, dark on the right.
func (f *figure) gloss(m *mask, q func(i int) []pt, n int) {
	c := f.c
	for i := range n {
		tone, force := f.sheen(), 40
		if i%3 == 2 {
			tone, force = f.dim(), 46
		}
		c.fill(c.mask(brush(2, 12, 2, q(i)...)).in(m), tone, force)
	}
}

// lay fills hair and shades it.
func (f *figure) lay(m *mask) {
	c := f.c
	f.shadowUnder(m, 34)
	c.fill(m, f.tint, 100)
	c.fill(c.soft(c.mask(ellipse(axis+f.fw*80/100, f.crown+420, f.fw*52/100, 560)), 60).in(m), f.dim(), 60)
	c.fill(c.soft(c.mask(ellipse(axis-f.fw*40/100, f.crown+90, f.fw*44/100, 110)), 40).in(m), f.sheen(), 46)
}

func (f *figure) hairFront() {
	if f.hides() {
		if f.cover == Headscarf || f.cover == Turban && f.beard < fullBeard {
			f.temples()
		}
		return
	}
	c, w, top, ear := f.c, f.fw, f.crown, f.eyeY+40
	line := top + 268 // of an ordinary hairline
	d := roll(f.strands, 1)
	switch f.hair {
	case bald:
		c.fill(c.soft(c.mask(ellipse(axis-170, top+190, 190, 80)), 36).in(f.head), rgb(0xffffff), 22)
		m := f.cap(f.crownOf(-60, 4, ear-30), []pt{p(0, top-120), p(w*60/100, top-60), p(w*90/100, top+420), p(w-26, top+640), p(w-34, ear+200), p(0, f.chinY)})
		c.fill(c.soft(m, 12).in(f.head), f.tint, 34)
	case receding:
		m := f.cap(f.crownOf(44, 18, ear), []pt{p(0, top+196), p(w*26/100, top+184), p(w*52/100, top+150), p(w*66/100, top+210), p(w*80/100, top+450), p(w-70, f.eyeY-170), k(w-50, ear-10), p(w-40, ear+300), p(0, f.chinY)})
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			x := axis - w*56/100 + i*w/11
			return []pt{p(x, top+230), p(x+14, top+70), p(x+60, top+4)}
		}, 12)
	case buzz:
		m := f.cap(f.crownOf(20, -2, ear-10), f.openingOf(line-18, 20, ear-40))
		c.fill(c.soft(m, 4), f.tint, 92)
		c.fill(c.soft(c.mask(ellipse(axis-w*34/100, top+110, w*40/100, 110)), 40).in(m), f.sheen(), 40)
	case parted:
		m := f.cap(f.crownOf(96, 24, ear), f.openingOf(line+20, 0, ear-20))
		// A parting on the left and hair combed across from it.
		lock := c.mask(spline(p(axis-w*52/100, top+20), p(axis, top-100), p(axis+w*60/100, top+6), p(axis+w*90/100, top+310), p(axis+w*78/100, top+400),
			p(axis+w*40/100, top+330), p(axis-w*6/100, top+290), p(axis-w*48/100, top+210)))
		m = m.with(lock)
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			y := top - 30 + i*32
			return []pt{p(axis-w*46/100, top+60+i*14), p(axis+w*10/100, y), p(axis+w*60/100, y+110), p(axis+w*86/100, y+250)}
		}, 8)
		c.fill(c.mask(brush(3, 14, 4, p(axis-w*46/100, top-34), p(axis-w*50/100, top+90), p(axis-w*47/100, top+212))).in(m), f.dim(), 80)
	case quiff:
		m := f.cap(f.crownOf(70, 12, ear-10), f.openingOf(line, 10, ear-30))
		tuft := c.mask(spline(p(axis-w*78/100, top+330), p(axis-w*80/100, top+60), p(axis-w*40/100, top-150), p(axis+w*20/100, top-190), p(axis+w*66/100, top-110),
			p(axis+w*82/100, top+120), p(axis+w*76/100, top+330), p(axis+w*30/100, top+236), p(axis-w*30/100, top+244)))
		m = m.with(tuft)
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			x := axis - w*66/100 + i*w*14/100
			return []pt{p(x, top+270), p(x+26, top+60), p(x+110, top-90+d.n(40))}
		}, 10)
	case crop:
		m := f.cap(f.crownOf(84, 26, ear), f.openingOf(line+30, -16, ear-20))
		for i := range 11 {
			x := axis - w*70/100 + i*w*14/100
			m = m.with(c.mask(spline(p(x-60, top+210), p(x+90, top+210), p(x+70, line+20), p(x+36+d.between(-10, 10), line+58+d.n(26)), p(x-30, line+30))))
		}
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			x := axis - w*74/100 + i*w*15/100
			return []pt{p(x+(axis-x)*50/100, top-20), p(x+(axis-x)*16/100, top+120), p(x, line+30)}
		}, 11)
	case curlyShort:
		m := f.cap(f.crownOf(90, 30, ear-20), f.openingOf(line, 6, ear-40))
		m = f.bumps(m, f.crownOf(92, 34, ear-90), 62, d)
		for i := range 10 {
			m = m.with(c.mask(ellipse(axis-w*66/100+i*w*147/1000, line-14+d.n(30), 58, 46)))
		}
		f.lay(m)
		f.ringlets(m, line+40, d)
	case afro:
		m := f.cap(f.crownOf(150, 120, ear+60), f.openingOf(line-10, 0, ear+20))
		for i := range 11 {
			m = m.with(c.mask(ellipse(axis-w*72/100+i*w*144/1000, line-20+d.n(26), 50, 40)))
		}
		f.shadowUnder(m, 34)
		c.fill(m, f.tint, 100)
		c.fill(c.soft(c.mask(ellipse(axis-w*40/100, top-20, w*50/100, 190)), 60).in(m), f.sheen(), 36)
		f.ringlets(m, line+60, d)
	case pixie:
		m := f.cap(f.crownOf(104, 40, ear+90), f.openingOf(line+60, -40, ear+90))
		sweep := c.mask(spline(p(axis+w*40/100, top-80), p(axis+w*80/100, top+140), p(axis+w*60/100, top+250), p(axis+w*6/100, top+330), p(axis-w*56/100, top+480), k(axis-w*88/100, top+640), p(axis-w*90/100, top+330), p(axis-w*40/100, top-30)))
		m = m.with(sweep)
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			o := i * 44
			return []pt{p(axis+w*56/100-o/3, top+20+o/2), p(axis-w*8/100-o/4, top+150+o/2), p(axis-w*70/100-o/8, top+400+o/2)}
		}, 8)
	case bob:
		m := f.cap([]pt{p(0, top-118), p(w*50/100, top-34), p(w*89/100+40, top+280), p(w+96, f.eyeY-60), p(w+116, f.eyeY+420), p(w+64, f.chinY-170), k(w-96, f.chinY-120)},
			[]pt{p(0, line+16), p(w*30/100, line+36), p(w*66/100, line+160), p(w*84/100, f.eyeY-120), p(w*87/100, f.eyeY+300), p(w*74/100, f.chinY-130), k(w-110, f.chinY+60), p(0, f.chinY+200)})
		f.lay(m)
		f.falls(m, f.chinY-150)
	case straight:
		m := f.curtain(line, 96, 150)
		f.lay(m)
		f.falls(m, fieldH+40)
	case wavy:
		m := f.waves(line)
		f.lay(m)
		f.falls(m, fieldH+40)
	case curlyLong:
		m := f.cap(f.crownOf(120, 110, f.eyeY+330), []pt{p(0, line-8), p(w*36/100, line+10), p(w*70/100, line+150), p(w*84/100, f.eyeY-100), p(w*90/100, f.eyeY+320), p(0, f.chinY+260)})
		m = f.bumps(m, f.crownOf(116, 112, f.eyeY+360), 80, d)
		for _, s := range []int{-1, 1} {
			for i := range 7 {
				m = m.with(c.mask(ellipse(axis+s*(w+30+d.between(-30, 50)), f.eyeY-20+i*130, 92, 92)))
			}
			for i := range 5 {
				m = m.with(c.mask(ellipse(axis+s*(w*52/100+i*w*10/100), line+10+i*i*17, 58, 50)))
			}
		}
		f.lay(m)
		f.ringlets(m, f.chinY, d)
	case bun, ponytail, swept:
		v := 60
		if f.hair == swept {
			v = 92
		}
		m := f.cap(f.crownOf(v, 20, ear-30), []pt{p(0, line-26), p(w*40/100, line-8), p(w*74/100, line+110), p(w*88/100, f.eyeY-250), p(w-44, f.eyeY-80), k(w-30, ear), p(w-30, ear+300), p(0, f.chinY+100)})
		f.lay(m)
		f.gloss(m, func(i int) []pt {
			x := axis - w*84/100 + i*w*168/1000
			return []pt{p(x, line+90+abs(i-5)*26), p(x+(axis-x)*16/100, top+130), p(x+(axis-x)*52/100, top-40)}
		}, 11)
		if f.hair == ponytail {
			f.tail()
		}
	case fringe:
		m := f.curtain(line, 96, 150)
		bangs := c.mask(mirrored(axis, p(0, top-60), p(w*54/100, top+20), p(w*86/100, top+330), k(w*88/100, f.browY+30), p(w*60/100, f.browY-24), p(w*30/100, f.browY-44), p(0, f.browY-50)))
		m = m.with(bangs)
		f.lay(m)
		f.falls(m, fieldH+40)
		f.gloss(m, func(i int) []pt {
			x := axis - w*70/100 + i*w*14/100
			return []pt{p(x+(axis-x)*40/100, top+20), p(x+(axis-x)*8/100, top+240), p(x, f.browY-50)}
		}, 11)
	case braids:
		m := f.cap(f.crownOf(58, 36, f.eyeY+240), []pt{p(0, line-30), p(w*40/100, line+30), p(w*76/100, line+190), p(w*88/100, f.eyeY-120), p(w*93/100, f.eyeY+240), p(0, f.chinY+100)})
		f.lay(m)
		c.fill(c.mask(brush(4, 13, 4, p(axis, top-56), p(axis, top+60), p(axis, line-30))).in(m), f.dim(), 80)
		f.gloss(m, func(i int) []pt {
			s := 1 - 2*(i%2)
			o := i / 2 * 62
			return []pt{p(axis+s*30, top-20+o), p(axis+s*w*46/100, top+90+o), p(axis+s*w*90/100, top+420+o)}
		}, 10)
		for _, s := range []int{-1, 1} {
			x := axis + s*(w-10)
			for i := range 9 {
				y := f.eyeY + 250 + i*122
				r := 92 - i*4
				lobe := c.mask(spline(p(x-r, y-30), p(x, y-84), p(x+r, y-30), p(x+r*50/100, y+70), p(x, y+100), p(x-r*50/100, y+70)))
				c.fill(lobe, f.tint, 100)
				c.fill(c.mask(brush(2, 16, 2, p(x-r, y-20), p(x-10, y+30), p(x, y+96))).in(lobe), f.dim(), 80)
				c.fill(c.mask(brush(2, 16, 2, p(x+r, y-20), p(x+10, y+30), p(x, y+96))).in(lobe), f.dim(), 80)
				c.fill(c.mask(brush(2, 13, 2, p(x-r*50/100, y-24), p(x-10, y-50), p(x+r*30/100, y-40))).in(lobe), f.sheen(), 50)
			}
			y := f.eyeY + 250 + 9*122 - 30
			c.draw(f.cloth.mix(rgb(0xffffff), 15), spline(p(x-50, y-22), p(x+50, y-22), p(x+46, y+30), p(x-46, y+30)))
			c.draw(f.tint, spline(p(x-40, y+30), p(x+40, y+30), p(x+30, y+130), p(x-20, y+150)))
		}
	}
	if f.cover == Kippah {
		f.kippah()
	}
}

// tail is the end of a low ponytail, brought forward over the shoulder.
func (f *figure) tail() {
	n, y := axis+f.neckW, f.chinY
	m := f.c.mask(spline(p(n-30, y-250), p(n+70, y-170), p(n+190, y+90), p(n+236, y+340), p(n+200, fieldH+20), p(n+110, fieldH+200), p(n-10, fieldH+60), p(n+26, y+330), p(n+10, y+110)))
	m = m.without(f.head)
	f.c.fill(f.c.soft(moved(m, f.shift(20, 20)), 12).in(f.body), rgb(0x10131c), 40)
	f.c.fill(m, f.tint, 100)
	f.c.fill(f.c.soft(f.c.mask(ellipse(n+10, y-60, 130, 190)), 30).in(m), f.dim(), 80)
	f.gloss(m, func(i int) []pt {
		o := i * 24
		return []pt{p(n-20+o/2, y-120), p(n+30+o, y+130), p(n+50+o, y+380), p(n+40+o*70/100, fieldH+60)}
	}, 7)
}

// curtain is long hair parted in the middle that falls to the chest.
func (f *figure) curtain(line, v, side int) *mask {
	w, top := f.fw, f.crown
	return f.cap([]pt{p(0, top-v-14), p(w*50/100, top-v+72), p(w*89/100+40, top+280), p(w+90, f.eyeY-120), p(w+130, f.chinY-400), p(w+side, f.chinY+120), p(w+side-10, fieldH-200), k(w+side-50, fieldH+90), k(w*50/100, fieldH+90)},
		[]pt{p(0, line-70), p(w*20/100, line-14), p(w*48/100, line+110), p(w*72/100, line+300), p(w*86/100, f.eyeY-60), p(w*89/100, f.eyeY+420), p(w*76/100, f.chinY-60), p(w*60/100, f.chinY+360), k(w*50/100, fieldH+60), k(0, fieldH+80)})
}

// waves is long hair with a side parting.
func (f *figure) waves(line int) *mask {
	w, top := f.fw, f.crown
	outer := f.c.mask(mirrored(axis, p(0, top-118), p(w*50/100, top-40), p(w*88/100+46, top+270), p(w+130, f.eyeY-60), p(w+150, f.eyeY+330), p(w+112, f.chinY-250), p(w+200, f.chinY+60), p(w+130, f.chinY+330), p(w+150, fieldH-60), k(w+110, fieldH+90), k(w*56/100, fieldH+90)))
	open := f.c.mask(spline(p(axis-w*30/100, line-150), p(axis+w*16/100, line+30), p(axis+w*66/100, line+210), p(axis+w*87/100, f.eyeY-60), p(axis+w*85/100, f.eyeY+330), p(axis+w*92/100, f.eyeY+560), p(axis+w*64/100, f.chinY+60), p(axis+w*70/100, f.chinY+330), k(axis+w*52/100, fieldH+90),
		k(axis-w*52/100, fieldH+90), p(axis-w*70/100, f.chinY+330), p(axis-w*64/100, f.chinY+60), p(axis-w*92/100, f.eyeY+560), p(axis-w*85/100, f.eyeY+330), p(axis-w*88/100, f.eyeY-60), p(axis-w*76/100, line+190), p(axis-w*56/100, line+10)))
	return outer.without(open)
}

// falls draws the long strands of hair that hangs to y.
func (f *figure) falls(m *mask, y int) {
	w, top := f.fw, f.crown
	f.gloss(m, func(i int) []pt {
		s := 1 - 2*(i%2)
		o := i / 2 * 28
		return []pt{p(axis+s*(40+o), top-30+o/2), p(axis+s*(w*70/100+o), top+300), p(axis+s*(w-40+o), f.eyeY+100), p(axis+s*(w-50+o*80/100), (f.eyeY+y)/2+200), p(axis+s*(w-80+o*70/100), y)}
	}, 12)
}

// bumps adds round curls along the right half of an outline and its mirror.
func (f *figure) bumps(m *mask, right []pt, r int, d *dice) *mask {
	line := mirrored(axis, right[:len(right)-1]...)
	for i := 0; i < len(line); i += 4 {
		v := line[i]
		if v.y/sub > right[len(right)-2].y-20 {
			continue
		}
		m = m.with(f.c.mask(ellipse(v.x/sub, v.y/sub+10, r-14+d.n(34), r-14+d.n(34))))
	}
	return m
}

// ringlets draws small arcs over curly hair down to y.
func (f *figure) ringlets(m *mask, y int, d *dice) {
	for i := range 110 {
		x, v := axis+d.between(-f.fw-150, f.fw+150), f.crown-150+d.n(y-f.crown+190)
		r := 24 + d.n(24)
		tone, force := f.sheen(), 42
		if i%2 == 0 {
			tone, force = f.dim(), 52
		}
		f.c.fill(f.c.mask(brush(2, 11, 2, p(x-r, v+r/2), p(x-r/2, v-r/2), p(x+r/2, v-r/2), p(x+r, v+r/2))).in(m), tone, force)
	}
}

// temples is the hair that a headscarf or turban leaves at the temples.
func (f *figure) temples() {
	c, w := f.c, f.fw
	for _, s := range []int{-1, 1} {
		m := c.mask(spline(k(axis+s*(w+2), f.eyeY-330), k(axis+s*(w-96), f.eyeY-330), p(axis+s*(w-62), f.eyeY-160), k(axis+s*(w-46), f.eyeY+60), k(axis+s*(w+4), f.eyeY+60), p(axis+s*(w+6), f.eyeY-120)))
		c.fill(m, f.tint, 100)
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
