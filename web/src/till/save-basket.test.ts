/** The saver against a scripted server whose answers the test gives one by one. */
import { expect, test } from "@jest/globals";
import { ApiProblem, Unanswered } from "../api/problem.ts";
import { basketSaver, type SaveState } from "./save-basket.ts";

interface Gate {
  snapshot: string;
  answer(error?: Error): void;
}

const aServer = () => {
  const puts: Gate[] = [];
  const states: SaveState[] = [];
  const refused: string[] = [];
  const pauses: number[] = [];
  const saver = basketSaver<string>({
    put: (snapshot) =>
      new Promise((resolve, reject) => {
        puts.push({ snapshot, answer: (error) => (error ? reject(error) : resolve()) });
      }),
    pause: async (failures) => {
      pauses.push(failures);
    },
    onState: (state) => states.push(state),
    onRefused: (problem) => refused.push(problem.problem.reason),
  });
  return { saver, puts, states, refused, pauses };
};

/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a burst of changes is one put of the newest", async () => {
  const { saver, puts, states } = aServer();
  for (const snapshot of ["a", "b", "c"]) saver.changed(snapshot);
  await settle();
  expect(puts.map((put) => put.snapshot)).toEqual(["c"]);
  puts[0]!.answer();
  await settle();
  expect(states).toEqual(["saving", "saved"]);
});

test("one put at a time: a change meanwhile is sent after it", async () => {
  const { saver, puts } = aServer();
  saver.changed("a");
  await settle();
  saver.changed("b");
  await settle();
  expect(puts).toHaveLength(1);
  puts[0]!.answer();
  await settle();
  expect(puts.map((put) => put.snapshot)).toEqual(["a", "b"]);
});

test("no answer is tried again with the newest, later each time", async () => {
  const { saver, puts, states, pauses } = aServer();
  saver.changed("a");
  await settle();
  puts[0]!.answer(new Unanswered(new Error("down")));
  await settle();
  puts[1]!.answer(new Unanswered(new Error("down")));
  await settle();
  puts[2]!.answer();
  await settle();
  expect(pauses).toEqual([0, 1, 2]);
  expect(states.at(-1)).toBe("saved");
});

test("a refusal is told once and not sent again until the basket changes", async () => {
  const { saver, puts, refused } = aServer();
  saver.changed("a");
  await settle();
  puts[0]!.answer(new ApiProblem({ status: 404, reason: "ITEM_NOT_FOUND", detail: "", retryable: false }));
  await settle();
  expect(puts).toHaveLength(1);
  expect(refused).toEqual(["ITEM_NOT_FOUND"]);
  saver.changed("b");
  await settle();
  expect(puts.map((put) => put.snapshot)).toEqual(["a", "b"]);
});

test("flush waits for the put that runs and then sends the newest", async () => {
  const { saver, puts } = aServer();
  saver.changed("a");
  await settle();
  saver.changed("b");
  let flushed = false;
  const flushing = saver.flush().then(() => {
    flushed = true;
  });
  puts[0]!.answer();
  await settle();
  expect(flushed).toBe(false);
  expect(puts.map((put) => put.snapshot)).toEqual(["a", "b"]);
  puts[1]!.answer();
  await flushing;
  expect(flushed).toBe(true);
});

test("flush rejects where the server does not answer", async () => {
  const { saver, puts } = aServer();
  saver.changed("a");
  await settle();
  const flushing = saver.flush();
  puts[0]!.answer(new Unanswered(new Error("down")));
  await settle();
  puts[1]!.answer(new Unanswered(new Error("down")));
  await expect(flushing).rejects.toBeInstanceOf(Unanswered);
});
