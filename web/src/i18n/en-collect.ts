import type { zhCollect } from "./zh-collect.ts";

/** The texts of zh-collect.ts in English. */
export const enCollect: Record<keyof typeof zhCollect, string> = {
  tillWaitsForPayer: "Waiting for the payer's password",
  tillWaitsForPayerHint: "Ask the shopper to confirm on the phone. The result appears here by itself.",
  tillWaitsForChannel: "Waiting for the payment channel",
  tillWaitsForChannelHint: "The payment is being processed; nobody is charged twice. Ask the shopper to wait.",
  tillGiveUp: "Stop waiting and reverse",
  tillGivingUp: "Reversing…",
  tillGivingUpHint: "Where the shopper has paid after all, it counts as paid.",

  microphoneNoSecure: "Listening needs an https or localhost address. Scan the code instead.",
  microphoneDenied: "Microphone access is denied. Allow it in the browser's settings.",
  microphoneMissing: "No microphone found. Scan the code instead.",
  microphoneFailed: "The microphone cannot be opened. Scan the code instead.",
};
