/** Real repositories, made by git in a scratch folder. */
import { denoSystem } from "../../src/system/deno/mod.ts";
import type { VcsDoors } from "../../src/vcs/doors.ts";
import { fakeEnv } from "./fake_system.ts";

export interface Checkout {
  readonly path: string;
  /** Runs git in it (or in `cwd`); gives what it prints, without the last line end. */
  git(...args: string[]): Promise<string>;
  gitIn(cwd: string, stdin: Uint8Array | undefined, ...args: string[]): Promise<Uint8Array>;
  write(name: string, text: string, mode?: number): Promise<void>;
  /** A symbolic link; the tests themselves may not make one. */
  link(name: string, target: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Takes in everything and commits it, a minute after the one before. */
  commit(message: string, author?: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What git gets to see: nobody's settings but its own. */
const ENV = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@b.c",
  GIT_COMMITTER_NAME: "C",
  GIT_COMMITTER_EMAIL: "c@d.e",
  GIT_TERMINAL_PROMPT: "0",
};

/** A new repository on `main`. */
export async function makeCheckout(...init: string[]): Promise<Checkout> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "sentry-cli-git-" }));
  const path = `${root}/repo`;
  await Deno.mkdir(path);
  let seconds = 1_600_000_000;

  async function gitIn(cwd: string, stdin: Uint8Array | undefined, ...args: string[]) {
    const child = new Deno.Command("git", {
      args,
      cwd,
      clearEnv: true,
      env: {
        ...ENV,
        PATH: Deno.env.get("PATH") ?? "",
        HOME: root,
        GIT_COMMITTER_DATE: `${seconds} +0000`,
        GIT_AUTHOR_DATE: `${seconds} +0200`,
      },
      stdin: stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    if (stdin !== undefined) {
      const writer = child.stdin.getWriter();
      await writer.write(stdin);
      await writer.close();
    }
    const { code, stdout, stderr } = await child.output();
    if (code !== 0) throw new Error(`git ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
    return stdout;
  }

  const checkout: Checkout = {
    path,
    gitIn,
    git: async (...args) =>
      new TextDecoder().decode(await gitIn(path, undefined, ...args)).replace(/\n$/, ""),
    async write(name, text, mode = 0o644) {
      await Deno.mkdir(`${path}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${path}/${name}`, text);
      await Deno.chmod(`${path}/${name}`, mode);
    },
    async link(name, target) {
      const args = ["-c", 'ln -s "$1" "$2"', "sh", target, `${path}/${name}`];
      await new Deno.Command("sh", { args }).output();
    },
    remove: (name) => Deno.remove(`${path}/${name}`, { recursive: true }),
    async commit(message, author = "A <a@b.c>") {
      seconds += 60;
      await checkout.git("add", "-A");
      await checkout.git("commit", "-q", "--allow-empty", "-m", message, "--author", author);
    },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
  await checkout.git("init", "-q", "-b", "main", ...init);
  return checkout;
}

/** The doors of this machine, seen from a folder, without anybody's settings. */
export function doorsIn(cwd: string, env: Record<string, string> = {}): VcsDoors {
  const system = denoSystem(import.meta.url).withEnv(
    fakeEnv({ HOME: `${cwd}/nobody`, GIT_CEILING_DIRECTORIES: "/tmp", ...env }),
  );
  return { fs: system.fs, env: system.env, cwd, platform: system.platform };
}

async function findGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output()).success;
  } catch {
    return false; // also thrown at once, before there is a promise
  }
}

/** Whether there is a git to make repositories with. */
export const hasGit = await findGit();

/** A test that needs git. */
export function testWithGit(name: string, body: () => Promise<void>): void {
  Deno.test({
    name: hasGit ? name : `${name} (left out: there is no git)`,
    ignore: !hasGit,
    fn: body,
    sanitizeResources: false,
    sanitizeOps: false,
  });
}
