// Reads a sentence aloud where the browser has a voice for its language. Without a voice the button stays hidden.
"use strict";
(() => {
  const synthesis = window.speechSynthesis;
  if (!synthesis) return;
  const buttons = [...document.querySelectorAll("button[data-speak]")];
  const voiceOf = (language) => synthesis.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  const languageOf = (text) => text.closest("[lang]").lang.toLowerCase().split("-")[0];
  const rest = () => buttons.forEach((button) => { button.setAttribute("aria-pressed", "false"); });
  const show = () => buttons.forEach((button) => {
    const text = document.getElementById(button.dataset.speak);
    button.hidden = !(text && voiceOf(languageOf(text)));
  });
  buttons.forEach((button) => button.addEventListener("click", () => {
    const speaking = button.getAttribute("aria-pressed") === "true";
    synthesis.cancel();
    rest();
    if (speaking) return;
    const text = document.getElementById(button.dataset.speak);
    const said = new SpeechSynthesisUtterance(text.textContent.trim());
    said.voice = voiceOf(languageOf(text));
    said.lang = said.voice.lang;
    said.rate = 0.9;
    said.onend = said.onerror = rest;
    button.setAttribute("aria-pressed", "true");
    synthesis.speak(said);
  }));
  window.addEventListener("pagehide", () => synthesis.cancel());
  synthesis.addEventListener?.("voiceschanged", show);
  show();
})();
