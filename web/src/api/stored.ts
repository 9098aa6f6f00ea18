/** JSON in the browser's storage. A text that cannot be read, or a storage that is switched off, is as if nothing were stored. */
export interface Stored<Value> {
  read(): Value | undefined;
  write(value: Value): void;
  clear(): void;
}

/** `area` is asked for late: touching localStorage throws where the browser forbids it. */
export const stored = <Value>(area: () => Storage, key: string): Stored<Value> => ({
  read: () => {
    try {
      const text = area().getItem(key);
      return text === null ? undefined : (JSON.parse(text) as Value);
    } catch {
      return undefined;
    }
  },
  write: (value) => area().setItem(key, JSON.stringify(value)),
  clear: () => area().removeItem(key),
});
