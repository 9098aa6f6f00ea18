import type { DescEnum, DescField, DescFile, DescMessage, DescMethod, DescService } from "@bufbuild/protobuf";

/** Anything in a contract that a comment may stand above. */
export type Commented = DescService | DescMethod | DescMessage | DescField | DescEnum | DescEnum["values"][number];

/** Field numbers of google/protobuf/descriptor.proto, of which the paths of SourceCodeInfo are made. */
const FILE = { message: 4, enum: 5, service: 6 };
const MESSAGE = { field: 2, message: 3, enum: 4 };
const METHODS = 2;
const VALUES = 2;

type Place = readonly number[];

function* placesOfEnum(desc: DescEnum, place: Place): Generator<[Commented, Place]> {
  yield [desc, place];
  for (const [index, value] of desc.values.entries()) yield [value, [...place, VALUES, index]];
}

function* placesOfMessage(desc: DescMessage, place: Place): Generator<[Commented, Place]> {
  yield [desc, place];
  for (const [index, field] of desc.fields.entries()) yield [field, [...place, MESSAGE.field, index]];
  for (const [index, one] of desc.nestedEnums.entries()) yield* placesOfEnum(one, [...place, MESSAGE.enum, index]);
  for (const [index, one] of desc.nestedMessages.entries())
    yield* placesOfMessage(one, [...place, MESSAGE.message, index]);
}

function* placesOf(file: DescFile): Generator<[Commented, Place]> {
  for (const [index, one] of file.messages.entries()) yield* placesOfMessage(one, [FILE.message, index]);
  for (const [index, one] of file.enums.entries()) yield* placesOfEnum(one, [FILE.enum, index]);
  for (const [index, service] of file.services.entries()) {
    yield [service, [FILE.service, index]];
    for (const [at, method] of service.methods.entries()) yield [method, [FILE.service, index, METHODS, at]];
  }
}

/** One paragraph, whatever the contract's line length; the reasons stand on a line of their own. */
const tidy = (comment: string): string =>
  comment
    .trim()
    .replace(/\s+/g, " ")
    .replace(/ (Reasons?:)/, "\n$1");

/** The comment above anything in the files, as its contract has it; empty where there is none. */
export const readComments = (files: Iterable<DescFile>): ((desc: Commented) => string) => {
  const comments = new Map<Commented, string>();
  for (const file of files) {
    const texts = new Map<string, string>();
    for (const { path, leadingComments } of file.proto.sourceCodeInfo?.location ?? [])
      if (leadingComments) texts.set(path.join(), tidy(leadingComments));
    for (const [desc, place] of placesOf(file)) comments.set(desc, texts.get(place.join()) ?? "");
  }
  return (desc) => comments.get(desc) ?? "";
};
