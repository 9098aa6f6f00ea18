/** What the benchmark and the processes that it measures say to each other. */
import type { LayerShare } from "./profile.ts";

/** One checkout, ready to be sent. */
export interface Job {
  readonly basketId: string;
  readonly paymentCode: string;
  /** The idempotency key. */
  readonly key: string;
}

/** A phone that the benchmark computes codes for. */
export interface PayerDevice {
  readonly deviceNumber: string;
  readonly deviceSecret: Uint8Array;
}

/** What a stretch of load did. */
export interface Slice {
  readonly calls: number;
  /** Calls that were not answered with OK, by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly elapsedMs: number;
  /** One per call; from when it was due, where the arrival is constant. */
  readonly latenciesMs: readonly number[];
}

/** How a process is started. */
export interface ServerSpec {
  /** Services that it runs, by name. `supermarket-floor` and `payments-floor` stand in for those services with handlers that only commit. */
  readonly modules: readonly string[];
  readonly hasGateway: boolean;
  readonly dataDir: string;
  readonly natsUrl?: string;
}

/** What a process can be asked to do. */
export type Order =
  | { readonly do: "start"; readonly spec: ServerSpec }
  | { readonly do: "seed payers"; readonly users: number; readonly devicesPerUser: number; readonly run: string }
  | { readonly do: "seed shelf" }
  | { readonly do: "seed baskets"; readonly ids: readonly string[] }
  | { readonly do: "fill payments"; readonly trades: number }
  | { readonly do: "fill supermarket"; readonly trades: number }
  | { readonly do: "settle" }
  | { readonly do: "run in process"; readonly jobs: readonly Job[]; readonly concurrency: number; readonly ms: number }
  | { readonly do: "run RSA"; readonly concurrency: number; readonly ms: number }
  | { readonly do: "start profile" }
  | { readonly do: "stop profile" }
  | { readonly do: "stop" };

/** What it answers. */
export interface Answers {
  readonly start: { readonly httpAddress: string; readonly grpcAddress: string };
  readonly "seed payers": { readonly deviceNumber: string; readonly deviceSecret: string }[];
  readonly "seed shelf": null;
  readonly "seed baskets": null;
  readonly "fill payments": null;
  readonly "fill supermarket": null;
  /** Once all events are consumed: milliseconds of processor time that the process has used so far. */
  readonly settle: { readonly cpuMs: number; readonly storeOperations: number; readonly commits: number };
  readonly "run in process": Slice;
  readonly "run RSA": Slice;
  readonly "start profile": null;
  readonly "stop profile": LayerShare[];
  readonly stop: null;
}
