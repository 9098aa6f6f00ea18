/** Goal: a platform that cannot start says in one line why, naming the setting, and ends with 2. Method: the process itself, under settings that cannot be. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startPlatform } from "../../kernel/harness/platform.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paywindow-start-"));
  await writeFile(join(folder, "a-file"), "");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a platform that must not start printed, after the line that says how it ended. */
const refusal = async (
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: string; readonly lines: string[] }> => {
  const outcome = await startPlatform({ dataDir: join(folder, "data"), env }).then(
    async (platform) => {
      await platform.remove();
      return "it started";
    },
    (error: Error) => error.message,
  );
  const [first = "", ...lines] = outcome.trim().split("\n");
  return { code: /ended with (\w+)/.exec(first)?.[1] ?? first, lines };
};

/** Nobody can listen at this address, which is reserved for documentation (RFC 5737). */
const NOT_OURS = "192.0.2.1";

test.each([
  ["some services alone, whose events nobody would hear", { SERVICES: "payments" }, /NATS_URL/],
  ["the gateway alone, which would reach nobody", { SERVICES: "gateway" }, /NATS_URL/],
  ["all services but one", { SERVICES: "gateway,payments,supermarket" }, /identity.*NATS_URL/],
  ["no service at all", { SERVICES: "," }, /SERVICES/],
  ["a service that there is not", { SERVICES: "payment" }, /SERVICES.*payment;.*payments/],
  ["a data folder that is a file", { PAYWINDOW_DATA: "a-file" }, /PAYWINDOW_DATA.*a-file/],
  ["an address that is not this machine's", { PAYWINDOW_HOST: NOT_OURS }, /EADDRNOTAVAIL.*192\.0\.2\.1/],
  [
    "a certificate that is not there",
    { PAYWINDOW_TLS_CERT: "/no.pem", PAYWINDOW_TLS_KEY: "/no.key" },
    /ENOENT.*no\.pem/,
  ],
  ["something else than MongoDB", { MONGODB_URI: "http://user:hunter2@127.0.0.1" }, /MONGODB_URI/],
  ["a collector without an address", { OTEL_EXPORTER_OTLP_ENDPOINT: "collector" }, /OTEL_EXPORTER_OTLP_ENDPOINT/],
])("%s: one line, and the exit code 2", async (_, settings, says) => {
  const env = "PAYWINDOW_DATA" in settings ? { PAYWINDOW_DATA: join(folder, settings.PAYWINDOW_DATA) } : settings;
  const { code, lines } = await refusal(env);
  expect({ code, lines }).toEqual({ code: "2", lines: [expect.stringMatching(says)] });
  expect(lines[0]).toMatch(/^paywindow: /);
  expect(lines.join()).not.toContain("hunter2");
});
