import type { zhKiosk } from "./zh-kiosk.ts";

/** The texts of zh-kiosk.ts in English. */
export const enKiosk: Record<keyof typeof zhKiosk, string> = {
  startKiosk: "Vending machine",
  startKioskHint: "Unattended: choose, scan to pay, take; a jam is refunded by itself",

  startHandheld: "Handheld",
  startHandheldHint: "On the move: amount, scan, slip",
  handheldTitle: "Handheld",
  handheldPrinted: "The slip is printed",

  kioskTitle: "Vending machine",
  kioskWrongRole: "This is a vending machine's screen",
  kioskWrongRoleHint: "Sign in as a vending machine",
  kioskChoose: "Choose an item",
  kioskSoldOut: "Sold out",
  kioskNoList: "The items cannot be read right now",
  kioskBeginning: "Preparing the code…",
  kioskPay: "Scan with your wallet, or hold your payment code to the scanner",
  kioskSecondsLeft: "Cancelled by itself in {seconds} s",
  kioskClosing: "Cancelling…",
  kioskClosingHint: "Making sure with the platform that nothing is charged",
  kioskClosed: "Cancelled, nothing was charged",
  kioskClosedHint: "The order is closed at the platform and can no longer be charged",
  kioskVending: "Paid. Giving it out…",
  kioskVendingHint: "One moment; take {item} from the tray",
  kioskVended: "Please take your item",
  kioskVendedHint: "{item}, {amount} paid",
  kioskFailed: "Nothing came out; the refund is on its way",
  kioskFailedHint: "All of {amount} goes back, even if this page is closed",
  kioskRefunded: "Nothing came out; you are refunded",
  kioskRefundedHint: "All of {amount} is back in your account",
  kioskNumber: "No. {number}",
  kioskNext: "Buy another",
  kioskUnheard: "No connection, trying again; what was paid is not lost",
  kioskJams: "Demo machine: jam",
};
