package main

import (
	"bufio"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os/exec"
	"strings"
	"sync"
	"time"

	"docketcard/render/seal"
)

// An external signer is a program that keeps a key, such as one in a token. It is started once a run and asked by lines on its standard
// input, each of which it answers with a line on its standard output; its standard error goes to ours.
//
//	public         the public key: base64 of the DER SubjectPublicKeyInfo, and if need be the words
//	               purpose=PURPOSE, not-before=TIME, not-after=TIME
//	sign BASE64    base64 of the signature of those bytes, which the signer hashes itself: Ed25519, or
//	               ECDSA P-256 with SHA-256 as the 64 bytes of r and s or in DER
//
// A line "error WORDS" refuses. The signer ends with exit code 0 at the end of its input.

// externalTimeout is how long an answer may take: somebody may have to touch a token.
const externalTimeout = time.Minute

// externalEnd is how long the program may take to end.
const externalEnd = 5 * time.Second

// maxAnswer is the most bytes that an answer may have.
const maxAnswer = 4096

// An externalSigner is a crypto.MessageSigner, so that the program sees what it signs and not only a digest.
type externalSigner struct {
	ctx     context.Context
	name    string // the program, for errors
	public  crypto.PublicKey
	timeout time.Duration

	mu      sync.Mutex // one request at a time
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	failed  error // what every later request gets
}

// startExternal starts a signer and asks for its public key.
func startExternal(ctx context.Context, m *machine, command string) (*externalSigner, seal.Use, error) {
	words, err := splitCommand(command)
	if err != nil {
		return nil, seal.Use{}, fmt.Errorf("opening key %q: %w", externalKey+command, err)
	}
	s := &externalSigner{ctx: ctx, name: words[0], timeout: externalTimeout}
	use, err := s.start(m.stderr, words)
	if err != nil {
		s.Close()
		return nil, use, err
	}
	return s, use, nil
}

func (s *externalSigner) start(stderr io.Writer, words []string) (use seal.Use, err error) {
	s.process = exec.CommandContext(s.ctx, words[0], words[1:]...)
	s.process.Stderr = stderr
	s.process.WaitDelay = externalEnd
	if s.in, err = s.process.StdinPipe(); err != nil {
		return use, s.wrap(err)
	}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return use, s.wrap(err)
	}
	s.out = bufio.NewReaderSize(out, maxAnswer)
	if err := s.process.Start(); err != nil {
		s.process = nil
		return use, s.wrap(err)
	}
	answer, err := s.ask("public")
	if err != nil {
		return use, err
	}
	key, more, _ := strings.Cut(answer, " ")
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return use, s.wrap(errors.New("its answer to public does not begin with base64"))
	}
	if s.public, err = x509.ParsePKIXPublicKey(der); err != nil {
		return use, s.wrap(errors.New("its answer to public is no public key"))
	}
	if _, err := seal.KeyID(s.public); err != nil {
		return use, s.wrap(err)
	}
	for _, word := range strings.Fields(more) {
		name, value, _ := strings.Cut(word, "=")
		if err := setUse(&use, name, value); err != nil {
			return use, s.wrap(fmt.Errorf("its answer to public: %w", err))
		}
	}
	return use, nil
}

// setUse sets what a key may sign, as the words around a key that is not a file say it.
func setUse(use *seal.Use, name, value string) (err error) {
	switch name {
	case "purpose":
		use.Purpose, err = seal.ParsePurpose(value)
	case "not-before":
		use.NotBefore, err = parseTime(value)
	case "not-after":
		use.NotAfter, err = parseTime(value)
	default:
		err = fmt.Errorf("found %q; want purpose, not-before or not-after", name)
	}
	return err
}

// wrap names the signer in an error.
func (s *externalSigner) wrap(err error) error { return fmt.Errorf("the signer %q: %w", s.name, err) }

