/** docs/benchmarks.md, of which each benchmark writes its own sections. */
import { deno, repositoryPath } from "./command.ts";

const PAGE = "docs/benchmarks.md";

/** Puts a section in place of the one with the same heading, or at the end. */
export async function writeSection(section: string): Promise<void> {
  const sections = await readSections();
  const at = sections.findIndex((each) => headingOf(each) === headingOf(section));
  if (at < 0) sections.push(section);
  else sections[at] = section;
  await write(sections);
}

/** Writes the page anew but for the sections that it does not have. */
export async function writePage(page: string): Promise<void> {
  const own = sectionsOf(page);
  const headings = new Set(own.map(headingOf));
  const others = (await readSections()).filter((each) => !headings.has(headingOf(each)));
  await write([...own, ...others]);
}

async function readSections(): Promise<string[]> {
  return sectionsOf(await Deno.readTextFile(repositoryPath(PAGE)));
}

function sectionsOf(page: string): string[] {
  return page.split(/\n(?=## )/);
}

function headingOf(section: string): string {
  return section.trim().split("\n")[0] ?? "";
}

async function write(sections: readonly string[]): Promise<void> {
  const path = repositoryPath(PAGE);
  await Deno.writeTextFile(path, `${sections.map((each) => each.trim()).join("\n\n")}\n`);
  await deno(["fmt", "--quiet", path]);
}
