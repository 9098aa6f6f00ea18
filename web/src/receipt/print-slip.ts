import { stored } from "../api/stored.ts";
import { escPos } from "./esc-pos.ts";
import type { Slip } from "./slip.ts";

/** The part of Web Serial (WICG) that printing needs. */
interface SerialPort {
  open(options: { baudRate: number }): Promise<void>;
  close(): Promise<void>;
  writable: WritableStream<Uint8Array>;
}
type Serial = { requestPort(): Promise<SerialPort>; getPorts(): Promise<SerialPort[]> };

const BAUD_RATE = 115_200;
const MOST_REMEMBERED = 200;

const printedStore = stored<readonly string[]>(() => localStorage, "paywindow.printed");

/** Whether this machine has printed the slip before. */
export const wasPrinted = (slipId: string): boolean => (printedStore.read() ?? []).includes(slipId);

const remember = (slipId: string): void =>
  printedStore.write(
    [slipId, ...(printedStore.read() ?? []).filter((one) => one !== slipId)].slice(0, MOST_REMEMBERED),
  );

const writeTo = async (serial: Serial, bytes: Uint8Array): Promise<void> => {
  const [known] = await serial.getPorts();
  const port = known ?? (await serial.requestPort());
  await port.open({ baudRate: BAUD_RATE });
  try {
    const writer = port.writable.getWriter();
    await writer.write(bytes);
    await writer.close();
  } finally {
    await port.close();
  }
};

const download = (bytes: Uint8Array<ArrayBuffer>, name: string): void => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

/** Prints at the receipt printer of this machine (Web Serial); where the browser knows none, the bytes are a file to send to one. Rejects where the printer did not take them. */
export const printSlip = async (slip: Slip, widthMm: 58 | 80): Promise<void> => {
  const bytes = escPos(slip, widthMm);
  const { serial } = navigator as { serial?: Serial };
  if (serial) await writeTo(serial, bytes);
  else download(bytes, `${slip.slipId}.bin`);
  remember(slip.slipId);
};

/**
 * Prints a slip that nobody asked for, where this machine has a printer that it may use and has not printed it before. Whether it is on paper; a printer that
 * refuses leaves it to the button.
 */
export const printUnasked = async (slip: Slip, widthMm: 58 | 80): Promise<boolean> => {
  const { serial } = navigator as { serial?: Serial };
  if (!serial || wasPrinted(slip.slipId) || (await serial.getPorts()).length === 0) return false;
  await printSlip(slip, widthMm);
  return true;
};

/** The bytes as a file, for printers that something else feeds. */
export const saveSlip = (slip: Slip, widthMm: 58 | 80): void => {
  download(escPos(slip, widthMm), `${slip.slipId}.bin`);
  remember(slip.slipId);
};
