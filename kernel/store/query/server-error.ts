import { mongo } from "mongoose";

/** The MongoDB error codes that the rules of this folder answer with. */
const CODE_NAMES = {
  2: "BadValue",
  9: "FailedToParse",
  14: "TypeMismatch",
  28: "PathNotViable",
  34: "CannotBackfillArray",
  40: "ConflictingUpdateOperators",
  52: "DollarPrefixedFieldName",
  54: "NotSingleValueField",
  56: "EmptyFieldName",
  66: "ImmutableField",
  111: "NotExactValueField",
  241: "ConversionFailure",
  31249: "Location31249",
  31253: "Location31253",
  31254: "Location31254",
} as const;

/** An error as a MongoDB server would answer it: the driver's class, the server's code, its name and message. */
export function serverError(code: keyof typeof CODE_NAMES, message: string): mongo.MongoServerError {
  return new mongo.MongoServerError({ message, code, codeName: CODE_NAMES[code], ok: 0 });
}
