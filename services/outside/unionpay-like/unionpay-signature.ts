import { hash } from "node:crypto";
import type { KeyFolder } from "../../../kernel/crypto/key-folder.ts";
import { serialOf, signRsa, verifyRsa } from "../../../kernel/crypto/rsa.ts";
import { BadRequest } from "../http/read-text.ts";

/** The keys of this line: the party's own, and the acquirer's. */
const PARTY_KEY = "unionpay-like-party";
const ACQUIRER_KEY = "unionpay-like-acquirer";

/** Form fields of UnionPay 5.1. */
export type FormFields = Readonly<Record<string, string>>;

/** Reads `name=value&…`, each name once. @throws BadRequest */
export const readForm = (body: string): FormFields => {
  const pairs = [...new URLSearchParams(body)];
  const fields = Object.fromEntries(pairs);
  if (Object.keys(fields).length !== pairs.length) throw new BadRequest("a field stands twice");
  return fields;
};

/** What is signed: all fields but the signature and empty ones, sorted by name; of that the SHA-256 in hexadecimal. */
const digestOf = (fields: FormFields): string => {
  const pairs = Object.entries(fields).filter(([name, value]) => name !== "signature" && value !== "");
  const text = pairs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  return hash("sha256", text, "hex");
};

/** Makes the party's key where there is none, so that its public half is there for the acquirer. */
export const preparePartyKey = async (keys: KeyFolder): Promise<void> => void (await keys.privateKey(PARTY_KEY));

/** Whether the acquirer signed the fields. */
export const isSignedByAcquirer = async (keys: KeyFolder, fields: FormFields): Promise<boolean> => {
  const key = await keys.publicKey(ACQUIRER_KEY);
  if (!key || fields["certId"] !== serialOf(key)) return false;
  return verifyRsa(key, digestOf(fields), fields["signature"] ?? "");
};

/** The fields as a signed form; a spoilt one carries the signature of other fields. */
export const writeForm = async (keys: KeyFolder, fields: FormFields, spoilt?: "spoilt"): Promise<string> => {
  const key = await keys.privateKey(PARTY_KEY);
  const frame = { version: "5.1.0", encoding: "UTF-8", signMethod: "01", certId: serialOf(key) };
  const signed = { ...frame, ...fields };
  const signature = await signRsa(key, digestOf(spoilt ? { ...signed, spoilt } : signed));
  return new URLSearchParams({ ...signed, signature }).toString();
};