// ask sends a request and returns the answer.
func (s *externalSigner) ask(request string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil {
		return "", s.failed
	}
	type reply struct {
		line []byte
		err  error
	}
	replies := make(chan reply, 1)
	go func() {
		if _, err := io.WriteString(s.in, request+"\n"); err != nil {
			replies <- reply{nil, err}
			return
		}
		line, err := s.out.ReadSlice('\n')
		replies <- reply{line, err}
	}()
	limit := time.NewTimer(s.timeout)
	defer limit.Stop()
	var err error
	select {
	case r := <-replies:
		answer := strings.TrimRight(string(r.line), "\r\n")
		refusal, refused := strings.CutPrefix(answer, "error")
		switch {
		case errors.Is(r.err, bufio.ErrBufferFull):
			err = fmt.Errorf("answered with more than %d bytes", maxAnswer)
		case r.err != nil:
			err = s.ended()
		case refused && (refusal == "" || refusal[0] == ' '):
			return "", s.wrap(fmt.Errorf("refused: %s", printableLine(strings.TrimSpace(refusal))))
		case strings.TrimSpace(answer) == "":
			err = errors.New("answered with an empty line")
		default:
			return strings.TrimSpace(answer), nil
		}
	case <-limit.C:
		s.process.Process.Kill()
		err = fmt.Errorf("no answer within %s", s.timeout)
	case <-s.ctx.Done():
		s.failed = s.ctx.Err()
		return "", s.failed
	}
	// What comes after is not known to be the answer to anything.
	s.failed = s.wrap(err)
	return "", s.failed
}

// ended says how the process ended that does not answer any more.
func (s *externalSigner) ended() error {
	s.in.Close()
	err := s.process.Wait()
	s.process = nil
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return fmt.Errorf("ended without an answer: %w", exit)
	}
	return errors.New("ended without an answer")
}

// Public returns the public half of the key.
func (s *externalSigner) Public() crypto.PublicKey { return s.public }

// Sign signs a message; Ed25519 has no digest.
func (s *externalSigner) Sign(rand io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != 0 {
		return nil, s.wrap(errors.New("signs messages, not digests"))
	}
	return s.SignMessage(rand, message, opts)
}

// SignMessage asks the signer for a signature, and returns that of an ECDSA key in DER, as crypto.Signer has it.
func (s *externalSigner) SignMessage(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	answer, err := s.ask("sign " + base64.StdEncoding.EncodeToString(message))
	if err != nil {
		return nil, err
	}
	sig, err := base64.StdEncoding.DecodeString(answer)
	if err != nil {
		return nil, s.wrap(errors.New("answered with something that is not base64"))
	}
	if _, ok := s.public.(*ecdsa.PublicKey); ok && len(sig) == 64 {
		return asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])})
	}
	return sig, nil
}

// Close ends the signer, and returns an error if it ends otherwise than well.
func (s *externalSigner) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return nil
	}
	s.in.Close()
	kill := time.AfterFunc(externalEnd, func() { s.process.Process.Kill() })
	defer kill.Stop()
	err := s.process.Wait()
	s.process = nil
	if err != nil && s.failed == nil && s.ctx.Err() == nil {
		return s.wrap(fmt.Errorf("ended with %w", err))
	}
	return nil
}

// splitCommand returns the words of a command line, which spaces separate. A word with spaces stands in quotes, double or single; nothing
// else is special, and no shell is involved.
func splitCommand(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	inside := false
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, inside = r, true
		case quote == 0 && r == ' ':
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
		default:
			word.WriteRune(r)
			inside = true
		}
	}
	if inside {
		words = append(words, word.String())
	}
	switch {
	case quote != 0:
		return nil, errors.New("a quote is not closed")
	case len(words) == 0 || words[0] == "":
		return nil, errors.New("found no command; want exec:COMMAND")
	}
	return words, nil
}

// printableLine returns words of another program as they may be shown on a terminal.
func printableLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\ufffd' {
			return '?'
		}
		return r
	}, s)
}
