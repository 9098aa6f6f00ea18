/** What a person hears and feels. Browsers stay silent before the first touch or key; that is no error. */
let context: AudioContext | undefined;

const beep = (frequencyHz: number, fromS: number, spanS: number): void => {
  context ??= new AudioContext();
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  oscillator.frequency.value = frequencyHz;
  volume.gain.value = 0.08;
  oscillator.connect(volume).connect(context.destination);
  oscillator.start(context.currentTime + fromS);
  oscillator.stop(context.currentTime + fromS + spanS);
};

const vibrate = (pattern: number[]): void => {
  // Chrome logs a warning where the page was never touched.
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
};

const sounds = {
  /** A scan was taken. */
  good: () => {
    beep(1_760, 0, 0.07);
    vibrate([30]);
  },
  /** A scan was not taken. */
  bad: () => {
    beep(220, 0, 0.14);
    beep(196, 0.18, 0.2);
    vibrate([80, 60, 80]);
  },
  /** Money moved. */
  paid: () => {
    beep(1_047, 0, 0.1);
    beep(1_319, 0.1, 0.1);
    beep(1_568, 0.2, 0.22);
    vibrate([60, 40, 120]);
  },
} as const;

/** Lets a person hear and feel what happened; never throws. */
export const feel = (what: keyof typeof sounds): void => {
  try {
    sounds[what]();
  } catch {
    // No sound here; the screen tells the same.
  }
};
