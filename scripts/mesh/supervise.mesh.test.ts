/**
 * Goal: the supervisor starts in order, starts again what ends, drains in the reverse order, and leaves nothing behind however it ends itself.
 * Method: `supervise` over small programs; then the command of `npm run mesh` as a process, and what it prints.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { signIn } from "../../kernel/harness/http-client.ts";
import { findNatsServer } from "../../kernel/harness/nats-server.ts";
import { type ProcessPlan, supervise } from "./supervise.ts";

describe("a supervised program", () => {
  const plan = (program: string, more: Partial<ProcessPlan> = {}): ProcessPlan => ({
    ...{ name: "program", command: process.execPath, args: ["-e", program], env: process.env },
    ...{ readyLine: /^ready (.*)$/, channel: false, ...more },
  });
  const STAYS = 'console.log("ready " + (process.argv[1] ?? "again")); setInterval(() => {}, 1000);';

  test("is started again when it is killed, without what only the first start is told", async () => {
    const one = supervise(plan(STAYS, { firstArgs: ["first"] }), () => {});
    expect(await one.ready()).toBe("first");
    const first = one.pid()!;
    process.kill(first, "SIGKILL");
    while (one.pid() === first || one.pid() === undefined) await pause(20);
    expect(await one.ready()).toBe("again");
    await one.stop();
    expect(one.pid()).toBeUndefined();
  });

  test("that keeps ending is started at longer and longer intervals", async () => {
    const waits: number[] = [];
    const one = supervise(plan("process.exit(1)"), (_, line) => {
      const wait = /starting again in (\d+) ms/.exec(line)?.[1];
      if (wait) waits.push(Number(wait));
    });
    while (waits.length < 4) await pause(20);
    await one.stop();
    expect(waits.slice(0, 4)).toEqual([250, 500, 1_000, 2_000]);
  });

  test("that finds a setting wrong before it ever ran is not started again", async () => {
    const lines: string[] = [];
    const one = supervise(plan('console.error("PORT=x: a number is needed"); process.exit(2)'), (_, line) =>
      lines.push(line),
    );
    await expect(one.ready()).rejects.toThrow("program cannot start");
    expect(lines).toEqual(["PORT=x: a number is needed"]);
  });

  test("that is paused is stopped all the same", async () => {
    const one = supervise(plan(STAYS), () => {});
    await one.ready();
    process.kill(one.pid()!, "SIGSTOP");
    await one.stop();
    expect(one.pid()).toBeUndefined();
  });
});

describe("npm run mesh", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "paywindow-supervise-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const runMesh = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const settings = { PAYWINDOW_PORT: "0", PAYWINDOW_DATA: dataDir, MONGODB_URI: "", NATS_URL: "", ...env };
    const child = spawn(process.execPath, ["scripts/mesh.ts", ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: "node_modules/.cache/node", ...settings },
    });
    let text = "";
    const collect = (chunk: Buffer): void => {
      text += chunk;
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const said = async (pattern: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const match = pattern.exec(text);
        if (match) return match;
        if (child.exitCode !== null) throw new Error(`the mesh ended with ${child.exitCode}:\n${text}`);
        await pause(50);
      }
    };
    return { child, said, text: () => text, ended: once(child, "exit") };
  };

  const READY = /^paywindow ready (http:\S+)$/m;

  /** Processes that were given this test's data folder, by Linux's own list. */
  const leftOver = (): string[] =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`PAYWINDOW_DATA=${dataDir}`);
        } catch {
          return false;
        }
      });

  test("starts nats, the services, then the gateway; SIGTERM drains them in the reverse order and leaves nothing", async () => {
    const mesh = runMesh(["--fresh"]);
    const [, address = ""] = await mesh.said(READY);
    await signIn(address, "cashier1");
    const order = [...mesh.text().matchAll(/^(\w+) +\| .*(?:Server is ready|paywindow ready)/gm)].map(
      ([, name]) => name,
    );
    const services = [
      "content",
      "hospital",
      "identity",
      "marketing",
      "membership",
      "payments",
      "restaurant",
      "supermarket",
    ];
    expect([order[0], order.slice(1, -1).sort(), order.at(-1)]).toEqual(["nats", services, "gateway"]);
    mesh.child.kill("SIGTERM");
    expect((await mesh.ended)[0]).toBe(0);
    expect(mesh.text()).toMatch(/Server Exiting/);
    expect(leftOver()).toEqual([]);
  }, 60_000);

  test("that is killed takes all its processes with it", async () => {
    const mesh = runMesh();
    await mesh.said(READY);
    expect(leftOver().length).toBeGreaterThan(5);
    mesh.child.kill("SIGKILL");
    await mesh.ended;
    while (leftOver().length > 0) await pause(100);
  }, 60_000);

  test("ends with 2 and the name of a wrong setting", async () => {
    const mesh = runMesh([], { PAYWINDOW_DEMO: "perhaps" });
    expect((await mesh.ended)[0]).toBe(2);
    expect(mesh.text()).toContain("PAYWINDOW_DEMO=perhaps");
    expect(leftOver()).toEqual([]);
  }, 60_000);

  test("without a nats-server says what to type", () => {
    expect(() => findNatsServer(["/nowhere"])).toThrow("apt-get install -y nats-server");
  });
});
