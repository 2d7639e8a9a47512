// Package templates says what a card may look like: it reads templates (fields, styles, faces of a card and what is signed),
// stocks (the sheets that cards are printed on) and issuer profiles (who issues them) from YAML, and checks them.
//
// ParseTemplate, ParseStock and ParseIssuer read files; Template and Stock look up what is built in. What comes back is checked and is not
// changed afterwards, so it may be shared by goroutines. Faults are a source.ErrorList.
//
// It knows no holder, draws nothing and opens no files.
package templates
