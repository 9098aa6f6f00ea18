/**
 * Locks on documents and on unique keys that a running transaction has written. A writer that meets one waits in line and then
 * looks again; a waiter is woken one at a time, so that a hot document passes from transaction to transaction in order.
 */

/** Whoever may own locks: a transaction. `waitsFor` is what its own blocked operations stand in line for. */
export interface LockOwner {
  readonly locks: Set<Lock>;
  readonly waitsFor: Set<Lock>;
}

/** One locked key with its line of waiters. */
export class Lock {
  readonly key: string;
  owner: LockOwner | null = null;
  readonly queue: (() => void)[] = [];

  constructor(key: string) {
    this.key = key;
  }
}

/** Thrown inside the engine by an operation that met a lock; nothing has been written by it yet, so it can run again. */
export class Blocked {
  readonly lock: Lock;

  constructor(lock: Lock) {
    this.lock = lock;
  }
}

/** All locks of one store. */
export class LockTable {
  readonly #locks = new Map<string, Lock>();

  get isEmpty(): boolean {
    return this.#locks.size === 0;
  }

  /** The lock on `key` if somebody other than `self` holds it. */
  heldByOther(key: string, self: LockOwner | null): Lock | undefined {
    const lock = this.#locks.get(key);
    return lock !== undefined && lock.owner !== null && lock.owner !== self ? lock : undefined;
  }

  /** Gives `key` to `owner`. @throws Blocked when somebody else holds it. */
  acquire(key: string, owner: LockOwner): void {
    let lock = this.#locks.get(key);
    if (lock === undefined) {
      lock = new Lock(key);
      this.#locks.set(key, lock);
    } else if (lock.owner !== null && lock.owner !== owner) throw new Blocked(lock);
    lock.owner = owner;
    owner.locks.add(lock);
  }

  /** Releases everything that `owner` holds and wakes the first in each line. */
  releaseAll(owner: LockOwner): void {
    for (const lock of owner.locks) {
      lock.owner = null;
      this.passOn(lock);
    }
    owner.locks.clear();
  }

  /** Wakes the next waiter of a free lock. Called again by a woken operation that turned out not to take the lock. */
  passOn(lock: Lock): void {
    if (lock.owner !== null) return;
    const next = lock.queue.shift();
    if (next !== undefined) next();
    else if (this.#locks.get(lock.key) === lock) this.#locks.delete(lock.key);
  }

  /**
   * Stands in line until the lock is free; rejects after `limitMs`. A woken waiter that is blocked again goes to the front of the line.
   * The caller has made sure that waiting does not close a circle (`wouldDeadlock`).
   */
  wait(lock: Lock, self: LockOwner | null, first: boolean, limitMs: number): Promise<void> {
    self?.waitsFor.add(lock);
    return new Promise<void>((resolve, reject) => {
      const wake = () => {
        clearTimeout(timer);
        self?.waitsFor.delete(lock);
        resolve();
      };
      const timer = setTimeout(() => {
        self?.waitsFor.delete(lock);
        lock.queue.splice(lock.queue.indexOf(wake), 1);
        reject(new Error("timeout"));
      }, limitMs);
      timer.unref();
      if (first) lock.queue.unshift(wake);
      else lock.queue.push(wake);
    });
  }
}

/** True when `self` already holds, directly or through others who wait, what the lock's owner is waiting for. */
export function wouldDeadlock(lock: Lock, self: LockOwner): boolean {
  const seen = new Set<LockOwner>();
  const owners = lock.owner === null ? [] : [lock.owner];
  for (let owner = owners.pop(); owner !== undefined; owner = owners.pop()) {
    if (owner === self) return true;
    if (seen.has(owner)) continue;
    seen.add(owner);
    for (const next of owner.waitsFor) if (next.owner !== null) owners.push(next.owner);
  }
  return false;
}
