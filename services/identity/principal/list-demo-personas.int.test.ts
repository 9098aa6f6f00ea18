/** ListDemoPersonas and the seed behind it. */
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type FixedClock, fixedClock } from "../../../kernel/time/clock.ts";
import { rowsOf, startIdentity, type TestIdentity } from "../testing/start-identity.ts";

let clock: FixedClock;
let service: TestIdentity;

beforeEach(async () => {
  clock = fixedClock("2030-01-01T00:00:00.000Z");
  service = await startIdentity({ clock });
});
afterEach(() => service.stop());

const rows = (collection: string) => rowsOf(service, collection);
const signIn = (login: string, password: string) => service.call("signIn", { login, password });

describe("the demo", () => {
  test("the personas of the start page can all sign in", async () => {
    const { personas } = await service.call("listDemoPersonas", {});
    expect(personas.map(({ role, login }) => [role, login])).toEqual([
      ["shopper", "shopper1"],
      ["shopper", "shopper2"],
      ["shopper", "shopper3"],
      ["cashier", "cashier1"],
      ["cashier", "manager1"],
      ["kiosk", "kiosk1"],
      ["clinic", "doctor1"],
      ["nurse-desk", "nurse1"],
      ["clinic-screen", "screen1"],
      ["hospital-office", "hospital1"],
      ["waiter", "waiter1"],
      ["kitchen", "cook1"],
      ["waiter", "restaurant1"],
      ["operator", "operator1"],
    ]);
    for (const { login, password } of personas) await signIn(login, password);
  });

  test("seeding again changes nothing", async () => {
    const before = await rows("principals");
    await startIdentity({ clock, store: service.store });
    expect(await rows("principals")).toEqual(before);
  });

  test("without the demo nobody is listed", async () => {
    const off = await startIdentity({ clock, demo: false, store: service.store });
    expect(await off.call("listDemoPersonas", {})).toEqual({ personas: [] });
  });
});
