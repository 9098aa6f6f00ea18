import type { VendOrder } from "../../../proto/gen/paywindow/supermarket/v1/vending.ts";
import type { Json } from "../api/json.ts";
import { type Observable, observable } from "../api/observable.ts";
import { ApiProblem, isUnknownResult } from "../api/problem.ts";
import type { Stored } from "../api/stored.ts";
import { wakeable } from "../ui/wakeable.ts";
import type { Dispensed, DispenseOrder } from "./machine.ts";

type Vend = Json<VendOrder>;

/** The vend that stands at the kiosk. Stored before anything is sent for it, so a reload goes on with it. */
export interface KioskState {
  vendOrderId?: string;
  barcode?: string;
  /** When the wait for a payer ends, by the platform's clock. */
  payByMs?: number;
  /** The payer, or the clock, has given up; the platform decides whether there was a payment. */
  isGivenUp?: boolean;
  /** As it was last read. */
  vend?: Vend;
  /** Of a code that was scanned: the payer is asked on the phone. */
  waitsForPayer?: boolean;
  /** Why the last press or scan did nothing, in words. */
  refusal?: string;
  /** Whether the last question had no answer. */
  isUnheard?: boolean;
}

/** What a kiosk needs of the world. */
export interface KioskPorts {
  store: Stored<KioskState>;
  choose(vendOrderId: string, barcode: string): Promise<Vend>;
  pay(vendOrderId: string, paymentCode: string): Promise<Vend>;
  read(vendOrderId: string): Promise<Vend>;
  cancel(vendOrderId: string): Promise<Vend>;
  start(vendOrderId: string): Promise<Vend>;
  confirm(vendOrderId: string): Promise<Vend>;
  fail(vendOrderId: string, failure: Exclude<Dispensed, "VENDED">): Promise<Vend>;
  dispense(order: DispenseOrder): Promise<Dispensed>;
  mintId(): string;
  nowMs(): number;
  sleep(spanMs: number): Promise<void>;
}

/** An unattended kiosk at work. */
export interface KioskAtWork {
  state: Observable<KioskState>;
  choose(barcode: string): void;
  /** A payment code that the payer holds before the scanner. */
  scan(paymentCode: string): void;
  giveUp(): void;
  /** Ready for the next one, where the last is over. */
  clear(): void;
}

/** So long a payer has; shown as it runs out. */
const PATIENCE_MS = 90_000;
const ASK_AGAIN_MS = 1_200;

const OVER: ReadonlySet<string> = new Set(["VEND_STATE_VENDED", "VEND_STATE_REFUNDED", "VEND_STATE_CLOSED"]);

/** Whether nothing more happens to it. */
export const isOver = ({ vend }: KioskState): boolean => OVER.has(vend?.state ?? "");

const isNotThere = (error: unknown): boolean =>
  error instanceof ApiProblem && error.problem.reason === "VEND_ORDER_NOT_FOUND";

/** The vend as the machine ends it. What the machine says is said until the platform has heard it. */
const runMachine = async (ports: KioskPorts, id: string, { item, startByTime }: Vend): Promise<Vend> => {
  const startByMs = Date.parse(startByTime ?? "") || 0;
  const did = await ports.dispense({ vendOrderId: id, barcode: item?.barcode ?? "", startByMs });
  return did === "VENDED" ? ports.confirm(id) : ports.fail(id, did);
};

/** One step of a vend towards its end, from what is known of it. */
const step = async (ports: KioskPorts, state: KioskState): Promise<Vend> => {
  const { vendOrderId: id = "", barcode = "", payByMs = 0, isGivenUp, vend } = state;
  const hasEnded = isGivenUp || ports.nowMs() > payByMs;
  if (!vend?.state) return hasEnded ? ports.cancel(id) : ports.choose(id, barcode);
  switch (vend.state) {
    case "VEND_STATE_CHOSEN":
      return hasEnded ? ports.cancel(id) : ports.read(id);
    case "VEND_STATE_PAID":
      return ports.start(id);
    case "VEND_STATE_VENDING":
      return runMachine(ports, id, vend);
    default:
      return ports.read(id);
  }
};

/** Nothing stands at the kiosk. */
const GONE = {
  ...{ vendOrderId: undefined, barcode: undefined, payByMs: undefined, isGivenUp: undefined },
  ...{ vend: undefined, waitsForPayer: undefined, refusal: undefined, isUnheard: undefined },
} as const;

