/** How long a code is shown before the phone computes another. */
export const CODE_SHOWN_MS = 60_000;

/** Codes are computed for a moment ahead, so that one that is read in its last second is still good when it reaches the server. */
const LEAD_S = 5;

/** How far ahead of the server's clock a phone may run, in seconds: the server accepts 30, the rest is for a clock that is a little off. */
const MAX_AHEAD_S = 20;

/**
 * The tick of the next code: that of the present, or one after the last where that was used already (a code is single use, so no tick is shown
 * twice). Undefined where the phone has run too far ahead and must wait a moment.
 */
export const nextTick = (serverNowMs: number, lastTick: number): number | undefined => {
  const now = Math.floor(serverNowMs / 1000);
  const present = now + LEAD_S;
  // A last tick far in the future is a clock that was wrong and has been mended; holding on to it would lock the wallet.
  if (lastTick > now + 3600) return present;
  const tick = Math.max(present, lastTick + 1);
  return tick > now + MAX_AHEAD_S ? undefined : tick;
};

/** What to add to this machine's clock to have the server's, from an answer that took from `sentAtMs` to `receivedAtMs`. */
export const clockOffset = (serverMs: number, sentAtMs: number, receivedAtMs: number): number =>
  Math.round(serverMs - (sentAtMs + receivedAtMs) / 2);
