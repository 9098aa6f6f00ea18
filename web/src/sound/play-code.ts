import { SAMPLE_RATE } from "./sample-rate.ts";
import { startSoundWorker } from "./start-worker.ts";

const soundOf = (paymentCode: string): Promise<Float32Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const worker = startSoundWorker(
      (answer) => {
        worker.stop();
        if ("sound" in answer) resolve(answer.sound);
      },
      () => {
        worker.stop();
        reject(new Error("the sound could not be made"));
      },
    );
    worker.ask({ play: paymentCode });
  });

/** A sound that plays. */
export interface Playing {
  /** Resolves at its end, and when it is stopped. */
  ended: Promise<void>;
  stop(): void;
}

/** Plays a payment code (FEATURES Y3). To be called by a touch: browsers are silent before one. Rejects where the sound could not be made. */
export const playCode = async (paymentCode: string): Promise<Playing> => {
  const context = new AudioContext();
  try {
    const samples = await soundOf(paymentCode);
    await context.resume();
    const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE);
    buffer.copyToChannel(samples, 0);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const ended = new Promise<void>((resolve) => {
      source.onended = () => resolve();
    }).then(() => context.close());
    source.start();
    return { ended, stop: () => source.stop() };
  } catch (error) {
    await context.close();
    throw error;
  }
};
