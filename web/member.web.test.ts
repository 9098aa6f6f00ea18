/**
 * Goal: a shopper opens the member card from the wallet, the cashier scans it and a coupon before the payment, both lower the price, and the points arrive on
 * the phone (M5, M7, M12, C7, C15, O6). Method: as checkout.web.test.ts, two phones at 390 px and a scan gun of fast keystrokes.
 */
import { beforeEach, expect, jest, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { isWide, shootGun } from "./testing/open-browser.ts";
import { openStage } from "./testing/open-stage.ts";
import { openTender, readBalance, readCode, ringUp, signInAs, waitForBalance } from "./testing/people.ts";

jest.setTimeout(120_000);

const stage = openStage();
/** Oil, 69.90. */
const OIL = "6936011018199";
const OIL_FEN = 6990;
/** Silver: 2 % off the line, the fraction of a fen left to the merchant. */
const OIL_MEMBER_FEN = 6851;
const COUPON_FEN = 500;
const TEA = { barcode: "6901285002038", fen: 350 };
let wallet: Page;
let till: Page;

const SHOTS = process.env["PAYWINDOW_SHOTS"];
const shoot = async (page: Page, name: string): Promise<void> => {
  expect(await isWide(page)).toBe(false);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

beforeEach(async () => {
  [wallet, till] = await Promise.all([stage.openPage(), stage.openPage()]);
  await signInAs(till, stage.platform.url, "cashier1");
});

const noticeWith = (page: Page, words: string) => page.waitForSelector(`[data-testid=notice]:has-text("${words}")`);

const totalIs = (page: Page, fen: number) =>
  page.waitForFunction(
    (digits) => document.querySelector("[data-testid=total]")?.textContent?.replaceAll(/\D/g, "") === digits,
    String(fen),
  );

/** Opens the member card from the wallet. */
const openCards = async (): Promise<void> => {
  await wallet.click(".wallet-actions >> text=会员卡");
  await wallet.waitForSelector("[data-testid=member-card]");
};
/** The code that the phone's pictures show. */
const memberCode = async (): Promise<string> => {
  const card = await wallet.waitForSelector("[data-testid=member-code][data-code^=M]");
  return (await card.getAttribute("data-code")) ?? "";
};
/** Grabs the coupon on the phone's page, and reads the code that its pictures show. */
const grabCoupon = async (): Promise<string> => {
  await wallet.click("[data-testid=claim]");
  await wallet.waitForSelector("[data-testid=claim-told].claim-good");
  await wallet.click("[data-testid=show-coupon]");
  const code = await wallet.waitForSelector("[data-testid=coupon-code]");
  return (await code.getAttribute("data-code")) ?? "";
};

test("M7, O6, M5, M12, C15: the member's code and a coupon are scanned, both lower the price, it is paid by barcode, and the points arrive on the phone", async () => {
  await signInAs(wallet, stage.platform.url, "shopper1");
  const before = await readBalance(wallet);
  await openCards();
  const code = await memberCode();
  await ringUp(till, OIL);
  await shootGun(till, code);
  await till.waitForSelector("[data-testid=benefit-member]:has-text('银卡 ****')");
  await totalIs(till, OIL_MEMBER_FEN);

  // M7: whoever photographed the screen gets nothing of it at another till.
  const otherTill = await stage.openPage();
  await signInAs(otherTill, stage.platform.url, "cashier1");
  await ringUp(otherTill, OIL);
  await shootGun(otherTill, code);
  await noticeWith(otherTill, "会员码已使用");
  await otherTill.waitForSelector("[data-testid=benefit-member]", { state: "detached" });
  await totalIs(otherTill, OIL_FEN);

  await shoot(wallet, "cards-zh");
  await wallet.click("text=我的优惠券");
  await wallet.waitForSelector("[data-testid=claimable]");
  const coupon = await grabCoupon();
  await shootGun(till, coupon);
  await till.waitForSelector("[data-testid=benefit-coupon]:has-text('-¥5.00')");
  await totalIs(till, OIL_MEMBER_FEN - COUPON_FEN);
  await shoot(till, "till-benefits-zh");
  await openTender(till);
  expect(await till.innerText("[data-testid=tender-amount]")).toBe("¥63.51");
  await shoot(till, "tender-benefits-zh");

  await wallet.click("[data-testid=coupon-sheet] >> text=关闭");
  await wallet.click(".top-bar >> text=返回");
  await wallet.waitForSelector("[data-ready=true]");
  await shootGun(till, await readCode(wallet));
  await till.waitForSelector("[data-testid=paid]");
  expect(await till.innerText("[data-testid=paid-amount]")).toBe("¥63.51");
  expect(await till.innerText("[data-testid=receipt]")).toMatch(
    /银卡 \*{4}\d{4}[\s\S]*会员优惠\s*-¥1\.39[\s\S]*满50减5元\s*-¥5\.00[\s\S]*本单积分\s*63[\s\S]*合计\s*¥63\.51/,
  );
  await shoot(till, "paid-benefits-zh");
  await wallet.click("[data-testid=arrival] button");
  await waitForBalance(wallet, before - OIL_MEMBER_FEN + COUPON_FEN);

  await openCards();
  await wallet.waitForSelector("[data-testid=points-pending]:has-text('63')");
  await wallet.waitForSelector("[data-testid=points-entry][data-reason=POINTS_REASON_EARNED]:has-text('+63')");
  expect(await memberCode()).not.toBe(code);
  await wallet.click("text=我的优惠券");
  await wallet.click("[data-shelf=used]");
  await wallet.waitForSelector("[data-testid=coupon][data-state=COUPON_STATE_REDEEMED]");

  // The used coupon is told, and the next customer's basket is as it was.
  await till.click("[data-testid=next]");
  await ringUp(till, OIL);
  await shootGun(till, coupon);
  await noticeWith(till, "优惠券已使用");
  await totalIs(till, OIL_FEN);
});

test("C1, O6, M7: a shopper gets the card; a coupon below its minimum is told and counts with more; member and coupon are taken out again", async () => {
  await signInAs(wallet, stage.platform.url, "shopper2");
  await wallet.click(".wallet-actions >> text=优惠券");
  await wallet.waitForSelector("[data-testid=claimable]");
  const coupon = await grabCoupon();
  await wallet.click("[data-testid=coupon-sheet] >> text=关闭");
  await wallet.click(".top-bar >> text=返回");
  await wallet.click(".wallet-actions >> text=会员卡");
  await wallet.click("[data-merchant=mer_demomarket] [data-testid=get-card]");
  await wallet.waitForSelector("[data-testid=member-card]");
  expect(await wallet.innerText("[data-testid=to-next]")).toContain("再积 500 分升为金卡");

  await ringUp(till, TEA.barcode);
  // Typed, as it stands below the bars.
  await till.fill(".entry-field", coupon.toLowerCase().replace(/(.{4})(?=.)/g, "$1 "));
  await till.keyboard.press("Enter");
  await noticeWith(till, "未达到优惠券的最低消费金额");
  await till.waitForSelector("[data-testid=benefit-coupon]:has-text('未使用')");
  await totalIs(till, TEA.fen);
  await ringUp(till, OIL);
  await totalIs(till, TEA.fen + OIL_FEN - COUPON_FEN);
  await shootGun(till, await memberCode());
  await totalIs(till, TEA.fen - 7 + OIL_MEMBER_FEN - COUPON_FEN);
  await till.click("[data-testid=benefit-member] button");
  await totalIs(till, TEA.fen + OIL_FEN - COUPON_FEN);
  await till.click("[data-testid=benefit-coupon] button");
  await totalIs(till, TEA.fen + OIL_FEN);
});

test("Y12: without a network a member's code is refused with the reason, and the items stay", async () => {
  await ringUp(till, TEA.barcode);
  await till.context().setOffline(true);
  await till.waitForSelector("[data-testid=offline-bar][data-cut=true]");
  await shootGun(till, "M0123456789ABCDEFGHJKMNPQR");
  await noticeWith(till, "会员码和优惠券需要联网");
  expect(await till.isVisible("[data-testid=benefit-member]")).toBe(false);
  await totalIs(till, TEA.fen);
});

test("C6: a card of plastic is merged by the code on the phone that it was given out to, with its points; a wrong code is told", async () => {
  await signInAs(wallet, stage.platform.url, "shopper1");
  await openCards();
  await wallet.click("[data-testid=bind-card]");
  await wallet.fill("input[name=cardNumber]", "hm20180003");
  await wallet.click("[data-testid=bind-send-code]");
  await wallet.waitForSelector("text=验证码已发出");
  const inbox = await stage.platform.request("/v1/identity/list-phone-messages?phone=13800000001");
  const [newest] = inbox["messages"] as { text: string }[];
  const phoneCode = /\d{6}/.exec(newest?.text ?? "")?.[0] ?? "";
  await wallet.fill("input[name=phoneCode]", phoneCode === "000000" ? "000001" : "000000");
  await wallet.click("[data-testid=bind-submit]");
  await wallet.waitForSelector("[data-testid=bind-trouble]");
  await wallet.fill("input[name=phoneCode]", phoneCode);
  await shoot(wallet, "bind-zh");
  await wallet.click("[data-testid=bind-submit]");
  await wallet.waitForSelector("[data-testid=bind-done]");
  await wallet.waitForSelector("[data-testid=points-usable]:has-text('820')");
  await wallet.waitForSelector("[data-testid=points-entry][data-reason=POINTS_REASON_MERGED]:has-text('+820')");
  await shoot(wallet, "cards-merged-zh");
  await wallet.click("text=English");
  await shoot(wallet, "cards-en");
});
