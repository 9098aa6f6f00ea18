import { stored } from "../api/stored.ts";

/** What a machine did with a vend. MACHINE_DOWN: it did not begin, and will not. */
export type Dispensed = "VENDED" | "JAMMED" | "EMPTY" | "MACHINE_DOWN";

/** One item to give out. */
export interface DispenseOrder {
  /** vnd_…: a machine does each id once, and says of one that it knows what it did. */
  vendOrderId: string;
  barcode: string;
  /** Milliseconds of the platform's clock: it begins nothing later, since the money may be on its way back. */
  startByMs: number;
}

/** The machine behind the kiosk's screen. Rejects where it cannot be heard: then nobody knows, and the same order is sent again. */
export interface Machine {
  dispense(order: DispenseOrder): Promise<Dispensed>;
}

/** How long the demonstration's motor turns. */
const MOTOR_MS = 2_500;
const MOST_REMEMBERED = 50;

type Memory = readonly (readonly [vendOrderId: string, did: Dispensed])[];

/** The setting by which the demonstration's machine jams. */
export const jamSetting = stored<boolean>(() => localStorage, "paywindow.machine.jams");
const memory = stored<Memory>(() => localStorage, "paywindow.machine.done");

/**
 * The machine of the demonstration: it keeps to the port's rules (an order once, none too late) with a memory that outlives a reload, jams where it is told
 * to, and has nothing to give out. A reload while its motor turns is a machine that lost its power: it has not given anything out, and begins again if it may.
 */
export const simulatedMachine = (nowMs: () => number, sleep: (spanMs: number) => Promise<void>): Machine => ({
  dispense: async ({ vendOrderId, startByMs }) => {
    const known = (memory.read() ?? []).find(([id]) => id === vendOrderId);
    if (known) return known[1];
    const isLate = nowMs() > startByMs;
    if (!isLate) await sleep(MOTOR_MS);
    const did: Dispensed = isLate ? "MACHINE_DOWN" : jamSetting.read() ? "JAMMED" : "VENDED";
    memory.write([[vendOrderId, did] as const, ...(memory.read() ?? [])].slice(0, MOST_REMEMBERED));
    return did;
  },
});
