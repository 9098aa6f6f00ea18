/** A slip's bytes, read as a printer reads them: not compared with bytes that were once right, but decoded again. */
import { expect, test } from "@jest/globals";
import { escPos } from "./esc-pos.ts";
import { encodeGb18030 } from "./gb18030.ts";
import { asCopy, orderSlip, receiptSlip, type SlipWords } from "./receipt-slip.ts";
import { COLUMNS, layOut, type Slip } from "./slip.ts";

const words: SlipWords = {
  text: ((key: string) => ({ receiptTotal: "合计", slipCopy: "补打" })[key] ?? key) as SlipWords["text"],
  nameOf: ({ name }) => name ?? "",
  timeOf: (time) => time ?? "",
};
const cny = (minorUnits: string) => ({ minorUnits, currencyCode: "CNY" });
const receipt = {
  ...{ receiptId: "rcp_1", receiptNumber: "0007", storeName: "惠民超市（中心店）", tillId: "T-1", tradeId: "trd_1" },
  ...{ payTime: "2026-03-01 12:00", total: cny("123450"), payerDisplayName: "李*" },
  lines: [{ name: "绿茶 500毫升", quantity: 2, unitPrice: cny("350"), lineTotal: cny("700") }],
};

/** What stands on the paper, and what the codes on it say. */
const readPaper = (bytes: Uint8Array) => {
  const [text, codes]: [number[], string[]] = [[], []];
  let isCut = false;
  for (let at = 0; at < bytes.length; ) {
    const [a, b] = [bytes[at], bytes[at + 1]];
    if (a === 0x1b && b === 0x40) at += 2;
    else if (a === 0x1c && b === 0x26) at += 2;
    else if (a === 0x1b && (b === 0x61 || b === 0x64)) at += 3;
    else if (a === 0x1d && b === 0x21) at += 3;
    else if (a === 0x1d && b === 0x56) {
      isCut = true;
      at += 4;
    } else if (a === 0x1d && b === 0x28) {
      const end = at + 5 + (bytes[at + 3] ?? 0) + 256 * (bytes[at + 4] ?? 0);
      if (bytes[at + 6] === 0x50) codes.push(new TextDecoder().decode(bytes.slice(at + 8, end)));
      at = end;
    } else {
      text.push(a ?? 0);
      at++;
    }
  }
  return { text: new TextDecoder("gb18030").decode(Uint8Array.from(text)), codes, isCut };
};

test.each([58, 80] as const)(
  "V6: a receipt of %s mm says in GB18030 what it says, with a right yen sign, and is cut",
  (widthMm) => {
    const { text, codes, isCut } = readPaper(escPos(receiptSlip(receipt, "张丽", words), widthMm));
    expect(text).toMatch(
      /惠民超市（中心店）\n[\s\S]*张丽[\s\S]*绿茶 500毫升\n {2}2 x 3\.50 +7\.00\n[\s\S]*合计 *￥1,234\.50\n/,
    );
    expect(text).not.toContain("?");
    expect([codes, isCut]).toEqual([[], true]);
  },
);

test("V6: the yen sign is the one of two bytes that every Chinese printer has", () => {
  expect(encodeGb18030("￥惠A")).toEqual([0xa3, 0xa4, 0xbb, 0xdd, 0x41]);
  expect(encodeGb18030("😀")).toEqual([0x3f]);
});

test("Y8: an order's slip carries the code that pays the order", () => {
  const trade = { tradeId: "trd_1", subject: "到店付款", amount: cny("500"), merchantTradeId: "C1" };
  const qrCode = "paywindow://pay/qrc_01JZ0000000000000000000000";
  const { text, codes } = readPaper(escPos(orderSlip({ ...trade, qrCode }, words), 58));
  expect(codes).toEqual([qrCode]);
  expect(text).toContain("￥5.00");
});

test("V6: a reprint says that it is one", () => {
  const slip = receiptSlip(receipt, "张丽", words);
  expect(readPaper(escPos(slip, 58)).text).not.toContain("补打");
  expect(
    readPaper(escPos(asCopy(slip, words), 58))
      .text.trimStart()
      .startsWith("补打"),
  ).toBe(true);
});

test.each([58, 80] as const)("V6: no line is wider than %s mm of paper, whatever it says", (widthMm) => {
  const long = "很长的商品名称和一个 long English name ".repeat(3);
  const rows: Slip["rows"] = [
    { kind: "text", text: long },
    { kind: "pair", left: long, right: "¥1.00", isBig: true },
    { kind: "pair", left: "合计", right: "¥1.00" },
  ];
  for (const line of layOut({ slipId: "s", rows }, widthMm)) {
    if (line.kind === "qr") continue;
    const columns = encodeGb18030(line.text).length * (line.isBig ? 2 : 1);
    expect(columns).toBeLessThanOrEqual(COLUMNS[widthMm]);
  }
});

test("V6: what is two bytes for the printer is two columns wide, whether it is Chinese or not", () => {
  for (const left of ["“特价”…", "café — ×2", "绿茶·大"]) {
    const [line] = layOut({ slipId: "", rows: [{ kind: "pair", left, right: "1.00" }] }, 58);
    expect(encodeGb18030(line?.text ?? "")).toHaveLength(COLUMNS[58]);
  }
});
