let bytesByCharacter: Map<string, number> | undefined;

/** The two-byte half of GB 18030, learnt from the browser's own decoder: it can read the encoding but not write it. */
const twoByteTable = (): Map<string, number> => {
  const decoder = new TextDecoder("gb18030");
  const table = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== "\ufffd") table.set(character, (lead << 8) | trail);
    }
  }
  return table;
};

/** A text in GB 18030 as receipt printers take it: one byte for ASCII, two for Chinese; what is in neither is a question mark. */
export const encodeGb18030 = (text: string): number[] => {
  bytesByCharacter ??= twoByteTable();
  const table = bytesByCharacter;
  return [...text].flatMap((character) => {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0x20 && point < 0x7f) return [point];
    const bytes = table.get(character);
    return bytes === undefined ? [0x3f] : [bytes >> 8, bytes & 0xff];
  });
};
