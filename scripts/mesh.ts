/**
 * `npm run mesh [-- --fresh]`: every service and the gateway as a process each over a nats-server (NATS_URL, or one that is started here).
 * Processes that end are started again; SIGTERM or Ctrl-C drains them, gateway first. Ends with 2 where something that it needs is missing or set wrong.
 */
import { linePrinter } from "./mesh/print-lines.ts";
import { type Mesh, startMesh } from "./mesh/start-mesh.ts";

const known = ["--fresh"];
const unknown = process.argv.slice(2).find((argument) => !known.includes(argument));

const fail = (message: string): never => {
  console.error(`mesh: ${message}`);
  process.exit(2);
};

if (unknown) fail(`unknown argument ${unknown}: known are ${known.join(", ")}`);

const stopping = new AbortController();
let mesh: Mesh | undefined;

const stop = async (): Promise<void> => {
  if (stopping.signal.aborted) return;
  stopping.abort();
  if (!mesh) return;
  await mesh.stop();
  process.exit(0);
};
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());

try {
  const print = linePrinter(process.stdout);
  const fresh = process.argv.includes("--fresh");
  mesh = await startMesh({ env: process.env, fresh, print, signal: stopping.signal });
  const { address, grpcAddress, natsUrl } = mesh;
  console.log(`gRPC, all contracts:   ${grpcAddress}`);
  console.log(`HTTP routes:           ${address}/docs`);
  console.log(`NATS:                  ${natsUrl.replace(/\/\/.*@/, "//")}`);
  console.log(`paywindow ready ${address}`);
} catch (error) {
  if (stopping.signal.aborted) process.exit(0);
  fail((error as Error).message);
}
