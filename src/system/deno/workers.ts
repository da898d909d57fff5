/**
 * Tasks in other threads. A worker runs the program's own main module again, which sees where it is
 * and serves tasks: that way one bundled file, and a compiled one, is all there is.
 */
import {
  SystemError,
  type SystemErrorCode,
  type Task,
  type TaskDoors,
  type WorkerPool,
  type Workers,
} from "../mod.ts";

interface Order {
  readonly id: number;
  readonly task: string;
  readonly input: unknown;
}

type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly problem: Problem };

/** What is left of an error on its way between threads. */
interface Problem {
  readonly message: string;
  readonly system?: { readonly code: SystemErrorCode; readonly path: string | undefined };
}

interface Waiting {
  readonly worker: Worker;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A task whose types are forgotten; `src/tasks.ts` lists them. */
export type AnyTask = Task<never, unknown>;

/** Whether this code runs in a worker. */
export function isWorkerThread(): boolean {
  return "DedicatedWorkerGlobalScope" in globalThis;
}

/** The door; `mainModule` is the program. */
export function denoWorkers(mainModule: string, doors: () => Promise<TaskDoors>): Workers {
  return {
    count: Math.max(1, navigator.hardwareConcurrency || 1),
    open: (size) => size === 0 ? inThisThread(doors) : new Pool(size, mainModule),
  };
}

function inThisThread(doors: () => Promise<TaskDoors>): WorkerPool {
  return {
    size: 0,
    run: async (task, input) => (await task.run(input, await doors())).value,
    turn: eventLoopTurn,
    close() {},
  };
}

/** A timer would take a millisecond, and a promise alone does not leave the turn. */
async function eventLoopTurn(): Promise<void> {
  await crypto.subtle.digest("SHA-1", new Uint8Array(1));
}

class Pool implements WorkerPool {
  readonly #workers: Worker[] = [];
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;
  #closed = false;

  constructor(readonly size: number, readonly mainModule: string) {}

  run<Input, Result>(
    task: Task<Input, Result>,
    input: Input,
    { transfer = [] }: { readonly transfer?: readonly ArrayBuffer[] } = {},
  ): Promise<Result> {
    if (this.#closed) return Promise.reject(new Error("the threads have been closed"));
    const worker = this.#next();
    const order: Order = { id: ++this.#orders, task: task.name, input };
    return new Promise<unknown>((resolve, reject) => {
      worker.postMessage(order, [...transfer]);
      this.#waiting.set(order.id, { worker, resolve, reject });
      // The other side runs the same program's task of that name, so the type holds by construction.
    }) as Promise<Result>;
  }

  turn(): Promise<void> {
    return eventLoopTurn();
  }

  close(): void {
    this.#closed = true;
    for (const worker of this.#workers.splice(0)) worker.terminate();
    this.#fail(() => true, new Error("the threads have been closed"));
  }

  /** The worker with the least to do; a new one while all are busy and there may be more. */
  #next(): Worker {
    const loads = new Map(this.#workers.map((worker) => [worker, 0]));
    for (const { worker } of this.#waiting.values()) {
      loads.set(worker, (loads.get(worker) ?? 0) + 1);
    }
    const [least] = [...loads].sort(([, a], [, b]) => a - b);
    if (least !== undefined && (least[1] === 0 || this.#workers.length >= this.size)) {
      return least[0];
    }
    const worker = new Worker(this.mainModule, { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#settle(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#workers.splice(this.#workers.indexOf(worker), 1);
      this.#fail((each) => each === worker, new Error(`a thread has ended: ${event.message}`));
    };
    this.#workers.push(worker);
    return worker;
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("problem" in answer) waiting?.reject(toError(answer.problem));
    else waiting?.resolve(answer.value);
  }

  #fail(isMeant: (worker: Worker) => boolean, error: Error): void {
    for (const [id, { worker, reject }] of this.#waiting) {
      if (!isMeant(worker)) continue;
      this.#waiting.delete(id);
      reject(error);
    }
  }
}

/** The other side: answers orders for ever. */
export function serveTasks(
  find: (name: string) => Promise<AnyTask>,
  doors: () => Promise<TaskDoors>,
): void {
  const scope: WorkerScope = globalThis as unknown as WorkerScope;
  scope.onmessage = async ({ data: { id, task, input } }) => {
    try {
      const found = await find(task);
      // The input was made for the task of that name by the same program.
      const { value, transfer = [] } = await found.run(input as never, await doors());
      scope.postMessage({ id, value }, [...transfer]);
    } catch (error) {
      scope.postMessage({ id, problem: toProblem(error) }, []);
    }
  };
}

/** The global scope of a worker, for which there are no types beside those of a window. */
interface WorkerScope {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(answer: Answer, transfer: ArrayBuffer[]): void;
}

function toProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof SystemError)) return { message };
  return { message, system: { code: error.code, path: error.path } };
}

function toError({ message, system }: Problem): Error {
  return system === undefined ? new Error(message) : new SystemError(
    message,
    system.code,
    system.path,
  );
}
