// What the phone keeps: the tasks it took along, drafts, and what waits to be sent. Everything belongs to one person.
export interface Item { id: number; order: number; part: string; text: string; clause: string }
export interface Task {
  id: number; number: string; version: number; state: string; title: string; address: string; item: string; basis: string;
  planned_on: string; url: string; team: string[]; last: string; dangers: string[]; arrived_at: string; items: Item[];
}
export interface Pack { person: number; at: string; csrf: string; inspections: Task[] }
export interface Spot { longitude: number; latitude: number; accuracy_m: number; mocked: boolean | null }
export interface Answer { verdict: string; note: string }
export interface Picture { client_id: string; kind: "photo" | "signature"; item: number | null; spot: Spot | null; name: string; content: Blob }
export interface Draft {
  inspection: number; seen_version: number; answers: Record<string, Answer>; pictures: Picture[]; arrived_at: string;
  spot: Spot | null; attended_by: string; refused_to_sign: string; opinion: string;
}
export interface Entry extends Draft { client_id: string; recorded_at: string; title: string; outcome: "waiting" | "refused" | "conflict" | "applied"; sentence: string; url: string }

const VERSION = 1;
let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(`ancheng-phone-${document.body.dataset.person ?? ""}`, VERSION);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("pack");
      asked.result.createObjectStore("drafts", { keyPath: "inspection" });
      asked.result.createObjectStore("queue", { keyPath: "client_id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run<T>(store: string, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked.result as T);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const readPack = (): Promise<Pack | undefined> => run("pack", "readonly", (store) => store.get("pack"));
export const keepPack = (pack: Pack): Promise<unknown> => run("pack", "readwrite", (store) => store.put(pack, "pack"));
export const readDraft = (inspection: number): Promise<Draft | undefined> => run("drafts", "readonly", (store) => store.get(inspection));
export const keepDraft = (draft: Draft): Promise<unknown> => run("drafts", "readwrite", (store) => store.put(draft));
export const readQueue = (): Promise<Entry[]> => run("queue", "readonly", (store) => store.getAll());
export const keepEntry = (entry: Entry): Promise<unknown> => run("queue", "readwrite", (store) => store.put(entry));
export const dropEntry = (id: string): Promise<unknown> => run("queue", "readwrite", (store) => store.delete(id));

// Record and draft change places in one transaction: a phone that dies in between loses neither.
export async function enqueue(entry: Entry): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(["queue", "drafts"], "readwrite");
    transaction.objectStore("queue").put(entry);
    transaction.objectStore("drafts").delete(entry.inspection);
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
  });
}
