import { anonymous, type Caller } from "../auth/caller.ts";
import { currentTraceparent } from "../telemetry/spans.ts";
import type { Clock } from "../time/clock.ts";
import { plusMs } from "../time/clock.ts";
import type { CallContext, CallOptions } from "./contract.ts";

/** How long a call may take where its caller does not say. */
export const DEFAULT_DEADLINE_MS = 5_000;

/**
 * The context of one call. What a handler passes on with `{ ...context }` are its own fields: caller, key and deadline. The rest stands on the prototype,
 * so it is made only when asked for, and an inner answer's replay mark does not become the outer's.
 */
class BoundCallContext implements CallContext {
  readonly now: Date;
  readonly caller: Caller;
  readonly idempotencyKey: string;
  readonly deadline: Date;
  readonly #outer: CallOptions;
  #signal: AbortSignal | undefined;

  constructor(options: CallOptions, clock: Clock) {
    this.now = clock.now();
    this.caller = options.caller ?? anonymous;
    this.idempotencyKey = options.idempotencyKey ?? "";
    this.deadline = options.deadline ?? plusMs(this.now, DEFAULT_DEADLINE_MS);
    this.#outer = options;
  }

  get signal(): AbortSignal {
    this.#signal ??= this.#makeSignal();
    return this.#signal;
  }

  get traceparent(): string {
    return currentTraceparent();
  }

  markReplayed(): void {
    this.#outer.markReplayed?.();
  }

  #makeSignal(): AbortSignal {
    const timeout = AbortSignal.timeout(Math.max(0, this.deadline.getTime() - this.now.getTime()));
    return this.#outer.signal ? AbortSignal.any([timeout, this.#outer.signal]) : timeout;
  }
}

export const bindContext = (options: CallOptions, clock: Clock): CallContext => new BoundCallContext(options, clock);
