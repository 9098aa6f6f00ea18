import { type Ear, openSoundCoder, type SoundCoder } from "./sound-coder.ts";

/** What the worker is asked: the sound of a code, or to listen to samples. */
export type SoundRequest = { play: string } | { hear: Float32Array; sampleRate: number };

/** What it answers: a sound to play, or a code that it heard. */
export type SoundAnswer = { sound: Float32Array<ArrayBuffer> } | { heard: string };

/**
 * ggwave runs here and nowhere else: its glue code makes functions out of texts, which the pages' content security policy rightly forbids. The gateway lets
 * this one script do so; a worker sees neither the page nor its storage nor, by the same policy, the network.
 */
const coder: Promise<SoundCoder> = openSoundCoder();
let ear: Ear | undefined;

const answer = (message: SoundAnswer): void => postMessage(message);

addEventListener("message", async ({ data }: MessageEvent<SoundRequest>) => {
  const opened = await coder;
  if ("play" in data) {
    answer({ sound: opened.sound(data.play) });
    return;
  }
  ear ??= opened.openEar(data.sampleRate);
  const heard = ear.hear(data.hear);
  if (heard) answer({ heard });
});
