// Calls to the simulator. Every failure becomes an Error with a sentence for a person.

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error("The simulator cannot be reached. Is it still running?");
  }
  const told = answer.status === 204 ? null : await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(told?.error ?? `The simulator answered ${answer.status}.`);
  return told;
}

export const state = () => call("GET", "/simulator/state");
export const errors = () => call("GET", "/simulator/errors");
export const inbound = (from, body) => call("POST", "/simulator/inbound", { from, body });
export const calls = (number) => call("GET", `/simulator/calls?${new URLSearchParams({ number })}`);
export const phoneCalls = (from) => call("POST", "/simulator/calls", { from });
export const act = (sid, doing, words) => call("POST", `/simulator/calls/${sid}`, { do: doing, words });
export const addPhone = (phone) => call("POST", "/simulator/phones", phone);
export const addFault = (rule) => call("POST", "/simulator/faults", [rule]);
export const clearFaults = () => call("DELETE", "/simulator/faults");
export const settings = (changes) => call("POST", "/simulator/settings", changes);
export const reset = () => call("POST", "/simulator/reset", {});
export function conversation(number, before) {
  const query = new URLSearchParams({ number, limit: 200, ...(before ? { before } : {}) });
  return call("GET", `/simulator/conversation?${query}`);
}

// Live events. EventSource comes back by itself and says which event it had last.
export function listen(handlers) {
  const source = new EventSource("/simulator/events");
  source.onopen = () => handlers.live(true);
  source.onerror = () => {
    handlers.live(false);
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(handlers), 2000);
  };
  for (const name of ["message", "call", "state", "trouble", "reload"]) {
    source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
  }
}
