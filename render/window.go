package render

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// ordered calls work for 0 to n-1 on all processors and take with the results in that order. See orderedOf.
func ordered[T any](ctx context.Context, n int, work func(i int) (T, error), take func(i int, v T) error) error {
	jobs := func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
	return orderedOf(ctx, jobs, work, take)
}

// orderedOf calls work for all jobs on all processors and take with the results in the order of the jobs, on the caller's goroutine. At most
// twice as many results as there are processors wait for their turn, so memory does not grow with the number of jobs. It returns the first
// error of take or, in order, of work, or that of ctx, after all its goroutines have ended. Jobs come from a goroutine of their own.
func orderedOf[J, T any](ctx context.Context, jobs iter.Seq[J], work func(J) (T, error), take func(i int, v T) error) error {
	type result struct {
		v   T
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan chan result, workers) // results in order, some not there yet
	busy := make(chan struct{}, workers)
	ended := false // all jobs were given
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(queue)
		for job := range jobs {
			select {
			case busy <- struct{}{}:
			case <-ctx.Done():
				return
			}
			r := make(chan result, 1)
			wg.Go(func() {
				v, err := work(job)
				r <- result{v, err}
				<-busy
			})
			select {
			case queue <- r:
			case <-ctx.Done():
				return
			}
		}
		ended = true
	})
	defer wg.Wait()
	defer cancel()
	i := 0
	for r := range queue {
		got := <-r
		if err := ctx.Err(); err != nil {
			return err // results that wait are not wanted any more
		}
		if got.err != nil {
			return got.err
		}
		if err := take(i, got.v); err != nil {
			return err
		}
		i++
	}
	// The queue was closed after ended was set.
	if !ended {
		return ctx.Err()
	}
	return nil
}
