import type { Store } from "../store/open-store.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../time/clock.ts";
import { JobRunner } from "./job-runner.ts";
import { leaseModel } from "./lease-model.ts";
import type { Job } from "./scheduler.ts";

export interface SchedulerOptions {
  readonly jobs: readonly Job[];
  readonly store: Store;
  /** The service's name. */
  readonly service: string;
  readonly nodeId: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** How long a dead node's job waits for another node; default 15 s. A store must be silent for so long before a living node loses its job. */
  readonly leaseMs?: number;
}

export interface Scheduler {
  /**
   * Runs a job now, after the run at hand if there is one; rejects with what the run threw.
   * @throws where the service has no such job, or another node holds it.
   */
  runNow(job: string): Promise<void>;
  /** Starts no further run, aborts the signal of the runs at hand, waits for them and gives the leases back. */
  stop(): Promise<void>;
}

/** Starts a service's jobs on this node: each runs soon, then again and again, on whichever node holds the job's lease. */
export const startScheduler = (options: SchedulerOptions): Scheduler => {
  leaseModel(options.store.connection);
  const runs = options.metrics.counter("paywindow_job_runs_total", "Runs of scheduled jobs, by outcome", [
    "service",
    "job",
    "outcome",
  ]);
  const runners = new Map(options.jobs.map((job) => [job.name, new JobRunner(job, { ...options, runs })]));
  if (runners.size !== options.jobs.length) throw new Error(`${options.service} has two jobs of one name`);
  return {
    runNow: async (job) => {
      const runner = runners.get(job);
      if (!runner) throw new Error(`${options.service} has no job ${job}`);
      await runner.runNow();
    },
    stop: async () => {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
    },
  };
};
