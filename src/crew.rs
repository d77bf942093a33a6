//! Threads that work on shares of a batch while the next share is being gathered. What they make comes back in order.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Scope};

/// Shares that are left to the threads while the caller does other work.
const LEFT: usize = 8;

/// Items of a share: few enough that no thread is left with much at the end, enough that handing them out costs nothing.
const SHARE: usize = 16;

/// A crew: some threads, and the one that gathers the items, which lends a hand when it has gathered a batch.
pub struct Crew<'w, T, O> {
    threads: usize,
    one: &'w (dyn Fn(&T) -> O + Sync),
    board: Mutex<Board<T, O>>,
    /// Something was put on the board, or the work is over.
    changed: Condvar,
}

/// What is to be done, and what is.
struct Board<T, O> {
    hired: bool,
    over: bool,
    /// Items that are not yet a share.
    gathered: Vec<T>,
    waiting: VecDeque<(usize, Vec<T>)>,
    /// What was made of each share, in order, from the first one on that was not brought back.
    done: VecDeque<Option<Vec<(T, O)>>>,
    /// The number of that share.
    first: usize,
}

impl<'w, T: Send, O: Send> Crew<'w, T, O> {
    /// A crew of so many threads, the caller's counted, for work of one kind.
    pub fn new(threads: usize, one: &'w (dyn Fn(&T) -> O + Sync)) -> Self {
        let board = Board {
            hired: false,
            over: false,
            gathered: Vec::new(),
            waiting: VecDeque::new(),
            done: VecDeque::new(),
            first: 0,
        };
        Crew {
            threads,
            one,
            board: Mutex::new(board),
            changed: Condvar::new(),
        }
    }

    fn board(&self) -> MutexGuard<'_, Board<T, O>> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item. Threads begin with the first full share: a few items are not worth one.
    pub fn give<'scope>(&'scope self, scope: &'scope Scope<'scope, '_>, item: T) {
        let mut board = self.board();
        board.gathered.push(item);
        if board.gathered.len() < SHARE {
            return;
        }
        board.post();
        if self.threads < 2 {
            return;
        }
        if !std::mem::replace(&mut board.hired, true) {
            // Where the system gives no more, those there are do it all.
            let hire = |_: &usize| thread::Builder::new().spawn_scoped(scope, || self.work()).is_ok();
            let _ = (1..self.threads).take_while(hire).count();
        }
        drop(board);
        self.changed.notify_one();
    }

    /// Brings items in order with what was made of them, and leaves the last ones to the threads: they have work while the caller
    /// does his. How many are left is always the same.
    pub fn ready(&self) -> Vec<(T, O)> {
        self.bring(LEFT)
    }

    /// Does what nobody has begun, waits for the rest, and brings every item given so far with what was made of it.
    pub fn finish(&self) -> Vec<(T, O)> {
        self.board().post();
        self.bring(0)
    }

    /// What was made of all shares but the last ones. Lends a hand until it is there.
    fn bring(&self, left: usize) -> Vec<(T, O)> {
        let mut board = self.board();
        let count = board.done.len().saturating_sub(left);
        while !board.over && board.done.iter().take(count).any(Option::is_none) {
            board = match board.waiting.pop_front() {
                Some((number, share)) => {
                    drop(board);
                    let made = self.make(share);
                    let mut board = self.board();
                    board.put(number, made);
                    board
                }
                None => self.changed.wait(board).unwrap_or_else(PoisonError::into_inner),
            };
        }
        assert!(!board.over, "a thread of the crew panicked");
        board.first += count;
        let brought: Vec<_> = board.done.drain(..count).collect();
        drop(board);
        brought.into_iter().flatten().flatten().collect()
    }

    /// What sends the threads home when it is dropped, whatever happens until then.
    pub fn until_end(&self) -> UntilEnd<'_, 'w, T, O> {
        UntilEnd(self)
    }

    fn dismiss(&self) {
        self.board().over = true;
        self.changed.notify_all();
    }

    fn make(&self, share: Vec<T>) -> Vec<(T, O)> {
        let make = |item| {
            let made = (self.one)(&item);
            (item, made)
        };
        share.into_iter().map(make).collect()
    }

    fn work(&self) {
        let leaving = Leaving(self);
        loop {
            let mut board = self.board();
            while board.waiting.is_empty() && !board.over {
                board = self.changed.wait(board).unwrap_or_else(PoisonError::into_inner);
            }
            let Some((number, share)) = board.waiting.pop_front() else {
                break;
            };
            drop(board);
            let made = self.make(share);
            self.board().put(number, made);
            self.changed.notify_all();
        }
        drop(leaving);
    }
}

