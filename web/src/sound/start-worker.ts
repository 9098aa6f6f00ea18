import type { SoundAnswer, SoundRequest } from "./sound-worker.ts";
import workerUrl from "./sound-worker.ts?worker&url";

/** The worker that knows sound; loaded when it is first asked for. */
export interface SoundWorker {
  ask(request: SoundRequest): void;
  stop(): void;
}

/** Starts the worker. `onTrouble`: it could not be loaded. */
export const startSoundWorker = (onAnswer: (answer: SoundAnswer) => void, onTrouble: () => void): SoundWorker => {
  const worker = new Worker(workerUrl, { type: "module", name: "sound" });
  worker.onmessage = ({ data }: MessageEvent<SoundAnswer>) => onAnswer(data);
  worker.onerror = onTrouble;
  return {
    ask: (request) => worker.postMessage(request),
    stop: () => worker.terminate(),
  };
};

/** Has the browser keep the worker's script, so that a phone without a network can play its code too (Y12). */
export const keepSoundWorker = (): void => {
  void fetch(workerUrl).catch(() => undefined);
};
