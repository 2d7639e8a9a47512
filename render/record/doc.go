// Package record reads case records: one holder's data as a template declares it, and the holder's photo.
//
// NewSchema joins a template's fields with an issuer's formats and tables. Schema.Read checks a YAML document against it and reports every
// fault at once, each at its place in the file; Uniques then finds what two records of a batch must not share. ReadPhoto opens a picture
// under caps and returns JPEG data without metadata; Reread does so again for drawing.
//
// Text is normalised to NFC (Unicode Standard Annex #15). Messages quote codes, dates and paths, never a name.
//
// It allots no numbers, draws nothing, and opens files only through the fs.FS it is given. It is the importer of
// golang.org/x/text/unicode/norm and golang.org/x/text/language.
package record
