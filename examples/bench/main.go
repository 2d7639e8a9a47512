//go:build unix

// Command bench measures docketcard as a whole process, on cases that it makes, and beside it ReportLab on the same cases where that is
// installed. Its figures are ratios to what the machine takes for an Ed25519 signature, for deflating a card's codes and for copying its photo,
// measured in the same run, since times differ between machines.
//
//	go run ./examples/bench 100 1000 10000
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/klauspost/compress/zlib"

	"docketcard/render/sample"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	python := flag.String("python", "/usr/bin/python3", "interpreter that has reportlab and qrencode")
	compare := flag.Int("compare", 1000, "ReportLab runs for no more cards than these")
	template := flag.String("template", "examples/bench/template.yaml", "of the cards")
	keep := flag.String("dir", "", "folder for cases and sheets, kept; a temporary one when empty")
	flag.Parse()
	dir := *keep
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "docketcard-bench"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	binary := filepath.Join(dir, "docketcard")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/docketcard").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	sizes := flag.Args()
	if len(sizes) == 0 {
		sizes = []string{"1", "100", "1000", "10000"}
	}
	os.Setenv("DOCKETCARD_CACHE", filepath.Join(dir, "cache"))
	limit := limits(os.Stdout)
	fmt.Printf("\n| tool | cards | cards/s | CPU ms/card | CPU/limit | peak MB | PDF MB |\n|---|--:|--:|--:|--:|--:|--:|\n")
	for _, size := range sizes {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is not a number of cards", size)
		}
		cases := filepath.Join(dir, size)
		if err := makeCases(cases, n); err != nil {
			return err
		}
		sheets := filepath.Join(dir, size+".pdf")
		render := []string{"render", cases, "-t", *template, "-s", "a4-2x5", "-q", "-o", sheets}
		own, err := measure(n, sheets, binary, render...)
		if err != nil {
			return err
		}
		own.print("docketcard", n, limit)
		// The first run with trusted photos decodes them all and remembers them.
		var trusted figure
		for range 2 {
			if trusted, err = measure(n, sheets, binary, append(render, "--photos=trusted")...); err != nil {
				return err
			}
		}
		trusted.print("docketcard, trusted photos", n, limit)
		if n > *compare || exec.Command(*python, "-c", "import reportlab, qrencode").Run() != nil {
			continue
		}
		other, err := measure(n, sheets, *python, "examples/bench/reportlab_cards.py", cases, sheets)
		if err != nil {
			return err
		}
		other.print("ReportLab", n, limit)
		for _, f := range []figure{own, trusted} {
			fmt.Printf("| ratio | %d | %.2f | %.2f | | %.1f | %.2f |\n", n, float64(f.wall)/float64(other.wall), float64(f.cpu)/float64(other.cpu),
				f.peak/other.peak, f.size/other.size)
		}
	}
	return nil
}

// limits measures what a card costs at least on one processor.
func limits(w io.Writer) time.Duration {
	_, key, _ := ed25519.GenerateKey(zeros{}) // never fails for this reader
	message := make([]byte, 200)
	var codes []byte // the paths of some 900 and 1,500 corners
	for r := rand.New(rand.NewPCG(1, 2)); len(codes) < 32<<10; {
		codes = fmt.Appendf(codes, "%d %d l ", r.IntN(57)*60+1, r.IntN(57)*60+1)
	}
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, 5) // a level that there is
	photo, copied := make([]byte, 32<<10), make([]byte, 32<<10)
	sum := time.Duration(0)
	for _, l := range []struct {
		name string
		do   func()
	}{
		{"Ed25519 signature", func() { ed25519.Sign(key, message) }},
		{"deflate of 32 KB of paths", func() { out.Reset(); z.Reset(&out); z.Write(codes); z.Close() }},
		{"SHA-256 of 32 KB", func() { sha256.Sum256(photo) }},
		{"copy of 32 KB", func() { copy(copied, photo) }},
	} {
		n, start := 0, spent()
		for ; spent()-start < 200*time.Millisecond; n++ {
			l.do()
		}
		each := (spent() - start) / time.Duration(n)
		fmt.Fprintf(w, "%s: %.4f ms\n", l.name, float64(each)/1e6)
		sum += each
	}
	fmt.Fprintf(w, "limit, the sum: %.4f ms on %d processors\n", float64(sum)/1e6, runtime.GOMAXPROCS(0))
	return sum
}

// spent returns the processor time of this process, which other processes do not lengthen.
func spent() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // there is no such error for these arguments
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// makeCases writes n records as one file of documents, each with a photo of its own: ten portraits in turn, told apart by a comment.
func makeCases(dir string, n int) error {
	if err := os.MkdirAll(filepath.Join(dir, "photos"), 0o755); err != nil {
		return err
	}
	issuer, err := os.ReadFile("examples/bench/profile.yaml")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "issuer.yaml"), issuer, 0o644); err != nil {
		return err
	}
	g := sample.New(1)
	var portraits [10][]byte
	for i := range portraits[:min(n, 10)] {
		r := g.Record(i + 1)
		if portraits[i], err = r.TakePhoto(); err != nil {
			return err
		}
	}
	// Written as they are made: a process begins with the peak of memory of the one that starts it.
	file, err := os.Create(filepath.Join(dir, "cases.yaml"))
	if err != nil {
		return err
	}
	defer file.Close()
	cases := bufio.NewWriter(file)
	for i := range n {
		r := g.Record(i + 1)
		p := portraits[i%10]
		comment := fmt.Sprintf("%010d", i)
		photo := append(append([]byte{0xff, 0xd8, 0xff, 0xfe, 0, byte(2 + len(comment))}, comment...), p[2:]...)
		r.Photo.SHA256 = fmt.Sprintf("%x", sha256.Sum256(photo))
		if err := os.WriteFile(filepath.Join(dir, r.Photo.File), photo, 0o644); err != nil {
			return err
		}
		cases.WriteString("---\n")
		cases.Write(r.YAML())
	}
	return cases.Flush()
}

// A figure is what a process took.
type figure struct {
	wall, cpu  time.Duration
	peak, size float64 // MB
}

// measure runs a command that writes a file.
func measure(n int, file, name string, args ...string) (figure, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), fmt.Sprint("SOURCE_DATE_EPOCH=", sample.IssuedOn.Add(9*time.Hour).Unix()))
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return figure{}, fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, out)
	}
	f := figure{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	unit := 1024.0 // bytes in ru_maxrss
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		f.peak = float64(u.Maxrss) * unit / 1e6
	}
	info, err := os.Stat(file)
	if err != nil {
		return f, err
	}
	f.size = float64(info.Size()) / 1e6
	return f, nil
}

func (f figure) print(tool string, n int, limit time.Duration) {
	each := float64(f.cpu) / float64(n)
	fmt.Printf("| %s | %d | %.0f | %.3f | %.2f | %.0f | %.1f |\n", tool, n, float64(n)/f.wall.Seconds(), each/1e6, each/float64(limit), f.peak, f.size)
}
