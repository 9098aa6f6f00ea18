/** A value outside React that components can watch (useSyncExternalStore) and plain code can read. */
export interface Observable<Value> {
  get(): Value;
  set(value: Value): void;
  /** Calls the listener after every change; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

export const observable = <Value>(initial: Value): Observable<Value> => {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
