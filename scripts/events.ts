/**
 * `npm run events -- dead-letters <service>` lists what the consumers of a service gave up on, a JSON line each.
 * `npm run events -- replay <service> <id>|all` asks for another try: the running node does it within seconds (MongoDB), or the next one that starts.
 */
import { ConfigError } from "../kernel/config/read-config.ts";
import { askReplay, listDeadLetters } from "../kernel/events/dead-letters.ts";
import type { Store } from "../kernel/store/open-store.ts";
import { runOnStore } from "./store-command.ts";

const LIMIT = 10_000;

/** Payloads stay in the store: they may hold personal data. */
const list = async (store: Store): Promise<number> => {
  const letters = await listDeadLetters(store, LIMIT);
  for (const { payload, ...facts } of letters) console.log(JSON.stringify({ ...facts, payloadBytes: payload.length }));
  if (letters.length === 0) console.error("no dead letters");
  return 0;
};

const replay = async (store: Store, id: string): Promise<number> => {
  const ids = id === "all" ? (await listDeadLetters(store, LIMIT)).map((letter) => letter._id) : [id];
  for (const one of ids) if (!(await askReplay(store, one))) throw new ConfigError(`there is no dead letter ${one}`);
  console.log(`${ids.length} to be replayed`);
  return 0;
};

const [command, service, id] = process.argv.slice(2);
if (command === "dead-letters" && service) await runOnStore("events", service, list);
else if (command === "replay" && service && id) await runOnStore("events", service, (store) => replay(store, id));
else {
  console.error("npm run events -- dead-letters <service> | replay <service> <id>|all");
  process.exitCode = 2;
}
