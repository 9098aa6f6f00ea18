import { randomBytes, randomInt } from "node:crypto";
import { DayBook } from "../loadtest/demo-day/day-book.ts";
import { playDay } from "../loadtest/demo-day/play-day.ts";

/** Plays a demo day at a running platform: `node scripts/demo-day.ts http://127.0.0.1:8080 8084 [seed]`. A parent process that listens is told how it goes. */
const [address = "http://127.0.0.1:8080", mllpPort = "8084", seed = String(randomInt(1_000_000))] =
  process.argv.slice(2);

/** Sixteen new users at most, friends and parties of three counted: the door sends twenty text messages an hour to one network, and whoever watches may register too. */
const VISITORS = { customers: 2, shoppers: 4, patients: 2, tables: 2 };
const LINE_EVERY_MS = 10_000;
const stop = new AbortController();
for (const event of ["SIGINT", "SIGTERM", "disconnect"]) process.on(event, () => stop.abort());

const book = new DayBook();
const line = (): string => {
  const { sales, appointments, tickets, payments, paidFen } = book.totals;
  return `demo day: ${sales} sales, ${appointments} at the clinic, ${tickets} parties, ${payments} payments of ${(paidFen / 100).toFixed(2)}`;
};
const told = setInterval(() => console.log(line()), LINE_EVERY_MS);
book.follow((totals) => process.connected && process.send?.(totals));
try {
  console.log(`demo day begins (seed ${seed})`);
  await playDay(
    {
      ...{ address, mllpPort: Number(mllpPort), dayId: randomBytes(4).toString("hex"), seed: Number(seed) },
      ...{ ...VISITORS, playMs: 120_000, patienceMs: 60_000, signal: stop.signal },
    },
    book,
  );
  console.log(`${line()}; all have gone home`);
} catch (error) {
  // Whoever looks at the start page is not left to wait.
  book.end();
  if (!stop.signal.aborted) {
    console.error(`demo day stopped: ${(error as Error).message}`);
    process.exitCode = 1;
  }
} finally {
  clearInterval(told);
  if (process.connected) process.disconnect();
}
