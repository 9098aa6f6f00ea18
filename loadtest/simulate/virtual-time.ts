import { AsyncLocalStorage } from "node:async_hooks";

/** Something that can die: a process, or the machine with its disk. What it had planned never happens then. */
export interface Mortal {
  readonly name: string;
  isAlive: boolean;
}

/** Who runs the present code; nobody for the tills and the simulator itself. Follows promises as Node's own context does. */
export const whoRuns = new AsyncLocalStorage<Mortal>();

/** Something that will happen. */
export interface Planned {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly owner: Mortal | undefined;
  run: (() => void) | undefined;
}

const isBefore = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Virtual time and all that is planned in it. Nothing happens but what `next` hands out, in the order of time, and of planning within an instant. */
export class VirtualTime {
  /** Milliseconds since 1970, with fractions. */
  now: number;
  readonly #heap: Planned[] = [];
  #planned = 0;

  constructor(start: string) {
    this.now = new Date(start).getTime();
  }

  /** Plans `run` in the context of the present code; `owner` decides whether it still happens. */
  plan(label: string, delayMs: number, run: () => void, owner: Mortal | undefined = whoRuns.getStore()): Planned {
    const at = this.now + Math.max(0, delayMs);
    const planned: Planned = { at, order: this.#planned++, label, owner, run: AsyncLocalStorage.bind(run) };
    this.#push(planned);
    return planned;
  }

  /** Resolves after so long; never, where whoever waits has died. */
  sleep(delayMs: number, label = "wait"): Promise<void> {
    return new Promise((resolve) => this.plan(label, delayMs, resolve));
  }

  /** Takes out what happens next and moves time to it. Undefined: nothing is planned any more. */
  next(): Planned | undefined {
    for (let first = this.#pop(); first; first = this.#pop()) {
      if (!first.run || first.owner?.isAlive === false) continue;
      this.now = Math.max(this.now, first.at);
      return first;
    }
    return undefined;
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let place = heap.push(planned) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(planned, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = planned;
  }

  #pop(): Planned | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
