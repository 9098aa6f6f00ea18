import { readConfig } from "../../../kernel/config/read-config.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { createLogger } from "../../../kernel/telemetry/logger.ts";
import { systemClock } from "../../../kernel/time/clock.ts";
import { hospital } from "../hospital.service.ts";

/** What a test asks of a listener that is to die: `node doomed-listener.ts '<json>'`. Its fault points come by the environment. */
export interface DoomedListener {
  readonly dataDir: string;
  readonly port: number;
}

/** The hospital alone, over a data folder, with its listener open. */
export const startListener = ({ dataDir, port }: DoomedListener) => {
  const read = readConfig({ PAYWINDOW_PORT: "0", PAYWINDOW_LOG_LEVEL: "silent", PAYWINDOW_DATA: dataDir });
  const mllp = { port, storeId: "str_demohospital1", peers: ["127.0.0.1"] };
  const log = createLogger({ level: "silent", nodeId: "doomed" });
  return startNode({ modules: [hospital], config: { ...read, demo: true, mllp }, clock: systemClock, log });
};

if (process.argv[1] === import.meta.filename) {
  await startListener(JSON.parse(process.argv[2] ?? "{}"));
  process.stdout.write("ready\n");
}
