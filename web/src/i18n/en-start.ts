import type { zhStart } from "./zh-start.ts";

/** The texts of zh-start.ts in English. */
export const enStart: Record<keyof typeof zhStart, string> = {
  notFound: "There is no such page",
  notFoundHint: "The address may be wrong, or the page has moved.",
  notFoundHome: "Go to the start page",

  startRegister: "Register a new user",
  startPhone: "Text messages of the demo's phones",

  registerTitle: "Open a wallet",
  registerPhone: "Mobile number",
  registerGetCode: "Send a code",
  registerAgain: "Again in {seconds} s",
  registerCode: "Code from the text message",
  registerName: "Name",
  registerPassword: "Password (8 characters or more)",
  registerSubmit: "Register",
  registerPhoneBad: "Enter the 11 digits of a mobile number",
  registerMissing: "Fill in every field; the password needs 8 characters or more",
  registerSent: "The code is on its way.",
  registerReadIt: "Read it on the demo's phone",

  payTitle: "Confirm the payment",
  payNow: "Pay now",
  payBack: "Back to the merchant",
  paySignIn: "Sign in to your wallet first, then confirm the payment",

  phoneTitle: "The demo's phones",
  phoneHint: "The demonstration sends no real text messages; what it sent is here.",
  phoneLook: "Look",
  phoneNone: "No messages for this number yet",

  demoDayTitle: "A demo day",
  demoDayLive: "going on",
  demoDayOver: "over",
  demoDaySales: "Sales at the shop",
  demoDayVisits: "Booked at the clinic",
  demoDayParties: "Parties at the restaurant",
  demoDayPaid: "Paid in all",
  demoDaySale: "{who} paid at the shop",
  demoDayAppointment: "{who} booked and paid the fee",
  demoDayExamination: "{who} paid for examinations",
  demoDayReport: "{who} read a laboratory report",
  demoDayTicket: "{who} took a ticket at the restaurant",
  demoDayMeal: "{who} paid a share of the bill",
};
