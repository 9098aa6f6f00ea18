/** Base of every error that the embedded store raises by itself (errors that MongoDB also raises keep MongoDB's own classes). */
export class StoreError extends Error {
  override readonly name: string = "StoreError";
}

/** The embedded store lacks a feature that MongoDB has. It is thrown before anything is read or written, and never silently ignored. */
export class UnsupportedFeatureError extends StoreError {
  override readonly name: string = "UnsupportedFeatureError";
  /** What was asked for, e.g. `collation` or `$text`. */
  readonly feature: string;

  constructor(feature: string, hint?: string) {
    super(`The embedded store does not support ${feature}${hint ? `: ${hint}` : ""}. MongoDB (MONGODB_URI) does.`);
    this.feature = feature;
  }
}

/** The database file belongs to another process: a file has one owner. */
export class StoreLockedError extends StoreError {
  override readonly name: string = "StoreLockedError";
  /** Path of the locked database file. */
  readonly path: string;

  constructor(path: string, cause?: unknown) {
    super(
      `The store file ${path} is in use by another process. An embedded store has one owner; ` +
        "to run more nodes over one store set MONGODB_URI to a MongoDB replica set.",
      { cause },
    );
    this.path = path;
  }
}

/** The database file cannot be opened or read: not a database, damaged, or written by a newer format. */
export class StoreCorruptError extends StoreError {
  override readonly name: string = "StoreCorruptError";
  readonly path: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The store file ${path} cannot be used: ${reason}. Restore it from a backup or move it away.`, { cause });
    this.path = path;
  }
}
