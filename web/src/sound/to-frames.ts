/** Turns samples that come in pieces of any length, at any rate, into frames of one length at another rate. */
export interface Framer {
  /** The frames that the samples complete. */
  take(samples: Float32Array): Float32Array[];
}

/** Between two samples the straight line is taken: the tones of a code lie far below half of either rate. */
export const framer = (fromRate: number, toRate: number, frameLength: number): Framer => {
  const step = fromRate / toRate;
  let frame = new Float32Array(frameLength);
  let filled = 0;
  /** Where the next sample is to be taken, counted in the coming samples; -1 is the last of those before. */
  let position = 0;
  let before = 0;
  return {
    take: (samples) => {
      const frames: Float32Array[] = [];
      const sampleAt = (index: number): number => (index < 0 ? before : (samples[index] ?? 0));
      for (; position <= samples.length - 1; position += step) {
        const index = Math.floor(position);
        const part = position - index;
        frame[filled++] = sampleAt(index) * (1 - part) + (part > 0 ? sampleAt(index + 1) * part : 0);
        if (filled < frameLength) continue;
        frames.push(frame);
        frame = new Float32Array(frameLength);
        filled = 0;
      }
      position -= samples.length;
      before = samples.at(-1) ?? before;
      return frames;
    },
  };
};
