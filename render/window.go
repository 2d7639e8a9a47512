package render

import (
	"context"
	"runtime"
	"sync"
)

// ordered calls work for 0 to n-1 on all processors and take with the results in that order, on the caller's goroutine. At most twice as many
// results as there are processors wait for their turn, so memory does not grow with n. It returns the first error of take or, in
// order, of work, or that of ctx, after all its goroutines have ended.
func ordered[T any](ctx context.Context, n int, work func(i int) (T, error), take func(i int, v T) error) error {
	type result struct {
		v   T
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan chan result, workers) // results in order, some not there yet
	busy := make(chan struct{}, workers)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(queue)
		for i := range n {
			select {
			case busy <- struct{}{}:
			case <-ctx.Done():
				return
			}
			r := make(chan result, 1)
			wg.Go(func() {
				v, err := work(i)
				r <- result{v, err}
				<-busy
			})
			select {
			case queue <- r:
			case <-ctx.Done():
				return
			}
		}
	})
	defer wg.Wait()
	defer cancel()
	i := 0
	for r := range queue {
		got := <-r
		if got.err != nil {
			return got.err
		}
		if err := take(i, got.v); err != nil {
			return err
		}
		i++
	}
	if i < n {
		return ctx.Err()
	}
	return nil
}
