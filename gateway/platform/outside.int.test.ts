/** Goal: the outside parties are there for the demonstration and for nobody else. Method: the process itself, with the demonstration and without. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { type Platform, startPlatform } from "../../kernel/harness/platform.ts";

const running: Platform[] = [];
const start = async (...settings: Parameters<typeof startPlatform>): Promise<Platform> => {
  const platform = await startPlatform(...settings);
  running.push(platform);
  return platform;
};
afterEach(async () => {
  for (const platform of running.splice(0)) await platform.remove();
});

const readiness = async ({ address }: Platform): Promise<unknown> => (await fetch(`${address}/readyz`)).json();
const statementStatus = async ({ address }: Platform): Promise<number> =>
  (await fetch(`${address}/v1/outside/get-statement`)).status;
/** Where the parties say that they are. */
const partiesOf = ({ dataDir }: Platform): Promise<string> => readFile(join(dataDir, "outside", "address"), "utf8");

test("with the demonstration they listen on a port of their own, and answer what is signed; behind the stage none but operators get", async () => {
  const platform = await start();
  const unsigned = await fetch(`${await partiesOf(platform)}/wechat-like/v3/refund/domestic/refunds/none?`);
  expect([unsigned.status, await unsigned.json()]).toEqual([401, expect.objectContaining({ code: "SIGN_ERROR" })]);
  expect(await statementStatus(platform)).toBe(401);
  expect(await readiness(platform)).toMatchObject({ status: "ready", services: { outside: true } });
});

test("without it there is neither port nor route nor store, and the platform is whole", async () => {
  const platform = await start({ env: { PAYWINDOW_DEMO: "off" } });
  await expect(partiesOf(platform)).rejects.toThrow("ENOENT");
  await expect(readFile(join(platform.dataDir, "outside.db"))).rejects.toThrow("ENOENT");
  expect(await statementStatus(platform)).toBe(404);
  expect(await readiness(platform)).toEqual({
    ...{ status: "ready", services: { identity: true, payments: true, supermarket: true } },
  });
});
