import { observable } from "../api/observable.ts";
import { stored } from "../api/stored.ts";
import { en } from "./en.ts";
import { type TextKey, zh } from "./zh.ts";

/** The languages of the pages, as BCP 47 names. */
export type Language = "zh-CN" | "en";

const dictionaries: Record<Language, Record<TextKey, string>> = { "zh-CN": zh, en };

const store = stored<Language>(() => localStorage, "paywindow.language");

const remembered = (): Language => {
  if (typeof localStorage === "undefined") return "zh-CN";
  return store.read() === "en" ? "en" : "zh-CN";
};

/** The reader's language: Chinese until they choose English, and remembered. */
export const language = observable<Language>(remembered());

export const currentLanguage = (): Language => language.get();

export const setLanguage = (next: Language): void => {
  store.write(next);
  language.set(next);
};

/** A text in a language; `{name}` is replaced by the parameter of that name. */
export const textOf = (of: Language, key: TextKey, parameters: Record<string, string | number> = {}): string =>
  dictionaries[of][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
