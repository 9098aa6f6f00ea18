import { encodeGb18030 } from "./gb18030.ts";
import { layOut, type PaperLine, type Slip } from "./slip.ts";

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;

/** ESC @: as switched on. FS &: Chinese characters. */
const BEGIN = [ESC, 0x40, FS, 0x26];
/** ESC d: four lines up to the knife. GS V 66: a cut that leaves the slip hanging. */
const END = [ESC, 0x64, 4, GS, 0x56, 66, 0];

/** GS !: twice as wide and high, or as usual. */
const size = (isBig: boolean): number[] => [GS, 0x21, isBig ? 0x11 : 0];

/** GS ( k: what QR codes are made with; the length counts the bytes that follow it. */
const qrFunction = (code: number, ...bytes: number[]): number[] => {
  const length = bytes.length + 2;
  return [GS, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, code, ...bytes];
};

/** Centred; model 2, six dots a module, error correction M; stored, then printed. */
const qrBytes = (text: string): number[] => [
  ...[ESC, 0x61, 1],
  ...qrFunction(0x41, 0x32, 0),
  ...qrFunction(0x43, 6),
  ...qrFunction(0x45, 0x31),
  ...qrFunction(0x50, 0x30, ...new TextEncoder().encode(text)),
  ...qrFunction(0x51, 0x30),
  ...[ESC, 0x61, 0],
];

const lineBytes = (line: PaperLine): number[] =>
  line.kind === "qr" ? qrBytes(line.text) : [...size(line.isBig), ...encodeGb18030(line.text), 0x0a];

/** A slip as an ESC/POS printer with Chinese characters (GB 18030) takes it (V6). */
export const escPos = (slip: Slip, widthMm: 58 | 80): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...BEGIN, ...layOut(slip, widthMm).flatMap(lineBytes), ...size(false), ...END]);
