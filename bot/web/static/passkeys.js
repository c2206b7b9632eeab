// Asks the browser for a passkey and sends what it signs. https://www.w3.org/TR/webauthn-2/
"use strict";
(() => {
  const form = document.getElementById("passkey");
  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const opened = (options) => {
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const name of ["allowCredentials", "excludeCredentials"]) {
      options[name] = (options[name] || []).map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return options;
  };
  const sent = (key) => {
    const response = { clientDataJSON: text(key.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response });
  };
  navigator.credentials[form.dataset.act]({ publicKey: opened(JSON.parse(form.dataset.options)) })
    .then((key) => {
      form.elements.credential.value = sent(key);
      form.submit();
    })
    .catch(() => {
      const problem = form.querySelector(".problem");
      problem.textContent = form.dataset.failed;
      problem.hidden = false;
      form.querySelector("[role=status]").hidden = true;
    });
})();
