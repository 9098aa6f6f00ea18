/**
 * The races of the clinic and the restaurant at their full size: 500 patients for 50 places (V9), ten phones on one cart (V20), six payers on one bill (V22), each
 * with exact winners. How fast the crowd is answered is told as a ratio to floors of the same run behind the same door (loadtest/races/floor.ts).
 * The coupons' stampede has a bench of its own (grab-bench). `node loadtest/race-bench.ts [rounds]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceDefinition } from "../kernel/contract/contract.ts";
import { BOOKING_FLOOR, bookingRace } from "./races/booking.ts";
import { type FloorOf, startFloor } from "./races/floor.ts";
import { type Race, run } from "./races/race.ts";
import { BILL_FLOOR, billRace, CART_FLOOR, cartRace } from "./races/tables.ts";

const ROUNDS = Number(process.argv[2] ?? 5);
const dataDir = mkdtempSync(join(tmpdir(), "paywindow-races-"));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** The door alone, the floor and the race by turns, so that a busy minute of the machine meets them all. */
const measure = async <Definition extends ServiceDefinition>(race: Race, of: FloorOf<Definition>): Promise<void> => {
  const folder = join(dataDir, of.rpc);
  const runners: readonly (readonly [string, Race])[] = [
    ["door only", await startFloor(folder, "door", { ...of, rows: [] })],
    ["floor", await startFloor(folder, "floor", of)],
    ["race", race],
  ];
  const rates = runners.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++)
    for (const [index, [, runner]] of runners.entries()) {
      const rate = await run(runner);
      // The first round warms up and does not count.
      if (round > 0) rates[index]?.push(rate);
    }
  for (const [, runner] of runners) await runner.stop();
  const floor = median(rates[1] ?? []);
  print(`${race.name}: ${race.winners} of ${of.crowd} asks won, in each of ${ROUNDS} rounds`);
  for (const [index, [name]] of runners.entries()) {
    const rate = median(rates[index] ?? []);
    print(
      `  ${name.padEnd(10)} ${String(Math.round(rate)).padStart(8)} answers/s   ${(rate / floor).toFixed(2)} of the floor`,
    );
  }
};

try {
  await measure(bookingRace(), BOOKING_FLOOR);
  await measure(cartRace(), CART_FLOOR);
  await measure(billRace(), BILL_FLOOR);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}
