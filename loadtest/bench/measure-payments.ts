/** `npm run bench`, the part of payments alone: barcode pay at the gRPC door and, signed, at the Alipay door, and refunds; each beside its floor. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGrpcCalls, openPosts } from "./doors.ts";
import { JobMaker } from "./jobs.ts";
import { type Figure, figureOf, type Plan } from "./measure.ts";
import type { Slice } from "./messages.ts";
import { aPayment, createApp, type PaymentJob, payAtGateway, payOver, refundOver, signed } from "./payment-calls.ts";
import { type Measured, measure, startAll } from "./rig.ts";
import { runClosed } from "./run-slice.ts";
import { signIn } from "./sign-in.ts";

const KINDS = ["pay", "refund", "Alipay pay"] as const;
type PaymentKind = (typeof KINDS)[number];

/** A figure of payments: of the platform or of its floor, or of RSA alone. */
export type PaymentFigure = Figure<PaymentKind | `${PaymentKind}, floor` | "RSA alone", "grpc" | "gateway.do" | "none">;

const DOOR: Readonly<Record<PaymentKind, "grpc" | "gateway.do">> = {
  ...{ pay: "grpc", refund: "grpc" },
  "Alipay pay": "gateway.do",
};

/** Payments behind its doors, real or floor. */
interface PaymentRig {
  run(kind: PaymentKind, plan: Plan, jobs: number): Promise<Measured>;
  runRsa(plan: Plan): Promise<Measured>;
  stop(): Promise<void>;
}

interface Setting {
  readonly isFloor: boolean;
  /** The store to use; absent: a new one, which is removed. */
  readonly dataDir?: string;
  readonly payers: number;
}

/** Codes of phones that were seeded; for the floor, which looks at none, any. */
const codesOf = async (
  server: Awaited<ReturnType<typeof startAll>>[0]["server"],
  { isFloor, payers }: Setting,
): Promise<() => string> => {
  if (isFloor) return () => "281234567812345678";
  const run = `p${Date.now().toString(36)}`;
  const seeded = await server.ask({ do: "seed payers", users: payers, devicesPerUser: 5, run });
  const devices = seeded.map(({ deviceNumber, deviceSecret }) => ({
    deviceNumber,
    deviceSecret: Buffer.from(deviceSecret, "base64url"),
  }));
  const maker = new JobMaker(devices);
  return () => maker.nextCode();
};

const startPaymentRig = async (setting: Setting): Promise<PaymentRig> => {
  const dataDir = setting.dataDir ?? (await mkdtemp(join(tmpdir(), "paywindow-bench-")));
  const modules = ["identity", setting.isFloor ? "payments-floor" : "payments"];
  const [started] = await startAll([{ modules, hasGateway: true, dataDir }]);
  const { server, addresses } = started as NonNullable<typeof started>;
  const nextCode = await codesOf(server, setting);
  // A refund is the office's; the manager may do all three.
  const token = await signIn(addresses.httpAddress, "manager1");
  const app = await createApp(addresses.httpAddress, token);
  const calls = openGrpcCalls(addresses.grpcAddress, token);
  const posts = openPosts(addresses.httpAddress);
  const send = { pay: payOver(calls), refund: refundOver(calls), "Alipay pay": payAtGateway(posts) };
  const measured = (load: () => Promise<Slice>) => measure([server], load);

  const jobsFor = async (kind: PaymentKind, count: number, { callers }: Plan): Promise<PaymentJob[]> => {
    const jobs = Array.from({ length: count }, () => aPayment(nextCode()));
    if (kind === "Alipay pay") return jobs.map((job) => signed(job, app));
    // What is refunded has been paid.
    if (kind === "refund" && !setting.isFloor) await runClosed(send.pay, jobs, callers, Number.POSITIVE_INFINITY);
    return jobs;
  };
  return {
    run: async (kind, plan, count) => {
      const jobs = await jobsFor(kind, count, plan);
      return measured(() => runClosed(send[kind], jobs, plan.callers, plan.ms));
    },
    runRsa: ({ callers, ms }) => measured(() => server.ask({ do: "run RSA", concurrency: callers, ms })),
    stop: async () => {
      calls.close();
      posts.close();
      await server.stop();
      if (setting.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const FIRST_JOBS = 800;
const MAX_JOBS = 6_000;

const runSlice = async (rig: PaymentRig, kind: PaymentKind, slices: readonly Measured[], plan: Plan) => {
  const last = slices.at(-1);
  const wanted = last ? Math.ceil((last.calls / last.elapsedMs) * plan.ms * 1.5) : FIRST_JOBS;
  return rig.run(kind, plan, Math.min(MAX_JOBS, wanted));
};

/** Platform and floor in turns, kind by kind; the first slice of each warms up and does not count. */
const measureRigs = async (rig: PaymentRig, floor: PaymentRig | undefined, plan: Plan): Promise<PaymentFigure[]> => {
  const figures: PaymentFigure[] = [];
  for (const kind of KINDS) {
    const real: Measured[] = [];
    const floors: Measured[] = [];
    for (let round = 0; round <= plan.rounds; round++) {
      if (floor) floors.push(await runSlice(floor, kind, floors, plan));
      real.push(await runSlice(rig, kind, real, plan));
    }
    if (floor) figures.push(figureOf(`${kind}, floor`, DOOR[kind], floors.slice(1)));
    figures.push(figureOf(kind, DOOR[kind], real.slice(1)));
  }
  if (floor) {
    await floor.runRsa(plan);
    figures.push(figureOf("RSA alone", "none", [await floor.runRsa(plan)]));
  }
  return figures;
};

/** On an empty store beside the floors; and where a folder is named, on the store in it (a million trades). */
export const measurePayments = async (
  plan: Plan,
  { payers, fullStore }: { payers: number; fullStore?: string },
): Promise<{ readonly empty: PaymentFigure[]; readonly full?: PaymentFigure[] }> => {
  const floor = await startPaymentRig({ isFloor: true, payers: 0 });
  const rig = await startPaymentRig({ isFloor: false, payers });
  const empty = await measureRigs(rig, floor, plan).finally(() => Promise.all([rig.stop(), floor.stop()]));
  if (!fullStore) return { empty };
  const full = await startPaymentRig({ isFloor: false, payers, dataDir: fullStore });
  return { empty, full: await measureRigs(full, undefined, plan).finally(() => full.stop()) };
};
