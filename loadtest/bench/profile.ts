/** Where the processor's time goes: a V8 CPU profile, summed up by layer. */
import { type Profiler, Session } from "node:inspector/promises";

/** A layer's share of the samples in which the process was busy. */
export interface LayerShare {
  readonly layer: string;
  /** 0 to 1. */
  readonly share: number;
  /** Its most expensive functions, with their own shares. */
  readonly top: readonly (readonly [name: string, share: number])[];
}

const SAMPLE_US = 250;
const TOP = 6;

/** Which layer a file belongs to; the first that fits. Files of node itself, and functions without a file, count for whoever called them. */
const LAYERS: readonly (readonly [layer: string, file: RegExp])[] = [
  ["gRPC", /@grpc\/|kernel\/grpc\/|internal\/http2|node:http2/],
  ["contract (protobuf)", /proto\/gen\/|@bufbuild\/|gateway\/contract\/|kernel\/parse\/|kernel\/errors\//],
  [
    "HTTP",
    /\/fastify|\/find-my-way|\/light-my-request|node:_http|node:http|gateway\/http\/|fast-json-stringify|secure-json/,
  ],
  ["gateway", /\/gateway\/|\/jose\/|rate-limiter-flexible/],
  ["broker", /\/moleculer\/|kernel\/contract\/|kernel\/broker\/|\/nats\/|cbor-x|kernel\/node\//],
  ["matcher, updater", /kernel\/store\/query\//],
  ["BSON", /\/bson\/|kernel\/store\/bson\.ts/],
  ["store engine", /kernel\/store\/sqlite\//],
  ["store driver", /kernel\/store\//],
  ["mongoose", /\/mongoose\/|\/mongodb\/|\/mquery\/|\/kareem\/|\/mpath\/|\/sift\//],
  ["telemetry", /@opentelemetry\/|kernel\/telemetry\/|prom-client|\/pino|tdigest/],
  ["events", /kernel\/events\//],
  ["handlers", /\/services\/|\/verticals\/|kernel\/idempotency\/|kernel\/ids\/|kernel\/money\/|kernel\/time\//],
  ["load in process", /\/loadtest\//],
];

const SPECIAL = new Map([
  ["(garbage collector)", "garbage collection"],
  ["(program)", "V8 and system"],
  ["(root)", "V8 and system"],
]);

const SQLITE_FUNCTIONS = new Set(["run", "get", "all", "iterate", "exec", "prepare", "next"]);
const CRYPTO_FILE = /internal\/crypto|node:crypto/;

type Node = Profiler.ProfileNode;

const ownLayerOf = ({ callFrame: { functionName, url } }: Node, callerLayer: string): string | undefined => {
  const special = SPECIAL.get(functionName);
  if (special) return special;
  if (CRYPTO_FILE.test(url)) return "crypto";
  if (url === "" && callerLayer === "store engine" && SQLITE_FUNCTIONS.has(functionName)) return "SQLite and fsync";
  return LAYERS.find(([, file]) => file.test(url))?.[0];
};

/** Adds up the samples of a profile by layer; the idle time is left out. */
const summarise = ({ nodes, samples = [] }: Profiler.Profile): LayerShare[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const layers = new Map<number, string>();
  const visit = (node: Node, callerLayer: string): void => {
    const layer = ownLayerOf(node, callerLayer) ?? callerLayer;
    layers.set(node.id, layer);
    for (const child of node.children ?? []) visit(byId.get(child) as Node, layer);
  };
  if (nodes[0]) visit(nodes[0], "node");
  const totals = new Map<string, Map<string, number>>();
  let busy = 0;
  for (const id of samples) {
    const { callFrame } = byId.get(id) as Node;
    if (callFrame.functionName === "(idle)") continue;
    busy++;
    const layer = layers.get(id) as string;
    const functions = totals.get(layer) ?? new Map<string, number>();
    totals.set(layer, functions);
    const name = `${callFrame.functionName || "(anonymous)"} ${callFrame.url.split("/").slice(-2).join("/")}:${callFrame.lineNumber + 1}`;
    functions.set(name, (functions.get(name) ?? 0) + 1);
  }
  return [...totals].map(([layer, functions]) => shareOf(layer, functions, busy)).sort((a, b) => b.share - a.share);
};

const shareOf = (layer: string, functions: ReadonlyMap<string, number>, busy: number): LayerShare => {
  const entries = [...functions].sort(([, a], [, b]) => b - a);
  const sum = entries.reduce((total, [, count]) => total + count, 0);
  return { layer, share: sum / busy, top: entries.slice(0, TOP).map(([name, count]) => [name, count / busy]) };
};

let session: Session | undefined;

/** Starts sampling this process. */
export const startProfile = async (): Promise<null> => {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
  await session.post("Profiler.start");
  return null;
};

/** Stops it and says where the time went. */
export const stopProfile = async (): Promise<LayerShare[]> => {
  if (!session) throw new Error("no profile is under way");
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  session = undefined;
  return summarise(profile);
};
