import type { SoundAnswer, SoundRequest } from "./sound-worker.ts";

/** The worker that knows sound; loaded when it is first asked for. */
export interface SoundWorker {
  ask(request: SoundRequest): void;
  stop(): void;
}

/** Starts the worker. `onTrouble`: it could not be loaded. */
export const startSoundWorker = (onAnswer: (answer: SoundAnswer) => void, onTrouble: () => void): SoundWorker => {
  const worker = new Worker(new URL("./sound-worker.ts", import.meta.url), { type: "module", name: "sound" });
  worker.onmessage = ({ data }: MessageEvent<SoundAnswer>) => onAnswer(data);
  worker.onerror = onTrouble;
  return {
    ask: (request) => worker.postMessage(request),
    stop: () => worker.terminate(),
  };
};
