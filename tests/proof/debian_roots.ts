/** Root file systems and packages from the Debian mirror that this machine is set up with. */
import { notRun, run, shell } from "./support.ts";

const CACHE = `${
  Deno.env.get("XDG_CACHE_HOME") || `${Deno.env.get("HOME")}/.cache`
}/sentry-cli-proof`;

/** Packages, downloaded; `undefined`, and said so, where there is no mirror. */
export async function debianPackages(names: readonly string[]): Promise<string[] | undefined> {
  const target = `${CACHE}/packages`;
  await Deno.mkdir(target, { recursive: true });
  const { code, stderr } = await run("sh", [
    "-c",
    `cd '${target}' && for each in ${names.join(" ")}; do ls $each*.deb >/dev/null 2>&1 || ` +
    "apt-get download -qq $each; done",
  ]);
  if (code !== 0) return notRun(`no package from a Debian mirror: ${stderr.trim().split("\n")[0]}`);
  const found = await Array.fromAsync(Deno.readDir(target), ({ name }) => `${target}/${name}`);
  return found.filter((each) => names.some((name) => each.includes(`/${name}_`)));
}

/** Whether a program is there or could be installed from the mirror. */
export async function hasProgram(program: string, packages = program): Promise<boolean> {
  const install = `command -v ${program} >/dev/null || { apt-get update -qq && ` +
    `DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ${packages}; }`;
  return (await run("sh", ["-c", install])).code === 0;
}

/** A minimal Debian root with the packages named, kept under `name` for the next run. */
export async function debianRoot(
  name: string,
  include: readonly string[] = [],
): Promise<string | undefined> {
  const root = `${CACHE}/${name}`;
  if (await Deno.stat(root).then(() => true, () => false)) return root;
  const mirror = (await shell(
    "cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | " +
      "sed -nE 's/^(URIs:|deb) +([^ ]+\\/debian)\\/?( .*)?$/\\2/p' | head -1",
  )).trim();
  if (mirror === "") return notRun("no Debian mirror is configured");
  if (!await hasProgram("debootstrap")) return notRun("debootstrap cannot be installed");
  await Deno.remove(`${root}.part`, { recursive: true }).catch(() => {});
  const { code, stdout } = await run("debootstrap", [
    "--variant=minbase",
    ...(include.length === 0 ? [] : [`--include=${include.join(",")}`]),
    ...["trixie", `${root}.part`, mirror],
  ]);
  if (code !== 0) return notRun(`debootstrap ended with ${code}: ${stdout.trim().slice(-300)}`);
  await Deno.rename(`${root}.part`, root);
  return root;
}