impl<T, O> Board<T, O> {
    /// Puts up what was gathered.
    fn post(&mut self) {
        if !self.gathered.is_empty() {
            let share = std::mem::take(&mut self.gathered);
            self.waiting.push_back((self.first + self.done.len(), share));
            self.done.push_back(None);
        }
    }

    fn put(&mut self, number: usize, made: Vec<(T, O)>) {
        let at = number - self.first;
        self.done[at] = Some(made);
    }
}

/// Sends the threads of a crew home when it is dropped.
pub struct UntilEnd<'c, 'w, T: Send, O: Send>(&'c Crew<'w, T, O>);

impl<T: Send, O: Send> Drop for UntilEnd<'_, '_, T, O> {
    fn drop(&mut self) {
        self.0.dismiss();
    }
}

/// Where a thread of the crew panics, nobody waits for it: the panic goes on when the threads are joined.
struct Leaving<'c, 'w, T: Send, O: Send>(&'c Crew<'w, T, O>);

impl<T: Send, O: Send> Drop for Leaving<'_, '_, T, O> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.dismiss();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Crew, LEFT, SHARE};
    use std::thread;

    #[test]
    fn items_come_back_in_order_with_what_was_made_of_them() {
        for threads in [1, 2, 5] {
            let double = |n: &u64| n * 2;
            let crew = Crew::new(threads, &double);
            thread::scope(|scope| {
                let _end = crew.until_end();
                for batch in [0u64, 1, 31, 32, 33, 1000] {
                    (0..batch).for_each(|n| crew.give(scope, n));
                    let expected: Vec<(u64, u64)> = (0..batch).map(|n| (n, n * 2)).collect();
                    assert_eq!(crew.finish(), expected, "{threads} threads, {batch} items");
                }
            });
        }
    }

    #[test]
    fn what_is_ready_comes_in_order_and_the_last_shares_stay_behind() {
        for threads in [1, 2, 5] {
            let double = |n: &u64| n * 2;
            let crew = Crew::new(threads, &double);
            thread::scope(|scope| {
                let _end = crew.until_end();
                let mut brought = Vec::new();
                for batch in 0..40u64 {
                    (batch * 100..batch * 100 + 100).for_each(|n| crew.give(scope, n));
                    brought.extend(crew.ready());
                    let given = (batch as usize + 1) * 100 / SHARE;
                    assert_eq!(brought.len(), given.saturating_sub(LEFT) * SHARE, "{threads} threads");
                }
                brought.extend(crew.finish());
                assert!(crew.finish().is_empty());
                assert_eq!(brought, (0..4000u64).map(|n| (n, n * 2)).collect::<Vec<_>>());
            });
        }
    }

    #[test]
    #[should_panic(expected = "seven")]
    fn a_panic_of_the_caller_leaves_nobody_waiting() {
        let panics = |n: &u64| assert!(*n != 7, "seven");
        let crew = Crew::new(2, &panics);
        thread::scope(|scope| {
            let _end = crew.until_end();
            (8..40).for_each(|n| crew.give(scope, n));
            (0..8).for_each(|n| crew.give(scope, n));
            // The last share is short, so that nobody else takes it.
            crew.finish();
        });
    }
}
