package render

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// on runs f in a bubble, once for each number of processors. A bubble fails when f leaves goroutines behind.
func on(t *testing.T, f func(t *testing.T, processors int)) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { f(t, n) })
		})
	}
}

func TestOrderedOrder(t *testing.T) {
	on(t, func(t *testing.T, _ int) {
		var got []int
		err := ordered(t.Context(), 100, func(i int) (int, error) {
			for range (100 - i) * 7 % 13 {
				runtime.Gosched()
			}
			return i * i, nil
		}, func(i, v int) error {
			if v != i*i {
				t.Errorf("result %d: got %d", i, v)
			}
			got = append(got, i)
			return nil
		})
		if err != nil || len(got) != 100 || !slices.IsSorted(got) {
			t.Errorf("got %v, %v", got, err)
		}
		if err := ordered(t.Context(), 0, func(int) (int, error) { panic("worked") }, func(int, int) error { panic("taken") }); err != nil {
			t.Errorf("of nothing: got %v", err)
		}
	})
}

// TestOrderedWindow holds up the taker at each result until all others wait: no more than twice as many as there are processors are
// done, and no more are worked on than there are processors.
func TestOrderedWindow(t *testing.T) {
	on(t, func(t *testing.T, processors int) {
		var begun, busy, most atomic.Int32
		done := 0
		err := ordered(t.Context(), 60, func(i int) (int, error) {
			begun.Add(1)
			now := busy.Add(1)
			for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
			}
			runtime.Gosched()
			busy.Add(-1)
			return i, nil
		}, func(i, _ int) error {
			synctest.Wait()
			done++
			if waiting := int(begun.Load()) - done; waiting > 2*processors {
				t.Errorf("%d results wait, want at most %d", waiting, 2*processors)
			}
			return nil
		})
		if err != nil || done != 60 {
			t.Errorf("took %d results, %v", done, err)
		}
		if int(most.Load()) > processors {
			t.Errorf("%d were worked on at once, want at most %d", most.Load(), processors)
		}
	})
}

func TestOrderedErrors(t *testing.T) {
	on(t, func(t *testing.T, processors int) {
		first, second, refused := errors.New("first"), errors.New("second"), errors.New("refused")
		third := make(chan struct{})
		taken := 0
		err := ordered(t.Context(), 60, func(i int) (int, error) {
			switch {
			case i == 3:
				close(third)
				return 0, second
			case i == 2 && processors > 2:
				<-third // so that the later error comes earlier
				return 0, first
			case i == 2:
				return 0, first
			}
			return i, nil
		}, func(int, int) error { taken++; return nil })
		if err != first || taken != 2 {
			t.Errorf("got %v after %d results, want the first error in order, after 2", err, taken)
		}
		taken = 0
		err = ordered(t.Context(), 60, func(i int) (int, error) { return i, nil }, func(i, _ int) error {
			if taken++; i == 5 {
				return refused
			}
			return nil
		})
		if err != refused || taken != 6 {
			t.Errorf("got %v after %d results, want what the taker said, after 6", err, taken)
		}
	})
}

func TestOrderedCancel(t *testing.T) {
	on(t, func(t *testing.T, _ int) {
		ctx, cancel := context.WithCancel(t.Context())
		taken := 0
		err := ordered(ctx, 1000, func(i int) (int, error) { return i, nil }, func(i, _ int) error {
			if taken++; i == 5 {
				synctest.Wait() // results are waiting
				cancel()
			}
			return nil
		})
		if err != context.Canceled || taken != 6 {
			t.Errorf("got %v after %d results, want %v after 6", err, taken, context.Canceled)
		}
		if err := ordered(ctx, 3, func(i int) (int, error) { return i, nil }, func(i, _ int) error { t.Error("taken"); return nil }); err != context.Canceled {
			t.Errorf("cancelled before: got %v", err)
		}
	})
}
