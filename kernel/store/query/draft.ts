/**
 * A document being changed: containers are copied on their first write and shared with the original otherwise, so the
 * original is never touched and an update costs what it changes.
 */
import { isIndex } from "./path.ts";
import { serverError } from "./server-error.ts";
import { type Doc, fieldOf, isDoc, setField } from "./value.ts";

/** MongoDB's bound on the nulls that one write past the end of an array may add. */
const MAX_PADDING = 1_500_000;

type Container = Doc | unknown[];

export class Draft {
  root: Doc;
  readonly #owned = new Set<object>();

  constructor(original: Doc) {
    this.root = { ...original };
    this.#owned.add(this.root);
  }

  /** The value at a path without wildcards, undefined where there is none. Index segments step into arrays. */
  get(segments: readonly string[]): unknown {
    let current: unknown = this.root;
    for (const segment of segments) {
      if (!isDoc(current) && !Array.isArray(current)) return undefined;
      current = read(current, segment);
    }
    return current;
  }

  /** Writes a value, creating the documents on the way; MongoServerError 28 where a scalar or a named array field is. */
  set(segments: readonly string[], value: unknown): void {
    let container: Container = this.root;
    for (let i = 0; i < segments.length - 1; i++) container = this.#descend(container, segments, i);
    this.#write(container, segments, segments.length - 1, value);
  }

  /** Removes a field; an array element becomes null. Nothing happens where the path does not exist. */
  unset(segments: readonly string[]): void {
    if (this.get(segments) === undefined) return;
    let container: Container = this.root;
    for (let i = 0; i < segments.length - 1; i++) container = this.#descend(container, segments, i);
    const last = segments[segments.length - 1]!;
    if (Array.isArray(container)) container[Number(last)] = null;
    else delete container[last];
  }

  #descend(container: Container, segments: readonly string[], at: number): Container {
    const child = read(container, segments[at]!);
    if (typeof child === "object" && child !== null && this.#owned.has(child)) return child as Container;
    const copy = copyOf(child, segments, at);
    this.#owned.add(copy);
    this.#write(container, segments, at, copy);
    return copy;
  }

  #write(container: Container, segments: readonly string[], at: number, value: unknown): void {
    const segment = segments[at]!;
    if (!Array.isArray(container)) {
      setField(container, segment, value);
      return;
    }
    if (!isIndex(segment)) throw notViable(segments, at, container);
    const index = Number(segment);
    if (index - container.length > MAX_PADDING) {
      throw serverError(34, `can't backfill more than ${MAX_PADDING} elements of an array`);
    }
    while (container.length < index) container.push(null);
    container[index] = value;
  }
}

function read(container: Container, segment: string): unknown {
  if (!Array.isArray(container)) return fieldOf(container, segment);
  return isIndex(segment) ? container[Number(segment)] : undefined;
}

function copyOf(child: unknown, segments: readonly string[], at: number): Container {
  if (child === undefined) return {};
  if (Array.isArray(child)) return [...child];
  if (isDoc(child)) return { ...child };
  throw notViable(segments, at + 1, child);
}

function notViable(segments: readonly string[], at: number, element: unknown): Error {
  return serverError(
    28,
    `Cannot create field '${segments[at]}' in element {${segments[at - 1]}: ${describe(element)}}`,
  );
}

/** A kind of value for a message; contents stay out of messages, they may be personal data. */
function describe(element: unknown): string {
  if (element === null) return "null";
  return Array.isArray(element) ? "an array" : `a ${typeof element}`;
}
