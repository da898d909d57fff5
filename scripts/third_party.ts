/** What others wrote of the program: their licences in one text, and a bill of materials (SPDX). */
import { VERSION } from "../src/base/version.ts";
import { repositoryPath, runScript, say, ScriptError } from "./command.ts";
import { licenceOf, type LockedPackage, lockedPackages } from "./licenses.ts";

const PERMISSION = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

const DENO_AUTHORS = "Copyright 2018-2026 the Deno authors";

/** Types are looked at by the type checker and are not part of the program. */
export function isTypesOnly(name: string): boolean {
  return name.startsWith("@types/") || name.endsWith("-types");
}

/** THIRD_PARTY_LICENSES. */
export async function thirdPartyLicences(packages?: readonly LockedPackage[]): Promise<string> {
  const shipped = (packages ?? await lockedPackages()).filter(({ name }) => !isTypesOnly(name));
  const parts = await Promise.all(shipped.map(async (each) => {
    const title = `${each.name} ${each.version} (${licenceOf(each.manifest)})`;
    return `${title}\n${"=".repeat(title.length)}\n\n${await licenceText(each)}`;
  }));
  const runtime = `Deno, in the native programs only (MIT)
=======================================

The native programs contain the Deno runtime, which contains V8 (BSD-3-Clause) and libraries under
permissive licences of their own; \`deno compile\` takes it from Deno's releases, where they are listed.

The MIT License

${DENO_AUTHORS}

${PERMISSION}
`;
  return [
    "sentry-cli contains the following works of others.\n",
    ...parts.map((part) => `${part.trimEnd()}\n`),
    runtime,
  ].join("\n\n");
}

async function licenceText({ name, folder, manifest }: LockedPackage): Promise<string> {
  const names = await Array.fromAsync(Deno.readDir(folder), (entry) => entry.name);
  // Apache-2.0 wants the notices passed on, too.
  const files = names.sort().filter((each) =>
    /^(licen[cs]e|copying|notice)([.-](md|txt|mit|apache))?$/i.test(each)
  );
  if (files.some((each) => !/^notice/i.test(each))) {
    const texts = await Promise.all(files.map((each) => Deno.readTextFile(`${folder}/${each}`)));
    return texts.map((text) => text.trimEnd()).join("\n\n");
  }
  // The standard library as republished on npm comes without the file.
  if (name === "deno-std" && licenceOf(manifest) === "MIT") {
    return `The MIT License\n\n${DENO_AUTHORS}\n\n${PERMISSION}\n`;
  }
  throw new ScriptError(`${name} has no licence file; add its text to scripts/third_party.ts`);
}

interface LockFile {
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

/** The bill of materials, SPDX 2.3. `bundleSha256` names the program it is about. */
export async function billOfMaterials(
  { packages, bundleSha256, created }: {
    readonly packages: readonly LockedPackage[];
    readonly bundleSha256: string;
    /** RFC 3339, seconds; the time of the commit, so that two builds agree. */
    readonly created: string;
  },
): Promise<string> {
  const lock: LockFile = JSON.parse(await Deno.readTextFile(repositoryPath("deno.lock")));
  const id = (name: string) => `SPDXRef-${name.replace(/[^A-Za-z0-9.-]+/g, "-").replace(/^-/, "")}`;
  const own = id("sentry-cli");
  const document = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: `sentry-cli-${VERSION}`,
    documentNamespace: `urn:sentry-cli:sbom:${VERSION}:${bundleSha256}`,
    creationInfo: { created, creators: ["Tool: scripts/third_party.ts"] },
    packages: [
      {
        SPDXID: own,
        name: "sentry-cli",
        versionInfo: VERSION,
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        checksums: [{ algorithm: "SHA256", checksumValue: bundleSha256 }],
        licenseConcluded: "MIT",
        licenseDeclared: "MIT",
        copyrightText: "NOASSERTION",
      },
      ...packages.map(({ name, version, manifest }) => ({
        SPDXID: id(`${name}-${version}`),
        name,
        versionInfo: version,
        downloadLocation: "NOASSERTION",
        filesAnalyzed: false,
        checksums: [{
          algorithm: "SHA512",
          checksumValue: sha512Of(lock, name, version),
        }],
        licenseConcluded: licenceOf(manifest) ?? "NOASSERTION",
        licenseDeclared: licenceOf(manifest) ?? "NOASSERTION",
        copyrightText: "NOASSERTION",
        externalRefs: [{
          referenceCategory: "PACKAGE-MANAGER",
          referenceType: "purl",
          referenceLocator: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        }],
      })),
    ],
    relationships: [
      {
        spdxElementId: "SPDXRef-DOCUMENT",
        relationshipType: "DESCRIBES",
        relatedSpdxElement: own,
      },
      ...packages.map(({ name, version }) =>
        isTypesOnly(name)
          ? {
            spdxElementId: id(`${name}-${version}`),
            relationshipType: "DEV_DEPENDENCY_OF",
            relatedSpdxElement: own,
          }
          : {
            spdxElementId: own,
            relationshipType: "CONTAINS",
            relatedSpdxElement: id(`${name}-${version}`),
          }
      ),
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function sha512Of({ npm }: LockFile, name: string, version: string): string {
  const [, entry] =
    Object.entries(npm).find(([key]) => key.split("_")[0] === `${name}@${version}`) ??
      [];
  const base64 = /^sha512-(.+)$/.exec(entry?.integrity ?? "")?.[1];
  if (base64 === undefined) throw new ScriptError(`deno.lock has no SHA-512 of ${name}@${version}`);
  return Array.from(atob(base64), (char) => char.charCodeAt(0).toString(16).padStart(2, "0"))
    .join("");
}

// Part of `deno task licenses`: the texts that a release passes on have to be there.
if (import.meta.main) {
  await runScript(async () => {
    const text = await thirdPartyLicences();
    say(`THIRD_PARTY_LICENSES: ${text.split("\n").length} lines`);
  });
}
