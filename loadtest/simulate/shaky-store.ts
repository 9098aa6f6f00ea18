import type { Store } from "../../kernel/store/open-store.ts";
import type { Dice } from "./dice.ts";
import { type Mortal, type VirtualTime, whoRuns } from "./virtual-time.ts";
import type { Weather } from "./weather.ts";

/** The methods of a collection that answer with a promise, as Mongoose calls them on both engines. */
const OPERATIONS = [
  ...["findOne", "countDocuments", "insertOne", "insertMany", "bulkWrite", "updateOne", "updateMany"],
  ...["deleteOne", "deleteMany", "findOneAndUpdate", "findOneAndDelete"],
];

type Operation = (this: unknown, ...args: unknown[]) => unknown;
type AnyCollection = Record<string, Operation>;

/**
 * Puts a distance between a service and its store, as a store over a network has: an operation may take a while, in which others get their turn. And a
 * process that has died reaches it no more, so that a transaction which it had open ends without effect.
 */
export const makeShaky = (
  { connection }: Store,
  world: { time: VirtualTime; dice: Dice; weather: () => Weather; machine: Mortal },
): void => {
  const assertAlive = (): void => {
    if (whoRuns.getStore()?.isAlive === false || !world.machine.isAlive) throw new Error("the process is dead");
  };
  const takeTime = async (): Promise<void> => {
    assertAlive();
    const { slowOperation, operationMs } = world.weather();
    if (!world.dice.chance(slowOperation)) return;
    const delayMs = world.dice.exponential(operationMs);
    await new Promise<void>((resolve) => world.time.plan("store", delayMs, resolve, world.machine));
    assertAlive();
  };
  const collectionOf = connection.collection.bind(connection);
  const known = new WeakSet<object>();
  connection.collection = ((name: string, options?: object) => {
    const collection = collectionOf(name, options as never);
    if (known.has(collection)) return collection;
    known.add(collection);
    const methods = collection as unknown as AnyCollection;
    for (const method of OPERATIONS) methods[method] = slowed(methods[method]!, takeTime);
    methods["find"] = slowedCursor(methods["find"]!, takeTime);
    return collection;
  }) as typeof connection.collection;
};

const slowed = (original: Operation, takeTime: () => Promise<void>): Operation =>
  async function operation(...args) {
    await takeTime();
    return original.apply(this, args);
  };

const slowedCursor = (original: Operation, takeTime: () => Promise<void>): Operation =>
  function find(...args) {
    const cursor = original.apply(this, args) as { toArray(): Promise<unknown[]> };
    const toArray = cursor.toArray.bind(cursor);
    cursor.toArray = async () => {
      await takeTime();
      return toArray();
    };
    return cursor;
  };
