import { hash } from "node:crypto";
import { serialOf, signRsa, verifyRsa } from "../../../../kernel/crypto/rsa.ts";
import type { Party } from "../wire/party.ts";

/** The keys of this line: ours, and the party's. */
const OUR_KEY = "unionpay-like-acquirer";
const PARTY_KEY = "unionpay-like-party";

/** Form fields of UnionPay 5.1. */
export type FormFields = Readonly<Record<string, string>>;

/** Reads `name=value&…`, each name once; undefined for what is no such form. */
export const readForm = (body: string): FormFields | undefined => {
  const pairs = [...new URLSearchParams(body)];
  const fields = Object.fromEntries(pairs);
  return pairs.length > 1 && Object.keys(fields).length === pairs.length ? fields : undefined;
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

/** The fields as a form, with our signature. */
export const signedForm = async ({ keys }: Party, fields: FormFields): Promise<string> => {
  const key = await keys.privateKey(OUR_KEY);
  const frame = { version: "5.1.0", encoding: "UTF-8", signMethod: "01", certId: serialOf(key) };
  const signed = { ...frame, ...fields };
  return new URLSearchParams({ ...signed, signature: await signRsa(key, digestOf(signed)) }).toString();
};

/** Whether we know the party's key: without it no answer could be believed. */
export const knowsParty = async ({ keys }: Party): Promise<boolean> => (await keys.publicKey(PARTY_KEY)) !== undefined;

/** Whether the party said this: answers and notices alike. */
export const isPartysWord = async ({ keys }: Party, fields: FormFields): Promise<boolean> => {
  const key = await keys.publicKey(PARTY_KEY);
  if (!key || fields["certId"] !== serialOf(key)) return false;
  return verifyRsa(key, digestOf(fields), fields["signature"] ?? "");
};
