/** What k6 is told to do: loadtest/k6/checkout.js reads it as JSON. */

export interface LoadSettings {
  /** Checkouts a second at each door. */
  readonly perSecond: number;
  readonly seconds: number;
  /** A short run that only shows that everything works. */
  readonly isSmoke: boolean;
}

type Door = "grpc" | "http";

interface Scenario {
  readonly name: string;
  readonly index: number;
  readonly door: Door;
  /** The scenario's own phones: a run of the devices. */
  readonly firstDevice: number;
  readonly deviceCount: number;
  /** k6's settings of the scenario. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface LoadPlan {
  readonly scenarios: readonly Scenario[];
  readonly thresholds: Readonly<Record<string, readonly string[]>>;
  readonly deviceCount: number;
}

/** A phone shows one code a second; with three seconds between its turns a late one does no harm. */
const SECONDS_PER_TURN = 3;
/** Callers per checkout a second: what a checkout of two seconds needs. */
const CALLERS_PER_RATE = 2;
const PAUSE_S = 1;

/** One after the other, at each door: a constant rate, then a ramp to twice that rate. */
const arrivals = ({ perSecond, seconds }: LoadSettings) => {
  const peak = perSecond * 2;
  const callers = { preAllocatedVUs: perSecond * CALLERS_PER_RATE, maxVUs: peak * CALLERS_PER_RATE };
  const stages = [
    { target: peak, duration: `${Math.ceil(seconds / 2)}s` },
    { target: peak, duration: `${Math.ceil(seconds / 2)}s` },
  ];
  return [
    {
      name: "constant",
      rate: perSecond,
      settings: { executor: "constant-arrival-rate", rate: perSecond, duration: `${seconds}s`, ...callers },
    },
    {
      name: "ramp",
      rate: peak,
      settings: { executor: "ramping-arrival-rate", startRate: Math.ceil(perSecond / 4), stages, ...callers },
    },
  ];
};

/** Latencies are only held to bounds where someone asked for a real run; a smoke run must pass on any machine. */
const thresholdsOf = (isSmoke: boolean): LoadPlan["thresholds"] => ({
  checks: ["rate==1"],
  checkouts_refused: ["count==0"],
  ...(isSmoke
    ? { "checkout_time{door:grpc}": ["max>=0"], "checkout_time{door:http}": ["max>=0"] }
    : {
        "checkout_time{door:grpc}": ["p(99)<2000"],
        "checkout_time{door:http}": ["p(99)<2000"],
        dropped_iterations: ["count==0"],
      }),
});

/** The plan of a run. */
export const makePlan = (settings: LoadSettings): LoadPlan => {
  const scenarios: Scenario[] = [];
  let firstDevice = 0;
  for (const door of ["grpc", "http"] as const)
    for (const { name, rate, settings: arrival } of arrivals(settings)) {
      const index = scenarios.length;
      const deviceCount = rate * SECONDS_PER_TURN;
      const startTime = `${index * (settings.seconds + PAUSE_S)}s`;
      scenarios.push({
        ...{ name: `${door}_${name}`, index, door, firstDevice, deviceCount },
        settings: { ...arrival, startTime, gracefulStop: "10s" },
      });
      firstDevice += deviceCount;
    }
  return { scenarios, thresholds: thresholdsOf(settings.isSmoke), deviceCount: firstDevice };
};
