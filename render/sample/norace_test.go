//go:build !race

package sample

const officeStep = 1
