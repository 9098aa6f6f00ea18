/** A pause that can be cut short. */
export const wakeable = (sleep: (spanMs: number) => Promise<void>) => {
  let wake: () => void = () => {};
  return {
    pause: (spanMs: number): Promise<void> => {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      return Promise.race([sleep(spanMs), woken]);
    },
    wake: () => wake(),
  };
};
