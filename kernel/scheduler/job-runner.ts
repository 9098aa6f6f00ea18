import type { Counter } from "prom-client";
import { withSpan } from "../telemetry/spans.ts";
import { chance } from "../time/chance.ts";
import { DEFAULT_LEASE_MS, Lease } from "./lease.ts";
import type { Job } from "./scheduler.ts";
import type { SchedulerOptions } from "./start-scheduler.ts";

/** First runs of a node's jobs are spread over so long. */
const START_SPREAD_MS = 500;
/** Up to so much of the span between two runs is added by chance, so that nodes and jobs do not march in step. */
const JITTER = 0.1;

/** Runs one job on this node whenever it holds the job's lease; one run at a time. */
export class JobRunner {
  readonly #job: Job;
  readonly #options: SchedulerOptions & { readonly runs: Counter };
  readonly #leaseMs: number;
  readonly #lease: Lease;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(job: Job, options: SchedulerOptions & { readonly runs: Counter }) {
    this.#job = job;
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
    const { store, nodeId, clock } = options;
    this.#lease = new Lease(store, { job: job.name, nodeId, clock, leaseMs: this.#leaseMs });
    this.#plan(chance() * Math.min(START_SPREAD_MS, job.everyMs));
  }

  /** A run out of turn; rejects with what it threw. */
  async runNow(): Promise<void> {
    const { service, nodeId } = this.#options;
    if (!(await this.#inTurn(() => this.#run()))) {
      throw new Error(`${service}.${this.#job.name} is held by another node than ${nodeId}`);
    }
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort(new Error("the node stops"));
    await this.#last;
    await this.#lease.release().catch((error: unknown) => this.#warn(error, "a job's lease could not be given back"));
  }

  #plan(delayMs: number): void {
    if (this.#stopping.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#tick(), delayMs);
  }

  async #tick(): Promise<void> {
    const { everyMs } = this.#job;
    try {
      const ran = await this.#inTurn(() => this.#run());
      this.#plan(ran ? everyMs * (1 + chance() * JITTER) : Math.min(everyMs, this.#leaseMs / 3));
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#warn(error, "a job failed; it runs again in its time");
      this.#plan(everyMs * (1 + chance() * JITTER));
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.then(
      () => {},
      () => {},
    );
    return turn;
  }

  /** Answers false where another node holds the job. */
  async #run(): Promise<boolean> {
    if (this.#stopping.signal.aborted || !(await this.#lease.hold())) return false;
    const { service, clock, runs } = this.#options;
    const labels = { service, job: this.#job.name };
    const fenced = this.#keepLease();
    try {
      const signal = AbortSignal.any([this.#stopping.signal, fenced.signal]);
      await withSpan(`job ${service}.${this.#job.name}`, "internal", {}, () =>
        this.#job.run({ now: clock.now(), signal }),
      );
      runs.inc({ ...labels, outcome: "done" });
      return true;
    } catch (error) {
      runs.inc({ ...labels, outcome: "failed" });
      throw error;
    } finally {
      fenced.end();
    }
  }

  /** Renews the lease while a run lasts; the signal is aborted when it is lost, or when it ends because the store does not answer. */
  #keepLease(): { readonly signal: AbortSignal; end(): void } {
    const lost = new AbortController();
    const lose = (): void => lost.abort(new Error(`the lease of ${this.#job.name} went to another node`));
    const timer = setInterval(async () => {
      try {
        if (!(await this.#lease.renew())) lose();
      } catch (error) {
        this.#warn(error, "a job's lease could not be renewed");
        const { expireTime } = this.#lease;
        if (!expireTime || expireTime <= this.#options.clock.now()) lose();
      }
    }, this.#leaseMs / 3);
    return { signal: lost.signal, end: () => clearInterval(timer) };
  }

  #warn(error: unknown, message: string): void {
    this.#options.log.warn({ job: this.#job.name, err: error }, message);
  }
}
