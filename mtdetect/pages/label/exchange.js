// Requests to the server.
"use strict";

async function ask(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Token": token },
    body: JSON.stringify({ tab, ...body }),
  });
  return { status: answer.status, data: await answer.json().catch(() => ({ error: answer.statusText })) };
}

// One request at a time. Input while waiting is ignored: it was not meant for the next paragraph.
async function exchange(path, body, done) {
  if (state.busy) return;
  state.busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const { status, data } = await ask(path, body);
    if (status === 200 || status === 409) done(data, status);
    else tell(`Not saved: ${data.error}`, true);
  } catch (error) {
    $("stopped").hidden = false;
    tell("Not saved: mtdetect is not responding.", true);
  } finally {
    state.busy = false;
    document.body.removeAttribute("aria-busy");
  }
}
