const HEADER_BYTES = 44;
const FULL_SCALE = 0x7fff;

/** Mono sound as a WAV file with 16-bit samples. */
export const writeWav = (samples: Float32Array, sampleRate: number): Buffer => {
  const file = Buffer.alloc(HEADER_BYTES + samples.length * 2);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => {
    const bounded = Math.max(-1, Math.min(1, sample));
    file.writeInt16LE(Math.round(bounded * FULL_SCALE), HEADER_BYTES + index * 2);
  });
  return file;
};

/** The samples of a WAV file as writeWav writes it. */
export const readWav = (file: Buffer): { samples: Float32Array; sampleRate: number } => {
  const samples = Float32Array.from(
    { length: (file.length - HEADER_BYTES) / 2 },
    (_, index) => file.readInt16LE(HEADER_BYTES + index * 2) / FULL_SCALE,
  );
  return { samples, sampleRate: file.readUInt32LE(24) };
};
