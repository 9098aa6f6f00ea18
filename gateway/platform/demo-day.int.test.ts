/** Goal: `npm start -- --demo` plays a day at its own doors, shows it to anybody without names, and ends with the platform. Method: the platform as a process of its own. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, expect, test } from "@jest/globals";
import { freePort } from "../../kernel/harness/nats-server.ts";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const platforms: Platform[] = [];
afterAll(() => Promise.all(platforms.map((one) => one.remove())));

const start = async (args: readonly string[], env: Record<string, string> = {}): Promise<Platform> => {
  const platform = await startPlatform({ args, env });
  platforms.push(platform);
  return platform;
};

test("--demo: the day goes on at the doors, and anybody sees totals and masked names", async () => {
  const { address, stop, output, exitCode } = await start(["--demo"], {
    PAYWINDOW_MLLP_PORT: String(await freePort()),
  });
  const look = async () => {
    const answer = await fetch(`${address}/demo-day`);
    return answer.status === 200 ? await answer.json() : { payments: 0, events: [] };
  };
  for (let tries = 0; tries < 150 && (await look()).payments === 0; tries++) await pause(200);
  const totals = await look();
  expect(totals.payments).toBeGreaterThan(0);
  expect(totals.paidFen).toBeGreaterThan(0);
  for (const { who } of totals.events) expect(who).toMatch(/^.\*\*$/u);
  expect(output()).toContain("demo day begins (seed ");
  await stop();
  expect([exitCode(), output()]).toEqual([0, expect.not.stringContaining("demo day stopped")]);
}, 60_000);

test("without --demo there is nothing of a day", async () => {
  const { address } = await start([]);
  const answer = await fetch(`${address}/demo-day`);
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
});

test.each([
  ["without the demonstration's data", { PAYWINDOW_DEMO: "off" }, "PAYWINDOW_DEMO"],
  ["where the laboratory's line is left to chance", {}, "PAYWINDOW_MLLP_PORT"],
])("--demo is refused %s, by name", async (_case, env, named) => {
  await expect(start(["--demo"], env)).rejects.toThrow(named);
});
