package main

import (
	"context"
	"fmt"
	"strings"

	"docketcard/render"
	"docketcard/render/proof"
	"docketcard/render/sample"
	"docketcard/templates"
)

// drawBackground draws what a card with a document number must look like behind its holder's data, for comparison with the card in
// hand. The key only moves the lines: what is drawn has no seal, no code and no holder, and is overprinted as a specimen.
func drawBackground(ctx context.Context, m *machine, o verifyOptions) error {
	template, err := openDesign("template", o.Template, templates.BuiltinTemplates(), templates.BuiltinTemplate)
	if err != nil {
		return err
	}
	issuer := inputFile{Name: "issuer.yaml", Data: sample.Issuer()}
	if o.Issuer != "" {
		f, err := namedFile(o.Issuer)
		if err != nil {
			return err
		}
		if issuer, err = f.read(); err != nil {
			return err
		}
	}
	setup, err := specimenSetup(template, issuer, nil)
	if err != nil {
		return err
	}
	field := ""
	if setup.Template, field, err = setup.Template.Background(); err != nil {
		return err
	}
	if len(o.Keys) == 1 {
		opener := &keyOpener{ctx: ctx, m: m, passphraseFile: o.PassphraseFile}
		defer opener.close()
		key, err := opener.openPrivate(o.Keys[0])
		if err != nil {
			return err
		}
		if setup.Secret, err = allotSecret(key.signer); err != nil {
			return err
		}
	}
	// The number stands in the record as a clerk would write it.
	var data strings.Builder
	data.WriteString("schema: docketcard/case/v1\nrecord_id: background\n")
	for i, part := range strings.Split(field, ".") {
		fmt.Fprintf(&data, "%s%s:\n", strings.Repeat("  ", i), part)
	}
	text := strings.TrimSuffix(data.String(), "\n") + fmt.Sprintf(" %q\n", o.Background)
	reader, err := proof.Open(ctx, cacheFolder(m))
	if err != nil {
		return err
	}
	defer reader.Close()
	p, err := printCases(ctx, reader, setup, []render.Case{{Name: "--background", Data: []byte(text)}})
	if err != nil {
		return err
	}
	defer p.doc.Close()
	const dpi = 300
	return p.contact(p.pages(true, true), dpi, func(pic picture) error { return writePicture(ctx, m, o.Output, pic.Image, dpi) })
}
