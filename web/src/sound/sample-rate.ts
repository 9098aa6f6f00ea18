/** Of the sound that a phone plays, in Hz. */
export const SAMPLE_RATE = 48_000;
