//go:build !windows

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock waits until no other process holds the file, and then holds it until it is closed or the process ends.
func lock(f *os.File) error {
	for {
		if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != unix.EINTR {
			return err
		}
	}
}
