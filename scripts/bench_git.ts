/** A git checkout for the benchmark: 5,000 commits in one pack, three files changed in each. */
import { capture, ScriptError } from "./command.ts";

export const COMMITS = 5000;
const SINCE = 500;

/** The tasks' names, which say how much there is. */
export const GIT_TASKS = {
  propose: `releases propose-version, ${COMMITS} commits`,
  recent: `releases set-commits, 20 of ${COMMITS} commits`,
  many: `releases set-commits, ${SINCE} of ${COMMITS} commits`,
} as const;

export const GIT_ARGS = {
  propose: ["releases", "propose-version"],
  recent: ["releases", "set-commits", "--local", "recent"],
  many: ["releases", "set-commits", "--local", "many"],
} as const;

/** Makes it; gives the id of the commit that the previous release ended with. */
export async function makeLongHistory(path: string): Promise<string> {
  await Deno.mkdir(path, { recursive: true });
  await git(path, "init", "-q", "-b", "main");
  const child = new Deno.Command("git", {
    args: ["fast-import", "--quiet"],
    cwd: path,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  for (let at = 0; at < COMMITS; at++) await writer.write(encoder.encode(commitText(at)));
  await writer.close();
  if (!(await child.status).success) throw new ScriptError("git fast-import failed");
  await git(path, "repack", "-adq");
  return (await git(path, "rev-parse", `main~${SINCE}`)).trim();
}

function commitText(at: number): string {
  const seconds = 1_600_000_000 + at * 60;
  const message = `commit number ${at}\n\nbody of the message ${at * 7919}\n`;
  const files = [0, 1, 2].map((file) => {
    const path = `src/d${(at * 7 + file) % 40}/e${(at + file) % 10}/f${(at * 13 + file) % 900}.txt`;
    const text = `content ${at} ${file}\n`.repeat(5);
    return `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
  });
  return `commit refs/heads/main\nauthor A <a${at % 37}@x.y> ${seconds} +0100\n` +
    `committer A <a@x.y> ${seconds} +0000\ndata ${message.length}\n${message}\n${files.join("")}`;
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await capture("git", args, { cwd });
  if (code !== 0) throw new ScriptError(`git ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Answers what `set-commits` asks; `undefined` for any other request. */
export function answerCommits(request: Request, previous: string): Response | undefined {
  const { pathname } = new URL(request.url);
  const release = { version: "v", dateCreated: "2026-01-01T00:00:00Z" };
  if (pathname.endsWith("/repos/")) return Response.json([]);
  if (pathname.endsWith("/releases/many/previous-with-commits/")) {
    return Response.json({ ...release, lastCommit: { id: previous } });
  }
  if (pathname.endsWith("/previous-with-commits/")) return Response.json({});
  return pathname.includes("/releases/") ? Response.json(release) : undefined;
}
