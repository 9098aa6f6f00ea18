export type Language = "zh" | "en";

/** The tag of the language that Content-Language says. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en" };

interface Wish {
  readonly tag: string;
  readonly weight: number;
}

const wishOf = (part: string): Wish => {
  const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
  const weight = Number(parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean) ?? 1);
  return { tag: tag.trim(), weight: Number.isFinite(weight) ? weight : 0 };
};

/** The language in which to answer (RFC 9110, 12.5.4): the most wanted of the two that we speak; Chinese where nothing is said. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  const wishes = (acceptLanguage ?? "").slice(0, 256).split(",").map(wishOf);
  const weightOf = (language: Language) =>
    Math.max(0, ...wishes.filter(({ tag }) => tag === language || tag.startsWith(`${language}-`)).map((w) => w.weight));
  return weightOf("en") > weightOf("zh") ? "en" : "zh";
};
