import { useCallback, useSyncExternalStore } from "react";
import { type Language, language, textOf } from "./language.ts";
import type { TextKey } from "./zh.ts";

/** Gives the text of a key in the reader's language. */
export type Text = (key: TextKey, parameters?: Record<string, string | number>) => string;

/** The reader's language, followed. */
export const useLanguage = (): Language => useSyncExternalStore(language.subscribe, language.get);

/** The texts of the reader's language, followed. */
export const useText = (): Text => {
  const current = useLanguage();
  return useCallback((key, parameters) => textOf(current, key, parameters), [current]);
};

/** Both names of somebody. */
export const namesOf = ({ displayName, displayNameEn }: { displayName?: string; displayNameEn?: string }) => ({
  name: displayName,
  nameEn: displayNameEn,
});

/** Of a name that the platform keeps in both languages, the reader's; the Chinese one where the other is missing. */
export const useName = (): ((names: { name?: string | undefined; nameEn?: string | undefined }) => string) => {
  const current = useLanguage();
  return useCallback(({ name, nameEn }) => (current === "en" && nameEn ? nameEn : (name ?? "")), [current]);
};
