/**
 * Goal: a listener that dies between the commit of a message and its acknowledgement loses and doubles nothing (H7, P29). Method: the hospital in a process of
 * its own, over files, killed by SIGKILL at the marked point; the laboratory, having heard nothing, sends again to the next life.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import type { Caller } from "../../../kernel/auth/caller.ts";
import { freePort } from "../../../kernel/harness/nats-server.ts";
import { HospitalServiceDefinition } from "../../../proto/gen/paywindow/hospital/v1/hospital.ts";
import { frameBlock } from "../hl7/mllp-frames.ts";
import { type DoomedListener, startListener } from "../testing/doomed-listener.ts";

const SCRIPT = fileURLToPath(new URL("../testing/doomed-listener.ts", import.meta.url));
const dataDir = mkdtempSync(join(tmpdir(), "paywindow-doomed-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const STORE = "str_demohospital1";
const nurse: Caller = {
  ...{ kind: "staff", id: "stf_demonurse1", tenantId: "mer_demohospital", siteIds: [STORE], roles: ["nurse"] },
};

const aReport = (number: string): string =>
  [
    `MSH|^~\\&|LIS|LAB|HIS|RH|20261123100000||ORU^R01|${number}|P|2.5`,
    "PID|1||RH20260001^^^RH^MR||李小明",
    `OBR|1||${number}|CBC^血常规|||||||||||||||||||||F`,
    "OBX|1|NM|718-7^血红蛋白^LN||148|g/L|130-175|N|||F",
  ].join("\r");

/** Sends one message; what was heard before the line ended. */
const send = async (port: number, text: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  socket.write(frameBlock(Buffer.from(text)));
  let heard = "";
  try {
    for await (const bytes of socket as AsyncIterable<Buffer>) {
      heard += bytes;
      if (heard.includes("\x1c")) break;
    }
  } catch {
    // A line that a killed process leaves is cut.
  }
  socket.destroy();
  return heard;
};

/** A life that takes a message and dies before it answers. */
const dieBeforeAnswer = async (task: DoomedListener, text: string): Promise<string> => {
  const env = { ...process.env, NODE_ENV: "test", PAYWINDOW_TEST_FAULT_POINTS: "hl7.kept" };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(task)], { env, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  await once(child.stdout, "data");
  const heard = await send(task.port, text);
  expect((await exited)[1]).toBe("SIGKILL");
  return heard;
};

test("H7, P29: kill -9 between store and ACK: nothing was heard, the same message again is the same report", async () => {
  const port = await freePort();
  const text = aReport("K1");
  expect(await dieBeforeAnswer({ dataDir, port }, text)).toBe("");
  const node = await startListener({ dataDir, port });
  try {
    const desk = node.client(HospitalServiceDefinition);
    const tasks = async () => (await desk.listReportTasks({ storeId: STORE }, { caller: nurse })).tasks;
    // Nobody has bound the patient, so it stands on the staff's list: kept by the life that died.
    expect(await tasks()).toMatchObject([{ reportNumber: "K1", summary: { version: 1 } }]);
    expect(await send(port, text)).toContain("\rMSA|AA|K1");
    expect(await tasks()).toMatchObject([{ reportNumber: "K1", summary: { version: 1 } }]);
  } finally {
    await node.stop();
  }
});
