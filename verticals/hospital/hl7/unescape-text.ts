/** A message's own separators (MSH-1 and MSH-2); empty: it has none. */
export interface Separators {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

/** Layout commands of formatted text (FT) that stand for a new line. */
const NEW_LINE = /^\.(?:br|sp\+?\d*|ce|in[+-]?\d*|ti[+-]?\d*)$/;
/** Layout without a character of its own: highlighting, fill, indents, skips. */
const SILENT = /^(?:H|N|\.(?:fi|nf|sk\+?\d*))$/;
const HEXADECIMAL = /^X((?:[0-9A-Fa-f]{2})+)$/;

/**
 * Puts the characters back for which a sender wrote an escape (HL7 v2.5, 2.7): \F\ \S\ \T\ \R\ \E\ \Xnn…\ and the layout of formatted text. What is no
 * escape that we know stays as it was sent: nothing of a result is dropped.
 */
export const unescapeText = (text: string, separators: Separators): string => {
  const mark = separators.escape;
  if (mark === "" || !text.includes(mark)) return text;
  const pieces = text.split(mark);
  let clear = pieces[0] ?? "";
  let at = 1;
  while (at < pieces.length) {
    const isClosed = at + 1 < pieces.length;
    const meant = isClosed ? meaningOf(pieces[at] ?? "", separators) : undefined;
    // Not an escape: the character itself was meant, and the next one may begin a real one.
    clear += meant === undefined ? `${mark}${pieces[at]}` : `${meant}${pieces[at + 1]}`;
    at += meant === undefined ? 1 : 2;
  }
  return clear;
};

const meaningOf = (code: string, separators: Separators): string | undefined => {
  const { field, component, subcomponent, repetition } = separators;
  const standing: Readonly<Record<string, string>> = {
    F: field,
    S: component,
    T: subcomponent,
    R: repetition,
    E: separators.escape,
  };
  if (Object.hasOwn(standing, code)) return standing[code];
  if (NEW_LINE.test(code)) return "\n";
  if (SILENT.test(code)) return "";
  const hexadecimal = HEXADECIMAL.exec(code)?.[1];
  return hexadecimal === undefined ? undefined : Buffer.from(hexadecimal, "hex").toString("utf8");
};
