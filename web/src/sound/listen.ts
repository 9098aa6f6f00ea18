import type { TextKey } from "../i18n/zh.ts";
import { startSoundWorker } from "./start-worker.ts";

/** Why nothing can be heard. */
export class MicrophoneTrouble extends Error {
  readonly text: TextKey;

  constructor(text: TextKey, cause?: unknown) {
    super(text, { cause });
    this.name = "MicrophoneTrouble";
    this.text = text;
  }
}

const TROUBLES: Readonly<Record<string, TextKey>> = {
  NotAllowedError: "microphoneDenied",
  SecurityError: "microphoneDenied",
  NotFoundError: "microphoneMissing",
};

/** What browsers do for voices would spoil a code. */
const AS_IT_IS = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

const openMicrophone = async (): Promise<MediaStream> => {
  // Y11: browsers give a microphone only to pages from https or from this machine itself.
  if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneTrouble("microphoneNoSecure");
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: AS_IT_IS, video: false });
  } catch (error) {
    throw new MicrophoneTrouble(TROUBLES[(error as DOMException).name] ?? "microphoneFailed", error);
  }
};

interface Ears {
  /** A payment code that was heard. */
  onCode(paymentCode: string): void;
  onTrouble(trouble: MicrophoneTrouble): void;
}

/** Hands the microphone's samples on; returns how to stop. */
const capture = async (stream: MediaStream, context: AudioContext, onSamples: (samples: Float32Array) => void) => {
  await context.audioWorklet.addModule("/capture-samples.js");
  const source = context.createMediaStreamSource(stream);
  const tap = new AudioWorkletNode(context, "capture-samples", { numberOfOutputs: 0 });
  tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onSamples(data);
  source.connect(tap);
  await context.resume();
};

/** Listens to the microphone for payment codes (FEATURES Y3, Y11). Returns how to stop. Throws MicrophoneTrouble. */
export const listenForCode = async ({ onCode, onTrouble }: Ears): Promise<() => void> => {
  const stream = await openMicrophone();
  const context = new AudioContext();
  const worker = startSoundWorker(
    (answer) => "heard" in answer && onCode(answer.heard),
    () => onTrouble(new MicrophoneTrouble("microphoneFailed")),
  );
  const stop = (): void => {
    worker.stop();
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  try {
    await capture(stream, context, (samples) => worker.ask({ hear: samples, sampleRate: context.sampleRate }));
    return stop;
  } catch (error) {
    stop();
    throw new MicrophoneTrouble("microphoneFailed", error);
  }
};
