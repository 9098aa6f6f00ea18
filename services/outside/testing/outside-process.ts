/**
 * The outside parties as a process of their own, which a test may let die: `node outside-process.ts '{"dataDir": …, "fault": "crashAfter"}'`. It says one
 * line of JSON when it is open (`OpenProcess`); from then on every request meets the fault.
 */
import { serviceCaller } from "../../../kernel/auth/caller.ts";
import { testConfig } from "../../../kernel/harness/test-node-surface.ts";
import { startNode } from "../../../kernel/node/start-node.ts";
import { type FaultRates, OutsideServiceDefinition } from "../../../proto/gen/paywindow/outside/v1/outside.ts";
import { FAULT_KINDS, type FaultKind } from "../fault/fault-plan.ts";
import { outside } from "../outside.service.ts";

/** What the test asks for. */
export interface ProcessTask {
  readonly dataDir: string;
  readonly fault?: FaultKind;
}

/** What the process says when it is open: a fresh code of the WeChat-like wallet, on an account that lasts as long as the folder. */
export interface OpenProcess {
  readonly paymentCode: string;
}

const task = JSON.parse(process.argv[2] ?? "{}") as ProcessTask;
const config = testConfig({ dataDir: task.dataDir, services: ["outside"], demo: true, mongodbUri: undefined });
const node = await startNode({ modules: [outside], config });
const client = node.client(OutsideServiceDefinition);
const caller = serviceCaller("test");
const { paymentCode } = await client.issueOutsideCode({ accountId: "oac_demowechat1" }, { caller });
const none = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as unknown as FaultRates;
const rates = { ...none, ...(task.fault && { [task.fault]: 1_000 }) };
await client.setFaults({ channelId: "", seed: 1, rates, delayMs: 0, lateMs: 0 }, { caller });
process.stdout.write(`${JSON.stringify({ paymentCode } satisfies OpenProcess)}\n`);
process.on("SIGTERM", () => void node.stop().then(() => process.exit(0)));
