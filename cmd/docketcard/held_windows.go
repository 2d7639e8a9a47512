package main

import (
	"io/fs"
	"os"
)

func openNow(root *os.Root, name string) (fs.File, error) { return root.FS().Open(name) }
