/** The server side of a golden case: checks each request against the script and answers. */
import { type Exchange, fill, fits, fitsJson } from "./case_files.ts";

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export interface CaseServer {
  answer(request: SeenRequest): Response;
  /** What was wrong with the requests so far, ending with the ones that never came. */
  complaints(): string[];
}

export function caseServer(
  exchanges: readonly Exchange[],
  values: Readonly<Record<string, string>>,
): CaseServer {
  const wrong: string[] = [];
  let at = 0;
  const refused = (problem: string) => {
    wrong.push(problem);
    return Response.json({ detail: `golden case: ${problem}` }, { status: 418 });
  };
  return {
    answer(request) {
      const line = `${request.method} ${request.path}`;
      const expected = exchanges[at];
      if (expected === undefined) return refused(`unexpected request ${line}`);
      at++;
      const wanted = `${expected.method} ${fill(expected.path, values)}`;
      if (line !== wanted) return refused(`got ${line}, expected ${wanted}`);
      for (const [name, value] of Object.entries(expected.headers ?? {})) {
        const got = request.headers.get(name);
        if (got !== fill(value, values)) {
          return refused(`${line}: header ${name} is ${JSON.stringify(got)}, expected "${value}"`);
        }
      }
      for (const name of expected.withoutHeaders ?? []) {
        if (request.headers.has(name)) return refused(`${line}: header ${name} must not be sent`);
      }
      if (expected.body !== undefined && !bodyFits(request.body, expected.body)) {
        return refused(`${line}: body ${request.body}, expected ${JSON.stringify(expected.body)}`);
      }
      return reply(expected, values);
    },
    complaints() {
      const missing = exchanges.slice(at).map((each) => `never came: ${each.method} ${each.path}`);
      return [...wrong, ...missing];
    },
  };
}

function bodyFits(body: string, golden: unknown): boolean {
  if (typeof golden === "string") return fits(body, golden);
  try {
    return fitsJson(JSON.parse(body), golden);
  } catch {
    return false;
  }
}

function reply(
  { reply: { status = 200, headers = {}, json, text } }: Exchange,
  values: Readonly<Record<string, string>>,
): Response {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) all.set(name, fill(value, values));
  if (json !== undefined && !all.has("content-type")) all.set("content-type", "application/json");
  const body = json === undefined ? text ?? "" : JSON.stringify(json);
  const bodyless = status === 204 || status === 304;
  return new Response(bodyless ? null : fill(body, values), { status, headers: all });
}
