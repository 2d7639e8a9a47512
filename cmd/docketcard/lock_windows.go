package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// lock waits until no other process holds the file, and then holds it until it is closed or the process ends.
func lock(f *os.File) error {
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, new(windows.Overlapped))
}
