import factory, { type Ggwave } from "ggwave";
import { SAMPLE_RATE } from "./sample-rate.ts";
import { framer } from "./to-frames.ts";

/** 0 to 100: loud enough across a counter, not across a shop. */
const VOLUME = 40;

/** Of what is heard only this can be a payment code: the digits are all that is played. */
const PAYMENT_CODE = /^\d{16,24}$/;

/** The library prints what it hears; a payment code belongs into no log. */
const SILENT = { print: () => undefined, printErr: () => undefined };

/** Hears payment codes in samples that come one after the other. */
export interface Ear {
  /** Takes the next samples, mono, of any number. A payment code where one ended in them. */
  hear(samples: Float32Array): string | undefined;
  close(): void;
}

/** Puts payment codes into sound and reads them back (FEATURES Y3): ggwave, protocol "audible fast", 1.9 s for 18 digits, with error correction. */
export interface SoundCoder {
  /** The sound of a payment code: mono samples at SAMPLE_RATE. */
  sound(paymentCode: string): Float32Array<ArrayBuffer>;
  /** An ear for samples at a rate, in Hz. */
  openEar(sampleRate: number): Ear;
}

const bytesOf = (samples: Float32Array): Int8Array =>
  new Int8Array(samples.buffer, samples.byteOffset, samples.byteLength);

const soundOf = (ggwave: Ggwave, paymentCode: string): Float32Array<ArrayBuffer> => {
  const instance = ggwave.init({ ...ggwave.getDefaultParameters(), sampleRateOut: SAMPLE_RATE });
  try {
    const bytes = ggwave.encode(instance, paymentCode, ggwave.ProtocolId.GGWAVE_PROTOCOL_AUDIBLE_FAST, VOLUME);
    return new Float32Array(new Uint8Array(bytes).buffer);
  } finally {
    ggwave.free(instance);
  }
};

/** The library loses its place where it gets anything but whole frames of this length. */
const FRAME_LENGTH = 1024;

const earOf = (ggwave: Ggwave, sampleRate: number): Ear => {
  const instance = ggwave.init({ ...ggwave.getDefaultParameters(), sampleRateInp: SAMPLE_RATE });
  const frames = framer(sampleRate, SAMPLE_RATE, FRAME_LENGTH);
  const hearFrame = (frame: Float32Array): string | undefined => {
    const heard = new TextDecoder().decode(new Uint8Array(ggwave.decode(instance, bytesOf(frame))));
    return PAYMENT_CODE.test(heard) ? heard : undefined;
  };
  return {
    hear: (samples) =>
      frames
        .take(samples)
        .map(hearFrame)
        .find((code) => code !== undefined),
    close: () => ggwave.free(instance),
  };
};

/** Loads the library (a WebAssembly module of 100 kB, within its script). */
export const openSoundCoder = async (): Promise<SoundCoder> => {
  const ggwave = await factory(SILENT);
  ggwave.disableLog();
  return {
    sound: (paymentCode) => soundOf(ggwave, paymentCode),
    openEar: (sampleRate) => earOf(ggwave, sampleRate),
  };
};
