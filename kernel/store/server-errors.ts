import { mongo } from "mongoose";
import type { Doc } from "./query/value.ts";

/** E11000 as a MongoDB server answers it: code 11000, keyPattern, keyValue; but the message leaves out the values, which may be personal. */
export function duplicateKeyError(
  namespace: string,
  indexName: string,
  keyPattern: Doc,
  keyValue: Doc,
): mongo.MongoServerError {
  return new mongo.MongoServerError({
    message: `E11000 duplicate key error collection: ${namespace} index: ${indexName} dup key: { ${Object.keys(keyPattern).join(", ")} }`,
    code: 11000,
    codeName: "DuplicateKey",
    index: 0,
    keyPattern,
    keyValue,
  });
}

/** Another writer was first: the whole transaction may run again. */
export function writeConflictError(reason: string): mongo.MongoServerError {
  return new mongo.MongoServerError({
    message: `Write conflict during the transaction: ${reason}`,
    code: 112,
    codeName: "WriteConflict",
    errorLabels: ["TransientTransactionError"],
  });
}

/** The transaction is over: it was aborted by an earlier error, ran out of time, or has already ended. */
export function noSuchTransactionError(reason: string, isTransient: boolean): mongo.MongoServerError {
  return new mongo.MongoServerError({
    message: `The transaction has been aborted: ${reason}`,
    code: 251,
    codeName: "NoSuchTransaction",
    errorLabels: isTransient ? ["TransientTransactionError"] : [],
  });
}

/** The commit's answer was lost; committing again is safe. */
export function unknownCommitResultError(): mongo.MongoServerError {
  return new mongo.MongoServerError({
    message: "The result of the commit is unknown",
    code: 91,
    codeName: "ShutdownInProgress",
    errorLabels: ["UnknownTransactionCommitResult"],
  });
}

/** The operation ran longer than its maxTimeMS. */
export function maxTimeError(): mongo.MongoServerError {
  return new mongo.MongoServerError({
    message: "operation exceeded time limit",
    code: 50,
    codeName: "MaxTimeMSExpired",
  });
}
