import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHECKOUT_SERVICES, type Mesh, type MeshSettings, startMesh } from "../start-mesh.ts";

export interface TestMesh extends Mesh {
  readonly dataDir: string;
  /** What all processes have printed so far. */
  output(): string;
  /** Drains it and removes its data folder. */
  remove(): Promise<void>;
}

/** The variables that would make a test depend on the machine that it runs on. */
const neutral = { MONGODB_URI: "", NATS_URL: "", OTEL_EXPORTER_OTLP_ENDPOINT: "", PAYWINDOW_MESH_SECRET: "" };
const test = { PAYWINDOW_PORT: "0", PAYWINDOW_RATE_LIMIT: "0", NODE_COMPILE_CACHE: "node_modules/.cache/node" };

/** The mesh as `npm run mesh` starts it, on free ports, over a temporary folder. */
export const startTestMesh = async (
  settings: Omit<Partial<MeshSettings>, "print"> & { readonly dataDir?: string } = {},
): Promise<TestMesh> => {
  const dataDir = settings.dataDir ?? (await mkdtemp(join(tmpdir(), "paywindow-mesh-")));
  const lines: string[] = [];
  const print = (name: string, line: string) => void lines.push(`${name} | ${line}`);
  const env = { ...process.env, ...neutral, ...test, PAYWINDOW_DATA: dataDir, ...settings.env };
  const output = () => lines.join("\n");
  const mesh = await startMesh({ services: CHECKOUT_SERVICES, ...settings, env, print }).catch((error: Error) => {
    throw new Error(`${error.message}:\n${output()}`);
  });
  const remove = async () => {
    await mesh.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...mesh, dataDir, output, remove };
};
