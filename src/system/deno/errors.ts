/** Turns the runtime's errors into the doors' own. */
import { SystemError, type SystemErrorCode } from "../mod.ts";

const BY_ERRNO: Readonly<Record<string, SystemErrorCode>> = {
  ENOENT: "not-found",
  EACCES: "permission",
  EPERM: "permission",
  EISDIR: "is-directory",
  ENOTDIR: "not-directory",
  EEXIST: "exists",
  ELOOP: "loop",
  ENOSPC: "no-space",
  EDQUOT: "no-space",
  EROFS: "read-only",
  ENAMETOOLONG: "name-too-long",
  EPIPE: "broken-pipe",
  EADDRINUSE: "address-in-use",
};

/** What each code means, for people. */
const WORDS: Readonly<Record<SystemErrorCode, string>> = {
  "not-found": "No such file or directory",
  permission: "Permission denied",
  "is-directory": "Is a directory",
  "not-directory": "Not a directory",
  exists: "File exists",
  loop: "Too many levels of symbolic links",
  "no-space": "No space left on device",
  "read-only": "Read-only file system",
  "name-too-long": "File name too long",
  "broken-pipe": "Broken pipe",
  "address-in-use": "Address already in use",
  denied: "Not allowed by the runtime's permissions",
  other: "",
};

function codeOf(error: unknown): SystemErrorCode {
  if (error instanceof Deno.errors.NotCapable) return "denied";
  const errno = error instanceof Error && "code" in error ? error.code : undefined;
  const byErrno = typeof errno === "string" ? BY_ERRNO[errno] : undefined;
  if (byErrno !== undefined) return byErrno;
  if (error instanceof Deno.errors.NotFound) return "not-found";
  if (error instanceof Deno.errors.PermissionDenied) return "permission";
  if (error instanceof Deno.errors.AlreadyExists) return "exists";
  if (error instanceof Deno.errors.BrokenPipe) return "broken-pipe";
  if (error instanceof Deno.errors.AddrInUse) return "address-in-use";
  if (error instanceof Deno.errors.IsADirectory) return "is-directory";
  if (error instanceof Deno.errors.NotADirectory) return "not-directory";
  if (error instanceof Deno.errors.FilesystemLoop) return "loop";
  return "other";
}

/** The error as a {@linkcode SystemError} with a short text in plain words. */
export function toSystemError(error: unknown, path: string | undefined): SystemError {
  if (error instanceof SystemError) return error;
  const code = codeOf(error);
  const raw = error instanceof Error ? error.message : String(error);
  // A denied permission names the flag that grants it; the rest of the runtime's texts are noise.
  const text = code === "denied" || code === "other" ? raw : WORDS[code];
  // The runtime's own error would only say it again, under "Caused by".
  return new SystemError(text, code, path);
}

/** Runs `task`; what it throws becomes a {@linkcode SystemError}. */
export async function guarded<T>(path: string | undefined, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw toSystemError(error, path);
  }
}
