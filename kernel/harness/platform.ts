import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The platform as a process of its own, as `npm start` runs it: what can be killed. */
export interface Platform {
  readonly pid: number;
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** `127.0.0.1:<port>` */
  readonly grpcAddress: string;
  readonly dataDir: string;
  /** What it has printed so far, both streams. */
  output(): string;
  /** What it ended with; null before, and after a signal. */
  exitCode(): number | null;
  /** SIGKILL: nothing gets a chance to tidy up. */
  kill(): Promise<void>;
  /** SIGTERM: drains, then ends. */
  stop(): Promise<void>;
  /** Ends it and removes its data folder. */
  remove(): Promise<void>;
}

export interface PlatformSettings {
  /** Default: a new temporary folder. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READY = /^paywindow ready (http:\/\/\S+)$/m;
const GRPC = /^gRPC, all contracts:\s+(\S+)$/m;
const START_LIMIT_MS = 30_000;

/** As `npm start` runs it (package.json). */
const NODE_FLAGS = ["--max-semi-space-size=8"];

/** The variables that would make a test depend on the machine that it runs on. */
const neutral = { MONGODB_URI: "", NATS_URL: "", SERVICES: "", OTEL_EXPORTER_OTLP_ENDPOINT: "" };

const waitForReady = (child: ChildProcess, output: () => string): Promise<void> =>
  new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`the platform ${why}:\n${output()}`));
    const limit = setTimeout(() => fail(`was not ready within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    const settle = (act: () => void) => {
      clearTimeout(limit);
      act();
    };
    child.stdout?.on("data", () => READY.test(output()) && settle(resolve));
    child.once("exit", (code, signal) => settle(() => fail(`ended with ${code ?? signal}`)));
  });

/** Starts main.ts on free ports and waits until it is open for business. */
export const startPlatform = async (settings: PlatformSettings = {}): Promise<Platform> => {
  const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), "paywindow-")));
  const env = { ...process.env, ...neutral, PAYWINDOW_PORT: "0", PAYWINDOW_DATA: dataDir, ...settings.env };
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, "main.ts"), ...(settings.args ?? [])], {
    cwd: ROOT,
    env,
  });
  let text = "";
  const collect = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const output = () => text;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await waitForReady(child, output);
  const signal = (name: NodeJS.Signals) => {
    child.kill(name);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    address: READY.exec(text)?.[1] ?? "",
    grpcAddress: GRPC.exec(text)?.[1] ?? "",
    dataDir,
    output,
    exitCode: () => child.exitCode,
    kill: () => signal("SIGKILL"),
    stop: () => signal("SIGTERM"),
    remove: async () => {
      if (child.exitCode === null && child.signalCode === null) await signal("SIGKILL");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