/** The kiosk's state: stored first, then shown. */
const kioskCore = (ports: KioskPorts) => {
  const state = observable<KioskState>(ports.store.read() ?? {});
  const set = (change: { [Field in keyof KioskState]?: KioskState[Field] | undefined }): void => {
    const next = JSON.parse(JSON.stringify({ ...state.get(), ...change })) as KioskState;
    ports.store.write(next);
    state.set(next);
  };
  return { state, set };
};

type Core = ReturnType<typeof kioskCore>;

/** A refusal says that the vend stands elsewhere than was thought, or that it was never made. */
const onRefused = async (ports: KioskPorts, { state, set }: Core, error: ApiProblem): Promise<void> => {
  const { vendOrderId = "", vend, isGivenUp } = state.get();
  if (!vend || isNotThere(error)) set({ ...GONE, ...(isGivenUp ? {} : { refusal: error.problem.detail }) });
  else set({ vend: await ports.read(vendOrderId) });
};

/** One step, and what its answer, its refusal or its silence means. */
const takeStep = async (ports: KioskPorts, core: Core): Promise<void> => {
  const { state, set } = core;
  const { vendOrderId = "" } = state.get();
  try {
    set({ vend: await step(ports, state.get()), isUnheard: false });
  } catch (error) {
    if (!isUnknownResult(error)) return onRefused(ports, core, error as ApiProblem);
    set({ isUnheard: true });
    // The platform may have ended it while the machine, or the line, was silent.
    if (state.get().vend?.state === "VEND_STATE_VENDING") set({ vend: await ports.read(vendOrderId) });
  }
};

/** Takes the kiosk's vend to its end, whatever is lost on the way: every step may be taken again. */
const createFollower = (ports: KioskPorts, core: Core) => {
  const { state, set } = core;
  const patience = wakeable(ports.sleep);
  let isFollowing = false;
  const isAtWork = (): boolean => state.get().vendOrderId !== undefined && !isOver(state.get());
  const follow = async (): Promise<void> => {
    while (isAtWork()) {
      const before = state.get().vend?.state;
      await takeStep(ports, core).catch(() => set({ isUnheard: true }));
      const now = state.get().vend?.state;
      const goesOn = now !== before && now !== "VEND_STATE_CHOSEN";
      if (isAtWork() && !goesOn) await patience.pause(ASK_AGAIN_MS);
    }
  };
  return (): void => {
    patience.wake();
    if (isFollowing) return;
    isFollowing = true;
    void follow().finally(() => {
      isFollowing = false;
    });
  };
};

/** Whether a payer may still pay. */
const isWaiting = ({ vend, isGivenUp }: KioskState): boolean => vend?.state === "VEND_STATE_CHOSEN" && !isGivenUp;

/** Pays by a code that was scanned. Where no answer came, the vend itself tells. */
const payBy = async (ports: KioskPorts, { state, set }: Core, paymentCode: string): Promise<void> => {
  const { vendOrderId = "" } = state.get();
  set({ refusal: undefined });
  try {
    const vend = await ports.pay(vendOrderId, paymentCode);
    if (state.get().vendOrderId === vendOrderId && isWaiting(state.get()))
      set({ vend, waitsForPayer: vend.waitsForPayer ?? false });
  } catch (error) {
    if (!isUnknownResult(error)) set({ refusal: (error as ApiProblem).problem.detail });
  }
};

/** Opens the kiosk where it was left, and goes on with the vend that stands there. */
export const openKiosk = (ports: KioskPorts): KioskAtWork => {
  const core = kioskCore(ports);
  const { state, set } = core;
  const resume = createFollower(ports, core);
  resume();
  return {
    state,
    choose: (barcode) => {
      if (state.get().vendOrderId) return;
      set({ ...GONE, vendOrderId: ports.mintId(), barcode, payByMs: ports.nowMs() + PATIENCE_MS });
      resume();
    },
    scan: (paymentCode) => {
      if (isWaiting(state.get())) void payBy(ports, core, paymentCode).then(resume);
    },
    giveUp: () => {
      if (!state.get().vendOrderId || isOver(state.get())) return;
      set({ isGivenUp: true });
      resume();
    },
    clear: () => {
      if (isOver(state.get())) set(GONE);
    },
  };
};
