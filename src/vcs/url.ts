/**
 * What a repository's address says about who hosts it and which one it is; rules and examples are in
 * section 3.5 of the specification. Two addresses name the same repository when both parts are equal.
 */

/** Host and repository of an address, with their case kept. */
export interface VcsAddress {
  /** The host in lower case; empty when the text is no address that we know. */
  readonly provider: string;
  /** Usually `owner/name`. */
  readonly id: string;
}

const WITH_SCHEME = /^(?:git\+)?(?:git|ssh|http|https):\/\/(?:[^@]+@)?([^/]+)\/([^\n]+)$/;
const SCP = /^(?:[^@]+@)?([^/]+):([^\n]+)$/;

/**
 * `strict`: as the reference. `lenient` also takes what it leaves: a slash at the end, a scheme in
 * capitals, a port in the short form of ssh, Bitbucket's `scm/`, and the old ssh host of Azure.
 */
export type VcsUrlRules = "strict" | "lenient";

/** Reads an address. */
export function parseVcsUrl(url: string, rules: VcsUrlRules = "strict"): VcsAddress {
  if (rules === "lenient") {
    const { provider, id } = parseVcsUrl(tidy(url));
    return { provider, id: id.replace(/^scm\//, "") };
  }
  const [, host, path] = WITH_SCHEME.exec(url) ?? SCP.exec(url) ?? [];
  if (host === undefined || path === undefined) return { provider: "", id: url };
  return ofHost(host.replace(/:\d*$/, ""), path);
}

/** Whether two addresses mean one repository. */
export function isSameRepository(
  one: string,
  other: string,
  rules: VcsUrlRules = "strict",
): boolean {
  const [a, b] = [parseVcsUrl(one, rules), parseVcsUrl(other, rules)];
  return a.provider === b.provider && a.id.toLowerCase() === b.id.toLowerCase();
}

/** The name under which commits of a repository are kept: the id in lower case. */
export function repositoryKey(url: string, rules: VcsUrlRules = "strict"): string {
  return parseVcsUrl(url, rules).id.toLowerCase();
}

/** The form that the strict rules understand. */
function tidy(url: string): string {
  return url.trim()
    .replace(/^[a-z+]+(?=:\/\/)/i, (scheme) => scheme.toLowerCase())
    .replace(/\/+$/, "")
    .replace(/^((?:[^@/]+@)?[^@/:]+:)\d+\/(?=[^/]+\/)/, "$1")
    .replace(/^[^@/]+@vs-ssh\.visualstudio\.com:(?=v3\/)/i, "git@ssh.dev.azure.com:");
}

function ofHost(host: string, path: string): VcsAddress {
  const provider = host.toLowerCase();
  const account = /^([^.]+)\.visualstudio\.com$/.exec(host)?.[1];
  if (account !== undefined) {
    const own = /^_git\/(.+?)(?:\.git)?$/s.exec(path)?.[1];
    if (own !== undefined) return { provider, id: `${account}/${own}` };
    const project = /^(.+?)\/_git/s.exec(path)?.[1];
    if (project !== undefined) return { provider, id: project };
  }
  if (host === "dev.azure.com" || host === "ssh.dev.azure.com") {
    const project = /^v3\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? /^(.+?)\/_git/s.exec(path)?.[1];
    if (project !== undefined) return { provider: "dev.azure.com", id: project };
  }
  if (host === "source.developers.google.com") {
    const [, org, name] = /^p\/.+\/r\/github_([^_]+)_(.+?)(?:\.git)?$/s.exec(path) ?? [];
    if (org !== undefined) return { provider, id: `${org}/${name}` };
  }
  const [, project, name] = /projects\/(.+)\/repos\/(.+)\/browse/.exec(path) ?? [];
  if (project !== undefined) return { provider, id: `${project}/${name}` };
  return { provider, id: path.replace(/(?:\.git)+$/, "") };
}
