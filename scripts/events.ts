/**
 * `npm run events -- dead-letters <service>` lists what the consumers of a service gave up on, a JSON line each.
 * `npm run events -- replay <service> <id>|all` asks for another try: the running node does it within seconds (MongoDB), or the next one that starts (the
 * embedded store belongs to one process, so stop the platform first).
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, readConfig } from "../kernel/config/read-config.ts";
import { askReplay, listDeadLetters } from "../kernel/events/dead-letters.ts";
import { StoreError } from "../kernel/store/errors.ts";
import { openStore, type Store } from "../kernel/store/open-store.ts";

const LIMIT = 10_000;
const USAGE = "npm run events -- dead-letters <service> | replay <service> <id>|all";

const open = async (service: string): Promise<Store> => {
  const { dataDir, mongodbUri } = readConfig(process.env, []);
  const file = join(dataDir, `${service}.db`);
  if (!mongodbUri && !existsSync(file)) throw new ConfigError(`there is no store at ${file}`);
  return openStore({ name: service, dataDir, mongodbUri });
};

/** Payloads stay in the store: they may hold personal data. */
const list = async (store: Store): Promise<void> => {
  for (const { payload, ...facts } of await listDeadLetters(store, LIMIT)) {
    console.log(JSON.stringify({ ...facts, payloadBytes: payload.length }));
  }
};

const replay = async (store: Store, id: string): Promise<void> => {
  const ids = id === "all" ? (await listDeadLetters(store, LIMIT)).map((letter) => letter._id) : [id];
  for (const one of ids) {
    if (!(await askReplay(store, one))) throw new ConfigError(`there is no dead letter ${one}`);
  }
  console.log(`${ids.length} to be replayed`);
};

const run = async (command = "", service = "", id = ""): Promise<void> => {
  const isList = command === "dead-letters" && service !== "";
  if (!isList && !(command === "replay" && service !== "" && id !== "")) throw new ConfigError(USAGE);
  const store = await open(service);
  await (isList ? list(store) : replay(store, id)).finally(() => store.close());
};

try {
  await run(...process.argv.slice(2));
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StoreError ? `events: ${error.message}` : error);
  process.exitCode = 2;
}
