import { hash } from "node:crypto";

/** Sixty bits of the scope: two of one owner's scopes that agree in them and use the same inner id do not happen. */
const scopeTag = (scope: string): string => `${hash("sha256", scope, "base64url").slice(0, 10)}-`;

/** An id that is unique within a scope only, made unique beyond it: 11 characters longer, of A-Z a-z 0-9 _ - where the inner one is. */
export const scopedId = (scope: string, id: string): string => scopeTag(scope) + id;

/** The inner id; an id that `scopedId` did not make for the scope stays as it is. */
export const innerIdOf = (scope: string, id: string): string => {
  const tag = scopeTag(scope);
  return id.startsWith(tag) ? id.slice(tag.length) : id;
};
