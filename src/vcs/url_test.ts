import { assertEquals } from "../../tests/support/assert.ts";
import { seeded } from "../../tests/support/random.ts";
import { isSameRepository, parseVcsUrl, repositoryKey } from "./url.ts";

// Specification, section 3.5.
const TABLE: readonly (readonly [id: string, ...urls: string[]])[] = [
  [
    "o/r",
    "https://user:tok@github.com/o/r.git",
    "git@github.com:o/r.git",
    "git+ssh://git@github.com/o/r.git",
    "http://github.com:8080/o/r",
    "github.com:o/r",
    "ssh://git@github.com/o/r.git.git",
  ],
  ["Group/Sub/Proj", "ssh://git@gitlab.example.com:22/Group/Sub/Proj.git"],
  ["acct/demo", "https://acct.visualstudio.com/_git/demo.git"],
  ["Coll/Proj", "https://x.visualstudio.com/Coll/Proj/_git/Repo"],
  ["foo/bar", "https://x.visualstudio.com/foo/bar"],
  [
    "org/Repo%20A",
    "git@ssh.dev.azure.com:v3/org/Repo%20A/Repo%20A",
    "https://org@dev.azure.com/org/Repo%20A/_git/Repo%20A",
  ],
  ["v3/org/proj/repo", "acct@vs-ssh.visualstudio.com:v3/org/proj/repo"],
  [
    "org-slug/repo-slug",
    "https://source.developers.google.com/p/s/r/github_org-slug_repo-slug",
  ],
  ["KEY/slug", "https://bb.example.com/projects/KEY/repos/slug/browse"],
  ["scm/key/slug", "https://bb.example.com/scm/key/slug.git"],
  ["~user/p", "ssh://git@bb.example.com:7999/~user/p.git"],
  ["o/r/", "https://github.com/o/r/"],
  ["o/r.git/", "https://github.com/o/r.git/"],
  ["2222/o/r", "git@host:2222/o/r.git"],
  ["//github.com/o/r", "HTTPS://github.com/o/r", "ftp://github.com/o/r"],
  ["/srv/git/r.git", "/srv/git/r.git"],
  ["///srv/git/r", "file:///srv/git/r.git"],
];

for (const [id, ...urls] of TABLE) {
  for (const url of urls) {
    Deno.test(`parseVcsUrl() finds ${id} in ${url}`, () => assertEquals(parseVcsUrl(url).id, id));
  }
}

Deno.test("parseVcsUrl() agrees with what the reference sent for made-up addresses", async () => {
  const file = new URL("../../tests/fixtures/vcs/urls.json", import.meta.url);
  const rows: [url: string, id: string][] = JSON.parse(await Deno.readTextFile(file));
  const wrong = rows.map(([url, id]) => ({ url, id, ours: parseVcsUrl(url).id }))
    .filter(({ id, ours }) => id !== ours);
  assertEquals(wrong, []);
});

for (
  const [one, other, isSame] of [
    ["git@github.com:Owner/Repo.git", "https://github.com/owner/repo", true],
    ["https://GitHub.com/o/r", "ssh://git@github.com:22/o/r.git", true],
    ["git@ssh.dev.azure.com:v3/o/p/r", "https://dev.azure.com/o/p/_git/other", true],
    ["https://github.com/o/r", "https://gitlab.com/o/r", false],
    ["https://github.com/o/r", "https://github.com/o/r2", false],
    ["origin", "origin", true],
  ] as const
) {
  Deno.test(`isSameRepository() says ${isSame} for ${one} and ${other}`, () => {
    assertEquals(isSameRepository(one, other), isSame);
    assertEquals(isSameRepository(other, one), isSame);
  });
}

Deno.test("repositoryKey() is in lower case, and a plain name stays what it is", () => {
  assertEquals(repositoryKey("git@github.com:Owner/Repo.git"), "owner/repo");
  assertEquals(repositoryKey("Origin"), "origin");
});

Deno.test("parseVcsUrl() gives something for everything, in time", () => {
  const random = seeded(3);
  const parts = [
    "https://",
    "git@",
    ":",
    "/",
    "_git",
    ".git",
    "projects/",
    "/repos/",
    "a",
    "\n",
    "é",
  ];
  for (let round = 0; round < 2000; round++) {
    const url = Array.from(
      { length: Math.floor(random() * 12) },
      () => parts[Math.floor(random() * parts.length)] ?? "",
    ).join("");
    const { provider, id } = parseVcsUrl(url);
    assertEquals(provider, provider.toLowerCase());
    assertEquals(url.includes(id.replace("/", "_")) || url.includes(id) || id.includes("/"), true);
  }
  parseVcsUrl(`https://h/${"projects/".repeat(2000)}`);
});
