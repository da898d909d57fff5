/** Git repositories as files, for tests that have no `git` and no disk. */
import { createHash } from "node:crypto";
import { zlibSync } from "fflate";

export type GitFiles = Record<string, string | Uint8Array>;

export interface GitBuilder {
  /** Files below the folder of the repository. */
  readonly files: GitFiles;
  blob(text: string | Uint8Array): string;
  /** `mode`, name and id of each entry, in git's order. */
  tree(
    entries: readonly (readonly [mode: string, name: string | Uint8Array, id: string])[],
  ): string;
  commit(commit: CommitParts): string;
  /** Any object, whatever it says. */
  object(type: string, bytes: Uint8Array): string;
  ref(name: string, id: string): void;
}

export interface CommitParts {
  readonly tree: string;
  readonly parents?: readonly string[];
  /** `Name <email> seconds zone`. */
  readonly author?: string;
  readonly committer?: string;
  readonly message?: string;
}

const PERSON = "A <a@b.c> 1600000000 +0200";
const encoder = new TextEncoder();

/** An empty repository with `HEAD` on `main`. */
export function gitBuilder(algorithm: "sha1" | "sha256" = "sha1"): GitBuilder {
  const isNew = algorithm === "sha256";
  const files: GitFiles = {
    HEAD: "ref: refs/heads/main\n",
    config: isNew
      ? "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n"
      : "[core]\n\trepositoryformatversion = 0\n",
    "refs/heads/.keep": "",
    "objects/info/packs": "",
  };
  const builder: GitBuilder = {
    files,
    object(type, bytes) {
      const whole = concat(encoder.encode(`${type} ${bytes.length}\0`), bytes);
      const id = createHash(algorithm).update(whole).digest("hex");
      files[`objects/${id.slice(0, 2)}/${id.slice(2)}`] = zlibSync(whole);
      return id;
    },
    blob: (text) => builder.object("blob", bytesOf(text)),
    tree: (entries) =>
      builder.object(
        "tree",
        concat(...entries.flatMap(([mode, name, id]) => [
          encoder.encode(`${mode} `),
          bytesOf(name),
          new Uint8Array([0]),
          Uint8Array.from(id.match(/../g) ?? [], (pair) => parseInt(pair, 16)),
        ])),
      ),
    commit({ tree, parents = [], author = PERSON, committer = PERSON, message = "m\n" }) {
      const lines = [
        `tree ${tree}`,
        ...parents.map((each) => `parent ${each}`),
        `author ${author}`,
        `committer ${committer}`,
        "",
        message,
      ];
      return builder.object("commit", encoder.encode(lines.join("\n")));
    },
    ref(name, id) {
      files[name] = `${id}\n`;
    },
  };
  return builder;
}

/** The same files below a folder. */
export function below(folder: string, files: GitFiles): GitFiles {
  return Object.fromEntries(
    Object.entries(files).map(([path, data]) => [`${folder}/${path}`, data]),
  );
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? encoder.encode(text) : text;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}
