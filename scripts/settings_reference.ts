/** The settings reference in Markdown, from the catalogue. */
import type { Setting } from "../src/config/model.ts";

const INTRODUCTION = `# Settings

Generated from the catalogue in \`src/config/settings.ts\` by \`deno task docs\`; do not edit.

A setting is taken from the first of these places that has it: the option, the environment variable
(a \`.env\` file counts as environment), the file that \`SENTRY_PROPERTIES\` names, the project's
\`.sentryclirc\`, the one in the home folder. In those files a setting \`section.name\` is the line
\`name=value\` below \`[section]\`.`;

/** One page with every setting, by section. */
export function settingsReference(catalogue: readonly Setting<unknown>[]): string {
  const effective = catalogue.filter((setting) => !setting.ignored);
  const sections = new Map<string, Setting<unknown>[]>();
  for (const setting of effective.filter((each) => each.inFiles)) {
    const name = setting.key.slice(0, setting.key.indexOf("."));
    sections.set(name, [...sections.get(name) ?? [], setting]);
  }
  const blocks = [INTRODUCTION];
  for (const [name, settings] of sections) {
    blocks.push(`## [${name}]`, table(settings, { withKey: true }));
  }
  const variablesOnly = effective.filter((setting) => !setting.inFiles);
  if (variablesOnly.length > 0) {
    blocks.push("## Variables and options only", table(variablesOnly, { withKey: false }));
  }
  const ignored = catalogue.filter((setting) => setting.ignored);
  if (ignored.length > 0) {
    blocks.push(
      "## Accepted without effect",
      ignored.map((setting) => `- ${ignoredNames(setting)}: ${cell(setting.help)}`).join("\n"),
    );
  }
  return `${blocks.join("\n\n")}\n`;
}

function table(
  settings: readonly Setting<unknown>[],
  { withKey }: { readonly withKey: boolean },
): string {
  const titles = [
    ...(withKey ? ["Setting"] : []),
    "Variable",
    "Option",
    "Value",
    "Default",
    "Meaning",
  ];
  const rows = settings.map((setting) => {
    const keys = [setting.key, ...setting.legacyKeys].map(code).join(", ");
    return [
      ...(withKey ? [keys] : []),
      setting.variables.map(code).join(", "),
      setting.flag === undefined ? "" : code(setting.flag),
      cell(setting.form),
      defaultText(setting),
      cell(setting.help) +
      (setting.operatorOnly ? " Not read from the files of a project." : "") +
      (setting.secret ? " Secret: never shown." : ""),
    ];
  });
  return [titles, titles.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function ignoredNames(setting: Setting<unknown>): string {
  const keys = setting.inFiles ? [setting.key, ...setting.legacyKeys] : [];
  return [...keys, ...setting.variables].map(code).join(", ");
}

function defaultText({ defaultValue, secret }: Setting<unknown>): string {
  if (secret || defaultValue === undefined) return "";
  if (Array.isArray(defaultValue)) {
    return defaultValue.length === 0 ? "" : code(defaultValue.join(", "));
  }
  return typeof defaultValue === "object" ? "" : code(String(defaultValue));
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
}
