/** Goal: messages as laboratories really send them are read right (V12). Method: each shape by itself, and texts that escape every character. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeBlock } from "./decode-block.ts";
import { type Hl7Message, parseMessage, repetitionsOf, splitMessages, textOf, wholeOf } from "./parse-message.ts";
import { unescapeText } from "./unescape-text.ts";

const STANDARD = { field: "|", component: "^", repetition: "~", escape: "\\", subcomponent: "&" };
const LINES = [
  "MSH|^~\\&|LIS|LAB|HIS|RH|20261123080000||ORU^R01|7|P|2.5",
  "PID|1||V001^^^RH^MR~4401^^^^NNCHN||张^三",
  "OBX|1|ST|A^B^L||x~y&z",
];

const parsed = (text: string): Hl7Message => {
  const message = parseMessage(text);
  if ("fault" in message) throw new Error(message.fault);
  return message;
};

test.each([
  ["CR", "\r"],
  ["LF", "\n"],
  ["CRLF", "\r\n"],
])("V12: lines end with %s", (_, end) => {
  const { messages, rest } = splitMessages(LINES.join(end) + end);
  expect([messages.length, rest]).toEqual([1, ""]);
  const message = parsed(messages[0] ?? "");
  expect(message.segments.map(({ name }) => name)).toEqual(["MSH", "PID", "OBX"]);
  expect([textOf(message, message.segments[0], 9, 2), textOf(message, message.segments[0], 10)]).toEqual(["R01", "7"]);
  expect(repetitionsOf(message, message.segments[2], 5).map((one) => wholeOf(message, one))).toEqual(["x", "y&z"]);
});

test("V12: separators are those of MSH-1 and MSH-2", () => {
  const message = parsed("MSH#*@!%#LIS#LAB\rPID#1##V|1***RH*MR@44^01****NNCHN");
  expect(message.separators).toEqual({ field: "#", component: "*", repetition: "@", escape: "!", subcomponent: "%" });
  expect(repetitionsOf(message, message.segments[1], 3)).toEqual(["V|1***RH*MR", "44^01****NNCHN"]);
});

test("V12: a sender may leave out the separators that it does not use", () => {
  expect(parsed("MSH|^|LIS").separators).toEqual({
    field: "|",
    component: "^",
    repetition: "",
    escape: "",
    subcomponent: "",
  });
});

test("V12: BOM, a batch's envelope and several messages in one text", () => {
  const text = `\uFEFFFHS|^~\\&\rBHS|^~\\&\r${LINES.join("\r")}\r\r${LINES.join("\r")}\rBTS|2\rFTS|1`;
  expect(splitMessages(text)).toEqual({ messages: [LINES.join("\r"), LINES.join("\r")], rest: "" });
});

test("V13: what stands before the first header is not lost", () => {
  expect(splitMessages(`PID|1\r${LINES.join("\r")}`)).toEqual({ messages: [LINES.join("\r")], rest: "PID|1" });
});

test.each([
  ["NO_HEADER", 1, "PID|1"],
  ["SEPARATORS_UNREADABLE", 1, "MSH"],
  ["SEPARATORS_UNREADABLE", 1, "MSH|"],
  ["SEPARATORS_UNREADABLE", 1, "MSH|^^\\&|LIS"],
  ["SEPARATORS_UNREADABLE", 1, "MSHA^~\\&ALIS"],
  ["SEGMENT_UNREADABLE", 2, "MSH|^~\\&|LIS\rand more of the text"],
])("V13: %s in line %d of %j", (fault, line, text) => {
  expect(parseMessage(text)).toEqual({ fault, line });
});

describe("V12: escapes", () => {
  test.each([
    ["a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", "a|b^c&d~e\\f"],
    ["one\\.br\\two\\.sp\\three", "one\ntwo\nthree"],
    ["\\X48\\\\X4c37\\", "HL7"],
    ["\\XE4B8AD\\文", "中文"],
    ["\\H\\bold\\N\\ plain", "bold plain"],
    ["C:\\temp and \\Q\\ stay", "C:\\temp and \\Q\\ stay"],
    ["\\Xzz\\ stays, \\T\\ does not", "\\Xzz\\ stays, & does not"],
    ["a \\ alone, then \\F\\", "a \\ alone, then |"],
    ["at the end \\", "at the end \\"],
  ])("%j is %j", (sent, meant) => expect(unescapeText(sent, STANDARD)).toBe(meant));

  test("every text that was escaped comes back", () => {
    const codes: Record<string, string> = { "|": "F", "^": "S", "&": "T", "~": "R", "\\": "E" };
    const escaped = (text: string): string => text.replace(/[|^&~\\]/g, (one) => `\\${codes[one]}\\`);
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => unescapeText(escaped(text), STANDARD) === text));
  });
});

describe("V12: charsets", () => {
  const text = "MSH|^~\\&|LIS|||||||7|P|2.5||||||%\rPID|1||||张三，血红蛋白";
  // GB18030 of "张三，血红蛋白", as encoders write it.
  const gb = Buffer.from("d5c5c8fda3acd1aabaecb5b0b0d7", "hex");
  const inGb = (charset: string): Buffer =>
    Buffer.concat([Buffer.from(text.replace("%", charset).split("张")[0] ?? ""), gb]);

  test.each(["GB 18030-2000", "gb18030", "", "UNICODE UTF-8", "ASCII~GB 18030-2000"])(
    "GB18030 bytes where MSH-18 is %j",
    (charset) => {
      expect(decodeBlock(inGb(charset))).toBe(text.replace("%", charset));
    },
  );

  test.each(["", "UNICODE UTF-8", "ASCII"])("UTF-8 bytes where MSH-18 is %j", (charset) => {
    expect(decodeBlock(Buffer.from(text.replace("%", charset)))).toBe(text.replace("%", charset));
  });

  test("UTF-16 with its mark", () => {
    expect(decodeBlock(Buffer.from(`\uFEFF${text}`, "utf16le"))).toBe(text);
  });

  test("V13: a charset that nobody here reads, and bytes that are no text, are none", () => {
    expect(decodeBlock(Buffer.from(text.replace("%", "ISO IR87")))).toBeUndefined();
    expect(decodeBlock(Buffer.from([0x4d, 0x53, 0x48, 0x7c, 0xff, 0xff, 0xff]))).toBeUndefined();
  });
});
