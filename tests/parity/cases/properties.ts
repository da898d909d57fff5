/** The grammar of the file that SENTRY_PROPERTIES names (specification §1.4). */
import { cases } from "../model.ts";
import { propertiesCase, STATUS } from "./common.ts";

export const PROPERTIES = cases("properties", [
  propertiesCase("plain", "defaults.org=o\ndefaults.project=p\n"),
  { name: "missing file", args: STATUS, env: { SENTRY_PROPERTIES: "nofile" } },
  { name: "empty variable", args: STATUS, env: { SENTRY_PROPERTIES: "" } },
  {
    name: "a directory",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "d" },
    files: { d: { directory: true } },
  },
  {
    name: "absolute path",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "{HOME}/x.properties" },
    home: { "x.properties": "defaults.org=o\n" },
  },
  {
    name: "path relative to the working folder",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "../x.properties" },
    cwd: "sub",
    files: { "x.properties": "defaults.org=o\n" },
  },
  propertiesCase("empty file", ""),
  propertiesCase("comments", "# a=b\n! defaults.org=x\n  # c\ndefaults.org=o # d\n"),
  propertiesCase("comment with backslash at its end", "# c\\\ndefaults.org=o\n"),
  propertiesCase("separators", "defaults.org : o\ndefaults.project p\n"),
  propertiesCase("two separators", "defaults.org==a\ndefaults.project =:p\n"),
  propertiesCase("key alone", "defaults.org\ndefaults.project\n"),
  propertiesCase("blanks: leading dropped, trailing kept", "  defaults.org =  o  \n"),
  propertiesCase("quotes are literal", "defaults.org=\"o\"\ndefaults.project='p'\n"),
  propertiesCase("continuation", "defaults.org=a\\\n   b\\\n# c\n"),
  propertiesCase("continuation inside a key", "defaults.\\\n  org=o\n"),
  propertiesCase("even number of backslashes", "defaults.org=a\\\\\ndefaults.project=p\n"),
  propertiesCase("backslash at the end of the file", "defaults.project=p\ndefaults.org=a\\"),
  propertiesCase("escapes", "defaults.org=a\\tb\\nc\\rd\\fe\\qf\\:g\\ h\n"),
  propertiesCase("escaped separators in a key", "defaults.o\\u0072g=o\ndefaults\\.project=p\n"),
  propertiesCase("unicode escape", "defaults.org=\\u00e4\\u6F22\n"),
  propertiesCase("unicode escape too short", "defaults.org=\\u00e\n"),
  propertiesCase("unicode escape that is no number", "defaults.org=\\u00zz\n"),
  propertiesCase("unicode escape in capitals", "defaults.org=\\U0041\n"),
  propertiesCase("a lone surrogate half", "defaults.org=\\ud83d\n"),
  propertiesCase("a key twice", "defaults.org=a\ndefaults.org=b\n"),
  propertiesCase("CRLF", "defaults.org=o\r\ndefaults.project=p\r\n"),
  propertiesCase("CR only", "defaults.org=o\rdefaults.project=p\r"),
  propertiesCase("last dot splits", "a.b.org=x\ndefaults.org=o\norg=y\n"),
  propertiesCase("form feed and tab are blanks", "\f\tdefaults.org\f=\to\n"),
  propertiesCase("blank lines", "\n\n  \ndefaults.org=o\n\n"),
  {
    name: "Windows-1252 bytes",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "w.properties" },
    // defaults.org=<E4><80>
    files: { "w.properties": { base64: "ZGVmYXVsdHMub3JnPeSACg==" } },
  },
  {
    name: "byte order mark",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "w.properties" },
    files: { "w.properties": "\ufeffdefaults.org=o\n" },
  },
  {
    name: "UTF-8",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "w.properties" },
    files: { "w.properties": "defaults.org=\u00e4\u6f22\n" },
  },
  {
    name: "a surrogate pair",
    args: STATUS,
    env: { SENTRY_PROPERTIES: "w.properties" },
    files: { "w.properties": "defaults.org=\\ud83d\\ude00\n" },
  },
], {
  "config-words": {
    "a directory": {
      error: "error: Failed to load file referenced by SENTRY_PROPERTIES (d)",
      causes: "{CWD}/d: Is a directory",
    },
    "unicode escape too short": {
      error:
        "error: Could not load java style properties file: \\u must be followed by four hexadecimal digits (line_number = 1)",
      causes: "{CWD}/sentry.properties:1: \\u must be followed by four hexadecimal digits",
    },
    "unicode escape that is no number": {
      error:
        "error: Could not load java style properties file: \\u must be followed by four hexadecimal digits (line_number = 1)",
      causes: "{CWD}/sentry.properties:1: \\u must be followed by four hexadecimal digits",
    },
    "a lone surrogate half": {
      error:
        "error: Could not load java style properties file: \\u names half of a surrogate pair (line_number = 1)",
      causes: "{CWD}/sentry.properties:1: \\u names half of a surrogate pair",
    },
  },
  "properties-unicode": {
    "a surrogate pair": {
      exit: 0,
      stdout: ['"org": "😀"', '"project": null', '"url": "https://sentry.io"'],
      error: "",
    },
    "UTF-8": { stdout: '"org": "ä漢"' },
  },
});
