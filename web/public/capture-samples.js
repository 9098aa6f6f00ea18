/** Hands the samples of the first channel to the page, as many at a time as make one message worth its while (about 85 ms). */
const SAMPLES = 4096;

class CaptureSamples extends AudioWorkletProcessor {
  #samples = new Float32Array(SAMPLES);
  #filled = 0;

  process([input]) {
    const channel = input?.[0];
    if (!channel) return true;
    this.#samples.set(channel, this.#filled);
    this.#filled += channel.length;
    if (this.#filled === SAMPLES) {
      this.port.postMessage(this.#samples);
      this.#filled = 0;
    }
    return true;
  }
}

registerProcessor("capture-samples", CaptureSamples);
