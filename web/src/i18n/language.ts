import { observable } from "../api/observable.ts";
import { stored } from "../api/stored.ts";
import { en } from "./en.ts";
import { type TextKey, zh } from "./zh.ts";

/** The languages of the pages, as BCP 47 names. */
export type Language = "zh-CN" | "en";

const dictionaries: Record<Language, Record<TextKey, string>> = { "zh-CN": zh, en };

const store = stored<Language>(() => localStorage, "paywindow.language");

/** Of the languages that a browser prefers, the first that the pages speak; else Chinese. */
export const languageFor = (preferred: readonly string[]): Language => {
  const known = preferred
    .map((name) => name.toLowerCase().split("-")[0])
    .find((name) => name === "en" || name === "zh");
  return known === "en" ? "en" : "zh-CN";
};

const remembered = (): Language => {
  if (typeof localStorage === "undefined") return "zh-CN";
  const chosen = store.read();
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  return languageFor(typeof navigator === "undefined" ? [] : navigator.languages);
};

/** The reader's language: what they have chosen here; before that, what their browser asks for. */
export const language = observable<Language>(remembered());

export const currentLanguage = (): Language => language.get();

export const setLanguage = (next: Language): void => {
  store.write(next);
  language.set(next);
};

/** A text in a language; `{name}` is replaced by the parameter of that name. */
export const textOf = (of: Language, key: TextKey, parameters: Record<string, string | number> = {}): string =>
  dictionaries[of][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
