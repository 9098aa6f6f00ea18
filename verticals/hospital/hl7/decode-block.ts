/** What MSH-18 may say (HL7 table 0211), and what Chinese systems write there. */
const CHARSETS: Readonly<Record<string, string>> = {
  ASCII: "utf-8",
  "8859/1": "iso-8859-1",
  "UNICODE UTF-8": "utf-8",
  "UTF-8": "utf-8",
  UTF8: "utf-8",
  "GB 18030-2000": "gb18030",
  "GB 18030": "gb18030",
  GB18030: "gb18030",
  GBK: "gb18030",
  GB2312: "gb18030",
};
const CHARSET_FIELD = 18;

/**
 * A block's text. Its charset is that of MSH-18; where it names none, or where its bytes are none of it, UTF-8 is tried and then GB18030, as most Chinese
 * laboratories send GBK without a word. Undefined: the bytes are text of neither, or of a charset that we do not know.
 */
export const decodeBlock = (block: Buffer): string | undefined => {
  if (block[0] === 0xff && block[1] === 0xfe) return decodeAs("utf-16le", block);
  if (block[0] === 0xfe && block[1] === 0xff) return decodeAs("utf-16be", block);
  const named = namedCharset(block);
  if (named !== "" && !Object.hasOwn(CHARSETS, named)) return undefined;
  const first = CHARSETS[named] ?? "utf-8";
  return decodeAs(first, block) ?? decodeAs("utf-8", block) ?? decodeAs("gb18030", block);
};

const decodeAs = (charset: string, bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Separators and MSH-18 are ASCII in every charset that is taken here. */
const namedCharset = (block: Buffer): string => {
  const head = block.subarray(0, 4_096).toString("latin1");
  const header = head.slice(Math.max(head.indexOf("MSH"), 0)).split(/[\r\n]/, 1)[0] ?? "";
  const [field = "|", component = "^", repetition = "~"] = [header[3], header[4], header[5]];
  const value = header.split(field)[CHARSET_FIELD - 1] ?? "";
  const [first = ""] = value.split(repetition)[0]?.split(component) ?? [];
  return first.trim().toUpperCase();
};
