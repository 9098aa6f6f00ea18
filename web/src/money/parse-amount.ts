/** What a person typed as an amount of CNY (`12`, `12.5`, `0.05`) in fen; undefined where it is none, or nothing at all, or more than a million. */
export const parseAmount = (typed: string): string | undefined => {
  const [, whole, fraction = ""] = /^(\d{1,7})(?:[.](\d{1,2}))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined) return undefined;
  const fen = BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"));
  return fen > 0n && fen <= 100_000_000n ? fen.toString() : undefined;
};
