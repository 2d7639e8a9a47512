//go:build !js

package main

import "log"

// On other systems the command says where it belongs.
func main() { log.Fatal("this runs in the page that docketcard verifier writes") }
